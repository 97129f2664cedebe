"""Tables as files: CSV line by line, XLSX row by row, so that a large list never stands in memory."""

from __future__ import annotations

import csv
import io
import re
import tempfile
from collections.abc import AsyncIterator, Iterable, Sequence
from datetime import date, datetime, timedelta
from functools import partial
from itertools import islice
from typing import IO, Any

import anyio.to_thread
import xlsxwriter

from web.i18n import current_locale
from web.tables.cells import moment, number, written
from web.tables.quick_sheet import QuickSheet, number_cell, text_cell
from web.tables.table import Cell, Column, Kind, Report, Row, Rows, Table, Unit, definitions, header

CSV_TYPE = "text/csv; charset=utf-8"
XLSX_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
# The mark at the start tells spreadsheets that the file is UTF-8.
MARK = b"\xef\xbb\xbf"
_BATCH = 500
_CHUNK = 64 * 1024
# Excel's own limits: characters of a cell, of a sheet's name, and digits that a number keeps.
_MOST_TEXT = 32_767
_MOST_NAME = 31
_MOST_DIGITS = 15
_NOT_IN_A_NAME = re.compile(r"[\[\]:*?/\\']")
# Day nought of a spreadsheet, and the first day that it counts one too high.
_EVE, _DAY, _LEAP = datetime(1899, 12, 31), timedelta(days=1), 60  # noqa: DTZ001 - wall-clock time

_FORMATS: dict[Kind, dict[str, Any]] = {
    Kind.TEXT: {"text_wrap": True, "valign": "top"},
    Kind.INTEGER: {"num_format": "#,##0", "valign": "top"},
    Kind.DECIMAL: {"num_format": "#,##0.00##", "valign": "top"},
    Kind.SHARE: {"num_format": "0.00%", "valign": "top"},
    Kind.DAY: {"num_format": "yyyy-mm-dd", "align": "left", "valign": "top"},
    Kind.INSTANT: {"num_format": "yyyy-mm-dd hh:mm:ss", "align": "left", "valign": "top"},
}
_MONEY = {Unit.YUAN: "#,##0.00", Unit.THOUSAND: "#,##0.00###", Unit.TEN_THOUSAND: "#,##0.00####"}
_WIDTHS = {Kind.TEXT: 26, Kind.MONEY: 20, Kind.DAY: 13, Kind.INSTANT: 20}


async def csv_chunks(table: Table, unit: Unit) -> AsyncIterator[bytes]:
    """The table as RFC 4180 writes it, every field quoted, headers in both languages."""
    out = io.StringIO()
    write = csv.writer(out, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    names = [header(c, unit) for c in table.columns]
    write.writerow([f"{n.zh} / {n.en}" for n in names])
    yield MARK + _taken(out)
    kinds = [c.kind for c in table.columns]
    async for batch in _batches(table.rows):
        for row in batch:
            write.writerow([written(cell, kind, unit) for cell, kind in zip(row, kinds, strict=True)])
        yield _taken(out)


def _taken(out: io.StringIO) -> bytes:
    text = out.getvalue()
    out.seek(0)
    out.truncate()
    return text.encode("utf-8", "replace")


async def xlsx_file(report: Report, unit: Unit) -> IO[bytes]:
    """The report as a workbook in a nameless file, at its beginning: a sheet a table, definitions last."""
    # The file lives as long as its reader: whoever sends it closes it.
    file = tempfile.TemporaryFile()  # noqa: SIM115
    book = _Book(file, report, unit)
    for table in (*report.tables, definitions(report, unit)):
        book.begin(table)
        async for batch in _batches(table.rows):
            await anyio.to_thread.run_sync(book.add, batch)
        book.end()
    await anyio.to_thread.run_sync(book.close)
    file.seek(0)
    return file


async def chunks(file: IO[bytes]) -> AsyncIterator[bytes]:
    """What the file holds, then it is closed and gone."""
    try:
        while part := await anyio.to_thread.run_sync(partial(file.read, _CHUNK)):
            yield part
    finally:
        file.close()


async def _batches(rows: Rows) -> AsyncIterator[Sequence[Row]]:
    if isinstance(rows, Iterable):
        source = iter(rows)
        while taken := list(islice(source, _BATCH)):
            yield taken
        return
    batch: list[Row] = []
    async for row in rows:
        batch.append(row)
        if len(batch) == _BATCH:
            yield batch
            batch = []
    if batch:
        yield batch


class _Book:
    """A workbook that is written from top to bottom and holds no formula."""

    def __init__(self, file: IO[bytes], report: Report, unit: Unit) -> None:
        self._book = xlsxwriter.Workbook(
            file,
            {
                "constant_memory": True,
                "strings_to_formulas": False,
                "strings_to_numbers": False,
                "strings_to_urls": False,
                "default_date_format": "yyyy-mm-dd",
            },
        )
        title = report.title.zh if current_locale() == "zh" else report.title.en
        self._book.set_properties(
            {"title": title, "author": report.drawn.by, "created": moment(report.drawn.at)}
        )
        self._unit = unit
        self._head = self._book.add_format(
            {"bold": True, "text_wrap": True, "valign": "top", "bottom": 1, "bg_color": "#E8F0F0"}
        )
        formats = {**_FORMATS, Kind.MONEY: {"num_format": _MONEY[unit], "valign": "top"}}
        # Rows name a format by its number, for which the package has no public word.
        self._shapes = {kind: self._book.add_format(f)._get_xf_index() for kind, f in formats.items()}  # noqa: SLF001
        self._names: set[str] = set()
        self._columns: tuple[Column, ...] = ()
        self._sheet: Any = None
        self._at = 0

    def begin(self, table: Table) -> None:
        """A new sheet with its header."""
        self._sheet = self._book.add_worksheet(self._name(table), QuickSheet)
        self._sheet.set_landscape()
        self._sheet.set_paper(9)
        self._sheet.fit_to_pages(1, 0)
        self._sheet.repeat_rows(0)
        self._sheet.freeze_panes(1, 0)
        self._columns = table.columns
        self._sheet.set_row(0, 48)
        for place, column in enumerate(table.columns):
            name = header(column, self._unit)
            self._sheet.set_column(place, place, _WIDTHS.get(column.kind, 14))
            self._sheet.write_string(0, place, _storable(f"{name.zh}\n{name.en}"), self._head)
        self._at = 1

    def add(self, rows: Sequence[Row]) -> None:
        """Rows below those that are there."""
        kinds = [(column.kind, self._shapes[column.kind]) for column in self._columns]
        self._at = self._sheet.write_rows(
            self._at,
            (
                [self._cell(cell, kind, shape) for cell, (kind, shape) in zip(row, kinds, strict=True)]
                for row in rows
            ),
            len(kinds),
        )

    def end(self) -> None:
        """The filter buttons, once it is known how far the sheet reaches."""
        if self._at > 1:
            self._sheet.autofilter(0, 0, self._at - 1, len(self._columns) - 1)

    def close(self) -> None:
        """Put the file together."""
        self._book.close()

    def _cell(self, cell: Cell, kind: Kind, shape: int) -> str | None:
        if cell is None:
            return None
        if isinstance(cell, str):
            return text_cell(shape, _storable(cell))
        if isinstance(cell, date):
            return number_cell(shape, _serial(moment(cell) if isinstance(cell, datetime) else cell))
        exact = number(cell, kind, self._unit)
        if exact is None:
            return None
        # A spreadsheet keeps fifteen digits of a number; a longer one stays exact as text.
        if len(exact.normalize().as_tuple().digits) <= _MOST_DIGITS:
            return number_cell(shape, float(exact))
        return text_cell(shape, f"{exact:f}")

    def _name(self, table: Table) -> str:
        words = table.title.zh if current_locale() == "zh" else table.title.en
        name = _NOT_IN_A_NAME.sub(" ", words).strip()[:_MOST_NAME] or table.key[:_MOST_NAME]
        n = 2
        while name.casefold() in self._names:
            name = f"{name[: _MOST_NAME - 3]} {n}"
            n += 1
        self._names.add(name.casefold())
        return name


def _storable(text: str) -> str:
    """No more than a cell takes."""
    return text if len(text) <= _MOST_TEXT else f"{text[: _MOST_TEXT - 1]}…"


def _serial(at: date) -> float:
    """A day or an instant as spreadsheets count days, for whom 1900 was a leap year."""
    days = (at - _EVE) / _DAY if isinstance(at, datetime) else at.toordinal() - _EVE.toordinal()
    return days + 1 if days >= _LEAP else days
