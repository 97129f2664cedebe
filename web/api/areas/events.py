"""Events from the organiser's end: facts, slots, who comes, registrations, reserves, calling off."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated, Literal

from pydantic import Field

from models.entities.events import (
    Event,
    EventCounts,
    Juror,
    Participant,
    PitchChoice,
    ProviderChoice,
    Room,
    Slot,
    Today,
)
from models.entities.plans import Plan
from models.entities.vocabulary import Attendance, EventKind, Role
from web.api.bodies import Body, Id, Language
from web.api.operation import Area, Ask, Done, HowMany, Made
from web.forms.events import EventForm, JurorForm, SlotsForm
from web.forms.registrations import CallOffForm
from web.i18n import N_
from web.services import calling_off, events, invitations
from web.services.calling_off import Act, Consequences, Outcome

AREA = Area(N_("Events"), "events")
TimeOfDay = Annotated[str, Field(pattern=r"^([01]?\d|2[0-3]):[0-5]\d$", description="On the event's clock.")]


@dataclass(frozen=True, slots=True)
class Counted:
    """An event and how far it is."""

    event: Event
    counts: EventCounts


@dataclass(frozen=True, slots=True)
class OrganiserDay:
    """What waits for your bodies, and their next events."""

    waiting: Today
    coming: list[Event]


@AREA.add(
    "GET", "/today", "events.today", N_("What waits for an organiser"), OrganiserDay,
    pages=("organiser.home",),
)  # fmt: skip
async def today(ask: Ask) -> OrganiserDay:
    """For organisers."""
    viewer = ask.acting(Role.ORGANISER)
    waiting, coming = await events.today(ask.parts.db, ask.parts.clock, viewer=viewer)
    return OrganiserDay(waiting, coming)


@AREA.add(
    "GET", "/events", "events.list", N_("The events of your bodies"), list[Counted],
    pages=("organiser.events",),
)  # fmt: skip
async def list_events(ask: Ask) -> list[Counted]:
    """For organisers, the latest first."""
    found = await events.list_events(ask.parts.db, viewer=ask.acting(Role.ORGANISER))
    return [Counted(event, counts) for event, counts in found]


@dataclass(frozen=True, slots=True)
class EventBoard:
    """One event of your body with everything that belongs to it."""

    event: Event
    counts: EventCounts
    rooms: list[Room]
    slots: list[Slot]
    participants: list[Participant]
    jurors: list[Juror]
    plans: list[Plan]


@AREA.add(
    "GET", "/events/{event_id}", "events.show", N_("One event of your body"), EventBoard,
    pages=("organiser.event", "organiser.event_slots"),
)  # fmt: skip
async def show_event(ask: Ask) -> EventBoard:
    """For its organisers."""
    found = await events.open_board(
        ask.parts.db, viewer=ask.acting(Role.ORGANISER), event_id=ask.path["event_id"]
    )
    return EventBoard(
        found.event, found.counts, found.rooms, found.slots, found.participants, found.jurors, found.plans
    )


class EventBody(Body):
    """The facts of an event; a title in one language at least."""

    kind: EventKind
    title_zh: Annotated[str, Field(max_length=80)] = ""
    title_en: Annotated[str, Field(max_length=120)] = ""
    about_zh: Annotated[str, Field(max_length=2000)] = ""
    about_en: Annotated[str, Field(max_length=4000)] = ""
    timezone: Annotated[str, Field(max_length=40)] = "Asia/Shanghai"
    day: date
    starts: TimeOfDay
    ends: TimeOfDay
    attendance: Attendance
    place: Annotated[str, Field(max_length=200)] = ""
    link: Annotated[str, Field(max_length=500)] = ""
    district: Annotated[str | None, Field(max_length=40)] = None
    languages: Annotated[list[Language], Field(min_length=1, max_length=2)]
    n_tables: Annotated[int, Field(ge=0, le=500)] = 0
    rooms: Annotated[list[Annotated[str, Field(min_length=1, max_length=80)]], Field(max_length=12)] = []  # noqa: RUF012 - copied
    open_registration: bool = False
    seats: Annotated[int | None, Field(ge=1, le=20_000)] = None
    registration_until: Annotated[
        str | None, Field(pattern=r"^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}$", description="On the event's clock.")
    ] = None
    pitch_minutes: Annotated[int, Field(ge=1, le=120)] = 8
    question_minutes: Annotated[int, Field(ge=0, le=120)] = 7
    offer_hours: Annotated[int, Field(ge=1, le=240)] = 24

    def pairs(self) -> list[tuple[str, str]]:
        """The form has a line a room."""
        found = [pair for pair in super().pairs() if pair[0] != "rooms"]
        return [*found, ("rooms", "\n".join(self.rooms))]


_EVENT_EXAMPLE = {
    "kind": "roadshow",
    "title_zh": "秋季路演",
    "day": "2026-06-05",
    "starts": "08:30",
    "ends": "18:00",
    "attendance": "on_site",
    "place": "会议中心",
    "languages": ["zh"],
    "n_tables": 4,
    "rooms": ["A", "B"],
}


@AREA.add(
    "POST", "/events", "events.create", N_("Make an event, as a draft"), Made, body=EventBody, status=201,
    pages=("organiser.event_new",), example=_EVENT_EXAMPLE,
)  # fmt: skip
async def create_event(ask: Ask) -> Made:
    """By an organiser; slots are set with another operation."""
    viewer, facts = ask.acting(Role.ORGANISER), ask.clean(EventForm.parse(ask.form()))
    return Made(
        await events.create_event(
            ask.parts.db, ask.parts.clock, viewer=viewer, facts=facts, series=(), wishes_close_at=None
        )
    )


class EventChange(EventBody):
    """The facts of an event, and the state that they build upon."""

    sequence: Annotated[int, Field(ge=0, le=10**9, description="`sequence` of the event as you read it.")]


@AREA.add(
    "PUT", "/events/{event_id}", "events.change", N_("Change the facts of an event"), Done, body=EventChange,
    pages=("organiser.event_edit",), example={**_EVENT_EXAMPLE, "sequence": 0},
)  # fmt: skip
async def change_event(ask: Ask) -> None:
    """By its organisers; those concerned are told."""
    viewer, parts, event_id = ask.acting(Role.ORGANISER), ask.parts, ask.path["event_id"]
    await events.open_event(parts.db, viewer=viewer, event_id=event_id)
    await events.edit_event(
        parts.db,
        parts.clock,
        viewer=viewer,
        event_id=event_id,
        sequence=ask.body.sequence,
        facts=ask.clean(EventForm.parse(ask.form())),
        site=parts.settings.public_url,
    )


@AREA.add(
    "POST", "/events/{event_id}/publish", "events.publish", N_("Publish an event"), Done,
    pages=("organiser.event_publish",),
)  # fmt: skip
async def publish(ask: Ask) -> None:
    """By its organisers."""
    await events.publish_event(
        ask.parts.db, ask.parts.clock, viewer=ask.acting(Role.ORGANISER), event_id=ask.path["event_id"]
    )


class SlotsBody(Body):
    """A series of slots: for pitches in the named rooms (all where none is named), or for meetings."""

    form_names = {"break_minutes": "break"}  # noqa: RUF012 - read by the class alone
    kind: Literal["pitch", "meeting"]
    day: date
    start: TimeOfDay
    minutes: Annotated[int, Field(ge=5, le=240)]
    count: Annotated[int, Field(ge=1, le=100)]
    break_minutes: Annotated[int, Field(ge=0, le=120)] = 0
    rooms: Annotated[list[Annotated[str, Field(max_length=80)]], Field(max_length=12)] = []  # noqa: RUF012 - copied


@AREA.add(
    "POST", "/events/{event_id}/slots", "events.add_slots", N_("Set a series of slots"), HowMany,
    body=SlotsBody, pages=("organiser.event_slots",),
    example={"kind": "meeting", "day": "2026-06-05", "start": "14:00", "minutes": 15, "count": 2},
)  # fmt: skip
async def add_slots(ask: Ask) -> HowMany:
    """By its organisers."""
    viewer, parts, event_id = ask.acting(Role.ORGANISER), ask.parts, ask.path["event_id"]
    found = await events.open_shape(parts.db, viewer=viewer, event_id=event_id)
    series = ask.clean(SlotsForm.parse(ask.form(), found.event, found.rooms))
    return HowMany(
        await events.add_slots(parts.db, parts.clock, viewer=viewer, event_id=event_id, series=[series])
    )


class SlotIds(Body):
    """Which slots."""

    slot_ids: Annotated[list[Id], Field(min_length=1, max_length=500)]


@AREA.add(
    "POST", "/events/{event_id}/slots/remove", "events.remove_slots", N_("Take out slots that no plan uses"),
    HowMany, body=SlotIds, pages=("organiser.event_slots_remove",), example={"slot_ids": [7]},
)  # fmt: skip
async def remove_slots(ask: Ask) -> HowMany:
    """By its organisers."""
    viewer, parts, event_id = ask.acting(Role.ORGANISER), ask.parts, ask.path["event_id"]
    await events.open_event(parts.db, viewer=viewer, event_id=event_id)
    n = await events.remove_slots(
        parts.db, parts.clock, viewer=viewer, event_id=event_id, slot_ids=tuple(ask.body.slot_ids)
    )
    return HowMany(n)


@AREA.add(
    "GET", "/events/{event_id}/pitches", "events.pitch_choices", N_("Pitches that could be selected"),
    list[PitchChoice], pages=("organiser.event_pitches",),
)  # fmt: skip
async def pitch_choices(ask: Ask) -> list[PitchChoice]:
    """For its organisers."""
    _, found = await invitations.pitch_choices(
        ask.parts.db, viewer=ask.acting(Role.ORGANISER), event_id=ask.path["event_id"]
    )
    return found


class PitchIds(Body):
    """Which pitches."""

    pitch_ids: Annotated[list[Id], Field(min_length=1, max_length=500)]


@AREA.add(
    "POST", "/events/{event_id}/pitches", "events.select_pitches",
    N_("Select pitches and invite their companies"), HowMany, body=PitchIds,
    pages=("organiser.event_pitches",), example={"pitch_ids": [3]},
)  # fmt: skip
async def select_pitches(ask: Ask) -> HowMany:
    """By its organisers."""
    made = await invitations.select_pitches(
        ask.parts.db,
        ask.parts.clock,
        viewer=ask.acting(Role.ORGANISER),
        event_id=ask.path["event_id"],
        pitch_ids=tuple(ask.body.pitch_ids),
        site=ask.parts.settings.public_url,
    )
    return HowMany(len(made))


@AREA.add(
    "GET", "/events/{event_id}/providers", "events.provider_choices", N_("Providers that could be invited"),
    list[ProviderChoice], pages=("organiser.event_providers",),
)  # fmt: skip
async def provider_choices(ask: Ask) -> list[ProviderChoice]:
    """For its organisers."""
    _, found = await invitations.provider_choices(
        ask.parts.db, viewer=ask.acting(Role.ORGANISER), event_id=ask.path["event_id"]
    )
    return found


class OrganisationIds(Body):
    """Which organisations."""

    organisation_ids: Annotated[list[Id], Field(min_length=1, max_length=500)]


@AREA.add(
    "POST", "/events/{event_id}/providers", "events.invite_providers", N_("Invite providers"), HowMany,
    body=OrganisationIds, pages=("organiser.event_providers",), example={"organisation_ids": [4]},
)  # fmt: skip
async def invite_providers(ask: Ask) -> HowMany:
    """By its organisers."""
    made = await invitations.invite_providers(
        ask.parts.db,
        ask.parts.clock,
        viewer=ask.acting(Role.ORGANISER),
        event_id=ask.path["event_id"],
        organisation_ids=tuple(ask.body.organisation_ids),
        site=ask.parts.settings.public_url,
    )
    return HowMany(len(made))


@AREA.add(
    "GET", "/events/{event_id}/jurors", "events.jurors", N_("Who is asked to comment"), list[Juror],
    pages=("organiser.event_jurors",),
)  # fmt: skip
async def jurors(ask: Ask) -> list[Juror]:
    """For its organisers."""
    _, found = await invitations.jurors(
        ask.parts.db, viewer=ask.acting(Role.ORGANISER), event_id=ask.path["event_id"]
    )
    return found


class JurorBody(Body):
    """A person to be asked, by address."""

    form_names = {"language": "locale"}  # noqa: RUF012 - read by the class alone
    email: Annotated[str, Field(max_length=254)]
    name: Annotated[str, Field(min_length=1, max_length=80)]
    language: Language


@AREA.add(
    "POST", "/events/{event_id}/jurors", "events.add_juror", N_("Ask a juror"), Done, body=JurorBody,
    pages=("organiser.event_jurors",),
    example={"email": "new@example.org", "name": "新评委", "language": "zh"},
)  # fmt: skip
async def add_juror(ask: Ask) -> None:
    """By its organisers."""
    viewer, new = ask.acting(Role.ORGANISER), ask.clean(JurorForm.parse(ask.form()))
    await invitations.invite_juror(
        ask.parts.db,
        ask.parts.clock,
        viewer=viewer,
        event_id=ask.path["event_id"],
        email=new.email,
        name=new.name,
        locale=new.locale,
        site=ask.parts.settings.public_url,
    )


@AREA.add(
    "POST", "/events/{event_id}/jurors/{person_id}/remove", "events.remove_juror",
    N_("Ask a juror no longer"), Done, pages=("organiser.event_juror_remove",),
)  # fmt: skip
async def remove_juror(ask: Ask) -> None:
    """By its organisers."""
    await invitations.remove_juror(
        ask.parts.db,
        ask.parts.clock,
        viewer=ask.acting(Role.ORGANISER),
        event_id=ask.path["event_id"],
        person_id=ask.path["person_id"],
    )


class CallOffBody(Body):
    """The order to postpone or cancel, and the time of the event that you saw when you gave it."""

    act: Act
    day: date | None = None
    starts: TimeOfDay | None = None
    reason_zh: Annotated[str, Field(min_length=1, max_length=300)]
    reason_en: Annotated[str, Field(min_length=1, max_length=500)]
    seen_starts_at: datetime
    seen_date_open: bool = False


_CALL_OFF = {
    "act": "cancel",
    "reason_zh": "台风",
    "reason_en": "A typhoon",
    "seen_starts_at": "2026-06-05T01:00:00Z",
}


@AREA.add(
    "POST", "/events/{event_id}/call-off/preview", "events.preview_call_off",
    N_("What postponing or cancelling would do"), Consequences, body=CallOffBody,
    pages=("organiser.event_call_off",), example=_CALL_OFF,
)  # fmt: skip
async def preview_call_off(ask: Ask) -> Consequences:
    """For its organisers; nothing is changed."""
    viewer, parts, event_id = ask.acting(Role.ORGANISER), ask.parts, ask.path["event_id"]
    event = await events.open_event(parts.db, viewer=viewer, event_id=event_id)
    order = ask.clean(CallOffForm.parse(ask.form(), event))
    return await calling_off.preview(parts.db, parts.clock, viewer=viewer, event_id=event_id, order=order)


@AREA.add(
    "POST", "/events/{event_id}/call-off", "events.call_off", N_("Postpone or cancel an event"), Outcome,
    body=CallOffBody, pages=("organiser.event_call_off",), example=_CALL_OFF,
)  # fmt: skip
async def call_off(ask: Ask) -> Outcome:
    """By its organisers, in one act that tells everyone concerned."""
    viewer, parts, event_id = ask.acting(Role.ORGANISER), ask.parts, ask.path["event_id"]
    event = await events.open_event(parts.db, viewer=viewer, event_id=event_id)
    order = ask.clean(CallOffForm.parse(ask.form(), event))
    return await calling_off.call_off(
        parts.db, parts.clock, viewer=viewer, event_id=event_id, order=order, site=parts.settings.public_url
    )
