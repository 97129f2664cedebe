"""The page of invitations of those who come to an event; their own plan is in `own_plan.py`."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from models.entities.vocabulary import Answer, EventStatus
from web.forms.base import Parsed
from web.i18n import gettext, ngettext
from web.pages.events import ANSWER_PILLS, EventLine
from web.services.participation import Participation


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
