"""Webhooks: where a person is told of events as they happen; subscribed, listed, sent, logged.

The database notes each event in the transaction in which it happens (`0033_pre_api.sql`); the worker hands
it to whoever listens and sends it with what its reader may see at that moment.
"""

from __future__ import annotations

import asyncio
import base64
import hashlib
import hmac
import json
import re
import secrets
from collections.abc import Awaitable, Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Protocol
from urllib.parse import urlsplit

from models.db import Connection, Database
from models.entities.api import Delivery, DueDelivery, Webhook
from models.entities.viewer import Viewer
from models.errors import Invalid, NotFound
from models.repositories.audit import AuditRepository
from models.repositories.people import PeopleRepository
from models.repositories.webhooks import WebhookRepository
from web.clock import Clock
from web.i18n import N_, gettext, use_locale
from web.services.mail import queue_mail
from web.settings import Settings

# What can be listened for; the triggers of 0033_pre_api.sql note the same names.
EVENTS = {
    "introduction.proposed": N_("A provider asks to meet"),
    "introduction.answered": N_("An introduction was answered"),
    "pitch.approved": N_("A pitch was approved"),
    "pitch.returned": N_("A pitch was returned with a comment"),
    "meeting.released": N_("The programme and meetings of an event were released"),
    "record.proposed": N_("Money was put on record"),
    "record.confirmed": N_("A record of money was confirmed by both sides"),
    "record.disputed": N_("A record of money was disputed"),
    "record.withdrawn": N_("A record of money was taken back"),
    "record.expired": N_("A record of money expired"),
    "record.voided": N_("A record of money was voided"),
    "certificate.issued": N_("A certificate of a first was issued"),
    "certificate.revoked": N_("A certificate of a first was revoked"),
    "deal.moved": N_("A step was taken in a deal"),
}
MOST_WEBHOOKS = 10
LOG_SHOWN = 50
# After 1, 4, 16 … minutes: the last try is about a day after the first.
MOST_ATTEMPTS = 7
_FIRST_WAIT = timedelta(minutes=1)
_FACTOR = 4
# So many failures in a row, of whatever events, and nothing more is sent until the owner says so.
DISABLED_AFTER = 20
KEPT = timedelta(days=30)
# So many are on their way side by side; what is new is looked for while they are.
_AT_ONCE = 16
_LOOK_SECONDS = 1.0
# Longer than any sender waits.
_HELD = timedelta(minutes=2)
_URL = re.compile(r"https?://[^\s<>\"'@\\]+")


class NotSent(Exception):
    """It did not arrive; `status` is what the other end answered, if it did."""

    def __init__(self, reason: str, status: int | None = None) -> None:
        super().__init__(reason)
        self.status = status


class Sender(Protocol):
    """The way out."""

    async def send(self, url: str, headers: Mapping[str, str], body: bytes) -> int:
        """The status of a success; raises `NotSent`."""
        ...


# What somebody may see of an event's subject now, as plain JSON; None is nothing.
Seen = Callable[[Viewer, str, int], Awaitable[Any | None]]


def secret_of(settings: Settings, salt: bytes) -> str:
    """The secret of a webhook, which its owner reads on its page; made from the site's key."""
    made = hmac.new(settings.signing_key.encode(), b"webhook" + salt, hashlib.sha256).digest()
    return f"whsec_{base64.b64encode(made).decode()}"


def signature(secret: str, message_id: str, at: int, body: bytes) -> str:
    """As Standard Webhooks has it: HMAC-SHA256 over id, time and body, joined by dots."""
    key = base64.b64decode(secret.removeprefix("whsec_"))
    signed = f"{message_id}.{at}.".encode() + body
    return f"v1,{base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()}"


def check_url(settings: Settings, url: str) -> str:
    """An address that may be subscribed; where its name leads is looked at when something is sent."""
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname, parts.port
    except ValueError:
        raise Invalid("webhook_url", field="url") from None
    if not _URL.fullmatch(url) or not url.isascii() or len(url) > 500 or not host:
        raise Invalid("webhook_url", field="url")
    local = host in ("localhost", "127.0.0.1", "::1")
    if parts.scheme == "http" and not (local and settings.webhooks_local):
        raise Invalid("webhook_needs_https", field="url")
    if local and not settings.webhooks_local:
        raise Invalid("webhook_not_public", field="url")
    return url


async def subscribe(
    db: Database, clock: Clock, settings: Settings, *, viewer: Viewer, url: str, events: Collection[str]
) -> int:
    """Tell this address of these events from now on."""
    check_url(settings, url)
    if not events or not set(events) <= EVENTS.keys():
        raise Invalid("webhook_events", field="events")
    async with db.transaction() as conn:
        webhooks, now = WebhookRepository(conn), clock.now()
        if await webhooks.count(viewer.person_id) >= MOST_WEBHOOKS:
            raise Invalid("too_many_webhooks", field="url", limit=MOST_WEBHOOKS)
        made = await webhooks.add(viewer.person_id, url, set(events), secrets.token_bytes(16), now)
        details = {"events": sorted(events)}
        await AuditRepository(conn).note(now, viewer.person_id, "add_webhook", "webhook", made, details)
    return made


async def own_webhooks(db: Database, *, viewer: Viewer) -> list[Webhook]:
    """The person's subscriptions, newest first."""
    async with db.read() as conn:
        return await WebhookRepository(conn).of_person(viewer.person_id)


async def open_webhook(
    db: Database, *, viewer: Viewer, webhook_id: int, before: int | None = None, most: int = LOG_SHOWN
) -> tuple[Webhook, list[Delivery]]:
    """One of them with its log, the latest first."""
    async with db.read() as conn:
        webhooks = WebhookRepository(conn)
        found = await webhooks.own(viewer.person_id, webhook_id)
        if found is None:
            raise NotFound
        return found, await webhooks.log(viewer.person_id, webhook_id, before=before, most=most)


async def remove_webhook(db: Database, clock: Clock, *, viewer: Viewer, webhook_id: int) -> None:
    """Send it nothing more."""
    async with db.transaction() as conn:
        if not await WebhookRepository(conn).remove(viewer.person_id, webhook_id, clock.now()):
            raise NotFound
        await AuditRepository(conn).note(
            clock.now(), viewer.person_id, "remove_webhook", "webhook", webhook_id
        )


async def enable_webhook(db: Database, *, viewer: Viewer, webhook_id: int) -> None:
    """Let one that was disabled try again; what waited meanwhile is sent."""
    async with db.transaction() as conn:
        if not await WebhookRepository(conn).enable(viewer.person_id, webhook_id):
            raise NotFound


async def send_again(db: Database, clock: Clock, *, viewer: Viewer, delivery_id: int) -> None:
    """Queue a delivery of the log once more."""
    async with db.transaction() as conn:
        if not await WebhookRepository(conn).send_again(viewer.person_id, delivery_id, clock.now()):
            raise NotFound


async def send_events(db: Database, clock: Clock, settings: Settings, sender: Sender, seen: Seen) -> int:
    """Hand out what happened and send what is due, until nothing is; answers how many arrived.

    Webhooks are sent to side by side, each in its own order, so that a slow one holds up no other; what
    happens meanwhile goes out as well. Nothing is held open while something is on its way: a worker that
    dies in between sends it again under the same id.
    """
    async with db.transaction() as conn:
        await WebhookRepository(conn).forget(clock.now() - KEPT)
    on_the_way: dict[asyncio.Task[int], _Outgoing] = {}
    sent = 0
    try:
        while True:
            taken = await _take(db, clock, settings, seen, _AT_ONCE - len(on_the_way))
            for one in taken:
                if one is not None:
                    on_the_way[asyncio.create_task(_send(settings, sender, one))] = one
            if not on_the_way:
                if not taken:
                    return sent
                continue
            done, _ = await asyncio.wait(
                on_the_way, timeout=_LOOK_SECONDS, return_when=asyncio.FIRST_COMPLETED
            )
            for task in done:
                sent += await _note(db, clock, settings, on_the_way.pop(task), task)
    finally:
        for task in on_the_way:
            task.cancel()
        await asyncio.gather(*on_the_way, return_exceptions=True)


@dataclass(frozen=True, slots=True)
class _Outgoing:
    """A delivery with what is sent."""

    due: DueDelivery
    viewer: Viewer
    headers: dict[str, str]
    body: bytes


async def _take(
    db: Database, clock: Clock, settings: Settings, seen: Seen, most: int
) -> list[_Outgoing | None]:
    """What is due now, with what each reader may see of it; None for what they may not, and is marked so."""
    async with db.transaction() as conn:
        webhooks, now = WebhookRepository(conn), clock.now()
        await webhooks.hand_out(now)
        taken = await webhooks.take_due(now, now + _HELD, most)
    outgoing: list[_Outgoing | None] = []
    for due in taken:
        async with db.read() as conn:
            viewer = await PeopleRepository(conn).viewer(due.person_id, now)
        # The second factor is shown to a person's session, never to an address.
        data = None if viewer is None else await seen(viewer, due.type, due.subject_id)
        if viewer is None or data is None:
            async with db.transaction() as conn:
                await WebhookRepository(conn).mark_hidden(due.id, now)
            outgoing.append(None)
            continue
        body = _payload(due, data)
        outgoing.append(_Outgoing(due, viewer, _headers(settings, due, now, body), body))
    return outgoing


async def _send(settings: Settings, sender: Sender, one: _Outgoing) -> int:
    check_url(settings, one.due.url)
    return await sender.send(one.due.url, one.headers, one.body)


async def _note(
    db: Database, clock: Clock, settings: Settings, one: _Outgoing, task: asyncio.Task[int]
) -> bool:
    """Whether it arrived, on record."""
    async with db.transaction() as conn:
        try:
            status = task.result()
        except (NotSent, Invalid) as error:
            await _failed(conn, clock, settings, one, error)
            return False
        webhooks = WebhookRepository(conn)
        await webhooks.mark_sent(one.due.id, status, one.body.decode(), clock.now())
        await webhooks.note_success(one.due.webhook_id)
        return True


def _payload(due: DueDelivery, data: Any) -> bytes:
    told = {
        "id": f"evt_{due.event_id}",
        "type": due.type,
        "happened_at": due.happened_at.isoformat(),
        "subject_id": due.subject_id,
        "data": data,
    }
    return json.dumps(told, ensure_ascii=False).encode()


def _headers(settings: Settings, due: DueDelivery, now: datetime, body: bytes) -> dict[str, str]:
    message_id, at = f"evt_{due.event_id}", int(now.timestamp())
    return {
        "Content-Type": "application/json",
        "User-Agent": "Shoutou",
        "webhook-id": message_id,
        "webhook-timestamp": str(at),
        "webhook-signature": signature(secret_of(settings, due.salt), message_id, at, body),
    }


async def _failed(
    conn: Connection, clock: Clock, settings: Settings, one: _Outgoing, error: Exception
) -> None:
    webhooks, now, due, viewer = WebhookRepository(conn), clock.now(), one.due, one.viewer
    attempts = due.attempts + 1
    again_at = None if attempts >= MOST_ATTEMPTS else now + _FIRST_WAIT * _FACTOR ** (attempts - 1)
    status = error.status if isinstance(error, NotSent) else None
    body = one.body.decode()
    await webhooks.mark_failed(due.id, status, str(error)[:300], body, again_at=again_at, now=now)
    n_failed = await webhooks.note_failure(due.webhook_id)
    if n_failed < DISABLED_AFTER or not await webhooks.disable(due.webhook_id, now):
        return
    with use_locale(viewer.locale):
        await queue_mail(
            conn,
            clock,
            person_id=viewer.person_id,
            address=viewer.email,
            locale=viewer.locale,
            purpose="webhook_disabled",
            subject=gettext("Your webhook: nothing more is sent to it"),
            body=gettext(
                "%(url)s did not take %(num)s deliveries in a row, so nothing more is sent to it.\n\n"
                "What was missed stands in its log; there you can switch it on again:\n%(link)s",
                url=due.url,
                num=n_failed,
                link=f"{settings.public_url}/account/webhooks/{due.webhook_id}",
            ),
            dedupe_key=f"webhook-{due.webhook_id}-{int(now.timestamp())}",
        )
