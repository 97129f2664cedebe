"""What the ledger itself knows of a deal, as facts for the rules; what it does not know is left out."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import assert_never

from matcher.eligibility import Beneficiary, Fact, Subject
from matcher.eligibility.facts import Value
from models.entities.funding_details import (
    FundingDetails,
    Guarantee,
    Loan,
    Production,
    RateKind,
    Security,
    details_from_stored,
)
from models.entities.subsidy_rules import LedgerDeal
from models.entities.vocabulary import FundingInstrument, FundingKind

# The platform is one city's; a district of its list lies in that city.
CITY = "zhenjiang"
ELSEWHERE = "elsewhere"

KIND_OF = {
    Subject.INVESTMENT: FundingKind.INVESTMENT,
    Subject.LOAN: FundingKind.LOAN,
    Subject.GUARANTEE: FundingKind.GUARANTEE,
}


@dataclass(frozen=True, slots=True)
class Applicant:
    """Who would be given what a rule gives for a deal."""

    organisation_id: int
    name: str


def applicant_of(deal: LedgerDeal, beneficiary: Beneficiary) -> Applicant | None:
    """The party of a deal to whom a rule gives; None where the deal has none of that sort."""
    match beneficiary:
        case Beneficiary.COMPANY:
            return Applicant(deal.company_id, deal.company_name)
        case Beneficiary.INVESTOR:
            fits = deal.kind is FundingKind.INVESTMENT
        case Beneficiary.BANK:
            if deal.kind is FundingKind.GUARANTEE and deal.creditor_id is not None:
                return Applicant(deal.creditor_id, deal.creditor_name or "")
            fits = deal.kind is FundingKind.LOAN
        case Beneficiary.GUARANTOR:
            fits = deal.kind is FundingKind.GUARANTEE
        case Beneficiary.SPACE:
            fits = False
        case _:
            assert_never(beneficiary)
    return Applicant(deal.provider_id, deal.provider_name) if fits else None


def facts_of_deal(deal: LedgerDeal, as_of: date) -> dict[str, Fact]:
    """The facts of a confirmed deal as the ledger knows them on a day.

    Shares that were not sold are held, and a loan that is not repaid is used, until that day.
    """
    return dict(_facts(deal, as_of))


def _facts(deal: LedgerDeal, as_of: date) -> Iterator[tuple[str, Fact]]:
    def recorded(value: Value) -> Fact:
        return Fact(value, "record", deal.value_on)

    yield "instrument", recorded(str(deal.instrument))
    yield "evidence", Fact(deal.evidence_types, "evidence")
    yield "host_space", Fact(deal.in_space, "tenancy", deal.value_on)
    yield "provider_kind", Fact(deal.provider_kinds, "register")
    yield "claimed_on", Fact(as_of, "computed")
    if deal.district is not None and deal.district != ELSEWHERE:
        yield "company_place", recorded(CITY)
    if deal.has_first:
        yield "first_of_kind", Fact(deal.is_first, "ledger")
    details = details_from_stored(deal.instrument, deal.details)
    until = min(deal.ended_on or as_of, as_of)
    match deal.kind:
        case FundingKind.INVESTMENT:
            yield "investment_amount", recorded(deal.amount)
            yield "paid_in_on", recorded(deal.value_on)
            yield "held_until", Fact(until, "ledger")
            if deal.instrument is not FundingInstrument.PRICED_EQUITY:
                yield "direct_equity", recorded(False)
        case FundingKind.LOAN:
            yield "loan_principal", recorded(deal.amount)
            yield "drawn_on", recorded(deal.value_on)
            yield "used_until", Fact(until, "ledger")
        case FundingKind.GUARANTEE:
            yield "guaranteed_amount", recorded(deal.amount)
        case FundingKind.PURCHASE:
            pass
        case _:
            assert_never(deal.kind)
    for name, value in _of_details(details):
        yield name, recorded(value)


def _of_details(details: FundingDetails | None) -> Iterator[tuple[str, bool | int]]:
    if isinstance(details, Loan):
        yield "drawn_amount", details.first_drawdown
        yield "loan_term_months", details.term_months
        if details.rate_kind is RateKind.FIXED:
            yield "loan_rate_bp", details.rate_bp
        if details.production is not Production.UNKNOWN:
            yield "production_purpose", details.production is Production.YES
        yield "other_security", bool(set(details.security) - {Security.NONE, Security.IP})
        if Security.IP in details.security:
            yield "intellectual_property", True
    elif isinstance(details, Guarantee):
        yield "guarantee_fee_bp", details.fee_bp
