"""Tenancies of a manager's own spaces."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from models.db import Connection
from models.entities.ids import PersonId
from models.entities.tenancies import TenancyClaim, TenancyStage, Tenant
from models.rows import as_entities, queries


class TenancyRepository:
    """Reads and writes tenancies; overlaps are refused by the database."""

    def __init__(self, conn: Connection) -> None:
        self._conn = conn
        self._sql = queries("tenancies")

    async def tenants(self, space_ids: list[int], today: date) -> list[Tenant]:
        """Present tenants first, then past ones."""
        return as_entities(Tenant, await self._conn.fetch(self._sql["tenants"], space_ids, today))

    async def claims(self, space_ids: list[int], today: date) -> list[TenancyClaim]:
        """Companies that name a space and are no tenants yet."""
        return as_entities(TenancyClaim, await self._conn.fetch(self._sql["claims"], space_ids, today))

    async def confirm(
        self,
        company_id: int,
        space_id: int,
        stage: TenancyStage,
        since: date,
        person_id: PersonId,
        now: datetime,
    ) -> int | None:
        """Make the company a tenant; None when it does not name the space."""
        found: int | None = await self._conn.fetchval(
            self._sql["confirm"], company_id, space_id, stage, since, person_id, now
        )
        return found

    async def lock(self, tenancy_id: int, space_ids: list[int]) -> Mapping[str, Any] | None:
        """A tenancy of the manager's spaces, held until the transaction ends."""
        row: Mapping[str, Any] | None = await self._conn.fetchrow(
            self._sql["tenancy_for_update"], tenancy_id, space_ids
        )
        return row

    async def end(self, tenancy_id: int, on: date, now: datetime) -> bool:
        """Close a running tenancy; False when it is closed already or began later."""
        return await self._conn.fetchval(self._sql["end"], tenancy_id, on, now) is not None

    async def begin(
        self,
        company_id: int,
        space_id: int,
        stage: TenancyStage,
        since: date,
        person_id: PersonId,
        now: datetime,
    ) -> int:
        """The same tenant's next stage."""
        found: int = await self._conn.fetchval(
            self._sql["begin"], company_id, space_id, stage, since, person_id, now
        )
        return found
