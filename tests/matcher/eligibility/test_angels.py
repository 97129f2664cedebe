"""The rules for angels by hand: national tax relief, Zhongguancun, Chengdu, Suzhou."""

from __future__ import annotations

import pytest

from matcher.eligibility import NoRule, Spent, Used, Verdict, assess, evaluate
from tests.matcher.eligibility.shipped import (
    WAN,
    as_if_in_force,
    day,
    facts,
    judged,
    shipped,
    verdict_of,
    without,
)

TAX = shipped("angel-tax", "2018")


def relief(**changed):
    return facts(
        **{
            "direct_equity": True,
            "paid_in_on": day("2024-03-15"),
            "held_until": day("2026-03-15"),
            "resident_company": True,
            "books_based_tax": True,
            "company_registered_on": day("2019-03-15"),
            "staff": 300,
            "graduates": 90,
            "total_assets": 5_000 * WAN,
            "annual_sales": 5_000 * WAN,
            "listed": False,
            "listed_within_two_years": False,
            "rd_cost": 200 * WAN,
            "total_cost": 1_000 * WAN,
            "rd_cost_next_year": 200 * WAN,
            "total_cost_next_year": 1_000 * WAN,
            "liquidated": False,
            "investment_amount": 200 * WAN,
            "gain_same_company": 100 * WAN,
            **changed,
        }
    )


def test_seventy_percent_comes_off_the_gain_and_the_rest_is_carried():
    outcome = evaluate(TAX, relief())

    # 2 000 000 × 70 % = 1 400 000; the gain is 1 000 000, so 400 000 is carried on.
    assert (outcome.verdict, outcome.amount, outcome.carried) == (Verdict.PASS, 100 * WAN, 40 * WAN)
    assert [s.code for s in outcome.working] == ["share", "gain", "deducted"]


def test_what_was_carried_is_used_later_until_it_is_gone():
    later = Used(deal=Spent(amount=100 * WAN, times=1))

    outcome = evaluate(TAX, relief(gain_same_company=30 * WAN), later)

    # 1 400 000 − 1 000 000 = 400 000 left; 300 000 of it now.
    assert (outcome.amount, outcome.carried) == (30 * WAN, 10 * WAN)
    gone = Used(deal=Spent(amount=140 * WAN, times=2))
    assert evaluate(TAX, relief(), gone).amount == 0


def test_after_a_liquidation_the_rest_comes_off_other_gains_for_36_months():
    ended = {"liquidated": True, "liquidated_on": day("2026-05-31"), "gain_same_company": 0}
    ended |= {"gain_other_companies": 500 * WAN}

    in_time = evaluate(TAX, relief(**ended, claimed_on=day("2029-05-31")))
    late = evaluate(TAX, relief(**ended, claimed_on=day("2029-06-01")))

    assert (in_time.verdict, in_time.amount, in_time.carried) == (Verdict.PASS, 140 * WAN, 0)
    assert (late.verdict, late.amount) == (Verdict.FAIL, 0)


def test_other_gains_do_not_count_before_a_liquidation():
    assert evaluate(TAX, relief(gain_other_companies=500 * WAN)).amount == 100 * WAN


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"held_until": day("2026-03-14")}, "held"),  # a day short of 24 months
        ({"company_registered_on": day("2019-03-14")}, "age"),  # 60 months and a day
        ({"staff": 301, "graduates": 301}, "staff"),
        ({"graduates": 89}, "graduates"),  # 89 of 300 is 29.67 %
        ({"total_assets": 5_000 * WAN + 1}, "assets"),
        ({"annual_sales": 5_000 * WAN + 1}, "sales"),
        ({"rd_cost": 200 * WAN - 1}, "research"),
        ({"rd_cost_next_year": 200 * WAN - 1}, "research_next"),
        ({"listed": True}, "unlisted"),
        ({"listed_within_two_years": True}, "unlisted_later"),
        ({"direct_equity": False}, "direct_equity"),
        ({"resident_company": False}, "resident"),
        ({"books_based_tax": False}, "books"),
    ],
)
def test_each_limit_of_the_relief_holds_to_the_last_unit(changed, code):
    # `relief()` itself stands on every limit and passes.
    outcome = evaluate(TAX, relief(**changed))

    assert (outcome.verdict, outcome.amount) == (Verdict.FAIL, 0)
    assert verdict_of(outcome, code) is Verdict.FAIL


def test_next_year_s_research_is_not_known_yet_and_so_no_pass():
    outcome = evaluate(TAX, without(relief(), "rd_cost_next_year", "listed_within_two_years"))

    assert (outcome.verdict, outcome.amount, outcome.at_most) == (Verdict.UNKNOWN, None, 100 * WAN)
    assert outcome.missing == ("listed_within_two_years", "rd_cost_next_year")


def test_the_relief_ends_with_2027_and_its_first_year_is_in_doubt():
    def on(text, until):
        return assess([TAX], relief(paid_in_on=day(text), held_until=day(until)))

    assert isinstance(on("2017-12-31", "2026-01-01"), NoRule)
    assert on("2018-07-01", "2026-01-01").in_force.verdict is Verdict.UNKNOWN
    assert on("2019-01-01", "2026-01-01").in_force.verdict is Verdict.PASS
    assert on("2027-12-31", "2030-01-01").in_force.verdict is Verdict.PASS
    assert isinstance(on("2028-01-01", "2031-01-01"), NoRule)


# ---------------------------------------------------------------- Zhongguancun

SUBSIDY = shipped("zhongguancun-angel")


def investment(**changed):
    return facts(
        **{
            "company_place": "zhongguancun",
            "signed_on": day("2021-09-01"),
            "registered_fund_or_incubator": True,
            "evidence": ("agreement", "bank_slip", "register_extract"),
            "investment_amount": 300 * WAN,
            **changed,
        }
    )


def test_a_tenth_of_the_investment_is_paid():
    # 3 000 000 × 10 % = 300 000
    assert judged(SUBSIDY, investment()).amount == 30 * WAN


def test_a_deal_gets_at_most_a_million_and_a_year_two():
    # 15 000 000 × 10 % = 1 500 000, cut to 1 000 000
    assert judged(SUBSIDY, investment(investment_amount=1_500 * WAN)).amount == 100 * WAN
    assert judged(SUBSIDY, investment(investment_amount=1_000 * WAN)).amount == 100 * WAN
    # 1 400 000 was paid in the year: 600 000 is left of 2 000 000.
    used = Used(year=Spent(amount=140 * WAN, times=2))
    outcome = judged(SUBSIDY, investment(investment_amount=1_500 * WAN), used)
    assert [(c.left, c.cut) for c in outcome.caps] == [(100 * WAN, 50 * WAN), (60 * WAN, 40 * WAN)]
    assert outcome.amount == 60 * WAN
    assert judged(SUBSIDY, investment(), Used(year=Spent(amount=200 * WAN, times=3))).amount == 0


def test_all_three_papers_are_wanted():
    outcome = judged(SUBSIDY, investment(evidence=("agreement", "bank_slip")))

    assert (outcome.verdict, verdict_of(outcome, "papers")) == (Verdict.FAIL, Verdict.FAIL)


def test_only_registered_funds_and_incubators_are_paid():
    assert judged(SUBSIDY, investment(registered_fund_or_incubator=False)).verdict is Verdict.FAIL


def test_the_version_is_that_of_the_day_of_signing():
    def version(text):
        return assess(SUBSIDY, investment(signed_on=day(text)))

    assert isinstance(version("2017-12-31"), NoRule)
    assert (version("2018-01-01").rule.version, version("2018-01-01").in_force.verdict) == (
        "2018",
        Verdict.PASS,
    )
    assert version("2020-12-31").in_force.verdict is Verdict.UNKNOWN
    assert (version("2021-01-01").rule.version, version("2021-12-31").amount) == ("2021", 30 * WAN)
    # Nobody told when it ended.
    assert (version("2022-01-01").verdict, version("2022-01-01").amount) == (Verdict.UNKNOWN, None)


def first_round(**changed):
    return facts(
        **{
            "company_place": "zhongguancun",
            "signed_on": day("2018-06-30"),
            "first_round": True,
            "company_registered_on": day("2015-06-30"),
            "biomedicine": False,
            "holding_after_bp": 5_000,
            "largest_holder_after": False,
            **changed,
        }
    )


def test_the_first_round_of_2018_passes_without_a_known_amount():
    outcome = judged(SUBSIDY, first_round())

    assert (outcome.verdict, outcome.amount, outcome.at_most) == (Verdict.PASS, None, None)
    assert [s.code for s in outcome.working] == ["unstated"]


@pytest.mark.parametrize(
    ("changed", "verdict"),
    [
        ({"company_registered_on": day("2015-06-29")}, Verdict.FAIL),  # three years and a day
        ({"company_registered_on": day("2014-06-30"), "biomedicine": True}, Verdict.PASS),  # four years
        ({"company_registered_on": day("2014-06-29"), "biomedicine": True}, Verdict.FAIL),
        ({"holding_after_bp": 5_001}, Verdict.FAIL),
        ({"largest_holder_after": True}, Verdict.FAIL),
        ({"first_round": False}, Verdict.FAIL),
    ],
)
def test_the_limits_of_2018(changed, verdict):
    assert judged(SUBSIDY, first_round(**changed)).verdict is verdict


def test_within_three_years_the_trade_need_not_be_known():
    assert judged(SUBSIDY, without(first_round(), "biomedicine")).verdict is Verdict.PASS
    older = first_round(company_registered_on=day("2014-12-01"))
    assert judged(SUBSIDY, without(older, "biomedicine")).verdict is Verdict.UNKNOWN


# ---------------------------------------------------------------- Chengdu

CHENGDU = shipped("chengdu-angel", "2021")


def chengdu(**changed):
    return facts(
        **{
            "company_place": "chengdu",
            "staff": 200,
            "total_assets": 3_000 * WAN,
            "annual_sales": 3_000 * WAN,
            "paid_in_on": day("2021-05-20"),
            "held_until": day("2022-05-20"),
            "claimed_on": day("2022-05-20"),
            "investment_amount": 500 * WAN,
            **changed,
        }
    )


def test_chengdu_pays_a_tenth_once():
    # 5 000 000 × 10 % = 500 000
    assert evaluate(CHENGDU, chengdu()).amount == 50 * WAN
    # 12 000 000 × 10 % = 1 200 000, cut to 1 000 000
    assert evaluate(CHENGDU, chengdu(investment_amount=1_200 * WAN)).amount == 100 * WAN
    before = Used(person=Spent(amount=10 * WAN, times=1))
    assert evaluate(CHENGDU, chengdu(), before).amount == 0


@pytest.mark.parametrize(
    ("changed", "code", "verdict"),
    [
        ({"staff": 201}, "staff", Verdict.FAIL),
        ({"total_assets": 3_000 * WAN + 1}, "assets", Verdict.FAIL),
        ({"annual_sales": 3_000 * WAN + 1}, "sales", Verdict.FAIL),
        ({"held_until": day("2022-05-19")}, "held", Verdict.FAIL),
        ({"claimed_on": day("2022-05-19")}, "in_time", Verdict.FAIL),
        ({"claimed_on": day("2023-05-20")}, "in_time", Verdict.PASS),
        ({"claimed_on": day("2023-05-21")}, "in_time", Verdict.FAIL),
    ],
)
def test_the_limits_of_chengdu(changed, code, verdict):
    outcome = evaluate(CHENGDU, chengdu(**changed))

    assert verdict_of(outcome, code) is verdict
    assert outcome.verdict is verdict


def test_money_paid_in_after_2022_meets_no_rule_of_chengdu():
    found = assess([CHENGDU], chengdu(paid_in_on=day("2023-01-01")))

    assert found == NoRule("chengdu-angel", "paid_in_on", day("2023-01-01"))


# ---------------------------------------------------------------- Suzhou

SUZHOU = shipped("suzhou-angel-loss", "2013")


def loss(**changed):
    return facts(
        **{
            "company_place": "suzhou",
            "provincial_compensation_paid": True,
            "first_round": True,
            "bankrupt": True,
            "paid_in_on": day("2013-03-01"),
            "bankrupt_on": day("2016-03-01"),
            "loss_amount": 300 * WAN,
            **changed,
        }
    )


def test_suzhou_adds_a_fifth_of_the_loss_half_from_the_district():
    outcome = evaluate(SUZHOU, loss())

    # 3 000 000 × 20 % = 600 000, of which city and district 300 000 each
    assert outcome.amount == 60 * WAN
    assert [n for _, n in outcome.shares] == [30 * WAN, 30 * WAN]


def test_what_city_and_district_cannot_halve_the_first_pays():
    # 0.15 元 × 20 % = 3 分
    assert [n for _, n in evaluate(SUZHOU, loss(loss_amount=15)).shares] == [2, 1]


def test_two_million_is_the_most_a_case_and_a_year():
    # 15 000 000 × 20 % = 3 000 000
    assert evaluate(SUZHOU, loss(loss_amount=1_500 * WAN)).amount == 200 * WAN
    used = Used(year=Spent(amount=150 * WAN, times=1))
    assert evaluate(SUZHOU, loss(), used).amount == 50 * WAN


@pytest.mark.parametrize(
    "changed",
    [
        {"bankrupt_on": day("2016-03-02")},  # three years and a day
        {"bankrupt_on": day("2013-02-28")},  # before the money
        {"bankrupt": False},
        {"first_round": False},
        {"provincial_compensation_paid": False},
        {"company_place": "zhenjiang"},
    ],
)
def test_each_condition_of_suzhou_shuts_out(changed):
    assert evaluate(SUZHOU, loss(**changed)).verdict is Verdict.FAIL


def test_suzhou_new_district_is_listed_without_an_amount():
    rule = shipped("suzhou-new-district", "2020")
    outcome = evaluate(rule, facts(company_place="suzhou-new-district", paid_in_on=day("2020-05-01")))

    assert not rule.is_computable
    assert (outcome.verdict, outcome.amount, outcome.at_most) == (Verdict.UNKNOWN, None, None)
    assert len(outcome.working) == 4


@pytest.mark.parametrize("code", ["angel-rent-subsidy", "angel-reward", "zhen-ke-tong", "zhen-bao-dai"])
def test_the_city_s_own_products_never_pass_until_somebody_fills_them_in(code):
    rule = as_if_in_force(shipped(code, "0"))
    known = facts(
        provider_kind="angel", host_space=True, paid_in_on=day("2026-01-01"), signed_on=day("2026-01-01")
    )
    outcome = evaluate(rule, known)

    assert (outcome.verdict, outcome.amount) == (Verdict.UNKNOWN, None)
    assert evaluate(shipped(code, "0"), known).in_force.verdict is Verdict.UNKNOWN
