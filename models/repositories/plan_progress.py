"""How the solve of a plan went, a step each."""

from __future__ import annotations

from models.db import Connection
from models.entities.plans import Step
from models.rows import as_entities, queries


class PlanProgressRepository:
    """Steps of solves; they are only ever added."""

    def __init__(self, conn: Connection) -> None:
        self._conn = conn
        self._sql = queries("plan_progress")

    async def add(self, plan_id: int, step: Step) -> None:
        """One more step."""
        await self._conn.execute(
            self._sql["add_progress"], plan_id, step.seconds, step.value, step.bound, step.n_meetings
        )

    async def of_plan(self, plan_id: int) -> list[Step]:
        """All steps in their order; the caller has checked who asks."""
        return as_entities(Step, await self._conn.fetch(self._sql["progress"], plan_id))

    async def seconds_spent(self, plan_id: int) -> float:
        """How long the plan has been solved already."""
        return float(await self._conn.fetchval(self._sql["seconds_spent"], plan_id))
