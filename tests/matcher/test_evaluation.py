"""The measures of a list, against figures worked out by hand."""

import math

import pytest

from matcher.evaluation import evaluate, exposure_by_group, mrr_at_k, ndcg_at_k, recall_at_k


def test_ndcg_perfect_order_is_one():
    assert ndcg_at_k(["a", "b", "c"], {"a": 3, "b": 1}) == pytest.approx(1.0)


def test_ndcg_by_hand():
    expected = (1 / math.log2(3)) / (7 / math.log2(2) + 1 / math.log2(3))

    assert ndcg_at_k(["x", "b"], {"a": 3, "b": 1}, k=2) == pytest.approx(expected)


def test_ndcg_nothing_relevant_is_nan():
    assert math.isnan(ndcg_at_k(["a"], {"a": 0}))


def test_mrr_second_place_is_a_half():
    assert mrr_at_k(["x", "a"], {"a", "b"}) == 0.5
    assert mrr_at_k(["x", "y", "a"], {"a"}, k=2) == 0.0


def test_recall_counts_what_stands_above_the_cut():
    assert recall_at_k(["a", "x", "b"], {"a", "b"}, k=2) == 0.5
    assert math.isnan(recall_at_k(["a"], set()))


def test_exposure_shares_add_up_to_one():
    shares = exposure_by_group([["a", "b"], ["b"]], {"a": "youth", "b": "farmer", "c": "returnee"})

    assert shares["farmer"] == pytest.approx((1 / math.log2(3) + 1) / (2 + 1 / math.log2(3)))
    assert sum(shares.values()) == pytest.approx(1.0)
    assert shares["returnee"] == 0.0


def test_exposure_nobody_shown_is_zero_for_all():
    assert exposure_by_group([], {"a": "youth"}) == {"youth": 0.0}


def test_evaluate_leaves_out_queries_without_truth():
    figures = evaluate([["a"], ["b"]], [{"a": 1}, {}])

    assert (figures.n_queries, figures.ndcg) == (1, 1.0)


def test_evaluate_lists_and_truths_of_other_lengths_are_refused():
    with pytest.raises(ValueError, match="zip"):
        evaluate([["a"]], [])
