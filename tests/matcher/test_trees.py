"""Trees as arrays against LightGBM's own answers, and Shapley values against brute force."""

import itertools
import math

import lightgbm as lgb
import numpy as np
import pytest

from matcher import tree_games
from matcher.trees import TreeEnsemble

GROUP_OF = (0, 0, 1, 2, 2)


@pytest.fixture(scope="module")
def fitted():
    rng = np.random.default_rng(5)
    X = rng.normal(size=(600, 5)).round(2)
    X[rng.random(X.shape) < 0.1] = np.nan
    X[:, 3] = rng.integers(0, 4, 600)
    y = np.nan_to_num(X[:, 0] * X[:, 2]) + X[:, 3] + rng.normal(size=600) * 0.1
    booster = lgb.train(
        {"num_leaves": 15, "verbose": -1, "num_threads": 1, "min_data_in_leaf": 5},
        lgb.Dataset(X, y),
        12,
    )
    return X, booster, TreeEnsemble.of_lightgbm(booster.dump_model())


def expectation(tree, row, known):
    """A tree's value when only the groups of `known` are known, worked out from the top down."""

    def below(leaves):
        nodes = [
            node
            for node in range(len(tree.feature))
            if int(tree.left[node]) | int(tree.right[node]) == leaves
        ]
        if not nodes:
            return float(tree.value[leaves.bit_length() - 1])
        (node,) = nodes
        value = row[tree.feature[node]]
        left = bool(tree.nan_left[node]) if math.isnan(value) else value <= tree.threshold[node]
        if GROUP_OF[tree.feature[node]] in known:
            return below(int(tree.left[node] if left else tree.right[node]))
        share = tree.left_share[node]
        return share * below(int(tree.left[node])) + (1 - share) * below(int(tree.right[node]))

    return below((1 << len(tree.value)) - 1)


def test_scores_equal_lightgbm_s(fitted):
    X, booster, ensemble = fitted

    assert ensemble.scores(X) == pytest.approx(booster.predict(X), abs=1e-9)


def test_scores_of_a_value_that_fitting_never_saw_missing(fitted):
    _, booster, ensemble = fitted
    X = np.full((1, 5), np.nan)

    assert ensemble.scores(X) == pytest.approx(booster.predict(X), abs=1e-9)


def test_group_values_and_expectation_add_up_to_the_score(fitted):
    X, _, ensemble = fitted

    values, base = ensemble.group_values(X, GROUP_OF, 3)

    assert values.sum(axis=1) + base == pytest.approx(ensemble.scores(X), abs=1e-9)


def test_group_values_equal_the_definition_of_shapley(fitted):
    X, _, ensemble = fitted
    rows = X[:6]
    expected = np.zeros((len(rows), 3))
    for position, row in enumerate(rows):
        for group in range(3):
            others = [g for g in range(3) if g != group]
            for size in range(3):
                for coalition in itertools.combinations(others, size):
                    weight = math.factorial(size) * math.factorial(2 - size) / 6
                    gain = sum(
                        expectation(tree, row, {*coalition, group}) - expectation(tree, row, set(coalition))
                        for tree in ensemble.trees
                    )
                    expected[position, group] += weight * gain

    assert ensemble.group_values(rows, GROUP_OF, 3)[0] == pytest.approx(expected, abs=1e-9)


def test_group_values_do_not_depend_on_how_many_cases_are_kept(fitted, monkeypatch):
    X, _, ensemble = fitted
    kept, _ = ensemble.group_values(X, range(5), 5)
    monkeypatch.setattr(tree_games, "_ALL_CASES", 1)

    worked_out = tree_games.TreeGames(ensemble.trees, range(5), 5).values(X)

    assert worked_out == pytest.approx(kept, abs=1e-12)


def test_group_values_of_many_rows_are_those_of_each(fitted):
    X, _, ensemble = fitted

    many, _ = ensemble.group_values(X, GROUP_OF, 3)

    assert len(X) > 2 * tree_games._BLOCK
    assert many[300:303].tolist() == [
        ensemble.group_values(X[[k]], GROUP_OF, 3)[0][0].tolist() for k in range(300, 303)
    ]
    assert ensemble.group_values(X[:0], GROUP_OF, 3)[0].shape == (0, 3)


def test_group_values_of_no_trees_are_nothing():
    assert TreeEnsemble([], 5).group_values(np.ones((2, 5)), GROUP_OF, 3)[0].tolist() == [[0] * 3] * 2


def test_arrays_make_the_same_ensemble_again(fitted):
    X, _, ensemble = fitted

    again = TreeEnsemble.of_arrays(ensemble.arrays())

    assert again.scores(X).tolist() == ensemble.scores(X).tolist()
    assert again.group_values(X[:3], GROUP_OF, 3)[1] == ensemble.group_values(X[:3], GROUP_OF, 3)[1]


def test_no_trees_score_nothing():
    ensemble = TreeEnsemble((), 2)

    assert ensemble.scores(np.ones((3, 2))).tolist() == [0.0, 0.0, 0.0]
    assert TreeEnsemble.of_arrays(ensemble.arrays()).trees == ()


def test_a_tree_of_too_many_leaves_is_refused():
    rng = np.random.default_rng(0)
    X = rng.normal(size=(2000, 1))
    booster = lgb.train(
        {"num_leaves": 80, "verbose": -1, "min_data_in_leaf": 1, "num_threads": 1},
        lgb.Dataset(X, np.sin(9 * X[:, 0])),
        1,
    )

    with pytest.raises(ValueError, match="64 is the most"):
        TreeEnsemble.of_lightgbm(booster.dump_model())
