"""The public calendar and a published event, as anybody reads them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from models.entities.vocabulary import EventKind, EventStatus
from web.forms.base import Parsed
from web.i18n import current_locale, gettext, ngettext
from web.pages.events import EventLine
from web.pages.seats import DoorPart, door_part, seats_said
from web.services.events import PublicCalendar, PublicEvent, PublicFilters
from web.services.registration_state import closed_because
from web.vocabulary import label


@dataclass(frozen=True, slots=True)
class KindTab:
    """A link that leaves the events of one kind."""

    label: str
    href: str
    current: bool
    count: int


@dataclass(frozen=True, slots=True)
class PublicLine:
    """An event of the public list with how full it is."""

    line: EventLine
    seats: str
    pill: str
    state: str


@dataclass(frozen=True, slots=True)
class PublicEventsPage:
    """`events/public_list.html`."""

    title: str
    answer: str
    tabs: list[KindTab]
    coming: list[PublicLine]
    past: list[EventLine]
    filters: Parsed[Any]
    # The address with the one other filter turned.
    open_href: str
    only_open: bool


def public_events_page(
    found: PublicCalendar, filters: Parsed[PublicFilters], now: datetime, path: str
) -> PublicEventsPage:
    """The public calendar under its filters, each of which is a link."""
    asked = filters.clean or PublicFilters()

    def href(kind: EventKind | None, *, only_open: bool) -> str:
        query = {"kind": str(kind) if kind else "", "open": "1" if only_open else ""}
        given = {k: v for k, v in query.items() if v}
        return f"{path}?{urlencode(given)}" if given else path

    shown = [e for e in found.coming if not asked.only_open or closed_because(e, now) is None]
    coming = [e for e in shown if asked.kind in (None, e.kind)]
    tabs = [
        KindTab(
            gettext("All") if kind is None else label("event_kind", kind),
            href(kind, only_open=asked.only_open),
            kind is asked.kind,
            sum(kind in (None, e.kind) for e in shown),
        )
        for kind in (None, *EventKind)
    ]
    answer = (
        ngettext("%(num)s event is coming up.", "%(num)s events are coming up.", len(coming))
        if coming
        else gettext("No event is announced at present.")
    )
    lines = []
    for event in coming:
        seats = found.seats[event.id]
        closed = closed_because(event, now)
        pill, state = "", ""
        if event.status is EventStatus.CANCELLED:
            pill, state = "bad", label("event_status", event.status)
        elif event.date_open:
            pill, state = "attention", gettext("Postponed")
        elif closed is None:
            pill, state = (
                ("attention", gettext("Waiting list"))
                if seats.full
                else ("good", gettext("Open for registration"))
            )
        said = seats_said(seats) if event.open_registration and event.status is EventStatus.PUBLISHED else ""
        lines.append(PublicLine(EventLine(event), said, pill, state))
    past = [EventLine(e) for e in found.past if asked.kind in (None, e.kind)]
    return PublicEventsPage(
        gettext("Events"),
        answer,
        tabs,
        lines,
        past,
        filters,
        href(asked.kind, only_open=not asked.only_open),
        asked.only_open,
    )


@dataclass(frozen=True, slots=True)
class PublicEventPage:
    """`events/public.html`."""

    title: str
    line: EventLine
    about: str
    about_lang: str
    place: str
    programme: list[Any]
    door: DoorPart | None
    reason: str
    may_put_forward: bool
    has_results: bool


def public_event_page(found: PublicEvent) -> PublicEventPage:
    """A published event for anybody, with what the reader may do."""
    event = found.event
    line = EventLine(event)
    about, lang = event.about_for(current_locale())
    place = " · ".join(filter(None, (event.place, event.district and label("district", event.district))))
    return PublicEventPage(
        line.title,
        line,
        about,
        lang,
        place,
        found.programme,
        door_part(event, found.door),
        event.reason_for(current_locale()),
        bool(found.door.pitches) and found.door.closed is None,
        found.has_results,
    )
