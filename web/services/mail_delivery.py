"""Mail on its way: what readers do not want at once is put aside, the rest is composed and sent."""

from __future__ import annotations

from datetime import datetime, timedelta
from enum import Enum, auto

import structlog

from models.db import Database
from models.entities.mail import DueMail, OutboxMail
from models.repositories.inbox import DeliveryRepository
from models.repositories.mail import MailRepository
from web.clock import Clock
from web.letters import Letter, plain_and_html
from web.mailer import Mail, MailDelayed, Mailer, MailRefused
from web.services.digests import write_digests
from web.services.mail_purposes import DIGESTS, PURPOSES, TOPIC_LABELS, Purpose, Topic
from web.services.tokens import UNSUBSCRIBE, make_token
from web.settings import Settings

# Waits of 1, 2, 4 … minutes: a server that is down over lunch costs nothing, one down for a night neither.
MOST_ATTEMPTS = 12
_FIRST_WAIT = timedelta(minutes=1)
_LONGEST_WAIT = timedelta(hours=6)
# So many delays in a row mean that the server is away; the rest waits for the next sweep.
_DELAYS_IN_A_ROW = 3
_AT_ONCE = 200
_log = structlog.get_logger("mail")


async def deliver(db: Database, mailer: Mailer | None, settings: Settings, clock: Clock) -> int:
    """Put aside what readers do not want at once, write the digests that are due, and send; how many went.

    Without a mailer all that is done but the sending, so that the outbox shows what would have gone.
    """
    async with db.transaction() as conn:
        await DeliveryRepository(conn).sort_queued()
    await write_digests(db, settings, clock)
    return 0 if mailer is None else await send_pending(db, mailer, settings, clock)


async def send_pending(db: Database, mailer: Mailer, settings: Settings, clock: Clock) -> int:
    """Send what is due and answer how many went; several workers share the work without doubling it.

    Each mail is held in a transaction of its own while it is sent, so that what the server has
    acknowledged is marked before anybody else can take it; a worker that dies in between sends it again
    under the same Message-ID.
    """
    sent = delays = 0
    for _ in range(_AT_ONCE):
        outcome = await _send_next(db, mailer, settings, clock)
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


async def _send_next(db: Database, mailer: Mailer, settings: Settings, clock: Clock) -> _Outcome | None:
    """What became of the next due mail; None when none is due."""
    async with db.transaction() as conn:
        outbox = MailRepository(conn)
        due = await outbox.next_due(clock.now())
        if due is None:
            return None
        mail = composed(due, settings, clock)
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


def group_label(purpose: str) -> str:
    """The group of a purpose, to be translated."""
    one = PURPOSES.get(purpose)
    return DIGESTS if purpose == "digest" or one is None else TOPIC_LABELS[one.topic]


def composed(mail: DueMail | OutboxMail, settings: Settings, clock: Clock) -> Mail:
    """The mail with both its bodies, and with the way to end others of its group where there is a choice."""
    purpose = PURPOSES.get(mail.purpose) or Purpose(mail.purpose, Topic.ACCOUNT, transactional=True)
    stop = None
    # The account's own mails are not to be stopped; a digest is, and with it all that it gathers.
    stoppable = mail.purpose == "digest" or purpose.topic is not Topic.ACCOUNT
    if stoppable and not purpose.transactional and mail.person_id is not None:
        token = make_token(
            settings, clock, UNSUBSCRIBE, {"person": mail.person_id, "topic": str(purpose.topic)}
        )
        stop = f"{settings.public_url}/unsubscribe/{token}"
    letter = Letter(
        mail.subject, mail.body, mail.locale, mail.link, purpose.label, group_label(mail.purpose), stop
    )
    plain, html = plain_and_html(letter, settings.public_url)
    return Mail(
        f"outbox-{mail.id}",
        mail.to_address,
        mail.subject,
        plain,
        mail.locale,
        mail.attachment_name,
        mail.attachment_type if isinstance(mail, DueMail) else None,
        mail.attachment if isinstance(mail, DueMail) else None,
        html,
        stop,
    )
