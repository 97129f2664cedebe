"""Pages on which organisers vet providers."""

from __future__ import annotations

from dataclasses import dataclass

from models.entities.vetting import Decided, OwnStanding, ProviderRow, VettingCounts, VettingDecision
from web import formats
from web.forms.base import Parsed
from web.i18n import gettext
from web.pages.organisations import VETTING_PILLS, kinds_label, mark, vetting_label
from web.services.vetting import ProviderView
from web.vocabulary import label


@dataclass(frozen=True, slots=True)
class ProviderLine:
    """One provider of the list."""

    row: ProviderRow

    @property
    def kinds(self) -> str:
        """What it is."""
        return kinds_label(self.row.kinds)

    @property
    def mark(self) -> str:
        """Its icon."""
        return mark(self.row.kinds)

    @property
    def pill(self) -> tuple[str, str]:
        """Where it stands."""
        return (VETTING_PILLS[self.row.decision], vetting_label(self.row.decision))

    @property
    def since(self) -> str:
        """Since when it stands there."""
        return formats.date(self.row.decided_at or self.row.created_at)


@dataclass(frozen=True, slots=True)
class StandingLine:
    """One of the reader's own providers, which is not let in."""

    row: OwnStanding
    text: str

    @property
    def pill(self) -> tuple[str, str]:
        """Where it stands."""
        return (VETTING_PILLS[self.row.decision], vetting_label(self.row.decision))


@dataclass(frozen=True, slots=True)
class WaitingPage:
    """`vetting/waiting.html`."""

    title: str
    answer: str
    lines: list[StandingLine]


def waiting_page(found: list[OwnStanding]) -> WaitingPage:
    """What comes next, and what can be done until then."""
    waits = any(one.decision is None for one in found)
    return WaitingPage(
        gettext("Until you are let in"),
        gettext("An organiser checks who you are before pitches open to you; a mail tells you the outcome.")
        if waits
        else gettext("Pitches are closed to you; an organiser can decide anew."),
        [StandingLine(one, _standing(one)) for one in found],
    )


def _standing(one: OwnStanding) -> str:
    if one.decision is None or one.decided_at is None:
        return gettext("It has waited since %(day)s.", day=formats.date(one.created_at))
    if one.decision is VettingDecision.REVOKED:
        said = gettext("Until %(day)s it was let in.", day=formats.date(one.decided_at))
    else:
        said = gettext("On %(day)s it was not let in.", day=formats.date(one.decided_at))
    return formats.sentences(
        said,
        gettext("Your inbox says why. If something has changed, tell an organiser, who can decide anew."),
    )


@dataclass(frozen=True, slots=True)
class Tab:
    """A state to look at."""

    label: str
    href: str
    current: bool
    count: int


@dataclass(frozen=True, slots=True)
class ProvidersPage:
    """`vetting/list.html`."""

    title: str
    answer: str
    lines: list[ProviderLine]
    tabs: list[Tab]
    state: str
    form: Parsed[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class HistoryLine:
    """One decision of a timeline."""

    decided: Decided

    @property
    def at(self) -> object:
        """When."""
        return self.decided.decided_at

    @property
    def title(self) -> str:
        """What."""
        return vetting_label(self.decided.decision)

    @property
    def by(self) -> str:
        """Who, and in whose name."""
        return f"{self.decided.decided_by_name}, {self.decided.body_name}"

    @property
    def text(self) -> str:
        """On which evidence."""
        return self.decided.evidence

    @property
    def kind(self) -> str:
        """How it looks."""
        return VETTING_PILLS[self.decided.decision]


@dataclass(frozen=True, slots=True)
class ProviderPage:
    """`vetting/provider.html`."""

    title: str
    answer: str
    view: ProviderView
    kinds: str
    pill: tuple[str, str]
    history: list[HistoryLine]
    decision: Parsed[object]
    qualification: Parsed[object]

    @property
    def may_grant(self) -> bool:
        """Whether it can be let in now."""
        return self.view.may(VettingDecision.GRANTED)

    @property
    def may_refuse(self) -> bool:
        """Whether it can be refused now."""
        return self.view.may(VettingDecision.REFUSED)

    @property
    def may_revoke(self) -> bool:
        """Whether it can be put out now."""
        return self.view.may(VettingDecision.REVOKED)

    @property
    def seen(self) -> int:
        """The decision that this page shows as the latest."""
        return self.view.latest.id if self.view.latest else 0

    @property
    def facts(self) -> list[tuple[str, str | None]]:
        """What is known of it."""
        p = self.view.provider
        return [
            (gettext("Kind of organisation"), self.kinds),
            (gettext("Unified social credit code"), p.uscc or gettext("none given")),
            (gettext("District"), label("district", p.district)),
            (gettext("City"), p.city),
            (gettext("Here since"), formats.date(p.created_at)),
        ]

    @property
    def profile(self) -> list[tuple[str, str | None]]:
        """What it looks for."""
        p = self.view.provider
        return [
            (gettext("Sectors looked for"), _listed("sector", p.sectors)),
            (gettext("Stages looked for"), _listed("stage", p.stages)),
            (gettext("Ways of funding"), _listed("instrument", p.instruments)),
            (gettext("Amount"), formats.money_range(p.amount_min, p.amount_max, p.currency) or None),
            (gettext("Districts looked for"), _listed("district", p.districts) or gettext("anywhere")),
            (gettext("Never"), _listed("sector", p.never_sectors) or gettext("none")),
        ]

    @property
    def deals(self) -> list[list[str]]:
        """Past deals as rows of a table."""
        return [
            [
                d.company_name,
                label("sector", d.sector),
                formats.money(d.amount, d.currency),
                formats.date(d.dealt_on),
            ]
            for d in self.view.deals
        ]

    @property
    def products(self) -> list[list[str]]:
        """Products as rows of a table."""
        return [
            [
                p.name,
                label("instrument", p.kind),
                formats.money_range(p.amount_min, p.amount_max, p.currency),
                p.rate_text,
            ]
            for p in self.view.products
        ]


def tabs(path: str, counts: VettingCounts, state: str) -> list[Tab]:
    """The states to look at, with how many stand there."""
    return [
        Tab(gettext("Waiting"), f"{path}?state=waiting", state == "waiting", counts.n_waiting),
        Tab(gettext("Vetted"), f"{path}?state=granted", state == "granted", counts.n_granted),
        Tab(gettext("Not let in"), f"{path}?state=closed", state == "closed", counts.n_closed),
        Tab(gettext("All"), path, not state, counts.n_waiting + counts.n_granted + counts.n_closed),
    ]


def _listed(kind: str, codes: tuple[str, ...]) -> str | None:
    return gettext(", ").join(label(kind, c) for c in codes) or None
