"""Every row in which a person stands, for that person alone."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from models.db import Connection
from models.entities.viewer import Viewer
from models.rows import queries


class OwnDataRepository:
    """Reads what a download holds; each query is about the viewer."""

    def __init__(self, conn: Connection) -> None:
        self._conn = conn
        self._sql = queries("own_data")

    async def rows(self, viewer: Viewer) -> list[tuple[str, dict[str, Any]]]:
        """The kind of each row, and the row as the table has it."""
        pitches = [row["id"] for row in await self._conn.fetch(self._sql["own_pitches"], viewer.person_id)]
        found = await self._conn.fetch(self._sql["about_person"], viewer.person_id, pitches)
        return [(row["kind"], row["row"]) for row in found]

    async def names(
        self, organisations: Collection[int], pitches: Collection[int], events: Collection[int]
    ) -> dict[tuple[str, int], str]:
        """What things are called to which the viewer's rows refer."""
        rows = await self._conn.fetch(
            self._sql["names"], sorted(organisations), sorted(pitches), sorted(events)
        )
        return {(row["of"], row["id"]): row["name"] for row in rows if row["name"]}

    async def files(self, viewer: Viewer) -> list[tuple[str, str]]:
        """Hash and name of each file that the viewer has put up."""
        rows = await self._conn.fetch(self._sql["own_files"], viewer.person_id)
        return [(row["sha256"], row["filename"]) for row in rows]

    async def brought(self, viewer: Viewer) -> list[tuple[str, bytes]]:
        """Name and content of each file that the viewer brought in and that is still kept."""
        rows = await self._conn.fetch(self._sql["brought_files"], viewer.person_id)
        return [(row["filename"], row["content"]) for row in rows]
