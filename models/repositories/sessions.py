"""Sign-ins and who stands behind them; people themselves are in `people.py`."""

from __future__ import annotations

from datetime import datetime, timedelta

from models.db import Connection
from models.entities.ids import PersonId
from models.entities.viewer import Viewer
from models.rows import as_entity, queries

LIFETIME = timedelta(days=30)


class SessionRepository:
    """Sessions by the hash of their token; the token itself is only in the cookie."""

    def __init__(self, conn: Connection) -> None:
        self._conn = conn
        self._sql = queries("sessions")

    async def viewer(self, token_hash: bytes, now: datetime) -> tuple[Viewer, datetime] | None:
        """Who is signed in with this token and when they were last seen, if anybody."""
        row = await self._conn.fetchrow(self._sql["viewer_by_session"], token_hash, now)
        return None if row is None else (as_entity(Viewer, row), row["last_seen_at"])

    async def touch(self, token_hash: bytes, now: datetime) -> None:
        """Keep a session in use alive."""
        await self._conn.execute(self._sql["touch_session"], token_hash, now, now + LIFETIME)

    async def open(
        self,
        token_hash: bytes,
        person_id: PersonId,
        now: datetime,
        *,
        user_agent: str,
        second_factor: bool = False,
    ) -> None:
        """Remember a new sign-in."""
        await self._conn.execute(
            self._sql["open_session"],
            token_hash,
            person_id,
            now,
            now + LIFETIME,
            user_agent[:200],
            now if second_factor else None,
        )

    async def pass_second_factor(self, token_hash: bytes, now: datetime) -> None:
        """The person has shown the second factor in this session."""
        await self._conn.execute(self._sql["pass_second_factor"], token_hash, now)

    async def end(self, token_hash: bytes) -> None:
        """Sign out here."""
        await self._conn.execute(self._sql["end_session"], token_hash)

    async def end_all(self, person_id: PersonId) -> None:
        """Sign out everywhere."""
        await self._conn.execute(self._sql["end_sessions_of"], person_id)

    async def hit_throttle(self, key: str, window_start: datetime) -> int:
        """Count one try; returns the tries of this window."""
        hits: int = await self._conn.fetchval(self._sql["hit_throttle"], key, window_start)
        return hits

    async def clear_throttle(self, key: str) -> None:
        """Forget the tries after a success."""
        await self._conn.execute(self._sql["clear_throttle"], key)

    async def forget_old_throttles(self, before: datetime) -> None:
        """Forget windows that have passed."""
        await self._conn.execute(self._sql["forget_old_throttles"], before)
