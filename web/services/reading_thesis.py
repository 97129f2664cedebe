"""From a thesis in plain words, and from past deals, to the fields of a provider's profile.

Each proposal carries the words it came from. What is said against something (不投…, never …) shuts it out
and is never read as a wish; what nobody says stays empty.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from matcher.texts import detect_language, split_sentences
from models.entities.profiles import NewDeal
from web.services.reading_amounts import amounts_in
from web.services.reading_deck import Vocabulary
from web.services.reading_words import (
    INSTRUMENTS,
    NOT_ASKED,
    STAGES,
    Found,
    Passage,
    codes_said,
    fold,
    quote,
    says,
)

# What a thesis is read for, so that its form can say which of them it does not tell.
READ_FOR_PROFILE = (
    "stages",
    "sectors",
    "instruments",
    "districts",
    "amount_min",
    "amount_max",
    "never_sectors",
)
MOST_NEVER = 1000
_AGAINST = (
    "不投", "不看", "不碰", "不做", "不考虑", "不参与", "不涉及", "不接", "除外", "拒绝", "从不", "回避",
    "没兴趣", "no", "not", "never", "don't", "do not", "don’t", "won't", "won’t", "except", "excluding",
    "avoid", "nothing in",
)  # fmt: skip
# A clause that says what is done ends what was said against things before it.
_FOR = (
    "只投", "投资", "主投", "关注", "偏好", "看好", "喜欢", "优先", "重点", "但投", "但看", "we invest",
    "we back", "we like", "we look", "we prefer", "we focus", "but", "invest in", "focus on",
)  # fmt: skip
_EARLY = {("早期", "early stage", "early-stage"): ("seed", "angel"), ("成长期", "growth stage"): ("a", "b")}
_RANGE = re.compile(r"^\W*(?:到|至|-|–|—|~|to|through|until)\W*$")
_TICKET = (
    "单笔", "每笔", "每家", "每个项目", "额度", "金额", "投资额", "投", "贷", "担保", "出资", "ticket",
    "tickets", "cheque", "cheques", "check", "checks", "invest", "per company", "each", "loans", "loan",
    "guarantee", "guarantees", "amount", "amounts", "between",
)  # fmt: skip
_INVESTING = (
    "投资", "我投", "我们投", "只投", "主投", "领投", "invest", "investing", "angel", "ticket",
    "tickets",
)  # fmt: skip
_FOUNDERS = re.compile(
    r"(?:见|约见|面谈)\W{0,3}(?P<a>\d{1,3})\s*(?:位|个|家|名)"
    r"|(?:meet|see)\s+(?:up to\s+)?(?P<b>\d{1,3})\s+founders"
)
_CLAUSE = re.compile(r"[^，,；;：:]+")


@dataclass(frozen=True, slots=True)
class ThesisFields:
    """What a thesis and past deals say; empty is not said."""

    lang: str
    stages: tuple[Found[str], ...] = ()
    sectors: tuple[Found[str], ...] = ()
    instruments: tuple[Found[str], ...] = ()
    districts: tuple[Found[str], ...] = ()
    amount_min: Found[int] | None = None
    amount_max: Found[int] | None = None
    never_sectors: tuple[Found[str], ...] = ()
    never_text: Found[str] | None = None
    max_founders: Found[int] | None = None


@dataclass(frozen=True, slots=True)
class _Clause:
    text: str
    sentence: str
    against: bool


def read_thesis(text: str, deals: Sequence[NewDeal], vocabulary: Vocabulary) -> ThesisFields:
    """Propose a profile; words come first, and what they leave open is read off the deals."""
    clauses = list(_clauses(text))
    wanted = [c for c in clauses if not c.against]
    low, high = _amounts(wanted)
    never = tuple(dict.fromkeys(c.sentence for c in clauses if c.against))
    never_sectors = _codes((c for c in clauses if c.against), vocabulary.sectors)
    shut_out = {f.value for f in never_sectors}
    sectors = tuple(f for f in _codes(wanted, vocabulary.sectors) if f.value not in shut_out)
    amounts = [d for d in deals if d.amount is not None]
    if low is None and high is None and amounts:
        low, high = (_of_deal(pick(amounts, key=_amount)) for pick in (min, max))
    return ThesisFields(
        lang=detect_language(text),
        stages=_stages(wanted) or _of_deals(deals, "stage"),
        sectors=sectors or _of_deals(deals, "sector"),
        instruments=_instruments(wanted) or _of_deals(deals, "instrument"),
        districts=_codes(wanted, vocabulary.districts) or _of_deals(deals, "district"),
        amount_min=low,
        amount_max=high,
        never_sectors=never_sectors,
        never_text=Found("\n".join(never)[:MOST_NEVER], Passage(None, quote(never[0]))) if never else None,
        max_founders=_founders(wanted),
    )


def _clauses(text: str) -> Iterator[_Clause]:
    """The clauses of a text; what is said against things goes on until a clause says what is done."""
    for sentence in split_sentences(text):
        against = False
        for match in _CLAUSE.finditer(sentence):
            clause = match[0].strip()
            if says(clause, _AGAINST):
                against = True
            elif says(clause, _FOR):
                against = False
            if clause:
                yield _Clause(clause, sentence, against)


def _codes(clauses: Iterable[_Clause], words: Mapping[str, tuple[str, ...]]) -> tuple[Found[str], ...]:
    found: dict[str, Found[str]] = {}
    for clause in clauses:
        for _, code in codes_said(clause.text, words):
            found.setdefault(code, Found(code, Passage(None, quote(clause.sentence))))
    return tuple(found.values())


def _stages(clauses: Sequence[_Clause]) -> tuple[Found[str], ...]:
    """The stages named, with those between the ends of a range (种子轮到 A 轮)."""
    order = list(STAGES)
    found: dict[str, Found[str]] = {}
    for clause in clauses:
        passage = Passage(None, quote(clause.sentence))
        said = codes_said(clause.text, STAGES)
        codes = [code for _, code in said]
        for code in codes:
            found.setdefault(code, Found(code, passage))
        if len(said) == 2 and _joined(clause.text, said[0][0], said[1][0]):
            first, last = sorted(order.index(code) for code in codes)
            for code in order[first : last + 1]:
                found.setdefault(code, Found(code, passage))
        for words, meant in _EARLY.items():
            if not codes and says(clause.text, words):
                for code in meant:
                    found.setdefault(code, Found(code, passage))
    return tuple(sorted(found.values(), key=lambda f: order.index(f.value)))


def _joined(text: str, first: int, second: int) -> bool:
    """Whether two stages of a clause are the ends of a range: only a word such as 到 stands between them."""
    between = fold(text)[first:second]
    longest = max((w for several in STAGES.values() for w in several if between.startswith(fold(w))), key=len)
    return _RANGE.match(between[len(longest) :]) is not None


def _instruments(clauses: Sequence[_Clause]) -> tuple[Found[str], ...]:
    named = _codes(clauses, INSTRUMENTS)
    if named:
        return named
    # Who invests and names no instrument means shares.
    return next(
        ((Found("equity", Passage(None, quote(c.sentence))),) for c in clauses if says(c.text, _INVESTING)),
        (),
    )


def _amounts(clauses: Sequence[_Clause]) -> tuple[Found[int] | None, Found[int] | None]:
    """The range of one company's amount: the first of each end in a clause that speaks of tickets."""
    low: Found[int] | None = None
    high: Found[int] | None = None
    for clause in clauses:
        if says(clause.text, NOT_ASKED) or not says(clause.sentence, _TICKET):
            continue
        for amount in amounts_in(clause.text):
            passage = Passage(None, quote(clause.sentence))
            if low is None and amount.low is not None and (high is None or amount.low <= high.value):
                low = Found(amount.low, passage)
            if high is None and amount.high is not None and (low is None or amount.high >= low.value):
                high = Found(amount.high, passage)
    return low, high


def _founders(clauses: Sequence[_Clause]) -> Found[int] | None:
    for clause in clauses:
        match = _FOUNDERS.search(fold(clause.text))
        if match:
            return Found(int(match["a"] or match["b"]), Passage(None, quote(clause.sentence)))
    return None


def _amount(deal: NewDeal) -> int:
    return deal.amount or 0


def _of_deal(deal: NewDeal) -> Found[int]:
    return Found(_amount(deal), Passage(None, quote(deal.company_name)))


def _of_deals(deals: Sequence[NewDeal], name: str) -> tuple[Found[str], ...]:
    """The codes of past deals, the most frequent first, each with the companies that they come from."""
    companies: dict[str, list[str]] = {}
    for deal in deals:
        code = getattr(deal, name)
        if code is not None:
            companies.setdefault(str(code), []).append(deal.company_name)
    ranked = sorted(companies.items(), key=lambda item: (-len(item[1]), item[0]))
    return tuple(Found(code, Passage(None, quote(" · ".join(names)))) for code, names in ranked)
