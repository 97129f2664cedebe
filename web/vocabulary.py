"""Labels of the closed word lists and of the reference data, in the reader's language."""

from __future__ import annotations

import functools
import json
from dataclasses import dataclass
from pathlib import Path

import models
from web.i18n import current_locale, gettext
from web.labels import LABELS


@dataclass(frozen=True, slots=True)
class Term:
    """A sector or district with its name in both languages."""

    code: str
    zh: str
    en: str
    children: tuple[Term, ...] = ()

    @property
    def label(self) -> str:
        """Its name in the reader's language."""
        return self.zh if current_locale() == "zh" else self.en


@functools.cache
def reference(name: str) -> tuple[Term, ...]:
    """`sectors` (two levels) or `districts`."""
    path = Path(models.__file__).parent / "reference" / f"{name}.json"

    def term(row: dict[str, str | list[dict[str, str]]]) -> Term:
        children = row.get("children", [])
        return Term(
            str(row["code"]),
            str(row["zh"]),
            str(row["en"]),
            tuple(term(dict(c)) for c in children if isinstance(c, dict)),
        )

    return tuple(term(row) for row in json.loads(path.read_text(encoding="utf-8")))


@functools.cache
def sector_codes() -> tuple[str, ...]:
    """All codes of both levels, in their order."""
    return tuple(c for s in reference("sectors") for c in (s.code, *(k.code for k in s.children)))


@functools.cache
def leaf_sector_codes() -> tuple[str, ...]:
    """The second level, which a pitch names."""
    return tuple(k.code for s in reference("sectors") for k in s.children)


@functools.cache
def district_codes() -> tuple[str, ...]:
    """All districts, and elsewhere."""
    return tuple(d.code for d in reference("districts"))


@functools.cache
def _terms() -> dict[tuple[str, str], Term]:
    sectors = {("sector", t.code): t for s in reference("sectors") for t in (s, *s.children)}
    return sectors | {("district", d.code): d for d in reference("districts")}


def label(kind: str, code: object) -> str:
    """The name of a code of one list in the reader's language; "not known" for a missing one."""
    if code is None or code == "":
        return gettext("not known")
    key = str(code)
    if kind in ("sector", "district"):
        found = _terms().get((kind, key))
        return key if found is None else found.label
    return gettext(LABELS[kind][key])


def options(kind: str) -> list[tuple[str, str]]:
    """(code, label) pairs of a list for a select or radio field; sectors come as their second level."""
    if kind == "sector":
        return [(k.code, f"{s.label} · {k.label}") for s in reference("sectors") for k in s.children]
    if kind == "sector_any":
        return [
            pair
            for s in reference("sectors")
            for pair in ((s.code, s.label), *((k.code, f"{s.label} · {k.label}") for k in s.children))
        ]
    if kind == "district":
        return [(d.code, d.label) for d in reference("districts")]
    return [(code, gettext(text)) for code, text in LABELS[kind].items()]


@functools.cache
def sector_words() -> dict[str, tuple[str, ...]]:
    """The words by which a text tells its sector, by code of both levels; its names are among them."""
    path = Path(models.__file__).parent / "reference" / "sector_words.json"
    more: dict[str, list[str]] = json.loads(path.read_text(encoding="utf-8"))
    return {
        t.code: tuple(dict.fromkeys((t.zh, t.en.lower(), *more[t.code])))
        for s in reference("sectors")
        for t in (s, *s.children)
    }


@functools.cache
def leaf_sector_words() -> dict[str, tuple[str, ...]]:
    """Those of the second level, which a pitch names."""
    return {code: words for code, words in sector_words().items() if code in leaf_sector_codes()}


@functools.cache
def district_words() -> dict[str, tuple[str, ...]]:
    """The names of the districts, in Chinese also without what a district is called after its name."""
    return {
        d.code: tuple(dict.fromkeys((d.zh, _short(d.zh), d.en.lower())))
        for d in reference("districts")
        if d.code != "elsewhere"
    }


def _short(name: str) -> str:
    # 新区 alone may be anywhere; 京口 is here.
    bare = name.removesuffix("区").removesuffix("市")
    return name if bare.endswith("新") else bare
