"""A booklet of tables as PDF, such as a passport with its signed document attached; see `booklet.typ`."""

from __future__ import annotations

import dataclasses
import functools
import json
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import anyio.to_thread

from web.paper.sheet import Code, Fact, Words
from web.paper.typeset import ONE_AT_A_TIME, drawn, set_in_print

_TEMPLATE = Path(__file__).with_name("booklet.typ")


@dataclass(frozen=True, slots=True)
class Chapter:
    """A heading with its table, or what is said in its place."""

    heading: str
    columns: tuple[str, ...]
    rows: tuple[tuple[Words, ...], ...]
    empty: str


@dataclass(frozen=True, slots=True)
class Booklet:
    """Everything that stands in it, in words."""

    locale: str
    title: Words
    subtitle: str
    facts: tuple[Fact, ...]
    chapters: tuple[Chapter, ...]
    notes_heading: str
    notes: tuple[Fact, ...]
    closing: str
    codes: tuple[Code, ...]
    foot: str


async def booklet_pdf(
    booklet: Booklet, *, attached: bytes, described: str, made_at: datetime, fonts: Path
) -> bytes:
    """The booklet with a file attached, made off the event loop; raises `NoChineseFont`."""
    make = functools.partial(
        typeset, booklet, attached=attached, described=described, made_at=made_at, fonts=fonts
    )
    return await anyio.to_thread.run_sync(make, limiter=ONE_AT_A_TIME)


def typeset(booklet: Booklet, *, attached: bytes, described: str, made_at: datetime, fonts: Path) -> bytes:
    """The booklet as PDF; what is attached stays as it is, to the byte."""
    data = json.dumps(
        dataclasses.asdict(booklet) | {"codes": [drawn(code) for code in booklet.codes]}, ensure_ascii=False
    )
    more = {"attached": attached.decode(), "described": described}
    return set_in_print(_TEMPLATE, data, more=more, made_at=made_at, fonts=fonts)
