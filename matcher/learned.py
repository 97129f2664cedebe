"""The learned ranker: a linear first stage picks a pool, trees order it. Needs numpy alone.

It is fitted next door (`learning`), saved and loaded as plain arrays, and used by `ranking.rank`
like every other ranker.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from matcher.features import GROUPS, RankingProblem
from matcher.ranking import NotFittedError, Rows, Scores, displayed_fit
from matcher.trees import TreeEnsemble

# What each side weighs of the parts: whom a provider funds says nothing on how much a company
# gains from a busy one, and the other way round.
PROVIDER_SIDE = ("text", "sector", "stage", "amount", "place", "relations")
COMPANY_SIDE = ("place", "amount", "activity", "relations", "text", "stage")
_CLIP = 6.0


@dataclass(frozen=True, slots=True, eq=False)
class LinearStage:
    """A weighted sum of standardised columns; cheap enough for everyone.

    Attributes
    ----------
    logged : ndarray of bool, shape (f,)
        Columns that are read as log(1 + 4x): sums over deals.
    mean, deviation, weight : ndarray of shape (f,)
        Of each column; nan counts as the mean.
    """

    logged: NDArray[np.bool_]
    mean: Scores
    deviation: Scores
    weight: Scores

    def standardised(self, X: NDArray[np.floating[Any]]) -> NDArray[np.float32]:
        """Columns on one scale, cut at six deviations."""
        Z = np.array(X, dtype=np.float32)
        Z[:, self.logged] = np.log1p(4.0 * np.maximum(Z[:, self.logged], 0.0))
        Z -= self.mean.astype(np.float32)
        Z /= self.deviation.astype(np.float32)
        return np.clip(np.nan_to_num(Z, nan=0.0), -_CLIP, _CLIP)

    def scores(self, X: NDArray[np.floating[Any]]) -> Scores:
        """One sum a row."""
        return np.asarray(self.standardised(X) @ self.weight, dtype=np.float64)


@dataclass(frozen=True, slots=True, eq=False)
class LearnedRanker:
    """What was learned from deals or from a site's own feedback.

    Attributes
    ----------
    names : tuple of str
        The columns it was fitted on; a problem must have the same.
    first : LinearStage
        Chooses the pool.
    trees : TreeEnsemble
        Orders it; the score is their sum less its expectation, so the parts add up to it.
    pool : int
        How many the first stage lets through; the others get no score (-inf) and no place.
    centre, width : float
        Of the displayed fit, see `ranking.displayed_fit`.
    name : str
        Kind and version.
    """

    names: tuple[str, ...]
    first: LinearStage
    trees: TreeEnsemble
    pool: int = 1500
    centre: float = 0.0
    width: float = 1.0
    name: str = "learned"
    groups: tuple[str, ...] = GROUPS
    parts_need_everyone: bool = False

    def scores(self, problem: RankingProblem) -> Scores:
        """Scores of the pool's rows, -inf for all others."""
        self._check(problem)
        out = np.full(len(problem.ids), -np.inf)
        rows = np.flatnonzero(problem.open)
        if len(rows) > self.pool:
            first = np.round(self.first.scores(problem.X), 6)[rows]
            place = np.partition(first, len(rows) - self.pool)[len(rows) - self.pool]
            rows = rows[first >= place]
        out[rows] = self.trees.scores(problem.X[rows]) - self.expectation
        return out

    def parts(self, problem: RankingProblem, rows: Rows) -> Scores:
        """Shapley values of the groups."""
        self._check(problem)
        values, _ = self.trees.group_values(problem.X[rows], self.group_of, len(self.groups))
        return values

    def fits(self, problem: RankingProblem, rows: Rows, scores: Scores, parts: Scores | None) -> Scores:
        """The score, and what each side's groups add to it, through one curve."""
        if parts is None:
            parts = np.full((len(rows), len(self.groups)), np.nan)
        sums = np.column_stack(
            [
                scores,
                parts[:, [self.groups.index(group) for group in PROVIDER_SIDE]].sum(axis=1),
                parts[:, [self.groups.index(group) for group in COMPANY_SIDE]].sum(axis=1),
            ]
        )
        return displayed_fit(sums, centre=self.centre, width=self.width)

    @property
    def group_of(self) -> tuple[int, ...]:
        """The group of each column, by its name."""
        return group_numbers(self.names, self.groups)

    @property
    def expectation(self) -> float:
        """What the trees say when nothing is known."""
        return self.trees.expectation

    def arrays(self) -> dict[str, NDArray[Any]]:
        """The ranker as plain arrays, for `numpy.savez`."""
        told = {
            "names": list(self.names),
            "pool": self.pool,
            "centre": self.centre,
            "width": self.width,
            "name": self.name,
        }
        out = {f"trees_{name}": array for name, array in self.trees.arrays().items()}
        for name in LinearStage.__slots__:
            out[f"first_{name}"] = getattr(self.first, name)
        out["told"] = np.frombuffer(json.dumps(told).encode(), dtype=np.uint8)
        return out

    @classmethod
    def of_arrays(cls, arrays: Mapping[str, NDArray[Any]]) -> "LearnedRanker":
        """The reverse of `arrays`."""
        told = json.loads(bytes(arrays["told"]).decode())
        return cls(
            names=tuple(told["names"]),
            first=LinearStage(*(arrays[f"first_{name}"] for name in LinearStage.__slots__)),
            trees=TreeEnsemble.of_arrays(
                {k.removeprefix("trees_"): v for k, v in arrays.items() if k.startswith("trees_")}
            ),
            pool=told["pool"],
            centre=told["centre"],
            width=told["width"],
            name=told["name"],
        )

    def _check(self, problem: RankingProblem) -> None:
        if problem.names != self.names:
            message = f"{self.name} was fitted on other columns than the problem has"
            raise NotFittedError(message)


def group_numbers(names: Sequence[str], groups: Sequence[str] = GROUPS) -> tuple[int, ...]:
    """The number of each column's group, which is its name up to the dot."""
    return tuple(groups.index(name.split(".")[0]) for name in names)
