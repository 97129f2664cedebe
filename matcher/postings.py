"""Columns that grow by rows, and inverted indexes over them: which rows carry which tags and amounts.

A row may be put anew at any time. Nothing that is answered depends on the order in which rows came.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

Column = NDArray[np.float64]
Mask = NDArray[np.bool_]
Rows = NDArray[np.int64]
A = TypeVar("A", bound=NDArray[Any])


def grown(array: A, n: int) -> A:
    """The array itself when it has `n` rows, else a longer copy, zeros at its end, with room for more."""
    if n <= len(array):
        return array
    out = np.zeros((max(n, len(array) * 3 // 2, 8), *array.shape[1:]), dtype=array.dtype)
    out[: len(array)] = array
    return out  # type: ignore[return-value] # the same kind of array, only longer


class _Posting:
    """The rows that carry one tag, in no order, each once, with its weight."""

    __slots__ = ("n", "rows", "weights")

    def __init__(self) -> None:
        self.rows: Rows = np.zeros(4, dtype=np.int64)
        self.weights: Column = np.zeros(4)
        self.n = 0

    def add(self, row: int, weight: float) -> None:
        if self.n == len(self.rows):
            self.rows, self.weights = grown(self.rows, self.n + 1), grown(self.weights, self.n + 1)
        self.rows[self.n] = row
        self.weights[self.n] = weight
        self.n += 1

    def copy(self) -> "_Posting":
        out = _Posting()
        out.rows, out.weights, out.n = self.rows[: self.n].copy(), self.weights[: self.n].copy(), self.n
        return out

    def remove(self, row: int) -> None:
        at = int(np.flatnonzero(self.rows[: self.n] == row)[0])
        self.n -= 1
        # The last one takes the free place.
        self.rows[at] = self.rows[self.n]
        self.weights[at] = self.weights[self.n]


class TagIndex:
    """Which rows carry which tags, and how strongly: an inverted index over opaque strings.

    Parameters
    ----------
    rows : iterable of mapping of str to float
        The tags of each row with their weights.
    """

    def __init__(self, rows: Iterable[Mapping[str, float]] = ()) -> None:
        self.n = 0
        self._tags: list[tuple[str, ...]] = []
        self._stated: Mask = np.zeros(0, dtype=bool)
        self._size: Column = np.zeros(0)
        self._at: dict[str, _Posting] = {}
        for row, tags in enumerate(rows):
            self.put(row, tags)

    @classmethod
    def of_sets(cls, rows: Iterable[Iterable[str]]) -> "TagIndex":
        """An index in which every tag weighs 1."""
        return cls(dict.fromkeys(row, 1.0) for row in rows)

    @property
    def stated(self) -> Mask:
        """Which rows carry any tag."""
        return self._stated[: self.n]

    @property
    def size(self) -> Column:
        """How many tags each row carries."""
        return self._size[: self.n]

    def put(self, row: int, tags: Mapping[str, float] | Iterable[str]) -> None:
        """Give a row these tags in place of those it had; rows are numbered without a gap."""
        weights = tags if isinstance(tags, Mapping) else dict.fromkeys(tags, 1.0)
        if row == self.n:
            self.n += 1
            self._tags.append(())
            self._stated, self._size = grown(self._stated, self.n), grown(self._size, self.n)
        for tag in self._tags[row]:
            posting = self._at[tag]
            posting.remove(row)
            if not posting.n:
                del self._at[tag]
        self._tags[row] = tuple(weights)
        self._stated[row] = bool(weights)
        self._size[row] = len(weights)
        for tag, weight in weights.items():
            self._at.setdefault(tag, _Posting()).add(row, weight)

    def copy(self) -> "TagIndex":
        """The same index, which goes its own way from here."""
        out = TagIndex()
        out.n, out._tags = self.n, list(self._tags)
        out._stated, out._size = self.stated.copy(), self.size.copy()
        out._at = {tag: posting.copy() for tag, posting in self._at.items()}
        return out

    def sum(self, tags: Mapping[str, float] | Iterable[str]) -> Column:
        """For each row the sum over its tags of its weight times the weight asked with."""
        out = np.zeros(self.n)
        asked = tags if isinstance(tags, Mapping) else dict.fromkeys(tags, 1.0)
        # In the order of the tags' names: the sums' last bits must not depend on a set's order.
        for tag in sorted(asked):
            found = self._at.get(tag)
            if found is not None:
                # A tag stands at most once in a row, so plain fancy indexing adds rightly.
                out[found.rows[: found.n]] += found.weights[: found.n] * asked[tag]
        return out

    def has(self, tags: Iterable[str]) -> Mask:
        """For each row whether it carries one of the tags."""
        out = np.zeros(self.n, dtype=bool)
        for tag in tags:
            found = self._at.get(tag)
            if found is not None:
                out[found.rows[: found.n]] = True
        return out


@dataclass(frozen=True, slots=True)
class Ranges:
    """Amount ranges, several a row possible; an open bound is infinite."""

    rows: Rows
    low: Column
    high: Column


def bounds(low: int | None, high: int | None) -> tuple[float, float]:
    """A range's ends, infinite where there is no bound."""
    return -np.inf if low is None else float(low), np.inf if high is None else float(high)


class RangeIndex:
    """Amount ranges that rows may put anew."""

    def __init__(self) -> None:
        self._n = 0
        self._rows: Rows = np.zeros(0, dtype=np.int64)
        self._low: Column = np.zeros(0)
        self._high: Column = np.zeros(0)

    @property
    def ranges(self) -> Ranges:
        """All of them, in no order."""
        return Ranges(self._rows[: self._n], self._low[: self._n], self._high[: self._n])

    def copy(self) -> "RangeIndex":
        """The same ranges, which go their own way from here."""
        out = RangeIndex()
        found = self.ranges
        out._n, out._rows = self._n, found.rows.copy()
        out._low, out._high = found.low.copy(), found.high.copy()
        return out

    def add(self, row: int, low: int | None, high: int | None) -> None:
        """One more range of a row; None is no bound."""
        self._rows = grown(self._rows, self._n + 1)
        self._low, self._high = grown(self._low, self._n + 1), grown(self._high, self._n + 1)
        self._rows[self._n] = row
        self._low[self._n], self._high[self._n] = bounds(low, high)
        self._n += 1

    def remove(self, row: int) -> None:
        """All ranges of a row."""
        kept = np.flatnonzero(self._rows[: self._n] != row)
        self._n = len(kept)
        for column in (self._rows, self._low, self._high):
            column[: self._n] = column[kept]
