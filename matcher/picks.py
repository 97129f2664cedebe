"""Picks between two pitches: Bradley and Terry's model, how consistent each juror is, whom to ask next.

The estimate has the form of `judging.py`, which ranks it.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from matcher.judging import Estimate, Vector, groups_of

Rows = NDArray[np.int_]


@dataclass(frozen=True, slots=True)
class Pick:
    """A juror would rather fund `winner` than `loser`, or with `tie` sees no difference."""

    juror: int
    winner: int
    loser: int
    tie: bool = False


@dataclass(frozen=True, slots=True)
class Consistency:
    """How well a juror's picks agree with all picks together: 1 as the others, 0 by chance."""

    juror: int
    n_picks: int
    value: float


def fit_picks(
    picks: Sequence[Pick], *, pitches: Collection[int] = (), spread: float = 1.5
) -> tuple[Estimate, list[Consistency]]:
    """Fit the strength of each pitch and the consistency of each juror.

    The chance that juror j picks a over b is 1 / (1 + exp(-c_j (q_a - q_b))): a juror who picks at
    random (c = 0) says nothing and counts for nothing. How severe a juror is cannot show in a pick.

    Parameters
    ----------
    picks : sequence of Pick
        A tie counts as half a win for each. Their order does not matter.
    pitches : collection of int
        Pitches to answer for even where nobody compared them.
    spread : float
        Standard deviation of the normal prior on strengths, in logits; it keeps a pitch that won
        every time from infinity. Consistencies have a prior around 1.

    Returns
    -------
    (Estimate, list of Consistency)
        Strengths in logits, centred in each group of pitches that chains of picks compare; the
        covariance is the inverse of the information at the mode (Laplace).

    Notes
    -----
    Bradley and Terry (1952), penalised; Newton steps for the strengths, then one for each juror,
    until both stand still.
    """
    known = tuple(sorted({*pitches, *(p.winner for p in picks), *(p.loser for p in picks)}))
    n = len(known)
    if not n:
        return Estimate((), np.zeros(0), np.zeros((0, 0)), 0.0, (), {}), []
    ordered = sorted(picks, key=lambda p: (p.juror, p.winner, p.loser, p.tie))
    jurors = sorted({p.juror for p in ordered})
    row = {p: i for i, p in enumerate(known)}
    win = np.array([row[p.winner] for p in ordered], dtype=int)
    lose = np.array([row[p.loser] for p in ordered], dtype=int)
    won = np.array([0.5 if p.tie else 1.0 for p in ordered])
    who = np.array([jurors.index(p.juror) for p in ordered], dtype=int)
    quality, consistent = np.zeros(n), np.ones(len(jurors))
    information = np.eye(n) / spread**2
    for _ in range(60):
        before = quality, consistent
        quality, information = _strengths(quality, consistent[who], win, lose, won, spread)
        consistent = _consistencies(consistent, quality[win] - quality[lose], won, who)
        moved = max(
            float(np.abs(quality - before[0]).max()), float(np.abs(consistent - before[1]).max(initial=0))
        )
        if moved < 1e-9:
            break
    quality, information = _strengths(quality, consistent[who], win, lose, won, spread)
    links = [(i, p) for i, pick in enumerate(ordered) for p in (pick.winner, pick.loser)]
    group = groups_of(known, links)
    for one in set(group):
        of = np.array(group) == one
        quality[of] -= quality[of].mean()
    covariance = np.asarray(np.linalg.inv(information), dtype=np.float64)
    degrees = np.inf if ordered else 0.0
    counts = np.bincount(who, minlength=len(jurors)) if ordered else np.zeros(0)
    return (
        Estimate(known, quality, covariance, degrees, group, {}),
        [
            Consistency(j, int(c), round(float(v), 9))
            for j, c, v in zip(jurors, counts, consistent, strict=True)
        ],
    )


def _strengths(
    quality: Vector, weight: Vector, win: Rows, lose: Rows, won: Vector, spread: float
) -> tuple[Vector, Vector]:
    """Newton's method for strengths under given consistencies; also the information at the end."""
    n = len(quality)
    information = np.eye(n) / spread**2
    for _ in range(50):
        chance = 1.0 / (1.0 + np.exp(-weight * (quality[win] - quality[lose])))
        pull = weight * (won - chance)
        slope = -quality / spread**2
        np.add.at(slope, win, pull)
        np.add.at(slope, lose, -pull)
        curve = weight**2 * chance * (1 - chance)
        information = np.eye(n) / spread**2
        np.add.at(information, (win, win), curve)
        np.add.at(information, (lose, lose), curve)
        np.add.at(information, (win, lose), -curve)
        np.add.at(information, (lose, win), -curve)
        step = np.linalg.solve(information, slope)
        # A long first step could overshoot where all is won.
        quality = quality + step * min(1.0, 2.0 / max(float(np.abs(step).max()), 1e-12))
        if float(np.abs(step).max()) < 1e-10:
            break
    return quality, information


def _consistencies(consistent: Vector, difference: Vector, won: Vector, who: Rows) -> Vector:
    """One damped Newton step for each juror, with a prior of 1 ± 0.5, never below 0."""
    chance = 1.0 / (1.0 + np.exp(-consistent[who] * difference))
    n = len(consistent)
    slope = np.bincount(who, difference * (won - chance), n) - (consistent - 1.0) / 0.25
    curve = np.bincount(who, difference**2 * chance * (1 - chance), n) + 1.0 / 0.25
    found: Vector = np.clip(consistent + np.clip(slope / curve, -0.3, 0.3), 0.0, 3.0)
    return found


def next_pair(
    pitches: Sequence[int], picks: Sequence[Pick], *, juror: int, unseen: Collection[int] = ()
) -> tuple[int, int] | None:
    """Which two to put before a juror next, or None when they have compared all.

    Pitches that no chain of picks joins come first, then pairs that are close and little compared:
    the variance of their difference times p (1 - p), over one more than how often anybody compared
    them. Equal ones by how rarely this juror met them, then by id; the lower id stands first.
    `unseen` are pitches that this juror must not judge.
    """
    open_to = sorted(p for p in set(pitches) if p not in unseen)
    done = {frozenset((p.winner, p.loser)) for p in picks if p.juror == juror}
    candidates = [c for c in combinations(open_to, 2) if frozenset(c) not in done]
    if not candidates:
        return None
    estimate, _ = fit_picks(picks, pitches=pitches)
    row = {p: i for i, p in enumerate(estimate.pitches)}
    times: dict[frozenset[int], int] = {}
    met: dict[int, int] = {}
    for p in picks:
        pair = frozenset((p.winner, p.loser))
        times[pair] = times.get(pair, 0) + 1
        if p.juror == juror:
            for one in pair:
                met[one] = met.get(one, 0) + 1

    def worth(pair: tuple[int, int]) -> tuple[float, float, int, tuple[int, int]]:
        a, b = row[pair[0]], row[pair[1]]
        apart = estimate.group[a] != estimate.group[b]
        covariance = estimate.covariance
        variance = covariance[a, a] + covariance[b, b] - 2 * covariance[a, b]
        chance = 1.0 / (1.0 + np.exp(-(estimate.quality[a] - estimate.quality[b])))
        told = float(variance * chance * (1 - chance)) / (1 + times.get(frozenset(pair), 0))
        return (-float(apart), -round(told, 9), met.get(pair[0], 0) + met.get(pair[1], 0), pair)

    return min(candidates, key=worth)
