"""Pitches in reserve: their order, and the place that one is offered when a selected pitch declines."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from models.db import Connection, Database
from models.entities.events import Event, Participant, PitchChoice
from models.entities.registrations import Reserve
from models.entities.viewer import Viewer
from models.entities.vocabulary import Answer, EventStatus, ReserveStatus
from models.errors import Conflict, NotFound
from models.repositories.audit import AuditRepository
from models.repositories.events import EventRepository
from models.repositories.participants import ParticipantRepository
from models.repositories.registrations import RegistrationRepository
from models.repositories.reserves import ReserveRepository
from web.clock import Clock
from web.services.events import found_event
from web.services.invitations import FOUNDER_MEETINGS
from web.services.registration_mail import tell_offer_answered, tell_offered


@dataclass(frozen=True, slots=True)
class ReserveList:
    """The reserves of an event, and who could be one."""

    event: Event
    reserves: list[Reserve]
    choices: list[PitchChoice]


async def open_reserves(db: Database, *, viewer: Viewer, event_id: int) -> ReserveList:
    """The reserves of an event of the viewer's body, in their order."""
    async with db.read() as conn:
        event = await found_event(EventRepository(conn), viewer, event_id)
        choices = await ParticipantRepository(conn).pitch_choices(event_id)
        return ReserveList(
            event,
            await ReserveRepository(conn).of_event(event_id),
            [c for c in choices if not c.selected and c.reserve_rank is None],
        )


async def add_reserve(db: Database, clock: Clock, *, viewer: Viewer, event_id: int, pitch_id: int) -> None:
    """One more pitch, behind the others."""
    async with db.transaction() as conn:
        await _own_locked(conn, viewer, event_id)
        if not await ReserveRepository(conn).add(event_id, pitch_id, viewer.person_id, clock.now()):
            raise Conflict("state_moved_on")
        await AuditRepository(conn).note(
            clock.now(), viewer.person_id, "add_reserve", "event", event_id, {"pitch": pitch_id}
        )


async def remove_reserve(
    db: Database, clock: Clock, *, viewer: Viewer, event_id: int, reserve_id: int
) -> None:
    """A pitch that has no offer is in reserve no longer."""
    async with db.transaction() as conn:
        await _own_locked(conn, viewer, event_id)
        if not await ReserveRepository(conn).remove(event_id, reserve_id):
            raise Conflict("state_moved_on")
        await AuditRepository(conn).note(
            clock.now(), viewer.person_id, "remove_reserve", "event", event_id, {"reserve": reserve_id}
        )


async def move_reserve(
    db: Database, *, viewer: Viewer, event_id: int, reserve_id: int, earlier: bool
) -> None:
    """One step up or down; at the end of the list nothing changes."""
    async with db.transaction() as conn:
        await _own_locked(conn, viewer, event_id)
        reserves = ReserveRepository(conn)
        order = [r.id for r in await reserves.of_event(event_id)]
        if reserve_id not in order:
            raise NotFound
        at = order.index(reserve_id)
        to = max(0, min(len(order) - 1, at - 1 if earlier else at + 1))
        order[at], order[to] = order[to], order[at]
        await reserves.set_ranks(event_id, order)


async def hold_place(conn: Connection, event: Event, participant_id: int, answer: Answer) -> None:
    """Hold the event while an invitation is answered; a place that was offered on cannot be taken back."""
    await RegistrationRepository(conn).lock_event(event.id)
    if answer is Answer.ACCEPTED and await ReserveRepository(conn).place_given_on(participant_id):
        raise Conflict("place_given_on")


async def offer_next(conn: Connection, clock: Clock, event: Event, who: Participant, site: str) -> bool:
    """Offer the place of a pitch that does not come to the first reserve who is free.

    The caller holds the event. False for a provider, when nobody is free, or when the event has begun.
    """
    return who.side == "founder" and await _offer(conn, clock, event, who.id, site)


async def _offer(conn: Connection, clock: Clock, event: Event, freed_by: int, site: str) -> bool:
    now = clock.now()
    if event.status is EventStatus.CANCELLED or (event.starts_at <= now and not event.date_open):
        return False
    reserves = ReserveRepository(conn)
    if await reserves.place_given_on(freed_by):
        return False
    first = await reserves.first_free(event.id)
    if first is None:
        return False
    until = now + timedelta(hours=event.offer_hours)
    if not event.date_open:
        until = min(until, event.starts_at)
    await reserves.offer(first, freed_by, now, until)
    await tell_offered(conn, clock, event, await reserves.by_id(first), site)
    return True


async def answer_offer(
    db: Database, clock: Clock, *, viewer: Viewer, reserve_id: int, accept: bool, site: str
) -> int:
    """Take the place, or leave it to the next; answers the event. The organisers are told."""
    async with db.transaction() as conn:
        reserves = ReserveRepository(conn)
        found = await reserves.offered_to(viewer, reserve_id)
        if not found:
            raise NotFound
        reserve = found[0]
        await RegistrationRepository(conn).lock_event(reserve.event_id)
        event = (await EventRepository(conn).by_ids([reserve.event_id]))[0]
        status = ReserveStatus.ACCEPTED if accept else ReserveStatus.DECLINED
        if not await reserves.answer(reserve_id, status, clock.now()):
            raise Conflict("offer_lapsed")
        if accept:
            await _take_place(conn, clock, viewer, event, reserve)
        elif reserve.freed_by is not None:
            await _offer(conn, clock, event, reserve.freed_by, site)
        await tell_offer_answered(conn, clock, event, reserve, site, accepted=accept)
        await AuditRepository(conn).note(
            clock.now(), viewer.person_id, f"reserve_{status}", "event", event.id, {"reserve": reserve_id}
        )
    return event.id


async def _take_place(conn: Connection, clock: Clock, viewer: Viewer, event: Event, reserve: Reserve) -> None:
    people = ParticipantRepository(conn)
    made = await people.add_founder(event.id, reserve.pitch_id, FOUNDER_MEETINGS, reserve.set_by, clock.now())
    if made is None:
        # The pitch is not on show any more, or was selected by hand in between.
        raise Conflict("offer_lapsed")
    await people.answer(
        made,
        Answer.PENDING,
        Answer.ACCEPTED,
        person_id=viewer.person_id,
        max_meetings=FOUNDER_MEETINGS,
        now=clock.now(),
    )


async def lapse_offers(db: Database, clock: Clock, site: str) -> int:
    """End offers that nobody answered in time and ask the next in reserve; answers how many ended."""
    n = 0
    async with db.read() as conn:
        due = await ReserveRepository(conn).due(clock.now())
    for offer in due:
        async with db.transaction() as conn:
            await RegistrationRepository(conn).lock_event(offer.event_id)
            if not await ReserveRepository(conn).lapse(offer.id, clock.now()):
                continue
            event = (await EventRepository(conn).by_ids([offer.event_id]))[0]
            await _offer(conn, clock, event, offer.freed_by, site)
            reserve = await ReserveRepository(conn).by_id(offer.id)
            await tell_offer_answered(conn, clock, event, reserve, site, accepted=False)
            n += 1
    return n


async def _own_locked(conn: Connection, viewer: Viewer, event_id: int) -> Event:
    events = EventRepository(conn)
    event = await found_event(events, viewer, event_id)
    if event.status is EventStatus.CANCELLED:
        raise Conflict("event_is_cancelled")
    await events.lock(viewer, event_id)
    return event
