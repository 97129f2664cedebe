"""From an event on record to the problems of `matcher`, and back: ids become positions here alone."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from matcher.scheduling import Meeting, MeetingsPlan, MeetingsProblem, Pair, Person, Status
from matcher.wishes import Wanted, Wish, meeting_value, required
from models.db import Connection
from models.entities.events import Event, Participant, Slot
from models.entities.ids import ParticipantId, PlanId, SlotId
from models.entities.plans import Booked, PairWish, PlanContents, PlannedMeeting
from models.entities.vocabulary import Answer, Attendance
from models.repositories.events import EventRepository
from models.repositories.participants import ParticipantRepository
from models.repositories.plans import PlanRepository
from web.services.pair_wishes import meets_online, needs_interpreter, wishes_of_pairs

Span = tuple[datetime, datetime]


@dataclass(frozen=True, slots=True)
class PlanningFacts:
    """Everything that a plan of an event depends on."""

    event: Event
    slots: tuple[Slot, ...]
    # Everybody who was asked, for their names.
    everybody: tuple[Participant, ...]
    wishes: tuple[PairWish, ...]
    booked: tuple[Booked, ...]

    @property
    def participants(self) -> tuple[Participant, ...]:
        """Who said that they come."""
        return tuple(p for p in self.everybody if p.answer is Answer.ACCEPTED)

    @property
    def pitch_slots(self) -> list[Slot]:
        """Slots for pitches in their order."""
        return [s for s in self.slots if s.kind == "pitch"]

    @property
    def meeting_slots(self) -> list[Slot]:
        """Slots for meetings in their order; a slot's position is its number in the problem."""
        return [s for s in self.slots if s.kind == "meeting"]

    @property
    def by_id(self) -> dict[int, Participant]:
        """Participants by id."""
        return {p.id: p for p in self.participants}

    def side(self, side: str) -> list[Participant]:
        """Founders or providers."""
        return [p for p in self.participants if p.side == side]

    def taken_elsewhere(self, participant: Participant) -> list[Span]:
        """When the person who comes is taken by another event."""
        return [(b.starts_at, b.ends_at) for b in self.booked if b.person_id == participant.person_id]

    @property
    def n_tables(self) -> int:
        """Tables, or where all is online and none was counted, one for each who could sit at one."""
        if self.event.n_tables or self.event.attendance is Attendance.ON_SITE:
            return self.event.n_tables
        return min(len(self.side("founder")), len(self.side("provider")))


async def load_facts(conn: Connection, event: Event) -> PlanningFacts:
    """Read what a plan of this event depends on."""
    event_id = event.id
    events, people, plans = EventRepository(conn), ParticipantRepository(conn), PlanRepository(conn)
    return PlanningFacts(
        event,
        tuple(await events.slots(event_id)),
        tuple(await people.of_event(event_id)),
        tuple(await plans.wishes(event_id)),
        tuple(await plans.booked_elsewhere(event_id)),
    )


async def load_locks(conn: Connection, event_id: int, before: int) -> PlanContents:
    """The fixed places of the version before, which the next one keeps."""
    plans = PlanRepository(conn)
    former: PlanId | None = await plans.latest_with_locks(event_id, before)
    if former is None:
        return PlanContents((), ())
    contents = await plans.contents(former)
    return PlanContents(
        tuple(p for p in contents.pitches if p.locked), tuple(m for m in contents.meetings if m.locked)
    )


def overlaps(slot: Slot, spans: Iterable[Span]) -> bool:
    """Whether a slot runs into one of these spans."""
    return any(slot.starts_at < end and start < slot.ends_at for start, end in spans)


def pair_wishes(facts: PlanningFacts) -> dict[tuple[int, int], Wish]:
    """What is known of each pair: both sides' wishes, the ranker's score, the organiser's word."""
    return wishes_of_pairs(facts.event, facts.wishes)


def pair_values(facts: PlanningFacts) -> dict[tuple[int, int], float | None]:
    """What each pair's meeting is worth; None for a pair that should not meet."""
    return {pair: meeting_value(wish) for pair, wish in pair_wishes(facts).items()}


def meetings_problem(facts: PlanningFacts, pitched: Mapping[int, int]) -> MeetingsProblem:
    """The one-to-one meetings around the pitches that stand in slots (`pitched`: participant to slot)."""
    slots = facts.meeting_slots
    slot_by_id = {s.id: s for s in facts.slots}
    person_of = {p.id: p.person_id for p in facts.participants}
    on_stage: dict[int, list[Span]] = {}
    for participant_id, slot_id in pitched.items():
        who = person_of.get(ParticipantId(participant_id))
        slot = slot_by_id.get(SlotId(slot_id))
        if who is not None and slot is not None:
            on_stage.setdefault(who, []).append((slot.starts_at, slot.ends_at))
    # One person may come for two pitches, or for a company and a fund: their slots are dealt out in
    # turn, so that they are never asked to be at two tables.
    shared: dict[int, list[int]] = {}
    for p in facts.participants:
        if p.person_id is not None:
            shared.setdefault(p.person_id, []).append(p.id)

    def free(p: Participant) -> frozenset[int]:
        taken = facts.taken_elsewhere(p) + on_stage.get(p.person_id or 0, [])
        same = shared.get(p.person_id or 0, [p.id])
        return frozenset(
            n
            for n, s in enumerate(slots)
            if s.id not in p.busy and not overlaps(s, taken) and same[n % len(same)] == p.id
        )

    def person(p: Participant, least: int) -> Person:
        return Person(
            str(p.id),
            free(p),
            p.max_meetings,
            min(max(p.min_meetings, least), p.max_meetings),
            p.house,
            category=p.category,
            min_good=min(facts.event.good_meetings, p.max_meetings) if p.side == "founder" else 0,
        )

    return MeetingsProblem(
        slots=len(slots),
        tables=facts.n_tables,
        # Who pitches should leave with one meeting at least.
        founders=tuple(person(p, 1) for p in facts.side("founder")),
        investors=tuple(person(p, 0) for p in facts.side("provider")),
        pairs=tuple(_pair(facts, f, r, wish) for (f, r), wish in sorted(pair_wishes(facts).items())),
        interpreters=facts.event.n_interpreters,
        # Where all is online the numbers are those of the calls that can run at once.
        number_online=facts.event.attendance is Attendance.ONLINE,
    )


def _pair(facts: PlanningFacts, founder_id: int, provider_id: int, wish: Wish) -> Pair:
    value = meeting_value(wish)
    both = facts.by_id[founder_id], facts.by_id[provider_id]
    return Pair(
        str(founder_id),
        str(provider_id),
        0.0 if value is None else value,
        required=required(wish),
        forbidden=value is None,
        online=meets_online(facts.event, *both),
        interpreter=needs_interpreter(*both),
        good=value is not None and bool({wish.founder, wish.provider} & {Wanted.MUST, Wanted.LIKE}),
    )


def to_plan(facts: PlanningFacts, meetings: Iterable[PlannedMeeting]) -> MeetingsPlan:
    """Meetings on record as the solver's plan; one in a slot that is gone is left out."""
    position = {s.id: n for n, s in enumerate(facts.meeting_slots)}
    coming = {p.id for p in facts.participants}
    found = tuple(
        Meeting(str(m.founder_id), str(m.provider_id), position[m.slot_id], _table(facts, m), frozen=m.locked)
        for m in meetings
        if m.slot_id in position and {m.founder_id, m.provider_id} <= coming
    )
    return MeetingsPlan(found, 0.0, None, Status.FEASIBLE)


def _table(facts: PlanningFacts, m: PlannedMeeting) -> int | None:
    """A table of the problem; None where the two meet online beside the tables."""
    if facts.event.attendance is Attendance.HYBRID and m.table_no > facts.n_tables:
        return None
    return m.table_no - 1


def table_numbers(facts: PlanningFacts, meetings: Iterable[Meeting]) -> list[int]:
    """The number of each meeting for the record; one that needs no table takes one beyond the tables."""
    beyond: dict[int, int] = {}
    found = []
    for meeting in meetings:
        if meeting.table is None:
            beyond[meeting.slot] = beyond.get(meeting.slot, facts.n_tables) + 1
            found.append(beyond[meeting.slot])
        else:
            found.append(meeting.table + 1)
    return found


def plain_params(facts: PlanningFacts, params: Mapping[str, Any]) -> dict[str, Any]:
    """The solver's parameters with our ids: participants by id, slots by id, tables from 1."""
    found: dict[str, Any] = {}
    for key, value in params.items():
        if key in ("founder", "investor", "id", "other"):
            found["provider" if key == "investor" else "participant" if key == "id" else key] = int(value)
        elif key == "slot":
            found["slot"] = facts.meeting_slots[int(value)].id
        elif key == "table":
            found["table"] = int(value) + 1
        else:
            found[key] = value
    return found


def notes_of(
    facts: PlanningFacts, left_out: Mapping[int, str], plan: MeetingsPlan | None
) -> list[dict[str, Any]]:
    """What could not be had, as typed values for the page to put into words."""
    notes: list[dict[str, Any]] = [
        {"code": code, "params": {"participant": participant}}
        for participant, code in sorted(left_out.items())
    ]
    if plan is None:
        return notes
    for code, shorts in (("below_minimum", plan.below_minimum), ("below_good", plan.below_good)):
        for short in shorts:
            why = [{"code": str(b.code), "params": plain_params(facts, b.params)} for b in short.why]
            notes.append({"code": code, "params": {"participant": int(short.id)}, "why": why})
    for missed in plan.required_missed:
        why = [{"code": str(b.code), "params": plain_params(facts, b.params)} for b in missed.why]
        pair = {"founder": int(missed.founder), "provider": int(missed.investor)}
        notes.append({"code": "promise_missed", "params": pair, "why": why})
    return notes
