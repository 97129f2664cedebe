"""A page's own list as a file: what the page shows, row by row, under the filters that it has.

A page says once, beside its type, which columns its list has (`web/pages/lists/`); `render` does the rest, so
that a file holds what its page shows, for the same viewer, and no list is read a second time in another way.
"""

from __future__ import annotations

import functools
import re
from collections.abc import AsyncIterator, Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from models.errors import NotFound
from web.i18n import current_locale, use_locale
from web.tables.answer import FileWish
from web.tables.cells import ZONE
from web.tables.files import CSV_TYPE, XLSX_TYPE, chunks, csv_chunks, xlsx_file
from web.tables.table import DEFINITIONS, Cell, Column, Drawn, Kind, Report, Table, both, definitions

_OURS = ("format", "unit", "table", "page")


@dataclass(frozen=True, slots=True)
class ListColumn:
    """A column and what it holds of a row of the page."""

    header: str
    cell: Callable[[Any], Cell]
    kind: Kind = Kind.TEXT

    @property
    def key(self) -> str:
        """Stable while the header is."""
        return re.sub(r"\W+", "_", self.header.lower()).strip("_")


@dataclass(frozen=True, slots=True)
class ListTable:
    """One list of a page."""

    key: str
    title: str
    rows: Callable[[Any], Iterable[Any]]
    columns: tuple[ListColumn, ...]


@dataclass(frozen=True, slots=True)
class Listing:
    """The lists of a page; `name` begins the file's name."""

    name: str
    tables: tuple[ListTable, ...]


def col(header: str, cell: Callable[[Any], Cell], kind: Kind = Kind.TEXT) -> ListColumn:
    """A column; its header is a marked text."""
    return ListColumn(header, cell, kind)


def one(name: str, title: str, rows: Callable[[Any], Iterable[Any]], *columns: ListColumn) -> Listing:
    """A page with one list."""
    return Listing(name, (ListTable(name, title, rows, columns),))


@dataclass(frozen=True, slots=True)
class ListLinks:
    """What `base.html` shows under a page that has lists: the workbook, and a CSV file a list."""

    xlsx: str
    csv: tuple[tuple[str, str], ...]


def list_links(request: Request, listing: Listing) -> ListLinks:
    """The page's own address as files, with its filters; all of a list, whichever page of it is open."""
    kept = tuple((k, v) for k, v in request.query_params.multi_items() if k not in _OURS)
    return _links(request.url.path, kept, listing.tables, current_locale())


@functools.lru_cache(maxsize=1024)
def _links(
    path: str, kept: tuple[tuple[str, str], ...], tables: tuple[ListTable, ...], locale: str
) -> ListLinks:
    def href(*more: tuple[str, str]) -> str:
        return f"{path}?{urlencode([*kept, *more])}"

    if len(tables) == 1:
        return ListLinks(href(("format", "xlsx")), (("CSV", href(("format", "csv"))),))
    named = [(t, both(t.title)) for t in tables]
    return ListLinks(
        href(("format", "xlsx")),
        tuple(
            (f"{b.zh if locale == 'zh' else b.en} CSV", href(("format", "csv"), ("table", t.key)))
            for t, b in named
        ),
    )


def list_answer(wish: FileWish, listing: Listing, page: Any, now: datetime, by: str) -> Response:
    """The lists of a page as the file that is asked for."""
    report = Report(
        listing.name,
        both(listing.tables[0].title),
        tuple(_table(t, page) for t in listing.tables),
        Drawn(now, now, by),
    )
    stem = f"{listing.name}-{now.astimezone(ZONE):%Y-%m-%d}"
    locale = current_locale()
    if wish.form == "xlsx":
        return _sent(_workbook(report, wish, locale), XLSX_TYPE, f"{stem}.xlsx")
    if wish.table == DEFINITIONS:
        table: Table | None = definitions(report, wish.unit)
    else:
        table = report.table(wish.table) if wish.table else report.tables[0]
    if table is None:
        raise NotFound
    return _sent(csv_chunks(table, wish.unit), CSV_TYPE, f"{stem}.csv")


def _table(of: ListTable, page: Any) -> Table:
    # Cells are worked out now: words in them are in the language of this request.
    rows = [tuple(c.cell(row) for c in of.columns) for row in of.rows(page)]
    return Table(of.key, both(of.title), tuple(Column(c.key, c.header, c.kind) for c in of.columns), rows)


async def _workbook(report: Report, wish: FileWish, locale: str) -> AsyncIterator[bytes]:
    # The answer is written after the request's own block has ended, with its language.
    with use_locale(locale):
        file = await xlsx_file(report, wish.unit)
    async for part in chunks(file):
        yield part


def _sent(content: AsyncIterator[bytes], media_type: str, name: str) -> Response:
    headers = {
        "Content-Disposition": f'attachment; filename="{name}"',
        "Cache-Control": "private, no-store",
    }
    return StreamingResponse(content, headers=headers, media_type=media_type)


def joined(words: Iterable[object]) -> str:
    """Several words in one cell, as files of words come in again."""
    return "; ".join(str(w) for w in words)
