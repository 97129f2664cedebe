"""Who is asked to an event: selected pitches, invited providers, jurors; each is told in their language."""

from __future__ import annotations

from collections.abc import Sequence

from models.db import Connection, Database
from models.entities.events import Event, Juror, PitchChoice, ProviderChoice
from models.entities.ids import ParticipantId
from models.entities.viewer import Viewer
from models.entities.vocabulary import EventStatus
from models.errors import Conflict
from models.repositories.audit import AuditRepository
from models.repositories.events import EventRepository
from models.repositories.participants import ParticipantRepository
from models.repositories.reserves import ReserveRepository
from web.clock import Clock
from web.services.event_mail import tell_invited, tell_juror
from web.services.events import found_event

FOUNDER_MEETINGS = 6
PROVIDER_MEETINGS = 8


async def pitch_choices(db: Database, *, viewer: Viewer, event_id: int) -> tuple[Event, list[PitchChoice]]:
    """The pitches that could be selected for an event."""
    async with db.read() as conn:
        event = await found_event(EventRepository(conn), viewer, event_id)
        return event, await ParticipantRepository(conn).pitch_choices(event_id)


async def provider_choices(
    db: Database, *, viewer: Viewer, event_id: int
) -> tuple[Event, list[ProviderChoice]]:
    """The providers that could be invited to an event."""
    async with db.read() as conn:
        event = await found_event(EventRepository(conn), viewer, event_id)
        return event, await ParticipantRepository(conn).provider_choices(event_id)


async def jurors(db: Database, *, viewer: Viewer, event_id: int) -> tuple[Event, list[Juror]]:
    """The jurors of an event."""
    async with db.read() as conn:
        events = EventRepository(conn)
        event = await found_event(events, viewer, event_id)
        return event, await events.jurors(event_id)


async def select_pitches(
    db: Database, clock: Clock, *, viewer: Viewer, event_id: int, pitch_ids: Sequence[int], site: str
) -> list[ParticipantId]:
    """Select pitches that are on show; each company is invited once. Answers the new participants."""
    async with db.transaction() as conn:
        event = await _open(conn, viewer, event_id)
        if not event.parts.pitches:
            raise Conflict("kind_without_pitches")
        await ReserveRepository(conn).take_selected(event_id, pitch_ids)
        people = ParticipantRepository(conn)
        made = []
        for pitch_id in dict.fromkeys(pitch_ids):
            new = await people.add_founder(
                event_id, pitch_id, FOUNDER_MEETINGS, viewer.person_id, clock.now()
            )
            if new is not None:
                made.append(new)
        await _invite(conn, clock, viewer, event, made, site)
    return made


async def invite_providers(
    db: Database, clock: Clock, *, viewer: Viewer, event_id: int, organisation_ids: Sequence[int], site: str
) -> list[ParticipantId]:
    """Invite providers that were let in, each once. Answers the new participants."""
    async with db.transaction() as conn:
        event = await _open(conn, viewer, event_id)
        if not event.parts.meetings:
            raise Conflict("kind_without_meetings")
        people = ParticipantRepository(conn)
        made = []
        for organisation_id in dict.fromkeys(organisation_ids):
            new = await people.add_provider(
                event_id, organisation_id, PROVIDER_MEETINGS, viewer.person_id, clock.now()
            )
            if new is not None:
                made.append(new)
        await _invite(conn, clock, viewer, event, made, site)
    return made


async def invite_juror(
    db: Database,
    clock: Clock,
    *,
    viewer: Viewer,
    event_id: int,
    email: str,
    name: str,
    locale: str,
    site: str,
) -> None:
    """Ask a person by address to comment; the organiser does not learn whether there was an account."""
    async with db.transaction() as conn:
        event = await _open(conn, viewer, event_id)
        if not event.parts.jury:
            raise Conflict("kind_without_jury")
        events = EventRepository(conn)
        person = await events.person_for_address(email, name, locale, clock.now())
        if await events.add_juror(event_id, person.person_id, viewer.person_id, clock.now()):
            await tell_juror(conn, clock, event, person, site)
            await AuditRepository(conn).note(
                clock.now(), viewer.person_id, "invite_juror", "event", event_id, {"person": person.person_id}
            )


async def remove_juror(db: Database, clock: Clock, *, viewer: Viewer, event_id: int, person_id: int) -> None:
    """Ask a juror no longer."""
    async with db.transaction() as conn:
        await _open(conn, viewer, event_id)
        if not await EventRepository(conn).remove_juror(event_id, person_id):
            raise Conflict("state_moved_on")
        await AuditRepository(conn).note(
            clock.now(), viewer.person_id, "remove_juror", "event", event_id, {"person": person_id}
        )


async def _open(conn: Connection, viewer: Viewer, event_id: int) -> Event:
    event = await found_event(EventRepository(conn), viewer, event_id)
    if event.status is EventStatus.CANCELLED:
        raise Conflict("event_is_cancelled")
    return event


async def _invite(
    conn: Connection, clock: Clock, viewer: Viewer, event: Event, made: Sequence[ParticipantId], site: str
) -> None:
    people = ParticipantRepository(conn)
    new = [p for p in await people.of_event(event.id) if p.id in set(made)]
    await tell_invited(conn, clock, event, new, site)
    await AuditRepository(conn).note(
        clock.now(), viewer.person_id, "invite", "event", event.id, {"participants": list(made)}
    )
