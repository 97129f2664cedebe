"""The models that make the lists: which one is in use, and what is on record of each."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from models.db import Connection
from models.entities.ids import PersonId
from models.entities.learning import ModelId, StoredModel, UseMarks
from models.rows import as_entity, queries


class ModelRepository:
    """Learned rankers on one open connection."""

    def __init__(self, conn: Connection) -> None:
        self._conn = conn
        self._sql = queries("learning")

    async def in_use(self) -> UseMarks:
        """Which model makes the lists now."""
        return as_entity(UseMarks, await self._conn.fetchrow(self._sql["in_use"]))

    async def model(self, model_id: int) -> StoredModel | None:
        """One model with its bytes."""
        row = await self._conn.fetchrow(self._sql["model"], model_id)
        return None if row is None else as_entity(StoredModel, row)

    async def calibration(self, calibration_id: int) -> dict[str, Any] | None:
        """How fits came true, as it was measured."""
        found: dict[str, Any] | None = await self._conn.fetchval(self._sql["calibration"], calibration_id)
        return found

    async def resets_since(self, instant: datetime) -> set[int]:
        """Providers whose own taste is no longer to be used."""
        rows = await self._conn.fetch(self._sql["resets_since"], instant)
        return {row["organisation_id"] for row in rows}

    async def use(
        self, model_id: ModelId | None, now: datetime, chosen_by: PersonId | None, why: str
    ) -> None:
        """Let a model make the lists; None is the stated weights."""
        await self._conn.execute(self._sql["lock_use"])
        await self._conn.execute(self._sql["use_model"], model_id, now, chosen_by, why)
