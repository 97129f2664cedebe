"""Feed tokens: who reads which calendar; the entries are in `plans.py`."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from models.db import Connection
from models.rows import queries


class CalendarRepository:
    """Personal feeds by the hash of their token."""

    def __init__(self, conn: Connection) -> None:
        self._conn = conn
        self._sql = queries("calendars")

    async def renew(self, person_id: int, token_hash: bytes, now: datetime) -> None:
        """A new feed; the one before stops."""
        await self._conn.execute(self._sql["revoke_tokens"], person_id, now)
        await self._conn.execute(self._sql["add_token"], token_hash, person_id, now)

    async def made_at(self, person_id: int) -> datetime | None:
        """When the feed in use was made, if there is one."""
        found: datetime | None = await self._conn.fetchval(self._sql["has_token"], person_id)
        return found

    async def reader(self, token_hash: bytes) -> Mapping[str, Any] | None:
        """Whose feed this is, their language and what they take part in."""
        row: Mapping[str, Any] | None = await self._conn.fetchrow(self._sql["reader_by_token"], token_hash)
        return row
