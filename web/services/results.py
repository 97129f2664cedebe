"""The city's dashboard, the rows behind each figure, and the public counts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from models.db import Database
from models.entities.funding import FirstsCell
from models.entities.report_facts import CountedRow, FigureCell
from models.entities.results import NamedSpace, PastEvent, Totals
from models.entities.viewer import Viewer
from models.entities.vocabulary import FounderCategory, FundingKind
from models.errors import NotFound
from models.repositories.funding import LedgerRepository
from models.repositories.report_facts import Cut, ReportFactRepository
from models.repositories.results import ResultsRepository
from web.clock import Clock
from web.services.first_definitions import FirstDefinition, default_definition, definition_of
from web.services.measures import Target, measures, targets
from web.services.report_facts import ZONE, Figures, figures_at
from web.services.small_groups import Hidden, hidden_cells, with_totals
from web.services.time_to_first import TimeToFirst, time_to_first

FUNNEL = (
    "pitch_submitted",
    "pitch_approved",
    "pitch_shown",
    "pitch_wanted",
    "pitch_introduced",
    "pitch_met",
    "pitch_funded",
)
RECORDS = ("record_confirmed", "record_waiting", "record_disputed")
COUNTED = (
    *("space", "founder", "company", "event", "pool", "tenant", "entrant"),
    *FUNNEL,
    *RECORDS,
    *("first", "borrower"),
)
EVENTS_SHOWN = 12
ROWS_A_PAGE, ROWS_A_FILE = 50, 20_000
# What no district of the city is.
ELSEWHERE = "elsewhere"
# A district or founder category that is not stated, where an address asks for it.
NOT_STATED = "none"
# Measures that are told by founder category.
GROUPED = ("founder", "first")


@dataclass(frozen=True, slots=True)
class ResultFilters:
    """As of when, of which part of the city, by which definition; None is now, all, and the default."""

    as_of: datetime | None = None
    kind: FundingKind | None = None
    district: str | None = None
    space_id: int | None = None
    year: int | None = None
    definition: str | None = None
    # Of the rows behind a table of founder categories alone.
    category: str | None = None

    @property
    def cut(self) -> Cut:
        """The part of the city."""
        return Cut(self.district, self.space_id, self.year)


@dataclass(frozen=True, slots=True)
class Reached:
    """A target and what is on record against it, a count or an amount, of the whole city."""

    target: Target
    least: int
    reached: int


@dataclass(frozen=True, slots=True)
class LoanRate:
    """First-time borrowers among the new borrowers of a year."""

    year: int
    n_first: int
    n_new: int


@dataclass(frozen=True, slots=True)
class SpaceLine:
    """What a host space stands for."""

    space: NamedSpace
    n_tenants: int
    n_submitted: int
    n_firsts: int
    n_records: int
    amount: int


@dataclass(frozen=True, slots=True)
class GroupTable:
    """People or firsts by founder category and district, with totals; hidden cells may not be shown."""

    categories: tuple[str | None, ...]
    districts: tuple[str | None, ...]
    totalled: Sequence[Sequence[int]]
    hidden: Hidden


@dataclass(frozen=True, slots=True)
class Results:
    """Everything that the officer's page shows, as of one instant."""

    definition: FirstDefinition
    as_of: datetime
    figures: Figures
    targets: list[Reached]
    funnel: list[tuple[str, int]]
    # Number and money of the records that are confirmed, wait, or are disputed.
    records: Mapping[str, tuple[int, int]]
    cells: list[FirstsCell]
    loan_rates: list[LoanRate]
    times: Mapping[FundingKind, TimeToFirst]
    people: GroupTable
    firsts_by_group: GroupTable
    by_space: list[SpaceLine]
    spaces: list[NamedSpace]
    events: list[PastEvent]

    @property
    def n_waiting(self) -> int:
        """Changes that are not counted yet."""
        return self.figures.n_waiting


@dataclass(frozen=True, slots=True)
class Rows:
    """A page of the rows behind a figure."""

    measure: str
    definition: FirstDefinition
    as_of: datetime
    # Of all pages together.
    n: int
    amount: int
    rows: list[CountedRow]
    # Where the next page begins, if there is one.
    after: int | None


@dataclass(frozen=True, slots=True)
class PublicResults:
    """What anybody may know: counts, no names."""

    definition: FirstDefinition
    cells: list[FirstsCell]
    totals: Totals


def definition_for(filters: ResultFilters) -> FirstDefinition:
    """The definition of a first that is asked for, or the one that public counts use."""
    return (definition_of(filters.definition) if filters.definition else None) or default_definition()


async def open_results(
    db: Database, clock: Clock, *, viewer: Viewer, filters: ResultFilters, districts: Sequence[str]
) -> Results:
    """The officer's page as of an instant; `districts` are those that the city has."""
    at, definition = filters.as_of or clock.now(), definition_for(filters)
    async with db.read() as conn:
        results = ResultsRepository(conn)
        spaces = await results.spaces(viewer, at)
        events = await results.events(viewer, at, EVENTS_SHOWN)
        figures = await figures_at(conn, at, COUNTED, definition.code, filters.cut)
    of_city = [d for d in districts if d != ELSEWHERE]
    cut = _Cut(figures, filters)
    return Results(
        definition=definition,
        as_of=at,
        figures=figures,
        targets=[_reached(t, figures, of_city) for t in targets()],
        funnel=[(measure, cut.n(measure)) for measure in FUNNEL],
        records={m: (cut.n(m), cut.amount(m)) for m in RECORDS},
        cells=cut.firsts(),
        loan_rates=cut.loan_rates(),
        times={k: _time(figures, k, at) for k in FundingKind if k is not FundingKind.PURCHASE},
        people=_group_table(figures.of("founder", "category"), districts),
        firsts_by_group=_group_table(figures.of("first", "category"), districts),
        by_space=cut.by_space(spaces),
        spaces=spaces,
        events=events,
    )


class _Cut:
    """The figures of the part of the city that the filters name."""

    def __init__(self, figures: Figures, filters: ResultFilters) -> None:
        self._figures = figures
        self._filters = filters

    def of(self, measure: str) -> list[FigureCell]:
        """The cells of a measure: those of the host space that is named, or of district and year."""
        f = self._filters
        return [
            c
            for c in self._figures.of(measure, "space" if f.space_id else "place")
            if (f.district is None or f.space_id or f.district == (c.district or NOT_STATED))
            and f.year in (None, c.year)
        ]

    def n(self, measure: str) -> int:
        return sum(c.n for c in self.of(measure))

    def amount(self, measure: str) -> int:
        return sum(c.amount for c in self.of(measure))

    def firsts(self) -> list[FirstsCell]:
        sums: dict[tuple[FundingKind, str | None, int], tuple[int, int]] = {}
        for c in self.of("first"):
            kind = FundingKind(c.kind or "")
            if self._filters.kind not in (None, kind):
                continue
            key = (kind, c.district, c.year or 0)
            n, amount = sums.get(key, (0, 0))
            sums[key] = (n + c.n, amount + c.amount)
        return [FirstsCell(*key, n, amount) for key, (n, amount) in sums.items() if n]

    def loan_rates(self) -> list[LoanRate]:
        new: dict[int, int] = {}
        first: dict[int, int] = {}
        for c in self.of("borrower"):
            new[c.year or 0] = new.get(c.year or 0, 0) + c.n
        for c in self.of("first"):
            if c.kind == FundingKind.LOAN:
                first[c.year or 0] = first.get(c.year or 0, 0) + c.n
        return [
            LoanRate(year, first.get(year, 0), new.get(year, 0))
            for year in sorted({*new, *first}, reverse=True)
            if new.get(year, 0) or first.get(year, 0)
        ]

    def by_space(self, spaces: Sequence[NamedSpace]) -> list[SpaceLine]:
        # Cut by the year in the query; who is a tenant now has none.
        sums = {
            measure: _sums(self._figures.of(measure, "space"))
            for measure in ("tenant", "pitch_submitted", "first", "record_confirmed")
        }
        f = self._filters
        return [
            SpaceLine(
                space,
                sums["tenant"].get(space.id, (0, 0))[0],
                sums["pitch_submitted"].get(space.id, (0, 0))[0],
                sums["first"].get(space.id, (0, 0))[0],
                *sums["record_confirmed"].get(space.id, (0, 0)),
            )
            for space in spaces
            if f.district in (None, space.district) and f.space_id in (None, space.id)
        ]


def _sums(cells: Sequence[FigureCell]) -> dict[int | None, tuple[int, int]]:
    sums: dict[int | None, tuple[int, int]] = {}
    for c in cells:
        n, amount = sums.get(c.space_id, (0, 0))
        sums[c.space_id] = (n + c.n, amount + c.amount)
    return sums


def _reached(target: Target, figures: Figures, districts: Sequence[str]) -> Reached:
    if target.kind == "districts":
        covered = {c.district for c in figures.of("space") if c.n > 0}
        return Reached(target, len(districts), len(covered & set(districts)))
    reached = figures.amount(target.measure) if target.kind == "money" else figures.n(target.measure)
    return Reached(target, target.least or 0, reached)


def _time(figures: Figures, kind: FundingKind, at: datetime) -> TimeToFirst:
    today = at.astimezone(ZONE)
    return time_to_first(
        {c.step or 0: c.n for c in figures.of("entrant", "entered")},
        {c.step or 0: c.n for c in figures.of("first", "entered", kind=kind)},
        {c.step or 0: c.n for c in figures.of("first", "months", kind=kind)},
        today.year * 12 + today.month - 1,
    )


def _group_table(cells: Sequence[FigureCell], districts: Sequence[str]) -> GroupTable:
    """Of all years together: a table of each year beside it would let small groups be worked out."""
    sums: dict[tuple[str | None, str | None], int] = {}
    for c in cells:
        sums[c.category, c.district] = sums.get((c.category, c.district), 0) + c.n
    of_all: list[str | None] = [*FounderCategory]
    categories = (*of_all, *([None] if any(c is None for c, _ in sums) else []))
    named: list[str | None] = [d for d in districts if any(d == place for _, place in sums)]
    places = (*named, *([None] if any(d is None for _, d in sums) else []))
    totalled = with_totals([[sums.get((c, d), 0) for d in places] for c in categories])
    return GroupTable(categories, places, totalled, hidden_cells(totalled))


async def open_rows(
    db: Database,
    clock: Clock,
    *,
    viewer: Viewer,
    measure: str,
    filters: ResultFilters,
    after: int | None,
    districts: Sequence[str],
    most: int = ROWS_A_PAGE,
) -> Rows:
    """The rows behind a figure, so many at a time; people are told as numbers of their companies alone.

    Those of a founder category are told as its table tells them: NotFound for a group that it hides, and for
    a part of a group that it does not hold.
    """
    known = measures().get(measure)
    if known is None or known.subject is None:
        raise NotFound
    at, definition = filters.as_of or clock.now(), definition_for(filters)
    async with db.read() as conn:
        figures = await figures_at(conn, at, [measure], definition.code, filters.cut)
        if filters.category is not None and not _is_told(figures, measure, filters, districts):
            raise NotFound
        rows = await ReportFactRepository(conn).rows(
            viewer,
            at,
            measure,
            definition.code,
            filters.cut,
            kind=filters.kind,
            category=filters.category,
            after=after,
            limit=most + 1,
            with_waiting=figures.n_waiting == 0,
        )
    if filters.category is not None:
        counted = _of_group(figures, measure, filters)
    else:
        counted = [c for c in _Cut(figures, filters).of(measure) if filters.kind in (None, c.kind)]
    shown = _whole_subjects(rows, most)
    return Rows(
        measure,
        definition,
        at,
        sum(c.n for c in counted),
        sum(c.amount for c in counted),
        shown,
        shown[-1].subject_id if len(rows) > len(shown) else None,
    )


def _of_group(figures: Figures, measure: str, filters: ResultFilters) -> list[FigureCell]:
    return [
        c
        for c in figures.of(measure, "category")
        if filters.category == (c.category or NOT_STATED)
        and filters.district in (None, c.district or NOT_STATED)
    ]


def _is_told(figures: Figures, measure: str, filters: ResultFilters, districts: Sequence[str]) -> bool:
    if measure not in GROUPED or filters.year or filters.space_id or filters.kind:
        return False
    table = _group_table(figures.of(measure, "category"), districts)
    named = [c or NOT_STATED for c in table.categories]
    places = [*(d or NOT_STATED for d in table.districts), None]
    if filters.category not in named or filters.district not in places:
        return False
    return (named.index(filters.category), places.index(filters.district)) not in table.hidden


def _whole_subjects(rows: list[CountedRow], least: int) -> list[CountedRow]:
    """At least so many rows, and all of the last one's subject: the next page begins behind it."""
    end = least
    while end < len(rows) and rows[end].subject_id == rows[end - 1].subject_id:
        end += 1
    return rows[:end]


async def public_results(db: Database, clock: Clock) -> PublicResults:
    """The public counts: the officer's facts, or the rows themselves while many are to be counted."""
    definition = default_definition()
    async with db.read() as conn:
        figures = await figures_at(conn, clock.now(), ["first"], definition.code)
        if figures.n_waiting:
            cells = await LedgerRepository(conn).firsts_by_district_and_year(definition.code)
        else:
            cells = _Cut(figures, ResultFilters()).firsts()
        return PublicResults(definition, cells, await ResultsRepository(conn).totals())
