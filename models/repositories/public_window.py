"""What anybody may read without signing in, beyond showcased pitches and counts."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from models.db import Connection
from models.rows import queries


class PublicWindowRepository:
    """Published events."""

    def __init__(self, conn: Connection) -> None:
        self._conn = conn

    async def upcoming(self, now: datetime, limit: int) -> list[Mapping[str, Any]]:
        """Events that have not ended."""
        rows: list[Mapping[str, Any]] = await self._conn.fetch(
            queries("public_window")["upcoming_events"], now, limit
        )
        return rows
