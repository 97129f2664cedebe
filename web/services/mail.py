"""Mail: put into the outbox inside the act that causes it, sent from there by the worker."""

from __future__ import annotations

from collections.abc import Callable, Collection
from datetime import datetime, timedelta
from enum import Enum, auto
from typing import Protocol, TypeVar

import structlog

from models.db import Connection, Database
from models.entities.ids import PersonId, PlanId
from models.entities.mail import NewMail
from models.jobs import enqueue
from models.repositories.mail import MailRepository
from web.clock import Clock, SystemClock
from web.i18n import use_locale
from web.mailer import Mail, MailDelayed, Mailer, MailRefused
from web.services.mail_purposes import PURPOSES

# Waits of 1, 2, 4 … minutes: a server that is down over lunch costs nothing, one down for a night neither.
MOST_ATTEMPTS = 12
_FIRST_WAIT = timedelta(minutes=1)
_LONGEST_WAIT = timedelta(hours=6)
# So many delays in a row mean that the server is away; the rest waits for the next sweep.
_DELAYS_IN_A_ROW = 3
_AT_ONCE = 200
_log = structlog.get_logger("mail")


class Reader(Protocol):
    """Whoever a mail may go to: who, where, and in which language."""

    @property
    def person_id(self) -> int:
        """Who."""

    @property
    def email(self) -> str:
        """Where to."""

    @property
    def locale(self) -> str:
        """In which language."""


R = TypeVar("R", bound=Reader)


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
    link: str | None = None,
) -> None:
    """Put a mail into the outbox inside the caller's open transaction, and wake the worker.

    The purpose is one of `mail_purposes.PURPOSES`. `link` is the path of the page that the mail is about: a
    button in HTML, a line in plain text unless the body names it already, and what the inbox opens.
    With a `dedupe_key` that was used before, nothing happens. `attachment` is (name, type, content).
    A mail that is `held` waits until somebody lets it go; `plan_id` names the release that it tells of.
    """
    name, media_type, content = attachment or (None, None, None)
    kind = PURPOSES[purpose]
    mail = NewMail(
        None if person_id is None else PersonId(person_id),
        address,
        locale,
        purpose,
        kind.topic,
        kind.transactional,
        kind.in_inbox,
        subject,
        body,
        link or "",
        dedupe_key,
        name,
        media_type,
        content,
        None if plan_id is None else PlanId(plan_id),
        held,
    )
    if await MailRepository(conn).queue(mail, clock.now()) and not held:
        await enqueue(conn, "send_mail")


async def mail_each(
    conn: Connection,
    clock: Clock,
    purpose: str,
    to: Collection[R],
    words: Callable[[R], tuple[str, str]],
    key: str | None,
    attachment: Callable[[R], tuple[str, str, bytes] | None] | None = None,
    *,
    link: str | Callable[[R], str] | None = None,
) -> int:
    """Put one mail a person into the outbox, once under `key`, in their language; answers how many."""
    for one in to:
        with use_locale(one.locale):
            subject, body = words(one)
            file = attachment(one) if attachment is not None else None
        await queue_mail(
            conn,
            clock,
            person_id=one.person_id,
            address=one.email,
            locale=one.locale,
            purpose=purpose,
            subject=subject,
            body=body,
            dedupe_key=None if key is None else f"{key}-{one.person_id}",
            attachment=file,
            link=link(one) if callable(link) else link,
        )
    return len(to)


async def tell_members(
    conn: Connection,
    clock: Clock,
    purpose: str,
    organisation_id: int,
    words: Callable[[], tuple[str, str]],
    key: str | None,
    *,
    link: str | None = None,
) -> None:
    """The same to every active member of an organisation, each in their language."""
    to = await MailRepository(conn).members(organisation_id)
    await mail_each(conn, clock, purpose, to, lambda _: words(), key, link=link)


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
