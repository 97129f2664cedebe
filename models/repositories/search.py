"""What is found by words: texts for the index in memory, and hits as far as their reader may see them."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping, Sequence
from datetime import datetime

from models.db import Connection
from models.entities.search import (
    FindKind,
    FoundEvent,
    FoundPitch,
    FoundProvider,
    MayFind,
    TextToFind,
)
from models.entities.viewer import Viewer
from models.entities.vocabulary import Role
from models.rows import as_entities, as_entity, queries

# How many texts are read at once.
_AT_ONCE = 500


class SearchRepository:
    """Texts for everybody, hits for a viewer; None is anybody."""

    def __init__(self, conn: Connection) -> None:
        self._conn = conn
        self._sql = queries("search")

    async def every_text(self) -> AsyncIterator[list[TextToFind]]:
        """All that anybody may find, some at a time: together they are as large as the database."""
        cursor = await self._conn.cursor(self._sql["texts_to_find"], True, [], [], [])
        while rows := await cursor.fetch(_AT_ONCE):
            yield as_entities(TextToFind, rows)

    async def texts(self, changed: Mapping[FindKind, Sequence[int]]) -> list[TextToFind]:
        """Of these things those that anybody may find."""
        kinds = (FindKind.PITCH, FindKind.PROVIDER, FindKind.EVENT)
        ids = [changed.get(kind, ()) for kind in kinds]
        return as_entities(TextToFind, await self._conn.fetch(self._sql["texts_to_find"], False, *ids))

    async def may_find(self, viewer: Viewer) -> MayFind:
        """What is kept from this viewer, and which pitches let them see providers."""
        row = await self._conn.fetchrow(
            self._sql["what_a_viewer_may_find"], viewer.vetted_ids(), viewer.organisation_ids(Role.FOUNDER)
        )
        return as_entity(MayFind, row)

    async def found_pitches(self, viewer: Viewer | None, ids: Sequence[int]) -> list[FoundPitch]:
        """Of these pitches those that the viewer may see, in their order."""
        if not ids:
            return []
        rows = await self._conn.fetch(
            self._sql["found_pitches"],
            ids,
            viewer.vetted_ids() if viewer else [],
            viewer is not None and Role.ORGANISER in viewer.roles,
            viewer.organisation_ids(Role.FOUNDER) if viewer else [],
        )
        return as_entities(FoundPitch, rows)

    async def found_providers(
        self, viewer: Viewer | None, own_on_show: Sequence[int], ids: Sequence[int]
    ) -> list[FoundProvider]:
        """Of these providers those that the viewer may see, in their order."""
        if viewer is None or not ids:
            return []
        rows = await self._conn.fetch(
            self._sql["found_providers"], ids, Role.ORGANISER in viewer.roles, own_on_show
        )
        return as_entities(FoundProvider, rows)

    async def found_events(self, viewer: Viewer | None, ids: Sequence[int]) -> list[FoundEvent]:
        """Of these events those that the viewer may see, in their order."""
        if not ids:
            return []
        bodies = viewer.organisation_ids(Role.ORGANISER) if viewer else []
        return as_entities(FoundEvent, await self._conn.fetch(self._sql["found_events"], ids, bodies))

    async def note_compared(
        self, viewer: Viewer, organisation_id: int, ids: Sequence[int], now: datetime
    ) -> None:
        """The viewer has read these pitches side by side for one of their providers."""
        await self._conn.execute(self._sql["note_compared"], ids, viewer.person_id, organisation_id, now)
