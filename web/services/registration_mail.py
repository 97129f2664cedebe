"""The mails of registration and of reserves: a seat, a turn, a place that is offered."""

from __future__ import annotations

from models.db import Connection
from models.entities.events import Addressee, Event
from models.entities.registrations import Reserve
from models.repositories.participants import ParticipantRepository
from web import formats
from web.clock import Clock
from web.i18n import gettext
from web.services.calendars import mailed_calendar
from web.services.event_mail import facts_of
from web.services.event_texts import EventTexts
from web.services.mail import mail_each


async def tell_registered(conn: Connection, clock: Clock, event: Event, person_id: int, site: str) -> None:
    """They have a seat."""
    await _send_with_date(conn, clock, event, "registered", person_id, site)


async def tell_waiting(
    conn: Connection, clock: Clock, event: Event, person_id: int, n_before: int, site: str
) -> None:
    """They stand on the waiting list."""
    texts, path = await EventTexts.of(conn, event.id), f"/events/{event.id}"

    def words(_: Addressee) -> tuple[str, str]:
        return texts.write("waiting", facts_of(event) | {"link": site + path, "n": str(n_before)})

    to = await ParticipantRepository(conn).persons([person_id])
    await mail_each(conn, clock, "waiting", to, words, None, link=path)


async def tell_promoted(conn: Connection, clock: Clock, event: Event, person_id: int, site: str) -> None:
    """A seat became free, and it is theirs."""
    await _send_with_date(conn, clock, event, "promoted", person_id, site)


async def tell_offered(conn: Connection, clock: Clock, event: Event, reserve: Reserve, site: str) -> None:
    """A place on the programme is offered to a pitch in reserve, until a named time."""
    texts = await EventTexts.of(conn, event.id)

    def words(_: Addressee) -> tuple[str, str]:
        until = formats.datetime(reserve.offer_until, event.timezone)
        facts = {"name": reserve.pitch_name, "until": until, "link": f"{site}/registrations"}
        return texts.write("reserve", facts_of(event) | facts)

    members = await ParticipantRepository(conn).addressees_of_organisations([reserve.company_id])
    key = f"reserve-{reserve.id}-offered"
    await mail_each(conn, clock, "reserve_offered", members, words, key, link="/registrations")


async def tell_offer_answered(
    conn: Connection, clock: Clock, event: Event, reserve: Reserve, site: str, *, accepted: bool
) -> None:
    """The organisers hear what became of an offer."""

    def words(_: Addressee) -> tuple[str, str]:
        facts = facts_of(event) | {
            "name": reserve.pitch_name,
            "other": reserve.freed_name or gettext("not known"),
            "link": f"{site}/organiser/events/{event.id}/reserves",
        }
        if accepted:
            return (
                gettext("%(event)s: %(name)s takes a place", **facts),
                gettext(
                    "%(name)s comes in place of %(other)s. Plan anew, or place it by hand:\n%(link)s",
                    **facts,
                ),
            )
        return (
            gettext("%(event)s: %(name)s does not take the place", **facts),
            gettext(
                "%(name)s does not come in place of %(other)s. Who is asked now stands here:\n%(link)s",
                **facts,
            ),
        )

    members = await ParticipantRepository(conn).addressees_of_organisations([event.organiser_id])
    key, path = f"reserve-{reserve.id}-answered", f"/organiser/events/{event.id}/reserves"
    await mail_each(conn, clock, "reserve_answered", members, words, key, link=path)


async def _send_with_date(
    conn: Connection, clock: Clock, event: Event, purpose: str, person_id: int, site: str
) -> None:
    texts, path = await EventTexts.of(conn, event.id), f"/events/{event.id}"
    await mail_each(
        conn,
        clock,
        purpose,
        await ParticipantRepository(conn).persons([person_id]),
        lambda _: texts.write(purpose, facts_of(event) | {"link": site + path}),
        None,
        lambda _: mailed_calendar([], event, site, whole_event=True).attached,
        link=path,
    )
