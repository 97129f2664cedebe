"""How good a list is: nDCG, reciprocal rank, recall, exposure. Higher is better throughout."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

import numpy as np


def ndcg_at_k(ranked: Sequence[str], grades: Mapping[str, float], k: int = 10) -> float:
    """Normalised discounted cumulative gain.

    Parameters
    ----------
    ranked : sequence of str
        Ids, best first, each once.
    grades : mapping of str to float
        Relevance by id, not negative; what is not in it is 0. The gain is 2^grade - 1.
    k : int, default=10
        The list is cut there.

    Returns
    -------
    float
        In [0, 1]; nan when nothing is relevant. Järvelin & Kekäläinen 2002, with the gain of
        Burges et al. 2005.
    """
    gains = [2.0**grade - 1.0 for grade in grades.values() if grade > 0]
    if not gains:
        return float("nan")
    ideal = sum(g / np.log2(r + 2) for r, g in enumerate(sorted(gains, reverse=True)[:k]))
    got = sum((2.0 ** grades.get(x, 0.0) - 1.0) / np.log2(r + 2) for r, x in enumerate(ranked[:k]))
    return float(got / ideal)


def mrr_at_k(ranked: Sequence[str], relevant: Collection[str], k: int = 10) -> float:
    """One over the place of the first relevant id within the first k; 0 when there is none.

    nan when nothing is relevant.
    """
    if not relevant:
        return float("nan")
    wanted = set(relevant)
    return next((1.0 / (r + 1) for r, x in enumerate(ranked[:k]) if x in wanted), 0.0)


def recall_at_k(ranked: Sequence[str], relevant: Collection[str], k: int = 10) -> float:
    """The share of the relevant ids that stand within the first k; nan when nothing is relevant."""
    if not relevant:
        return float("nan")
    wanted = set(relevant)
    return len(wanted.intersection(ranked[:k])) / len(wanted)


def place_attention(place: int) -> float:
    """What a place of a list, from 1, gets of its reader's attention: 1 / log2(place + 1)."""
    return float(1.0 / np.log2(place + 1))


def exposure_by_group(
    lists: Sequence[Sequence[str]], group_of: Mapping[str, str], *, k: int = 20
) -> dict[str, float]:
    """How the attention of all lists together is shared among groups of candidates.

    Parameters
    ----------
    lists : sequence of sequence of str
        Ids, best first. A place's attention is that of `place_attention` (Singh & Joachims 2018).
    group_of : mapping of str to str
        Group of each id; ids without a group are left out.
    k : int, default=20
        Lower places get no attention.

    Returns
    -------
    dict of str to float
        Share per group; they add up to 1, or are all 0 when nobody was shown. Every group of
        `group_of` is named, groups in order of their names.
    """
    seen = dict.fromkeys(sorted(set(group_of.values())), 0.0)
    for ranked in lists:
        for place, candidate in enumerate(ranked[:k], start=1):
            if candidate in group_of:
                seen[group_of[candidate]] += place_attention(place)
    total = sum(seen.values())
    return {group: attention / total if total else 0.0 for group, attention in seen.items()}


@dataclass(frozen=True, slots=True)
class Figures:
    """Means over the queries that have something relevant, with their standard errors."""

    n_queries: int
    ndcg: float
    ndcg_error: float
    mrr: float
    recall: float
    recall_error: float


def evaluate(
    lists: Sequence[Sequence[str]], truths: Sequence[Mapping[str, float]], *, k: int = 10
) -> Figures:
    """Score many lists against graded truths.

    Parameters
    ----------
    lists : sequence of sequence of str
        One list a query.
    truths : sequence of mapping of str to float
        Grades by id, one mapping a query; queries with nothing relevant are left out.
    k : int, default=10
        Lists are cut there.

    Raises
    ------
    ValueError
        If the two differ in length.
    """
    rows = [
        (ndcg_at_k(ranked, truth, k), mrr_at_k(ranked, good, k), recall_at_k(ranked, good, k))
        for ranked, truth in zip(lists, truths, strict=True)
        if (good := {x for x, grade in truth.items() if grade > 0})
    ]
    if not rows:
        return Figures(0, *(float("nan"),) * 5)
    values = np.array(rows)
    mean = values.mean(axis=0)
    error = values.std(axis=0, ddof=1) / np.sqrt(len(rows)) if len(rows) > 1 else mean * np.nan
    return Figures(
        len(rows), float(mean[0]), float(error[0]), float(mean[1]), float(mean[2]), float(error[2])
    )
