"""A proven bound on the value of any plan, from a linear programme over pairs and its prices."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.optimize import linprog
from scipy.sparse import coo_matrix, csc_matrix

from matcher.scheduling.board import Rows

Floats = npt.NDArray[np.float64]
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
    matrix: csc_matrix
    right: Floats
    worth: Floats

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


def relax(rows: Rows) -> Relaxed:
    """Solve the three linear programmes: required pairs, minima, value, each keeping the last."""
    n, m = len(rows), len(rows.people)
    founder, investor = np.asarray(rows.founder), np.asarray(rows.investor)
    worth = np.asarray(rows.worth, float)
    required = np.asarray(rows.required, float)
    cap, least = np.asarray(rows.cap, float), np.asarray(rows.least, float)
    needy = np.flatnonzero(least > 0)
    k = len(needy)
    spot = np.full(m, -1)
    spot[needy] = np.arange(k)
    column = np.arange(n)
    # Rows: caps (m), the day's room (1), minima (k), required met (1), short in all (1).
    entries = [
        (founder, column, np.ones(n)),
        (investor, column, np.ones(n)),
        (np.full(n, m), column, np.ones(n)),
    ]
    for side in (founder, investor):
        has = spot[side] >= 0
        entries.append((m + 1 + spot[side][has], column[has], -np.ones(int(has.sum()))))
    entries += [
        (m + 1 + np.arange(k), n + np.arange(k), -np.ones(k)),
        (np.full(n, m + 1 + k), column, -required),
        (np.full(k, m + 2 + k), n + np.arange(k), np.ones(k)),
    ]
    parts = [np.concatenate([entry[i] for entry in entries]) for i in range(3)]
    keep = parts[2] != 0
    matrix = coo_matrix((parts[2][keep], (parts[0][keep], parts[1][keep])), shape=(m + 3 + k, n + k)).tocsc()
    right = np.concatenate([cap, [float(slot_rooms(rows))], -least[needy], [0.0], [least.sum()]])
    zeros, ones = np.zeros(k), np.ones(k)

    def solve(cost: Floats) -> tuple[float, Floats]:
        result = linprog(cost, A_ub=matrix, b_ub=right, bounds=[(0, 1)] * n + [(0, None)] * k, method="highs")
        if result.status != 0:
            raise ArithmeticError(f"the bound's linear programme failed: {result.message}")
        return float(result.fun), -np.asarray(result.ineqlin.marginals)

    n_required = int(required.sum())
    met = -solve(np.concatenate([-required, zeros]))[0] if n_required else 0.0
    missed = _up(n_required - met)
    right[-2] = -(n_required - missed)
    short = _up(solve(np.concatenate([np.zeros(n), ones]))[0]) if k else 0
    right[-1] = float(short)
    _, prices = solve(np.concatenate([-worth, zeros]))
    prices = np.maximum(prices, 0.0)
    # A shortfall column costs nothing, so its prices must balance for the dual to be feasible.
    for j in range(k):
        prices[m + 1 + j] = min(prices[m + 1 + j], prices[-1])
    reduced = worth - matrix[:, :n].T @ prices
    return Relaxed(
        least_missed=missed + rows.n_required_lost,
        least_short=short,
        bound=_dual_value(prices, right, reduced),
        reduced=reduced,
        prices=prices,
        matrix=matrix,
        right=right,
        worth=worth,
    )


def _up(number: float) -> int:
    return int(np.ceil(number - 1e-6))


def rounded_bound(bound: float) -> int:
    """The bound in whole units of `1 / scale`: values are whole there, so it may be cut down."""
    return int(np.floor(bound + 1e-6 * max(1.0, abs(bound) * 1e-3)))
