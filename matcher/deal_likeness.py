"""How much a past deal speaks for its investor: a learned likeness of deal and question.

A deal d counts exp(s(d, q)) for a question q, where s is a sum of table entries looked up by how
the two compare: place, sectors, text, amount, kind of round, age, time, who is already in. An
investor's strength is the sum over its deals, and its chance the share of that in everyone's:

    P(i | q) = sum over d of i of exp(s(d, q)) / sum over all d of exp(s(d, q))

That is a conditional logit whose alternatives are sums of kernels, with additive kernels in the
exponent. The tables are fitted by gradient on the logarithm of P of those who came in
(`fit_likeness`); nothing about their values stands in the code. numpy alone.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from matcher.adam import Adam
from matcher.deal_classes import question_classes
from matcher.deal_lookups import LENGTHS, LOOKUPS, Places, Table, summed
from matcher.deals import DealHistory, DealQuery, Floats, Ints


@dataclass(frozen=True, slots=True, eq=False)
class DealLikeness:
    """The fitted tables, in the order of `deal_lookups.TABLES`."""

    tables: tuple[Table, ...]

    @classmethod
    def zero(cls) -> "DealLikeness":
        """Every deal counts the same."""
        return cls(tuple(np.zeros(length, np.float32) for length in LENGTHS))

    @classmethod
    def mean(cls, fitted: Sequence["DealLikeness"]) -> "DealLikeness":
        """The geometric mean of several likenesses: steadier than each."""
        return cls(tuple(np.mean(same, axis=0) for same in zip(*(one.tables for one in fitted), strict=True)))


class WeighedDeals:
    """A history, a question, and how much each deal counts for it.

    Attributes
    ----------
    classes : dict
        Of each deal beside the question, and of the question: `deal_classes.question_classes`.
    entries : list of ndarray of float32, shape (n_deals,)
        What the tables of each of `deal_lookups.LOOKUPS` add.
    total : ndarray of float32, shape (n_deals,)
        Their sum.
    weight : ndarray of float32, shape (n_deals,)
        The exponential of it, the greatest 1; 0 for deals of who is already in.
    strength : ndarray of float64, shape (n_investors,)
        The sum of the weights of an investor's deals.
    """

    def __init__(self, history: DealHistory, likeness: DealLikeness, query: DealQuery) -> None:
        self.history, self.query = history, query
        self.classes, _, self.entries = _looked_up(history, query, likeness.tables)
        self.total = added(self.entries)
        self.weight = _counted(history, query, self.total)
        self.strength = np.bincount(history.investor, self.weight, minlength=history.n)

    @cached_property
    def everyone(self) -> float:
        """The sum of all weights."""
        return max(float(self.strength.sum()), 1e-30)

    @cached_property
    def share(self) -> Floats:
        """Each investor's chance."""
        return (self.strength / self.everyone).astype(np.float32)

    @cached_property
    def namesakes(self) -> Floats:
        """See `DealHistory.namesakes`."""
        return self.history.namesakes(self.query)

    def pool(self, n: int, among: NDArray[np.bool_]) -> Ints:
        """The n of greatest chance among some investors, namesakes first, in their own order."""
        rows = np.flatnonzero(among)
        if len(rows) <= n:
            return rows
        chance = self.share[rows] + (self.namesakes[rows] > 0)
        least = np.partition(chance, len(rows) - n)[len(rows) - n]
        chosen = chance > least
        chosen[np.flatnonzero(chance == least)[: n - chosen.sum()]] = True
        return np.asarray(rows[chosen])


def added(entries: Sequence[Floats]) -> Floats:
    """The sum of arrays of one shape, one after another: they need not be copied side by side."""
    total = entries[0].copy()
    for entry in entries[1:]:
        total += entry
    return total


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
    The result is the mean of the tables over the second half of the steps (Polyak & Juditsky 1992).
    """
    theta, total = np.zeros(sum(LENGTHS)), np.zeros(sum(LENGTHS))
    adam = Adam([theta], floor=1e-3)
    bounds = np.r_[0, np.cumsum(LENGTHS)]
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
        adam.step([gradient], rate * min(1.0, step / 30) * (1 - 0.8 * step / steps))
        if 2 * step > steps:
            averaged += 1
            total += theta
    mean = (total / max(averaged, 1)).astype(np.float32)
    return DealLikeness(tuple(mean[a:b] for a, b in pairwise(bounds)))


def _gradient(
    history: DealHistory, query: DealQuery, truth: Ints, tables: Sequence[NDArray[np.float64]]
) -> NDArray[np.float64]:
    """Of minus the log likelihood of those who came in, by table entry, all tables in a row."""
    classes, codes, entries = _looked_up(history, query, tables)
    weight = _counted(history, query, added(entries))
    strength = np.bincount(history.investor, weight, minlength=history.n)
    truth = truth[strength[truth] > 0]
    slopes = [np.zeros(length) for length in LENGTHS]
    if len(truth):
        pull = np.full(history.n, len(truth) / strength.sum())
        pull[truth] -= 1.0 / strength[truth]
        per_deal = weight * pull[history.investor] / np.sqrt(len(truth))
        for lookup, code in zip(LOOKUPS, codes, strict=True):
            for number, slope in lookup.parted(summed(code, per_deal, lookup.size), classes):
                slopes[number] = slope
    return np.concatenate(slopes)


def _looked_up(
    history: DealHistory, query: DealQuery, tables: Sequence[NDArray[Any]]
) -> tuple[dict[str, Any], list[Places], list[Table]]:
    """The question's classes, and for each of `LOOKUPS` every deal's code and what it adds."""
    classes = question_classes(history, query)
    codes = [lookup.codes(history.joint_classes(lookup.of_deals), classes) for lookup in LOOKUPS]
    entries = [lookup.joined(tables, classes).take(code) for lookup, code in zip(LOOKUPS, codes, strict=True)]
    return classes, codes, entries


def _counted(history: DealHistory, query: DealQuery, total: Floats) -> Floats:
    """The exponential of each deal's sum, the greatest 1; 0 for deals of who is already in."""
    weight: Floats = np.exp(total - total.max(initial=0.0))
    for backer in query.backers:
        weight[history.deals_of(backer)] = 0.0
    return weight
