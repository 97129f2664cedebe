"""Names that are nearly the same: one body written in two ways, or two of one house.

Whoever has nearly the name of one who is already in comes in more often than its own deals say
("First Round" after "First Round Capital"), and a company that is recorded twice has its backers
under the other name.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from matcher.search_words import fold, pairs, pieces

# Below this, two names share hardly more than a word that many have.
_LEAST = 0.35
# A word that more names have than this leads from none of them to another.
_COMMON = 50


@dataclass(frozen=True, slots=True, eq=False)
class Namesakes:
    """For each name those that are nearly the same.

    Attributes
    ----------
    starts : ndarray of int64, shape (n + 1,)
        Where those of each name begin in the others.
    rows : ndarray of int64
        Whose names they are.
    likeness : ndarray of float32
        What the two names share, in (0, 1]: 1 for the same words.
    """

    starts: NDArray[np.int64]
    rows: NDArray[np.int64]
    likeness: NDArray[np.float32]

    def of(self, row: int) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
        """Whose names are nearly that of a row, and how nearly; nobody's for a row without a name."""
        if row + 1 >= len(self.starts):
            return self.rows[:0], self.likeness[:0]
        span = slice(int(self.starts[row]), int(self.starts[row + 1]))
        return self.rows[span], self.likeness[span]


def namesakes(names: Sequence[str | None]) -> Namesakes:
    """Find the names that are nearly the same.

    Parameters
    ----------
    names : sequence of str or None
        None or a name without letters has no namesakes.

    Returns
    -------
    Namesakes
        Likeness is Jaccard's index of the two sets of words, each word weighing its inverse
        document frequency, so that "Capital" counts little. Of Chinese each two characters that
        stand together are a word.
    """
    said = [_words(name or "") for name in names]
    rows_of: dict[str, list[int]] = defaultdict(list)
    for row, words in enumerate(said):
        for word in words:
            rows_of[word].append(row)
    rarity = {word: float(np.log((len(said) + 1) / len(rows))) for word, rows in rows_of.items()}
    # In the order of the words, or the last bits would differ from process to process.
    total = [sum(rarity[word] for word in sorted(words)) for words in said]
    starts, others, likeness = [0], list[int](), list[float]()
    for row, words in enumerate(said):
        leading = (rows_of[word] for word in words if len(rows_of[word]) <= _COMMON)
        for other in sorted({one for rows in leading for one in rows} - {row}):
            shared = sum(rarity[word] for word in sorted(words & said[other]))
            like = shared / (total[row] + total[other] - shared)
            if like >= _LEAST:
                others.append(other)
                likeness.append(like)
        starts.append(len(others))
    return Namesakes(
        np.array(starts, dtype=np.int64),
        np.array(others, dtype=np.int64),
        np.array(likeness, dtype=np.float32),
    )


def _words(name: str) -> frozenset[str]:
    """The words of a name without case and accents, plurals as they stand."""
    folded = fold(name)
    words: list[str] = []
    for piece in pieces(folded):
        run = folded[piece.start : piece.end]
        words += pairs(run) if piece.is_chinese and len(run) > 1 else [run]
    return frozenset(words)
