"""A file looked at, and a file taken: the one place where reading, judging and writing meet."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, assert_never

import anyio.to_thread

from models.db import Connection, Database
from models.entities.imports import Counts, ImportFile, ImportKind, ImportStatus
from models.entities.viewer import Viewer
from models.errors import Conflict, DomainError, Invalid, NotFound
from models.repositories.imports import ImportRepository
from models.repositories.people import PeopleRepository
from web.clock import Clock
from web.i18n import use_locale
from web.imports.columns import mapping_of
from web.imports.parsing import ParsedFile, mapping_problems, parse_file
from web.imports.preview import Preview, PreviewRow, Problem
from web.imports.reading import Sheet, read_sheet
from web.sentences import sentence
from web.services.import_deals import judge_deals, take_deals
from web.services.import_mail import tell_import_done, tell_import_refused
from web.services.import_participants import judge_participants, n_will_wait, take_participants
from web.services.import_pitches import judge_pitches, take_pitches
from web.services.import_providers import judge_providers, take_providers
from web.services.imports import (
    AT_ONCE,
    Judged,
    Numbered,
    Opened,
    check_open,
    close_file,
    counts_of,
    leave_to_worker,
    open_file,
)
from web.settings import Settings

SHOWN_ROWS = 20


@dataclass(frozen=True, slots=True)
class _Read:
    """A file read: its table, how its columns are read, its rows, what is wrong with all of it."""

    sheet: Sheet
    mapping: list[str]
    parsed: ParsedFile
    wrong: list[str]


def check_readable(content: bytes) -> None:
    """Raise `Invalid` for a file of which nothing could be shown; blocking."""
    read_sheet(content)


def _read(opened: Opened) -> _Read:
    file = opened.file
    sheet = read_sheet(file.content or b"")
    automatic = mapping_of(file.kind, sheet.headers)
    by_hand = file.mapping
    mapping = by_hand if by_hand is not None and len(by_hand) == len(automatic) else automatic
    wrong = mapping_problems(file.kind, mapping)
    # Without what every row needs, each row would only repeat what is said of the whole file.
    parsed = ParsedFile() if wrong else parse_file(file.kind, sheet, mapping, opened.spaces)
    return _Read(sheet, mapping, parsed, wrong)


async def look(db: Database, clock: Clock, *, viewer: Viewer, import_id: int) -> Preview:
    """What would become of a file of the viewer's now; nothing is written."""
    async with db.read() as conn:
        opened = await open_file(conn, clock, viewer, import_id)
    file = opened.file
    if file.content is None:
        counts = Counts(file.n_new, file.n_changed, file.n_same)
        return Preview(file, opened.event, (), [], [], [], 0, counts, 0, taken_before=False)
    try:
        read = await anyio.to_thread.run_sync(_read, opened)
    except Invalid as error:
        wrong = [Problem(0, "", "", sentence(error.code, **error.params))]
        return Preview(file, opened.event, (), [], [], wrong, 0, Counts(), 0, taken_before=False)
    async with db.read() as conn:
        judged = await _judge(conn, clock, viewer, opened, read.parsed.rows)
        counts = counts_of(judged)
        n_wait = 0
        if file.kind is ImportKind.PARTICIPANTS and opened.event is not None:
            n_wait = await n_will_wait(conn, opened.event, counts.n_new)
    fates = {j.row.number: j.fate for j in judged}
    shown = [PreviewRow(r.number, r.cells, fates.get(r.number)) for r in read.sheet.rows[:SHOWN_ROWS]]
    return Preview(
        file,
        opened.event,
        read.sheet.headers,
        read.mapping,
        shown,
        _problems(read, judged),
        len(read.sheet.rows),
        counts,
        n_wait,
        taken_before=opened.taken_before is not None,
    )


def _problems(read: _Read, judged: Sequence[Judged[Any]]) -> list[Problem]:
    """Everything that is wrong, the file itself first, then row by row."""
    found = [Problem(p.row, p.column, p.value, p.text) for p in read.parsed.problems]
    cells = {r.number: r.cells for r in read.sheet.rows}
    for one in judged:
        if one.refusal is not None:
            column, number = one.refusal.column, one.row.number
            known = column in read.mapping
            value = cells[number][read.mapping.index(column)] if known else ""
            text = sentence(one.refusal.code, **one.refusal.params)
            found.append(Problem(number, column if known else "", value, text))
    order = {key: place for place, key in enumerate(read.mapping)}
    found.sort(key=lambda p: (p.row, order.get(p.column, -1)))
    return [*(Problem(0, "", "", text) for text in read.wrong), *found]


async def _judge(
    conn: Connection, clock: Clock, viewer: Viewer, opened: Opened, rows: Sequence[Numbered[Any]]
) -> list[Judged[Any]]:
    file = opened.file
    match file.kind:
        case ImportKind.PITCHES | ImportKind.OWN_PITCHES:
            return await judge_pitches(conn, viewer, file.kind, rows)
        case ImportKind.PROVIDERS:
            return await judge_providers(conn, rows)
        case ImportKind.DEALS | ImportKind.OWN_DEALS:
            return await judge_deals(conn, file, rows)
        case ImportKind.PARTICIPANTS:
            if opened.event is None:
                raise NotFound
            return await judge_participants(conn, clock, opened.event, rows)
        case never:
            assert_never(never)


async def take(
    db: Database, clock: Clock, settings: Settings, *, viewer: Viewer, import_id: int
) -> tuple[ImportFile, Counts | None]:
    """Import a file whole, or raise and import nothing; large ones are left to the worker (no counts yet).

    Raises `Conflict` when it was decided already, was taken before, or has a problem now.
    """
    async with db.transaction() as conn:
        opened = await open_file(conn, clock, viewer, import_id, lock=True)
        if opened.file.status is not ImportStatus.PREVIEW:
            check_open(opened.file)
            raise Conflict("import_not_waiting")
        read, judged = await _ready(conn, clock, viewer, opened)
        if len(read.sheet.rows) > AT_ONCE:
            await leave_to_worker(conn, clock, opened.file)
            return opened.file, None
        counts = await _write(conn, clock, settings, viewer, opened, judged)
    return opened.file, counts


async def _ready(
    conn: Connection, clock: Clock, viewer: Viewer, opened: Opened
) -> tuple[_Read, list[Judged[Any]]]:
    """The rows judged while no other import of the kind is under way; raises where one has a problem."""
    await ImportRepository(conn).one_at_a_time(opened.file.kind)
    if await ImportRepository(conn).taken_before(opened.file) is not None:
        raise Conflict("import_taken_before")
    read = await anyio.to_thread.run_sync(_read, opened)
    if read.wrong or read.parsed.problems:
        raise Conflict("import_has_problems")
    judged = await _judge(conn, clock, viewer, opened, read.parsed.rows)
    if any(j.refusal is not None for j in judged):
        raise Conflict("import_has_problems")
    return read, judged


async def _write(
    conn: Connection,
    clock: Clock,
    settings: Settings,
    viewer: Viewer,
    opened: Opened,
    judged: Sequence[Judged[Any]],
) -> Counts:
    file = opened.file
    match file.kind:
        case ImportKind.PITCHES | ImportKind.OWN_PITCHES:
            await take_pitches(conn, clock, settings, viewer, file.kind, judged)
        case ImportKind.PROVIDERS:
            await take_providers(conn, clock, settings, viewer, judged)
        case ImportKind.DEALS | ImportKind.OWN_DEALS:
            await take_deals(conn, clock, viewer, file, judged)
        case ImportKind.PARTICIPANTS:
            if opened.event is None:
                raise NotFound
            await take_participants(conn, clock, viewer, opened.event, judged, settings.public_url)
        case never:
            assert_never(never)
    counts = counts_of(list(judged))
    await close_file(conn, clock, viewer, file, counts)
    return counts


async def take_queued(db: Database, clock: Clock, settings: Settings) -> int:
    """Take what was left to the worker, one file after the other; answers how many were decided."""
    n = 0
    while await _take_next(db, clock, settings):
        n += 1
    return n


async def _take_next(db: Database, clock: Clock, settings: Settings) -> bool:
    import_id, viewer, opened = 0, None, None
    try:
        async with db.transaction() as conn:
            turn = await ImportRepository(conn).next_queued()
            if turn is None:
                return False
            import_id, person_id = turn
            viewer = await PeopleRepository(conn).viewer(person_id, clock.now())
            if viewer is None:
                raise NotFound
            opened = await open_file(conn, clock, viewer, import_id, lock=True)
            with use_locale(viewer.locale):
                _, judged = await _ready(conn, clock, viewer, opened)
                counts = await _write(conn, clock, settings, viewer, opened, judged)
            await tell_import_done(conn, clock, viewer, opened.file, counts)
    except DomainError as error:
        async with db.transaction() as conn:
            refusal = {"code": error.code, "params": dict(error.params)}
            await ImportRepository(conn).refuse(import_id, clock.now(), refusal)
            if viewer is not None and opened is not None:
                await tell_import_refused(conn, clock, viewer, opened.file, error)
    return True


def refusal_of(file: ImportFile) -> str:
    """Why a queued file was refused in the end, in the reader's language."""
    said = file.refusal or {}
    return sentence(said["code"], **said["params"]) if "code" in said else ""


def n_problems_by_row(problems: Sequence[Problem]) -> int:
    """How many rows have a problem."""
    return len({p.row for p in problems if p.row})
