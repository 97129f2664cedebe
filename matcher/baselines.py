"""Baselines, held beside every ranker: lots, popularity, cosine, equal z-scores. They need no weights."""

import hashlib
import math
from dataclasses import dataclass

import numpy as np

from matcher.features import RankingProblem
from matcher.ranking import DECIMALS, Rows, Scores


@dataclass(frozen=True, slots=True)
class RandomRanker:
    """A baseline: an order that depends on the seed and the ids alone."""

    seed: int = 0
    name: str = "random"
    groups: tuple[str, ...] = ("chance",)
    parts_need_everyone: bool = True

    def scores(self, problem: RankingProblem) -> Scores:
        """Uniform in [0, 1), by a hash of seed and id."""
        return np.array([_hashed(self.seed, candidate) for candidate in problem.ids])

    def parts(self, problem: RankingProblem, rows: Rows) -> Scores:
        """All of it is chance."""
        return self.scores(problem)[rows][:, None]

    def fits(self, problem: RankingProblem, rows: Rows, scores: Scores, parts: Scores | None) -> Scores:
        """The score in per cent, on every side."""
        return np.repeat(100.0 * scores[:, None], 3, axis=1)


@dataclass(frozen=True, slots=True)
class ColumnRanker:
    """A baseline: equal z-scores of some columns summed; of one column, that column's order.

    Unknown values count as the mean of the known ones.
    """

    name: str
    columns: tuple[str, ...]
    parts_need_everyone: bool = True

    @property
    def groups(self) -> tuple[str, ...]:
        """The groups of the columns, each once."""
        return tuple(dict.fromkeys(column.split(".")[0] for column in self.columns))

    def scores(self, problem: RankingProblem) -> Scores:
        """The sum over the columns of (value - mean) / deviation."""
        everyone = np.arange(len(problem.ids), dtype=np.int64)
        return np.asarray(self.parts(problem, everyone).sum(axis=1))

    def parts(self, problem: RankingProblem, rows: Rows) -> Scores:
        """The z-scores of each group's columns."""
        out = np.zeros((len(problem.ids), len(self.groups)))
        for column in self.columns:
            out[:, self.groups.index(column.split(".")[0])] += _z(problem.column(column))
        return out[rows]

    def fits(self, problem: RankingProblem, rows: Rows, scores: Scores, parts: Scores | None) -> Scores:
        """The share of candidates that it stands above, in per cent, on every side."""
        everyone = np.round(self.scores(problem), DECIMALS)
        below = np.searchsorted(np.sort(everyone), scores) / max(1, len(everyone))
        return np.repeat(100.0 * below[:, None], 3, axis=1)


def popularity_ranker() -> ColumnRanker:
    """The baseline that proposes whoever invests most."""
    return ColumnRanker("popularity", ("activity.deals",))


def cosine_ranker() -> ColumnRanker:
    """The baseline that compares the whole texts alone."""
    return ColumnRanker("cosine", ("text.whole",))


def z_sum_ranker() -> ColumnRanker:
    """The baseline that sums the z-scores of text, activity and place."""
    return ColumnRanker("z-sum", ("text.whole", "activity.deals", "place.dealt"))


def _z(values: Scores) -> Scores:
    known = ~np.isnan(values)
    ordered = np.sort(values[known])
    deviation = float(ordered.std()) if len(ordered) else 0.0
    if deviation == 0.0 or not math.isfinite(deviation):
        return np.zeros(len(values))
    return np.where(known, (values - ordered.mean()) / deviation, 0.0)


def _hashed(seed: int, candidate: str) -> float:
    digest = hashlib.blake2b(f"{seed}:{candidate}".encode(), digest_size=8).digest()
    return int.from_bytes(digest, "big") / 2**64
