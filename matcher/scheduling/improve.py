"""Better meetings by re-solving a few slots at a time, each as a small exact integer programme.

The pairs that matter are few: a pair whose reduced cost in the bound's linear programme is far
below zero cannot be in a good plan, so only a core of pairs is looked at, and widened when the
search stands still. All rules are linear rows, so one model serves every kind of problem.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_matrix

from matcher.scheduling.state import Bools, Ints, State

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Part:
    """A part of the plan to solve anew: some slots, over some pairs."""

    slots: Ints
    core: Bools
    nodes: int | None = None
    seconds: float | None = None


@dataclass(frozen=True)
class Solved:
    """What came out: the new slots of all rows, and a proven bound on the part if it is whole."""

    slot: Ints
    proven: float | None  # highest worth of any plan of the model, where it was the whole day


class _Model:
    """The rows and columns of one part."""

    def __init__(self, state: State, part: Part) -> None:
        self.state, self.part = state, part
        free = np.zeros(state.rows.problem.slots, bool)
        free[part.slots] = True
        held = state.slot >= 0
        self.fixed = held & (~free[state.slot] | state.locked)
        self.load = state.load(self.fixed)
        self.tight = bool((~part.core & held & ~self.fixed).any())
        full = self.load >= state.cap
        taken = np.zeros(len(state.slot) + max(state.rows.house, default=-1) + 2, bool)
        taken[state.group[self.fixed]] = True
        usable = part.core & ~self.fixed & ~full[state.founder] & ~full[state.investor]
        self.pairs = np.flatnonzero(usable & ~taken[state.group])
        open_ = state.allowed[self.pairs][:, part.slots]
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
        self._upper: list[Floats] = []
        self._n = 0

    def add(self, row: Ints, column: Ints, upper: Ints | Floats) -> None:
        """Some rows `sum of columns <= upper`; `row` says which row each entry is in."""
        self._rows.append(row + self._n)
        self._columns.append(column)
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
        self._breaks(both, twice)

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

    def _breaks(self, both: Ints, twice: Ints) -> None:
        """For each person with `break_after` n: at most n meetings in any n + 1 slots running."""
        state = self.state
        n_slots = state.rows.problem.slots
        for person, one in enumerate(state.rows.people):
            most = one.break_after
            if most is None or most >= n_slots:
                continue
            mine = twice[both == person]
            when = self.when[mine]
            held = np.zeros(n_slots, np.int64)
            theirs = (state.founder == person) | (state.investor == person)
            held[state.slot[self.fixed & theirs]] = 1
            for first in range(n_slots - most):
                inside = (when >= first) & (when <= first + most)
                if inside.any():
                    upper = most - held[first : first + most + 1].sum()
                    self.add(np.zeros(int(inside.sum()), np.int64), mine[inside], np.array([upper]))

    def solve(self) -> Solved | None:
        state, n = self.state, len(self.pair)
        if n == 0:
            return None
        self.build()
        needy = np.flatnonzero(state.least > self.load)
        need = (state.least - self.load)[needy]
        cost, steps = self._cost(len(needy))
        row, column = np.concatenate(self._rows), np.concatenate(self._columns)
        upper = np.concatenate(self._upper)
        count = np.bincount(row, minlength=len(upper))
        binding = count > upper  # the others cannot be broken
        number = np.cumsum(binding) - 1
        kept = binding[row]
        row, column, upper = number[row[kept]], column[kept], upper[binding]
        lower = np.full(len(upper), -np.inf)
        data = np.ones(len(row))
        if len(needy):
            spot = np.full(len(state.cap), -1)
            spot[needy] = np.arange(len(needy))
            for side in (state.founder[self.pair], state.investor[self.pair]):
                has = np.flatnonzero(spot[side] >= 0)
                row = np.concatenate([row, len(upper) + spot[side[has]]])
                column = np.concatenate([column, has])
                data = np.concatenate([data, np.ones(len(has))])
            row = np.concatenate([row, len(upper) + np.arange(len(needy))])
            column = np.concatenate([column, n + np.arange(len(needy))])
            data = np.concatenate([data, np.ones(len(needy))])
            lower = np.concatenate([lower, need])
            upper = np.concatenate([upper, np.full(len(needy), np.inf)])
        options = {"mip_rel_gap": 0.0}
        if self.part.seconds is not None:
            options["time_limit"] = max(0.05, self.part.seconds)
        if self.part.nodes is not None:
            options["node_limit"] = self.part.nodes
        matrix = csr_matrix((data, (row, column)), shape=(len(upper), n + len(needy)))
        result = milp(
            cost,
            constraints=LinearConstraint(matrix, lower, upper) if len(upper) else (),
            integrality=np.concatenate([np.ones(n), np.zeros(len(needy))]),
            bounds=Bounds(np.zeros(n + len(needy)), np.concatenate([np.ones(n), need.astype(float)])),
            options=options,
        )
        if result.x is None:
            return None
        chosen = result.x[:n] > 0.5
        slot = state.slot.copy()
        slot[(slot >= 0) & ~self.fixed] = -1
        slot[self.pair[chosen]] = self.when[chosen]
        whole = len(self.part.slots) == state.rows.problem.slots and not self.tight
        dual = result.mip_dual_bound
        proven = None
        if whole and dual is not None and np.isfinite(dual) and state.price == 0:
            missed, short, _ = state.figures(slot)
            met = int(state.required.sum()) - missed - int((state.required & self.fixed).sum())
            held = int(state.worth[self.fixed].sum())
            proven = held - dual / steps[2] - met * steps[0] + short * steps[1]
        return Solved(slot, proven)

    def _cost(self, n_needy: int) -> tuple[Floats, tuple[float, float, float]]:
        """The objective to minimise: required pairs weigh most, then shortfalls, then worth."""
        state = self.state
        worth = state.worth[self.pair].astype(float)
        most = max(1.0, float(np.abs(worth).max()), float(state.price))
        short = 20 * most
        required = 20 * short
        gain = worth + required * state.required[self.pair]
        gain += state.price * (state.bonus_slot[self.pair] == self.when)
        unit = 100 / most
        cost = np.concatenate([-gain, np.full(n_needy, short)]) * unit
        return cost, (required, short, unit)


def solve_part(state: State, part: Part) -> Solved | None:
    """Solve one part exactly; None when nothing came of it."""
    return _Model(state, part).solve()
