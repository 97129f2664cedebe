"""Texts that files bring to do harm, and texts that only look odd; what is refused and what must stay as it is."""

from __future__ import annotations

CONTROL = [chr(c) for c in (*range(1, 9), 11, 12, *range(14, 32), 127, *range(128, 160))]
_FORMULAS = [
    "=1+1",
    "+1",
    "-1",
    "@SUM(A1)",
    "=cmd|'/c calc'!A0",
    '=HYPERLINK("http://x","y")',
    "＝1+1",
    "＋1",
    "－1",
]
_MARKUP = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "&amp;",
    "]]>",
    "{{ 7*7 }}",
    "%(name)s",
    "$1",
]
_MARKS = [
    "\u202eevil",
    "\u2066a\u2069",
    "\u200bzero",
    "a\u200db",
    "\ufeffmark",
    "\u00ad",
    "e\u0301",
    "\u0600",
    "ﷺ",
]
_WIDE = ["𠮷野家", "👩‍👩‍👧‍👦", "𝕒", "\U0001f351", "Ω≈ç√∫", "田中さん", "사회과학원", "مرحبا", "שלום"]
_SQL = ["'; drop table pitch; --", '" or 1=1', "\\", "\\'", "null", "NULL", "0x00", "1e309", "NaN", "true"]
# Each alone, before and after plain words.
HARMLESS = [
    text
    for odd in (*_FORMULAS, *_MARKUP, *_MARKS, *_WIDE, *_SQL)
    for text in (
        odd,
        f"桃 {odd}",
        f"{odd} peach",
        f"桃{odd}peach",
        f"{odd}{odd}",
        f"({odd})",
        f"一{odd}二{odd}",
    )
]
