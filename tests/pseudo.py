"""A made-up language in which every translated text stands in brackets: what is not in them was written by hand.

English is spoken so, since it is the language of the sources: a text that nobody marked is the same in both.
"""

from __future__ import annotations

import html.parser
import json
import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from gettext import NullTranslations
from pathlib import Path
from typing import Any

import pytest

import models
from web import i18n, navigation, render
from web.tables import lists

OPEN, CLOSE = "⟦", "⟧"
_WRAPPED = re.compile(f"{OPEN}[^{OPEN}{CLOSE}]*{CLOSE}")
_SPOKEN = ("title", "alt", "aria-label", "placeholder", "content", "label")
_UNSEEN = frozenset({"script", "style"})
# What is written the same in every language, or is data that no table holds: dates, amounts, zones, addresses, codes.
_MONTHS = "Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Sept|Oct|Nov|Dec"
_SAME = re.compile(
    rf"\b\d{{1,2}} (?:{_MONTHS})[a-z]* \d{{4}}\b|\b(?:{_MONTHS})[a-z]* \d{{4}}\b|\b\d{{1,2}} (?:{_MONTHS})[a-z]*\b"
    r"|\b(?:CNY|USD|EUR|JPY|HKD|GBP|SGD|CSV|XLSX|PDF|ICS|JSON|RSS|QR|URL|API|HTTP|SMTP|UTC|TOTP|MB|AA)\b"
    r"|https?://\S+|webcal://\S+|[\w.+-]+@[\w.-]+|/[\w/{}:.?=&%-]+|\b[A-Z][a-z]+/[A-Z][a-z]+(?:[ _][A-Z][a-z]+)?\b"
    r"|\b(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day\b|\b(?:LPR|bp|Atom|Feed)\b"
    # Codes of a program, and a piece of HTML to copy.
    r"|\b[a-z]+\.[a-z_]+\b|</?[a-z][^>]*>"
    # Codes and secrets: groups of four, or a digit in them; the groups first, one of them may have no digit.
    r"|\b[A-Z2-7]{4}(?: [A-Z2-7]{4}){3,}\b|\b(?=[\w-]*\d)[\w-]+\b"
    # The brand, and each language by its own name.
    r"|首投|\bShoutou\b|中文|\bEnglish\b"
)
_WORD = re.compile(r"[A-Za-z]{2,}|[\u4e00-\u9fff]")


class _Bracketed(NullTranslations):
    """Says every message in brackets."""

    def ugettext(self, message: str) -> str:
        return f"{OPEN}{message}{CLOSE}"

    def ungettext(self, one: str, many: str, n: int) -> str:
        return f"{OPEN}{one if n == 1 else many}{CLOSE}"


@contextmanager
def bracketed() -> Iterator[None]:
    """Speak the made-up language wherever English would be spoken."""
    real = i18n.catalogue

    def catalogue(locale: str) -> Any:
        return _Bracketed() if locale == "en" else real(locale)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(i18n, "catalogue", catalogue)
        _forget_words()
        yield
    _forget_words()


def _forget_words() -> None:
    """What is kept by language was kept in the real one."""
    render.drawn.cache_clear()
    for kept in (navigation._links, navigation._role_links, lists._links):
        kept.cache_clear()


class _Words(html.parser.HTMLParser):
    """What a reader sees or hears of a page, a piece at a time."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.pieces: list[str] = []
        self._inside: list[str] = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        self.pieces += [
            given[name]
            for name in _SPOKEN
            if name in given and (name != "content" or given.get("name") == "description")
        ]
        if tag in _UNSEEN:
            self._inside.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if self._inside and self._inside[-1] == tag:
            self._inside.pop()

    def handle_data(self, data: str) -> None:
        if not self._inside and data.strip():
            self.pieces.append(data.strip())


def written_by_hand(page: str, data: Iterable[str]) -> list[str]:
    """Words of a page that are neither translated nor anybody's data."""
    known = sorted(set(data), key=len, reverse=True)
    found = []
    for piece in _Words(page).pieces:
        rest, before = piece, ""
        while rest != before:
            before, rest = rest, _WRAPPED.sub(" ", rest)
        # A piece of data may hold a code, and a code something that is data elsewhere.
        if _WORD.search(_SAME.sub(" ", _without(known, rest))) and _WORD.search(
            _without(known, _SAME.sub(" ", rest))
        ):
            found.append(piece)
    return found


def _without(known: list[str], text: str) -> str:
    for one in known:
        if one in text:
            text = text.replace(one, " ")
    return text


def reference_texts() -> Iterator[str]:
    """Every text of the lists that come with the product in both languages."""
    for path in (Path(models.__file__).parent / "reference").rglob("*.json"):
        yield from _texts(json.loads(path.read_text(encoding="utf-8")))


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for key, one in value.items():
            yield str(key)
            yield from _texts(one)
    elif isinstance(value, list):
        for one in value:
            yield from _texts(one)


async def stored_texts(conn: Any) -> set[str]:
    """Every text that the database holds, lines of long ones by themselves."""
    found: set[str] = set()
    tables = await conn.fetch(
        "select c.oid::regclass::text as name from pg_class c"
        " where c.relkind = 'r' and c.relnamespace = 'public'::regnamespace"
    )
    for table in tables:
        for (row,) in await conn.fetch(f"select to_jsonb(t)::text from {table['name']} t"):
            found |= set(_values(json.loads(row)))
    return {line.strip() for text in found for line in (text, *text.split("\n")) if len(line.strip()) > 1}


def _values(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        for one in value.values():
            yield from _values(one)
    elif isinstance(value, list):
        for one in value:
            yield from _values(one)
    elif isinstance(value, str):
        yield value
