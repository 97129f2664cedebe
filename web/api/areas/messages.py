"""The inbox of who the token acts as, and how they want mail."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated

from pydantic import Field

from models.entities.inbox import Delivery, InboxEntry
from web.api.bodies import Body, Language, Query
from web.api.operation import Area, Ask, Done
from web.formats import ZONES
from web.forms.messages import MailChoicesForm
from web.i18n import N_
from web.services import inbox, mail_choices
from web.services.inbox import A_PAGE, InboxFilter
from web.services.mail_purposes import Topic

AREA = Area(N_("Inbox and mail"), "account")


class Wanted(Query):
    """Which messages."""

    topic: Topic | None = None
    unread: bool = False
    page: Annotated[int, Field(ge=1, le=10_000, description=f"{A_PAGE} messages a page.")] = 1


@dataclass(frozen=True, slots=True)
class Message:
    """One message; `link` is the page that it is about, as a path, or empty."""

    id: int
    purpose: str
    topic: str
    language: str
    subject: str
    body: str
    link: str
    created_at: datetime
    read_at: datetime | None


@dataclass(frozen=True, slots=True)
class Messages:
    """A page of messages, the newest first, and how many are unread in all."""

    items: list[Message]
    n_all: int
    n_unread: int


def _message(e: InboxEntry) -> Message:
    return Message(e.id, e.purpose, e.topic, e.locale, e.subject, e.body, e.link, e.created_at, e.read_at)


@AREA.add(
    "GET", "/inbox", "messages.inbox", N_("Your messages"), Messages, query=Wanted, pages=("messages.inbox",)
)
async def show(ask: Ask) -> Messages:
    """Those to the person, never to the address."""
    wanted = InboxFilter(ask.query.topic, ask.query.unread, ask.query.page)
    found = await inbox.open_inbox(ask.parts.db, viewer=ask.careful(), wanted=wanted)
    return Messages([_message(e) for e in found.entries], found.total(wanted), found.n_unread)


@AREA.add(
    "POST",
    "/inbox/{mail_id}/read",
    "messages.read",
    N_("Mark a message as read"),
    Done,
    pages=("messages.read",),
)
async def read(ask: Ask) -> None:
    """Once read, it stays read."""
    await inbox.read_message(ask.parts.db, ask.parts.clock, viewer=ask.careful(), mail_id=ask.path["mail_id"])


class Choices(Body):
    """How each group of mails comes, quiet hours as `22:00`, and the hour and day of digests."""

    delivery_event: Delivery
    delivery_pitch: Delivery
    delivery_deal: Delivery
    delivery_money: Delivery
    delivery_organisation: Delivery
    delivery_search: Delivery
    timezone: Annotated[str, Field(json_schema_extra={"enum": list(ZONES)})] = ZONES[0]
    quiet: bool = False
    quiet_from: Annotated[str, Field(max_length=5)] | None = None
    quiet_to: Annotated[str, Field(max_length=5)] | None = None
    digest_hour: Annotated[int, Field(ge=0, le=23)] = 8
    digest_day: Annotated[int, Field(ge=1, le=7, description="Monday is 1.")] = 1
    language: Language


@AREA.add(
    "PUT",
    "/me/notifications",
    "account.notifications",
    N_("Choose what comes by mail, and when"),
    Done,
    body=Choices,
    pages=("account.notifications",),
)
async def choose(ask: Ask) -> None:
    """Everything at once; the inbox has everything anyway."""
    choices = ask.clean(MailChoicesForm.parse(ask.form()))
    await mail_choices.save_choices(ask.parts.db, ask.parts.clock, viewer=ask.careful(), choices=choices)
