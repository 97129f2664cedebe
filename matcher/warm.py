"""The warm ranker: what feedback adds to the stated weights, for everyone and for each provider.

Fitting needs scipy and runs in the worker; what comes out is a `WeightedRanker`, which ranks with
numpy alone. A logistic model with the stated weights as the mean of its prior: without data it is the
cold ranker, with little data it hardly moves.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from matcher.features import GROUPS
from matcher.ranking import COMPANY_WEIGHTS, PROVIDER_WEIGHTS, WeightedRanker

Values = NDArray[np.float64]
Mask = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Prior:
    """How far weights may move before data insist; docs/learning.md argues each figure.

    Attributes
    ----------
    spread : float
        Standard deviation of a weight around the stated one, as a share of it.
    least_spread : float
        The same for weights that are stated as small or nothing.
    own_spread : float
        Standard deviation of how much more or less a group counts for one provider, as a share.
    slope, slope_spread : float
        How sharply people choose: log-odds a unit of the score.
    """

    spread: float = 0.5
    least_spread: float = 0.1
    own_spread: float = 0.35
    slope: float = 0.9
    slope_spread: float = 0.3


@dataclass(frozen=True, slots=True, eq=False)
class Rows:
    """Examples of one side as numbers.

    Attributes
    ----------
    X : ndarray of shape (n, f)
        Columns as the ranker reads them (nan is nothing), less what the same list has on average:
        only what sets a pitch apart from the others that were shown can teach.
    label, weight : ndarray of shape (n,)
        See `feedback.Example`.
    about : ndarray of bool, shape (n, f)
        The columns that a row speaks of; a row that speaks of all compares whole pitches.
    who : tuple of str
        The provider of each row.
    """

    names: tuple[str, ...]
    X: Values
    label: Values
    weight: Values
    about: Mask
    who: tuple[str, ...]

    def ordered(self) -> "Rows":
        """The same rows in an order that does not depend on how they came."""
        keys = [self.weight, self.label, *self.about.T, *self.X.T, np.array(self.who, dtype=np.str_)]
        return self.taken(np.lexsort(keys))

    def taken(self, rows: NDArray[np.int64]) -> "Rows":
        """Some of the rows, in the order asked for."""
        return replace(
            self,
            X=self.X[rows],
            label=self.label[rows],
            weight=self.weight[rows],
            about=self.about[rows],
            who=tuple(self.who[row] for row in rows),
        )


@dataclass(frozen=True, slots=True)
class Learned:
    """One side's weights, and what each provider adds to them (only on the provider's side)."""

    weights: Mapping[str, float]
    own: Mapping[str, Mapping[str, float]] = field(default_factory=dict)
    slope: float = 0.9


def stack(pieces: Sequence[Rows], names: tuple[str, ...]) -> Rows:
    """Several lists' rows as one; none at all is a set without rows."""
    if not pieces:
        empty = np.zeros((0, len(names)))
        return Rows(names, empty, np.zeros(0), np.zeros(0), empty.astype(bool), ())
    return Rows(
        names,
        np.concatenate([piece.X for piece in pieces]),
        np.concatenate([piece.label for piece in pieces]),
        np.concatenate([piece.weight for piece in pieces]),
        np.concatenate([piece.about for piece in pieces]),
        tuple(who for piece in pieces for who in piece.who),
    )


def columns_of(groups: frozenset[str], names: Sequence[str]) -> Mask:
    """The columns of these groups; of none in particular is all of them."""
    return np.array([not groups or name.split(".")[0] in groups for name in names])


def fit_warm(
    provider_rows: Rows,
    company_rows: Rows,
    *,
    name: str,
    prior: Prior | None = None,
    personal: bool = True,
) -> WeightedRanker:
    """The ranker that both sides' examples make of the stated weights.

    Parameters
    ----------
    provider_rows, company_rows : Rows
        Possibly without a row: then that side stays as stated, to the byte.
    name : str
        Kind and version.
    personal : bool, default=True
        Whether each provider gets a taste of its own.
    """
    prior = prior or Prior()
    mine = fit_side(provider_rows, PROVIDER_WEIGHTS, prior=prior, personal=personal)
    theirs = fit_side(company_rows, COMPANY_WEIGHTS, prior=prior, personal=False)
    return WeightedRanker(
        provider_weights=mine.weights, company_weights=theirs.weights, name=name, deviations=mine.own
    )


def fit_side(rows: Rows, stated: Mapping[str, float], *, prior: Prior, personal: bool) -> Learned:
    """Maximum a posteriori of one side's weights, jointly with every provider's own taste.

    The log-odds of a row are slope x (its columns times weights) and, where the row speaks of a
    whole pitch, a constant. A weight is the stated one, plus what everyone teaches, plus the stated
    one times what this provider's group deviates by. The problem is convex, weights stay at or
    above nothing, and a column that no row speaks of stays as stated.
    """
    rows = rows.taken(np.flatnonzero(rows.about.any(axis=1)))
    if not len(rows.X):
        return Learned(dict(stated))
    rows = rows.ordered()
    weights: Values = np.array([stated.get(name, 0.0) for name in rows.names], dtype=np.float64)
    Z: Values = np.where(rows.about, rows.X, 0.0)
    whole: Values = np.asarray(rows.about.all(axis=1), dtype=np.float64)
    slope = _slope(Z @ weights, whole, rows, prior)
    providers = tuple(sorted(set(rows.who))) if personal else ()
    delta, own = _solve(Z * slope, whole, rows, weights, providers, prior)
    learned = weights + delta
    own_weights = {}
    for provider, shares in zip(providers, own, strict=True):
        added = np.maximum(_by_column(shares, rows.names) * weights, -learned)
        kept = {name: float(a) for name, a in zip(rows.names, added, strict=True) if abs(a) > 1e-9}
        if kept:
            own_weights[provider] = kept
    return Learned(dict(zip(rows.names, learned.tolist(), strict=True)), own_weights, slope)


def _slope(sums: Values, whole: Values, rows: Rows, prior: Prior) -> float:
    """How sharply this site's people choose by the stated weights; so the weights keep their scale."""

    def loss(at: Values) -> tuple[float, Values]:
        z = whole * at[0] + sums * at[1]
        value, pull = _logistic_loss(z, rows.label, rows.weight)
        away = (at[1] - prior.slope) / prior.slope_spread
        gradient = np.array([whole @ pull + at[0] / 25.0, sums @ pull + away / prior.slope_spread])
        return value + at[0] ** 2 / 50.0 + away**2 / 2, gradient

    found = _minimise(loss, np.array([0.0, prior.slope]), [(None, None), (0.2, 3.0)])
    return float(found[1])


def _solve(
    Z: Values,
    whole: Values,
    rows: Rows,
    weights: Values,
    providers: tuple[str, ...],
    prior: Prior,
) -> tuple[Values, Values]:
    n_columns, n_own = len(weights), len(providers) * len(GROUPS)
    spread = np.maximum(prior.spread * np.abs(weights), prior.least_spread)
    number = {provider: k for k, provider in enumerate(providers)}
    who = np.array([number.get(one, 0) for one in rows.who], dtype=np.int64)
    # What each group adds at the stated weights: a provider's deviation multiplies this.
    by_group = np.column_stack(
        [
            (Z * weights)[:, [k for k, name in enumerate(rows.names) if name.split(".")[0] == group]].sum(
                axis=1
            )
            for group in GROUPS
        ]
    )

    def loss(at: Values) -> tuple[float, Values]:
        delta = at[1 : 1 + n_columns]
        z = whole * at[0] + Z @ (weights + delta)
        own = at[1 + n_columns :].reshape(len(providers), len(GROUPS))
        if n_own:
            z = z + (by_group * own[who]).sum(axis=1)
        value, pull = _logistic_loss(z, rows.label, rows.weight)
        gradient = np.zeros(len(at))
        gradient[0] = whole @ pull + at[0] / 25.0
        gradient[1 : 1 + n_columns] = Z.T @ pull + delta / spread**2
        value += float(at[0] ** 2 / 50.0 + ((delta / spread) ** 2).sum() / 2)
        if n_own:
            pulled = np.zeros(own.shape)
            np.add.at(pulled, who, by_group * pull[:, None])
            gradient[1 + n_columns :] = (pulled + own / prior.own_spread**2).ravel()
            value += float((own**2).sum() / 2 / prior.own_spread**2)
        return value, gradient

    bounds: list[tuple[float | None, float | None]] = [(None, None)]
    bounds += [(-weight, None) for weight in weights]
    bounds += [(-1.0, 2.0)] * n_own
    found = _minimise(loss, np.zeros(1 + n_columns + n_own), bounds)
    delta = found[1 : 1 + n_columns]
    # Columns in which no row differs from its list say nothing: exactly as stated.
    delta = np.where(np.any(Z != 0.0, axis=0), delta, 0.0)
    return delta, found[1 + n_columns :].reshape(len(providers), len(GROUPS))


def _by_column(shares: Values, names: Sequence[str]) -> Values:
    return np.array([shares[GROUPS.index(name.split(".")[0])] for name in names])


def _logistic_loss(z: Values, label: Values, weight: Values) -> tuple[float, Values]:
    """The weighted loss, and its slope in each row's log-odds."""
    value = float(weight @ (np.logaddexp(0.0, z) - label * z))
    share = 1.0 / (1.0 + np.exp(-np.clip(z, -500.0, 500.0)))
    return value, weight * (share - label)


def _minimise(loss: Any, start: Values, bounds: Sequence[tuple[float | None, float | None]]) -> Values:
    from scipy.optimize import minimize

    found = minimize(
        loss,
        start,
        jac=True,
        method="L-BFGS-B",
        bounds=bounds,
        options={"maxiter": 2000, "ftol": 1e-14, "gtol": 1e-9},
    )
    return np.asarray(found.x, dtype=np.float64)
