"""Formulas that no shipped rule uses yet, by hand; and what a figure that is not known does to them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from matcher.eligibility import NOTHING_USED, Scope, Spent, Used, Verdict, evaluate
from matcher.eligibility.awards import DayCount, Fixed, Interest, Rate, ShareOf, Sum, Tier, Tiers, compute
from matcher.eligibility.days import add_months, complete_months
from matcher.eligibility.rules import Cap
from tests.matcher.eligibility.shipped import WAN, YUAN, as_if_in_force, facts, shipped

PLAIN = replace(
    as_if_in_force(shipped("zhongguancun-angel", "2021")), conditions=(), caps=(), award=Fixed(10 * WAN)
)
LOAN = facts(
    drawn_amount=100 * WAN, drawn_on=date(2024, 1, 31), used_until=date(2024, 7, 31), loan_rate_bp=400
)
BY_DAYS = Interest("drawn_amount", "drawn_on", "used_until", bp=360, count=DayCount.DAYS_360)


def amount(award, known):
    """The amount in 分, rounded down as it would be paid."""
    found = compute(award, known).amount
    return None if found is None else found.numerator // found.denominator


def test_interest_by_days_over_360_and_365() -> None:
    # 31 January to 31 July 2024 are 182 days. 1 000 000 × 3.6 % × 182/360 = 18 200
    assert amount(BY_DAYS, LOAN) == 18_200 * YUAN
    # 1 000 000 × 3.6 % × 182/365 = 17 950.6849…, rounded down to the fen
    assert amount(replace(BY_DAYS, count=DayCount.DAYS_365), LOAN) == 17_950 * YUAN + 68


def test_interest_ends_with_the_most_months() -> None:
    # One month from 31 January 2024 is 29 February: 29 days. 1 000 000 × 3.6 % × 29/360 = 2 900
    assert amount(replace(BY_DAYS, most_months=1), LOAN) == 2_900 * YUAN


def test_a_share_of_a_rate_and_a_loan_that_ends_before_it_begins() -> None:
    half = Interest("drawn_amount", "drawn_on", "used_until", rate="loan_rate_bp", share_bp=5_000)

    # 1 000 000 × 2 % × 6/12 = 10 000
    assert amount(half, LOAN) == 10_000 * YUAN
    assert amount(half, {**LOAN, **facts(used_until=date(2024, 1, 1))}) == 0
    # A rate below nothing gives nothing, and takes nothing.
    assert amount(half, {**LOAN, **facts(loan_rate_bp=-10)}) == 0


@pytest.mark.parametrize(
    ("invested", "given"),
    [
        (0, 0),
        (100 * WAN, 10 * WAN),  # 10 % of the first million
        (100 * WAN + 100, 10 * WAN + 5),  # 5 % of the next yuan
        (500 * WAN, 30 * WAN),  # 100 000 + 5 % of 4 000 000
        (900 * WAN, 34 * WAN),  # … + 1 % of 4 000 000
    ],
)
def test_steps_apply_to_the_part_between_their_ends(invested, given) -> None:
    tiers = Tiers("investment_amount", (Tier(100 * WAN, 1_000), Tier(500 * WAN, 500), Tier(None, 100)))

    assert amount(tiers, facts(investment_amount=invested)) == given


def test_above_the_last_closed_step_nothing_is_added() -> None:
    closed = Tiers("investment_amount", (Tier(100 * WAN, 1_000),))

    assert amount(closed, facts(investment_amount=900 * WAN)) == 10 * WAN


def test_a_share_is_at_least_so_much_of_anything() -> None:
    least = ShareOf("investment_amount", 100, least=WAN)

    assert amount(least, facts(investment_amount=10 * WAN)) == WAN
    assert amount(least, facts(investment_amount=200 * WAN)) == 2 * WAN
    assert amount(least, facts(investment_amount=0)) == 0


@pytest.mark.parametrize(
    "award",
    [
        Fixed(None),
        ShareOf("drawn_amount", None),
        Tiers("drawn_amount", (Tier(None, None),)),
        replace(BY_DAYS, bp=None),
        Rate("drawn_amount", "loan_rate_bp", None),
        Sum((Fixed(WAN), Fixed(None))),
    ],
)
def test_a_figure_that_is_not_known_makes_no_amount(award) -> None:
    figure = compute(award, LOAN)

    assert (figure.amount, figure.missing) == (None, ())
    assert "unstated" in [s.code for s in figure.steps]


def test_a_sum_names_what_it_lacks() -> None:
    figure = compute(Sum((Fixed(WAN), ShareOf("investment_amount", 100))), LOAN)

    assert (figure.amount, figure.missing) == (None, ("investment_amount",))


def test_a_limit_or_what_was_used_that_is_not_known_leaves_the_amount_open() -> None:
    known = facts(signed_on=date(2026, 1, 1))
    unknown_limit = replace(PLAIN, caps=(Cap(Scope.YEAR, None), Cap(Scope.DEAL, 6 * WAN)))

    outcome = evaluate(unknown_limit, known)

    assert (outcome.verdict, outcome.amount, outcome.at_most) == (Verdict.PASS, None, 6 * WAN)
    assert [c.is_known for c in outcome.caps] == [False, True]
    capped = replace(PLAIN, caps=(Cap(Scope.POOL, 100 * WAN),))
    assert evaluate(capped, known, Used(pool=None)).amount is None
    assert evaluate(capped, known, Used(pool=Spent(95 * WAN, 3))).amount == 5 * WAN
    assert evaluate(capped, known, NOTHING_USED).amount == 10 * WAN


def test_months_end_with_the_month() -> None:
    assert add_months(date(2024, 1, 31), 1) == date(2024, 2, 29)
    assert add_months(date(2023, 1, 31), 1) == date(2023, 2, 28)
    assert add_months(date(2023, 10, 31), 4) == date(2024, 2, 29)
    assert complete_months(date(2024, 1, 31), date(2024, 2, 28)) == 0
    assert complete_months(date(2024, 1, 31), date(2024, 2, 29)) == 1
    assert complete_months(date(2024, 2, 29), date(2025, 2, 28)) == 12
    assert complete_months(date(2024, 2, 29), date(2024, 1, 1)) == 0
