"""Decks: taken in by their content, opened to those who may, read in the worker by a process apart."""

from __future__ import annotations

import asyncio
import io
import json
import os
import sys
import unicodedata
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import anyio.to_thread

from models import jobs
from models.db import Connection, Database
from models.entities.ids import DeckId, OrganisationId
from models.entities.viewer import Viewer
from models.entities.vocabulary import Role
from models.errors import Conflict, Invalid, NotFound
from models.repositories.audit import AuditRepository
from models.repositories.decks import DeckRepository
from models.repositories.pitches import PitchRepository
from models.repositories.shown import ShownRepository
from web.clock import Clock, SystemClock
from web.files import FileStore
from web.i18n import gettext
from web.sentences import sentence
from web.services.deck_text import REFUSALS
from web.services.filetypes import PDF, media_type_of
from web.services.mail import tell_members
from web.services.pitches import lock_for_writing

MOST_BYTES = 20 * 1024 * 1024
PPTX = "application/vnd.openxmlformats-officedocument.presentationml.presentation"
READ_SECONDS = 60
_KINDS = {PDF: "pdf", PPTX: "pptx"}
_SUFFIXES = {PDF: ".pdf", PPTX: ".pptx"}
_ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True, slots=True)
class DeckFile:
    """A deck to be handed out."""

    filename: str
    media_type: str
    content: bytes


def deck_type(content: bytes) -> str | None:
    """PDF or PPTX by what the file is, never by its name; None for anything else."""
    if media_type_of(content) == PDF:
        return PDF
    if not content.startswith(b"PK\x03\x04"):
        return None
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            names = set(archive.namelist())
    except (zipfile.BadZipFile, NotImplementedError, ValueError):
        return None
    return PPTX if {"[Content_Types].xml", "ppt/presentation.xml"} <= names else None


def safe_filename(name: str, media_type: str) -> str:
    """The name without folders and control characters, with the ending of what it is."""
    suffix = _SUFFIXES[media_type]
    last = unicodedata.normalize("NFC", name).replace("\\", "/").rsplit("/", 1)[-1]
    kept = "".join(c for c in last if unicodedata.category(c)[0] != "C").strip(" .")
    stem = kept[: -len(suffix)] if kept.lower().endswith(suffix) else kept
    return f"{stem[:100].rstrip(' .') or 'deck'}{suffix}"


async def store_deck(files: FileStore, content: bytes) -> tuple[str, str]:
    """Put the bytes of a deck on disk; answers their media type and hash, or refuses what is no deck."""
    if len(content) > MOST_BYTES:
        raise Invalid("deck_too_large", field="deck", limit=MOST_BYTES // 1024 // 1024)
    media_type = await anyio.to_thread.run_sync(deck_type, content)
    if media_type is None:
        raise Invalid("deck_wrong_type", field="deck")
    return media_type, await anyio.to_thread.run_sync(files.put, content)


async def attach_deck(
    db: Database,
    clock: Clock,
    files: FileStore,
    *,
    viewer: Viewer,
    pitch_id: int,
    filename: str,
    content: bytes,
) -> DeckId:
    """Put a deck beside the draft; the bytes are on disk before the row says so."""
    media_type, sha256 = await store_deck(files, content)
    async with db.transaction() as conn:
        pitches, decks, now = PitchRepository(conn), DeckRepository(conn), clock.now()
        version = await _draft_to_change(pitches, viewer, pitch_id, clock)
        await decks.keep_file(sha256, len(content), media_type, now)
        name = safe_filename(filename, media_type)
        deck_id = await decks.add(pitch_id, sha256, name, viewer.person_id, now)
        await pitches.set_deck(pitch_id, version, deck_id, viewer.person_id, now)
        await jobs.enqueue(conn, "extract_deck")
        return deck_id


async def remove_deck(db: Database, clock: Clock, *, viewer: Viewer, pitch_id: int) -> None:
    """Close the pitch's decks to everybody at once, whatever version they went with."""
    async with db.transaction() as conn:
        pitches, now = PitchRepository(conn), clock.now()
        locked = await pitches.lock(pitch_id, viewer.organisation_ids(Role.FOUNDER))
        if locked is None:
            raise NotFound
        if not await DeckRepository(conn).remove_all(pitch_id, now):
            raise Conflict("state_moved_on")
        if locked["frozen_at"] is None:
            await pitches.set_deck(pitch_id, locked["version"], None, viewer.person_id, now)
        await AuditRepository(conn).note(now, viewer.person_id, "remove_deck", "pitch", pitch_id)
        await jobs.enqueue(conn, "encode")


async def open_deck(
    db: Database, clock: Clock, files: FileStore, *, viewer: Viewer, deck_id: int, as_organiser: bool
) -> DeckFile:
    """A deck for whom it is meant; one query decides, and a provider's look is told to the founder.

    `as_organiser` says whether the session may act in that role (it needs a second factor).
    """
    vetted = viewer.vetted_ids()
    async with db.read() as conn:
        row = await DeckRepository(conn).openable(
            deck_id,
            company_ids=viewer.organisation_ids(Role.FOUNDER),
            as_organiser=as_organiser and Role.ORGANISER in viewer.roles,
            vetted_ids=vetted,
            person_id=viewer.person_id,
        )
    if row is None:
        raise NotFound
    content = await anyio.to_thread.run_sync(files.get, row["sha256"])
    if row["via"] == "provider":
        async with db.transaction() as conn:
            await ShownRepository(conn).note_view(
                row["pitch_id"], viewer.person_id, OrganisationId(row["reader_id"]), "deck", clock.now()
            )
    return DeckFile(row["filename"], row["media_type"], content)


async def extract_pending(db: Database, files: FileStore, clock: Clock | None = None) -> int:
    """Read the text of every deck that waits; answers how many were looked at.

    The row stays locked meanwhile: another worker takes the next one, and a killed one leaves it pending.
    """
    done = 0
    while await _extract_one(db, files, clock or SystemClock()):
        done += 1
    return done


async def _extract_one(db: Database, files: FileStore, clock: Clock) -> bool:
    async with db.transaction() as conn:
        decks = DeckRepository(conn)
        row = await decks.next_pending()
        if row is None:
            return False
        found = await read_text(files.path(row["sha256"]), row["media_type"])
        if isinstance(found, str):
            await decks.not_extracted(row["id"], found)
            await _tell_failure(conn, clock, row, found)
        else:
            await decks.extracted(row["id"], found["text"], found["n_pages"])
            await jobs.enqueue(conn, "encode")
        return True


async def read_text(path: Path, media_type: str, *, seconds: float = READ_SECONDS) -> Mapping[str, Any] | str:
    """`{"pages", "text", "n_pages"}`, or the code of why not; never takes longer than `seconds`."""
    environment = {"PATH": os.environ.get("PATH", ""), "PYTHONDONTWRITEBYTECODE": "1", "LC_ALL": "C.UTF-8"}
    with path.open("rb") as file:
        child = await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            "web.services.deck_text",
            _KINDS[media_type],
            stdin=file,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.DEVNULL,
            cwd=_ROOT,
            env=environment,
        )
    try:
        out, _ = await asyncio.wait_for(child.communicate(), seconds)
    except TimeoutError:
        return "deck_took_too_long"
    finally:
        if child.returncode is None:
            child.kill()
            await child.wait()
    if child.returncode != 0:
        # A negative code is a signal: the limit of processor time or of memory.
        return REFUSALS.get(child.returncode or 0, "deck_took_too_long")
    found: Mapping[str, Any] = json.loads(out)
    return found


async def _draft_to_change(pitches: PitchRepository, viewer: Viewer, pitch_id: int, clock: Clock) -> int:
    """The draft's number; a frozen text gets a draft that says the same."""
    locked = await lock_for_writing(pitches, viewer, pitch_id)
    version = int(locked["version"])
    if locked["frozen_at"] is None:
        return version
    await pitches.copy_version(pitch_id, version, viewer.person_id, clock.now())
    return version + 1


async def _tell_failure(conn: Connection, clock: Clock, row: Mapping[str, Any], code: str) -> None:
    def words() -> tuple[str, str]:
        return (
            gettext("%(file)s: its text could not be read", file=row["filename"]),
            gettext(
                "The deck is stored, and those who may can open it, but its text does not help to find you "
                "yet.\nWhy: %(reason)s",
                reason=sentence(code),
            ),
        )

    key, path = f"deck-{row['id']}-failed", f"/founder/pitches/{row['pitch_id']}"
    await tell_members(conn, clock, "deck", row["company_id"], words, key, link=path)
