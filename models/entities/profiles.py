"""What a provider says of itself: profile, products, past deals."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from models.entities.ids import OrganisationId, ProductId


@dataclass(frozen=True, slots=True)
class NewProfile:
    """A profile as typed; amounts in minor units, None is not stated."""

    lang: str
    thesis: str
    sectors: tuple[str, ...]
    stages: tuple[str, ...]
    instruments: tuple[str, ...]
    amount_min: int | None
    amount_max: int | None
    districts: tuple[str, ...]
    never_sectors: tuple[str, ...]
    never_text: str
    max_founders: int | None
    visible_to_founders: bool
    house: str | None


@dataclass(frozen=True, slots=True)
class Profile:
    """A profile on record."""

    organisation_id: OrganisationId
    name: str
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
    changed_at: datetime


@dataclass(frozen=True, slots=True)
class NewProduct:
    """A loan or guarantee product as typed."""

    kind: str
    name: str
    purpose: str
    amount_min: int | None
    amount_max: int | None
    rate_text: str
    term_months: int | None
    lang: str


@dataclass(frozen=True, slots=True)
class Product:
    """A product on offer."""

    id: ProductId
    organisation_id: OrganisationId
    kind: str
    name: str
    purpose: str
    amount_min: int | None
    amount_max: int | None
    currency: str
    rate_text: str
    term_months: int | None
    lang: str


@dataclass(frozen=True, slots=True)
class NewDeal:
    """A past deal as typed or read from a file."""

    company_name: str
    sector: str | None
    stage: str | None
    instrument: str | None
    amount: int | None
    dealt_on: date | None
    district: str | None


@dataclass(frozen=True, slots=True)
class Deal:
    """A past deal on record."""

    id: int
    company_name: str
    sector: str | None
    stage: str | None
    instrument: str | None
    amount: int | None
    currency: str
    dealt_on: date | None
    district: str | None
