"""Which row of a table belongs to whom."""

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from matcher.postings import Mask, Rows, grown


class Slots:
    """Which row belongs to which id; the row of one who left is given to the next who comes."""

    def __init__(self) -> None:
        self.n = 0
        self._ids: NDArray[np.object_] = np.zeros(0, dtype=object)
        self.row_of: dict[str, int] = {}
        self._free: list[int] = []
        self._live: Rows | None = None
        # The last rows that ids were asked of, and these: most viewers have the same candidates.
        self._told: tuple[Rows, tuple[str, ...]] | None = None

    def take(self, id: str) -> int:  # noqa: A002 - it is the field's name
        """The row of an id, which may be new."""
        row = self.row_of.get(id)
        if row is None:
            self._live = self._told = None
            row = self._free.pop() if self._free else self.n
            self.n = max(self.n, row + 1)
            self._ids = grown(self._ids, self.n)
            self._ids[row] = id
            self.row_of[id] = row
        return row

    def give_back(self, id: str) -> int | None:  # noqa: A002 - it is the field's name
        """The row that an id had; None when it had none."""
        row = self.row_of.pop(id, None)
        if row is not None:
            self._live = self._told = None
            self._ids[row] = ""
            self._free.append(row)
        return row

    def copy(self) -> "Slots":
        """The same rows, which go their own way from here."""
        out = Slots()
        out.n, out._ids = self.n, self._ids[: self.n].copy()
        out.row_of, out._free = dict(self.row_of), list(self._free)
        # Written anew when rows come or go, never in place.
        out._live = self._live
        return out

    @property
    def live(self) -> Rows:
        """The rows in use, in their order."""
        if self._live is None:
            self._live = np.array(sorted(self.row_of.values()), dtype=np.int64)
        return self._live

    def rows(self, ids: Iterable[str]) -> Rows:
        """The rows of those of the ids that have one."""
        found = [row for row in map(self.row_of.get, ids) if row is not None]
        return np.array(found, dtype=np.int64)

    def among(self, ids: Iterable[str]) -> Mask:
        """For each row whether it belongs to one of the ids."""
        out = np.zeros(self.n, dtype=bool)
        out[self.rows(ids)] = True
        return out

    @property
    def ids(self) -> tuple[str, ...]:
        """The id of each row, empty where the row is free."""
        return tuple(self._ids[: self.n].tolist())

    def ids_of(self, rows: Rows) -> tuple[str, ...]:
        """The ids of some rows; the same tuple as before where nothing has changed."""
        told = self._told
        if told is None or not np.array_equal(told[0], rows):
            told = self._told = rows.copy(), tuple(self._ids[rows].tolist())
        return told[1]
