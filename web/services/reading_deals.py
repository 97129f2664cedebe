"""Past deals out of a pasted list, one a line: the company first, then what is said, in any order."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from models.entities.profiles import NewDeal
from web.services.reading_amounts import amounts_in
from web.services.reading_deck import Vocabulary
from web.services.reading_words import INSTRUMENTS, STAGES, codes_said

MOST_LINES = 200
MOST_NAME = 200
_SEPARATOR = re.compile(r"\s*[,，;；\t|]\s*")
_DAY = re.compile(
    r"(?<!\d)(?P<y>(?:19|20)\d\d)\s*[-./年]\s*(?P<m>\d{1,2})\s*[-./月]\s*(?P<d>\d{1,2})\s*日?(?!\d)"
)
_BULLET = re.compile(r"^\s*(?:[•·▪●*–—-]+|\d{1,3}\s*[.、)）])\s+")


@dataclass(frozen=True, slots=True)
class DealLine:
    """One line of the list: the deal, or none where no company could be told; `number` counts from 1."""

    number: int
    text: str
    deal: NewDeal | None


def read_deal_lines(text: str, vocabulary: Vocabulary) -> list[DealLine]:
    """Every line that holds anything; at most `MOST_LINES` of them."""
    lines = [(number, line.strip()) for number, line in enumerate(text.splitlines(), 1) if line.strip()]
    return [DealLine(n, line, _deal(_BULLET.sub("", line), vocabulary)) for n, line in lines[:MOST_LINES]]


def _deal(line: str, vocabulary: Vocabulary) -> NewDeal | None:
    company = _company(line, vocabulary)
    if company is None:
        return None
    rest = line.replace(company, " ", 1)
    amounts = amounts_in(rest)
    # A range is no amount of a deal that was made.
    exact = next((a.low for a in amounts if a.low is not None and a.low == a.high), None)
    return NewDeal(
        company,
        _first(line, vocabulary.sectors),
        _first(rest, STAGES),
        _first(rest, INSTRUMENTS),
        exact,
        _day(rest),
        _first(rest, vocabulary.districts),
    )


def _company(line: str, vocabulary: Vocabulary) -> str | None:
    """The first part that is no date, amount or word of a list."""
    parts = [p for p in _SEPARATOR.split(line) if p]
    if len(parts) == 1:
        parts = re.split(r"\s{2,}", line)
    if len(parts) == 1:
        parts = line.split()
    for part in parts:
        bare = part.strip(" .。:：")
        if not any(c.isalpha() for c in bare) or len(bare) > MOST_NAME:
            continue
        if _DAY.search(bare) or amounts_in(bare):
            continue
        lists = (STAGES, INSTRUMENTS, vocabulary.districts, vocabulary.sectors)
        if any(_is_word(bare, words) for words in lists):
            continue
        return bare
    return None


def _is_word(text: str, words: Mapping[str, tuple[str, ...]]) -> bool:
    folded = text.lower()
    return any(folded == word.lower() for several in words.values() for word in several)


def _first(text: str, words: Mapping[str, tuple[str, ...]]) -> str | None:
    said = codes_said(text, words)
    return said[0][1] if said else None


def _day(text: str) -> date | None:
    """A whole date; a year or a month alone is left open, for its day is not known."""
    match = _DAY.search(text)
    if match is None:
        return None
    try:
        return date(int(match["y"]), int(match["m"]), int(match["d"]))
    except ValueError:
        return None
