"""People from an organiser's file: registered for an event, and told how to give the seat back."""

from __future__ import annotations

from collections.abc import Sequence

from models.db import Connection
from models.entities.events import Event
from models.entities.imports import Fate
from models.entities.viewer import Viewer
from models.entities.vocabulary import EventStatus, RegistrationStatus
from models.errors import Conflict
from models.repositories.audit import AuditRepository
from models.repositories.events import EventRepository
from models.repositories.imports import ImportRepository
from models.repositories.registrations import RegistrationRepository
from web.clock import Clock
from web.services.import_mail import tell_entered
from web.services.imports import Judged, Numbered, PersonRow, Refusal


def closed_to_organiser(event: Event, clock: Clock) -> bool:
    """Whether not even its organiser can register people any more, or not yet."""
    over = event.ends_at <= clock.now() and not event.date_open
    return event.status is not EventStatus.PUBLISHED or over


async def judge_participants(
    conn: Connection, clock: Clock, event: Event, rows: Sequence[Numbered[PersonRow]]
) -> list[Judged[PersonRow]]:
    """Who comes already is left as they are. Whether an address has an account is not told."""
    if closed_to_organiser(event, clock):
        return [Judged(r, None, Refusal("email", "import_event_closed")) for r in rows]
    coming = await ImportRepository(conn).registered(event.id, [r.value.email for r in rows])
    judged, seen = [], dict[str, int]()
    for row in rows:
        email = row.value.email
        if email in seen:
            judged.append(Judged(row, None, Refusal("email", "import_twice", {"row": seen[email]})))
            continue
        seen[email] = row.number
        judged.append(Judged(row, Fate.SAME if email in coming else Fate.NEW))
    return judged


async def n_will_wait(conn: Connection, event: Event, n_new: int) -> int:
    """How many of so many more would stand on the waiting list."""
    seats = (await RegistrationRepository(conn).seats([event.id]))[event.id]
    if seats.n_waiting > 0:
        return n_new
    return 0 if seats.n_free is None else max(0, n_new - seats.n_free)


async def take_participants(
    conn: Connection,
    clock: Clock,
    viewer: Viewer,
    event: Event,
    judged: Sequence[Judged[PersonRow]],
    site: str,
) -> None:
    """Seats while there are any, in the file's order, then turns on the waiting list."""
    registrations, events, now = RegistrationRepository(conn), EventRepository(conn), clock.now()
    await registrations.lock_event(event.id)
    fresh = (await events.by_ids([event.id]))[0]
    if closed_to_organiser(fresh, clock):
        raise Conflict("import_event_closed")
    seats = (await registrations.seats([event.id]))[event.id]
    free, n_waiting = seats.n_free, seats.n_waiting
    entered: dict[RegistrationStatus, list[int]] = {}
    for one in judged:
        if one.fate is not Fate.NEW:
            continue
        row = one.row.value
        person = await events.person_for_address(row.email, row.name, row.locale, now)
        waits = n_waiting > 0 or free == 0
        status = RegistrationStatus.WAITING if waits else RegistrationStatus.REGISTERED
        await registrations.register(event.id, person.person_id, status, now)
        entered.setdefault(status, []).append(person.person_id)
        if waits:
            n_waiting += 1
        elif free is not None:
            free -= 1
    for status, people in entered.items():
        await tell_entered(conn, clock, fresh, people, status, site)
    await AuditRepository(conn).note(
        now,
        viewer.person_id,
        "enter_participants",
        "event",
        event.id,
        {"persons": [p for people in entered.values() for p in people]},
    )
