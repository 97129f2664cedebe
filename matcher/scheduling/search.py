"""The search over parts of the day: which slots to solve anew, how many, and when it is proven."""

import math
from collections.abc import Callable

import numpy as np

from matcher.scheduling.board import Board, fill
from matcher.scheduling.bound import relax
from matcher.scheduling.colouring import Colouring
from matcher.scheduling.limits import Limits
from matcher.scheduling.report import cheap_bound
from matcher.scheduling.state import Bools, Core, Figures, Ints, to_state

_FIRST_COLUMNS = 2500  # about as many columns as one part has at the start
_MOST_COLUMNS = 16_000
_NODES = 400
_PATIENCE = 4  # parts without a gain before the parts grow


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
        self._whole: dict[tuple[int, int], float] = {}  # proven over the whole day
        self.done = 0

    def run(self) -> tuple[list[int], int]:
        """The best slots found, and a proven bound in units of 1 / scale."""
        self.relaxed = relax(self.rows)
        self._recolour()
        self._tighten(None)
        self._publish()
        if not self._proven():
            self._improve()
        return self.state.slot.tolist(), self.bound

    def _recolour(self) -> None:
        """Start from the pairs that the linear programme chose, where that makes a better plan."""
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

    def _tighten(self, proven: float | None) -> None:
        """The bound for the figures that the plan has now."""
        missed, short, _ = self.best
        least = self.relaxed.least_missed, self.relaxed.least_short
        at_least = (missed + self.rows.n_required_lost, short) == least
        bound = self.relaxed.bound if at_least else self.relaxed.network.loose
        if proven is not None:
            known = self._whole.get((missed, short), math.inf)
            self._whole[missed, short] = min(known, proven)
        if (missed, short) in self._whole:
            bound = min(bound, _rounded(self._whole[missed, short]))
        self.bound = max(bound, self.state.value())

    def _proven(self) -> bool:
        missed, short, _ = self.best
        return (
            self.bound == self.state.value()
            and missed + self.rows.n_required_lost == self.relaxed.least_missed
            and short == self.relaxed.least_short
            and self.state.price == 0
        )

    def _publish(self) -> None:
        self.report(self.state.slot.tolist(), self.bound, self.done)

    def _improve(self) -> None:
        from matcher.scheduling.improve import Part, solve_part

        n_slots = self.rows.problem.slots
        core = Core(self.state, self.relaxed)
        columns, idle = _FIRST_COLUMNS, 0
        while not self.limits.over(self.done):
            mask = core.mask()
            size = self._size(mask, columns)
            seconds = None if self.limits.deadline is None else self.limits.left()
            slots = np.sort(self.rng.choice(n_slots, size, replace=False))
            part = Part(slots, mask, nodes=_NODES, seconds=seconds)
            solved = solve_part(self.state, part)
            self.done += 1
            better = solved is not None and self._take(solved.slot)
            if size == n_slots and solved is not None and solved.proven is not None:
                outside = self.relaxed.bound - core.depth
                self._tighten(max(solved.proven, outside))
                self._publish()
            elif better:
                self._tighten(None)
                self._publish()
            if self._proven():
                return
            idle = 0 if better else idle + 1
            if idle >= (_PATIENCE if size < n_slots else 1):
                idle = 0
                if size < n_slots and columns < _MOST_COLUMNS:
                    columns = columns * 3 // 2
                elif not core.widen() and size == n_slots:
                    return

    def _size(self, mask: Bools, columns: int) -> int:
        """How many slots make about `columns` columns; at least two, where there are two."""
        n_slots = self.rows.problem.slots
        state = self.state
        idle_pairs = int((mask & (state.slot < 0)).sum())
        held = int((state.slot >= 0).sum())
        share = float(state.allowed[mask].mean()) if mask.any() else 1.0
        for size in range(n_slots, 2, -1):
            if (idle_pairs + held * size / n_slots) * share * size <= columns:
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
