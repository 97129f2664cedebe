"""The mails of the day itself: times that shift, and meetings that move or do not take place."""

from __future__ import annotations

from collections.abc import Sequence

from models.db import Connection
from models.entities.events import Addressee, Event
from models.entities.plans import PlanEntry
from models.repositories.participants import ParticipantRepository
from models.repositories.plans import PlanRepository
from web.clock import Clock
from web.services.calendars import mailed_calendar
from web.services.event_mail import facts_of, plan_lines
from web.services.event_texts import EventTexts
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

    texts, path = await EventTexts.of(conn, event.id), f"/events/{event.id}/day"

    def words(to: Addressee) -> tuple[str, str]:
        lines = plan_lines(mine.get(to.person_id, []), event)
        return texts.write("times", facts_of(event) | {"link": site + path, "plan": lines})

    def calendar(to: Addressee) -> tuple[str, str, bytes]:
        return mailed_calendar(mine.get(to.person_id, []), event, site).attached

    to = await people.persons(sorted(person_ids))
    return await mail_each(conn, clock, "times_shifted", to, words, key, calendar, link=path)
