"""What a pool's own past says of the rates that a simulation assumes; too few cases say nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from matcher.pool import WHOLE_BP

# Below these a rate would be noise, and "not enough data" is the answer.
LEAST_DEFAULTS = 5
LEAST_MONTHS = 240


@dataclass(frozen=True, slots=True)
class History:
    """One loan's past: from when to when it was watched, and whether it defaulted then.

    Parameters
    ----------
    since, until : date
        The day on which the money moved; the day of the default, of the end, or of the look.
    defaulted : bool
        Whether `until` is the day of a default.
    product : int
        The same number as in `matcher.pool`.
    called, recovered : int
        In minor units.
    """

    since: date
    until: date
    defaulted: bool
    product: int
    called: int = 0
    recovered: int = 0


@dataclass(frozen=True, slots=True)
class Measured:
    """A monthly default rate in basis points; `rate_bp` is None where the cases are too few.

    `n_defaults` of `n_months` in which a loan was watched, over `n_loans` loans.
    """

    rate_bp: int | None
    n_defaults: int
    n_months: int
    n_loans: int


@dataclass(frozen=True, slots=True)
class MeasuredRecovery:
    """The part of calls that came back, in basis points; None where the cases are too few."""

    rate_bp: int | None
    n_calls: int


def months_between(since: date, until: date) -> int:
    """Whole months from one day to another; nothing when the second is not later."""
    whole = (until.year - since.year) * 12 + until.month - since.month - (until.day < since.day)
    return max(0, whole)


def measured_defaults(
    histories: Sequence[History], bands: Sequence[int], product: int
) -> tuple[Measured, ...]:
    """Defaults for each month in which a loan of a product was watched, by the age that it had then.

    The month of a default counts as watched.

    Returns
    -------
    tuple of Measured
        One for each of `bands`, and one for older loans.
    """
    edges = [0, *bands, 10**6]
    months, defaults, loans = ([0] * (len(edges) - 1) for _ in range(3))
    for one in histories:
        if one.product != product:
            continue
        age = months_between(one.since, one.until)
        watched = age + 1 if one.defaulted else age
        for band in range(len(edges) - 1):
            inside = min(watched, edges[band + 1]) - min(watched, edges[band])
            months[band] += inside
            loans[band] += inside > 0
            defaults[band] += one.defaulted and edges[band] <= age < edges[band + 1]
    return tuple(
        Measured(
            (defaults[b] * WHOLE_BP + months[b] // 2) // months[b]
            if defaults[b] >= LEAST_DEFAULTS and months[b] >= LEAST_MONTHS
            else None,
            defaults[b],
            months[b],
            loans[b],
        )
        for b in range(len(edges) - 1)
    )


def measured_recovery(histories: Sequence[History]) -> MeasuredRecovery:
    """What came back of what was called, over all calls."""
    calls = [h for h in histories if h.called > 0]
    called = sum(h.called for h in calls)
    if len(calls) < LEAST_DEFAULTS:
        return MeasuredRecovery(None, len(calls))
    back = sum(min(h.recovered, h.called) for h in calls)
    return MeasuredRecovery((back * WHOLE_BP + called // 2) // called, len(calls))
