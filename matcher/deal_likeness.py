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
from functools import cached_property
from itertools import pairwise
from math import prod
from typing import Any

import numpy as np
from numpy.typing import NDArray

from matcher.deal_classes import SIZES, Codes, question_classes
from matcher.deals import DealHistory, DealQuery, Floats, Ints

Table = NDArray[np.float32]

ASPECTS = ("text", "sector", "place", "stage", "amount", "activity", "relations")
# What each table tells apart together (`deal_classes.SIZES`), and the aspects that it speaks of.
TABLES: Mapping[tuple[str, ...], tuple[str, ...]] = {
    ("place",): ("place",),
    ("sector",): ("sector",),
    ("text",): ("text",),
    ("amount",): ("amount",),
    ("asked_round", "round"): ("stage",),
    ("asked_previous", "previous"): ("stage",),
    ("age",): ("stage",),
    ("time",): ("activity",),
    ("place", "sector"): ("place", "sector"),
    ("place", "asked_amount"): ("place", "amount"),
    ("amount", "asked_amount"): ("amount",),
    ("count", "time"): ("activity",),
    ("person", "place"): ("place",),
    ("ties",): ("relations",),
    ("place", "asked_round"): ("place", "stage"),
    ("sector_coarse", "asked_previous"): ("sector", "stage"),
    ("place", "time"): ("place", "activity"),
    ("person", "asked_round"): ("stage",),
    ("count", "place"): ("place", "activity"),
    ("syndicate", "asked_round"): ("stage",),
    ("together", "asked_round"): ("stage",),
    ("together", "asked_amount"): ("amount",),
    ("recent", "count"): ("activity",),
    ("recent", "time"): ("activity",),
    ("same_day", "asked_round"): ("activity",),
    ("asked_dated", "dated"): ("activity",),
    ("count", "sector"): ("sector", "activity"),
    ("focus", "place"): ("place",),
    ("asked_digits", "digits"): ("amount",),
    ("asked_recorded", "recorded"): ("sector", "stage"),
}
_LENGTHS = tuple(prod(SIZES[one] for one in told_apart) for told_apart in TABLES)


@dataclass(frozen=True, slots=True, eq=False)
class DealLikeness:
    """The fitted tables, in the order of `TABLES`."""

    tables: tuple[Table, ...]

    @classmethod
    def zero(cls) -> "DealLikeness":
        """Every deal counts the same."""
        return cls(tuple(np.zeros(length, np.float32) for length in _LENGTHS))

    def entries(self, codes: Sequence[Codes]) -> list[Table]:
        """What each table adds for each deal."""
        return [table.take(code) for table, code in zip(self.tables, codes, strict=True)]

    @classmethod
    def mean(cls, fitted: Sequence["DealLikeness"]) -> "DealLikeness":
        """The geometric mean of several likenesses: steadier than each."""
        return cls(tuple(np.mean(same, axis=0) for same in zip(*(one.tables for one in fitted), strict=True)))


class WeighedDeals:
    """A history, a question, and how much each deal counts for it.

    Attributes
    ----------
    entries : list of ndarray of float32, shape (n_deals,)
        What each table of the likeness adds.
    weight : ndarray of float64, shape (n_deals,)
        The exponential of their sum, the greatest 1; 0 for deals of who is already in.
    strength : ndarray of float64, shape (n_investors,)
        The sum of the weights of an investor's deals.
    """

    def __init__(self, history: DealHistory, likeness: DealLikeness, query: DealQuery) -> None:
        self.history, self.query = history, query
        self.entries = likeness.entries(deal_codes(history, query))
        self.weight = counted(history, query, self.entries)
        self.strength = np.bincount(history.investor, self.weight, minlength=history.n)

    @cached_property
    def everyone(self) -> float:
        """The sum of all weights."""
        return max(float(self.strength.sum()), 1e-30)

    @cached_property
    def share(self) -> Floats:
        """Each investor's chance."""
        return (self.strength / self.everyone).astype(np.float32)

    def pool(self, n: int, among: NDArray[np.bool_]) -> Ints:
        """The n of greatest chance among some investors, in their own order."""
        rows = np.flatnonzero(among)
        if len(rows) <= n:
            return rows
        chance = self.share[rows]
        least = np.partition(chance, len(rows) - n)[len(rows) - n]
        chosen = chance > least
        chosen[np.flatnonzero(chance == least)[: n - chosen.sum()]] = True
        return np.asarray(rows[chosen])


def deal_codes(history: DealHistory, query: DealQuery) -> list[Codes]:
    """For each table of `TABLES` the entry that each deal of the history looks up."""
    classes = {**history.classes, **question_classes(history, query)}
    codes = []
    for told_apart in TABLES:
        code = classes[told_apart[0]]
        for one in told_apart[1:]:
            code = code * np.int16(SIZES[one]) + classes[one]
        codes.append(code)
    return codes


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
    theta, first, second, total = (np.zeros(sum(_LENGTHS)) for _ in range(4))
    bounds = np.r_[0, np.cumsum(_LENGTHS)]
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
