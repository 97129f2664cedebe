"""The worker: jobs wake chores, chores look by themselves, and neither failures nor kills lose work."""

import asyncio
import gc
import re
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path

import asyncpg
import pytest
from pgqueuer.adapters.persistence import qb
from pgqueuer.domain.settings import db_settings

from models import jobs
from models.db import Database
from web import chores
from web.chores import Chore, Worker
from web.worker import CHORES

NEVER = 3600.0


class Counted:
    """A chore that counts its runs and may be told to fail or to take its time."""

    def __init__(self, *, failures=0, hold=None):
        self.runs = 0
        self.failures = failures
        self.hold = hold
        self.ran = asyncio.Event()
        self.payload: bytes | None = None

    async def __call__(self):
        self.runs += 1
        if self.hold is not None:
            await self.hold.wait()
        if self.failures:
            self.failures -= 1
            raise RuntimeError("not today")
        self.ran.set()


@asynccontextmanager
async def running(worker):
    task = asyncio.create_task(worker.run())
    try:
        yield
    finally:
        worker.stop()
        await asyncio.wait_for(task, 20)


async def _within(seconds, condition):
    async with asyncio.timeout(seconds):
        while not await condition():
            await asyncio.sleep(0.02)


async def test_job_committed_wakes_its_chore_at_once(cloned_db, cloned_dsn):
    chore = Counted()
    worker = Worker(cloned_dsn, {"encode": chore}, sweep_seconds=NEVER)

    async with running(worker):
        await asyncio.wait_for(chore.ran.wait(), 5)  # The first look, before any job.
        chore.ran.clear()
        async with cloned_db.transaction() as conn:
            await jobs.enqueue(conn, "encode", b"7")
        await asyncio.wait_for(chore.ran.wait(), 5)

    assert chore.runs == 2


async def test_job_done_leaves_the_queue(cloned_db, cloned_dsn):
    async with cloned_db.transaction() as conn:
        await jobs.enqueue(conn, "encode")

    async with running(Worker(cloned_dsn, {"encode": Counted()}, sweep_seconds=NEVER)):

        async def is_empty():
            async with cloned_db.read() as conn:
                return await jobs.count_by_state(conn) == {}

        await _within(10, is_empty)


async def test_job_of_a_rolled_back_transaction_is_none(cloned_db):
    with pytest.raises(RuntimeError):
        async with cloned_db.transaction() as conn:
            await jobs.enqueue(conn, "encode")
            raise RuntimeError("undone")

    async with cloned_db.read() as conn:
        assert await jobs.count_by_state(conn) == {}


async def test_job_that_fails_is_held_and_can_be_put_back(cloned_db, cloned_dsn):
    async with cloned_db.transaction() as conn:
        await jobs.enqueue(conn, "encode")

    async with running(Worker(cloned_dsn, {"encode": Counted(failures=9)}, sweep_seconds=NEVER)):

        async def is_held():
            async with cloned_db.read() as conn:
                return await jobs.count_by_state(conn) == {("encode", "failed"): 1}

        await _within(10, is_held)
    async with cloned_db.transaction() as conn:
        n_requeued = await jobs.requeue_failed(conn)

    async with cloned_db.read() as conn:
        assert (n_requeued, await jobs.count_by_state(conn)) == (1, {("encode", "queued"): 1})


async def test_sweep_finds_work_that_no_job_announced_and_survives_failures(cloned_dsn):
    chore, other = Counted(failures=2), Counted()

    async with running(Worker(cloned_dsn, {"encode": chore, "send_mail": other}, sweep_seconds=0.05)):
        await asyncio.wait_for(chore.ran.wait(), 10)

    assert chore.runs >= 3
    assert other.runs >= 3


async def test_slow_chore_does_not_keep_the_others_waiting(cloned_dsn):
    gate = asyncio.Event()
    slow, quick = Counted(hold=gate), Counted()

    async with running(Worker(cloned_dsn, {"solve_plan": slow, "send_mail": quick}, sweep_seconds=0.05)):
        await asyncio.wait_for(quick.ran.wait(), 5)
        gate.set()

    assert slow.runs == 1


async def test_ready_is_told_once_after_what_readers_wait_for(cloned_dsn):
    told = []
    worker = Worker(
        cloned_dsn,
        {"encode": Counted(), "solve_plan": Counted(hold=asyncio.Event())},
        sweep_seconds=0.05,
        before_ready=frozenset({"encode"}),
        on_ready=lambda: told.append(True),
    )
    task = asyncio.create_task(worker.run())

    await asyncio.sleep(0.5)

    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    assert told == [True]


async def test_worker_whose_connection_is_cut_comes_back(cloned_db, cloned_dsn, server):
    chore = Counted()
    name = cloned_dsn.split("@/", 1)[1].split("?", 1)[0]
    owner = await asyncpg.connect(server.dsn("postgres", name))

    async with running(Worker(cloned_dsn, {"encode": chore}, sweep_seconds=NEVER)):
        await asyncio.wait_for(chore.ran.wait(), 5)
        await _within(5, lambda: _cut(owner))
        chore.ran.clear()
        async with cloned_db.transaction() as conn:
            await jobs.enqueue(conn, "encode")
        await asyncio.wait_for(chore.ran.wait(), 10)
    await owner.close()

    assert chore.runs == 2


async def _cut(owner):
    return await owner.fetchval(
        "select pg_terminate_backend(pid) from pg_stat_activity"
        " where application_name = 'shoutou-worker' and datname = current_database()"
    )


async def test_job_of_a_killed_worker_is_taken_over(cloned_db, cloned_dsn):
    # What a killed worker leaves: a job picked, with a heartbeat that nobody renews.
    async with cloned_db.transaction() as conn:
        job_id = await jobs.enqueue(conn, "encode")
        await conn.execute(
            "update pgqueuer set status = 'picked', queue_manager_id = gen_random_uuid(),"
            " heartbeat = now() - interval '5 seconds' where id = $1",
            job_id,
        )

    worker = Worker(cloned_dsn, {"encode": Counted()}, sweep_seconds=NEVER, heartbeat_timeout_seconds=1)
    async with running(worker):

        async def is_empty():
            async with cloned_db.read() as conn:
                return await jobs.count_by_state(conn) == {}

        await _within(10, is_empty)


async def test_chore_woken_many_times_while_it_runs_runs_once_more():
    gate = asyncio.Event()
    work = Counted(hold=gate)
    chore = Chore.of("encode", work)

    wakes = [asyncio.create_task(chore.wake()) for _ in range(50)]
    await asyncio.sleep(0)
    gate.set()
    await asyncio.gather(*wakes)

    assert work.runs <= 2


def test_queue_tables_are_those_of_the_installed_version():
    installed = qb.QueryBuilderEnvironment(db_settings()).build_install_query()
    path = Path(jobs.__file__).parent / "migrations" / "sql" / "pgqueuer.sql"

    written = path.read_text(encoding="utf-8")

    def statements(text):
        return [line.strip() for line in text.splitlines() if line.strip() and not line.startswith("--")]

    assert statements(written) == statements(installed)


async def test_database_with_codecs_can_enqueue_what_the_runner_reads(cloned_dsn):
    database = await Database.connect(cloned_dsn, max_size=2)
    chore = Counted()
    async with database.transaction() as conn:
        await jobs.enqueue(conn, "encode", "首投".encode())
    await database.close()

    runner = jobs.JobRunner(cloned_dsn, {"encode": lambda payload: _take(chore, payload)})
    task = asyncio.create_task(runner.run())
    await asyncio.wait_for(chore.ran.wait(), 5)
    runner.stop()
    await asyncio.wait_for(task, 10)

    assert chore.payload == "首投".encode()


async def _take(chore: Counted, payload: bytes | None) -> None:
    chore.payload = payload
    await chore()


def test_every_job_that_is_enqueued_has_its_chore():
    services = Path(chores.__file__).parent / "services"
    enqueued = {
        name
        for path in services.rglob("*.py")
        for name in re.findall(r"enqueue\(\s*\w+,\s*\"(\w+)\"", path.read_text(encoding="utf-8"))
    }

    assert enqueued <= set(CHORES)
    assert enqueued


async def test_worker_asked_to_stop_does_not_wait_for_a_long_chore(cloned_dsn):
    endless = Counted(hold=asyncio.Event())
    worker = Worker(cloned_dsn, {"solve_plan": endless}, sweep_seconds=NEVER)
    task = asyncio.create_task(worker.run())
    await _within(5, lambda: _ran(endless))

    worker.stop()
    await asyncio.wait_for(task, 10)

    assert endless.runs == 1


async def _ran(chore):
    return chore.runs


@pytest.mark.parametrize("ends", ["stopped", "cut", "cancelled"])
async def test_runner_that_ends_at_any_moment_leaves_nothing_behind(cloned_dsn, server, ends):
    name = cloned_dsn.split("@/", 1)[1].split("?", 1)[0]
    owner = await asyncpg.connect(server.dsn("postgres", name))
    untold = []
    asyncio.get_running_loop().set_exception_handler(lambda _, context: untold.append(context))

    for milliseconds in range(0, 90, 9):
        runner = jobs.JobRunner(cloned_dsn, {"encode": partial(_take, Counted())})
        task = asyncio.create_task(runner.run())
        await asyncio.sleep(milliseconds / 1000)
        if ends == "stopped":
            runner.stop()
        elif ends == "cancelled":
            task.cancel()
        elif not await _cut(owner):
            runner.stop()
        [outcome] = await asyncio.wait_for(asyncio.gather(task, return_exceptions=True), 10)
        assert ends != "stopped" or outcome is None
        del task, outcome
        gc.collect()
    await owner.close()

    assert untold == []
