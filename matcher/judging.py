"""What jurors' scores say, and how surely: severity taken out, intervals, ties told as ties.

Rubric sheets are fitted here; picks between two pitches in `picks.py`, which answers the same
`Estimate`. `rank` turns an estimate, or two joined by `combine`, into places with intervals.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from statistics import NormalDist

import numpy as np
from numpy.typing import NDArray

Vector = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Sheet:
    """One juror's weighted score of one pitch."""

    pitch: int
    juror: int
    score: float


@dataclass(frozen=True)
class Estimate:
    """Pitches by merit with what is known of their differences.

    `pitches` are ids in ascending order; `quality` their merit; `covariance` (n × n) of its error, of
    which differences alone mean anything; `degrees` of freedom of the noise, infinity where its size
    is known. `group` numbers sets of pitches that some chain of jurors compares: between groups
    nothing is known. `severity` of each juror is what they give above (+) or below (−) the others.
    """

    pitches: tuple[int, ...]
    quality: Vector
    covariance: Vector
    degrees: float
    group: tuple[int, ...]
    severity: Mapping[int, float]
    n_left_out: int = 0


@dataclass(frozen=True, slots=True)
class Place:
    """Where a pitch stands. `best` to `worst` are the places that the scores do not rule out.

    `score` is on the scale of what was judged, `low` and `high` its interval against the field's
    mean; None where nothing says how sure it is. `tied` says that the neighbours cannot be told
    apart from it.
    """

    pitch: int
    place: int
    best: int
    worst: int
    score: float
    low: float | None
    high: float | None
    group: int

    @property
    def tied(self) -> bool:
        """Whether more than one place is possible."""
        return self.best < self.worst


def weighted_score(points: Mapping[int, float], weights: Mapping[int, float]) -> float:
    """The mean of the points weighted by criterion; raises ValueError where a criterion has no points."""
    missing = weights.keys() - points.keys()
    if missing:
        raise ValueError(f"no points for criteria {sorted(missing)}")
    return float(sum(weights[c] * points[c] for c in weights) / sum(weights.values()))


def groups_of(pitches: Sequence[int], links: Iterable[tuple[object, int]]) -> tuple[int, ...]:
    """Number the connected sets of pitches, in their order; a link says what pitch something touched."""
    touched: dict[object, list[int]] = {}
    for what, pitch in links:
        touched.setdefault(what, []).append(pitch)
    parent = {p: p for p in pitches}

    def root(p: int) -> int:
        while parent[p] != p:
            parent[p] = parent[parent[p]]
            p = parent[p]
        return p

    for together in touched.values():
        for other in together[1:]:
            parent[root(other)] = root(together[0])
    numbers: dict[int, int] = {}
    return tuple(numbers.setdefault(root(p), len(numbers)) for p in pitches)


def fit_sheets(sheets: Sequence[Sheet], *, drop_extremes: bool = False) -> Estimate:
    """Fit score = quality of the pitch + severity of the juror + noise.

    Qualities are fixed, severities random around zero with a variance found by restricted maximum
    likelihood: a juror who judged little is believed little, and where every juror judged every pitch
    the order is that of the plain means.

    Parameters
    ----------
    sheets : sequence of Sheet
        At most one for each pitch and juror. Their order does not matter.
    drop_extremes : bool
        Leave out the highest and the lowest sheet of each pitch that has three or more, judged after
        severity is taken out, so that a strict juror is not dropped for being strict; then fit again.

    Returns
    -------
    Estimate

    Raises
    ------
    ValueError
        When a juror judged a pitch twice, or a score is not finite.

    Notes
    -----
    Henderson's mixed model; the restricted likelihood is profiled over the ratio of the two variances
    (Patterson and Thompson 1971). Nothing random.
    """
    ordered = sorted(sheets, key=lambda s: (s.pitch, s.juror))
    keys = [(s.pitch, s.juror) for s in ordered]
    if len(set(keys)) != len(keys):
        raise ValueError("a juror judged a pitch twice")
    if not all(np.isfinite(s.score) for s in ordered):
        raise ValueError("a score is not finite")
    estimate = _fit(ordered)
    if not drop_extremes or not ordered:
        return estimate
    kept = without_extremes(ordered)
    again = _fit(kept)
    return Estimate(
        again.pitches,
        again.quality,
        again.covariance,
        again.degrees,
        again.group,
        estimate.severity,
        len(ordered) - len(kept),
    )


def without_extremes(sheets: Sequence[Sheet]) -> list[Sheet]:
    """The sheets less the highest and the lowest of each pitch that has three or more.

    Judged after severity is taken out as it is, not shrunk: however strict a juror, where all judge
    all the same sheets are extreme.
    """
    _, jurors, model, _ = _model(sheets)
    quality, _, _ = model.solve(1e6)
    severity = dict(zip(jurors, model.severity(1e6, quality).tolist(), strict=True))
    of_pitch: dict[int, list[Sheet]] = {}
    for s in sheets:
        of_pitch.setdefault(s.pitch, []).append(s)
    kept = []
    for given in of_pitch.values():
        by_score = sorted(given, key=lambda s: (round(s.score - severity[s.juror], 4), s.juror))
        kept += by_score[1:-1] if len(by_score) >= 3 else by_score
    return sorted(kept, key=lambda s: (s.pitch, s.juror))


def _fit(sheets: Sequence[Sheet]) -> Estimate:
    if not sheets:
        return Estimate((), np.zeros(0), np.zeros((0, 0)), 0.0, (), {})
    pitches, jurors, model, centre = _model(sheets)
    p, j, n = len(pitches), len(jurors), len(sheets)
    group = groups_of(pitches, [(s.juror, s.pitch) for s in sheets])
    ratio = model.best_ratio() if n > p else 0.0
    quality, inverse, rest = model.solve(ratio)
    degrees = float(max(n - p - j + max(group) + 1, 0))
    noise = rest / (n - p) if n > p else np.nan
    severity = model.severity(ratio, quality)
    return Estimate(
        pitches,
        quality + centre,
        noise * inverse,
        degrees,
        group,
        dict(zip(jurors, severity.tolist(), strict=True)),
    )


def _model(sheets: Sequence[Sheet]) -> tuple[tuple[int, ...], list[int], _Mixed, float]:
    """Pitches and jurors in their order, the counts of who met whom, and the mean of all scores."""
    pitches = tuple(sorted({s.pitch for s in sheets}))
    jurors = sorted({s.juror for s in sheets})
    row = np.array([pitches.index(s.pitch) for s in sheets])
    column = np.array([jurors.index(s.juror) for s in sheets])
    y = np.array([s.score for s in sheets], dtype=float)
    centre = float(y.mean())
    y = y - centre
    met = np.zeros((len(pitches), len(jurors)))
    np.add.at(met, (row, column), 1.0)
    by_pitch, by_juror = y @ np.eye(len(pitches))[row], y @ np.eye(len(jurors))[column]
    return pitches, jurors, _Mixed(met, by_pitch, by_juror, float(y @ y), len(sheets)), centre


@dataclass(frozen=True)
class _Mixed:
    """The normal equations of the mixed model, by counts alone: `met[i, j]` is 1 where j judged i."""

    met: Vector
    by_pitch: Vector
    by_juror: Vector
    squares: float
    n: int

    def solve(self, ratio: float) -> tuple[Vector, Vector, float]:
        """Qualities, the inverse of their information, and the weighted rest, for a variance ratio."""
        shrunk = ratio / (1.0 + ratio * self.met.sum(axis=0))
        information = np.diag(self.met.sum(axis=1)) - (self.met * shrunk) @ self.met.T
        inverse = np.linalg.inv(information)
        right = self.by_pitch - self.met @ (shrunk * self.by_juror)
        quality = inverse @ right
        rest = self.squares - float(shrunk @ self.by_juror**2) - float(quality @ right)
        return quality, inverse, max(rest, 0.0)

    def severity(self, ratio: float, quality: Vector) -> Vector:
        """What each juror gives above the others, shrunk by how much they judged."""
        shrunk = ratio / (1.0 + ratio * self.met.sum(axis=0))
        found: Vector = shrunk * (self.by_juror - quality @ self.met)
        return found

    def best_ratio(self) -> float:
        """The ratio of severity's variance to the noise's with the highest restricted likelihood."""
        grid = np.concatenate([[0.0], np.geomspace(1e-4, 1e4, 41)])
        best = int(np.argmax([self._likelihood(r) for r in grid]))
        low, high = grid[max(best - 1, 0)], grid[min(best + 1, len(grid) - 1)]
        for _ in range(40):
            left, right = low + (high - low) * 0.382, low + (high - low) * 0.618
            if self._likelihood(left) < self._likelihood(right):
                low = left
            else:
                high = right
        middle = (low + high) / 2
        return float(max((0.0, middle, float(grid[best])), key=self._likelihood))

    def _likelihood(self, ratio: float) -> float:
        p = self.met.shape[0]
        _, inverse, rest = self.solve(ratio)
        free = self.n - p
        # Sheets that agree to the last digit leave no noise; a floor keeps the logarithm finite.
        noise = max(rest / free, 1e-12)
        return float(
            -0.5
            * (
                free * np.log(noise)
                + np.log1p(ratio * self.met.sum(axis=0)).sum()
                - np.linalg.slogdet(inverse)[1]
            )
        )


def combine(rubric: Estimate, picks: Estimate) -> Estimate:
    """Join what sheets and picks say, each weighed by how sure it is, on the scale of the sheets.

    Picks have no scale of their own: theirs is stretched so that merit spreads as far as in the
    sheets, counting the pitches that both know and leaving out of the spread what is error. Where
    they share fewer than three pitches, or the picks tell none apart, the sheets stand alone.
    """
    shared = [p for p in rubric.pitches if p in picks.pitches]
    if len(shared) < 3 or rubric.degrees < 1:
        return rubric
    a = [rubric.pitches.index(p) for p in shared]
    b = [picks.pitches.index(p) for p in shared]
    stretch = _spread(rubric, a) / max(_spread(picks, b), 1e-9)
    if not 0 < stretch < 1e6:
        return rubric
    n = len(rubric.pitches)
    information = np.linalg.pinv(_centred(rubric.covariance), hermitian=True, rcond=1e-10)
    weighed = information @ (rubric.quality - rubric.quality.mean())
    middle = np.eye(len(shared)) - 1.0 / len(shared)
    known = picks.covariance[np.ix_(b, b)] * stretch**2
    more = np.linalg.pinv(middle @ known @ middle, hermitian=True, rcond=1e-10)
    information[np.ix_(a, a)] += more
    at = np.zeros(n)
    at[a] = more @ (picks.quality[b] * stretch)
    weighed = weighed + at
    covariance = np.linalg.pinv(information, hermitian=True, rcond=1e-10)
    quality = covariance @ weighed
    return Estimate(
        rubric.pitches,
        quality - quality.mean() + rubric.quality.mean(),
        covariance,
        rubric.degrees,
        _joined(rubric, picks),
        rubric.severity,
        rubric.n_left_out,
    )


def _centred(covariance: Vector) -> Vector:
    middle = np.eye(len(covariance)) - 1.0 / len(covariance)
    found: Vector = middle @ covariance @ middle
    return found


def _spread(estimate: Estimate, of: Sequence[int]) -> float:
    """The standard deviation of true merit: what is seen less what is error."""
    seen = float(np.var(estimate.quality[list(of)], ddof=1))
    error = float(np.trace(_centred(estimate.covariance[np.ix_(of, of)]))) / (len(of) - 1)
    return float(np.sqrt(max(seen - error, 0.05 * seen)))


def _joined(rubric: Estimate, picks: Estimate) -> tuple[int, ...]:
    links: list[tuple[object, int]] = [
        (("sheets", g), p) for p, g in zip(rubric.pitches, rubric.group, strict=True)
    ]
    links += [
        (("picks", g), p) for p, g in zip(picks.pitches, picks.group, strict=True) if p in set(rubric.pitches)
    ]
    return groups_of(rubric.pitches, links)


def rank(estimate: Estimate, *, level: float = 0.9) -> list[Place]:
    """Places with intervals, best first; equal scores by id.

    Parameters
    ----------
    estimate : Estimate
    level : float
        How often an interval should hold the truth. A pitch is ahead of another only where the
        difference of the two leaves zero outside its own interval of this level.

    Returns
    -------
    list of Place
        `best` is 1 plus how many are surely ahead, `worst` the number of pitches less how many are
        surely behind. Pitches of another group are never surely ahead or behind.
    """
    n = len(estimate.pitches)
    order = sorted(range(n), key=lambda i: (-round(float(estimate.quality[i]), 9), estimate.pitches[i]))
    known = estimate.degrees >= 1 and bool(np.isfinite(estimate.covariance).all())
    reach = quantile(level, estimate.degrees) if known else np.inf
    ahead = _surely_ahead(estimate, reach) if known else np.zeros((n, n), dtype=bool)
    places = []
    for place, i in enumerate(order, start=1):
        half = None
        if known:
            mean = (np.array(estimate.group) == estimate.group[i]).astype(float)
            contrast = -mean / mean.sum()
            contrast[i] += 1.0
            half = float(reach * np.sqrt(max(contrast @ estimate.covariance @ contrast, 0.0)))
        score = float(estimate.quality[i])
        places.append(
            Place(
                estimate.pitches[i],
                place,
                1 + int(ahead[:, i].sum()),
                n - int(ahead[i].sum()),
                score,
                None if half is None else score - half,
                None if half is None else score + half,
                estimate.group[i],
            )
        )
    return places


def _surely_ahead(estimate: Estimate, reach: float) -> NDArray[np.bool_]:
    """Whether the one in the row is ahead of the one in the column by more than its interval."""
    variance = np.diag(estimate.covariance)
    both = variance[:, None] + variance[None, :] - 2 * estimate.covariance
    difference = estimate.quality[:, None] - estimate.quality[None, :]
    group = np.array(estimate.group)
    sure = (difference > 1e-9) & (difference > reach * np.sqrt(np.maximum(both, 0.0)))
    found: NDArray[np.bool_] = (group[:, None] == group[None, :]) & sure
    return found


def quantile(level: float, degrees: float) -> float:
    """The two-sided quantile of Student's t: how many standard errors an interval reaches.

    For three degrees of freedom or more by the expansion of Cornish and Fisher (Abramowitz and
    Stegun 26.7.5), within 1 %; one and two are exact.
    """
    upper = (1.0 + level) / 2.0
    if degrees < 2:
        return float(np.tan(np.pi * (upper - 0.5)))
    if degrees < 3:
        a = 4 * upper * (1 - upper)
        return float(2 * (upper - 0.5) * np.sqrt(2 / a))
    z = NormalDist().inv_cdf(upper)
    if not np.isfinite(degrees):
        return z
    terms = (
        (z**3 + z) / 4,
        (5 * z**5 + 16 * z**3 + 3 * z) / 96,
        (3 * z**7 + 19 * z**5 + 17 * z**3 - 15 * z) / 384,
        (79 * z**9 + 776 * z**7 + 1482 * z**5 - 1920 * z**3 - 945 * z) / 92160,
    )
    return float(z + sum(t / degrees ** (k + 1) for k, t in enumerate(terms)))
