"""The estimator keeps scikit-learn's contract, and learns an order."""

import numpy as np
import pytest
from sklearn.utils.estimator_checks import check_estimator

from matcher.learning import LambdaRanker, pair_accuracy


def test_lambda_ranker_keeps_scikit_learn_s_contract():
    check_estimator(LambdaRanker(n_rounds=3, min_rows=1), on_skip=None)


def test_lambda_ranker_learns_the_order_within_groups():
    rng = np.random.default_rng(0)
    X = rng.normal(size=(600, 3))
    y = (X[:, 0] > 0.5).astype(int)
    groups = np.repeat(np.arange(30), 20)

    ranker = LambdaRanker(n_rounds=20, min_rows=5).fit(X[:400], y[:400], groups[:400])

    assert ranker.score(X[400:], y[400:], groups[400:]) > 0.95


def test_lambda_ranker_does_not_depend_on_the_number_of_threads():
    rng = np.random.default_rng(0)
    X, y = rng.normal(size=(300, 4)), rng.integers(0, 2, 300)

    one, two = (LambdaRanker(n_rounds=5, n_jobs=jobs).fit(X, y).predict(X) for jobs in (1, 2))

    assert one.tolist() == two.tolist()


def test_lambda_ranker_smooth_leaves_lean_towards_their_parents():
    rng = np.random.default_rng(3)
    X = rng.random((200, 3))
    y = (X[:, 0] > 0.5).astype(np.int64)

    plain, smooth = (
        np.ptp(LambdaRanker(objective="binary", n_rounds=1, min_rows=5, smoothing=rows).fit(X, y).predict(X))
        for rows in (0.0, 1000.0)
    )

    assert 0 < smooth < plain / 2


def test_lambda_ranker_too_many_leaves_are_refused():
    with pytest.raises(ValueError, match="n_leaves"):
        LambdaRanker(n_leaves=65).fit(np.eye(4), np.arange(4))


def test_pair_accuracy_counts_pairs_within_groups():
    scores = np.array([3.0, 1.0, 2.0, 2.0])
    y = np.array([1, 0, 1, 0])

    assert pair_accuracy(scores, y, [0, 0, 1, 1]) == 0.75
    assert np.isnan(pair_accuracy(scores, np.zeros(4)))
