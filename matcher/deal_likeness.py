"""How much a past deal speaks for its investor: a learned likeness of deal and question.

A deal d counts exp(s(d, q)) for a question q, where s is a sum of table entries looked up by how
the two compare: place, sectors, text, amount, kind of round, age, time, who is already in. An
investor's strength is the sum over its deals, and its chance the share of that in everyone's:

    P(i | q) = sum over d of i of exp(s(d, q)) / sum over all d of exp(s(d, q))

That is a conditional logit whose alternatives are sums of kernels, with additive kernels in the
exponent. The tables are fitted by gradient on the logarithm of P of those who came in
(`fit_likeness`); nothing about their values stands in the code. numpy alone.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from matcher.deals import YEAR, DealHistory, DealQuery, Ints

Codes = NDArray[np.int16]
Table = NDArray[np.float32]

# Bounds between neighbouring codes, chosen once for being round and fine enough.
_LIKENESS = np.array([0.02, 0.08, 0.15, 0.25, 0.35, 0.45, 0.55, 0.65, 0.75, 0.85, 0.95], np.float32)
# Differences of natural logarithms of amounts.
_AMOUNTS = np.array(
    [-3, -2, -1.4, -1, -0.7, -0.45, -0.25, -0.1, -0.03, 0.03, 0.1, 0.25, 0.45, 0.7, 1, 1.4, 2, 3], np.float32
)
_ASKED = np.log1p(np.array([2e5, 1e6, 3e6, 1e7, 3e7]))
_AGES = np.array([-8, -5, -3, -2, -1, -0.5, 0.5, 1, 2, 3, 5, 8], np.float32)
_YEARS = np.array([0.1, 0.25, 0.5, 0.75, 1, 1.5, 2, 3, 4, 6, 8, 12], np.float32)
_COUNTS = np.array([1, 2, 3, 5, 10, 20, 50])

_LEVELS = 8  # of place: none shared, country, state, region, city; deal's, asked, both unknown
_SECTORS = len(_LIKENESS) + 2
_TEXTS = len(_LIKENESS) + 1
_AMOUNT_CODES = len(_AMOUNTS) + 4
_ASKED_CODES = len(_ASKED) + 2
_ROUND_CODES = 8
_PREVIOUS = 6
_AGE_CODES = len(_AGES) + 4
_TIMES = len(_YEARS) + 1
_COUNT_CODES = len(_COUNTS) + 1
_TIES = 36

# Name of a table -> its size, and the aspects that it speaks of.
TABLES: Mapping[str, tuple[int, tuple[str, ...]]] = {
    "place": (_LEVELS, ("place",)),
    "sector": (_SECTORS, ("sector",)),
    "text": (_TEXTS, ("text",)),
    "amount": (_AMOUNT_CODES, ("amount",)),
    "round": (_ROUND_CODES * _ROUND_CODES, ("stage",)),
    "previous": (5 * _PREVIOUS, ("stage",)),
    "age": (_AGE_CODES, ("stage",)),
    "time": (_TIMES, ("activity",)),
    "place_sector": (_LEVELS * _SECTORS, ("place", "sector")),
    "place_asked": (_LEVELS * _ASKED_CODES, ("place", "amount")),
    "amount_asked": (_AMOUNT_CODES * _ASKED_CODES, ("amount",)),
    "count_time": (_COUNT_CODES * _TIMES, ("activity",)),
    "person_place": (2 * _LEVELS, ("place",)),
    "ties": (_TIES, ("relations",)),
    "place_round": (_LEVELS * _ROUND_CODES, ("place", "stage")),
    "sector_previous": (5 * 5, ("sector", "stage")),
    "place_time": (_LEVELS * _TIMES, ("place", "activity")),
    "person_round": (2 * _ROUND_CODES, ("stage",)),
    "count_place": (_COUNT_CODES * _LEVELS, ("place", "activity")),
}
ASPECTS = ("text", "sector", "place", "stage", "amount", "activity", "relations")


@dataclass(frozen=True, slots=True, eq=False)
class DealLikeness:
    """The fitted tables, in the order of `TABLES`."""

    tables: tuple[Table, ...]

    @classmethod
    def zero(cls) -> "DealLikeness":
        """Every deal counts the same."""
        return cls(tuple(np.zeros(size, np.float32) for size, _ in TABLES.values()))

    def entries(self, codes: Sequence[Codes]) -> list[Table]:
        """What each table adds for each deal."""
        return [table.take(code) for table, code in zip(self.tables, codes, strict=True)]

    @classmethod
    def mean(cls, fitted: Sequence["DealLikeness"]) -> "DealLikeness":
        """The geometric mean of several likenesses: steadier than each."""
        return cls(tuple(np.mean(same, axis=0) for same in zip(*(one.tables for one in fitted), strict=True)))


def deal_codes(history: DealHistory, query: DealQuery) -> list[Codes]:
    """For each table of `TABLES` the entry that each deal of the history looks up."""
    companies, asked = history.companies, query.company
    place = _place_codes(history, companies.places[asked])
    sector = _sector_codes(history, asked)
    text = np.searchsorted(_LIKENESS, history.text_like_used(asked)).astype(np.int16)[history.local]
    amount, size = _amount_codes(history, query.amount)
    kind = query.round + 1
    previous = int(np.clip(np.nan_to_num(query.previous_rounds), 0, 4))
    age = np.float32(query.day / YEAR - companies.founded[asked])
    time = np.searchsorted(_YEARS, ((query.day - history.day) / YEAR).astype(np.float32)).astype(np.int16)
    count, person = history.count_code(_COUNTS), history.person_code
    return [
        place,
        sector,
        text,
        amount,
        (kind * _ROUND_CODES + history.round + 1).astype(np.int16),
        (previous * _PREVIOUS + np.clip(history.previous, 0, _PREVIOUS - 1)).astype(np.int16),
        _age_codes(history, age),
        time,
        place * _SECTORS + sector,
        place * _ASKED_CODES + size,
        amount * _ASKED_CODES + size,
        count * _TIMES + time,
        person * _LEVELS + place,
        _tie_codes(history, query.backers),
        place * _ROUND_CODES + np.int16(kind),
        np.minimum(sector // 3, 4) * 5 + np.int16(previous),
        place * _TIMES + time,
        person * _ROUND_CODES + np.int16(kind),
        count * _LEVELS + place,
    ]


def _place_codes(history: DealHistory, place: Ints) -> Codes:
    codes = np.zeros(len(history.company), np.int16)
    for level in range(4):
        if place[level] >= 0:
            codes[history.place[:, level] == place[level]] = level + 1
    unknown = history.place[:, 0] < 0
    if place[0] < 0:
        return np.where(unknown, 7, 6).astype(np.int16)
    codes[unknown] = 5
    return codes


def _sector_codes(history: DealHistory, asked: int) -> Codes:
    if not history.companies.sectors[asked].any():
        return np.zeros(len(history.company), np.int16)
    used = 1 + np.searchsorted(_LIKENESS, history.sector_like_used(asked))
    return used.astype(np.int16)[history.local]


def _amount_codes(history: DealHistory, amount: float) -> tuple[Codes, np.int16]:
    """How a deal's amount compares with what is asked, and how much that is."""
    known = len(_AMOUNTS)
    if np.isnan(amount):
        codes = np.where(np.isnan(history.amount), known + 3, known + 1).astype(np.int16)
        return codes, np.int16(_ASKED_CODES - 1)
    asked = np.float32(np.log1p(amount))
    apart = history.amount - asked
    codes = np.where(np.isnan(apart), known + 2, np.searchsorted(_AMOUNTS, apart)).astype(np.int16)
    return codes, np.int16(np.searchsorted(_ASKED, asked))


def _age_codes(history: DealHistory, age: np.float32) -> Codes:
    known = len(_AGES)
    if np.isnan(age):
        return np.where(np.isnan(history.age), known + 3, known + 1).astype(np.int16)
    older = history.age - age
    return np.where(np.isnan(older), known + 2, np.searchsorted(_AGES, older)).astype(np.int16)


def _tie_codes(history: DealHistory, backers: Ints) -> Codes:
    """How many backers the deal's company shares, and how its investor is tied to them."""
    if not len(backers):
        return np.zeros(len(history.company), np.int16)
    shared = np.zeros(len(history.companies.ids) + 1, np.int16)
    tied = np.zeros(history.n, np.int16)
    for backer in backers:
        shared[history.company[history.deals_of(backer)]] += 1
        partners, _, follows = history.partners_of(backer)
        # 1 shared a company with the backer; 2 came after it at least once.
        tied[partners] = np.maximum(tied[partners], np.where(follows > 0, 2, 1))
    few = 1 if len(backers) < 3 else 2
    codes = np.minimum(shared[history.company], 3) + 4 * tied[history.investor] + 12 * few
    return codes.astype(np.int16)


def fit_likeness(
    windows: Sequence[tuple[DealHistory, Sequence[DealQuery], Sequence[Ints]]],
    *,
    seed: int = 0,
    rate: float = 0.08,
    penalty: float = 1e-3,
    batch: int = 8,
) -> DealLikeness:
    """Fit the tables by one pass of Adam over the questions of all windows, in random order.

    Parameters
    ----------
    windows : sequence of (history, queries, truths)
        Each query with the rows of the investors who came in. A query of k of them weighs
        1/sqrt(k): more than one of a single investor, not k times as much.
    seed : int
        For the order of the questions.
    rate : float
        Step width at the start; it falls to a fifth.
    penalty : float
        L2 on the tables.
    batch : int
        Questions a step.

    Notes
    -----
    Adam: Kingma & Ba 2015. The result is the mean of the tables over the second half of the
    steps (Polyak & Juditsky 1992).
    """
    sizes = [size for size, _ in TABLES.values()]
    theta, first, second, total = (np.zeros(sum(sizes)) for _ in range(4))
    bounds = np.r_[0, np.cumsum(sizes)]
    order = [(w, k) for w, (_, queries, _) in enumerate(windows) for k in range(len(queries))]
    np.random.default_rng(seed).shuffle(order)
    steps = -(-len(order) // batch)
    averaged = 0
    for step in range(1, steps + 1):
        gradient = np.zeros_like(theta)
        tables = [theta[a:b] for a, b in pairwise(bounds)]
        chosen = order[(step - 1) * batch : step * batch]
        for w, k in chosen:
            history, queries, truths = windows[w]
            gradient += _gradient(history, queries[k], truths[k], tables)
        gradient = gradient / len(chosen) + penalty * theta
        first += 0.1 * (gradient - first)
        second += 0.01 * (gradient**2 - second)
        slope = (first / (1 - 0.9**step)) / (np.sqrt(second / (1 - 0.99**step)) + 1e-3)
        theta -= rate * min(1.0, step / 30) * (1 - 0.8 * step / steps) * slope
        if 2 * step > steps:
            averaged += 1
            total += theta
    mean = (total / max(averaged, 1)).astype(np.float32)
    return DealLikeness(tuple(mean[a:b] for a, b in pairwise(bounds)))


def _gradient(
    history: DealHistory, query: DealQuery, truth: Ints, tables: Sequence[NDArray[np.float64]]
) -> NDArray[np.float64]:
    """Of minus the log likelihood of those who came in, by table entry, all tables in a row."""
    codes = deal_codes(history, query)
    weight = counted(history, query, [table.take(code) for table, code in zip(tables, codes, strict=True)])
    strength = np.bincount(history.investor, weight, minlength=history.n)
    truth = truth[strength[truth] > 0]
    if not len(truth):
        return np.zeros(sum(map(len, tables)))
    pull = np.full(history.n, len(truth) / strength.sum())
    pull[truth] -= 1.0 / strength[truth]
    per_deal = weight * pull[history.investor] / np.sqrt(len(truth))
    parts = [
        np.bincount(code, per_deal, minlength=len(table)) for table, code in zip(tables, codes, strict=True)
    ]
    return np.concatenate(parts)


def counted(history: DealHistory, query: DealQuery, entries: Sequence[NDArray[Any]]) -> NDArray[np.float64]:
    """The exponential of the entries' sum for each deal, the greatest 1; 0 for deals of who is already in."""
    total = entries[0].astype(np.float64)
    for entry in entries[1:]:
        total += entry
    weight: NDArray[np.float64] = np.exp(total - total.max(initial=0.0))
    for backer in query.backers:
        weight[history.deals_of(backer)] = 0.0
    return weight
