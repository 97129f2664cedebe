"""Pages of those who come to an event: invitations and their own plan."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from models.entities.plans import PlanEntry
from models.entities.vocabulary import Answer, EventStatus
from web import formats
from web.forms.base import Parsed
from web.i18n import gettext, ngettext
from web.pages.events import ANSWER_PILLS, EventLine
from web.services.calendars import spot_of, summary_of
from web.services.participation import OwnPlan, Participation


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
