"""From a fit to how often it came true: curves, whether there is enough to draw one, and reliability.

numpy alone. What is read as a probability was measured on outcomes that the ranker was not fitted on.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Values = NDArray[np.float64]

# With fewer outcomes than this, or fewer of either kind, a page says "not enough data".
LEAST_OUTCOMES = 50
LEAST_OF_EACH = 10
# A curve of two numbers until there are this many outcomes, then one that only must not fall.
ISOTONIC_FROM = 400
_STEPS = 100
_Z95 = 1.959964


@dataclass(frozen=True, slots=True)
class Bin:
    """Pairs of like fit: what was foretold, what happened, and the 95 % interval of that (Wilson 1927)."""

    low: float
    high: float
    n: float
    foretold: float
    observed: float
    observed_low: float
    observed_high: float


@dataclass(frozen=True, slots=True)
class Calibration:
    """How often what was shown with a fit came true.

    Attributes
    ----------
    fits, shares : tuple of float
        The curve: shares between two fits are interpolated, outside they stay. Empty when there
        was not enough to draw one.
    n : int
        Outcomes that were known; `n_true` of them came true.
    bins : tuple of Bin
        Foretold against observed, for the plot.
    kind : str
        `platt`, `isotonic` or `thin`.
    """

    kind: str
    n: int
    n_true: int
    fits: tuple[float, ...] = ()
    shares: tuple[float, ...] = ()
    bins: tuple[Bin, ...] = ()

    @property
    def enough(self) -> bool:
        """Whether a probability may be told at all."""
        return bool(self.fits)

    def share(self, fit: float) -> float | None:
        """How often pairs of this fit (0 to 100) came true; None where data is thin."""
        if not self.enough:
            return None
        return float(np.interp(fit, self.fits, self.shares))

    def plain(self) -> dict[str, Any]:
        """As values that survive JSON."""
        return {
            "kind": self.kind,
            "n": self.n,
            "n_true": self.n_true,
            "fits": list(self.fits),
            "shares": list(self.shares),
            "bins": [[getattr(one, name) for name in Bin.__slots__] for one in self.bins],
        }

    @classmethod
    def of_plain(cls, told: Mapping[str, Any]) -> "Calibration":
        """The reverse of `plain`."""
        return cls(
            kind=told["kind"],
            n=told["n"],
            n_true=told["n_true"],
            fits=tuple(told["fits"]),
            shares=tuple(told["shares"]),
            bins=tuple(Bin(*one) for one in told["bins"]),
        )


THIN = Calibration("thin", 0, 0)


def calibrate(fits: Values, came_true: Values, weights: Values | None = None) -> Calibration:
    """The curve for some pairs, or a thin one.

    Parameters
    ----------
    fits : ndarray of shape (n,)
        In 0 to 100, by a ranker that has not seen these outcomes.
    came_true : ndarray of shape (n,)
        0 or 1.
    weights : ndarray of shape (n,), optional
        How far each counts, in 0 to 1: below 1 for a pair of which it is only likely that it was
        looked at. Such pairs do not count towards having enough.
    """
    fits, came_true = np.asarray(fits, dtype=np.float64), np.asarray(came_true, dtype=np.float64)
    weights = np.ones(len(fits)) if weights is None else np.asarray(weights, dtype=np.float64)
    # In a fixed order, so that sums do not depend on how the pairs came in.
    order = np.lexsort((weights, came_true, fits))
    fits, came_true, weights = fits[order], came_true[order], weights[order]
    known = weights >= 1.0
    n, n_true = int(known.sum()), int(came_true[known].sum())
    if n < LEAST_OUTCOMES or n_true < LEAST_OF_EACH or n - n_true < LEAST_OF_EACH:
        return Calibration("thin", n, n_true)
    kind = "isotonic" if n >= ISOTONIC_FROM else "platt"
    knots, shares = (isotonic if kind == "isotonic" else platt)(fits, came_true, weights)
    foretold = np.interp(fits, knots, shares)
    return Calibration(
        kind,
        n,
        n_true,
        tuple(knots.tolist()),
        tuple(shares.tolist()),
        reliability(fits, foretold, came_true, weights),
    )


def platt(fits: Values, came_true: Values, weights: Values) -> tuple[Values, Values]:
    """A logistic curve over the log-odds of the fit (Platt 1999), never falling, as knots and shares.

    Outcomes are drawn in by one success and one failure, as Platt does, so that few of them never
    foretell certainty. Knots lie where nine tenths of the fits do: beyond them the curve stays level,
    for a tail of few pairs would be foretold by its shape alone.
    """
    z = _log_odds(fits)
    n_true, n_false = float(weights @ came_true), float(weights @ (1.0 - came_true))
    target = np.where(came_true > 0, (n_true + 1.0) / (n_true + 2.0), 1.0 / (n_false + 2.0))
    at, scale = np.log((n_true + 1.0) / (n_false + 1.0)), 0.0
    design = np.column_stack([np.ones(len(z)), z])
    for _ in range(_STEPS):
        share = _logistic(at + scale * z)
        pull = design.T @ (weights * (target - share))
        curve = (design * (weights * share * (1.0 - share))[:, None]).T @ design
        step = np.linalg.solve(curve + 1e-9 * np.eye(2), pull)
        step /= max(1.0, float(np.abs(step).max()))
        at, scale = at + float(step[0]), scale + float(step[1])
        if float(np.abs(step).max()) < 1e-10:
            break
    if scale < 0.0:
        # The fit says nothing here or misleads: then all that is known is how often it came true.
        at, scale = np.log((n_true + 1.0) / (n_false + 1.0)), 0.0
    mass = np.cumsum(weights[np.argsort(fits, kind="stable")])
    ends = np.searchsorted(mass, [0.05 * mass[-1], 0.95 * mass[-1]])
    low, high = np.sort(fits)[ends].tolist()
    knots = np.linspace(low, high, 101)
    return knots, _logistic(at + scale * _log_odds(knots))


def isotonic(fits: Values, came_true: Values, weights: Values) -> tuple[Values, Values]:
    """The never-falling steps closest to what happened (pool adjacent violators), as knots and shares."""
    order = np.argsort(fits, kind="stable")
    ends: list[tuple[float, float]] = []
    means: list[float] = []
    masses: list[float] = []
    for fit, value, weight in zip(fits[order], came_true[order], weights[order], strict=True):
        if weight <= 0:
            continue
        low, high, mean, mass = fit, fit, value, weight
        while means and means[-1] >= mean:
            before, more, (low, _) = means.pop(), masses.pop(), ends.pop()
            mean = (before * more + mean * mass) / (more + mass)
            mass += more
        ends.append((low, high))
        means.append(mean)
        masses.append(mass)
    knots = np.array([edge for pair in ends for edge in pair])
    shares = np.repeat(np.array(means), 2)
    keep = np.r_[True, np.diff(knots) > 0]
    # One success and one failure over the whole keep the ends from certainty.
    total = float(sum(masses))
    return knots[keep], (shares[keep] * total + 1.0) / (total + 2.0)


def reliability(
    fits: Values, foretold: Values, came_true: Values, weights: Values, *, n_bins: int = 5
) -> tuple[Bin, ...]:
    """Foretold against observed in bins of equally many pairs.

    Parameters
    ----------
    fits, foretold, came_true, weights : ndarray of shape (n,)
        What was shown, what it was read as, what happened, and how far each counts.
    n_bins : int, default=5
        Fewer where fits are equal.
    """
    order = np.argsort(fits, kind="stable")
    mass = np.cumsum(weights[order])
    wanted = np.floor(mass / max(float(mass[-1]), 1e-12) * n_bins * (1 - 1e-12)).astype(int)
    # Equal fits stay together: a bin is left only where the fit rises.
    number = np.zeros(len(order), dtype=int)
    for place in range(1, len(order)):
        rises = fits[order[place]] > fits[order[place - 1]]
        number[place] = wanted[place] if rises else number[place - 1]
    out = []
    for one in np.unique(number):
        rows = order[number == one]
        n = float(weights[rows].sum())
        if n <= 0:
            continue
        observed = float(weights[rows] @ came_true[rows]) / n
        low, high = wilson(observed, n)
        out.append(
            Bin(
                float(fits[rows].min()),
                float(fits[rows].max()),
                n,
                float(weights[rows] @ foretold[rows]) / n,
                observed,
                low,
                high,
            )
        )
    return tuple(out)


def wilson(share: float, n: float) -> tuple[float, float]:
    """The 95 % interval of a share of n."""
    z2 = _Z95**2
    middle = (share + z2 / (2 * n)) / (1 + z2 / n)
    reach = _Z95 * np.sqrt(share * (1 - share) / n + z2 / (4 * n * n)) / (1 + z2 / n)
    return max(0.0, float(middle - reach)), min(1.0, float(middle + reach))


def _log_odds(fits: Values) -> Values:
    share = np.clip(np.asarray(fits, dtype=np.float64) / 100.0, 0.005, 0.995)
    return np.asarray(np.log(share / (1.0 - share)))


def _logistic(values: Values) -> Values:
    return np.asarray(1.0 / (1.0 + np.exp(-np.clip(values, -60.0, 60.0))))
