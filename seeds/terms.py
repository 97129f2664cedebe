"""The terms of the demo's records: made from what the record says, the same in every load."""

from __future__ import annotations

from datetime import date, timedelta

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
)
from models.entities.vocabulary import FundingInstrument
from seeds.stage import number
from seeds.texts import Record

_TRIGGER = {
    "zh": "下一轮股权融资不低于 200 万元时转股",
    "en": "the next round of shares of at least 2 million yuan",
}


def terms_of(key: str, record: Record, amount: int, moved: date) -> FundingDetails:
    """Terms that a city's first deals have; `amount` in minor units."""

    def pick(what: str, *values: int) -> int:
        return values[number(f"{key} {what}", len(values))]

    match FundingInstrument(record["instrument"]):
        case FundingInstrument.PRICED_EQUITY:
            # The part bought is what the amount buys at this value, to the basis point.
            share = pick("share", 500, 800, 1000, 1250, 2000)
            return PricedEquity(
                valuation=amount * 10_000 // share,
                basis=ValuationBasis.POST,
                share_bp=share,
                shares=None,
                round=(Round.SEED, Round.ANGEL, Round.ANGEL, Round.PRE_A)[pick("round", 0, 1, 2, 3)],
                closed_on=moved - timedelta(days=pick("closed", 3, 7, 12, 20)),
            )
        case FundingInstrument.CONVERTIBLE_NOTE:
            return ConvertibleNote(
                rate_bp=pick("rate", 500, 600, 800),
                matures_on=moved + timedelta(days=pick("term", 365, 540, 730)),
                cap=amount * pick("cap", 8, 10, 12),
                discount_bp=pick("discount", 1500, 2000),
                trigger=_TRIGGER[record["lang"]],
            )
        case FundingInstrument.SAFE:
            return Safe(cap=amount * pick("cap", 10, 15, 20), discount_bp=None, mfn=True)
        case FundingInstrument.LOAN:
            first = pick("first", 100, 100, 60)
            return Loan(
                contract_no=f"{moved:%Y}-{number(key, 9000) + 1000}",
                rate_kind=RateKind.LPR_1Y,
                rate_bp=pick("rate", 0, 20, 40, 55),
                term_months=pick("term", 6, 12, 12, 24),
                security=((Security.IP,), (Security.GUARANTEE,), (Security.NONE,))[pick("security", 0, 1, 2)],
                first_drawdown=amount * first // 100,
                production=Production.YES,
            )
        case FundingInstrument.GUARANTEE:
            return Guarantee(
                share_bp=pick("share", 8000, 8000, 7000),
                fee_bp=pick("fee", 50, 80, 100),
                term_months=12,
                counter=((Security.PERSONAL,), (Security.IP,), (Security.NONE,))[pick("counter", 0, 1, 2)],
                loan=LinkedLoan.ELSEWHERE,
            )
        case FundingInstrument.PURCHASE:
            return Purchase(PurchaseForm.FIRST, f"{moved:%Y}-{number(key, 9000) + 1000}", moved)
