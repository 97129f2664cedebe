"""A room, or the tables, runs late: the consequences first, then one act, which can be taken back."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from matcher.scheduling.delays import Span, shift
from models.db import Connection, Database
from models.entities.day import Delay, DelayId, HeldMeeting, HeldSlot, SlotShift
from models.entities.events import Event
from models.entities.ids import MeetingId, ParticipantId, PersonId, RoomId, SlotId
from models.entities.plans import Booked
from models.entities.viewer import Viewer
from models.errors import Conflict, Invalid
from models.repositories.audit import AuditRepository
from models.repositories.day import DayRepository
from models.repositories.events import EventRepository
from models.repositories.participants import ParticipantRepository
from models.repositories.plans import PlanRepository
from web.clock import Clock
from web.services.day_mail import tell_new_times
from web.services.events import found_event

# Whose times change by less is not told: the screen and their own page show it.
TOLD_FROM = timedelta(minutes=5)
MOST_MINUTES = 240
# In the place of a room: the tables.
TABLES = "tables"


@dataclass(frozen=True, slots=True)
class Item:
    """A pitch or a meeting in the day, at its time of now and at its time after a change."""

    kind: str
    id: int
    slot_id: SlotId
    name: str
    lang: str
    # The partner's name for a meeting.
    partner: str | None
    partner_lang: str | None
    room_name: str | None
    table_no: int | None
    starts_at: datetime
    ends_at: datetime
    before_at: datetime
    person_ids: frozenset[PersonId]

    @property
    def key(self) -> tuple[str, int]:
        """What it is, among all of the day."""
        return self.kind, self.id

    @property
    def shifted(self) -> timedelta:
        """By how much it starts later than it stood before."""
        return self.starts_at - self.before_at


@dataclass(frozen=True, slots=True)
class Way:
    """How a clash can be resolved: a meeting goes to another slot, or, without one, is called off."""

    meeting_id: MeetingId
    slot_id: SlotId | None
    starts_at: datetime | None


@dataclass(frozen=True, slots=True)
class Clash:
    """Somebody who would be in two places at once."""

    person_id: PersonId
    person_name: str
    first: Item
    # None: another event has booked this person then.
    second: Item | None
    ways: tuple[Way, ...]


@dataclass(frozen=True, slots=True)
class Consequences:
    """What a delay does, told before it is done."""

    event: Event
    room_id: RoomId | None
    room_name: str | None
    minutes: int
    from_at: datetime
    shifts: tuple[SlotShift, ...]
    items: list[Item]
    swallowed: int
    # By how much the last entry ends after the event's own end.
    past_end: timedelta | None
    clashes: list[Clash]
    told: frozenset[PersonId]

    @property
    def n_pitches(self) -> int:
        """How many pitches start later."""
        return sum(i.kind == "pitch" for i in self.items)

    @property
    def n_meetings(self) -> int:
        """How many meetings start later."""
        return sum(i.kind == "meeting" for i in self.items)


# When each slot is held.
Times = Mapping[SlotId, tuple[datetime, datetime]]


@dataclass(frozen=True, slots=True)
class DayFacts:
    """All of an event's day that a change of times depends on."""

    event: Event
    programme: list[HeldSlot]
    meetings: list[HeldMeeting]
    names: dict[PersonId, str]
    person_of: dict[ParticipantId, PersonId | None]
    booked: list[Booked]
    n_tables: int

    def times(self, shifts: Iterable[SlotShift] = ()) -> Times:
        """When each slot is held, after some shifts."""
        late = {s.slot_id: (s.starts_late, s.ends_late) for s in shifts}
        found = {}
        for s in self.programme:
            starts_late, ends_late = late.get(s.id, (0, 0))
            found[s.id] = (
                s.starts_at + timedelta(minutes=starts_late),
                s.ends_at + timedelta(minutes=ends_late),
            )
        return found

    def items(self, times: Times) -> list[Item]:
        """Pitches and meetings that stand, at such times."""
        found = [
            Item(
                "pitch", s.placed_id or 0, s.id, s.pitch_name or "", s.pitch_lang or "zh", None, None,
                s.room_name, None, *times[s.id], s.starts_at,
                frozenset() if s.person_id is None else frozenset({s.person_id}),
            )
            for s in self.programme
            if s.participant_id is not None
        ]  # fmt: skip
        found += [
            Item(
                "meeting", m.id, m.slot_id, m.founder_name, m.founder_lang, m.provider_name, m.provider_lang,
                None, m.table_no, *times[m.slot_id], m.starts_at,
                frozenset(p for p in (m.founder_person_id, m.provider_person_id) if p is not None),
            )
            for m in self.meetings
            if m.stands
        ]  # fmt: skip
        return sorted(found, key=lambda i: (i.starts_at, i.kind, i.table_no or 0, i.id))


async def load_day(conn: Connection, event: Event) -> DayFacts:
    """Read what a change of the day's times depends on."""
    day = DayRepository(conn)
    everybody = await ParticipantRepository(conn).of_event(event.id)
    return DayFacts(
        event,
        await day.programme(event.id),
        await day.meetings(event.id),
        {p.person_id: p.person_name or p.name for p in everybody if p.person_id is not None},
        {p.id: p.person_id for p in everybody},
        await PlanRepository(conn).booked_elsewhere(event.id),
        event.n_tables,
    )


def consequences_of(facts: DayFacts, *, room_id: int | None, minutes: int, from_at: datetime) -> Consequences:
    """What it does when a room, or the tables without one, runs late from an instant on."""
    mine = [
        s for s in facts.programme if (s.room_id == room_id if room_id is not None else s.kind == "meeting")
    ]
    if not mine:
        raise Invalid("delay_without_slots", field="room")
    origin = min(s.starts_at for s in facts.programme)

    def minute(at: datetime) -> int:
        return int((at - origin).total_seconds() // 60)

    done = shift([Span(s.id, minute(s.starts_at), minute(s.ends_at)) for s in mine], minute(from_at), minutes)
    shifts = tuple(SlotShift(SlotId(s.id), s.starts_late, s.ends_late) for s in done.shifts)
    times = facts.times(shifts)
    items = facts.items(times)
    # One in progress starts as it did and is not moved, but may run into what comes next.
    moved = [i for i in items if i.shifted]
    touched = {i.key for i in items if i.slot_id in {s.slot_id for s in shifts}}
    last = max((i.ends_at for i in items), default=facts.event.ends_at)
    told = {p for i in moved if i.shifted >= TOLD_FROM for p in i.person_ids}
    return Consequences(
        facts.event,
        None if room_id is None else RoomId(room_id),
        mine[0].room_name,
        minutes,
        from_at,
        shifts,
        moved,
        done.swallowed,
        last - facts.event.ends_at if moved and last > facts.event.ends_at else None,
        clashes_of(facts, times, items, touched),
        frozenset(told),
    )


def clashes_of(
    facts: DayFacts, times: Times, items: Sequence[Item], touched: AbstractSet[tuple[str, int]] | None = None
) -> list[Clash]:
    """Who would be in two places at once, with the ways out; of touched entries alone where given."""

    def counts(*some: Item) -> bool:
        return touched is None or any(i.key in touched for i in some)

    found = []
    for person_id in sorted({p for i in items for p in i.person_ids}):
        mine = [i for i in items if person_id in i.person_ids]
        name = facts.names.get(person_id, "")
        for n, one in enumerate(mine):
            for other in mine[n + 1 :]:
                if other.starts_at < one.ends_at and counts(one, other):
                    ways = _ways_out(facts, times, items, one, other)
                    found.append(Clash(person_id, name, one, other, ways))
            if counts(one) and _elsewhere(facts, [person_id], one.starts_at, one.ends_at):
                found.append(Clash(person_id, name, one, None, _ways_out(facts, times, items, one)))
    return found


def _elsewhere(facts: DayFacts, people: Iterable[PersonId], start: datetime, end: datetime) -> bool:
    mine = frozenset(people)
    return any(b.person_id in mine and b.starts_at < end and start < b.ends_at for b in facts.booked)


def _ways_out(facts: DayFacts, times: Times, items: Sequence[Item], *clashing: Item) -> tuple[Way, ...]:
    """For each meeting of a clash: the next slot in which both are free, and to call it off."""
    ways: list[Way] = []
    for item in clashing:
        if item.kind == "meeting":
            ways += [Way(MeetingId(item.id), *free) for free in free_slots(facts, times, items, item)[:1]]
            ways.append(Way(MeetingId(item.id), None, None))
    return tuple(ways)


def free_slots(
    facts: DayFacts, times: Times, items: Sequence[Item], meeting: Item
) -> list[tuple[SlotId, datetime]]:
    """Slots that begin after a meeting does, in which both of it are free and a table is, the next first."""
    found = []
    for slot in facts.programme:
        start, end = times[slot.id]
        if slot.kind != "meeting" or start <= meeting.starts_at:
            continue
        others = [i for i in items if i.key != meeting.key and i.starts_at < end and start < i.ends_at]
        busy = any(i.person_ids & meeting.person_ids for i in others)
        n_here = sum(i.slot_id == slot.id for i in others)
        away = _elsewhere(facts, meeting.person_ids, start, end)
        if not busy and not away and n_here < max(facts.n_tables, 1):
            found.append((slot.id, start))
    return sorted(found, key=lambda f: (f[1], f[0]))


@dataclass(frozen=True, slots=True)
class DelayDesk:
    """What runs late, who is in two places for it, and, where one is asked for, what a delay would do."""

    facts: DayFacts
    delays: list[Delay]
    clashes: list[Clash]
    asked: Consequences | None


async def open_delays(db: Database, clock: Clock, *, viewer: Viewer, event_id: int) -> DelayDesk:
    """The delays of an event of the viewer's bodies, and who is in two places now."""
    async with db.read() as conn:
        event = await found_event(EventRepository(conn), viewer, event_id)
        facts = await load_day(conn, event)
        times = facts.times()
        # What is over clashes with nothing any more.
        items = [i for i in facts.items(times) if i.ends_at > clock.now()]
        found = await DayRepository(conn).delays(event_id)
        return DelayDesk(facts, found, clashes_of(facts, times, items), None)


def with_consequences(desk: DelayDesk, clock: Clock, room_id: int | None, minutes: int) -> DelayDesk:
    """The same, with what a delay from now on would do; nothing is changed."""
    asked = consequences_of(desk.facts, room_id=room_id, minutes=minutes, from_at=clock.now())
    return replace(desk, asked=asked)


async def apply_delay(
    db: Database,
    clock: Clock,
    *,
    viewer: Viewer,
    event_id: int,
    room_id: int | None,
    minutes: int,
    site: str,
) -> Consequences:
    """Let a room run late, all or nothing: new times for everybody, a mail to those it moves by 5 minutes."""
    async with db.transaction() as conn:
        events, day = EventRepository(conn), DayRepository(conn)
        await found_event(events, viewer, event_id)
        await events.lock(viewer, event_id)
        event = await found_event(events, viewer, event_id)
        found = consequences_of(
            await load_day(conn, event), room_id=room_id, minutes=minutes, from_at=clock.now()
        )
        if not found.shifts:
            raise Conflict("delay_moves_nothing")
        made = await day.add_delay(
            event_id, room_id, found.from_at, minutes, found.shifts, viewer.person_id, clock.now()
        )
        await AuditRepository(conn).note(
            clock.now(), viewer.person_id, "delay", "event", event_id,
            {"delay": made, "minutes": minutes, "people": len(found.told)},
        )  # fmt: skip
        await _tell(conn, clock, viewer, event_id, found.told, site, f"delay-{made}")
    return found


async def undo_delay(
    db: Database, clock: Clock, *, viewer: Viewer, event_id: int, delay_id: int, site: str
) -> int:
    """Take back the latest delay of a room; who was told of it is told again. Answers how many."""
    async with db.transaction() as conn:
        events, day = EventRepository(conn), DayRepository(conn)
        await found_event(events, viewer, event_id)
        await events.lock(viewer, event_id)
        event = await found_event(events, viewer, event_id)
        before = await _starts(conn, event)
        if not await day.undo_delay(event_id, DelayId(delay_id), viewer.person_id, clock.now()):
            raise Conflict("delay_not_the_latest")
        told = frozenset(
            p
            for item, start in (await _starts(conn, event)).items()
            if abs(before.get(item, start)[0] - start[0]) >= TOLD_FROM
            for p in start[1]
        )
        await AuditRepository(conn).note(
            clock.now(), viewer.person_id, "undo_delay", "event", event_id, {"delay": delay_id}
        )
        await _tell(conn, clock, viewer, event_id, told, site, f"delay-{delay_id}-undone")
    return len(told)


async def _starts(
    conn: Connection, event: Event
) -> dict[tuple[str, int], tuple[datetime, frozenset[PersonId]]]:
    facts = await load_day(conn, event)
    return {i.key: (i.starts_at, i.person_ids) for i in facts.items(facts.times())}


async def _tell(
    conn: Connection,
    clock: Clock,
    viewer: Viewer,
    event_id: int,
    person_ids: frozenset[PersonId],
    site: str,
    key: str,
) -> None:
    """Calendars count one up, and people are told in its new state."""
    events = EventRepository(conn)
    await events.raise_sequence(event_id)
    event = await found_event(events, viewer, event_id)
    await tell_new_times(conn, clock, event, sorted(person_ids), site, key)


# ---------------------------------------------------------------- ways out of a clash


async def move_meeting(
    db: Database, clock: Clock, *, viewer: Viewer, event_id: int, meeting_id: int, slot_id: int, site: str
) -> None:
    """Let a meeting of the released plan take place in another slot of the day; both are told."""
    async with db.transaction() as conn:
        facts, item = await _meeting_of_day(conn, viewer, event_id, meeting_id)
        items = facts.items(facts.times())
        if slot_id not in {s for s, _ in free_slots(facts, facts.times(), items, item)}:
            raise Conflict("slot_not_free_now")
        taken = {i.table_no for i in items if i.slot_id == slot_id}
        table = next(n for n in range(1, len(taken) + 2) if n not in taken)
        day, plans = DayRepository(conn), PlanRepository(conn)
        plan_id = await day.released_plan(event_id)
        people = sorted(item.person_ids)
        if plan_id is None or not await day.move_meeting(meeting_id, slot_id, table):
            raise Conflict("state_moved_on")
        await plans.unbook_slot(plan_id, people, item.slot_id)
        await plans.book_slot(plan_id, people, slot_id)
        await AuditRepository(conn).note(
            clock.now(), viewer.person_id, "move_meeting_today", "plan_meeting", meeting_id
        )
        await _tell(conn, clock, viewer, event_id, item.person_ids, site, f"meeting-{meeting_id}-{slot_id}")


async def call_off_meeting(
    db: Database, clock: Clock, *, viewer: Viewer, event_id: int, meeting_id: int, site: str
) -> None:
    """A meeting of the released plan does not take place; both are free, and told."""
    async with db.transaction() as conn:
        _, item = await _meeting_of_day(conn, viewer, event_id, meeting_id)
        day = DayRepository(conn)
        plan_id = await day.released_plan(event_id)
        if plan_id is None or not await day.call_off(meeting_id, viewer.person_id, clock.now()):
            raise Conflict("state_moved_on")
        await PlanRepository(conn).unbook_slot(plan_id, sorted(item.person_ids), item.slot_id)
        await AuditRepository(conn).note(
            clock.now(), viewer.person_id, "call_off_meeting_today", "plan_meeting", meeting_id
        )
        await _tell(conn, clock, viewer, event_id, item.person_ids, site, f"meeting-{meeting_id}-off")


async def _meeting_of_day(
    conn: Connection, viewer: Viewer, event_id: int, meeting_id: int
) -> tuple[DayFacts, Item]:
    events = EventRepository(conn)
    await found_event(events, viewer, event_id)
    await events.lock(viewer, event_id)
    facts = await load_day(conn, await found_event(events, viewer, event_id))
    item = next((i for i in facts.items(facts.times()) if i.kind == "meeting" and i.id == meeting_id), None)
    if item is None:
        raise Conflict("state_moved_on")
    return facts, item
