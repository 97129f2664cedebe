"""`shoutou run` and `shoutou serve`: one process that starts the others, watches them and stops them.

It opens the listening socket itself and hands it to the web processes: a port that is taken is known
before anything starts, and connections wait in the socket while a dead web process is replaced.
"""

from __future__ import annotations

import asyncio
import errno
import os
import signal
import socket
import sys
import time
from collections.abc import AsyncIterator, Coroutine, Sequence
from contextlib import asynccontextmanager, suppress
from typing import Any

from models.embedded import EmbeddedServer, EmbeddedServerError
from web import bootstrap
from web.bootstrap import CannotStart, Prepared
from web.processes import Backoff, Child
from web.settings import Settings

_PORT_PATIENCE_SECONDS = 3.0
_READY_SECONDS = 60.0
_STOP_SECONDS = 12.0
_WATCH_SECONDS = 0.5
_PROGRESS_SECONDS = 2.0
_ENCODING_SECONDS = 120.0


def say(line: str) -> None:
    """One line of progress for the person who started us, if there is still a terminal to read it on."""
    with suppress(OSError):
        print(f"shoutou: {line}", file=sys.stderr, flush=True)


def listen(bind: str, port: int) -> socket.socket:
    """The listening socket; raises `CannotStart` when the address is taken or not ours.

    Waits a little first: the children of a killed supervisor need a moment to notice.
    """
    deadline = time.monotonic() + _PORT_PATIENCE_SECONDS
    while True:
        try:
            return _bind(bind, port)
        except OSError as error:
            if error.errno == errno.EADDRINUSE and time.monotonic() < deadline:
                time.sleep(0.1)
            elif error.errno == errno.EADDRINUSE:
                raise CannotStart(
                    f"port {port} on {bind} is taken: stop what listens there, or choose another with PORT"
                ) from error
            else:
                raise CannotStart(f"cannot listen on {bind}:{port}: {error.strerror or error}") from error


def _bind(bind: str, port: int) -> socket.socket:
    family, kind, protocol, _, address = socket.getaddrinfo(
        bind, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
    )[0]
    listening = socket.socket(family, kind, protocol)
    try:
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind(address)
        listening.listen(1024)
    except BaseException:
        listening.close()
        raise
    return listening


class Stop:
    """What the operator asked for: to stop, and at the second time to stop at once."""

    def __init__(self) -> None:
        self.asked = asyncio.Event()
        self.at_once = asyncio.Event()

    def install(self) -> None:
        """Listen to Ctrl-C, `kill` and a closed terminal."""
        loop = asyncio.get_running_loop()
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            loop.add_signal_handler(number, self._ask)

    def _ask(self) -> None:
        if self.asked.is_set():
            self.at_once.set()
        else:
            say("stopping (once more to stop at once)")
        self.asked.set()

    async def pause(self, seconds: float) -> bool:
        """Wait; True when asked to stop meanwhile."""
        with suppress(TimeoutError):
            await asyncio.wait_for(self.asked.wait(), seconds)
        return self.asked.is_set()


class Supervisor:
    """Keeps the children and the embedded database alive until asked to stop."""

    def __init__(self, prepared: Prepared, listening: socket.socket, stop: Stop, *, worker: bool) -> None:
        chosen = prepared.settings
        environment = {**os.environ, **chosen.environment()}
        # The owner's rights are for migrations alone; nobody who serves requests knows the way.
        environment.pop("MIGRATE_DATABASE_URL", None)
        descriptor = listening.fileno()
        self._prepared = prepared
        self._stop = stop
        self._ready_reader, ready_writer = os.pipe()
        self._ready_writer: int | None = ready_writer
        self._web = [
            Child(
                f"web {number}",
                "web.serving",
                ["--fd", str(descriptor)],
                environment=environment,
                pass_fds=[descriptor],
            )
            for number in range(1, chosen.web_concurrency + 1)
        ]
        self._worker = (
            Child(
                "worker",
                "web.worker",
                ["--ready-fd", str(ready_writer)],
                environment=environment,
                pass_fds=[ready_writer],
            )
            if worker
            else None
        )

    @property
    def children(self) -> list[Child]:
        """The web processes, and the worker where there is one."""
        return [*self._web, *([] if self._worker is None else [self._worker])]

    async def run(self, welcome: Sequence[str]) -> None:
        """Start all, say the address when people may come in, and stay until asked to stop."""
        watchers: list[asyncio.Task[None]] = []
        try:
            for child in self.children:
                await child.start()
                watchers.append(asyncio.create_task(self._keep(child)))
            if self._prepared.server is not None:
                watchers.append(asyncio.create_task(self._keep_database(self._prepared.server)))
            ready = asyncio.create_task(self._wait_until_ready())
            stopping = asyncio.create_task(self._stop.asked.wait())
            await asyncio.wait({ready, stopping}, return_when=asyncio.FIRST_COMPLETED)
            if ready.done():
                await ready
                with suppress(OSError):
                    for line in welcome:
                        print(line, flush=True)
            else:
                ready.cancel()
            await stopping
        finally:
            for watcher in watchers:
                watcher.cancel()
            await asyncio.gather(*watchers, return_exceptions=True)
            await self._stop_children()

    async def _keep(self, child: Child) -> None:
        """Start a child again whenever it ends."""
        while True:
            code = await child.wait()
            if self._stop.asked.is_set():
                return
            pause = child.next_pause()
            say(f"{child.name} ended ({_cause(code)}); starting it again in {pause:.1f} s")
            if await self._stop.pause(pause):
                return
            await child.start()

    async def _keep_database(self, server: EmbeddedServer) -> None:
        """Start the embedded database again whenever it is gone."""
        backoff = Backoff()
        while not await self._stop.pause(_WATCH_SECONDS):
            if server.is_running():
                continue
            say("the database ended; starting it again")
            try:
                await asyncio.to_thread(server.start)
                backoff.started()
                say("the database is back")
            except EmbeddedServerError as error:
                pause = backoff.next_pause()
                say(f"{error}; trying again in {pause:.1f} s")
                await self._stop.pause(pause)

    async def _wait_until_ready(self) -> None:
        """Wait for a web process that answers and, where there is one, the worker's first look."""
        deadline = time.monotonic() + _READY_SECONDS
        address = (_reachable(self._prepared.settings.bind), self._prepared.settings.port)
        while not await _answers(*address):
            if time.monotonic() > deadline:
                raise CannotStart(f"the web server did not answer within {_READY_SECONDS:.0f} seconds")
            await asyncio.sleep(0.1)
        if self._worker is not None:
            await self._wait_for_the_worker()

    async def _wait_for_the_worker(self) -> None:
        """Until it has encoded what is new; for a while only, since the pages are there already."""
        os.set_blocking(self._ready_reader, False)
        begun = said_at = time.monotonic()
        n_encoded, ready = 0, False
        while not ready:
            with suppress(BlockingIOError):
                words = os.read(self._ready_reader, 4096)
                n_encoded, ready = n_encoded + words.count(b"."), b"!" in words
            now = time.monotonic()
            if now - begun > _ENCODING_SECONDS:
                say("the worker goes on encoding; matches fill up meanwhile")
                return
            if now - said_at > _PROGRESS_SECONDS:
                said_at = now
                say(f"encoding what is new: {n_encoded} texts so far")
            await asyncio.sleep(0.1)

    async def _stop_children(self) -> None:
        """All together, politely, then without patience."""
        stopping = asyncio.gather(*(child.stop(patience=_STOP_SECONDS) for child in self.children))
        at_once = asyncio.create_task(self._stop.at_once.wait())
        waiting: set[asyncio.Future[Any]] = {stopping, at_once}
        await asyncio.wait(waiting, return_when=asyncio.FIRST_COMPLETED)
        at_once.cancel()
        for child in self.children:
            if child.is_running:
                child.kill()
        await stopping


async def run(chosen: Settings, *, demo: bool = True) -> None:
    """Everything for one machine: database, demo world, web and worker, until Ctrl-C."""
    stop = Stop()
    stop.install()
    with bootstrap.sentences():
        bootstrap.prepare_data_dir(chosen)
        with bootstrap.only_one(chosen), listen(chosen.bind, chosen.port) as listening:
            async with _database(chosen) as prepared:
                await bootstrap.migrate(prepared, say)
                if demo:
                    await _unless_stopped(stop, bootstrap.load_demo_once(prepared, say))
                # Once more: a library that the loading used may have taken the signals for itself.
                stop.install()
                if not stop.asked.is_set():
                    await Supervisor(prepared, listening, stop, worker=True).run(_welcome(prepared.settings))


async def serve(chosen: Settings) -> None:
    """The web processes alone, on a database that is migrated already."""
    stop = Stop()
    stop.install()
    with bootstrap.sentences(), listen(chosen.bind, chosen.port) as listening:
        async with bootstrap.database(chosen, say) as prepared:
            address = [f"Shoutou answers at {prepared.settings.public_url}"]
            await Supervisor(prepared, listening, stop, worker=False).run(address)


@asynccontextmanager
async def _database(chosen: Settings) -> AsyncIterator[Prepared]:
    """The database for the length of a run; ours is stopped at the end, also one we found running.

    Holding the data folder's lock, we are its only supervisor: a running server was left by a killed one.
    """
    prepared = await bootstrap.connect_database(chosen, say)
    try:
        yield prepared
    finally:
        if prepared.server is not None:
            await asyncio.to_thread(prepared.server.stop)


async def _unless_stopped(stop: Stop, work: Coroutine[Any, Any, None]) -> None:
    """Wait for the work or for Ctrl-C, whichever is first."""
    task = asyncio.create_task(work)
    stopping = asyncio.create_task(stop.asked.wait())
    waiting: set[asyncio.Task[Any]] = {task, stopping}
    await asyncio.wait(waiting, return_when=asyncio.FIRST_COMPLETED)
    stopping.cancel()
    if task.done():
        await task
    else:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


def _welcome(chosen: Settings) -> list[str]:
    """What the person at the terminal reads when all is ready."""
    lines = ["", f"Shoutou answers at {chosen.public_url}"]
    demo = bootstrap.sign_ins(chosen)
    if demo:
        lines += ["", "Sign in as", *(f"  {line}" for line in demo)]
    if chosen.smtp_url is None:
        lines += ["", "No SMTP_URL: mail stays in the outbox, which an administrator can read."]
    return [*lines, "", "Ctrl-C stops everything."]


def _cause(code: int) -> str:
    return f"killed by {signal.Signals(-code).name}" if code < 0 else f"exit code {code}"


def _reachable(bind: str) -> str:
    """An address that reaches a socket bound to all addresses."""
    return {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(bind, bind)  # noqa: S104 - compared, not bound


async def _answers(host: str, port: int) -> bool:
    """Whether /health says that the web and its database are well."""
    try:
        async with asyncio.timeout(5):
            reader, writer = await asyncio.open_connection(host, port)
            try:
                writer.write(f"GET /health HTTP/1.0\r\nHost: {host}\r\n\r\n".encode())
                await writer.drain()
                status = await reader.readline()
            finally:
                writer.close()
            return b" 200 " in status
    except (OSError, TimeoutError):
        return False
