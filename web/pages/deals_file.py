"""The deals of a side as a file: who is how far, with what amount, and what waits."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from models.entities.deals import Deal, DealSide
from web import formats
from web.i18n import N_, gettext
from web.pages.report_frame import meaning
from web.tables.table import Both, Cell, Column, Drawn, Kind, Report, Table, both
from web.vocabulary import label

_COLUMNS = (
    Column("pitch", N_("Pitch")),
    Column("company", N_("Company")),
    Column("provider", N_("Provider")),
    Column("level", N_("Level")),
    Column("since", N_("At this level since"), Kind.INSTANT),
    Column("least", N_("Amount, at least"), Kind.MONEY),
    Column("most", N_("Amount, at most"), Kind.MONEY),
    Column("original", N_("In its own currency")),
    Column("leads", N_("Leads the round")),
    Column("moved", N_("Last change"), Kind.INSTANT),
    Column("waits", N_("Waits for")),
    Column("record", N_("Record number"), Kind.INTEGER),
)
DEALS = "deals"


def deal_tables() -> list[tuple[str, Both]]:
    """Key and title of the one table."""
    return [(DEALS, both(N_("Deals")))]


def deals_report(deals: Sequence[Deal], now: datetime, by: str) -> Report:
    """The deals as they stand now."""
    return Report(
        "deals",
        both(N_("Deals")),
        (Table(DEALS, both(N_("Deals")), _COLUMNS, [_cells(deal) for deal in deals]),),
        Drawn(now, now, by),
        meanings=(
            meaning(
                N_("Amount"),
                N_(
                    "What the provider considers or has committed, in yuan; other currencies stand beside it."
                ),
            ),
        ),
    )


def _cells(deal: Deal) -> tuple[Cell, ...]:
    own = deal.currency == "CNY"
    waits = [label("deal_side", side) for side in DealSide if deal.waits_on(side)]
    return (
        deal.pitch_name,
        deal.company_name,
        formats.person(deal.provider_name),
        label("deal_level", deal.level),
        deal.level_at,
        deal.amount_min if own else None,
        deal.amount_max if own else None,
        None if own else formats.money_range(deal.amount_min, deal.amount_max, deal.currency),
        gettext("leads the round") if deal.leads else None,
        deal.moved_at,
        formats.in_a_row(waits) or None,
        deal.record_id,
    )
