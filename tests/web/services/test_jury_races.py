"""Two people press at once: a sheet is submitted once, and closing neither loses a sheet nor lets one in after."""

from __future__ import annotations

import asyncio

import pytest

from models.errors import DomainError
from models.repositories.jury_sheets import JurySheetRepository
from tests.web.services.event_stories import SITE, mails, viewer
from tests.web.services.test_juries import save
from web.services import jury_results

pytestmark = pytest.mark.anyio


async def codes(*acts):
    """What each act was refused with, None for the one that was done."""
    found = await asyncio.gather(*acts, return_exceptions=True)
    assert all(f is None or isinstance(f, int | DomainError) for f in found), found
    return [f.code if isinstance(f, DomainError) else None for f in found]


async def submitted(db, world, state="open"):
    async with db.read() as conn:
        return await JurySheetRepository(conn).submitted(world.event[f"jury_{state}"], None)


async def test_two_submits_at_once_submit_once(cloned_world_db, clock, world) -> None:
    db = cloned_world_db

    told = await codes(*(save(db, clock, world, "qian") for _ in range(4)))

    mine = [s for s in await submitted(db, world) if s.participant_id == world.participant["jury_open_qian"]]
    assert told.count(None) == 1
    assert set(told) == {None, "jury_sheets_differ"}
    assert len(mine) == 1


async def test_close_while_submitting_counts_the_sheet_or_refuses_it(cloned_world_db, clock, world) -> None:
    db = cloned_world_db
    zhao, event = await viewer(db, clock, "zhao"), world.event["jury_open"]

    told = await codes(
        save(db, clock, world, "qian"),
        jury_results.close_scoring(db, clock, viewer=zhao, event_id=event, without="时间到了"),
    )

    counted = world.participant["jury_open_qian"] in {s.participant_id for s in await submitted(db, world)}
    assert told[1] is None
    assert told[0] == (None if counted else "jury_is_closed")


async def test_two_releases_at_once_tell_once(cloned_world_db, clock, world) -> None:
    db = cloned_world_db
    zhao, event = await viewer(db, clock, "zhao"), world.event["jury_closed"]

    told = await codes(
        *(
            jury_results.release_results(
                db, clock, viewer=zhao, event_id=event, shows_places=True, is_public=True, site=SITE
            )
            for _ in range(3)
        )
    )

    assert told.count(None) == 1
    assert len(await mails(db, "jury_result")) == 2
