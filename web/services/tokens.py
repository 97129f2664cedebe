"""Signed, timed tokens for links and for steps between two pages; each is bound to the state it changes."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from itsdangerous import BadSignature, TimestampSigner, URLSafeTimedSerializer

from models.errors import NotFound
from web.clock import Clock
from web.settings import Settings


@dataclass(frozen=True, slots=True)
class Purpose:
    """What a token is good for, and how long. A token of one purpose is worth nothing for another."""

    salt: str
    lifetime: timedelta


VERIFY = Purpose("account.verify", timedelta(days=3))
RESET = Purpose("account.reset", timedelta(hours=2))
SECOND_FACTOR = Purpose("account.second_factor", timedelta(minutes=10))
INVITATION = Purpose("organisations.invitation", timedelta(days=14))
# The row that the token names says until when and whether it still holds.
DOOR = Purpose("events.door", timedelta(days=400))
SCREEN = Purpose("events.screen", timedelta(days=400))
# Mails are kept for long, and the link in each must do what it says.
UNSUBSCRIBE = Purpose("messages.unsubscribe", timedelta(days=3650))
PASSPORT = Purpose("passports.share", timedelta(days=400))
STOP_SEARCH = Purpose("searches.stop", timedelta(days=400))


class _ClockSigner(TimestampSigner):
    """A signer that takes the time from our clock, so that tests can move it."""

    def __init__(self, *args: Any, clock: Clock, **more: Any) -> None:
        super().__init__(*args, **more)
        self._clock = clock

    def get_timestamp(self) -> int:
        return int(self._clock.now().timestamp())


def _serializer(settings: Settings, clock: Clock, purpose: Purpose) -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(
        settings.signing_key, salt=purpose.salt, signer=_ClockSigner, signer_kwargs={"clock": clock}
    )


def make_token(settings: Settings, clock: Clock, purpose: Purpose, content: Mapping[str, Any]) -> str:
    """A token that fits into a path; what it holds can be read by anybody, but not changed."""
    return _serializer(settings, clock, purpose).dumps(dict(content))


def read_token(settings: Settings, clock: Clock, purpose: Purpose, token: str) -> dict[str, Any]:
    """What a token holds; `NotFound` when it is forged, too old or made for something else."""
    try:
        found = _serializer(settings, clock, purpose).loads(
            token, max_age=int(purpose.lifetime.total_seconds())
        )
    except BadSignature:
        raise NotFound("link_not_valid") from None
    return dict(found)


def fingerprint(*state: object) -> str:
    """A short mark of the state that a token may change: once it has changed, the token is dead."""
    text = "\x1f".join("" if part is None else str(part) for part in state)
    return hashlib.sha256(text.encode()).hexdigest()[:20]
