"""Pages of registration: one's own, the organiser's list, reserves, and the order to postpone or cancel."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from models.entities.events import Event, PitchChoice
from models.entities.registrations import Clash, RegistrationLine, Reserve, Seats
from models.entities.vocabulary import Came, RegistrationStatus, ReserveStatus
from web.forms.base import Parsed
from web.i18n import gettext, ngettext
from web.pages.events import EventLine
from web.pages.seats import seats_said, turn_said
from web.services.calling_off import Act, Consequences, Outcome, names_of
from web.services.registrations import OwnRegistration, OwnRegistrations, RegistrationBook
from web.services.reserves import ReserveList

REGISTRATION_PILLS = {
    RegistrationStatus.REGISTERED: "good",
    RegistrationStatus.WAITING: "attention",
    RegistrationStatus.CANCELLED: "neutral",
}
RESERVE_PILLS = {
    ReserveStatus.WAITING: "neutral",
    ReserveStatus.OFFERED: "attention",
    ReserveStatus.ACCEPTED: "good",
    ReserveStatus.DECLINED: "neutral",
    ReserveStatus.LAPSED: "neutral",
}


@dataclass(frozen=True, slots=True)
class OwnLine:
    """One of the viewer's registrations."""

    own: OwnRegistration
    line: EventLine
    pill: str
    turn: str


@dataclass(frozen=True, slots=True)
class OwnRegistrationsPage:
    """`registrations/own.html`."""

    title: str
    answer: str
    lines: list[OwnLine]
    offers: list[tuple[EventLine, Reserve]]


def own_registrations_page(found: OwnRegistrations) -> OwnRegistrationsPage:
    """What is coming first; offers stand above all."""
    lines = [
        OwnLine(
            one,
            EventLine(one.event),
            REGISTRATION_PILLS[one.registration.status],
            turn_said(one.registration.n_before),
        )
        for one in found.registrations
    ]
    n_coming = sum(not one.over for one in found.registrations)
    answer = (
        ngettext(
            "A place is offered to %(num)s pitch of yours.",
            "Places are offered to %(num)s pitches of yours.",
            len(found.offers),
        )
        if found.offers
        else ngettext(
            "You are registered for %(num)s event to come.",
            "You are registered for %(num)s events to come.",
            n_coming,
        )
        if n_coming
        else gettext("You are registered for no event to come.")
    )
    return OwnRegistrationsPage(
        gettext("My registrations"), answer, lines, [(EventLine(e), o) for e, o in found.offers]
    )


@dataclass(frozen=True, slots=True)
class BookPage:
    """`registrations/book.html`."""

    title: str
    answer: str
    line: EventLine
    seats: Seats
    lines: list[RegistrationLine]
    filters: Parsed[Any]
    form: Parsed[Any]
    pills: dict[RegistrationStatus, str]
    begun: bool

    @property
    def n_present(self) -> int:
        """How many of the shown came."""
        return sum(one.came is Came.PRESENT for one in self.lines)

    @property
    def seated(self) -> list[RegistrationLine]:
        """Whoever has a seat."""
        return [one for one in self.lines if one.status is RegistrationStatus.REGISTERED]

    @property
    def waiting(self) -> list[RegistrationLine]:
        """Whoever waits, in their turn."""
        return [one for one in self.lines if one.status is RegistrationStatus.WAITING]

    @property
    def cancelled(self) -> list[RegistrationLine]:
        """Whoever gave up."""
        return [one for one in self.lines if one.status is RegistrationStatus.CANCELLED]


def book_page(book: RegistrationBook, filters: Parsed[Any], form: Parsed[Any], *, begun: bool) -> BookPage:
    """The organiser's list of registrations."""
    return BookPage(
        gettext("Registrations"),
        seats_said(book.seats),
        EventLine(book.event),
        book.seats,
        book.lines,
        filters,
        form,
        REGISTRATION_PILLS,
        begun,
    )


@dataclass(frozen=True, slots=True)
class ReservesPage:
    """`registrations/reserves.html`."""

    title: str
    answer: str
    line: EventLine
    reserves: list[Reserve]
    choices: list[PitchChoice]
    pills: dict[ReserveStatus, str]
    form: Parsed[Any]


def reserves_page(found: ReserveList, form: Parsed[Any]) -> ReservesPage:
    """The reserves of an event in their order."""
    n = sum(r.status is ReserveStatus.WAITING for r in found.reserves)
    answer = (
        ngettext("%(num)s pitch stands in reserve.", "%(num)s pitches stand in reserve.", n)
        if n
        else gettext("No pitch stands in reserve.")
    )
    return ReservesPage(
        gettext("Reserves"),
        answer,
        EventLine(found.event),
        found.reserves,
        found.choices,
        RESERVE_PILLS,
        form,
    )


@dataclass(frozen=True, slots=True)
class CallOffPage:
    """`events/call_off.html`: the form, and once it is filled in what would happen."""

    title: str
    answer: str
    line: EventLine
    form: Parsed[Any]
    acts: list[tuple[str, str, str]]
    consequences: Consequences | None
    clashes: list[Clash]
    confirm: str


def act_choices() -> list[tuple[str, str, str]]:
    """What can become of an event, with a word of help."""
    return [
        (Act.POSTPONE, gettext("Postpone to another day"), gettext("All slots move along.")),
        (
            Act.DATE_OPEN,
            gettext("Postpone, the date is not known yet"),
            gettext("Set the day here later; all who are registered stay so."),
        ),
        (Act.CANCEL, gettext("Cancel the event"), gettext("This cannot be undone.")),
    ]


def call_off_page(event: Event, form: Parsed[Any], found: Consequences | None) -> CallOffPage:
    """The order, and what it would do."""
    line = EventLine(event)
    title = gettext("Postpone or cancel")
    if found is None:
        answer = gettext("You see who is told and what happens to the plan before anything is done.")
        return CallOffPage(title, answer, line, form, act_choices(), None, [], "")
    mails = ngettext("%(num)s person gets a mail.", "%(num)s people get a mail.", found.n_mails)
    confirm = {
        Act.POSTPONE: gettext("Postpone and tell everybody"),
        Act.DATE_OPEN: gettext("Postpone without a date and tell everybody"),
        Act.CANCEL: gettext("Cancel the event and tell everybody"),
    }[found.order.act]
    return CallOffPage(title, mails, line, form, act_choices(), found, names_of(found.clashes), confirm)


def outcome_flash(outcome: Outcome, act: Act) -> str:
    """The code of the sentence that says what was done."""
    if not outcome.done:
        return "called_off_before"
    return {
        Act.POSTPONE: "event_postponed_clashes" if outcome.clashes else "event_postponed",
        Act.DATE_OPEN: "event_date_open_now",
        Act.CANCEL: "event_called_off",
    }[act]
