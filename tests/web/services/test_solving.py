"""A solve in a process of its own: better plans on the way, an end on demand, and what a kill leaves."""

from __future__ import annotations

import asyncio
import signal
from dataclasses import replace

import psutil
import pytest

from models.entities.plans import PlanStatus
from models.errors import Conflict, NotFound
from models.repositories.plan_progress import PlanProgressRepository
from tests.large_event import enlarged
from tests.web.services.event_stories import prepared, viewer
from web.services import planning
from web.services.plan_board import open_plan
from web.services.planning import request_plan, solve_pending, stop_plan
from web.services.solver_processes import SolverGone, in_process, in_thread
from web.services.solving import Better, Solved, Task, solve

pytestmark = pytest.mark.anyio


async def steps(db, plan_id):
    async with db.read() as conn:
        return await PlanProgressRepository(conn).of_plan(plan_id)


async def until(condition, seconds=120.0):
    async with asyncio.timeout(seconds):
        while not await condition():
            await asyncio.sleep(0.05)


async def task_of(db, clock, world):
    """What the solver is given for the story's event."""
    zhao, event_id = await prepared(db, clock, world)
    plan_id = await request_plan(db, clock, viewer=zhao, event_id=event_id)
    begun = await planning._begin(db, clock, plan_id, 60.0, None)
    assert begun is not None
    return begun[0]


async def test_process_gives_the_plan_that_a_thread_gives(world_db, clock, world) -> None:
    task = replace(await task_of(world_db, clock, world), seconds=None, work=20)
    told: list[Better] = []

    there = await in_process(task, asyncio.Event(), told.append)
    here = await in_thread(task, asyncio.Event(), lambda _: None)

    assert (there.plan, there.placing) == (here.plan, here.placing)
    assert told


async def test_first_plan_comes_before_the_proof_and_values_only_rise(world_db, clock, world) -> None:
    task = _slow(replace(await task_of(world_db, clock, world), seconds=3.0))
    told: list[Better] = []

    solved = solve(task, tell=told.append)

    values = [b.value for b in told]
    bounds = [b.bound for b in told if b.bound is not None]
    assert told[0].solved is not None
    assert told[0].seconds < solved.seconds
    assert values == sorted(values)
    assert bounds == sorted(bounds, reverse=True)
    assert values[-1] <= solved.value <= bounds[-1]


async def test_enough_ends_the_solve_long_before_its_limit_and_keeps_the_best(world_db, clock, world) -> None:
    task = replace(await task_of(world_db, clock, world), seconds=300.0)
    told: list[Better] = []
    enough = asyncio.Event()
    job = asyncio.create_task(in_process(_slow(task), enough, told.append))

    async def has_a_plan():
        return any(b.solved is not None for b in told)

    await until(has_a_plan)
    enough.set()
    # Two seconds on a quiet machine, of five minutes that it was given.
    solved = await asyncio.wait_for(job, 60)

    assert solved.plan.meetings


def _slow(task: Task) -> Task:
    """The same event, with so many people that no proof is found in seconds."""
    return replace(task, facts=enlarged(task.facts, slots=9))


async def test_solver_that_the_machine_ends_says_so_and_leaves_its_best(world_db, clock, world) -> None:
    task = replace(await task_of(world_db, clock, world), seconds=300.0)
    told: list[Better] = []
    job = asyncio.create_task(in_process(_slow(task), asyncio.Event(), told.append))

    async def has_a_plan():
        return any(b.solved is not None for b in told)

    await until(has_a_plan)
    (child,) = [p for p in psutil.Process().children() if "web.solver" in p.cmdline()]
    child.send_signal(signal.SIGKILL)
    with pytest.raises(SolverGone) as gone:
        await asyncio.wait_for(job, 60)

    assert gone.value.code == "solver_killed"
    assert gone.value.best is not None


async def test_solver_that_dies_without_a_plan_is_told_with_its_cause(world_db, clock, world) -> None:
    zhao, event_id = await prepared(world_db, clock, world)
    plan_id = await request_plan(world_db, clock, viewer=zhao, event_id=event_id)

    async def dies(task, enough, tell):
        raise SolverGone("solver_killed", None)

    assert await solve_pending(world_db, clock, solver=dies) == 1

    board = await open_plan(world_db, viewer=zhao, event_id=event_id, plan_id=plan_id)
    assert (board.plan.status, board.plan.failure) == (PlanStatus.FAILED, "solver_killed")


async def test_steps_of_a_solve_are_kept_and_end_with_the_certificate(world_db, clock, world) -> None:
    zhao, event_id = await prepared(world_db, clock, world)
    plan_id = await request_plan(world_db, clock, viewer=zhao, event_id=event_id, seconds=10)
    await solve_pending(world_db, clock)

    board = await open_plan(world_db, viewer=zhao, event_id=event_id, plan_id=plan_id)
    went = await steps(world_db, plan_id)

    assert board.plan.status is PlanStatus.DRAFT
    assert (went[-1].value, went[-1].bound) == (board.plan.solved_value, board.plan.bound)
    assert went[-1].n_meetings == len(board.contents.meetings)
    assert board.plan.solved_seconds == went[-1].seconds


async def test_first_plan_is_on_record_while_the_solver_goes_on(cloned_world_db, clock, world) -> None:
    db = cloned_world_db
    zhao, event_id = await prepared(db, clock, world)
    plan_id = await request_plan(db, clock, viewer=zhao, event_id=event_id)
    go_on = asyncio.Event()

    async def slow(task, enough, tell):
        solved = solve(replace(task, seconds=None, work=1))
        tell(Better(0.1, solved.value, solved.bound, len(solved.plan.meetings), solved))
        await go_on.wait()
        return solved

    job = asyncio.create_task(solve_pending(db, clock, solver=slow, at_once=2))

    async def is_shown():
        return len(await steps(db, plan_id)) == 1

    await until(is_shown)
    during = await open_plan(db, viewer=zhao, event_id=event_id, plan_id=plan_id)
    go_on.set()
    await job

    assert during.plan.status is PlanStatus.SOLVING
    assert during.contents.meetings
    assert during.plan.value == sum(m.value for m in during.contents.meetings)


async def test_stop_reaches_the_solver_and_a_second_one_is_a_conflict(cloned_world_db, clock, world) -> None:
    db = cloned_world_db
    zhao, event_id = await prepared(db, clock, world)
    plan_id = await request_plan(db, clock, viewer=zhao, event_id=event_id)
    begun = asyncio.Event()

    async def endless(task, enough, tell) -> Solved:
        begun.set()
        await enough.wait()
        return solve(replace(task, seconds=None, work=1))

    job = asyncio.create_task(solve_pending(db, clock, solver=endless))
    await begun.wait()
    await stop_plan(db, clock, viewer=zhao, event_id=event_id, plan_id=plan_id)
    await asyncio.wait_for(job, 30)

    with pytest.raises(Conflict) as refused:
        await stop_plan(db, clock, viewer=zhao, event_id=event_id, plan_id=plan_id)
    assert refused.value.code == "plan_is_made_already"


async def test_solver_that_runs_over_its_limit_is_ended(monkeypatch, world_db, clock, world) -> None:
    monkeypatch.setattr(planning, "_GRACE_SECONDS", 0.2)
    zhao, event_id = await prepared(world_db, clock, world)
    plan_id = await request_plan(world_db, clock, viewer=zhao, event_id=event_id)

    async def endless(task, enough, tell) -> Solved:
        await enough.wait()
        return solve(replace(task, seconds=None, work=1))

    await asyncio.wait_for(solve_pending(world_db, clock, seconds=0.5, solver=endless), 20)

    board = await open_plan(world_db, viewer=zhao, event_id=event_id, plan_id=plan_id)
    assert board.plan.status is PlanStatus.DRAFT


async def test_nobody_else_stops_a_solve(world_db, clock, world) -> None:
    zhao, event_id = await prepared(world_db, clock, world)
    plan_id = await request_plan(world_db, clock, viewer=zhao, event_id=event_id)

    for name in ("zhou", "lin"):
        with pytest.raises(NotFound):
            await stop_plan(
                world_db,
                clock,
                viewer=await viewer(world_db, clock, name),
                event_id=event_id,
                plan_id=plan_id,
            )


async def test_solve_of_a_killed_worker_is_taken_up_from_its_best_plan(cloned_world_db, clock, world) -> None:
    db = cloned_world_db
    zhao, event_id = await prepared(db, clock, world)
    plan_id = await request_plan(db, clock, viewer=zhao, event_id=event_id)
    given: list[Task] = []
    shown = asyncio.Event()

    async def killed(task, enough, tell):
        solved = solve(replace(task, seconds=None, work=20))
        tell(Better(7.0, solved.value, solved.bound, len(solved.plan.meetings), solved))
        shown.set()
        await asyncio.Event().wait()

    async def second(task, enough, tell):
        given.append(task)
        return await in_thread(replace(task, seconds=None, work=1), enough, tell)

    job = asyncio.create_task(solve_pending(db, clock, solver=killed))
    await shown.wait()

    async def is_kept():
        return bool(await steps(db, plan_id))

    await until(is_kept)
    job.cancel()
    await asyncio.gather(job, return_exceptions=True)
    before = await open_plan(db, viewer=zhao, event_id=event_id, plan_id=plan_id)
    await solve_pending(db, clock, solver=second)

    after = await open_plan(db, viewer=zhao, event_id=event_id, plan_id=plan_id)
    assert before.plan.status is PlanStatus.SOLVING
    assert given[0].kept == before.contents
    assert given[0].seconds == 53.0
    assert after.plan.status is PlanStatus.DRAFT
    assert (after.plan.value or 0.0) >= (before.plan.value or 0.0) > 0
    went = await steps(db, plan_id)
    assert [s.seconds for s in went] == sorted(s.seconds for s in went)
