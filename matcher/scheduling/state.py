"""The search's plan as arrays, what it is compared by, and the pairs worth looking at."""

from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from matcher.scheduling.board import Board, Rows
from matcher.scheduling.bound import Relaxed

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
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
    budget: int | None = None  # how many of these meetings may leave their slot
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
    good: Bools = field(init=False)
    least_good: Ints = field(init=False)
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
        self.good = np.asarray(rows.good, bool)
        self.least_good = np.asarray(rows.least_good, np.int64)
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
        if self.least_good.any():
            short += int(np.maximum(self.least_good - self.load(met & self.good), 0).sum())
        return missed, short, -(int(self.worth[met].sum()) + self.kept(slot) * self.price)

    def needy(self, met: Bools) -> Bools:
        """Who is short of meetings, or of good ones."""
        return (self.least > self.load(met)) | (self.least_good > self.load(met & self.good))

    def kept(self, slot: Ints) -> int:
        """Meetings of the previous plan that stay in their slot."""
        return int(((slot == self.bonus_slot) & (slot >= 0)).sum())

    def strayed(self, slot: Ints) -> int:
        """Meetings of the previous plan that could stay in their slot and do not."""
        return int((self.bonus_slot >= 0).sum()) - self.kept(slot)

    def guide(self) -> Ints:
        """The worth of each pair at its best: with the price, where it may stay in its slot."""
        return self.worth + self.price * (self.bonus_slot >= 0)

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
    """The columns (pair and slot) worth looking at, widened step by step.

    A column whose reduced gain is far below zero cannot be in a good plan: a plan that has it is
    worth at most the bound less that much.
    """

    def __init__(self, state: State, relaxed: Relaxed) -> None:
        self._state = state
        self._lack = -relaxed.reduced
        self._stays = state.bonus_slot >= 0
        self._always = (state.required | self._stays) & state.allowed.any(axis=1)
        self._sorted = np.sort(self._lack)
        meetings = max(1, int((state.slot >= 0).sum()))
        self.size = min(len(self._sorted), meetings + meetings // 4 + 20)
        self._day: Floats | None = None
        self._day_gap = 0.0

    def refine(self, lack: Floats, gap: float) -> None:
        """Go by what each column lacks in a day's relaxation: none beyond `gap` can do better."""
        self._day, self._day_gap = lack, gap

    @property
    def depth(self) -> float:
        """Every column left out has a reduced gain below minus this."""
        if self.size >= len(self._sorted):
            return float("inf")
        return float(self._sorted[self.size - 1])

    def deepen(self, gap: float, most: int) -> bool:
        """Take in what could be in a plan better by up to `gap`, if that is not above `most` columns."""
        before = self.size
        self._day_gap = min(self._day_gap, gap)
        size = int(np.searchsorted(self._sorted, gap, side="right"))
        self.size = min(len(self._sorted), max(before, size + 1))
        if int(self.columns().sum()) > most:
            self.size = before
        return self.size > before

    def widen(self) -> bool:
        """Half as many pairs again; False when all are in."""
        before = self.size
        self.size = min(len(self._sorted), self.size + self.size // 2)
        return self.size > before

    def columns(self) -> Bools:
        """The columns to look at now, a row per pair and a place per slot."""
        state = self._state
        held = np.flatnonzero(state.slot >= 0)
        core = (self._lack <= self.depth) | self._always
        core[held] = True
        needy = state.needy(state.slot >= 0)
        wanted = state.required | needy[state.founder] | needy[state.investor]
        columns = state.allowed & (core | wanted)[:, None]
        if self._day is not None:
            columns &= (self._day <= self._day_gap) | wanted[:, None]
            columns[held, state.slot[held]] = True
        if state.price:
            # Elsewhere than in its old slot a pair lacks the price for staying.
            poor = np.flatnonzero(self._stays & ~wanted & (self._lack + state.price > self.depth))
            columns[poor] = False
            columns[poor, state.bonus_slot[poor]] = True
            columns[held, state.slot[held]] = True
        return columns
