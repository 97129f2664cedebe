"""The outbox: mails are written in the transaction of what they tell, and sent by the worker."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from models.db import Connection
from models.entities.mail import OutboxMail
from models.rows import as_entities, queries


class MailRepository:
    """Mails that wait, went or failed."""

    def __init__(self, conn: Connection) -> None:
        self._conn = conn
        self._sql = queries("mail")

    async def queue(
        self,
        *,
        person_id: int | None,
        address: str,
        locale: str,
        purpose: str,
        subject: str,
        body: str,
        dedupe_key: str | None,
        attachment: tuple[str, str, bytes] | None,
        now: datetime,
    ) -> int | None:
        """A new mail; None when one with this key is there already."""
        name, kind, content = attachment or (None, None, None)
        found: int | None = await self._conn.fetchval(
            self._sql["queue"], person_id, address, locale, purpose, subject, body, dedupe_key, name, kind, content, now
        )
        return found

    async def take_due(self, now: datetime) -> Mapping[str, Any] | None:
        """The next mail to send; nobody else gets it while this transaction lasts."""
        row: Mapping[str, Any] | None = await self._conn.fetchrow(self._sql["take_due"], now)
        return row

    async def mark_sent(self, mail_id: int, now: datetime) -> None:
        """The server has taken it."""
        await self._conn.execute(self._sql["mark_sent"], mail_id, now)

    async def mark_failed(self, mail_id: int, error: str) -> None:
        """It will never be taken."""
        await self._conn.execute(self._sql["mark_failed"], mail_id, error)

    async def put_off(self, mail_id: int, error: str, until: datetime) -> None:
        """Try again later."""
        await self._conn.execute(self._sql["put_off"], mail_id, error, until)

    async def retry(self, mail_id: int, now: datetime) -> bool:
        """Give a failed mail another try."""
        return await self._conn.fetchval(self._sql["retry"], mail_id, now) is not None

    async def outbox(
        self, *, status: str | None = None, person_id: int | None = None, limit: int = 200
    ) -> list[OutboxMail]:
        """Mails of the outbox, the newest first; those of one person when named."""
        return as_entities(
            OutboxMail, await self._conn.fetch(self._sql["outbox"], status, person_id, limit)
        )

    async def counts(self) -> dict[str, int]:
        """How many mails stand where."""
        return {r["status"]: r["n"] for r in await self._conn.fetch(self._sql["outbox_counts"])}
