"""The words by which a deck or a thesis is read, in both languages, and how they are found in a text.

Reading proposes and never decides: each value carries the passage it came from, and what no word says stays
empty. Chinese words match anywhere, Latin ones as whole words; longer words win over shorter ones.
"""

from __future__ import annotations

import functools
import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Generic, TypeVar

from matcher.texts import split_sentences

T_co = TypeVar("T_co", covariant=True)

LONGEST_QUOTE = 120


@dataclass(frozen=True, slots=True)
class Passage:
    """Where something stood: the page, from 1 (none in a text without pages), and the words themselves."""

    page: int | None
    quote: str


@dataclass(frozen=True, slots=True)
class Found(Generic[T_co]):
    """A proposed value with the passage it came from."""

    value: T_co
    passage: Passage


Sources = dict[str, list[Passage]]

STAGES: Mapping[str, tuple[str, ...]] = {
    "idea": (
        "概念阶段", "创意阶段", "构思阶段", "苗圃", "idea stage", "concept stage",
    ),
    "seed": (
        "种子轮", "种子期", "种子阶段", "种子项目", "种子", "seed", "seed-stage", "seed stage", "pre-seed",
    ),
    "angel": (
        "天使轮", "天使期", "天使阶段", "天使投资轮", "angel round", "angel stage", "angel-stage",
    ),
    "pre-a": (
        "pre-a轮", "pre-a", "pre a", "prea轮",
    ),
    "a": (
        "a轮", "series a", "round a", "a round", "a-round",
    ),
    "b": (
        "b轮", "series b", "round b", "b round", "b-round",
    ),
}  # fmt: skip
INSTRUMENTS: Mapping[str, tuple[str, ...]] = {
    "loan": (
        "贷款", "借款", "信贷", "授信", "放贷", "loan", "loans", "lending", "credit line",
        "working capital loan",
    ),
    "guarantee": (
        "担保", "保函", "增信", "guarantee", "guarantees", "guaranteed",
    ),
    "equity": (
        "股权", "出让", "参股", "入股", "股份", "增资", "直投", "领投", "跟投", "equity", "stake",
        "shares", "minority stake", "co-invest", "lead the round",
    ),
}  # fmt: skip
# Money for which no instrument is named is said in these words, and means a share of the company.
RAISING = (
    "融资", "募资", "募集", "种子轮", "天使轮", "a轮", "b轮", "投资额", "raise", "raising", "round",
    "invest",
)  # fmt: skip
ASKING = (
    "融资", "募资", "募集", "拟融", "寻求", "需要资金", "资金需求", "申请贷款", "贷款需求", "担保需求",
    "贷款", "借款", "担保", "出让", "raise", "raising", "seek", "seeking", "asking", "ask", "looking for",
    "need", "loan", "guarantee", "fundraising", "funding",
)  # fmt: skip
# Amounts beside these are not what is asked for.
NOT_ASKED = (
    "营收", "收入", "销售额", "市场规模", "估值", "产值", "利润", "成本", "已融", "已获", "已完成", "已投",
    "累计", "奖金", "补贴", "订单", "revenue", "revenues", "sales", "turnover", "market size", "valuation",
    "pre-money", "post-money", "raised", "already", "to date", "profit", "cost", "costs", "grant",
    "orders", "market of", "worth",
)  # fmt: skip
CATEGORIES: Mapping[str, tuple[str, ...]] = {
    "youth": (
        "大学生", "在校", "本科生", "研究生", "硕士生", "博士生", "应届", "大三", "大四", "研二", "研三",
        "student", "students", "undergraduate", "postgraduate", "graduate student", "phd student",
    ),
    "executive": (
        "高管", "副总裁", "总监", "连续创业", "总经理", "事业部", "serial founder", "serial entrepreneur",
        "former ceo", "former cto", "vice president", "director at", "head of",
    ),
    "scientist": (
        "教授", "研究员", "科学家", "博士后", "高级工程师", "课题组", "professor", "researcher",
        "scientist", "postdoc", "research fellow", "principal investigator",
    ),
    "returnee": (
        "海归", "留学", "归国", "回国", "returnee", "returned from", "studied abroad", "came back from",
    ),
    "farmer": (
        "农民", "种植户", "养殖户", "合作社", "种了", "养了", "farmer", "grower", "farming family",
        "cooperative",
    ),
}  # fmt: skip
HEADINGS: Mapping[str, tuple[str, ...]] = {
    "problem": (
        "痛点", "行业痛点", "市场痛点", "用户痛点", "问题", "要解决的问题", "现状", "行业现状", "需求痛点",
        "problem", "the problem", "pain points", "pain point", "the pain", "challenge", "the challenge",
    ),
    "solution": (
        "解决方案", "我们的方案", "方案", "产品", "产品介绍", "我们的产品", "产品与技术", "核心技术",
        "技术方案", "怎么做", "solution", "our solution", "the solution", "product", "our product",
        "how it works", "technology", "what we make",
    ),
    "market": (
        "市场", "市场规模", "市场分析", "市场空间", "目标市场", "目标客户", "客户", "商业模式", "盈利模式",
        "market", "the market", "market size", "customers", "our customers", "business model", "who pays",
    ),
    "team": (
        "团队", "核心团队", "团队介绍", "我们的团队", "创始团队", "创始人", "关于我们", "team", "our team",
        "the team", "founders", "our founders", "the founders", "who we are",
    ),
    "ask": (
        "融资", "融资需求", "融资计划", "资金需求", "资金用途", "融资与用途", "我们需要", "the ask",
        "our ask", "ask", "funding", "fundraising", "financing", "what we need", "what we seek",
        "use of funds",
    ),
    "contact": (
        "联系", "联系我们", "联系方式", "contact", "contact us", "thank you", "谢谢", "感谢聆听",
    ),
}  # fmt: skip
TAGLINES = (
    "一句话", "一句话介绍", "项目简介", "简介", "tagline", "in one line", "one line", "in a nutshell",
)  # fmt: skip
# Lines of a first page that name no project.
BOILERPLATE = (
    "商业计划书", "路演", "项目路演", "计划书", "融资计划书", "保密", "机密", "汇报人", "答辩", "大赛",
    "创新创业", "pitch deck", "investor deck", "business plan", "confidential", "presentation", "roadshow",
    "deck", "presented by", "draft", "version",
)  # fmt: skip
COMPANY = re.compile(
    r"(?P<zh>[\u4e00-\u9fff（）()]{2,30}?(?:有限责任公司|股份有限公司|有限公司|合作社))"
    r"|(?P<en>(?:[A-Z][\w&'’-]*\s+){1,5}(?:Co\.,?\s*Ltd\.?|Ltd\.?|Limited|Inc\.?|GmbH|LLC))"
)
EMAIL = re.compile(r"[A-Za-z0-9._%+-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+")
PHONE = re.compile(r"(?<!\d)(?:\+?86[- ]?)?1[3-9]\d[- ]?\d{4}[- ]?\d{4}(?!\d)")
USCC = re.compile(r"(?<![0-9A-Z])[0-9A-HJ-NP-RTUWXY]{18}(?![0-9A-Z])")

_HAN = re.compile(r"[\u3400-\u9fff]")


def fold(text: str) -> str:
    """Full-width forms, capitals and runs of blanks made alike, letter for letter where possible."""
    return unicodedata.normalize("NFKC", text).lower()


@functools.lru_cache(maxsize=4096)
def _pattern(word: str) -> re.Pattern[str]:
    folded = re.escape(fold(word))
    if _HAN.search(word) and not word[0].isascii():
        return re.compile(folded)
    # `a轮` must not be found in `pre-a轮`, nor `port` in `report`.
    tail = "" if _HAN.search(word[-1]) else r"(?:e?s)?(?![a-z0-9])"
    return re.compile(rf"(?<![a-z0-9-]){folded}{tail}")


def occurrences(text: str, words: Iterable[str]) -> list[tuple[int, int, str]]:
    """(start, end, word) of each word in a folded text; the longest of overlapping ones."""
    found = [(m.start(), m.end(), word) for word in words for m in _pattern(word).finditer(text)]
    kept: list[tuple[int, int, str]] = []
    for start, end, word in sorted(found, key=lambda f: (f[0] - f[1], f[0])):
        if all(end <= s or start >= e for s, e, _ in kept):
            kept.append((start, end, word))
    return sorted(kept)


def says(text: str, words: Iterable[str]) -> bool:
    """Whether a text holds any of the words."""
    folded = fold(text)
    return any(_pattern(word).search(folded) for word in words)


def codes_said(text: str, words: Mapping[str, tuple[str, ...]]) -> list[tuple[int, str]]:
    """(place, code) of the codes whose words stand in a text, in the text's order; longest words first."""
    code_of = {word: code for code, several in words.items() for word in several}
    return [(start, code_of[word]) for start, _, word in occurrences(fold(text), code_of)]


def quote(text: str) -> str:
    """A passage short enough to stand under a field."""
    plain = " ".join(text.split())
    return plain if len(plain) <= LONGEST_QUOTE else plain[: LONGEST_QUOTE - 1].rstrip() + "…"


def sentence_with(text: str, place: int) -> str:
    """The sentence of a text that holds this place."""
    at = 0
    for sentence in split_sentences(text):
        start = text.find(sentence, at)
        if start < 0:
            continue
        if start <= place < start + len(sentence):
            return sentence
        at = start + len(sentence)
    line_start = text.rfind("\n", 0, place) + 1
    return text[line_start : (text.find("\n", place) + 1 or len(text) + 1) - 1]
