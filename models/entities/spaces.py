"""A host space as the public meets it: what it says of itself, what it offers, whom to ask."""

from __future__ import annotations

import enum
from dataclasses import dataclass
from datetime import date, datetime

from models.entities.ids import OrganisationId, PersonId
from models.entities.tenancies import TenancyStage
from models.entities.vocabulary import EventKind, FounderCategory


class OfferKind(enum.StrEnum):
    """What a space can offer, in the order of the founding document (measures 4 and 10 to 12)."""

    PLACES = "places"
    EQUIPMENT = "equipment"
    REGISTRATION = "registration"
    LAW = "law"
    ACCOUNTING = "accounting"
    INTELLECTUAL_PROPERTY = "intellectual_property"
    MENTORS = "mentors"
    FINANCE = "finance"


@dataclass(frozen=True, slots=True)
class SpaceText:
    """What a space says of itself; a text in one language may be missing where the other is there."""

    about_zh: str = ""
    about_en: str = ""
    address_zh: str = ""
    address_en: str = ""
    opening_zh: str = ""
    opening_en: str = ""
    link: str = ""
    categories: tuple[FounderCategory, ...] = ()
    stages: tuple[TenancyStage, ...] = ()
    n_desks: int | None = None
    n_rooms: int | None = None
    area_m2: int | None = None
    published: bool = False


@dataclass(frozen=True, slots=True)
class SpaceCard:
    """A published space in the directory; numbers of people's companies are still exact here."""

    id: OrganisationId
    name: str
    lang: str
    district: str | None
    about_zh: str
    about_en: str
    address_zh: str
    address_en: str
    opening_zh: str
    opening_en: str
    link: str
    categories: tuple[FounderCategory, ...]
    stages: tuple[TenancyStage, ...]
    n_desks: int | None
    n_rooms: int | None
    area_m2: int | None
    published: bool
    # Kinds of which an offer is in force today.
    kinds: tuple[OfferKind, ...]
    n_tenants: int
    n_firsts: int


@dataclass(frozen=True, slots=True)
class NewOffer:
    """An offer as its space words it; a text in one language may be missing where the other is there."""

    kind: OfferKind
    title_zh: str
    title_en: str
    text_zh: str
    text_en: str
    is_free: bool
    price_zh: str
    price_en: str
    capacity: int | None
    partner: str
    active_from: date
    active_until: date | None


@dataclass(frozen=True, slots=True)
class Offer:
    """An offer on record."""

    id: int
    space_id: OrganisationId
    kind: OfferKind
    title_zh: str
    title_en: str
    text_zh: str
    text_en: str
    is_free: bool
    price_zh: str
    price_en: str
    capacity: int | None
    partner: str
    active_from: date
    active_until: date | None
    revision: int

    def is_active(self, day: date) -> bool:
        """Whether it holds on a day."""
        return self.active_from <= day and (self.active_until is None or day <= self.active_until)


@dataclass(frozen=True, slots=True)
class SpaceContact:
    """Somebody who agreed to be named on the page of a space."""

    person_id: PersonId
    name: str
    email: str
    phone: str


@dataclass(frozen=True, slots=True)
class OwnSpace:
    """A space as its manager edits it; `revision` is 0 before anything was saved."""

    id: OrganisationId
    name: str
    lang: str
    district: str | None
    revision: int
    text: SpaceText


@dataclass(frozen=True, slots=True)
class SpaceEvent:
    """A published event that is or was held at a space, or that it hosts."""

    id: int
    kind: EventKind
    title_zh: str
    title_en: str
    starts_at: datetime
    ends_at: datetime
    timezone: str
