"""The day as it is held: now and next, delays with their consequences, stand-by meetings, meetings kept."""

from __future__ import annotations

from datetime import timedelta
from itertools import pairwise
from uuid import uuid4

import pytest

from models.entities.day import Outcome, Said, StaffSaid
from models.entities.vocabulary import Answer
from models.errors import Conflict, Invalid, NotFound
from models.repositories.day import DayRepository
from models.repositories.learning import TrainingRepository
from models.repositories.plans import PlanRepository
from tests.web.services.event_stories import SITE, START, entries_of, mails, outcomes, released, viewer
from web.services.day import open_own_day, open_screen, open_staff_day
from web.services.delays import (
    apply_delay,
    call_off_meeting,
    move_meeting,
    open_delays,
    undo_delay,
    with_consequences,
)
from web.services.door import Seen, door_code, make_link, record_seen, staff_door, token_of
from web.services.meetings_held import decide_meeting, say_of_meeting
from web.services.participation import open_own_plan
from web.services.standby import answer_standby, offer_standby, open_standby

pytestmark = pytest.mark.anyio

SIDE = {"lin": "founder", "qian": "founder", "wang": "provider", "chen": "provider"}


async def room_of(db, event_id):
    async with db.read() as conn:
        return await conn.fetchval("select id from event_room where event_id = $1", event_id)


async def held_meetings(db, event_id):
    async with db.read() as conn:
        return await DayRepository(conn).meetings(event_id)


async def seen_at_door(db, settings, clock, event_id, world, *people):
    zhao = await viewer(db, clock, "zhao")
    door = await staff_door(db, viewer=zhao, event_id=event_id)
    codes = [door_code(settings, event_id=event_id, person_id=world.person[p]) for p in people]
    await record_seen(
        db, settings, clock, door=door, seen=[Seen(uuid4(), code, clock.now()) for code in codes]
    )


async def own_entries(db, clock, persona, event_id):
    plan = await open_own_plan(db, viewer=await viewer(db, clock, persona), event_id=event_id)
    return {(e.kind, e.partner_name): e for e in plan.entries}


# ---------------------------------------------------------------- now and next


async def test_own_day_says_where_one_is_and_where_next_and_nobody_else_s(world_db, clock, world) -> None:
    _, event_id, _ = await released(world_db, clock, world)
    lin = await viewer(world_db, clock, "lin")
    entries = await own_entries(world_db, clock, "lin", event_id)
    on_stage = next(e for (kind, _), e in entries.items() if kind == "pitch")
    clock.instant = on_stage.starts_at

    day = await open_own_day(world_db, clock, viewer=lin, event_id=event_id)

    assert [e.kind for e in day.present] == ["pitch"]
    assert [e.partner_name for e in day.coming] == [
        e.partner_name for e in sorted(entries.values(), key=lambda e: e.starts_at) if e.kind == "meeting"
    ]
    assert {e.participant_id for e in (*day.present, *day.coming)} == {p.id for p in day.participants}


async def test_day_of_an_event_is_not_known_of_by_who_is_not_expected(world_db, clock, world) -> None:
    _, event_id, _ = await released(world_db, clock, world)

    for persona in ("guo", "sun", "xu"):
        with pytest.raises(NotFound):
            await open_own_day(
                world_db, clock, viewer=await viewer(world_db, clock, persona), event_id=event_id
            )


async def test_screen_shows_the_stage_and_never_who_meets_whom(world_db, settings, clock, world) -> None:
    zhao, event_id, _ = await released(world_db, clock, world)
    link_id = await make_link(world_db, clock, viewer=zhao, event_id=event_id, kind="screen", name="Hall")
    link = next(
        x
        for x in (await open_staff_day(world_db, clock, viewer=zhao, event_id=event_id)).links
        if x.id == link_id
    )
    token = token_of(settings, clock, link)
    clock.instant = START + timedelta(minutes=5)

    found = await open_screen(world_db, settings, clock, token=token)

    room = found.now.rooms[0]
    assert room.now is not None
    assert room.next is not None
    assert {room.now.pitch_name, room.next.pitch_name} <= {"lin 项目", "qian 项目"}
    assert found.now.round_now is None
    assert found.now.round_next is not None
    assert found.now.round_next.n_meetings > 0


# ---------------------------------------------------------------- delays


async def test_delay_shows_its_consequences_before_anything_changes(world_db, clock, world) -> None:
    zhao, event_id, _ = await released(world_db, clock, world)
    room_id = await room_of(world_db, event_id)
    clock.instant = START - timedelta(minutes=1)

    desk = await open_delays(world_db, clock, viewer=zhao, event_id=event_id)
    asked = with_consequences(desk, clock, room_id, 12).asked

    assert asked is not None
    assert (asked.n_pitches, asked.n_meetings, asked.clashes) == (2, 0, [])
    assert {i.shifted for i in asked.items} == {timedelta(minutes=12)}
    assert asked.told == {world.person["lin"], world.person["qian"]}
    assert (await open_delays(world_db, clock, viewer=zhao, event_id=event_id)).delays == []
    assert await mails(world_db, "times_shifted") == []


async def test_delay_shifts_plans_and_calendars_and_tells_only_those_it_moves(world_db, clock, world) -> None:
    zhao, event_id, _ = await released(world_db, clock, world)
    before = {p: await own_entries(world_db, clock, p, event_id) for p in ("lin", "wang")}
    room_id = await room_of(world_db, event_id)

    await apply_delay(world_db, clock, viewer=zhao, event_id=event_id, room_id=room_id, minutes=12, site=SITE)

    after = {p: await own_entries(world_db, clock, p, event_id) for p in ("lin", "wang")}
    pitch = ("pitch", None)
    assert after["lin"][pitch].starts_at - before["lin"][pitch].starts_at == timedelta(minutes=12)
    assert after["wang"] == before["wang"] | {
        k: e for k, e in after["wang"].items() if e.starts_at == before["wang"][k].starts_at
    }
    told = await mails(world_db, "times_shifted")
    assert sorted(m["to_address"] for m in told) == ["lin@example.test", "qian@example.test"]
    mail = next(m for m in told if m["to_address"] == "lin@example.test")
    async with world_db.read() as conn:
        sequence = await conn.fetchval("select sequence from event where id = $1", event_id)
    shifted = [e for e in entries_of(bytes(mail["attachment"])) if "-pitch@" in e["uid"]]
    assert [e["dtstart"] for e in shifted] == [f"{after['lin'][pitch].starts_at:%Y%m%dT%H%M%SZ}"]
    assert {e["sequence"] for e in shifted} == {str(sequence)}


async def test_small_delay_shifts_and_tells_nobody(world_db, clock, world) -> None:
    zhao, event_id, _ = await released(world_db, clock, world)

    found = await apply_delay(
        world_db,
        clock,
        viewer=zhao,
        event_id=event_id,
        room_id=await room_of(world_db, event_id),
        minutes=4,
        site=SITE,
    )

    assert found.n_pitches == 2
    assert await mails(world_db, "times_shifted") == []


async def test_delay_undone_gives_the_planned_times_back_once(world_db, clock, world) -> None:
    zhao, event_id, _ = await released(world_db, clock, world)
    before = await own_entries(world_db, clock, "lin", event_id)
    room_id = await room_of(world_db, event_id)
    for minutes in (12, 6):
        await apply_delay(
            world_db, clock, viewer=zhao, event_id=event_id, room_id=room_id, minutes=minutes, site=SITE
        )
    second, first = (await open_delays(world_db, clock, viewer=zhao, event_id=event_id)).delays

    with pytest.raises(Conflict):
        await undo_delay(world_db, clock, viewer=zhao, event_id=event_id, delay_id=first.id, site=SITE)
    for one in (second, first):
        await undo_delay(world_db, clock, viewer=zhao, event_id=event_id, delay_id=one.id, site=SITE)

    assert {k: e.starts_at for k, e in (await own_entries(world_db, clock, "lin", event_id)).items()} == {
        k: e.starts_at for k, e in before.items()
    }
    with pytest.raises(Conflict):
        await undo_delay(world_db, clock, viewer=zhao, event_id=event_id, delay_id=second.id, site=SITE)


async def test_break_swallows_part_of_a_delay_of_the_tables(world_db, clock, world) -> None:
    zhao, event_id, _ = await released(world_db, clock, world)
    # Slots of 20 minutes with 10 between them, of which 5 stay.
    clock.instant = START + timedelta(hours=2, minutes=5)

    desk = await open_delays(world_db, clock, viewer=zhao, event_id=event_id)
    asked = with_consequences(desk, clock, None, 12).asked

    assert asked is not None
    assert [(s.starts_late, s.ends_late) for s in asked.shifts] == [(0, 12), (7, 7), (2, 2)]
    assert asked.swallowed == 10


async def test_delay_past_the_end_of_the_day_is_said(world_db, clock, world) -> None:
    zhao, event_id, _ = await released(world_db, clock, world)
    clock.instant = START + timedelta(hours=2, minutes=59)

    desk = await open_delays(world_db, clock, viewer=zhao, event_id=event_id)
    asked = with_consequences(desk, clock, None, 240).asked

    assert asked is not None
    # The last meeting ends 3 h 20 after the start, the event 8 h after it.
    assert asked.past_end is None
    async with world_db.transaction() as conn:
        await conn.execute(
            "update event set during = tstzrange($2, $3) where id = $1",
            event_id, START, START + timedelta(hours=4),
        )  # fmt: skip
    desk = await open_delays(world_db, clock, viewer=zhao, event_id=event_id)
    asked = with_consequences(desk, clock, None, 240).asked
    assert asked is not None
    assert asked.past_end == timedelta(hours=3, minutes=20)


async def test_stage_that_runs_into_a_meeting_is_a_clash_with_ways_out(world_db, clock, world) -> None:
    zhao, event_id, _ = await released(world_db, clock, world)
    room_id = await room_of(world_db, event_id)
    clock.instant = START - timedelta(minutes=1)
    lins = (await own_entries(world_db, clock, "lin", event_id)).items()
    pitch = next(e for (kind, _), e in lins if kind == "pitch")
    first = min(e.starts_at for (kind, _), e in lins if kind == "meeting")
    minutes = int((first - pitch.starts_at).total_seconds() // 60)

    desk = await open_delays(world_db, clock, viewer=zhao, event_id=event_id)
    asked = with_consequences(desk, clock, room_id, minutes).asked

    assert asked is not None
    assert asked.clashes
    clash = asked.clashes[0]
    assert clash.person_id in (world.person["lin"], world.person["qian"])
    assert clash.second is not None
    meeting = next(i for i in (clash.first, clash.second) if i.kind == "meeting")
    assert {w.meeting_id for w in clash.ways} == {meeting.id}
    assert any(w.slot_id is None for w in clash.ways)

    await apply_delay(
        world_db, clock, viewer=zhao, event_id=event_id, room_id=room_id, minutes=minutes, site=SITE
    )
    while standing := (await open_delays(world_db, clock, viewer=zhao, event_id=event_id)).clashes:
        way = standing[0].ways[0]
        if way.slot_id is not None:
            await move_meeting(
                world_db, clock, viewer=zhao, event_id=event_id, meeting_id=way.meeting_id,
                slot_id=way.slot_id, site=SITE,
            )  # fmt: skip
        else:
            await call_off_meeting(
                world_db, clock, viewer=zhao, event_id=event_id, meeting_id=way.meeting_id, site=SITE
            )
    own = (await own_entries(world_db, clock, "lin", event_id)).values()
    spans = sorted((e.starts_at, e.ends_at) for e in own if e.stands)
    assert all(end <= start for (_, end), (start, _) in pairwise(spans))


async def test_meeting_called_off_frees_both_and_is_cancelled_in_calendars(world_db, clock, world) -> None:
    zhao, event_id, _ = await released(world_db, clock, world)
    meeting = (await held_meetings(world_db, event_id))[0]

    await call_off_meeting(world_db, clock, viewer=zhao, event_id=event_id, meeting_id=meeting.id, site=SITE)

    async with world_db.read() as conn:
        entries = await PlanRepository(conn).entries([meeting.founder_id])
        n_booked = await conn.fetchval(
            "select count(*) from booking where event_id = $1 and not cancelled and lower(during) = $2"
            " and person_id = any($3)",
            event_id, meeting.starts_at, [meeting.founder_person_id, meeting.provider_person_id],
        )  # fmt: skip
    gone = next(e for e in entries if e.partner_id == meeting.provider_id)
    assert (gone.stands, n_booked) == (False, 0)
    assert len(await mails(world_db, "times_shifted")) == 2
    with pytest.raises(Conflict):
        await call_off_meeting(
            world_db, clock, viewer=zhao, event_id=event_id, meeting_id=meeting.id, site=SITE
        )


async def test_delay_of_others_or_of_nothing_is_refused(world_db, clock, world) -> None:
    zhao, event_id, _ = await released(world_db, clock, world)
    zhou = await viewer(world_db, clock, "zhou")

    with pytest.raises(NotFound):
        await apply_delay(
            world_db, clock, viewer=zhou, event_id=event_id, room_id=None, minutes=10, site=SITE
        )
    with pytest.raises(Invalid):
        await apply_delay(
            world_db, clock, viewer=zhao, event_id=event_id, room_id=world.room["zhou"], minutes=10, site=SITE
        )
    clock.instant = START + timedelta(hours=8)
    with pytest.raises(Conflict):
        await apply_delay(
            world_db, clock, viewer=zhao, event_id=event_id, room_id=None, minutes=10, site=SITE
        )


# ---------------------------------------------------------------- stand-by


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
        await conn.execute("delete from introduction where organisation_id = $1", world.org[stands_in])
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


# ---------------------------------------------------------------- meetings kept and missed


@pytest.mark.parametrize(
    ("founder", "provider", "staff", "outcome"),
    [
        ("took_place", None, None, Outcome.KEPT),
        ("took_place", "took_place", None, Outcome.KEPT),
        ("waited", None, None, Outcome.MISSED_BY_PROVIDER),
        ("waited", "could_not", None, Outcome.MISSED_BY_PROVIDER),
        ("could_not", "waited", None, Outcome.MISSED_BY_FOUNDER),
        (None, "waited", None, Outcome.MISSED_BY_FOUNDER),
        (None, "could_not", None, Outcome.MISSED_BY_PROVIDER),
        ("could_not", "could_not", None, Outcome.MISSED_BY_BOTH),
        ("waited", "waited", None, Outcome.DISPUTED),
        ("took_place", "waited", None, Outcome.DISPUTED),
        ("could_not", "took_place", None, Outcome.DISPUTED),
        ("took_place", "waited", "founder_missing", Outcome.MISSED_BY_FOUNDER),
        ("waited", None, "took_place", Outcome.KEPT),
        (None, None, "nobody_came", Outcome.MISSED_BY_BOTH),
        (None, None, "provider_missing", Outcome.MISSED_BY_PROVIDER),
    ],
)
async def test_what_the_sides_and_the_staff_say_decides_what_came_of_it(
    world_db, clock, world, founder, provider, staff, outcome
) -> None:
    zhao = await viewer(world_db, clock, "zhao")
    clock.instant = START
    meeting_id, event_id = world.meeting["zhao"], world.event["zhao"]
    for persona, side, said in (("lin", "founder", founder), ("wang", "provider", provider)):
        if said is not None:
            who = await viewer(world_db, clock, persona)
            await say_of_meeting(
                world_db, clock, viewer=who, meeting_id=meeting_id, side=side, said=Said(said)
            )
    if staff is not None:
        await decide_meeting(
            world_db, clock, viewer=zhao, event_id=event_id, meeting_id=meeting_id, said=StaffSaid(staff)
        )

    day = await open_staff_day(world_db, clock, viewer=zhao, event_id=event_id)

    assert day.kept.by_outcome == {outcome: 1}
    assert bool(day.disputed) == (outcome is Outcome.DISPUTED)


async def test_nothing_is_said_of_a_meeting_before_it_begins_nor_by_others(world_db, clock, world) -> None:
    meeting_id = world.meeting["zhao"]
    lin, qian = await viewer(world_db, clock, "lin"), await viewer(world_db, clock, "qian")
    with pytest.raises(Conflict):
        await say_of_meeting(
            world_db, clock, viewer=lin, meeting_id=meeting_id, side="founder", said=Said.TOOK_PLACE
        )
    clock.instant = START

    for who, side in ((qian, "founder"), (lin, "provider")):
        with pytest.raises(NotFound):
            await say_of_meeting(
                world_db, clock, viewer=who, meeting_id=meeting_id, side=side, said=Said.TOOK_PLACE
            )


async def test_staff_take_their_word_back_and_the_sides_count_again(world_db, clock, world) -> None:
    zhao, event_id = await viewer(world_db, clock, "zhao"), world.event["zhao"]
    clock.instant = START
    lin = await viewer(world_db, clock, "lin")
    await say_of_meeting(
        world_db, clock, viewer=lin, meeting_id=world.meeting["zhao"], side="founder", said=Said.TOOK_PLACE
    )

    for said in (StaffSaid.NOBODY_CAME, None):
        await decide_meeting(
            world_db, clock, viewer=zhao, event_id=event_id, meeting_id=world.meeting["zhao"], said=said
        )

    day = await open_staff_day(world_db, clock, viewer=zhao, event_id=event_id)
    assert day.kept.by_outcome == {Outcome.KEPT: 1}


@pytest.mark.parametrize(
    ("said", "learned"),
    [
        (StaffSaid.TOOK_PLACE, ["kept"]),
        (StaffSaid.PROVIDER_MISSING, ["missed"]),
        (StaffSaid.NOBODY_CAME, ["missed"]),
        (StaffSaid.FOUNDER_MISSING, []),
        (None, ["kept"]),
    ],
)
async def test_lists_learn_from_what_came_of_a_meeting(world_db, clock, world, said, learned) -> None:
    zhao, event_id = await viewer(world_db, clock, "zhao"), world.event["zhao"]
    async with world_db.transaction() as conn:
        await conn.execute(
            "update plan_meeting set founder_answer = $2, provider_answer = $2 where id = $1",
            world.meeting["zhao"], Answer.ACCEPTED,
        )  # fmt: skip
    clock.instant = START
    if said is not None:
        await decide_meeting(
            world_db, clock, viewer=zhao, event_id=event_id, meeting_id=world.meeting["zhao"], said=said
        )

    async with world_db.read() as conn:
        rows = await TrainingRepository(conn).happened(START - timedelta(days=60), START)

    found = [
        r["what"]
        for r in rows
        if (r["organisation_id"], r["pitch_id"]) == (world.org["wang"], world.pitch["lin"])
    ]
    assert [w for w in found if w in ("kept", "missed")] == learned
