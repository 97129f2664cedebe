"""Exact nearest rows by inner product: blocked, filtered before, the same answer whatever the block.

An approximate index loses results under a filter and takes minutes to build, so below some 200,000
rows a matrix product and a cheap choice of its largest entries is the better index.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Vectors = NDArray[np.float32]
Rows = NDArray[np.int64]

# What one product gives: enough for it to run at its full rate, little enough to be still in the
# cache when it is looked through.
_ENTRIES = 2**20
_BLOCKS = (4096, 65536)
# Rows copied at a time for a filter: in the cache when the product reads them.
_COPIED = 768
# The first product is small: all of it is a candidate, and its best set the floor for the others.
_FIRST = 1024
# Queries at a time: what a product gives and the candidates take a few dozen megabytes.
_QUERIES = 1024
# Entries above the floor, as a multiple of k, at which the floor is raised.
_SETTLED = 4
_DECIMALS = 9


@dataclass(frozen=True, slots=True, eq=False)
class Neighbours:
    """The nearest rows of each query.

    Attributes
    ----------
    rows : ndarray of int64, shape (m, k)
        Best first; k is less than asked for when fewer rows were kept.
    scores : ndarray of float64, shape (m, k)
        Inner products, rounded to nine decimals.
    """

    rows: Rows
    scores: NDArray[np.float64]


class ExactIndex:
    """A matrix to ask for its nearest rows; holds no copy when it is given float32 rows.

    Parameters
    ----------
    vectors : ndarray of shape (n, d)
        Finite. Ties go to the lower row, so rows lie in the order of their ids.
    block : int, optional
        Rows a product; by the number of queries when left out. What is found does not depend on it.

    Raises
    ------
    ValueError
        If `vectors` is no matrix or holds a value that is not finite.

    Notes
    -----
    The product runs in float32, and its last bits depend on how the rows are cut into blocks. So it
    only chooses candidates: those whose score lies within twice the product's error bound,
    d·u·|q|·max|x| with u = 2⁻²⁴ (Higham, Accuracy and Stability of Numerical Algorithms, 3.1), of
    the k-th best. These few are computed again in float64, one by one, rounded, and sorted.

    For each query a floor is kept, the k-th best score so far less that margin; most blocks hold
    hardly anything above it, so looking through the product costs a comparison an entry.
    """

    def __init__(self, vectors: NDArray[np.floating[Any]], *, block: int | None = None) -> None:
        rows = np.ascontiguousarray(vectors, dtype=np.float32)
        if rows.ndim != 2:
            message = f"a matrix is needed, not an array of {rows.ndim} dimensions"
            raise ValueError(message)
        longest = float(np.sqrt(np.einsum("ij,ij->i", rows, rows).max(initial=0.0)))
        if not np.isfinite(longest):
            message = "a vector holds a value that is not finite"
            raise ValueError(message)
        self.vectors: Vectors = rows
        self._longest = longest
        self._block = block

    def __len__(self) -> int:
        return len(self.vectors)

    def search(
        self,
        queries: NDArray[np.floating[Any]],
        k: int,
        *,
        keep: NDArray[np.bool_] | Rows | None = None,
    ) -> Neighbours:
        """The k rows with the largest inner product with each query.

        Parameters
        ----------
        queries : ndarray of shape (m, d) or (d,)
            One vector counts as one query.
        k : int
            At least 1.
        keep : ndarray, optional
            Rows to look at, as a mask of shape (n,) or as row numbers in any order: the filter comes
            before, so what is found is exact, and who is left out costs nothing.

        Returns
        -------
        Neighbours
            Score descending, then row ascending.

        Raises
        ------
        ValueError
            If k is below 1, or shapes do not agree, or a query is not finite.
        """
        asked = np.atleast_2d(np.asarray(queries, dtype=np.float32))
        if k < 1 or asked.ndim != 2 or asked.shape[1] != self.vectors.shape[1]:
            message = f"k is {k}, queries are {asked.shape}, vectors {self.vectors.shape}"
            raise ValueError(message)
        if not np.isfinite(asked).all():
            message = "a query holds a value that is not finite"
            raise ValueError(message)
        rows = None if keep is None else self._kept(keep)
        parts = [self._search(asked[at : at + _QUERIES], k, rows) for at in range(0, len(asked), _QUERIES)]
        width = min(k, len(self) if rows is None else len(rows))
        if not parts:
            return Neighbours(np.zeros((0, width), np.int64), np.zeros((0, width)))
        return Neighbours(
            np.concatenate([part.rows for part in parts]), np.concatenate([part.scores for part in parts])
        )

    def _kept(self, keep: NDArray[np.bool_] | Rows) -> Rows | None:
        """Row numbers, ascending and each once; None when all are kept."""
        if keep.dtype == np.bool_:
            if keep.shape != (len(self),):
                message = f"a mask of {keep.shape} for {len(self)} rows"
                raise ValueError(message)
            rows = np.flatnonzero(keep)
        else:
            rows = np.unique(keep.astype(np.int64))
            if len(rows) and not 0 <= rows[0] <= rows[-1] < len(self):
                message = f"a row to keep is outside of the {len(self)}"
                raise ValueError(message)
        return None if len(rows) == len(self) else rows

    def _search(self, queries: Vectors, k: int, rows: Rows | None) -> Neighbours:
        n = len(self) if rows is None else len(rows)
        k = min(k, n)
        lengths = np.sqrt(np.einsum("ij,ij->i", queries, queries, dtype=np.float64))
        rounding = self.vectors.shape[1] * 2.0**-24
        bound = rounding / (1.0 - rounding) * lengths * self._longest
        best = _Best(k, n, margin=2.02 * bound + 2.0 * 10.0**-_DECIMALS)
        if k:
            for numbers, product in self._products(queries, rows):
                best.look(product, numbers)
        return self._ordered(queries, k, best)

    def _ordered(self, queries: Vectors, k: int, best: "_Best") -> Neighbours:
        """The k best of the candidates by their exact scores."""
        found = np.empty((len(queries), k), np.int64)
        scores = np.empty((len(queries), k))
        width = self.vectors.shape[1]
        # One piece of memory for all queries, and no pages to fetch for each.
        rows, wide = np.empty((0, width), np.float32), np.empty((0, width))
        for number, candidates in enumerate(best.candidates()):
            if len(candidates) > len(rows):
                rows = np.empty((2 * len(candidates), width), np.float32)
                wide = np.empty((2 * len(candidates), width))
            exactly = wide[: len(candidates)]
            exactly[:] = np.take(self.vectors, candidates, axis=0, out=rows[: len(candidates)], mode="clip")
            exact = np.einsum("ij,j->i", exactly, queries[number].astype(np.float64))
            # Adding zero makes one zero of the two that there are.
            exact = np.round(exact, _DECIMALS) + 0.0
            order = np.lexsort((candidates, -exact))[:k]
            found[number], scores[number] = candidates[order], exact[order]
        return Neighbours(found, scores)

    def _products(self, queries: Vectors, rows: Rows | None) -> Iterator[tuple[Rows, Vectors]]:
        """Row numbers and the queries' products with these rows, in memory that is used again."""
        n = len(self) if rows is None else len(rows)
        block = self._block or int(np.clip(_ENTRIES // len(queries), *_BLOCKS))
        largest = min(block, n)
        held = np.empty(len(queries) * largest, np.float32)
        # Memory that nothing touches costs nothing: without a filter none of it is used.
        copied = np.empty((min(_COPIED, largest), self.vectors.shape[1]), np.float32)
        first, last = 0, min(_FIRST, largest)
        while first < last:
            product = held[: len(queries) * (last - first)].reshape(len(queries), last - first)
            if rows is None:
                numbers = np.arange(first, last)
                np.matmul(queries, self.vectors[first:last].T, out=product)
            else:
                numbers = rows[first:last]
                for at in range(0, len(numbers), _COPIED):
                    some = numbers[at : at + _COPIED]
                    # The numbers are known to be within; other modes would copy twice.
                    part = np.take(self.vectors, some, axis=0, out=copied[: len(some)], mode="clip")
                    np.matmul(queries, part.T, out=product[:, at : at + len(some)])
            yield numbers, product
            first, last = last, min(2 * last, last + block, n)


class _Best:
    """Per query the entries that may still be among its k best, and the floor under which none is."""

    def __init__(self, k: int, n: int, *, margin: NDArray[np.float64]) -> None:
        self._k = k
        self._begun = False
        self._margin = margin
        self._floor = np.full(len(margin), -np.inf, np.float32)
        room = min(n, 2 * _SETTLED * k + _FIRST)
        self._scores = np.full((len(margin), room), -np.inf, np.float32)
        self._rows = np.zeros((len(margin), room), np.int64)
        self._count = np.zeros(len(margin), np.int64)

    def look(self, product: Vectors, numbers: Rows) -> None:
        """Take from a product what lies above the floor."""
        if not self._begun:
            # Else all of the first product would be taken.
            self._raise(product)
            self._begun = True
        elif self._count.max(initial=0) > _SETTLED * self._k:
            self._settle()
        query, column = self._above(product)
        if len(query) > _SETTLED * self._k * len(self._count):
            # Rows that come in the order of their scores, the worst first.
            self._raise(product)
            self._settle()
            query, column = self._above(product)
        self._put(query, product[query, column], numbers[column])

    def candidates(self) -> Iterator[Rows]:
        """By query the rows that may be among its k best, in no order."""
        self._settle()
        for rows, count in zip(self._rows, self._count, strict=True):
            yield rows[:count]

    def _above(self, product: Vectors) -> tuple[Rows, Rows]:
        """Query and column of each entry above its floor, by query."""
        flat = np.flatnonzero(product >= self._floor[:, None])
        query = flat // product.shape[1]
        return query, flat - query * product.shape[1]

    def _put(self, query: Rows, scores: Vectors, rows: Rows) -> None:
        counts = np.bincount(query, minlength=len(self._count))
        room = int((self._count + counts).max(initial=0))
        if room > self._scores.shape[1]:
            more = ((0, 0), (0, 2 * room - self._scores.shape[1]))
            self._scores = np.pad(self._scores, more, constant_values=-np.inf)
            self._rows = np.pad(self._rows, more)
        begin = np.cumsum(counts) - counts
        place = np.arange(len(query)) - begin[query] + self._count[query]
        self._scores[query, place] = scores
        self._rows[query, place] = rows
        self._count += counts

    def _settle(self) -> None:
        """Raise the floors to what was found, and drop what is now below."""
        used = self._scores[:, : self._count.max(initial=0)]
        self._raise(used)
        query, column = self._above(used)
        scores, rows = used[query, column], self._rows[query, column]
        used[:] = -np.inf
        self._count[:] = 0
        self._put(query, scores, rows)

    def _raise(self, scores: Vectors) -> None:
        """No entry more than the margin below the k-th best of any rows can be among the k best."""
        if 0 < self._k <= scores.shape[1]:
            at = scores.shape[1] - self._k
            kth = np.partition(scores, at, axis=1)[:, at].astype(np.float64)
            floor = np.nextafter((kth - self._margin).astype(np.float32), np.float32(-np.inf))
            self._floor = np.maximum(self._floor, floor)
