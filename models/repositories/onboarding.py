"""First visits: decks on their way to a pitch, and the panels that are put away."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from models.db import Connection
from models.entities.ids import PersonId, PitchId
from models.entities.onboarding import DeckReading
from models.entities.viewer import Viewer
from models.entities.vocabulary import Role
from models.rows import as_entity, queries


class OnboardingRepository:
    """A person's own rows; the worker's part asks for no person."""

    def __init__(self, conn: Connection) -> None:
        self._conn = conn
        self._sql = queries("onboarding")

    async def add_reading(self, viewer: Viewer, sha256: str, filename: str, now: datetime) -> int:
        """A deck that waits to be read."""
        found: int = await self._conn.fetchval(
            self._sql["add_reading"], viewer.person_id, sha256, filename, now
        )
        return found

    async def reading(self, viewer: Viewer, reading_id: int, *, lock: bool = False) -> DeckReading | None:
        """One of the viewer's own decks; with `lock`, held until the transaction ends."""
        name = "lock_reading" if lock else "reading"
        row = await self._conn.fetchrow(self._sql[name], reading_id, viewer.person_id)
        return None if row is None else as_entity(DeckReading, row)

    async def next_reading(self) -> Mapping[str, Any] | None:
        """One deck whose pages nobody is reading, held until the transaction ends."""
        row: Mapping[str, Any] | None = await self._conn.fetchrow(self._sql["next_reading"])
        return row

    async def read(self, reading_id: int, pages: Sequence[str]) -> None:
        """The pages were read."""
        await self._conn.execute(self._sql["read_reading"], reading_id, list(pages))

    async def not_read(self, reading_id: int, code: str) -> None:
        """The pages could not be read, and why."""
        await self._conn.execute(self._sql["unread_reading"], reading_id, code)

    async def close(self, reading_id: int, pitch_id: PitchId) -> None:
        """It has become a pitch."""
        await self._conn.execute(self._sql["close_reading"], reading_id, pitch_id)

    async def forget_before(self, before: datetime) -> None:
        """Decks that were uploaded before this and never became a pitch."""
        await self._conn.execute(self._sql["forget_readings"], before)

    async def forget_of(self, person_id: PersonId) -> None:
        """The decks of somebody who leaves."""
        await self._conn.execute(self._sql["forget_readings_of"], person_id)

    async def see_welcome(self, viewer: Viewer, role: Role, now: datetime) -> None:
        """Put away the panel of a role's first visit; twice is once."""
        await self._conn.execute(self._sql["see_welcome"], viewer.person_id, role, now)
