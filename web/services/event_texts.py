"""The wording of the mails that events send: as shipped, or as an administrator or the organiser wrote it.

A wording is a subject and a body with placeholders such as `{event}`. The organiser's own wording of an event
comes before the site's, and the site's before the shipped one. `event_wording.py` lets people write them.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from models.db import Connection
from models.repositories.wordings import WordingRepository
from web.i18n import N_, current_locale, gettext

PLACEHOLDER = re.compile(r"\{([^{}\n]*)\}")
_SHIPPED_PLACEHOLDER = re.compile(r"%\((\w+)\)s")
_EVENT = ("event", "organiser", "when", "place", "link")


@dataclass(frozen=True, slots=True)
class Shipped:
    """A mail as it is shipped, and what may stand in it."""

    label: str
    subject: str
    # Paragraphs; one without words, such as a reason that nobody gave, is left out.
    body: tuple[str, ...]
    more: tuple[str, ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        """The placeholders that may stand in it."""
        return (*_EVENT, *self.more)


@dataclass(frozen=True, slots=True)
class Words:
    """Subject and body with placeholders."""

    subject: str
    body: str


SHIPPED: dict[str, Shipped] = {
    "invitation": Shipped(
        N_("Invitation of a pitch or provider"),
        N_("%(event)s: invitation for %(name)s"),
        (
            N_(
                "%(organiser)s invites %(name)s to %(event)s.\nWhen: %(when)s\nWhere: %(place)s\n\n"
                "Please say who comes and when you are free:\n%(link)s"
            ),
        ),
        ("name",),
    ),
    "juror": Shipped(
        N_("Invitation of a juror"),
        N_("%(event)s: please comment on its pitches"),
        (
            N_(
                "%(organiser)s asks you to comment on the pitches of %(event)s.\nWhen: %(when)s\n"
                "Where: %(place)s\n\nThe pitches are here:\n%(link)s\n\n"
                "If you have no password yet, ask for one under “Forgotten password” with this address."
            ),
        ),
        ("name",),
    ),
    "changed": Shipped(
        N_("Another time or place"),
        N_("%(event)s: time or place has changed"),
        (N_("Now: %(when)s\nWhere: %(place)s\n\n%(link)s"),),
    ),
    "reminder": Shipped(
        N_("Reminder before the event"),
        N_("%(event)s: soon, %(when)s"),
        (
            N_("%(event)s is near.\nWhen: %(when)s\nWhere: %(place)s"),
            "%(plan)s",
            N_("Everything about it, and how to say that you cannot come:\n%(link)s"),
        ),
        ("plan",),
    ),
    "plan": Shipped(
        N_("The plan, when it is released"),
        N_("%(event)s: your plan"),
        (
            N_("When: %(when)s\nWhere: %(place)s"),
            "%(plan)s",
            N_("Please confirm or decline each entry:\n%(link)s"),
        ),
        ("plan",),
    ),
    "plan_changed": Shipped(
        N_("The plan, when it has changed"),
        N_("%(event)s: your plan has changed"),
        (
            N_("When: %(when)s\nWhere: %(place)s"),
            "%(plan)s",
            N_("Please confirm or decline each entry:\n%(link)s"),
        ),
        ("plan",),
    ),
    "postponed": Shipped(
        N_("Postponement"),
        N_("%(event)s: postponed to %(when)s"),
        (
            N_("%(event)s is postponed.\nNow: %(when)s\nWhere: %(place)s\nBefore: %(former)s"),
            "%(reason)s",
            N_("If you cannot come any more, please say so:\n%(link)s"),
        ),
        ("former", "reason"),
    ),
    "postponed_plan": Shipped(
        N_("Postponement, to who stands in the plan"),
        N_("%(event)s: postponed to %(when)s"),
        (
            N_("%(event)s is postponed.\nNow: %(when)s\nWhere: %(place)s\nBefore: %(former)s"),
            "%(reason)s",
            N_("Your entries in the plan moved along. Please confirm or decline each anew:\n%(link)s"),
        ),
        ("former", "reason"),
    ),
    "date_open": Shipped(
        N_("Postponement without a new date"),
        N_("%(event)s: postponed, the date will be announced"),
        (
            N_(
                "%(event)s does not take place on %(former)s. A new date will be announced; registrations "
                "and invitations stay as they are, and your calendar entries are taken out until then."
            ),
            "%(reason)s",
            "%(link)s",
        ),
        ("former", "reason"),
    ),
    "cancelled": Shipped(
        N_("Cancellation"),
        N_("%(event)s: cancelled"),
        (
            N_("%(event)s on %(former)s does not take place."),
            "%(reason)s",
            N_("Other events: %(link)s"),
        ),
        ("former", "reason"),
    ),
    "registered": Shipped(
        N_("A seat"),
        N_("%(event)s: you are registered"),
        (
            N_(
                "You have a seat at %(event)s.\nWhen: %(when)s\nWhere: %(place)s\n\n"
                "If you cannot come, please give the seat back here; somebody may wait for it:\n%(link)s"
            ),
        ),
    ),
    "waiting": Shipped(
        N_("The waiting list"),
        N_("%(event)s: you are on the waiting list"),
        (
            N_(
                "Every seat at %(event)s is taken. %(n)s people wait before you. When a seat is free and it "
                "is your turn, the seat is yours at once and a mail tells you.\nWhen: %(when)s\n\n%(link)s"
            ),
        ),
        ("n",),
    ),
    "promoted": Shipped(
        N_("A seat that became free"),
        N_("%(event)s: you have a seat now"),
        (
            N_(
                "A seat at %(event)s became free, and it is yours.\nWhen: %(when)s\nWhere: %(place)s\n\n"
                "If you cannot come any more, please give it back here; somebody may be waiting:\n%(link)s"
            ),
        ),
    ),
    "reserve": Shipped(
        N_("A place for a pitch in reserve"),
        N_("%(event)s: a place for %(name)s"),
        (
            N_(
                "A pitch cannot come to %(event)s, and its place is offered to %(name)s.\nWhen: %(when)s\n"
                "Where: %(place)s\n\nPlease answer by %(until)s; then the next is asked:\n%(link)s"
            ),
        ),
        ("name", "until"),
    ),
    "times": Shipped(
        N_("New times on the day"),
        N_("%(event)s: your times have changed"),
        (
            N_("The day runs differently from what was planned. Your times now:"),
            "%(plan)s",
            N_("Always up to date: %(link)s"),
        ),
        ("plan",),
    ),
    "meeting_declined": Shipped(
        N_("A meeting that was declined"),
        N_("%(event)s: %(who)s declined your meeting"),
        (N_("%(who)s cannot come to your meeting at %(what)s. The rest of your plan stands:\n%(link)s"),),
        ("who", "what"),
    ),
    "meeting_back": Shipped(
        N_("A meeting that takes place after all"),
        N_("%(event)s: %(who)s comes to your meeting after all"),
        (N_("%(who)s comes to your meeting at %(what)s after all. Your plan:\n%(link)s"),),
        ("who", "what"),
    ),
    "jury_result": Shipped(
        N_("What the jury says"),
        N_("%(event)s: what the jury says of your pitch"),
        (
            N_(
                "The jury of %(event)s has finished. What it says of your pitch, with its reasons, is here:"
                "\n%(link)s"
            ),
        ),
        ("name",),
    ),
}


def shipped_words(code: str) -> Words:
    """A mail as shipped, in the language being spoken, with placeholders in braces."""
    one = SHIPPED[code]
    return Words(_braced(one.subject), "\n\n".join(_braced(part) for part in one.body))


def _braced(text: str) -> str:
    # A paragraph that is nothing but a placeholder is the same in every language.
    said = text if _SHIPPED_PLACEHOLDER.fullmatch(text) else gettext(text)
    return _SHIPPED_PLACEHOLDER.sub(r"{\1}", said).replace("%%", "%")


def unknown_placeholders(code: str, *texts: str) -> list[str]:
    """What stands in braces and is no placeholder of this mail, each once, as written."""
    found = [name for text in texts for name in PLACEHOLDER.findall(text)]
    return list(dict.fromkeys(name for name in found if name not in SHIPPED[code].names))


def filled(words: Words, facts: Mapping[str, str]) -> tuple[str, str]:
    """Subject and body with their placeholders filled; what a fact says is never read for placeholders."""

    def fill(text: str) -> str:
        return PLACEHOLDER.sub(lambda m: facts.get(m[1], m[0]), text)

    body = re.sub(r"\n{3,}", "\n\n", fill(words.body)).strip("\n")
    return " ".join(fill(words.subject).split()), body


@dataclass(frozen=True, slots=True)
class EventTexts:
    """The wordings in use for one event, or for the site."""

    chosen: Mapping[tuple[str, str], Words]

    @classmethod
    async def of(cls, conn: Connection, event_id: int | None) -> EventTexts:
        """What holds for the event now."""
        rows = await WordingRepository(conn).in_use(event_id)
        return cls({(w.code, w.locale): Words(w.subject, w.body) for w in rows})

    def words(self, code: str) -> Words:
        """The wording of a mail in the language being spoken."""
        return self.chosen.get((code, current_locale())) or shipped_words(code)

    def write(self, code: str, facts: Mapping[str, str]) -> tuple[str, str]:
        """Subject and body of a mail in the language being spoken."""
        return filled(self.words(code), facts)
