"""Texts found by words: exact words before parts, parts before typing errors, and by meaning beside them.

The words decide where they can; the cosine of the query's vector with a text's adds what is said in other
words, and dictionary words what is said in the other language. Whoever may not see a row takes no part in
any count, so that neither the order nor a number tells of it.
"""

from array import array
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from matcher.postings import grown
from matcher.search_words import Form, Vocabulary, pairs, pieces, terms

Scores = NDArray[np.float32]
Mask = NDArray[np.bool_]
Rows = NDArray[np.int64]

# Robertson and Zaragoza 2009, The Probabilistic Relevance Framework: BM25 and Beyond, eq. 3.15 (BM25F).
_K1, _B = 1.2, 0.5
# Single characters help where one of a pair is wrong; pairs decide.
_SINGLE = 0.3
# Cosines of short queries with whole texts: below this they tell of nothing, above it of the same thing.
_UNLIKE, _ALIKE = 0.2, 0.7
_MEANING = 0.7
# From here on a text counts as found: by this share of what was typed, or by this cosine.
_ENOUGH_WORDS, _ENOUGH_MEANING = 0.2, 0.42
# Many pitches say nearly the same, and one page of hits should not: of so many of the best the first are
# chosen by what they add (Carbonell and Goldstein 1998, The Use of MMR); a cosine with a hit above
# costs so much from this one on.
_CHOSEN_FROM, _LIKE_LOSS, _LIKE_FROM = 2000, 1.0, 0.3
_DECIMALS = 6


@dataclass(frozen=True, slots=True)
class SearchText:
    """What is to be found, in parts that count differently: names, the one line, the rest."""

    names: str = ""
    line: str = ""
    rest: str = ""


_PARTS = (("names", 4), ("line", 2), ("rest", 1))


@dataclass(frozen=True, slots=True)
class Alike:
    """A word typed, and the words that may stand for it, itself among them, with what they count."""

    word: str
    forms: tuple[Form, ...]


@dataclass(frozen=True, slots=True)
class SearchHit:
    """A row that was found: its score, and the shares of words and meaning that make it up.

    `answers` says whether it counts as found; one that does not is only the nearest there is.
    """

    row: int
    score: float
    words: float
    meaning: float
    answers: bool


@dataclass(frozen=True, slots=True)
class Found:
    """The best rows, how many there are in all, and the terms by which they were found."""

    hits: tuple[SearchHit, ...] = ()
    n_found: int = 0
    matched: frozenset[str] = frozenset()


@dataclass(slots=True)
class _Posting:
    """The rows in which a term stands, each once, and how heavily."""

    rows: "array[int]" = field(default_factory=lambda: array("I"))
    weights: "array[int]" = field(default_factory=lambda: array("B"))


class TextSearch:
    """An inverted index over rows that are added, never changed: what is put anew takes a new row."""

    def __init__(self) -> None:
        self.n = 0
        self.postings: dict[str, _Posting] = {}
        self.vocabulary = Vocabulary()
        self.lengths: NDArray[np.float32] = np.zeros(0, dtype=np.float32)

    @property
    def nbytes(self) -> int:
        """Memory held by numbers; the terms themselves come on top."""
        held = sum(p.rows.itemsize * len(p.rows) + len(p.weights) for p in self.postings.values())
        return held + self.lengths.nbytes

    @property
    def n_terms(self) -> int:
        """How many different terms occur."""
        return len(self.postings)

    def add(self, text: SearchText) -> int:
        """Put a text into a row of its own and answer which."""
        row = self.n
        weights: Counter[str] = Counter()
        for name, weight in _PARTS:
            for term in terms(getattr(text, name)):
                weights[term] += weight
        for term, weight in weights.items():
            posting = self.postings.get(term)
            if posting is None:
                posting = self.postings[term] = _Posting()
                if not _is_chinese(term):
                    self.vocabulary.add(term)
            posting.rows.append(row)
            posting.weights.append(min(weight, 255))
        self.n += 1
        self.lengths = grown(self.lengths, self.n)
        self.lengths[row] = sum(weights.values())
        return row

    def search(
        self,
        typed: str,
        rows: Rows,
        *,
        top: int,
        alike: Sequence[Alike] = (),
        cosines: Scores | None = None,
        vectors: Callable[[Rows], Scores] | None = None,
    ) -> Found:
        """The best of some rows for words typed.

        Parameters
        ----------
        typed : str
            Words of either language, as somebody types them.
        rows : ndarray of int64
            The rows that may be found, each once; nothing else is counted.
        top : int
            How many hits are wanted.
        alike : sequence of Alike
            Other words for those typed, of either language; they count less.
        cosines : ndarray of float32, shape (len(rows),), optional
            How near each row is to what was typed in meaning; nan where nothing is known.
        vectors : callable, optional
            The unit vectors of some rows; with them hits that say nearly the same are spread out.

        Returns
        -------
        Found
            Score descending, then row ascending, but for what is spread out. Nothing typed finds nothing.
        """
        asked = list(pieces(typed))
        if not asked or not len(rows):
            return Found()
        look = _Look(self, rows)
        words = look.native(typed)
        if alike:
            words = np.maximum(words, look.in_other_words(alike))
        meaning = np.zeros(self.n, dtype=np.float32)
        near = np.zeros(self.n, dtype=bool)
        if cosines is not None:
            known = np.nan_to_num(cosines, nan=0.0)
            meaning[rows] = np.clip((known - _UNLIKE) / (_ALIKE - _UNLIKE), 0.0, 1.0)
            near[rows] = known >= _ENOUGH_MEANING
        total: Scores = (words + np.float32(_MEANING) * meaning).round(_DECIMALS)
        order = _first(rows[total[rows] > 0], total, max(top, _CHOSEN_FROM))
        if vectors is not None:
            order = spread(order, total[order], vectors(order), top, firm=words[order])
        order = order[:top]
        answers = look.visible & ((words >= _ENOUGH_WORDS) | near)
        hits = tuple(
            SearchHit(int(r), float(total[r]), float(words[r]), float(meaning[r]), bool(answers[r]))
            for r in order
        )
        return Found(hits, int(answers.sum()), frozenset(look.matched))


def _first(rows: Rows, scores: Scores, n: int) -> Rows:
    """The n rows with the highest scores, highest first; ties go to the lower row."""
    if len(rows) > n:
        # Whoever ties with the last one stays until rows decide.
        last = np.partition(scores[rows], len(rows) - n)[len(rows) - n]
        rows = rows[scores[rows] >= last]
    return rows[np.lexsort((rows, -scores[rows]))[:n]]


def spread(rows: Rows, scores: Scores, vectors: Scores, n_first: int, *, firm: Scores) -> Rows:
    """The rows with the first so many chosen one by one, each by its score less its likeness to those above.

    Parameters
    ----------
    rows, scores : ndarray, shape (n,)
        Best first.
    vectors : ndarray, shape (n, d)
        Unit vectors; a row of zeros is like nothing.
    n_first : int
        How many are chosen so; the others follow in their order.
    firm : ndarray, shape (n,)
        The share of each score, in [0, 1], that likeness takes nothing from: who types a word wants all
        that say it.

    Returns
    -------
    ndarray of int64, shape (n,)
        The same rows; ties go to the one that stood higher.
    """
    left = np.ones(len(rows), dtype=bool)
    likest = np.zeros(len(rows), dtype=np.float32)
    loss = _LIKE_LOSS * (1.0 - firm)
    chosen: list[int] = []
    for _ in range(min(n_first, len(rows))):
        worth = np.where(left, scores - loss * np.maximum(likest - _LIKE_FROM, 0.0), -np.inf)
        at = int(np.round(worth, _DECIMALS).argmax())
        chosen.append(at)
        left[at] = False
        likest = np.maximum(likest, vectors @ vectors[at])
    return rows[[*chosen, *left.nonzero()[0]]]


class _Look:
    """One query's way through the index, among the rows that its reader may see."""

    def __init__(self, index: TextSearch, rows: Rows) -> None:
        self._index = index
        self.visible: Mask = np.zeros(index.n, dtype=bool)
        self.visible[rows] = True
        self._n = len(rows)
        mean = float(index.lengths[rows].mean()) or 1.0
        # Longer texts say more words by chance.
        self._damped = (_K1 * (1 - _B + _B * index.lengths[: index.n] / mean)).astype(np.float32)
        self.matched: set[str] = set()

    def native(self, typed: str) -> Scores:
        """For each row the share of what was typed that stands in it, in [0, 1]; rarer terms count more."""
        got: Scores = np.zeros(self._index.n, dtype=np.float32)
        wanted = 0.0
        for piece in pieces(typed):
            if not piece.is_chinese:
                wanted += self._add(got, [*self._index.vocabulary.forms(piece.folded)], piece.folded)
                continue
            two = pairs(piece.folded)
            for pair in two:
                wanted += self._add(got, [Form(pair, 1.0)], pair)
            for one in piece.folded:
                wanted += self._add(got, [Form(one, 1.0)], one, _SINGLE if two else 1.0)
        return got / np.float32(wanted) if wanted else got

    def in_other_words(self, alike: Sequence[Alike]) -> Scores:
        """The same where each word may be said in another way; of several for one word the best counts."""
        got: Scores = np.zeros(self._index.n, dtype=np.float32)
        wanted = 0.0
        for one in alike:
            wanted += self._add(got, self._families(one.forms), one.word)
        return got / np.float32(wanted) if wanted else got

    def _families(self, forms: Sequence[Form]) -> list[Form]:
        out: list[Form] = []
        for form in forms:
            if _is_chinese(form.word):
                out.append(form)
            else:
                kin = self._index.vocabulary.family(form.word)
                out += [Form(one.word, one.weight * form.weight) for one in kin]
        return out

    def _add(self, got: Scores, forms: Sequence[Form], typed: str, weight: float = 1.0) -> float:
        """Add what a term is worth in each row where a form of it stands; answers what it could be worth."""
        best: Scores | None = None
        heaviest = 0.0
        for form in forms:
            found = self._rows_of(form.word)
            if found is None:
                continue
            rows, filled = found
            rarity = self._rarity(len(rows))
            heaviest = max(heaviest, rarity)
            self.matched.update(_parts_of(form.word))
            if best is None:
                best = np.zeros(self._index.n, dtype=np.float32)
            best[rows] = np.maximum(best[rows], np.float32(form.weight * rarity) * filled)
        if best is None:
            # A term that nobody wrote counts as the rarest there is: a hit on the others stays partial.
            return weight * self._rarity(0)
        got += np.float32(weight) * best
        return weight * heaviest

    def _rows_of(self, word: str) -> tuple[Rows, Scores] | None:
        """The visible rows in which a word stands, and how full of it they are, in (0, 1)."""
        found: tuple[Rows, Scores] | None = None
        for term in _parts_of(word):
            posting = self._index.postings.get(term)
            if posting is None:
                return None
            standing = np.frombuffer(posting.rows, dtype=np.uint32)
            often = np.frombuffer(posting.weights, dtype=np.uint8)
            kept = self.visible[standing]
            rows: Rows = standing[kept].astype(np.int64)
            counts = often[kept].astype(np.float32)
            filled: Scores = counts / (counts + self._damped[rows])
            if found is not None:
                rows, here, there = np.intersect1d(rows, found[0], assume_unique=True, return_indices=True)
                filled = np.minimum(filled[here], found[1][there])
            found = rows, filled
            if not len(rows):
                return None
        return found

    def _rarity(self, n_rows: int) -> float:
        return float(np.log1p((self._n - n_rows + 0.5) / (n_rows + 0.5)))


def _is_chinese(term: str) -> bool:
    return next(pieces(term)).is_chinese


def _parts_of(word: str) -> list[str]:
    """The terms under which a word is kept: a Chinese word of more than two characters by its pairs."""
    return pairs(word) if len(word) > 2 and _is_chinese(word) else [word]
