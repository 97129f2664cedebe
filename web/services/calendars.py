"""Calendars as files: entries keep their UID, rise in SEQUENCE with a change, are cancelled, never doubled.

Times are in UTC, which every calendar shows in its reader's own zone; the event's zone stands in the text
and in X-WR-TIMEZONE. Who may read which calendar is in `feeds.py`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum

from icalendar import Calendar, vCalAddress
from icalendar import Event as Entry

from models.entities.calendars import StageEntry
from models.entities.events import Event
from models.entities.plans import PlanEntry
from models.entities.vocabulary import Answer, EventStatus
from web import formats
from web.i18n import current_locale, gettext

_HOST = "shoutou"
_TYPE = "text/calendar; charset=utf-8"
_PRODUCT = "-//Shoutou//roadshows//"
# How often a calendar program should look; on the day itself a change of plan must not wait for tomorrow.
_REFRESH = timedelta(minutes=15)


class Method(StrEnum):
    """What a calendar tells: how things stand, or that they do not take place (RFC 5546, 3.2.1 and 3.2.5)."""

    PUBLISH = "PUBLISH"
    CANCEL = "CANCEL"


@dataclass(frozen=True, slots=True)
class CalendarFile:
    """A calendar ready to be served or mailed."""

    name: str
    content: bytes
    method: Method
    # When anything in it last changed; None for an empty one.
    changed_at: datetime | None

    @property
    def media_type(self) -> str:
        """The type with the method, which has to be the same in the file and in a mail's header."""
        return f"{_TYPE}; method={self.method}"

    @property
    def attached(self) -> tuple[str, str, bytes]:
        """As a mail carries it: name, type and content."""
        return self.name, self.media_type, self.content


@dataclass(frozen=True, slots=True)
class _Line:
    """An entry before it is written."""

    uid: str
    event: Event
    changed_at: datetime
    starts_at: datetime
    ends_at: datetime
    summary: str
    notes: Sequence[str]
    place: str
    url: str
    stands: bool
    private: bool = False
    # The frame of a day leaves its reader free for what is inside.
    takes_time: bool = True


def event_calendar(event: Event, stage: Sequence[StageEntry], site: str) -> CalendarFile:
    """A published event and its stage programme for anybody's calendar."""
    lines = [_frame(event, site), *(_stage_line(one, event, site) for one in stage)]
    return _written(event.title_for(current_locale()), lines, f"event-{event.id}.ics", event.timezone)


def site_calendar(events: Sequence[Event], site: str) -> CalendarFile:
    """All published events, one entry each."""
    return _written(gettext("Shoutou: events"), [_frame(e, site) for e in events], "events.ics")


def personal_calendar(
    entries: Sequence[PlanEntry],
    events: Sequence[Event],
    site: str,
    *,
    coming: Iterable[int] = (),
    title: str | None = None,
) -> CalendarFile:
    """A person's own pitches and meetings, and the frame of each event to which they come.

    What was taken away stays as cancelled, so that a calendar which has it lets it go.
    """
    by_id = {e.id: e for e in events}
    wanted = set(coming)
    lines = [_frame(e, site) for e in events if e.id in wanted]
    lines += [_own_line(one, by_id[one.event_id], site) for one in entries]
    zones = {e.timezone for e in events}
    return _written(
        title or gettext("My events"), lines, "my-events.ics", zones.pop() if len(zones) == 1 else None
    )


def mailed_calendar(
    entries: Sequence[PlanEntry], event: Event, site: str, *, whole_event: bool = False
) -> CalendarFile:
    """What goes with a mail to one person: a cancellation when nothing of it stands, else how things stand.

    `whole_event` adds the frame of the event, for mails about the event itself.
    """
    lines = [_frame(event, site)] if whole_event else []
    lines += [_own_line(one, event, site) for one in entries]
    method = Method.PUBLISH if any(line.stands for line in lines) else Method.CANCEL
    title = event.title_for(current_locale())
    return _written(title, lines, f"event-{event.id}.ics", event.timezone, method)


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
    """The room, or the table, for somebody who is in the house; online for who meets there."""
    if entry.table_no is not None:
        return gettext("Table %(n)s", n=entry.table_no)
    return gettext("Online") if entry.kind == "meeting" else entry.room_name or ""


def _frame(event: Event, site: str) -> _Line:
    about, _ = event.about_for(current_locale())
    return _Line(
        uid=f"event-{event.id}@{_HOST}",
        event=event,
        changed_at=max(filter(None, (event.changed_at, event.cancelled_at))),
        starts_at=event.starts_at,
        ends_at=event.ends_at,
        summary=event.title_for(current_locale()),
        notes=(about, event.link),
        place=event.place or event.link,
        url=f"{site}/events/{event.id}",
        stands=event.status is not EventStatus.CANCELLED and not event.date_open,
        takes_time=False,
    )


def _own_line(entry: PlanEntry, event: Event, site: str) -> _Line:
    url = f"{site}/events/{event.id}/my-plan"
    waits = entry.stands and entry.own_answer is Answer.PENDING
    about = entry.pitch_name if entry.partner_name is not None else None
    return _Line(
        uid=uid_of(entry),
        event=event,
        changed_at=entry.changed_at,
        starts_at=entry.starts_at,
        ends_at=entry.ends_at,
        summary=summary_of(entry),
        notes=(
            event.title_for(current_locale()),
            gettext("About") + formats.colon() + about if about else "",
            event.link,
            gettext("Please confirm or decline: %(link)s", link=url) if waits else "",
        ),
        place=place_of(entry, event),
        url=url,
        stands=entry.stands,
        private=True,
    )


def _stage_line(entry: StageEntry, event: Event, site: str) -> _Line:
    named = entry.pitch_name is not None
    return _Line(
        uid=f"event-{event.id}-participant-{entry.participant_id}-stage@{_HOST}",
        event=event,
        changed_at=entry.changed_at,
        starts_at=entry.starts_at,
        ends_at=entry.ends_at,
        summary=entry.pitch_name or gettext("a selected project"),
        notes=((entry.company_name or "") if named else "", event.title_for(current_locale())),
        place=" · ".join(filter(None, (entry.room_name, event.place or event.link))),
        url=f"{site}/events/{event.id}",
        stands=entry.stands and event.status is EventStatus.PUBLISHED,
        takes_time=False,
    )


def _written(
    title: str, lines: Sequence[_Line], name: str, zone: str | None = None, method: Method = Method.PUBLISH
) -> CalendarFile:
    """The file; the same lines give the same bytes, so that a reader can ask whether anything changed."""
    calendar = Calendar()
    calendar.add("prodid", _PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("method", method)
    calendar.add("name", title)
    calendar.add("x-wr-calname", title)
    calendar.add("x-wr-timezone", zone or formats.DEFAULT_ZONE)
    calendar.add("refresh-interval", _REFRESH, parameters={"VALUE": "DURATION"})
    calendar.add("x-published-ttl", _REFRESH)
    for line in lines:
        calendar.add_component(_entry(line))
    changed_at = max((line.changed_at for line in lines), default=None)
    return CalendarFile(name, calendar.to_ical(), method, changed_at)


def _entry(line: _Line) -> Entry:
    event, zone = line.event, line.event.timezone
    when = (
        f"{formats.datetime(line.starts_at, zone)} – {formats.datetime(line.ends_at, zone)}"
        if line.ends_at - line.starts_at >= timedelta(days=1)
        else f"{formats.date(line.starts_at, zone)} {formats.time(line.starts_at, zone)}–"
        f"{formats.time(line.ends_at, zone)}{formats.in_zone(zone)}"
    )
    # The organising body has no address of its own that mail could go to: its event's page stands for it.
    organiser = vCalAddress(f"{line.url.rpartition('/events/')[0]}/events/{event.id}")
    organiser.params["CN"] = event.organiser_name
    entry = Entry()
    entry.add("uid", line.uid)
    entry.add("sequence", event.sequence)
    entry.add("dtstamp", line.changed_at.astimezone(UTC))
    entry.add("last-modified", line.changed_at.astimezone(UTC))
    entry.add("dtstart", line.starts_at.astimezone(UTC))
    entry.add("dtend", line.ends_at.astimezone(UTC))
    entry.add("summary", line.summary)
    entry.add("description", "\n".join([when, *filter(None, line.notes)]))
    if line.place:
        entry.add("location", line.place)
    entry.add("organizer", organiser)
    entry.add("url", line.url)
    entry.add("class", "PRIVATE" if line.private else "PUBLIC")
    entry.add("transp", "OPAQUE" if line.takes_time and line.stands else "TRANSPARENT")
    entry.add("status", "CONFIRMED" if line.stands else "CANCELLED")
    return entry
