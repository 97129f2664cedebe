"""Calendars: entries keep their UID, rise in SEQUENCE when they change, and are cancelled, never doubled."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Sequence
from datetime import UTC, datetime

from icalendar import Calendar
from icalendar import Event as Entry

from models.db import Database
from models.entities.events import Event
from models.entities.plans import PlanEntry
from models.entities.viewer import Viewer
from models.entities.vocabulary import EventStatus
from models.errors import NotFound
from models.repositories.calendars import CalendarRepository
from models.repositories.events import EventRepository
from models.repositories.plans import PlanRepository
from web.clock import Clock
from web.i18n import current_locale, gettext, use_locale

MEDIA_TYPE = "text/calendar; charset=utf-8"
_HOST = "shoutou"


def event_calendar(event: Event, site: str) -> bytes:
    """One event as a calendar of its own."""
    calendar = _calendar(event.title_for(current_locale()))
    about, _ = event.about_for(current_locale())
    _add(
        calendar,
        uid=f"event-{event.id}@{_HOST}",
        event=event,
        starts_at=event.starts_at,
        ends_at=event.ends_at,
        summary=event.title_for(current_locale()),
        description="\n".join(filter(None, (about, event.link))),
        place=event.place,
        url=f"{site}/events/{event.id}",
        cancelled=event.status is EventStatus.CANCELLED,
    )
    return bytes(calendar.to_ical())


def personal_calendar(entries: Sequence[PlanEntry], events: Sequence[Event], site: str) -> bytes:
    """A person's own pitches and meetings; what was taken away stays, as cancelled."""
    calendar = _calendar(gettext("My events"))
    by_id = {e.id: e for e in events}
    for entry in entries:
        event = by_id[entry.event_id]
        _add(
            calendar,
            uid=uid_of(entry),
            event=event,
            starts_at=entry.starts_at,
            ends_at=entry.ends_at,
            summary=summary_of(entry),
            description=event.title_for(current_locale()),
            place=place_of(entry, event),
            url=f"{site}/events/{event.id}/my-plan",
            cancelled=not entry.stands,
        )
    return bytes(calendar.to_ical())


def uid_of(entry: PlanEntry) -> str:
    """The same for the same matter in every version of the plan."""
    own = f"event-{entry.event_id}-participant-{entry.participant_id}"
    if entry.partner_id is None:
        return f"{own}-pitch@{_HOST}"
    return f"{own}-meets-{entry.partner_id}@{_HOST}"


def summary_of(entry: PlanEntry) -> str:
    """What the entry is, in the reader's language."""
    if entry.partner_name is None:
        return gettext("Your pitch: %(name)s", name=entry.pitch_name or gettext("not known"))
    return gettext("Meeting with %(name)s", name=entry.partner_name)


def place_of(entry: PlanEntry, event: Event) -> str:
    """Room or table, and where that is."""
    return " · ".join(filter(None, (spot_of(entry), event.place or event.link)))


def spot_of(entry: PlanEntry) -> str:
    """The room, or the table, for somebody who is in the house."""
    return (entry.room_name or "") if entry.table_no is None else gettext("Table %(n)s", n=entry.table_no)


def _calendar(name: str) -> Calendar:
    calendar = Calendar()
    calendar.add("prodid", "-//Shoutou//roadshows//")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", name)
    return calendar


def _add(
    calendar: Calendar,
    *,
    uid: str,
    event: Event,
    starts_at: datetime,
    ends_at: datetime,
    summary: str,
    description: str,
    place: str,
    url: str,
    cancelled: bool,
) -> None:
    entry = Entry()
    entry.add("uid", uid)
    entry.add("sequence", event.sequence)
    entry.add("dtstamp", event.changed_at.astimezone(UTC))
    entry.add("dtstart", starts_at.astimezone(UTC))
    entry.add("dtend", ends_at.astimezone(UTC))
    entry.add("summary", summary)
    entry.add("description", description)
    entry.add("location", place)
    entry.add("url", url)
    entry.add("status", "CANCELLED" if cancelled else "CONFIRMED")
    calendar.add_component(entry)


async def renew_feed(db: Database, clock: Clock, *, viewer: Viewer) -> str:
    """A new secret address; the one before stops at once. It is shown this once and kept as a hash."""
    token = secrets.token_urlsafe(24)
    async with db.transaction() as conn:
        await CalendarRepository(conn).renew(viewer.person_id, _hash(token), clock.now())
    return token


async def feed_made_at(db: Database, *, viewer: Viewer) -> datetime | None:
    """When the feed in use was made, if there is one."""
    async with db.read() as conn:
        return await CalendarRepository(conn).made_at(viewer.person_id)


async def open_feed(db: Database, *, token: str, site: str) -> bytes:
    """The calendar behind a secret address, in its owner's language."""
    async with db.read() as conn:
        reader = await CalendarRepository(conn).reader(_hash(token))
        if reader is None:
            raise NotFound
        entries = await PlanRepository(conn).entries(reader["participant_ids"])
        events = await EventRepository(conn).by_ids(sorted({e.event_id for e in entries}))
    with use_locale(reader["locale"]):
        return personal_calendar(entries, events, site)


async def open_event_calendar(db: Database, *, event_id: int, site: str) -> bytes:
    """A published event as a calendar."""
    async with db.read() as conn:
        found = await EventRepository(conn).public(event_id)
    if not found:
        raise NotFound
    return event_calendar(found[0], site)


def _hash(token: str) -> bytes:
    return hashlib.sha256(token.encode()).digest()
