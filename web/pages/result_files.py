"""The dashboard as files: the same figures as tables in both languages, with the sheet of definitions."""

from __future__ import annotations

from collections.abc import Sequence

from web.i18n import N_, gettext
from web.pages.report_frame import Built, Figure, Line, Part, first_meaning
from web.services.measures import Measure, measures
from web.services.results import GroupTable, ResultFilters, Results
from web.tables.table import Both, Cell, Column, Kind, Meaning, Share, both, in_both
from web.vocabulary import label


def results_report(results: Results, filters: ResultFilters) -> Built:
    """Every table of the page; numbers are numbers, shares are shares, hidden groups are empty cells."""
    named = measures()
    return Built(
        both(N_("Results")),
        [
            Figure(N_("Firsts"), n=sum(c.n_firsts for c in results.cells)),
            Figure(N_("Records confirmed by both sides"), n=results.records["record_confirmed"][0]),
            Figure(N_("Money on confirmed records"), money=results.records["record_confirmed"][1]),
            Figure(N_("Records that wait for the other side"), n=results.records["record_waiting"][0]),
            Figure(N_("Disputed records"), n=results.records["record_disputed"][0]),
        ],
        [
            _targets(results),
            _funnel(results),
            _firsts(results),
            _loans(results),
            _times(results),
            _spaces(results),
            _groups("people", both(N_("Founders by category and district")), results.people),
            _groups("groups", both(N_("Firsts by founder category and district")), results.firsts_by_group),
        ],
        (
            first_meaning(results.definition),
            *(_meaning(m) for m in named.values()),
            *(
                Meaning(
                    Both(f"目标：{named[r.target.measure].zh}", f"Target: {named[r.target.measure].en}"),
                    Both(r.target.source_zh, r.target.source_en),
                )
                for r in results.targets
            ),
        ),
        _filters(results, filters),
    )


def _meaning(measure: Measure) -> Meaning:
    return Meaning(Both(measure.zh, measure.en), Both(measure.meaning_zh, measure.meaning_en))


def _filters(results: Results, filters: ResultFilters) -> tuple[Meaning, ...]:
    space = next((s.name for s in results.spaces if s.id == filters.space_id), None)
    said = (
        (N_("Year"), str(filters.year) if filters.year else None, None),
        (N_("District"), filters.district, "district"),
        (N_("Host space"), space, None),
        (N_("Kind"), filters.kind, "first"),
    )
    return tuple(
        Meaning(both(term), in_both(lambda v=value, k=kind: label(k, v) if k else str(v)))  # type: ignore[misc] # bound at once
        for term, value, kind in said
        if value is not None
    )


def _both_columns(key: str, zh: str, en: str) -> tuple[Column, Column]:
    return Column(f"{key}_zh", zh), Column(f"{key}_en", en)


_MEASURE = _both_columns("measure", N_("Measure, in Chinese"), N_("Measure, in English"))


def _named(code: str) -> tuple[Cell, Cell]:
    measure = measures()[code]
    return measure.zh, measure.en


def _targets(results: Results) -> Part:
    columns = (
        *_MEASURE,
        Column("target", N_("Target"), Kind.INTEGER),
        Column("reached", N_("On record"), Kind.INTEGER),
        Column("target_amount", N_("Target, as money"), Kind.MONEY),
        Column("reached_amount", N_("On record, as money"), Kind.MONEY),
        Column("due", N_("Due"), Kind.DAY),
    )
    lines = []
    for r in results.targets:
        counts: Sequence[Cell] = (r.least, r.reached)
        cells = (None, None, *counts) if r.target.kind == "money" else (*counts, None, None)
        lines.append(Line((*_named(r.target.measure), *cells, r.target.due_on)))
    return Part("targets", both(N_("Targets of the founding document")), columns, lines)


def _funnel(results: Results) -> Part:
    columns = (*_MEASURE, Column("n", N_("Pitches"), Kind.INTEGER))
    return Part(
        "funnel",
        both(N_("From pitch to money")),
        columns,
        [Line((*_named(measure), n)) for measure, n in results.funnel],
    )


def _firsts(results: Results) -> Part:
    columns = (
        Column("district", N_("District")),
        Column("year", N_("Year"), Kind.INTEGER),
        Column("kind", N_("Kind")),
        Column("n", N_("Firsts"), Kind.INTEGER),
        Column("amount", N_("Money"), Kind.MONEY),
    )
    ordered = sorted(results.cells, key=lambda c: (-c.year, c.district or "", c.kind))
    lines = [
        Line((label("district", c.district), c.year, label("first", c.kind), c.n_firsts, c.amount))
        for c in ordered
    ]
    return Part("firsts", both(N_("Firsts by district and year")), columns, lines)


def _loans(results: Results) -> Part:
    columns = (
        Column("year", N_("Year"), Kind.INTEGER),
        Column("first", N_("First-time borrowers"), Kind.INTEGER),
        Column("new", N_("New borrowers"), Kind.INTEGER),
        Column("rate", N_("First-loan rate"), Kind.SHARE),
    )
    lines = [Line((r.year, r.n_first, r.n_new, Share(r.n_first, r.n_new))) for r in results.loan_rates]
    return Part("loan-rate", both(N_("First-loan rate")), columns, lines)


def _times(results: Results) -> Part:
    columns = (
        Column("kind", N_("Kind")),
        Column("median", N_("Median, months"), Kind.INTEGER),
        Column("quarter", N_("A quarter of companies within"), Kind.INTEGER),
        Column("three_quarters", N_("Three quarters within"), Kind.INTEGER),
        Column("companies", N_("Companies"), Kind.INTEGER),
        Column("firsts", N_("with a first"), Kind.INTEGER),
        Column("before", N_("of these before the first pitch"), Kind.INTEGER),
        Column("waiting", N_("still without"), Kind.INTEGER),
    )
    lines = [
        Line(
            (
                label("first", kind),
                t.median,
                t.quarter,
                t.three_quarters,
                t.n_companies,
                t.n_firsts,
                t.n_before,
                t.n_waiting,
            )
        )
        for kind, t in results.times.items()
    ]
    return Part("time-to-first", both(N_("Time to a first")), columns, lines)


def _spaces(results: Results) -> Part:
    columns = (
        Column("space", N_("Host space")),
        Column("district", N_("District")),
        Column("tenants", N_("Tenants"), Kind.INTEGER),
        Column("pitches", N_("Pitches submitted"), Kind.INTEGER),
        Column("firsts", N_("Firsts"), Kind.INTEGER),
        Column("records", N_("Records confirmed by both sides"), Kind.INTEGER),
        Column("amount", N_("Money"), Kind.MONEY),
    )
    lines = [
        Line(
            (
                line.space.name,
                label("district", line.space.district),
                line.n_tenants,
                line.n_submitted,
                line.n_firsts,
                line.n_records,
                line.amount,
            )
        )
        for line in results.by_space
    ]
    return Part("spaces", both(N_("By host space")), columns, lines)


def _groups(key: str, title: Both, table: GroupTable) -> Part:
    columns = (
        Column("category", N_("Founder category")),
        Column("district", N_("District")),
        Column("n", N_("Number"), Kind.INTEGER),
        Column("hidden", N_("Hidden, as a small group or for one")),
    )
    lines = [
        Line(
            (
                label("category", category) if category else gettext("not stated"),
                label("district", district) if district else gettext("not stated"),
                None if (r, c) in table.hidden else table.totalled[r][c],
                gettext("yes") if (r, c) in table.hidden else gettext("no"),
            )
        )
        for r, category in enumerate(table.categories)
        for c, district in enumerate(table.districts)
    ]
    return Part(key, title, columns, lines)
