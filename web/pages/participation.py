"""Pages of those who come to an event: invitations, availability and their own plan."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from models.entities.events import Slot
from models.entities.plans import PlanEntry
from models.entities.vocabulary import Answer, EventStatus
from web import formats
from web.forms.base import Parsed
from web.i18n import gettext, ngettext
from web.pages.events import ANSWER_PILLS, EventLine
from web.services.calendars import spot_of, summary_of
from web.services.participation import Availability, OwnPlan, Participation


@dataclass(frozen=True, slots=True)
class InvitationCard:
    """One invitation in the list."""

    participation: Participation
    line: EventLine
    pill: str
    over: bool
    n_entries: int
    members: list[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class InvitationsPage:
    """`participation/list.html`."""

    title: str
    answer: str
    cards: list[InvitationCard]
    form: Parsed[Any]
    failed_id: int | None


def invitations_page(
    found: list[Participation], now: datetime, form: Parsed[Any], failed_id: int | None = None
) -> InvitationsPage:
    """What is coming first, then what is over."""
    cards = [
        InvitationCard(
            f,
            EventLine(f.event),
            ANSWER_PILLS[f.participant.answer],
            f.event.ends_at <= now or f.event.status is EventStatus.CANCELLED,
            len(f.entries),
            [(str(m.person_id), m.name) for m in f.members],
        )
        for f in found
    ]
    cards.sort(key=lambda c: (c.over, c.participation.event.starts_at))
    n = sum(c.participation.participant.answer is Answer.PENDING and not c.over for c in cards)
    answer = (
        ngettext("%(num)s invitation waits for your answer.", "%(num)s invitations wait for your answer.", n)
        if n
        else gettext("All invitations are answered.")
        if cards
        else gettext("There is no invitation yet.")
    )
    return InvitationsPage(gettext("Events"), answer, cards, form, failed_id)


@dataclass(frozen=True, slots=True)
class SlotCell:
    """A box of the availability grid."""

    value: str
    label: str


@dataclass(frozen=True, slots=True)
class SlotRow:
    """A time of the availability grid."""

    label: str
    cells: list[SlotCell | None]


@dataclass(frozen=True, slots=True)
class AvailabilityPage:
    """`participation/availability.html`."""

    title: str
    answer: str
    found: Availability
    line: EventLine
    form: Parsed[Any]
    columns: list[str]
    rows: list[SlotRow]
    default: list[str]


def availability_page(found: Availability, form: Parsed[Any]) -> AvailabilityPage:
    """A grid of times over days, split by what they are for."""
    zone = ZoneInfo(found.event.timezone)

    def column(slot: Slot) -> tuple[str, str]:
        what = gettext("Meetings") if slot.kind == "meeting" else slot.room_name or ""
        return slot.starts_at.astimezone(zone).date().isoformat(), what

    columns = sorted({column(s) for s in found.slots})
    several_days = len({c[0] for c in columns}) > 1
    rows = []
    times = sorted({s.starts_at.astimezone(zone).strftime("%H:%M") for s in found.slots})
    for time in times:
        here = {column(s): s for s in found.slots if s.starts_at.astimezone(zone).strftime("%H:%M") == time}
        cells = [SlotCell(str(here[c].id), f"{c[0]} {time} {c[1]}") if c in here else None for c in columns]
        rows.append(SlotRow(time, cells))
    said = found.participant.availability_at is not None
    return AvailabilityPage(
        gettext("When are you free?"),
        gettext("We plan only in slots you tick.")
        if said
        else gettext("Until you say otherwise, every slot counts as free."),
        found,
        EventLine(found.event),
        form,
        [f"{c[0][5:]} {c[1]}" if several_days else c[1] for c in columns],
        rows,
        [str(s.id) for s in found.slots if s.id not in found.participant.busy],
    )


@dataclass(frozen=True, slots=True)
class EntryLine:
    """A line of one's own plan."""

    entry: PlanEntry
    summary: str
    lang: str
    place: str
    pill: str
    state: str
    may_answer: bool


@dataclass(frozen=True, slots=True)
class OwnPlanPage:
    """`participation/plan.html`."""

    title: str
    answer: str
    found: OwnPlan
    line: EventLine
    entries: list[EntryLine]
    has_plan: bool


def own_plan_page(found: OwnPlan, now: datetime) -> OwnPlanPage:
    """The day in its order."""
    live = found.event.status is EventStatus.PUBLISHED and found.event.ends_at > now
    lines = [
        EntryLine(
            e,
            summary_of(e),
            e.partner_lang or e.pitch_lang or "zh",
            spot_of(e),
            *_state(e),
            live,
        )
        for e in found.entries
    ]
    n_open = sum(line.entry.stands and line.entry.own_answer is Answer.PENDING for line in lines)
    n = sum(line.entry.stands for line in lines)
    if found.event.status is EventStatus.CANCELLED:
        answer = gettext("This event is cancelled.")
    elif not lines:
        answer = gettext("No plan is released yet; you will get a mail.")
    else:
        answer = ngettext("%(num)s entry is planned for you.", "%(num)s entries are planned for you.", n)
        if n_open:
            answer = formats.sentences(
                answer,
                ngettext("%(num)s waits for your answer.", "%(num)s wait for your answer.", n_open),
            )
    return OwnPlanPage(
        gettext("My plan: %(event)s", event=EventLine(found.event).title),
        answer,
        found,
        EventLine(found.event),
        lines,
        bool(lines),
    )


def _state(entry: PlanEntry) -> tuple[str, str]:
    if entry.own_answer is Answer.DECLINED:
        return "neutral", gettext("You declined")
    if entry.partner_answer is Answer.DECLINED:
        return "bad", gettext("The other side declined")
    if not entry.stands:
        return "bad", gettext("Cancelled")
    if entry.own_answer is Answer.PENDING:
        return "attention", gettext("Waits for you")
    if entry.partner_answer is Answer.PENDING:
        return "good", gettext("You confirmed")
    return "good", gettext("Confirmed")
