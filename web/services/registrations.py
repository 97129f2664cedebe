"""Registration for events: seats and turns of people, pitches put forward, and what the organiser sees of it.

Seats are for those who register. Whoever is invited (a pitch, a provider, a juror) has a place of their own
and takes no seat. Who gets a seat that becomes free is in `seats.py`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from models.db import Connection, Database
from models.entities.events import Event
from models.entities.registrations import Registration, RegistrationLine, Reserve, Seats
from models.entities.viewer import Viewer
from models.entities.vocabulary import Came, EventStatus, RegistrationStatus
from models.errors import Conflict, NotFound
from models.repositories.audit import AuditRepository
from models.repositories.events import EventRepository
from models.repositories.registrations import RegistrationRepository
from models.repositories.reserves import ReserveRepository
from web.clock import Clock
from web.services.events import found_event
from web.services.registration_mail import tell_promoted, tell_registered, tell_waiting
from web.services.registration_state import closed_because
from web.services.seats import fill_seats


@dataclass(frozen=True, slots=True)
class OwnRegistration:
    """One of the viewer's registrations with its event."""

    event: Event
    registration: Registration
    over: bool


@dataclass(frozen=True, slots=True)
class OwnRegistrations:
    """Everything that the viewer registered for, and places offered to their pitches."""

    registrations: list[OwnRegistration]
    offers: list[tuple[Event, Reserve]]


@dataclass(frozen=True, slots=True)
class RegistrationBook:
    """The organiser's list of an event."""

    event: Event
    seats: Seats
    lines: list[RegistrationLine]


async def register(
    db: Database, clock: Clock, *, viewer: Viewer, event_id: int, site: str
) -> RegistrationStatus:
    """A seat while there are any, else the last turn on the waiting list. Pressed twice, it is one."""
    async with db.transaction() as conn:
        event, registrations = await _locked(conn, event_id)
        closed = closed_because(event, clock.now())
        if closed is not None:
            raise Conflict(closed)
        standing = await registrations.own(viewer, event_id)
        if standing:
            return standing[0].status
        if await registrations.takes_part(event_id, viewer.person_id):
            raise Conflict("takes_part_already")
        seats = (await registrations.seats([event_id]))[event_id]
        # Nobody overtakes those who wait, whatever the seats say.
        waits = seats.full or seats.n_waiting > 0
        status = RegistrationStatus.WAITING if waits else RegistrationStatus.REGISTERED
        await registrations.register(event_id, viewer.person_id, status, clock.now())
        if waits:
            await tell_waiting(conn, clock, event, viewer.person_id, seats.n_waiting, site)
        else:
            await tell_registered(conn, clock, event, viewer.person_id, site)
        await AuditRepository(conn).note(clock.now(), viewer.person_id, "register", "event", event_id)
    return status


async def unregister(db: Database, clock: Clock, *, viewer: Viewer, event_id: int, site: str) -> None:
    """Give a seat or a turn back; the first who waits gets the seat in the same act."""
    async with db.transaction() as conn:
        event, registrations = await _locked(conn, event_id)
        if event.ends_at <= clock.now() and not event.date_open:
            raise Conflict("event_is_over")
        if not await registrations.cancel(event_id, viewer.person_id, clock.now()):
            raise NotFound
        await AuditRepository(conn).note(clock.now(), viewer.person_id, "unregister", "event", event_id)
        await fill_seats(conn, clock, event, site)


async def list_own(db: Database, clock: Clock, *, viewer: Viewer) -> OwnRegistrations:
    """What the viewer registered for, next event first, and the offers that wait for their pitches."""
    now = clock.now()
    async with db.read() as conn:
        own = await RegistrationRepository(conn).own(viewer)
        offers = await ReserveRepository(conn).offered_to(viewer)
        ids = sorted({r.event_id for r in own} | {o.event_id for o in offers})
        events = {e.id: e for e in await EventRepository(conn).by_ids(ids)}
    found = [
        OwnRegistration(
            events[r.event_id],
            r,
            events[r.event_id].status is EventStatus.CANCELLED
            or (events[r.event_id].ends_at <= now and not events[r.event_id].date_open),
        )
        for r in own
    ]
    found.sort(key=lambda f: (f.over, f.event.starts_at, f.event.id))
    standing = [o for o in offers if o.offer_until is not None and o.offer_until > now]
    return OwnRegistrations(found, [(events[o.event_id], o) for o in standing])


async def put_forward(db: Database, clock: Clock, *, viewer: Viewer, event_id: int, pitch_id: int) -> None:
    """Put a pitch on show of the viewer's forward; the organiser selects."""
    async with db.transaction() as conn:
        event, registrations = await _locked(conn, event_id)
        closed = closed_because(event, clock.now())
        if closed is not None:
            raise Conflict(closed)
        if not event.parts.pitches:
            raise Conflict("kind_without_pitches")
        if not await registrations.put_forward(viewer, event_id, pitch_id, clock.now()):
            raise NotFound
        await AuditRepository(conn).note(
            clock.now(), viewer.person_id, "put_pitch_forward", "event", event_id, {"pitch": pitch_id}
        )


async def take_back(db: Database, clock: Clock, *, viewer: Viewer, event_id: int, pitch_id: int) -> None:
    """Put a pitch forward no longer; one that was selected is declined as an invitation is."""
    async with db.transaction() as conn:
        _, registrations = await _locked(conn, event_id)
        if not await registrations.take_back(viewer, event_id, pitch_id, clock.now()):
            raise NotFound
        await AuditRepository(conn).note(
            clock.now(), viewer.person_id, "take_pitch_back", "event", event_id, {"pitch": pitch_id}
        )


async def open_book(
    db: Database, *, viewer: Viewer, event_id: int, status: RegistrationStatus | None = None, words: str = ""
) -> RegistrationBook:
    """Who registered for an event of the viewer's body."""
    async with db.read() as conn:
        event = await found_event(EventRepository(conn), viewer, event_id)
        registrations = RegistrationRepository(conn)
        return RegistrationBook(
            event,
            (await registrations.seats([event_id]))[event_id],
            await registrations.of_event(event_id, status, words.strip()),
        )


async def promote(
    db: Database,
    clock: Clock,
    *,
    viewer: Viewer,
    event_id: int,
    registration_id: int,
    because: str,
    site: str,
) -> None:
    """Give a seat out of turn, with a reason; where none is free the event has one more."""
    async with db.transaction() as conn:
        await found_event(EventRepository(conn), viewer, event_id)
        event, registrations = await _locked(conn, event_id, published=False)
        if event.status is EventStatus.CANCELLED:
            raise Conflict("event_is_cancelled")
        one = await registrations.waiting(event_id, registration_id)
        if one is None:
            raise Conflict("state_moved_on")
        if (await registrations.seats([event_id]))[event_id].full:
            await registrations.add_seat(event_id)
        await registrations.promote(registration_id, clock.now(), viewer.person_id, because)
        await tell_promoted(conn, clock, event, one[1], site)
        await AuditRepository(conn).note(
            clock.now(),
            viewer.person_id,
            "promote_registration",
            "event",
            event_id,
            {"person": one[1], "because": because},
        )


async def note_attendance(
    db: Database, clock: Clock, *, viewer: Viewer, event_id: int, came: Mapping[int, Came]
) -> int:
    """Record who of those with a seat came; answers how many rows were theirs to change."""
    async with db.transaction() as conn:
        await found_event(EventRepository(conn), viewer, event_id)
        n = await RegistrationRepository(conn).note_came(event_id, came, clock.now())
        await AuditRepository(conn).note(
            clock.now(), viewer.person_id, "note_attendance", "event", event_id, {"n": n}
        )
    return n


async def _locked(
    conn: Connection, event_id: int, *, published: bool = True
) -> tuple[Event, RegistrationRepository]:
    """The event as it is once nobody else can give its seats away."""
    registrations, events = RegistrationRepository(conn), EventRepository(conn)
    await registrations.lock_event(event_id)
    found = await (events.public(event_id) if published else events.by_ids([event_id]))
    if not found:
        raise NotFound
    return found[0], registrations
