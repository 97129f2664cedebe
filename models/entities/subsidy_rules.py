"""Versions of rules that an administrator published, drafts of the next, and deals to judge by them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from models.entities.ids import OrganisationId, RecordId
from models.entities.vocabulary import FundingInstrument, FundingKind


@dataclass(frozen=True, slots=True)
class PublishedVersion:
    """One published version; `content` is what the rules' reader made sense of when it was published."""

    id: int
    code: str
    version: str
    content: dict[str, Any]
    note: str
    lang: str
    published_by_name: str
    published_at: datetime


@dataclass(frozen=True, slots=True)
class RuleDraft:
    """The next version of a rule while it is written."""

    code: str
    content: dict[str, Any]
    note: str
    lang: str
    edited_by_name: str
    edited_at: datetime
    revision: int


@dataclass(frozen=True, slots=True)
class TakenDraft:
    """A draft that has just been taken away to be published."""

    content: dict[str, Any]
    note: str
    lang: str


@dataclass(frozen=True, slots=True)
class LedgerDeal:
    """A confirmed deal in yuan, as far as rules can be judged by it."""

    record_id: RecordId
    company_id: OrganisationId
    company_name: str
    provider_id: OrganisationId
    provider_name: str
    creditor_id: OrganisationId | None
    creditor_name: str | None
    kind: FundingKind
    instrument: FundingInstrument
    amount: int
    value_on: date
    district: str | None
    in_space: bool
    details: dict[str, Any]
    evidence_types: tuple[str, ...]
    provider_kinds: tuple[str, ...]
    is_first: bool
    # Whether the company has a first of this kind at all, this deal or another.
    has_first: bool
    # The day of an exit, or of the last repayment of a loan that is repaid in full.
    ended_on: date | None
