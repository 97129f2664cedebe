"""Counts for the officer and for the public window, and what an event led to."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from models.entities.vocabulary import EventKind, FundingKind


@dataclass(frozen=True, slots=True)
class Totals:
    """What is on record, as anybody may know."""

    n_spaces: int
    n_companies: int
    n_events: int
    n_pitches: int
    n_providers: int


@dataclass(frozen=True, slots=True)
class NamedSpace:
    """A host space by its name."""

    id: int
    name: str
    lang: str
    district: str | None


@dataclass(frozen=True, slots=True)
class PastEvent:
    """An event that has begun."""

    id: int
    title_zh: str
    title_en: str
    kind: EventKind
    starts_at: datetime


@dataclass(frozen=True, slots=True)
class OutcomeRow:
    """One thing that an event led to; `because` says by which rule it is put down to the event."""

    what: str
    company_id: int
    provider_id: int
    came_on: date
    record_id: int | None
    kind: FundingKind | None
    amount: int | None
    is_first: bool
    because: str
    company_name: str
    company_lang: str
    provider_name: str
    provider_lang: str
