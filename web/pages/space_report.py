"""A space's year in words and tables: tenants, graduates, measures, events, firsts, money."""

from __future__ import annotations

from collections.abc import Sequence
from zoneinfo import ZoneInfo

from models.entities.reports import MoneyRow
from web.i18n import N_, gettext, ngettext
from web.pages.report_frame import Built, Figure, Line, Part, first_meaning, meaning
from web.pages.report_money import MONEY, STAR, Address, event_title, money_cells
from web.report_words import word
from web.services.reports import (
    MeasureLine,
    SpaceReport,
    Star,
    TenantLine,
    Verdict,
    cny,
)
from web.tables.table import Column, Kind, Meaning, Share, both, in_both
from web.vocabulary import label


def space_built(report: SpaceReport, stars: Sequence[Star], record: Address, event: Address) -> Built:
    """A space's year: figures, tenants, graduates, measures, events, firsts and the named list of money."""
    title = in_both(lambda: gettext("%(name)s in %(year)s", name=report.space.name, year=report.year))
    unknown = sum(line.weight is None for line in report.events)
    figures = [
        Figure(N_("Tenants"), n=len(report.tenants), rows="tenants"),
        Figure(N_("Graduates on record"), n=len(report.graduates), rows="graduates"),
        Figure(
            N_("Events by weight"),
            n=report.weight,
            rows="events",
            note=ngettext(
                "%(num)s event without a known host is not in it",
                "%(num)s events without a known host are not in it",
                unknown,
            )
            if unknown
            else "",
        ),
        Figure(N_("Firsts of tenants"), n=len(report.firsts), rows="firsts"),
        Figure(N_("Money raised by tenants"), money=cny(report.money), rows="money"),
    ]
    return Built(
        title,
        figures,
        [
            _tenants(report, stars),
            _graduates(report),
            _measures(report.measures),
            _events(report, event),
            _firsts(report.firsts, stars, record),
            _named(report, stars, record),
        ],
        (
            first_meaning(report.definition),
            meaning(
                N_("Tenants"), N_("Companies with a tenancy in the space on at least one day of the year.")
            ),
            meaning(
                N_("Money raised by tenants"),
                N_(
                    "Records that both sides confirmed, of companies while they were in the space, by the "
                    "day on which the money moved; other currencies count as far as a rate is on record."
                ),
            ),
            meaning(
                N_("Graduates on record"),
                N_(
                    "National measure for incubators: any of a high-tech certificate, more than 5 million "
                    "yuan of angel or venture money in all, revenue of two running years above 10 million "
                    "yuan, acquired or listed. The number of the document is to be verified. What is not "
                    "on record is not known, and never counts as met."
                ),
            ),
            meaning(
                N_("Shares that the ministry's call of 2025 asks for"),
                N_(
                    "Of all tenants: at least 10 % invested in by own or joint funds, or at least 20 % "
                    "financed in the year; at least 30 % growing; at least 30 % of income beyond rent. An "
                    "investment by the space's own organisation counts as its own fund; joint funds are "
                    "not on record."
                ),
            ),
            meaning(
                N_("Events by weight"),
                N_(
                    "Host 1, undertaker 0.5, either halved when several share the role. Our reading of "
                    "one local scoring table; an event whose hosts nobody has named has no weight."
                ),
            ),
        ),
        _star_filters(stars),
    )


def _star_filters(stars: Sequence[Star]) -> tuple[Meaning, ...]:
    if not stars:
        return ()
    return (
        meaning(
            N_("Starred"),
            N_("Parts of the named lists were hidden by who drew them; figures and sums still count them."),
        ),
    )


def star_options() -> list[tuple[str, str]]:
    """What can be hidden in a list."""
    return [
        (str(Star.FOUNDER), gettext("Founder")),
        (str(Star.INVESTOR), gettext("Provider")),
        (str(Star.AMOUNT), gettext("Amount")),
    ]


def _way(line: TenantLine) -> str:
    steps = zip(line.row.stages, line.row.stage_days, strict=True)
    return " → ".join(f"{label('tenancy_stage', stage)} {day:%Y-%m-%d}" for stage, day in steps)


def _tenants(report: SpaceReport, stars: Sequence[Star]) -> Part:
    columns = (
        Column("company", N_("Company")),
        Column("founder", N_("Founder")),
        Column("category", N_("Founder category")),
        Column("entered", N_("Entered"), Kind.DAY),
        Column("left", N_("Moved out"), Kind.DAY),
        Column("way", N_("Way through the space")),
        Column("records", N_("Number of records"), Kind.INTEGER),
        Column("raised", N_("Money raised"), Kind.MONEY),
        Column("firsts", N_("Firsts"), Kind.INTEGER),
        Column("graduates", N_("A graduate?")),
    )
    lines = [
        Line(
            (
                line.row.company_name,
                STAR if Star.FOUNDER in stars else line.row.founder_name,
                label("category", line.row.category) if line.row.category else None,
                line.row.entered_on,
                line.row.left_on,
                _way(line),
                line.n_records,
                STAR if Star.AMOUNT in stars else line.raised,
                line.n_firsts,
                word("verdict", line.graduates),
            ),
            lang=line.row.company_lang,
        )
        for line in report.tenants
    ]
    return Part(
        "tenants",
        both(N_("Tenants")),
        columns,
        lines,
        empty=gettext("No company was in the space this year."),
    )


def _graduates(report: SpaceReport) -> Part:
    columns = (
        Column("company", N_("Company")),
        Column("criterion", N_("Criterion")),
        Column("verdict", N_("Verdict")),
    )
    lines = [
        Line((line.row.company_name, word("criterion", c), word("verdict", v)), lang=line.row.company_lang)
        for line in report.tenants
        if line.graduates is Verdict.PASS
        for c, v in line.criteria
    ]
    others = gettext("Of the other tenants no criterion is met on record; most are not known.")
    return Part(
        "graduates",
        both(N_("Graduates and their criteria")),
        columns,
        lines,
        others if lines else "",
        gettext("Of no tenant a criterion is met on record; most are not known."),
    )


def _measures(measures: Sequence[MeasureLine]) -> Part:
    columns = (
        Column("measure", N_("Measure")),
        Column("n", N_("Number"), Kind.INTEGER),
        Column("of", N_("Out of"), Kind.INTEGER),
        Column("share", N_("Share"), Kind.SHARE),
        Column("least", N_("At least"), Kind.SHARE),
        Column("verdict", N_("Verdict")),
    )
    lines = [
        Line(
            (
                word("measure", m.measure),
                m.n,
                m.of if m.n is not None else None,
                Share(m.n, m.of) if m.n is not None else None,
                Share(m.least_percent, 100),
                word("verdict", m.verdict),
            )
        )
        for m in measures
    ]
    return Part("measures", both(N_("Shares that the ministry's call of 2025 asks for")), columns, lines)


def _events(report: SpaceReport, event: Address) -> Part:
    columns = (
        Column("event", N_("Event")),
        Column("kind", N_("Kind")),
        Column("when", N_("Date"), Kind.DAY),
        Column("role", N_("Role as host")),
        Column("shared", N_("Bodies in this role"), Kind.INTEGER),
        Column("weight", N_("Weight"), Kind.DECIMAL),
    )
    lines = [
        Line(
            (
                event_title(line.row.title_zh, line.row.title_en),
                label("event_kind", line.row.kind),
                line.row.starts_at.astimezone(ZoneInfo(line.row.timezone)).date(),
                word("host_role", line.row.role) if line.row.role else gettext("not known"),
                line.row.n_in_role or None,
                line.weight,
            ),
            href=event(line.row.event_id),
        )
        for line in report.events
    ]
    return Part(
        "events",
        both(N_("Events and their weight")),
        columns,
        lines,
        gettext("Organisers name the hosts of an event in its report."),
        gettext("No event of this year names the space."),
    )


def _firsts(rows: Sequence[MoneyRow], stars: Sequence[Star], record: Address) -> Part:
    lines = [Line(money_cells(row, stars), record(row.record_id), row.company_lang) for row in rows]
    return Part("firsts", both(N_("Firsts")), MONEY, lines, empty=gettext("No first is on record."))


def _named(report: SpaceReport, stars: Sequence[Star], record: Address) -> Part:
    """The list that assessments ask for: founder, entry, investor, amount."""
    columns = (
        MONEY[0],
        Column("founder", N_("Founder")),
        Column("entered", N_("Entered"), Kind.DAY),
        *MONEY[1:],
    )
    tenants = {line.row.company_id: line.row for line in report.tenants}
    lines = []
    for row in report.money:
        tenant = tenants.get(row.company_id)
        first, *rest = money_cells(row, stars)
        founder = tenant.founder_name if tenant else None
        cells = (
            first,
            STAR if Star.FOUNDER in stars else founder,
            tenant.entered_on if tenant else None,
            *rest,
        )
        lines.append(Line(cells, record(row.record_id), row.company_lang))
    return Part(
        "money",
        both(N_("Money of tenants")),
        columns,
        lines,
        empty=gettext("No confirmed money is on record."),
    )
