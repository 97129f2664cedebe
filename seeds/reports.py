"""Who hosted which event, and links under which founders showed parts of their passports."""

from __future__ import annotations

import json
from datetime import timedelta
from functools import partial
from pathlib import Path

from models.entities.passports import Part
from models.entities.reports import HostRole
from seeds.stage import Calendar, Script, Stage
from seeds.texts import Record, Texts
from web.services.passports import make_share, open_shared, share_token
from web.services.reports import state_host

_FILE = Path(__file__).parent / "world" / "reports.json"


def write_reports(script: Script, stage: Stage, texts: Texts, days: Calendar) -> None:
    """Hosts are named a few days before an event, links were made and opened this week."""
    told = json.loads(_FILE.read_text(encoding="utf-8"))
    for i, host in enumerate(told["hosts"]):
        event = texts.events[host["event"]]
        at = min(days.local(event["days_from_today"] - 3, "15:00") + timedelta(minutes=i), days.now)
        script.add(at, partial(_host, stage, host, f"{event['organiser']}-1"))
    for link in told["links"]:
        made: list[int] = []
        script.add(days.at(-5, f"link {link['pitch']}"), partial(_link, stage, link, made))
        for n, form in enumerate(link["openings"]):
            script.add(days.at(n - 4, f"opening {link['pitch']}"), partial(_open, stage, form, made))


async def _host(stage: Stage, host: Record, organiser: str) -> None:
    await state_host(
        stage.db,
        stage.clock,
        viewer=await stage.viewer(organiser),
        event_id=stage.event[host["event"]],
        organisation_id=stage.body[host["body"]] if host["body"] else None,
        name=host["name"] or "",
        role=HostRole(host["role"]),
    )


async def _link(stage: Stage, link: Record, made: list[int]) -> None:
    made.append(
        await make_share(
            stage.db,
            stage.clock,
            viewer=await stage.viewer(link["pitch"]),
            company_id=stage.body[link["pitch"]],
            parts=[Part(part) for part in link["parts"]],
            audience=link["audience"],
            days=link["days"],
        )
    )


async def _open(stage: Stage, form: str, made: list[int]) -> None:
    token = share_token(stage.settings, stage.clock, made[0])
    await open_shared(stage.db, stage.clock, stage.settings, token=token, form=form)
