"""Plain terms of each instrument, for tests whose matter is something else."""

from __future__ import annotations

from datetime import date
from typing import Any

from models.entities.funding_details import (
    ConvertibleNote,
    FundingDetails,
    Guarantee,
    LinkedLoan,
    Loan,
    PricedEquity,
    Production,
    Purchase,
    PurchaseForm,
    RateKind,
    Round,
    Safe,
    Security,
    ValuationBasis,
    details_as_stored,
)
from models.entities.vocabulary import FundingInstrument


def details_for(
    instrument: FundingInstrument | str, *, amount: int = 1, value_on: date = date(2026, 5, 2)
) -> FundingDetails:
    """Terms that are lawful for this amount and day."""
    match FundingInstrument(instrument):
        case FundingInstrument.PRICED_EQUITY:
            return PricedEquity(amount * 10, ValuationBasis.POST, 1000, None, Round.ANGEL, value_on)
        case FundingInstrument.CONVERTIBLE_NOTE:
            return ConvertibleNote(600, value_on.replace(year=value_on.year + 2), None, 2000, "下一轮融资")
        case FundingInstrument.SAFE:
            return Safe(amount * 10, None, False)
        case FundingInstrument.LOAN:
            return Loan("2026-1", RateKind.LPR_1Y, 40, 12, (Security.NONE,), amount, Production.YES)
        case FundingInstrument.GUARANTEE:
            return Guarantee(8000, 80, 12, (Security.PERSONAL,), LinkedLoan.UNKNOWN)
        case FundingInstrument.PURCHASE:
            return Purchase(PurchaseForm.FIRST, "2026-1", value_on)


def stored_terms(instrument: str, *, amount: int, value_on: date) -> dict[str, Any]:
    """The same as a row holds them, for rows written straight into the tables."""
    return details_as_stored(details_for(instrument, amount=amount, value_on=value_on))
