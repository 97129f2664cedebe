"""Registrations of people and the pitches that founders put forward; reserves are in `reserves.py`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from models.db import Connection
from models.entities.registrations import PitchForward, Registration, RegistrationLine, Seats
from models.entities.viewer import Viewer
from models.entities.vocabulary import Came, RegistrationStatus, Role
from models.rows import as_entities, queries


class RegistrationRepository:
    """People find their own registrations; an organiser, who was found to hold the event, finds all of it."""

    def __init__(self, conn: Connection) -> None:
        self._conn = conn
        self._sql = queries("registrations")

    async def lock_event(self, event_id: int) -> None:
        """Let seats, turns and places of one event be given one after the other."""
        await self._conn.execute(self._sql["lock_event"], event_id)

    async def seats(self, event_ids: Sequence[int]) -> dict[int, Seats]:
        """How full events are, by id."""
        rows = await self._conn.fetch(self._sql["seats"], list(event_ids))
        return {s.event_id: s for s in as_entities(Seats, rows)}

    async def own(self, viewer: Viewer, event_id: int | None = None) -> list[Registration]:
        """The viewer's registrations that stand."""
        return as_entities(Registration, await self._conn.fetch(self._sql["own"], viewer.person_id, event_id))

    async def takes_part(self, event_id: int, person_id: int) -> bool:
        """Whether they have a place already: for a participant, or as a juror."""
        return bool(await self._conn.fetchval(self._sql["takes_part"], event_id, person_id))

    async def register(
        self, event_id: int, person_id: int, status: RegistrationStatus, now: datetime
    ) -> bool:
        """A registration behind all others; false when one stands already."""
        found = await self._conn.fetchval(self._sql["register"], event_id, person_id, status, now)
        return found is not None

    async def cancel(self, event_id: int, person_id: int, now: datetime) -> bool:
        """Give up a seat or a turn; false when there was none."""
        return await self._conn.fetchval(self._sql["cancel"], event_id, person_id, now) is not None

    async def next_waiting(self, event_id: int) -> tuple[int, int] | None:
        """Whose turn it is: registration and person."""
        row = await self._conn.fetchrow(self._sql["next_waiting"], event_id)
        return None if row is None else (row["id"], row["person_id"])

    async def waiting(self, event_id: int, registration_id: int) -> tuple[int, int] | None:
        """One who waits, if they still do."""
        row = await self._conn.fetchrow(self._sql["waiting"], event_id, registration_id)
        return None if row is None else (row["id"], row["person_id"])

    async def promote(
        self, registration_id: int, now: datetime, by: int | None = None, because: str = ""
    ) -> bool:
        """From waiting to a seat; false when they do not wait any more."""
        found = await self._conn.fetchval(self._sql["promote"], registration_id, now, by, because)
        return found is not None

    async def add_seat(self, event_id: int) -> None:
        """One more seat, where they are counted."""
        await self._conn.execute(self._sql["add_seat"], event_id)

    async def of_event(
        self, event_id: int, status: RegistrationStatus | None = None, words: str = ""
    ) -> list[RegistrationLine]:
        """Who registered, by status and by a part of name, address or organisation."""
        rows = await self._conn.fetch(self._sql["of_event"], event_id, status, words)
        return as_entities(RegistrationLine, rows)

    async def note_came(self, event_id: int, came: Mapping[int, Came], now: datetime) -> int:
        """Whether people with a seat came; how many rows that were theirs."""
        return len(
            await self._conn.fetch(
                self._sql["note_came"], event_id, list(came), [str(c) for c in came.values()], now
            )
        )

    async def put_forward(self, viewer: Viewer, event_id: int, pitch_id: int, now: datetime) -> bool:
        """Put a pitch of the viewer's forward; false when it is not theirs or not on show."""
        found = await self._conn.fetchval(
            self._sql["forward"],
            event_id,
            pitch_id,
            viewer.organisation_ids(Role.FOUNDER),
            viewer.person_id,
            now,
        )
        return found is not None

    async def take_back(self, viewer: Viewer, event_id: int, pitch_id: int, now: datetime) -> bool:
        """Put it forward no longer; false when it was not."""
        found = await self._conn.fetchval(
            self._sql["take_back"], event_id, pitch_id, viewer.organisation_ids(Role.FOUNDER), now
        )
        return found is not None

    async def forwardable(self, viewer: Viewer, event_id: int) -> list[PitchForward]:
        """The viewer's pitches that can be, or are, put forward."""
        rows = await self._conn.fetch(
            self._sql["forwardable"], event_id, viewer.organisation_ids(Role.FOUNDER)
        )
        return as_entities(PitchForward, rows)
