"""Rounds of funding as rows of features: what is read to learn whom past rounds drew.

What a round is like is said by place, sectors, size, kind, earlier rounds, age, pairs of these, how
exactly and fully it is recorded, and when it was. numpy alone, but for `Sparse.csr`, which serves fitting.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from matcher.deal_classes import SIZES, YEAR, dated_of

if TYPE_CHECKING:
    from matcher.deal_classes import Codes
    from matcher.deals import CompanyColumns, DealHistory, DealQuery, Floats, Ints

_PLACES = ("country", "state", "region", "city")
# How many of each have a column of their own, the commonest; all others share one with the unknown.
_OWN = {"country": 40, "state": 60, "region": 200, "city": 300, "sector": 300}
_AMOUNTS = np.log1p(np.array([5e4, 2e5, 6e5, 1.5e6, 4e6, 1e7, 2.5e7, 6e7])).astype(np.float32)
_AGES = np.array([0.5, 1.5, 3, 5, 8], np.float32)
_ROUNDS, _PREVIOUS = SIZES["round"], SIZES["asked_previous"]
# The day counts in units of so many years from the history's last one, within these bounds.
_TREND, _TREND_BOUNDS = 2.0, (-4.0, 1.0)
# What is looked at together, and how many of the commonest of the first.
_PAIRS = (
    ("region", 60, "amount"),
    ("sector", 40, "amount"),
    ("round", _ROUNDS, "amount"),
    ("previous", _PREVIOUS, "amount"),
)


@dataclass(frozen=True, slots=True)
class Rounds:
    """What is known of n rounds; `amount` is log1p of it, and nan where it is not known."""

    company: "Ints"
    day: NDArray[np.float64]
    kind: "Ints"
    amount: "Floats"
    previous: "Floats"

    @classmethod
    def asked(cls, query: "DealQuery") -> "Rounds":
        """The one round that a query asks about."""
        return cls(
            company=np.array([query.company]),
            day=np.array([query.day]),
            kind=np.array([query.round]),
            amount=np.log1p(np.array([query.amount], np.float32)),
            previous=np.array([query.previous_rounds], np.float32),
        )

    def recency(self, half_life: float) -> "Floats":
        """What each counts beside the latest, which counts 1, when worth halves in so many years."""
        age = (self.day - self.day.max(initial=0.0)) / YEAR
        return np.asarray(np.exp2(age / half_life), dtype=np.float32)


@dataclass(frozen=True, slots=True)
class Sparse:
    """Rows of `size` columns of which each has at most k that are not zero: where, and what."""

    column: "Ints"
    value: "Floats"
    size: int

    @classmethod
    def of_codes(cls, codes: "Ints", size: int) -> "Sparse":
        """A one in one column each."""
        return cls(codes[:, None], np.ones((len(codes), 1), np.float32), size)

    def pairs(self, most: int, other: "Sparse") -> "Sparse":
        """The products of the first columns with all of another's."""
        value = np.where(self.column < most, self.value, 0)
        column = np.minimum(self.column, most - 1)[:, :, None] * other.size + other.column[:, None, :]
        product = value[:, :, None] * other.value[:, None, :]
        shape = len(value), value.shape[1] * other.value.shape[1]
        return Sparse(column.reshape(shape), product.reshape(shape), most * other.size)

    @classmethod
    def of_rows(cls, rows: "Floats") -> "Sparse":
        """Rows of which every column may have something."""
        return cls(np.broadcast_to(np.arange(rows.shape[1]), rows.shape), rows, rows.shape[1])

    @classmethod
    def joined(cls, blocks: list["Sparse"]) -> "Sparse":
        """Blocks side by side."""
        starts = np.cumsum([0, *(block.size for block in blocks)])
        columns = [block.column + start for block, start in zip(blocks, starts, strict=False)]
        return cls(np.hstack(columns), np.hstack([block.value for block in blocks]), int(starts[-1]))

    def csr(self) -> Any:
        """The same as a `scipy.sparse.csr_matrix`."""
        from scipy import sparse

        n, k = self.column.shape
        starts = np.arange(n + 1) * k
        return sparse.csr_matrix((self.value.ravel(), self.column.ravel(), starts), (n, self.size))

    def times(self, rows: "Floats") -> "Floats":
        """The product of the first row with a matrix of `size` rows."""
        told = np.flatnonzero(self.value[0])
        return np.asarray(self.value[0, told] @ rows[self.column[0, told]], dtype=np.float32)


class RoundFeatures:
    """Which columns a round has; chosen by what is common among the companies of some past rounds.

    Parameters
    ----------
    companies : CompanyColumns
    past : Rounds
    recorded : ndarray of int16, shape (n_companies + 1,)
        How fully each company is recorded, see `deal_classes.recorded_of`.
    """

    def __init__(self, companies: "CompanyColumns", past: Rounds, recorded: "Codes") -> None:
        self._companies, self._recorded = companies, recorded
        self._last_day = past.day.max(initial=0.0)
        self._codes = [
            _own_columns(companies.places[:, level], past.company, _OWN[name])
            for level, name in enumerate(_PLACES)
        ]
        often = (companies.sectors[past.company] > 0).sum(axis=0)
        self._tags = np.argsort(-often, kind="stable")[: _OWN["sector"]]

    def __call__(self, rounds: Rounds) -> Sparse:
        """The features of rounds."""
        places = self._companies.places[rounds.company]
        age = (rounds.day / YEAR - self._companies.founded[rounds.company]).astype(np.float32)
        blocks = {
            name: Sparse.of_codes(codes[places[:, level]], int(codes[-1]) + 1)
            for level, (name, codes) in enumerate(zip(_PLACES, self._codes, strict=True))
        }
        blocks["sector"] = self._sectors(rounds.company)
        blocks["amount"] = _amounts(rounds.amount)
        blocks["round"] = Sparse.of_codes(rounds.kind + 1, _ROUNDS)
        earlier = np.clip(np.nan_to_num(rounds.previous), 0, _PREVIOUS - 1).astype(np.int64)
        blocks["previous"] = Sparse.of_codes(earlier, _PREVIOUS)
        # An unknown age sorts behind all others.
        blocks["age"] = Sparse.of_codes(np.searchsorted(_AGES, age) + np.isnan(age), len(_AGES) + 2)
        recorded = dated_of(rounds.day) * np.int16(SIZES["recorded"]) + self._recorded[rounds.company]
        blocks["recorded"] = Sparse.of_codes(recorded.astype(np.int64), SIZES["dated"] * SIZES["recorded"])
        since = (rounds.day - self._last_day) / YEAR / _TREND
        blocks["trend"] = Sparse.of_rows(np.clip(since, *_TREND_BOUNDS).astype(np.float32)[:, None])
        always = Sparse.of_codes(np.zeros(len(places), np.int64), 1)
        pairs = [blocks[one].pairs(most, blocks[other]) for one, most, other in _PAIRS]
        return Sparse.joined([always, *blocks.values(), *pairs])

    def _sectors(self, company: "Ints") -> Sparse:
        weight = self._companies.sectors[company][:, self._tags]
        most = int((weight > 0).sum(axis=1).max(initial=0))
        column = np.argsort(-weight, axis=1, kind="stable")[:, :most]
        return Sparse(column, np.take_along_axis(weight, column, axis=1), _OWN["sector"])


@dataclass(frozen=True, slots=True)
class PastRounds:
    """A history's deals by the round that they were part of: those of a company on one day.

    Attributes
    ----------
    rounds : Rounds
        In order of company and day.
    of_deal : ndarray of int64, shape (n_deals,)
        The round of each deal of the history.
    """

    rounds: Rounds
    of_deal: "Ints"

    def investors(self, history: "DealHistory") -> Any:
        """Who came into which round: a `scipy.sparse.csr_matrix` of ones, shape (n_rounds, n_investors)."""
        from scipy import sparse

        ones = np.ones(len(self.of_deal), np.float32)
        shape = len(self.rounds.day), history.n
        return sparse.csr_matrix((ones, (self.of_deal, history.investor)), shape)

    @classmethod
    def of(cls, history: "DealHistory") -> "PastRounds":
        """The rounds of a history."""
        key = np.stack([history.company, history.day.astype(np.int64)])
        _, first, of_deal = np.unique(key, axis=1, return_index=True, return_inverse=True)
        rounds = Rounds(
            company=history.company[first],
            day=history.day[first],
            kind=history.round[first],
            amount=history.amount[first],
            previous=history.previous[first],
        )
        return cls(rounds, of_deal)


def _own_columns(codes: "Ints", past: "Ints", most: int) -> "Ints":
    """For each code its column, the commonest first; the last, for -1, is that of all others."""
    seen = codes[past]
    often = np.bincount(seen[seen >= 0], minlength=codes.max(initial=-1) + 1)
    own = np.argsort(-often, kind="stable")[:most]
    column = np.full(len(often) + 1, len(own), np.int64)
    column[own] = np.arange(len(own))
    return column


def _amounts(amount: "Floats") -> Sparse:
    """An amount between two of the listed ones counts for both, the nearer the more."""
    known, last = ~np.isnan(amount), len(_AMOUNTS) - 1
    place = np.interp(np.where(known, amount, 0), _AMOUNTS, np.arange(last + 1))
    below = np.minimum(place.astype(np.int64), last - 1)
    column = np.where(known[:, None], np.stack([below, below + 1], axis=1), last + 1)
    share = (place - below).astype(np.float32)
    return Sparse(column, np.where(known[:, None], np.stack([1 - share, share], axis=1), 0.5), last + 2)
