"""Subsidies and claims as files: what is due and why, what was claimed, granted and paid, what it costs."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from models.entities.claims import Claim
from web import formats
from web.claim_words import deal_words, pill_of, reason_of, status_pill
from web.i18n import N_
from web.pages.report_frame import meaning
from web.rule_words import said
from web.services.claims import ClaimsDesk
from web.services.subsidies import Case
from web.tables.table import Both, Cell, Column, Drawn, Kind, Report, Table, both

CLAIMS, COSTS, CASES = "claims", "costs", "subsidies"
_CLAIM = (
    Column("claim", N_("Claim number"), Kind.INTEGER),
    Column("rule", N_("Rule")),
    Column("version", N_("Version of the rule")),
    Column("applicant", N_("Applicant")),
    Column("company", N_("Company")),
    Column("record", N_("Record number"), Kind.INTEGER),
    Column("on", N_("Claimed on"), Kind.DAY),
    Column("claimed", N_("Amount claimed"), Kind.MONEY),
    Column("state", N_("Where it stands")),
    Column("since", N_("Since"), Kind.INSTANT),
    Column("granted", N_("Amount granted"), Kind.MONEY),
    Column("paid", N_("Amount paid"), Kind.MONEY),
    Column("taken_back", N_("Amount taken back"), Kind.MONEY),
)
_COST = (
    Column("year", N_("Year")),
    Column("rule", N_("Rule")),
    Column("product", N_("Product")),
    Column("claims", N_("Number of claims"), Kind.INTEGER),
    Column("waiting", N_("To decide"), Kind.INTEGER),
    Column("claimed", N_("Amount claimed"), Kind.MONEY),
    Column("granted", N_("Amount granted"), Kind.MONEY),
    Column("paid", N_("Amount paid"), Kind.MONEY),
    Column("taken_back", N_("Amount taken back"), Kind.MONEY),
)
_CASE = (
    Column("rule", N_("Rule")),
    Column("version", N_("Version of the rule")),
    Column("place", N_("Place")),
    Column("applicant", N_("Applicant")),
    Column("record", N_("Record number"), Kind.INTEGER),
    Column("deal", N_("Deal")),
    Column("standing", N_("Where it stands")),
    Column("due", N_("Can be claimed now"), Kind.MONEY),
    Column("total", N_("The rule gives in all"), Kind.MONEY),
    Column("why", N_("Why")),
)


def claim_tables() -> list[tuple[str, Both]]:
    """Key and title of each table of claims."""
    return [(CLAIMS, both(N_("Claims"))), (COSTS, both(N_("What claims cost")))]


def claims_report(desk: ClaimsDesk, now: datetime, by: str) -> Report:
    """Every claim, and what claims cost by year, rule and product."""
    costs: list[tuple[Cell, ...]] = [
        (
            str(c.year),
            c.rule_code,
            c.product or None,
            c.n_claims,
            c.n_waiting,
            c.claimed,
            c.granted,
            c.paid,
            c.clawed_back,
        )
        for c in desk.costs
    ]
    return Report(
        "claims",
        both(N_("Claims")),
        (
            Table(CLAIMS, both(N_("Claims")), _CLAIM, [_claim(claim) for claim in desk.claims]),
            Table(COSTS, both(N_("What claims cost")), _COST, costs),
        ),
        Drawn(now, now, by),
        meanings=(
            meaning(
                N_("What claims cost"),
                N_(
                    "By the year in which it was claimed; the product is that of the deal. Claimed "
                    "includes what was refused or withdrawn."
                ),
            ),
        ),
    )


def _claim(claim: Claim) -> tuple[Cell, ...]:
    return (
        claim.id,
        claim.rule_code,
        claim.rule_version,
        formats.person(claim.organisation_name),
        claim.company_name,
        claim.record_id,
        claim.claimed_on,
        claim.amount,
        status_pill(claim.status)[1],
        claim.moved_at,
        claim.granted,
        claim.paid or None,
        claim.clawed_back or None,
    )


def case_tables() -> list[tuple[str, Both]]:
    """Key and title of the one table of subsidies."""
    return [(CASES, both(N_("Subsidies")))]


def subsidies_report(cases: Sequence[Case], now: datetime, by: str) -> Report:
    """Every rule for every deal of a reader, with what is due and why."""
    return Report(
        "subsidies",
        both(N_("Subsidies")),
        (Table(CASES, both(N_("Subsidies")), _CASE, [_case(case) for case in cases]),),
        Drawn(now, now, by),
        meanings=(
            meaning(
                N_("Can be claimed now"),
                N_(
                    "What is due by a rule that pays here, less what was claimed and what its limits keep "
                    "back."
                ),
            ),
        ),
    )


def _case(case: Case) -> tuple[Cell, ...]:
    return (
        said(case.rule.title),
        case.rule.version,
        said(case.rule.place),
        formats.person(case.applicant.name),
        int(case.deal.record_id),
        deal_words(case.deal),
        pill_of(case.standing)[1],
        case.due,
        case.total,
        reason_of(case),
    )
