"""Corrections of plans by hand, each with its way back."""

from __future__ import annotations

from datetime import datetime

from models.db import Connection
from models.entities.plans import Entries, PlanEdit
from models.rows import as_entity, queries


class PlanEditRepository:
    """The corrections of a plan; the caller has checked who asks."""

    def __init__(self, conn: Connection) -> None:
        self._conn = conn
        self._sql = queries("plan_edits")

    async def add(
        self, plan_id: int, person_id: int, now: datetime, act: str, before: Entries, after: Entries
    ) -> None:
        """Note a correction."""
        await self._conn.execute(self._sql["add_edit"], plan_id, person_id, now, act, before, after)

    async def to_undo(self, plan_id: int) -> PlanEdit | None:
        """The last correction that stands."""
        row = await self._conn.fetchrow(self._sql["edit_to_undo"], plan_id)
        return None if row is None else as_entity(PlanEdit, row)

    async def to_redo(self, plan_id: int) -> PlanEdit | None:
        """The first of those undone since."""
        row = await self._conn.fetchrow(self._sql["edit_to_redo"], plan_id)
        return None if row is None else as_entity(PlanEdit, row)

    async def set_undone(self, edit_id: int, *, undone: bool) -> bool:
        """Take it back, or make it again; false when somebody else just did."""
        return await self._conn.fetchval(self._sql["set_undone"], edit_id, undone) is not None
