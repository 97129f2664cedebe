"""Money as an integer of minor units with its currency; never a float."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Money:
    """`amount` in minor units (分 for CNY)."""

    amount: int
    currency: str = "CNY"
