"""Any page of a report as a file: the same address with `?format=xlsx`, `&unit=`, and for CSV `&table=`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from models.errors import NotFound
from web.i18n import current_locale, gettext
from web.tables.cells import ZONE
from web.tables.files import CSV_TYPE, XLSX_TYPE, chunks, csv_chunks, xlsx_file
from web.tables.table import DEFINITIONS, UNIT_NAMES, Both, Report, Unit, both, definitions

_OURS = ("format", "unit", "table")


@dataclass(frozen=True, slots=True)
class FileWish:
    """Which file of a report is asked for."""

    form: str
    unit: Unit
    # Empty: the first table.
    table: str


@dataclass(frozen=True, slots=True)
class FileLink:
    """A link to one file."""

    label: str
    href: str


@dataclass(frozen=True, slots=True)
class UnitFiles:
    """The files in one unit: the workbook, then each table."""

    unit: str
    xlsx: str
    tables: tuple[FileLink, ...]


@dataclass(frozen=True, slots=True)
class FileLinks:
    """What `ui.file_links` shows: the two files that most people want, and all the others."""

    csv: str
    xlsx: str
    units: tuple[UnitFiles, ...]


def file_wish(request: Request) -> FileWish | None:
    """The file that the address asks for; None where it asks for the page."""
    form = request.query_params.get("format")
    if form is None:
        return None
    if form not in {"csv", "xlsx"}:
        raise NotFound
    return FileWish(form, unit_asked(request), request.query_params.get("table", ""))


def unit_asked(request: Request) -> Unit:
    """The unit of amounts that the address asks for; 元 without one."""
    try:
        return Unit(request.query_params.get("unit") or Unit.YUAN)
    except ValueError:
        raise NotFound from None


async def file_answer(wish: FileWish, report: Report) -> Response:
    """The report as the file that is asked for; nothing of it is kept on the way."""
    stem = f"{report.name}-{report.drawn.as_of.astimezone(ZONE):%Y-%m-%d}"
    if wish.form == "xlsx":
        file = await xlsx_file(report, wish.unit)
        return _sent(chunks(file), XLSX_TYPE, f"{stem}.xlsx")
    if wish.table == DEFINITIONS:
        table = definitions(report, wish.unit)
    else:
        found = report.table(wish.table) if wish.table else report.tables[0]
        if found is None:
            raise NotFound
        table = found
    return _sent(csv_chunks(table, wish.unit), CSV_TYPE, f"{stem}-{table.key}.csv")


def _sent(content: object, media_type: str, name: str) -> Response:
    headers = {
        "Content-Disposition": f'attachment; filename="{name}"',
        "Cache-Control": "private, no-store",
    }
    return StreamingResponse(content, headers=headers, media_type=media_type)  # type: ignore[arg-type] # an async iterator of bytes


def file_links(request: Request, tables: Sequence[tuple[str, Both]]) -> FileLinks:
    """Links to the page's own address as files, with the filters that it has now."""
    kept = [(k, v) for k, v in request.query_params.multi_items() if k not in _OURS]

    def href(form: str, unit: Unit, table: str = "") -> str:
        more = [("format", form)]
        if unit is not Unit.YUAN:
            more.append(("unit", unit))
        if table:
            more.append(("table", table))
        return f"{request.url.path}?{urlencode([*kept, *more])}"

    zh = current_locale() == "zh"
    named = [*tables, (DEFINITIONS, both("Definitions"))]
    # The page of a refused form still has its links.
    asked = request.query_params.get("unit")
    now = Unit(asked) if asked in set(Unit) else Unit.YUAN
    return FileLinks(
        csv=href("csv", now),
        xlsx=href("xlsx", now),
        units=tuple(
            UnitFiles(
                gettext(UNIT_NAMES[unit]),
                href("xlsx", unit),
                tuple(FileLink(t.zh if zh else t.en, href("csv", unit, key)) for key, t in named),
            )
            for unit in Unit
        ),
    )
