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
from web.i18n import gettext
from web.services.calendars import mailed_calendar
from web.services.event_mail import facts_of
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

    def words(to: Addressee) -> tuple[str, str]:
        when = formats.time(theirs[0].starts_at, event.timezone) + formats.in_zone(event.timezone)
        facts = facts_of(event) | {
            "who": who.organisation_name,
            "what": when,
            "link": f"{site}/events/{event.id}/my-plan",
        }
        if comes:
            return (
                gettext("%(event)s: %(who)s comes to your meeting after all", **facts),
                gettext("%(who)s comes to your meeting at %(what)s after all. Your plan:\n%(link)s", **facts),
            )
        return (
            gettext("%(event)s: %(who)s declined your meeting", **facts),
            gettext(
                "%(who)s cannot come to your meeting at %(what)s. The rest of your plan stands:\n%(link)s",
                **facts,
            ),
        )

    await mail_each(
        conn,
        clock,
        "meeting_back" if comes else "meeting_declined",
        await people.persons([partner.person_id]),
        words,
        None,
        lambda _: mailed_calendar(theirs, event, site).attached,
    )
