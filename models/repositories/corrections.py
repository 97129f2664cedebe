"""Requests to correct what somebody cannot correct themselves; and what a person agreed to."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from models.db import Connection
from models.entities.ids import PersonId
from models.entities.rights import Correction, CorrectionKind, CorrectionOutcome, OwnConsent
from models.entities.viewer import Viewer
from models.entities.vocabulary import Role
from models.rows import as_entities, queries


@dataclass(frozen=True, slots=True)
class Administrator:
    """Whom a mail goes to."""

    person_id: int
    email: str
    locale: str


class CorrectionRepository:
    """Corrections over one open connection."""

    def __init__(self, conn: Connection) -> None:
        self._conn = conn
        self._sql = queries("corrections")

    async def ask(
        self, person_id: PersonId, kind: CorrectionKind, wanted: str, lang: str, now: datetime
    ) -> int:
        """A new request."""
        made: int = await self._conn.fetchval(self._sql["ask"], person_id, kind, wanted, lang, now)
        return made

    async def of(self, viewer: Viewer, *, correction_id: int | None = None, limit: int) -> list[Correction]:
        """The viewer's own requests, open ones first."""
        rows = await self._conn.fetch(self._sql["corrections"], viewer.person_id, correction_id, limit)
        return as_entities(Correction, rows)

    async def all(self, viewer: Viewer, *, correction_id: int | None = None, limit: int) -> list[Correction]:
        """Everybody's requests, for an administrator; none for anybody else."""
        if Role.ADMIN not in viewer.granted:
            return []
        rows = await self._conn.fetch(self._sql["corrections"], None, correction_id, limit)
        return as_entities(Correction, rows)

    async def end(
        self,
        correction_id: int,
        outcome: CorrectionOutcome,
        answer: str,
        lang: str | None,
        by: PersonId,
        now: datetime,
    ) -> bool:
        """What became of an open request; False when somebody was quicker."""
        found = await self._conn.fetchval(self._sql["end"], correction_id, outcome, answer, lang, by, now)
        return found is not None

    async def count_open(self, person_id: PersonId) -> int:
        """How many of a person's requests wait."""
        found: int = await self._conn.fetchval(self._sql["count_open"], person_id)
        return found

    async def administrators(self) -> list[Administrator]:
        """Who is told of a request."""
        return as_entities(Administrator, await self._conn.fetch(self._sql["administrators"]))

    async def consents(self, viewer: Viewer, limit: int) -> list[OwnConsent]:
        """What the viewer agreed to, the last first."""
        rows = await self._conn.fetch(
            self._sql["own_consents"], viewer.person_id, viewer.organisation_ids(Role.FOUNDER), limit
        )
        return as_entities(OwnConsent, rows)
