"""A deck first, then the pitch: what was uploaded is read by the worker, and its person makes a pitch of it.

Only the uploader sees a reading. It is forgotten after `KEPT`, or when it has become a pitch.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from models import jobs
from models.db import Database
from models.entities.ids import PitchId
from models.entities.onboarding import DeckReading
from models.entities.pitches import PitchDraft, SpaceChoice
from models.entities.viewer import Viewer
from models.entities.vocabulary import Role
from models.errors import NotAllowed, NotFound
from models.repositories.decks import DeckRepository
from models.repositories.onboarding import OnboardingRepository
from models.repositories.pitches import PitchRepository
from web.clock import Clock
from web.files import FileStore
from web.services.decks import read_text, safe_filename, store_deck
from web.services.pitches import Company, begin_pitch, companies_of
from web.services.reading_deck import has_text

KEPT = timedelta(days=7)
WITHOUT_TEXT = "deck_without_text"


@dataclass(frozen=True, slots=True)
class ReadingView:
    """A reading with what its form needs: for whom the pitch may be, and the spaces it may name."""

    reading: DeckReading
    companies: list[Company]
    spaces: list[SpaceChoice]


async def begin_with_deck(
    db: Database, clock: Clock, files: FileStore, *, viewer: Viewer, filename: str, content: bytes
) -> int:
    """Keep a deck to be read; the bytes are on disk before the row says so."""
    if Role.FOUNDER not in viewer.roles:
        raise NotAllowed("not_allowed")
    media_type, sha256 = await store_deck(files, content)
    async with db.transaction() as conn:
        now = clock.now()
        await DeckRepository(conn).keep_file(sha256, len(content), media_type, now)
        reading_id = await OnboardingRepository(conn).add_reading(
            viewer, sha256, safe_filename(filename, media_type), now
        )
        await jobs.enqueue(conn, "extract_deck")
        return reading_id


async def open_reading(db: Database, *, viewer: Viewer, reading_id: int) -> ReadingView:
    """A deck of the viewer's own on its way to a pitch."""
    async with db.read() as conn:
        reading = await OnboardingRepository(conn).reading(viewer, reading_id)
        if reading is None:
            raise NotFound
        pitches = PitchRepository(conn)
        return ReadingView(reading, await companies_of(pitches, viewer), await pitches.spaces())


async def make_pitch(
    db: Database,
    clock: Clock,
    *,
    viewer: Viewer,
    reading_id: int,
    company_id: int | None,
    company_name: str,
    draft: PitchDraft,
    uscc: str | None,
) -> PitchId:
    """The draft that was confirmed, with its deck beside it; a second press answers the first one's pitch."""
    async with db.transaction() as conn:
        onboarding, now = OnboardingRepository(conn), clock.now()
        reading = await onboarding.reading(viewer, reading_id, lock=True)
        if reading is None:
            raise NotFound
        if reading.pitch_id is not None:
            return reading.pitch_id
        pitch_id = await begin_pitch(
            conn,
            clock,
            viewer=viewer,
            company_id=company_id,
            company_name=company_name,
            draft=draft,
            uscc=uscc,
        )
        decks = DeckRepository(conn)
        deck_id = await decks.add(pitch_id, reading.sha256, reading.filename, viewer.person_id, now)
        if reading.pages is not None:
            # Read once already; the worker need not do it again.
            await decks.extracted(deck_id, "\n".join(reading.pages).strip(), len(reading.pages))
        elif reading.error is not None:
            await decks.not_extracted(deck_id, reading.error)
        await PitchRepository(conn).set_deck(pitch_id, 1, deck_id, viewer.person_id, now)
        await onboarding.close(reading_id, pitch_id)
        await jobs.enqueue(conn, "extract_deck")
        return pitch_id


async def read_waiting(db: Database, files: FileStore) -> int:
    """Read every deck that waits to become a pitch; answers how many were looked at."""
    done = 0
    while await _read_one(db, files):
        done += 1
    return done


async def _read_one(db: Database, files: FileStore) -> bool:
    # The row stays locked meanwhile: another worker takes the next one, and a killed one leaves it waiting.
    async with db.transaction() as conn:
        onboarding = OnboardingRepository(conn)
        row = await onboarding.next_reading()
        if row is None:
            return False
        found = await read_text(files.path(row["sha256"]), row["media_type"])
        if isinstance(found, str):
            await onboarding.not_read(row["id"], found)
        elif not has_text(found["pages"]):
            await onboarding.not_read(row["id"], WITHOUT_TEXT)
        else:
            await onboarding.read(row["id"], found["pages"])
        return True


async def forget_old_readings(db: Database, clock: Clock) -> None:
    """Throw away decks that nobody has made into a pitch."""
    async with db.transaction() as conn:
        await OnboardingRepository(conn).forget_before(clock.now() - KEPT)
