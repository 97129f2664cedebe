"""One button: a plan is asked for, solved in the worker, and laid before the organiser as a draft.

The programme comes first, the one-to-one meetings around it. Corrections by hand are in
`plan_board.py`, the release is in `bookings.py`.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import Any

import anyio.to_thread
import structlog

from matcher.placing import Placing, place_pitches
from matcher.scheduling import Contradiction, Meeting, MeetingsPlan, MeetingsProblem, Status
from models.db import Database
from models.entities.ids import PlanId
from models.entities.plans import PlanContents
from models.entities.viewer import Viewer
from models.entities.vocabulary import EventStatus
from models.errors import Conflict, Invalid
from models.jobs import enqueue
from models.repositories.audit import AuditRepository
from models.repositories.events import EventRepository
from models.repositories.plans import PlanRepository
from web.clock import Clock, SystemClock
from web.services.events import found_event
from web.services.planning_problem import (
    PlanningFacts,
    load_facts,
    load_locks,
    meetings_problem,
    notes_of,
    pair_values,
    stage_problem,
    table_numbers,
    to_plan,
)

SECONDS = 20.0
_log = structlog.get_logger("planning")


@dataclass(frozen=True, slots=True)
class Solved:
    """What the solver gives back, in the terms of the database."""

    placing: Placing
    plan: MeetingsPlan
    value: float
    bound: float | None
    status: str
    notes: list[dict[str, Any]]


class NothingToPlan(Exception):
    """The event lacks what a plan is made of; the code says what."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


async def request_plan(db: Database, clock: Clock, *, viewer: Viewer, event_id: int) -> PlanId:
    """Ask for the next version; pressing twice asks once."""
    async with db.transaction() as conn:
        events = EventRepository(conn)
        event = await found_event(events, viewer, event_id)
        await events.lock(viewer, event_id)
        if event.status is EventStatus.CANCELLED:
            raise Conflict("event_is_cancelled")
        if not await events.slots(event_id):
            raise Invalid("no_slots_yet")
        plans = PlanRepository(conn)
        known = await plans.open_plan(event_id)
        if known is not None:
            return known
        plan_id = await plans.queue(event_id, viewer.person_id, clock.now())
        await AuditRepository(conn).note(clock.now(), viewer.person_id, "request_plan", "plan", plan_id)
        await enqueue(conn, "solve_plan")
    return plan_id


async def solve_pending(
    db: Database, clock: Clock | None = None, *, seconds: float = SECONDS, work: int | None = None
) -> int:
    """Solve every plan that waits, one after the other; answers how many.

    With `work` the result does not depend on how fast the machine is. A plan is held by an advisory
    lock while it is solved: when the worker is killed the database lets go, and the next one begins anew.
    """
    clock = clock or SystemClock()
    async with db.read() as conn:
        waiting = await PlanRepository(conn).waiting()
    n_solved = 0
    for plan_id in waiting:
        async with db.transaction() as conn:
            if await PlanRepository(conn).try_lock(plan_id):
                n_solved += await _solve(db, clock, plan_id, seconds, work)
    return n_solved


async def _solve(db: Database, clock: Clock, plan_id: PlanId, seconds: float, work: int | None) -> bool:
    async with db.transaction() as conn:
        plans = PlanRepository(conn)
        if not await plans.start(plan_id):
            return False
        plan = await plans.by_id(plan_id)
        (event,) = await EventRepository(conn).by_ids([plan.event_id])
        facts = await load_facts(conn, event)
        locks = await load_locks(conn, plan.event_id, plan_id)
    try:
        solved = await anyio.to_thread.run_sync(lambda: solve(facts, locks, seconds=seconds, work=work))
    except asyncio.CancelledError:
        raise
    except NothingToPlan as error:
        await _fail(db, clock, plan_id, error.code, [])
    except Contradiction as error:
        notes = [{"code": c.code, "params": dict(c.params)} for c in error.clashes]
        await _fail(db, clock, plan_id, "contradiction", notes)
    except Exception:  # noqa: BLE001 - a solver's failure is the organiser's news, not the worker's end
        # Whatever went wrong in a solver is told to the organiser and logged; the worker goes on.
        _log.exception("plan_failed", plan=plan_id)
        await _fail(db, clock, plan_id, "solver_failed", [])
    else:
        await _save(db, clock, plan_id, facts, locks, solved)
    return True


def solve(facts: PlanningFacts, locks: PlanContents, *, seconds: float, work: int | None) -> Solved:
    """The programme, then the meetings around it; pure, for a thread."""
    if not facts.side("founder"):
        raise NothingToPlan("no_founder_accepted")
    entries, slots = stage_problem(facts, locks)
    placing = place_pitches(entries, slots) if slots else Placing({}, {}, optimal=True)
    problem = meetings_problem(facts, placing.slots)
    if not problem.slots or not problem.tables or not problem.investors:
        empty = MeetingsPlan((), 0.0, 0.0, Status.OPTIMAL)
        notes = notes_of(facts, placing.left_out, None)
        notes.append({"code": _why_none(problem), "params": {}})
        return Solved(placing, empty, 0.0, 0.0, str(Status.OPTIMAL), notes)
    previous, given_up = _frozen(problem, facts, locks)
    from matcher.scheduling.meetings import solve_meetings

    plan = solve_meetings(
        problem,
        seconds=None if work is not None else seconds,
        work=work,
        previous=previous if previous.meetings else None,
        move_price=0.0 if previous.meetings else None,
    )
    notes = notes_of(facts, placing.left_out, plan)
    notes += [
        {"code": "lock_given_up", "params": {"founder": int(m.founder), "provider": int(m.investor)}}
        for m in given_up
    ]
    return Solved(placing, plan, plan.value, plan.bound, str(plan.status), notes)


def _why_none(problem: MeetingsProblem) -> str:
    if not problem.slots:
        return "no_meeting_slots"
    return "no_provider_accepted" if not problem.investors else "no_tables"


def _frozen(
    problem: MeetingsProblem, facts: PlanningFacts, locks: PlanContents
) -> tuple[MeetingsPlan, list[Meeting]]:
    """Fixed meetings that are still possible, and those that are not and are told of."""
    from matcher.scheduling import conflicts
    from matcher.scheduling.explain import place

    wanted = to_plan(facts, locks.meetings)
    kept, given_up = MeetingsPlan((), 0.0, None, Status.FEASIBLE), []
    for meeting in wanted.meetings:
        with_it = place(kept, meeting)
        if conflicts(problem, with_it):
            given_up.append(meeting)
        else:
            kept = with_it
    return kept, given_up


async def _save(
    db: Database, clock: Clock, plan_id: PlanId, facts: PlanningFacts, locks: PlanContents, solved: Solved
) -> None:
    slots = facts.meeting_slots
    values = pair_values(facts)
    locked_pitches = {p.participant_id for p in locks.pitches}
    async with db.transaction() as conn:
        plans = PlanRepository(conn)
        done = await plans.finish(
            plan_id,
            clock.now(),
            value=solved.value,
            bound=solved.bound,
            solver_status=solved.status,
            notes=solved.notes,
        )
        if not done:
            return
        for participant_id, slot_id in sorted(solved.placing.slots.items()):
            await plans.add_pitch(plan_id, slot_id, participant_id, locked=participant_id in locked_pitches)
        numbers = table_numbers(facts, solved.plan.meetings)
        for m, table_no in zip(solved.plan.meetings, numbers, strict=True):
            founder, provider = int(m.founder), int(m.investor)
            await plans.add_meeting(
                plan_id,
                founder,
                provider,
                slots[m.slot].id,
                table_no,
                values.get((founder, provider)) or 0.0,
                locked=m.frozen,
            )


async def _fail(db: Database, clock: Clock, plan_id: PlanId, code: str, notes: list[dict[str, Any]]) -> None:
    async with db.transaction() as conn:
        await PlanRepository(conn).fail(plan_id, clock.now(), code, notes)
