"""Letting providers in: what they say of themselves, and what organisers have decided on which evidence."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from models.entities.ids import OrganisationId
from models.entities.vocabulary import Instrument, OrganisationKind, Stage


class VettingDecision(StrEnum):
    """A provider is let in, not let in, or no longer in."""

    GRANTED = "granted"
    REFUSED = "refused"
    REVOKED = "revoked"


@dataclass(frozen=True, slots=True)
class ProviderRow:
    """One line of the organiser's list."""

    id: OrganisationId
    name: str
    lang: str
    kinds: frozenset[OrganisationKind]
    district: str | None
    created_at: datetime
    decision: VettingDecision | None
    decided_at: datetime | None
    qualified: bool
    has_profile: bool


@dataclass(frozen=True, slots=True)
class OwnStanding:
    """A provider of the viewer's that is not let in: since when it waits, and what was decided last."""

    id: OrganisationId
    name: str
    lang: str
    created_at: datetime
    decision: VettingDecision | None
    decided_at: datetime | None
    has_profile: bool


@dataclass(frozen=True, slots=True)
class VettingCounts:
    """How many providers wait, are in, and are not."""

    n_waiting: int
    n_granted: int
    n_closed: int


@dataclass(frozen=True, slots=True)
class ProviderSeen:
    """What a provider says of itself."""

    id: OrganisationId
    name: str
    lang: str
    uscc: str | None
    district: str | None
    city: str | None
    about: str
    kinds: frozenset[OrganisationKind]
    created_at: datetime
    # The profile; its language is None where there is none yet.
    profile_lang: str | None
    thesis: str
    sectors: tuple[str, ...]
    stages: tuple[Stage, ...]
    instruments: tuple[Instrument, ...]
    amount_min: int | None
    amount_max: int | None
    currency: str
    districts: tuple[str, ...]
    never_sectors: tuple[str, ...]
    never_text: str


@dataclass(frozen=True, slots=True)
class ProductSeen:
    """A loan or guarantee that a provider offers."""

    name: str
    kind: Instrument
    purpose: str
    amount_min: int | None
    amount_max: int | None
    currency: str
    rate_text: str
    term_months: int | None
    lang: str


@dataclass(frozen=True, slots=True)
class DealSeen:
    """A deal that a provider says it has done."""

    company_name: str
    sector: str | None
    stage: str | None
    instrument: str | None
    amount: int | None
    currency: str
    dealt_on: date | None
    district: str | None


@dataclass(frozen=True, slots=True)
class ContactSeen:
    """Who acts for a provider."""

    name: str
    email: str
    is_manager: bool


@dataclass(frozen=True, slots=True)
class Decided:
    """One decision with its evidence."""

    id: int
    decision: VettingDecision
    evidence: str
    decided_at: datetime
    decided_by_name: str
    body_name: str
    body_lang: str


@dataclass(frozen=True, slots=True)
class QualificationSeen:
    """That a provider may read terms: since when, until when, on what evidence."""

    id: int
    qualified_on: date
    valid_until: date | None
    evidence: str
    granted_by_name: str
    granted_at: datetime
    revoked_at: datetime | None
