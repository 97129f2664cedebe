"""Pages of the administrator: people, organisations, the outbox."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from models.entities.mail import MailStatus, OutboxMail
from models.entities.organisations import BodyRow
from models.entities.people import GRANTABLE, LEFT, CameAs, PersonRow
from models.entities.vocabulary import Role
from web.forms.base import Parsed
from web.i18n import gettext
from web.pages.organisations import kinds_label, mark
from web.vocabulary import label

_MAIL_PILLS = {
    MailStatus.HELD: "attention",
    MailStatus.QUEUED: "information",
    MailStatus.GATHERED: "neutral",
    MailStatus.KEPT: "neutral",
    MailStatus.SENT: "good",
    MailStatus.FAILED: "bad",
    MailStatus.REMOVED: "neutral",
}


@dataclass(frozen=True, slots=True)
class Paging:
    """Which part of a list is shown, and the addresses of its neighbours."""

    first: int
    last: int
    total: int
    previous: str | None
    next: str | None


def paging(path: str, query: Mapping[str, str], page: int, size: int, shown: int, total: int) -> Paging:
    """The neighbours keep the search."""

    def at(number: int) -> str:
        kept = {name: value for name, value in query.items() if value and name not in ("page", "lang")}
        return f"{path}?{urlencode({**kept, 'page': str(number)})}"

    first = (page - 1) * size
    more = first + shown < total
    return Paging(
        first + 1, first + shown, total, at(page - 1) if page > 1 else None, at(page + 1) if more else None
    )


@dataclass(frozen=True, slots=True)
class PersonLine:
    """One person of the list."""

    row: PersonRow

    @property
    def roles(self) -> str:
        """The roles granted to them."""
        return gettext(", ").join(label("role", r) for r in GRANTABLE if r in self.row.roles)

    @property
    def detail(self) -> str:
        """For whom they act."""
        return gettext(", ").join(self.row.organisations)

    @property
    def pill(self) -> tuple[str, str] | None:
        """What keeps them from signing in."""
        if self.row.closed_at is not None:
            return ("neutral", gettext("Closed"))
        if self.row.verified_at is None:
            return ("attention", gettext("Address not confirmed"))
        return None


@dataclass(frozen=True, slots=True)
class PeoplePage:
    """`admin/people.html`."""

    title: str
    answer: str
    lines: list[PersonLine]
    form: Parsed[Any]
    roles: list[tuple[str, str]]
    paging: Paging
    searched: bool


@dataclass(frozen=True, slots=True)
class PersonPage:
    """`admin/person.html`."""

    title: str
    answer: str
    line: PersonLine
    is_self: bool

    @property
    def has_left(self) -> bool:
        """Whether name and address were erased."""
        return self.line.row.name == LEFT

    @property
    def came_as(self) -> str | None:
        """What brought them here, as they said at sign-up."""
        return {
            None: None,
            CameAs.FOUNDER: label("role", Role.FOUNDER),
            CameAs.PROVIDER: label("role", Role.PROVIDER),
            CameAs.SPACE: label("role", Role.SPACE),
            CameAs.ORGANISER: label("role", Role.ORGANISER),
            CameAs.MENTOR: label("role", Role.JUROR),
        }[self.line.row.came_as]

    @property
    def has(self) -> list[tuple[Role, str]]:
        """The roles that can be taken away."""
        return [(r, label("role", r)) for r in GRANTABLE if r in self.line.row.roles]

    @property
    def may_have(self) -> list[tuple[Role, str]]:
        """The roles that can be granted."""
        return [(r, label("role", r)) for r in GRANTABLE if r not in self.line.row.roles]


@dataclass(frozen=True, slots=True)
class BodyLine:
    """One organisation of the list."""

    row: BodyRow

    @property
    def kinds(self) -> str:
        """What it is."""
        return kinds_label(self.row.kinds)

    @property
    def mark(self) -> str:
        """Its icon."""
        return mark(self.row.kinds)

    @property
    def managers(self) -> str:
        """Who manages it."""
        return gettext(", ").join(self.row.managers)

    @property
    def invited(self) -> str:
        """Who is asked to act for it."""
        return gettext(", ").join(self.row.invited)


@dataclass(frozen=True, slots=True)
class OrganisationsPage:
    """`admin/organisations.html`."""

    title: str
    answer: str
    lines: list[BodyLine]
    filter: Parsed[Any]
    form: Parsed[Any]
    appoint: Parsed[str]
    appoint_id: int | None
    paging: Paging
    searched: bool


@dataclass(frozen=True, slots=True)
class MailLine:
    """One mail of the list."""

    mail: OutboxMail

    @property
    def pill(self) -> tuple[str, str]:
        """Where it stands."""
        return (_MAIL_PILLS[self.mail.status], mail_status_label(self.mail.status))


def mail_status_label(status: MailStatus) -> str:
    """Where a mail stands, in words."""
    return {
        MailStatus.HELD: gettext("Held by the organiser"),
        MailStatus.QUEUED: gettext("Waits to go"),
        MailStatus.GATHERED: gettext("For the digest"),
        MailStatus.KEPT: gettext("In the inbox alone"),
        MailStatus.SENT: gettext("Has gone"),
        MailStatus.FAILED: gettext("Has failed"),
        MailStatus.REMOVED: gettext("Taken out"),
    }[status]


@dataclass(frozen=True, slots=True)
class Tab:
    """A state to look at."""

    label: str
    href: str
    current: bool
    count: int | None


def outbox_tabs(path: str, counts: Mapping[MailStatus, int], status: MailStatus | None) -> list[Tab]:
    """The states to look at, with how many mails stand there."""
    always = (MailStatus.HELD, MailStatus.QUEUED, MailStatus.SENT, MailStatus.FAILED)
    found = [Tab(gettext("All"), path, status is None, sum(counts.values()))]
    for one, n in counts.items():
        if n or one in always or one is status:
            found.append(Tab(mail_status_label(one), f"{path}?status={one}", status is one, n))
    return found


@dataclass(frozen=True, slots=True)
class OutboxPage:
    """`admin/outbox.html`."""

    title: str
    answer: str
    lines: list[MailLine]
    tabs: list[Tab]
    paging: Paging
    sends: bool


@dataclass(frozen=True, slots=True)
class MailPage:
    """`admin/mail.html`; the body is empty where its link would let the reader in."""

    title: str
    line: MailLine
