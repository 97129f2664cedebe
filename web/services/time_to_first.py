"""How long companies wait for a first, those that still wait included (Kaplan and Meier 1958)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction


@dataclass(frozen=True, slots=True)
class TimeToFirst:
    """Months until a quarter, half and three quarters of the companies had a first; None: not yet known."""

    n_companies: int
    n_firsts: int
    # Of the firsts, those whose money came before the company's first pitch.
    n_before: int
    quarter: int | None
    median: int | None
    three_quarters: int | None

    @property
    def n_waiting(self) -> int:
        """Companies without a first yet."""
        return self.n_companies - self.n_firsts


def time_to_first(
    entrants: Mapping[int, int], firsts_by_entry: Mapping[int, int], firsts_after: Mapping[int, int], now: int
) -> TimeToFirst:
    """From counts: companies by month of entry, firsts by the same month, firsts by months waited.

    Months are whole numbers on one scale, `now` among them; -1 month waited: the money came before the pitch.
    A company without a first has waited `now` less its month of entry.
    """
    waited: dict[int, int] = {}
    for month, n in entrants.items():
        still = n - firsts_by_entry.get(month, 0)
        if still > 0:
            length = max(now - month, 0)
            waited[length] = waited.get(length, 0) + still
    ended: dict[int, int] = {}
    for length, n in firsts_after.items():
        ended[max(length, 0)] = ended.get(max(length, 0), 0) + n
    at_risk = sum(waited.values()) + sum(ended.values())
    left = Fraction(1)
    reached: dict[Fraction, int] = {}
    for length in sorted({*waited, *ended}):
        if at_risk and ended.get(length):
            left *= Fraction(at_risk - ended[length], at_risk)
            for share in (Fraction(3, 4), Fraction(1, 2), Fraction(1, 4)):
                if left <= share:
                    reached.setdefault(share, length)
        at_risk -= waited.get(length, 0) + ended.get(length, 0)
    return TimeToFirst(
        n_companies=sum(waited.values()) + sum(ended.values()),
        n_firsts=sum(ended.values()),
        n_before=firsts_after.get(-1, 0),
        quarter=reached.get(Fraction(3, 4)),
        median=reached.get(Fraction(1, 2)),
        three_quarters=reached.get(Fraction(1, 4)),
    )
