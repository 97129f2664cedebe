"""Viewers for service tests: what the middleware makes of a persona's session."""

from __future__ import annotations

from models.db import Database
from models.entities.viewer import Viewer
from models.repositories.sessions import SessionRepository
from tests.conftest import FixedClock
from tests.personas import token
from web.services.sessions import token_hash


async def viewer_of(database: Database, clock: FixedClock, persona: str) -> Viewer:
    """The persona as a signed-in viewer, with what is on record at this moment."""
    async with database.read() as conn:
        found = await SessionRepository(conn).viewer(token_hash(token(persona)), clock.now())
    assert found is not None
    return found[0]
