"""The process of one solve: a task comes in, better plans go out (`web/services/solver_processes.py`).

It has a lower priority than everything else of the platform, so that pages and mails go on as before.
"""

from __future__ import annotations

import argparse
import os
import pickle
import struct
import sys
import threading
from typing import Any, BinaryIO

from matcher.scheduling import Contradiction
from web import logs
from web.processes import follow_parent
from web.services.solver_processes import frame
from web.services.solving import NothingToPlan, Task, solve

NICENESS = 10


def main() -> None:
    """Solve what standard input says, until it is closed."""
    parser = argparse.ArgumentParser(prog="python -m web.solver", description=__doc__)
    parser.add_argument("--parent", type=int, help="end together with this process")
    arguments = parser.parse_args()
    if arguments.parent is not None:
        follow_parent(arguments.parent)
    os.nice(NICENESS)
    # What a library prints must not get between the frames.
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    logs.configure()
    run(sys.stdin.buffer, answers)


def run(tasks: BinaryIO, answers: BinaryIO) -> None:
    """Read one task, answer it."""

    def say(word: str, value: Any) -> None:
        answers.write(frame(word, value))
        answers.flush()

    (length,) = struct.unpack(">I", tasks.read(4))
    _, task = pickle.loads(tasks.read(length))  # noqa: S301 - from our own parent
    enough = threading.Event()

    def wait_for_the_end() -> None:
        tasks.read(1)
        enough.set()

    threading.Thread(target=wait_for_the_end, daemon=True).start()
    _answer(task, enough, say)


def _answer(task: Task, enough: threading.Event, say: Any) -> None:
    import structlog

    try:
        say("done", solve(task, tell=lambda better: say("better", better), should_stop=enough.is_set))
    except NothingToPlan as error:
        say("nothing", error.code)
    except Contradiction as error:
        say("contradiction", error.clashes)
    except MemoryError:
        say("failed", "solver_out_of_memory")
    except Exception:  # noqa: BLE001 - whatever went wrong in a solver is told to who asked, and logged here
        structlog.get_logger("solver").exception("solve_failed")
        say("failed", "solver_failed")


if __name__ == "__main__":
    main()
