"""Delays: their consequences first, then everybody's new times, and back again."""

from __future__ import annotations

from datetime import timedelta
from itertools import pairwise

import pytest

from models.errors import Conflict, Invalid, NotFound
from models.repositories.plans import PlanRepository
from tests.web.services.day_stories import held_meetings, own_entries, room_of
from tests.web.services.event_stories import SITE, START, entries_of, mails, released, viewer
from web.services.delays import (
    apply_delay,
    call_off_meeting,
    move_meeting,
    open_delays,
    undo_delay,
    with_consequences,
)

pytestmark = pytest.mark.anyio


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
