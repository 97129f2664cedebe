"""Calendar feeds: secret addresses for a person's own plan, open ones for published events."""

from __future__ import annotations

import hashlib
import secrets

from models.db import Connection, Database
from models.entities.calendars import FeedAddress, FeedReader
from models.entities.viewer import Viewer
from models.errors import NotFound
from models.repositories.audit import AuditRepository
from models.repositories.calendars import CalendarRepository
from models.repositories.events import EventRepository
from models.repositories.participants import ParticipantRepository
from models.repositories.plans import PlanRepository
from web.clock import Clock
from web.i18n import current_locale, use_locale
from web.services.calendars import CalendarFile, event_calendar, personal_calendar, site_calendar


async def renew_feed(db: Database, clock: Clock, *, viewer: Viewer, event_id: int | None = None) -> str:
    """A new secret address, for one event or for everything; the one before stops at once.

    It is shown this once and kept as a hash.
    """
    token = secrets.token_urlsafe(24)
    async with db.transaction() as conn:
        feeds = CalendarRepository(conn)
        if event_id is not None and not await feeds.takes_part(viewer.person_id, event_id):
            raise NotFound
        await feeds.renew(viewer.person_id, event_id, _hash(token), clock.now())
        await _note(conn, clock, viewer, "renew_feed", event_id)
    return token


async def revoke_feed(db: Database, clock: Clock, *, viewer: Viewer, event_id: int | None = None) -> None:
    """The address stops at once, and there is no new one."""
    async with db.transaction() as conn:
        await CalendarRepository(conn).revoke(viewer.person_id, event_id, clock.now())
        await _note(conn, clock, viewer, "revoke_feed", event_id)


async def _note(conn: Connection, clock: Clock, viewer: Viewer, action: str, event_id: int | None) -> None:
    details = {} if event_id is None else {"event": event_id}
    audit = AuditRepository(conn)
    await audit.note(clock.now(), viewer.person_id, action, "person", viewer.person_id, details)


async def feed_addresses(db: Database, *, viewer: Viewer) -> list[FeedAddress]:
    """The addresses in use."""
    async with db.read() as conn:
        return await CalendarRepository(conn).addresses(viewer.person_id)


async def open_feed(db: Database, *, token: str, site: str, locale: str | None = None) -> CalendarFile:
    """The calendar behind a secret address, in its owner's language unless another is asked for."""
    async with db.read() as conn:
        reader = await CalendarRepository(conn).reader(_hash(token))
        if reader is None:
            raise NotFound
        return await _personal(conn, reader, site, locale or reader.locale)


async def _personal(conn: Connection, reader: FeedReader, site: str, locale: str) -> CalendarFile:
    entries = await PlanRepository(conn).entries(reader.participant_ids)
    ids = {e.event_id for e in entries}.union(reader.event_ids)
    events = await EventRepository(conn).by_ids(sorted(ids))
    with use_locale(locale):
        only = next((e for e in events if e.id == reader.event_id), None)
        title = None if only is None else only.title_for(locale)
        return personal_calendar(entries, events, site, coming=reader.event_ids, title=title)


async def open_own_calendar(db: Database, *, viewer: Viewer, event_id: int, site: str) -> CalendarFile:
    """The viewer's own plan of one event, to be taken into a calendar once."""
    async with db.read() as conn:
        own = await ParticipantRepository(conn).own(viewer, event_id=event_id)
        if not own:
            raise NotFound
        events = await EventRepository(conn).by_ids([event_id])
        entries = await PlanRepository(conn).entries([p.id for p in own])
    return personal_calendar(entries, events, site, title=events[0].title_for(current_locale()))


async def open_event_calendar(db: Database, *, event_id: int, site: str) -> CalendarFile:
    """A published event with its stage programme."""
    async with db.read() as conn:
        found = await EventRepository(conn).public(event_id)
        if not found:
            raise NotFound
        stage = await CalendarRepository(conn).stage_entries([event_id])
    return event_calendar(found[0], stage, site)


async def open_site_calendar(db: Database, *, site: str) -> CalendarFile:
    """All events that were ever published, so that a cancelled one goes from calendars that have it."""
    async with db.read() as conn:
        return site_calendar(await EventRepository(conn).public(), site)


def _hash(token: str) -> bytes:
    return hashlib.sha256(token.encode()).digest()
