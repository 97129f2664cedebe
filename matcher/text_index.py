"""The texts of a table: what one text has in common with all of them, whole, by clauses and by wording.

Products are taken block by block, and every block has the same shape: then a row's cosines have the same
bits wherever the row stands and whatever stands beside it, so that a table that was changed row by row
answers to the byte as one that was built anew.
"""

import hashlib
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from matcher.encoding import EncodedText, HashingEncoder
from matcher.postings import Column, Mask, Rows, grown
from matcher.text_scale import Asking, Vectors

WORDING = HashingEncoder(512)
# Rows of one product; a multiple of every kernel's tile.
BLOCK = 1024
# How many texts' cosines with the whole table are kept, and in how many bytes; a text costs 12 a row.
REMEMBERED = 1000
REMEMBERED_BYTES = 64 * 2**20
# Of how many rows the clauses are compared with a few words; the whole is compared of all.
CLOSER = 2000


@dataclass(frozen=True, slots=True)
class Likeness:
    """Cosines of one text with each row; nan where one side says nothing.

    `sentences` is the mean over both directions of the best cosine of each clause; in both the
    asking text lacks half of what any of its kind says, where that is known. `wording` is that of
    hashed counts, among texts of one language alone.
    """

    whole: Vectors
    sentences: Vectors
    wording: Vectors


@dataclass(slots=True)
class _Remembered:
    """Cosines of one text as of a count of changes; capacity beyond the table's rows is allowed."""

    changes: int
    columns: Vectors


class Blocks:
    """Rows of a matrix, to be multiplied with a few others: in blocks, each with its rows side by side.

    So laid out, a product with few rows is half as dear as with rows one after the other.
    """

    def __init__(self, dimension: int) -> None:
        self.dimension = dimension
        self.n = 0
        self.array: Vectors = np.zeros((0, dimension, BLOCK), dtype=np.float32)

    def put(self, first: int, rows: Vectors) -> None:
        """Write rows from this place on, over what is there or beyond the end."""
        self.n = max(self.n, first + len(rows))
        n_blocks = -(-self.n // BLOCK)
        if n_blocks > len(self.array):
            longer = np.zeros((max(n_blocks, len(self.array) * 5 // 4), self.dimension, BLOCK), np.float32)
            longer[: len(self.array)] = self.array
            self.array = longer
        places = np.arange(first, first + len(rows))
        self.array[places // BLOCK, :, places % BLOCK] = rows

    def rows(self, places: Rows) -> Vectors:
        """Copies of some rows, shape (len(places), dimension)."""
        found: Vectors = self.array[places // BLOCK, :, places % BLOCK]
        return found

    def run(self, first: int, count: int) -> Vectors:
        """Copies of rows that follow each other, shape (count, dimension).

        Read number by number: row by row, each number lies 4 KB from the next, and a processor's first
        cache holds only a few that do.
        """
        out = np.empty((count, self.dimension), np.float32)
        done = 0
        while done < count:
            number, begin = divmod(first + done, BLOCK)
            some = self.array[number, :, begin : begin + count - done]
            out[done : done + some.shape[1]] = some.T
            done += some.shape[1]
        return out

    def products(self, queries: Vectors, places: Rows) -> Vectors:
        """Inner products of queries with some rows, shape (len(queries), len(places)).

        All rows are multiplied where they lie when many of them are asked for; few are copied first.
        """
        n_queries = len(queries)
        if n_queries > 1:
            # Four at a time and never more: with more of them some kernels add up in an order that
            # depends on where in the block a row lies, and the last bits with it.
            queries = np.concatenate([queries, np.zeros((-n_queries % 4, self.dimension), np.float32)])
        queries = np.ascontiguousarray(queries, dtype=np.float32)
        few = len(places) * 3 < self.n
        n_blocks = -(-(len(places) if few else self.n) // BLOCK)
        out = np.empty((len(queries), n_blocks * BLOCK), np.float32)
        gathered = np.zeros((self.dimension, BLOCK), np.float32)
        for number in range(n_blocks):
            if few:
                some = places[number * BLOCK : (number + 1) * BLOCK]
                gathered[:, : len(some)] = self.rows(some).T
            block = gathered if few else self.array[number]
            for first in range(0, len(queries), 4):
                four = slice(first, first + 4)
                np.matmul(queries[four], block, out=out[four, number * BLOCK : (number + 1) * BLOCK])
        if few or (len(places) == self.n and bool((places == np.arange(self.n)).all())):
            return out[:n_queries, : len(places)]
        return np.take(out[:n_queries], places, axis=1)


class TextIndex:
    """Texts as rows of matrices; a row may be put anew at any time.

    Parameters
    ----------
    texts : sequence of EncodedText or None
        All encoded by one model.
    asking : Asking, optional
        What is known of the texts that will ask.
    """

    def __init__(self, texts: Sequence[EncodedText | None] = (), *, asking: Asking | None = None) -> None:
        self.n = 0
        self.asking = asking or Asking()
        self.dimension = 0
        self._said: list[tuple[str | None, tuple[str, ...], str, bool] | None] = []
        self._languages: dict[str, int] = {"": 0}
        self._language: NDArray[np.int32] = np.zeros(0, dtype=np.int32)
        self._stated: Mask = np.zeros(0, dtype=bool)
        self._worded: Mask = np.zeros(0, dtype=bool)
        self._encoded: Mask = np.zeros(0, dtype=bool)
        self._whole = Blocks(0)
        self._wording = Blocks(WORDING.dimension)
        # All clauses lie in one stack, each row's together; places that nobody uses any more are
        # counted and swept out when they are half of it.
        self._clauses = Blocks(0)
        self._n_places = 0
        self._n_unused = 0
        self._start: Rows = np.zeros(0, dtype=np.int64)
        self._count: Rows = np.zeros(0, dtype=np.int64)
        self._changes = 0
        self._changed: Rows = np.zeros(0, dtype=np.int64)
        self._remembered: OrderedDict[bytes, _Remembered] = OrderedDict()
        for row, text in enumerate(texts):
            self.put(row, text)

    @property
    def stated(self) -> Mask:
        """Which rows have a text that the model could read."""
        return self._stated[: self.n]

    @property
    def encoded(self) -> Mask:
        """Which rows have a text at all."""
        return self._encoded[: self.n]

    @property
    def language(self) -> NDArray[np.int32]:
        """A number for each row's language; 0 is unknown."""
        return self._language[: self.n]

    @property
    def nbytes(self) -> int:
        """Memory held by numbers; the words come on top."""
        own: list[NDArray[Any]] = [self._start, self._count, self._changed]
        own += [matrix.array for matrix in self._matrices()]
        return sum(a.nbytes for a in own) + sum(r.columns.nbytes for r in self._remembered.values())

    def put(self, row: int, text: EncodedText | None) -> None:
        """Give a row this text in place of the one it had; rows are numbered without a gap.

        Raises
        ------
        ValueError
            If its vectors are of another length than the others'.
        """
        if text is not None and self.dimension not in {0, len(text.whole)}:
            message = f"a vector of {len(text.whole)} among vectors of {self.dimension}"
            raise ValueError(message)
        self._make_room(row, 0 if text is None else len(text.whole))
        self._changes += 1
        self._changed[row] = self._changes
        self._encoded[row] = text is not None
        if text is None:
            self._said[row] = None
            self._language[row] = 0
            self._stated[row] = self._worded[row] = False
            self._n_unused += int(self._count[row])
            self._count[row] = 0
            return
        vectors = text.vectors
        self._said[row] = (text.language, text.sentences, text.text, vectors is not None)
        self._language[row] = self._languages.setdefault(text.language or "", len(self._languages))
        self._stated[row] = bool(text.whole.any())
        self._whole.put(row, text.whole[None])
        wording = WORDING.encode_documents([text.text])
        self._wording.put(row, wording)
        self._worded[row] = bool(wording.any())
        self._put_clauses(row, np.zeros((0, self.dimension), np.float32) if vectors is None else vectors)

    def text(self, row: int) -> EncodedText | None:
        """A row's text as it was put; its vectors are copies."""
        said = self._said[row]
        if said is None:
            return None
        language, sentences, words, has_vectors = said
        start, count = int(self._start[row]), int(self._count[row])
        return EncodedText(
            language=language,
            whole=self._whole.run(row, 1)[0],
            sentences=sentences,
            vectors=self._clauses.run(start, count) if has_vectors else None,
            text=words,
        )

    def like(self, query: EncodedText) -> Likeness:
        """The cosines of one text with every row.

        They are remembered, and asked again only what changed since is worked out anew.
        """
        key = _key(query)
        kept = self._remembered.pop(key, None)
        if kept is None:
            kept = _Remembered(0, np.full((3, max(self.n, 8)), np.nan, dtype=np.float32))
            room = min(REMEMBERED, max(1, REMEMBERED_BYTES // kept.columns.nbytes))
            while len(self._remembered) >= room:
                self._remembered.popitem(last=False)
        if kept.columns.shape[1] < self.n:
            longer = np.full((3, self.n * 3 // 2), np.nan, dtype=np.float32)
            longer[:, : kept.columns.shape[1]] = kept.columns
            kept.columns = longer
        if kept.changes < self._changes:
            stale = np.flatnonzero(self._changed[: self.n] > kept.changes)
            kept.columns[:, stale] = self._compare(query, stale)
            kept.changes = self._changes
        self._remembered[key] = kept
        whole, sentences, wording = kept.columns[:, : self.n]
        return Likeness(whole, sentences, wording)

    def nearness(self, query: Vectors, rows: Rows) -> Vectors:
        """How near one vector is to some rows: the cosine with the whole, or with a clause that is nearer.

        Clauses are compared for the rows whose whole is nearest, which is where they decide. nan where a
        row says nothing, or the vector is of another model's length.
        """
        out = np.full(len(rows), np.nan, dtype=np.float32)
        stated = self._stated[rows].nonzero()[0]
        if not len(stated) or len(query) != self.dimension:
            return out
        out[stated] = self._whole.products(query[None], rows[stated])[0]
        nearest = stated
        if len(stated) > CLOSER:
            # Ties with the last one stay, so that no order of rows decides.
            last = np.partition(out[stated], len(stated) - CLOSER)[len(stated) - CLOSER]
            nearest = stated[out[stated] >= last]
        nearest = nearest[self._count[rows[nearest]] > 0]
        if len(nearest):
            starts, counts = self._start[rows[nearest]], self._count[rows[nearest]]
            cosines = self._clauses.products(query[None], _places(starts, counts))[0]
            best = np.maximum.reduceat(cosines, np.cumsum(counts) - counts)
            out[nearest] = np.maximum(out[nearest], best)
        return out

    def whole(self, rows: Rows) -> Vectors:
        """Copies of the rows' own vectors, shape (len(rows), dimension); zeros where a row says nothing."""
        out = np.zeros((len(rows), self.dimension), dtype=np.float32)
        stated = self._stated[rows]
        if stated.any():
            out[stated] = self._whole.rows(rows[stated])
        return out

    def copy_for(self, query: EncodedText | None) -> "TextIndex":
        """What this text has in common with every row, without the rows' own texts.

        The copy is asked `like` of this text alone.
        """
        out = TextIndex(asking=self.asking)
        out.n, out.dimension, out._changes = self.n, self.dimension, self._changes
        out._stated, out._encoded = self.stated.copy(), self.encoded.copy()
        out._language, out._changed = self.language.copy(), self._changed[: self.n].copy()
        if query is not None and query.whole.any():
            self.like(query)
            columns = self._remembered[_key(query)].columns[:, : self.n].copy()
            out._remembered[_key(query)] = _Remembered(self._changes, columns)
        return out

    def __getstate__(self) -> dict[str, object]:
        """Everything but what can be worked out again."""
        return {**self.__dict__, "_remembered": OrderedDict()}

    def _matrices(self) -> tuple["Blocks", ...]:
        return self._whole, self._wording, self._clauses

    def _make_room(self, row: int, dimension: int) -> None:
        if not self.dimension and dimension:
            self.dimension = dimension
            self._whole, self._clauses = Blocks(dimension), Blocks(dimension)
        if row < self.n:
            return
        self.n += 1
        self._said.append(None)
        self._language, self._stated = grown(self._language, self.n), grown(self._stated, self.n)
        self._encoded = grown(self._encoded, self.n)
        self._worded, self._changed = grown(self._worded, self.n), grown(self._changed, self.n)
        self._start, self._count = grown(self._start, self.n), grown(self._count, self.n)

    def _put_clauses(self, row: int, vectors: Vectors) -> None:
        count, room = len(vectors), int(self._count[row])
        # A row whose clauses fit into its places keeps them; else they go to the end of the stack.
        if count > room:
            self._count[row] = 0
            self._n_unused += room
            self._sweep()
            self._start[row] = self._n_places
            self._n_places += count
        else:
            self._n_unused += room - count
        self._count[row] = count
        self._clauses.put(int(self._start[row]), vectors)

    def _sweep(self) -> None:
        """Move the clauses together when half of their places are unused."""
        if self._n_unused * 2 <= max(self._n_places, BLOCK):
            return
        rows = np.flatnonzero(self._count[: self.n])
        places = _places(self._start[rows], self._count[rows])
        packed = Blocks(self.dimension)
        for at in range(0, len(places), BLOCK):
            packed.put(at, self._clauses.rows(places[at : at + BLOCK]))
        self._clauses = packed
        self._start[rows] = np.cumsum(self._count[rows]) - self._count[rows]
        self._n_places, self._n_unused = len(places), 0

    def _compare(self, query: EncodedText, rows: Rows) -> Vectors:
        """The three columns of some rows, shape (3, len(rows))."""
        out = np.full((3, len(rows)), np.nan, dtype=np.float32)
        if not len(rows) or len(query.whole) != self.dimension:
            return out
        stated = self._stated[rows]
        if stated.any():
            out[0, stated] = self._whole.products(self.asking.told_apart(query.whole[None]), rows[stated])[0]
        out[1] = self._compare_clauses(query, rows)
        same = self._worded[rows] & (self._language[rows] == self._languages.get(query.language or "", -1))
        if query.text and same.any():
            asked = WORDING.encode_documents([query.text])
            out[2, same] = self._wording.products(asked, rows[same])[0]
        return out

    def _compare_clauses(self, query: EncodedText, rows: Rows) -> Column:
        out = np.full(len(rows), np.nan)
        counts = self._count[rows]
        has = counts > 0
        if query.vectors is None or not len(query.vectors) or not has.any():
            return out
        starts, counts = self._start[rows][has], counts[has]
        cosines = self._clauses.products(self.asking.told_apart(query.vectors), _places(starts, counts))
        firsts = np.cumsum(counts) - counts
        # Each clause of the query and its best one of a row, then the other way round.
        best_for_query = np.maximum.reduceat(cosines, firsts, axis=1).astype(np.float64).mean(axis=0)
        best_for_row = np.add.reduceat(cosines.max(axis=0).astype(np.float64), firsts) / counts
        out[has] = (best_for_query + best_for_row) / 2
        return out


def _places(starts: Rows, counts: Rows) -> Rows:
    """From each start as many places as it counts, one after the other."""
    firsts = np.cumsum(counts) - counts
    return np.repeat(starts - firsts, counts) + np.arange(counts.sum(), dtype=np.int64)


def _key(query: EncodedText) -> bytes:
    """What tells one text from another: everything that its cosines depend on."""
    digest = hashlib.blake2b(digest_size=16)
    digest.update(f"{query.language or ''}\x1f{query.text}\x1f".encode())
    digest.update(query.whole.tobytes())
    if query.vectors is not None:
        digest.update(query.vectors.tobytes())
    return digest.digest()
