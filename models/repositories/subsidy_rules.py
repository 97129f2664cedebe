"""Published versions of rules, which are only ever added, and drafts of the next ones."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from models.db import Connection
from models.entities.ids import PersonId
from models.entities.subsidy_rules import PublishedVersion, RuleDraft, TakenDraft
from models.rows import as_entities, as_entity, queries


class SubsidyRuleRepository:
    """Rules on one open connection; what they say is read in `web/services/subsidy_rules.py`."""

    def __init__(self, conn: Connection) -> None:
        self._conn = conn
        self._sql = queries("subsidy_rules")

    async def published(self) -> list[PublishedVersion]:
        """All published versions, the oldest first."""
        return as_entities(PublishedVersion, await self._conn.fetch(self._sql["published"]))

    async def publish(
        self,
        code: str,
        version: str,
        content: Mapping[str, Any],
        *,
        note: str,
        lang: str,
        person_id: PersonId,
        now: datetime,
    ) -> int:
        """A version for good; the same name twice is a `Conflict`."""
        found: int = await self._conn.fetchval(
            self._sql["publish"], code, version, dict(content), note, lang, person_id, now
        )
        return found

    async def drafts(self) -> list[RuleDraft]:
        """All drafts, by code."""
        return as_entities(RuleDraft, await self._conn.fetch(self._sql["drafts"], None))

    async def draft(self, code: str) -> RuleDraft | None:
        """The draft of a rule."""
        row = await self._conn.fetchrow(self._sql["drafts"], code)
        return None if row is None else as_entity(RuleDraft, row)

    async def save_draft(
        self,
        code: str,
        content: Mapping[str, Any],
        *,
        note: str,
        lang: str,
        person_id: PersonId,
        now: datetime,
        revision: int,
    ) -> int | None:
        """The draft's new revision; None when somebody else has saved since `revision`."""
        found: int | None = await self._conn.fetchval(
            self._sql["save_draft"], code, dict(content), note, lang, person_id, now, revision
        )
        return found

    async def take_draft(self, code: str, revision: int) -> TakenDraft | None:
        """The draft, taken away; None when it is no longer that revision."""
        row = await self._conn.fetchrow(self._sql["take_draft"], code, revision)
        return None if row is None else as_entity(TakenDraft, row)
