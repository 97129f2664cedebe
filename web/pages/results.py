"""Pages of results: the officer's, the rows behind its figures, and the public one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from models.entities.funding import FirstsCell
from models.entities.vocabulary import FundingKind
from web import formats
from web.forms.base import Parsed
from web.i18n import current_locale, gettext, ngettext
from web.pages.report_frame import ShownCell, ShownFigure, ShownHeader, ShownPart, amount_words
from web.services.measures import Measure, measures
from web.services.results import (
    NOT_STATED,
    GroupTable,
    PublicResults,
    Reached,
    ResultFilters,
    Results,
)
from web.services.small_groups import LEAST
from web.services.time_to_first import TimeToFirst
from web.tables.answer import FileLinks
from web.tables.table import Unit
from web.vocabulary import label

# The address of the rows behind a figure: its measure, and the filters beside those of the page.
RowsLink = Callable[..., str]


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar of a chart."""

    label: str
    n: int
    href: str | None = None
    note: str | None = None


@dataclass(frozen=True, slots=True)
class TargetBar:
    """A bar with its target; amounts say theirs in words."""

    label: str
    n: int
    target: int
    href: str | None
    note: str
    shown: str
    target_shown: str


@dataclass(frozen=True, slots=True)
class FirstsRow:
    """One district and year: how many firsts of each kind, and their money."""

    district: str
    year: int
    counts: dict[str, int]
    amount: int
    # The rows behind each count by kind, and behind the money as "all"; empty where nobody may read them.
    links: dict[str, str]


@dataclass(frozen=True, slots=True)
class ResultsPage:
    """`officer/results.html`."""

    title: str
    answer: str
    as_of: datetime
    is_past: bool
    results: Results
    figures: list[ShownFigure]
    targets: list[TargetBar]
    sources: list[str]
    funnel: list[Bar]
    by_district: list[Bar]
    by_year: list[Bar]
    rows: list[FirstsRow]
    loans: ShownPart
    times: ShownPart
    spaces: ShownPart
    people: ShownPart
    groups: ShownPart
    events: list[tuple[str, str, str]]
    meanings: list[tuple[str, str]]
    years: list[tuple[str, str]]
    space_options: list[tuple[str, str]]
    definition_options: list[tuple[str, str]]
    form: Parsed[object]
    files: FileLinks


@dataclass(frozen=True, slots=True)
class RowsPage:
    """`officer/rows.html`."""

    title: str
    answer: str
    part: ShownPart
    meaning: str
    cut: str
    back: str
    files: FileLinks
    first_page: str | None
    following: str | None
    form: Parsed[object]


@dataclass(frozen=True, slots=True)
class OutcomePage:
    """`officer/outcome.html`."""

    title: str
    answer: str
    here: str
    back: str
    form: Parsed[object]
    figures: list[ShownFigure]
    bars: list[Bar]
    parts: list[ShownPart]
    meanings: list[tuple[str, str]]
    files: FileLinks


@dataclass(frozen=True, slots=True)
class PublicResultsPage:
    """`public/results.html`."""

    title: str
    answer: str
    results: PublicResults
    by_kind: list[Bar]
    rows: list[FirstsRow]


def name_of(code: str) -> str:
    """A measure's name in the reader's language."""
    measure = measures()[code]
    return measure.zh if current_locale() == "zh" else measure.en


def meaning_of(measure: Measure) -> tuple[str, str]:
    """A measure's name and what it counts, in the reader's language."""
    if current_locale() == "zh":
        return measure.zh, measure.meaning_zh
    return measure.en, measure.meaning_en


def firsts_rows(cells: list[FirstsCell], rows_link: RowsLink | None = None) -> list[FirstsRow]:
    """The cells as a table: a row a district and year, the latest year first."""
    rows: dict[tuple[int, str | None], FirstsRow] = {}
    for cell in cells:
        key = (-cell.year, cell.district)
        if key not in rows:
            blank = {str(kind): 0 for kind in FundingKind}
            rows[key] = FirstsRow(label("district", cell.district), cell.year, blank, 0, {})
        row = rows[key]
        row.counts[cell.kind] = cell.n_firsts
        if rows_link is not None:
            of = {"district": cell.district or NOT_STATED, "year": cell.year}
            row.links[cell.kind] = rows_link("first", kind=cell.kind, **of)
            row.links["all"] = rows_link("first", **of)
        rows[key] = FirstsRow(row.district, row.year, row.counts, row.amount + cell.amount, row.links)
    return [rows[key] for key in sorted(rows, key=lambda k: (k[0], k[1] or ""))]


def total(cells: list[FirstsCell], kind: str | None = None, year: int | None = None) -> int:
    """Firsts in all, of a kind or a year."""
    return sum(c.n_firsts for c in cells if kind in (None, c.kind) and year in (None, c.year))


def kind_bars(cells: list[FirstsCell]) -> list[Bar]:
    """Firsts by kind."""
    return [Bar(label("first", k), total(cells, k)) for k in ("investment", "loan", "guarantee")]


def district_bars(cells: list[FirstsCell], rows_link: RowsLink) -> list[Bar]:
    """Firsts by district, the most first; each opens its rows."""
    counts: dict[str | None, int] = {}
    for cell in cells:
        counts[cell.district] = counts.get(cell.district, 0) + cell.n_firsts
    ordered = sorted(counts.items(), key=lambda item: (-item[1], item[0] or ""))
    return [Bar(label("district", d), n, rows_link("first", district=d or NOT_STATED)) for d, n in ordered]


def year_bars(cells: list[FirstsCell], rows_link: RowsLink) -> list[Bar]:
    """Firsts by year, in their order."""
    years = sorted({c.year for c in cells})
    return [Bar(str(y), total(cells, year=y), rows_link("first", year=y)) for y in years]


def funnel_bars(results: Results, rows_link: RowsLink) -> list[Bar]:
    """The way from a submitted pitch to confirmed money."""
    return [Bar(name_of(measure), n, rows_link(measure)) for measure, n in results.funnel]


def target_bars(reached: list[Reached], unit: Unit, rows_link: RowsLink) -> list[TargetBar]:
    """Each target with what is on record."""
    return [_target_bar(r, unit, rows_link) for r in reached]


def _target_bar(one: Reached, unit: Unit, rows_link: RowsLink) -> TargetBar:
    target = one.target
    money = target.kind == "money"
    subject = "space" if target.measure == "district_covered" else target.measure

    def words(n: int) -> str:
        return amount_words(n, unit) if money else formats.number(n)

    # The bar's mark says the number; that it is to be passed, or a span, stands below the name.
    year = target.due_on.year
    note = gettext("to %(year)s", year=year)
    if target.kind == "count":
        note = gettext("more than %(least)s, to %(year)s", least=words(one.least), year=year)
    elif target.most is not None:
        note = gettext(
            "%(least)s to %(most)s, to %(year)s", least=words(one.least), most=words(target.most), year=year
        )
    return TargetBar(
        name_of(target.measure),
        one.reached,
        one.least,
        rows_link(subject, whole_city=True),
        note,
        words(one.reached),
        words(one.least),
    )


def target_sources(reached: list[Reached]) -> list[str]:
    """Where the targets stand, each once."""
    zh = current_locale() == "zh"
    return [
        f"{name_of(r.target.measure)}{'：' if zh else ': '}{r.target.source_zh if zh else r.target.source_en}"
        for r in reached
    ]


def dashboard_figures(results: Results, unit: Unit, rows_link: RowsLink) -> list[ShownFigure]:
    """The numbers at the top, each with its rows."""
    return [
        ShownFigure(gettext("Firsts"), formats.number(total(results.cells)), rows_link("first"), ""),
        *(
            ShownFigure(
                name_of(measure),
                formats.number(n),
                rows_link(measure),
                amount_words(amount, unit) if measure == "record_confirmed" else "",
            )
            for measure, (n, amount) in results.records.items()
        ),
    ]


def share(n: int, of: int) -> str:
    """A share in percent; of nothing it is not known."""
    return "—" if of == 0 else f"{formats.number(n * 100 / of, 1)} %"


def loans_part(results: Results, rows_link: RowsLink) -> ShownPart:
    """首贷率 by year."""
    return ShownPart(
        "loan-rate",
        name_of("first_loan_rate"),
        _headers(
            (gettext("Year"), False),
            (gettext("First-time borrowers"), True),
            (name_of("borrower"), True),
            (name_of("first_loan_rate"), True),
        ),
        [
            [
                ShownCell(str(r.year)),
                ShownCell(formats.number(r.n_first), rows_link("first", kind=FundingKind.LOAN, year=r.year)),
                ShownCell(formats.number(r.n_new), rows_link("borrower", year=r.year)),
                ShownCell(share(r.n_first, r.n_new), rows_link("borrower", year=r.year)),
            ]
            for r in results.loan_rates
        ],
        "",
        gettext("No loan is confirmed yet."),
    )


def times_part(results: Results, rows_link: RowsLink) -> ShownPart:
    """The time to a first by kind, companies that still wait included."""

    def firsts(kind: FundingKind) -> str:
        return rows_link("first", whole_city=True, kind=kind)

    entrants = rows_link("entrant", whole_city=True)
    return ShownPart(
        "time-to-first",
        name_of("time_to_first"),
        _headers(
            (gettext("Kind"), False),
            (gettext("Median, months"), True),
            (gettext("A quarter of companies within"), True),
            (gettext("Three quarters within"), True),
            (gettext("Companies"), True),
            (gettext("with a first"), True),
            (gettext("still without"), True),
        ),
        [
            [
                ShownCell(label("first", kind)),
                ShownCell(_months(t.median, t), firsts(kind)),
                ShownCell(_months(t.quarter, t), firsts(kind)),
                ShownCell(_months(t.three_quarters, t), firsts(kind)),
                _linked(t.n_companies, entrants),
                _linked(t.n_firsts, firsts(kind)),
                # Those behind the number before last and not behind the last one.
                _linked(t.n_waiting, entrants),
            ]
            for kind, t in results.times.items()
            if t.n_companies
        ],
        gettext(
            "Of the whole city and all years. Companies without a first count as having waited until now, so "
            "where too few have one, the months are not known yet."
        ),
        gettext("No company has submitted a pitch yet."),
    )


def _months(months: int | None, time: TimeToFirst) -> str:
    if months is None:
        return gettext("not known yet") if time.n_companies else "—"
    return formats.number(months)


def spaces_part(
    results: Results, unit: Unit, rows_link: RowsLink, space_link: Callable[[int], str]
) -> ShownPart:
    """Host spaces side by side."""
    return ShownPart(
        "spaces",
        gettext("By host space"),
        _headers(
            (gettext("Host space"), False),
            (gettext("District"), False),
            (name_of("tenant"), True),
            (name_of("pitch_submitted"), True),
            (gettext("Firsts"), True),
            (name_of("record_confirmed"), True),
            (gettext("Money"), True),
        ),
        [
            [
                ShownCell(line.space.name, space_link(line.space.id), line.space.lang),
                ShownCell(label("district", line.space.district)),
                _linked(line.n_tenants, rows_link("tenant", space=line.space.id, any_year=True)),
                _linked(line.n_submitted, rows_link("pitch_submitted", space=line.space.id)),
                _linked(line.n_firsts, rows_link("first", space=line.space.id)),
                _linked(line.n_records, rows_link("record_confirmed", space=line.space.id)),
                ShownCell(
                    amount_words(line.amount, unit),
                    rows_link("record_confirmed", space=line.space.id) if line.n_records else None,
                ),
            ]
            for line in results.by_space
        ],
        gettext("Records and firsts count where the company was housed on the day of the money."),
        gettext("No host space is on record there."),
    )


def _linked(n: int, href: str) -> ShownCell:
    return ShownCell(formats.number(n), href if n else None)


def group_part(key: str, title: str, measure: str, table: GroupTable, rows_link: RowsLink) -> ShownPart:
    """Founder categories by district; a small group is a mark, and so are those that would give it away."""
    places = [label("district", d) if d else gettext("not stated") for d in table.districts]
    names = [label("category", c) if c else gettext("not stated") for c in table.categories]
    asked: list[dict[str, str]] = [
        *({"category": c or NOT_STATED} for c in table.categories),
        {},
    ]
    of: list[dict[str, str]] = [*({"district": d or NOT_STATED} for d in table.districts), {}]

    def cell(r: int, c: int, value: int) -> ShownCell:
        if (r, c) in table.hidden:
            return ShownCell("＊")
        return _linked(value, rows_link(measure, whole_city=True, **asked[r], **of[c]))

    rows = [
        [ShownCell(name), *(cell(r, c, value) for c, value in enumerate(values))]
        for r, (name, values) in enumerate(zip([*names, gettext("All")], table.totalled, strict=True))
    ]
    return ShownPart(
        key,
        title,
        _headers((gettext("Founder category"), False), *((p, True) for p in [*places, gettext("All")])),
        rows if table.districts else [],
        gettext(
            "＊: a group of fewer than %(least)s, or a number from which one could be worked out. Of all "
            "years, whatever the filters say, so that tables cannot be subtracted from each other.",
            least=LEAST,
        ),
        gettext("Nobody is counted yet."),
    )


def _headers(*named: tuple[str, bool]) -> list[ShownHeader]:
    return [ShownHeader(words, "number" if is_number else None) for words, is_number in named]


def answer(results: Results, this_year: int) -> str:
    """The page's sentence with its numbers."""
    said = ngettext(
        "%(num)s first in %(year)s, %(all)s in all; %(waiting)s records wait for the other side.",
        "%(num)s firsts in %(year)s, %(all)s in all; %(waiting)s records wait for the other side.",
        total(results.cells, year=this_year),
        year=this_year,
        all=total(results.cells),
        waiting=results.records["record_waiting"][0],
    )
    return formats.sentences(said, gettext("As of %(when)s.", when=formats.datetime(results.as_of)))


def cut_words(filters: ResultFilters, space: str | None) -> str:
    """The filters in words, for the head of a list of rows."""
    words = [
        label("first", filters.kind) if filters.kind else "",
        _stated("district", filters.district),
        _stated("category", filters.category),
        space or "",
        str(filters.year) if filters.year else "",
    ]
    return formats.in_a_row(words)


def _stated(vocabulary: str, code: str | None) -> str:
    if code == NOT_STATED:
        return gettext("not stated")
    return label(vocabulary, code) if code else ""
