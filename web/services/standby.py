"""Stand-by meetings: where somebody waits in vain, two others who are there and free are offered the table.

The staff offer, both of the pair accept on their own pages, and the second acceptance books: the missing
meeting gives way, its people and its table with it. All of an event's changes of this kind happen one
after the other, so two offers that share a person end with one meeting.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from matcher.scheduling.standby import Standby, best_standby
from models.db import Connection, Database
from models.entities.day import HeldMeeting, HeldSlot, NewOffer, OfferId, StaffSaid, StandbyOffer
from models.entities.events import Event, Participant
from models.entities.ids import MeetingId, ParticipantId, PersonId
from models.entities.viewer import Viewer
from models.entities.vocabulary import Answer
from models.errors import Conflict, NotFound
from models.repositories.audit import AuditRepository
from models.repositories.day import DayRepository
from models.repositories.doors import DoorRepository
from models.repositories.events import EventRepository
from models.repositories.participants import ParticipantRepository
from models.repositories.plans import PlanRepository
from web.clock import Clock
from web.services.day import Table, tables_at
from web.services.events import found_event
from web.services.planning_problem import PlanningFacts, pair_values


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A pair for a table at which somebody waits in vain."""

    table: Table
    founder: Participant
    provider: Participant
    value: float


@dataclass(frozen=True, slots=True)
class StandbyDesk:
    """What the staff see: tables with somebody missing, who could step in, and what is offered."""

    event: Event
    missing: list[Table]
    suggestions: list[Suggestion]
    offers: list[StandbyOffer]


async def open_standby(db: Database, clock: Clock, *, viewer: Viewer, event_id: int) -> StandbyDesk:
    """The tables of an event of the viewer's bodies at which somebody is missing now."""
    async with db.read() as conn:
        event = await found_event(EventRepository(conn), viewer, event_id)
        return await _desk(conn, clock, event)


async def _desk(conn: Connection, clock: Clock, event: Event) -> StandbyDesk:
    at, day = clock.now(), DayRepository(conn)
    meetings = await day.meetings(event.id)
    seen = await DoorRepository(conn).seen(event.id)
    missing = [t for t in tables_at(meetings, seen, at) if t.somebody_missing]
    offers = await day.offers(event.id)
    if not missing:
        return StandbyDesk(event, [], [], offers)
    everybody = tuple(await ParticipantRepository(conn).of_event(event.id))
    # Values rest on who comes and what is wished; slots and other bookings do not change them.
    facts = PlanningFacts(event, (), everybody, tuple(await PlanRepository(conn).wishes(event.id)), ())
    hall = _Hall(everybody, seen, meetings, missing, offers, await day.programme(event.id))
    return StandbyDesk(event, missing, hall.suggestions(pair_values(facts)), offers)


@dataclass(frozen=True, slots=True)
class _Hall:
    """Who is where in the hall, now."""

    everybody: Sequence[Participant]
    seen: frozenset[PersonId]
    meetings: Sequence[HeldMeeting]
    missing: Sequence[Table]
    offers: Sequence[StandbyOffer]
    programme: Sequence[HeldSlot]

    def suggestions(self, values: dict[tuple[int, int], float | None]) -> list[Suggestion]:
        """The best set of pairs for the tables that nothing is offered for."""
        round_ = self.missing[0].meeting
        open_offers = [o for o in self.offers if o.closed_at is None and o.slot_id == round_.slot_id]
        offered = {o.table_no for o in open_offers}
        tables = [t for t in self.missing if t.meeting.table_no not in offered]
        busy = self._busy_people(open_offers)
        free = [
            p
            for p in self.everybody
            if p.answer is Answer.ACCEPTED and p.person_id in self.seen and p.person_id not in busy
        ]
        tried = {(o.founder_id, o.provider_id) for o in self.offers if o.slot_id == round_.slot_id}
        found = best_standby(
            [p.id for p in free if p.side == "founder"],
            [p.id for p in free if p.side == "provider"],
            {pair: v for pair, v in values.items() if pair not in tried and not self._one_person(pair)},
            tables=len(tables),
            houses={p.id: p.house for p in self.everybody if p.house},
            met={(m.founder_id, m.provider_id) for m in self.meetings},
        )
        return self._seated(found, tables)

    def _busy_people(self, open_offers: Sequence[StandbyOffer]) -> set[PersonId | None]:
        """Who is at a table, on stage, missing, or asked already."""
        round_ = self.missing[0].meeting
        waiting_in_vain = {t.meeting.id for t in self.missing}
        busy: set[PersonId | None] = set()
        for m in self.meetings:
            now = m.starts_at < round_.ends_at and round_.starts_at < m.ends_at
            if m.stands and now and m.id not in waiting_in_vain:
                busy |= {m.founder_person_id, m.provider_person_id}
        for t in self.missing:
            if t.founder_missing:
                busy.add(t.meeting.founder_person_id)
            if t.provider_missing:
                busy.add(t.meeting.provider_person_id)
        busy |= {
            s.person_id
            for s in self.programme
            if s.participant_id is not None and s.starts_at < round_.ends_at and round_.starts_at < s.ends_at
        }
        person_of = {p.id: p.person_id for p in self.everybody}
        return busy | {person_of.get(i) for o in open_offers for i in (o.founder_id, o.provider_id)}

    def _one_person(self, pair: tuple[int, int]) -> bool:
        """Whether both sides would be the same person."""
        person_of = {int(p.id): p.person_id for p in self.everybody}
        return person_of.get(pair[0]) == person_of.get(pair[1])

    def _seated(self, found: Sequence[Standby], tables: Sequence[Table]) -> list[Suggestion]:
        """Each pair at a table: somebody's own where they wait there, else any that is left."""
        by_id = {int(p.id): p for p in self.everybody}
        left, seated = list(tables), []
        for one in found:
            at_home = next(
                (
                    t
                    for t in left
                    if {one.founder, one.investor} & {t.meeting.founder_id, t.meeting.provider_id}
                ),
                left[0],
            )
            left.remove(at_home)
            seated.append(Suggestion(at_home, by_id[one.founder], by_id[one.investor], one.value))
        return seated


async def offer_standby(
    db: Database, clock: Clock, *, viewer: Viewer, event_id: int, founder_id: int, provider_id: int
) -> OfferId:
    """Offer a suggested pair its table; it then stands on both their pages."""
    async with db.transaction() as conn:
        day = DayRepository(conn)
        event = await found_event(EventRepository(conn), viewer, event_id)
        await day.lock(event_id)
        desk = await _desk(conn, clock, event)
        one = next(
            (s for s in desk.suggestions if (s.founder.id, s.provider.id) == (founder_id, provider_id)), None
        )
        if one is None:
            raise Conflict("standby_not_free")
        missing = one.table.meeting
        made = await day.add_offer(
            event_id,
            NewOffer(
                missing.id, missing.slot_id, missing.table_no, one.founder.id, one.provider.id, one.value
            ),
            viewer.person_id,
            clock.now(),
        )
        if made is None:
            raise Conflict("standby_not_free")
        await AuditRepository(conn).note(
            clock.now(), viewer.person_id, "offer_standby", "event", event_id, {"offer": made}
        )
    return made


async def answer_standby(
    db: Database, clock: Clock, *, viewer: Viewer, offer_id: int, side: str, accept: bool
) -> tuple[int, MeetingId | None]:
    """One side answers; the second acceptance books. Returns the event, and the meeting if there is one."""
    async with db.transaction() as conn:
        day = DayRepository(conn)
        offer = await _own_offer(day, viewer, offer_id, side)
        await day.lock(offer.event_id)
        # Read again behind the lock: somebody may have been quicker.
        offer = await _own_offer(day, viewer, offer_id, side)
        if offer.closed_at is not None or offer.ends_at <= clock.now():
            raise Conflict("standby_taken")
        await AuditRepository(conn).note(
            clock.now(), viewer.person_id, "accept_standby" if accept else "decline_standby",
            "standby_offer", offer_id,
        )  # fmt: skip
        if not accept:
            await day.close_offer(offer_id, "declined", clock.now())
            return offer.event_id, None
        await day.accept(offer_id, side, clock.now())
        other = offer.provider_accepted_at if side == "founder" else offer.founder_accepted_at
        if other is None:
            return offer.event_id, None
        return offer.event_id, await _book(conn, clock, viewer, offer)


async def _own_offer(day: DayRepository, viewer: Viewer, offer_id: int, side: str) -> StandbyOffer:
    found = await day.own_offers(viewer, offer_id=offer_id)
    if not found or not (found[0].is_founder if side == "founder" else found[0].is_provider):
        raise NotFound
    return found[0]


async def _book(conn: Connection, clock: Clock, viewer: Viewer, offer: StandbyOffer) -> MeetingId:
    """The missing meeting gives way and the two meet at its table; the keys and bookings are the referee."""
    day, plans, now = DayRepository(conn), PlanRepository(conn), clock.now()
    plan_id = await day.released_plan(offer.event_id)
    found = await day.meetings(offer.event_id, offer.missing_id)
    if plan_id is None or not found or found[0].outcome == "kept":
        # A new version was released, or the late partner came after all.
        raise Conflict("standby_taken")
    missing = found[0]
    seen = await DoorRepository(conn).seen(offer.event_id)
    if missing.stands:
        gone = tables_at(found, seen, now)
        if gone and not gone[0].somebody_missing:
            raise Conflict("standby_taken")
        word = _word(gone[0] if gone else None)
        await day.say_first(missing.founder_id, missing.provider_id, word, viewer.person_id, now)
        await day.call_off(missing.id, viewer.person_id, now)
        people = [missing.founder_person_id, missing.provider_person_id]
        await plans.unbook_slot(plan_id, people, missing.slot_id)
    meeting_id = await day.add_standby_meeting(plan_id, offer, now)
    person_of = {p.id: p.person_id for p in await ParticipantRepository(conn).of_event(offer.event_id)}
    both = [person_of[ParticipantId(i)] for i in (offer.founder_id, offer.provider_id)]
    await plans.book_slot(plan_id, both, offer.slot_id)
    await day.close_offer(offer.id, "booked", now, meeting_id)
    await day.close_offers_of(offer.slot_id, offer.id, now)
    await EventRepository(conn).raise_sequence(offer.event_id)
    return meeting_id


def _word(table: Table | None) -> StaffSaid:
    """What goes on record of the meeting that gave way, unless the staff have said it."""
    if table is None or (table.founder_missing and table.provider_missing):
        return StaffSaid.NOBODY_CAME
    return StaffSaid.FOUNDER_MISSING if table.founder_missing else StaffSaid.PROVIDER_MISSING
