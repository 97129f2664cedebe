"""A person's messages, and how they want mail."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from models.db import Connection
from models.entities.ids import MailId, PersonId
from models.entities.inbox import (
    Delivery,
    DigestReader,
    GatheredMail,
    InboxEntry,
    MailReader,
    TopicCount,
)
from models.entities.viewer import Viewer
from models.rows import as_entities, as_entity, queries


class InboxRepository:
    """Messages to the viewer; `hidden` are purposes that no inbox lists."""

    def __init__(self, conn: Connection, hidden: Collection[str]) -> None:
        self._conn = conn
        self._sql = queries("inbox")
        self._hidden = sorted(hidden)

    async def entries(
        self, viewer: Viewer, *, topic: str | None, unread: bool, limit: int, offset: int
    ) -> list[InboxEntry]:
        """The newest first."""
        rows = await self._conn.fetch(
            self._sql["inbox"], viewer.person_id, self._hidden, topic, unread, limit, offset
        )
        return as_entities(InboxEntry, rows)

    async def counts(self, viewer: Viewer) -> list[TopicCount]:
        """How many there are in each group that has any."""
        rows = await self._conn.fetch(self._sql["inbox_counts"], viewer.person_id, self._hidden)
        return as_entities(TopicCount, rows)

    async def link(self, viewer: Viewer, mail_id: int) -> str | None:
        """The page that a message is about, empty for none; None when the viewer has no such message."""
        found: str | None = await self._conn.fetchval(
            self._sql["message"], viewer.person_id, mail_id, self._hidden
        )
        return found

    async def mark_read(self, viewer: Viewer, mail_id: int, now: datetime) -> None:
        """Once read, it stays read."""
        await self._conn.execute(self._sql["mark_read"], viewer.person_id, mail_id, now)

    async def mark_all_read(self, viewer: Viewer, newest: int, topic: str | None, now: datetime) -> int:
        """Everything that is not newer than what was shown; answers how many."""
        rows = await self._conn.fetch(self._sql["mark_all_read"], viewer.person_id, now, newest, topic)
        return len(rows)


class DeliveryRepository:
    """How people want mail, and what is gathered for their digests."""

    def __init__(self, conn: Connection) -> None:
        self._conn = conn
        self._sql = queries("delivery")

    async def reader(self, person_id: int) -> MailReader:
        """When a person wants mail."""
        row = await self._conn.fetchrow(self._sql["mail_reader"], person_id)
        return MailReader() if row is None else as_entity(MailReader, row)

    async def deliveries(self, person_id: int) -> dict[str, Delivery]:
        """What a person said, by group."""
        rows = await self._conn.fetch(self._sql["deliveries"], person_id)
        return {row["topic"]: Delivery(row["delivery"]) for row in rows}

    async def set_reader(self, person_id: int, reader: MailReader) -> None:
        """When they want it from now on."""
        await self._conn.execute(
            self._sql["set_mail_reader"],
            person_id,
            reader.timezone,
            reader.quiet_from,
            reader.quiet_to,
            reader.digest_hour,
            reader.digest_day,
        )

    async def set_deliveries(self, person_id: int, chosen: Mapping[str, Delivery], now: datetime) -> None:
        """How they want these groups from now on."""
        await self._conn.executemany(
            self._sql["set_delivery"], [(person_id, topic, str(one), now) for topic, one in chosen.items()]
        )

    async def sort_queued(self) -> int:
        """Put aside what its readers do not want at once; answers how many."""
        return len(await self._conn.fetch(self._sql["sort_queued"]))

    async def digest_readers(self) -> list[DigestReader]:
        """For whom mails are gathered."""
        return as_entities(DigestReader, await self._conn.fetch(self._sql["digest_readers"]))

    async def gathered(self, person_id: PersonId) -> list[GatheredMail]:
        """What is gathered for a person, kept from others until the transaction ends."""
        return as_entities(GatheredMail, await self._conn.fetch(self._sql["gathered"], person_id))

    async def told_in_digest(self, mail_ids: Sequence[MailId], key: str) -> None:
        """The digest with this key tells of them."""
        await self._conn.execute(self._sql["told_in_digest"], list(mail_ids), key)

    async def keep(self, mail_ids: Sequence[MailId]) -> None:
        """They stay in the inbox alone."""
        await self._conn.execute(self._sql["keep_gathered"], list(mail_ids))
