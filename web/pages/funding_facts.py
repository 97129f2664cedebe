"""A record's details in words: each term of its instrument, and two versions side by side."""

from __future__ import annotations

from dataclasses import dataclass
from typing import assert_never

from models.entities.funding import Counter, FundingRecord
from models.entities.funding_details import (
    WHOLE_BP,
    ConvertibleNote,
    FundingDetails,
    Guarantee,
    Loan,
    PricedEquity,
    Purchase,
    RateKind,
    Safe,
    ValuationBasis,
)
from web import formats
from web.i18n import gettext, ngettext
from web.vocabulary import label


@dataclass(frozen=True, slots=True)
class Fact:
    """One line of a list of facts."""

    term: str
    value: str
    note: str = ""
    href: str | None = None


@dataclass(frozen=True, slots=True)
class Difference:
    """One fact in both versions."""

    term: str
    ours: str
    theirs: str

    @property
    def differs(self) -> bool:
        """Whether the sides say different things."""
        return self.ours != self.theirs


def facts_of(details: FundingDetails, amount: int, currency: str) -> list[Fact]:
    """What the instrument tells beside its amount, in the order in which one asks."""
    match details:
        case PricedEquity():
            return [
                Fact(
                    gettext("Value of the company"),
                    formats.money(details.valuation, currency),
                    label("valuation_basis", details.basis),
                ),
                Fact(gettext("Part bought"), _part(details), _worked_out(details, amount)),
                Fact(gettext("Round"), label("round", details.round)),
                Fact(gettext("Closed on"), formats.date(details.closed_on)),
            ]
        case ConvertibleNote():
            return [
                Fact(gettext("Yearly rate"), formats.per_cent(details.rate_bp)),
                Fact(gettext("Matures on"), formats.date(details.matures_on)),
                Fact(gettext("Cap"), _money_or_none(details.cap, currency)),
                Fact(gettext("Discount"), _per_cent_or_none(details.discount_bp)),
                Fact(gettext("Converts when"), details.trigger),
            ]
        case Safe():
            return [
                Fact(gettext("Cap"), _money_or_none(details.cap, currency), _at_the_cap(details, amount)),
                Fact(gettext("Discount"), _per_cent_or_none(details.discount_bp)),
                Fact(gettext("Better terms given later"), gettext("yes") if details.mfn else gettext("no")),
            ]
        case Loan():
            return [
                Fact(gettext("Contract"), details.contract_no),
                Fact(gettext("Rate"), _rate(details)),
                Fact(gettext("Term"), _months(details.term_months)),
                Fact(gettext("Security"), _words("security", details.security)),
                Fact(gettext("First drawdown"), formats.money(details.first_drawdown, currency)),
                Fact(gettext("Purpose"), label("production", details.production)),
            ]
        case Guarantee():
            return [
                Fact(gettext("Part of the loan guaranteed"), formats.per_cent(details.share_bp)),
                Fact(gettext("Yearly fee"), formats.per_cent(details.fee_bp)),
                Fact(gettext("Term"), _months(details.term_months)),
                Fact(gettext("Counter-guarantee"), _words("security", details.counter)),
                Fact(gettext("The loan"), label("linked_loan", details.loan)),
            ]
        case Purchase():
            return [
                Fact(gettext("Form of purchase"), label("purchase_form", details.form)),
                Fact(gettext("Contract"), details.contract_no),
                Fact(gettext("Accepted on"), formats.date(details.accepted_on)),
            ]
        case _:
            assert_never(details)


def in_yuan(said: FundingRecord | Counter) -> str:
    """What foreign money counts as, with rate, day and source; empty for yuan."""
    if said.currency == "CNY":
        return ""
    conversion = said.conversion
    if conversion is None:
        return gettext("not converted, and so left out of sums in yuan")
    return gettext(
        "%(yuan)s at %(rate)s of %(day)s (%(source)s)",
        yuan=formats.money(conversion.in_yuan(said.amount)),
        rate=f"{conversion.rate.normalize():f}",
        day=formats.date(conversion.rate_on),
        source=conversion.source,
    )


def side_by_side(record: FundingRecord, counter: Counter) -> list[Difference]:
    """Both versions, fact by fact; a fact that only one version knows stands against nothing."""
    ours, theirs = _version(record, record.creditor_name), _version(counter, counter.creditor_name)
    terms = dict.fromkeys((*ours, *theirs))
    return [Difference(t, ours.get(t, "—"), theirs.get(t, "—")) for t in terms]


def _version(said: FundingRecord | Counter, creditor: str | None) -> dict[str, str]:
    facts = {
        gettext("Instrument"): label("funding_instrument", said.instrument),
        gettext("Amount"): formats.money_exact(said.amount, said.currency),
        gettext("Value date"): formats.date(said.value_on),
        gettext("Product"): said.product or gettext("none"),
    }
    if said.currency != "CNY":
        facts[gettext("In yuan")] = in_yuan(said)
    if creditor is not None:
        facts[gettext("Lending bank")] = creditor
    if said.terms is not None:
        facts |= {f.term: f.value for f in facts_of(said.terms, said.amount, said.currency)}
    if said.loan_record_id is not None:
        facts[gettext("The loan")] = gettext("record %(number)s", number=said.loan_record_id)
    return facts


def _part(details: PricedEquity) -> str:
    said = []
    if details.share_bp is not None:
        said.append(formats.per_cent(details.share_bp))
    if details.shares is not None:
        number = formats.number(details.shares)
        said.append(ngettext("%(number)s share", "%(number)s shares", details.shares, number=number))
    return formats.in_a_row(said)


def _worked_out(details: PricedEquity, amount: int) -> str:
    """What the amount buys at the value told, so that a slip of a digit is seen."""
    whole = details.valuation + (amount if details.basis is ValuationBasis.PRE else 0)
    bought = (amount * WHOLE_BP * 2 + whole) // (whole * 2)
    return gettext("the amount buys %(part)s at this value", part=formats.per_cent(bought))


def _at_the_cap(details: Safe, amount: int) -> str:
    """Ownership at conversion at the cap: amount ÷ cap (post-money)."""
    if details.cap is None:
        return ""
    bought = (amount * WHOLE_BP * 2 + details.cap) // (details.cap * 2)
    return gettext("%(part)s at the cap", part=formats.per_cent(bought))


def _rate(details: Loan) -> str:
    if details.rate_kind is RateKind.FIXED:
        return gettext("%(rate)s a year, fixed", rate=formats.per_cent(details.rate_bp))
    years = "1Y" if details.rate_kind is RateKind.LPR_1Y else "5Y"
    if details.rate_bp == 0:
        return f"LPR {years}"
    sign = "−" if details.rate_bp < 0 else "+"
    return f"LPR {years} {sign} {abs(details.rate_bp)} bp"


def _months(n: int) -> str:
    return ngettext("%(num)s month", "%(num)s months", n)


def _words(kind: str, codes: tuple[str, ...]) -> str:
    return formats.in_a_row(label(kind, code) for code in codes)


def _money_or_none(minor: int | None, currency: str) -> str:
    return gettext("none") if minor is None else formats.money(minor, currency)


def _per_cent_or_none(basis_points: int | None) -> str:
    return gettext("none") if basis_points is None else formats.per_cent(basis_points)
