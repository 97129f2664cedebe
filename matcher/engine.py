"""Where bulk work runs: in this process, in a few beside it, or on a Dask cluster, same answers."""

import contextlib
import importlib
import os
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from typing import Any

Task = tuple[Any, ...]

_DASK = "dask://"
_PLAIN = (bool, int, float, str, bytes, type(None))


class EngineMissing(RuntimeError):
    """The engine that was asked for cannot be used here."""


def n_workers() -> int:
    """How many processes or threads bulk work may take on this machine."""
    return max(1, len(os.sched_getaffinity(0)))


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


class DaskEngine(Engine):
    """The same over a cluster: joblib hands its tasks to the scheduler.

    What several tasks share, such as a history of deals, is sent to each worker once, before them,
    and stays there while later runs share it too.

    Parameters
    ----------
    client : distributed.Client
        Connected; closed by whoever opened it.
    """

    def __init__(self, client: Any) -> None:
        super().__init__(n_jobs=-1)
        self._client = client
        # The object is kept beside its future: an id is its own only while it lives.
        self._sent: dict[int, tuple[Any, Any]] = {}

    def run(self, function: Callable[..., Any], tasks: Sequence[Task]) -> Iterator[Any]:
        """Results as they are ready, in the order of the tasks."""
        if not tasks:
            return
        from joblib import Parallel, delayed

        self._send(shared_arguments(tasks))
        backend = _cluster_backend(self._client)
        backend.data_futures.update({key: future for key, (_, future) in self._sent.items()})
        yield from Parallel(n_jobs=-1, return_as="generator", backend=backend)(
            delayed(function)(*task) for task in tasks
        )

    def _send(self, shared: Sequence[Any]) -> None:
        """Hold on every worker exactly what the tasks to come share."""
        self._sent = {id(each): self._sent[id(each)] for each in shared if id(each) in self._sent}
        new = [each for each in shared if id(each) not in self._sent]
        if new:
            # Without a hash: it would be computed over megabytes, and nothing looks for it.
            futures = self._client.scatter(new, broadcast=True, hash=False)
            self._sent.update({id(each): (each, future) for each, future in zip(new, futures, strict=True)})


def shared_arguments(tasks: Sequence[Task]) -> list[Any]:
    """The objects, plain values aside, that are an argument of more than one task."""
    counted = Counter(key for task in tasks for key in {id(argument) for argument in task})
    found = {id(argument): argument for task in tasks for argument in task}
    return [
        argument for key, argument in found.items() if counted[key] > 1 and not isinstance(argument, _PLAIN)
    ]


@contextlib.contextmanager
def open_engine(name: str) -> Iterator[Engine]:
    """An engine by the name of the command line: `local` or `dask://HOST:PORT`.

    Raises
    ------
    EngineMissing
        If a Dask cluster is asked for and Dask is not installed, its scheduler does not answer, it
        has no workers, or it goes away during the work.
    ValueError
        If the name is neither.
    """
    if name == "local":
        yield Engine(n_workers())
        return
    if not name.startswith(_DASK):
        message = f"--engine {name}: local or dask://HOST:PORT is needed"
        raise ValueError(message)
    try:
        distributed = importlib.import_module("distributed")
    except ImportError:
        message = "--engine dask needs the extra `scale` (dask and distributed)"
        raise EngineMissing(message) from None
    address = name.removeprefix(_DASK)
    try:
        client = distributed.Client(f"tcp://{address}", timeout="10s", set_as_default=False)
    except (OSError, TimeoutError, ValueError):
        message = f"no Dask scheduler answers at {address}"
        raise EngineMissing(message) from None
    lost = (
        distributed.comm.CommClosedError,
        distributed.KilledWorker,
        distributed.client.FutureCancelledError,
    )
    with client:
        if not client.ncores():
            message = f"the Dask scheduler at {address} has no workers"
            raise EngineMissing(message)
        try:
            yield DaskEngine(client)
        except lost as error:
            message = f"the Dask cluster at {address} gave up: {error}"
            raise EngineMissing(message) from error


def _cluster_backend(client: Any) -> Any:
    """Joblib's own backend for Dask, except that a cluster of one thread is used as well."""
    from joblib._dask import DaskDistributedBackend

    class ClusterBackend(DaskDistributedBackend):
        """What one worker would do joblib does itself, in this process; but it was told where to work."""

        def effective_n_jobs(self, n_jobs: int) -> int:
            return max(2, int(super().effective_n_jobs(n_jobs)))

    return ClusterBackend(client=client)
