"""Money that moved, or is said to have: records, their steps, their proof, and the firsts that follow."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from models.entities.funding_details import FundingDetails, details_from_stored
from models.entities.ids import EventId, OrganisationId, PersonId, PitchId, RecordId
from models.entities.vocabulary import FundingInstrument, FundingKind, FundingStatus, FundingStep

# All of them count in hundredths, as every amount here does.
CURRENCIES = ("CNY", "USD", "EUR", "HKD", "GBP", "SGD")


@dataclass(frozen=True, slots=True)
class Conversion:
    """What one unit of a foreign currency was worth in 元, on which day and by whose word."""

    rate: Decimal
    rate_on: date
    source: str

    def in_yuan(self, amount: int) -> int:
        """The amount in 分, half a 分 rounded up as the database does."""
        return int((amount * self.rate).quantize(Decimal(1), ROUND_HALF_UP))


@dataclass(frozen=True, slots=True, kw_only=True)
class NewRecord:
    """What somebody proposes; `amount` in minor units."""

    company_id: OrganisationId
    provider_id: OrganisationId
    creditor_id: OrganisationId | None
    kind: FundingKind
    instrument: FundingInstrument
    details: FundingDetails
    product: str
    amount: int
    currency: str
    value_on: date
    event_id: EventId | None
    note: str
    lang: str
    # The loan that a guarantee stands for, where it is a record here.
    loan_record_id: RecordId | None = None
    # None: foreign money that is left out of sums in 元.
    conversion: Conversion | None = None


@dataclass(frozen=True, slots=True)
class FundingRecord:
    """One row of the ledger with the names of its parties and where it stands."""

    id: RecordId
    company_id: OrganisationId
    company_name: str
    company_uscc: str | None
    # How the party is called today, where that is another name than on the day of the money.
    company_now: str | None
    provider_id: OrganisationId
    provider_name: str
    provider_uscc: str | None
    provider_now: str | None
    creditor_id: OrganisationId | None
    creditor_name: str | None
    creditor_uscc: str | None
    kind: FundingKind
    instrument: FundingInstrument
    product: str
    amount: int
    currency: str
    cny_amount: int | None
    cny_rate: Decimal | None
    cny_rate_on: date | None
    cny_rate_source: str | None
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
    loan_record_id: RecordId | None
    note: str
    lang: str
    proposed_by: PersonId
    proposed_side: str
    proposed_body_id: OrganisationId
    proposed_body_name: str
    proposed_at: datetime
    answer_until: datetime | None
    corrects_id: RecordId | None
    corrected_by_id: RecordId | None
    status: FundingStatus
    confirmed_at: datetime | None
    # Definitions under which this is the company's first of its kind, in force now.
    first_under: tuple[str, ...]
    # The certificates that say so, in the same order.
    certificate_ids: tuple[int, ...]

    @property
    def terms(self) -> FundingDetails | None:
        """The typed details; None for a row of before they were asked for."""
        return details_from_stored(self.instrument, self.details)

    @property
    def conversion(self) -> Conversion | None:
        """How foreign money was converted, if it was."""
        if self.cny_rate is None or self.cny_rate_on is None or self.cny_rate_source is None:
            return None
        return Conversion(self.cny_rate, self.cny_rate_on, self.cny_rate_source)


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
    """A file that proves a record, or one movement of its money."""

    id: int
    record_id: RecordId
    movement_id: int | None
    sha256: str
    filename: str
    evidence_type: str
    page: int | None
    media_type: str
    size_bytes: int
    attached_by_name: str
    attached_at: datetime


@dataclass(frozen=True, slots=True)
class Counter:
    """What the disputing side says instead."""

    record_id: RecordId
    side: str
    instrument: FundingInstrument
    product: str
    amount: int
    currency: str
    value_on: date
    details: dict[str, Any]
    creditor_id: OrganisationId | None
    creditor_name: str | None
    loan_record_id: RecordId | None
    cny_rate: Decimal | None
    cny_rate_on: date | None
    cny_rate_source: str | None
    stated_at: datetime

    @property
    def terms(self) -> FundingDetails:
        """The typed details; a counter is never without."""
        found = details_from_stored(self.instrument, self.details)
        if found is None:
            message = "a counter without details"
            raise ValueError(message)
        return found

    @property
    def conversion(self) -> Conversion | None:
        """How foreign money was converted, if it was."""
        if self.cny_rate is None or self.cny_rate_on is None or self.cny_rate_source is None:
            return None
        return Conversion(self.cny_rate, self.cny_rate_on, self.cny_rate_source)


@dataclass(frozen=True, slots=True)
class LoanChoice:
    """A loan that a guarantee may stand for, for a form's list."""

    id: RecordId
    company_id: OrganisationId
    provider_id: OrganisationId
    provider_name: str
    amount: int
    currency: str
    value_on: date


@dataclass(frozen=True, slots=True)
class SavedDraft:
    """What a person was writing: raw input, no record yet."""

    id: int
    key: str
    role: str
    fields: dict[str, Any]
    saved_at: datetime


@dataclass(frozen=True, slots=True)
class Due:
    """A record that nobody has answered, and until when it was asked."""

    id: RecordId
    company_id: OrganisationId
    until: datetime
    reminded: bool


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
