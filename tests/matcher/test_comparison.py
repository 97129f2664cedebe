"""A change of ranker needs more than luck: paired, weighted, and with an interval."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from matcher.comparison import LEAST_LISTS, HeldOut, compare, weighted_ndcg, weighted_pairs


def lists(n, seed=0, size=12):
    rng = np.random.default_rng(seed)
    out = []
    for _ in range(n):
        grades = rng.integers(0, 3, size).astype(float)
        grades[:2] = 0, 2
        out.append(HeldOut(tuple(f"a{k:02}" for k in range(size)), grades, np.ones(size)))
    return out


def test_compare_a_ranker_with_itself_is_no_better():
    held = lists(20)
    scores = [np.random.default_rng(1).normal(size=12) for _ in held]

    found = compare(held, scores, scores)

    assert (found.difference, found.low, found.high, found.better) == (0.0, 0.0, 0.0, False)


def test_compare_the_truth_beats_chance_and_chance_does_not_beat_the_truth():
    held = lists(20)
    rng = np.random.default_rng(1)
    chance, truth = [rng.normal(size=12) for _ in held], [one.grades for one in held]

    assert compare(held, chance, truth).better
    assert not compare(held, truth, chance).better
    assert compare(held, chance, truth).pairs_new == 1.0


def test_compare_few_lists_are_never_enough():
    held = lists(LEAST_LISTS - 1)

    assert not compare(held, [-one.grades for one in held], [one.grades for one in held]).better


def test_compare_lists_that_tell_no_order_are_left_out():
    even = HeldOut(("a", "b"), np.array([2.0, 2.0]), np.ones(2))

    assert compare([even], [np.zeros(2)], [np.zeros(2)]).n_lists == 0


@given(st.integers(0, 99))
def test_figures_do_not_depend_on_the_order_of_the_pairs(seed):
    [one] = lists(1, seed)
    rng = np.random.default_rng(seed)
    scores, order = rng.normal(size=12), rng.permutation(12)
    other = HeldOut(tuple(one.ids[k] for k in order), one.grades[order], one.weights[order])

    assert weighted_ndcg(other, scores[order]) == pytest.approx(weighted_ndcg(one, scores))
    assert weighted_pairs(other, scores[order]) == pytest.approx(weighted_pairs(one, scores))


def test_weighted_pairs_counts_level_scores_half_and_heavy_pairs_more():
    one = HeldOut(("a", "b", "c"), np.array([2.0, 0.0, 0.0]), np.array([1.0, 3.0, 1.0]))

    assert weighted_pairs(one, np.zeros(3)) == 0.5
    assert weighted_pairs(one, np.array([1.0, 0.0, 2.0])) == 0.75
