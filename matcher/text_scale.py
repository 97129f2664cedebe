"""Cosines on one scale: whoever asks, whatever language a candidate is written in, however few there are."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from matcher.postings import Column, Mask, Rows
from matcher.quoting import Quoting

Vectors = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class TextScale:
    """What cosines look like before any candidate was seen, to steady small lists.

    Cosines are standardised among the candidates of one language. Of a few candidates mean and
    deviation say little, so they are drawn towards `mean` and `deviation` as if `weight` more
    candidates with these had been seen (the posterior mean under a conjugate prior). The weight is
    how many times the variance within a list is that between lists' means: 2 to 6 on the demo
    world's texts.
    """

    mean: float = 0.14
    deviation: float = 0.12
    weight: float = 3.0

    def standardise(self, cosines: Column, language: NDArray[Any]) -> Column:
        """Z-scores per language; nan stays nan.

        Parameters
        ----------
        cosines : ndarray of shape (n,)
            Similarities, nan where unknown.
        language : ndarray of str or int, shape (n,)
            The candidates' languages; the unknown is a language of its own.
        """
        return self.standardise_groups(cosines, [language == tag for tag in np.unique(language)])

    def standardise_groups(self, cosines: NDArray[np.floating[Any]], groups: Sequence[Mask | Rows]) -> Column:
        """Z-scores within each group of candidates; nan stays nan.

        Parameters
        ----------
        cosines : ndarray of shape (n,)
            Similarities, nan where unknown.
        groups : sequence of ndarray
            Masks or rows; those of one language each.
        """
        cosines = np.asarray(cosines, dtype=np.float64)
        out = np.full(len(cosines), np.nan)
        for among in groups:
            own = cosines[among]
            # Sorted, so that the sums do not depend on the candidates' order; nan goes to the end.
            seen = np.sort(own)
            n = int(np.searchsorted(seen, np.nan))
            seen = seen[:n]
            if not n:
                continue
            mean = (seen.sum() + self.weight * self.mean) / (n + self.weight)
            variance = (
                ((seen - seen.mean()) ** 2).sum()
                + self.weight * self.deviation**2
                + n * self.weight / (n + self.weight) * (seen.mean() - self.mean) ** 2
            ) / (n + self.weight)
            out[among] = (own - mean) / math.sqrt(variance)
        return out


@dataclass(frozen=True, slots=True, eq=False)
class Asking:
    """What is known of the texts that ask, pitches or theses, under one model.

    Attributes
    ----------
    common : ndarray of float32, shape (d,)
        What any of them says: the mean of all clauses. No unit vector: the more alike a model
        holds all texts to be, the longer it is. Empty when nothing is known.
    whole, sentences : TextScale
        Of cosines with texts of the other kind that have nothing special to do with them.
    wording : mapping of str to TextScale
        The same of wording, by language.
    quoting : Quoting
        Which sentences are worth quoting.
    """

    common: Vectors = field(default_factory=lambda: np.zeros(0, dtype=np.float32))
    whole: TextScale = TextScale()
    sentences: TextScale = TextScale()
    wording: Mapping[str, TextScale] = field(default_factory=dict)
    quoting: Quoting = field(default_factory=Quoting)

    def told_apart(self, vectors: Vectors) -> Vectors:
        """An asking text's vectors less half of what any text of its kind says, shape as given.

        Some texts are near to everything (hubs: Radovanović et al. 2010, Hubs in Space) and would stand
        high in everybody's list. The cosine with a candidate now lacks half of the candidate's mean
        cosine with the askers' kind. This is CSLS (Conneau et al. 2018, Word Translation Without
        Parallel Data, eq. 2), in which either side is spared half of its mean similarity, but for a
        term that is the same for all candidates; with the mean over the kind at large in place of the
        ten nearest, so that it costs a subtraction.

        Parameters
        ----------
        vectors : ndarray of float32, shape (d,) or (n, d)
            A row of zeros says nothing and goes on saying nothing.
        """
        if len(self.common) != vectors.shape[-1]:
            return vectors
        said = vectors.any(axis=-1, keepdims=True)
        less: Vectors = np.where(said, vectors - np.float32(0.5) * self.common, vectors)
        return less
