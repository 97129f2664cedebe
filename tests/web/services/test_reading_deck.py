"""What is read out of a deck, in both languages: each value with its page, and nothing that is not said."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from web.formats import money_input
from web.services.reading_amounts import amounts_in
from web.services.reading_deck import Vocabulary, has_text, heading_of, read_deck
from web.vocabulary import district_words, leaf_sector_words

LIMITS = {"name": 40, "one_line": 80, "problem": 1500, "solution": 1500, "market": 1500, "team": 1500}
ZH = [
    "商业计划书\n晨稷菜箱\n让蔬菜过夜不蔫的保湿周转箱\n镇江晨稷冷链科技有限公司\n2026年3月",
    "一、行业痛点\n菜农凌晨装车，到市场已经蔫了三成。\n冷藏车一趟四百五十元，小户用不起。",
    "02 解决方案\n• 箱内一层透气湿膜，冷链不断\n• 三天不换水",
    "市场规模\n全市有四百户菜农，年销售额3亿元。",
    "核心团队\n林晓：江苏大学研究生三年级\n王工：冷链设备高级工程师",
    "融资需求\n种子轮融资 80 万元，出让 8% 股权\n另申请贷款 30 万元\n投前估值 1000 万元",
    "联系我们\n句容市白兔镇\nlin@example.org 13912345678",
]
EN = [
    "Pitch deck\nCool Crate\nKeeps vegetables fresh overnight without a truck",
    "The problem\nVegetables wilt overnight and a refrigerated truck costs 450 yuan a trip.",
    "Our solution\nA damp film in the crate: a cold chain without ice.",
    "Market\nFour hundred growers in Jurong; sales of RMB 300m a year.",
    "Team\nLin is a postgraduate student.\nWang kept a cold store for ten years.",
    "The ask\nWe are raising RMB 1.5m at seed stage for 10 % equity.\nBased in Danyang. Contact: lin@example.org",
]


def read(pages):
    return read_deck(pages, Vocabulary(leaf_sector_words(), district_words()), limits=LIMITS)


def said(fields):
    """(field, value, page) of all that was found."""
    singles = ("company", "name", "one_line", "sector", "stage", "district", "uscc", "contact")
    return {n: (f.value, f.passage.page) for n in singles if (f := getattr(fields, n)) is not None}


def test_chinese_deck_gives_each_field_with_its_page():
    fields = read(ZH)

    assert fields.lang == "zh"
    assert said(fields) == {
        "company": ("镇江晨稷冷链科技有限公司", 1),
        "name": ("晨稷菜箱", 1),
        "one_line": ("让蔬菜过夜不蔫的保湿周转箱", 1),
        "sector": ("agri.cold-chain", 1),
        "stage": ("seed", 6),
        "district": ("jurong", 7),
        "contact": ("lin@example.org · 13912345678", 7),
    }
    assert (fields.problem.value, fields.problem.passage.page) == (
        "菜农凌晨装车，到市场已经蔫了三成。\n冷藏车一趟四百五十元，小户用不起。",
        2,
    )
    assert fields.solution.value == "箱内一层透气湿膜，冷链不断\n三天不换水"
    assert [c.value for c in fields.categories] == ["youth", "scientist"]
    assert [(s.value.instrument, s.value.low, s.value.high) for s in fields.seeks] == [
        ("equity", 80_000_000, 80_000_000),
        ("loan", 30_000_000, 30_000_000),
    ]


def test_english_deck_gives_each_field_and_leaves_the_rest_unsaid():
    fields = read(EN)

    assert fields.lang == "en"
    assert said(fields) == {
        "name": ("Cool Crate", 1),
        "one_line": ("Keeps vegetables fresh overnight without a truck", 1),
        "sector": ("agri.cold-chain", 2),
        "stage": ("seed", 6),
        # Where the company is, not where its customers are.
        "district": ("danyang", 6),
        "contact": ("lin@example.org", 6),
    }
    assert [c.value for c in fields.categories] == ["youth"]
    assert [(s.value.instrument, s.value.high) for s in fields.seeks] == [("equity", 150_000_000)]


@pytest.mark.parametrize("pages", [[], [""], ["12 %", "***"], ["一张照片"]])
def test_deck_that_says_nothing_proposes_nothing(pages):
    fields = read(pages)

    assert not has_text(pages)
    assert (fields.problem, fields.sector, fields.stage, fields.seeks) == (None, None, None, ())


@pytest.mark.parametrize(
    "line",
    [
        "已完成天使轮融资 500 万元",
        "年营收 300 万元，融资需求旺盛",
        "We raised RMB 5m in 2024",
        "估值 2000 万元",
    ],
)
def test_money_that_is_not_asked_for_is_not_proposed(line):
    assert read([f"项目\n{line}"]).seeks == ()


def test_two_sectors_that_speak_equally_loud_propose_none():
    assert read(["甲\n机器人 光伏", "机器人 光伏"]).sector is None


@pytest.mark.parametrize(
    ("line", "part"),
    [
        ("3. 市场痛点", "problem"),
        ("PART 2 | Our team", "team"),
        ("【解决方案】", "solution"),
        ("产品已在十一户试用了两个月", None),
        ("We met our customers at the market.", None),
    ],
)
def test_heading_is_told_from_a_sentence(line, part):
    opened = heading_of(line, at_top=True)

    assert (None if opened is None else opened[0]) == part


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        ("融资 500 万", "5000000", "5000000"),
        ("五百万元", "5000000", "5000000"),
        ("八十五万", "850000", "850000"),
        ("300-500万", "3000000", "5000000"),
        ("20万至300万元", "200000", "3000000"),
        ("1.2亿", "120000000", "120000000"),
        ("¥800,000", "800000", "800000"),
        ("RMB 5m", "5000000", "5000000"),
        ("5 million yuan", "5000000", "5000000"),
        ("CNY 500k to 2m", "500000", "2000000"),
        ("300–800 thousand yuan", "300000", "800000"),
        ("单笔不超过300万元", "", "3000000"),
        ("up to RMB 3 million", "", "3000000"),
        ("200万以上", "2000000", ""),
        ("at least RMB 2m", "2000000", ""),
    ],
)
def test_amount_is_read_exactly(text, low, high):
    (found,) = amounts_in(text)

    assert (money_input(found.low), money_input(found.high)) == (low, high)


@pytest.mark.parametrize(
    "text", ["$5m", "500 万美元", "EUR 2 million", "5m deep", "1000万用户", "四百万户", "2026 年", "30 %"]
)
def test_what_is_no_amount_of_yuan_is_none(text):
    assert amounts_in(text) == []


@given(st.lists(st.text(max_size=200), max_size=5))
def test_any_text_is_read_without_harm_and_each_quote_stands_on_its_page(pages):
    fields = read(pages)

    for name in ("name", "one_line", "company", "stage"):
        found = getattr(fields, name)
        if found is not None:
            words = found.passage.quote.removesuffix("…")
            assert "".join(words.split()) in "".join(pages[found.passage.page - 1].split())
    for seek in fields.seeks:
        assert seek.value.low is None or seek.value.low > 0


@given(st.text(max_size=300))
def test_amounts_lie_in_the_text_in_order_and_apart(text):
    found = amounts_in(text)

    assert all(0 <= a.start < a.end <= len(text) for a in found)
    assert all(a.end <= b.start for a, b in pairwise(found))
