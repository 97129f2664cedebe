"""Two at once: one wins, the other reads a clear sentence; with real connections."""

from __future__ import annotations

import asyncio

import pytest

from models.entities.vocabulary import Answer
from tests.web.services.event_stories import (
    SITE,
    START,
    accept_all,
    correct,
    facts,
    mails,
    outcomes,
    prepared,
    solved,
    viewer,
)
from web.services.bookings import release_plan
from web.services.events import (
    SlotSeries,
    add_slots,
    create_event,
    publish_event,
)
from web.services.invitations import invite_providers, select_pitches
from web.services.participation import (
    answer_invitation,
)
from web.services.plan_board import open_plan
from web.services.planning import request_plan, solve_pending

pytestmark = pytest.mark.anyio


async def test_two_organisers_take_the_last_slot_at_once_and_one_wins(cloned_world_db, clock, world) -> None:
    db = cloned_world_db
    zhao, event_id, plan_id = await solved(db, clock, world)
    board = await open_plan(db, viewer=zhao, event_id=event_id, plan_id=plan_id)
    free = next(s for s in board.facts.pitch_slots if s.id not in {p.slot_id for p in board.contents.pitches})

    lost = await outcomes(
        *(
            correct(db, clock, zhao, event_id, plan_id, "place", participant=p.participant_id, slot=free.id)
            for p in board.contents.pitches
        )
    )

    after = await open_plan(db, viewer=zhao, event_id=event_id, plan_id=plan_id)
    assert sorted(lost) == [False, True]
    assert sum(p.slot_id == free.id for p in after.contents.pitches) == 1
    assert after.plan.revision == 1


async def test_database_refuses_the_same_slot_whoever_asks(cloned_world_db, clock, world) -> None:
    db = cloned_world_db
    _, _, plan_id = await solved(db, clock, world)
    async with db.transaction() as conn:
        rows = await conn.fetch("select participant_id, slot_id from plan_pitch where plan_id = $1", plan_id)
        await conn.execute("delete from plan_pitch where plan_id = $1", plan_id)

    async def put(participant_id: int) -> None:
        async with db.transaction() as conn:
            await conn.execute(
                "insert into plan_pitch (plan_id, slot_id, participant_id) values ($1, $2, $3)",
                plan_id,
                rows[0]["slot_id"],
                participant_id,
            )

    lost = await outcomes(*(put(r["participant_id"]) for r in rows))

    assert sorted(lost) == [False, True]


async def test_two_releases_at_once_release_and_mail_once(cloned_world_db, clock, world) -> None:
    db = cloned_world_db
    zhao, event_id, plan_id = await solved(db, clock, world)

    lost = await outcomes(
        *(
            release_plan(db, clock, viewer=zhao, event_id=event_id, plan_id=plan_id, revision=0, site=SITE)
            for _ in range(3)
        )
    )

    assert sorted(lost) == [False, True, True]
    assert len(await mails(db, "plan_released")) == 4


async def test_two_who_answer_at_once_are_answered_once(cloned_world_db, clock, world) -> None:
    db = cloned_world_db
    zhao = await viewer(db, clock, "zhao")
    event_id = await create_event(db, clock, viewer=zhao, facts=facts())
    (participant,) = await invite_providers(
        db, clock, viewer=zhao, event_id=event_id, organisation_ids=[world.org["wang"]], site=SITE
    )
    wang = await viewer(db, clock, "wang")

    lost = await outcomes(
        *(
            answer_invitation(
                db, clock, viewer=wang, participant_id=participant, answer=answer, expected=Answer.PENDING
            )
            for answer in (Answer.ACCEPTED, Answer.DECLINED)
        )
    )

    assert sorted(lost) == [False, True]


async def test_two_plans_asked_for_at_once_are_one(cloned_world_db, clock, world) -> None:
    db = cloned_world_db
    zhao, event_id = await prepared(db, clock, world)

    ids = await asyncio.gather(*(request_plan(db, clock, viewer=zhao, event_id=event_id) for _ in range(4)))
    solved_by = await asyncio.gather(*(solve_pending(db, clock, work=20) for _ in range(3)))

    assert len(set(ids)) == 1
    assert sum(solved_by) == 1


async def test_nobody_is_booked_in_two_events_at_once(cloned_world_db, clock, world) -> None:
    db = cloned_world_db
    events = []
    for name in ("zhao", "zhou"):
        who = await viewer(db, clock, name)
        event_id = await create_event(db, clock, viewer=who, facts=facts())
        await add_slots(db, clock, viewer=who, event_id=event_id, series=[SlotSeries("pitch", START, 15, 1)])
        await select_pitches(
            db, clock, viewer=who, event_id=event_id, pitch_ids=[world.pitch["lin"]], site=SITE
        )
        await publish_event(db, clock, viewer=who, event_id=event_id)
        await accept_all(db, clock, event_id, people=("lin",))
        plan_id = await request_plan(db, clock, viewer=who, event_id=event_id)
        events.append((who, event_id, plan_id))
    await solve_pending(db, clock, work=20)

    lost = await outcomes(
        *(
            release_plan(db, clock, viewer=who, event_id=event_id, plan_id=plan_id, revision=0, site=SITE)
            for who, event_id, plan_id in events
        )
    )

    async with db.read() as conn:
        booked = await conn.fetchval(
            "select count(*) from booking where person_id = $1 and not cancelled and lower(during) = $2",
            world.person["lin"],
            START,
        )
    assert sorted(lost) == [False, True]
    assert booked == 1
