"""Silence ends a proposal: both sides are reminded some days before, and told when it has expired."""

from __future__ import annotations

from datetime import datetime, timedelta

from models.db import Connection, Database
from models.entities.funding import Due
from models.entities.vocabulary import FundingStatus, FundingStep
from models.repositories.funding import LedgerRepository
from web.clock import Clock
from web.services.firsts import hold_company
from web.services.funding_mail import tell_expired, tell_lapsing

REMIND_BEFORE = timedelta(days=3)
# Looking means asking of every open proposal, so it is done this often and not at each sweep of the worker.
LOOK_EVERY = timedelta(minutes=10)


class LapseWatch:
    """Remembers when the worker looked last."""

    def __init__(self) -> None:
        self._next: datetime | None = None

    def is_due(self, now: datetime) -> bool:
        """Whether it is time to look again; answering yes counts as looking."""
        if self._next is not None and now < self._next:
            return False
        self._next = now + LOOK_EVERY
        return True


async def lapse_records(db: Database, clock: Clock, answer_days: int, site: str) -> int:
    """Remind of proposals that end soon and end those whose time is over; answers how many ended."""
    now, n = clock.now(), 0
    async with db.read() as conn:
        due = await LedgerRepository(conn).unanswered(now, now + REMIND_BEFORE, answer_days)
    for one in due:
        async with db.transaction() as conn:
            if not await _still_waits(conn, one):
                continue
            if one.until > now:
                await _add(conn, clock, one, FundingStep.REMINDED)
                await tell_lapsing(conn, clock, one.id, one.until, site)
            else:
                await _add(conn, clock, one, FundingStep.EXPIRED)
                await tell_expired(conn, clock, one.id, site)
                n += 1
    return n


async def _still_waits(conn: Connection, one: Due) -> bool:
    """Hold the record, and see whether somebody answered meanwhile."""
    ledger = LedgerRepository(conn)
    await hold_company(conn, one.company_id)
    await ledger.lock_record(one.id)
    standing = await ledger.standing(one.id)
    return standing is not None and standing["status"] == FundingStatus.PROPOSED


async def _add(conn: Connection, clock: Clock, one: Due, step: FundingStep) -> None:
    await LedgerRepository(conn).add_step(
        one.id, step, person_id=None, body_id=None, comment="", lang="zh", now=clock.now()
    )
