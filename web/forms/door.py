"""What a door sends: one press of a button, or what a device kept while it had no connection."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from models.errors import Invalid
from web.forms.base import Data
from web.services.door import Seen

_MOST = 1000


@dataclass(frozen=True, slots=True)
class Sent:
    """Sightings in their order, and what the door's clock showed when it sent them."""

    seen: tuple[Seen, ...]
    sent_at: datetime


def one_seen(data: Data, now: datetime) -> Seen:
    """One press of a button on the page without script; raises `Invalid` for what no page of ours sends."""
    try:
        undoes = tuple(UUID(one) for one in str(data.get("undoes", "")).split()[:_MOST])
        return Seen(UUID(str(data.get("id", ""))), str(data.get("code", ""))[:40], now, undoes)
    except ValueError:
        raise Invalid("not_a_choice") from None


def all_seen(body: bytes) -> Sent:
    """What a device kept; raises `Invalid` for what no page of ours sends."""
    try:
        content: dict[str, Any] = json.loads(body)
        seen = tuple(
            Seen(
                UUID(one["id"]),
                str(one["code"])[:40],
                _instant(one["at"]),
                tuple(UUID(other) for other in one.get("undoes", [])),
            )
            for one in content["seen"]
        )
        sent_at = _instant(content["sent_at"])
    except (ValueError, KeyError, TypeError, AttributeError):
        raise Invalid("not_a_choice") from None
    if len(seen) > _MOST:
        raise Invalid("not_a_choice")
    return Sent(seen, sent_at)


def _instant(text: str) -> datetime:
    at = datetime.fromisoformat(text)
    if at.tzinfo is None:
        message = "an instant without a zone"
        raise ValueError(message)
    return at
