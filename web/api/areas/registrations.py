"""Registration for events, from both ends; reserves of the stage."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Literal

from pydantic import Field

from models.entities.events import (
    Event,
)
from models.entities.registrations import RegistrationLine, Reserve, Seats
from models.entities.vocabulary import Came, RegistrationStatus, Role
from web.api.bodies import Body, Id, Query
from web.api.operation import Area, Ask, Done, HowMany
from web.forms.registrations import AttendanceForm, PromotionForm
from web.i18n import N_
from web.services import events, registrations, reserves
from web.services.registrations import OwnRegistration

AREA = Area(N_("Registration for events"), "events")


# ---------------------------------------------------------------- registration


@dataclass(frozen=True, slots=True)
class OfferedPlace:
    """A place on stage that is offered to one of your pitches."""

    event: Event
    reserve: Reserve


@dataclass(frozen=True, slots=True)
class OwnRegistrations:
    """What you registered for, and places offered to your pitches."""

    registrations: list[OwnRegistration]
    offers: list[OfferedPlace]


@AREA.add(
    "GET", "/registrations", "registrations.own", N_("What you registered for"), OwnRegistrations,
    pages=("registration.own",),
)  # fmt: skip
async def own_registrations(ask: Ask) -> OwnRegistrations:
    """For everybody with an account."""
    found = await registrations.list_own(ask.parts.db, ask.parts.clock, viewer=ask.person)
    return OwnRegistrations(found.registrations, [OfferedPlace(e, r) for e, r in found.offers])


@dataclass(frozen=True, slots=True)
class Registered:
    """A seat, or a turn on the waiting list."""

    status: RegistrationStatus


@AREA.add(
    "POST", "/events/{event_id}/register", "registrations.register", N_("Register for an event"), Registered,
    pages=("registration.register",),
)  # fmt: skip
async def register(ask: Ask) -> Registered:
    """For everybody with an account, where registration is open."""
    status = await registrations.register(
        ask.parts.db,
        ask.parts.clock,
        viewer=ask.person,
        event_id=ask.path["event_id"],
        site=ask.parts.settings.public_url,
    )
    return Registered(status)


@AREA.add(
    "POST", "/events/{event_id}/unregister", "registrations.unregister", N_("Give a seat or a turn back"),
    Done, pages=("registration.unregister",),
)  # fmt: skip
async def unregister(ask: Ask) -> None:
    """The next in turn gets it."""
    await registrations.unregister(
        ask.parts.db,
        ask.parts.clock,
        viewer=ask.person,
        event_id=ask.path["event_id"],
        site=ask.parts.settings.public_url,
    )


class PitchId(Body):
    """Which pitch of yours."""

    pitch_id: Id


@AREA.add(
    "POST", "/events/{event_id}/put-forward", "registrations.put_forward",
    N_("Put a pitch of yours forward for an event"), Done, body=PitchId, pages=("registration.put_forward",),
    example={"pitch_id": 3},
)  # fmt: skip
async def put_forward(ask: Ask) -> None:
    """By its founder."""
    await registrations.put_forward(
        ask.parts.db,
        ask.parts.clock,
        viewer=ask.acting(Role.FOUNDER),
        event_id=ask.path["event_id"],
        pitch_id=ask.body.pitch_id,
    )


@AREA.add(
    "POST", "/events/{event_id}/take-back", "registrations.take_back",
    N_("Put a pitch of yours forward no longer"), Done, body=PitchId, pages=("registration.take_back",),
    example={"pitch_id": 3},
)  # fmt: skip
async def take_back(ask: Ask) -> None:
    """By its founder."""
    await registrations.take_back(
        ask.parts.db,
        ask.parts.clock,
        viewer=ask.acting(Role.FOUNDER),
        event_id=ask.path["event_id"],
        pitch_id=ask.body.pitch_id,
    )


class OfferAnswer(Body):
    """Take the place, or leave it to the next."""

    accept: bool


@AREA.add(
    "POST", "/offers/{reserve_id}/answer", "registrations.answer_offer", N_("Answer an offered place"), Done,
    body=OfferAnswer, pages=("registration.offer",), example={"accept": True},
)  # fmt: skip
async def answer_offer(ask: Ask) -> None:
    """By the pitch's founder."""
    await reserves.answer_offer(
        ask.parts.db,
        ask.parts.clock,
        viewer=ask.acting(Role.FOUNDER),
        reserve_id=ask.path["reserve_id"],
        accept=ask.body.accept,
        site=ask.parts.settings.public_url,
    )


@dataclass(frozen=True, slots=True)
class RegistrationBook:
    """Who registered for an event, and how full it is."""

    event: Event
    seats: Seats
    lines: list[RegistrationLine]


class BookQuery(Query):
    """Where they stand, a part of a name."""

    status: RegistrationStatus | None = None
    q: Annotated[str, Field(max_length=80)] = ""


@AREA.add(
    "GET", "/events/{event_id}/registrations", "registrations.book", N_("Who registered for an event"),
    RegistrationBook, query=BookQuery,
    pages=("organiser.event_registrations",),
)  # fmt: skip
async def book(ask: Ask) -> RegistrationBook:
    """For its organisers."""
    found = await registrations.open_book(
        ask.parts.db,
        viewer=ask.acting(Role.ORGANISER),
        event_id=ask.path["event_id"],
        status=ask.query.status,
        words=ask.query.q.strip(),
    )
    return RegistrationBook(found.event, found.seats, found.lines)


class CameOne(Body):
    """Whether somebody came."""

    registration_id: Id
    came: Came


class AttendanceBody(Body):
    """Who came."""

    came: Annotated[list[CameOne], Field(min_length=1, max_length=500)]

    def pairs(self) -> list[tuple[str, str]]:
        """The form has a field a row."""
        return [(f"came-{one.registration_id}", str(one.came)) for one in self.came]


@AREA.add(
    "POST", "/events/{event_id}/attendance", "registrations.attendance", N_("Record who came"), HowMany,
    body=AttendanceBody, pages=("organiser.event_registrations",),
    example={"came": [{"registration_id": 5, "came": "present"}]},
)  # fmt: skip
async def attendance(ask: Ask) -> HowMany:
    """By its organisers."""
    viewer, parts, event_id = ask.acting(Role.ORGANISER), ask.parts, ask.path["event_id"]
    await events.open_event(parts.db, viewer=viewer, event_id=event_id)
    came = ask.clean(AttendanceForm.parse(ask.form()))
    n = await registrations.note_attendance(
        parts.db, parts.clock, viewer=viewer, event_id=event_id, came=came
    )
    return HowMany(n)


class PromotionBody(Body):
    """Who gets a seat out of turn, and why."""

    form_names = {"registration_id": "registration"}  # noqa: RUF012 - read by the class alone
    registration_id: Id
    because: Annotated[str, Field(min_length=1, max_length=200)]


@AREA.add(
    "POST", "/events/{event_id}/promote", "registrations.promote",
    N_("Give somebody who waits a seat out of turn"), Done, body=PromotionBody,
    pages=("organiser.event_promote",), example={"registration_id": 5, "because": "致辞"},
)  # fmt: skip
async def promote(ask: Ask) -> None:
    """By its organisers."""
    viewer, parts, event_id = ask.acting(Role.ORGANISER), ask.parts, ask.path["event_id"]
    await events.open_event(parts.db, viewer=viewer, event_id=event_id)
    chosen = ask.clean(PromotionForm.parse(ask.form()))
    await registrations.promote(
        parts.db,
        parts.clock,
        viewer=viewer,
        event_id=event_id,
        registration_id=chosen.registration_id,
        because=chosen.because,
        site=parts.settings.public_url,
    )


@AREA.add(
    "GET", "/events/{event_id}/reserves", "events.reserves", N_("The pitches in reserve, in their order"),
    list[Reserve], pages=("organiser.event_reserves",),
)  # fmt: skip
async def list_reserves(ask: Ask) -> list[Reserve]:
    """For its organisers."""
    found = await reserves.open_reserves(
        ask.parts.db, viewer=ask.acting(Role.ORGANISER), event_id=ask.path["event_id"]
    )
    return found.reserves


@AREA.add(
    "POST", "/events/{event_id}/reserves", "events.add_reserve", N_("Put a pitch in reserve"), Done,
    body=PitchId, pages=("organiser.event_reserves",), example={"pitch_id": 3},
)  # fmt: skip
async def add_reserve(ask: Ask) -> None:
    """By its organisers."""
    await reserves.add_reserve(
        ask.parts.db,
        ask.parts.clock,
        viewer=ask.acting(Role.ORGANISER),
        event_id=ask.path["event_id"],
        pitch_id=ask.body.pitch_id,
    )


class ReserveBody(Body):
    """One step up or down, or out."""

    act: Literal["up", "down", "remove"]


@AREA.add(
    "POST", "/events/{event_id}/reserves/{reserve_id}", "events.change_reserve",
    N_("Move a reserve up, down or out"), Done, body=ReserveBody, pages=("organiser.event_reserve_change",),
    example={"act": "up"},
)  # fmt: skip
async def change_reserve(ask: Ask) -> None:
    """By its organisers."""
    viewer, parts = ask.acting(Role.ORGANISER), ask.parts
    event_id, reserve_id = ask.path["event_id"], ask.path["reserve_id"]
    if ask.body.act == "remove":
        await reserves.remove_reserve(
            parts.db, parts.clock, viewer=viewer, event_id=event_id, reserve_id=reserve_id
        )
        return
    await reserves.move_reserve(
        parts.db, viewer=viewer, event_id=event_id, reserve_id=reserve_id, earlier=ask.body.act == "up"
    )
