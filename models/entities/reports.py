"""Rows of the reports per space, event and provider, as known at an instant."""

from __future__ import annotations

import enum
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from models.entities.ids import EventId, OrganisationId, RecordId
from models.entities.tenancies import TenancyStage
from models.entities.vocabulary import EventKind, EventStatus, FundingInstrument, FundingKind, FundingStatus


class HostRole(enum.StrEnum):
    """主办 hosts, 承办 undertakes: local scoring weighs them apart."""

    HOST = "host"
    UNDERTAKER = "undertaker"


@dataclass(frozen=True, slots=True)
class Body:
    """An organisation that a report is about."""

    id: OrganisationId
    name: str
    lang: str
    district: str | None


@dataclass(frozen=True, slots=True)
class TenantRow:
    """A company that was in the space during the span, with its whole way through it."""

    company_id: OrganisationId
    company_name: str
    company_lang: str
    uscc: str | None
    stages: tuple[TenancyStage, ...]
    stage_days: tuple[date, ...]
    entered_on: date
    left_on: date | None
    founder_name: str | None
    category: str | None
    # All confirmed investments by the end of the span, in 元's minor units.
    invested: int


@dataclass(frozen=True, slots=True)
class DeclaredValue:
    """What an organisation said of itself; a value of None takes back what it said before."""

    organisation_id: OrganisationId
    fact: str
    value: Any
    as_of: date


@dataclass(frozen=True, slots=True)
class MoneyRow:
    """One confirmed record; `cny_amount` is None where nobody converted it."""

    record_id: RecordId
    company_id: OrganisationId
    company_name: str
    company_lang: str
    provider_id: OrganisationId
    provider_name: str
    kind: FundingKind
    instrument: FundingInstrument
    product: str
    amount: int
    currency: str
    cny_amount: int | None
    value_on: date
    district: str | None
    is_first: bool


@dataclass(frozen=True, slots=True)
class HostedEvent:
    """An event of a space; without a role nobody has said who hosted it."""

    event_id: EventId
    title_zh: str
    title_en: str
    kind: EventKind
    timezone: str
    starts_at: datetime
    role: HostRole | None
    n_in_role: int


@dataclass(frozen=True, slots=True)
class EventFacts:
    """An event for its report."""

    id: EventId
    organiser_id: OrganisationId
    organiser_name: str
    organiser_lang: str
    kind: EventKind
    title_zh: str
    title_en: str
    timezone: str
    starts_at: datetime
    ends_at: datetime
    place: str
    district: str | None
    status: EventStatus
    n_registered: int
    n_waiting: int
    # Seen at the door, or marked as present: everybody, also who takes part without registering.
    n_came: int


@dataclass(frozen=True, slots=True)
class Host:
    """A body named as host of an event."""

    id: int
    role: HostRole
    organisation_id: OrganisationId | None
    name: str
    lang: str
    stated_at: datetime


@dataclass(frozen=True, slots=True)
class StageRow:
    """A founder's place in the released programme, with the meetings planned and kept."""

    company_id: OrganisationId
    company_name: str
    company_lang: str
    pitch_id: int
    pitch_name: str
    pitch_lang: str
    # None: meetings only, no place on stage.
    starts_at: datetime | None
    n_meetings: int
    n_kept: int


@dataclass(frozen=True, slots=True)
class MeetingRow:
    """One planned meeting; no outcome where nobody has said anything."""

    meeting_id: int
    company_name: str
    company_lang: str
    provider_name: str
    provider_lang: str
    starts_at: datetime
    called_off: bool
    outcome: str | None


@dataclass(frozen=True, slots=True)
class PairRow:
    """A founder and a provider of the event: interest and introduction since it began."""

    company_name: str
    company_lang: str
    provider_name: str
    provider_lang: str
    interested_at: datetime | None
    introduced_at: datetime | None


@dataclass(frozen=True, slots=True)
class PortfolioRow:
    """A record of a provider with its state and what became of the money."""

    record_id: RecordId
    company_id: OrganisationId
    company_name: str
    company_lang: str
    kind: FundingKind
    instrument: FundingInstrument
    product: str
    amount: int
    currency: str
    cny_amount: int | None
    value_on: date
    district: str | None
    status: FundingStatus
    is_first: bool
    # What is still to be repaid, and what is still guaranteed; None where it does not apply.
    outstanding: int | None
    liability: int | None
    repaid: int
    written_off: int
    called: int
    recovered: int
    proceeds: int
    in_default: bool


@dataclass(frozen=True, slots=True)
class SubsidyRow:
    """A claim of a provider with where it stood and what was granted, paid and taken back."""

    claim_id: int
    rule_zh: str
    rule_en: str
    rule_code: str
    rule_version: str
    record_id: RecordId
    company_name: str
    company_lang: str
    claimed_on: date
    claimed: int
    status: str
    granted: int
    paid: int
    taken_back: int

    @property
    def is_open(self) -> bool:
        """Whether nobody has decided on it yet."""
        return self.status in {"claimed", "under_review"}

    @property
    def due(self) -> int:
        """What was granted and is not paid yet."""
        return max(0, self.granted - self.paid) if self.status in {"granted", "paid"} else 0


@dataclass(frozen=True, slots=True)
class Subject:
    """What one can open a report of."""

    kind: str
    id: int
    name_zh: str
    name_en: str
    lang: str


@dataclass(frozen=True, slots=True)
class LedgerRow:
    """A record in a list that leaves the house."""

    record_id: RecordId
    status: FundingStatus
    kind: FundingKind
    instrument: FundingInstrument
    product: str
    amount: int
    currency: str
    cny_amount: int | None
    value_on: date
    company_name: str
    company_uscc: str | None
    provider_name: str
    provider_uscc: str | None
    creditor_name: str | None
    space_name: str | None
    district: str | None
    founder_category: str | None
    event_title_zh: str | None
    event_title_en: str | None
    proposed_at: datetime
    confirmed_at: datetime | None
    corrects_id: RecordId | None
    # Definitions under which it was a first then.
    first_under: tuple[str, ...]
