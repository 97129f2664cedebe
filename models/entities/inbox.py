"""A person's inbox, and how they want mail: at once, in a digest or not at all, and not in quiet hours."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time
from enum import StrEnum

from models.entities.ids import MailId, PersonId
from models.entities.mail import MailStatus


class Delivery(StrEnum):
    """How the mails of a group come to somebody; the inbox has them in any case."""

    AT_ONCE = "at_once"
    DAILY = "daily"
    WEEKLY = "weekly"
    INBOX = "inbox"


@dataclass(frozen=True, slots=True)
class InboxEntry:
    """One message to the viewer."""

    id: MailId
    purpose: str
    topic: str
    locale: str
    subject: str
    body: str
    link: str
    attachment_name: str | None
    status: MailStatus
    in_digest: bool
    created_at: datetime
    read_at: datetime | None


@dataclass(frozen=True, slots=True)
class TopicCount:
    """How many messages of a group the viewer has, and how many of them are unread."""

    topic: str
    n: int
    n_unread: int


@dataclass(frozen=True, slots=True)
class MailReader:
    """When a person wants mail; these are the hours of somebody who never said."""

    timezone: str = "Asia/Shanghai"
    quiet_from: time | None = None
    quiet_to: time | None = None
    digest_hour: int = 8
    # Monday is 1.
    digest_day: int = 1


@dataclass(frozen=True, slots=True)
class DigestReader:
    """Somebody for whom mails are gathered."""

    person_id: PersonId
    email: str
    locale: str
    timezone: str
    digest_hour: int
    digest_day: int


@dataclass(frozen=True, slots=True)
class GatheredMail:
    """A mail that waits for a digest, with how its reader wants its group now."""

    id: MailId
    topic: str
    subject: str
    link: str
    created_at: datetime
    delivery: Delivery
