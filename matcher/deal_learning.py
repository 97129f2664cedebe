"""From deals to a ranker: training queries by time, a likeness; on it a linear sum, trees and a network.

Fitting needs scikit-learn, LightGBM and PyTorch; nothing that ranks imports this module.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray
from threadpoolctl import threadpool_limits

from matcher.deal_classes import YEAR
from matcher.deal_features import NEWCOMER, feature_names, query_features
from matcher.deal_likeness import DealLikeness, WeighedDeals, fit_likeness
from matcher.deal_world import DealModel
from matcher.deals import CompanyColumns, DealColumns, DealHistory, DealQuery, Floats, InvestorColumns
from matcher.learned import LearnedRanker, LinearStage
from matcher.learning import LambdaRanker, fit_together
from matcher.network_fit import fit_network
from matcher.trees import Tree, TreeEnsemble

Say = Callable[[str], None]
Run = Callable[[Callable[..., Any], Sequence[tuple[Any, ...]]], Iterator[Any]]

_HALF_YEAR = YEAR / 2
_MIN_QUERIES = 300
_CHUNK = 96
# Questions are dealt out in turn: two parts of five fit the likeness, one each for its two halves;
# the others see it as new questions do.
_DEALT, _LIKENESS_PARTS = 5, 2


@dataclass(frozen=True, slots=True)
class Window:
    """A stretch of time to learn from: the history before it, and who invested within it."""

    history: DealHistory
    queries: tuple[DealQuery, ...]
    truths: tuple[NDArray[np.int64], ...]

    def part(self, start: int, step: int, parts: int = 1) -> "Window":
        """Of each `step` queries those from number `start`, `parts` of them."""
        chosen = [k for k in range(len(self.queries)) if start <= k % step < start + parts]
        return Window(
            self.history, tuple(self.queries[k] for k in chosen), tuple(self.truths[k] for k in chosen)
        )


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
    """How much is fitted; the defaults are those of docs/matching.md.

    Attributes
    ----------
    linear_weight : float
        Of the linear sum beside each set of trees, all in units of their spread within a query.
    network_weight : float
        Of the network, in the same units.
    newcomer_lift : float
        What investors of few deals have more, in the same units. What is fitted looks at the head of
        a list, where they hardly stand, and puts them too low further down.
    smoothing : float
        Of the trees' leaves, see `LambdaRanker`.
    """

    n_windows: int = 6
    window_days: float = _HALF_YEAR
    queries_per_window: int = 2100
    drawn_from: int = 1500
    negatives: int = 100
    shortlist: int = 300
    linear_penalty: float = 5.0
    linear_weight: float = 1.5
    network_weight: float = 2.0
    newcomer_lift: float = 1.3
    n_rounds: int = 80
    n_leaves: int = 31
    learning_rate: float = 0.15
    smoothing: float = 70.0


# What the trees are fitted for, each weighing the same: the head of the list, further down, and
# each row by itself.
_FITTED_FOR: tuple[dict[str, Any], ...] = (
    {"objective": "lambdarank", "truncation": 40},
    {"objective": "lambdarank", "truncation": 80},
    {"objective": "binary"},
)


@dataclass(frozen=True, slots=True, eq=False)
class Samples:
    """Rows to learn an order from: of each query who came in (y = 1) and others (y = 0).

    `history` and `likeness` are those to ask new questions with.
    """

    history: DealHistory
    likeness: DealLikeness
    names: tuple[str, ...]
    X: Floats
    y: NDArray[np.int64]
    groups: NDArray[np.int64]

    def only(self, columns: Sequence[int]) -> "Samples":
        """The same rows with fewer columns."""
        names = tuple(self.names[column] for column in columns)
        return replace(self, names=names, X=np.ascontiguousarray(self.X[:, columns]))


def fit_deal_ranker(
    companies: CompanyColumns,
    deals: DealColumns,
    investors: InvestorColumns,
    *,
    end: float,
    seed: int = 0,
    recipe: Recipe | None = None,
    run: Run | None = None,
    n_jobs: int = 1,
    say: Say = lambda _text: None,
) -> DealModel | None:
    """Learn from deals before `end` who comes into whose round.

    Parameters
    ----------
    companies, deals, investors
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
    DealModel or None
        None when the deals give fewer than 300 questions: then stated weights serve better.
    """
    recipe = recipe or Recipe()
    samples = samples_of(
        companies, deals, investors, end=end, seed=seed, recipe=recipe, run=run, n_jobs=n_jobs, say=say
    )
    if samples is None:
        return None
    ranker = fit_order(samples, recipe, seed=seed, n_jobs=n_jobs, say=say)
    return DealModel(samples.history, samples.likeness, ranker, recipe.drawn_from)


def samples_of(
    companies: CompanyColumns,
    deals: DealColumns,
    investors: InvestorColumns,
    *,
    end: float,
    seed: int = 0,
    recipe: Recipe | None = None,
    run: Run | None = None,
    n_jobs: int = 1,
    say: Say = lambda _text: None,
) -> Samples | None:
    """Fit the likeness on a part of the questions, and draw rows to learn from for the others.

    Parameters are those of `fit_deal_ranker`; None when there are too few questions.
    """
    recipe, run = recipe or Recipe(), run or _here
    random = np.random.default_rng(seed)
    asked = _asked(deals.before(end), end, recipe, random)
    if sum(len(queries) for _, queries, _ in asked) < _MIN_QUERIES:
        return None
    days = [end, *(start for start, _, _ in asked)]
    history, *histories = _histories_before(days, companies, deals, investors, n_jobs=n_jobs)
    windows = [
        Window(past, queries, truths) for past, (_, queries, truths) in zip(histories, asked, strict=True)
    ]
    say(f"looked back from {len(days)} days")
    halves = [([window.part(k, _DEALT) for window in windows], seed + k) for k in range(_LIKENESS_PARTS)]
    likeness = DealLikeness.mean(list(run(likeness_of, halves)))
    say(f"fitted the likeness of deals on {len(windows)} windows")
    rest = [window.part(_LIKENESS_PARTS, _DEALT, _DEALT - _LIKENESS_PARTS) for window in windows]
    tasks = [
        (window.history, likeness, window.queries[at : at + _CHUNK], window.truths[at : at + _CHUNK],
         recipe.drawn_from, recipe.negatives, int(random.integers(2**31)))
        for window in rest
        for at in range(0, len(window.queries), _CHUNK)
    ]  # fmt: skip
    X, y, groups = _gather(run(sample_pool, tasks))
    say(f"drew {len(y)} pairs of {groups[-1] + 1} queries")
    return Samples(history, likeness, feature_names(), X, y, groups)


def fit_order(
    samples: Samples, recipe: Recipe, *, seed: int = 0, n_jobs: int = 1, say: Say = lambda _text: None
) -> LearnedRanker:
    """The linear sum, the trees and the network over rows that were drawn, each in units of its spread."""
    X, y, groups, names = samples.X, samples.y, samples.groups, samples.names
    some = _some(groups)
    linear = _linear_stage(samples, recipe)
    linear = linear.scaled(recipe.linear_weight / _spread(linear.scores(X[some]), groups[some]))
    if NEWCOMER in names:
        linear = linear.lifted(names.index(NEWCOMER), recipe.newcomer_lift)
    say("fitted the linear sum")
    rankers = [
        LambdaRanker(
            n_rounds=recipe.n_rounds,
            n_leaves=recipe.n_leaves,
            learning_rate=recipe.learning_rate,
            smoothing=recipe.smoothing,
            n_jobs=n_jobs,
            random_state=seed + number,
            **fitted_for,
        )
        for number, fitted_for in enumerate(_FITTED_FOR)
    ]
    fit_together(rankers, X, y, groups)
    trees: list[Tree] = []
    for one in rankers:
        trees += one.trees_.scaled(1.0 / _spread(one.trees_.scores(X[some]), groups[some]))
    say(f"fitted {len(trees)} trees")
    ensemble = TreeEnsemble(trees, X.shape[1])
    Z = linear.standardised(X)
    network = fit_network(Z, y, groups, seed=seed)
    network = network.scaled(recipe.network_weight / _spread(network.scores(Z[some]), groups[some]))
    say("fitted the network")
    came_in, z = X[y > 0], Z[y > 0]
    scores = linear.scores(came_in) + ensemble.scores(came_in) - ensemble.expectation + network.scores(z)
    return LearnedRanker(
        names=names,
        linear=linear,
        trees=ensemble,
        network=network,
        shortlist=recipe.shortlist,
        # A usual deal that came about shows as 73.
        centre=float(np.median(scores) - np.std(scores)),
        width=float(np.std(scores)) or 1.0,
        name=f"learned-{seed}",
    )


def likeness_of(windows: Sequence[Window], seed: int) -> DealLikeness:
    """One task: a likeness from the questions of some windows."""
    return fit_likeness([(w.history, w.queries, w.truths) for w in windows], seed=seed)


def sample_pool(
    history: DealHistory,
    likeness: DealLikeness,
    queries: Sequence[DealQuery],
    truths: Sequence[NDArray[np.int64]],
    drawn_from: int,
    negatives: int,
    seed: int,
) -> tuple[Floats, NDArray[np.int64], list[int]]:
    """Rows to learn from: who came in, and others drawn evenly from whom they stood among.

    They stood among the `drawn_from` of greatest likeness who are not in the company yet.
    """
    random = np.random.default_rng(seed)
    X, y, sizes = [], [], []
    for query, truth in zip(queries, truths, strict=True):
        weighed = WeighedDeals(history, likeness, query)
        new = history.count > 0
        new[query.backers] = False
        others = np.setdiff1d(weighed.pool(drawn_from, new), truth)
        drawn = np.sort(random.choice(others, min(negatives, len(others)), replace=False))
        rows = np.concatenate([truth, drawn])
        X.append(query_features(weighed, rows))
        y.append(np.r_[np.ones(len(truth), np.int64), np.zeros(len(drawn), np.int64)])
        sizes.append(len(rows))
    return np.concatenate(X), np.concatenate(y), sizes


def _histories_before(
    days: Sequence[float],
    companies: CompanyColumns,
    deals: DealColumns,
    investors: InvestorColumns,
    *,
    n_jobs: int = 1,
) -> list[DealHistory]:
    """What was known on the eve of each day; `n_jobs` of them at a time."""
    # One thread of linear algebra in each: in what order it adds up must not depend on how many it has.
    with threadpool_limits(1), ThreadPoolExecutor(n_jobs) as threads:
        known = (deals.before(day) for day in days)
        return list(threads.map(lambda one: DealHistory(companies, one, investors), known))


def _asked(
    deals: DealColumns, end: float, recipe: Recipe, random: np.random.Generator
) -> list[tuple[float, tuple[DealQuery, ...], tuple[NDArray[np.int64], ...]]]:
    """The first day of each window, the latest first, and some of the questions that it answers."""
    asked = []
    for back in range(recipe.n_windows):
        stop = end - back * recipe.window_days
        start = stop - recipe.window_days
        queries, truths = window_queries(deals, start, stop)
        if not queries:
            break
        chosen = random.permutation(len(queries))[: recipe.queries_per_window]
        asked.append((start, tuple(queries[k] for k in chosen), tuple(truths[k] for k in chosen)))
    return asked


def _linear_stage(samples: Samples, recipe: Recipe) -> LinearStage:
    """A conditional logit: who of a query's rows came in (McFadden 1974), by L-BFGS.

    A query of k who came in weighs 1/sqrt(k), as in the likeness.
    """
    from scipy.optimize import minimize

    X, y, groups, names = samples.X, samples.y, samples.groups, samples.names
    logged = np.array([name.endswith("_sum") for name in names])
    plain = LinearStage(logged, np.zeros(len(names)), np.ones(len(names)), np.zeros(len(names)))
    Z = plain.on_scale(X)
    counted = np.maximum((~np.isnan(Z)).sum(axis=0), 1)
    mean = np.nansum(Z, axis=0, dtype=np.float64) / counted
    deviation = np.sqrt(np.nansum((Z - mean) ** 2, axis=0, dtype=np.float64) / counted) + 1e-6
    stage = LinearStage(logged, mean, deviation, plain.weight)
    Z = stage.standardised(X)
    starts = np.flatnonzero(np.r_[True, groups[1:] != groups[:-1]])
    came_in = (y > 0).astype(np.float64)
    n_in = np.add.reduceat(came_in, starts)
    weight = 1.0 / np.sqrt(np.maximum(n_in, 1.0))

    def loss(w: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        score = (Z @ w.astype(np.float32)).astype(np.float64)
        top = np.maximum.reduceat(score, starts)
        odds = np.exp(score - top[groups])
        total = np.add.reduceat(odds, starts)
        value = ((np.log(total) + top) * n_in * weight).sum() - (score * came_in * weight[groups]).sum()
        slope = (odds / total[groups] * n_in[groups] - came_in) * weight[groups]
        gradient = Z.T @ slope.astype(np.float32) + 2.0 * recipe.linear_penalty * w
        return float(value + recipe.linear_penalty * (w**2).sum()), gradient

    found = minimize(loss, np.zeros(len(names)), jac=True, method="L-BFGS-B", options={"maxiter": 80})
    return LinearStage(logged, mean, deviation, np.asarray(found.x))


def _some(groups: NDArray[np.int64]) -> NDArray[np.int64]:
    """The rows of at most some 400 queries, evenly among all: enough to know a spread by."""
    step = -(-int(groups[-1] + 1) // 400)
    return np.flatnonzero(groups % step == 0)


def _spread(scores: NDArray[np.float64], groups: NDArray[np.int64]) -> float:
    """The deviation of scores within their queries."""
    mean = np.bincount(groups, scores) / np.maximum(np.bincount(groups), 1)
    return float(np.sqrt(np.mean((scores - mean[groups]) ** 2))) or 1.0


def _gather(
    results: Iterator[tuple[Floats, NDArray[np.int64], list[int]]],
) -> tuple[Floats, NDArray[np.int64], NDArray[np.int64]]:
    parts = list(results)
    sizes = [size for _, _, part in parts for size in part]
    groups = np.repeat(np.arange(len(sizes), dtype=np.int64), sizes)
    return np.concatenate([X for X, _, _ in parts]), np.concatenate([y for _, y, _ in parts]), groups


def _here(function: Callable[..., Any], tasks: Sequence[tuple[Any, ...]]) -> Iterator[Any]:
    return (function(*task) for task in tasks)
