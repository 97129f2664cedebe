"""A provider's portfolio in words and tables."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

from models.entities.claims import ClaimStatus
from models.entities.reports import PortfolioRow, SubsidyRow
from models.entities.vocabulary import FundingKind, FundingStatus
from web import formats
from web.claim_words import status_pill
from web.i18n import N_, current_locale, gettext
from web.pages.report_frame import Built, Figure, Line, Part, first_meaning, meaning
from web.pages.report_money import Address, original, what
from web.services.reports import (
    ProviderReport,
)
from web.tables.table import Cell, Column, Kind, both, in_both
from web.vocabulary import label


def provider_built(report: ProviderReport, record: Address, claim: Address) -> Built:
    """A provider's portfolio: what was given, what became of it, firsts, by year and district."""
    confirmed = [row for row in report.rows if row.status is FundingStatus.CONFIRMED]

    def total(kind: FundingKind) -> int:
        return sum(row.cny_amount or 0 for row in confirmed if row.kind is kind)

    in_cny = [row for row in confirmed if row.currency == "CNY"]
    title = in_both(
        lambda: (
            gettext("Portfolio of %(name)s", name=report.provider.name)
            if report.year is None
            else gettext("Portfolio of %(name)s, %(year)s", name=report.provider.name, year=report.year)
        )
    )
    figures = [
        Figure(N_("Confirmed records"), n=len(confirmed), rows="records"),
        Figure(N_("Money invested"), money=total(FundingKind.INVESTMENT), rows="records"),
        Figure(N_("Money lent"), money=total(FundingKind.LOAN), rows="records"),
        Figure(N_("Money guaranteed"), money=total(FundingKind.GUARANTEE), rows="records"),
        Figure(N_("Outstanding"), money=sum(row.outstanding or 0 for row in in_cny), rows="records"),
        Figure(N_("Still guaranteed"), money=sum(row.liability or 0 for row in in_cny), rows="records"),
        Figure(N_("Called"), money=sum(row.called for row in in_cny), rows="records"),
        Figure(N_("Recovered"), money=sum(row.recovered for row in in_cny), rows="records"),
        Figure(
            N_("Subsidies not decided yet"),
            money=sum(row.claimed for row in report.subsidies if row.is_open),
            rows="subsidies",
        ),
        Figure(
            N_("Subsidies granted and not paid yet"),
            money=sum(row.due for row in report.subsidies),
            rows="subsidies",
        ),
        Figure(N_("Firsts provided"), n=sum(row.is_first for row in confirmed), rows="firsts"),
    ]
    return Built(
        title,
        figures,
        [
            _portfolio(report.rows, record),
            _provided(confirmed, record),
            _subsidies(report.subsidies, claim),
            _by_year_and_district(confirmed),
        ],
        (
            first_meaning(report.definition),
            meaning(
                N_("Confirmed records"),
                N_(
                    "Records that both sides confirmed and that no later record corrects; the list shows "
                    "the others too."
                ),
            ),
            meaning(
                N_("Outstanding"),
                N_(
                    "Drawn less repaid, written off and converted, by the movements that both sides "
                    "confirmed."
                ),
            ),
            meaning(
                N_("Still guaranteed"),
                N_("Guaranteed less called and released, by the movements that both sides confirmed."),
            ),
            meaning(
                N_("Sums over several currencies"),
                N_(
                    "Sums are in yuan: other currencies count as far as a rate is on record, balances "
                    "only in yuan."
                ),
            ),
        ),
    )


def _portfolio(rows: Sequence[PortfolioRow], record: Address) -> Part:
    columns = (
        Column("company", N_("Company")),
        Column("what", N_("What")),
        Column("instrument", N_("Instrument")),
        Column("product", N_("Product")),
        Column("amount", N_("Amount"), Kind.MONEY),
        Column("original", N_("In its own currency")),
        Column("on", N_("Value date"), Kind.DAY),
        Column("district", N_("District")),
        Column("state", N_("State")),
        Column("outstanding", N_("Outstanding"), Kind.MONEY),
        Column("liability", N_("Still guaranteed"), Kind.MONEY),
        Column("repaid", N_("Repaid"), Kind.MONEY),
        Column("written_off", N_("Written off"), Kind.MONEY),
        Column("called", N_("Called"), Kind.MONEY),
        Column("recovered", N_("Recovered"), Kind.MONEY),
        Column("proceeds", N_("Proceeds of exits"), Kind.MONEY),
    )
    return Part(
        "records",
        both(N_("Records")),
        columns,
        [Line(_portfolio_cells(row), record(row.record_id), row.company_lang) for row in rows],
        empty=gettext("No record is there for these filters."),
    )


def _portfolio_cells(row: PortfolioRow) -> tuple[Cell, ...]:
    own = row.currency == "CNY"

    def balance(minor: int | None, *, nought: bool = True) -> Cell:
        # What both sides have not confirmed owes nothing yet.
        if minor is None or (minor == 0 and not nought) or row.status is not FundingStatus.CONFIRMED:
            return None
        return minor if own else formats.money_exact(minor, row.currency)

    state = label("funding_status", row.status)
    return (
        row.company_name,
        what(row.kind, is_first=row.is_first),
        label("funding_instrument", row.instrument),
        row.product or None,
        row.cny_amount,
        original(row.amount, row.currency),
        row.value_on,
        label("district", row.district) if row.district else None,
        formats.in_a_row([state, gettext("in default")]) if row.in_default else state,
        balance(row.outstanding),
        balance(row.liability),
        balance(row.repaid, nought=False),
        balance(row.written_off, nought=False),
        balance(row.called, nought=False),
        balance(row.recovered, nought=False),
        balance(row.proceeds, nought=False),
    )


def _provided(confirmed: Sequence[PortfolioRow], record: Address) -> Part:
    columns = (
        Column("company", N_("Company")),
        Column("what", N_("What")),
        Column("amount", N_("Amount"), Kind.MONEY),
        Column("original", N_("In its own currency")),
        Column("on", N_("Value date"), Kind.DAY),
    )
    lines = [
        Line(
            (
                row.company_name,
                what(row.kind, is_first=True),
                row.cny_amount,
                original(row.amount, row.currency),
                row.value_on,
            ),
            record(row.record_id),
            row.company_lang,
        )
        for row in confirmed
        if row.is_first
    ]
    return Part(
        "firsts", both(N_("Firsts provided")), columns, lines, empty=gettext("No first is on record.")
    )


def _subsidies(rows: Sequence[SubsidyRow], claim: Address) -> Part:
    columns = (
        Column("company", N_("Company")),
        Column("rule", N_("Rule")),
        Column("version", N_("Version")),
        Column("on", N_("Claimed on"), Kind.DAY),
        Column("claimed", N_("Amount claimed"), Kind.MONEY),
        Column("state", N_("State")),
        Column("granted", N_("Amount granted"), Kind.MONEY),
        Column("paid", N_("Amount paid"), Kind.MONEY),
        Column("taken_back", N_("Amount taken back"), Kind.MONEY),
        Column("due", N_("Still to be paid"), Kind.MONEY),
    )
    zh = current_locale() == "zh"
    lines = [
        Line(
            (
                row.company_name,
                (row.rule_zh if zh else row.rule_en) or row.rule_code,
                row.rule_version,
                row.claimed_on,
                row.claimed,
                status_pill(ClaimStatus(row.status))[1],
                row.granted or None,
                row.paid or None,
                row.taken_back or None,
                row.due or None,
            ),
            claim(row.claim_id),
            row.company_lang,
        )
        for row in rows
    ]
    return Part(
        "subsidies",
        both(N_("Subsidies claimed")),
        columns,
        lines,
        empty=gettext("No subsidy was claimed by then."),
    )


def _by_year_and_district(confirmed: Sequence[PortfolioRow]) -> Part:
    columns = (
        Column("year", N_("Year")),
        Column("district", N_("District")),
        Column("what", N_("Kind")),
        Column("n", N_("Number of records"), Kind.INTEGER),
        Column("firsts", N_("Firsts"), Kind.INTEGER),
        Column("amount", N_("Amount"), Kind.MONEY),
    )

    def key(row: PortfolioRow) -> tuple[int, str, str]:
        return -row.value_on.year, row.district or "", row.kind

    lines = []
    for _, found in groupby(sorted(confirmed, key=key), key=key):
        rows = list(found)
        lines.append(
            Line(
                (
                    str(rows[0].value_on.year),
                    label("district", rows[0].district),
                    label("funding_kind", rows[0].kind),
                    len(rows),
                    sum(row.is_first for row in rows),
                    sum(row.cny_amount or 0 for row in rows),
                )
            )
        )
    return Part(
        "groups",
        both(N_("By year and district")),
        columns,
        lines,
        empty=gettext("No confirmed money is on record."),
    )
