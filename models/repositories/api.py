"""Tokens of the API and the answers that it keeps; webhooks are in `webhooks.py`."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from models.db import Connection
from models.entities.api import ApiToken, KeptAnswer, TokenUse
from models.entities.ids import PersonId
from models.entities.viewer import Viewer
from models.rows import as_entities, as_entity, queries


class ApiRepository:
    """Tokens by the hash of what was told once; answers by person and key."""

    def __init__(self, conn: Connection) -> None:
        self._conn = conn
        self._sql = queries("api")

    async def in_force(self, token_hash: bytes, now: datetime) -> tuple[Viewer, TokenUse] | None:
        """Who stands behind a token and what it allows, or None when it is not in force."""
        row = await self._conn.fetchrow(self._sql["token_in_force"], token_hash, now)
        return None if row is None else (as_entity(Viewer, row), as_entity(TokenUse, row))

    async def touch(self, token_id: int, now: datetime) -> None:
        """A token is in use."""
        await self._conn.execute(self._sql["touch_token"], token_id, now)

    async def add(
        self,
        person_id: PersonId,
        name: str,
        token_hash: bytes,
        scopes: Collection[str],
        *,
        second_factor: bool,
        now: datetime,
        expires_at: datetime,
    ) -> int:
        """A new token."""
        found: int = await self._conn.fetchval(
            self._sql["add_token"],
            person_id,
            name,
            token_hash,
            sorted(scopes),
            second_factor,
            now,
            expires_at,
        )
        return found

    async def of_person(self, person_id: PersonId, most: int) -> list[ApiToken]:
        """A person's tokens, those in force first."""
        return as_entities(ApiToken, await self._conn.fetch(self._sql["tokens_of"], person_id, most))

    async def n_in_force(self, person_id: PersonId, now: datetime) -> int:
        """How many are in force."""
        found: int = await self._conn.fetchval(self._sql["count_tokens"], person_id, now)
        return found

    async def revoke(self, person_id: PersonId, token_id: int, now: datetime) -> bool:
        """End one; false when there is none of this person in force."""
        return await self._conn.fetchval(self._sql["revoke_token"], person_id, token_id, now) is not None

    async def begin_answer(
        self, person_id: PersonId, key: str, operation: str, body_hash: bytes, now: datetime
    ) -> bool:
        """Claim a key; false when it was used before."""
        found = await self._conn.fetchval(
            self._sql["begin_answer"], person_id, key, operation, body_hash, now
        )
        return found is not None

    async def kept_answer(self, person_id: PersonId, key: str) -> KeptAnswer | None:
        """What was answered under a key."""
        row = await self._conn.fetchrow(self._sql["kept_answer"], person_id, key)
        return None if row is None else as_entity(KeptAnswer, row)

    async def keep_answer(self, person_id: PersonId, key: str, status: int, body: str) -> None:
        """The answer for whoever asks again."""
        await self._conn.execute(self._sql["keep_answer"], person_id, key, status, body)

    async def forget_answers(self, before: datetime) -> None:
        """Drop old answers."""
        await self._conn.execute(self._sql["forget_answers"], before)
