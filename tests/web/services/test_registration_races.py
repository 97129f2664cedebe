"""The last seat, the freed seat, the offered place, the one press: many at once, with real connections."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest

from models.entities.vocabulary import Answer, ReserveStatus
from models.repositories.reserves import ReserveRepository
from tests.personas import PERSONAS
from tests.web.services.event_stories import SITE, cancel, mails, order_of, outcomes, prepared, viewer
from tests.web.services.registration_stories import comes, leaves, lecture, standing
from web.services.calling_off import Act, call_off
from web.services.participation import answer_invitation, list_participations
from web.services.reserves import add_reserve, answer_offer, lapse_offers

pytestmark = pytest.mark.anyio

PEOPLE = [p for p in PERSONAS[1:] if p != "zhao"]


async def test_many_who_come_at_once_take_each_seat_once(cloned_world_db, clock, world) -> None:
    _, event_id = await lecture(cloned_world_db, clock, seats=3)

    await asyncio.gather(*(comes(cloned_world_db, clock, event_id, p) for p in PEOPLE for _ in range(2)))

    seated, waiting = await standing(cloned_world_db, world, event_id)
    assert (len(seated), len(waiting)) == (3, len(PEOPLE) - 3)
    assert seated | set(waiting) == set(PEOPLE)
    assert len(await mails(cloned_world_db, "registered")) == 3


async def test_each_freed_seat_promotes_exactly_one_in_their_turn(cloned_world_db, clock, world) -> None:
    _, event_id = await lecture(cloned_world_db, clock, seats=4)
    for persona in PEOPLE:
        await comes(cloned_world_db, clock, event_id, persona)
    leaving, queue = PEOPLE[:3], PEOPLE[4:]

    await asyncio.gather(*(leaves(cloned_world_db, clock, event_id, p) for p in leaving))

    seated, waiting = await standing(cloned_world_db, world, event_id)
    assert seated == {PEOPLE[3], *queue[:3]}
    assert waiting == queue[3:]
    told = [m["to_address"] for m in await mails(cloned_world_db, "promoted")]
    assert sorted(told) == sorted(f"{p}@example.test" for p in queue[:3])


async def test_those_who_leave_and_come_at_once_never_overfill(cloned_world_db, clock, world) -> None:
    _, event_id = await lecture(cloned_world_db, clock, seats=2)
    for persona in PEOPLE[:6]:
        await comes(cloned_world_db, clock, event_id, persona)

    await asyncio.gather(
        *(leaves(cloned_world_db, clock, event_id, p) for p in PEOPLE[:4]),
        *(comes(cloned_world_db, clock, event_id, p) for p in PEOPLE[6:]),
    )

    seated, waiting = await standing(cloned_world_db, world, event_id)
    assert seated == set(PEOPLE[4:6])
    assert set(waiting) == set(PEOPLE[6:])


async def reserved(db, clock, world):
    """Zhao's roadshow with lin and wang; qian's pitch stands in reserve, and lin declines."""
    zhao, event_id = await prepared(db, clock, world)
    async with db.transaction() as conn:
        await conn.execute(
            "delete from participant where event_id = $1 and pitch_id = $2", event_id, world.pitch["qian"]
        )
    await add_reserve(db, clock, viewer=zhao, event_id=event_id, pitch_id=world.pitch["qian"])
    lin = await viewer(db, clock, "lin")
    own = await list_participations(db, viewer=lin, side="founder")
    return event_id, lin, next(p.participant.id for p in own if p.event.id == event_id)


async def test_place_declined_by_two_at_once_is_offered_once(cloned_world_db, clock, world) -> None:
    db = cloned_world_db
    event_id, lin, participant_id = await reserved(db, clock, world)

    await outcomes(
        *(
            answer_invitation(
                db,
                clock,
                viewer=lin,
                participant_id=participant_id,
                answer=Answer.DECLINED,
                expected=Answer.ACCEPTED,
                site=SITE,
            )
            for _ in range(3)
        )
    )

    async with db.read() as conn:
        [reserve] = await ReserveRepository(conn).of_event(event_id)
    assert reserve.status is ReserveStatus.OFFERED
    assert len(await mails(db, "reserve_offered")) == 1


async def test_offer_is_taken_once_and_never_after_it_lapsed(cloned_world_db, clock, world) -> None:
    db = cloned_world_db
    event_id, lin, participant_id = await reserved(db, clock, world)
    await answer_invitation(
        db, clock, viewer=lin, participant_id=participant_id, answer=Answer.DECLINED, site=SITE
    )
    qian = await viewer(db, clock, "qian")
    async with db.read() as conn:
        [reserve] = await ReserveRepository(conn).of_event(event_id)

    lost = await outcomes(
        answer_offer(db, clock, viewer=qian, reserve_id=reserve.id, accept=True, site=SITE),
        answer_offer(db, clock, viewer=qian, reserve_id=reserve.id, accept=False, site=SITE),
        answer_invitation(
            db, clock, viewer=lin, participant_id=participant_id, answer=Answer.ACCEPTED, site=SITE
        ),
    )
    clock.instant += timedelta(days=3)
    n_lapsed = await asyncio.gather(*(lapse_offers(db, clock, SITE) for _ in range(3)))

    async with db.read() as conn:
        [after] = await ReserveRepository(conn).of_event(event_id)
        n_coming = await conn.fetchval(
            "select count(*) from participant where event_id = $1 and side = 'founder' and answer = 'accepted'",
            event_id,
        )
    # The world's own offer lapses once; the one that was answered stays answered.
    assert sum(n_lapsed) == 1
    assert after.status is (ReserveStatus.DECLINED if lost[0] else ReserveStatus.ACCEPTED)
    # The answers exclude each other; lin comes again only where qian had refused before.
    assert lost[:2].count(False) == 1
    assert n_coming == (1 if not lost[0] or not lost[2] else 0)


async def test_order_pressed_by_many_at_once_is_done_once(cloned_world_db, clock, world) -> None:
    db = cloned_world_db
    zhao, event_id = await prepared(db, clock, world)
    order = await order_of(db, event_id, zhao, Act.POSTPONE, starts_at=clock.now() + timedelta(days=90))

    done = await asyncio.gather(
        *(call_off(db, clock, viewer=zhao, event_id=event_id, order=order, site=SITE) for _ in range(4))
    )

    assert sorted(d.done for d in done) == [False, False, False, True]
    told = [m["to_address"] for m in await mails(db, "event_postponed")]
    assert sorted(told) == sorted(set(told))
    assert len(told) == 4
    await asyncio.gather(*(cancel(db, clock, zhao, event_id) for _ in range(3)))
    assert len(await mails(db, "event_cancelled")) == 4
