"""Taking part: invitations, wishes, free times, own plans, calendars; and the organiser's words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Literal

from pydantic import Field

from models.entities.calendars import FeedAddress
from models.entities.events import Event, Member
from models.entities.plans import PlanEntry
from models.entities.vocabulary import Answer, Role
from web.api.bodies import Body, Id, Query
from web.api.invited import OneInvited, invited
from web.api.operation import Area, Ask, Done, File
from web.forms.events import EntryForm, InvitationForm
from web.i18n import N_
from web.services import feeds, participation

AREA = Area(N_("Taking part in events"), "events")


@dataclass(frozen=True, slots=True)
class Participation:
    """One invitation of yours with its event, what is planned, and who may come."""

    event: Event
    participant: OneInvited
    entries: list[PlanEntry]
    members: list[Member]


class SideQuery(Query):
    """As whom."""

    side: Literal["founder", "provider"]


@AREA.add(
    "GET", "/participations", "participation.list", N_("Your invitations to events"), list[Participation],
    query=SideQuery, pages=("founder.events", "provider.events"),
)  # fmt: skip
async def list_participations(ask: Ask) -> list[Participation]:
    """For founders and providers."""
    side = ask.query.side
    viewer = ask.acting(Role.FOUNDER if side == "founder" else Role.PROVIDER)
    found = await participation.list_participations(ask.parts.db, viewer=viewer, side=side)
    return [Participation(p.event, invited(p.participant), p.entries, p.members) for p in found]


class AnswerBody(Body):
    """Whether you come; `expected` is the answer that stood when you decided."""

    answer: Literal["accepted", "declined"]
    expected: Answer
    person_id: Annotated[Id | None, Field(description="Who comes.")] = None
    max_meetings: Annotated[int | None, Field(ge=0, le=50)] = None


@AREA.add(
    "POST", "/participations/{participant_id}/answer", "participation.answer", N_("Answer an invitation"),
    Done, body=AnswerBody, pages=("participation.answer",),
    example={"answer": "accepted", "expected": "pending", "max_meetings": 4},
)  # fmt: skip
async def answer(ask: Ask) -> None:
    """By whoever is invited."""
    given, parts = ask.clean(InvitationForm.parse(ask.form())), ask.parts
    await participation.answer_invitation(
        parts.db,
        parts.clock,
        viewer=ask.person,
        participant_id=ask.path["participant_id"],
        answer=given.answer,
        expected=given.expected,
        person_id=given.person_id,
        max_meetings=given.max_meetings,
        site=parts.settings.public_url,
    )


@dataclass(frozen=True, slots=True)
class OwnPlan:
    """Your plan of one event, over all that you take part as."""

    event: Event
    participants: list[OneInvited]
    entries: list[PlanEntry]


@AREA.add(
    "GET", "/events/{event_id}/my-plan", "participation.plan", N_("Your plan of an event"), OwnPlan,
    pages=("participation.plan",),
)  # fmt: skip
async def own_plan(ask: Ask) -> OwnPlan:
    """For those who take part."""
    found = await participation.open_own_plan(ask.parts.db, viewer=ask.person, event_id=ask.path["event_id"])
    return OwnPlan(found.event, [invited(p) for p in found.participants], found.entries)


@AREA.add(
    "GET", "/events/{event_id}/my-plan/calendar", "participation.calendar",
    N_("Your plan of an event as a calendar file"), File, gives_file=True,
    pages=("participation.plan_calendar",),
)  # fmt: skip
async def own_calendar(ask: Ask) -> File:
    """For those who take part."""
    found = await feeds.open_own_calendar(
        ask.parts.db,
        viewer=ask.person,
        event_id=ask.path["event_id"],
        site=ask.parts.settings.public_url,
    )
    return File(found.content, "text/calendar", found.name)


class EntryBody(Body):
    """Confirm or decline; `expected` is the answer that stood when you decided."""

    answer: Literal["accepted", "declined"]
    expected: Answer
    side: Literal["founder", "provider"] = "founder"


@AREA.add(
    "POST", "/meetings/{meeting_id}/answer", "participation.answer_meeting",
    N_("Confirm or decline a meeting"),
    Done, body=EntryBody, pages=("participation.meeting_answer",),
    example={"answer": "accepted", "expected": "pending", "side": "provider"},
)  # fmt: skip
async def answer_meeting(ask: Ask) -> None:
    """By one of the two."""
    given, parts = ask.clean(EntryForm.parse(ask.form())), ask.parts
    await participation.answer_meeting(
        parts.db,
        parts.clock,
        viewer=ask.person,
        meeting_id=ask.path["meeting_id"],
        side=given.side,
        expected=given.expected,
        answer=given.answer,
        site=parts.settings.public_url,
    )


@AREA.add(
    "POST", "/pitch-slots/{placed_id}/answer", "participation.answer_pitch_slot",
    N_("Confirm or decline a place on stage"), Done, body=EntryBody, pages=("participation.pitch_answer",),
    example={"answer": "accepted", "expected": "pending"},
)  # fmt: skip
async def answer_pitch_slot(ask: Ask) -> None:
    """By the pitch's founder."""
    given = ask.clean(EntryForm.parse(ask.form()))
    await participation.answer_pitch_slot(
        ask.parts.db,
        ask.parts.clock,
        viewer=ask.person,
        placed_id=ask.path["placed_id"],
        expected=given.expected,
        answer=given.answer,
    )


# ---------------------------------------------------------------- calendars


@AREA.add(
    "GET", "/calendar-addresses", "calendars.addresses", N_("Your calendar addresses in use"),
    list[FeedAddress], pages=("participation.calendar_link",),
)  # fmt: skip
async def addresses(ask: Ask) -> list[FeedAddress]:
    """Their secrets were told once and are not on record."""
    return await feeds.feed_addresses(ask.parts.db, viewer=ask.person)


class FeedBody(Body):
    """For one event, or for everything."""

    event_id: Id | None = None


@dataclass(frozen=True, slots=True)
class NewAddress:
    """A secret address, told this once."""

    address: str


@AREA.add(
    "POST", "/calendar-addresses", "calendars.renew", N_("Make a new calendar address"), NewAddress,
    body=FeedBody, status=201, pages=("participation.calendar_link",), example={},
)  # fmt: skip
async def renew(ask: Ask) -> NewAddress:
    """The one before stops at once."""
    token = await feeds.renew_feed(
        ask.parts.db, ask.parts.clock, viewer=ask.person, event_id=ask.body.event_id
    )
    return NewAddress(f"{ask.parts.settings.public_url}/calendar/{token}.ics")


@AREA.add(
    "POST", "/calendar-addresses/stop", "calendars.stop", N_("Let a calendar address stop"), Done,
    body=FeedBody, pages=("participation.calendar_stop",), example={},
)  # fmt: skip
async def stop(ask: Ask) -> None:
    """At once, and there is no new one."""
    await feeds.revoke_feed(ask.parts.db, ask.parts.clock, viewer=ask.person, event_id=ask.body.event_id)
