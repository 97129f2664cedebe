"""Graduation of tenants and the standard of spaces, by hand."""

from __future__ import annotations

import pytest

from matcher.eligibility import NoRule, Verdict, assess, evaluate
from tests.matcher.eligibility.shipped import WAN, day, facts, judged, shipped, without

PASS, FAIL, UNKNOWN = Verdict.PASS, Verdict.FAIL, Verdict.UNKNOWN

GRADUATION = shipped("incubator-graduation", "2018")
STANDARD = shipped("incubator-standard", "2025")


def tenant(**changed):
    return facts(
        **{
            "judged_on": day("2026-11-24"),
            "high_tech_certificate": False,
            "angel_vc_money": 500 * WAN,
            "revenue_two_years": 1_000 * WAN,
            "acquired_or_listed": False,
            **changed,
        }
    )


@pytest.mark.parametrize(
    ("changed", "verdict"),
    [
        ({}, FAIL),  # exactly the limits: more is wanted
        ({"high_tech_certificate": True}, PASS),
        ({"angel_vc_money": 500 * WAN + 1}, PASS),
        ({"revenue_two_years": 1_000 * WAN + 1}, PASS),
        ({"acquired_or_listed": True}, PASS),
    ],
)
def test_any_one_of_four_graduates_a_tenant(changed, verdict):
    assert evaluate(GRADUATION, tenant(**changed)).verdict is verdict


def test_one_known_way_is_enough_and_an_unknown_one_is_no_refusal():
    assert evaluate(GRADUATION, facts(judged_on=day("2026-01-01"), acquired_or_listed=True)).verdict is PASS
    assert evaluate(GRADUATION, without(tenant(), "revenue_two_years")).verdict is UNKNOWN


def test_graduation_is_in_doubt_in_the_year_of_its_text():
    assert judged([GRADUATION], tenant(judged_on=day("2018-12-31"))).in_force.verdict is UNKNOWN
    assert judged([GRADUATION], tenant(judged_on=day("2019-01-01"))).in_force.verdict is PASS


def space(**changed):
    return facts(
        **{
            "judged_on": day("2026-11-24"),
            "n_tenants": 40,
            "n_tenants_invested_by_funds": 4,
            "n_tenants_financed_in_year": 0,
            "n_tenants_growing": 12,
            "space_income": 1_000 * WAN,
            "space_income_beyond_rent": 300 * WAN,
            **changed,
        }
    )


@pytest.mark.parametrize(
    ("changed", "verdict"),
    [
        ({}, PASS),  # 10 %, 30 % and 30 %
        ({"n_tenants_invested_by_funds": 3}, FAIL),
        ({"n_tenants_invested_by_funds": 3, "n_tenants_financed_in_year": 8}, PASS),  # 20 %
        ({"n_tenants_invested_by_funds": 3, "n_tenants_financed_in_year": 7}, FAIL),
        ({"n_tenants_growing": 11}, FAIL),
        ({"space_income_beyond_rent": 300 * WAN - 1}, FAIL),
        ({"n_tenants": 0}, UNKNOWN),
    ],
)
def test_the_standard_of_a_space(changed, verdict):
    assert evaluate(STANDARD, space(**changed)).verdict is verdict


def test_the_standard_of_2025_does_not_reach_back():
    assert isinstance(assess([STANDARD], space(judged_on=day("2024-12-31"))), NoRule)
    assert judged([STANDARD], space(judged_on=day("2025-06-01"))).in_force.verdict is UNKNOWN
    assert judged([STANDARD], space(judged_on=day("2025-12-31"))).in_force.verdict is PASS
