"""What changes when an event is moved to another time, or called off."""

from __future__ import annotations

from datetime import datetime, timedelta

from models.db import Connection
from models.entities.events import Event
from models.entities.registrations import Clash, Concerned
from models.rows import as_entities, as_entity, queries

# Further than any two slots of an event lie apart.
_AWAY = timedelta(days=36525)


class PostponingRepository:
    """Moves an event with its slots and its released plan; the caller has found the event to be theirs."""

    def __init__(self, conn: Connection) -> None:
        self._conn = conn
        self._sql = queries("postponing")

    async def set_date(
        self, event: Event, starts_at: datetime, ends_at: datetime, reason: tuple[str, str], now: datetime
    ) -> bool:
        """Another time; false when somebody else moved it in between."""
        found = await self._conn.fetchval(
            self._sql["set_date"],
            event.id,
            event.starts_at,
            event.date_open,
            starts_at,
            ends_at,
            *reason,
            now,
        )
        return found is not None

    async def open_date(self, event: Event, reason: tuple[str, str], now: datetime) -> bool:
        """No known date; false when somebody else moved it in between."""
        found = await self._conn.fetchval(self._sql["open_date"], event.id, event.starts_at, *reason, now)
        return found is not None

    async def call_off(self, event_id: int, reason: tuple[str, str], now: datetime) -> bool:
        """It does not take place; false when it was cancelled already."""
        return await self._conn.fetchval(self._sql["call_off"], event_id, *reason, now) is not None

    async def shift_slots(self, event_id: int, span: timedelta) -> None:
        """All slots and the end of wishes; by way of a far time, so that no two slots meet."""
        await self._conn.execute(self._sql["shift_slots"], event_id, _AWAY)
        await self._conn.execute(self._sql["shift_slots"], event_id, span - _AWAY)
        for former in ("forget_delays", "forget_check_ins", "forget_attendance"):
            await self._conn.execute(self._sql[former], event_id)
        await self._conn.execute(self._sql["shift_wishes"], event_id, span)

    async def ask_anew(self, event_id: int) -> None:
        """Answers to entries and stated availability belonged to the former time."""
        await self._conn.execute(self._sql["forget_answers"], event_id)
        await self._conn.execute(self._sql["forget_busy"], event_id)
        await self._conn.execute(self._sql["forget_availability"], event_id)

    async def clashes(self, event_id: int, span: timedelta) -> list[Clash]:
        """Whom another event has booked at the time that their entry would have."""
        return as_entities(Clash, await self._conn.fetch(self._sql["clashes"], event_id, span))

    async def give_up(self, event_id: int, clash: Clash, now: datetime) -> None:
        """Take the entry out of the released plan."""
        for name in ("give_up_pitch", "give_up_meeting"):
            await self._conn.execute(self._sql[name], event_id, clash.participant_id, clash.slot_id, now)

    async def released_plan(self, event_id: int) -> tuple[int, int] | None:
        """Id and version of the plan that stands."""
        row = await self._conn.fetchrow(self._sql["released_plan"], event_id)
        return None if row is None else (row["id"], row["version"])

    async def concerned(self, event_id: int) -> Concerned:
        """Whom the event concerns, counted."""
        return as_entity(Concerned, await self._conn.fetchrow(self._sql["concerned"], event_id))
