"""Child processes: started, watched, restarted with patience, and gone when their parent is gone."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

# A child that lived this long has recovered; the next failure is a new one.
_SETTLED_SECONDS = 60.0
_SHORTEST_PAUSE, _LONGEST_PAUSE = 0.2, 30.0


def follow_parent(parent: int) -> None:
    """End this process as soon as `parent` is no longer its parent.

    A killed supervisor cannot stop its children, and the next one needs their port and their jobs. What
    they acknowledged is committed already.
    """

    def watch() -> None:
        while os.getppid() == parent:
            time.sleep(0.2)
        os._exit(1)

    threading.Thread(target=watch, name="follow-parent", daemon=True).start()


@dataclass(slots=True)
class Backoff:
    """How long to wait before the next start: doubled at each failure, short again after calm."""

    pause: float = _SHORTEST_PAUSE
    started_at: float = field(default_factory=time.monotonic)

    def started(self) -> None:
        """Note that the child runs again."""
        self.started_at = time.monotonic()

    def reset(self) -> None:
        """All is well again."""
        self.pause = _SHORTEST_PAUSE

    def next_pause(self) -> float:
        """Seconds to wait after the failure that just happened."""
        if time.monotonic() - self.started_at > _SETTLED_SECONDS:
            self.pause = _SHORTEST_PAUSE
        now, self.pause = self.pause, min(self.pause * 2, _LONGEST_PAUSE)
        return now


class Child:
    """One Python module run as a process of its own, in its own session."""

    def __init__(
        self,
        name: str,
        module: str,
        arguments: Sequence[str] = (),
        *,
        environment: Mapping[str, str],
        pass_fds: Sequence[int] = (),
    ) -> None:
        self.name = name
        self._command = [sys.executable, "-m", module, *arguments, "--parent", str(os.getpid())]
        self._environment = dict(environment)
        self._pass_fds = tuple(pass_fds)
        self._process: asyncio.subprocess.Process | None = None
        self._backoff = Backoff()

    @property
    def pid(self) -> int | None:
        """The process, once started."""
        return None if self._process is None else self._process.pid

    @property
    def is_running(self) -> bool:
        """Whether it lives."""
        return self._process is not None and self._process.returncode is None

    async def start(self) -> None:
        """Start it once."""
        # A session of its own: Ctrl-C reaches the supervisor alone, which then stops all in order.
        self._process = await asyncio.create_subprocess_exec(
            *self._command,
            env=self._environment,
            pass_fds=self._pass_fds,
            start_new_session=True,
            stdin=asyncio.subprocess.DEVNULL,
        )
        self._backoff.started()

    async def wait(self) -> int:
        """Wait for its end; the exit code."""
        if self._process is None:
            raise RuntimeError(f"{self.name} was never started")
        return await self._process.wait()

    def next_pause(self) -> float:
        """Seconds to wait before it may be started again."""
        return self._backoff.next_pause()

    async def stop(self, *, patience: float) -> None:
        """Ask it to end, and end it when it does not."""
        if self._process is None or not self.is_running:
            return
        self._signal(signal.SIGTERM)
        try:
            await asyncio.wait_for(self._process.wait(), patience)
        except TimeoutError:
            self.kill()
            await self._process.wait()

    def kill(self) -> None:
        """End it now."""
        self._signal(signal.SIGKILL)

    def _signal(self, number: signal.Signals) -> None:
        if self._process is not None and self._process.returncode is None:
            self._process.send_signal(number)
