"""The rows behind a figure as a table, and what an event led to."""

from __future__ import annotations

from collections.abc import Callable

from models.entities.report_facts import CountedRow
from models.entities.results import OutcomeRow
from web import formats
from web.i18n import N_, gettext
from web.pages.report_frame import (
    Built,
    Figure,
    Line,
    Part,
    ShownCell,
    ShownHeader,
    ShownPart,
    amount_words,
    first_meaning,
    meaning,
)
from web.pages.report_money import event_title
from web.pages.results import Bar, name_of
from web.services.event_outcomes import EventOutcome, Horizon
from web.services.measures import measures
from web.services.results import Rows
from web.tables.table import (
    Both,
    Cell,
    Column,
    Drawn,
    Kind,
    Meaning,
    Report,
    Table,
    Unit,
    both,
    in_both,
)
from web.vocabulary import label

# Where one row leads: what it is of, and its id; None where there is no page.
Address = Callable[[str, int], str | None]


_WITH_PROVIDER = ("record", "certificate", "company")
_WITH_MONEY = ("record", "certificate", "pool")


def rows_part(rows: Rows, unit: Unit, address: Address) -> ShownPart:
    """The rows in the reader's words; columns that say nothing for this measure are left out."""
    subject = measures()[rows.measure].subject
    headers = [
        ShownHeader(gettext(_SUBJECTS.get(subject or "", _COMPANY)), None),
        *([ShownHeader(gettext("Provider"), None)] if subject in _WITH_PROVIDER else []),
        ShownHeader(gettext("District"), None),
        ShownHeader(gettext("Host space"), None),
        ShownHeader(gettext("Kind"), None),
        ShownHeader(gettext("Day") if subject in ("record", "certificate") else gettext("Year"), None),
        *([ShownHeader(gettext("Amount"), "number")] if subject in _WITH_MONEY else []),
    ]
    return ShownPart(
        "rows",
        name_of(rows.measure),
        headers,
        [_row(row, subject or "", unit, address) for row in rows.rows],
        "",
        gettext("No row fits these filters."),
    )


_COMPANY = N_("Company")
_SUBJECTS = {
    "event": N_("Event"),
    "pool": N_("Pool"),
    "person": N_("Company of the founder"),
    "organisation": N_("Name"),
}


def rows_report(rows: Rows, cut: Both, drawn: Drawn) -> Report:
    """The same rows as a file: as many as the page leads to, with the same columns."""
    measure = measures()[rows.measure]
    subject = measure.subject or ""
    columns: list[tuple[Column, Callable[[CountedRow], Cell]]] = [
        (
            Column("subject", _SUBJECTS.get(subject, _COMPANY)),
            lambda r: _name(r, subject, lambda _subject, _id: None).text,
        ),
        (Column("district", N_("District")), lambda r: label("district", r.district) if r.district else None),
        (Column("space", N_("Host space")), lambda r: r.space_name),
        (Column("kind", N_("Kind")), lambda r: _kind(r, subject) if r.kind else None),
        (Column("day", N_("Day"), Kind.DAY), lambda r: r.value_on),
        (Column("year", N_("Year"), Kind.INTEGER), lambda r: r.year),
    ]
    if subject in _WITH_PROVIDER:
        columns.insert(
            1,
            (
                Column("provider", N_("Provider")),
                lambda r: formats.person(r.provider_name) if r.provider_name else None,
            ),
        )
    if subject in _WITH_MONEY:
        columns.append((Column("amount", N_("Amount"), Kind.MONEY), lambda r: r.amount))
    title = Both(measure.zh, measure.en)
    table = Table(
        "rows",
        title,
        tuple(column for column, _ in columns),
        [tuple(cell(row) for _, cell in columns) for row in rows.rows],
    )
    return Report(
        "result-rows",
        title,
        (table,),
        drawn,
        (Meaning(both(N_("Filters")), cut),) if cut.en else (),
        (
            Meaning(title, Both(measure.meaning_zh, measure.meaning_en)),
            first_meaning(rows.definition),
            *(
                []
                if rows.after is None
                else [meaning(N_("Rows"), N_("The file holds the newest rows alone."))]
            ),
        ),
    )


def _row(row: CountedRow, subject: str, unit: Unit, address: Address) -> list[ShownCell]:
    cells = [_name(row, subject, address)]
    if subject in _WITH_PROVIDER:
        cells.append(ShownCell(formats.person(row.provider_name or "—"), None, row.provider_lang))
    day = formats.date(row.value_on) if row.value_on else str(row.year) if row.year else "—"
    cells += [
        ShownCell(label("district", row.district) if row.district else "—"),
        ShownCell(row.space_name or "—", None, row.space_lang),
        ShownCell(_kind(row, subject)),
        ShownCell(day),
    ]
    if subject in _WITH_MONEY:
        cells.append(ShownCell(amount_words(row.amount, unit)))
    return cells


def _kind(row: CountedRow, subject: str) -> str:
    if row.kind is None:
        return "—"
    lists = {"event": "event_kind", "tenancy": "tenancy_stage"}
    return label(lists.get(subject, "first" if subject == "certificate" else "funding_kind"), row.kind)


def _name(row: CountedRow, subject: str, address: Address) -> ShownCell:
    if subject == "event":
        title = event_title(row.event_title_zh or "", row.event_title_en or "")
        return ShownCell(title, address("event", row.event_id) if row.event_id else None)
    if subject == "pool":
        return ShownCell(row.pool_name or "—", None, row.pool_lang)
    if row.company_id is None:
        known = row.space_id is not None
        return ShownCell(
            row.space_name or "—", address("space", row.space_id or 0) if known else None, row.space_lang
        )
    if row.record_id is not None:
        return ShownCell(row.company_name or "—", address("record", row.record_id), row.company_lang)
    return ShownCell(row.company_name or "—", address("company", row.company_id), row.company_lang)


def horizon_name(horizon: Horizon) -> str:
    """Within how many months."""
    if horizon.months is None:
        return gettext("So far")
    said = gettext("Within %(months)s months", months=horizon.months)
    return gettext("%(within)s (not over yet)", within=said) if horizon.is_open else said


def outcome_bars(outcome: EventOutcome) -> list[Bar]:
    """What came about within twelve months, as a picture."""
    year = next(h for h in outcome.horizons if h.months == 12)
    return [
        Bar(gettext("Meetings kept"), year.n_meetings),
        Bar(gettext("Interest since"), year.n_interests),
        Bar(gettext("Introductions since"), year.n_introductions),
        Bar(gettext("Records"), year.n_records),
        Bar(gettext("Firsts"), year.n_firsts),
    ]


def outcome_built(outcome: EventOutcome, record: Callable[[int], str | None]) -> Built:
    """What an event led to, as a page and as files."""
    columns = (
        Column("within", N_("Time since the event")),
        Column("meetings", N_("Meetings kept"), Kind.INTEGER),
        Column("interests", N_("Interest since"), Kind.INTEGER),
        Column("introductions", N_("Introductions since"), Kind.INTEGER),
        Column("records", N_("Records"), Kind.INTEGER),
        Column("money", N_("Money"), Kind.MONEY),
        Column("firsts", N_("Firsts"), Kind.INTEGER),
    )
    within = [
        Line(
            (
                horizon_name(h),
                h.n_meetings,
                h.n_interests,
                h.n_introductions,
                h.n_records,
                h.amount,
                h.n_firsts,
            )
        )
        for h in outcome.horizons
    ]
    details = (
        Column("what", N_("What")),
        Column("company", N_("Company")),
        Column("provider", N_("Provider")),
        Column("day", N_("Day"), Kind.DAY),
        Column("amount", N_("Amount"), Kind.MONEY),
        Column("because", N_("Put down to the event because")),
    )
    lines = [
        Line(
            (
                _what(row),
                row.company_name,
                formats.person(row.provider_name),
                row.came_on,
                row.amount,
                _because(row.what, row.because),
            ),
            record(row.record_id) if row.record_id is not None else None,
        )
        for row in outcome.rows
    ]
    title = in_both(lambda: event_title(outcome.event.title_zh, outcome.event.title_en))
    return Built(
        title,
        [_figure(outcome)],
        [
            Part("within", both(N_("What it led to")), columns, within),
            Part(
                "outcome",
                both(N_("The rows behind these numbers")),
                details,
                lines,
                empty=gettext("Nothing is on record that came of this event."),
            ),
        ],
        (
            first_meaning(outcome.definition),
            meaning(
                N_("What is put down to an event"),
                N_(
                    "Interest and introductions between a founder and a provider who both took part, from "
                    "its beginning on. Meetings there that took place. Confirmed records that name the event "
                    "as where they came from; and records that name no event, between a company and a "
                    "provider who met there. Each record counts once, by its value date. That it followed "
                    "the event does not prove that it came of it."
                ),
            ),
        ),
    )


def _figure(outcome: EventOutcome) -> Figure:
    year = next(h for h in outcome.horizons if h.months == 12)
    return Figure(N_("Records within twelve months"), n=year.n_records, rows="outcome")


def _what(row: OutcomeRow) -> str:
    if row.what == "record":
        return label("first" if row.is_first else "funding_kind", row.kind)
    return {
        "meeting": gettext("Meeting kept"),
        "interest": gettext("Interest"),
        "introduction": gettext("Introduction"),
    }[row.what]


def _because(what: str, because: str) -> str:
    if because == "stated":
        return gettext("the parties say so")
    if because == "met" and what == "record":
        return gettext("they met there")
    return gettext("held there") if what == "meeting" else gettext("both took part")
