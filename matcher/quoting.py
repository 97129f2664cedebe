"""Which sentences of a pitch and a thesis are quoted as a reason: near to each other, and about the matter.

A thesis also tells how long a decision takes, a pitch who is in the team. Such sentences are near to many
others (a number, a workshop) and prove nothing. Which they are is told, under any model, from sentences that
people labelled.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from matcher.encoding import EncodedText
from matcher.texts import quotable

Floats = NDArray[np.float64]

# A company's sentence, a provider's, and how near the two are.
SentencePair = tuple[str, str, float]

# What a sentence that is about the matter is ahead of one that is not, in cosines. In a thesis it counts
# twice: what a pitch says of its customers may well be what fits.
PITCH_AHEAD = 0.25
THESIS_AHEAD = 0.5
# Of unit vectors, so that some hundred sentences cannot single out any direction of several hundred.
_RIDGE = 10.0
# Means of the two kinds that differ by less than this are not told apart.
_LEAST_APART = 1e-6


@dataclass(frozen=True, slots=True, eq=False)
class Topicality:
    """How far a sentence is about the matter: 0 like those that are not, 1 like those that are.

    Attributes
    ----------
    direction : ndarray of float64, shape (d,)
        Empty when nothing is known; then every sentence has 0.
    offset : float
        What is added to the product with it.
    """

    direction: Floats = field(default_factory=lambda: np.zeros(0))
    offset: float = 0.0

    def of(self, sentences: Floats) -> Floats:
        """Of unit vectors of shape (n, d), each between 0 and 1; 0 for those of another model's length."""
        if len(self.direction) != sentences.shape[-1]:
            return np.zeros(len(sentences))
        return np.clip(sentences @ self.direction + self.offset, 0.0, 1.0)


@dataclass(frozen=True, slots=True, eq=False)
class Quoting:
    """What is known of sentences under one model.

    Attributes
    ----------
    pitch, thesis : Topicality
        Of either kind.
    least : float
        What is not more telling than this is not quoted: `least_telling`.
    """

    pitch: Topicality = field(default_factory=Topicality)
    thesis: Topicality = field(default_factory=Topicality)
    least: float = -np.inf


class Quotable:
    """A text's sentences that say enough to be quoted, with their clauses; made once for all others.

    Parameters
    ----------
    text : EncodedText or None
        A sentence's clauses follow each other. Nothing can be quoted of one without clauses.
    topicality : Topicality, optional
        That of the text's kind.

    Attributes
    ----------
    sentences : list of str
        Each once, in their order; where it is empty there is nothing else.
    begins, counts : ndarray of int, shape (n_sentences,)
        Where each sentence's clauses begin, and how many they are.
    clauses : ndarray of float64, shape (n_clauses, d)
        Their unit vectors.
    topical : ndarray of float64, shape (n_sentences,)
        How far each sentence is about the matter, 0 to 1.
    whole : ndarray of float64, shape (d,)
        That of the whole text.
    """

    def __init__(self, text: EncodedText | None, topicality: Topicality | None = None) -> None:
        self.sentences: list[str] = []
        if text is None or text.vectors is None or not len(text.vectors):
            return
        rows = quotable(text.sentences)
        said = [text.sentences[row] for row in rows]
        begins = [at for at, sentence in enumerate(said) if at == 0 or sentence != said[at - 1]]
        self.sentences = [said[at] for at in begins]
        self.begins = np.array(begins)
        self.counts = np.array([*begins[1:], len(said)]) - self.begins
        self.clauses = text.vectors[rows].astype(np.float64)
        self.whole = text.whole.astype(np.float64)
        self.topical = (topicality or Topicality()).of(self.means())

    def means(self) -> Floats:
        """Unit vectors of the means of each sentence's clauses, shape (n_sentences, d)."""
        sums = np.add.reduceat(self.clauses, self.begins)
        units: Floats = sums / np.maximum(np.linalg.norm(sums, axis=1, keepdims=True), _LEAST_APART)
        return units


def fit_topicality(about: Floats, other: Floats) -> Topicality:
    """Told from labelled sentences by ridge regression, the two kinds weighing the same.

    Parameters
    ----------
    about, other : ndarray of float64, shape (n, d)
        Unit vectors of sentences that are about the matter, and of such as are not; of each at least one.

    Returns
    -------
    Topicality
        Scaled so that the labelled of either kind have 1 and 0 in the mean. Nothing known where the model
        does not tell the two apart.
    """
    n, dimension = len(about) + len(other), about.shape[1]
    rows = np.concatenate([about, other])
    weights = np.repeat([n / 2 / len(about), n / 2 / len(other)], [len(about), len(other)])
    middle = (about.mean(axis=0) + other.mean(axis=0)) / 2
    centred = rows - middle
    wanted = np.repeat([0.5, -0.5], [len(about), len(other)])
    spread = (centred * weights[:, None]).T @ centred + _RIDGE * np.eye(dimension)
    direction = np.linalg.solve(spread, centred.T @ (weights * wanted))
    high, low = float((about @ direction).mean()), float((other @ direction).mean())
    if high - low < _LEAST_APART:
        return Topicality()
    return Topicality(direction / (high - low), -low / (high - low))


def best_sentence_pairs(
    ours: Quotable, theirs: Quotable, *, top: int = 2, least: float = -np.inf
) -> list[SentencePair]:
    """The pairs of sentences, one of a pitch and one of a thesis, that say best what the two have in common.

    Parameters
    ----------
    ours, theirs : Quotable
        The pitch and the thesis.
    top : int, default=2
        The most pairs to return; no sentence is used twice.
    least : float, optional
        Pairs that are not more telling than this are left out.

    Returns
    -------
    list of (str, str, float)
        Sentence of `ours`, sentence of `theirs`, how near the two are; best first, ties by the earlier
        sentences. Empty when one of the texts has no sentence.
    """
    if not ours.sentences or not theirs.sentences:
        return []
    telling, near = _telling(ours, theirs)
    pairs: list[tuple[int, int]] = []
    for flat in np.argsort(-telling, axis=None, kind="stable").tolist():
        row, column = divmod(flat, len(theirs.sentences))
        if telling[row, column] <= least or len(pairs) == top:
            break
        if all(row != r and column != c for r, c in pairs):
            pairs.append((row, column))
    return [
        (ours.sentences[row], theirs.sentences[column], float(near[row, column])) for row, column in pairs
    ]


def least_telling(pitches: Sequence[EncodedText], theses: Sequence[EncodedText]) -> float:
    """What a pair must exceed to be quoted: as near as the best of any two texts, and half about the matter.

    Parameters
    ----------
    pitches, theses : sequence of EncodedText
        Such as have nothing special to do with each other; of each at least one.

    Returns
    -------
    float
        On the scale of `_telling`, to four decimals.
    """
    said, told = [Quotable(text) for text in pitches], [Quotable(text) for text in theses]
    near = np.mean([_telling(ours, theirs)[0].max() for ours in said for theirs in told])
    return round(float(near) + (PITCH_AHEAD + THESIS_AHEAD) / 2, 4)


def _telling(ours: Quotable, theirs: Quotable) -> tuple[Floats, Floats]:
    """How telling each pair of sentences is, and how near its two are; both (n_ours, n_theirs).

    A sentence of a thesis may list many wishes, and one of them is enough: a sentence of a pitch is as near
    to it as its clauses are in the mean, each to the nearest of the other's. That alone would quote what is
    alike in passing (an amount, a word), so each must also be near to the whole of the other text, and is
    ahead where it is about the matter.
    """
    best = np.maximum.reduceat(ours.clauses @ theirs.clauses.T, theirs.begins, axis=1)
    near = np.add.reduceat(best, ours.begins) / ours.counts[:, None]
    for_ours = np.add.reduceat(ours.clauses @ theirs.whole, ours.begins) / ours.counts
    for_theirs = np.maximum.reduceat(theirs.clauses @ ours.whole, theirs.begins)
    for_ours += PITCH_AHEAD * ours.topical
    for_theirs += THESIS_AHEAD * theirs.topical
    # Rounding first keeps the order the same on machines whose sums differ in the last bits.
    return np.round(near + for_ours[:, None] + for_theirs, 6), near
