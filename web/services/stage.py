"""The programme on stage as the solver of programmes sees it: from an event to its problem, and back.

A session is a time at which slots run beside each other, one in each room; slots that overlap
without being equal belong to one session. So whoever is needed in two rooms of a session is needed
in two places at once. `planning_problem.py` has the one-to-one meetings.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from itertools import combinations
from typing import Any

from matcher.scheduling import Status
from matcher.scheduling.programme_problem import (
    Cell,
    Fixed,
    Placement,
    ProgrammeProblem,
    Session,
    Submission,
    Weights,
)
from matcher.scheduling.programme_score import Count, counts, rooms_needed
from matcher.wishes import Wanted
from models.entities.events import Participant, Slot
from models.entities.ids import SlotId
from models.entities.plans import PlanContents, PlannedPitch
from web.services.planning_problem import PlanningFacts, overlaps, pair_wishes

# A pitch left out outweighs every wish, and nobody presents in two places at once. Keeping a topic in
# one room, in one run and away from itself weighs more than one investor's wish to hear both.
_WEIGHTS = Weights(
    similar=1,
    rooms_per_topic=3,
    parallel=3,
    consecutive=3,
    presenters=100_000,
    jurors=50,
    attendees=1,
    session_room=0.01,
    mixed=0,
    order=0,
    left_out=1000,
)
# Topics are alike where this many providers, and this share of the rarer one's, wish for both.
_ALIKE_LEAST, _ALIKE_SHARE = 3, 0.5
# The meetings wait for the stage: a tenth of a plan's time at most, and a twentieth of a second a pitch.
_SHARE, _A_PITCH, _MOST_SECONDS = 0.1, 0.05, 5.0
_WORK = 1  # where work is counted instead of time
_NO_TOPIC = "none"


@dataclass(frozen=True, slots=True)
class StageProblem:
    """The problem with the slots that its places stand for."""

    problem: ProgrammeProblem
    slot_at: Mapping[tuple[str, str, int], Slot]
    place_of: Mapping[SlotId, tuple[str, str, int]]

    def placements(self, pitches: Iterable[PlannedPitch]) -> tuple[Placement, ...]:
        """Pitches on record as the solver's programme; what is gone is left out."""
        return tuple(
            Placement(str(p.participant_id), *self.place_of[p.slot_id])
            for p in pitches
            if p.slot_id in self.place_of and str(p.participant_id) in self.problem.submission
        )


@dataclass(frozen=True, slots=True)
class Placing:
    """Who is where, and who is not: `left_out` maps a participant to a stable code.

    `never_free` there is no slot in which they could; `no_slot_left` others took those slots.
    """

    slots: dict[int, int]
    left_out: dict[int, str]
    optimal: bool
    score: float = 0.0
    bound: float | None = 0.0
    programme: dict[str, Any] = field(default_factory=dict)


def stage_problem(facts: PlanningFacts, locks: PlanContents) -> StageProblem:
    """The pitches, the slots on stage, who must and who would like to hear them."""
    slots = sorted(facts.pitch_slots, key=lambda s: (s.starts_at, s.ends_at, s.room_id or 0, s.id))
    sessions, slot_at = _sessions(slots)
    place_of = {slot.id: place for place, slot in slot_at.items()}
    room_slots: dict[Cell, int] = defaultdict(int)
    for session, room, _ in slot_at:
        room_slots[session, room] += 1
    rooms = tuple(dict.fromkeys(_room(slot) for slot in slots))
    cells = [(session, room) for session in sessions for room in rooms]
    founders = facts.side("founder")
    coming = {p.id for p in founders}
    held = {p.participant_id: place_of.get(p.slot_id) for p in locks.pitches if p.participant_id in coming}
    keen = _keen(facts, coming)
    submissions = tuple(_submission(facts, p, place_of, held.get(p.id), keen) for p in founders)
    problem = ProgrammeProblem(
        sessions=tuple(sessions.values()),
        rooms=rooms,
        topics=tuple(dict.fromkeys(one.topic for one in submissions)),
        submissions=submissions,
        weights=_WEIGHTS,
        # Among equals the earlier time.
        session_room={cell: float(list(sessions).index(cell[0])) for cell in cells if cell[0] != "0"},
        similar=_alike(submissions),
        closed=frozenset(cell for cell in cells if cell not in room_slots),
        room_slots={cell: number for cell, number in room_slots.items() if number < sessions[cell[0]].slots},
        mixed_blocks=True,
    )
    return StageProblem(problem, slot_at, place_of)


def _room(slot: Slot) -> str:
    return str(slot.room_id or 0)


def _sessions(slots: list[Slot]) -> tuple[dict[str, Session], dict[tuple[str, str, int], Slot]]:
    """Slots in order, those that overlap in one session; a place is session, room, number there."""
    groups: list[list[Slot]] = []
    for slot in slots:
        if groups and any(overlaps(slot, [(s.starts_at, s.ends_at)]) for s in groups[-1]):
            groups[-1].append(slot)
        else:
            groups.append([slot])
    sessions, slot_at = {}, {}
    for number, group in enumerate(groups):
        most: dict[str, int] = defaultdict(int)
        for slot in group:
            slot_at[str(number), _room(slot), most[_room(slot)]] = slot
            most[_room(slot)] += 1
        sessions[str(number)] = Session(str(number), max(most.values()))
    return sessions, slot_at


def _submission(
    facts: PlanningFacts,
    who: Participant,
    place_of: Mapping[SlotId, tuple[str, str, int]],
    held: tuple[str, str, int] | None,
    keen: Mapping[int, tuple[str, ...]],
) -> Submission:
    taken = facts.taken_elsewhere(who)
    slots = {s.id: s for s in facts.pitch_slots}
    barred = {
        place for slot_id, place in place_of.items() if slot_id in who.busy or overlaps(slots[slot_id], taken)
    }
    by_session: dict[str, list[tuple[str, str, int]]] = defaultdict(list)
    for place in place_of.values():
        by_session[place[0]].append(place)
    forbidden = {session for session, places in by_session.items() if barred.issuperset(places)}
    if held is not None:
        # A fixed pitch stays, even where its presenter is no longer free.
        forbidden.discard(held[0])
        barred.discard(held)
    return Submission(
        id=str(who.id),
        # Who names no sector is alike to nobody.
        topic=who.topic or f"{_NO_TOPIC} {who.id}",
        presenters=(_person(who),),
        attendees=keen.get(who.id, ()),
        jurors=tuple(f"person {juror}" for juror in sorted(who.jurors)),
        forbidden=frozenset(forbidden),
        barred=frozenset(place for place in barred if place[0] not in forbidden),
        fixed=Fixed(*held) if held is not None else None,
    )


def _person(who: Participant) -> str:
    return f"person {who.person_id}" if who.person_id is not None else f"participant {who.id}"


def _keen(facts: PlanningFacts, coming: Collection[int]) -> dict[int, tuple[str, ...]]:
    """By pitch: the providers who wish to meet it, and so would like to hear it."""
    providers: dict[int, str] = {p.id: _person(p) for p in facts.side("provider")}
    found: dict[int, list[str]] = defaultdict(list)
    for (founder, provider), wish in sorted(pair_wishes(facts).items()):
        if founder in coming and provider in providers and wish.provider in {Wanted.MUST, Wanted.LIKE}:
            found[founder].append(providers[provider])
    return {founder: tuple(dict.fromkeys(people)) for founder, people in found.items()}


def _alike(submissions: Iterable[Submission]) -> dict[tuple[str, str], float]:
    """Topics that the same providers wish for, so that they better stand at different times."""
    fans: dict[str, set[str]] = defaultdict(set)
    for one in submissions:
        fans[one.topic] |= set(one.attendees)
    return {
        (one, other): 1.0
        for one, other in combinations(sorted(fans), 2)
        if len(both := fans[one] & fans[other]) >= _ALIKE_LEAST
        and len(both) >= _ALIKE_SHARE * min(len(fans[one]), len(fans[other]))
    }


def place_pitches(
    facts: PlanningFacts,
    locks: PlanContents,
    *,
    seconds: float | None,
    work: int | None = None,
    should_stop: Callable[[], bool] | None = None,
) -> Placing:
    """Place as many pitches as can be, at the least score; pure, for a thread.

    With `work` the same facts give the same placing.
    """
    from matcher.scheduling.programme import solve_programme

    stage = stage_problem(facts, locks)
    if not stage.slot_at:
        return Placing({}, {}, optimal=True)
    plan = solve_programme(
        stage.problem,
        seconds=None if work is not None else _seconds(seconds, len(stage.problem.submissions)),
        work=None if work is None else _WORK,
        should_stop=should_stop,
    )
    slots = {int(at.submission): stage.slot_at[at.session, at.room, at.start].id for at in plan.placements}
    left_out = {
        int(one.id): "no_slot_left" if _ever_free(stage, one) else "never_free"
        for one in stage.problem.submissions
        if int(one.id) not in slots
    }
    optimal = plan.status is Status.OPTIMAL
    programme = {
        "placed": len(slots),
        "left_out": len(left_out),
        "optimal": optimal,
        "score": plan.score,
        "bound": plan.bound,
    }
    return Placing(
        {p: int(s) for p, s in slots.items()}, left_out, optimal, plan.score, plan.bound, programme
    )


def _seconds(of_plan: float | None, n_pitches: int) -> float:
    most = min(_MOST_SECONDS, 0.2 + _A_PITCH * n_pitches)
    return most if of_plan is None else min(most, _SHARE * of_plan)


def _ever_free(stage: StageProblem, one: Submission) -> bool:
    return any(place[0] not in one.forbidden and place not in one.barred for place in stage.slot_at)


# ---------------------------------------------------------------- what the score is made of


@dataclass(frozen=True, slots=True)
class StageFact:
    """One thing that a programme costs: a stable code, how often, and when if it has a time."""

    code: str
    n: int
    starts_at: datetime | None = None


def stage_facts(facts: PlanningFacts, contents: PlanContents) -> list[StageFact]:
    """What the programme as it stands costs, the worst first; nothing where no wish is in another's way."""
    if not contents.pitches:
        return []
    stage = stage_problem(facts, PlanContents((), ()))
    placements = stage.placements(contents.pitches)
    starts: dict[str, datetime] = {}
    for (session, _, _), slot in stage.slot_at.items():
        starts[session] = min(slot.starts_at, starts.get(session, slot.starts_at))
    found: list[StageFact] = []
    for role in (Count.PRESENTERS, Count.JURORS, Count.ATTENDEES):
        clashing: dict[str, int] = defaultdict(int)
        for (_, session), rooms in rooms_needed(stage.problem, placements, role).items():
            clashing[session] += len(rooms) > 1
        found += [StageFact(role.value, n, starts[session]) for session, n in clashing.items() if n]
    number = counts(stage.problem, placements)
    found += [
        StageFact(count.value, round(number[count]))
        for count in (Count.PARALLEL, Count.ROOMS_PER_TOPIC, Count.CONSECUTIVE, Count.SIMILAR)
        if number.get(count)
    ]
    return found
