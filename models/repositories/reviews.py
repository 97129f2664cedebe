"""Reviews: what waits, and each decision once."""

from __future__ import annotations

from datetime import datetime

from models.db import Connection
from models.entities.ids import OrganisationId, PersonId
from models.entities.pitches import WaitingPitch
from models.entities.reviews import Decided, Decision
from models.rows import as_entities, queries


class ReviewRepository:
    """The organiser's side of a pitch; every organiser may review what was submitted."""

    def __init__(self, conn: Connection) -> None:
        self._conn = conn
        self._sql = queries("reviews")

    async def waiting(self) -> list[WaitingPitch]:
        """What waits, the longest first."""
        return as_entities(WaitingPitch, await self._conn.fetch(self._sql["waiting"]))

    async def decided_lately(self, limit: int = 20) -> list[Decided]:
        """The last decisions."""
        return as_entities(Decided, await self._conn.fetch(self._sql["decided_lately"], limit))

    async def latest_frozen(self, pitch_id: int) -> int | None:
        """The version that waits or was decided last."""
        found: int | None = await self._conn.fetchval(self._sql["latest_frozen"], pitch_id)
        return found

    async def add(
        self,
        pitch_id: int,
        version: int,
        decision: Decision,
        comment: str,
        lang: str,
        person_id: PersonId,
        body_id: OrganisationId,
        now: datetime,
    ) -> None:
        """One decision on one version; a second one is refused by the database."""
        await self._conn.execute(
            self._sql["add_review"], pitch_id, version, decision, comment, lang, person_id, body_id, now
        )

    async def approve(self, pitch_id: int, version: int, now: datetime, *, showcased: bool) -> bool:
        """Show this version to providers; False when the pitch no longer waits."""
        found = await self._conn.fetchval(self._sql["approve"], pitch_id, version, now, showcased)
        return found is not None

    async def send_back(self, pitch_id: int, now: datetime) -> bool:
        """Back to the founder; False when the pitch no longer waits."""
        return await self._conn.fetchval(self._sql["return"], pitch_id, now) is not None

    async def set_showcase(self, pitch_id: int, now: datetime, *, on: bool) -> bool:
        """On the public pages or off them; False without the founder's consent."""
        return await self._conn.fetchval(self._sql["set_showcase"], pitch_id, on, now) is not None
