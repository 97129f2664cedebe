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
from web.services.event_mail import Words, facts_of
from web.services.mail import mail_each


async def tell_registered(conn: Connection, clock: Clock, event: Event, person_id: int, site: str) -> None:
    """They have a seat."""

    def words(_: Addressee) -> tuple[str, str]:
        facts = facts_of(event) | {"link": f"{site}/events/{event.id}"}
        return (
            gettext("%(event)s: you are registered", **facts),
            gettext(
                "You have a seat at %(event)s.\nWhen: %(when)s\nWhere: %(place)s\n\n"
                "If you cannot come, please give the seat back here; somebody may wait for it:\n%(link)s",
                **facts,
            ),
        )

    await _send_with_date(conn, clock, event, "registered", person_id, words, site)


async def tell_waiting(
    conn: Connection, clock: Clock, event: Event, person_id: int, n_before: int, site: str
) -> None:
    """They stand on the waiting list."""

    def words(_: Addressee) -> tuple[str, str]:
        facts = facts_of(event) | {"link": f"{site}/events/{event.id}", "n": str(n_before)}
        return (
            gettext("%(event)s: you are on the waiting list", **facts),
            gettext(
                "Every seat at %(event)s is taken. %(n)s people wait before you. When a seat is free and it "
                "is your turn, the seat is yours at once and a mail tells you.\nWhen: %(when)s\n\n%(link)s",
                **facts,
            ),
        )

    to = await ParticipantRepository(conn).persons([person_id])
    await mail_each(conn, clock, "waiting", to, words, None)


async def tell_promoted(conn: Connection, clock: Clock, event: Event, person_id: int, site: str) -> None:
    """A seat became free, and it is theirs."""

    def words(_: Addressee) -> tuple[str, str]:
        facts = facts_of(event) | {"link": f"{site}/events/{event.id}"}
        return (
            gettext("%(event)s: you have a seat now", **facts),
            gettext(
                "A seat at %(event)s became free, and it is yours.\nWhen: %(when)s\nWhere: %(place)s\n\n"
                "If you cannot come any more, please give it back here; somebody may be waiting:\n%(link)s",
                **facts,
            ),
        )

    await _send_with_date(conn, clock, event, "promoted", person_id, words, site)


async def tell_offered(conn: Connection, clock: Clock, event: Event, reserve: Reserve, site: str) -> None:
    """A place on the programme is offered to a pitch in reserve, until a named time."""

    def words(_: Addressee) -> tuple[str, str]:
        until = formats.datetime(reserve.offer_until, event.timezone)
        facts = facts_of(event) | {
            "name": reserve.pitch_name,
            "until": until,
            "link": f"{site}/registrations",
        }
        return (
            gettext("%(event)s: a place for %(name)s", **facts),
            gettext(
                "A pitch cannot come to %(event)s, and its place is offered to %(name)s.\nWhen: %(when)s\n"
                "Where: %(place)s\n\nPlease answer by %(until)s; then the next is asked:\n%(link)s",
                **facts,
            ),
        )

    members = await ParticipantRepository(conn).addressees_of_organisations([reserve.company_id])
    await mail_each(conn, clock, "reserve_offered", members, words, f"reserve-{reserve.id}-offered")


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
    await mail_each(conn, clock, "reserve_answered", members, words, f"reserve-{reserve.id}-answered")


async def _send_with_date(
    conn: Connection, clock: Clock, event: Event, purpose: str, person_id: int, words: Words, site: str
) -> None:
    to = await ParticipantRepository(conn).persons([person_id])
    await mail_each(
        conn,
        clock,
        purpose,
        to,
        words,
        None,
        lambda _: mailed_calendar([], event, site, whole_event=True).attached,
    )
