"""Shenzhen's first-loan subsidy of 2022, by hand: 2 % a year for up to six months, at most 20 万 a firm."""

from __future__ import annotations

import pytest

from matcher.eligibility import NOTHING_USED, NoRule, Spent, Used, Verdict, assess, evaluate
from tests.matcher.eligibility.shipped import WAN, YUAN, day, facts, judged, shipped, verdict_of, without

RULE = shipped("shenzhen-first-loan", "2022")


def loan(**changed):
    return facts(
        **{
            "independent_legal_person": True,
            "company_place": "shenzhen",
            "first_credit_entry_on": day("2022-06-10"),
            "bank_of_area": True,
            "drawn_on": day("2022-06-10"),
            "first_of_kind": True,
            "production_purpose": True,
            "dishonesty_list": False,
            "used_until": day("2023-06-10"),
            "loan_rate_bp": 435,
            "drawn_amount": 300 * WAN,
            **changed,
        }
    )


def amount(**changed):
    return evaluate(RULE, loan(**changed)).amount


def test_a_year_s_loan_is_paid_for_six_months():
    outcome = evaluate(RULE, loan())

    # 3 000 000 × 2 % × 6/12 = 30 000
    assert (outcome.verdict, outcome.amount) == (Verdict.PASS, 30_000 * YUAN)
    assert [step.code for step in outcome.working] == ["used", "interest_months"]
    assert outcome.working[1].values["n_months"] == 6
    assert outcome.missing == ()


@pytest.mark.parametrize(
    ("until", "months", "paid"),
    [
        ("2022-07-10", 1, 5_000),  # 3 000 000 × 2 % × 1/12
        ("2022-08-09", 1, 5_000),  # a day short of two months
        ("2022-08-10", 2, 10_000),
        ("2022-12-09", 5, 25_000),  # a day short of six
        ("2022-12-10", 6, 30_000),
        ("2022-12-11", 6, 30_000),  # six is the most
    ],
)
def test_only_complete_months_up_to_six_count(until, months, paid):
    outcome = evaluate(RULE, loan(used_until=day(until)))

    assert (outcome.working[1].values["n_months"], outcome.amount) == (months, paid * YUAN)


def test_a_loan_used_for_less_than_a_month_gets_nothing():
    outcome = evaluate(RULE, loan(used_until=day("2022-07-09")))

    assert (outcome.verdict, outcome.amount) == (Verdict.FAIL, 0)
    assert verdict_of(outcome, "used_a_month") is Verdict.FAIL


def test_a_rate_below_two_percent_gets_nothing_and_two_percent_is_enough():
    assert amount(loan_rate_bp=199) == 0
    assert amount(loan_rate_bp=200) == 30_000 * YUAN


def test_a_firm_gets_at_most_200_000():
    # 20 000 000 × 2 % × 6/12 = 200 000: the cap itself
    assert amount(drawn_amount=2_000 * WAN) == 20 * WAN
    # 20 000 100 × 2 % × 6/12 = 200 001
    assert amount(drawn_amount=2_000 * WAN + 100 * YUAN) == 20 * WAN


def test_what_the_firm_had_before_counts_towards_its_cap():
    used = Used(person=Spent(amount=185_000 * YUAN, times=1))

    outcome = evaluate(RULE, loan(), used)

    # 200 000 − 185 000 = 15 000 of the 30 000
    assert outcome.amount == 15_000 * YUAN
    assert [(c.left, c.cut) for c in outcome.caps][1] == (15_000 * YUAN, 15_000 * YUAN)


def test_a_loan_is_paid_for_once():
    outcome = evaluate(RULE, loan(), Used(deal=Spent(amount=1, times=1)))

    assert (outcome.verdict, outcome.amount, outcome.caps[0].spent_up) == (Verdict.PASS, 0, True)


def test_any_loan_business_up_to_the_cut_off_shuts_out():
    # 31 May 2022 is the cut-off; bill discounting on that day is an entry.
    assert amount(first_credit_entry_on=day("2022-05-31")) == 0
    assert amount(first_credit_entry_on=day("2022-06-01")) == 30_000 * YUAN


def test_the_first_drawdown_decides_which_year_s_rule_holds():
    assert isinstance(assess([RULE], loan(drawn_on=day("2022-05-31"))), NoRule)
    assert isinstance(assess([RULE], loan(drawn_on=day("2023-01-01"))), NoRule)
    last = loan(drawn_on=day("2022-12-31"), used_until=day("2023-07-01"))
    # 31 December plus six months is 30 June: six months are complete.
    assert judged([RULE], last, NOTHING_USED).amount == 30_000 * YUAN


@pytest.mark.parametrize(
    ("name", "wrong", "code"),
    [
        ("independent_legal_person", False, "legal_person"),
        ("company_place", "zhenjiang", "place"),
        ("bank_of_area", False, "bank_of_area"),
        ("first_of_kind", False, "first_loan"),
        ("production_purpose", False, "production"),
        ("dishonesty_list", True, "not_dishonest"),
    ],
)
def test_each_condition_shuts_out_by_itself(name, wrong, code):
    outcome = evaluate(RULE, loan(**{name: wrong}))

    assert (outcome.verdict, outcome.amount) == (Verdict.FAIL, 0)
    failed = [line.condition.code for line in outcome.lines if line.verdict is Verdict.FAIL]
    assert failed == [code]


def test_an_unknown_record_at_the_bureau_is_no_pass():
    outcome = evaluate(RULE, without(loan(), "first_credit_entry_on"))

    assert (outcome.verdict, outcome.amount, outcome.at_most) == (Verdict.UNKNOWN, None, 30_000 * YUAN)
    assert outcome.missing == ("first_credit_entry_on",)


def test_fractions_of_a_fen_are_rounded_down_at_the_end():
    # 1 234.56 × 2 % × 1/12 = 2.0576 元 = 205 分
    assert amount(drawn_amount=123_456, used_until=day("2022-07-10")) == 205
