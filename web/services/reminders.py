"""A word the day before an event, to everybody concerned, once for each day on which it is to be."""

from __future__ import annotations

from datetime import timedelta

from models.db import Connection, Database
from models.entities.events import Addressee
from models.entities.plans import PlanEntry
from models.repositories.audit import AuditRepository
from models.repositories.events import EventRepository
from models.repositories.participants import ParticipantRepository
from models.repositories.plans import PlanRepository
from web.clock import Clock
from web.services.event_mail import facts_of, plan_lines
from web.services.event_texts import EventTexts
from web.services.mail import mail_each

BEFORE = timedelta(hours=24)


async def remind_pending(db: Database, clock: Clock, site: str) -> int:
    """Remind of every event that begins within a day; answers of how many."""
    now = clock.now()
    async with db.read() as conn:
        due = await EventRepository(conn).to_remind(now, now + BEFORE)
    for event_id in due:
        async with db.transaction() as conn:
            await _remind(conn, clock, event_id, site)
    return len(due)


async def _remind(conn: Connection, clock: Clock, event_id: int, site: str) -> None:
    now, events, people = clock.now(), EventRepository(conn), ParticipantRepository(conn)
    event = (await events.by_ids([event_id]))[0]
    everybody = await people.of_event(event_id)
    mine: dict[int, list[PlanEntry]] = {}
    for entry in await PlanRepository(conn).entries([p.id for p in everybody]):
        if entry.person_id is not None:
            mine.setdefault(entry.person_id, []).append(entry)
    texts, path = await EventTexts.of(conn, event_id), f"/events/{event_id}"

    def words(to: Addressee) -> tuple[str, str]:
        entries = [e for e in mine.get(to.person_id, []) if e.stands]
        facts = {"link": site + path, "plan": plan_lines(entries, event) if entries else ""}
        return texts.write("reminder", facts_of(event) | facts)

    to = await people.addressees_of_event(event_id)
    key = f"event-{event_id}-reminder-{event.starts_at.date()}"
    await mail_each(conn, clock, "event_reminder", to, words, key, link=path)
    await AuditRepository(conn).note(now, None, "remind", "event", event_id, {"mails": len(to)})
