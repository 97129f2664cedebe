"""What belongs to the API: tokens of people, answers kept for a second press, webhooks and their log."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from models.entities.ids import PersonId


@dataclass(frozen=True, slots=True)
class ApiToken:
    """A token as its person sees it afterwards: everything but the token."""

    id: int
    name: str
    scopes: tuple[str, ...]
    created_at: datetime
    last_used_at: datetime | None
    expires_at: datetime
    revoked_at: datetime | None


@dataclass(frozen=True, slots=True)
class TokenUse:
    """What the token of a request allows."""

    token_id: int
    scopes: frozenset[str]
    last_used_at: datetime | None


@dataclass(frozen=True, slots=True)
class KeptAnswer:
    """What was answered to a request under a key; `status` is None while it is still being answered."""

    operation: str
    body_hash: bytes
    status: int | None
    body: str | None


class DeliveryStatus(StrEnum):
    """Where an event is on its way to a webhook."""

    QUEUED = "queued"
    SENT = "sent"
    FAILED = "failed"
    # The subscriber may not see what it is about.
    HIDDEN = "hidden"


@dataclass(frozen=True, slots=True)
class Webhook:
    """Where a person is told of events; it is at work unless it was disabled after many failures."""

    id: int
    person_id: PersonId
    url: str
    events: tuple[str, ...]
    created_at: datetime
    salt: bytes
    n_failed: int
    disabled_at: datetime | None


@dataclass(frozen=True, slots=True)
class Delivery:
    """A line of a webhook's log."""

    id: int
    webhook_id: int
    event_id: int
    type: str
    subject_id: int
    happened_at: datetime
    status: DeliveryStatus
    attempts: int
    last_status: int | None
    last_error: str | None
    payload: str | None
    next_attempt_at: datetime
    tried_at: datetime | None


@dataclass(frozen=True, slots=True)
class DueDelivery:
    """An event that is to be sent now, with the webhook that it goes to."""

    id: int
    event_id: int
    type: str
    subject_id: int
    happened_at: datetime
    attempts: int
    webhook_id: int
    person_id: PersonId
    url: str
    salt: bytes
    n_failed: int
