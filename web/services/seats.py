"""Seats that are given: whoever waits longest gets the next, inside the act that frees it, and is told."""

from __future__ import annotations

from models.db import Connection
from models.entities.events import Event
from models.entities.vocabulary import EventStatus
from models.repositories.registrations import RegistrationRepository
from web.clock import Clock
from web.services.registration_mail import tell_promoted


async def fill_seats(conn: Connection, clock: Clock, event: Event, site: str) -> int:
    """Give each free seat to the first who waits; answers how many. The caller holds the event's lock."""
    if event.status is not EventStatus.PUBLISHED or (event.ends_at <= clock.now() and not event.date_open):
        return 0
    registrations, n = RegistrationRepository(conn), 0
    seats = (await registrations.seats([event.id]))[event.id]
    while seats.n_free is None or n < seats.n_free:
        first = await registrations.next_waiting(event.id)
        if first is None:
            break
        registration_id, person_id = first
        await registrations.promote(registration_id, clock.now())
        await tell_promoted(conn, clock, event, person_id, site)
        n += 1
    return n
