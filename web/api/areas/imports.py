"""Files that people bring in: brought, looked at, and taken whole or not at all."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated

import anyio.to_thread
from pydantic import Field

from models.entities.imports import Fate, ImportFile, ImportKind, ImportLine, ImportStatus
from models.entities.viewer import Viewer
from models.errors import NotFound
from web.api.bodies import Body, Id, Query
from web.api.operation import Area, Ask, Done, Made
from web.i18n import N_
from web.imports.columns import COLUMNS
from web.imports.preview import Preview
from web.imports.taking import check_readable, look, take
from web.services import imports

AREA = Area(N_("Files in"), "imports")
_ONE = "/imports/{import_id}"


@dataclass(frozen=True, slots=True)
class ImportFiles:
    """What a person brought lately, the latest first."""

    files: list[ImportLine]


@AREA.add(
    "GET",
    "/imports",
    "imports.list",
    N_("Files that you brought lately"),
    ImportFiles,
    pages=("imports.desk",),
)
async def own(ask: Ask) -> ImportFiles:
    """Of every kind; what was taken, and what waits for a decision."""
    return ImportFiles(await imports.own_files(ask.parts.db, ask.parts.clock, viewer=ask.person))


class BringQuery(Query):
    """For what the file is: an event's participants, one of your providers' past deals."""

    event_id: Id | None = None
    organisation_id: Id | None = None


@AREA.add(
    "POST",
    "/imports/{kind}",
    "imports.bring",
    N_("Bring a file in to be looked at"),
    Made,
    query=BringQuery,
    takes_file=True,
    status=201,
    pages=("imports.bring",),
)
async def bring(ask: Ask) -> Made:
    """CSV or XLSX of at most 5 MB and 5,000 rows; nothing of it is imported by that."""
    try:
        kind = ImportKind(ask.path["kind"])
    except ValueError:
        raise NotFound from None
    viewer, upload = ask.acting(*imports.ROLES[kind]), ask.file
    if len(upload.content) <= imports.MOST_BYTES:
        await anyio.to_thread.run_sync(check_readable, upload.content)
    made = await imports.bring(
        ask.parts.db,
        ask.parts.clock,
        viewer=viewer,
        kind=kind,
        filename=upload.filename,
        content=upload.content,
        event_id=ask.query.event_id,
        organisation_id=ask.query.organisation_id,
    )
    return Made(made)


@dataclass(frozen=True, slots=True)
class ReadColumn:
    """A column of the file and the key that it is read as; empty where it is left out."""

    header: str
    key: str


@dataclass(frozen=True, slots=True)
class RowProblem:
    """What is wrong with a cell; row 0 is the file itself, an empty column the row as a whole."""

    row: int
    column: str
    value: str
    text: str


@dataclass(frozen=True, slots=True)
class FirstRow:
    """One of the first rows and what would become of it; null where it has a problem."""

    number: int
    cells: list[str]
    fate: Fate | None


@dataclass(frozen=True, slots=True)
class ImportView:
    """A file as it would be taken now, or what became of it."""

    id: int
    kind: ImportKind
    status: ImportStatus
    filename: str
    uploaded_at: datetime
    expires_at: datetime
    may_be_taken: bool
    taken_before: bool
    n_rows: int
    n_new: int
    n_changed: int
    n_same: int
    n_wait: int
    columns: list[ReadColumn]
    keys: list[str]
    problems: list[RowProblem]
    rows: list[FirstRow]


def _view(found: Preview) -> ImportView:
    file, counts = found.file, found.counts
    return ImportView(
        file.id,
        file.kind,
        file.status,
        file.filename,
        file.uploaded_at,
        file.expires_at,
        found.may_be_taken and file.status is ImportStatus.PREVIEW,
        found.taken_before,
        found.n_rows,
        counts.n_new,
        counts.n_changed,
        counts.n_same,
        found.n_wait,
        [ReadColumn(h, k) for h, k in zip(found.headers, found.mapping, strict=True)],
        [c.key for c in COLUMNS[file.kind]],
        [RowProblem(p.row, p.column, p.value, p.text) for p in found.problems],
        [FirstRow(r.number, list(r.cells), r.fate) for r in found.rows],
    )


async def _own(ask: Ask) -> tuple[Viewer, ImportFile]:
    """The file, and its owner in the role for it, with the second factor where the role needs it."""
    parts, viewer = ask.parts, ask.person
    file = await imports.find_file(parts.db, parts.clock, viewer=viewer, **ask.path)
    return ask.acting(*imports.ROLES[file.kind]), file


@AREA.add("GET", _ONE, "imports.show", N_("What would become of a file"), ImportView, pages=("imports.show",))
async def show(ask: Ask) -> ImportView:
    """Every problem by row and column, in the language of the request."""
    viewer, file = await _own(ask)
    return _view(await look(ask.parts.db, ask.parts.clock, viewer=viewer, import_id=file.id))


class ColumnsBody(Body):
    """The key of each column of the file in its order; an empty text leaves a column out."""

    columns: Annotated[tuple[Annotated[str, Field(max_length=40)], ...], Field(max_length=60)]


@AREA.add(
    "PUT",
    f"{_ONE}/columns",
    "imports.map",
    N_("Say by hand what the columns of a file are"),
    Done,
    body=ColumnsBody,
    pages=("imports.decide",),
    example={"columns": ["name", "email"]},
)
async def map_columns(ask: Ask) -> None:
    """An unknown key leaves its column out."""
    viewer, file = await _own(ask)
    known = {c.key for c in COLUMNS[file.kind]}
    mapping = [key if key in known else "" for key in ask.body.columns]
    await imports.map_columns(
        ask.parts.db, ask.parts.clock, viewer=viewer, import_id=file.id, mapping=mapping
    )


@dataclass(frozen=True, slots=True)
class Taken:
    """What a file became; a large one is queued, and its counts follow when the worker has taken it."""

    status: ImportStatus
    n_new: int
    n_changed: int
    n_same: int


@AREA.add(
    "POST",
    f"{_ONE}/take",
    "imports.take",
    N_("Import a file whole, or nothing of it"),
    Taken,
    pages=("imports.decide",),
)
async def take_file(ask: Ask) -> Taken:
    """Refused while any row has a problem, and when the very same file was imported before."""
    viewer, file = await _own(ask)
    _, counts = await take(
        ask.parts.db, ask.parts.clock, ask.parts.settings, viewer=viewer, import_id=file.id
    )
    if counts is None:
        return Taken(ImportStatus.QUEUED, 0, 0, 0)
    return Taken(ImportStatus.DONE, counts.n_new, counts.n_changed, counts.n_same)


@AREA.add(
    "DELETE", _ONE, "imports.drop", N_("Delete a file that waits"), Done, pages=("imports.decide",)
)  # fmt: skip
async def drop(ask: Ask) -> None:
    """Nothing of it is imported."""
    viewer, file = await _own(ask)
    await imports.drop(ask.parts.db, ask.parts.clock, viewer=viewer, import_id=file.id)
