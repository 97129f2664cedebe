"""An event from the side of those who come: the answer, when they are free, and their own plan."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from models.db import Connection, Database
from models.entities.events import Event, Member, Participant, Slot
from models.entities.plans import PlanEntry
from models.entities.viewer import Viewer
from models.entities.vocabulary import Answer, Attendance, EventStatus
from models.entities.wishes import AvailabilityWord, Taken
from models.errors import Conflict, Invalid, NotFound
from models.repositories.audit import AuditRepository
from models.repositories.events import EventRepository
from models.repositories.participants import ParticipantRepository
from models.repositories.plans import PlanRepository
from models.repositories.wishes import WishRepository
from web.clock import Clock
from web.services.found_participant import find_participant
from web.services.meeting_mail import tell_partner
from web.services.reserves import hold_place, offer_next


@dataclass(frozen=True, slots=True)
class Participation:
    """One invitation with its event and what is planned."""

    event: Event
    participant: Participant
    entries: list[PlanEntry]
    members: list[Member]


@dataclass(frozen=True, slots=True)
class Availability:
    """The slots in which a participant may be free."""

    event: Event
    participant: Participant
    slots: list[Slot]
    word: AvailabilityWord | None
    taken: list[Taken]
    for_organiser: bool

    def taken_by(self, slot: Slot) -> Taken | None:
        """What else the person who comes does in this slot, if anything."""
        return next(
            (t for t in self.taken if t.starts_at < slot.ends_at and slot.starts_at < t.ends_at), None
        )


@dataclass(frozen=True, slots=True)
class OwnPlan:
    """A person's plan of one event, over all that they take part as."""

    event: Event
    participants: list[Participant]
    entries: list[PlanEntry]


async def list_participations(db: Database, *, viewer: Viewer, side: str) -> list[Participation]:
    """The viewer's invitations on one side, latest event last."""
    async with db.read() as conn:
        people = ParticipantRepository(conn)
        own = [p for p in await people.own(viewer) if p.side == side]
        events = {e.id: e for e in await EventRepository(conn).by_ids(sorted({p.event_id for p in own}))}
        entries = await PlanRepository(conn).entries([p.id for p in own])
        members = await people.members_of(sorted({p.organisation_id for p in own}))
    found = [
        Participation(
            events[p.event_id],
            p,
            [e for e in entries if e.participant_id == p.id and e.stands],
            [Member(m.person_id, m.name) for m in members if m.organisation_id == p.organisation_id],
        )
        for p in own
    ]
    return sorted(found, key=lambda f: (f.event.starts_at, f.participant.id))


async def answer_invitation(
    db: Database,
    clock: Clock,
    *,
    viewer: Viewer,
    participant_id: int,
    answer: Answer,
    expected: Answer | None = None,
    person_id: int | None = None,
    max_meetings: int | None = None,
    site: str = "",
) -> None:
    """Say whether the organisation comes, who comes and how many they can meet.

    `expected` is the answer that the page showed: when somebody of the same organisation answered in
    between, nothing is changed. Declining gives back the time that a released plan took.
    """
    async with db.transaction() as conn:
        one, event = await _own(conn, viewer, participant_id)
        if event.status is EventStatus.CANCELLED:
            raise Conflict("event_is_cancelled")
        # A place that is given up may be offered on: one after the other, and never twice.
        await hold_place(conn, event, participant_id, answer)
        people, plans = ParticipantRepository(conn), PlanRepository(conn)
        who = None
        if answer is Answer.ACCEPTED:
            who = person_id or one.person_id or viewer.person_id
            if who not in {m.person_id for m in await people.members_of([one.organisation_id])}:
                raise Invalid("not_a_member", field="person_id")
        entries = await plans.entries([participant_id])
        if answer is Answer.DECLINED:
            # Before the answer takes the person away, whose time is given back.
            await plans.decline_all(participant_id, clock.now())
        done = await people.answer(
            participant_id,
            expected or one.answer,
            answer,
            person_id=who,
            max_meetings=one.max_meetings if max_meetings is None else max_meetings,
            now=clock.now(),
        )
        if not done:
            raise Conflict("state_moved_on")
        if answer is Answer.ACCEPTED and one.person_id is not None and who != one.person_id:
            await plans.hand_over(participant_id, one.person_id, who or one.person_id)
        await AuditRepository(conn).note(
            clock.now(), viewer.person_id, f"invitation_{answer}", "participant", participant_id
        )
        if answer is Answer.DECLINED:
            await offer_next(conn, clock, event, one, site)
            if entries:
                await EventRepository(conn).raise_sequence(event.id)
            for entry in entries:
                if entry.stands and entry.partner_id is not None:
                    await tell_partner(
                        conn, clock, who=one, partner_id=entry.partner_id, comes=False, site=site
                    )


async def open_availability(
    db: Database, *, viewer: Viewer, participant_id: int, as_organiser: bool = False
) -> Availability:
    """The slots that concern a participant: founders pitch and meet, providers meet.

    With them what the person's own calendar holds from other events, and who last said when they are free.
    """
    async with db.read() as conn:
        found = await find_participant(conn, viewer, participant_id, as_organiser=as_organiser)
        slots = await EventRepository(conn).slots(found.event.id)
        wishes = WishRepository(conn)
        word = await wishes.availability_word(participant_id)
        taken = await wishes.taken(participant_id)
    mine = [s for s in slots if found.participant.side == "founder" or s.kind == "meeting"]
    return Availability(found.event, found.participant, mine, word, taken, as_organiser)


async def set_availability(
    db: Database,
    clock: Clock,
    *,
    viewer: Viewer,
    participant_id: int,
    free_slot_ids: Sequence[int],
    as_organiser: bool = False,
    note: str = "",
) -> None:
    """Say in which slots a participant is free; in all others they are not.

    An organiser who says it for somebody says in a note how they know.
    """
    if as_organiser and not note:
        raise Invalid("availability_needs_note", field="note")
    now = clock.now()
    async with db.transaction() as conn:
        found = await find_participant(conn, viewer, participant_id, as_organiser=as_organiser)
        one, event = found.participant, found.event
        if event.status is EventStatus.CANCELLED:
            raise Conflict("event_is_cancelled")
        slots = await EventRepository(conn).slots(event.id)
        mine = [s.id for s in slots if one.side == "founder" or s.kind == "meeting"]
        busy = sorted(set(mine) - set(free_slot_ids))
        await ParticipantRepository(conn).set_busy(participant_id, busy, now)
        await WishRepository(conn).say_availability(
            participant_id, viewer.person_id, now, by_organiser=as_organiser, note=note
        )
        if as_organiser:
            await AuditRepository(conn).note(
                now, viewer.person_id, "set_availability", "participant", participant_id
            )


async def set_way(
    db: Database,
    clock: Clock,
    *,
    viewer: Viewer,
    participant_id: int,
    attendance: Attendance | None,
    languages: Sequence[str],
    as_organiser: bool = False,
) -> None:
    """Say whether a participant comes in person or takes part online, and in which languages they meet."""
    async with db.transaction() as conn:
        found = await find_participant(conn, viewer, participant_id, as_organiser=as_organiser)
        if found.event.status is EventStatus.CANCELLED:
            raise Conflict("event_is_cancelled")
        hybrid = found.event.attendance is Attendance.HYBRID
        if attendance is not None and (attendance is Attendance.HYBRID or not hybrid):
            raise Invalid("not_a_choice", field="attendance")
        await WishRepository(conn).set_way(
            participant_id, attendance, languages, viewer.person_id, clock.now()
        )


async def open_own_plan(db: Database, *, viewer: Viewer, event_id: int) -> OwnPlan:
    """What the viewer's organisations do at an event; nobody else's part of it."""
    async with db.read() as conn:
        own = await ParticipantRepository(conn).own(viewer, event_id=event_id)
        if not own:
            raise NotFound
        event = (await EventRepository(conn).by_ids([event_id]))[0]
        entries = await PlanRepository(conn).entries([p.id for p in own])
    return OwnPlan(event, own, [e for e in entries if e.released])


async def answer_meeting(
    db: Database,
    clock: Clock,
    *,
    viewer: Viewer,
    meeting_id: int,
    side: str,
    expected: Answer,
    answer: Answer,
    site: str = "",
) -> int:
    """Confirm or decline one meeting of the viewer's; declining frees both, and the other side is told."""
    async with db.transaction() as conn:
        plans = PlanRepository(conn)
        meeting = await plans.own_meeting(viewer, meeting_id)
        if meeting is None or not meeting[f"is_{side}"]:
            raise NotFound
        if not await plans.answer_meeting(meeting_id, side, expected, answer, clock.now()):
            raise Conflict("state_moved_on")
        other = "provider" if side == "founder" else "founder"
        both = [meeting["founder_person_id"], meeting["provider_person_id"]]
        stands = meeting[f"{other}_answer"] != Answer.DECLINED
        if answer is Answer.DECLINED:
            await plans.unbook_slot(meeting["plan_id"], both, meeting["slot_id"])
        elif expected is Answer.DECLINED and stands:
            await plans.book_slot(meeting["plan_id"], both, meeting["slot_id"])
        await EventRepository(conn).raise_sequence(meeting["event_id"])
        await AuditRepository(conn).note(
            clock.now(), viewer.person_id, f"meeting_{answer}", "plan_meeting", meeting_id
        )
        comes = answer is not Answer.DECLINED
        if stands and (not comes or expected is Answer.DECLINED):
            own = (await ParticipantRepository(conn).own(viewer, participant_id=meeting[f"{side}_id"]))[0]
            await tell_partner(
                conn, clock, who=own, partner_id=meeting[f"{other}_id"], comes=comes, site=site
            )
    return int(meeting["event_id"])


async def answer_pitch_slot(
    db: Database, clock: Clock, *, viewer: Viewer, placed_id: int, expected: Answer, answer: Answer
) -> int:
    """Confirm or decline a pitch slot of the viewer's; declining frees it and the presenter."""
    async with db.transaction() as conn:
        plans = PlanRepository(conn)
        placed = await plans.own_placed_pitch(viewer, placed_id)
        if placed is None:
            raise NotFound
        if not await plans.answer_pitch(placed_id, expected, answer, clock.now()):
            raise Conflict("state_moved_on")
        if answer is Answer.DECLINED:
            await plans.unbook_slot(placed["plan_id"], [placed["person_id"]], placed["slot_id"])
        elif expected is Answer.DECLINED:
            await plans.book_slot(placed["plan_id"], [placed["person_id"]], placed["slot_id"])
        await EventRepository(conn).raise_sequence(placed["event_id"])
        await AuditRepository(conn).note(
            clock.now(), viewer.person_id, f"pitch_slot_{answer}", "plan_pitch", placed_id
        )
    return int(placed["event_id"])


async def _own(conn: Connection, viewer: Viewer, participant_id: int) -> tuple[Participant, Event]:
    found = await ParticipantRepository(conn).own(viewer, participant_id=participant_id)
    if not found:
        raise NotFound
    event = (await EventRepository(conn).by_ids([found[0].event_id]))[0]
    return found[0], event
