"""Rules in words: every fact, condition, award and step has its sentence, in both languages."""

from __future__ import annotations

import re
from datetime import date

import pytest

from matcher.eligibility import VOCABULARY, Fact, FactKind, Spent, Used, assess
from matcher.eligibility.awards import DayCount, Fixed, Interest, Rate, ShareOf, Step, Sum, Tier, Tiers
from matcher.eligibility.conditions import (
    Against,
    Compare,
    EachOf,
    Is,
    Line,
    MonthsBetween,
    NoneOf,
    OneOf,
    Op,
    Share,
    Within,
    walk,
)
from matcher.eligibility.rules import Cap, Period, Scope, Span
from matcher.eligibility.verdicts import Verdict
from tests.matcher.eligibility.shipped import all_shipped, facts
from web.fact_words import NOUNS, PLACES, STATEMENTS, fact_name, fact_words, percent, value_words
from web.i18n import use_locale
from web.rule_words import (
    STEPS,
    amount_words,
    award_words,
    cap_words,
    condition_words,
    line_facts,
    span_words,
    step_words,
    unsure_words,
)

WAN = 1_000_000
CHINESE = re.compile(r"[一-鿿]")


def in_both(say):
    """What is said in Chinese and in English."""
    told = []
    for locale in ("zh", "en"):
        with use_locale(locale):
            told.append(say())
    return tuple(told)


def test_every_fact_of_the_vocabulary_has_its_name_and_no_other() -> None:
    flags = {name for name, spec in VOCABULARY.items() if spec.kind is FactKind.FLAG}

    assert set(STATEMENTS) == flags
    assert set(NOUNS) == set(VOCABULARY) - flags


def test_every_word_that_a_shipped_rule_names_has_its_words() -> None:
    named = {
        w
        for rule in all_shipped()
        for top in rule.conditions
        for c in walk(top)
        if isinstance(c, OneOf) and c.fact == "company_place"
        for w in c.words
    }

    assert named <= set(PLACES)


@pytest.mark.parametrize("rule", all_shipped(), ids=lambda r: f"{r.code}-{r.version}")
def test_every_shipped_rule_reads_in_both_languages(rule) -> None:
    def say():
        conditions = [condition_words(c) for top in rule.conditions for c in walk(top)]
        return [*conditions, amount_words(rule), span_words(rule.span)]

    zh, en = in_both(say)

    assert all(CHINESE.search(text) for text in zh)
    assert not any(CHINESE.search(text) for text in en)
    assert "%(" not in "".join([*zh, *en])
    assert in_both(lambda: unsure_words(rule)) is not None


@pytest.mark.parametrize(
    ("condition", "zh", "en"),
    [
        (Is("c", "listed", wanted=False), "企业未上市", "The company is not listed"),
        (Compare("c", "staff", Op.AT_MOST, 300), "员工人数：不超过 300", "Staff: at most 300"),
        (
            Compare("c", "annual_sales", Op.LESS_THAN, 5_000 * WAN),
            "年销售额：小于 5,000 万元",
            "Sales of the year: less than CNY 50,000,000",
        ),
        (Compare("c", "staff", Op.AT_LEAST, None), "员工人数：不低于 不详", "Staff: at least not known"),
        (
            Against("c", "loan_rate_bp", Op.AT_MOST, "lpr_bp", plus=40),
            "贷款利率：不超过 贷款市场报价利率（LPR）加 0.4%",
            "Interest rate of the loan: at most loan prime rate (LPR) plus 0.4%",
        ),
        (
            Against("c", "loan_rate_bp", Op.AT_MOST, "base_rate_bp", times_bp=12_000),
            "贷款利率：不超过 基准利率的 120%",
            "Interest rate of the loan: at most 120% of the base rate",
        ),
        (
            Share("c", "graduates", "staff", Op.AT_LEAST, 3_000),
            "大学以上学历员工人数占员工人数的比例：不低于 30%",
            "Staff with a degree as a share of staff: at least 30%",
        ),
        (
            Within("c", "drawn_on", date(2022, 6, 1), None),
            "首次放款日：不早于2022年6月1日",
            "Day of the first disbursement: not before 1 Jun 2022",
        ),
        (
            MonthsBetween("c", "paid_in_on", "held_until", Op.AT_LEAST, 24),
            "自资金到位日至持股截止日：不低于 24 个月",
            "From the day on which the money was paid in to the day until which the shares are held: at least 24 months",
        ),
        (
            EachOf("c", "evidence", ("agreement", "bank_slip")),
            "凭证文件：须全部具备已签协议、银行回单",
            "Files of evidence: all of Signed agreement, Bank slip",
        ),
        (
            NoneOf("c", "provider_kind", ("bank", "fund")),
            "资金方类型：不属于银行、基金",
            "Kind of provider: none of Bank, Fund",
        ),
        (OneOf("c", "company_place", ("suzhou",)), "企业注册地：苏州", "Where the company is registered: Suzhou"),
    ],
)  # fmt: skip
def test_conditions_in_words(condition, zh, en) -> None:
    assert in_both(lambda: condition_words(condition)) == (zh, en)


def test_a_line_says_the_values_and_where_they_came_from() -> None:
    line = Line(
        Share("c", "graduates", "staff", Op.AT_LEAST, 3_000),
        Verdict.UNKNOWN,
        (("graduates", Fact(90, "declared", date(2026, 5, 1))), ("staff", None)),
    )

    zh, en = in_both(lambda: line_facts(line))

    assert zh == "大学以上学历员工人数：90（当事方申报、2026年5月1日）；员工人数：不详"
    assert en == "staff with a degree: 90 (declared by the party, 1 May 2026); staff: not known"


@pytest.mark.parametrize(
    ("award", "en"),
    [
        (Fixed(20 * WAN), "CNY 200,000"),
        (ShareOf("investment_amount", 1_000, 5 * WAN), "10% of the money invested, at least CNY 50,000"),
        (
            Tiers("investment_amount", (Tier(100 * WAN, 1_000), Tier(None, 500))),
            "money invested in steps: 10% up to CNY 1,000,000, 5% of the rest",
        ),
        (
            Interest("drawn_amount", "drawn_on", "used_until", bp=200, most_months=6, count=DayCount.DAYS_360),
            "2% a year on the first disbursement, for at most 6 months (by days over 360)",
        ),
        (
            Rate("guaranteed_amount", "guarantee_fee_bp", 100),
            "guaranteed sum times the yearly fee of the guarantee, of which at most 1% counts",
        ),
        (Sum((Fixed(WAN), Fixed(WAN), Fixed(2 * WAN))), "CNY 10,000; CNY 20,000"),
    ],
)  # fmt: skip
def test_amounts_in_words(award, en) -> None:
    zh, found = in_both(lambda: award_words(award))

    assert found == en
    assert CHINESE.search(zh)


def test_caps_in_words() -> None:
    both = Cap(Scope.PERSON, 100 * WAN, times=1)
    unknown = Cap(Scope.YEAR)

    assert in_both(lambda: cap_words(both)) == (
        "同一申请人累计：最高 100 万元、限一次",
        "An applicant in all: at most CNY 1,000,000, once",
    )
    assert in_both(lambda: cap_words(unknown))[1] == "An applicant in a year: the limit is not known"


@pytest.mark.parametrize(
    ("bp", "text"), [(0, "0%"), (40, "0.4%"), (175, "1.75%"), (7_000, "70%"), (12_000, "120%"), (None, "not known")]
)  # fmt: skip
def test_percentages_are_exact(bp, text) -> None:
    assert in_both(lambda: percent(bp))[1] == text


def test_dates_say_how_sure_they_are() -> None:
    year = Period(date(2021, 1, 1), date(2021, 12, 31))

    assert in_both(lambda: span_words(Span(None, Period(None, None))))[1] == "dates not known"
    assert in_both(lambda: span_words(Span(year, year)))[1] == "from 1 Jan 2021 to 31 Dec 2021"
    assert in_both(lambda: span_words(Span(year, Period(date(2021, 1, 1), None))))[1] == (
        "surely from 1 Jan 2021 to 31 Dec 2021; perhaps from 1 Jan 2021 on"
    )


def test_every_step_of_every_shipped_rule_s_arithmetic_reads() -> None:
    known = facts(
        investment_amount=200 * WAN,
        gain_same_company=100 * WAN,
        gain_other_companies=100 * WAN,
        liquidated=True,
        loss_amount=300 * WAN,
        loan_loss=100 * WAN,
        drawn_amount=123_456,
        drawn_on=date(2025, 4, 1),
        used_until=date(2026, 4, 1),
        signed_on=date(2025, 4, 1),
        paid_in_on=date(2021, 4, 1),
        lpr_bp=345,
        guaranteed_amount=500 * WAN,
        guarantee_fee_bp=120,
    )
    used = Used(deal=Spent(WAN, 1))
    seen: dict[str, Step] = {}
    for rule in all_shipped():
        outcome = assess([rule], known, used)
        for step in getattr(outcome, "working", ()):
            seen.setdefault(step.code, step)
    seen |= {
        "tier": Step("tier", {"fact": "drawn_amount", "base": WAN, "rate_bp": 100, "result": WAN}),
        "least": Step("least", {"result": WAN}),
        "fixed": Step("fixed", {"amount": WAN}),
        "interest_days": Step(
            "interest_days",
            {"fact": "drawn_amount", "base": WAN, "n_days": 9, "year_days": 360, "rate_hundredths_bp": 17_250, "result": 1},
        ),
    }  # fmt: skip

    assert set(seen) == set(STEPS)
    for step in seen.values():
        zh, en = in_both(lambda step=step: step_words(step))
        assert "%(" not in zh + en
        assert CHINESE.search(zh)
        assert not CHINESE.search(en)
    # Half of 3.45 % keeps its four decimals.
    assert in_both(lambda: step_words(seen["interest_days"]))[1] == (
        "By the first disbursement: CNY 10,000 × 1.725% × 9 / 360 = CNY 0.01"
    )


def test_values_in_their_units() -> None:
    assert in_both(lambda: value_words("evidence", ()))[1] == "none"
    assert (
        in_both(lambda: fact_words("listed", Fact(value=True, source="declared")))[1]
        == "the company is listed"
    )
    assert in_both(lambda: fact_words("company_place", Fact("zhenjiang", "record"))) == ("镇江", "Zhenjiang")
    assert in_both(lambda: fact_name("staff")) == ("员工人数", "staff")
