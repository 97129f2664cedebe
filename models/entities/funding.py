"""Money that moved, or is said to have: records, their steps, their proof, and the firsts that follow."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from models.entities.ids import EventId, OrganisationId, PersonId, PitchId, RecordId
from models.entities.vocabulary import FundingInstrument, FundingKind, FundingStatus, FundingStep


@dataclass(frozen=True, slots=True)
class NewRecord:
    """What somebody proposes; `amount` in minor units."""

    company_id: OrganisationId
    provider_id: OrganisationId
    creditor_id: OrganisationId | None
    kind: FundingKind
    instrument: FundingInstrument
    product: str
    amount: int
    currency: str
    value_on: date
    event_id: EventId | None
    note: str
    lang: str


@dataclass(frozen=True, slots=True)
class FundingRecord:
    """One row of the ledger with the names of its parties and where it stands."""

    id: RecordId
    company_id: OrganisationId
    company_name: str
    company_uscc: str | None
    provider_id: OrganisationId
    provider_name: str
    provider_uscc: str | None
    creditor_id: OrganisationId | None
    creditor_name: str | None
    kind: FundingKind
    instrument: FundingInstrument
    product: str
    amount: int
    currency: str
    value_on: date
    event_id: EventId | None
    event_title_zh: str | None
    event_title_en: str | None
    event_organiser_id: OrganisationId | None
    pitch_id: PitchId | None
    introduction_id: int | None
    district: str | None
    space_id: OrganisationId | None
    space_name: str | None
    founder_category: str | None
    details: dict[str, Any]
    note: str
    lang: str
    proposed_by: PersonId
    proposed_side: str
    proposed_body_id: OrganisationId
    proposed_body_name: str
    proposed_at: datetime
    corrects_id: RecordId | None
    corrected_by_id: RecordId | None
    status: FundingStatus
    confirmed_at: datetime | None
    # Definitions under which this is the company's first of its kind, in force now.
    first_under: tuple[str, ...]
    # The certificates that say so, in the same order.
    certificate_ids: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class StepTaken:
    """What a named signer did, for which organisation; nobody where the platform itself did it."""

    step: FundingStep
    person_id: PersonId | None
    person_name: str | None
    # None for an officer, who signs for the city.
    body_name: str | None
    comment: str
    lang: str
    taken_at: datetime


@dataclass(frozen=True, slots=True)
class Evidence:
    """A file that proves a record."""

    id: int
    record_id: RecordId
    sha256: str
    filename: str
    evidence_type: str
    media_type: str
    size_bytes: int
    attached_by_name: str
    attached_at: datetime


@dataclass(frozen=True, slots=True)
class PartyChoice:
    """An organisation that may be named in a record, for a form's list."""

    id: OrganisationId
    name: str
    kinds: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class EventChoice:
    """An event that a record may have come from."""

    id: EventId
    title_zh: str
    title_en: str


@dataclass(frozen=True, slots=True)
class FirstsCell:
    """How many firsts and how much money, of one kind in one district and year."""

    kind: FundingKind
    district: str | None
    year: int
    n_firsts: int
    amount: int
