"""The fields in which facts are typed: their names, and values as they would be typed."""

from __future__ import annotations

from datetime import date

from matcher.eligibility import FactKind
from matcher.eligibility.facts import Value
from matcher.eligibility.units import bp_text
from web import formats


def field_name(name: str, record_id: int | None) -> str:
    """The field of a fact, of the organisation or of one deal; each is once on the page."""
    return f"fact-{name}-{record_id or 0}"


def take_back_name(name: str, record_id: int | None) -> str:
    """The box by which a fact is taken back."""
    return f"take-{name}-{record_id or 0}"


def input_of(kind: FactKind, value: Value) -> str:
    """A value as it would be typed."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, int):
        if kind is FactKind.MONEY:
            return formats.money_input(value)
        return bp_text(value).rstrip("%") if kind is FactKind.BP else str(value)
    return value if isinstance(value, str) else (value[0] if value else "")
