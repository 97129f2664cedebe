"""Sheets as a PDF: set by Typst from `sheets.typ`, tagged for screen readers, every character with a shape.

The PDF is written as PDF/UA-1, which refuses a character that no font can draw, so a sheet with blank boxes
cannot be made. Fonts come from the bundled package, `DATA_DIR/fonts` and the system, never from the network.
"""

from __future__ import annotations

import dataclasses
import functools
import importlib.util
import json
import re
import unicodedata
from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import anyio
import anyio.to_thread
import typst

from web.paper.codes import qr_svg
from web.paper.sheet import Code, Sheet

MEDIA_TYPE = "application/pdf"
_TEMPLATE = Path(__file__).with_name("sheets.typ")
_BUNDLED = "pylopdf_fonts_zh_cn"
# The first that is there is used; the others are what systems call theirs.
FAMILIES = (
    "Noto Sans SC",
    "Noto Sans CJK SC",
    "Source Han Sans SC",
    "Source Han Sans CN",
    "WenQuanYi Micro Hei",
    "WenQuanYi Zen Hei",
    "Droid Sans Fallback",
)
_PROBE = "首投路演日程桌时间"
_REFUSED = re.compile(r"the text `\"(?P<text>.+?)\"` could not be displayed")
_ESCAPED = re.compile(r"\\u\{([0-9a-f]+)\}")
# What has no place of its own on paper: marks upon another character, and orders to the setter.
_UPON_OTHERS = frozenset({"Mn", "Mc", "Me", "Cf"})
# Each try but the last finds at least one more character that cannot be drawn.
_MOST_TRIES = 12
# What stands for a character that no font here can draw, as printers have always done.
GETA = "〓"
# A hundred sheets take a second of one core: one at a time leaves the others to those who read pages.
ONE_AT_A_TIME = anyio.CapacityLimiter(1)


class NoChineseFont(Exception):
    """There is no font with Chinese characters on this machine, so no PDF can be made."""


async def pdf(sheets: Sequence[Sheet], *, title: str, locale: str, made_at: datetime, fonts: Path) -> bytes:
    """The sheets as one PDF, made off the event loop; raises `NoChineseFont`."""
    make = functools.partial(typeset, sheets, title=title, locale=locale, made_at=made_at, fonts=fonts)
    return await anyio.to_thread.run_sync(make, limiter=ONE_AT_A_TIME)


def typeset(sheets: Sequence[Sheet], *, title: str, locale: str, made_at: datetime, fonts: Path) -> bytes:
    """The sheets as one PDF, each beginning on a page of its own."""
    data = json.dumps(
        {
            "title": title,
            "locale": locale,
            "sheets": [dataclasses.asdict(s) | {"codes": [drawn(c) for c in s.codes]} for s in sheets],
        },
        ensure_ascii=False,
    )
    return set_in_print(_TEMPLATE, data, more={}, made_at=made_at, fonts=fonts)


def set_in_print(
    template: Path, data: str, *, more: Mapping[str, str], made_at: datetime, fonts: Path
) -> bytes:
    """The PDF of a template with its data; `more` goes in as it is. Raises `NoChineseFont`.

    What no font can draw is found out by trying: a report names a character with all that is set upon it, and
    not every such character at once.
    """
    chinese_family(fonts)
    told: dict[str, str] = {"\ufeff": ""}
    for _ in range(_MOST_TRIES):
        try:
            return _compile(template, _mended(data, told), more, made_at, fonts)
        except typst.TypstError as error:
            missing = {
                c: "" if unicodedata.category(c) in _UPON_OTHERS else GETA
                for one in _REFUSED.finditer(f"{error.message}\n{error.diagnostic}")
                for c in _ESCAPED.sub(lambda code: chr(int(code[1], 16)), one["text"])
                if not c.isascii()
            }
            if not missing.keys() - told.keys():
                raise
            told |= missing
    return _compile(template, _mended(data, told), more, made_at, fonts)


def _mended(data: str, told: Mapping[str, str]) -> str:
    """The data with marks in place of characters that cannot be drawn; its keys and its ASCII stay."""
    table = str.maketrans(dict(told))

    def mend(value: Any) -> Any:
        match value:
            case str():
                return value.translate(table)
            case list():
                return [mend(one) for one in value]
            case dict():
                return {key: mend(one) for key, one in value.items()}
            case _:
                return value

    return json.dumps(mend(json.loads(data)), ensure_ascii=False)


def chinese_family(fonts: Path) -> str:
    """The font that will be used; raises `NoChineseFont` when none can draw Chinese."""
    found = set(_fonts(str(fonts)).families())
    family = next((name for name in FAMILIES if name in found), None)
    if family is None or not _draws(family, str(fonts)):
        raise NoChineseFont
    return family


@functools.cache
def _draws(family: str, folder: str) -> bool:
    source = f'#set document(title: "x")\n#set text(font: "{family}", fallback: false)\n{_PROBE}'
    try:
        typst.compile(source.encode(), pdf_standards=["ua-1"], font_paths=_fonts(folder))
    except typst.TypstError:
        return False
    return True


def font_folders(folder: str) -> list[str]:
    """Where fonts are looked for besides the system's own folders."""
    bundled = importlib.util.find_spec(_BUNDLED)
    paths = [str(Path(bundled.origin).parent)] if bundled is not None and bundled.origin is not None else []
    return [*paths, folder] if Path(folder).is_dir() else paths


@functools.cache
def _fonts(folder: str) -> typst.Fonts:
    """Every font that can be used, looked up once a process."""
    return typst.Fonts(font_paths=font_folders(folder))


def _compile(template: Path, data: str, more: Mapping[str, str], made_at: datetime, fonts: Path) -> bytes:
    return typst.compile(
        template.read_bytes(),
        sys_inputs={"data": data, "families": json.dumps(FAMILIES), **more},
        pdf_standards=["ua-1"],
        font_paths=_fonts(str(fonts)),
        timestamp=int(made_at.timestamp()),
    )


def drawn(code: Code) -> dict[str, str | None]:
    """A code with its drawing."""
    return dataclasses.asdict(code) | {"svg": qr_svg(code.content)}
