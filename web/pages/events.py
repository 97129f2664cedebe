"""Pages of events for organisers and for anybody; those of a plan are in `plans.py`."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

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
from models.entities.plans import PlanStatus
from models.entities.registrations import Seats
from models.entities.vocabulary import Answer, EventStatus
from web import formats
from web.forms.base import Parsed
from web.i18n import current_locale, gettext, ngettext
from web.pages.certificates import certificate
from web.pages.seats import seats_said
from web.services.events import EventBoard

EVENT_PILLS = {EventStatus.DRAFT: "neutral", EventStatus.PUBLISHED: "good", EventStatus.CANCELLED: "bad"}
ANSWER_PILLS = {Answer.PENDING: "attention", Answer.ACCEPTED: "good", Answer.DECLINED: "neutral"}
PLAN_PILLS = {
    PlanStatus.QUEUED: "information",
    PlanStatus.SOLVING: "information",
    PlanStatus.DRAFT: "attention",
    PlanStatus.RELEASED: "good",
    PlanStatus.SUPERSEDED: "neutral",
    PlanStatus.FAILED: "bad",
}


def plan_status_label(status: PlanStatus) -> str:
    """The word for where a plan is."""
    return {
        PlanStatus.QUEUED: gettext("Waits for the solver"),
        PlanStatus.SOLVING: gettext("Being made"),
        PlanStatus.DRAFT: gettext("Draft"),
        PlanStatus.RELEASED: gettext("Released"),
        PlanStatus.SUPERSEDED: gettext("Superseded"),
        PlanStatus.FAILED: gettext("Failed"),
    }[status]


@dataclass(frozen=True, slots=True)
class EventLine:
    """An event in a list, chosen for the reader."""

    event: Event
    counts: EventCounts | None = None

    @property
    def title(self) -> str:
        """The title in the reader's language where it was written."""
        return self.event.title_for(current_locale())

    @property
    def lang(self) -> str:
        """The title's language."""
        return self.event.lang_for(current_locale())

    @property
    def pill(self) -> str:
        """The kind of its state."""
        return EVENT_PILLS[self.event.status]


@dataclass(frozen=True, slots=True)
class NextStep:
    """The one button of a page: a link, or an act."""

    label: str
    route: str
    post: bool = False
    plan_id: int | None = None


@dataclass(frozen=True, slots=True)
class TodayPage:
    """`events/today.html`."""

    title: str
    answer: str
    today: Today
    events: list[EventLine]


def today_page(today: Today, events: list[Event]) -> TodayPage:
    """What waits, in one sentence."""
    n = (
        today.n_to_review
        + today.n_to_vet
        + today.n_unanswered
        + today.n_plan_drafts
        + today.n_records_waiting
    )
    answer = (
        ngettext("%(num)s thing waits for you.", "%(num)s things wait for you.", n)
        if n
        else gettext("Nothing waits for you today.")
    )
    return TodayPage(gettext("Today"), answer, today, [EventLine(e) for e in events])


@dataclass(frozen=True, slots=True)
class EventsPage:
    """`events/list.html`."""

    title: str
    answer: str
    events: list[EventLine]


@dataclass(frozen=True, slots=True)
class SlotGroup:
    """The slots of one kind and room of one day, for reading at a glance."""

    title: str
    slots: list[Slot]


@dataclass(frozen=True, slots=True)
class SlotsPage:
    """`events/slots.html`."""

    title: str
    line: EventLine
    form: Parsed[Any]
    rooms: list[Room]
    days: list[tuple[str, str]]
    groups: list[SlotGroup]

    @property
    def room_options(self) -> list[tuple[str, str]]:
        """Rooms for check boxes."""
        return [(r.name, r.name) for r in self.rooms]

    @property
    def n_slots(self) -> int:
        """How many are set."""
        return sum(len(g.slots) for g in self.groups)


def slot_groups(event: Event, slots: list[Slot]) -> list[SlotGroup]:
    """Slots by day, kind and room."""
    zone = ZoneInfo(event.timezone)
    groups: dict[tuple[date, str, str], list[Slot]] = {}
    for slot in slots:
        key = (slot.starts_at.astimezone(zone).date(), slot.kind, slot.room_name or "")
        groups.setdefault(key, []).append(slot)
    return [
        SlotGroup(
            f"{formats.date(day)} · "
            + (gettext("Meetings") if kind == "meeting" else gettext("Pitches in %(room)s", room=room)),
            found,
        )
        for (day, kind, room), found in sorted(
            groups.items(), key=lambda g: (g[0][0], g[0][1] != "pitch", g[0][2])
        )
    ]


@dataclass(frozen=True, slots=True)
class PitchesPage:
    """`events/pitches.html`."""

    title: str
    answer: str
    line: EventLine
    form: Parsed[Any]
    choices: list[PitchChoice]


@dataclass(frozen=True, slots=True)
class ProvidersPage:
    """`events/providers.html`."""

    title: str
    answer: str
    line: EventLine
    form: Parsed[Any]
    choices: list[ProviderChoice]


@dataclass(frozen=True, slots=True)
class JurorsPage:
    """`events/jurors.html`."""

    title: str
    answer: str
    line: EventLine
    form: Parsed[Any]
    jurors: list[Juror]


@dataclass(frozen=True, slots=True)
class PlanLine:
    """A plan in the list of versions."""

    id: int
    version: int
    pill: str
    status: str
    answer: str


@dataclass(frozen=True, slots=True)
class BoardPage:
    """`events/board.html`."""

    title: str
    answer: str
    line: EventLine
    counts: EventCounts
    step: NextStep | None
    founders: list[Participant]
    providers: list[Participant]
    jurors: list[Juror]
    rooms: list[Room]
    plans: list[PlanLine]
    form: Parsed[Any]
    answer_pills: dict[Answer, str]
    seats_said: str
    # What stands in reserve or is offered, in words; empty when nothing does.
    reserves: str
    reason: str


def _who_comes(counts: EventCounts) -> str:
    return gettext(
        "%(founders)s of %(all_founders)s founders and %(providers)s of %(all_providers)s providers come.",
        founders=counts.n_founders_accepted,
        all_founders=counts.n_founders,
        providers=counts.n_providers_accepted,
        all_providers=counts.n_providers,
    )


def board_page(board: EventBoard, form: Parsed[Any]) -> BoardPage:
    """An event with its next step."""
    counts = board.counts
    seats = Seats(board.event.id, board.event.seats, counts.n_registered, counts.n_waiting)
    accepted = _who_comes(counts) if board.event.parts.pitches else seats_said(seats)
    plans = [
        PlanLine(p.id, p.version, PLAN_PILLS[p.status], plan_status_label(p.status), certificate(p))
        for p in board.plans
    ]
    line = EventLine(board.event)
    return BoardPage(
        line.title,
        accepted,
        line,
        counts,
        next_step(board),
        [p for p in board.participants if p.side == "founder"],
        [p for p in board.participants if p.side == "provider"],
        board.jurors,
        board.rooms,
        plans,
        form,
        ANSWER_PILLS,
        seats_said(seats),
        _reserves_said(counts),
        board.event.reason_for(current_locale()),
    )


def _reserves_said(counts: EventCounts) -> str:
    if counts.n_offered:
        return ngettext("%(num)s place is offered now.", "%(num)s places are offered now.", counts.n_offered)
    return formats.number(counts.n_reserves) if counts.n_reserves else ""


def next_step(board: EventBoard) -> NextStep | None:
    """What the organiser should do now."""
    counts, event = board.counts, board.event
    if event.status is EventStatus.CANCELLED:
        return None
    if event.date_open:
        return NextStep(gettext("Set the new date"), "organiser.event_call_off")
    if event.parts.pitches and (step := _invitation_step(event, counts)) is not None:
        return step
    if event.status is EventStatus.DRAFT:
        return NextStep(gettext("Publish the event"), "organiser.event_publish", post=True)
    if not event.parts.pitches:
        return NextStep(gettext("Registrations and attendance"), "organiser.event_registrations")
    latest = board.plans[0] if board.plans else None
    if latest is None or latest.status is PlanStatus.FAILED:
        return NextStep(gettext("Make a plan"), "organiser.plan_request", post=True)
    return NextStep(
        gettext("Open version %(n)s of the plan", n=latest.version), "organiser.plan", plan_id=latest.id
    )


def _invitation_step(event: Event, counts: EventCounts) -> NextStep | None:
    """What comes before an event with pitches can be published."""
    if counts.n_pitch_slots + counts.n_meeting_slots == 0:
        return NextStep(gettext("Set rooms and slots"), "organiser.event_slots")
    if counts.n_founders == 0:
        return NextStep(gettext("Select pitches"), "organiser.event_pitches")
    if counts.n_providers == 0 and event.parts.meetings:
        return NextStep(gettext("Invite providers"), "organiser.event_providers")
    return None
