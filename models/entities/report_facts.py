"""Sums of dated facts, and the rows behind them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class FigureCell:
    """How many, and how much money, of one measure in one cell of one margin.

    `margin` says by what the cell is one: "place" (district, year), "space" (host space, year), "category"
    (district, year, founder category), "months" (months to a first) or "entered" (month of entry); the last
    two stand in `step`.
    """

    margin: str
    measure: str
    kind: str | None
    district: str | None
    space_id: int | None
    year: int | None
    category: str | None
    step: int | None
    n: int
    amount: int


@dataclass(frozen=True, slots=True)
class CountedRow:
    """One subject that counts in a figure; the measure says what `subject_id` is the id of."""

    subject_id: int
    district: str | None
    year: int | None
    kind: str | None
    n: int
    amount: int
    company_id: int | None
    provider_id: int | None
    event_id: int | None
    space_id: int | None
    record_id: int | None
    value_on: date | None
    company_name: str | None
    company_lang: str | None
    provider_name: str | None
    provider_lang: str | None
    space_name: str | None
    space_lang: str | None
    event_title_zh: str | None
    event_title_en: str | None
    pool_name: str | None
    pool_lang: str | None
