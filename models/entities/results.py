"""Counts for the officer and for the public window."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from models.entities.vocabulary import FounderCategory, FundingKind


@dataclass(frozen=True, slots=True)
class Funnel:
    """How many pitches went how far."""

    n_submitted: int
    n_approved: int
    n_shown: int
    n_wanted: int
    n_introduced: int
    n_met: int
    n_funded: int


@dataclass(frozen=True, slots=True)
class Totals:
    """What is on record."""

    n_spaces: int
    n_companies: int
    n_events: int
    n_pitches: int
    n_providers: int
    n_waiting: int
    n_confirmed: int


@dataclass(frozen=True, slots=True)
class CategoryCount:
    """Approved pitches of one main founder category."""

    category: FounderCategory
    n: int


@dataclass(frozen=True, slots=True)
class CertificateRow:
    """One first behind a number, for an officer."""

    record_id: int
    company_name: str
    provider_name: str
    kind: FundingKind
    district: str | None
    value_on: date
    amount: int
    currency: str
