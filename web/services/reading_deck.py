"""From the pages of a deck to the fields of a pitch: each with the page it came from, nothing invented."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from matcher.texts import detect_language, join_wrapped
from models.errors import Invalid
from models.uscc import clean_uscc
from web.services.reading_amounts import Amount, amounts_in
from web.services.reading_words import (
    ASKING,
    BOILERPLATE,
    CATEGORIES,
    COMPANY,
    EMAIL,
    HEADINGS,
    INSTRUMENTS,
    NOT_ASKED,
    PHONE,
    RAISING,
    STAGES,
    TAGLINES,
    USCC,
    Found,
    Passage,
    codes_said,
    fold,
    occurrences,
    quote,
    says,
    sentence_with,
)

# Every field that a deck is read for, so that its form can say which of them it does not tell.
READ_FOR = (
    *("name", "one_line", "problem", "solution", "market", "team", "sector", "stage", "district"),
    *("main_category", "seeks", "company_name"),
)
# Fewer letters than this in all pages: the deck is made of pictures.
FEWEST_LETTERS = 20
_SECTIONS = ("problem", "solution", "market", "team")
_NUMBERING = re.compile(
    r"^\s*(?:part|section|chapter)?\s*[\d０-９一二三四五六七八九十]{0,3}\s*[.、．:：)）/|·-]?\s*",
    re.IGNORECASE,
)
# Lines that tell where a company is.
_ADDRESS = re.compile(
    r"地址|位于|注册于|落户|有限公司|合作社|address|based in|located|registered in|Ltd", re.IGNORECASE
)
_DATE = re.compile(r"\d{4}\s*[年./-]\s*\d{1,2}")


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The words of the lists that change with a site: sectors and districts by code."""

    sectors: Mapping[str, tuple[str, ...]]
    districts: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Asked:
    """One thing that is sought, with its range in minor units."""

    instrument: str
    low: int | None
    high: int | None


@dataclass(frozen=True, slots=True)
class DeckFields:
    """What a deck says; a field that it does not say is None."""

    lang: str
    company: Found[str] | None = None
    name: Found[str] | None = None
    one_line: Found[str] | None = None
    problem: Found[str] | None = None
    solution: Found[str] | None = None
    market: Found[str] | None = None
    team: Found[str] | None = None
    sector: Found[str] | None = None
    stage: Found[str] | None = None
    district: Found[str] | None = None
    categories: tuple[Found[str], ...] = ()
    seeks: tuple[Found[Asked], ...] = ()
    uscc: Found[str] | None = None
    contact: Found[str] | None = None


@dataclass(slots=True)
class _Section:
    page: int
    lines: list[str] = field(default_factory=list)


def has_text(pages: Sequence[str]) -> bool:
    """Whether there is anything to read; a scanned deck has pages and no letters."""
    return sum(c.isalnum() for page in pages for c in page) >= FEWEST_LETTERS


def read_deck(pages: Sequence[str], vocabulary: Vocabulary, *, limits: Mapping[str, int]) -> DeckFields:
    """Propose a pitch; `limits` cut texts at the end of a sentence, and drop names that are too long."""
    whole = "\n".join(pages)
    sections = _sections(pages)
    name, one_line = _title(pages, limits)
    team = sections.get("team")
    return DeckFields(
        lang=detect_language(whole),
        company=_company(pages),
        name=name,
        one_line=one_line,
        **{part: _prose(sections[part], limits[part]) for part in _SECTIONS if part in sections},
        sector=_sector(pages, vocabulary.sectors),
        stage=_stage(pages),
        district=_district(pages, sections, vocabulary.districts),
        categories=_categories(team) if team else (),
        seeks=_seeks(pages),
        uscc=_uscc(pages),
        contact=_contact(pages),
    )


def _lines(page: str) -> list[str]:
    return [line.strip() for line in page.splitlines() if line.strip()]


def heading_of(line: str, *, at_top: bool = False) -> tuple[str, str] | None:
    """The part that a line opens, and what stands behind a colon in the same line.

    A line that holds a heading's word among others counts at the top of a page, where titles stand.
    """
    bare = _NUMBERING.sub("", line, count=1).strip(" *#【】[]「」《》")
    head, colon, rest = bare.partition("：" if "：" in bare else ":")
    folded = fold(head).strip()
    for part, phrases in HEADINGS.items():
        if folded in phrases:
            return part, rest.strip() if colon else ""
    if not at_top or colon or any(c.isdigit() or c in ",，。.；;" for c in folded):
        return None
    words = {phrase: part for part, phrases in HEADINGS.items() for phrase in phrases}
    hits = occurrences(folded, words)
    if not hits or sum(end - start for start, end, _ in hits) * 4 < len(folded):
        return None
    # The last word names the thing: 市场痛点, the market problem.
    return words[hits[-1][2]], ""


def _sections(pages: Sequence[str]) -> dict[str, _Section]:
    """The lines under each heading of a known kind; a part may have its heading on several pages."""
    found: dict[str, _Section] = {}
    for number, page in enumerate(pages, 1):
        part: str | None = None
        for place, line in enumerate(_lines(page)):
            opened = heading_of(line, at_top=place == 0 and number > 1)
            if opened is not None:
                part, rest = opened
                section = found.setdefault(part, _Section(number))
                if rest:
                    section.lines.append(rest)
            elif part is not None:
                found[part].lines.append(line)
    return {part: section for part, section in found.items() if section.lines}


def _prose(section: _Section, most: int) -> Found[str]:
    """The section's lines as the founder would have typed them, cut at `most` characters."""
    text = "\n".join(join_wrapped(section.lines))
    if len(text) > most:
        cut = text[:most]
        text = cut[: max(cut.rfind(mark) for mark in "。！？.!?\n") + 1].strip() or cut
    return Found(text, Passage(section.page, quote(text)))


def _title(pages: Sequence[str], limits: Mapping[str, int]) -> tuple[Found[str] | None, Found[str] | None]:
    lines = [line for line in _lines(pages[0]) if _may_name(line)] if pages else []
    name = Found(lines[0], Passage(1, quote(lines[0]))) if lines and len(lines[0]) <= limits["name"] else None
    for number, page in enumerate(pages, 1):
        for line in _lines(page):
            head, _, rest = line.replace("：", ":").partition(":")
            if fold(head).strip() in TAGLINES and 0 < len(rest.strip()) <= limits["one_line"]:
                return name, Found(rest.strip(), Passage(number, quote(rest)))
    following = lines[1:2] if name else lines[:1]
    for line in following:
        if 4 <= len(line) <= limits["one_line"]:
            return name, Found(line, Passage(1, quote(line)))
    return name, None


def _may_name(line: str) -> bool:
    """Whether a line of the first page may be the project's name or its one line."""
    plain = fold(line)
    if COMPANY.search(line) or EMAIL.search(line) or PHONE.search(line) or _DATE.search(plain):
        return False
    if heading_of(line) is not None or not any(c.isalpha() for c in plain) or len(plain) < 2:
        return False
    hit = occurrences(plain, BOILERPLATE)
    # A line that is mostly such words names nothing; one that holds them by the way may.
    return sum(end - start for start, end, _ in hit) * 2 < len(plain)


def _company(pages: Sequence[str]) -> Found[str] | None:
    for number, page in enumerate(pages, 1):
        for line in _lines(page):
            match = COMPANY.search(line)
            if match:
                return Found(match[0].strip(), Passage(number, quote(line)))
    return None


def _sector(pages: Sequence[str], words: Mapping[str, tuple[str, ...]]) -> Found[str] | None:
    """The sector that most words belong to; the first page counts threefold, a tie says nothing."""
    code_of = {word: code for code, several in words.items() for word in several}
    weight: Counter[str] = Counter()
    first: dict[str, Passage] = {}
    for number, page in enumerate(pages, 1):
        for start, _, word in occurrences(fold(page), code_of):
            code = code_of[word]
            weight[code] += 3 if number == 1 else 1
            first.setdefault(code, Passage(number, quote(sentence_with(page, start))))
    best = weight.most_common(2)
    if not best or best[0][1] < 2 or (len(best) > 1 and best[0][1] == best[1][1]):
        return None
    return Found(best[0][0], first[best[0][0]])


def _stage(pages: Sequence[str]) -> Found[str] | None:
    """The stage of the money asked for before any other; what is over is no stage."""
    found: list[tuple[bool, int, str, str]] = []
    for number, page in enumerate(pages, 1):
        for line in _lines(page):
            if says(line, NOT_ASKED):
                continue
            found += [(not says(line, ASKING), number, code, line) for _, code in codes_said(line, STAGES)]
    if not found:
        return None
    _, number, code, line = min(found, key=lambda f: (f[0], f[1]))
    return Found(code, Passage(number, quote(line)))


def _district(
    pages: Sequence[str], sections: Mapping[str, _Section], words: Mapping[str, tuple[str, ...]]
) -> Found[str] | None:
    """Where the founders are: by the first page, address, team and company; their market may be elsewhere."""
    where = [(1, line) for line in _lines(pages[0])] if pages else []
    for part in ("contact", "team"):
        if part in sections:
            where += [(sections[part].page, line) for line in sections[part].lines]
    where += [(n, line) for n, page in enumerate(pages, 1) for line in _lines(page) if _ADDRESS.search(line)]
    for number, line in where:
        said = codes_said(line, words)
        if said:
            return Found(said[0][1], Passage(number, quote(line)))
    return None


def _categories(team: _Section) -> tuple[Found[str], ...]:
    """Who founds, in the order in which the deck tells of them: elsewhere such words may be of customers."""
    found: dict[str, Found[str]] = {}
    for line in team.lines:
        for _, code in codes_said(line, CATEGORIES):
            found.setdefault(code, Found(code, Passage(team.page, quote(line))))
    return tuple(found.values())


def _seeks(pages: Sequence[str]) -> tuple[Found[Asked], ...]:
    """What is sought, an instrument once: the amounts in sentences that ask, or under a heading that does."""
    found: dict[str, Found[Asked]] = {}
    for number, page in enumerate(pages, 1):
        under_ask = False
        for place, line in enumerate(_lines(page)):
            opened = heading_of(line, at_top=place == 0 and number > 1)
            if opened is not None:
                under_ask = opened[0] == "ask"
            if says(line, NOT_ASKED) or not (under_ask or says(line, ASKING)):
                continue
            for amount in amounts_in(line):
                instrument = _instrument(line, amount, under_ask=under_ask)
                if instrument is not None and instrument not in found:
                    asked = Asked(instrument, amount.low, amount.high)
                    found[instrument] = Found(asked, Passage(number, quote(line)))
    return tuple(found.values())


def _instrument(line: str, amount: Amount, *, under_ask: bool) -> str | None:
    """The instrument that is named nearest to the amount; money that is raised without one is equity."""
    middle = (amount.start + amount.end) / 2
    named = [(abs(place - middle), code) for place, code in codes_said(line, INSTRUMENTS)]
    if named:
        return min(named)[1]
    return "equity" if says(line, RAISING) or (under_ask and says(line, ASKING)) else None


def _uscc(pages: Sequence[str]) -> Found[str] | None:
    """A code whose check digit is right; another is left to the person."""
    for number, page in enumerate(pages, 1):
        for match in USCC.finditer(page.upper()):
            try:
                code = clean_uscc(match[0])
            except Invalid:
                continue
            return Found(code, Passage(number, quote(sentence_with(page, match.start()))))
    return None


def _contact(pages: Sequence[str]) -> Found[str] | None:
    for number, page in enumerate(pages, 1):
        several = [m[0] for pattern in (EMAIL, PHONE) for m in pattern.finditer(page)]
        if several:
            return Found(" · ".join(dict.fromkeys(several)), Passage(number, quote(" · ".join(several))))
    return None
