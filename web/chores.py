"""What a worker does with its chores: wakes each by a job or by itself, one at a time; survives failures."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

import structlog

from models.jobs import JobRunner
from models.probe import is_outage
from web.processes import Backoff

_log = structlog.get_logger("worker")

# How long a chore in hand may go on after being asked to stop.
_GRACE_SECONDS = 3.0

Work = Callable[[], Awaitable[object]]


@dataclass(slots=True)
class Chore:
    """One kind of work, never done twice at once; wake-ups that come meanwhile count as one."""

    name: str
    work: Work
    _lock: asyncio.Lock
    _wanted: bool = False

    @classmethod
    def of(cls, name: str, work: Work) -> Chore:
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
        chores: dict[str, Work],
        *,
        sweep_seconds: float,
        heartbeat_timeout_seconds: float = 30.0,
        before_ready: frozenset[str] = frozenset(),
        on_ready: Callable[[], None] | None = None,
    ) -> None:
        self._chores = [Chore.of(name, work) for name, work in chores.items()]
        self._dsn = dsn
        self._sweep_seconds = sweep_seconds
        self._heartbeat_timeout_seconds = heartbeat_timeout_seconds
        self._on_ready = on_ready
        self._awaited = set(before_ready)
        self._stopping = asyncio.Event()
        self._runner: JobRunner | None = None

    def stop(self) -> None:
        """Finish what is in hand and return from `run`."""
        self._stopping.set()
        if self._runner is not None:
            self._runner.stop()

    async def run(self) -> None:
        """Work until `stop`."""
        stopping = asyncio.create_task(self._stopping.wait())
        working = [asyncio.create_task(self._listen())]
        working += [asyncio.create_task(self._sweep(chore)) for chore in self._chores]
        try:
            # A task that ends without being asked to has met a defect, which is raised below.
            await asyncio.wait([stopping, *working], return_when=asyncio.FIRST_COMPLETED)
            self.stop()
            await asyncio.wait(working, timeout=_GRACE_SECONDS)
        finally:
            # What is pending stays so in the database, and the next worker does it.
            for task in (stopping, *working):
                task.cancel()
            ended = await asyncio.gather(*working, return_exceptions=True)
        for outcome in ended:
            if isinstance(outcome, Exception):
                raise outcome

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
            try:
                await chore.wake()
            except Exception as error:  # noqa: BLE001 - whatever it met is logged; the next look may be luckier
                if is_outage(error):
                    _log.warning("chore_waits_for_database", chore=chore.name, reason=str(error))
                else:
                    _log.exception("chore_failed", chore=chore.name)
                pause += backoff.next_pause()
            else:
                backoff.reset()
            self._swept(chore.name)
            await self._pause(pause)

    def _swept(self, name: str) -> None:
        """Tell once that what readers wait for was looked at, also when that went wrong."""
        if name in self._awaited:
            self._awaited.discard(name)
            if not self._awaited and self._on_ready is not None:
                self._on_ready()

    async def _pause(self, seconds: float) -> None:
        try:
            await asyncio.wait_for(self._stopping.wait(), seconds)
        except TimeoutError:
            return
