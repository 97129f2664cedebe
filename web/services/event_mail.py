"""The mails of an event: invitations, changes, the plan with its calendar entries, and the end."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from models.db import Connection
from models.entities.events import Addressee, Event, Participant
from models.entities.plans import PlanEntry
from models.repositories.participants import ParticipantRepository
from models.repositories.plans import PlanRepository
from web import formats
from web.clock import Clock
from web.i18n import current_locale, gettext, ngettext
from web.services.calendars import mailed_calendar, place_of, summary_of
from web.services.event_texts import EventTexts
from web.services.mail import mail_each

Words = Callable[[Addressee], tuple[str, str]]


def facts_of(event: Event) -> dict[str, str]:
    """What every mail says of its event, in the reader's language."""
    return {
        "event": event.title_for(current_locale()),
        "when": gettext("the date will be announced")
        if event.date_open
        else formats.datetime(event.starts_at, event.timezone),
        "place": event.place or event.link or gettext("not known"),
        "organiser": event.organiser_name,
    }


def plan_lines(entries: Sequence[PlanEntry], event: Event) -> str:
    """A person's entries that stand, one a line, in the order of the day."""
    lines = [
        f"{formats.time(e.starts_at, event.timezone)}–{formats.time(e.ends_at, event.timezone)}  "
        f"{summary_of(e)} ({place_of(e, event)})"
        for e in sorted(entries, key=lambda e: e.starts_at)
        if e.stands
    ]
    return "\n".join(lines) or gettext("Nothing is planned for you at present.")


async def tell_invited(
    conn: Connection, clock: Clock, event: Event, participants: Sequence[Participant], site: str
) -> None:
    """Ask each participant's people whether they come."""
    people = ParticipantRepository(conn)
    members = await people.addressees_of_organisations([p.organisation_id for p in participants])
    texts = await EventTexts.of(conn, event.id)
    for one in participants:
        path = "/founder/events" if one.side == "founder" else "/provider/events"

        def words(to: Addressee, one: Participant = one, path: str = path) -> tuple[str, str]:
            return texts.write("invitation", facts_of(event) | {"name": one.name, "link": site + path})

        to = [m for m in members if m.organisation_name == one.organisation_name]
        key = f"participant-{one.id}-invited"
        await mail_each(conn, clock, "event_invitation", to, words, key, link=path)


async def tell_juror(conn: Connection, clock: Clock, event: Event, person: Addressee, site: str) -> None:
    """Ask a juror; whoever has no password yet learns how to set one."""
    texts = await EventTexts.of(conn, event.id)

    def words(to: Addressee) -> tuple[str, str]:
        return texts.write("juror", facts_of(event) | {"name": to.name, "link": f"{site}/juror"})

    await mail_each(conn, clock, "juror", [person], words, f"event-{event.id}-juror", link="/juror")


async def tell_assigned(conn: Connection, clock: Clock, event: Event, judges: Mapping[int, int]) -> None:
    """Scoring is open: each juror learns how many pitches wait for them."""

    def words(to: Addressee) -> tuple[str, str]:
        facts, n = facts_of(event), judges[to.person_id]
        return (
            gettext("%(event)s: your scores are asked for", **facts),
            ngettext(
                "%(num)s pitch of %(event)s waits for your scores.",
                "%(num)s pitches of %(event)s wait for your scores.",
                n,
                event=facts["event"],
            ),
        )

    to = await ParticipantRepository(conn).persons(sorted(judges))
    key = f"event-{event.id}-scoring"
    await mail_each(conn, clock, "jury_assigned", to, words, key, link="/juror")


async def tell_changed(conn: Connection, clock: Clock, event: Event, site: str) -> int:
    """Tell everybody concerned of another time or place."""
    texts, path = await EventTexts.of(conn, event.id), f"/events/{event.id}"

    def words(_: Addressee) -> tuple[str, str]:
        return texts.write("changed", facts_of(event) | {"link": site + path})

    people = ParticipantRepository(conn)
    to = await people.addressees_of_event(event.id)
    mine: dict[int, list[PlanEntry]] = {}
    for entry in await PlanRepository(conn).entries([p.id for p in await people.of_event(event.id)]):
        if entry.person_id is not None:
            mine.setdefault(entry.person_id, []).append(entry)

    def calendar(one: Addressee) -> tuple[str, str, bytes]:
        return mailed_calendar(mine.get(one.person_id, []), event, site, whole_event=True).attached

    key = f"event-{event.id}-{event.sequence}"
    return await mail_each(conn, clock, "event_changed", to, words, key, calendar, link=path)
