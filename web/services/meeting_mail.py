"""What the partner of a meeting is told when the other side answers, with the entry for their calendar."""

from __future__ import annotations

from models.db import Connection
from models.entities.events import Addressee, Participant
from models.entities.ids import ParticipantId
from models.repositories.events import EventRepository
from models.repositories.participants import ParticipantRepository
from models.repositories.plans import PlanRepository
from web import formats
from web.clock import Clock
from web.services.calendars import mailed_calendar
from web.services.event_mail import facts_of
from web.services.event_texts import EventTexts
from web.services.mail import mail_each


async def tell_partner(
    conn: Connection, clock: Clock, *, who: Participant, partner_id: int, comes: bool, site: str
) -> None:
    """The other side does not come, or comes after all; the partner's calendar follows."""
    people = ParticipantRepository(conn)
    # Read anew: what calendars count by has risen with the answer.
    event = (await EventRepository(conn).by_ids([who.event_id]))[0]
    partner = next((p for p in await people.of_event(event.id) if p.id == ParticipantId(partner_id)), None)
    if partner is None or partner.person_id is None:
        return
    theirs = [e for e in await PlanRepository(conn).entries([partner.id]) if e.partner_id == who.id]
    if not theirs:
        return

    code, path = "meeting_back" if comes else "meeting_declined", f"/events/{event.id}/my-plan"
    texts = await EventTexts.of(conn, event.id)

    def words(_: Addressee) -> tuple[str, str]:
        when = formats.time(theirs[0].starts_at, event.timezone) + formats.in_zone(event.timezone)
        facts = facts_of(event) | {"who": who.organisation_name, "what": when, "link": site + path}
        return texts.write(code, facts)

    await mail_each(
        conn,
        clock,
        code,
        await people.persons([partner.person_id]),
        words,
        None,
        lambda _: mailed_calendar(theirs, event, site).attached,
        link=path,
    )
