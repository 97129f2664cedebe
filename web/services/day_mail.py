"""The mails of the day itself: times that shift, and meetings that move or do not take place."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from models.db import Connection
from models.entities.events import Addressee, Event
from models.entities.plans import PlanEntry
from models.repositories.participants import ParticipantRepository
from models.repositories.plans import PlanRepository
from web import formats
from web.clock import Clock
from web.i18n import gettext
from web.services.calendars import mailed_calendar, place_of, summary_of
from web.services.event_mail import facts_of
from web.services.mail import mail_each


async def tell_new_times(
    conn: Connection, clock: Clock, event: Event, person_ids: Sequence[int], site: str, key: str
) -> int:
    """Send the times of today, with calendar entries, to people whose times have changed."""
    people = ParticipantRepository(conn)
    everybody = await people.of_event(event.id)
    mine: dict[int, list[PlanEntry]] = {}
    for entry in await PlanRepository(conn).entries([p.id for p in everybody]):
        if entry.person_id is not None:
            mine.setdefault(entry.person_id, []).append(entry)

    def words(to: Addressee) -> tuple[str, str]:
        return _words(event, mine.get(to.person_id, []), site)

    def calendar(to: Addressee) -> tuple[str, str, bytes]:
        return mailed_calendar(mine.get(to.person_id, []), event, site).attached

    to = await people.persons(sorted(person_ids))
    return await mail_each(conn, clock, "times_shifted", to, words, key, calendar)


def _words(event: Event, entries: Sequence[PlanEntry], site: str) -> tuple[str, str]:
    facts: Mapping[str, str] = facts_of(event) | {"link": f"{site}/events/{event.id}/day"}
    lines = [
        f"{formats.time(e.starts_at, event.timezone)}–{formats.time(e.ends_at, event.timezone)}  "
        f"{summary_of(e)} ({place_of(e, event)})"
        for e in sorted(entries, key=lambda e: e.starts_at)
        if e.stands
    ]
    return (
        gettext("%(event)s: your times have changed", **facts),
        "\n".join(
            [
                gettext("The day runs differently from what was planned. Your times now:"),
                "",
                *(lines or [gettext("Nothing is planned for you at present.")]),
                "",
                gettext("Always up to date: %(link)s", **facts),
            ]
        ),
    )
