"""The worker: encodes, reads decks, sends mail and solves plans, away from the requests.

Each chore does whatever the database says is pending. A job only wakes it; it also looks by itself every
few seconds, so that a lost job costs seconds. Run by `shoutou worker`.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import signal
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from functools import cached_property

import structlog

from matcher.encoding import Encoder
from models.db import Database
from models.jobs import JobRunner
from web import logs, settings
from web.clock import Clock, SystemClock
from web.encoders import encoder_for
from web.files import FileStore
from web.mailer import Mailer, mailer_for
from web.processes import Backoff, follow_parent
from web.services.decks import extract_pending
from web.services.encoding import encode_pending
from web.services.mail import send_pending
from web.services.planning import solve_pending
from web.settings import Settings

_log = structlog.get_logger("worker")


class Tools:
    """What chores work with; heavy parts are made when first asked for."""

    def __init__(self, chosen: Settings, db: Database, clock: Clock | None = None) -> None:
        self.settings = chosen
        self.db = db
        self.clock = clock or SystemClock()
        self.files = FileStore(chosen.files_dir)

    @cached_property
    def encoder(self) -> Encoder:
        """The text model; loading takes seconds, at the first text only."""
        return encoder_for(self.settings.embedding_model)

    @cached_property
    def mailer(self) -> Mailer | None:
        """The way out for mail, or None when the settings name none."""
        return mailer_for(self.settings)


async def _encode(tools: Tools) -> object:
    return await encode_pending(tools.db, tools.encoder)


async def _extract_deck(tools: Tools) -> object:
    return await extract_pending(tools.db, tools.files)


async def _send_mail(tools: Tools) -> object:
    if tools.mailer is None:
        return None
    return await send_pending(tools.db, tools.mailer)


async def _solve_plan(tools: Tools) -> object:
    return await solve_pending(tools.db)


# Job name -> what it wakes.
CHORES: dict[str, Callable[[Tools], Awaitable[object]]] = {
    "extract_deck": _extract_deck,
    "encode": _encode,
    "solve_plan": _solve_plan,
    "send_mail": _send_mail,
}
# What must have been looked at once before people are let in: matches need vectors.
BEFORE_READY = {"extract_deck", "encode"}


@dataclass(slots=True)
class Chore:
    """One kind of work, never done twice at once; wake-ups that come meanwhile count as one."""

    name: str
    work: Callable[[], Awaitable[object]]
    _lock: asyncio.Lock
    _wanted: bool = False

    @classmethod
    def of(cls, name: str, work: Callable[[], Awaitable[object]]) -> Chore:
        """A chore that nobody wants yet."""
        return cls(name, work, asyncio.Lock())

    async def wake(self, payload: bytes | None = None) -> None:
        """Return when everything that was pending at the time of the call is done."""
        self._wanted = True
        async with self._lock:
            if not self._wanted:
                return
            self._wanted = False
            await self.work()


class Worker:
    """Listens for jobs and sweeps, until stopped."""

    def __init__(
        self,
        dsn: str,
        chores: dict[str, Callable[[], Awaitable[object]]],
        *,
        sweep_seconds: float,
        heartbeat_timeout_seconds: float = 30.0,
        on_ready: Callable[[], None] | None = None,
    ) -> None:
        self._chores = [Chore.of(name, work) for name, work in chores.items()]
        self._dsn = dsn
        self._sweep_seconds = sweep_seconds
        self._heartbeat_timeout_seconds = heartbeat_timeout_seconds
        self._on_ready = on_ready
        self._awaited = set(chores) & BEFORE_READY
        self._stopping = asyncio.Event()
        self._runner: JobRunner | None = None

    def stop(self) -> None:
        """Finish what is in hand and return from `run`."""
        self._stopping.set()
        if self._runner is not None:
            self._runner.stop()

    async def run(self) -> None:
        """Work until `stop`."""
        async with asyncio.TaskGroup() as group:
            group.create_task(self._listen())
            for chore in self._chores:
                group.create_task(self._sweep(chore))

    async def _listen(self) -> None:
        """Take jobs; when the database goes away, come back with patience."""
        backoff = Backoff()
        while not self._stopping.is_set():
            self._runner = JobRunner(
                self._dsn,
                {chore.name: chore.wake for chore in self._chores},
                heartbeat_timeout_seconds=self._heartbeat_timeout_seconds,
            )
            backoff.started()
            try:
                await self._runner.run()
            except Exception as error:  # noqa: BLE001 - whatever the queue met, sweeping goes on and we retry
                _log.warning("queue_lost", reason=f"{type(error).__name__}: {error}")
                await self._pause(backoff.next_pause())

    async def _sweep(self, chore: Chore) -> None:
        """Look for work that no job announced; one chore's trouble is not the others'."""
        backoff = Backoff()
        while not self._stopping.is_set():
            pause = self._sweep_seconds
            backoff.started()
            try:
                await chore.wake()
            except Exception:  # noqa: BLE001 - whatever it met is in the log, and the next look may be luckier
                _log.exception("chore_failed", chore=chore.name)
                pause += backoff.next_pause()
            else:
                self._swept(chore.name)
            await self._pause(pause)

    def _swept(self, name: str) -> None:
        """Tell once that what readers wait for is done."""
        if name in self._awaited:
            self._awaited.discard(name)
            if not self._awaited and self._on_ready is not None:
                self._on_ready()

    async def _pause(self, seconds: float) -> None:
        try:
            await asyncio.wait_for(self._stopping.wait(), seconds)
        except TimeoutError:
            return


async def work(chosen: Settings, *, ready_fd: int | None = None) -> None:
    """Run the worker of an installation until SIGTERM or SIGINT."""
    if chosen.database_url is None:
        raise settings.SettingsError("DATABASE_URL is not set, and no supervisor gave one")
    db = await Database.connect(chosen.database_url, max_size=chosen.db_pool_size)
    tools = Tools(chosen, db)
    worker = Worker(
        chosen.database_url,
        {name: _bound(chore, tools) for name, chore in CHORES.items()},
        sweep_seconds=chosen.worker_sweep_seconds,
        on_ready=None if ready_fd is None else lambda: _tell(ready_fd),
    )
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, worker.stop)
    _log.info("worker_started")
    try:
        await worker.run()
    finally:
        await db.close()
    _log.info("worker_stopped")


def _bound(chore: Callable[[Tools], Awaitable[object]], tools: Tools) -> Callable[[], Awaitable[object]]:
    return lambda: chore(tools)


def _tell(descriptor: int) -> None:
    """Let the supervisor know that people may come in."""
    os.write(descriptor, b"1")
    os.close(descriptor)


def main() -> None:
    """Run from the command line or by the supervisor."""
    parser = argparse.ArgumentParser(prog="python -m web.worker", description=__doc__)
    parser.add_argument("--parent", type=int, help="end together with this process")
    parser.add_argument("--ready-fd", type=int, help="written to after the first sweep")
    arguments = parser.parse_args()
    if arguments.parent is not None:
        follow_parent(arguments.parent)
    chosen = settings.load()
    logs.configure(chosen.log_level)
    asyncio.run(work(chosen, ready_fd=arguments.ready_fd))


if __name__ == "__main__":
    main()
