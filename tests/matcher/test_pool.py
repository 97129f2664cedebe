"""Laws of the pool's simulation: nothing from nothing, never more back than called, the closed forms."""

from __future__ import annotations

from dataclasses import replace
from math import comb

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from matcher.pool import (
    WHOLE_BP,
    Assumptions,
    PoolLoan,
    ProductAssumption,
    Repayment,
    balances,
    default_curve,
    simulate,
)

FIELDS = (
    "called_exact",
    "called_expected",
    "called_bad",
    "called_quantile",
    "recovered_expected",
    "exposure_expected",
)

loans = st.lists(
    st.builds(
        PoolLoan,
        balance=st.integers(0, 10**11),
        share_bp=st.integers(0, WHOLE_BP),
        age_months=st.integers(0, 40),
        months_left=st.integers(1, 48),
        product=st.integers(0, 1),
    ),
    max_size=12,
)
products = st.builds(
    ProductAssumption,
    default_bp=st.tuples(st.integers(0, 2000), st.integers(0, 2000), st.integers(0, 2000)),
    repayment=st.sampled_from(Repayment),
)
assumptions = st.builds(
    Assumptions,
    products=st.tuples(products, products),
    recovery_bp=st.integers(0, WHOLE_BP),
    recovery_lag_months=st.integers(0, 30),
    correlation_bp=st.integers(0, 9000),
    horizon_months=st.integers(1, 30),
    runs=st.integers(1, 60),
    seed=st.integers(0, 2**32 - 1),
    tail_bp=st.integers(1, WHOLE_BP),
)


@given(loans, assumptions)
def test_laws_of_every_simulation(given_loans, given_assumptions):
    found = simulate(given_loans, given_assumptions)

    most = sum((x.balance * x.share_bp + WHOLE_BP // 2) // WHOLE_BP for x in given_loans)
    for name in FIELDS:
        assert getattr(found, name).min() >= 0, name
        assert getattr(found, name).max() <= most + len(given_loans), name
    for name in ("called_exact", "called_expected", "called_bad", "called_quantile", "recovered_expected"):
        assert (np.diff(getattr(found, name)) >= 0).all(), name
    assert (found.called_expected <= found.called_bad).all()
    assert (found.recovered_expected <= found.called_expected).all()
    assert (np.diff(found.exposure_expected) <= 1).all()


@given(loans, assumptions)
def test_same_seed_gives_the_same_bytes(given_loans, given_assumptions):
    one, other = (simulate(list(given_loans), given_assumptions) for _ in range(2))

    assert all(getattr(one, name).tobytes() == getattr(other, name).tobytes() for name in FIELDS)


@given(loans, assumptions)
def test_zero_default_rate_calls_nothing_and_certain_default_calls_everything_at_once(
    given_loans, given_assumptions
):
    never = tuple(replace(p, default_bp=(0, 0, 0)) for p in given_assumptions.products)
    surely = tuple(replace(p, default_bp=(WHOLE_BP,) * 3) for p in given_assumptions.products)

    nothing = simulate(given_loans, replace(given_assumptions, products=never))
    everything = simulate(given_loans, replace(given_assumptions, products=surely))

    assert nothing.total_bad == nothing.total_expected == int(nothing.called_exact[-1]) == 0
    assert everything.total_expected == everything.total_bad == int(everything.called_exact[0])


def test_mean_of_runs_agrees_with_the_closed_form_at_any_correlation():
    book = [PoolLoan(10_000_000, 8000, age, 24) for age in range(40)]
    for correlation in (0, 2000):
        given_assumptions = Assumptions(
            (ProductAssumption((20, 60, 30)),), correlation_bp=correlation, runs=4000, seed=7
        )

        found = simulate(book, given_assumptions)

        # The standard error of the mean, from the runs' own spread by the tail, is well below a tenth.
        assert found.total_expected == pytest.approx(int(found.called_exact[-1]), rel=0.1)


def test_independent_equal_loans_follow_the_binomial_distribution():
    n, months, owed = 30, 12, 1_000_000
    book = [PoolLoan(owed, WHOLE_BP, 0, months) for _ in range(n)]
    product = ProductAssumption((100, 100, 100))
    p = 1 - 0.99**months

    found = simulate(book, Assumptions((product,), horizon_months=months, runs=20_000, seed=3, tail_bp=500))

    cumulative, k = 0.0, -1
    while cumulative < 0.95:
        k += 1
        cumulative += comb(n, k) * p**k * (1 - p) ** (n - k)
    assert found.total_expected / owed == pytest.approx(n * p, rel=0.03)
    assert int(found.called_exact[-1]) == round(n * p * owed)
    assert int(found.called_quantile[-1]) // owed == k
    worst = [comb(n, j) * p**j * (1 - p) ** (n - j) for j in range(n + 1)]
    tail, rest = 0.0, 0.05
    for j in range(n, -1, -1):
        taken = min(rest, worst[j])
        tail, rest = tail + taken * j, rest - taken
    assert found.total_bad / owed == pytest.approx(tail / 0.05, rel=0.05)


def test_borrowers_that_fall_together_make_the_bad_case_worse_and_leave_the_expected():
    book = [PoolLoan(5_000_000, 7000, 3, 24) for _ in range(60)]
    free = Assumptions((ProductAssumption((30, 30, 30)),), runs=4000, seed=1)

    alone, together = simulate(book, free), simulate(book, replace(free, correlation_bp=3000))

    assert together.total_bad > alone.total_bad * 1.5
    assert together.total_expected == pytest.approx(alone.total_expected, rel=0.15)


def test_default_rates_follow_the_age_that_a_loan_has_then():
    product = ProductAssumption((0, 100, 200))

    curve = default_curve(product, (6, 12), age=4, months=10)

    assert curve[:2] == pytest.approx([0, 0])
    assert curve[2:8] == pytest.approx([1 - 0.99**m for m in range(1, 7)])
    assert curve[8] == pytest.approx(1 - 0.99**6 * 0.98)


def test_balances_fall_to_nothing_when_due():
    loan = PoolLoan(100, WHOLE_BP, 0, 3)

    assert balances(loan, Repayment.AT_END, 5).tolist() == [100, 100, 100, 0, 0]
    assert balances(loan, Repayment.MONTHLY, 5).tolist() == [100, 66, 33, 0, 0]


def test_what_comes_back_comes_later_and_not_beyond_the_horizon():
    book = [PoolLoan(1_000_000, WHOLE_BP, 0, 12)]
    sure = Assumptions(
        (ProductAssumption((WHOLE_BP, 0, 0)),), recovery_bp=4000, recovery_lag_months=2, horizon_months=4
    )

    found = simulate(book, sure)

    assert found.recovered_expected.tolist() == [0, 0, 400_000, 400_000]
    assert simulate(book, replace(sure, recovery_lag_months=4)).recovered_expected.tolist() == [0] * 4


@pytest.mark.parametrize(
    "wrong",
    [
        lambda: PoolLoan(-1, 8000, 0, 1),
        lambda: PoolLoan(1, WHOLE_BP + 1, 0, 1),
        lambda: Assumptions((ProductAssumption((1, 2)),)),
        lambda: Assumptions((ProductAssumption((1, 2, 3)),), correlation_bp=WHOLE_BP),
        lambda: Assumptions((ProductAssumption((1, 2, 3)),), runs=0),
    ],
)
def test_impossible_input_is_refused(wrong):
    with pytest.raises(ValueError, match=r"\w+"):
        wrong()
