"""Where a solve runs: in a thread (tests, seeds), or in a process of its own at lower priority (the worker).

The process (`web/solver.py`) reads its task from its standard input, which is closed to say "enough",
and answers in frames on its standard output: a length of four bytes, then a pickled pair of a word and
what belongs to it. Both ends are this program, so nothing that others wrote is ever unpickled.
"""

from __future__ import annotations

import asyncio
import os
import pickle
import signal
import struct
import sys
from collections.abc import Awaitable, Callable
from typing import Any

import anyio.to_thread

from matcher.scheduling import Contradiction
from web.services.solving import Better, NothingToPlan, Solved, Task, solve

# After "enough" a solver may finish the part that it is in; then it is ended, and its best plan counts.
PATIENCE_SECONDS = 1.2
_LENGTH = struct.Struct(">I")

Tell = Callable[[Better], None]
Solver = Callable[[Task, asyncio.Event, Tell], Awaitable[Solved]]


class SolverGone(Exception):
    """The solver ended without an answer; `code` says why, `best` is what it had found."""

    def __init__(self, code: str, best: Solved | None) -> None:
        super().__init__(code)
        self.code = code
        self.best = best


def frame(word: str, value: Any) -> bytes:
    """One message between the two processes."""
    body = pickle.dumps((word, value))
    return _LENGTH.pack(len(body)) + body


async def in_thread(task: Task, enough: asyncio.Event, tell: Tell) -> Solved:
    """Solve in a thread of this process."""
    loop = asyncio.get_running_loop()

    def say(better: Better) -> None:
        loop.call_soon_threadsafe(tell, better)

    return await anyio.to_thread.run_sync(lambda: solve(task, tell=say, should_stop=enough.is_set))


async def in_process(task: Task, enough: asyncio.Event, tell: Tell) -> Solved:
    """Solve in a process of its own, which ends with this one, and whose end is not ours."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "web.solver", "--parent", str(os.getpid())),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        # One thread: the other processor is for the pages.
        env={**os.environ, "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"},
        start_new_session=True,
    )
    heard = _Heard()
    ending = asyncio.create_task(_end_when_enough(process, enough, heard))
    try:
        if process.stdin is None or process.stdout is None:
            raise SolverGone("solver_failed", None)
        process.stdin.write(frame("task", task))
        await process.stdin.drain()
        return await _listen(process.stdout, heard, tell)
    except (asyncio.IncompleteReadError, BrokenPipeError, ConnectionResetError):
        code = await process.wait()
        if enough.is_set() and heard.best is not None:
            return heard.best
        raise SolverGone(
            "solver_killed" if code == -signal.SIGKILL else "solver_failed", heard.best
        ) from None
    finally:
        ending.cancel()
        if process.returncode is None:
            process.kill()
            await process.wait()


class _Heard:
    """What a solver has said so far."""

    def __init__(self) -> None:
        self.best: Solved | None = None
        self.first = asyncio.Event()


async def _listen(out: asyncio.StreamReader, heard: _Heard, tell: Tell) -> Solved:
    while True:
        (length,) = _LENGTH.unpack(await out.readexactly(_LENGTH.size))
        word, value = pickle.loads(await out.readexactly(length))  # noqa: S301 - from our own child
        match word:
            case "better":
                if value.solved is not None:
                    heard.best = value.solved
                    heard.first.set()
                tell(value)
            case "done":
                solved: Solved = value
                return solved
            case "nothing":
                raise NothingToPlan(value)
            case "contradiction":
                raise Contradiction(value)
            case _:
                raise SolverGone(value, heard.best)


async def _end_when_enough(process: asyncio.subprocess.Process, enough: asyncio.Event, heard: _Heard) -> None:
    await enough.wait()
    if process.stdin is not None:
        process.stdin.close()
    # There is something to keep as soon as there is a first plan.
    await heard.first.wait()
    await asyncio.sleep(PATIENCE_SECONDS)
    if process.returncode is None:
        process.kill()
