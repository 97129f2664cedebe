"""One solve from facts to plan, pure: for a thread, or for the process of `web/solver.py`.

The programme on stage comes first, the meetings around it. Each better plan is told while the search
goes on. Who asks for a solve and what becomes of it is in `planning.py`.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

from matcher.scheduling import Contradiction, Meeting, MeetingsPlan, MeetingsProblem, Progress, Status
from models.entities.plans import PlanContents, PlannedMeeting, PlannedPitch
from models.entities.vocabulary import Answer
from web.services.planning_problem import (
    PlanningFacts,
    meetings_problem,
    notes_of,
    overlaps,
    to_plan,
)
from web.services.stage import Placing, place_pitches

NOTHING = PlanContents((), ())
# Whoever has a meeting so soon is on the way to it, and is not moved.
SOON = timedelta(minutes=10)
# A whole plan is built from the solver's state at most so often, and for so small a part of its time.
_PLAN_EVERY_SECONDS = 0.5
_PLAN_SHARE = 0.05
# What the programme of a first look is made from: a tenth of it.
_LOOK_SECONDS = 2.0


@dataclass(frozen=True, slots=True)
class Task:
    """What a solve is given."""

    facts: PlanningFacts
    # Fixed places that the plan keeps.
    locks: PlanContents
    # When the solve begins: on the day itself, what has begun or begins soon stays as it is.
    now: datetime
    seconds: float | None = 60.0
    work: int | None = None
    # The version that the plan is made again around, and what moving one of its meetings must gain.
    former: PlanContents | None = None
    move_price: float = 0.0
    # What a solver that was killed had found.
    kept: PlanContents = NOTHING
    declined: frozenset[tuple[int, int]] = frozenset()


@dataclass(frozen=True, slots=True)
class Solved:
    """What the solver gives back, in the terms of the database."""

    placing: Placing
    plan: MeetingsPlan
    value: float
    bound: float | None
    status: str
    seconds: float
    notes: list[dict[str, Any]] = field(default_factory=list)
    programme: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Better:
    """A better value or bound on the way; the plan itself comes along now and then."""

    seconds: float
    value: float
    bound: float | None
    n_meetings: int
    solved: Solved | None = None


class NothingToPlan(Exception):
    """The event lacks what a plan is made of; the code says what."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


Tell = Callable[[Better], None]


def solve(task: Task, *, tell: Tell | None = None, should_stop: Callable[[], bool] | None = None) -> Solved:
    """The programme, then the meetings around it.

    Raises
    ------
    NothingToPlan
        When nobody pitches.
    Contradiction
        When what is fixed cannot be had together.
    """
    begun = time.monotonic()
    facts = task.facts
    if not facts.side("founder"):
        raise NothingToPlan("no_founder_accepted")
    locks = _with_former_pitches(task)
    floor = 0.0
    if tell is not None and task.work is None and not task.kept.meetings:
        look = _first_look(task, locks, begun)
        if look is not None:
            floor = look.value
            tell(Better(look.seconds, look.value, None, len(look.plan.meetings), look))
    placing = place_pitches(facts, locks, seconds=task.seconds, work=task.work, should_stop=should_stop)
    seconds = None if task.seconds is None else max(0.2, task.seconds - (time.monotonic() - begun))
    return _meetings_around(task, placing, begun, seconds, tell, should_stop, floor=floor)


def _first_look(task: Task, locks: PlanContents, begun: float) -> Solved | None:
    """A valid plan at once, while the programme is sought; its bound would be of another problem."""
    try:
        placing = place_pitches(task.facts, locks, seconds=_LOOK_SECONDS)
        solved = _meetings_around(task, placing, begun, 0.0, None, None)
    except Contradiction:
        # Whether there is one at all is found out, and said, with more time.
        return None
    return replace(solved, bound=None, status=str(Status.FEASIBLE))


def _meetings_around(
    task: Task,
    placing: Placing,
    begun: float,
    seconds: float | None,
    tell: Tell | None,
    should_stop: Callable[[], bool] | None,
    *,
    floor: float = 0.0,
) -> Solved:
    """The meetings of a day whose programme stands; plans worth less than `floor` are not told."""
    facts, programme = task.facts, placing.programme
    problem = _refuse_declined(meetings_problem(facts, placing.slots), task.declined)
    if not problem.slots or not problem.tables or not problem.investors:
        empty = MeetingsPlan((), 0.0, 0.0, Status.OPTIMAL)
        notes = notes_of(facts, placing.left_out, None)
        notes.append({"code": _why_none(problem), "params": {}})
        return Solved(
            placing, empty, 0.0, 0.0, str(Status.OPTIMAL), time.monotonic() - begun, notes, programme
        )
    problem, previous, given_up = _around_former(task, problem)

    def solved(plan: MeetingsPlan) -> Solved:
        notes = notes_of(facts, placing.left_out, plan)
        notes += [
            {"code": "lock_given_up", "params": {"founder": int(m.founder), "provider": int(m.investor)}}
            for m in given_up
        ]
        return Solved(
            placing,
            plan,
            plan.value,
            plan.bound,
            str(plan.status),
            time.monotonic() - begun,
            notes,
            programme,
        )

    from matcher.scheduling.meetings import solve_meetings

    plan = solve_meetings(
        problem,
        seconds=None if task.work is not None else seconds,
        work=task.work,
        previous=previous if previous.meetings else None,
        move_price=_price(task, previous) if previous.meetings else None,
        on_progress=None if tell is None else _Telling(tell, solved, begun, floor),
        should_stop=should_stop,
    )
    return solved(plan)


class _Telling:
    """Tells each better figure, and of the plans behind them no more than their building is worth."""

    def __init__(
        self, tell: Tell, solved: Callable[[MeetingsPlan], Solved], begun: float, floor: float
    ) -> None:
        self._tell, self._solved, self._begun, self._floor = tell, solved, begun, floor
        self._built_at = float("-inf")
        self._cost = 0.0
        self._last: tuple[float, float | None] | None = None

    def __call__(self, at: Progress) -> None:
        if self._last == (at.value, at.bound) or at.value < self._floor:
            return
        now = time.monotonic()
        made = None
        if now - self._built_at >= max(_PLAN_EVERY_SECONDS, self._cost / _PLAN_SHARE):
            made = self._solved(at.plan())
            self._built_at = time.monotonic()
            self._cost = self._built_at - now
        self._last = (at.value, at.bound)
        n = -1 if made is None else len(made.plan.meetings)
        self._tell(Better(now - self._begun, at.value, at.bound, n, made))


def _price(task: Task, previous: MeetingsPlan) -> float:
    """What moving a meeting must gain, in value."""
    worth = [m.value for m in (task.former or NOTHING).meetings]
    if not worth or not previous.meetings:
        return 0.0
    return task.move_price * sum(worth) / len(worth)


def _why_none(problem: MeetingsProblem) -> str:
    if not problem.slots:
        return "no_meeting_slots"
    return "no_provider_accepted" if not problem.investors else "no_tables"


def _refuse_declined(problem: MeetingsProblem, declined: frozenset[tuple[int, int]]) -> MeetingsProblem:
    """Whoever declined a meeting with somebody is not asked again."""
    if not declined:
        return problem
    return replace(
        problem,
        pairs=tuple(
            replace(p, forbidden=True, required=False) if (int(p.founder), int(p.investor)) in declined else p
            for p in problem.pairs
        ),
    )


def _with_former_pitches(task: Task) -> PlanContents:
    """A plan made again keeps each pitch in its slot, as far as its presenter is still free there."""
    if task.former is None:
        return task.locks
    facts = task.facts
    coming, slots = facts.by_id, {s.id: s for s in facts.pitch_slots}
    fixed = {p.participant_id: p for p in task.locks.pitches}
    taken = {p.slot_id for p in task.locks.pitches}

    def stays(p: PlannedPitch) -> bool:
        who, slot = coming.get(p.participant_id), slots.get(p.slot_id)
        return (
            p.answer is not Answer.DECLINED
            and p.participant_id not in fixed
            and p.slot_id not in taken
            and who is not None
            and slot is not None
            and slot.id not in who.busy
            and not overlaps(slot, facts.taken_elsewhere(who))
        )

    kept = tuple(p for p in task.former.pitches if stays(p))
    return PlanContents((*task.locks.pitches, *kept), task.locks.meetings)


def standing(meetings: Iterable[PlannedMeeting]) -> list[PlannedMeeting]:
    """The meetings that nobody declined."""
    return [m for m in meetings if Answer.DECLINED not in (m.founder_answer, m.provider_answer)]


def on_their_way(facts: PlanningFacts, contents: PlanContents, now: datetime) -> frozenset[int]:
    """Who is in a meeting or on stage now, or within ten minutes."""
    soon = {s.id for s in facts.slots if s.starts_at < now + SOON and s.ends_at > now}
    pitching = {p.participant_id for p in contents.pitches if p.slot_id in soon}
    meeting = (m for m in standing(contents.meetings) if m.slot_id in soon)
    return frozenset(pitching.union(*((m.founder_id, m.provider_id) for m in meeting)))


def _around_former(
    task: Task, problem: MeetingsProblem
) -> tuple[MeetingsProblem, MeetingsPlan, list[Meeting]]:
    """The problem with what has begun closed, the plan to stay close to, and which locks cannot be kept."""
    facts = task.facts
    former = standing((task.former or NOTHING).meetings)
    starts = {s.id: s.starts_at for s in facts.meeting_slots}
    frozen = list(task.locks.meetings)
    if task.former is not None:
        busy_soon = on_their_way(facts, task.former, task.now)
        known = {(m.founder_id, m.provider_id) for m in frozen}
        frozen += [
            m
            for m in former
            if (m.founder_id, m.provider_id) not in known
            and (
                starts.get(m.slot_id, task.now + SOON) < task.now + SOON
                or busy_soon & {m.founder_id, m.provider_id}
            )
        ]
        problem = _close_begun(problem, facts, frozen, task.now)
    held, given_up = _possible(problem, to_plan(facts, [replace(m, locked=True) for m in frozen]))
    loose = former if task.former is not None else standing(task.kept.meetings)
    fixed = {m.key for m in held.meetings} | {m.key for m in given_up}
    rest = [m for m in to_plan(facts, loose).meetings if m.key not in fixed]
    listed = [replace(m, frozen=False) for m in rest if m.key in problem.pair]
    promised = {(str(m.founder_id), str(m.provider_id)) for m in task.locks.meetings}
    return (
        problem,
        replace(held, meetings=(*held.meetings, *listed)),
        [m for m in given_up if m.key in promised],
    )


def _close_begun(
    problem: MeetingsProblem, facts: PlanningFacts, frozen: Iterable[PlannedMeeting], now: datetime
) -> MeetingsProblem:
    """Nobody gets anything new in a slot that has begun or begins soon."""
    closed = frozenset(n for n, s in enumerate(facts.meeting_slots) if s.starts_at < now + SOON)
    if not closed:
        return problem
    position = {s.id: n for n, s in enumerate(facts.meeting_slots)}
    own: dict[str, set[int]] = {}
    for m in frozen:
        if m.slot_id in position:
            for who in (m.founder_id, m.provider_id):
                own.setdefault(str(who), set()).add(position[m.slot_id])
    return replace(
        problem,
        founders=tuple(
            replace(p, available=p.available - (closed - own.get(p.id, set()))) for p in problem.founders
        ),
        investors=tuple(
            replace(p, available=p.available - (closed - own.get(p.id, set()))) for p in problem.investors
        ),
    )


def _possible(problem: MeetingsProblem, wanted: MeetingsPlan) -> tuple[MeetingsPlan, list[Meeting]]:
    """Fixed meetings that are still possible, and those that are not and are told of."""
    from matcher.scheduling import conflicts
    from matcher.scheduling.explain import place

    if not conflicts(problem, wanted):
        return wanted, []
    kept, given_up = MeetingsPlan((), 0.0, None, Status.FEASIBLE), []
    for meeting in wanted.meetings:
        with_it = place(kept, meeting)
        if conflicts(problem, with_it):
            given_up.append(meeting)
        else:
            kept = with_it
    return kept, given_up
