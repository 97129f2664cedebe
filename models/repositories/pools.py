"""Risk-compensation pools: what is stated of them is appended, and drawn as known at any instant."""

from __future__ import annotations

import itertools
from datetime import datetime

from models.db import Connection
from models.entities.ids import OrganisationId, PersonId, PoolId
from models.entities.pools import (
    CoveredRecord,
    NewMoney,
    NewPool,
    NewTerms,
    OpenRecord,
    Pool,
    PoolMoney,
    PoolProduct,
    PoolTerms,
)
from models.rows import as_entities, queries


class PoolRepository:
    """Pools on one open connection; the service says who may read and state."""

    def __init__(self, conn: Connection) -> None:
        self._conn = conn
        self._sql = queries("pools")

    async def pools(self, as_of: datetime) -> list[Pool]:
        """All pools with what they hold."""
        return as_entities(Pool, await self._conn.fetch(self._sql["pools"], as_of))

    async def money(self, pool_id: int, as_of: datetime) -> list[PoolMoney]:
        """What was paid in and taken out."""
        return as_entities(PoolMoney, await self._conn.fetch(self._sql["money"], pool_id, as_of))

    async def products(self, pool_id: int, as_of: datetime) -> list[PoolProduct]:
        """The products of a pool with their terms."""
        rows = await self._conn.fetch(self._sql["products"], pool_id, as_of)
        found = []
        for _, group in itertools.groupby(rows, key=lambda row: row["product_id"]):
            of_one = list(group)
            first = of_one[0]
            found.append(
                PoolProduct(
                    first["product_id"],
                    first["name"],
                    first["product_lang"],
                    OrganisationId(first["organisation_id"]),
                    first["provider_name"],
                    first["provider_lang"],
                    tuple(as_entities(PoolTerms, (row for row in of_one if row["id"] is not None))),
                )
            )
        return found

    async def book(self, pool_id: int, as_of: datetime) -> list[CoveredRecord]:
        """The records that a pool answers for."""
        return as_entities(CoveredRecord, await self._conn.fetch(self._sql["book"], pool_id, as_of))

    async def open_records(self) -> list[OpenRecord]:
        """Confirmed loans and guarantees that no pool answers for."""
        return as_entities(OpenRecord, await self._conn.fetch(self._sql["open_records"]))

    async def lenders(self) -> list[tuple[int, str]]:
        """Banks and guarantors."""
        return [(row["id"], row["name"]) for row in await self._conn.fetch(self._sql["lenders"])]

    async def add_pool(self, new: NewPool, lang: str, person_id: PersonId, now: datetime) -> PoolId:
        """A new pool; a name in use is a `Conflict`."""
        found: int = await self._conn.fetchval(
            self._sql["add_pool"], new.name, lang, new.district, new.currency, person_id, now
        )
        return PoolId(found)

    async def add_money(
        self, pool_id: int, new: NewMoney, lang: str, person_id: PersonId, now: datetime
    ) -> None:
        """Money moved in or out."""
        await self._conn.execute(
            self._sql["add_money"], pool_id, new.amount, new.paid_on, new.source, lang, person_id, now
        )

    async def add_product(
        self, pool_id: int, organisation_id: int, name: str, lang: str, person_id: PersonId, now: datetime
    ) -> int | None:
        """A product; None when the organisation neither lends nor guarantees."""
        found: int | None = await self._conn.fetchval(
            self._sql["add_product"], pool_id, organisation_id, name, lang, person_id, now
        )
        return found

    async def add_terms(
        self, product_id: int, new: NewTerms, lang: str, person_id: PersonId, now: datetime
    ) -> None:
        """Terms from a day on."""
        await self._conn.execute(
            self._sql["add_terms"],
            product_id,
            new.since,
            new.pool_bp,
            new.bank_bp,
            new.guarantor_bp,
            new.most_outstanding,
            new.source,
            lang,
            person_id,
            now,
        )

    async def add_cover(
        self,
        record_id: int,
        product_id: int | None,
        because: str,
        lang: str,
        person_id: PersonId,
        now: datetime,
    ) -> bool:
        """A word on a record; False when it is no confirmed loan or guarantee in the pool's currency."""
        found = await self._conn.fetchval(
            self._sql["add_cover"], record_id, product_id, because, lang, person_id, now
        )
        return found is not None
