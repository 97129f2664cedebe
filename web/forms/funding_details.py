"""The fields of each instrument: read from a form, and written back into it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import assert_never

from models.entities.funding_details import (
    COUNTER_GUARANTEES,
    MOST_CONTRACT_NO,
    MOST_MONTHS,
    MOST_TRIGGER,
    WHOLE_BP,
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
from web import formats
from web.forms.base import FormReader


def _equity(form: FormReader) -> PricedEquity | None:
    valuation = form.money("valuation")
    basis = form.choice("basis", ValuationBasis)
    share_bp = form.per_cent("share_bp", required=False)
    shares = form.whole("shares", least=1, most=10**12, required=False)
    round_ = form.choice("round", Round)
    closed_on = form.day("closed_on")
    if valuation is None or basis is None or round_ is None or closed_on is None:
        return None
    return PricedEquity(valuation, basis, share_bp, shares, round_, closed_on)


def _note(form: FormReader) -> ConvertibleNote | None:
    rate_bp = form.per_cent("rate_bp")
    matures_on = form.day("matures_on")
    cap = form.money("cap", required=False)
    discount_bp = form.per_cent("discount_bp", required=False)
    trigger = form.text("trigger", most=MOST_TRIGGER)
    if rate_bp is None or matures_on is None:
        return None
    return ConvertibleNote(rate_bp, matures_on, cap, discount_bp, trigger)


def _safe(form: FormReader) -> Safe | None:
    cap = form.money("cap", required=False)
    return Safe(cap, form.per_cent("discount_bp", required=False), form.flag("mfn"))


def _loan(form: FormReader) -> Loan | None:
    contract_no = form.text("contract_no", most=MOST_CONTRACT_NO)
    rate_kind = form.choice("rate_kind", RateKind)
    # Per cent where the rate is fixed, else points above or below the prime rate.
    if rate_kind is RateKind.FIXED or rate_kind is None:
        rate_bp = form.per_cent("rate_bp")
    else:
        rate_bp = form.whole("rate_bp", least=-1000, most=WHOLE_BP)
    term = form.whole("term_months", least=1, most=MOST_MONTHS)
    security = form.choices("security", Security, required=True)
    drawn = form.money("first_drawdown")
    production = form.choice("production", Production)
    if rate_kind is None or rate_bp is None or term is None or drawn is None or production is None:
        return None
    return Loan(contract_no, rate_kind, rate_bp, term, security, drawn, production)


def _guarantee(form: FormReader) -> Guarantee | None:
    share_bp = form.per_cent("share_bp")
    fee_bp = form.per_cent("fee_bp")
    term = form.whole("term_months", least=1, most=MOST_MONTHS)
    counter = form.codes("counter", [str(s) for s in COUNTER_GUARANTEES], required=True)
    loan = form.raw("loan_record_id")
    if share_bp is None or fee_bp is None or term is None:
        return None
    where = (
        LinkedLoan.ELSEWHERE
        if loan == LinkedLoan.ELSEWHERE
        else LinkedLoan.RECORD
        if loan.isdecimal()
        else LinkedLoan.UNKNOWN
    )
    return Guarantee(share_bp, fee_bp, term, tuple(map(Security, counter)), where)


def _purchase(form: FormReader) -> Purchase | None:
    form_ = form.choice("form", PurchaseForm)
    contract_no = form.text("contract_no", most=MOST_CONTRACT_NO)
    accepted_on = form.day("accepted_on")
    if form_ is None or accepted_on is None:
        return None
    return Purchase(form_, contract_no, accepted_on)


_READERS: dict[FundingInstrument, Callable[[FormReader], FundingDetails | None]] = {
    FundingInstrument.PRICED_EQUITY: _equity,
    FundingInstrument.CONVERTIBLE_NOTE: _note,
    FundingInstrument.SAFE: _safe,
    FundingInstrument.LOAN: _loan,
    FundingInstrument.GUARANTEE: _guarantee,
    FundingInstrument.PURCHASE: _purchase,
}


def read_details(form: FormReader, instrument: FundingInstrument) -> FundingDetails | None:
    """The details that the form gives, or None with an error a field."""
    return _READERS[instrument](form)


def typed_details(details: FundingDetails) -> dict[str, str | list[str]]:
    """The details as a person would type them."""
    match details:
        case PricedEquity():
            return {
                "valuation": formats.money_input(details.valuation),
                "basis": details.basis,
                "share_bp": formats.per_cent_input(details.share_bp),
                "shares": _number(details.shares),
                "round": details.round,
                "closed_on": _day(details.closed_on),
            }
        case ConvertibleNote():
            return {
                "rate_bp": formats.per_cent_input(details.rate_bp),
                "matures_on": _day(details.matures_on),
                "cap": formats.money_input(details.cap),
                "discount_bp": formats.per_cent_input(details.discount_bp),
                "trigger": details.trigger,
            }
        case Safe():
            return {
                "cap": formats.money_input(details.cap),
                "discount_bp": formats.per_cent_input(details.discount_bp),
                "mfn": "1" if details.mfn else "",
            }
        case Loan():
            fixed = details.rate_kind is RateKind.FIXED
            return {
                "contract_no": details.contract_no,
                "rate_kind": details.rate_kind,
                "rate_bp": formats.per_cent_input(details.rate_bp) if fixed else str(details.rate_bp),
                "term_months": str(details.term_months),
                "security": [str(s) for s in details.security],
                "first_drawdown": formats.money_input(details.first_drawdown),
                "production": details.production,
            }
        case Guarantee():
            return {
                "share_bp": formats.per_cent_input(details.share_bp),
                "fee_bp": formats.per_cent_input(details.fee_bp),
                "term_months": str(details.term_months),
                "counter": [str(s) for s in details.counter],
                # A record's number, where there is one, is told by the record itself.
                "loan_record_id": details.loan if details.loan is not LinkedLoan.RECORD else "",
            }
        case Purchase():
            return {
                "form": details.form,
                "contract_no": details.contract_no,
                "accepted_on": _day(details.accepted_on),
            }
        case _:
            assert_never(details)


def _day(value: date) -> str:
    return value.isoformat()


def _number(value: int | None) -> str:
    return "" if value is None else str(value)
