"""Probabilities are read off what happened: never falling, never certain, and silent where data is thin."""

import itertools
import json

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from matcher.calibration import (
    ISOTONIC_FROM,
    LEAST_OF_EACH,
    LEAST_OUTCOMES,
    THIN,
    Calibration,
    calibrate,
    wilson,
)


def outcomes(n, seed=0, sharp=0.06):
    rng = np.random.default_rng(seed)
    fits = rng.uniform(0, 100, n)
    return fits, (rng.random(n) < 1 / (1 + np.exp(-(fits - 60) * sharp))).astype(float)


@pytest.mark.parametrize(
    ("n", "n_true", "enough"),
    [
        (LEAST_OUTCOMES - 1, 25, False),
        (LEAST_OUTCOMES, LEAST_OF_EACH - 1, False),
        (LEAST_OUTCOMES, LEAST_OUTCOMES - LEAST_OF_EACH + 1, False),
        (LEAST_OUTCOMES, LEAST_OF_EACH, True),
    ],
)
def test_calibrate_says_not_enough_where_outcomes_are_few(n, n_true, enough):
    came_true = np.r_[np.ones(n_true), np.zeros(n - n_true)]

    curve = calibrate(np.linspace(0, 100, n), came_true)

    assert (curve.enough, curve.n, curve.n_true) == (enough, n, n_true)
    assert (curve.share(50.0) is None) == (not enough)


def test_calibrate_pairs_that_only_may_have_been_seen_do_not_make_enough():
    fits, came_true = outcomes(LEAST_OUTCOMES - 1)

    more = np.r_[fits, np.full(500, 20.0)], np.r_[came_true, np.zeros(500)]

    assert not calibrate(*more, np.r_[np.ones(len(fits)), np.full(500, 0.4)]).enough


@pytest.mark.parametrize("n", [120, 3 * ISOTONIC_FROM])
def test_calibrate_finds_the_shares_again(n):
    curve = calibrate(*outcomes(n, seed=3))

    assert curve.kind == ("platt" if n < ISOTONIC_FROM else "isotonic")
    for fit in (30.0, 60.0, 85.0):
        assert curve.share(fit) == pytest.approx(1 / (1 + np.exp(-(fit - 60) * 0.06)), abs=0.13)


@given(st.integers(60, 600), st.integers(0, 999), st.floats(-0.1, 0.1))
def test_calibrate_never_falls_and_is_never_certain(n, seed, sharp):
    curve = calibrate(*outcomes(n, seed, sharp))

    if curve.enough:
        shares = [curve.share(float(fit)) or 0.0 for fit in range(101)]
        assert all(after >= before - 1e-12 for before, after in itertools.pairwise(shares))
        assert 0.0 < min(shares) <= max(shares) < 1.0


@given(st.integers(60, 500), st.integers(0, 999))
def test_calibrate_does_not_depend_on_the_order_and_survives_json(n, seed):
    fits, came_true = outcomes(n, seed)
    order = np.random.default_rng(seed).permutation(n)

    curve = calibrate(fits, came_true)

    assert calibrate(fits[order], came_true[order]) == curve
    assert Calibration.of_plain(json.loads(json.dumps(curve.plain()))) == curve


def test_reliability_bins_hold_everybody_once_and_their_intervals():
    curve = calibrate(*outcomes(300))

    assert sum(one.n for one in curve.bins) == 300
    assert len(curve.bins) == 5
    for one in curve.bins:
        assert one.observed_low <= one.observed <= one.observed_high
        assert one.low <= one.high


def test_reliability_keeps_equal_fits_together():
    fits = np.repeat([20.0, 70.0], 50)

    assert len(calibrate(fits, np.tile([0.0, 1.0], 50)).bins) == 2


def test_wilson_of_nothing_seen_true_reaches_up():
    low, high = wilson(0.0, 10)

    assert low == 0.0
    assert high == pytest.approx(0.2775, abs=1e-3)
    assert THIN.share(99.0) is None


def test_calibrate_stays_level_where_hardly_anything_was_seen():
    fits, came_true = outcomes(300)
    fits = 20 + fits * 0.5

    curve = calibrate(fits, came_true)

    assert curve.kind == "platt"
    assert curve.share(99.0) == curve.share(70.0) == curve.shares[-1]
    assert curve.share(0.0) == curve.shares[0]
