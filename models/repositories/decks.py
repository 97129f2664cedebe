"""Decks: who may open which, and which still wait to be read."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from models.db import Connection
from models.entities.ids import DeckId, PersonId
from models.rows import queries


class DeckRepository:
    """The rows about decks; their content is in the file store."""

    def __init__(self, conn: Connection) -> None:
        self._conn = conn
        self._sql = queries("decks")

    async def keep_file(self, sha256: str, size_bytes: int, media_type: str, now: datetime) -> None:
        """Say that the content lies in the store."""
        await self._conn.execute(self._sql["keep_file"], sha256, size_bytes, media_type, now)

    async def add(
        self, pitch_id: int, sha256: str, filename: str, person_id: PersonId, now: datetime
    ) -> DeckId:
        """A deck whose text is still to be read."""
        found: int = await self._conn.fetchval(
            self._sql["add_deck"], pitch_id, sha256, filename, person_id, now
        )
        return DeckId(found)

    async def remove_all(self, pitch_id: int, now: datetime) -> int:
        """Close every deck of the pitch to everybody; answers how many."""
        return len(await self._conn.fetch(self._sql["remove_decks"], pitch_id, now))

    async def openable(
        self,
        deck_id: int,
        *,
        company_ids: list[int],
        as_organiser: bool,
        vetted_ids: list[int],
        person_id: PersonId,
    ) -> Mapping[str, Any] | None:
        """A deck and as whom the person may open it; None where they may not know of it."""
        row: Mapping[str, Any] | None = await self._conn.fetchrow(
            self._sql["openable"], deck_id, company_ids, as_organiser, vetted_ids, person_id
        )
        return row

    async def next_pending(self) -> Mapping[str, Any] | None:
        """One deck whose text nobody is reading, held until the transaction ends."""
        row: Mapping[str, Any] | None = await self._conn.fetchrow(self._sql["next_pending"])
        return row

    async def extracted(self, deck_id: int, text: str, n_pages: int) -> None:
        """The text was read."""
        await self._conn.execute(self._sql["extracted"], deck_id, text, n_pages)

    async def not_extracted(self, deck_id: int, code: str) -> None:
        """The text could not be read, and why."""
        await self._conn.execute(self._sql["not_extracted"], deck_id, code)
