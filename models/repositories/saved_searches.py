"""Searches that people keep, and what each has told of."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from models.db import Connection
from models.entities.ids import PersonId, SearchId
from models.entities.search import FindKind, NewSearch, SavedSearch
from models.entities.viewer import Viewer
from models.rows import as_entities, as_entity, queries


class SavedSearchRepository:
    """A person's own searches; those that are due, for the worker."""

    def __init__(self, conn: Connection) -> None:
        self._conn = conn
        self._sql = queries("saved_searches")

    async def own(self, viewer: Viewer) -> list[SavedSearch]:
        """The viewer's searches by name."""
        return as_entities(SavedSearch, await self._conn.fetch(self._sql["searches"], viewer.person_id))

    async def count(self, viewer: Viewer) -> int:
        """How many the viewer keeps."""
        found: int = await self._conn.fetchval(self._sql["count_searches"], viewer.person_id)
        return found

    async def keep(self, viewer: Viewer, new: NewSearch, now: datetime) -> SearchId | None:
        """Keep a search; None when the viewer has one of that name."""
        found = await self._conn.fetchval(
            self._sql["keep_search"],
            viewer.person_id,
            new.name,
            new.page,
            new.organisation_id,
            new.query,
            now,
        )
        return None if found is None else SearchId(found)

    async def one(self, person_id: PersonId, search_id: int) -> SavedSearch | None:
        """One of a person's own."""
        row = await self._conn.fetchrow(self._sql["own_search"], search_id, person_id)
        return None if row is None else as_entity(SavedSearch, row)

    async def rename(self, viewer: Viewer, search_id: int, name: str) -> bool:
        """Another name; false when the viewer has one of that name."""
        found = await self._conn.fetchval(self._sql["rename_search"], search_id, viewer.person_id, name)
        return found is not None

    async def set_mails(self, person_id: PersonId, search_id: int, *, mails: bool, now: datetime) -> bool:
        """Start or stop the mails; false when there is no such search of theirs."""
        sql = self._sql["set_search_mails"]
        return await self._conn.fetchval(sql, search_id, person_id, mails, now) is not None

    async def delete(self, viewer: Viewer, search_id: int) -> bool:
        """Forget one; false when there is no such search of the viewer's."""
        sql = self._sql["delete_search"]
        return await self._conn.fetchval(sql, search_id, viewer.person_id) is not None

    async def due(self, before: datetime, limit: int) -> list[SavedSearch]:
        """Searches that mail and were last looked through at or before an instant."""
        return as_entities(SavedSearch, await self._conn.fetch(self._sql["due_searches"], before, limit))

    async def take(self, search: SavedSearch, now: datetime) -> bool:
        """Look it through now; false when another worker has, or its mails were stopped."""
        sql = self._sql["take_search"]
        return await self._conn.fetchval(sql, search.id, search.looked_at, now) is not None

    async def unseen(self, search_id: SearchId, kind: FindKind, numbers: Sequence[int]) -> list[int]:
        """Of these numbers, in their order, those that the search has not told of."""
        rows = await self._conn.fetch(self._sql["seen_of_search"], search_id, kind, numbers)
        seen = {row["subject_id"] for row in rows}
        return [n for n in numbers if n not in seen]

    async def note_seen(
        self, search_id: SearchId, kind: FindKind, numbers: Sequence[int], now: datetime
    ) -> None:
        """The search has told of these."""
        await self._conn.execute(self._sql["note_seen"], search_id, kind, numbers, now)
