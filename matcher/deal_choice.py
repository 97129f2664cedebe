"""Whom a round chooses: a multinomial logit of all past rounds over all investors, of low rank.

    P(i | q) = exp(u_i + z(q) . v_i) / sum over all j of the same

z is a linear function of what a round is like (`deal_rounds`), its company's text, and who is
already in. Every investor is an alternative in every round (McFadden 1974). The coefficients are
the product of two thin matrices (reduced rank: Yee & Hastie 2003), so that investors of few deals
borrow from those who go the same ways. It is fitted from several beginnings: their mean is steadier
than each, and a logit of the same kind. Fitting needs scipy, asking numpy alone.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from matcher.adam import Adam
from matcher.deal_rounds import PastRounds, Sparse

if TYPE_CHECKING:
    from matcher.deals import DealHistory, Floats, Ints

_RANK = 128
_HALF_LIFE = 2.5  # years
_KEPT = 0.6  # of the entries of z, at random, while fitting
_BATCH = 512
_PASSES, _LEAST_STEPS = 3.2, 80
_RATE = 0.02
# Deals from which on an investor is an alternative at every step of the fit.
_ALWAYS = 32
_SEEDS = 20120701, 20120702, 20120703
# Natural logarithm of the chance of an investor of whom there is no deal yet.
_NEVER = -20.0


class DealChoice:
    """Every investor's coefficients, fitted to a history's rounds.

    Attributes
    ----------
    of_rounds : ndarray of float32, shape (n_features, rank)
        What each feature of a round adds to z.
    of_texts : ndarray of float32, shape (n_dimensions, rank)
        The same for its company's text.
    of_backers : ndarray of float32, shape (n_investors, rank)
        The same for who is already in, as their sum by the root of how many they are.
    of_investors : ndarray of float32, shape (n_investors, rank)
    usual : ndarray of float32, shape (n_investors,)
        What an investor has in every round.
    drawn : ndarray of float32, shape (n_rounds, rank)
        The direction of each past round's z: of two rounds near each other those who would come in
        are the same.

    Notes
    -----
    The mean of fits that begin elsewhere, of which the `rank` directions are kept that tell rounds
    and investors apart the most. The same in every run.
    """

    def __init__(self, history: "DealHistory") -> None:
        past = history.past
        features = history.round_features(past.rounds)
        text = history.companies.text
        X = Sparse.joined([features, Sparse.of_rows(text[past.rounds.company])]).csr()
        # Who has no deal yet is nobody's choice, and costs as much as others.
        known = np.flatnonzero(history.count > 0)
        came_in = past.investors(history)[:, known].tocsr()
        rounds = _Chosen(
            X, _already_in(past, came_in), came_in, past.rounds.recency(_HALF_LIFE), history.count[known]
        )
        fits = [_fit(rounds, np.random.default_rng(seed)) for seed in _SEEDS]
        of_rounds, of_backers, of_investors = (
            np.hstack([getattr(fit, name) for fit in fits])
            for name in ("of_rounds", "of_backers", "of_investors")
        )
        of_investors /= len(fits)
        z = np.asarray(X @ of_rounds + rounds.before @ of_backers)
        of_z, of_v = _kept_directions(z, of_investors)
        of_rounds, of_backers = of_rounds @ of_z, of_backers @ of_z
        self.drawn = _unit(z @ of_z)
        self.of_rounds, self.of_texts = of_rounds[: features.size], of_rounds[features.size :]
        self.of_backers = _for_all(of_backers, known, history.n, 0.0)
        self.of_investors = _for_all(of_investors @ of_v, known, history.n, 0.0)
        self.usual = _for_all(np.mean([fit.usual for fit in fits], axis=0), known, history.n, _NEVER)

    def scores(self, features: Sparse, text: "Floats", backers: "Ints") -> "Floats":
        """The logarithm of each investor's chance, shape (n_investors,).

        Parameters
        ----------
        features : Sparse
            What the round is like, its only row.
        text : ndarray of float32, shape (n_dimensions,)
            Its company's.
        backers : ndarray of int64
            Who is already in.
        """
        logs = self.of_investors @ self._z(features, text, backers) + self.usual
        logs -= logs.max(initial=_NEVER)
        return np.asarray(logs - np.log(np.exp(logs).sum()), dtype=np.float32)

    def alike(self, features: Sparse, text: "Floats", backers: "Ints") -> "Floats":
        """The cosine of a round's z with that of each past one, shape (n_rounds,).

        Parameters are those of `scores`.
        """
        # BLAS rounds by how many threads it has, and a cosine at a bound would change its class.
        z = _unit(self._z(features, text, backers))
        return np.asarray(np.einsum("ij,j->i", self.drawn, z), dtype=np.float32)

    def _z(self, features: Sparse, text: "Floats", backers: "Ints") -> "Floats":
        z = features.times(self.of_rounds) + text @ self.of_texts
        if len(backers):
            z += self.of_backers[backers].sum(axis=0) / np.float32(np.sqrt(len(backers)))
        return np.asarray(z, dtype=np.float32)


@dataclass(frozen=True, slots=True, eq=False)
class _Chosen:
    """Past rounds to learn from, one a row, and those who were there to choose, one a column.

    Attributes
    ----------
    X : csr_matrix
        What the rounds are like, and their companies' texts.
    before, came_in : csr_matrix
        Who was already in, see `_already_in`, and who came in.
    weight : ndarray of float32, shape (n_rounds,)
    count : ndarray of float32, shape (n_known,)
        Deals of each investor.
    """

    X: Any
    before: Any
    came_in: Any
    weight: "Floats"
    count: "Floats"


@dataclass(frozen=True, slots=True, eq=False)
class _Fit:
    """Coefficients as in `DealChoice`, of those who have deals."""

    of_rounds: "Floats"
    of_backers: "Floats"
    of_investors: "Floats"
    usual: "Floats"


def _fit(rounds: _Chosen, random: np.random.Generator) -> _Fit:
    """One fit by Adam on the log likelihood of those who came in.

    A round of k of them weighs sqrt(k), halved for every 2.5 years; two fifths of z are left out at
    random at each step (dropout: Srivastava et al. 2014). At each step an investor of n < 32 deals is
    an alternative with chance n / 32 and then stands for 32 / n (sampled alternatives: McFadden 1978).
    """
    n_known = len(rounds.count)

    def drawn(n: int, size: float) -> "Floats":
        return (size * random.standard_normal((n, _RANK))).astype(np.float32)

    of_rounds, of_backers = drawn(rounds.X.shape[1], 0.03), drawn(n_known, 0.03)
    of_investors = drawn(n_known, 0.05)
    usual = np.log(rounds.came_in.T @ rounds.weight + 0.05).astype(np.float32)
    fitted = of_rounds, of_backers, of_investors, usual
    adam = Adam(fitted, floor=1e-8)
    share = np.minimum(1, rounds.count / np.float32(_ALWAYS))
    for chosen, rate in _steps(len(rounds.weight), random):
        x, b, took = rounds.X[chosen], rounds.before[chosen], rounds.came_in[chosen]
        among, stands_for = _alternatives(share, took, random)
        v = of_investors[among]
        kept = (random.random((len(chosen), _RANK), dtype=np.float32) < _KEPT) / np.float32(_KEPT)
        z = (x @ of_rounds + b @ of_backers) * kept
        logits = z @ v.T
        logits += usual[among] + stands_for
        slope = _slope(logits, took[:, among], rounds.weight[chosen])
        of_z = (slope @ v) * kept
        of_v, of_u = (_for_all(one, among, n_known, 0.0) for one in (slope.T @ z, slope.sum(axis=0)))
        adam.step([x.T @ of_z, b.T @ of_z, of_v, of_u], rate)
    return _Fit(*fitted)


def _kept_directions(z: "Floats", v: "Floats") -> tuple["Floats", "Floats"]:
    """What to multiply rows z and v with, so that fewer columns give nearly the same products.

    Of all products of so few columns those nearest to z @ v.T (Eckart & Young 1936), the root of each
    direction's weight on either side.
    """
    root_z, root_v = _root(z), _root(v)
    left, weight, right = np.linalg.svd(root_z @ root_v.T)
    kept = np.flatnonzero(weight[:_RANK] > 1e-6 * weight[0])
    scale = 1 / np.sqrt(weight[kept])
    of_z, of_v = root_v.T @ right[kept].T * scale, root_z.T @ left[:, kept] * scale
    return of_z.astype(np.float32), of_v.astype(np.float32)


def _root(rows: "Floats") -> NDArray[np.float64]:
    """A square matrix of which the columns have the same products with each other."""
    weight, direction = np.linalg.eigh((rows.T @ rows).astype(np.float64))
    return np.asarray(np.sqrt(np.maximum(weight, 0))[:, None] * direction.T)


def _unit(z: "Floats") -> "Floats":
    """The same directions, of length 1; what has none stays at 0."""
    length = np.linalg.norm(z, axis=-1, keepdims=True)
    return np.asarray(z / np.maximum(length, 1e-9), dtype=np.float32)


def _alternatives(share: "Floats", came_in: Any, random: np.random.Generator) -> tuple["Ints", "Floats"]:
    """Each investor with its own chance, and all who came in; the logarithm of how many it stands for."""
    present = random.random(len(share), dtype=np.float32) < share
    stands_for = np.where(present, -np.log(share), np.float32(0))
    present[came_in.indices] = True
    among = np.flatnonzero(present)
    return among, stands_for[among]


def _slope(logits: "Floats", came_in: Any, weight: "Floats") -> "Floats":
    """Of minus the log likelihood of those who came into some rounds, by logit, in these' own memory.

    A round of k weighs sqrt(k): that is shared out among all alternatives as they are likely, less
    1/sqrt(k) for each that was taken.
    """
    n = np.diff(came_in.indptr)
    each = weight / weight.sum() / np.sqrt(n)
    logits -= logits.max(axis=1, keepdims=True)
    np.exp(logits, out=logits)
    logits *= (each * n / logits.sum(axis=1))[:, None]
    logits[np.repeat(np.arange(len(n)), n), came_in.indices] -= np.repeat(each, n)
    return logits


def _already_in(past: PastRounds, came_in: Any) -> Any:
    """Who came into earlier rounds of each round's company, a `csr_matrix` whose rows have length 1."""
    from scipy import sparse

    columns, lengths = [], []
    last, so_far = -1, np.zeros(0, np.int32)
    for row, company in enumerate(past.rounds.company.tolist()):
        if company != last:
            last, so_far = company, np.zeros(0, np.int32)
        columns.append(so_far)
        lengths.append(len(so_far))
        so_far = np.concatenate([so_far, came_in.indices[came_in.indptr[row] : came_in.indptr[row + 1]]])
    n = np.array(lengths, np.int64)
    value = np.repeat(1.0 / np.sqrt(np.maximum(n, 1)), n).astype(np.float32)
    column = np.concatenate([np.zeros(0, np.int32), *columns])
    return sparse.csr_matrix((value, column, np.r_[0, np.cumsum(n)]), came_in.shape)


def _steps(n: int, random: np.random.Generator) -> Iterator[tuple["Ints", float]]:
    """The rounds of each step, none twice before all were there once, and how wide it is."""
    batch = min(_BATCH, n)
    steps = max(_LEAST_STEPS, int(_PASSES * n / batch)) if n else 0
    left = np.zeros(0, np.int64)
    for step in range(1, steps + 1):
        if len(left) < batch:
            left = np.r_[left, random.permutation(n)]
        chosen, left = left[:batch], left[batch:]
        yield chosen, _RATE * min(1.0, step / 40) * (1 - 0.95 * step / steps)


def _for_all(rows: "Floats", those: "Ints", n: int, otherwise: float) -> "Floats":
    """Rows of some investors among those of all."""
    out = np.full((n, *rows.shape[1:]), otherwise, np.float32)
    out[those] = rows
    return out
