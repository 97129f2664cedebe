"""What people were writing before it became a record, and the answers to steps taken under a key."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from models.db import Connection
from models.entities.funding import SavedDraft
from models.entities.ids import PersonId
from models.rows import as_entities, queries


class DraftRepository:
    """A person's own drafts on one open connection; nobody else's are ever asked for."""

    def __init__(self, conn: Connection) -> None:
        self._conn = conn
        self._sql = queries("funding")

    async def save(
        self, person_id: PersonId, key: str, role: str, fields: dict[str, Any], now: datetime
    ) -> int:
        """Keep what was typed under the key of its form."""
        found: int = await self._conn.fetchval(self._sql["save_draft"], person_id, key, role, fields, now)
        return found

    async def of_person(self, person_id: PersonId) -> list[SavedDraft]:
        """All drafts of a person, the latest first."""
        return as_entities(SavedDraft, await self._conn.fetch(self._sql["drafts_of"], person_id))

    async def drop(self, person_id: PersonId, *, draft_id: int | None = None, key: str | None = None) -> bool:
        """Forget one; false when there was none of this person."""
        return await self._conn.fetchval(self._sql["drop_draft"], person_id, draft_id, key) is not None

    async def drop_all(self, person_id: int) -> None:
        """Forget all drafts of a person who leaves."""
        await self._conn.execute(self._sql["drop_drafts_of"], person_id)


class OnceRepository:
    """Steps under keys, so that pressing twice is pressing once."""

    def __init__(self, conn: Connection) -> None:
        self._conn = conn
        self._sql = queries("once")

    async def begin(
        self, person_id: PersonId, key: str, action: str, body_hash: bytes, now: datetime
    ) -> bool:
        """Claim the key; false when it was used before."""
        row = await self._conn.fetchrow(self._sql["begin"], person_id, key, action, body_hash, now)
        return row is not None

    async def answered(self, person_id: PersonId, key: str) -> tuple[str, bytes, Any]:
        """What was done under a key: action, hash of its body, answer."""
        row = await self._conn.fetchrow(self._sql["answered"], person_id, key)
        return row["action"], row["body_hash"], row["answer"]

    async def finish(self, person_id: PersonId, key: str, answer: Any) -> None:
        """Keep the answer."""
        await self._conn.execute(self._sql["finish"], person_id, key, answer)
