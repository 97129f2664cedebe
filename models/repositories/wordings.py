"""Wordings of the mails that events send; the caller has checked who asks."""

from __future__ import annotations

from datetime import datetime

from models.db import Connection
from models.entities.wordings import Wording, WordingVersion
from models.rows import as_entities, queries


class WordingRepository:
    """Wordings of events and, without an event, of the site."""

    def __init__(self, conn: Connection) -> None:
        self._conn = conn
        self._sql = queries("wordings")

    async def in_use(self, event_id: int | None) -> list[Wording]:
        """What holds for an event: its own wordings before the site's."""
        return as_entities(Wording, await self._conn.fetch(self._sql["wordings_in_use"], event_id))

    async def versions(self, event_id: int | None, code: str, locale: str) -> list[WordingVersion]:
        """All versions of one wording, the newest first."""
        rows = await self._conn.fetch(self._sql["wording_versions"], event_id, code, locale)
        return as_entities(WordingVersion, rows)

    async def written(self, event_id: int | None) -> set[tuple[str, str]]:
        """Code and language of what somebody wrote here and did not take back."""
        rows = await self._conn.fetch(self._sql["written_wordings"], event_id)
        return {(row["code"], row["locale"]) for row in rows}

    async def add(
        self,
        event_id: int | None,
        code: str,
        locale: str,
        version: int,
        words: tuple[str, str] | None,
        person_id: int,
        now: datetime,
    ) -> bool:
        """The next version, without words to go back; false when another came in between."""
        subject, body = words or (None, None)
        found = await self._conn.fetchval(
            self._sql["add_wording"], event_id, code, locale, version, subject, body, person_id, now
        )
        return found is not None
