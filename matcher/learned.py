"""The learned ranker: a linear sum picks a shortlist, trees and a network order it with it.

Needs numpy alone. It is fitted next door (`learning`, `network_fit`), saved and loaded as plain
arrays, and used by `ranking.rank` like every other ranker.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from matcher.credit import credit_of
from matcher.features import GROUPS, RankingProblem
from matcher.network import Network
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

    def on_scale(self, X: NDArray[np.floating[Any]]) -> NDArray[np.float32]:
        """A copy of the columns, those of `logged` as logarithms."""
        Z = np.array(X, dtype=np.float32)
        Z[:, self.logged] = np.log1p(4.0 * np.maximum(Z[:, self.logged], 0.0))
        return Z

    def standardised(self, X: NDArray[np.floating[Any]]) -> NDArray[np.float32]:
        """Columns on one scale, cut at six deviations."""
        Z = self.on_scale(X)
        Z -= self.mean.astype(np.float32)
        Z /= self.deviation.astype(np.float32)
        return np.clip(np.nan_to_num(Z, nan=0.0), -_CLIP, _CLIP)

    def scores(self, X: NDArray[np.floating[Any]]) -> Scores:
        """One sum a row."""
        used = np.flatnonzero(self.weight)
        return np.asarray(self._only(used).standardised(X[:, used]) @ self.weight[used], dtype=np.float64)

    def added(self, X: NDArray[np.floating[Any]]) -> Scores:
        """What each column adds to a row's sum; nothing where it is unknown, shape (n, f)."""
        return np.asarray(self.standardised(X) * self.weight, dtype=np.float64)

    def scaled(self, factor: float) -> "LinearStage":
        """The same sum, multiplied."""
        return replace(self, weight=self.weight * factor)

    def lifted(self, column: int, by: float) -> "LinearStage":
        """The same sum, with so much more for each unit of a column, as long as it is not cut off."""
        weight = self.weight.copy()
        weight[column] += by * self.deviation[column]
        return replace(self, weight=weight)

    @classmethod
    def none(cls, n: int) -> "LinearStage":
        """Over n columns, of which none counts: all rows are equal."""
        return cls(np.zeros(n, dtype=bool), np.zeros(n), np.ones(n), np.zeros(n))

    def _only(self, columns: NDArray[np.int64]) -> "LinearStage":
        return LinearStage(*(getattr(self, name)[columns] for name in self.__slots__))


def _best(stage: LinearStage, X: NDArray[np.floating[Any]], rows: Rows, n: int) -> Rows:
    """The rows of the n highest sums, and those that equal the last of them."""
    if len(rows) <= n:
        return rows
    sums = np.round(stage.scores(X[rows]), 6)
    kept: Rows = rows[sums >= np.partition(sums, len(rows) - n)[len(rows) - n]]
    return kept


@dataclass(frozen=True, slots=True, eq=False)
class LearnedRanker:
    """What was learned from deals or from a site's own feedback.

    Attributes
    ----------
    names : tuple of str
        The columns it was fitted on; a problem must have the same.
    linear : LinearStage
        Chooses the shortlist among the candidates, and counts in the score.
    trees : TreeEnsemble
        The correction within the shortlist. The score is the linear sum, the trees', less their
        expectation, and the network's, so the parts add up to it.
    network : Network, optional
        Reads the columns as the linear sum does; None counts for nothing.
    shortlist : int
        How many the linear sum lets through; the others get no score (-inf) and no place.
    centre, width : float
        Of the displayed fit, see `ranking.displayed_fit`.
    name : str
        Kind and version.
    """

    names: tuple[str, ...]
    linear: LinearStage
    trees: TreeEnsemble
    network: Network | None = None
    shortlist: int = 800
    centre: float = 0.0
    width: float = 1.0
    name: str = "learned"
    groups: tuple[str, ...] = GROUPS
    parts_need_everyone: bool = False

    def scores(self, problem: RankingProblem) -> Scores:
        """Scores of the shortlist's rows, -inf for all others."""
        return self.scores_of_each([problem])[0]

    def scores_of_each(self, problems: Sequence[RankingProblem]) -> list[Scores]:
        """Those of several problems: the trees walk many rows at once much faster."""
        shortlists = []
        for problem in problems:
            self._check(problem)
            shortlists.append(_best(self.linear, problem.X, np.flatnonzero(problem.open), self.shortlist))
        chosen = [problem.X[rows] for problem, rows in zip(problems, shortlists, strict=True)]
        told = self.trees.scores(np.concatenate(chosen)) - self.expectation
        ends = np.cumsum([len(rows) for rows in shortlists])[:-1]
        each = []
        for problem, rows, X, own in zip(problems, shortlists, chosen, np.split(told, ends), strict=True):
            out = np.full(len(problem.ids), -np.inf)
            out[rows] = self.linear.scores(X) + own
            if self.network is not None:
                out[rows] += self.network.scores(self.linear.standardised(X))
            each.append(out)
        return each

    def parts(self, problem: RankingProblem, rows: Rows) -> Scores:
        """What each group adds: exact for the linear sum, Shapley values for trees and network.

        The players are the sets of aspects that columns join; `credit` splits what a joint set adds.
        """
        self._check(problem)
        credit, X = credit_of(self.names, self.groups), problem.X[rows]
        values, _ = self.trees.group_values(X, credit.player_of, len(credit.players))
        added = self.linear.added(X)
        if self.network is not None:
            added += self.network.added(self.linear.standardised(X))
        return credit.split(values + credit.summed(added), X, self.linear.mean)

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
    def expectation(self) -> float:
        """What the trees say when nothing is known."""
        return self.trees.expectation

    def arrays(self) -> dict[str, NDArray[Any]]:
        """The ranker as plain arrays, for `numpy.savez`."""
        told = {
            "names": list(self.names),
            "shortlist": self.shortlist,
            "centre": self.centre,
            "width": self.width,
            "name": self.name,
        }
        out = {f"trees_{name}": array for name, array in self.trees.arrays().items()}
        if self.network is not None:
            out |= {f"network_{name}": array for name, array in self.network.arrays().items()}
        for name in LinearStage.__slots__:
            out[f"linear_{name}"] = getattr(self.linear, name)
        out["told"] = np.frombuffer(json.dumps(told).encode(), dtype=np.uint8)
        return out

    @classmethod
    def of_arrays(cls, arrays: Mapping[str, NDArray[Any]]) -> "LearnedRanker":
        """The reverse of `arrays`."""
        told = json.loads(bytes(arrays["told"]).decode())
        return cls(
            names=tuple(told["names"]),
            linear=LinearStage(*(arrays[f"linear_{name}"] for name in LinearStage.__slots__)),
            trees=TreeEnsemble.of_arrays(_prefixed("trees_", arrays)),
            network=Network.of_arrays(network) if (network := _prefixed("network_", arrays)) else None,
            shortlist=told["shortlist"],
            centre=told["centre"],
            width=told["width"],
            name=told["name"],
        )

    def _check(self, problem: RankingProblem) -> None:
        if problem.names != self.names:
            message = f"{self.name} was fitted on other columns than the problem has"
            raise NotFittedError(message)


def _prefixed(prefix: str, arrays: Mapping[str, NDArray[Any]]) -> dict[str, NDArray[Any]]:
    """Those whose names begin so, by the rest of their names."""
    return {name.removeprefix(prefix): array for name, array in arrays.items() if name.startswith(prefix)}
