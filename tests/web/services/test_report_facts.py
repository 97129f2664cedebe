"""Figures as of an instant: equal to a recomputation, and to what the report said on that day."""

from __future__ import annotations

import os
import random
from dataclasses import astuple
from datetime import timedelta
from typing import Any

import pytest

from models.db import Database
from models.repositories.report_facts import ReportFactRepository
from tests.models.test_as_of import START, remember_answers, something
from tests.world import World
from tests.world_rows import NOW
from web.services.report_facts import figures_at, settle_facts

pytestmark = pytest.mark.anyio
DEFINITION = "ledger-1"
MEASURES = (
    "space",
    "company",
    "founder",
    "event",
    "tenant",
    "pitch_submitted",
    "pitch_approved",
    "pitch_shown",
    "pitch_wanted",
    "pitch_introduced",
    "pitch_met",
    "pitch_funded",
    "record_waiting",
    "record_disputed",
    "record_confirmed",
    "borrower",
    "first",
    "entrant",
    "pool",
)


async def _report(conn: Any, at: Any) -> set[tuple[Any, ...]]:
    found = await figures_at(conn, at, MEASURES, DEFINITION)
    return {astuple(cell) for cells in found.cells.values() for cell in cells}


async def _recomputed(conn: Any, at: Any) -> set[tuple[Any, ...]]:
    return {
        astuple(cell) for cell in await ReportFactRepository(conn).recomputed(at, list(MEASURES), DEFINITION)
    }


async def test_figures_equal_a_recomputation_with_and_without_facts(world_conn: Any, world: World) -> None:
    at = NOW + timedelta(days=60)
    waiting = await _report(world_conn, at)

    await settle_facts(Database.bound_to(world_conn))

    assert await ReportFactRepository(world_conn).waiting(1) == 0
    assert waiting == await _report(world_conn, at) == await _recomputed(world_conn, at)


@pytest.mark.parametrize("seed", range(1, 41) if os.environ.get("SOAK") else (2, 3))
async def test_a_past_report_is_drawn_as_it_was_saved(world_conn: Any, world: World, seed: int) -> None:
    choose = random.Random(seed)
    db = Database.bound_to(world_conn)
    await remember_answers(world_conn)
    saved = []
    for number in range(30):
        now = START + timedelta(days=number)
        for step in range(choose.randint(2, 6)):
            await something(world_conn, world, choose, now + timedelta(minutes=step))
        # On most days the worker has been there; on the others the report adds what waits.
        if choose.random() < 0.7:
            await settle_facts(db)
        at = now + timedelta(hours=12)
        saved.append((at, await _report(world_conn, at)))
    await settle_facts(db)

    wrong = []
    for at, then in saved:
        wrong.append((at, then ^ await _report(world_conn, at)))
    for at, then in saved[::5]:
        wrong.append((at, then ^ await _recomputed(world_conn, at)))

    assert [(at, different) for at, different in wrong if different] == []
    assert len({frozenset(report) for _, report in saved}) > 10
    seen = {row[1] for _, report in saved for row in report}
    assert set(MEASURES) - seen <= {"record_disputed", "pitch_met", "pitch_funded"}
