"""The trail of who did what; read by administrators, never changed."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from models.db import Connection
from models.rows import queries


class AuditRepository:
    """Adds rows to the trail inside the transaction of what they tell."""

    def __init__(self, conn: Connection) -> None:
        self._conn = conn

    async def note(
        self,
        now: datetime,
        person_id: int | None,
        action: str,
        subject: str,
        subject_id: int | None,
        details: Mapping[str, Any] | None = None,
    ) -> None:
        """One act of one person on one thing."""
        await self._conn.execute(
            queries("audit")["note"], now, person_id, action, subject, subject_id, dict(details or {})
        )
