"""Dated facts that reports sum: written by the worker from notes of changes, read as of any instant."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from models.db import Connection
from models.entities.report_facts import CountedRow, FigureCell
from models.entities.viewer import Viewer
from models.entities.vocabulary import Role
from models.errors import NotAllowed
from models.rows import as_entities, queries


@dataclass(frozen=True, slots=True)
class Cut:
    """Which part of the city a figure is of; None is all. Sums are cut by space and year of spaces alone."""

    district: str | None = None
    space_id: int | None = None
    year: int | None = None


class ReportFactRepository:
    """What is decided here is only how to ask; what counts is in `counted_of` of the schema."""

    def __init__(self, conn: Connection) -> None:
        self._conn = conn
        self._sql = queries("report_facts")

    async def waiting(self, most: int) -> int:
        """How many notes of changes are no facts yet, counted up to `most`."""
        found: int = await self._conn.fetchval(self._sql["waiting"], most)
        return found

    async def settle(self, most: int) -> int:
        """Turn up to `most` notes into facts and sums; how many subjects were looked at."""
        await self._conn.execute(self._sql["alone"])
        taken = await self._conn.fetch(self._sql["take"], most)
        if taken:
            await self._conn.execute(
                self._sql["settle"],
                [t["topic"] for t in taken],
                [t["subject_id"] for t in taken],
                [t["since"] for t in taken],
            )
        return len(taken)

    async def figures(
        self, at: datetime, month: date, measures: Sequence[str], definition: str, cut: Cut
    ) -> list[FigureCell]:
        """Sums of the facts known at an instant; `month` is the first day of its month in the city."""
        rows = await self._conn.fetch(
            self._sql["figures"], at, month, measures, definition, cut.space_id, cut.year
        )
        return as_entities(FigureCell, rows)

    async def figures_waiting(
        self, at: datetime, measures: Sequence[str], definition: str, cut: Cut
    ) -> list[FigureCell]:
        """What notes that are no facts yet change in them."""
        rows = await self._conn.fetch(
            self._sql["figures_waiting"], at, measures, definition, cut.space_id, cut.year
        )
        return as_entities(FigureCell, rows)

    async def recomputed(self, at: datetime, measures: Sequence[str], definition: str) -> list[FigureCell]:
        """The same sums from the sources alone."""
        rows = await self._conn.fetch(self._sql["recomputed"], at, measures, definition)
        return as_entities(FigureCell, rows)

    async def rows(
        self,
        viewer: Viewer,
        at: datetime,
        measure: str,
        definition: str,
        cut: Cut,
        *,
        kind: str | None,
        category: str | None,
        after: int | None,
        limit: int,
        with_waiting: bool,
    ) -> list[CountedRow]:
        """The subjects behind a figure, newest first, `limit` and ties; only officers read names here."""
        if Role.OFFICER not in viewer.roles:
            raise NotAllowed("not_allowed")
        rows = await self._conn.fetch(
            self._sql["rows"],
            at,
            measure,
            definition,
            cut.district,
            cut.space_id,
            cut.year,
            kind,
            after,
            limit,
            with_waiting,
            category,
        )
        return as_entities(CountedRow, rows)
