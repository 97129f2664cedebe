"""A plan is asked for, solved in the worker, shown while it gets better, stopped, and laid out as a draft.

What a solve does is in `solving.py`, where it runs in `solver_processes.py`. Corrections by hand are in
`plan_corrections.py`, the release is in `bookings.py`.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import structlog

from matcher.scheduling import Contradiction
from models.db import Connection, Database
from models.entities.ids import PlanId
from models.entities.plans import Plan, PlanContents, PlanStatus, Step
from models.entities.viewer import Viewer
from models.entities.vocabulary import EventStatus
from models.errors import Conflict, Invalid, NotFound
from models.jobs import enqueue
from models.repositories.audit import AuditRepository
from models.repositories.events import EventRepository
from models.repositories.plan_progress import PlanProgressRepository
from models.repositories.plans import PlanRepository
from web.clock import Clock, SystemClock
from web.services.events import found_event
from web.services.planning_problem import PlanningFacts, load_facts, load_locks, pair_values, table_numbers
from web.services.solver_processes import Solver, SolverGone, in_thread
from web.services.solving import Better, NothingToPlan, Solved, Task

# What an organiser may choose.
SECONDS = (10, 60, 300)
# What moving a meeting must gain, as a share of a meeting's mean value.
MOVE_PRICES: Mapping[str, float] = {"keep": 1.5, "balanced": 0.65, "best": 0.0}
# A solver that was killed leaves at least so much time to the one that takes over.
_LEAST_SECONDS = 5.0
# A solver may run over its limit by so much, its start included; then it has to give what it has.
_GRACE_SECONDS = 3.0
# How often the driver of a solve looks whether somebody wants it to end, and for further plans to solve.
_LOOK_SECONDS = 0.4
# Steps of a solve closer together than this are one, unless a new plan comes with them.
_STEP_SECONDS = 0.2
_log = structlog.get_logger("planning")


async def request_plan(
    db: Database,
    clock: Clock,
    *,
    viewer: Viewer,
    event_id: int,
    seconds: int = 60,
    around_released: bool = False,
    price: str = "balanced",
) -> PlanId:
    """Ask for the next version, anew or around the released one; pressing twice asks once."""
    if seconds not in SECONDS or price not in MOVE_PRICES:
        raise Invalid("not_a_choice")
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
        former = await _released(plans, viewer, event_id) if around_released else None
        plan_id = await plans.queue(
            event_id,
            viewer.person_id,
            clock.now(),
            seconds=seconds,
            former_id=None if former is None else former.id,
            move_price=None if former is None else MOVE_PRICES[price],
        )
        await AuditRepository(conn).note(clock.now(), viewer.person_id, "request_plan", "plan", plan_id)
        await enqueue(conn, "solve_plan")
    return plan_id


async def _released(plans: PlanRepository, viewer: Viewer, event_id: int) -> Plan:
    found = [p for p in await plans.of_event(viewer, event_id) if p.status is PlanStatus.RELEASED]
    if not found:
        raise Conflict("no_released_plan")
    return found[0]


async def stop_plan(db: Database, clock: Clock, *, viewer: Viewer, event_id: int, plan_id: int) -> None:
    """End a solve with the best plan that it has; pressing twice ends it once."""
    async with db.transaction() as conn:
        await found_event(EventRepository(conn), viewer, event_id)
        plans = PlanRepository(conn)
        if not await plans.of_event(viewer, event_id, plan_id):
            raise NotFound
        if not await plans.stop(event_id, plan_id, clock.now()):
            raise Conflict("plan_is_made_already")
        await AuditRepository(conn).note(clock.now(), viewer.person_id, "stop_plan", "plan", plan_id)


# ---------------------------------------------------------------- the worker's part


async def solve_pending(
    db: Database,
    clock: Clock | None = None,
    *,
    seconds: float | None = None,
    work: int | None = None,
    solver: Solver = in_thread,
    at_once: int = 1,
) -> int:
    """Solve every plan that waits, `at_once` of them side by side; answers how many.

    `seconds` stands in for the limit that the organiser chose. With `work` the result does not depend on
    how fast the machine is. A plan is held by an advisory lock while it is solved: when the worker is killed
    the database lets go, and the next one takes it up from the best plan kept.
    """
    clock = clock or SystemClock()
    running: dict[asyncio.Task[bool], PlanId] = {}
    tried: set[PlanId] = set()
    n_solved = 0
    try:
        while True:
            if len(running) < at_once:
                async with db.read() as conn:
                    waiting = [p for p in await PlanRepository(conn).waiting() if p not in tried]
                for plan_id in waiting[: at_once - len(running)]:
                    tried.add(plan_id)
                    running[asyncio.create_task(_drive(db, clock, plan_id, solver, seconds, work))] = plan_id
            if not running:
                return n_solved
            # With one place only nothing is asked meanwhile, so that a single connection serves.
            patience = None if len(running) >= at_once else _LOOK_SECONDS
            done, _ = await asyncio.wait(running, timeout=patience, return_when=asyncio.FIRST_COMPLETED)
            for task in done:
                del running[task]
                n_solved += task.result()
    finally:
        for task in running:
            task.cancel()
        await asyncio.gather(*running, return_exceptions=True)


async def _drive(
    db: Database, clock: Clock, plan_id: PlanId, solver: Solver, seconds: float | None, work: int | None
) -> bool:
    """Solve one plan; false when another worker has it, or it is done."""
    async with db.transaction() as held:
        plans = PlanRepository(held)
        if not await plans.try_lock(plan_id):
            return False
        begun = await _begin(db, clock, plan_id, seconds, work)
        if begun is None:
            return False
        task, spent = begun
        found: asyncio.Queue[Better] = asyncio.Queue()
        enough = asyncio.Event()
        keeper = _Keeper(db, plan_id, task, spent)
        limited = task.seconds is not None and work is None
        latest = time.monotonic() + (task.seconds or 0.0) + _GRACE_SECONDS if limited else float("inf")
        job = asyncio.ensure_future(solver(task, enough, found.put_nowait))
        try:
            while not (job.done() and found.empty()):
                better = await _next(found, job)
                if better is not None:
                    await keeper.keep(better)
                late = time.monotonic() > latest
                if not enough.is_set() and not job.done() and (late or await plans.stop_asked(plan_id)):
                    enough.set()
            await _finish(db, clock, plan_id, keeper, job)
        finally:
            # A thread cannot be ended from outside, but it can be told.
            enough.set()
            if not job.done():
                job.cancel()
                await asyncio.gather(job, return_exceptions=True)
    return True


async def _begin(
    db: Database, clock: Clock, plan_id: PlanId, seconds: float | None, work: int | None
) -> tuple[Task, float] | None:
    """Everything that the solve depends on, and how long others solved it before."""
    async with db.transaction() as conn:
        plans = PlanRepository(conn)
        if not await plans.start(plan_id):
            return None
        plan = await plans.by_id(plan_id)
        (event,) = await EventRepository(conn).by_ids([plan.event_id])
        spent = await PlanProgressRepository(conn).seconds_spent(plan_id)
        limit = seconds if seconds is not None else float(plan.seconds)
        return (
            Task(
                await load_facts(conn, event),
                await load_locks(conn, plan.event_id, plan_id),
                clock.now(),
                max(_LEAST_SECONDS, limit - spent) if spent else limit,
                work,
                await plans.contents(plan.former_id) if plan.former_id is not None else None,
                plan.move_price or 0.0,
                await plans.contents(plan_id),
                await plans.declined_pairs(plan.event_id),
            ),
            spent,
        )


async def _next(found: asyncio.Queue[Better], job: asyncio.Future[Solved]) -> Better | None:
    """The next better plan; None when none came for a while."""
    coming = asyncio.ensure_future(found.get())
    both: set[asyncio.Future[Any]] = {coming, job}
    await asyncio.wait(both, timeout=_LOOK_SECONDS, return_when=asyncio.FIRST_COMPLETED)
    if not coming.done():
        # What arrives in this very moment stays in the queue.
        coming.cancel()
        await asyncio.gather(coming, return_exceptions=True)
    return None if coming.cancelled() else coming.result()


@dataclass(slots=True)
class _Keeper:
    """Puts each better plan on record, thinned."""

    db: Database
    plan_id: PlanId
    task: Task
    spent: float
    _last: Better | None = None
    _n_meetings: int = 0

    async def keep(self, better: Better) -> None:
        """A step of the solve, with the plan where there is one."""
        close = self._last is not None and better.seconds - self._last.seconds < _STEP_SECONDS
        if close and better.solved is None:
            return
        self._last = better
        if better.solved is not None:
            self._n_meetings = len(better.solved.plan.meetings)
        async with self.db.transaction() as conn:
            await self._step(conn, better.seconds, better.value, better.bound)
            if better.solved is not None:
                solved = better.solved
                plans = PlanRepository(conn)
                if await plans.keep_better(self.plan_id, solved.value, solved.bound, solved.status):
                    await fill_plan(conn, self.plan_id, self.task.facts, self.task.locks, solved)

    async def last(self, conn: Connection, solved: Solved) -> None:
        """The end of the solve as its last step."""
        self._n_meetings = len(solved.plan.meetings)
        await self._step(conn, solved.seconds, solved.value, solved.bound)

    async def _step(self, conn: Connection, seconds: float, value: float, bound: float | None) -> None:
        step = Step(round(self.spent + seconds, 3), value, bound, self._n_meetings)
        await PlanProgressRepository(conn).add(self.plan_id, step)


async def _finish(
    db: Database, clock: Clock, plan_id: PlanId, keeper: _Keeper, job: asyncio.Future[Solved]
) -> None:
    """What became of a solve: a draft, or its cause of failure."""
    try:
        solved = job.result()
    except NothingToPlan as error:
        await _fail(db, clock, plan_id, error.code, [])
    except Contradiction as error:
        notes = [{"code": c.code, "params": dict(c.params)} for c in error.clashes]
        await _fail(db, clock, plan_id, "contradiction", notes)
    except SolverGone as error:
        _log.warning("solver_gone", plan=plan_id, cause=error.code)
        if error.best is None:
            await _fail(db, clock, plan_id, error.code, [])
        else:
            error.best.notes.append({"code": f"{error.code}_kept", "params": {}})
            await _save(db, clock, plan_id, keeper, error.best)
    except Exception:  # noqa: BLE001 - a solver's failure is the organiser's news, not the worker's end
        # Whatever went wrong in a solver is told to the organiser and logged; the worker goes on.
        _log.exception("plan_failed", plan=plan_id)
        await _fail(db, clock, plan_id, "solver_failed", [])
    else:
        await _save(db, clock, plan_id, keeper, solved)


async def _save(db: Database, clock: Clock, plan_id: PlanId, keeper: _Keeper, solved: Solved) -> None:
    async with db.transaction() as conn:
        done = await PlanRepository(conn).finish(
            plan_id,
            clock.now(),
            value=solved.value,
            bound=solved.bound,
            solver_status=solved.status,
            notes=solved.notes,
            seconds=round(keeper.spent + solved.seconds, 3),
            programme=solved.programme,
        )
        if done:
            await keeper.last(conn, solved)
            await fill_plan(conn, plan_id, keeper.task.facts, keeper.task.locks, solved)


async def fill_plan(
    conn: Connection, plan_id: int, facts: PlanningFacts, locks: PlanContents, solved: Solved
) -> None:
    """Let the plan hold what was found, and nothing else."""
    slots, values = facts.meeting_slots, pair_values(facts)
    locked_pitches = {p.participant_id for p in locks.pitches}
    locked_pairs = {(m.founder_id, m.provider_id) for m in locks.meetings}
    numbers = table_numbers(facts, solved.plan.meetings)
    await PlanRepository(conn).fill(
        plan_id,
        [
            (slot_id, participant_id, participant_id in locked_pitches)
            for participant_id, slot_id in sorted(solved.placing.slots.items())
        ],
        [
            (
                *(pair := (int(m.founder), int(m.investor))),
                slots[m.slot].id,
                table_no,
                values.get(pair) or 0.0,
                m.frozen and pair in locked_pairs,
            )
            for m, table_no in zip(solved.plan.meetings, numbers, strict=True)
        ],
    )


async def _fail(db: Database, clock: Clock, plan_id: PlanId, code: str, notes: list[dict[str, Any]]) -> None:
    async with db.transaction() as conn:
        plans = PlanRepository(conn)
        await plans.fail(plan_id, clock.now(), code, notes)
