"""Mail: put into the outbox inside the act that causes it; `mail_delivery.py` sends it from there."""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import Protocol, TypeVar

from models.db import Connection
from models.entities.ids import PersonId, PlanId
from models.entities.mail import NewMail
from models.jobs import enqueue
from models.repositories.mail import MailRepository
from web.clock import Clock
from web.i18n import use_locale
from web.services.mail_purposes import PURPOSES


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
