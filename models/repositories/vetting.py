"""Providers as organisers see them, and the decisions on them; every organiser may see every provider."""

from __future__ import annotations

from datetime import date, datetime

from models.db import Connection
from models.entities.ids import PersonId
from models.entities.vetting import (
    ContactSeen,
    DealSeen,
    Decided,
    OwnStanding,
    ProductSeen,
    ProviderRow,
    ProviderSeen,
    QualificationSeen,
    VettingCounts,
    VettingDecision,
)
from models.entities.viewer import Viewer
from models.entities.vocabulary import PROVIDER_KINDS, Role
from models.rows import as_entities, as_entity, queries

_KINDS = sorted(PROVIDER_KINDS)


class VettingRepository:
    """Vetting on one open connection."""

    def __init__(self, conn: Connection) -> None:
        self._conn = conn
        self._sql = queries("vetting")

    async def providers(self, *, state: str, text: str, today: date, limit: int) -> list[ProviderRow]:
        """Providers, those that wait first; `state` is waiting, granted, closed or empty."""
        rows = await self._conn.fetch(self._sql["providers"], _KINDS, today, state, text, limit)
        return as_entities(ProviderRow, rows)

    async def not_let_in(self, viewer: Viewer) -> list[OwnStanding]:
        """The viewer's own providers that are not let in."""
        own = list(viewer.organisation_ids(Role.PROVIDER))
        return as_entities(OwnStanding, await self._conn.fetch(self._sql["not_let_in"], own, _KINDS))

    async def counts(self) -> VettingCounts:
        """How many wait, are in and are not."""
        return as_entity(VettingCounts, await self._conn.fetchrow(self._sql["counts"], _KINDS))

    async def provider(self, organisation_id: int) -> ProviderSeen | None:
        """What a provider says of itself."""
        row = await self._conn.fetchrow(self._sql["provider"], organisation_id, _KINDS)
        return None if row is None else as_entity(ProviderSeen, row)

    async def products(self, organisation_id: int) -> list[ProductSeen]:
        """What it offers."""
        return as_entities(ProductSeen, await self._conn.fetch(self._sql["products"], organisation_id))

    async def deals(self, organisation_id: int) -> list[DealSeen]:
        """What it says it has done."""
        return as_entities(DealSeen, await self._conn.fetch(self._sql["deals"], organisation_id))

    async def contacts(self, organisation_id: int) -> list[ContactSeen]:
        """Who acts for it."""
        return as_entities(ContactSeen, await self._conn.fetch(self._sql["contacts"], organisation_id))

    async def decisions(self, organisation_id: int) -> list[Decided]:
        """The history, the latest first."""
        return as_entities(Decided, await self._conn.fetch(self._sql["decisions"], organisation_id))

    async def qualifications(self, organisation_id: int) -> list[QualificationSeen]:
        """Every time it was marked qualified, the latest first."""
        return as_entities(
            QualificationSeen, await self._conn.fetch(self._sql["qualifications"], organisation_id)
        )

    async def lock(self, organisation_id: int) -> bool:
        """Hold a provider until the transaction ends; false when there is no such provider."""
        return await self._conn.fetchval(self._sql["lock"], organisation_id, _KINDS) is not None

    async def latest(self, organisation_id: int) -> tuple[int | None, VettingDecision | None]:
        """The decision that counts, with its id."""
        row = await self._conn.fetchrow(self._sql["latest"], organisation_id)
        return (None, None) if row is None else (row["id"], VettingDecision(row["decision"]))

    async def decide(
        self,
        organisation_id: int,
        decision: VettingDecision,
        *,
        evidence: str,
        decided_by: PersonId,
        body_id: int,
        now: datetime,
    ) -> None:
        """Add a decision; earlier ones stay on record."""
        await self._conn.execute(
            self._sql["decide"], organisation_id, decision, evidence, decided_by, body_id, now
        )

    async def qualify(
        self,
        organisation_id: int,
        *,
        qualified_on: date,
        valid_until: date | None,
        evidence: str,
        granted_by: PersonId,
        now: datetime,
    ) -> None:
        """Mark it as qualified to read terms; an earlier mark ends."""
        await self.end_qualification(organisation_id, now)
        await self._conn.execute(
            self._sql["qualify"], organisation_id, qualified_on, valid_until, evidence, granted_by, now
        )

    async def end_qualification(self, organisation_id: int, now: datetime) -> bool:
        """It may no longer read terms; false when it might not anyway."""
        return await self._conn.fetchval(self._sql["end_qualification"], organisation_id, now) is not None
