"""To whom a pitch is shown, and who has seen it; every query takes the founder's companies."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from models.db import Connection
from models.entities.ids import PersonId
from models.entities.rights import Audience, AudienceKind, Recipient, SeenBy
from models.entities.viewer import Viewer
from models.entities.vocabulary import Role
from models.rows import as_entities, queries


class AudienceRepository:
    """Recipients and readers over one open connection."""

    def __init__(self, conn: Connection) -> None:
        self._conn = conn
        self._sql = queries("audience")

    async def decisions(self, viewer: Viewer, pitch_id: int) -> list[Audience]:
        """What the founders decided, the decision in force first."""
        rows = await self._conn.fetch(self._sql["audience"], pitch_id, viewer.organisation_ids(Role.FOUNDER))
        return as_entities(Audience, rows)

    async def recipients(self, viewer: Viewer, pitch_id: int, text: str, limit: int) -> list[Recipient]:
        """Providers whom the founders may name, those named first."""
        rows = await self._conn.fetch(
            self._sql["recipients"], pitch_id, viewer.organisation_ids(Role.FOUNDER), text, limit
        )
        return as_entities(Recipient, rows)

    async def decide(
        self,
        pitch_id: int,
        audience: AudienceKind,
        named: Sequence[int],
        version: str,
        lang: str,
        person_id: PersonId,
        now: datetime,
    ) -> int:
        """A decision in place of the one in force."""
        await self._conn.execute(self._sql["end_audience"], pitch_id, now)
        made: int = await self._conn.fetchval(
            self._sql["decide_audience"], pitch_id, audience, version, lang, person_id, now
        )
        await self._conn.execute(self._sql["name_recipients"], made, named)
        return made

    async def decline_kept(self, pitch_id: int, person_id: PersonId, now: datetime) -> list[tuple[int, int]]:
        """Answer with no what those asked from whom the pitch is kept: introduction and provider."""
        rows = await self._conn.fetch(self._sql["decline_kept"], pitch_id, person_id, now)
        return [(row["id"], row["organisation_id"]) for row in rows]

    async def seen_by(self, viewer: Viewer, pitch_id: int) -> list[SeenBy]:
        """Who has seen what of a pitch, the last first."""
        rows = await self._conn.fetch(self._sql["seen_by"], pitch_id, viewer.organisation_ids(Role.FOUNDER))
        return as_entities(SeenBy, rows)
