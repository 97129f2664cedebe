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
from web.services.mail import mail_each

Words = Callable[[Addressee, dict[str, str]], tuple[str, str]]


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

    def words(one: Addressee, facts: dict[str, str]) -> tuple[str, str]:
        body = gettext(
            "%(event)s is postponed.\nNow: %(when)s\nWhere: %(place)s\nBefore: %(former)s", **facts
        )
        if any(e.person_id == one.person_id and e.stands for e in entries):
            facts["link"] = f"{site}/events/{event.id}/my-plan"
            body += "\n\n" + gettext(
                "Your entries in the plan moved along. Please confirm or decline each anew:\n%(link)s",
                **facts,
            )
        else:
            body += "\n\n" + gettext("If you cannot come any more, please say so:\n%(link)s", **facts)
        return gettext("%(event)s: postponed to %(when)s", **facts), body

    return await _send(conn, clock, before, event, "event_postponed", to, entries, site, words)


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

    def words(_: Addressee, facts: dict[str, str]) -> tuple[str, str]:
        return gettext("%(event)s: postponed, the date will be announced", **facts), gettext(
            "%(event)s does not take place on %(former)s. A new date will be announced; registrations and "
            "invitations stay as they are, and your calendar entries are taken out until then.\n\n%(link)s",
            **facts,
        )

    return await _send(conn, clock, before, event, "event_postponed", to, entries, site, words)


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

    def words(_: Addressee, facts: dict[str, str]) -> tuple[str, str]:
        facts["link"] = f"{site}/events"
        return (
            gettext("%(event)s: cancelled", **facts),
            gettext("%(event)s on %(former)s does not take place.", **facts)
            + "\n\n"
            + gettext("Other events: %(link)s", **facts),
        )

    return await _send(conn, clock, before, event, "event_cancelled", to, entries, site, words)


async def _send(
    conn: Connection,
    clock: Clock,
    before: Event,
    event: Event,
    purpose: str,
    to: Sequence[Addressee],
    entries: Sequence[PlanEntry],
    site: str,
    words: Words,
) -> int:
    mine: dict[int, list[PlanEntry]] = {}
    for entry in entries:
        if entry.person_id is not None:
            mine.setdefault(entry.person_id, []).append(entry)

    def told(one: Addressee) -> tuple[str, str]:
        former = (
            gettext("a day that was still open")
            if before.date_open
            else formats.datetime(before.starts_at, before.timezone)
        )
        facts = facts_of(event) | {"former": former, "link": f"{site}/events/{event.id}"}
        subject, body = words(one, facts)
        reason = event.reason_for(current_locale())
        if reason:
            said = gettext("%(organiser)s says: %(reason)s", organiser=event.organiser_name, reason=reason)
            head, _, rest = body.partition("\n\n")
            body = f"{head}\n{said}\n\n{rest}"
        return subject, body

    def calendar(one: Addressee) -> tuple[str, str, bytes]:
        return mailed_calendar(mine.get(one.person_id, []), event, site, whole_event=True).attached

    key = f"event-{event.id}-{purpose}-{event.sequence}"
    return await mail_each(conn, clock, purpose, to, told, key, calendar)
