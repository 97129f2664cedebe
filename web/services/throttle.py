"""How often something may be tried: counted in the database, so that all processes count together."""

from __future__ import annotations

import hashlib
import math
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import anyio

from models.db import Database
from models.errors import Invalid
from models.repositories.sessions import SessionRepository
from web.clock import Clock

# Longer than the work behind any of the answers that must not be told apart.
_EVEN_SECONDS = 0.25


class TooManyTries(Invalid):
    """Wait `minutes`, then try again; `seconds` is the same for a program."""

    def __init__(self, code: str, *, seconds: int, minutes: int) -> None:
        super().__init__(code, minutes=minutes)
        self.seconds = seconds


@dataclass(frozen=True, slots=True)
class Limit:
    """So many tries in a window."""

    name: str
    tries: int
    window: timedelta


SIGN_IN_ADDRESS = Limit("sign-in-address", 8, timedelta(minutes=15))
SIGN_IN_NETWORK = Limit("sign-in-network", 60, timedelta(minutes=15))
CODE = Limit("second-factor", 6, timedelta(minutes=15))
PASSWORD = Limit("password", 8, timedelta(minutes=15))
MAIL_ADDRESS = Limit("mail-address", 5, timedelta(hours=1))
MAIL_NETWORK = Limit("mail-network", 30, timedelta(hours=1))
API_TOKEN = Limit("api-token", 600, timedelta(minutes=1))
API_NOBODY = Limit("api-nobody", 120, timedelta(minutes=1))
API_WRONG_TOKEN = Limit("api-wrong-token", 30, timedelta(minutes=15))


def _key(limit: Limit, who: str) -> str:
    # Hashed, so that the table tells nobody who tried.
    return f"{limit.name}:{hashlib.sha256(who.encode()).hexdigest()[:24]}"


async def count_try(db: Database, clock: Clock, limit: Limit, who: str) -> None:
    """Count one try, whatever becomes of it; raises `TooManyTries` when it is one too many."""
    now = clock.now()
    seconds = limit.window.total_seconds()
    start = datetime.fromtimestamp(now.timestamp() // seconds * seconds, UTC)
    # Each statement is a transaction of its own, so that counting costs a request one question.
    async with db.glance() as conn:
        sessions = SessionRepository(conn)
        hits = await sessions.hit_throttle(_key(limit, who), start)
        if hits == 1:
            await sessions.forget_old_throttles(now - timedelta(days=1))
    if hits > limit.tries:
        left = (start + limit.window - now).total_seconds()
        raise TooManyTries(
            "too_many_tries", seconds=max(1, math.ceil(left)), minutes=max(1, math.ceil(left / 60))
        )


async def forget_tries(db: Database, limit: Limit, who: str) -> None:
    """After a success the count begins anew."""
    async with db.transaction() as conn:
        await SessionRepository(conn).clear_throttle(_key(limit, who))


@asynccontextmanager
async def evenly(seconds: float = _EVEN_SECONDS) -> AsyncIterator[None]:
    """Take at least so long, whatever happens inside: the time tells nothing about who is known."""
    until = anyio.current_time() + seconds
    try:
        yield
    finally:
        await anyio.sleep_until(until)
