"""An event from the organiser's side: its facts, rooms and slots, its publication and its end.

Who is asked to come is in `invitations.py`; the plan of an event in `planning.py` and its neighbours.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from models.db import Database
from models.entities.event_kinds import PARTS
from models.entities.events import (
    Event,
    EventCounts,
    EventFacts,
    Juror,
    NewSlot,
    Participant,
    ProgrammeEntry,
    Room,
    Slot,
    Today,
)
from models.entities.ids import EventId
from models.entities.plans import Plan
from models.entities.registrations import Seats
from models.entities.viewer import Viewer
from models.entities.vocabulary import EventKind, EventStatus, Role
from models.entities.wishes import WishTerms
from models.errors import Conflict, Invalid, NotAllowed, NotFound
from models.repositories.audit import AuditRepository
from models.repositories.events import EventRepository
from models.repositories.jury import JuryRepository
from models.repositories.participants import ParticipantRepository
from models.repositories.plans import PlanRepository
from models.repositories.registrations import RegistrationRepository
from models.repositories.wishes import WishRepository
from web.clock import Clock
from web.services.event_mail import tell_changed
from web.services.registration_state import Door, look_at_door
from web.services.seats import fill_seats

MOST_SLOTS = 400
# Wishes a side may have where the organiser says nothing; the same as in `events.sql`.
MOST_MUST, MOST_LIKE = 3, 10


@dataclass(frozen=True, slots=True)
class SlotSeries:
    """Slots in a row: for pitches in each named room (in all when none is named), or for meetings."""

    kind: str
    starts_at: datetime
    minutes: int
    count: int
    break_minutes: int = 0
    rooms: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class EventBoard:
    """All that the organiser's page of an event shows."""

    event: Event
    counts: EventCounts
    rooms: list[Room]
    slots: list[Slot]
    participants: list[Participant]
    jurors: list[Juror]
    plans: list[Plan]


@dataclass(frozen=True, slots=True)
class EventShape:
    """What another event can be made after."""

    event: Event
    rooms: list[Room]
    slots: list[Slot]


@dataclass(frozen=True, slots=True)
class PublicEvent:
    """A published event as anybody may read it."""

    event: Event
    programme: list[ProgrammeEntry]
    door: Door
    has_results: bool


@dataclass(frozen=True, slots=True)
class PublicFilters:
    """Which events of the public calendar are shown."""

    kind: EventKind | None = None
    only_open: bool = False


@dataclass(frozen=True, slots=True)
class PublicCalendar:
    """What is to come, soonest first, and what is past, latest first, with how full each is."""

    coming: list[Event]
    past: list[Event]
    seats: dict[int, Seats]


async def today(db: Database, clock: Clock, *, viewer: Viewer) -> tuple[Today, list[Event]]:
    """What waits for the viewer's bodies, and their next events."""
    async with db.read() as conn:
        events = EventRepository(conn)
        counts = await events.today(viewer.organisation_ids(Role.ORGANISER), clock.now())
        mine = await events.of_bodies(viewer)
    coming = [
        e for e in mine if (e.ends_at >= clock.now() or e.date_open) and e.status is not EventStatus.CANCELLED
    ]
    return counts, coming[:3]


async def list_events(db: Database, *, viewer: Viewer) -> list[tuple[Event, EventCounts]]:
    """The events of the viewer's bodies with how far each is, latest first."""
    async with db.read() as conn:
        events = EventRepository(conn)
        mine = await events.of_bodies(viewer)
        counts = {c.event_id: c for c in await events.counts(viewer)}
    return [(e, counts[e.id]) for e in reversed(mine)]


async def open_event(db: Database, *, viewer: Viewer, event_id: int) -> Event:
    """One event of the viewer's body."""
    async with db.read() as conn:
        return await found_event(EventRepository(conn), viewer, event_id)


async def open_board(db: Database, *, viewer: Viewer, event_id: int) -> EventBoard:
    """An event of the viewer's body with everything around it."""
    async with db.read() as conn:
        events = EventRepository(conn)
        event = await found_event(events, viewer, event_id)
        return EventBoard(
            event,
            (await events.counts(viewer, event_id))[0],
            await events.rooms(event_id),
            await events.slots(event_id),
            await ParticipantRepository(conn).of_event(event_id),
            await events.jurors(event_id),
            await PlanRepository(conn).of_event(viewer, event_id),
        )


async def open_shape(db: Database, *, viewer: Viewer, event_id: int) -> EventShape:
    """An event of the viewer's body with its rooms and slots, to make another like it."""
    async with db.read() as conn:
        events = EventRepository(conn)
        event = await found_event(events, viewer, event_id)
        return EventShape(event, await events.rooms(event_id), await events.slots(event_id))


async def create_event(
    db: Database,
    clock: Clock,
    *,
    viewer: Viewer,
    facts: EventFacts,
    organiser_id: int | None = None,
    series: Sequence[SlotSeries] = (),
    wishes_close_at: datetime | None = None,
) -> EventId:
    """A new event with the slots of its day, as a draft, held by the viewer's organising body."""
    bodies = viewer.organisation_ids(Role.ORGANISER)
    if not bodies or (organiser_id is not None and organiser_id not in bodies):
        raise NotAllowed("not_allowed")
    _check(facts)
    async with db.transaction() as conn:
        events = EventRepository(conn)
        event_id = await events.add(organiser_id or bodies[0], facts, viewer.person_id, clock.now())
        await events.set_rooms(event_id, facts.rooms)
        await _set_slots(events, await found_event(events, viewer, event_id), series)
        if wishes_close_at is not None:
            terms = WishTerms(MOST_MUST, MOST_LIKE, wishes_close_at, None)
            await WishRepository(conn).set_terms(event_id, terms, viewer.person_id, clock.now())
        await AuditRepository(conn).note(clock.now(), viewer.person_id, "create_event", "event", event_id)
    return event_id


async def edit_event(
    db: Database, clock: Clock, *, viewer: Viewer, event_id: int, sequence: int, facts: EventFacts, site: str
) -> None:
    """New facts, if nobody else changed the event; who comes is told of another time or place."""
    _check(facts)
    async with db.transaction() as conn:
        events = EventRepository(conn)
        before = await found_event(events, viewer, event_id)
        await events.lock(viewer, event_id)
        slots = await events.slots(event_id)
        if any(s.starts_at < facts.starts_at or s.ends_at > facts.ends_at for s in slots):
            raise Invalid("slots_outside_event", field="ends")
        for kind in {s.kind for s in slots}:
            _check_part(facts.kind, kind, "kind")
        if not await events.change(event_id, sequence, facts, clock.now()):
            raise Conflict("state_moved_on")
        await events.set_rooms(event_id, facts.rooms)
        await AuditRepository(conn).note(clock.now(), viewer.person_id, "edit_event", "event", event_id)
        moved = (before.starts_at, before.ends_at, before.place, before.link) != (
            facts.starts_at,
            facts.ends_at,
            facts.place,
            facts.link,
        )
        event = await found_event(events, viewer, event_id)
        if moved and before.status is EventStatus.PUBLISHED:
            await tell_changed(conn, clock, event, site)
        await fill_seats(conn, clock, event, site)


async def add_slots(
    db: Database, clock: Clock, *, viewer: Viewer, event_id: int, series: Sequence[SlotSeries]
) -> int:
    """Set slots; what overlaps one that is there is refused as a whole. Answers how many."""
    async with db.transaction() as conn:
        events = EventRepository(conn)
        event = await found_event(events, viewer, event_id)
        await events.lock(viewer, event_id)
        return await _set_slots(events, event, series)


async def _set_slots(events: EventRepository, event: Event, series: Sequence[SlotSeries]) -> int:
    if not series:
        return 0
    for one in series:
        _check_part(event.kind, one.kind, "kind")
    rooms = await events.rooms(event.id)
    new = [slot for one in series for slot in _slots_of(one, rooms)]
    if len(new) + len(await events.slots(event.id)) > MOST_SLOTS:
        raise Invalid("too_many_slots", field="count", most=MOST_SLOTS)
    for slot in new:
        if slot.starts_at < event.starts_at or slot.ends_at > event.ends_at:
            raise Invalid("slot_outside_event", field="start")
        await events.add_slot(event.id, slot)
    return len(new)


def _check_part(kind: EventKind, slot_kind: str, field: str) -> None:
    parts = PARTS[kind]
    if slot_kind == "pitch" and not parts.stage:
        raise Invalid("kind_without_stage", field=field)
    if slot_kind == "meeting" and not parts.meetings:
        raise Invalid("kind_without_meetings", field=field)


def _slots_of(series: SlotSeries, rooms: Sequence[Room]) -> list[NewSlot]:
    if series.kind == "meeting":
        chosen = [None]
    else:
        named = [r for r in rooms if not series.rooms or r.name in series.rooms]
        if not named:
            raise Invalid("no_room", field="rooms")
        chosen = [r.id for r in named]  # type: ignore[misc] # a list of optional ids
    step = timedelta(minutes=series.minutes + series.break_minutes)
    length = timedelta(minutes=series.minutes)
    return [
        NewSlot(series.kind, room, series.starts_at + i * step, series.starts_at + i * step + length)
        for i in range(series.count)
        for room in chosen
    ]


async def remove_slots(
    db: Database, clock: Clock, *, viewer: Viewer, event_id: int, slot_ids: Sequence[int]
) -> int:
    """Take out slots; one that a plan uses stays. Answers how many went."""
    async with db.transaction() as conn:
        events = EventRepository(conn)
        await found_event(events, viewer, event_id)
        await events.lock(viewer, event_id)
        return await events.remove_slots(event_id, slot_ids)


async def publish_event(db: Database, clock: Clock, *, viewer: Viewer, event_id: int) -> None:
    """Put an event on the public calendar."""
    async with db.transaction() as conn:
        events = EventRepository(conn)
        await found_event(events, viewer, event_id)
        if not await events.set_status(event_id, [EventStatus.DRAFT], EventStatus.PUBLISHED, clock.now()):
            raise Conflict("state_moved_on")
        await AuditRepository(conn).note(clock.now(), viewer.person_id, "publish_event", "event", event_id)


async def public_events(db: Database, clock: Clock) -> PublicCalendar:
    """Everything on the public calendar."""
    async with db.read() as conn:
        found = await EventRepository(conn).public()
        seats = await RegistrationRepository(conn).seats([e.id for e in found])
    coming = [e for e in found if e.ends_at > clock.now() or e.date_open]
    past = [
        e for e in found if e.ends_at <= clock.now() and not e.date_open and e.status is EventStatus.PUBLISHED
    ]
    return PublicCalendar(coming, past[::-1], seats)


async def open_public_event(
    db: Database, clock: Clock, *, event_id: int, viewer: Viewer | None = None
) -> PublicEvent:
    """A published event with its released programme, and its door as the viewer finds it."""
    async with db.read() as conn:
        events = EventRepository(conn)
        found = await events.public(event_id)
        if not found:
            raise NotFound
        return PublicEvent(
            found[0],
            await events.public_programme(event_id),
            await look_at_door(conn, clock.now(), found[0], viewer),
            bool(await JuryRepository(conn).public_results(event_id, 1)),
        )


async def found_event(events: EventRepository, viewer: Viewer, event_id: int) -> Event:
    """An event of the viewer's body, or nothing that they may know of."""
    event = await events.of_body(viewer, event_id)
    if event is None:
        raise NotFound
    return event


def _check(facts: EventFacts) -> None:
    if not (facts.title_zh or facts.title_en):
        raise Invalid("event_title_missing", field="title_zh")
    if facts.ends_at <= facts.starts_at:
        raise Invalid("event_ends_before_start", field="ends")
    if facts.ends_at - facts.starts_at > timedelta(days=7):
        raise Invalid("event_too_long", field="ends")
