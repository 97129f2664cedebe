"""Leaving by oneself: what hinders it, a fortnight to think better of it or at once, and what is done."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

import structlog

from models.db import Database
from models.entities.rights import Hindrance, Leaving
from models.entities.viewer import Viewer
from models.errors import Conflict, Invalid, NotFound
from models.repositories.audit import AuditRepository
from models.repositories.leaving import LeavingRepository, OpenMatters
from models.repositories.people import PeopleRepository
from web import formats
from web.clock import Clock
from web.files import FileStore
from web.i18n import gettext, use_locale
from web.services.forgetting import drop_files, take_leave
from web.services.mail import queue_mail
from web.services.password_rules import folded
from web.services.passwords import Passwords
from web.services.throttle import PASSWORD, count_try, forget_tries

COOLING_OFF = timedelta(days=14)
_log = structlog.get_logger("leaving")


@dataclass(frozen=True, slots=True)
class LeavingView:
    """What leaving would do to the viewer, and what keeps them from it."""

    hindrances: list[Hindrance]
    n_alone: int
    n_pitches: int
    ends: OpenMatters
    pending: Leaving | None


async def open_leaving(db: Database, clock: Clock, *, viewer: Viewer) -> LeavingView:
    """What the page says before anybody presses anything."""
    async with db.read() as conn:
        leaving, now = LeavingRepository(conn), clock.now()
        alone = await leaving.alone(viewer.person_id)
        return LeavingView(
            await leaving.hindrances(viewer.person_id, now),
            len(alone),
            sum(len(one.pitches) for one in alone),
            await leaving.open_matters(viewer.person_id, [one.id for one in alone], now),
            await leaving.pending(viewer),
        )


async def ask_to_leave(
    db: Database,
    clock: Clock,
    passwords: Passwords,
    files: FileStore,
    *,
    viewer: Viewer,
    password: str,
    at_once: bool,
    site: str,
) -> None:
    """Leave, at once or in a fortnight, for who knows the password; refused while something keeps them."""
    await count_try(db, clock, PASSWORD, str(viewer.person_id))
    async with db.read() as conn:
        person = await PeopleRepository(conn).by_id(viewer.person_id)
    if person is None or not await passwords.matches(person.password_hash, folded(password)):
        raise Invalid("password_wrong", field="password")
    if at_once:
        await _leave(db, clock, files, viewer=viewer, site=site)
    else:
        await _leave_later(db, clock, viewer=viewer)
    await forget_tries(db, PASSWORD, str(viewer.person_id))


async def _leave_later(db: Database, clock: Clock, *, viewer: Viewer) -> None:
    async with db.transaction() as conn:
        leaving, now = LeavingRepository(conn), clock.now()
        if await leaving.hindrances(viewer.person_id, now):
            raise Conflict("leaving_hindered")
        due_at = now + COOLING_OFF
        if not await leaving.ask(viewer.person_id, now, due_at):
            raise Conflict("state_moved_on")
        await AuditRepository(conn).note(now, viewer.person_id, "ask_to_leave", "person", viewer.person_id)
        with use_locale(viewer.locale):
            day = formats.date(due_at)
            subject = gettext("Leaving on %(day)s", day=day)
            body = gettext(
                "You have asked to leave. On %(day)s your account, your name and address and what is yours "
                "alone are erased. Until then you can stay: sign in and say so.",
                day=day,
            )
        await queue_mail(
            conn, clock, person_id=viewer.person_id, address=viewer.email, locale=viewer.locale,
            purpose="leaving", subject=subject, body=body, link="/account/rights/leave",
        )  # fmt: skip


async def stay(db: Database, clock: Clock, *, viewer: Viewer) -> None:
    """Not leave after all."""
    async with db.transaction() as conn:
        now = clock.now()
        if not await LeavingRepository(conn).cancel(viewer.person_id, now):
            raise NotFound
        await AuditRepository(conn).note(now, viewer.person_id, "stay", "person", viewer.person_id)


async def leave_due(db: Database, clock: Clock, files: FileStore, *, site: str) -> int:
    """Let those leave whose day has come; answers how many did.

    Who is kept by something that opened meanwhile stays until it is settled, and the page says by what.
    """
    async with db.read() as conn:
        due = await LeavingRepository(conn).due(clock.now())
        people = PeopleRepository(conn)
        viewers = [await people.viewer(one.person_id, clock.now()) for one in due]
    left = 0
    for viewer in viewers:
        if viewer is None:
            continue
        try:
            await _leave(db, clock, files, viewer=viewer, site=site)
        except Conflict as error:
            _log.info("leaving_waits", person=viewer.person_id, code=error.code)
            continue
        left += 1
    return left


async def _leave(db: Database, clock: Clock, files: FileStore, *, viewer: Viewer, site: str) -> None:
    async with db.transaction() as conn:
        # Held, so that what is looked at now is what is erased.
        await PeopleRepository(conn).by_id(viewer.person_id, lock=True)
        if await LeavingRepository(conn).hindrances(viewer.person_id, clock.now()):
            raise Conflict("leaving_hindered")
        dropped = await take_leave(conn, clock, by=viewer, person_id=viewer.person_id, site=site)
    await drop_files(files, dropped)
