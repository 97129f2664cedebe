"""The day of an event: what is on, delays, stand-by meetings, what was kept, and the door."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from models.entities.day import Delay, HeldMeeting, HeldSlot, Outcome, Said, StaffSaid, StandbyOffer
from models.entities.events import Event
from models.entities.plans import PlanEntry
from models.entities.vocabulary import Role
from web.api.bodies import Body, Id
from web.api.operation import Area, Ask, Done, Made
from web.forms.day import DelayForm, LinkForm
from web.i18n import N_
from web.services import delays, meetings_held, standby
from web.services.day import Now, open_own_day, open_staff_day
from web.services.door import DoorList, Seen, end_link, make_link, open_list, record_seen, staff_door

AREA = Area(N_("The day of an event"), "events")


@dataclass(frozen=True, slots=True)
class OwnDay:
    """Where you are now, where next, and what you are asked."""

    event: Event
    expected: bool
    seen_at: datetime | None
    entries: list[PlanEntry]
    now: Now
    offers: list[StandbyOffer]


@AREA.add(
    "GET", "/events/{event_id}/my-day", "day.own", N_("Your day at an event"), OwnDay, pages=("day.own",)
)
async def own_day(ask: Ask) -> OwnDay:
    """For those who take part."""
    found = await open_own_day(
        ask.parts.db, ask.parts.clock, viewer=ask.person, event_id=ask.path["event_id"]
    )
    return OwnDay(
        found.event, found.arrival.expected, found.arrival.seen_at, found.entries, found.now, found.offers
    )


class SaidBody(Body):
    """What came of a meeting, on your side."""

    side: Literal["founder", "provider"]
    said: Said


@AREA.add(
    "POST", "/meetings/{meeting_id}/said", "day.said", N_("Say what came of a meeting"), Done, body=SaidBody,
    pages=("day.said",), example={"side": "founder", "said": "took_place"},
)  # fmt: skip
async def said(ask: Ask) -> None:
    """By one of the two, once it has begun."""
    await meetings_held.say_of_meeting(
        ask.parts.db,
        ask.parts.clock,
        viewer=ask.person,
        meeting_id=ask.path["meeting_id"],
        side=ask.body.side,
        said=ask.body.said,
    )


class StandbyAnswer(Body):
    """Whether you step in, and on which side."""

    side: Literal["founder", "provider"]
    accept: bool


@dataclass(frozen=True, slots=True)
class SteppedIn:
    """The meeting, once both have said yes."""

    meeting_id: int | None


@AREA.add(
    "POST", "/standby/{offer_id}/answer", "day.answer_standby", N_("Answer a stand-by meeting"), SteppedIn,
    body=StandbyAnswer, pages=("day.standby_answer",), example={"side": "founder", "accept": True},
)  # fmt: skip
async def answer_standby(ask: Ask) -> SteppedIn:
    """By one of the two to whom it is offered."""
    _, meeting_id = await standby.answer_standby(
        ask.parts.db,
        ask.parts.clock,
        viewer=ask.person,
        offer_id=ask.path["offer_id"],
        side=ask.body.side,
        accept=ask.body.accept,
    )
    return SteppedIn(meeting_id)


# ---------------------------------------------------------------- the staff


@dataclass(frozen=True, slots=True)
class StaffDay:
    """How the day goes: programme and meetings at their times of today, delays, offers, and what was kept."""

    event: Event
    now: Now
    programme: list[HeldSlot]
    meetings: list[HeldMeeting]
    delays: list[Delay]
    offers: list[StandbyOffer]
    n_expected: int
    n_in: int
    n_over: int
    outcomes: dict[str, int]


@AREA.add(
    "GET", "/events/{event_id}/day", "day.show", N_("How the day goes"), StaffDay,
    pages=("organiser.day", "organiser.late", "organiser.standby"),
)  # fmt: skip
async def show_day(ask: Ask) -> StaffDay:
    """For the event's organisers."""
    found = await open_staff_day(
        ask.parts.db, ask.parts.clock, viewer=ask.acting(Role.ORGANISER), event_id=ask.path["event_id"]
    )
    kept = found.kept
    return StaffDay(
        found.event,
        found.now,
        found.programme,
        found.meetings,
        found.delays,
        found.offers,
        len(found.expected),
        found.n_in,
        kept.n_over,
        {str(outcome): kept.by_outcome.get(outcome, 0) for outcome in Outcome},
    )


class LinkBody(Body):
    """For a volunteer at the door, or for a projector, and what it is called."""

    kind: Literal["door", "screen"]
    name: Annotated[str, Field(min_length=1, max_length=60)]


@AREA.add(
    "POST", "/events/{event_id}/links", "day.make_link", N_("Make an address for a volunteer or a projector"),
    Made, body=LinkBody, status=201, pages=("organiser.link_new",), example={"kind": "door", "name": "北门"},
)  # fmt: skip
async def new_link(ask: Ask) -> Made:
    """By the event's organisers; the address itself is told on the page of the day."""
    viewer, (kind, name) = ask.acting(Role.ORGANISER), ask.clean(LinkForm.parse(ask.form()))
    made = await make_link(
        ask.parts.db, ask.parts.clock, viewer=viewer, event_id=ask.path["event_id"], kind=kind, name=name
    )
    return Made(int(made))


@AREA.add(
    "POST", "/events/{event_id}/links/{link_id}/end", "day.end_link", N_("Let such an address open nothing"),
    Done, pages=("organiser.link_end",),
)  # fmt: skip
async def ended_link(ask: Ask) -> None:
    """By the event's organisers."""
    await end_link(
        ask.parts.db,
        ask.parts.clock,
        viewer=ask.acting(Role.ORGANISER),
        event_id=ask.path["event_id"],
        link_id=ask.path["link_id"],
    )


class StaffWord(Body):
    """The staff's word on a meeting; none takes it back."""

    said: StaffSaid | None = None


@AREA.add(
    "POST", "/events/{event_id}/meetings/{meeting_id}/said", "day.decide",
    N_("Decide what came of a meeting"),
    Done, body=StaffWord, pages=("organiser.meeting_said",), example={"said": "took_place"},
)  # fmt: skip
async def decide(ask: Ask) -> None:
    """By the event's organisers, once it has begun."""
    await meetings_held.decide_meeting(
        ask.parts.db,
        ask.parts.clock,
        viewer=ask.acting(Role.ORGANISER),
        event_id=ask.path["event_id"],
        meeting_id=ask.path["meeting_id"],
        said=ask.body.said,
    )


class MoveBody(Body):
    """Where it takes place instead."""

    slot_id: Id


@AREA.add(
    "POST", "/events/{event_id}/meetings/{meeting_id}/move", "day.move_meeting",
    N_("Let a meeting take place in another slot of the day"), Done, body=MoveBody,
    pages=("organiser.meeting_move",), example={"slot_id": 22},
)  # fmt: skip
async def move(ask: Ask) -> None:
    """By the event's organisers."""
    await delays.move_meeting(
        ask.parts.db,
        ask.parts.clock,
        viewer=ask.acting(Role.ORGANISER),
        event_id=ask.path["event_id"],
        meeting_id=ask.path["meeting_id"],
        slot_id=ask.body.slot_id,
        site=ask.parts.settings.public_url,
    )


@AREA.add(
    "POST", "/events/{event_id}/meetings/{meeting_id}/call-off", "day.call_off_meeting",
    N_("Call a meeting of the day off"), Done, pages=("organiser.meeting_call_off",),
)  # fmt: skip
async def call_off(ask: Ask) -> None:
    """By the event's organisers."""
    await delays.call_off_meeting(
        ask.parts.db,
        ask.parts.clock,
        viewer=ask.acting(Role.ORGANISER),
        event_id=ask.path["event_id"],
        meeting_id=ask.path["meeting_id"],
        site=ask.parts.settings.public_url,
    )


class DelayBody(Body):
    """How late, and in which room; the tables where none is named."""

    room_id: Id | None = None
    minutes: Annotated[int, Field(ge=1, le=delays.MOST_MINUTES)]

    def pairs(self) -> list[tuple[str, str]]:
        """The form names the tables by a word."""
        room = delays.TABLES if self.room_id is None else str(self.room_id)
        return [("room", room), ("minutes", str(self.minutes))]


@dataclass(frozen=True, slots=True)
class Delayed:
    """How many people are told."""

    n: int


@AREA.add(
    "POST", "/events/{event_id}/delays", "day.delay", N_("Let a room run late"), Delayed, body=DelayBody,
    pages=("organiser.late",), example={"room_id": 3, "minutes": 12},
)  # fmt: skip
async def run_late(ask: Ask) -> Delayed:
    """By the event's organisers."""
    parts, viewer, event_id = ask.parts, ask.acting(Role.ORGANISER), ask.path["event_id"]
    desk = await delays.open_delays(parts.db, parts.clock, viewer=viewer, event_id=event_id)
    rooms = sorted({slot.room_id for slot in desk.facts.programme if slot.room_id is not None})
    form = ask.clean(DelayForm.parse(ask.form(), [int(room) for room in rooms]))
    found = await delays.apply_delay(
        parts.db,
        parts.clock,
        viewer=viewer,
        event_id=event_id,
        room_id=form.room_id,
        minutes=form.minutes,
        site=parts.settings.public_url,
    )
    return Delayed(len(found.told))


@AREA.add(
    "POST", "/events/{event_id}/delays/{delay_id}/undo", "day.undo_delay", N_("Take the latest delay back"),
    Delayed, pages=("organiser.late_undo",),
)  # fmt: skip
async def undo_delay(ask: Ask) -> Delayed:
    """By the event's organisers."""
    n = await delays.undo_delay(
        ask.parts.db,
        ask.parts.clock,
        viewer=ask.acting(Role.ORGANISER),
        event_id=ask.path["event_id"],
        delay_id=ask.path["delay_id"],
        site=ask.parts.settings.public_url,
    )
    return Delayed(n)


# ---------------------------------------------------------------- the door


@dataclass(frozen=True, slots=True)
class Guest:
    """Somebody who is expected, the code that they carry, and when they came."""

    code: str
    name: str
    sides: list[str]
    organisations: list[str]
    seen_at: datetime | None


@dataclass(frozen=True, slots=True)
class AtTheDoor:
    """Everybody who is expected."""

    n_in: int
    guests: list[Guest]


def _list(found: DoorList) -> AtTheDoor:
    guests = [
        Guest(g.code, g.who.name, list(g.who.sides), list(g.who.organisations), g.seen_at)
        for g in found.guests
    ]
    return AtTheDoor(found.n_in, guests)


@AREA.add(
    "GET", "/events/{event_id}/door", "door.list", N_("Who is expected at the door"), AtTheDoor,
    pages=("door.staff", "door.staff_list"),
)  # fmt: skip
async def door_list(ask: Ask) -> AtTheDoor:
    """For the event's organisers."""
    door = await staff_door(ask.parts.db, viewer=ask.acting(Role.ORGANISER), event_id=ask.path["event_id"])
    return _list(await open_list(ask.parts.db, ask.parts.settings, door=door))


class SeenOne(BaseModel):
    """A code seen, or which sightings were a mistake; the id is made at the door."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    id: UUID
    code: Annotated[str, Field(max_length=40)]
    at: datetime
    undoes: Annotated[list[UUID], Field(max_length=1000)] = []


class SeenBody(Body):
    """What a device kept, in its order, and what its clock shows."""

    seen: Annotated[list[SeenOne], Field(max_length=1000)]
    sent_at: datetime


@AREA.add(
    "POST", "/events/{event_id}/door/seen", "door.seen", N_("Record who came in"), AtTheDoor, body=SeenBody,
    pages=("door.staff_seen",),
    example={
        "seen": [{
            "id": "6f1d0a52-93f7-4f6e-8d84-0a3f5a6c1b11", "code": "7K2M-9QXD", "at": "2026-06-05T01:02:03Z",
        }],
        "sent_at": "2026-06-05T01:02:04Z",
    },
)  # fmt: skip
async def door_seen(ask: Ask) -> AtTheDoor:
    """By the event's organisers; the same sighting twice is one."""
    parts = ask.parts
    door = await staff_door(parts.db, viewer=ask.acting(Role.ORGANISER), event_id=ask.path["event_id"])
    seen = [Seen(one.id, one.code, one.at, tuple(one.undoes)) for one in ask.body.seen]
    found = await record_seen(
        parts.db, parts.settings, parts.clock, door=door, seen=seen, sent_at=ask.body.sent_at
    )
    return _list(found)
