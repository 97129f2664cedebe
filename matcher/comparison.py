"""Whether one ranker is better than another on what happened later: paired, by provider, with an interval.

numpy alone. Each list holds one provider's pairs of the weeks held out, with what is known of each.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Values = NDArray[np.float64]

LEAST_LISTS = 10
_RESAMPLES = 2000
_AT = 10


@dataclass(frozen=True, slots=True, eq=False)
class HeldOut:
    """One provider's pairs of the weeks held out.

    Attributes
    ----------
    ids : tuple of str
        The pitches.
    grades : ndarray of shape (n,)
        0 not wanted, 1 later, 2 interested, 3 met or funded.
    weights : ndarray of shape (n,)
        Inverse of how likely each was to be looked at, clipped, times how sure its grade is.
    """

    ids: tuple[str, ...]
    grades: Values
    weights: Values


@dataclass(frozen=True, slots=True)
class Comparison:
    """Both rankers' figures, and the 90 % interval of the gain in pairs that stand in order.

    Pairs decide, for all of a list's pairs speak: NDCG@10 of a dozen pitches turns on one or two of
    them. `better` only where the whole interval lies above nothing, of ten lists or more, and the
    top of the lists, which NDCG judges, is not surely worse.
    """

    n_lists: int
    ndcg_now: float
    ndcg_new: float
    pairs_now: float
    pairs_new: float
    difference: float
    low: float
    high: float
    # The upper end of the same interval of the gain in NDCG.
    ndcg_high: float

    @property
    def better(self) -> bool:
        """Whether the new one may take over."""
        return self.n_lists >= LEAST_LISTS and self.low > 0.0 and self.ndcg_high >= 0.0


def telling(one: HeldOut) -> bool:
    """Whether a list tells orders apart: something wanted, and something wanted less."""
    return len(one.grades) > 1 and float(one.grades.max()) > float(one.grades.min())


def compare(
    lists: Sequence[HeldOut], now: Sequence[Values], new: Sequence[Values], *, random_state: int = 0
) -> Comparison:
    """Two rankers on the same lists.

    Parameters
    ----------
    lists : sequence of HeldOut
        One a provider; those that cannot tell orders apart are left out.
    now, new : sequence of ndarray
        Each ranker's scores of each list's pairs.
    random_state : int, default=0
        Of the resampling of lists (Efron's bootstrap, 2,000 times).
    """
    kept = [k for k, one in enumerate(lists) if telling(one)]
    if not kept:
        return Comparison(0, *(float("nan"),) * 8)
    figures = np.array(
        [
            [
                weighted_ndcg(lists[k], now[k]),
                weighted_ndcg(lists[k], new[k]),
                weighted_pairs(lists[k], now[k]),
                weighted_pairs(lists[k], new[k]),
            ]
            for k in kept
        ]
    )
    gains = figures[:, 3] - figures[:, 2]
    draws = np.random.default_rng(random_state).integers(0, len(gains), (_RESAMPLES, len(gains)))
    low, high = np.quantile(gains[draws].mean(axis=1), [0.05, 0.95])
    top = (figures[:, 1] - figures[:, 0])[draws].mean(axis=1)
    means = figures.mean(axis=0)
    return Comparison(
        len(kept),
        float(means[0]),
        float(means[1]),
        float(means[2]),
        float(means[3]),
        float(gains.mean()),
        float(low),
        float(high),
        float(np.quantile(top, 0.95)),
    )


def weighted_ndcg(one: HeldOut, scores: Values, *, k: int = _AT) -> float:
    """NDCG whose gains are weighted by how rarely a pair is looked at (Joachims et al. 2017)."""
    gains = one.weights * (2.0**one.grades - 1.0)
    ideal = np.sort(gains)[::-1][:k]
    scores = np.round(scores, 9)
    order = sorted(range(len(gains)), key=lambda row: (-scores[row], one.ids[row]))[:k]
    discount = 1.0 / np.log2(np.arange(len(order)) + 2.0)
    best = float(ideal @ discount)
    return float(gains[order] @ discount) / best if best > 0 else float("nan")


def weighted_pairs(one: HeldOut, scores: Values) -> float:
    """The weighted share of pairs of different grades that stand in their order; equal scores count half."""
    scores = np.round(scores, 9)
    above = one.grades[:, None] > one.grades[None, :]
    weight = np.outer(one.weights, one.weights) * above
    ahead = scores[:, None] > scores[None, :]
    level = scores[:, None] == scores[None, :]
    total = float(weight.sum())
    return float((weight * (ahead + 0.5 * level)).sum()) / total if total else float("nan")
