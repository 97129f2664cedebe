"""A company's passport: what is on record of it, in parts that its founder shows or keeps to herself."""

from __future__ import annotations

import enum
from dataclasses import dataclass
from datetime import date, datetime

from models.entities.ids import OrganisationId, RecordId
from models.entities.tenancies import TenancyStage
from models.entities.vocabulary import FundingInstrument, FundingKind


class Part(enum.StrEnum):
    """What a passport is made of."""

    PITCHES = "pitches"
    MEETINGS = "meetings"
    FIRSTS = "firsts"
    RECORDS = "records"
    TENANCIES = "tenancies"


@dataclass(frozen=True, slots=True)
class PassportCompany:
    """Whose passport it is."""

    id: OrganisationId
    name: str
    lang: str
    uscc: str | None
    district: str | None


@dataclass(frozen=True, slots=True)
class PassportPitch:
    """A submitted pitch."""

    pitch_id: int
    name: str
    lang: str
    category: str | None
    sector: str | None
    stage: str | None
    submitted_at: datetime
    approved_at: datetime | None


@dataclass(frozen=True, slots=True)
class PassportMeeting:
    """A meeting that was kept."""

    met_at: datetime
    provider_name: str
    provider_lang: str
    event_zh: str
    event_en: str


@dataclass(frozen=True, slots=True)
class PassportRecord:
    """Confirmed money."""

    record_id: RecordId
    kind: FundingKind
    instrument: FundingInstrument
    product: str
    amount: int
    currency: str
    value_on: date
    confirmed_at: datetime
    provider_name: str
    provider_lang: str
    # The certificates in force that name this record, side by side: definition, number, issued when.
    definitions: tuple[str, ...]
    numbers: tuple[str, ...]
    issued: tuple[datetime, ...]


@dataclass(frozen=True, slots=True)
class PassportFirst:
    """A certificate in force."""

    kind: FundingKind
    definition: str
    number: str
    issued_at: datetime
    record_id: RecordId
    instrument: FundingInstrument
    amount: int
    currency: str
    value_on: date
    provider_name: str
    provider_lang: str


@dataclass(frozen=True, slots=True)
class PassportElsewhere:
    """A first that happened outside the platform, as somebody declared."""

    kind: FundingKind
    happened_on: date
    provider_name: str
    lang: str
    declared_at: datetime


@dataclass(frozen=True, slots=True)
class PassportTenancy:
    """A stay in a host space."""

    space_name: str
    space_lang: str
    stage: TenancyStage
    since_on: date
    until_on: date | None


@dataclass(frozen=True, slots=True)
class Share:
    """A link that a founder made, with how often it was opened."""

    id: int
    parts: tuple[Part, ...]
    audience: str
    lang: str
    made_at: datetime
    expires_at: datetime
    revoked_at: datetime | None
    made_by_name: str
    n_openings: int
    last_opened_at: datetime | None


@dataclass(frozen=True, slots=True)
class Shared:
    """What a link shows: chosen parts, as they stood when it was made."""

    id: int
    company_id: OrganisationId
    parts: tuple[Part, ...]
    audience: str
    lang: str
    made_at: datetime
    expires_at: datetime
