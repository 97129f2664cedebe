"""A risk-compensation pool ahead of time: what it may be called upon to pay, month by month.

Money is whole minor units and shares are basis points, so that no amount is ever rounded twice.
Borrowers default together as far as one common factor says: a Gaussian copula of default times
(Vasicek 1987; Li 2000). The chance that a single loan defaults in a month does not depend on the
correlation, so the expected calls have a closed form.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from statistics import NormalDist

import numpy as np
from numpy.typing import NDArray

WHOLE_BP = 10_000
# Runs whose draws are made together: a bound on memory that changes no figure.
_BLOCK = 500


class Repayment(StrEnum):
    """How a loan is paid back while it is sound."""

    AT_END = "at_end"
    MONTHLY = "monthly"


@dataclass(frozen=True, slots=True)
class PoolLoan:
    """A loan or guarantee that a pool answers for.

    Parameters
    ----------
    balance : int
        What is outstanding now, in minor units; at least 0.
    share_bp : int
        The pool's share of a loss, in basis points.
    age_months : int
        Whole months since the money moved; at least 0.
    months_left : int
        Whole months until it is due; one that is overdue counts as due in a month. At least 1.
    product : int
        Which of the assumptions holds for it.
    """

    balance: int
    share_bp: int
    age_months: int
    months_left: int
    product: int = 0

    def __post_init__(self) -> None:
        if self.balance < 0 or self.age_months < 0 or self.months_left < 1:
            raise ValueError("a loan has no negative balance or age, and at least a month left")
        if not 0 <= self.share_bp <= WHOLE_BP:
            raise ValueError("a share lies between nothing and the whole")


@dataclass(frozen=True, slots=True)
class ProductAssumption:
    """What is assumed of the loans of one product.

    Parameters
    ----------
    default_bp : tuple of int
        The chance that a sound loan defaults within a month, in basis points, by its age then: one for
        each of `bands`, and one for older loans.
    repayment : Repayment
        At the end, or in equal months.
    """

    default_bp: tuple[int, ...]
    repayment: Repayment = Repayment.AT_END


@dataclass(frozen=True, slots=True)
class Assumptions:
    """All that a simulation rests on beside the loans.

    Parameters
    ----------
    products : tuple of ProductAssumption
        One for each product that loans name.
    bands : tuple of int
        Ages in months at which the next default rate begins, rising.
    recovery_bp : int
        The part of a call that comes back, in basis points.
    recovery_lag_months : int
        How many months later it comes back.
    correlation_bp : int
        How much of each borrower's fortune is the common factor's, in basis points; 0 is independence.
    horizon_months, runs, seed : int
        How far, how often, and from which random state.
    tail_bp : int
        The part of the runs that is the bad case, in basis points: 500 are the worst twentieth.
    """

    products: tuple[ProductAssumption, ...]
    bands: tuple[int, ...] = (6, 12)
    recovery_bp: int = 0
    recovery_lag_months: int = 12
    correlation_bp: int = 0
    horizon_months: int = 24
    runs: int = 2_000
    seed: int = 0
    tail_bp: int = 500

    def __post_init__(self) -> None:
        if any(len(p.default_bp) != len(self.bands) + 1 for p in self.products):
            raise ValueError(
                "each product needs a default rate for each band of age, and one for older loans"
            )
        shares = [self.recovery_bp, self.correlation_bp, *(bp for p in self.products for bp in p.default_bp)]
        if not all(0 <= bp <= WHOLE_BP for bp in shares) or self.correlation_bp == WHOLE_BP:
            raise ValueError("rates lie between nothing and the whole; correlation stays below it")
        if self.horizon_months < 1 or self.runs < 1 or not 0 < self.tail_bp <= WHOLE_BP:
            raise ValueError("a simulation needs a month, a run and a tail at least")
        if self.recovery_lag_months < 0:
            raise ValueError("money comes back after the call")


@dataclass(frozen=True, slots=True, eq=False)
class Simulation:
    """What the pool pays and gets back, month by month and in all, in minor units.

    Each array has one entry for each month of the horizon. `exact` is the expectation in closed form,
    apart from rounding; `expected` the mean of the runs; `bad` what has been called by then in the mean of
    the worst runs at that month (Acerbi and Tasche 2002), which is never below the mean of all; `quantile`
    what all but the worst runs stay within. What is called is told as a running total, and so is what
    comes back.
    """

    called_exact: NDArray[np.int64]
    called_expected: NDArray[np.int64]
    called_bad: NDArray[np.int64]
    called_quantile: NDArray[np.int64]
    recovered_expected: NDArray[np.int64]
    exposure_expected: NDArray[np.int64]
    n_loans: int
    n_tail: int

    @property
    def total_expected(self) -> int:
        """Calls within the horizon in the mean of all runs."""
        return int(self.called_expected[-1])

    @property
    def total_bad(self) -> int:
        """Calls within the horizon in the mean of the worst runs."""
        return int(self.called_bad[-1])


def default_curve(
    product: ProductAssumption, bands: Sequence[int], age: int, months: int
) -> NDArray[np.float64]:
    """The chance that a loan of this age has defaulted by the end of each of the coming months.

    Returns
    -------
    ndarray of shape (months,)
        Rising, in [0, 1].
    """
    ages = np.arange(age, age + months)
    monthly = np.asarray(product.default_bp, dtype=np.float64)[np.searchsorted(bands, ages, side="right")]
    return np.asarray(1.0 - np.cumprod(1.0 - monthly / WHOLE_BP), dtype=np.float64)


def balances(loan: PoolLoan, repayment: Repayment, months: int) -> NDArray[np.int64]:
    """What a sound loan owes at the beginning of each coming month; nothing once it is due.

    Returns
    -------
    ndarray of shape (months,)
        Never rising, in minor units.
    """
    found = np.zeros(months, dtype=np.int64)
    left = min(loan.months_left, months)
    if repayment is Repayment.AT_END:
        found[:left] = loan.balance
    else:
        steps = [loan.balance * (loan.months_left - m) // loan.months_left for m in range(left)]
        found[:left] = steps
    return found


def simulate(loans: Sequence[PoolLoan], given: Assumptions) -> Simulation:
    """Play the coming months many times.

    A loan that defaults in a month calls the pool's share of what it owed at the beginning of that month,
    and part of the call comes back `recovery_lag_months` later. Same loans in the same order and same
    assumptions give the same bytes.

    Parameters
    ----------
    loans : sequence of PoolLoan
        May be empty: then nothing is called.
    given : Assumptions
        What is assumed; `products` must cover each loan's `product`.

    Returns
    -------
    Simulation
    """
    months, runs = given.horizon_months, given.runs
    curves: dict[tuple[int, int], NDArray[np.float64]] = {}
    for loan in loans:
        key = (loan.product, loan.age_months)
        if key not in curves:
            curves[key] = default_curve(given.products[loan.product], given.bands, loan.age_months, months)
    owed = np.zeros((len(loans), months), dtype=np.int64)
    for row, loan in enumerate(loans):
        # The pool answers for its share alone, rounded once, half up.
        shared = balances(loan, given.products[loan.product].repayment, months)
        owed[row] = [(int(b) * loan.share_bp + WHOLE_BP // 2) // WHOLE_BP for b in shared]
    called = _called(loans, given, curves, owed)
    cumulative = np.cumsum(called, axis=1)
    back = _recovered(called, given)
    n_tail = max(1, runs * given.tail_bp // WHOLE_BP)
    ordered = np.sort(cumulative, axis=0)
    exact, exposure = _closed_form(loans, curves, owed, months)
    return Simulation(
        called_exact=exact,
        called_expected=_mean(cumulative),
        called_bad=_mean(ordered[-n_tail:]),
        called_quantile=ordered[max(0, runs - n_tail - 1)].copy(),
        recovered_expected=_mean(np.cumsum(back, axis=1)),
        exposure_expected=exposure,
        n_loans=len(loans),
        n_tail=n_tail,
    )


def _called(
    loans: Sequence[PoolLoan],
    given: Assumptions,
    curves: dict[tuple[int, int], NDArray[np.float64]],
    owed: NDArray[np.int64],
) -> NDArray[np.int64]:
    """What each run calls in each month, of shape (runs, months)."""
    months = given.horizon_months
    called = np.zeros((given.runs, months), dtype=np.int64)
    if not loans:
        return called
    thresholds = {key: _thresholds(curve) for key, curve in curves.items()}
    groups: dict[tuple[int, int], list[int]] = {}
    for row, loan in enumerate(loans):
        groups.setdefault((loan.product, loan.age_months), []).append(row)
    rng = np.random.Generator(np.random.PCG64(given.seed))
    common, own = np.sqrt(given.correlation_bp / WHOLE_BP), np.sqrt(1 - given.correlation_bp / WHOLE_BP)
    for start in range(0, given.runs, _BLOCK):
        n = min(_BLOCK, given.runs - start)
        factor = rng.standard_normal((n, 1))
        fortune = common * factor + own * rng.standard_normal((n, len(loans)))
        for key, rows in groups.items():
            # The month of default is the first whose chance so far reaches the borrower's fortune.
            month = np.searchsorted(thresholds[key], fortune[:, rows], side="left")
            run, column = np.nonzero(month < months)
            at = month[run, column]
            np.add.at(called, (start + run, at), owed[np.asarray(rows)[column], at])
    return called


def _thresholds(curve: NDArray[np.float64]) -> NDArray[np.float64]:
    """Fortunes below which a borrower has defaulted by the end of each month."""
    normal = NormalDist()
    inside = [normal.inv_cdf(float(p)) if 0 < p < 1 else (-np.inf if p <= 0 else np.inf) for p in curve]
    return np.asarray(inside, dtype=np.float64)


def _recovered(called: NDArray[np.int64], given: Assumptions) -> NDArray[np.int64]:
    """What comes back in each month, never more than was called; later ones fall outside the horizon."""
    back = np.zeros_like(called)
    lag = given.recovery_lag_months
    if lag < called.shape[1]:
        part = (called // WHOLE_BP) * given.recovery_bp + (called % WHOLE_BP) * given.recovery_bp // WHOLE_BP
        back[:, lag:] = part[:, : called.shape[1] - lag]
    return back


def _mean(values: NDArray[np.int64]) -> NDArray[np.int64]:
    """The mean over runs, rounded half up; exact, also where a sum passes what a float holds."""
    n = values.shape[0]
    return np.asarray([(2 * sum(column) + n) // (2 * n) for column in values.T.tolist()], dtype=np.int64)


def _closed_form(
    loans: Sequence[PoolLoan],
    curves: dict[tuple[int, int], NDArray[np.float64]],
    owed: NDArray[np.int64],
    months: int,
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Expected calls so far, and the expected share of what is still owed at each month's beginning."""
    called, exposure = np.zeros(months), np.zeros(months)
    for row, loan in enumerate(loans):
        curve = curves[loan.product, loan.age_months]
        before = np.concatenate(([0.0], curve[:-1]))
        called += owed[row] * (curve - before)
        exposure += owed[row] * (1.0 - before)
    return np.rint(np.cumsum(called)).astype(np.int64), np.rint(exposure).astype(np.int64)
