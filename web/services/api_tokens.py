"""Tokens by which a program acts as its person: made, listed, ended, and looked up at each request."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Collection
from datetime import timedelta

from models.db import Database
from models.entities.api import ApiToken, TokenUse
from models.entities.viewer import Viewer
from models.errors import Conflict, Invalid, NotFound
from models.repositories.api import ApiRepository
from models.repositories.audit import AuditRepository
from web.clock import Clock
from web.services.throttle import API_NOBODY, API_TOKEN, API_WRONG_TOKEN, count_try

# What a token begins with, so that a search for leaked secrets finds it.
MARK = "shoutou_"
MOST_TOKENS = 20
MOST_SHOWN = 50
# Days that a token may be good for.
LIFETIMES = (7, 30, 90, 365)
_TOUCH_EVERY = timedelta(hours=1)


def hashed(token: str) -> bytes:
    """As the database knows it: the token has so much chance in it that a plain hash is enough."""
    return hashlib.sha256(token.encode()).digest()


async def make_token(
    db: Database, clock: Clock, *, viewer: Viewer, name: str, scopes: Collection[str], days: int
) -> str:
    """A new token, which is told this once; it has shown the second factor if its maker has."""
    token = MARK + secrets.token_urlsafe(32)
    async with db.transaction() as conn:
        tokens, now = ApiRepository(conn), clock.now()
        if await tokens.n_in_force(viewer.person_id, now) >= MOST_TOKENS:
            raise Invalid("too_many_tokens", limit=MOST_TOKENS)
        token_id = await tokens.add(
            viewer.person_id,
            name,
            hashed(token),
            scopes,
            second_factor=viewer.passed_second_factor,
            now=now,
            expires_at=now + timedelta(days=days),
        )
        details = {"scopes": sorted(scopes), "days": days}
        await AuditRepository(conn).note(now, viewer.person_id, "make_token", "api_token", token_id, details)
    return token


async def own_tokens(db: Database, *, viewer: Viewer) -> list[ApiToken]:
    """The person's tokens, those in force first."""
    async with db.read() as conn:
        return await ApiRepository(conn).of_person(viewer.person_id, MOST_SHOWN)


async def revoke_token(db: Database, clock: Clock, *, viewer: Viewer, token_id: int) -> None:
    """End one's own token at once."""
    async with db.transaction() as conn:
        tokens, now = ApiRepository(conn), clock.now()
        if not await tokens.revoke(viewer.person_id, token_id, now):
            known = {t.id for t in await tokens.of_person(viewer.person_id, MOST_SHOWN)}
            raise Conflict("state_moved_on") if token_id in known else NotFound()
        await AuditRepository(conn).note(now, viewer.person_id, "revoke_token", "api_token", token_id)


async def open_token(db: Database, clock: Clock, token: str) -> tuple[Viewer, TokenUse] | None:
    """Who stands behind a token and what it allows; None when it is not in force."""
    if not token.startswith(MARK):
        return None
    now = clock.now()
    async with db.glance() as conn:
        found = await ApiRepository(conn).in_force(hashed(token), now)
    if found is None:
        return None
    _, use = found
    if use.last_used_at is None or now - use.last_used_at > _TOUCH_EVERY:
        async with db.transaction() as conn:
            await ApiRepository(conn).touch(use.token_id, now)
    return found


async def count_request(db: Database, clock: Clock, use: TokenUse) -> None:
    """Count one request of a token."""
    await count_try(db, clock, API_TOKEN, str(use.token_id))


async def count_nobody(db: Database, clock: Clock, network: str) -> None:
    """Count one request without a token, by where it comes from."""
    await count_try(db, clock, API_NOBODY, network)


async def count_wrong_token(db: Database, clock: Clock, network: str) -> None:
    """Count one try with a token that is not in force."""
    await count_try(db, clock, API_WRONG_TOKEN, network)
