"""How the money of confirmed records moved: statements and answers, only ever added."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from models.db import Connection
from models.entities.funding import LoanChoice
from models.entities.funding_movements import Balance, FundingMovement, NewMovement
from models.entities.ids import PersonId
from models.entities.viewer import Viewer
from models.entities.vocabulary import Role
from models.rows import as_entities, as_entity, queries


class MovementRepository:
    """Movements, their steps and balances on one open connection."""

    def __init__(self, conn: Connection) -> None:
        self._conn = conn
        self._sql = queries("funding_movements")

    async def of_record(self, record_id: int) -> list[FundingMovement]:
        """All movements of a record, in the order of the days."""
        return as_entities(FundingMovement, await self._conn.fetch(self._sql["movements_of"], record_id))

    async def balance(self, record_id: int) -> Balance:
        """What is left of a record's money by what both sides confirmed."""
        return as_entity(Balance, await self._conn.fetchrow(self._sql["balance_of"], record_id))

    async def add(
        self,
        record_id: int,
        new: NewMovement,
        *,
        person_id: PersonId,
        side: str,
        body_id: int,
        key: str,
        now: datetime,
    ) -> int:
        """A statement of one side; a movement that the instrument does not know is a `Conflict`."""
        found: int = await self._conn.fetchval(
            self._sql["add_movement"],
            record_id,
            new.movement,
            new.amount,
            new.value_on,
            new.into_record_id,
            person_id,
            side,
            body_id,
            now,
            key,
            new.note,
            new.lang,
        )
        return found

    async def add_step(
        self,
        movement_id: int,
        step: str,
        *,
        person_id: PersonId,
        body_id: int,
        comment: str,
        lang: str,
        now: datetime,
    ) -> None:
        """What a signer did; money that would not add up is a `Conflict`, told by the database."""
        await self._conn.execute(
            self._sql["add_movement_step"], movement_id, step, person_id, body_id, comment, lang, now
        )

    async def standing(self, movement_id: int) -> Mapping[str, Any] | None:
        """The record of a movement, who stated it and its status."""
        row: Mapping[str, Any] | None = await self._conn.fetchrow(
            self._sql["record_of_movement"], movement_id
        )
        return row

    async def waiting_for(self, viewer: Viewer) -> set[int]:
        """Records on which the other side has stated a movement that the viewer's side has not answered."""
        rows = await self._conn.fetch(
            self._sql["records_with_open_movements"],
            viewer.organisation_ids(Role.FOUNDER),
            viewer.organisation_ids(Role.PROVIDER),
        )
        return {row["record_id"] for row in rows}

    async def shares_of(self, company_id: int, provider_id: int) -> list[LoanChoice]:
        """Confirmed priced equity of the same parties, which a note or SAFE may have become."""
        rows = await self._conn.fetch(self._sql["conversions_of"], company_id, provider_id)
        return as_entities(LoanChoice, rows)
