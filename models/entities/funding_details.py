"""What each instrument must tell beside its amount: typed, whole, and lawful before it is written.

Amounts are minor units of the record's currency, rates and shares basis points (10 000 are the whole).
The database holds the same laws in `funding_details_fit`; a test compares the two.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any, TypeAlias

from models.entities.vocabulary import FundingInstrument
from models.errors import Invalid
from models.rows import as_entity

WHOLE_BP = 10_000
MOST_MONTHS = 360
MOST_CONTRACT_NO = 60
MOST_TRIGGER = 300


class ValuationBasis(StrEnum):
    """Whether the price of the company includes the new money."""

    PRE = "pre"
    POST = "post"


class Round(StrEnum):
    """The round that priced equity belongs to."""

    SEED = "seed"
    ANGEL = "angel"
    PRE_A = "pre-a"
    A = "a"
    B = "b"
    LATER = "later"


class RateKind(StrEnum):
    """What a loan's basis points are counted from: nothing, or the loan prime rate of one or five years."""

    FIXED = "fixed"
    LPR_1Y = "lpr_1y"
    LPR_5Y = "lpr_5y"


class Security(StrEnum):
    """What stands behind a loan, or behind a guarantor's promise."""

    NONE = "none"
    IP = "ip"
    PROPERTY = "property"
    GUARANTEE = "guarantee"
    RECEIVABLES = "receivables"
    STOCK_PLEDGE = "stock_pledge"
    PERSONAL = "personal"
    OTHER = "other"


COUNTER_GUARANTEES = tuple(s for s in Security if s is not Security.GUARANTEE)


class Production(StrEnum):
    """Whether a loan is for production; some rules pay for no other purpose."""

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"


class LinkedLoan(StrEnum):
    """Where the loan is that a guarantee stands for."""

    RECORD = "record"
    ELSEWHERE = "elsewhere"
    UNKNOWN = "unknown"


class PurchaseForm(StrEnum):
    """首购 buys what exists; 订购 orders what has still to be made."""

    FIRST = "first"
    ORDERED = "ordered"


@dataclass(frozen=True, slots=True)
class PricedEquity:
    """Shares at a price; the value date is the day the money was paid in."""

    valuation: int
    basis: ValuationBasis
    share_bp: int | None
    shares: int | None
    round: Round
    closed_on: date

    def check(self, amount: int, value_on: date) -> None:
        """The part bought is told, and money that was paid in is inside a post-money value."""
        _positive("valuation", self.valuation)
        _within("share_bp", self.share_bp, 1, WHOLE_BP)
        _positive("shares", self.shares)
        if self.share_bp is None and self.shares is None:
            raise Invalid("share_missing", field="share_bp")
        if self.basis is ValuationBasis.POST and self.valuation < amount:
            raise Invalid("valuation_below_amount", field="valuation")


@dataclass(frozen=True, slots=True)
class ConvertibleNote:
    """Debt until it converts."""

    rate_bp: int
    matures_on: date
    cap: int | None
    discount_bp: int | None
    trigger: str

    def check(self, amount: int, value_on: date) -> None:
        """It ends after it began, and says what makes it convert."""
        _within("rate_bp", self.rate_bp, 0, WHOLE_BP)
        _positive("cap", self.cap)
        _within("discount_bp", self.discount_bp, 1, WHOLE_BP - 1)
        _said("trigger", self.trigger, MOST_TRIGGER)
        if self.matures_on <= value_on:
            raise Invalid("matures_before_it_begins", field="matures_on")


@dataclass(frozen=True, slots=True)
class Safe:
    """A right to later shares; no rate and no maturity, or it would be a note."""

    cap: int | None
    discount_bp: int | None
    mfn: bool

    def check(self, amount: int, value_on: date) -> None:
        """At least one term says how it will convert."""
        _positive("cap", self.cap)
        _within("discount_bp", self.discount_bp, 1, WHOLE_BP - 1)
        if self.cap is None and self.discount_bp is None and not self.mfn:
            raise Invalid("safe_says_nothing", field="cap")


@dataclass(frozen=True, slots=True)
class Loan:
    """A contract of a principal, the record's amount, drawn first on the value date."""

    contract_no: str
    rate_kind: RateKind
    # The yearly rate, or what is added to the prime rate.
    rate_bp: int
    term_months: int
    security: tuple[Security, ...]
    first_drawdown: int
    production: Production

    def check(self, amount: int, value_on: date) -> None:
        """No more is drawn than was lent."""
        _said("contract_no", self.contract_no, MOST_CONTRACT_NO)
        least = 0 if self.rate_kind is RateKind.FIXED else -1000
        _within("rate_bp", self.rate_bp, least, WHOLE_BP)
        _within("term_months", self.term_months, 1, MOST_MONTHS)
        if not self.security:
            raise Invalid("required", field="security")
        _positive("first_drawdown", self.first_drawdown)
        if self.first_drawdown > amount:
            raise Invalid("drawn_above_principal", field="first_drawdown")


@dataclass(frozen=True, slots=True)
class Guarantee:
    """A promise to the lending bank; the record's amount is what is guaranteed."""

    # The part of the loan that is guaranteed.
    share_bp: int
    # A year, of the guaranteed amount.
    fee_bp: int
    term_months: int
    counter: tuple[Security, ...]
    loan: LinkedLoan

    def check(self, amount: int, value_on: date) -> None:
        """Some part of a loan for some time."""
        _within("share_bp", self.share_bp, 1, WHOLE_BP)
        _within("fee_bp", self.fee_bp, 0, WHOLE_BP)
        _within("term_months", self.term_months, 1, MOST_MONTHS)
        if not self.counter:
            raise Invalid("required", field="counter")
        if Security.GUARANTEE in self.counter:
            raise Invalid("not_a_choice", field="counter")


@dataclass(frozen=True, slots=True)
class Purchase:
    """A public buyer's first purchase of a product."""

    form: PurchaseForm
    contract_no: str
    accepted_on: date

    def check(self, amount: int, value_on: date) -> None:
        """It has a contract."""
        _said("contract_no", self.contract_no, MOST_CONTRACT_NO)


FundingDetails: TypeAlias = PricedEquity | ConvertibleNote | Safe | Loan | Guarantee | Purchase

DETAILS_OF: dict[FundingInstrument, type[FundingDetails]] = {
    FundingInstrument.PRICED_EQUITY: PricedEquity,
    FundingInstrument.CONVERTIBLE_NOTE: ConvertibleNote,
    FundingInstrument.SAFE: Safe,
    FundingInstrument.LOAN: Loan,
    FundingInstrument.GUARANTEE: Guarantee,
    FundingInstrument.PURCHASE: Purchase,
}


def check_details(
    instrument: FundingInstrument, details: FundingDetails, amount: int, value_on: date
) -> None:
    """Raise `Invalid`, naming the field, where the details are not lawful for this record."""
    if not isinstance(details, DETAILS_OF[instrument]):
        raise Invalid("details_of_another_instrument", field="instrument")
    details.check(amount, value_on)


def details_as_stored(details: FundingDetails) -> dict[str, Any]:
    """The details as the row holds them: days as text, words as themselves."""

    def plain(value: Any) -> Any:
        if isinstance(value, date):
            return value.isoformat()
        return [str(one) for one in value] if isinstance(value, tuple) else value

    return {f.name: plain(getattr(details, f.name)) for f in dataclasses.fields(details)}


def details_from_stored(instrument: FundingInstrument, stored: Mapping[str, Any]) -> FundingDetails | None:
    """The details of a row; None for a row of before they were asked for.

    Keys that do not belong, or are missing, are a `ValueError`: the database lets no such row in.
    """
    if not stored:
        return None
    kind = DETAILS_OF[instrument]
    names = {f.name for f in dataclasses.fields(kind)}
    if names != set(stored):
        message = f"details of {instrument} with {sorted(names ^ set(stored))}"
        raise ValueError(message)
    days = {f.name for f in dataclasses.fields(kind) if f.type == "date"}
    row = {name: date.fromisoformat(value) if name in days else value for name, value in stored.items()}
    found: FundingDetails = as_entity(kind, row)
    return found


def _positive(name: str, value: int | None) -> None:
    if value is not None and value <= 0:
        raise Invalid("not_an_amount", field=name)


def _within(name: str, value: int | None, least: int, most: int) -> None:
    if value is not None and not least <= value <= most:
        raise Invalid("out_of_range", field=name, least=least, most=most)


def _said(name: str, text: str, most: int) -> None:
    if not text:
        raise Invalid("required", field=name)
    if len(text) > most:
        raise Invalid("too_long", field=name, limit=most, length=len(text))
