"""Where bulk work runs: in this process, in a few beside it, or on a Dask cluster, same answers."""

import contextlib
import importlib
import os
from collections.abc import Callable, Iterator, Sequence
from typing import Any

Task = tuple[Any, ...]


class EngineMissing(RuntimeError):
    """The engine that was asked for cannot be used here."""


def n_workers() -> int:
    """How many processes or threads bulk work may take on this machine."""
    return max(1, len(os.sched_getaffinity(0)))


@contextlib.contextmanager
def open_engine(name: str) -> Iterator["Engine"]:
    """An engine by the name of the command line: `local` or `dask://HOST:PORT`.

    Raises
    ------
    EngineMissing
        If a Dask cluster is asked for and Dask is not installed or does not answer.
    ValueError
        If the name is neither.
    """
    if name == "local":
        yield Engine(n_workers())
        return
    if not name.startswith("dask://"):
        message = f"--engine {name}: local or dask://HOST:PORT is needed"
        raise ValueError(message)
    try:
        distributed = importlib.import_module("distributed")
    except ImportError:
        message = "--engine dask needs the extra `scale` (dask and distributed)"
        raise EngineMissing(message) from None
    import joblib

    address = name.replace("dask://", "tcp://", 1)
    try:
        client = distributed.Client(address, timeout="20s")
    except (OSError, TimeoutError):
        message = f"no Dask scheduler answers at {address}"
        raise EngineMissing(message) from None
    with client, joblib.parallel_config(backend="dask"):
        yield Engine(-1)


class Engine:
    """Runs one function over many arguments and gives the results in their order.

    Parameters
    ----------
    n_jobs : int
        Processes at a time; 1 stays in this one. What a result is does not depend on it.
    """

    def __init__(self, n_jobs: int) -> None:
        self.n_jobs = n_jobs

    def run(self, function: Callable[..., Any], tasks: Sequence[Task]) -> Iterator[Any]:
        """Results as they are ready, in the order of the tasks."""
        if self.n_jobs == 1 or len(tasks) <= 1:
            yield from (function(*task) for task in tasks)
            return
        from joblib import Parallel, delayed

        # Large arrays are shared between local processes by memory maps, not copied for each.
        parallel = Parallel(n_jobs=self.n_jobs, return_as="generator", max_nbytes="1M")
        yield from parallel(delayed(function)(*task) for task in tasks)
