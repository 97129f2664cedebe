"""Digests: what was gathered for a person as one mail of headlines and links, at the hour that they chose.

What is in a digest is marked with it in the transaction that writes it, so nothing is told twice; what is
gathered waits for as long as no worker runs.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from models.db import Database
from models.entities.inbox import Delivery, DigestReader, GatheredMail
from models.repositories.inbox import DeliveryRepository
from web.clock import Clock
from web.i18n import gettext, ngettext, use_locale
from web.services.mail import queue_mail
from web.services.mail_purposes import TOPIC_LABELS, Topic
from web.settings import Settings

# A longer list nobody reads in a mail; the inbox has them all.
_MOST_LINES = 100


def hour_before(now: datetime, reader: DigestReader, delivery: Delivery) -> datetime:
    """The latest instant at which the reader's daily or weekly digest was due; at once is due now."""
    if delivery not in (Delivery.DAILY, Delivery.WEEKLY):
        return now
    zone = ZoneInfo(reader.timezone)
    here = now.astimezone(zone)
    day = here.date()
    if delivery is Delivery.WEEKLY:
        day -= timedelta(days=(day.isoweekday() - reader.digest_day) % 7)
    step = timedelta(days=7 if delivery is Delivery.WEEKLY else 1)
    due = datetime(day.year, day.month, day.day, reader.digest_hour, tzinfo=zone)
    if due > here:
        day -= step
        due = datetime(day.year, day.month, day.day, reader.digest_hour, tzinfo=zone)
    return due


async def write_digests(db: Database, settings: Settings, clock: Clock) -> int:
    """Write what is due for everybody for whom mails are gathered; answers how many digests."""
    async with db.read() as conn:
        readers = await DeliveryRepository(conn).digest_readers()
    written = 0
    for reader in readers:
        written += await _write(db, settings, clock, reader)
    return written


async def _write(db: Database, settings: Settings, clock: Clock, reader: DigestReader) -> bool:
    now = clock.now()
    async with db.transaction() as conn:
        deliveries = DeliveryRepository(conn)
        gathered = await deliveries.gathered(reader.person_id)
        kept = [m.id for m in gathered if m.delivery is Delivery.INBOX]
        if kept:
            await deliveries.keep(kept)
        due = [
            m
            for m in gathered
            if m.delivery is not Delivery.INBOX and m.created_at <= hour_before(now, reader, m.delivery)
        ]
        if not due:
            return False
        with use_locale(reader.locale):
            subject, body = _words(due, settings.public_url)
        # Named by the last mail in it, which is in no other.
        key = f"digest-{reader.person_id}-{due[-1].id}"
        await queue_mail(
            conn,
            clock,
            person_id=reader.person_id,
            address=reader.email,
            locale=reader.locale,
            purpose="digest",
            subject=subject,
            body=body,
            dedupe_key=key,
            link="/inbox",
        )
        await deliveries.told_in_digest([m.id for m in due], key)
    return True


def _words(mails: Sequence[GatheredMail], site: str) -> tuple[str, str]:
    n = len(mails)
    subject = ngettext(
        "%(num)s message for you: %(first)s",
        "%(num)s messages for you: %(first)s and more",
        n,
        first=mails[-1].subject,
    )
    parts = []
    shown = mails[-_MOST_LINES:]
    for topic in Topic:
        lines = [f"· {m.subject}\n{site}{m.link or '/inbox'}" for m in shown if m.topic == topic]
        if lines:
            parts.append("\n\n".join([f"{gettext(TOPIC_LABELS[topic])} ({len(lines)})", *lines]))
    if n > len(shown):
        parts.append(
            ngettext("%(num)s more is in your inbox.", "%(num)s more are in your inbox.", n - len(shown))
        )
    return subject, "\n\n".join(parts)
