"""What matching reads and remembers: candidates, provider profiles, introductions."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import numpy as np
from numpy.typing import NDArray

from models.entities.ids import IntroductionId, OrganisationId, PitchId
from models.entities.pitches import Seek
from models.entities.vocabulary import (
    Choice,
    FounderCategory,
    IntroductionStatus,
    NoReason,
    OrganisationKind,
    Stage,
)


@dataclass(frozen=True, slots=True)
class Candidate:
    """A pitch on show, with what the asking provider thinks of it."""

    pitch_id: PitchId
    company_id: OrganisationId
    company_name: str
    company_since: datetime
    approved_at: datetime
    lang: str
    name: str
    one_line: str
    sector: str | None
    sector2: str | None
    stage: Stage | None
    seeks: tuple[Seek, ...]
    currency: str
    district: str | None
    city: str
    main_category: FounderCategory | None
    choice: Choice | None
    reason: NoReason | None
    introduction_id: IntroductionId | None
    introduction_status: IntroductionStatus | None
    seen_before: bool
    backers: tuple[int, ...]


@dataclass(frozen=True, slots=True, eq=False)
class CandidateIds:
    """Which pitches one provider may see, and what lies between the two already.

    `answered` are those it gave any answer to, `refused` those it said no to, `declined` those whose
    founders declined its introduction.
    """

    ids: NDArray[np.int64]
    answered: frozenset[int]
    refused: frozenset[int]
    declined: frozenset[int]


@dataclass(frozen=True, slots=True)
class ProductFacts:
    """A product as a founder may read it."""

    name: str
    kind: str
    purpose: str
    amount_min: int | None
    amount_max: int | None
    rate_text: str
    term_months: int | None
    lang: str


@dataclass(frozen=True, slots=True)
class ProviderFacts:
    """A vetted provider with what it says of itself and what it has done."""

    organisation_id: OrganisationId
    name: str
    home_district: str | None
    home_city: str | None
    kinds: tuple[OrganisationKind, ...]
    lang: str
    thesis: str
    sectors: tuple[str, ...]
    stages: tuple[str, ...]
    instruments: tuple[str, ...]
    amount_min: int | None
    amount_max: int | None
    currency: str
    districts: tuple[str, ...]
    never_sectors: tuple[str, ...]
    never_text: str
    max_founders: int | None
    visible_to_founders: bool
    house: str | None
    n_introduced: int
    products: tuple[ProductFacts, ...]
    deals: list[dict[str, Any]]

    @property
    def full(self) -> bool:
        """Whether it has as many introductions as it can take."""
        return self.max_founders is not None and self.n_introduced >= self.max_founders


@dataclass(frozen=True, slots=True)
class Contact:
    """Whom to write to, once both agreed."""

    name: str
    email: str


@dataclass(frozen=True, slots=True)
class Introduction:
    """One provider and one pitch; contacts are those of the other side and only there when accepted."""

    id: IntroductionId
    status: IntroductionStatus
    proposed_at: datetime
    answered_at: datetime | None
    decline_reason: str
    organisation_id: OrganisationId
    provider_name: str
    provider_kinds: tuple[OrganisationKind, ...]
    pitch_id: PitchId
    pitch_name: str
    one_line: str
    pitch_lang: str
    company_id: OrganisationId
    company_name: str
    contacts: tuple[Contact, ...]


@dataclass(frozen=True, slots=True)
class MatchFilters:
    """Which pitches a provider wants to see; None is all."""

    stage: str | None = None
    sector: str | None = None
    district: str | None = None
    instrument: str | None = None
    # new, open (all but "no"), or one of the choices.
    choice: str | None = "open"
    # What the provider looks for just now; orders the list, and leaves nobody out.
    words: str = ""


def parse_day(text: str | None) -> date | None:
    """A day as it comes out of aggregated JSON."""
    return None if text is None else date.fromisoformat(text)
