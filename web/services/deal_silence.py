"""A side of a deal that has not moved for long: both are told, once a silence."""

from __future__ import annotations

from datetime import timedelta

from models.db import Database
from models.entities.deals import LIVE
from models.repositories.deals import DealRepository
from web.clock import Clock
from web.services.deal_mail import tell_silence
from web.services.deals import today_of


async def flag_silences(db: Database, clock: Clock, days: int) -> int:
    """Flag sides that have not moved for so many days and tell both; answers how many were flagged."""
    now, n = clock.now(), 0
    async with db.read() as conn:
        due = await DealRepository(conn).due_silences(now - timedelta(days=days), today_of(clock))
    for one in due:
        async with db.transaction() as conn:
            deals = DealRepository(conn)
            # Held, so that a step taken in this second is either seen or comes after.
            if await deals.lock(one.deal_id) not in LIVE or not await deals.flag_silence(one, now):
                continue
            await tell_silence(conn, clock, one.deal_id, one.side, (now - one.since).days)
            n += 1
    return n
