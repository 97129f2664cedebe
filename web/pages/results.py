"""Pages of results: the officer's and the public one."""

from __future__ import annotations

from dataclasses import dataclass

from models.entities.funding import FirstsCell
from models.entities.results import Funnel
from models.entities.vocabulary import FundingKind
from web.forms.base import Parsed
from web.i18n import gettext
from web.services.results import PublicResults, ResultFilters, Results
from web.vocabulary import label


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar of a chart."""

    label: str
    n: int
    href: str | None = None
    note: str | None = None


@dataclass(frozen=True, slots=True)
class FirstsRow:
    """One district and year: how many firsts of each kind, and their money."""

    district: str
    year: int
    counts: dict[str, int]
    amount: int


@dataclass(frozen=True, slots=True)
class ResultsPage:
    """`officer/results.html`."""

    title: str
    answer: str
    results: Results
    funnel: list[Bar]
    by_district: list[Bar]
    categories: list[Bar]
    rows: list[FirstsRow]
    years: list[tuple[str, str]]
    form: Parsed[ResultFilters]


@dataclass(frozen=True, slots=True)
class PublicResultsPage:
    """`public/results.html`."""

    title: str
    answer: str
    results: PublicResults
    by_kind: list[Bar]
    rows: list[FirstsRow]


def firsts_rows(cells: list[FirstsCell]) -> list[FirstsRow]:
    """The cells as a table: a row a district and year, the latest year first."""
    rows: dict[tuple[int, str | None], FirstsRow] = {}
    for cell in cells:
        key = (-cell.year, cell.district)
        if key not in rows:
            blank = {str(kind): 0 for kind in FundingKind}
            rows[key] = FirstsRow(label("district", cell.district), cell.year, blank, 0)
        row = rows[key]
        row.counts[cell.kind] = cell.n_firsts
        rows[key] = FirstsRow(row.district, row.year, row.counts, row.amount + cell.amount)
    return [rows[key] for key in sorted(rows, key=lambda k: (k[0], k[1] or ""))]


def total(cells: list[FirstsCell], kind: str | None = None, year: int | None = None) -> int:
    """Firsts in all, of a kind or a year."""
    return sum(c.n_firsts for c in cells if kind in (None, c.kind) and year in (None, c.year))


def kind_bars(cells: list[FirstsCell]) -> list[Bar]:
    """Firsts by kind."""
    return [Bar(label("first", k), total(cells, k)) for k in ("investment", "loan", "guarantee")]


def district_bars(cells: list[FirstsCell], href: str) -> list[Bar]:
    """Firsts by district, the most first; each opens its rows."""
    counts: dict[str | None, int] = {}
    for cell in cells:
        counts[cell.district] = counts.get(cell.district, 0) + cell.n_firsts
    ordered = sorted(counts.items(), key=lambda item: (-item[1], item[0] or ""))
    return [Bar(label("district", d), n, f"{href}?district={d}#rows" if d else None) for d, n in ordered]


def funnel_bars(funnel: Funnel) -> list[Bar]:
    """The way from a submitted pitch to confirmed money."""
    return [
        Bar(gettext("Submitted"), funnel.n_submitted),
        Bar(gettext("Approved"), funnel.n_approved),
        Bar(gettext("Shown to a provider"), funnel.n_shown),
        Bar(gettext("A provider is interested"), funnel.n_wanted),
        Bar(gettext("Introduced"), funnel.n_introduced),
        Bar(gettext("Met at an event"), funnel.n_met),
        Bar(gettext("Money confirmed"), funnel.n_funded),
    ]
