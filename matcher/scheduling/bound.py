"""A proven bound on the value of any plan, from a linear programme over pairs and its prices."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.optimize import linprog
from scipy.sparse import coo_matrix

from matcher.scheduling.board import Rows

Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]
_EPS = 1e-7


@dataclass(frozen=True)
class Relaxed:
    """What the linear programme proves.

    `least_missed` and `least_short` are the fewest required pairs missed and, among such plans,
    the least sum short of the minima, rounded up. `bound` holds for plans with exactly those.
    `reduced[r]` is what pair r adds beyond the prices of what it uses: a plan with pair r at
    `reduced[r] < 0` is worth at most `bound + reduced[r]`. Values in units of `1 / scale`.
    """

    least_missed: int
    least_short: int
    bound: float
    reduced: Floats
    prices: Floats
    right: Floats
    chosen: npt.NDArray[np.int64]  # the pairs that it would have meet; no slots are known yet

    def bound_for(self, missed: int, short: int) -> float:
        """The bound for plans with these figures, by the same prices (weak duality)."""
        right = self.right.copy()
        right[-2] += missed - self.least_missed
        right[-1] += short - self.least_short
        return _dual_value(self.prices, right, self.reduced)


def _dual_value(prices: Floats, right: Floats, reduced: Floats) -> float:
    return float(prices @ right + np.maximum(reduced, 0.0).sum())


def slot_rooms(rows: Rows) -> int:
    """How many meetings fit into the whole day, by tables and by the people who are there."""
    problem = rows.problem
    total = 0
    all_seated = all(rows.seated)
    for slot in range(problem.slots):
        sides = [0, 0]
        for person, one in enumerate(rows.people):
            if rows.cap[person] and slot in one.available:
                sides[person >= rows.n_founders] += 1
        total += min(problem.tables, *sides) if all_seated else min(sides)
    return total


class OutOfTime(Exception):
    """The time was over before anything was proven."""


class _Programme:
    """The linear programme over pairs: columns of pairs and shortfalls, rows of what is scarce.

    Only some pairs are put before the solver (the best of each person); prices tell which others
    are missing, so the answer is that of the whole.
    """

    def __init__(self, rows: Rows, left: Callable[[], float]) -> None:
        self.left = left
        self.n, self.m = len(rows), len(rows.people)
        n, m = self.n, self.m
        self.founder, self.investor = np.asarray(rows.founder), np.asarray(rows.investor)
        self.worth = np.asarray(rows.worth, float)
        self.required = np.asarray(rows.required, float)
        least = np.asarray(rows.least, float)
        needy = np.flatnonzero(least > 0)
        k = self.k = len(needy)
        spot = np.full(m, -1)
        spot[needy] = np.arange(k)
        column = np.arange(n)
        # Rows: caps (m), the day's room (1), minima (k), required met (1), short in all (1).
        entries = [
            (self.founder, column, np.ones(n)),
            (self.investor, column, np.ones(n)),
            (np.full(n, m), column, np.ones(n)),
        ]
        for side in (self.founder, self.investor):
            has = spot[side] >= 0
            entries.append((m + 1 + spot[side][has], column[has], -np.ones(int(has.sum()))))
        entries += [
            (m + 1 + np.arange(k), n + np.arange(k), -np.ones(k)),
            (np.full(n, m + 1 + k), column, -self.required),
            (np.full(k, m + 2 + k), n + np.arange(k), np.ones(k)),
        ]
        row, at, data = (np.concatenate([entry[i] for entry in entries]) for i in range(3))
        keep = data != 0
        shape = (m + 3 + k, n + k)
        self.matrix = coo_matrix((data[keep], (row[keep], at[keep])), shape=shape).tocsc()
        cap = np.asarray(rows.cap, float)
        room = [float(slot_rooms(rows))]
        self.right = np.concatenate([cap, room, -least[needy], [0.0], [least.sum()]])
        self.active = self._best_of_each(cap)

    def _best_of_each(self, cap: Floats) -> Bools:
        """Required pairs, and of each person as many of the best as they may have, and one."""
        active = self.required > 0
        for side in (self.founder, self.investor):
            order = np.lexsort((-self.worth, side))
            sorted_side = side[order]
            start = np.searchsorted(sorted_side, np.arange(self.m))
            rank = np.arange(self.n) - start[sorted_side]
            active[order[rank <= cap[sorted_side]]] = True
        return active

    def solve(self, gain: Floats, short_cost: float) -> tuple[float, Floats, Floats]:
        """Maximise; the value, the rows' prices and the columns' amounts."""
        n, k = self.n, self.k
        tolerance = 0.5 if gain is self.worth else _EPS
        while True:
            columns = np.concatenate([np.flatnonzero(self.active), n + np.arange(k)])
            inside = columns < n
            cost = np.concatenate([-gain[columns[inside]], np.full(k, short_cost)])
            result = linprog(
                cost,
                A_ub=self.matrix[:, columns],
                b_ub=self.right,
                bounds=np.column_stack([np.zeros(len(columns)), np.where(inside, 1.0, np.inf)]),
                method="highs-ds",
                options={"time_limit": max(0.01, self.left())},
            )
            if result.status == 1:
                raise OutOfTime
            if result.status != 0:
                raise ArithmeticError(f"the bound's linear programme failed: {result.message}")
            prices = np.maximum(-np.asarray(result.ineqlin.marginals), 0.0)
            reduced = gain - self.matrix[:, :n].T @ prices
            missing = ~self.active & (reduced > 0)
            # What the missing pairs could add at most is already in the bound (weak duality); below
            # half a unit it cannot hide a better plan.
            if float(reduced[missing].sum()) < tolerance:
                amount = np.zeros(n + k)
                amount[columns] = result.x
                return -float(result.fun), prices, amount
            self.active |= missing


def relax(rows: Rows, missed: int, short: int, left: Callable[[], float]) -> Relaxed:
    """Solve the three linear programmes: required pairs, minima, value, each keeping the last.

    `missed` (of the rows alone) and `short` are what a known plan has: where they are zero, the
    programme that would tell the least need not be solved. `left` tells the seconds left;
    `OutOfTime` is raised at none.
    """
    programme = _Programme(rows, left)
    n, m, k, right = programme.n, programme.m, programme.k, programme.right
    n_required = int(programme.required.sum())
    if missed:
        missed = _up(n_required - programme.solve(programme.required, 0.0)[0])
    right[-2] = -(n_required - missed)
    if short:
        short = _up(-programme.solve(np.zeros(n), 1.0)[0])
    right[-1] = float(short)
    _, prices, amount = programme.solve(programme.worth, 0.0)
    # A shortfall column costs nothing, so its prices must balance for the dual to be feasible.
    minima = slice(m + 1, m + 1 + k)
    if short == 0 and k:
        prices[-1] = max(prices[-1], float(prices[minima].max()))
    prices[minima] = np.minimum(prices[minima], prices[-1])
    reduced = programme.worth - programme.matrix[:, :n].T @ prices
    return Relaxed(
        least_missed=missed + rows.n_required_lost,
        least_short=short,
        bound=_dual_value(prices, right, reduced),
        reduced=reduced,
        prices=prices,
        right=right,
        chosen=np.flatnonzero(amount[:n] > 0.5),
    )


def _up(number: float) -> int:
    return int(np.ceil(number - 1e-6))


def rounded_bound(bound: float) -> int:
    """The bound in whole units of `1 / scale`: values are whole there, so it may be cut down."""
    return int(np.floor(bound + 1e-6 * max(1.0, abs(bound) * 1e-3)))
