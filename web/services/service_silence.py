"""Requests for services about which nothing happens: a reminder to both sides, later an end by itself."""

from __future__ import annotations

from datetime import timedelta

from models.db import Database
from models.entities.service_requests import (
    OPEN,
    WAITING,
    NewServiceStep,
    QuietAsk,
    ServiceSide,
    ServiceState,
    ServiceStep,
)
from models.repositories.service_requests import ServiceRequestRepository
from web.clock import Clock
from web.services.service_mail import tell_quiet, tell_step
from web.services.spaces import today_of


async def remind_of_services(db: Database, clock: Clock, *, remind_days: int, expire_days: int) -> int:
    """Remind both sides of each silence, and end what nobody answered; answers how many were either."""
    now = clock.now()
    async with db.read() as conn:
        requests = ServiceRequestRepository(conn)
        ended = await requests.unanswered(now - timedelta(days=expire_days))
        promised_before = today_of(clock) - timedelta(days=remind_days)
        quiet = await requests.quiet(now - timedelta(days=remind_days), promised_before)
    gone = {(one.request_id, one.space_id) for one in ended}
    n = 0
    for one in ended:
        n += await _end(db, clock, one)
    for one in quiet:
        if (one.request_id, one.space_id) not in gone:
            n += await _remind(db, clock, one)
    return n


async def _end(db: Database, clock: Clock, one: QuietAsk) -> bool:
    async with db.transaction() as conn:
        requests, step = ServiceRequestRepository(conn), NewServiceStep(ServiceStep.EXPIRED)
        # Held, so that an answer given in this second is either seen or comes after and is refused.
        standing = await requests.lock(one.request_id)
        if standing[one.space_id][0] not in WAITING:
            return False
        await requests.add_step(
            one.request_id, one.space_id, ServiceSide.PLATFORM, step, None, "zh", clock.now()
        )
        await tell_step(conn, clock, one.request_id, one.space_id, ServiceSide.PLATFORM, step)
        return True


async def _remind(db: Database, clock: Clock, one: QuietAsk) -> bool:
    async with db.transaction() as conn:
        requests, now = ServiceRequestRepository(conn), clock.now()
        standing = await requests.lock(one.request_id)
        state = standing[one.space_id][0]
        if state not in OPEN or not await requests.remind(one, now):
            return False
        side = ServiceSide.FOUNDER if state is ServiceState.NEEDS_MORE else ServiceSide.SPACE
        await tell_quiet(conn, clock, one.request_id, one.space_id, side, (now - one.since).days)
        return True
