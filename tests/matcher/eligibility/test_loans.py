"""Rules of loans and guarantees by hand: 苏科贷, 昆科贷, Shangcheng's pool, public guarantors."""

from __future__ import annotations

import pytest

from matcher.eligibility import NoRule, Verdict, assess, evaluate
from tests.matcher.eligibility.shipped import (
    WAN,
    YUAN,
    as_if_in_force,
    day,
    facts,
    judged,
    shipped,
    verdict_of,
    without,
)

PASS, FAIL, UNKNOWN = Verdict.PASS, Verdict.FAIL, Verdict.UNKNOWN

SU = as_if_in_force(shipped("su-ke-dai", "1"))


def su(**changed):
    return facts(
        **{
            "signed_on": day("2020-01-01"),
            "in_candidate_library": True,
            "intellectual_property": True,
            "annual_sales": 4_999 * WAN,
            "other_security": False,
            "first_loan_of_product": True,
            "loan_principal": 300 * WAN,
            "loan_rate_bp": 435,
            "base_rate_bp": 435,
            "loan_term_months": 12,
            **changed,
        }
    )


@pytest.mark.parametrize(
    ("changed", "verdict"),
    [
        ({}, PASS),
        ({"loan_principal": 300 * WAN + 1}, FAIL),  # a first loan
        ({"first_loan_of_product": False, "loan_principal": 500 * WAN}, PASS),
        ({"first_loan_of_product": False, "loan_principal": 500 * WAN + 1}, FAIL),
        ({"loan_rate_bp": 436}, FAIL),  # the base rate is the most for small firms
        ({"loan_term_months": 13}, FAIL),
        ({"other_security": True}, FAIL),
        ({"intellectual_property": False}, FAIL),
        ({"in_candidate_library": False}, FAIL),
        # From 5 000 万 of sales on: 2 000 万, and base + 20 %: 435 × 1.2 = 522 bp.
        ({"annual_sales": 5_000 * WAN, "other_security": True, "loan_principal": 2_000 * WAN}, PASS),
        ({"annual_sales": 5_000 * WAN, "loan_principal": 2_000 * WAN + 1}, FAIL),
        ({"annual_sales": 5_000 * WAN, "loan_rate_bp": 522, "loan_term_months": 36}, PASS),
        ({"annual_sales": 5_000 * WAN, "loan_rate_bp": 523}, FAIL),
        ({"annual_sales": 40_000 * WAN}, PASS),
        ({"annual_sales": 40_000 * WAN + 1}, FAIL),
    ],
)
def test_terms_of_su_ke_dai(changed, verdict):
    outcome = evaluate(SU, su(**changed))

    assert (outcome.verdict, outcome.amount) == (verdict, None)


def test_a_product_without_known_dates_is_never_a_pass():
    outcome = judged(shipped("su-ke-dai"), su())

    assert (outcome.in_force.verdict, outcome.verdict) == (UNKNOWN, UNKNOWN)
    assert {line.verdict for line in outcome.lines} == {PASS}


# ---------------------------------------------------------------- 昆科贷


def kun(code, **changed):
    rule = as_if_in_force(shipped(code, "1"))
    known = {
        "signed_on": day("2020-01-01"),
        "on_name_list": True,
        "annual_sales": 2_000 * WAN,
        "loan_principal": 500 * WAN,
        "loan_rate_bp": 425,
        "lpr_bp": 385,
        "loan_term_months": 24,
        "talent_firm": True,
        "loan_loss": 100 * WAN,
        **changed,
    }
    return evaluate(rule, facts(**known))


def test_the_pool_bears_eight_tenths_of_a_small_firm_s_loss():
    # 1 000 000 × 80 % = 800 000
    assert kun("kun-ke-dai-small").amount == 80 * WAN


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"annual_sales": 2_000 * WAN + 1}, "sales"),
        ({"loan_principal": 500 * WAN + 1}, "amount"),
        ({"loan_rate_bp": 426}, "rate"),  # 385 + 40 = 425 bp
        ({"loan_term_months": 25}, "term"),
        ({"on_name_list": False}, "listed_firm"),
    ],
)
def test_limits_of_the_small_tier(changed, code):
    outcome = kun("kun-ke-dai-small", **changed)

    assert (outcome.verdict, outcome.amount, verdict_of(outcome, code)) == (FAIL, 0, FAIL)


def test_the_large_tier_begins_above_two_thousand_wan_and_is_shared_seven_to_three():
    large = {"annual_sales": 2_000 * WAN + 1, "loan_principal": 1_000 * WAN}

    # 1 000 000 × 70 % = 700 000
    assert kun("kun-ke-dai-large", **large).amount == 70 * WAN
    assert kun("kun-ke-dai-large", **large | {"loan_principal": 1_000 * WAN + 1}).verdict is FAIL
    assert kun("kun-ke-dai-large", annual_sales=2_000 * WAN).verdict is FAIL


def test_firms_of_talents_borrow_up_to_three_million():
    # 1 000 000 × 70 % = 700 000
    assert kun("kun-ke-dai-talent", loan_principal=300 * WAN).amount == 70 * WAN
    assert kun("kun-ke-dai-talent", loan_principal=300 * WAN + 1).verdict is FAIL
    assert kun("kun-ke-dai-talent", loan_principal=300 * WAN, talent_firm=False).verdict is FAIL


# ---------------------------------------------------------------- Shangcheng's pool

POOL = shipped("hangzhou-shangcheng-pool", "2025")


def pooled(**changed):
    return facts(
        **{
            "signed_on": day("2025-04-01"),
            "company_place": "hangzhou-shangcheng",
            "tech_firm": True,
            "bank_diligence": True,
            "guarantor_diligence": True,
            "loan_principal": 500 * WAN,
            "best_rated": False,
            "loan_term_months": 12,
            "guarantee_fee_bp": 60,
            "drawn_amount": 500 * WAN,
            "drawn_on": day("2025-04-01"),
            "used_until": day("2026-04-01"),
            "lpr_bp": 300,
            "guaranteed_amount": 500 * WAN,
            **changed,
        }
    )


def test_half_the_lpr_and_the_fee_are_paid():
    outcome = evaluate(POOL, pooled())

    # interest 5 000 000 × 1.5 % × 12/12 = 75 000; fee 5 000 000 × 0.6 % = 30 000; together 105 000
    assert (outcome.verdict, outcome.amount) == (PASS, 105_000 * YUAN)
    assert [s.code for s in outcome.working] == [
        "used", "rate_share", "interest_months", "rate_most", "share", "total",
    ]  # fmt: skip


def test_half_an_odd_lpr_keeps_its_half_basis_point():
    # LPR 3.45 %: half is 1.725 %. 5 000 000 × 1.725 % = 86 250, and the fee 30 000
    assert evaluate(POOL, pooled(lpr_bp=345)).amount == 116_250 * YUAN


def test_twelve_months_are_the_most():
    assert evaluate(POOL, pooled(used_until=day("2027-04-01"))).amount == 105_000 * YUAN


@pytest.mark.parametrize(
    ("changed", "verdict"),
    [
        ({"loan_principal": 500 * WAN + 1}, FAIL),
        ({"loan_principal": 1_000 * WAN, "best_rated": True}, PASS),
        ({"loan_principal": 1_000 * WAN + 1, "best_rated": True}, FAIL),
        ({"loan_term_months": 13}, FAIL),
        ({"guarantee_fee_bp": 61}, UNKNOWN),  # between 0.6 and 0.8 % nobody told which holds
        ({"guarantee_fee_bp": 80}, UNKNOWN),
        ({"guarantee_fee_bp": 81}, FAIL),
        ({"tech_firm": False}, FAIL),
        ({"bank_diligence": False}, FAIL),
        ({"guarantor_diligence": False}, FAIL),
    ],
)
def test_limits_of_the_pool(changed, verdict):
    assert evaluate(POOL, pooled(**changed)).verdict is verdict


def test_the_pool_of_2025_is_in_doubt_from_2026():
    assert judged([POOL], pooled(signed_on=day("2025-12-31"))).verdict is PASS
    assert judged([POOL], pooled(signed_on=day("2026-01-01"))).verdict is UNKNOWN
    assert isinstance(assess([POOL], pooled(signed_on=day("2024-12-31"))), NoRule)


# ---------------------------------------------------------------- public guarantors

BOOK = shipped("public-guarantors", "2025")


def book(**changed):
    return facts(
        **{
            "judged_on": day("2025-03-01"),
            "most_guaranteed_for_one": 1_000 * WAN,
            "book_total": 10_000 * WAN,
            "book_small_or_farm": 8_000 * WAN,
            "book_small_or_farm_within_limit": 4_000 * WAN,
            **changed,
        }
    )


@pytest.mark.parametrize(
    ("changed", "verdict"),
    [
        ({}, PASS),  # 80 % and 50 % to the fen
        ({"most_guaranteed_for_one": 1_000 * WAN + 1}, FAIL),
        ({"book_small_or_farm": 8_000 * WAN - 1}, FAIL),
        ({"book_small_or_farm_within_limit": 4_000 * WAN - 1}, FAIL),
        # An empty book has no shares.
        (
            {"book_total": 0, "book_small_or_farm": 0, "book_small_or_farm_within_limit": 0},
            UNKNOWN,
        ),
    ],
)
def test_a_guarantor_s_book(changed, verdict):
    assert evaluate(BOOK, book(**changed)).verdict is verdict


def test_the_measures_hold_from_the_first_of_march_2025():
    assert isinstance(assess([BOOK], book(judged_on=day("2025-02-28"))), NoRule)
    assert judged([BOOK], book(judged_on=day("2040-01-01"))).verdict is PASS


def test_a_book_of_unknown_parts_is_not_known():
    assert evaluate(BOOK, without(book(), "book_small_or_farm")).verdict is UNKNOWN
