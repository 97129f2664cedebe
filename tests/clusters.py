"""A Dask cluster of this machine's own processes, for tests and benches."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[1]
_SECONDS = 240


@contextmanager
def dask_cluster(folder: Path, n_workers: int) -> Iterator[str]:
    """A scheduler and workers of one thread each; the address as `--engine` wants it."""
    told = folder / "scheduler.json"
    here = ("--host", "127.0.0.1", "--no-dashboard")
    with ExitStack() as running:
        running.enter_context(
            _process(folder, "dask_scheduler", *here, "--port", "0", "--scheduler-file", str(told))
        )
        workers = []
        _wait_for(told.exists)
        for number in range(n_workers):
            scratch = ("--local-directory", str(folder / f"worker{number}"))
            options = ("--nthreads", "1", "--no-nanny", "--scheduler-file", str(told))
            workers.append(
                running.enter_context(_process(folder, "dask_worker", *here, *options, *scratch, name=number))
            )
        _wait_for(lambda: all("Registered to" in path.read_text(encoding="utf-8") for path in workers))
        address = json.loads(told.read_text(encoding="utf-8"))["address"]
        yield address.replace("tcp://", "dask://")


@contextmanager
def _process(folder: Path, module: str, *options: str, name: int = 0) -> Iterator[Path]:
    """One of Dask's commands until the block ends; yields where it logs."""
    log = folder / f"{module}{name}.log"
    # One thread a worker: its products are not to use the other's core.
    one = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "PYTHONPATH": str(PROJECT)}
    with log.open("wb") as out:
        process = subprocess.Popen(
            [sys.executable, "-m", f"distributed.cli.{module}", *options],
            cwd=PROJECT,
            env={**os.environ, **one},
            stdout=out,
            stderr=subprocess.STDOUT,
        )
        try:
            yield log
        finally:
            process.terminate()
            try:
                process.wait(5)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def _wait_for(true: Callable[[], bool]) -> None:
    end = time.monotonic() + _SECONDS
    while not true():
        if time.monotonic() > end:
            raise TimeoutError("the Dask cluster did not start")
        time.sleep(0.1)
