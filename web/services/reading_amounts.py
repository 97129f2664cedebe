"""Amounts in running text, such as 融资 500 万, 八十万元, RMB 5m; exact, in minor units of the yuan.

An amount in another currency, and a bare number, is none: nothing is converted or guessed.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

from web.services.reading_words import fold

_MOST_MINOR = 10**15
# Possessive: a number that does not fit is not tried again without its end.
_NUMBER = r"(?<![\d.])\d[\d,]*+(?:\.\d+)?+"
_ZH_DIGITS = "零一二两三四五六七八九十百千"
_ZH_UNIT = {"亿": 8, "千万": 7, "百万": 6, "十万": 5, "万": 4, "千": 3, "": 0}
_EN_UNIT = {
    "bn": 9, "billion": 9, "m": 6, "mn": 6, "mio": 6, "million": 6, "k": 3, "thousand": 3, "": 0,
}  # fmt: skip
_TO = r"\s*(?:-|–|—|~|至|到|to)\s*"
_FOREIGN = r"(?:\$|usd|us\$|eur|€|£|gbp|hkd|美元|欧元|港元|港币|dollars?|euros?)"
_ZH = re.compile(
    rf"(?P<before>¥|人民币|rmb|cny)?\s*(?P<low>{_NUMBER})\s*+(?P<low_unit>亿|千万|百万|十万|万|千)?+\s*+元?+(?![a-z])"
    rf"(?:{_TO}(?P<high>{_NUMBER})\s*(?P<high_unit>亿|千万|百万|十万|万|千)?)?"
    rf"\s*(?P<after>元|人民币)?(?!\s*{_FOREIGN})"
)
_ZH_WORDS = re.compile(rf"(?P<n>[{_ZH_DIGITS}]+)(?P<unit>万|亿)(?P<after>元|人民币)?(?!\s*{_FOREIGN})")
_EN = re.compile(
    rf"(?P<before>¥|rmb|cny|yuan)?\s*(?P<low>{_NUMBER})\s*(?P<low_unit>bn|billion|million|mn|mio|m|thousand|k)?"
    rf"(?:{_TO}(?:¥|rmb|cny)?\s*(?P<high>{_NUMBER})\s*(?P<high_unit>bn|billion|million|mn|mio|m|thousand|k)?)?"
    rf"(?![a-z0-9])\s*(?P<after>yuan|rmb|cny)?(?!\s*{_FOREIGN})"
)
_FOREIGN_BEFORE = re.compile(rf"{_FOREIGN}\s*$")
# A number beside these counts people or things, or names a day.
_COUNTED = re.compile(
    r"^\s*(?:%|％|人|户|用户|家|台|亩|吨|年|月|日|个|名|次|只|斤|件|头|份|条|平方|公里"
    r"|people|households|farms|tons|years|months|users)"
)
# What says the least and what the most.
_AT_MOST = re.compile(r"(?:不超过|至多|最多|以内|以下|up to|at most|no more than|under|below|max)\W*$")
_AT_LEAST = re.compile(r"(?:不低于|至少|起投|最低|at least|from|minimum|min|over|above|not less than)\W*$")
_AFTER_MOST = re.compile(r"^\W*(?:以内|以下|封顶|or less|at most)")
_AFTER_LEAST = re.compile(r"^\W*(?:以上|起|or more|and up|at least)")


@dataclass(frozen=True, slots=True)
class Amount:
    """A range in minor units with the place where it stands; an open end is None."""

    low: int | None
    high: int | None
    start: int
    end: int


def amounts_in(text: str) -> list[Amount]:
    """The amounts of yuan in a text, in its order, none within another."""
    folded = fold(text)
    if len(folded) != len(text):
        # Places must be those of the text itself.
        folded = "".join(c if len(c) == 1 else "?" for c in map(fold, text))
    found: list[Amount] = []
    for pattern, units in ((_ZH, _ZH_UNIT), (_EN, _EN_UNIT)):
        for match in pattern.finditer(folded):
            amount = _amount(folded, match, units)
            if amount is not None and all(amount.end <= f.start or amount.start >= f.end for f in found):
                found.append(amount)
    for match in _ZH_WORDS.finditer(folded):
        value = _of_characters(match["n"]) * 10 ** (_ZH_UNIT[match["unit"]] + 2)
        counted = not match["after"] and _COUNTED.match(folded[match.end() :])
        if (
            0 < value <= _MOST_MINOR
            and not counted
            and all(match.end() <= f.start or match.start() >= f.end for f in found)
        ):
            found.append(_bounded(folded, value, value, match.start(), match.end()))
    return sorted(found, key=lambda f: f.start)


def _amount(text: str, match: re.Match[str], units: dict[str, int]) -> Amount | None:
    low_unit, high_unit = match["low_unit"] or "", match["high_unit"] or ""
    money = bool(match["before"] or match["after"] or "元" in match[0])
    # Chinese says 500 万 of money without more; in English a bare `5m` may be five metres.
    big = bool((low_unit or high_unit) and (units is _ZH_UNIT))
    if not (money or big) or _FOREIGN_BEFORE.search(text[: match.start("low")]):
        return None
    if not money and _COUNTED.match(text[match.end() :]):
        return None
    high = match["high"]
    # In `300-500 万` the unit of the second number is that of both.
    low = _minor(match["low"], units[low_unit or (high_unit if high else "")])
    top = _minor(high, units[high_unit or low_unit]) if high else low
    if not 0 < low <= top <= _MOST_MINOR:
        return None
    return _bounded(text, low, top, match.start("low"), match.end())


def _bounded(text: str, low: int, high: int, start: int, end: int) -> Amount:
    before, after = text[max(0, start - 16) : start], text[end : end + 16]
    before = re.sub(r"(?:¥|人民币|rmb|cny)\s*$", "", before)
    if low == high and (_AT_MOST.search(before) or _AFTER_MOST.match(after)):
        return Amount(None, high, start, end)
    if low == high and (_AT_LEAST.search(before) or _AFTER_LEAST.match(after)):
        return Amount(low, None, start, end)
    return Amount(low, high, start, end)


def _minor(number: str, power: int) -> int:
    return int(Decimal(number.replace(",", "")) * 10 ** (power + 2))


def _of_characters(text: str) -> int:
    """五百 is 500, 八十 is 80, 十五 is 15, 三千五百 is 3500."""
    total, digit = 0, 0
    for c in text:
        place = {"十": 10, "百": 100, "千": 1000}.get(c)
        if place is None:
            digit = "零一二三四五六七八九".find("二" if c == "两" else c)
        else:
            total += (digit or 1) * place
            digit = 0
    return total + digit
