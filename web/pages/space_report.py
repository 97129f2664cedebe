"""A space's year in words and tables: tenants, graduates, measures, events, firsts, money."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from zoneinfo import ZoneInfo

from matcher.eligibility import Rule
from matcher.eligibility.conditions import Compare, Condition, Op
from matcher.eligibility.conditions import Line as Judged
from matcher.eligibility.conditions import Share as Ratio
from models.entities.reports import MoneyRow
from web import formats
from web.i18n import N_, gettext, ngettext, use_locale
from web.pages.report_frame import Built, Figure, Line, Part, first_meaning, meaning
from web.pages.report_money import MONEY, STAR, Address, event_title, money_cells
from web.pages.service_figures import service_meanings, services_by_kind
from web.report_words import word
from web.services.reports import (
    SpaceReport,
    Star,
    TenantLine,
    cny,
)
from web.tables.table import Both, Cell, Column, Kind, Meaning, both, in_both
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
        Figure(N_("Requests for services"), n=len(report.services), rows="services"),
    ]
    return Built(
        title,
        figures,
        [
            _tenants(report, stars),
            _graduates(report),
            _standard(report),
            _events(report, event),
            _firsts(report.firsts, stars, record),
            _named(report, stars, record),
            services_by_kind(report.services, report.as_of),
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
            *(_rule_meaning(rule) for rule in report.rules),
            meaning(
                N_("Events by weight"),
                N_(
                    "Host 1, undertaker 0.5, either halved when several share the role. Our reading of "
                    "one local scoring table; an event whose hosts nobody has named has no weight."
                ),
            ),
            *service_meanings(),
        ),
        _star_filters(stars),
    )


def _rule_meaning(rule: Rule) -> Meaning:
    """A rule with its version, its source and what is not certain about it; never a pass for the unknown."""

    def said(zh: bool) -> str:  # noqa: FBT001 - one of two languages
        with use_locale("zh" if zh else "en"):
            cited = rule.citation.title.zh if zh else rule.citation.title.en
            remarks = [remark.zh if zh else remark.en for remark in rule.remarks]
            unsure = gettext("The citation is to be verified.") if "citation" in rule.verify else ""
            known = gettext("What is not on record or declared is not known, and never counts as met.")
            version = gettext("Version %(version)s", version=rule.version)
            head = formats.in_a_row([version, cited, rule.citation.number or ""])
            return formats.sentences(formats.in_a_row([head], end=True), unsure, *remarks, known)

    return Meaning(Both(rule.title.zh, rule.title.en), Both(said(True), said(False)))


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
    return " → ".join(f"{label('tenancy_stage', stage)} {formats.date(day)}" for stage, day in steps)


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
                STAR if Star.FOUNDER in stars else formats.person(line.row.founder_name or "") or None,
                label("category", line.row.category) if line.row.category else None,
                line.row.entered_on,
                line.row.left_on,
                _way(line),
                line.n_records,
                STAR if Star.AMOUNT in stars else line.raised,
                line.n_firsts,
                word("verdict", line.standing.verdict),
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


_WORKING = (
    Column("criterion", N_("Criterion")),
    Column("threshold", N_("Asked for")),
    Column("value", N_("Value on record")),
    Column("source", N_("Where from")),
    Column("verdict", N_("Verdict")),
)


def _graduates(report: SpaceReport) -> Part:
    lines = [
        Line((line.row.company_name, *_working(leaf, "condition")), lang=line.row.company_lang)
        for line in report.graduates
        for leaf in line.standing.lines
    ]
    others = gettext("Of the other tenants no criterion is met on record; most are not known.")
    return Part(
        "graduates",
        both(N_("Graduates and their criteria")),
        (Column("company", N_("Company")), *_WORKING),
        lines,
        others if lines else "",
        gettext("Of no tenant a criterion is met on record; most are not known."),
    )


def _standard(report: SpaceReport) -> Part:
    return Part(
        "measures",
        both(N_("Standard of an incubator")),
        _WORKING,
        [Line(_working(leaf, "measure")) for leaf in report.standing.lines],
        gettext("All in all: %(verdict)s.", verdict=word("verdict", report.standing.verdict)),
        gettext("No version of the rule was in force on the last day of the report."),
    )


def _working(leaf: Judged, kind: str) -> tuple[Cell, ...]:
    """A condition with what it asks for, the value that was used, and where that came from."""
    condition = leaf.condition
    value = _found(leaf)
    sources = [word("fact_source", f.source) for _, f in leaf.values if f is not None and value is not None]
    return (
        word(kind, condition.code),
        _asked(condition),
        value,
        formats.in_a_row(dict.fromkeys(sources)) or None,
        word("verdict", leaf.verdict),
    )


def _asked(condition: Condition) -> str | None:
    at = {Op.AT_LEAST: "≥", Op.AT_MOST: "≤", Op.MORE_THAN: ">", Op.LESS_THAN: "<"}
    if isinstance(condition, Ratio) and condition.bp is not None:
        return f"{at[condition.op]} {formats.number(Decimal(condition.bp) / 100, 0)} %"
    if isinstance(condition, Compare) and condition.limit is not None:
        return f"{at[condition.op]} {formats.money(condition.limit)}"
    return None


def _found(leaf: Judged) -> str | None:
    values = [fact.value for _, fact in leaf.values if fact is not None]
    if len(values) < len(leaf.values):
        return None
    if isinstance(leaf.condition, Ratio):
        part, whole = values
        return f"{formats.number(Decimal(str(part)))} / {formats.number(Decimal(str(whole)))}"
    (value,) = values
    if isinstance(value, bool):
        return gettext("yes") if value else gettext("no")
    return formats.money(value) if isinstance(value, int) else str(value)


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
        founder = formats.person(tenant.founder_name or "") or None if tenant else None
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
