"""What a program says of money that moved, and an example of it."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from pydantic import Field

from models.entities.funding_details import (
    Production,
    PurchaseForm,
    RateKind,
    Round,
    Security,
    ValuationBasis,
)
from models.entities.vocabulary import FundingInstrument
from web.api.bodies import Amount, Body, Id, in_units

BasisPoints = Annotated[int, Field(ge=0, le=10_000, description="10 000 are the whole.")]


class RecordBody(Body):
    """Money that moved; which of the fields after the rate are needed is the instrument's to say.

    priced_equity: valuation, basis, share_bp or shares, round, closed_on. convertible_note: rate_bp,
    matures_on, cap, discount_bp, trigger. safe: cap, discount_bp, mfn. loan: contract_no, rate_kind, rate_bp,
    term_months, security, first_drawdown, production. guarantee: creditor_id, loan, share_bp, fee_bp,
    term_months, counter. purchase: form, contract_no, accepted_on.
    """

    instrument: FundingInstrument
    company_id: Id
    provider_id: Id
    amount: Amount
    value_on: date
    event_id: Id | None = None
    product: Annotated[str, Field(max_length=100)] = ""
    note: Annotated[str, Field(max_length=2000)] = ""
    cny_rate: Annotated[str, Field(pattern=r"^\d{1,9}(\.\d{1,8})?$")] | None = None
    cny_rate_on: date | None = None
    cny_rate_source: Annotated[str, Field(max_length=100)] = ""
    valuation: Amount | None = None
    basis: ValuationBasis | None = None
    share_bp: BasisPoints | None = None
    shares: Annotated[int, Field(ge=1, le=10**12 - 1)] | None = None
    round: Round | None = None
    closed_on: date | None = None
    rate_bp: Annotated[int, Field(ge=-1000, le=10_000)] | None = None
    matures_on: date | None = None
    cap: Amount | None = None
    discount_bp: BasisPoints | None = None
    trigger: Annotated[str, Field(max_length=300)] = ""
    mfn: bool = False
    contract_no: Annotated[str, Field(max_length=60)] = ""
    rate_kind: RateKind | None = None
    term_months: Annotated[int, Field(ge=1, le=360)] | None = None
    security: Annotated[tuple[Security, ...], Field(max_length=10)] = ()
    first_drawdown: Amount | None = None
    production: Production | None = None
    creditor_id: Id | None = None
    loan: Id | Literal["elsewhere", "unknown"] | None = None
    fee_bp: BasisPoints | None = None
    counter: Annotated[tuple[Security, ...], Field(max_length=10)] = ()
    form_: Annotated[PurchaseForm | None, Field(alias="form")] = None
    accepted_on: date | None = None

    form_names = {"form_": "form", "loan": "loan_record_id"}  # noqa: RUF012 - a ClassVar of the parent

    def pairs(self) -> list[tuple[str, str]]:
        """As the page's form sends it: shares and rates in per cent, one currency for all amounts."""
        per_cent = {"share_bp", "discount_bp", "fee_bp"}
        if self.rate_kind in (None, RateKind.FIXED):
            per_cent.add("rate_bp")
        rest = self.model_copy(update=dict.fromkeys(per_cent))
        found = [*super(RecordBody, rest).pairs(), ("currency", self.amount.currency)]
        for name in sorted(per_cent):
            points: int | None = getattr(self, name)
            if points is not None:
                found.append((name, in_units(points) if points >= 0 else str(points)))
        return found


LOAN = {
    "instrument": "loan",
    "company_id": 1,
    "provider_id": 2,
    "amount": {"minor": 30000000, "currency": "CNY"},
    "value_on": "2026-05-12",
    "contract_no": "2026-017",
    "rate_kind": "lpr_1y",
    "rate_bp": 40,
    "term_months": 12,
    "security": ["none"],
    "first_drawdown": {"minor": 30000000, "currency": "CNY"},
    "production": "yes",
}
