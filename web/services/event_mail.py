"""The mails of an event: invitations, changes, the plan with its calendar entries, and the end."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from models.db import Connection
from models.entities.events import Addressee, Event, Participant
from models.entities.plans import PlanEntry
from models.repositories.participants import ParticipantRepository
from models.repositories.plans import PlanRepository
from web import formats
from web.clock import Clock
from web.i18n import gettext
from web.services.calendars import mailed_calendar
from web.services.mail import mail_each

Words = Callable[[Addressee], tuple[str, str]]


def facts_of(event: Event) -> dict[str, str]:
    """What every mail says of its event, in the reader's language."""
    from web.i18n import current_locale

    return {
        "event": event.title_for(current_locale()),
        "when": gettext("the date will be announced")
        if event.date_open
        else formats.datetime(event.starts_at, event.timezone),
        "place": event.place or event.link or gettext("not known"),
        "organiser": event.organiser_name,
    }


async def tell_invited(
    conn: Connection, clock: Clock, event: Event, participants: Sequence[Participant], site: str
) -> None:
    """Ask each participant's people whether they come."""
    people = ParticipantRepository(conn)
    members = await people.addressees_of_organisations([p.organisation_id for p in participants])
    for one in participants:
        path = "/founder/events" if one.side == "founder" else "/provider/events"

        def words(to: Addressee, one: Participant = one, path: str = path) -> tuple[str, str]:
            facts = facts_of(event) | {"name": one.name, "link": site + path}
            subject = gettext("%(event)s: invitation for %(name)s", **facts)
            body = gettext(
                "%(organiser)s invites %(name)s to %(event)s.\nWhen: %(when)s\nWhere: %(place)s\n\n"
                "Please say who comes and when you are free:\n%(link)s",
                **facts,
            )
            return subject, body

        to = [m for m in members if m.organisation_name == one.organisation_name]
        await mail_each(conn, clock, "event_invitation", to, words, f"participant-{one.id}-invited")


async def tell_juror(conn: Connection, clock: Clock, event: Event, person: Addressee, site: str) -> None:
    """Ask a juror; whoever has no password yet learns how to set one."""

    def words(to: Addressee) -> tuple[str, str]:
        facts = facts_of(event) | {"name": to.name, "link": f"{site}/juror/events"}
        return (
            gettext("%(event)s: please comment on its pitches", **facts),
            gettext(
                "%(organiser)s asks you to comment on the pitches of %(event)s.\nWhen: %(when)s\n"
                "Where: %(place)s\n\nThe pitches are here:\n%(link)s\n\n"
                "If you have no password yet, ask for one under “Forgotten password” with this address.",
                **facts,
            ),
        )

    await mail_each(conn, clock, "juror", [person], words, f"event-{event.id}-juror")


async def tell_changed(conn: Connection, clock: Clock, event: Event, site: str) -> int:
    """Tell everybody concerned of another time or place."""

    def words(to: Addressee) -> tuple[str, str]:
        facts = facts_of(event) | {"link": f"{site}/events/{event.id}"}
        return (
            gettext("%(event)s: time or place has changed", **facts),
            gettext("Now: %(when)s\nWhere: %(place)s\n\n%(link)s", **facts),
        )

    people = ParticipantRepository(conn)
    to = await people.addressees_of_event(event.id)
    mine: dict[int, list[PlanEntry]] = {}
    for entry in await PlanRepository(conn).entries([p.id for p in await people.of_event(event.id)]):
        if entry.person_id is not None:
            mine.setdefault(entry.person_id, []).append(entry)

    def calendar(one: Addressee) -> tuple[str, str, bytes]:
        return mailed_calendar(mine.get(one.person_id, []), event, site, whole_event=True).attached

    key = f"event-{event.id}-{event.sequence}"
    return await mail_each(conn, clock, "event_changed", to, words, key, calendar)
