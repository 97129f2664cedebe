"""Counts over the whole platform; rows with names are for officers only."""

from __future__ import annotations

from models.db import Connection
from models.entities.results import CategoryCount, CertificateRow, Funnel, Totals
from models.entities.viewer import Viewer
from models.entities.vocabulary import Role
from models.errors import NotAllowed
from models.rows import as_entities, as_entity, queries


class ResultsRepository:
    """What came of it."""

    def __init__(self, conn: Connection) -> None:
        self._conn = conn
        self._sql = queries("results")

    async def funnel(self, year: int | None) -> Funnel:
        """How many pitches first submitted in a year (or ever) went how far."""
        return as_entity(Funnel, await self._conn.fetchrow(self._sql["funnel"], year))

    async def totals(self) -> Totals:
        """What is on record, as counts."""
        return as_entity(Totals, await self._conn.fetchrow(self._sql["totals"]))

    async def categories(self) -> list[CategoryCount]:
        """Approved pitches by main founder category."""
        return as_entities(CategoryCount, await self._conn.fetch(self._sql["pitches_by_category"]))

    async def certificates(
        self, viewer: Viewer, definition: str, kind: str | None, district: str | None, year: int | None
    ) -> list[CertificateRow]:
        """The rows behind a number; only officers read names here."""
        if Role.OFFICER not in viewer.roles:
            raise NotAllowed("not_allowed")
        rows = await self._conn.fetch(self._sql["certificates"], definition, kind, district, year)
        return as_entities(CertificateRow, rows)
