"""The outbox: mails wait here until a worker has handed them over."""

from __future__ import annotations

from datetime import datetime

from models.db import Connection
from models.entities.ids import MailId, PersonId
from models.entities.mail import DueMail, MailStatus, MemberToTell, NewMail, OutboxMail
from models.rows import as_entities, as_entity, queries


class MailRepository:
    """Mails of one open connection."""

    def __init__(self, conn: Connection) -> None:
        self._conn = conn
        self._sql = queries("mail")

    async def queue(self, mail: NewMail, now: datetime) -> bool:
        """Put a mail into the outbox; false when one with its key is there already."""
        found = await self._conn.fetchval(
            self._sql["queue_mail"],
            mail.person_id,
            mail.to_address,
            mail.locale,
            mail.purpose,
            mail.subject,
            mail.body,
            mail.dedupe_key,
            mail.attachment_name,
            mail.attachment_type,
            mail.attachment,
            now,
            mail.plan_id,
            MailStatus.HELD if mail.held else MailStatus.QUEUED,
            mail.topic,
            mail.urgent,
            mail.link,
            mail.unread,
        )
        return found is not None

    async def members(self, organisation_id: int) -> list[MemberToTell]:
        """The active members of an organisation, whoever causes the mail."""
        rows = await self._conn.fetch(self._sql["members_to_tell"], organisation_id)
        return as_entities(MemberToTell, rows)

    async def company_of_pitch(self, pitch_id: int) -> int:
        """Whose members are told of what happens to a pitch."""
        found: int = await self._conn.fetchval(self._sql["company_of_pitch"], pitch_id)
        return found

    async def next_due(self, now: datetime) -> DueMail | None:
        """The next mail to send, held until the surrounding transaction ends."""
        row = await self._conn.fetchrow(self._sql["next_due"], now)
        return None if row is None else as_entity(DueMail, row)

    async def mark_sent(self, mail_id: MailId, now: datetime) -> None:
        """The mail server has acknowledged it."""
        await self._conn.execute(self._sql["mark_sent"], mail_id, now)

    async def mark_delayed(self, mail_id: MailId, error: str, again_at: datetime) -> None:
        """To be tried again, not before `again_at`."""
        await self._conn.execute(self._sql["mark_delayed"], mail_id, error, again_at)

    async def mark_failed(self, mail_id: MailId, error: str) -> None:
        """Not to be tried again by itself."""
        await self._conn.execute(self._sql["mark_failed"], mail_id, error)

    async def retry(self, mail_id: MailId, now: datetime) -> bool:
        """Put a failed mail back into the queue; false when it is not (or no longer) failed."""
        return await self._conn.fetchval(self._sql["retry"], mail_id, now) is not None

    async def outbox(
        self, *, person_id: PersonId | None, status: MailStatus | None, limit: int, offset: int
    ) -> list[OutboxMail]:
        """Mails, the latest first; of one person, or of everybody for an administrator."""
        rows = await self._conn.fetch(self._sql["outbox"], person_id, status, limit, offset)
        return as_entities(OutboxMail, rows)

    async def mail(self, mail_id: int, *, person_id: PersonId | None) -> OutboxMail | None:
        """One mail; of one person, or anybody's for an administrator."""
        row = await self._conn.fetchrow(self._sql["outbox_mail"], mail_id, person_id)
        return None if row is None else as_entity(OutboxMail, row)

    async def counts(self, *, person_id: PersonId | None) -> dict[MailStatus, int]:
        """How many stand where, of one person or of all; every state is named."""
        rows = await self._conn.fetch(self._sql["outbox_counts"], person_id)
        return dict.fromkeys(MailStatus, 0) | {MailStatus(row["status"]): row["n"] for row in rows}
