"""The list of records as a file: every record that its reader may see, however many there are."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import datetime

from models.entities.reports import LedgerRow
from web import formats
from web.i18n import N_
from web.pages.report_frame import first_meaning, meaning
from web.pages.report_money import event_title, original
from web.services.firsts import definitions
from web.tables.table import Both, Column, Drawn, Kind, Report, Row, Table, both
from web.vocabulary import label

RECORDS = "records"
_COLUMNS = (
    Column("record", N_("Record number"), Kind.INTEGER),
    Column("state", N_("State")),
    Column("what", N_("Kind")),
    Column("first", N_("First, under the definitions")),
    Column("company", N_("Company")),
    Column("company_uscc", N_("The company's unified social credit code")),
    Column("provider", N_("Provider")),
    Column("provider_uscc", N_("The provider's unified social credit code")),
    Column("creditor", N_("Lending bank")),
    Column("instrument", N_("Instrument")),
    Column("product", N_("Product")),
    Column("amount", N_("Amount"), Kind.MONEY),
    Column("original", N_("In its own currency")),
    Column("on", N_("Value date"), Kind.DAY),
    Column("district", N_("District")),
    Column("space", N_("Host space")),
    Column("category", N_("Founder category")),
    Column("event", N_("Event")),
    Column("proposed", N_("Proposed at"), Kind.INSTANT),
    Column("confirmed", N_("Confirmed at"), Kind.INSTANT),
    Column("corrects", N_("Corrects record"), Kind.INTEGER),
)


def record_tables() -> list[tuple[str, Both]]:
    """Key and title of the one table."""
    return [(RECORDS, both(N_("Money on record")))]


def records_report(rows: AsyncIterator[LedgerRow], as_of: datetime, at: datetime, by: str) -> Report:
    """The records as a file; its rows are read while it is written."""
    return Report(
        "records",
        both(N_("Money on record")),
        (Table(RECORDS, both(N_("Money on record")), _COLUMNS, _cells(rows)),),
        Drawn(as_of, at, by),
        meanings=(
            *(first_meaning(definition) for definition in definitions()),
            meaning(
                N_("Amount"),
                N_(
                    "In yuan; of another currency only where a rate is on record. District, space and "
                    "founder category are those of the day."
                ),
            ),
        ),
    )


async def _cells(rows: AsyncIterator[LedgerRow]) -> AsyncIterator[Row]:
    async for r in rows:
        yield (
            r.record_id,
            label("funding_status", r.status),
            label("funding_kind", r.kind),
            ", ".join(r.first_under) or None,
            r.company_name,
            r.company_uscc,
            formats.person(r.provider_name),
            r.provider_uscc,
            r.creditor_name,
            label("funding_instrument", r.instrument),
            r.product or None,
            r.cny_amount,
            original(r.amount, r.currency),
            r.value_on,
            label("district", r.district) if r.district else None,
            r.space_name,
            label("category", r.founder_category) if r.founder_category else None,
            event_title(r.event_title_zh or "", r.event_title_en or "") or None,
            r.proposed_at,
            r.confirmed_at,
            r.corrects_id,
        )
