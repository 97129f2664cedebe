"""Pitches in reserve, and the places offered to them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from models.db import Connection
from models.entities.registrations import Reserve
from models.entities.viewer import Viewer
from models.entities.vocabulary import ReserveStatus, Role
from models.rows import as_entities, as_entity, queries


@dataclass(frozen=True, slots=True)
class DueOffer:
    """An offer that nobody answered in time."""

    id: int
    event_id: int
    freed_by: int


class ReserveRepository:
    """Reserves of an event, for its organising body; founders find the offers to their own companies."""

    def __init__(self, conn: Connection) -> None:
        self._conn = conn
        self._sql = queries("reserves")

    async def of_event(self, event_id: int) -> list[Reserve]:
        """All of an event, in their order."""
        return as_entities(Reserve, await self._conn.fetch(self._sql["reserves"], event_id, None, None))

    async def offered_to(self, viewer: Viewer, reserve_id: int | None = None) -> list[Reserve]:
        """The offers that wait for the viewer's companies."""
        rows = await self._conn.fetch(
            self._sql["reserves"], None, viewer.organisation_ids(Role.FOUNDER), reserve_id
        )
        return as_entities(Reserve, rows)

    async def by_id(self, reserve_id: int) -> Reserve:
        """One, for whoever was found to have to do with it."""
        rows = await self._conn.fetch(self._sql["reserves"], None, None, reserve_id)
        return as_entity(Reserve, rows[0])

    async def add(self, event_id: int, pitch_id: int, by: int, now: datetime) -> bool:
        """A pitch as the last in reserve; false when it is not on show, selected, or in reserve already."""
        return await self._conn.fetchval(self._sql["add"], event_id, pitch_id, by, now) is not None

    async def remove(self, event_id: int, reserve_id: int) -> bool:
        """Out of the reserve; false when it has an offer or a place."""
        return await self._conn.fetchval(self._sql["remove"], event_id, reserve_id) is not None

    async def set_ranks(self, event_id: int, reserve_ids: Sequence[int]) -> None:
        """The order, first to last."""
        await self._conn.executemany(
            self._sql["set_rank"], [(event_id, one, rank) for rank, one in enumerate(reserve_ids, 1)]
        )

    async def place_given_on(self, participant_id: int) -> bool:
        """Whether a participant's place is offered to, or taken by, a reserve."""
        return bool(await self._conn.fetchval(self._sql["place_given_on"], participant_id))

    async def first_free(self, event_id: int) -> int | None:
        """The first who could come."""
        found: int | None = await self._conn.fetchval(self._sql["first_free"], event_id)
        return found

    async def offer(self, reserve_id: int, freed_by: int, now: datetime, until: datetime) -> bool:
        """Offer a place that was given up; false when they do not wait any more."""
        found = await self._conn.fetchval(self._sql["offer"], reserve_id, freed_by, now, until)
        return found is not None

    async def answer(self, reserve_id: int, status: ReserveStatus, now: datetime) -> bool:
        """Take or refuse an offer; false when it does not stand any more."""
        return await self._conn.fetchval(self._sql["answer"], reserve_id, status, now) is not None

    async def take_selected(self, event_id: int, pitch_ids: Sequence[int]) -> None:
        """Pitches that were selected by hand stand in reserve no longer."""
        await self._conn.execute(self._sql["take_selected"], event_id, list(pitch_ids))

    async def due(self, now: datetime) -> list[DueOffer]:
        """Offers that nobody answered in time."""
        return as_entities(DueOffer, await self._conn.fetch(self._sql["due"], now))

    async def lapse(self, reserve_id: int, now: datetime) -> bool:
        """End an offer that was not answered in time; false when somebody else did, or it was answered."""
        return await self._conn.fetchval(self._sql["lapse"], reserve_id, now) is not None

    async def lapse_event(self, event_id: int, now: datetime) -> None:
        """End all offers of an event."""
        await self._conn.execute(self._sql["lapse_event"], event_id, now)
