"""Profiles, products and past deals of the viewer's own providers."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from datetime import datetime

from models.db import Connection
from models.entities.profiles import Deal, NewDeal, NewProduct, NewProfile, Product, Profile
from models.entities.viewer import Viewer
from models.entities.vocabulary import Role
from models.rows import as_entities, as_entity, queries


class ProfileRepository:
    """Only members of the provider read or write here; vetted or not."""

    def __init__(self, conn: Connection, viewer: Viewer) -> None:
        self._conn = conn
        self._sql = queries("profiles")
        self._viewer = viewer
        self._mine = viewer.organisation_ids(Role.PROVIDER)

    async def profile(self, organisation_id: int) -> Profile | None:
        """What it says of itself, if anything."""
        row = await self._conn.fetchrow(self._sql["profile"], organisation_id, self._mine)
        return None if row is None else as_entity(Profile, row)

    async def save(self, organisation_id: int, new: NewProfile, now: datetime) -> None:
        """Put the new profile in place of the old one."""
        values = [getattr(new, f.name) for f in dataclasses.fields(new)]
        await self._conn.execute(
            self._sql["save_profile"],
            organisation_id,
            *[list(v) if isinstance(v, tuple) else v for v in values],
            self._viewer.person_id,
            now,
        )

    async def products(self, organisation_id: int) -> list[Product]:
        """What is on offer."""
        rows = await self._conn.fetch(self._sql["products"], organisation_id, self._mine)
        return as_entities(Product, rows)

    async def add_product(self, organisation_id: int, new: NewProduct, now: datetime) -> None:
        """One more product."""
        await self._conn.execute(self._sql["add_product"], organisation_id, *dataclasses.astuple(new), now)

    async def retire_product(self, product_id: int, now: datetime) -> bool:
        """Take a product off the offer; false when it is not one of the viewer's."""
        found = await self._conn.fetchval(self._sql["retire_product"], product_id, self._mine, now)
        return found is not None

    async def deals(self, organisation_id: int) -> list[Deal]:
        """Past deals."""
        rows = await self._conn.fetch(self._sql["deals"], organisation_id, self._mine)
        return as_entities(Deal, rows)

    async def add_deals(self, organisation_id: int, deals: Sequence[NewDeal], now: datetime) -> None:
        """All of them, or, when the transaction fails, none."""
        await self._conn.executemany(
            self._sql["add_deal"],
            [(organisation_id, *dataclasses.astuple(deal), self._viewer.person_id, now) for deal in deals],
        )

    async def remove_deal(self, deal_id: int) -> bool:
        """Take out a deal that was entered by mistake."""
        return await self._conn.fetchval(self._sql["remove_deal"], deal_id, self._mine) is not None
