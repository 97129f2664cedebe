"""The small network: its parts add up, and fitting it depends on its seed alone."""

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from matcher.network import Network
from matcher.network_fit import fit_network


def network_of(seed, n_features=5, size=1.0):
    rng = np.random.default_rng(seed)
    shapes = (n_features, 8), (8,), (8, 4), (4,), (4,)
    return Network(*(size * rng.normal(size=shape) for shape in shapes))


def xor_queries(n, seed):
    """Of each query's ten those come in whose first two columns have the same sign, more or less."""
    rng = np.random.default_rng(seed)
    Z = rng.normal(size=(10 * n, 3)).astype(np.float32)
    odds = 6 * Z[:, 0] * Z[:, 1] + rng.gumbel(size=10 * n)
    groups = np.repeat(np.arange(n), 10)
    y = (odds == np.maximum.reduceat(odds, np.arange(0, 10 * n, 10))[groups]).astype(np.int64)
    return Z, y, groups


def share_first(network, Z, y):
    return float(
        np.mean(network.scores(Z).reshape(-1, 10).argmax(axis=1) == y.reshape(-1, 10).argmax(axis=1))
    )


@given(seed=st.integers(0, 10**6), size=st.floats(0.1, 1.5), far=st.floats(0, 6))
def test_added_columns_add_up_to_the_score(seed, size, far):
    network = network_of(seed, size=size)
    Z = far * np.random.default_rng(seed + 1).uniform(-1, 1, (7, 5))

    np.testing.assert_allclose(network.added(Z).sum(axis=1), network.scores(Z), atol=1e-9)


def test_added_is_each_column_s_own_score_where_columns_do_not_meet():
    network = network_of(0, n_features=2)
    network.first[0, 4:] = network.first[1, :4] = 0
    network.second[4:, :2] = network.second[:4, 2:] = 0
    z = np.array([[1.5, -2.0]])
    alone = [network.scores(z * own)[0] for own in np.eye(2)]

    np.testing.assert_allclose(network.added(z)[0], alone, atol=1e-7)


def test_added_of_what_is_not_read_is_nothing():
    network = network_of(1)
    network.first[2] = 0

    assert network.added(np.ones((3, 5)))[:, 2].tolist() == [0, 0, 0]


def test_scores_nothing_known_counts_for_nothing():
    network = network_of(2)

    assert network.scores(np.zeros((2, 5))).tolist() == [0, 0]
    assert network.added(np.zeros((1, 5))).tolist() == [[0] * 5]
    assert network.added(np.zeros((0, 5))).shape == (0, 5)


def test_scaled_multiplies_scores():
    network, z = network_of(3), np.ones((1, 5))

    assert network.scaled(2).scores(z)[0] == pytest.approx(2 * network.scores(z)[0])


def test_fit_network_learns_what_no_sum_of_columns_tells():
    network = fit_network(*xor_queries(1500, seed=0))
    Z, y, _ = xor_queries(200, seed=1)

    assert share_first(network, Z, y) > 0.6


def test_fit_network_depends_on_its_seed_alone():
    torch.set_num_threads(2)
    torch.manual_seed(5)
    Z, y, groups = xor_queries(40, seed=2)

    one = fit_network(Z, y, groups, seed=3)
    drawn = torch.rand(1)
    torch.manual_seed(5)
    same, another = (fit_network(Z, y, groups, seed=seed) for seed in (3, 4))

    assert one.first.tolist() == same.first.tolist() != another.first.tolist()
    assert torch.get_num_threads() == 2
    # What others draw with PyTorch goes on as if nothing had been fitted.
    torch.manual_seed(5)
    assert torch.rand(1) == drawn


def test_fit_network_queries_of_any_size_count():
    Z, y, groups = xor_queries(30, seed=4)
    uneven = np.random.default_rng(0).random(len(y)) < 0.7
    few = fit_network(Z[uneven], y[uneven], groups[uneven])

    assert np.isfinite(few.scores(Z)).all()
