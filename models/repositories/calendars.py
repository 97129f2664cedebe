"""Calendar feeds: who reads which, and the stage programme for anybody; own entries are in `plans.py`."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from models.db import Connection
from models.entities.calendars import FeedAddress, FeedReader, StageEntry
from models.rows import as_entities, as_entity, queries


class CalendarRepository:
    """Feeds by the hash of their token."""

    def __init__(self, conn: Connection) -> None:
        self._conn = conn
        self._sql = queries("calendars")

    async def renew(self, person_id: int, event_id: int | None, token_hash: bytes, now: datetime) -> None:
        """A new address for one event or for everything; the one before stops."""
        await self.revoke(person_id, event_id, now)
        await self._conn.execute(self._sql["add_token"], token_hash, person_id, now, event_id)

    async def revoke(self, person_id: int, event_id: int | None, now: datetime) -> None:
        """The address for one event or for everything stops."""
        await self._conn.execute(self._sql["revoke_tokens"], person_id, now, event_id)

    async def addresses(self, person_id: int) -> list[FeedAddress]:
        """The addresses in use."""
        return as_entities(FeedAddress, await self._conn.fetch(self._sql["tokens"], person_id))

    async def takes_part(self, person_id: int, event_id: int) -> bool:
        """Whether there is anything of this event that could stand in the person's calendar."""
        found: bool = await self._conn.fetchval(self._sql["takes_part"], person_id, event_id)
        return found

    async def reader(self, token_hash: bytes) -> FeedReader | None:
        """Whose feed this is, their language and what they take part in."""
        row = await self._conn.fetchrow(self._sql["reader_by_token"], token_hash)
        return None if row is None else as_entity(FeedReader, row)

    async def stage_entries(self, event_ids: Sequence[int]) -> list[StageEntry]:
        """The stage programmes of published events, with what was taken away."""
        return as_entities(StageEntry, await self._conn.fetch(self._sql["public_entries"], list(event_ids)))
