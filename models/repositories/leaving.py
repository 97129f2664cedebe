"""Who has asked to leave, what hinders it, and what is erased when it happens."""

from __future__ import annotations

from datetime import datetime

from models.db import Connection
from models.entities.ids import PersonId
from models.entities.rights import Leaving
from models.entities.viewer import Viewer
from models.rows import as_entities, as_entity, queries


class LeavingRepository:
    """Leaving over one open connection."""

    def __init__(self, conn: Connection) -> None:
        self._conn = conn
        self._sql = queries("leaving")

    async def pending(self, viewer: Viewer) -> Leaving | None:
        """The viewer's own wish that waits, if any."""
        row = await self._conn.fetchrow(self._sql["pending"], viewer.person_id)
        return None if row is None else as_entity(Leaving, row)

    async def ask(self, person_id: PersonId, now: datetime, due_at: datetime) -> bool:
        """Leave on a day to come; False when that was asked before."""
        return await self._conn.fetchval(self._sql["ask"], person_id, now, due_at) is not None

    async def cancel(self, person_id: PersonId, now: datetime) -> bool:
        """The person has thought better of it; False when nothing waited."""
        return await self._conn.fetchval(self._sql["cancel"], person_id, now) is not None

    async def due(self, now: datetime) -> list[Leaving]:
        """Whose day has come, the first asked before."""
        return as_entities(Leaving, await self._conn.fetch(self._sql["due"], now))

    async def done(self, person_id: int, now: datetime) -> None:
        """The person has left."""
        await self._conn.execute(self._sql["done"], person_id, now)
