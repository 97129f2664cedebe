"""Files that people bring in: kept for a look, then taken whole or not at all.

How a file is read is in `web/imports/`; what becomes of its rows is told by `import_pitches.py`,
`import_providers.py`, `import_deals.py` and `import_participants.py` beside this module.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Generic, TypeVar

from models import jobs
from models.db import Connection, Database
from models.entities.events import Event
from models.entities.ids import EventId, OrganisationId
from models.entities.imports import Counts, Fate, ImportFile, ImportKind, ImportLine, ImportStatus, NewImport
from models.entities.organisations import NewOrganisation
from models.entities.pitches import PitchDraft, SpaceChoice
from models.entities.profiles import NewDeal, NewProfile
from models.entities.viewer import Viewer
from models.entities.vocabulary import Role
from models.errors import Conflict, Invalid, NotAllowed, NotFound
from models.repositories.audit import AuditRepository
from models.repositories.events import EventRepository
from models.repositories.imports import ImportRepository
from models.repositories.pitches import PitchRepository
from web.clock import Clock
from web.services.events import found_event
from web.services.profiles import own_provider

MOST_BYTES = 5 * 1024 * 1024
# How long a file waits for its owner's decision.
KEPT = timedelta(days=3)
# Larger files are left to the worker, so that nobody waits for a page that writes a thousand mails.
AT_ONCE = 200
# In which of their roles people bring what.
ROLES: dict[ImportKind, tuple[Role, ...]] = {
    ImportKind.PITCHES: (Role.ORGANISER,),
    ImportKind.OWN_PITCHES: (Role.FOUNDER,),
    ImportKind.PROVIDERS: (Role.ORGANISER,),
    ImportKind.DEALS: (Role.ORGANISER, Role.OFFICER),
    ImportKind.OWN_DEALS: (Role.PROVIDER,),
    ImportKind.PARTICIPANTS: (Role.ORGANISER,),
}

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class PitchRow:
    """A pitch with its company; `email` is whom to ask to manage it, where an organiser brings it."""

    company_name: str
    uscc: str | None
    email: str
    draft: PitchDraft


@dataclass(frozen=True, slots=True)
class ProviderRow:
    """A provider with its profile and whom to ask to manage it."""

    organisation: NewOrganisation
    email: str
    profile: NewProfile


@dataclass(frozen=True, slots=True)
class DealRow:
    """A past deal; `provider` is a name or code, empty where the file is one provider's own."""

    provider: str
    deal: NewDeal


@dataclass(frozen=True, slots=True)
class PersonRow:
    """Somebody who is to be registered for an event."""

    email: str
    name: str
    locale: str


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a row cannot be taken: the column's key, the code of a sentence, its parameters."""

    column: str
    code: str
    params: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Numbered(Generic[T]):
    """A clean row and where it stands in the file."""

    number: int
    value: T


@dataclass(frozen=True, slots=True)
class Judged(Generic[T]):
    """What becomes of a row: its fate, or why it has none; `target` is what it means on record."""

    row: Numbered[T]
    fate: Fate | None
    refusal: Refusal | None = None
    target: int | None = None


def counts_of(judged: list[Judged[T]]) -> Counts:
    """How many rows are new, change something, or are on record already."""
    fates = [j.fate for j in judged]
    return Counts(fates.count(Fate.NEW), fates.count(Fate.CHANGED), fates.count(Fate.SAME))


def may_bring(viewer: Viewer, kind: ImportKind) -> None:
    """Refuse who has no role in which this kind is brought."""
    if not viewer.roles & set(ROLES[kind]):
        raise NotAllowed("not_allowed")


@dataclass(frozen=True, slots=True)
class Desk:
    """Where files of one kind are brought: for what, and what was brought before."""

    kind: ImportKind
    event: Event | None
    organisation_name: str
    files: list[ImportLine]


async def open_desk(
    db: Database,
    clock: Clock,
    *,
    viewer: Viewer,
    kind: ImportKind,
    event_id: int | None = None,
    organisation_id: int | None = None,
) -> Desk:
    """What a person brings of one kind, and has brought lately."""
    may_bring(viewer, kind)
    async with db.read() as conn:
        event = await _event(conn, viewer, kind, event_id)
        files = await ImportRepository(conn).own(
            viewer.person_id, clock.now(), kind, None if event is None else event.id
        )
    name = own_provider(viewer, organisation_id).name if kind is ImportKind.OWN_DEALS else ""
    return Desk(kind, event, name, files)


async def bring(
    db: Database,
    clock: Clock,
    *,
    viewer: Viewer,
    kind: ImportKind,
    filename: str,
    content: bytes,
    event_id: int | None = None,
    organisation_id: int | None = None,
) -> int:
    """Keep a file for a look; nothing of it is imported by that."""
    may_bring(viewer, kind)
    if len(content) > MOST_BYTES:
        raise Invalid("import_too_large", field="file", limit=MOST_BYTES // (1024 * 1024))
    async with db.transaction() as conn:
        event = await _event(conn, viewer, kind, event_id)
        body: OrganisationId | None = None
        scope = "site"
        if kind is ImportKind.OWN_DEALS:
            body = own_provider(viewer, organisation_id).organisation_id
            scope = f"organisation {body}"
        elif kind is ImportKind.OWN_PITCHES:
            scope = f"person {viewer.person_id}"
        elif event is not None:
            scope = f"event {event.id}"
        new = NewImport(
            kind,
            viewer.person_id,
            body,
            None if event is None else event.id,
            scope,
            hashlib.sha256(content).hexdigest(),
            _shown_name(filename),
            content,
        )
        return await ImportRepository(conn).add(new, clock.now(), clock.now() + KEPT)


def _shown_name(filename: str) -> str:
    plain = "".join(c for c in filename.replace("\\", "/").rsplit("/", 1)[-1] if c.isprintable())
    return plain[-120:] or "file"


async def _event(conn: Connection, viewer: Viewer, kind: ImportKind, event_id: int | None) -> Event | None:
    if kind is not ImportKind.PARTICIPANTS:
        return None
    if event_id is None:
        raise NotFound
    return await found_event(EventRepository(conn), viewer, EventId(event_id))


@dataclass(frozen=True, slots=True)
class Opened:
    """A file with what its rows are read against."""

    file: ImportFile
    event: Event | None
    spaces: list[SpaceChoice]
    # When the very same file was taken before.
    taken_before: object | None


async def open_file(
    conn: Connection, clock: Clock, viewer: Viewer, import_id: int, *, lock: bool = False
) -> Opened:
    """One of the viewer's files, in a role that they still have."""
    imports = ImportRepository(conn)
    file = await imports.one(import_id, viewer.person_id, clock.now(), lock=lock)
    if file is None:
        raise NotFound
    may_bring(viewer, file.kind)
    if file.kind is ImportKind.OWN_DEALS:
        own_provider(viewer, file.organisation_id)
    event = await _event(conn, viewer, file.kind, file.event_id)
    spaces = []
    if file.kind in (ImportKind.PITCHES, ImportKind.OWN_PITCHES):
        spaces = await PitchRepository(conn).spaces()
    return Opened(file, event, spaces, await imports.taken_before(file))


async def own_files(db: Database, clock: Clock, *, viewer: Viewer) -> list[ImportLine]:
    """What the viewer brought lately, of every kind."""
    async with db.read() as conn:
        return await ImportRepository(conn).own(viewer.person_id, clock.now(), None, None)


async def find_file(db: Database, clock: Clock, *, viewer: Viewer, import_id: int) -> ImportFile:
    """One of the viewer's files."""
    async with db.read() as conn:
        return (await open_file(conn, clock, viewer, import_id)).file


async def map_columns(
    db: Database, clock: Clock, *, viewer: Viewer, import_id: int, mapping: list[str]
) -> None:
    """Say by hand what the columns of a file are."""
    async with db.transaction() as conn:
        await open_file(conn, clock, viewer, import_id, lock=True)
        if not await ImportRepository(conn).map(import_id, mapping):
            raise Conflict("import_not_waiting")


async def drop(db: Database, clock: Clock, *, viewer: Viewer, import_id: int) -> ImportFile:
    """Delete a file unread."""
    async with db.transaction() as conn:
        opened = await open_file(conn, clock, viewer, import_id, lock=True)
        if not await ImportRepository(conn).drop(import_id, clock.now()):
            raise Conflict("import_not_waiting")
    return opened.file


async def leave_to_worker(conn: Connection, clock: Clock, file: ImportFile) -> None:
    """Large files are taken by the worker; the same file twice is a conflict here already."""
    if not await ImportRepository(conn).queue(file.id, clock.now()):
        raise Conflict("import_not_waiting")
    await jobs.enqueue(conn, "import_file")


async def close_file(
    conn: Connection, clock: Clock, viewer: Viewer, file: ImportFile, counts: Counts
) -> None:
    """Everything of the file is on record; the trail says so."""
    if not await ImportRepository(conn).done(file.id, clock.now(), counts):
        raise Conflict("import_not_waiting")
    await AuditRepository(conn).note(
        clock.now(),
        viewer.person_id,
        "import",
        "import_file",
        file.id,
        {
            "kind": str(file.kind),
            "scope": file.scope,
            "sha256": file.sha256,
            "new": counts.n_new,
            "changed": counts.n_changed,
            "same": counts.n_same,
        },
    )


def check_open(file: ImportFile) -> None:
    """Refuse a file that was decided already."""
    if file.status not in (ImportStatus.PREVIEW, ImportStatus.QUEUED):
        raise Conflict("import_taken_before" if file.status is ImportStatus.DONE else "import_not_waiting")


async def forget_expired(db: Database, clock: Clock) -> int:
    """Delete what nobody decided in time; answers how many."""
    async with db.transaction() as conn:
        return await ImportRepository(conn).drop_expired(clock.now())
