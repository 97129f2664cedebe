"""Jobs in Postgres: a small interface over pgqueuer, so that nobody else needs to know it.

A job is a wake-up. What is to be done stands in the product's own tables, so that a lost or doubled
job costs a delay at most; the worker also looks by itself (`web/worker.py`).
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import asyncpg

from models.db import Connection
from models.rows import queries

if TYPE_CHECKING:
    from pgqueuer import PgQueuer
    from pgqueuer.models import Job

Handler = Callable[[bytes | None], Awaitable[object]]


async def enqueue(conn: Connection, name: str, payload: bytes | None = None) -> int:
    """Add a job that the worker sees when the surrounding transaction commits; answers its id."""
    job_id: int = await conn.fetchval(queries("jobs")["enqueue"], name, payload)
    return job_id


async def count_by_state(conn: Connection) -> dict[tuple[str, str], int]:
    """How many jobs stand in the queue, by name and state; a failed one is held there."""
    rows = await conn.fetch(queries("jobs")["count_by_state"])
    return {(row["entrypoint"], row["status"]): row["n_jobs"] for row in rows}


async def requeue_failed(conn: Connection) -> int:
    """Give held jobs another try; answers how many."""
    return len(await conn.fetch(queries("jobs")["requeue_failed"]))


class JobRunner:
    """Takes jobs from the queue and hands each to the handler of its name until stopped."""

    def __init__(
        self,
        dsn: str,
        handlers: Mapping[str, Handler],
        *,
        heartbeat_timeout_seconds: float = 30.0,
        poll_seconds: float = 5.0,
    ) -> None:
        self._dsn = dsn
        self._handlers = dict(handlers)
        self._heartbeat_timeout = timedelta(seconds=heartbeat_timeout_seconds)
        self._poll = timedelta(seconds=poll_seconds)
        self._queue: PgQueuer | None = None
        self._stopping = asyncio.Event()

    def stop(self) -> None:
        """Take no more jobs; `run` returns when those in hand are done."""
        self._stopping.set()
        if self._queue is not None:
            self._queue.shutdown.set()

    async def run(self) -> None:
        """Work until `stop` is called; raises when the connection is lost, so that a new start helps."""
        from pgqueuer import PgQueuer

        if self._stopping.is_set():
            return
        # A connection of our own: the pool's codecs would read pgqueuer's jsonb in their own way,
        # and the listener keeps it anyway.
        conn: asyncpg.Connection[Any] = await asyncpg.connect(
            self._dsn, server_settings={"application_name": "shoutou-worker"}
        )
        lost = asyncio.Event()
        conn.add_termination_listener(lambda _: lost.set())
        try:
            self._queue = PgQueuer.from_asyncpg_connection(conn)
            for name, handler in self._handlers.items():
                self._register(self._queue, name, handler)
            if self._stopping.is_set():
                # Asked to stop while we were connecting.
                self._queue.shutdown.set()
            await self._run_until_lost(self._queue, lost)
        finally:
            self._queue = None
            if not conn.is_closed():
                await conn.close(timeout=5)

    def _register(self, queue: PgQueuer, name: str, handler: Handler) -> None:
        # One at a time by name: each handler does all that is pending, two would only collide.
        @queue.entrypoint(name, concurrency_limit=1, on_failure="hold")
        async def run_job(job: Job) -> None:
            await handler(job.payload)

    async def _run_until_lost(self, queue: PgQueuer, lost: asyncio.Event) -> None:
        running = asyncio.ensure_future(
            queue.run(
                dequeue_timeout=self._poll,
                heartbeat_timeout=self._heartbeat_timeout,
                shutdown_on_listener_failure=True,
            )
        )
        losing = asyncio.ensure_future(lost.wait())
        try:
            await asyncio.wait({running, losing}, return_when=asyncio.FIRST_COMPLETED)
            if not running.done():
                raise ConnectionError("the worker lost its connection to the database")
            running.result()
        finally:
            losing.cancel()
            running.cancel()
            # What the queue meets without its connection is the loss again, which is told already.
            running.add_done_callback(lambda ended: ended.cancelled() or ended.exception())
            await asyncio.wait({running}, timeout=5)
