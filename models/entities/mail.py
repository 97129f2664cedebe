"""A mail in the outbox."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from models.entities.ids import MailId, PersonId


@dataclass(frozen=True, slots=True)
class OutboxMail:
    """A mail with where it stands."""

    id: MailId
    person_id: PersonId | None
    to_address: str
    locale: str
    purpose: str
    subject: str
    body: str
    status: str
    attempts: int
    last_error: str | None
    created_at: datetime
    sent_at: datetime | None
    next_attempt_at: datetime
    attachment_name: str | None
