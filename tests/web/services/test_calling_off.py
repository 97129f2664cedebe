"""Postponing and cancelling: looked at first, done whole, everybody told once, calendars right."""

from __future__ import annotations

from datetime import timedelta

import pytest

from models.entities.vocabulary import EventStatus
from models.errors import Conflict, Invalid, NotFound
from models.repositories.plans import PlanRepository
from tests.web.services.event_stories import (
    SITE,
    START,
    cancel,
    entries_of,
    facts,
    mails,
    order_of,
    released,
    viewer,
)
from tests.web.services.registration_stories import comes, lecture, standing
from web.services.bookings import release_plan
from web.services.calling_off import Act, call_off, preview
from web.services.events import create_event, open_event, open_public_event, public_events, publish_event
from web.services.planning import request_plan, solve_pending

pytestmark = pytest.mark.anyio

DAYS = timedelta(days=14)


async def slots_of(db, event_id):
    async with db.read() as conn:
        rows = await conn.fetch(
            "select lower(during) as at from event_slot where event_id = $1 order by 1", event_id
        )
    return [r["at"] for r in rows]


async def bookings_of(db, event_id):
    async with db.read() as conn:
        rows = await conn.fetch(
            """select person_id, lower(during) as at from booking where event_id = $1 and not cancelled
               order by 1, 2""",
            event_id,
        )
    return [(r["person_id"], r["at"]) for r in rows]


async def entries(db, event_id):
    async with db.read() as conn:
        ids = await conn.fetch("select id from participant where event_id = $1", event_id)
        return await PlanRepository(conn).entries([r["id"] for r in ids])


async def test_preview_counts_who_is_told_and_changes_nothing(world_db, clock, world) -> None:
    zhao, event_id = await lecture(world_db, clock, seats=2)
    for persona in ("lin", "qian", "wang"):
        await comes(world_db, clock, event_id, persona)
    order = await order_of(world_db, event_id, zhao, Act.POSTPONE, starts_at=START + DAYS)

    found = await preview(world_db, clock, viewer=zhao, event_id=event_id, order=order)

    assert (found.concerned.n_registered, found.concerned.n_waiting, found.n_mails) == (2, 1, 3)
    assert found.ends_at == START + DAYS + timedelta(hours=8)
    assert (await open_event(world_db, viewer=zhao, event_id=event_id)).starts_at == START
    assert await mails(world_db, "event_postponed") == []


async def test_postponed_event_moves_slots_plan_bookings_and_calendars_by_one_span(
    world_db, clock, world
) -> None:
    zhao, event_id, _ = await released(world_db, clock, world)
    slots, booked = await slots_of(world_db, event_id), await bookings_of(world_db, event_id)
    before = await open_event(world_db, viewer=zhao, event_id=event_id)
    order = await order_of(world_db, event_id, zhao, Act.POSTPONE, starts_at=START + DAYS)

    done = await call_off(world_db, clock, viewer=zhao, event_id=event_id, order=order, site=SITE)

    after = await open_event(world_db, viewer=zhao, event_id=event_id)
    assert (done.done, done.n_mails, done.clashes) == (True, 4, [])
    assert (after.starts_at, after.ends_at) == (START + DAYS, before.ends_at + DAYS)
    assert await slots_of(world_db, event_id) == [at + DAYS for at in slots]
    assert await bookings_of(world_db, event_id) == [(who, at + DAYS) for who, at in booked]
    told = await mails(world_db, "event_postponed")
    assert sorted(m["to_address"] for m in told) == [
        f"{p}@example.test" for p in ("chen", "lin", "qian", "wang")
    ]
    assert all("台风" in m["body"] for m in told)
    lin = next(m for m in told if m["to_address"] == "lin@example.test")
    sent = entries_of(lin["attachment"])
    assert all(e["status"] in ("CONFIRMED", "TENTATIVE") for e in sent)
    assert {e["sequence"] for e in sent} == {str(after.sequence)}
    assert after.sequence > before.sequence
    frame = next(e for e in sent if e["uid"] == f"event-{event_id}@shoutou")
    assert frame["dtstart"].startswith((START + DAYS).strftime("%Y%m%d"))


async def test_slots_side_by_side_move_by_less_than_their_length(world_db, clock, world) -> None:
    zhao, event_id, _ = await released(world_db, clock, world)
    slots, span = await slots_of(world_db, event_id), timedelta(minutes=10)
    order = await order_of(world_db, event_id, zhao, Act.POSTPONE, starts_at=START + span)

    await call_off(world_db, clock, viewer=zhao, event_id=event_id, order=order, site=SITE)

    assert await slots_of(world_db, event_id) == [at + span for at in slots]


async def test_whoever_is_elsewhere_at_the_new_time_is_listed_and_taken_out(world_db, clock, world) -> None:
    zhao, event_id, _ = await released(world_db, clock, world)
    async with world_db.transaction() as conn:
        await conn.execute(
            """insert into booking (person_id, event_id, plan_id, during)
               values ($1, $2, $3, tstzrange($4, $5))""",
            world.person["lin"],
            world.event["zhao"],
            world.plan["zhao"],
            START + DAYS,
            START + DAYS + timedelta(hours=12),
        )
    order = await order_of(world_db, event_id, zhao, Act.POSTPONE, starts_at=START + DAYS)

    seen = await preview(world_db, clock, viewer=zhao, event_id=event_id, order=order)
    done = await call_off(world_db, clock, viewer=zhao, event_id=event_id, order=order, site=SITE)

    assert {c.name for c in seen.clashes} == {"lin 项目"}
    assert seen.clashes == done.clashes
    left = await entries(world_db, event_id)
    lin = {e.participant_id for e in left if e.person_id == world.person["lin"]}
    assert [e for e in left if e.stands and (e.participant_id in lin or e.partner_id in lin)] == []
    assert [e for e in left if e.stands]
    assert world.person["lin"] not in {who for who, _ in await bookings_of(world_db, event_id)}


async def test_date_not_known_gives_time_back_and_the_next_date_takes_it_again(
    world_db, clock, world
) -> None:
    zhao, event_id, _ = await released(world_db, clock, world)
    booked = await bookings_of(world_db, event_id)

    order = await order_of(world_db, event_id, zhao, Act.DATE_OPEN)
    await call_off(world_db, clock, viewer=zhao, event_id=event_id, order=order, site=SITE)
    waits = await open_event(world_db, viewer=zhao, event_id=event_id)
    freed, standing_then = await bookings_of(world_db, event_id), await entries(world_db, event_id)
    mail = (await mails(world_db, "event_postponed"))[0]
    order = await order_of(world_db, event_id, zhao, Act.POSTPONE, starts_at=START + DAYS)
    await call_off(world_db, clock, viewer=zhao, event_id=event_id, order=order, site=SITE)

    after = await open_event(world_db, viewer=zhao, event_id=event_id)
    assert (waits.date_open, waits.status, after.date_open) == (True, EventStatus.PUBLISHED, False)
    assert freed == []
    assert not any(e.stands for e in standing_then)
    assert {e["status"] for e in entries_of(mail["attachment"])} == {"CANCELLED"}
    assert await bookings_of(world_db, event_id) == [(who, at + DAYS) for who, at in booked]
    assert len(await mails(world_db, "event_postponed")) == 8


async def test_event_without_a_date_is_still_to_come_and_releases_no_plan(world_db, clock, world) -> None:
    zhao, event_id, _ = await released(world_db, clock, world)
    order = await order_of(world_db, event_id, zhao, Act.DATE_OPEN)
    await call_off(world_db, clock, viewer=zhao, event_id=event_id, order=order, site=SITE)
    clock.instant = START + timedelta(days=1)
    draft = await request_plan(world_db, clock, viewer=zhao, event_id=event_id)
    await solve_pending(world_db, clock, work=20)

    assert event_id in {e.id for e in (await public_events(world_db, clock)).coming}
    assert (await open_public_event(world_db, clock, event_id=event_id)).programme == []
    with pytest.raises(Invalid) as refused:
        await release_plan(
            world_db, clock, viewer=zhao, event_id=event_id, plan_id=draft, revision=0, site=SITE
        )
    assert refused.value.code == "event_date_open"


async def test_answers_and_free_times_are_asked_anew(world_db, clock, world) -> None:
    zhao, event_id, _ = await released(world_db, clock, world)
    async with world_db.transaction() as conn:
        await conn.execute(
            "update participant set availability_at = $2 where event_id = $1", event_id, clock.now()
        )
        await conn.execute(
            """update plan_pitch set answer = 'accepted', answered_at = $2
               where plan_id in (select id from plan where event_id = $1)""",
            event_id,
            clock.now(),
        )
    order = await order_of(world_db, event_id, zhao, Act.POSTPONE, starts_at=START + DAYS)

    await call_off(world_db, clock, viewer=zhao, event_id=event_id, order=order, site=SITE)

    async with world_db.read() as conn:
        stated = await conn.fetchval(
            "select count(*) from participant where event_id = $1 and availability_at is not null", event_id
        )
        answers = await conn.fetch(
            "select distinct answer from plan_pitch where plan_id in (select id from plan where event_id = $1)",
            event_id,
        )
    assert stated == 0
    assert [r["answer"] for r in answers] == ["pending"]


async def test_each_reader_gets_the_reason_in_their_language(world_db, clock, world) -> None:
    zhao, event_id = await lecture(world_db, clock)
    async with world_db.transaction() as conn:
        await conn.execute("update person set locale = 'en' where id = $1", world.person["qian"])
    for persona in ("lin", "qian"):
        await comes(world_db, clock, event_id, persona)

    await cancel(world_db, clock, zhao, event_id)

    told = {m["to_address"]: m for m in await mails(world_db, "event_cancelled")}
    assert "台风" in told["lin@example.test"]["body"]
    assert "A typhoon" in told["qian@example.test"]["body"]
    assert told["qian@example.test"]["subject"] == "July roadshow: cancelled"
    assert await standing(world_db, world, event_id) == ({"lin", "qian"}, [])


async def test_order_for_a_state_that_moved_on_is_refused(world_db, clock, world) -> None:
    zhao, event_id = await lecture(world_db, clock)
    first = await order_of(world_db, event_id, zhao, Act.POSTPONE, starts_at=START + DAYS)
    other = await order_of(world_db, event_id, zhao, Act.POSTPONE, starts_at=START + 2 * DAYS)
    own = {"viewer": zhao, "event_id": event_id}
    await call_off(world_db, clock, **own, order=first, site=SITE)

    again = await call_off(world_db, clock, **own, order=first, site=SITE)
    with pytest.raises(Conflict) as refused:
        await call_off(world_db, clock, **own, order=other, site=SITE)

    assert not again.done
    assert refused.value.code == "state_moved_on"


@pytest.mark.parametrize(
    ("span", "code"),
    [
        (timedelta(days=-365), "new_date_is_past"),
        (timedelta(days=1000), "new_date_is_far"),
        (timedelta(0), "new_date_is_the_same"),
    ],
)
async def test_senseless_date_is_refused_by_its_field(world_db, clock, world, span, code) -> None:
    zhao, event_id = await lecture(world_db, clock)
    order = await order_of(world_db, event_id, zhao, Act.POSTPONE, starts_at=START + span)

    with pytest.raises(Invalid) as refused:
        await preview(world_db, clock, viewer=zhao, event_id=event_id, order=order)

    assert (refused.value.code, refused.value.field) == (code, "day")


async def test_event_that_is_over_stays_as_it_was(world_db, clock, world) -> None:
    zhao, event_id = await lecture(world_db, clock)
    clock.instant = START + timedelta(hours=9)

    with pytest.raises(Conflict) as refused:
        await cancel(world_db, clock, zhao, event_id)

    assert refused.value.code == "event_is_over"


async def test_another_body_can_neither_look_nor_act(world_db, clock, world) -> None:
    zhao, event_id = await lecture(world_db, clock)
    order = await order_of(world_db, event_id, zhao)
    zhou = await viewer(world_db, clock, "zhou")

    for act in (
        preview(world_db, clock, viewer=zhou, event_id=event_id, order=order),
        call_off(world_db, clock, viewer=zhou, event_id=event_id, order=order, site=SITE),
    ):
        with pytest.raises(NotFound):
            await act


async def test_deadlines_move_with_the_event(world_db, clock, world) -> None:
    until = START - timedelta(days=3)
    zhao = await viewer(world_db, clock, "zhao")
    event_id = await create_event(
        world_db,
        clock,
        viewer=zhao,
        facts=facts(open_registration=True, registration_until=until),
        wishes_close_at=until,
    )
    await publish_event(world_db, clock, viewer=zhao, event_id=event_id)
    order = await order_of(world_db, event_id, zhao, Act.POSTPONE, starts_at=START + DAYS)

    await call_off(world_db, clock, viewer=zhao, event_id=event_id, order=order, site=SITE)

    after = await open_event(world_db, viewer=zhao, event_id=event_id)
    assert (after.registration_until, after.wishes_close_at) == (until + DAYS, until + DAYS)
