"""Reports as the API tells them: typed tables, as the pages and their files have them."""

from __future__ import annotations

from collections.abc import AsyncIterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated, Any

from pydantic import Field
from starlette.datastructures import QueryParams

from web.api.bodies import Query
from web.api.operation import Ask
from web.pages.report_frame import Built
from web.tables.table import Both, Drawn, Kind, Meaning, both

Day = Annotated[date | None, Field(description="As it stood at the end of this day; now where it is empty.")]


@dataclass(frozen=True, slots=True)
class ReportColumn:
    """A column: what its cells are. Money is integers of minor units (分), a share is `n` of `of`."""

    key: str
    name: Both
    kind: Kind


@dataclass(frozen=True, slots=True)
class ReportTable:
    """One table; each row has a cell for each column, null where it is not known."""

    key: str
    title: Both
    columns: list[ReportColumn]
    rows: list[list[Any]]


@dataclass(frozen=True, slots=True)
class ReportTables:
    """A report as its page and its files have it."""

    title: Both
    as_of: datetime
    drawn_at: datetime
    tables: list[ReportTable]
    filters: list[Meaning]
    meanings: list[Meaning]


def told(ask: Ask, built: Built, as_of: datetime) -> ReportTables:
    """A report that the viewer may read."""
    drawn = Drawn(as_of, ask.parts.clock.now(), ask.person.name)
    report = built.report("report", drawn)
    tables = []
    for table in report.tables:
        if isinstance(table.rows, AsyncIterable):
            message = "a report's own tables hold their rows"
            raise TypeError(message)
        columns = [ReportColumn(c.key, both(c.header), c.kind) for c in table.columns]
        tables.append(ReportTable(table.key, table.title, columns, [list(row) for row in table.rows]))
    return ReportTables(report.title, as_of, drawn.at, tables, list(report.filters), list(report.meanings))


def asked(query: Query, **names: str) -> QueryParams:
    """The query as the page's address would have it."""
    found = query.model_dump(exclude_none=True, mode="json")
    pairs: list[tuple[str, str]] = []
    for name, value in found.items():
        there = names.get(name, name)
        pairs += [(there, str(v)) for v in value] if isinstance(value, list) else [(there, str(value))]
    return QueryParams(pairs)


class AsOf(Query):
    """As of when."""

    as_of: Day = None
