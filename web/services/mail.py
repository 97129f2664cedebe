"""Mail: put into the outbox inside the act that causes it, sent from there by the worker."""

from __future__ import annotations

from datetime import datetime, timedelta
from enum import Enum, auto

import structlog

from models.db import Connection, Database
from models.entities.ids import PersonId, PlanId
from models.entities.mail import NewMail
from models.jobs import enqueue
from models.repositories.mail import MailRepository
from web.clock import Clock, SystemClock
from web.mailer import Mail, MailDelayed, Mailer, MailRefused

# Waits of 1, 2, 4 … minutes: a server that is down over lunch costs nothing, one down for a night neither.
MOST_ATTEMPTS = 12
_FIRST_WAIT = timedelta(minutes=1)
_LONGEST_WAIT = timedelta(hours=6)
# So many delays in a row mean that the server is away; the rest waits for the next sweep.
_DELAYS_IN_A_ROW = 3
_AT_ONCE = 200
_log = structlog.get_logger("mail")


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
    plan_id: int | None = None,
    held: bool = False,
) -> None:
    """Put a mail into the outbox inside the caller's open transaction, and wake the worker.

    With a `dedupe_key` that was used before, nothing happens. `attachment` is (name, type, content).
    A mail that is `held` waits until somebody lets it go; `plan_id` names the release that it tells of.
    """
    name, media_type, content = attachment or (None, None, None)
    mail = NewMail(
        None if person_id is None else PersonId(person_id),
        address,
        locale,
        purpose,
        subject,
        body,
        dedupe_key,
        name,
        media_type,
        content,
        None if plan_id is None else PlanId(plan_id),
        held,
    )
    if await MailRepository(conn).queue(mail, clock.now()) and not held:
        await enqueue(conn, "send_mail")


async def send_pending(db: Database, mailer: Mailer, clock: Clock | None = None) -> int:
    """Send what is due and answer how many went; several workers share the work without doubling it.

    Each mail is held in a transaction of its own while it is sent, so that what the server has
    acknowledged is marked before anybody else can take it; a worker that dies in between sends it again
    under the same Message-ID.
    """
    clock = clock or SystemClock()
    sent = delays = 0
    for _ in range(_AT_ONCE):
        outcome = await _send_next(db, mailer, clock)
        if outcome is None:
            break
        sent += outcome is _Outcome.SENT
        delays = delays + 1 if outcome is _Outcome.DELAYED else 0
        if delays >= _DELAYS_IN_A_ROW:
            break
    return sent


class _Outcome(Enum):
    SENT = auto()
    REFUSED = auto()
    DELAYED = auto()


async def _send_next(db: Database, mailer: Mailer, clock: Clock) -> _Outcome | None:
    """What became of the next due mail; None when none is due."""
    async with db.transaction() as conn:
        outbox = MailRepository(conn)
        due = await outbox.next_due(clock.now())
        if due is None:
            return None
        mail = Mail(
            f"outbox-{due.id}",
            due.to_address,
            due.subject,
            due.body,
            due.locale,
            due.attachment_name,
            due.attachment_type,
            due.attachment,
        )
        try:
            await mailer.send(mail)
        except MailRefused as error:
            await outbox.mark_failed(due.id, str(error))
            _log.warning("mail_refused", mail=due.id)
            return _Outcome.REFUSED
        except MailDelayed as error:
            if due.attempts + 1 >= MOST_ATTEMPTS:
                await outbox.mark_failed(due.id, str(error))
                _log.warning("mail_given_up", mail=due.id)
            else:
                await outbox.mark_delayed(due.id, str(error), again_at(clock.now(), due.attempts + 1))
            return _Outcome.DELAYED
        await outbox.mark_sent(due.id, clock.now())
        return _Outcome.SENT


def again_at(now: datetime, attempts: int) -> datetime:
    """When a mail is tried again after so many attempts: twice as long each time, up to a limit."""
    return now + min(_FIRST_WAIT * (1 << (attempts - 1)), _LONGEST_WAIT)
