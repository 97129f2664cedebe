"""Stand-by meetings: who is missing, who is offered the table, and that it is booked once."""

from __future__ import annotations

from datetime import timedelta

import pytest

from models.entities.day import Outcome, Said
from models.errors import Conflict, NotFound
from tests.web.services.day_stories import held_meetings, seen_at_door
from tests.web.services.event_stories import outcomes, released, viewer
from web.services.day import open_own_day
from web.services.meetings_held import say_of_meeting
from web.services.standby import answer_standby, offer_standby, open_standby

pytestmark = pytest.mark.anyio


async def waiting(db, settings, clock, world):
    """A first round in which lin's meeting cannot take place and everybody else of the event is free."""
    zhao, event_id, plan_id = await released(db, clock, world)
    meetings = await held_meetings(db, event_id)
    first = next(m for m in meetings if m.founder_person_id == world.person["lin"])
    async with db.transaction() as conn:
        # Nobody else meets: the others are there and free.
        await conn.execute(
            "update booking b set cancelled = true from plan_meeting m join event_slot s on s.id = m.slot_id"
            " where m.plan_id = $1 and m.id <> $2 and b.plan_id = $1 and b.during = s.during and s.id <> $3",
            plan_id, first.id, first.slot_id,
        )  # fmt: skip
        await conn.execute("delete from plan_meeting where plan_id = $1 and id <> $2", plan_id, first.id)
        await conn.execute(
            "update booking b set cancelled = true from event_slot s"
            " where s.id = $2 and b.plan_id = $1 and b.during = s.during and b.person_id <> all($3)",
            plan_id, first.slot_id, [first.founder_person_id, first.provider_person_id],
        )  # fmt: skip
    return zhao, event_id, first


def other_provider(first, world):
    return "chen" if first.provider_person_id == world.person["wang"] else "wang"


async def test_missing_partner_leads_to_an_offer_that_both_accept_and_that_is_booked_once(
    world_db, settings, clock, world
) -> None:
    zhao, event_id, first = await waiting(world_db, settings, clock, world)
    stands_in = other_provider(first, world)
    await seen_at_door(world_db, settings, clock, event_id, world, "lin", stands_in)
    clock.instant = first.starts_at + timedelta(minutes=4)
    early = await open_standby(world_db, clock, viewer=zhao, event_id=event_id)
    clock.instant = first.starts_at + timedelta(minutes=5)

    desk = await open_standby(world_db, clock, viewer=zhao, event_id=event_id)

    assert early.missing == []
    assert [(t.founder_missing, t.provider_missing) for t in desk.missing] == [(False, True)]
    one = desk.suggestions[0]
    assert (one.founder.person_id, one.provider.person_id) == (world.person["lin"], world.person[stands_in])
    offer_id = await offer_standby(
        world_db,
        clock,
        viewer=zhao,
        event_id=event_id,
        founder_id=one.founder.id,
        provider_id=one.provider.id,
    )
    lin, partner = await viewer(world_db, clock, "lin"), await viewer(world_db, clock, stands_in)
    for who in (lin, partner):
        day = await open_own_day(world_db, clock, viewer=who, event_id=event_id)
        assert [o.id for o in day.offers] == [offer_id]

    waits = await answer_standby(world_db, clock, viewer=lin, offer_id=offer_id, side="founder", accept=True)
    booked = await answer_standby(
        world_db, clock, viewer=partner, offer_id=offer_id, side="provider", accept=True
    )

    assert waits == (event_id, None)
    meeting_id = booked[1]
    by_id = {m.id: m for m in await held_meetings(world_db, event_id)}
    assert meeting_id is not None
    assert (by_id[meeting_id].origin, by_id[meeting_id].table_no) == ("standby", first.table_no)
    assert (by_id[first.id].stands, by_id[first.id].outcome) == (False, Outcome.MISSED_BY_PROVIDER)
    present = (await open_own_day(world_db, clock, viewer=lin, event_id=event_id)).present
    assert [e.item_id for e in present] == [meeting_id]
    with pytest.raises(Conflict):
        await answer_standby(world_db, clock, viewer=partner, offer_id=offer_id, side="provider", accept=True)


async def test_partner_who_is_marked_missing_is_so_at_once_and_one_who_came_is_not(
    world_db, settings, clock, world
) -> None:
    zhao, event_id, first = await waiting(world_db, settings, clock, world)
    await seen_at_door(world_db, settings, clock, event_id, world, "lin", "wang", "chen")
    clock.instant = first.starts_at + timedelta(minutes=9)
    all_here = await open_standby(world_db, clock, viewer=zhao, event_id=event_id)
    lin = await viewer(world_db, clock, "lin")

    await say_of_meeting(world_db, clock, viewer=lin, meeting_id=first.id, side="founder", said=Said.WAITED)
    marked = await open_standby(world_db, clock, viewer=zhao, event_id=event_id)

    assert all_here.missing == []
    assert [t.provider_missing for t in marked.missing] == [True]
    # Who is missing steps in nowhere, though the door has seen them.
    assert first.provider_id not in {s.provider.id for s in marked.suggestions}


async def test_nobody_is_missing_where_no_door_is_in_use(world_db, settings, clock, world) -> None:
    zhao, event_id, first = await waiting(world_db, settings, clock, world)
    clock.instant = first.starts_at + timedelta(minutes=9)

    desk = await open_standby(world_db, clock, viewer=zhao, event_id=event_id)

    assert desk.missing == []


async def test_forbidden_pair_is_never_offered(world_db, settings, clock, world) -> None:
    zhao, event_id, first = await waiting(world_db, settings, clock, world)
    stands_in = other_provider(first, world)
    async with world_db.transaction() as conn:
        await conn.execute(
            "delete from interest where organisation_id = $1 and pitch_id = $2",
            world.org[stands_in], world.pitch["lin"],
        )  # fmt: skip
        await conn.execute(
            "update introduction set status = 'withdrawn' where organisation_id = $1", world.org[stands_in]
        )
        await conn.execute(
            "insert into interest (organisation_id, pitch_id, choice, reason, chosen_by, chosen_at)"
            " values ($1, $2, 'no', 'other', $3, $4)",
            world.org[stands_in], world.pitch["lin"], world.person[stands_in], clock.now(),
        )  # fmt: skip
    await seen_at_door(world_db, settings, clock, event_id, world, "lin", stands_in)
    clock.instant = first.starts_at + timedelta(minutes=6)

    desk = await open_standby(world_db, clock, viewer=zhao, event_id=event_id)

    assert len(desk.missing) == 1
    assert desk.suggestions == []


async def test_declined_offer_is_not_made_again(world_db, settings, clock, world) -> None:
    zhao, event_id, first = await waiting(world_db, settings, clock, world)
    stands_in = other_provider(first, world)
    await seen_at_door(world_db, settings, clock, event_id, world, "lin", stands_in)
    clock.instant = first.starts_at + timedelta(minutes=6)
    one = (await open_standby(world_db, clock, viewer=zhao, event_id=event_id)).suggestions[0]
    pair = {"founder_id": one.founder.id, "provider_id": one.provider.id}
    offer_id = await offer_standby(world_db, clock, viewer=zhao, event_id=event_id, **pair)

    await answer_standby(
        world_db, clock, viewer=await viewer(world_db, clock, stands_in), offer_id=offer_id, side="provider",
        accept=False,
    )  # fmt: skip

    assert (await open_standby(world_db, clock, viewer=zhao, event_id=event_id)).suggestions == []
    with pytest.raises(Conflict):
        await offer_standby(world_db, clock, viewer=zhao, event_id=event_id, **pair)


async def test_offer_is_answered_by_its_own_two_alone(world_db, settings, clock, world) -> None:
    for persona, side in (
        ("qian", "founder"),
        ("chen", "provider"),
        ("wang", "founder"),
        ("zhao", "founder"),
    ):
        with pytest.raises(NotFound):
            await answer_standby(
                world_db, clock, viewer=await viewer(world_db, clock, persona),
                offer_id=world.offer["zhao"], side=side, accept=True,
            )  # fmt: skip


async def test_two_offers_that_share_a_person_end_with_one_meeting(
    cloned_world_db, settings, clock, world
) -> None:
    db = cloned_world_db
    _, event_id, first = await waiting(db, settings, clock, world)
    clock.instant = first.starts_at + timedelta(minutes=6)
    stands_in = other_provider(first, world)
    await seen_at_door(db, settings, clock, event_id, world, "lin", "qian", stands_in)
    async with db.transaction() as conn:
        ids = {
            r["person_id"]: r["id"]
            for r in await conn.fetch("select id, person_id from participant where event_id = $1", event_id)
        }
        # The same provider is offered to both founders, at two tables; both founders have accepted.
        for table, who in ((1, "lin"), (2, "qian")):
            await conn.execute(
                "insert into standby_offer (event_id, missing_id, slot_id, table_no, founder_id, provider_id, value,"
                " offered_at, founder_accepted_at) values ($1, $2, $3, $4, $5, $6, 50, $7, $7)",
                event_id, first.id, first.slot_id, table, ids[world.person[who]], ids[world.person[stands_in]],
                clock.now(),
            )  # fmt: skip
        offers = [
            r["id"]
            for r in await conn.fetch(
                "select id from standby_offer where event_id = $1 order by id", event_id
            )
        ]
    partner = await viewer(db, clock, stands_in)

    lost = await outcomes(
        *(
            answer_standby(db, clock, viewer=partner, offer_id=o, side="provider", accept=True)
            for o in (*offers, *offers)
        )
    )

    assert sorted(lost) == [False, True, True, True]
    made = [m for m in await held_meetings(db, event_id) if m.origin == "standby"]
    assert len(made) == 1
    async with db.read() as conn:
        states = await conn.fetch(
            "select closed_because from standby_offer where event_id = $1 order by closed_because", event_id
        )
    assert [s["closed_because"] for s in states] == ["booked", "taken"]
