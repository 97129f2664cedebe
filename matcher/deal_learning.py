"""From deals to a ranker: training queries by time, pools, two stages.

Fitting needs scikit-learn and LightGBM; nothing that ranks imports this module.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from matcher.deal_features import feature_names, query_features
from matcher.deals import YEAR, CompanyColumns, DealColumns, DealHistory, DealQuery, Floats
from matcher.learned import LearnedRanker, LinearStage
from matcher.learning import LambdaRanker

Say = Callable[[str], None]
Run = Callable[[Callable[..., Any], Sequence[tuple[Any, ...]]], Iterator[Any]]

_HALF_YEAR = YEAR / 2
_MIN_QUERIES = 300
_CHUNK = 64
# Who came in with at most this many deals behind it is graded higher: else a list fills up with
# the famous, for whom the history says most.
FEW_DEALS = 3


@dataclass(frozen=True, slots=True)
class Window:
    """A stretch of time to learn from: the history before it, and who invested within it."""

    history: DealHistory
    queries: tuple[DealQuery, ...]
    truths: tuple[NDArray[np.int64], ...]


def window_queries(
    deals: DealColumns, start: float, end: float
) -> tuple[list[DealQuery], list[NDArray[np.int64]]]:
    """The questions that deals from `start` to before `end` answer, as the history asks them.

    One a company: its first round in the window with an investor who is new to the company and
    known before `start`. A query knows nothing of the window but its own day and round.
    """
    known = deals.day < start
    backers: dict[int, set[int]] = defaultdict(set)
    for investor, company in zip(deals.investor[known], deals.company[known], strict=True):
        backers[int(company)].add(int(investor))
    active = set(deals.investor[known].tolist())
    rounds: dict[tuple[float, int], list[int]] = defaultdict(list)
    for row in np.flatnonzero((deals.day >= start) & (deals.day < end)).tolist():
        rounds[float(deals.day[row]), int(deals.company[row])].append(row)
    asked: set[int] = set()
    queries, truths = [], []
    for day, company in sorted(rounds):
        rows = rounds[day, company]
        new = {int(deals.investor[row]) for row in rows} & active - backers.get(company, set())
        if company in asked or not new:
            continue
        asked.add(company)
        amounts = deals.amount[rows][~np.isnan(deals.amount[rows])]
        kinds = deals.round[rows][deals.round[rows] >= 0]
        queries.append(
            DealQuery(
                company=company,
                day=day,
                round=int(kinds[0]) if len(kinds) else -1,
                amount=float(amounts[0]) if len(amounts) else float("nan"),
                previous_rounds=float(deals.previous_rounds[rows[0]]),
                backers=np.array(sorted(backers.get(company, ())), dtype=np.int64),
            )
        )
        truths.append(np.array(sorted(new), dtype=np.int64))
    return queries, truths


@dataclass(frozen=True, slots=True)
class Recipe:
    """How much is fitted; the defaults are those of docs/matching.md."""

    n_windows: int = 5
    window_days: float = _HALF_YEAR
    queries_per_window: int = 1000
    first_stage_queries: int = 200
    first_stage_negatives: int = 60
    pool: int = 1500
    negatives: int = 120
    n_rounds: int = 180
    n_leaves: int = 31
    learning_rate: float = 0.08
    few_deals_gain: float = 1.0
    n_seeds: int = 2


def fit_deal_ranker(
    companies: CompanyColumns,
    deals: DealColumns,
    person: Floats,
    *,
    end: float,
    seed: int = 0,
    recipe: Recipe | None = None,
    run: Run | None = None,
    n_jobs: int = 1,
    say: Say = lambda _text: None,
) -> LearnedRanker | None:
    """Learn from deals before `end` who comes into whose round.

    Parameters
    ----------
    companies, deals, person
        As `DealHistory` takes them.
    end : float
        The day from which on nothing may be looked at.
    seed : int, default=0
        For all that is drawn.
    recipe : Recipe, optional
        How much to fit.
    run : callable, optional
        Runs a function over many arguments and yields the results in order; in this process when
        left out.
    n_jobs : int, default=1
        Threads of the fit; the result does not depend on it.
    say : callable
        Told of progress.

    Returns
    -------
    LearnedRanker or None
        None when the deals give fewer than 300 questions: then stated weights serve better.
    """
    recipe = recipe or Recipe()
    run = run or _here
    deals = deals.before(end)
    random = np.random.default_rng(seed)
    windows = _windows(companies, deals, person, end, recipe, random)
    if sum(len(window.queries) for window in windows) < _MIN_QUERIES:
        return None
    first = _first_stage(windows, recipe, run, random)
    say(f"fitted the first stage on {len(windows)} windows of deals")
    tasks = [
        (window.history, window.queries[at : at + _CHUNK], window.truths[at : at + _CHUNK],
         first, recipe.pool, recipe.negatives, int(random.integers(2**31)))
        for window in windows
        for at in range(0, len(window.queries), _CHUNK)
    ]  # fmt: skip
    X, y, groups = _gather(run(sample_pool, tasks))
    say(f"drew {len(y)} pairs of {groups[-1] + 1} queries")
    ranker = LambdaRanker(
        n_rounds=recipe.n_rounds,
        n_leaves=recipe.n_leaves,
        learning_rate=recipe.learning_rate,
        gains=(0.0, 1.0, recipe.few_deals_gain),
        n_seeds=recipe.n_seeds,
        n_jobs=n_jobs,
        random_state=seed,
    ).fit(X, y, groups)
    say(f"fitted {len(ranker.trees_.trees)} trees")
    scores = ranker.trees_.scores(X[y > 0]) - ranker.trees_.expectation
    return LearnedRanker(
        names=feature_names(),
        first=first,
        trees=ranker.trees_,
        pool=recipe.pool,
        # A usual deal that came about shows as 73.
        centre=float(np.median(scores) - np.std(scores)),
        width=float(np.std(scores)) or 1.0,
        name=f"learned-{seed}",
    )


def sample_pool(
    history: DealHistory,
    queries: Sequence[DealQuery],
    truths: Sequence[NDArray[np.int64]],
    first: LinearStage | None,
    pool: int,
    negatives: int,
    seed: int,
) -> tuple[Floats, NDArray[np.int64], list[int]]:
    """Rows to learn from: who came in, and others drawn evenly from whom they stood among.

    Without a first stage the others are drawn from all known investors. Grades are 2 for who
    came in with few deals behind it, 1 for all others who did, 0 for the rest.
    """
    random = np.random.default_rng(seed)
    X, y, sizes = [], [], []
    for query, truth in zip(queries, truths, strict=True):
        features = query_features(history, query)
        among = np.setdiff1d(np.flatnonzero(history.count > 0), query.backers)
        if first is not None and len(among) > pool:
            scores = first.scores(features[among])
            among = among[np.argpartition(-scores, pool)[:pool]]
        others = np.setdiff1d(among, truth)
        drawn = np.sort(random.choice(others, min(negatives, len(others)), replace=False))
        rows = np.concatenate([truth, drawn])
        X.append(features[rows])
        grades = np.where(history.count[truth] <= FEW_DEALS, 2, 1)
        y.append(np.r_[grades, np.zeros(len(drawn), np.int64)])
        sizes.append(len(rows))
    return np.concatenate(X), np.concatenate(y), sizes


def _windows(
    companies: CompanyColumns,
    deals: DealColumns,
    person: Floats,
    end: float,
    recipe: Recipe,
    random: np.random.Generator,
) -> list[Window]:
    windows = []
    for back in range(recipe.n_windows):
        stop = end - back * recipe.window_days
        start = stop - recipe.window_days
        queries, truths = window_queries(deals, start, stop)
        if not queries:
            break
        chosen = np.sort(random.permutation(len(queries))[: recipe.queries_per_window])
        history = DealHistory(companies, deals.before(start), len(person), person)
        windows.append(Window(history, tuple(queries[k] for k in chosen), tuple(truths[k] for k in chosen)))
    return windows


def _first_stage(
    windows: Sequence[Window], recipe: Recipe, run: Run, random: np.random.Generator
) -> LinearStage:
    """Logistic regression against investors drawn from everyone."""
    from sklearn.linear_model import LogisticRegression

    tasks = []
    for window in windows[:3]:
        chosen = np.sort(random.permutation(len(window.queries))[: recipe.first_stage_queries])
        for at in range(0, len(chosen), _CHUNK):
            part = chosen[at : at + _CHUNK]
            tasks.append(
                (window.history, [window.queries[k] for k in part],
                 [window.truths[k] for k in part], None, 0, recipe.first_stage_negatives,
                 int(random.integers(2**31)))
            )  # fmt: skip
    X, y, _ = _gather(run(sample_pool, tasks))
    names = feature_names()
    logged = np.array([name.endswith("_sum") or "neighbours" in name for name in names])
    plain = LinearStage(logged, np.zeros(len(names)), np.ones(len(names)), np.zeros(len(names)))
    Z = np.array(X, dtype=np.float64)
    Z[:, logged] = np.log1p(4.0 * np.maximum(Z[:, logged], 0.0))
    counted = np.maximum((~np.isnan(Z)).sum(axis=0), 1)
    mean = np.nansum(Z, axis=0) / counted
    deviation = np.sqrt(np.nansum((Z - mean) ** 2, axis=0) / counted) + 1e-6
    scaled = LinearStage(plain.logged, mean, deviation, plain.weight)
    model = LogisticRegression(C=0.1, max_iter=500).fit(scaled.standardised(X), y > 0)
    return LinearStage(plain.logged, mean, deviation, model.coef_[0].astype(np.float64))


def _gather(
    results: Iterator[tuple[Floats, NDArray[np.int64], list[int]]],
) -> tuple[Floats, NDArray[np.int64], NDArray[np.int64]]:
    parts = list(results)
    sizes = [size for _, _, part in parts for size in part]
    groups = np.repeat(np.arange(len(sizes), dtype=np.int64), sizes)
    return np.concatenate([X for X, _, _ in parts]), np.concatenate([y for _, y, _ in parts]), groups


def _here(function: Callable[..., Any], tasks: Sequence[tuple[Any, ...]]) -> Iterator[Any]:
    return (function(*task) for task in tasks)
