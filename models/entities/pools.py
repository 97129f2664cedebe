"""Risk-compensation pools: what they hold, for which products they answer, and the records that those are."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from models.entities.ids import OrganisationId, PoolId, RecordId
from models.entities.vocabulary import FundingKind


@dataclass(frozen=True, slots=True)
class Pool:
    """A pool with what was paid into it; without a district it is the whole city's."""

    id: PoolId
    name: str
    lang: str
    district: str | None
    currency: str
    paid_in: int


@dataclass(frozen=True, slots=True)
class PoolMoney:
    """Money paid in, or taken out below nothing."""

    amount: int
    paid_on: date
    source: str
    lang: str
    stated_by_name: str
    stated_at: datetime


@dataclass(frozen=True, slots=True)
class PoolTerms:
    """Who bears how much of a loss from a day on, in basis points; None is not known."""

    id: int
    since: date
    pool_bp: int | None
    bank_bp: int | None
    guarantor_bp: int | None
    most_outstanding: int | None
    source: str
    lang: str
    stated_by_name: str
    stated_at: datetime


@dataclass(frozen=True, slots=True)
class PoolProduct:
    """A product for which a pool answers, with the bank or guarantor that gives it."""

    id: int
    name: str
    lang: str
    organisation_id: OrganisationId
    provider_name: str
    provider_lang: str
    terms: tuple[PoolTerms, ...]

    def terms_on(self, day: date) -> PoolTerms | None:
        """The terms that held on a day; of two from the same day the one stated later."""
        held = [t for t in self.terms if t.since <= day]
        return max(held, key=lambda t: (t.since, t.id), default=None)


@dataclass(frozen=True, slots=True)
class CoveredRecord:
    """A loan or guarantee that a pool answers for, in whole; the pool's share is in the terms of its day."""

    record_id: RecordId
    product_id: int
    by_hand: bool
    company_name: str
    company_lang: str
    provider_id: OrganisationId
    provider_name: str
    provider_lang: str
    kind: FundingKind
    district: str | None
    currency: str
    amount: int
    value_on: date
    term_months: int | None
    at_risk: int
    called: int
    recovered: int
    first_call_on: date | None
    last_move_on: date | None


@dataclass(frozen=True, slots=True)
class OpenRecord:
    """A confirmed loan or guarantee that no pool answers for, to be put under one."""

    record_id: RecordId
    company_name: str
    provider_name: str
    product: str
    kind: FundingKind
    amount: int
    currency: str
    value_on: date


@dataclass(frozen=True, slots=True)
class NewPool:
    """A pool as an officer states it."""

    name: str
    district: str | None
    currency: str = "CNY"


@dataclass(frozen=True, slots=True)
class NewMoney:
    """Money that an officer states was paid in or taken out."""

    amount: int
    paid_on: date
    source: str


@dataclass(frozen=True, slots=True)
class NewTerms:
    """Terms as an officer states them."""

    since: date
    pool_bp: int | None
    bank_bp: int | None
    guarantor_bp: int | None
    most_outstanding: int | None
    source: str
