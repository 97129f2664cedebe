"""Rankers and the one function that makes a list: order, scores, reasons. Needs numpy alone."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import repeat
from typing import Any, Protocol, runtime_checkable

import numpy as np
from numpy.typing import NDArray

from matcher.features import GROUPS, RankingProblem
from matcher.tastes import Tastes

Scores = NDArray[np.float64]
Rows = NDArray[np.int64]

# Scores are rounded before they decide anything: the last bits of a matrix product depend on how
# the rows lie in memory, and the order may not.
DECIMALS = 9


class NotFittedError(ValueError):
    """A ranker was asked to rank before it was fitted."""


@dataclass(frozen=True, slots=True)
class Reason:
    """One part of a score: `code` is the group, `weight` what it adds, `params` what to show."""

    code: str
    weight: float
    params: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Ranked:
    """One candidate in its place.

    `score` decided the order; the weights of `reasons` add up to it. `fit`, `fit_provider` and
    `fit_company` lie in 0 to 100: the combination, the provider's side and the company's side.
    """

    row: int
    id: str
    score: float
    fit: float
    fit_provider: float
    fit_company: float
    reasons: tuple[Reason, ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class RankedColumns:
    """A list as columns: between processes it travels many times as fast as its entries.

    Attributes
    ----------
    rows : ndarray of int64, shape (n,)
        Of the candidates, best first.
    scores, fits : ndarray of float64, shape (n,) and (n, 3)
        What decided, and the combination, the provider's side and the company's side in 0 to 100.
    parts : ndarray of float64, shape (n, n_groups), optional
        What each of `groups` adds; None when no reasons were asked for.
    evidence : tuple of mapping
        What there is to show for the groups, row by row; empty without parts.
    """

    rows: Rows
    ids: tuple[str, ...]
    scores: Scores
    fits: Scores
    groups: tuple[str, ...]
    parts: Scores | None
    evidence: tuple[Mapping[str, Mapping[str, Any]], ...]

    def entries(self) -> list[Ranked]:
        """The candidates in their places."""
        columns = (self.rows.tolist(), self.ids, self.scores.tolist(), *self.fits.T.tolist(), self.reasons())
        return [Ranked(*entry) for entry in zip(*columns, strict=True)]

    def reasons(self) -> list[tuple[Reason, ...]]:
        """The reasons of each, the heaviest first; none without parts."""
        if self.parts is None:
            return [()] * len(self.ids)
        return list(map(_reasons, repeat(self.groups), self.parts.tolist(), self.evidence))


class Ranker(Protocol):
    """What `rank` needs; every ranker of the room, learned or not, offers it."""

    @property
    def name(self) -> str:
        """Kind and version, shown with every list."""
        ...

    @property
    def groups(self) -> tuple[str, ...]:
        """The names of the parts, one a column of `parts`."""
        ...

    def scores(self, problem: RankingProblem) -> Scores:
        """One score a row, higher is better, shape (n,); -inf for whom it gives no place."""
        ...

    def parts(self, problem: RankingProblem, rows: Rows) -> Scores:
        """What each group adds, shape (len(rows), n_groups); rows' sums are the scores."""
        ...

    @property
    def parts_need_everyone(self) -> bool:
        """Whether a row's parts depend on the other candidates, and not on its columns alone."""
        ...

    def fits(self, problem: RankingProblem, rows: Rows, scores: Scores, parts: Scores | None) -> Scores:
        """Columns combined, provider's side, company's side in 0 to 100, shape (len(rows), 3).

        A side may be nan when it rests on parts and there are none.
        """
        ...


@runtime_checkable
class ScoresManyAtOnce(Protocol):
    """A ranker that is faster with several problems than with one after another; same scores."""

    def scores_of_each(self, problems: Sequence[RankingProblem]) -> list[Scores]:
        """What `scores` gives for each."""
        ...


def rank(
    ranker: Ranker, problem: RankingProblem, *, top: int | None = None, explain: bool = True
) -> list[Ranked]:
    """The list for one query.

    Parameters
    ----------
    ranker : Ranker
        Fitted, if it needs to be.
    problem : RankingProblem
        The candidates. Rows that a gate shuts are left out.
    top : int, optional
        The most to return; everyone when left out.
    explain : bool, default=True
        Whether to work out reasons; the order does not depend on it.

    Returns
    -------
    list of Ranked
        By score descending, then id ascending, whatever the order of the candidates.

    Raises
    ------
    ValueError
        If a score is nan.
    """
    return rank_columns(ranker, [problem], top=top, explain=explain)[0].entries()


def rank_columns(
    ranker: Ranker,
    problems: Sequence[RankingProblem],
    *,
    top: int | None = None,
    explain: bool = True,
) -> list[RankedColumns]:
    """The lists for several queries with the same columns, as columns; reasons are worked out together.

    Parameters and what the lists hold are those of `rank`. Without `explain` the two sides' fits are nan:
    they rest on the parts.
    """
    lists = []
    for problem, raw in zip(problems, _scores_of_each(ranker, problems), strict=True):
        scores = np.round(raw, DECIMALS)
        rows = np.flatnonzero(problem.open & (scores != -np.inf))
        if np.isnan(scores[rows]).any():
            message = f"{ranker.name} gave a score that is not a number"
            raise ValueError(message)
        lists.append((scores, best_rows(scores, rows, problem.ids, top)))
    parts = _parts_together(ranker, problems, [rows for _, rows in lists]) if explain else None
    out = []
    done = 0
    for problem, (scores, rows) in zip(problems, lists, strict=True):
        own = None if parts is None else parts[done : done + len(rows)]
        done += len(rows)
        out.append(_columns(ranker, problem, rows, scores[rows], own))
    return out


def rank_row(ranker: Ranker, problem: RankingProblem, row: int, *, explain: bool = True) -> Ranked | None:
    """One candidate as it would stand in the whole list, without making the list.

    Parameters
    ----------
    ranker, problem, explain
        As in `rank`.
    row : int
        The candidate.

    Returns
    -------
    Ranked or None
        None for whom a gate shuts out or the ranker gives no place.
    """
    score = np.round(ranker.scores(problem), DECIMALS)[[row]]
    if not problem.open[row] or score[0] == -np.inf:
        return None
    rows = np.array([row], dtype=np.int64)
    parts = ranker.parts(problem, rows) if explain else None
    return _columns(ranker, problem, rows, score, parts).entries()[0]


def explained(ranker: Ranker, problem: RankingProblem, ranked: Sequence[Ranked]) -> list[Ranked]:
    """Entries of a list that was made without reasons, with them; order and scores are as they were.

    Parameters are those of `rank` with some of its results, the result is what it gives with `explain`.
    """
    if not ranked:
        return []
    rows = np.array([one.row for one in ranked], dtype=np.int64)
    scores = np.array([one.score for one in ranked])
    return _columns(ranker, problem, rows, scores, ranker.parts(problem, rows)).entries()


def _columns(
    ranker: Ranker, problem: RankingProblem, rows: Rows, scores: Scores, parts: Scores | None
) -> RankedColumns:
    """The candidates of some rows in their order, with what there is to show for each."""
    return RankedColumns(
        rows=rows,
        ids=tuple(problem.ids[row] for row in rows),
        scores=scores,
        fits=np.round(ranker.fits(problem, rows, scores, parts), 6),
        groups=ranker.groups,
        parts=parts,
        evidence=() if parts is None else tuple(problem.evidence(int(row)) for row in rows),
    )


def _scores_of_each(ranker: Ranker, problems: Sequence[RankingProblem]) -> list[Scores]:
    if problems and isinstance(ranker, ScoresManyAtOnce):
        return ranker.scores_of_each(problems)
    return [ranker.scores(problem) for problem in problems]


def _parts_together(ranker: Ranker, problems: Sequence[RankingProblem], rows: Sequence[Rows]) -> Scores:
    """The parts of the chosen rows of all problems, stacked."""
    if ranker.parts_need_everyone:
        return np.concatenate(
            [ranker.parts(problem, own) for problem, own in zip(problems, rows, strict=True)]
        )
    X = np.concatenate([problem.X[own] for problem, own in zip(problems, rows, strict=True)])
    ids = tuple(problem.ids[row] for problem, own in zip(problems, rows, strict=True) for row in own)
    providers = tuple(
        problem.providers[row] if problem.providers else ""
        for problem, own in zip(problems, rows, strict=True)
        for row in own
    )
    stacked = RankingProblem(
        ids=ids, X=X, names=problems[0].names, open=np.ones(len(X), bool), providers=providers
    )
    return ranker.parts(stacked, np.arange(len(X), dtype=np.int64))


def best_rows(scores: Scores, rows: Rows, ids: Sequence[str], top: int | None) -> Rows:
    """The best of some rows, by score descending, then id ascending.

    Parameters
    ----------
    scores : ndarray of shape (n,)
        All rows' scores.
    rows : ndarray of int
        The rows that take part.
    ids : sequence of str
        All rows' ids.
    top : int, optional
        How many to return at most.
    """
    if top is not None and 0 < top < len(rows):
        # Everyone at or above the last place's score stays in, so that ties are cut by id.
        place = np.partition(scores[rows], len(rows) - top)[len(rows) - top]
        rows = rows[scores[rows] >= place]
    ordered = sorted(rows.tolist(), key=lambda row: (-scores[row], ids[row]))
    return np.array(ordered[:top], dtype=np.int64)


# The stated weights, per side. Text is in z-scores (about -2 to 3); all else lies in -1 to 1.
# A provider cares whether the matter is its matter; a company also whether the money reaches,
# whether the giver is near, and whether it still gives. docs/matching.md argues each figure.
PROVIDER_WEIGHTS: Mapping[str, float] = {
    "text.whole": 0.55,
    "text.sentences": 0.35,
    "text.wording": 0.25,
    "sector.stated": 1.0,
    "sector.dealt": 0.8,
    "place.stated": 0.3,
    "place.dealt": 0.5,
    "stage.stated": 0.3,
    "stage.dealt": 0.4,
    "amount.range": 0.3,
    "amount.usual": 0.4,
    "activity.deals": 0.0,
    "activity.recency": 0.0,
    "relations.partners": 0.4,
    "relations.backer": 0.2,
}
COMPANY_WEIGHTS: Mapping[str, float] = {
    "text.whole": 0.55,
    "text.sentences": 0.35,
    "text.wording": 0.25,
    "sector.stated": 0.6,
    "sector.dealt": 0.6,
    "place.stated": 0.5,
    "place.dealt": 0.9,
    "stage.stated": 0.3,
    "stage.dealt": 0.4,
    "amount.range": 0.6,
    "amount.usual": 0.4,
    "activity.deals": 0.8,
    "activity.recency": 0.4,
    "relations.partners": 0.4,
    "relations.backer": 0.2,
}


@dataclass(frozen=True, slots=True)
class WeightedRanker:
    """A sum of features times weights: those stated for the cold start, or what was learned since.

    The score is the mean of the two sides' sums, so its parts are exact. What is unknown adds
    nothing.

    Attributes
    ----------
    provider_weights, company_weights : mapping of str to float
        Weight per feature on either side; a feature without weight counts nothing.
    centre, width : float
        The displayed fit is 100 / (1 + exp(-(sum - centre) / width)), the same function for
        either side and for the combination. A sum at `centre` shows as 50.
    deviations : mapping of str to mapping
        By provider, what its own answers add to the provider's weights of the features named.
    """

    provider_weights: Mapping[str, float] = field(default_factory=lambda: PROVIDER_WEIGHTS)
    company_weights: Mapping[str, float] = field(default_factory=lambda: COMPANY_WEIGHTS)
    centre: float = 1.6
    width: float = 1.1
    name: str = "weighted-1"
    groups: tuple[str, ...] = GROUPS
    parts_need_everyone: bool = False
    deviations: Mapping[str, Mapping[str, float]] = field(default_factory=dict)
    # The deviations as a matrix, by the columns' names; made once, as each list asks for the same.
    _tables: dict[tuple[str, ...], Tastes] = field(
        default_factory=dict, init=False, repr=False, compare=False
    )

    def scores(self, problem: RankingProblem) -> Scores:
        """The mean of the two sides' sums."""
        known = np.nan_to_num(problem.X, nan=0.0)
        out = np.asarray(known @ self._both(problem))
        rows, own = self._tastes(problem, None)
        out[rows] += (known[rows] * own).sum(axis=1) / 2
        return out

    def parts(self, problem: RankingProblem, rows: Rows) -> Scores:
        """Each group's share of the sum."""
        known = np.nan_to_num(problem.X[rows], nan=0.0)
        weighted = known * self._both(problem)
        places, own = self._tastes(problem, rows)
        weighted[places] += known[places] * own / 2
        out = np.zeros((len(rows), len(self.groups)))
        for column, name in enumerate(problem.names):
            out[:, self.groups.index(name.split(".")[0])] += weighted[:, column]
        return out

    def fits(self, problem: RankingProblem, rows: Rows, scores: Scores, parts: Scores | None) -> Scores:
        """Both sides' own sums through the same curve."""
        return np.asarray(displayed_fit(self.sides(problem, rows), centre=self.centre, width=self.width))

    def sides(self, problem: RankingProblem, rows: Rows) -> Scores:
        """Columns combination, provider's side, company's side: the sums behind the fits."""
        known = np.nan_to_num(problem.X[rows], nan=0.0)
        provider = known @ self._weights(problem, self.provider_weights)
        company = known @ self._weights(problem, self.company_weights)
        places, own = self._tastes(problem, rows)
        provider[places] += (known[places] * own).sum(axis=1)
        return np.column_stack([(provider + company) / 2, provider, company])

    def _both(self, problem: RankingProblem) -> Scores:
        provider = self._weights(problem, self.provider_weights)
        return (provider + self._weights(problem, self.company_weights)) / 2

    def _tastes(self, problem: RankingProblem, rows: Rows | None) -> tuple[Rows, Scores]:
        """Where (within `rows`) providers with a taste of their own stand, and what it adds, row by row."""
        tastes = self._tables.get(problem.names)
        if tastes is None:
            tastes = self._tables[problem.names] = Tastes(self.deviations, problem.names)
        return tastes.added(problem.providers, rows)

    @staticmethod
    def _weights(problem: RankingProblem, weights: Mapping[str, float]) -> Scores:
        return np.array([weights.get(name, 0.0) for name in problem.names])


def displayed_fit(scores: Scores, *, centre: float, width: float) -> Scores:
    """Scores on a scale of 0 to 100 that never changes their order.

    Parameters
    ----------
    scores : ndarray
        Any finite numbers.
    centre, width : float
        The score that shows as 50, and how far from it 73 lies; width must be positive.
    """
    return np.asarray(100.0 / (1.0 + np.exp(-np.clip((scores - centre) / width, -60.0, 60.0))))


def _reasons(
    groups: Sequence[str], part: Sequence[float], evidence: Mapping[str, Mapping[str, Any]]
) -> tuple[Reason, ...]:
    """The parts that are not nothing, the heaviest first."""
    said = [
        Reason(code, weight, evidence.get(code, {}))
        for code, weight in zip(groups, part, strict=True)
        if weight != 0.0
    ]
    return tuple(sorted(said, key=lambda reason: (-abs(reason.weight), reason.code)))
