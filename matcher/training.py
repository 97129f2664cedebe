"""One run of training: fits the recipes on what was known before a day and judges them on what came after.

Pure: events and tables of features come in, a ranker with its figures goes out. Runs in the worker.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from matcher.calibration import Calibration, calibrate
from matcher.comparison import LEAST_LISTS, Comparison, HeldOut, compare, telling
from matcher.features import RankingProblem
from matcher.feedback import (
    Answered,
    Examination,
    Example,
    FeedbackPolicy,
    Happened,
    Shown,
    estimate_examination,
    learn_examples,
)
from matcher.learned import LearnedRanker, LinearStage
from matcher.ranking import Ranker, WeightedRanker
from matcher.saved import Saved
from matcher.warm import Rows, columns_of, fit_warm, stack

Values = NDArray[np.float64]

# From the simplest to the richest; `stated` is the cold start and is never fitted.
STATED, EVERYONE, PERSONAL, TREES = "stated", "everyone", "personal", "trees"
# Answers before the weeks held out, and in them, below which nothing is concluded.
LEAST_BEFORE, LEAST_AFTER = 50, 20
# Trees need more than a weighted sum: answers, and providers with ten of them.
TREES_ANSWERS, TREES_PROVIDERS = 2000, 40
WINDOW_DAYS = 28.0
# The weeks held out are the last four, or more until they hold this share of the answers.
_SHARE_AFTER = 0.25
_SIDES = {"provider": 1, "company": 2, "both": 0}


@dataclass(frozen=True, slots=True, eq=False)
class PairTable:
    """The features of one provider with all pitches, with the facts as they stood at one day."""

    ids: tuple[str, ...]
    X: Values

    @property
    def places(self) -> dict[str, int]:
        """Row by pitch."""
        return {pitch: row for row, pitch in enumerate(self.ids)}


@dataclass(frozen=True, eq=False)
class Material:
    """What a site knows, up to `until`.

    Attributes
    ----------
    names : tuple of str
        Columns of the tables.
    tables : mapping of (str, int) to PairTable
        By provider and window; window 0 is the latest. Facts are those of its first day, so no
        feature knows what came of the pair.
    """

    names: tuple[str, ...]
    shown: tuple[Shown, ...]
    answered: tuple[Answered, ...]
    happened: tuple[Happened, ...]
    tables: Mapping[tuple[str, int], PairTable]
    until: float
    policy: FeedbackPolicy = field(default_factory=FeedbackPolicy)
    # Providers whose own taste starts anew at a day.
    anew: Mapping[str, float] = field(default_factory=dict)

    @cached_property
    def places(self) -> dict[tuple[str, int], dict[str, int]]:
        """Row by pitch, of each table."""
        return {key: table.places for key, table in self.tables.items()}

    def features(self, example: Example) -> Values | None:
        """The columns of a pair as they stood when it was answered."""
        key = (example.provider, window_of(example.at, self.until))
        row = self.places.get(key, {}).get(example.pitch)
        return None if row is None else np.nan_to_num(self.tables[key].X[row], nan=0.0)

    def examples(self, before: float) -> tuple[Examination, list[Example]]:
        """What was known before a day."""
        shown = [one for one in self.shown if one.at < before]
        answered = [one for one in self.answered if one.at < before]
        looked = estimate_examination(shown, answered, self.policy)
        return looked, learn_examples(
            shown, answered, self.happened, looked, until=before, policy=self.policy
        )


@dataclass(frozen=True, slots=True, eq=False)
class Trained:
    """What a run found.

    Attributes
    ----------
    ranker : ranker, optional
        The best recipe, fitted on everything; None when there was too little.
    recipe : str
        Which one that is.
    better : bool
        Whether it may take over from the model in use.
    comparisons : mapping of str to Comparison
        Each recipe against the model in use, on the weeks held out.
    calibration : mapping of str to Calibration
        By side, of whichever model makes the lists from now on.
    counts : mapping of str to int
        Examples by source.
    examination : Examination
        How often places are looked at.
    since, cut : float
        The first day that taught anything, and the first day held out.
    n_before, n_after, n_lists : int
        Answers either side of it, and providers that tell orders apart.
    """

    ranker: Saved | None
    recipe: str
    better: bool
    comparisons: Mapping[str, Comparison]
    calibration: Mapping[str, Calibration]
    counts: Mapping[str, int]
    examination: Examination
    since: float
    cut: float
    n_before: int
    n_after: int
    n_lists: int


def window_of(at: float, until: float) -> int:
    """The number of a day's window, counted back from the end."""
    return int((until - at) // WINDOW_DAYS)


def train(
    material: Material, in_use: Ranker, in_use_recipe: str, *, name: str, not_before: float = -np.inf
) -> Trained:
    """Fit, compare on the latest weeks, and calibrate what makes the lists from now on.

    Parameters
    ----------
    material : Material
        Everything known.
    in_use : Ranker
        The model to beat, as it is.
    in_use_recipe : str
        How it was made; `stated` for the cold start.
    name : str
        Version of what may come of it.
    not_before : float, optional
        What the model in use was fitted on ended here: only later days can judge it.
    """
    looked, everything = material.examples(material.until)
    since = min((one.at for one in everything), default=material.until)
    cut = max(_cut(everything, material.until), not_before)
    _, before = material.examples(cut)
    after = [one for one in everything if one.at >= cut and one.side == "provider"]
    lists, tables = _held_out(after, material)
    n_before = sum(one.known and one.side == "provider" for one in before)
    n_after = sum(one.known for one in after)
    n_lists = sum(telling(one) for one in lists)
    # A record teaches both sides and is one record.
    sources = {(one.provider, one.pitch, one.source) for one in everything if one.known}
    counts = dict(sorted(Counter(source for _, _, source in sources).items()))
    counts["silence"] = sum(not one.known for one in everything)
    told = (counts, looked, since, cut, n_before, n_after, n_lists)
    if n_before < LEAST_BEFORE or n_after < LEAST_AFTER or n_lists < LEAST_LISTS:
        return Trained(None, in_use_recipe, False, {}, calibrated(material, in_use_recipe, in_use), *told)
    now = [in_use.scores(table) for table in tables]
    comparisons = {}
    for recipe in recipes(before):
        ranker = fit(recipe, before, material, cut, name)
        comparisons[recipe] = compare(lists, now, [ranker.scores(table) for table in tables])
    best = max(comparisons, key=lambda recipe: (comparisons[recipe].difference, recipe))
    better = comparisons[best].better
    ranker = fit(best, everything, material, material.until, name)
    kept = calibrated(material, *((best, ranker) if better else (in_use_recipe, in_use)))
    return Trained(ranker, best, better, comparisons, kept, *told)


def recipes(examples: Sequence[Example]) -> tuple[str, ...]:
    """What there is enough data for."""
    known = [one for one in examples if one.known and one.side == "provider"]
    busy = sum(n >= 10 for n in Counter(one.provider for one in known).values())
    rich = len(known) >= TREES_ANSWERS and busy >= TREES_PROVIDERS
    return (EVERYONE, PERSONAL, TREES) if rich else (EVERYONE, PERSONAL)


def fit(recipe: str, examples: Sequence[Example], material: Material, until: float, name: str) -> Saved:
    """One recipe on some examples."""
    if recipe == TREES:
        return _fit_trees(examples, material, name)
    mine, theirs = rows_of(examples, material, until)
    fitted = fit_warm(mine, theirs, name=name, personal=recipe == PERSONAL)
    if recipe != PERSONAL or not material.anew:
        return fitted
    # Whoever started anew has a taste of its own made of later answers alone.
    later = [one for one in examples if one.at >= material.anew.get(one.provider, -np.inf)]
    own = fit_warm(rows_of(later, material, until)[0], theirs, name=name).deviations
    tastes = {
        provider: taste for provider, taste in fitted.deviations.items() if provider not in material.anew
    }
    tastes |= {provider: taste for provider, taste in own.items() if provider in material.anew}
    return WeightedRanker(fitted.provider_weights, fitted.company_weights, name=name, deviations=tastes)


def rows_of(examples: Sequence[Example], material: Material, until: float) -> tuple[Rows, Rows]:
    """Both sides' examples as numbers, each less what the same provider was shown on average."""
    seen: dict[str, set[str]] = defaultdict(set)
    for one in examples:
        seen[one.provider].add(one.pitch)
    for shown in material.shown:
        if shown.at < until:
            seen[shown.provider].add(shown.pitch)
    centres: dict[tuple[str, int], Values] = {}
    sides: dict[str, list[Rows]] = {"provider": [], "company": []}
    for one in examples:
        x = material.features(one)
        if x is None:
            continue
        key = (one.provider, window_of(one.at, material.until))
        if key not in centres:
            places = material.places[key]
            # In the table's order, so that the sum does not depend on the order of a set.
            rows = sorted(places[pitch] for pitch in seen[one.provider] if pitch in places)
            centres[key] = np.nan_to_num(material.tables[key].X[rows], nan=0.0).mean(axis=0)
        about = columns_of(one.groups, material.names)[None, :]
        label, weight = np.array([one.label]), np.array([one.weight])
        # A founder chooses among those who ask, whom no list of ours set side by side.
        centred = x - centres[key] if one.side == "provider" else x
        sides[one.side].append(Rows(material.names, centred[None, :], label, weight, about, (one.provider,)))
    return stack(sides["provider"], material.names), stack(sides["company"], material.names)


def calibrated(material: Material, recipe: str, ranker: Ranker) -> dict[str, Calibration]:
    """How fits came true, each window foretold by the recipe fitted on what was known before it.

    Provider: interested, of what was looked at. Company: the founder accepts, of introductions
    answered. Both: accepted, met or funded, of what the provider looked at.
    """
    _, everything = material.examples(material.until)
    came = {(e.provider, e.pitch) for e in material.happened if e.what in ("accepted", "kept", "record")}
    replies = {(e.provider, e.pitch): e.what for e in material.happened if e.what in ("accepted", "declined")}
    points: dict[str, list[tuple[float, float, float]]] = {side: [] for side in _SIDES}
    windows = sorted({window_of(one.at, material.until) for one in everything}, reverse=True)
    for window in windows:
        start = material.until - (window + 1) * WINDOW_DAYS
        here = [one for one in everything if window_of(one.at, material.until) == window]
        foretelling = _before(material, recipe, ranker, start)
        for one in here:
            fits = _fits(foretelling, material, one)
            if fits is None:
                continue
            weight = 1.0 if one.known else one.seen
            pair = (one.provider, one.pitch)
            if one.side == "company":
                # Money and meetings without an introduction say nothing of how founders answer one.
                if pair in replies:
                    points["company"].append((fits[2], float(replies[pair] == "accepted"), 1.0))
            else:
                points["provider"].append((fits[1], float(one.grade >= 2), weight))
                points["both"].append((fits[0], float(pair in came), weight))
    return {side: calibrate(*_columns(own)) for side, own in points.items()}


def _before(material: Material, recipe: str, ranker: Ranker, start: float) -> Ranker:
    if recipe == STATED:
        return ranker
    _, known = material.examples(start)
    if sum(one.known and one.side == "provider" for one in known) < LEAST_BEFORE:
        return WeightedRanker()
    return fit(recipe, known, material, start, ranker.name)


def _fits(ranker: Ranker, material: Material, one: Example) -> Values | None:
    key = (one.provider, window_of(one.at, material.until))
    row = material.places.get(key, {}).get(one.pitch)
    if row is None:
        return None
    problem = _problem([one.pitch], material.tables[key].X[[row]], material.names, one.provider)
    rows = np.array([0])
    scores = ranker.scores(problem)
    parts = ranker.parts(problem, rows)
    return np.asarray(ranker.fits(problem, rows, scores, parts)[0])


def _columns(points: Sequence[tuple[float, float, float]]) -> tuple[Values, Values, Values]:
    table = np.array(points, dtype=np.float64).reshape(len(points), 3)
    return table[:, 0], table[:, 1], table[:, 2]


def _cut(examples: Sequence[Example], until: float) -> float:
    """The first day held out."""
    days = sorted(one.at for one in examples if one.known and one.side == "provider")
    if not days:
        return until - WINDOW_DAYS
    return min(until - WINDOW_DAYS, days[int(len(days) * (1.0 - _SHARE_AFTER))])


def _held_out(after: Sequence[Example], material: Material) -> tuple[list[HeldOut], list[RankingProblem]]:
    own: dict[str, list[Example]] = defaultdict(list)
    for one in after:
        if material.features(one) is not None:
            own[one.provider].append(one)
    lists, problems = [], []
    for provider in sorted(own):
        pairs = own[provider]
        X = []
        for one in pairs:
            key = (provider, window_of(one.at, material.until))
            X.append(material.tables[key].X[material.places[key][one.pitch]])
        lists.append(
            HeldOut(
                tuple(one.pitch for one in pairs),
                np.array([float(one.grade) for one in pairs]),
                np.array([one.rarity if one.known else one.weight for one in pairs]),
            )
        )
        problems.append(_problem([one.pitch for one in pairs], np.array(X), material.names, provider))
    return lists, problems


def _problem(ids: Iterable[str], X: Values, names: tuple[str, ...], provider: str) -> RankingProblem:
    n = len(X)
    return RankingProblem(tuple(ids), X, names, np.ones(n, bool), providers=(provider,) * n)


def _fit_trees(examples: Sequence[Example], material: Material, name: str) -> LearnedRanker:
    """LambdaMART over the site's own features; silence is no grade for trees unless it was surely seen."""
    from matcher.learning import LambdaRanker

    chosen = sorted(
        (
            one
            for one in examples
            if one.side == "provider" and (one.known or one.seen > 0.5) and material.features(one) is not None
        ),
        key=lambda one: (one.provider, one.pitch),
    )
    X = np.array(
        [
            material.tables[key].X[material.places[key][one.pitch]]
            for one in chosen
            for key in [(one.provider, window_of(one.at, material.until))]
        ]
    )
    fitted = LambdaRanker(n_rounds=120, n_leaves=8, min_rows=20, gains=(0.0, 1.0, 3.0, 7.0)).fit(
        X, np.array([one.grade for one in chosen]), np.array([one.provider for one in chosen])
    )
    return LearnedRanker(
        names=material.names,
        linear=LinearStage.none(len(material.names)),
        trees=fitted.trees_,
        # A site's list is short enough for the trees: nobody is left out before them.
        shortlist=10**9,
        name=name,
    )
