"""Webhooks: subscriptions, events on their way to them, and the log."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from models.db import Connection
from models.entities.api import Delivery, DueDelivery, Webhook
from models.entities.ids import PersonId
from models.rows import as_entities, as_entity, queries


class WebhookRepository:
    """A person's webhooks, and what the worker sends to them."""

    def __init__(self, conn: Connection) -> None:
        self._conn = conn
        self._sql = queries("webhooks")

    async def add(
        self, person_id: PersonId, url: str, events: Collection[str], salt: bytes, now: datetime
    ) -> int:
        """A new subscription."""
        found: int = await self._conn.fetchval(self._sql["add"], person_id, url, sorted(events), salt, now)
        return found

    async def of_person(self, person_id: PersonId) -> list[Webhook]:
        """A person's subscriptions."""
        return as_entities(Webhook, await self._conn.fetch(self._sql["of_person"], person_id))

    async def own(self, person_id: PersonId, webhook_id: int) -> Webhook | None:
        """One of them."""
        row = await self._conn.fetchrow(self._sql["own"], person_id, webhook_id)
        return None if row is None else as_entity(Webhook, row)

    async def count(self, person_id: PersonId) -> int:
        """How many they are."""
        found: int = await self._conn.fetchval(self._sql["count"], person_id)
        return found

    async def remove(self, person_id: PersonId, webhook_id: int, now: datetime) -> bool:
        """End one; false when there is none of this person."""
        return await self._conn.fetchval(self._sql["remove"], person_id, webhook_id, now) is not None

    async def enable(self, person_id: PersonId, webhook_id: int) -> bool:
        """Let one try again; false when there is none of this person."""
        return await self._conn.fetchval(self._sql["enable"], person_id, webhook_id) is not None

    async def log(
        self, person_id: PersonId, webhook_id: int, *, before: int | None, most: int
    ) -> list[Delivery]:
        """What was sent, latest first."""
        rows = await self._conn.fetch(self._sql["log"], person_id, webhook_id, before, most)
        return as_entities(Delivery, rows)

    async def send_again(self, person_id: PersonId, delivery_id: int, now: datetime) -> bool:
        """Queue a delivery once more; false when there is none of this person."""
        return await self._conn.fetchval(self._sql["send_again"], person_id, delivery_id, now) is not None

    async def hand_out(self, now: datetime) -> int:
        """Give waiting events to the webhooks that listen; answers how many deliveries that made."""
        found: int = await self._conn.fetchval(self._sql["hand_out"], now)
        return found

    async def take_due(self, now: datetime, held_until: datetime, most: int) -> list[DueDelivery]:
        """The first due delivery of each webhook to which nothing is being sent, held for a while."""
        rows = await self._conn.fetch(self._sql["take_due"], now, held_until, most)
        return as_entities(DueDelivery, rows)

    async def mark_sent(self, delivery_id: int, status: int, payload: str, now: datetime) -> None:
        """It arrived."""
        await self._conn.execute(self._sql["mark_sent"], delivery_id, status, payload, now)

    async def mark_failed(
        self,
        delivery_id: int,
        status: int | None,
        error: str,
        payload: str,
        *,
        again_at: datetime | None,
        now: datetime,
    ) -> None:
        """It did not arrive; without `again_at` it is given up."""
        await self._conn.execute(self._sql["mark_failed"], delivery_id, status, error, payload, again_at, now)

    async def mark_hidden(self, delivery_id: int, now: datetime) -> None:
        """Nothing is sent: its reader may not see what it is about."""
        await self._conn.execute(self._sql["mark_hidden"], delivery_id, now)

    async def note_success(self, webhook_id: int) -> None:
        """The webhook works."""
        await self._conn.execute(self._sql["note_success"], webhook_id)

    async def note_failure(self, webhook_id: int) -> int:
        """One more failure in a row; answers how many."""
        found: int = await self._conn.fetchval(self._sql["note_failure"], webhook_id)
        return found

    async def disable(self, webhook_id: int, now: datetime) -> bool:
        """Send nothing more; false when it was disabled before."""
        return await self._conn.fetchval(self._sql["disable"], webhook_id, now) is not None

    async def forget(self, before: datetime) -> None:
        """Drop old lines of the log."""
        await self._conn.execute(self._sql["forget_deliveries"], before)
        await self._conn.execute(self._sql["forget_events"], before)
