"""A mail in the outbox, as it is sent and as a person reads of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from models.entities.ids import MailId, PersonId, PlanId


class MailStatus(StrEnum):
    """Held for an organiser, waiting, waiting for a digest, for the inbox alone, gone, failed, taken out."""

    HELD = "held"
    QUEUED = "queued"
    GATHERED = "gathered"
    KEPT = "kept"
    SENT = "sent"
    FAILED = "failed"
    REMOVED = "removed"


@dataclass(frozen=True, slots=True)
class MemberToTell:
    """An active member of an organisation, to whom a mail may go."""

    person_id: PersonId
    email: str
    locale: str


@dataclass(frozen=True, slots=True)
class NewMail:
    """A mail to be put into the outbox."""

    person_id: PersonId | None
    to_address: str
    locale: str
    purpose: str
    # The group of the purpose, whether it goes whatever its reader chose, and whether it begins as unread.
    topic: str
    urgent: bool
    unread: bool
    subject: str
    body: str
    # The page of ours that it is about, as a path.
    link: str = ""
    dedupe_key: str | None = None
    attachment_name: str | None = None
    attachment_type: str | None = None
    attachment: bytes | None = None
    # The release that it tells of, and whether it waits for the organiser.
    plan_id: PlanId | None = None
    held: bool = False


@dataclass(frozen=True, slots=True)
class DueMail:
    """A mail that a worker holds while it sends it."""

    id: MailId
    person_id: PersonId | None
    to_address: str
    locale: str
    purpose: str
    topic: str
    subject: str
    body: str
    link: str
    attachment_name: str | None
    attachment_type: str | None
    attachment: bytes | None
    attempts: int


@dataclass(frozen=True, slots=True)
class OutboxMail:
    """A mail with its fate."""

    id: MailId
    person_id: PersonId | None
    to_address: str
    locale: str
    purpose: str
    topic: str
    subject: str
    body: str
    link: str
    attachment_name: str | None
    status: MailStatus
    attempts: int
    next_attempt_at: datetime
    last_error: str | None
    created_at: datetime
    sent_at: datetime | None


@dataclass(frozen=True, slots=True)
class MailText:
    """What an organiser wrote around the plan in the mails of a release, in one language."""

    locale: str
    subject: str = ""
    opening: str = ""
    closing: str = ""


@dataclass(frozen=True, slots=True)
class HeldMail:
    """A mail that waits for the organiser."""

    id: MailId
    plan_id: PlanId
    person_id: PersonId
    locale: str


@dataclass(frozen=True, slots=True)
class ReleaseMail:
    """A mail of a release as its organiser sees it."""

    id: MailId
    plan_id: PlanId
    version: int
    person_id: PersonId | None
    name: str
    locale: str
    subject: str
    body: str
    status: MailStatus
    # Worded by the organiser for this reader alone.
    by_hand: bool
    sent_at: datetime | None
