"""From bytes to rows of texts: CSV in the encodings that Chinese spreadsheets write, and XLSX, within limits.

Nothing in a file is evaluated: a formula is a problem of its cell, and an archive that swells is refused
before it is unpacked.
"""

from __future__ import annotations

import csv
import io
import re
import warnings
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

from openpyxl.cell.text import Text
from openpyxl.reader.excel import ExcelReader
from openpyxl.utils.exceptions import InvalidFileException
from openpyxl.xml.constants import SHARED_STRINGS, SHEET_MAIN_NS
from openpyxl.xml.functions import iterparse

from models.errors import Invalid
from web.tables.cells import guarded

MOST_ROWS = 5000
MOST_COLUMNS = 60
# Unpacked parts of a workbook: in all, one by one against their packed size, and how many.
_MOST_UNPACKED = 60 * 1024 * 1024
_MOST_SWELLING = 250
_MOST_PARTS = 500
_MOST_FIELD = 200_000
_TEXT_ITEM, _TEXT_PIECE = f"{{{SHEET_MAIN_NS}}}si", f"{{{SHEET_MAIN_NS}}}t"
_DELIMITERS = ",;\t"
_OLD_EXCEL = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


@dataclass(frozen=True, slots=True)
class SheetRow:
    """One row as a spreadsheet numbers it; the headers are row 1 where nothing stands above them."""

    number: int
    cells: tuple[str, ...]
    # Cells that cannot be read: column -> (code of a sentence, its parameters).
    problems: Mapping[int, tuple[str, Mapping[str, object]]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table of texts with its headers; empty rows are left out, and the others keep their numbers."""

    headers: tuple[str, ...]
    rows: tuple[SheetRow, ...]


def read_sheet(content: bytes) -> Sheet:
    """The first sheet of a workbook, or a CSV file; raises `Invalid` with what a person can mend."""
    if content.startswith(_OLD_EXCEL):
        raise _unreadable("import_old_excel")
    rows = _workbook_rows(content) if content.startswith(b"PK\x03\x04") else _csv_rows(content)
    return _sheet(rows)


def _unreadable(code: str, **params: object) -> Invalid:
    return Invalid(code, field="file", **params)


def _sheet(rows: Iterable[SheetRow]) -> Sheet:
    headers: tuple[str, ...] | None = None
    kept: list[SheetRow] = []
    for row in rows:
        if len(row.cells) > MOST_COLUMNS:
            raise _unreadable("import_too_many_columns", limit=MOST_COLUMNS)
        if not row.problems and not any(c.strip() for c in row.cells):
            continue
        if headers is None:
            headers = tuple(c.strip() for c in _trimmed(row.cells))
            continue
        if len(kept) == MOST_ROWS:
            raise _unreadable("import_too_many_rows", limit=MOST_ROWS)
        kept.append(_fitted(row, len(headers)))
    if headers is None or not kept:
        raise _unreadable("import_empty")
    return Sheet(headers, tuple(kept))


def _trimmed(cells: tuple[str, ...]) -> tuple[str, ...]:
    n = len(cells)
    while n and not cells[n - 1].strip():
        n -= 1
    return cells[:n]


def _fitted(row: SheetRow, width: int) -> SheetRow:
    """The row as wide as the headers; a filled cell beyond them is a problem, since it belongs to nothing."""
    cells = _trimmed(row.cells)
    problems = {k: v for k, v in row.problems.items() if k < width}
    if len(cells) > width or len(problems) < len(row.problems):
        problems[width] = ("import_extra_cells", {})
    return SheetRow(row.number, (*cells[:width], *[""] * (width - len(cells))), problems)


def _csv_rows(content: bytes) -> Iterator[SheetRow]:
    text = _decoded(content)
    csv.field_size_limit(_MOST_FIELD)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text), strict=True)
    number = 0
    try:
        for cells in reader:
            number += 1
            if number > 4 * MOST_ROWS:
                raise _unreadable("import_too_many_rows", limit=MOST_ROWS)
            yield SheetRow(number, tuple(_unguarded(c) for c in cells))
    except csv.Error:
        raise _unreadable("import_bad_csv", line=reader.line_num) from None


def _decoded(content: bytes) -> str:
    """UTF-8 with or without its mark, UTF-16 with one, else GB 18030, in which Excel writes in China."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        encodings: tuple[str, ...] = ("utf-16",)
    else:
        encodings = ("utf-8-sig", "gb18030")
    for encoding in encodings:
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise _unreadable("import_encoding")


def _delimiter(text: str) -> str:
    """What separates the headers: counted outside quotation marks, in the first line that is not empty."""
    first = next((line for line in text.splitlines() if line.strip()), "")
    bare = re.sub(r'"[^"]*"', "", first)
    return max(_DELIMITERS, key=bare.count)


def _unguarded(text: str) -> str:
    """Our own files put an apostrophe before what could be a formula; it is not part of the text."""
    return text[1:] if text.startswith("'") and guarded(text[1:]) == text else text


def _workbook_rows(content: bytes) -> Iterator[SheetRow]:
    _check_archive(content)
    try:
        with warnings.catch_warnings():
            # What openpyxl leaves out (print settings, styles) is nothing that is read here.
            warnings.simplefilter("ignore")
            reader = _Reader(io.BytesIO(content), read_only=True, data_only=False, keep_links=False)
            reader.read()
            sheet = next(iter(reader.wb.worksheets), None)
            if sheet is None:
                raise _unreadable("import_empty")
            sheet.reset_dimensions()
            for number, cells in enumerate(
                sheet.iter_rows(max_row=4 * MOST_ROWS, max_col=MOST_COLUMNS + 1), start=1
            ):
                yield _workbook_row(number, cells)
    except Invalid:
        raise
    except (InvalidFileException, zipfile.BadZipFile, KeyError, ValueError, TypeError, SyntaxError,
            AttributeError, IndexError, OSError, EOFError, NotImplementedError, OverflowError):  # fmt: skip
        # A workbook is read by a package that names no one error for what is not a workbook.
        raise _unreadable("import_not_a_table") from None


class _Reader(ExcelReader):  # type: ignore[misc] # untyped package
    """Reads the texts of a workbook as openpyxl does, those in one piece without its own object for each."""

    def read_strings(self) -> None:
        """All texts of the workbook, by number."""
        part = self.package.find(SHARED_STRINGS)
        if part is None:
            return
        texts = []
        with self.archive.open(part.PartName[1:]) as source:
            for _, node in iterparse(source):
                if node.tag != _TEXT_ITEM:
                    continue
                whole = len(node) == 1 and node[0].tag == _TEXT_PIECE
                text = (node[0].text or "") if whole else Text.from_tree(node).content
                # How the format writes an underscore that is none of its own marks.
                texts.append(text.replace("x005F_", ""))
                node.clear()
        self.shared_strings = texts


def _check_archive(content: bytes) -> None:
    """Refuse an archive that swells, is encrypted, or whose parts declare entities."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            parts = archive.infolist()
            swollen = (
                len(parts) > _MOST_PARTS
                or sum(p.file_size for p in parts) > _MOST_UNPACKED
                or any(p.file_size > max(p.compress_size, 4096) * _MOST_SWELLING for p in parts)
            )
            if swollen:
                raise _unreadable("import_swollen")
            for part in parts:
                if part.flag_bits & 1:
                    raise _unreadable("import_not_a_table")
                if part.filename.endswith((".xml", ".rels")):
                    # The archive hands out no more than the size that it states, which was checked above.
                    text = archive.read(part)
                    if b"<!DOCTYPE" in text or b"<!ENTITY" in text or text[:2] in (b"\xff\xfe", b"\xfe\xff"):
                        raise _unreadable("import_not_a_table")
    except (zipfile.BadZipFile, NotImplementedError, ValueError, OSError, EOFError, RuntimeError):
        raise _unreadable("import_not_a_table") from None


def _workbook_row(number: int, cells: Iterable[Any]) -> SheetRow:
    texts: list[str] = []
    problems: dict[int, tuple[str, Mapping[str, object]]] = {}
    for place, cell in enumerate(cells):
        kind, value = getattr(cell, "data_type", "n"), cell.value
        if kind == "f":
            problems[place] = ("import_formula", {})
            texts.append("")
        elif kind == "e":
            problems[place] = ("import_error_cell", {"text": str(value)})
            texts.append("")
        else:
            texts.append(_text(value))
    return SheetRow(number, tuple(_trimmed_to(texts, problems)), problems)


def _trimmed_to(texts: list[str], problems: Mapping[int, object]) -> list[str]:
    """Workbooks give every row as wide as asked; what is empty at the end is no cell."""
    n = len(texts)
    while n and not texts[n - 1].strip() and n - 1 not in problems:
        n -= 1
    return texts[:n]


def _text(value: object) -> str:
    """A cell's value as a person would have typed it."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        exact = f"{Decimal(repr(value)):f}"
        return exact.rstrip("0").rstrip(".") if "." in exact else exact
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat(timespec="minutes")
    if isinstance(value, date | time):
        return value.isoformat()
    return str(value)
