"""The search's plan as arrays, what it is compared by, and the pairs worth looking at."""

from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from matcher.scheduling.board import Board, Rows
from matcher.scheduling.bound import Relaxed

Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]
Figures = tuple[int, int, int]  # required missed, short in all, minus the score


@dataclass
class State:
    """The search's plan: the slot of each row (-1: does not meet), and what counts for it."""

    rows: Rows
    slot: Ints
    locked: Bools
    bonus_slot: Ints  # the previous plan's slot, -1 for none
    price: int  # what keeping a meeting there is worth, in units of 1 / scale
    founder: Ints = field(init=False)
    investor: Ints = field(init=False)
    worth: Ints = field(init=False)
    required: Bools = field(init=False)
    seated: Bools = field(init=False)
    own: Ints = field(init=False)
    interpreted: Bools = field(init=False)
    group: Ints = field(init=False)
    cap: Ints = field(init=False)
    least: Ints = field(init=False)
    allowed: Bools = field(init=False)

    def __post_init__(self) -> None:
        rows = self.rows
        n = len(rows)
        self.founder = np.asarray(rows.founder, np.int64)
        self.investor = np.asarray(rows.investor, np.int64)
        self.worth = np.asarray(rows.worth, np.int64)
        self.required = np.asarray(rows.required, bool)
        self.seated = np.asarray(rows.seated, bool)
        self.own = np.asarray(rows.own, np.int64)
        self.interpreted = np.asarray(rows.interpreted, bool)
        house = np.asarray(rows.house, np.int64)
        # Of a group at most one pair meets; a pair without a house is a group of its own.
        self.group = np.where(house >= 0, n + house, np.arange(n))
        self.cap = np.asarray(rows.cap, np.int64)
        self.least = np.asarray(rows.least, np.int64)
        slots = np.arange(rows.problem.slots)
        there = np.zeros((len(rows.people), len(slots)), bool)
        for person, one in enumerate(rows.people):
            there[person, [slot for slot in one.available if slot < len(slots)]] = True
        self.allowed = there[self.founder] & there[self.investor]
        for row, mask in enumerate(rows.mask):
            pair = rows.problem.pair[rows.key[row]]
            if pair.slot is not None:
                self.allowed[row] = (mask >> slots) & 1

    def load(self, met: Bools) -> Ints:
        """Meetings per person among these rows."""
        m = len(self.rows.people)
        return np.bincount(self.founder[met], minlength=m) + np.bincount(self.investor[met], minlength=m)

    def figures(self, slot: Ints) -> Figures:
        """What a plan is compared by: smaller is better, in this order."""
        met = slot >= 0
        missed = int((self.required & ~met).sum())
        short = int(np.maximum(self.least - self.load(met), 0).sum())
        kept = int(((slot == self.bonus_slot) & met).sum())
        return missed, short, -(int(self.worth[met].sum()) + kept * self.price)

    def value(self) -> int:
        """The worth of all meetings held."""
        return int(self.worth[self.slot >= 0].sum())


def to_state(board: Board, bonus_slot: list[int], price: int) -> State:
    """The search's state from what stands on a board."""
    locked = np.zeros(len(board.rows), bool)
    locked[list(board.locked)] = True
    return State(
        rows=board.rows,
        slot=np.asarray(board.slot, np.int64),
        locked=locked,
        bonus_slot=np.asarray(bonus_slot, np.int64),
        price=price,
    )


class Core:
    """The pairs worth looking at, widened step by step."""

    def __init__(self, state: State, relaxed: Relaxed) -> None:
        self._state = state
        self._reduced = relaxed.reduced
        self._always = (state.required | (state.bonus_slot >= 0)) & state.allowed.any(axis=1)
        order = np.sort(-self._reduced)
        meetings = max(1, int((state.slot >= 0).sum()))
        self._sorted = order
        # A pair that is poor by the prices may still be the best that moves nobody else.
        near = int(np.searchsorted(order, 2 * state.price, side="right")) if state.price else 0
        self.size = min(len(order), max(near, meetings + meetings // 4 + 20))

    @property
    def depth(self) -> float:
        """Every pair left out has a reduced cost below minus this."""
        if self.size >= len(self._sorted):
            return float("inf")
        return float(self._sorted[self.size - 1])

    def widen(self) -> bool:
        """Half as many pairs again; False when all are in."""
        before = self.size
        self.size = min(len(self._sorted), self.size + self.size // 2)
        return self.size > before

    def mask(self) -> Bools:
        """The pairs to look at now."""
        core = (-self._reduced <= self.depth) | self._always | (self._state.slot >= 0)
        needy = self._state.least > self._state.load(self._state.slot >= 0)
        if needy.any():
            core |= needy[self._state.founder] | needy[self._state.investor]
        return core
