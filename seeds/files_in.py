"""A list that an organiser has brought and not yet taken: two of its rows are to be mended first."""

from __future__ import annotations

import csv
import io
from functools import partial

from models.entities.imports import ImportKind
from seeds.stage import Calendar, Script, Stage
from seeds.texts import Record, Texts
from web.services.imports import bring


def write_files_in(script: Script, stage: Stage, texts: Texts, days: Calendar) -> None:
    """On the last evening, so that it still waits when somebody looks."""
    for record in texts.imports.values():
        script.add(days.at(-1, record["key"]), partial(_bring, stage, record))


async def _bring(stage: Stage, record: Record) -> None:
    out = io.StringIO()
    csv.writer(out).writerows(record["rows"])
    await bring(
        stage.db,
        stage.clock,
        viewer=await stage.viewer(f"{record['organiser']}-1"),
        kind=ImportKind.PARTICIPANTS,
        filename=record["filename"],
        content=out.getvalue().encode("utf-8-sig"),
        event_id=stage.event[record["event"]],
    )
