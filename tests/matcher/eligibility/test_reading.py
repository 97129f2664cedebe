"""Data that is no rule is refused with its place; figures are exact both ways."""

from __future__ import annotations

import copy

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matcher.eligibility import BadRule, read_rule, write_rule
from matcher.eligibility.units import bp_from, bp_text, money_from, money_text
from tests.matcher.eligibility.shipped import shipped

GOOD = write_rule(shipped("kun-ke-dai-small", "1"))


def changed(path, value):
    data = copy.deepcopy(GOOD)
    *parents, last = path
    place = data
    for key in parents:
        place = place[key]
    place[last] = value
    return data


@pytest.mark.parametrize(
    ("path", "value", "where", "code"),
    [
        (("surprise",), 1, "surprise", "unknown_key"),
        (("version",), "Version 1", "version", "not_a_code"),
        (("title",), {"zh": "只有中文"}, "title.en", "not_a_text"),
        (("subject",), "share", "subject", "not_a_choice"),
        (("dated_by",), "staff", "dated_by", "wrong_kind_of_fact"),
        (("dated_by",), "signing_day", "dated_by", "unknown_fact"),
        (("in_force", "surely"), ["2026-01-01"], "in_force.surely", "not_a_list"),
        (("in_force", "surely"), ["2026-01-02", "2026-01-01"], "in_force.surely", "not_a_period"),
        (("in_force",), {"surely": ["2026-01-01", None], "perhaps": ["2026-02-01", None]}, "in_force.perhaps", "span_too_short"),
        (("in_force", "perhaps"), ["2026-02-30", None], "in_force.perhaps", "not_a_date"),
        (("conditions", 0, "test"), "exec", "conditions[0].test", "not_a_choice"),
        (("conditions", 0, "fact"), "staff", "conditions[0].fact", "wrong_kind_of_fact"),
        (("conditions", 1, "limit"), 2000, "conditions[1].limit", "not_a_sum"),
        (("conditions", 1, "limit"), "0.001元", "conditions[1].limit", "not_a_sum"),
        (("conditions", 1, "op"), "equals", "conditions[1].op", "not_a_choice"),
        (("conditions", 1, "code"), "listed_firm", "conditions", "code_twice"),
        (("conditions", 3, "other"), "staff", "conditions[3].other", "wrong_kind_of_fact"),
        (("conditions", 4, "limit"), 1.5, "conditions[4].limit", "not_a_number"),
        (("award", "formula"), "eval", "award.formula", "not_a_choice"),
        (("award", "share"), "-5%", "award.share", "not_a_share"),
        (("award", "share"), 0.8, "award.share", "not_a_share"),
        (("caps",), [{"scope": "deal"}], "caps[0].amount", "missing"),
        (("paid_by", 0, "share"), "99%", "paid_by", "shares_not_whole"),
        (("citation", "url"), "javascript:alert(1)", "citation.url", "not_a_link"),
        (("verify",), ["everything"], "verify", "not_a_choice"),
    ],
)  # fmt: skip
def test_what_is_no_rule_is_refused_with_its_place(path, value, where, code):
    with pytest.raises(BadRule) as refused:
        read_rule(changed(path, value), "kun-ke-dai-small")

    assert (refused.value.where, refused.value.code) == (where, code)


def test_a_limit_that_is_not_known_is_written_as_null_and_never_left_out():
    assert read_rule(changed(("conditions", 1, "limit"), None), "x").is_computable is False
    data = copy.deepcopy(GOOD)
    del data["conditions"][1]["limit"]
    with pytest.raises(BadRule, match="missing"):
        read_rule(data, "x")


def test_conditions_nested_without_end_are_refused():
    inner: dict[str, object] = {"test": "unstated", "code": "end"}
    for i in range(10):
        inner = {"test": "not", "code": f"not{i}", "part": inner}

    with pytest.raises(BadRule, match="too_deep"):
        read_rule(changed(("conditions",), [inner]), "x")


@given(st.integers(0, 10**15))
def test_sums_read_back_exactly(minor):
    assert money_from(money_text(minor)) == minor


@given(st.integers(-(10**6), 10**6))
def test_shares_read_back_exactly(bp):
    assert bp_from(bp_text(bp)) == bp


@pytest.mark.parametrize(
    ("text", "minor"),
    [("20万元", 20_000_000), ("1.5亿元", 15_000_000_000), ("0.01元", 1), ("0.001元", None), ("20", None), ("-1元", None)],
)  # fmt: skip
def test_sums_as_people_write_them(text, minor):
    assert money_from(text) == minor
