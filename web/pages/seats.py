"""How full an event is and what the reader has to do with it, in words."""

from __future__ import annotations

from dataclasses import dataclass

from models.entities.events import Event
from models.entities.registrations import Seats
from web import formats
from web.i18n import gettext, ngettext
from web.sentences import sentence
from web.services.registration_state import Door


def seats_said(seats: Seats) -> str:
    """How full an event is, in one sentence."""
    if seats.seats is None:
        return ngettext("%(num)s person is registered.", "%(num)s people are registered.", seats.n_registered)
    if not seats.full:
        return gettext(
            "%(free)s of %(seats)s seats are free.",
            free=formats.number(seats.n_free),
            seats=formats.number(seats.seats),
        )
    if seats.n_waiting:
        return gettext(
            "All %(seats)s seats are taken; %(n)s wait.",
            seats=formats.number(seats.seats),
            n=formats.number(seats.n_waiting),
        )
    return gettext("All %(seats)s seats are taken.", seats=formats.number(seats.seats))


def turn_said(n_before: int) -> str:
    """The viewer's turn on the waiting list."""
    return (
        ngettext("%(num)s person waits before you.", "%(num)s people wait before you.", n_before)
        if n_before
        else gettext("You are the next.")
    )


@dataclass(frozen=True, slots=True)
class DoorPart:
    """What the public page of an event says of seats, and the one button of it."""

    door: Door
    said: str
    closed: str
    turn: str

    @property
    def may_register(self) -> bool:
        """Whether the viewer could press the button."""
        return self.door.closed is None and self.door.own is None and not self.door.takes_part


def door_part(event: Event, door: Door) -> DoorPart | None:
    """Nothing for an event that never was open to register and has nobody registered."""
    if not event.open_registration and door.own is None:
        return None
    return DoorPart(
        door,
        seats_said(door.seats),
        "" if door.closed is None else sentence(door.closed),
        "" if door.own is None else turn_said(door.own.n_before),
    )
