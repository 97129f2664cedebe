"""What the results pages read beside the figures; names are for officers and an event's organiser."""

from __future__ import annotations

from datetime import datetime

from models.db import Connection
from models.entities.results import NamedSpace, OutcomeRow, PastEvent, Totals
from models.entities.viewer import Viewer
from models.entities.vocabulary import Role
from models.errors import NotAllowed, NotFound
from models.rows import as_entities, as_entity, queries


class ResultsRepository:
    """What came of it."""

    def __init__(self, conn: Connection) -> None:
        self._conn = conn
        self._sql = queries("results")

    async def totals(self) -> Totals:
        """What is on record, as counts."""
        return as_entity(Totals, await self._conn.fetchrow(self._sql["totals"]))

    async def spaces(self, viewer: Viewer, at: datetime) -> list[NamedSpace]:
        """The host spaces of an instant, for an officer."""
        _officer(viewer)
        return as_entities(NamedSpace, await self._conn.fetch(self._sql["spaces"], at))

    async def events(self, viewer: Viewer, at: datetime, limit: int) -> list[PastEvent]:
        """The events that began last, for an officer."""
        _officer(viewer)
        return as_entities(PastEvent, await self._conn.fetch(self._sql["events"], at, limit))

    async def event(self, viewer: Viewer, at: datetime, event_id: int) -> PastEvent:
        """An event for an officer or for who holds it; NotFound for everybody else."""
        row = await self._conn.fetchrow(
            self._sql["event"],
            at,
            event_id,
            Role.OFFICER in viewer.roles,
            viewer.organisation_ids(Role.ORGANISER),
        )
        if row is None:
            raise NotFound
        return as_entity(PastEvent, row)

    async def outcome(self, event: PastEvent, at: datetime, definition: str) -> list[OutcomeRow]:
        """What an event led to; the viewer was let in by `event`."""
        rows = await self._conn.fetch(self._sql["outcome"], at, event.id, event.starts_at, definition)
        return as_entities(OutcomeRow, rows)


def _officer(viewer: Viewer) -> None:
    if Role.OFFICER not in viewer.roles:
        raise NotAllowed("not_allowed")
