"""The one mail that everybody concerned gets when an event is postponed or cancelled."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from models.db import Connection
from models.entities.events import Addressee, Event
from models.entities.plans import PlanEntry
from web import formats
from web.clock import Clock
from web.i18n import current_locale, gettext
from web.services.calendars import mailed_calendar
from web.services.event_mail import facts_of
from web.services.event_texts import EventTexts
from web.services.mail import mail_each

# How a reader's own mail is worded, and the page that it leads to.
Chosen = Callable[[Addressee], tuple[str, str]]


async def tell_postponed(
    conn: Connection,
    clock: Clock,
    before: Event,
    event: Event,
    to: Sequence[Addressee],
    entries: Sequence[PlanEntry],
    site: str,
) -> int:
    """Another time; whoever has entries in the plan is asked to confirm them anew."""
    in_plan = {e.person_id for e in entries if e.stands}

    def chosen(one: Addressee) -> tuple[str, str]:
        if one.person_id in in_plan:
            return "postponed_plan", f"/events/{event.id}/my-plan"
        return "postponed", f"/events/{event.id}"

    return await _send(conn, clock, before, event, "event_postponed", to, entries, site, chosen)


async def tell_date_open(
    conn: Connection,
    clock: Clock,
    before: Event,
    event: Event,
    to: Sequence[Addressee],
    entries: Sequence[PlanEntry],
    site: str,
) -> int:
    """Not on that day, and nobody knows yet when."""

    def chosen(_: Addressee) -> tuple[str, str]:
        return "date_open", f"/events/{event.id}"

    return await _send(conn, clock, before, event, "event_postponed", to, entries, site, chosen)


async def tell_called_off(
    conn: Connection,
    clock: Clock,
    before: Event,
    event: Event,
    to: Sequence[Addressee],
    entries: Sequence[PlanEntry],
    site: str,
) -> int:
    """It does not take place."""

    def chosen(_: Addressee) -> tuple[str, str]:
        return "cancelled", "/events"

    return await _send(conn, clock, before, event, "event_cancelled", to, entries, site, chosen)


async def _send(
    conn: Connection,
    clock: Clock,
    before: Event,
    event: Event,
    purpose: str,
    to: Sequence[Addressee],
    entries: Sequence[PlanEntry],
    site: str,
    chosen: Chosen,
) -> int:
    mine: dict[int, list[PlanEntry]] = {}
    for entry in entries:
        if entry.person_id is not None:
            mine.setdefault(entry.person_id, []).append(entry)
    texts = await EventTexts.of(conn, event.id)

    def told(one: Addressee) -> tuple[str, str]:
        code, path = chosen(one)
        return texts.write(code, facts_of(event) | what_changed(before, event) | {"link": site + path})

    def calendar(one: Addressee) -> tuple[str, str, bytes]:
        return mailed_calendar(mine.get(one.person_id, []), event, site, whole_event=True).attached

    key = f"event-{event.id}-{purpose}-{event.sequence}"
    return await mail_each(conn, clock, purpose, to, told, key, calendar, link=lambda one: chosen(one)[1])


def what_changed(before: Event, event: Event) -> dict[str, str]:
    """When it was to be, and why it is not, if the organiser said so."""
    reason = event.reason_for(current_locale())
    return {
        "former": gettext("a day that was still open")
        if before.date_open
        else formats.datetime(before.starts_at, before.timezone),
        "reason": gettext("%(organiser)s says: %(reason)s", organiser=event.organiser_name, reason=reason)
        if reason
        else "",
    }
