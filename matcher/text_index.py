"""The texts of a table: what one text has in common with all of them, whole, by sentences and by wording.

Products are taken block by block, and every block has the same shape: then a row's cosines have the same
bits wherever the row stands and whatever stands beside it, so that a table that was changed row by row
answers to the byte as one that was built anew.
"""

import hashlib
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from matcher.encoding import EncodedText, HashingEncoder
from matcher.postings import Column, Mask, Rows, grown

Vectors = NDArray[np.float32]

WORDING = HashingEncoder(512)
# Rows of one product; a multiple of every kernel's tile.
BLOCK = 1024
# Texts whose cosines with the whole table are kept; each costs 24 bytes a row.
REMEMBERED = 48


@dataclass(frozen=True, slots=True)
class Likeness:
    """Cosines of one text with each row; nan where one side says nothing.

    `sentences` is the mean over both directions of the best cosine of each sentence. `wording` is
    that of hashed counts, among texts of one language alone.
    """

    whole: Column
    sentences: Column
    wording: Column


@dataclass(slots=True)
class _Remembered:
    """Cosines of one text as of a count of changes; capacity beyond the table's rows is allowed."""

    changes: int
    columns: NDArray[np.float64]


class TextIndex:
    """Texts as rows of matrices; a row may be put anew at any time.

    Parameters
    ----------
    texts : sequence of EncodedText or None
        All encoded by one model.
    """

    def __init__(self, texts: Sequence[EncodedText | None] = ()) -> None:
        self.n = 0
        self.dimension = 0
        self._said: list[tuple[str | None, tuple[str, ...], str, bool] | None] = []
        self._languages: dict[str, int] = {"": 0}
        self._language: NDArray[np.int32] = np.zeros(0, dtype=np.int32)
        self._stated: Mask = np.zeros(0, dtype=bool)
        self._worded: Mask = np.zeros(0, dtype=bool)
        self._encoded: Mask = np.zeros(0, dtype=bool)
        self._whole: Vectors = np.zeros((0, 0), dtype=np.float32)
        self._wording: Vectors = np.zeros((0, WORDING.dimension), dtype=np.float32)
        # All sentences lie in one stack, each row's together; places that nobody uses any more are
        # counted and swept out when they are half of it.
        self._sentences: Vectors = np.zeros((0, 0), dtype=np.float32)
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
        own = (self._whole, self._wording, self._sentences, self._start, self._count, self._changed)
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
            if self.dimension:
                self._whole[row] = 0.0
            self._wording[row] = 0.0
            return
        vectors = text.vectors
        self._said[row] = (text.language, text.sentences, text.text, vectors is not None)
        self._language[row] = self._languages.setdefault(text.language or "", len(self._languages))
        self._stated[row] = bool(text.whole.any())
        self._whole[row] = text.whole
        self._wording[row] = WORDING.encode_documents([text.text])[0]
        self._worded[row] = bool(self._wording[row].any())
        self._put_sentences(row, np.zeros((0, self.dimension), np.float32) if vectors is None else vectors)

    def text(self, row: int) -> EncodedText | None:
        """A row's text as it was put; its vectors are copies."""
        said = self._said[row]
        if said is None:
            return None
        language, sentences, words, has_vectors = said
        start, count = int(self._start[row]), int(self._count[row])
        return EncodedText(
            language=language,
            whole=self._whole[row].copy(),
            sentences=sentences,
            vectors=self._sentences[start : start + count].copy() if has_vectors else None,
            text=words,
        )

    def like(self, query: EncodedText) -> Likeness:
        """The cosines of one text with every row.

        They are remembered, and asked again only what changed since is worked out anew.
        """
        key = _key(query)
        kept = self._remembered.pop(key, None)
        if kept is None:
            kept = _Remembered(0, np.full((3, max(self.n, 8)), np.nan))
            while len(self._remembered) >= REMEMBERED:
                self._remembered.popitem(last=False)
        if kept.columns.shape[1] < self.n:
            longer = np.full((3, self.n * 3 // 2), np.nan)
            longer[:, : kept.columns.shape[1]] = kept.columns
            kept.columns = longer
        if kept.changes < self._changes:
            stale = np.flatnonzero(self._changed[: self.n] > kept.changes)
            kept.columns[:, stale] = self._compare(query, stale)
            kept.changes = self._changes
        self._remembered[key] = kept
        whole, sentences, wording = kept.columns[:, : self.n]
        return Likeness(whole, sentences, wording)

    def __getstate__(self) -> dict[str, object]:
        """Everything but what can be worked out again."""
        return {**self.__dict__, "_remembered": OrderedDict()}

    def _make_room(self, row: int, dimension: int) -> None:
        if not self.dimension and dimension:
            self.dimension = dimension
            self._whole = np.zeros((len(self._wording), dimension), np.float32)
            self._sentences = np.zeros((0, dimension), np.float32)
        if row < self.n:
            return
        self.n += 1
        self._said.append(None)
        self._language, self._stated = grown(self._language, self.n), grown(self._stated, self.n)
        self._encoded = grown(self._encoded, self.n)
        self._worded, self._changed = grown(self._worded, self.n), grown(self._changed, self.n)
        self._start, self._count = grown(self._start, self.n), grown(self._count, self.n)
        if self.n > len(self._wording):
            room = _whole_blocks(max(self.n, len(self._wording) * 3 // 2))
            self._wording = grown(self._wording, room)
            self._whole = grown(self._whole, room)

    def _put_sentences(self, row: int, vectors: Vectors) -> None:
        count, room = len(vectors), int(self._count[row])
        # A row whose sentences fit into its places keeps them; else they go to the end of the stack.
        if count > room:
            self._count[row] = 0
            self._n_unused += room
            self._sweep()
            self._start[row] = self._n_places
            self._n_places += count
            if self._n_places > len(self._sentences):
                longer = max(self._n_places, len(self._sentences) * 3 // 2)
                self._sentences = grown(self._sentences, _whole_blocks(longer))
        else:
            self._n_unused += room - count
        self._count[row] = count
        start = int(self._start[row])
        self._sentences[start : start + count] = vectors

    def _sweep(self) -> None:
        """Move the sentences together when half of their places are unused."""
        if self._n_unused * 2 <= max(self._n_places, BLOCK):
            return
        rows = np.flatnonzero(self._count[: self.n])
        places = _places(self._start[rows], self._count[rows])
        packed = np.zeros((_whole_blocks(len(places) * 3 // 2), self.dimension), np.float32)
        packed[: len(places)] = self._sentences[places]
        self._sentences = packed
        self._start[rows] = np.cumsum(self._count[rows]) - self._count[rows]
        self._n_places, self._n_unused = len(places), 0

    def _compare(self, query: EncodedText, rows: Rows) -> NDArray[np.float64]:
        """The three columns of some rows, shape (3, len(rows))."""
        out = np.full((3, len(rows)), np.nan)
        if not len(rows) or len(query.whole) != self.dimension:
            return out
        stated = self._stated[rows]
        out[0, stated] = _products(self._whole, query.whole[None], rows, self.n)[0][stated]
        out[1] = self._compare_sentences(query, rows)
        same = self._worded[rows] & (self._language[rows] == self._languages.get(query.language or "", -1))
        if query.text and same.any():
            asked = WORDING.encode_documents([query.text])
            out[2, same] = _products(self._wording, asked, rows[same], self.n)[0]
        return out

    def _compare_sentences(self, query: EncodedText, rows: Rows) -> Column:
        out = np.full(len(rows), np.nan)
        counts = self._count[rows]
        has = counts > 0
        if query.vectors is None or not len(query.vectors) or not has.any():
            return out
        starts, counts = self._start[rows][has], counts[has]
        cosines = _products(self._sentences, query.vectors, _places(starts, counts), self._n_places)
        firsts = np.cumsum(counts) - counts
        # Each sentence of the query and its best one of a row, then the other way round.
        best_for_query = np.maximum.reduceat(cosines, firsts, axis=1).astype(np.float64).mean(axis=0)
        best_for_row = np.add.reduceat(cosines.max(axis=0).astype(np.float64), firsts) / counts
        out[has] = (best_for_query + best_for_row) / 2
        return out


def _products(matrix: Vectors, queries: Vectors, places: Rows, n: int) -> Vectors:
    """Inner products of queries with some rows of a matrix, shape (len(queries), len(places)).

    All rows are multiplied where they lie when most of them are asked for; few are copied first.
    """
    queries = np.ascontiguousarray(queries, dtype=np.float32)
    if len(places) * 3 < n:
        out = np.empty((len(queries), _whole_blocks(len(places))), np.float32)
        gathered = np.zeros((BLOCK, matrix.shape[1]), np.float32)
        for at in range(0, len(places), BLOCK):
            some = places[at : at + BLOCK]
            gathered[: len(some)] = matrix[some]
            np.matmul(queries, gathered.T, out=out[:, at : at + BLOCK])
        return out[:, : len(places)]
    out = np.empty((len(queries), _whole_blocks(n)), np.float32)
    for at in range(0, n, BLOCK):
        np.matmul(queries, matrix[at : at + BLOCK].T, out=out[:, at : at + BLOCK])
    return out[:, places]


def _places(starts: Rows, counts: Rows) -> Rows:
    """From each start as many places as it counts, one after the other."""
    firsts = np.cumsum(counts) - counts
    return np.repeat(starts - firsts, counts) + np.arange(counts.sum(), dtype=np.int64)


def _whole_blocks(n: int) -> int:
    return -(-n // BLOCK) * BLOCK


def _key(query: EncodedText) -> bytes:
    """What tells one text from another: everything that its cosines depend on."""
    digest = hashlib.blake2b(digest_size=16)
    digest.update(f"{query.language or ''}\x1f{query.text}\x1f".encode())
    digest.update(query.whole.tobytes())
    if query.vectors is not None:
        digest.update(query.vectors.tobytes())
    return digest.digest()
