"""What a published event offers to whoever looks at it: seats, or why nobody can register."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from models.db import Connection
from models.entities.events import Event
from models.entities.registrations import PitchForward, Registration, Seats
from models.entities.viewer import Viewer
from models.entities.vocabulary import EventStatus, Role
from models.repositories.registrations import RegistrationRepository


@dataclass(frozen=True, slots=True)
class Door:
    """What a published event offers to whoever looks at it."""

    seats: Seats
    # Why nobody can register now, as the code of a sentence; none when one can.
    closed: str | None
    own: Registration | None
    # The viewer has a place as a participant or juror.
    takes_part: bool
    # The viewer's pitches that may be put forward.
    pitches: list[PitchForward]


def closed_because(event: Event, now: datetime) -> str | None:
    """Why nobody can register for an event now, as the code of a sentence; none when one can."""
    if event.status is EventStatus.CANCELLED:
        return "event_is_cancelled"
    if not event.open_registration:
        return "registration_not_open"
    if event.date_open:
        return "registration_waits_for_date"
    if event.ends_at <= now:
        return "event_is_over"
    if event.registration_until is not None and event.registration_until <= now:
        return "registration_closed"
    return None


async def look_at_door(conn: Connection, now: datetime, event: Event, viewer: Viewer | None) -> Door:
    """How full an event is, and what the viewer, if there is one, has to do with it."""
    registrations = RegistrationRepository(conn)
    seats = (await registrations.seats([event.id]))[event.id]
    closed = closed_because(event, now)
    if viewer is None:
        return Door(seats, closed, None, takes_part=False, pitches=[])
    own = await registrations.own(viewer, event.id)
    founder = Role.FOUNDER in viewer.roles and event.parts.pitches
    return Door(
        seats,
        closed,
        own[0] if own else None,
        takes_part=await registrations.takes_part(event.id, viewer.person_id),
        pitches=await registrations.forwardable(viewer, event.id) if founder else [],
    )
