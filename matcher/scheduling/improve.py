"""Better meetings by re-solving a few slots at a time, each as a small exact integer programme.

The pairs that matter are few: a pair whose reduced cost in the bound's linear programme is far
below zero cannot be in a good plan, so only a core of pairs is looked at, and widened when the
search stands still. All rules are linear rows, so one model serves every kind of problem.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.optimize import Bounds, LinearConstraint, linprog, milp
from scipy.sparse import csr_matrix, vstack

from matcher.scheduling.state import Bools, Ints, State

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Part:
    """A part of the plan to solve anew: some slots, over some columns (pair and slot)."""

    slots: Ints
    columns: Bools
    nodes: int | None = None
    seconds: float | None = None
    figures_only: bool = False  # value counts for nothing, required pairs and minima exactly


@dataclass(frozen=True)
class Solved:
    """What came out: the new slots of all rows, and what is proven if the part is the whole day."""

    slot: Ints
    proven: float | None  # the highest score of any plan of the model
    least: tuple[int, int] | None  # with `figures_only`: no plan of the model misses less


@dataclass(frozen=True)
class Day:
    """What the linear relaxation of a whole day proves: a score, and what each column lacks."""

    proven: float
    lack: Floats  # a plan with this column (pair and slot) scores at most `proven` less that much


class _Model:
    """The rows and columns of one part."""

    def __init__(self, state: State, part: Part) -> None:
        self.state, self.part = state, part
        free = np.zeros(state.rows.problem.slots, bool)
        free[part.slots] = True
        held = state.slot >= 0
        self.fixed = held & (~free[state.slot] | state.locked)
        self.load = state.load(self.fixed)
        moving = np.flatnonzero(held & ~self.fixed)
        self.tight = not part.columns[moving, state.slot[moving]].all()
        full = self.load >= state.cap
        taken = np.zeros(len(state.slot) + max(state.rows.house, default=-1) + 2, bool)
        taken[state.group[self.fixed]] = True
        usable = ~self.fixed & ~full[state.founder] & ~full[state.investor]
        self.pairs = np.flatnonzero(usable & ~taken[state.group])
        open_ = part.columns[np.ix_(self.pairs, part.slots)]
        self.stuck = np.flatnonzero(state.locked)
        if len(self.stuck):
            busy = np.zeros((len(state.cap), len(free)), bool)
            busy[state.founder[self.stuck], state.slot[self.stuck]] = True
            busy[state.investor[self.stuck], state.slot[self.stuck]] = True
            busy = busy[:, part.slots]
            open_ &= ~busy[state.founder[self.pairs]] & ~busy[state.investor[self.pairs]]
        a, self.at = np.nonzero(open_)
        self.pair = self.pairs[a]
        self.when = part.slots[self.at]
        self._rows: list[Ints] = []
        self._columns: list[Ints] = []
        self._data: list[Floats] = []
        self._upper: list[Floats] = []
        self._n = 0

    def add(self, row: Ints, column: Ints, upper: Ints | Floats, data: Floats | None = None) -> None:
        """Some rows `sum of data x column <= upper`; `row` says which row each entry is in."""
        self._rows.append(row + self._n)
        self._columns.append(column)
        self._data.append(np.ones(len(row)) if data is None else data)
        self._upper.append(np.asarray(upper, float))
        self._n += len(upper)

    def build(self) -> None:
        state, k = self.state, len(self.part.slots)
        everyone, column = len(state.cap), np.arange(len(self.pair))
        founder, investor = state.founder[self.pair], state.investor[self.pair]
        both, twice = np.concatenate([founder, investor]), np.tile(column, 2)
        self.add(both * k + np.tile(self.at, 2), twice, np.ones(everyone * k))
        self.add(both, twice, state.cap - self.load)
        groups, group = np.unique(state.group[self.pair], return_inverse=True)
        self.add(group, column, np.ones(len(groups)))
        self._tables(column)
        self._rhythm(both, twice)
        if state.budget is not None:
            # Those of the previous plan that could stay here and do not, with those elsewhere.
            stays = np.flatnonzero(state.bonus_slot[self.pair] == self.when)
            elsewhere = state.kept(np.where(self.fixed, state.slot, -1))
            most = int((state.bonus_slot >= 0).sum()) - state.budget - elsewhere
            self.add(np.zeros(len(stays), np.int64), stays, np.array([-most]), -np.ones(len(stays)))

    def _tables(self, column: Ints) -> None:
        state, slots = self.state, self.part.slots
        problem = state.rows.problem
        k = len(slots)
        stuck = np.zeros((2, problem.slots), np.int64)
        np.add.at(stuck[0], state.slot[self.stuck], state.seated[self.stuck])
        np.add.at(stuck[1], state.slot[self.stuck], state.interpreted[self.stuck])
        seated = state.seated[self.pair]
        self.add(self.at[seated], column[seated], problem.tables - stuck[0][slots])
        own = state.own[self.pair]
        mine = own >= 0
        if mine.any():
            left = np.ones((k, problem.tables))
            for row in self.stuck[state.own[self.stuck] >= 0]:
                left[slots == state.slot[row], state.own[row]] = 0
            self.add(self.at[mine] * problem.tables + own[mine], column[mine], left.ravel())
        speaking = state.interpreted[self.pair]
        if problem.interpreters is not None and speaking.any():
            left_over = problem.interpreters - stuck[1][slots]
            self.add(self.at[speaking], column[speaking], left_over)

    def _rhythm(self, both: Ints, twice: Ints) -> None:
        """Breaks and gaps of the people who have a limit on them."""
        state = self.state
        n_slots = state.rows.problem.slots
        for person, one in enumerate(state.rows.people):
            most, gap = one.break_after, one.max_gap
            breaks = most is not None and most < n_slots
            gaps = gap is not None and gap < n_slots - 2
            if not (breaks or gaps):
                continue
            mine = twice[both == person]
            held = np.zeros(n_slots, np.int64)
            theirs = (state.founder == person) | (state.investor == person)
            held[state.slot[self.fixed & theirs]] = 1
            if breaks and most is not None:
                self._breaks(mine, held, most)
            if gaps and gap is not None:
                self._gaps(mine, held, gap)

    def _breaks(self, mine: Ints, held: Ints, most: int) -> None:
        """At most `most` meetings in any `most` + 1 slots running."""
        when = self.when[mine]
        for first in range(len(held) - most):
            inside = (when >= first) & (when <= first + most)
            if inside.any():
                upper = most - held[first : first + most + 1].sum()
                self.add(np.zeros(int(inside.sum()), np.int64), mine[inside], np.array([upper]))

    def _gaps(self, mine: Ints, held: Ints, gap: int) -> None:
        """Who meets in slots s and t with more than `gap` slots between meets in one of s+1..s+gap+1."""
        when = self.when[mine]
        for first in range(len(held)):
            between = (when > first) & (when <= first + gap + 1)
            filled = held[first + 1 : first + gap + 2].sum()
            for last in range(first + gap + 2, len(held)):
                ends = (when == first) | (when == last)
                entry = np.flatnonzero(ends | between)
                sign = np.where(between[entry], -1.0, 1.0)
                upper = 1 + filled - held[first] - held[last]
                if len(entry) and (ends.any() or upper < 0):
                    self.add(np.zeros(len(entry), np.int64), mine[entry], np.array([upper]), sign)

    def _needs(self) -> tuple[Ints, Ints, Ints]:
        """What people are short of beside what is fixed: amounts, and the entries (need, column)."""
        state = self.state
        founder, investor = state.founder[self.pair], state.investor[self.pair]
        amounts, rows, columns = [], [], []
        n = 0
        for least, counts in ((state.least, None), (state.least_good, state.good)):
            held = self.fixed if counts is None else self.fixed & counts
            need = least - state.load(held)
            needy = np.flatnonzero(need > 0)
            spot = np.full(len(state.cap), -1)
            spot[needy] = n + np.arange(len(needy))
            n += len(needy)
            amounts.append(need[needy])
            for side in (founder, investor):
                helps = spot[side] >= 0
                if counts is not None:
                    helps &= counts[self.pair]
                has = np.flatnonzero(helps)
                rows.append(spot[side[has]])
                columns.append(has)
        return np.concatenate(amounts), np.concatenate(rows), np.concatenate(columns)

    def _assemble(self) -> tuple[csr_matrix, Floats, Floats, Ints]:
        """The matrix, the lower and upper ends of its rows, and what people are short of."""
        n = len(self.pair)
        self.build()
        need, need_row, need_column = self._needs()
        k = len(need)
        row, column = np.concatenate(self._rows), np.concatenate(self._columns)
        data, upper = np.concatenate(self._data), np.concatenate(self._upper)
        binding = np.bincount(row, weights=np.maximum(data, 0), minlength=len(upper)) > upper
        number = np.cumsum(binding) - 1
        kept = binding[row]
        row, column, data, upper = number[row[kept]], column[kept], data[kept], upper[binding]
        m = len(upper)
        row = np.concatenate([row, m + need_row, m + np.arange(k)])
        column = np.concatenate([column, need_column, n + np.arange(k)])
        data = np.concatenate([data, np.ones(len(need_row) + k)])
        lower = np.concatenate([np.full(m, -np.inf), need])
        upper = np.concatenate([upper, np.full(k, np.inf)])
        return csr_matrix((data, (row, column)), shape=(m + k, n + k)), lower, upper, need

    def solve(self) -> Solved | None:
        state, n = self.state, len(self.pair)
        if n == 0:
            return None
        matrix, lower, upper, need = self._assemble()
        k = len(need)
        options = {"mip_rel_gap": 0.0}
        if self.part.seconds is not None:
            options["time_limit"] = max(0.05, self.part.seconds)
        if self.part.nodes is not None:
            options["node_limit"] = self.part.nodes
        cost, weights = self._figures_cost(need) if self.part.figures_only else self._cost(k)
        result = milp(
            cost,
            constraints=LinearConstraint(matrix, lower, upper) if len(upper) else (),
            integrality=np.concatenate([np.ones(n), np.zeros(k)]),
            bounds=Bounds(np.zeros(n + k), np.concatenate([np.ones(n), need.astype(float)])),
            options=options,
        )
        slot = state.slot
        if result.x is not None:
            chosen = result.x[:n] > 0.5
            slot = np.where(self.fixed, state.slot, -1)
            slot[self.pair[chosen]] = self.when[chosen]
        whole = len(self.part.slots) == state.rows.problem.slots and not self.tight
        dual = result.mip_dual_bound
        if dual is None or not np.isfinite(dual) or not whole:
            return Solved(slot, None, None) if result.x is not None else None
        return self._proof(slot, float(dual), weights)

    def relax(self) -> Day | None:
        """The linear relaxation of a whole day; None when the time was over first."""
        n = len(self.pair)
        if n == 0 or self.tight:
            return None
        matrix, lower, upper, need = self._assemble()
        cost, weights = self._cost(len(need))
        needs = np.isfinite(lower)
        options = {} if self.part.seconds is None else {"time_limit": max(0.05, self.part.seconds)}
        result = linprog(
            cost,
            A_ub=vstack([matrix[~needs], -matrix[needs]]),
            b_ub=np.concatenate([upper[~needs], -lower[needs]]),
            bounds=np.column_stack([np.zeros(len(cost)), np.concatenate([np.ones(n), need])]),
            method="highs-ds",
            options=options,
        )
        if result.status != 0:
            return None
        # Not the solver's value but the one that its prices prove, cut to what is feasible.
        price = np.minimum(result.ineqlin.marginals, 0.0)
        right = np.concatenate([upper[~needs], -lower[needs]])
        margin = cost - vstack([matrix[~needs], -matrix[needs]]).T @ price
        most = np.concatenate([np.ones(n), need])
        dual = float(price @ right + np.minimum(margin * most, 0.0).sum())
        lack = np.full(self.state.allowed.shape, np.inf)
        lack[self.pair, self.when] = margin[:n] / weights[2]
        proven = self._proof(self.state.slot, dual, weights).proven
        return None if proven is None else Day(proven, lack)

    def _proof(self, slot: Ints, dual: float, weights: tuple[float, float, float]) -> Solved:
        """What the solver's dual bound proves of plans with the figures of this one."""
        state = self.state
        required, short, unit = weights
        fixed_required = int((state.required & self.fixed).sum())
        wanted = int(state.required.sum()) - fixed_required
        if self.part.figures_only:
            least = int(np.ceil(dual - 1e-6)) + int(required) * wanted
            missed = max(0, least // int(required))
            return Solved(slot, None, (missed, max(0, least - missed * int(required))))
        # The proof is told for the figures of the better plan, which is the one that is kept.
        missed, lacking, _ = min(state.figures(slot), state.figures(state.slot))
        held = int(state.worth[self.fixed].sum())
        held += state.price * state.kept(np.where(self.fixed, state.slot, -1))
        met = wanted - missed
        return Solved(slot, held - dual / unit - met * required + lacking * short, None)

    def _cost(self, needs: int) -> tuple[Floats, tuple[float, float, float]]:
        """The objective to minimise: required pairs weigh most, then shortfalls, then worth."""
        state = self.state
        worth = state.worth[self.pair].astype(float)
        most = max(1.0, float(np.abs(worth).max()), float(state.price))
        short = 20 * most
        required = 20 * short
        gain = worth + required * state.required[self.pair]
        gain += state.price * (state.bonus_slot[self.pair] == self.when)
        unit = 100 / most
        cost = np.concatenate([-gain, np.full(needs, short)]) * unit
        return cost, (required, short, unit)

    def _figures_cost(self, need: Ints) -> tuple[Floats, tuple[float, float, float]]:
        """The objective of `figures_only`: one required pair outweighs all that can be short."""
        required = float(need.sum() + 1)
        cost = np.concatenate([-required * self.state.required[self.pair], np.ones(len(need))])
        return cost, (required, 1.0, 1.0)


def solve_part(state: State, part: Part) -> Solved | None:
    """Solve one part exactly; None when nothing came of it."""
    return _Model(state, part).solve()


def relax_day(state: State, part: Part) -> Day | None:
    """What the linear relaxation of a whole day proves, where it is solved in time."""
    return _Model(state, part).relax()
