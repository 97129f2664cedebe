"""The feed of changes behind the lists: how long it is kept. Who reads it is next door, `index`."""

from __future__ import annotations

from datetime import timedelta

from models.db import Database
from models.repositories.match_feed import MatchFeedRepository
from web.clock import Clock

# A process looks every second; one that was away for longer reads everything again.
KEPT = timedelta(hours=1)


async def forget_old_changes(db: Database, clock: Clock) -> None:
    """Throw away what every process has read long since."""
    async with db.transaction() as conn:
        await MatchFeedRepository(conn).forget(clock.now() - KEPT)
