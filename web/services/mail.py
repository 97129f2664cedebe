"""Mail goes to the outbox in the transaction of what it tells, and from there out, retried."""

from __future__ import annotations

from datetime import timedelta

from models.db import Connection, Database
from models.jobs import enqueue
from models.repositories.mail import MailRepository
from web.clock import Clock, SystemClock
from web.mailer import Mail, MailDelayed, Mailer, MailRefused

MOST_ATTEMPTS = 8
_FIRST_WAIT = timedelta(minutes=1)


async def queue_mail(
    conn: Connection,
    clock: Clock,
    *,
    person_id: int | None,
    address: str,
    locale: str,
    purpose: str,
    subject: str,
    body: str,
    dedupe_key: str | None = None,
    attachment: tuple[str, str, bytes] | None = None,
) -> None:
    """Write a mail inside the open transaction; it leaves only if that commits, once per key."""
    queued = await MailRepository(conn).queue(
        person_id=person_id,
        address=address,
        locale=locale,
        purpose=purpose,
        subject=subject,
        body=body,
        dedupe_key=dedupe_key,
        attachment=attachment,
        now=clock.now(),
    )
    if queued is not None:
        await enqueue(conn, "send_mail")


async def send_pending(db: Database, mailer: Mailer, clock: Clock | None = None) -> int:
    """Send what is due; returns how many the server took.

    One mail a transaction: what is marked as sent stays so when a later one fails. A crash between the
    server's answer and the commit may send one mail again, under the same Message-ID.
    """
    clock = clock or SystemClock()
    sent = 0
    while True:
        async with db.transaction() as conn:
            outbox = MailRepository(conn)
            row = await outbox.take_due(clock.now())
            if row is None:
                return sent
            mail = Mail(
                key=f"outbox-{row['id']}",
                to_address=row["to_address"],
                subject=row["subject"],
                body=row["body"],
                locale=row["locale"],
                attachment_name=row["attachment_name"],
                attachment_type=row["attachment_type"],
                attachment=row["attachment"],
            )
            try:
                await mailer.send(mail)
            except MailRefused as error:
                await outbox.mark_failed(row["id"], str(error))
            except MailDelayed as error:
                if row["attempts"] + 1 >= MOST_ATTEMPTS:
                    await outbox.mark_failed(row["id"], str(error))
                else:
                    wait = _FIRST_WAIT * 2 ** row["attempts"]
                    await outbox.put_off(row["id"], str(error), clock.now() + wait)
            else:
                await outbox.mark_sent(row["id"], clock.now())
                sent += 1
