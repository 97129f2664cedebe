"""Exact nearest rows by inner product: blocked, filtered before, the same answer whatever the block.

An approximate index loses results under a filter and takes minutes to build, so below some 200,000
rows a matrix product and a cheap choice of its largest entries is the better index.
"""

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from threading import Lock
from typing import Any

import numpy as np
from numpy.typing import NDArray
from threadpoolctl import ThreadpoolController

Vectors = NDArray[np.float32]
Rows = NDArray[np.int64]

# What one product gives: enough for it to run at its full rate, little enough to be still in the
# cache when it is looked through.
_ENTRIES = 2**20
_BLOCKS = (4096, 65536)
# Rows copied at a time: in the cache when they are read again.
_COPIED = 512
# What a row costs beside its product with one query: to be read, and to be copied before.
_READ, _COPY = 12, 16
# Queries at a time: what a product gives and the candidates take a few dozen megabytes.
_QUERIES = 1024
# Entries above the floor, as a multiple of k, at which the floor is raised.
_SETTLED = 4
# Groups of entries, as a multiple of k, whose largest ones tell a floor.
_GROUPS = 10
_DECIMALS = 9
# A search in threads has use for every processor; what BLAS may use is the process's, too.
_ONE_AT_A_TIME = Lock()


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
    threads : int
        Among how many a search is shared, each with one thread of linear algebra. More than one is
        faster only where BLAS's own threads sleep as soon as they are idle
        (OPENBLAS_THREAD_TIMEOUT): those that spin take the processor from these.

    Raises
    ------
    ValueError
        If `vectors` is no matrix or holds a value that is not finite, or there is no thread.

    Notes
    -----
    The product runs in float32, and its last bits depend on how the rows are cut into blocks. So it
    only chooses candidates: those whose score lies within twice the product's error bound,
    d·u·|q|·max|x| with u = 2⁻²⁴ (Higham, Accuracy and Stability of Numerical Algorithms, 3.1), of
    the k-th best. These few are computed again in float64, one by one, rounded, and sorted.

    For each query a floor is kept, at most the k-th best score so far less that margin; most blocks
    hold hardly anything above it, so looking through the product costs a comparison an entry.
    """

    def __init__(
        self, vectors: NDArray[np.floating[Any]], *, block: int | None = None, threads: int = 1
    ) -> None:
        rows = np.ascontiguousarray(vectors, dtype=np.float32)
        if rows.ndim != 2:
            message = f"a matrix is needed, not an array of {rows.ndim} dimensions"
            raise ValueError(message)
        longest = float(np.sqrt(np.einsum("ij,ij->i", rows, rows).max(initial=0.0)))
        if not np.isfinite(longest):
            message = "a vector holds a value that is not finite"
            raise ValueError(message)
        if threads < 1:
            message = f"{threads} threads"
            raise ValueError(message)
        self.vectors: Vectors = rows
        self._longest = longest
        self._block = block
        self._threads = threads

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
            before, so what is found is exact, and costs the less the fewer they are.

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
        width = min(k, len(self) if rows is None else len(rows))
        found = Neighbours(np.empty((len(asked), width), np.int64), np.empty((len(asked), width)))
        # One query alone is as fast with BLAS's own threads.
        with _in_threads(max(1, min(self._threads, len(asked)))) as threads:
            for at in range(0, len(asked) if width else 0, _QUERIES):
                some = slice(at, at + _QUERIES)
                self._search(asked[some], rows, Neighbours(found.rows[some], found.scores[some]), threads)
        return found

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

    def _search(self, queries: Vectors, rows: Rows | None, found: Neighbours, threads: "_Threads") -> None:
        """Fill in what is found."""
        lengths = np.sqrt(np.einsum("ij,ij->i", queries, queries, dtype=np.float64))
        rounding = self.vectors.shape[1] * 2.0**-24
        bound = rounding / (1.0 - rounding) * lengths * self._longest
        margin = 2.02 * bound + 2.0 * 10.0**-_DECIMALS
        n, k = len(self) if rows is None else len(rows), found.rows.shape[1]
        bests = [(some, _Best(k, n, margin=margin[some])) for some in threads.parts(len(queries))]
        for numbers, product in self._products(queries, rows, threads):
            threads.each(lambda some, best, at=numbers, of=product: best.look(of[some], at), bests)
        threads.each(
            lambda some, best: self._order(
                queries[some], best, Neighbours(found.rows[some], found.scores[some])
            ),
            bests,
        )

    def _order(self, queries: Vectors, best: "_Best", found: Neighbours) -> None:
        """The k best of the candidates by their exact scores."""
        rows, there = best.candidates()
        exact = np.empty(rows.shape)
        # A few queries at a time, unless one has very many: memory that is used again stays in the cache.
        high = max(1, _COPIED // rows.shape[1])
        copied = np.empty((_COPIED, self.vectors.shape[1]), np.float32)
        wide = np.empty(copied.shape)
        for first in range(0, len(rows), high):
            asked = queries[first : first + high, None].astype(np.float64)
            for left in range(0, rows.shape[1], _COPIED):
                some = np.s_[first : first + high, left : left + _COPIED]
                numbers = rows[some]
                n = numbers.size
                wide[:n] = np.take(self.vectors, numbers.ravel(), axis=0, out=copied[:n], mode="clip")
                exact[some] = np.vecdot(wide[:n].reshape(*numbers.shape, wide.shape[1]), asked)
        # Adding zero makes one zero of the two that there are.
        exact = np.where(there, np.round(exact, _DECIMALS) + 0.0, -np.inf)
        order = np.lexsort((rows, -exact))[:, : found.rows.shape[1]]
        found.rows[:] = np.take_along_axis(rows, order, axis=1)
        found.scores[:] = np.take_along_axis(exact, order, axis=1)

    def _products(
        self, queries: Vectors, rows: Rows | None, threads: "_Threads"
    ) -> Iterator[tuple[Rows, Vectors]]:
        """Row numbers and the queries' products with these rows, in memory that is used again."""
        n = len(self) if rows is None else len(rows)
        block = self._block or int(np.clip(_ENTRIES // len(queries), *_BLOCKS))
        held = np.empty(len(queries) * min(block, n), np.float32)
        for first in range(0, n, block):
            last = min(first + block, n)
            numbers = np.arange(first, last) if rows is None else rows[first:last]
            product = held[: len(queries) * (last - first)].reshape(len(queries), last - first)
            parts = [(numbers[some], product[:, some]) for some in threads.parts(last - first)]
            threads.each(lambda at, out: self._multiply(queries, at, out), parts)
            yield numbers, product

    def _multiply(self, queries: Vectors, numbers: Rows, out: Vectors) -> None:
        """The queries' products with some rows, which are copied only where they lie far apart."""
        span = int(numbers[-1] - numbers[0]) + 1
        if (len(queries) + _READ) * span <= (len(queries) + _READ + _COPY) * len(numbers):
            between = self.vectors[numbers[0] : numbers[-1] + 1]
            if span == len(numbers):
                np.matmul(queries, between.T, out=out)
            else:
                np.take(queries @ between.T, numbers - numbers[0], axis=1, out=out, mode="clip")
            return
        copied = np.empty((min(_COPIED, len(numbers)), self.vectors.shape[1]), np.float32)
        for at in range(0, len(numbers), _COPIED):
            some = numbers[at : at + _COPIED]
            # The numbers are known to be within; other modes would copy twice.
            part = np.take(self.vectors, some, axis=0, out=copied[: len(some)], mode="clip")
            np.matmul(queries, part.T, out=out[:, at : at + len(some)])


class _Best:
    """Per query the entries that may still be among its k best, and the floor under which none is."""

    def __init__(self, k: int, n: int, *, margin: NDArray[np.float64]) -> None:
        self._k = k
        self._begun = False
        self._margin = margin
        self._floor = np.full(len(margin), -np.inf, np.float32)
        room = min(n, 2 * _SETTLED * k)
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

    def candidates(self) -> tuple[Rows, NDArray[np.bool_]]:
        """Rows that may be among the k best of their query, a line each, and which of the entries count."""
        self._settle()
        most = self._count.max(initial=0)
        return self._rows[:, :most], np.arange(most) < self._count[:, None]

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
        size = scores.shape[1] // (_GROUPS * self._k)
        if size > 1:
            # Each group's largest is an entry of its own: the k-th best of them is not above the k-th best.
            n_groups = scores.shape[1] // size
            scores = scores[:, : size * n_groups].reshape(-1, size, n_groups).max(axis=1)
        if self._k <= scores.shape[1]:
            at = scores.shape[1] - self._k
            kth = np.partition(scores, at, axis=1)[:, at].astype(np.float64)
            floor = np.nextafter((kth - self._margin).astype(np.float32), np.float32(-np.inf))
            self._floor = np.maximum(self._floor, floor)


class _Threads:
    """Do the parts of a search at once, or one after the other when there is one thread."""

    def __init__(self, n: int, pool: ThreadPoolExecutor | None) -> None:
        self._n = n
        self._pool = pool

    def parts(self, n: int) -> list[slice]:
        """A slice a thread, of about the same length, none of them empty."""
        bounds = np.linspace(0, n, min(n, self._n) + 1).astype(int).tolist()
        return [slice(first, last) for first, last in pairwise(bounds)]

    def each(self, do: Callable[..., None], parts: Sequence[tuple[Any, ...]]) -> None:
        """Call with each of these; returns when all are done."""
        if self._pool is None:
            for part in parts:
                do(*part)
        else:
            others = [self._pool.submit(do, *part) for part in parts[1:]]
            do(*parts[0])
            for other in others:
                other.result()


@contextmanager
def _in_threads(n: int) -> Iterator[_Threads]:
    if n == 1:
        yield _Threads(1, None)
    else:
        with _ONE_AT_A_TIME, _blas().limit(limits=1), ThreadPoolExecutor(n - 1) as pool:
            yield _Threads(n, pool)


@cache
def _blas() -> ThreadpoolController:
    return ThreadpoolController().select(user_api="blas")
