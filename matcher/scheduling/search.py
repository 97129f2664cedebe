"""The search over parts of the day: which slots to solve anew, how many, and when it is proven."""

import math
from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np

from matcher.scheduling.board import Board, fill
from matcher.scheduling.bound import relax
from matcher.scheduling.colouring import Colouring
from matcher.scheduling.limits import Limits
from matcher.scheduling.report import cheap_bound
from matcher.scheduling.state import Bools, Core, Figures, Ints, to_state

if TYPE_CHECKING:
    from matcher.scheduling.improve import Solved

_FIRST_COLUMNS = 2500  # about as many columns as one part has at the start
_LEAST_COLUMNS, _LONG = 400, 2.0  # parts that take more seconds than this become smaller
_MOST_COLUMNS = 16_000
_DAY_AFTER, _DAY_COLUMNS, _DAY_SHARE = 12, 80_000, 0.4  # parts, columns, time of the day's relaxation
_PART_SHARE = 0.05  # of the time left, for one part that is not the whole day
_WHOLE_COLUMNS = 40_000  # of a whole day, where that would prove the plan best
_NODES = 60
_PATIENCE = 4  # parts without a gain before the parts grow
_LOOSE_COLUMNS, _LOOSE_PARTS = 600, 80  # of the search for meetings that may move for less
CLOSE = 0.995
"""With an allowance, the share of the bound below which meetings may move for less than the price."""


class Search:
    """Improves what stands on a board until it is proven best, or the limits say stop."""

    def __init__(
        self,
        board: Board,
        bonus_slot: list[int],
        price: int,
        limits: Limits,
        seed: int,
        report: Callable[[list[int], int | None, int], None],
    ) -> None:
        self.rows = board.rows
        self.state = to_state(board, bonus_slot, price)
        self.limits = limits
        self.report = report
        self.rng = np.random.default_rng(seed)
        self.best: Figures = self.state.figures(self.state.slot)
        self.bound = cheap_bound(board.rows)
        self.done = 0
        self.least = (board.rows.n_required_lost, 0)  # no plan misses less, or is less short

    def run(self, allowance: int | None = None) -> tuple[list[int], int]:
        """The best slots found, and a proven bound in units of 1 / scale.

        `allowance`: so many meetings of the previous plan may move for less than the price, as
        far as it takes to come close to the bound.
        """
        self.relaxed = relax(self.rows)
        self.least = (self.relaxed.least_missed, self.relaxed.least_short)
        self._begin()
        self._recolour()
        self._tighten()
        self._publish()
        if allowance is not None and self.state.strayed(self.state.slot) <= allowance:
            self.state.budget = allowance
        self._improve(_MOST_COLUMNS if self.state.price else _FIRST_COLUMNS)
        if not self._at_least() and self.state.budget is not None:
            # Required pairs and minima come before what may move.
            self.state.budget = None
            self._improve(_MOST_COLUMNS)
        if not self._at_least():
            self._settle_figures()
            self._improve()
        if allowance is not None and self.state.price:
            self._loosen(allowance)
        self._tighten(closely=True)
        return self.state.slot.tolist(), self.bound

    def _begin(self) -> None:
        """What is proven of scores, value and price together, starts anew with each price."""
        state = self.state
        self.guide = relax(self.rows, state.guide()) if state.price else self.relaxed
        self.best = state.figures(state.slot)
        self._whole: dict[tuple[int, int], int] = {}  # proven over the whole day, by the figures

    def _recolour(self) -> None:
        """Start from the pairs that the flow chose, where that makes a better plan."""
        if self.state.locked.any() or self.state.price:
            return
        chosen = self.relaxed.chosen.tolist()
        slots = Colouring(self.rows).run(chosen)
        board = Board(self.rows)
        for r, slot in enumerate(slots):
            if slot >= 0 and board.options(r) >> slot & 1:
                board.put(r, slot)
        fill(board)
        self._take(np.asarray(board.slot, np.int64))

    def _figures(self) -> tuple[int, int]:
        """Required pairs missed, of those that can be had, and the sum short, of the plan."""
        return self.best[0], self.best[1]

    def _at_least(self) -> bool:
        """True when no plan misses less than this one."""
        return (self.best[0] + self.rows.n_required_lost, self.best[1]) == self.least

    def _ceiling(self) -> float:
        """The highest score, value and price together, of plans with these figures."""
        least = self.relaxed.least_missed, self.relaxed.least_short
        fits = (self.best[0] + self.rows.n_required_lost, self.best[1]) == least
        return min(self.guide.bound if fits else math.inf, self._whole.get(self._figures(), math.inf))

    def _tighten(self, *, closely: bool = False) -> None:
        """The bound on value for the figures that the plan has now; `closely` takes its time."""
        missed, short = self.best[0] + self.rows.n_required_lost, self.best[1]
        relaxed = self.relaxed
        if (missed, short) == (relaxed.least_missed, relaxed.least_short):
            bound = relaxed.bound
        elif closely:
            bound = relaxed.network.relaxed_for(missed, short, relaxed.least_missed).bound
        else:
            bound = relaxed.network.loose
        if not self.state.price:
            bound = min(bound, self._whole.get(self._figures(), bound))
        self.bound = max(bound, self.state.value())

    def _proven(self) -> bool:
        return self._at_least() and self._ceiling() <= -self.best[2]

    def _publish(self) -> None:
        self.report(self.state.slot.tolist(), self.bound, self.done)

    def _solve(self, columns: Bools, slots: Ints, *, figures_only: bool = False) -> "Solved | None":
        """One part, in a thread of its own where somebody may ask to stop meanwhile."""
        from matcher.scheduling.improve import Part, solve_part

        limits = self.limits
        seconds = None
        if limits.deadline is not None:
            whole = len(slots) == self.rows.problem.slots
            share = _DAY_SHARE if whole else _PART_SHARE
            seconds = min(limits.left(), max(1.0, limits.left() * share))
        nodes = None if figures_only else _NODES
        part = Part(slots, columns, nodes, seconds, figures_only)
        self.done += 1
        return limits.unless_stopped(lambda: solve_part(self.state, part))

    def _improve(
        self, first_columns: int = _FIRST_COLUMNS, goal: float = math.inf, parts: int = 10**9
    ) -> None:
        """Solve parts anew until proven, worth `goal`, or at the end of the limits or `parts`."""
        n_slots = self.rows.problem.slots
        core = Core(self.state, self.guide)
        core.deepen(self._gap(), first_columns)
        most, idle, start, end = first_columns, 0, self.done, self.done + parts
        tried = self.state.price > 0
        while not (self._proven() or self.limits.over(self.done)):
            if self.done >= end or self.state.value() >= goal:
                return
            if not tried and self.done >= start + _DAY_AFTER:
                tried, core, start = self._prove(core)
                continue
            columns = core.columns()
            size = self._size(columns, most)
            slots = np.sort(self.rng.choice(n_slots, size, replace=False))
            begun = self.limits.clock()
            solved = self._solve(columns, slots)
            if self.limits.deadline is not None and (solved is None or self.limits.clock() - begun > _LONG):
                most = max(_LEAST_COLUMNS, min(most, int(columns[:, slots].sum())) // 2)
            better = solved is not None and self._take(solved.slot)
            if size == n_slots and solved is not None and solved.proven is not None:
                self._learn(solved.proven, core.depth)
            if better or size == n_slots:
                self._tighten()
                self._publish()
            idle = 0 if better else idle + 1
            if idle >= (_PATIENCE if size < n_slots else 1):
                idle = 0
                if size < n_slots and most < _MOST_COLUMNS:
                    most = most * 3 // 2
                elif core.deepen(self._gap(), _WHOLE_COLUMNS):
                    most = max(most, int(core.columns().sum()))
                elif size == n_slots and (self.state.price or not core.widen()):
                    return  # with a price, the core's best day is close enough: nobody waits for a proof
                elif size < n_slots:
                    core.widen()

    def _prove(self, core: Core) -> tuple[bool, Core, int]:
        """Prove more, after some parts: whether all was tried, the core to go on with, and since when."""
        if self._at_least():
            self._relax_day(core)
            return True, core, self.done
        self._settle_figures()
        return not self._at_least(), Core(self.state, self.guide), self.done

    def _relax_day(self, core: Core) -> None:
        """Where the flow's bound is out of reach, one that knows who sits where when."""
        from matcher.scheduling.improve import Part, relax_day

        figures = self.best[0] + self.rows.n_required_lost, self.best[1]
        if figures != (self.relaxed.least_missed, self.relaxed.least_short):
            return
        gap, size = self._gap(), core.size
        if not core.deepen(gap, _DAY_COLUMNS) and core.depth < gap:
            return
        columns, core.size = core.columns(), size
        limits = self.limits
        seconds = None if limits.deadline is None else limits.left() * _DAY_SHARE
        part = Part(np.arange(self.rows.problem.slots), columns, None, seconds)
        self.done += 1
        day = limits.unless_stopped(lambda: relax_day(self.state, part))
        if day is None:
            return
        # Columns that were left out cannot be in a plan better than this one.
        self._learn(max(day.proven, -self.best[2]), math.inf)
        core.refine(day.lack, self._gap())
        self._tighten()
        self._publish()

    def _gap(self) -> float:
        """What a better plan could gain at the most."""
        return self._ceiling() + self.best[2]

    def _learn(self, proven: float, depth: float) -> None:
        """A whole day was solved: no plan of these figures scores more, within the core or without."""
        least = self.relaxed.least_missed, self.relaxed.least_short
        fits = (self.best[0] + self.rows.n_required_lost, self.best[1]) == least
        if math.isfinite(depth):
            if not fits:
                return
            proven = max(proven, self.guide.bound - depth)
        figures = self._figures()
        self._whole[figures] = min(self._whole.get(figures, _rounded(proven)), _rounded(proven))

    def _settle_figures(self) -> None:
        """Where more is missed than the flow says must be: find or rule out a plan that misses less."""
        if self._at_least() or self.limits.over(self.done):
            return
        state, relaxed = self.state, self.relaxed
        solved = self._solve(state.allowed, np.arange(self.rows.problem.slots), figures_only=True)
        if solved is None:
            return
        if solved.least is not None:
            missed, short = solved.least[0] + self.rows.n_required_lost, solved.least[1]
            self.least = max(self.least, (missed, short))
        self._take(solved.slot)
        if self._at_least():
            self.relaxed = relaxed.network.relaxed_for(*self.least, relaxed.least_missed)
            if state.price:
                self.guide = self.guide.network.relaxed_for(*self.least, relaxed.least_missed)
            else:
                self.guide = self.relaxed
        self._tighten()
        self._publish()

    def _loosen(self, allowance: int) -> None:
        """Let a few meetings move for little, where the plan is not close to the bound."""
        state, goal = self.state, CLOSE * self.bound
        if state.value() >= goal or state.strayed(state.slot) >= allowance:
            return
        state.budget, state.price = allowance, max(1, state.price // 16)
        self._begin()
        self._improve(_LOOSE_COLUMNS, goal, _LOOSE_PARTS)

    def _size(self, columns: Bools, most: int) -> int:
        """How many slots make about `most` columns; at least two, where there are two."""
        n_slots = self.rows.problem.slots
        count = columns.sum(axis=1)
        held = self.state.slot >= 0
        idle, busy = float(count[~held].sum()), float(count[held].sum())
        for size in range(n_slots, 2, -1):
            share = size / n_slots
            if (idle + busy * share) * share <= most:
                return size
        return min(2, n_slots)

    def _take(self, slot: Ints) -> bool:
        """Adopt a plan that is no worse; True when it is better."""
        figures = self.state.figures(slot)
        if figures > self.best:
            return False
        better = figures < self.best
        self.state.slot, self.best = slot, figures
        return better


def _rounded(bound: float) -> int:
    """A bound in whole units of `1 / scale`: values are whole there, so it may be cut down."""
    return math.floor(bound + 1e-6 * max(1.0, abs(bound) * 1e-3))
