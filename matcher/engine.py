"""Where bulk work runs: in this process, in a few beside it, or on a Dask cluster, same answers."""

import contextlib
import importlib
import mmap
import os
import pickle
import tempfile
import warnings
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

Task = tuple[Any, ...]

_DASK = "dask://"
# Bytes between the beginnings of arrays: what the widest instructions like.
_ALIGNED = 64
# Joblib would put short tasks together, and then one process has two while another has none.
_EACH_BY_ITSELF: dict[str, Any] = {"return_as": "generator", "batch_size": 1}
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

        # Joblib takes pages that a process maps for memory that it leaks, and starts another in its
        # place: nothing is lost, and nobody need be told.
        warnings.filterwarnings("ignore", message="A worker stopped while some jobs were given")
        with tempfile.TemporaryDirectory(prefix="matcher-") as folder:
            shared = shared_arguments(tasks)
            _lay_out(shared, Path(folder))
            laid = {id(argument): _Laid(folder, number) for number, argument in enumerate(shared)}
            # What only one task has, but large, joblib maps by itself.
            parallel = Parallel(n_jobs=self.n_jobs, max_nbytes="1M", **_EACH_BY_ITSELF)
            yield from parallel(
                delayed(_with_laid)(function, [laid.get(id(argument), argument) for argument in task])
                for task in tasks
            )


@dataclass(frozen=True, slots=True)
class _Laid:
    """An argument that several tasks share, by its number among those laid out in a folder."""

    folder: str
    number: int


# What this process has read, of the last folder only. A task that asks again gets the same objects,
# with whatever they have worked out and kept since.
_read: dict[str, Sequence[Any]] = {}


def _lay_out(shared: Sequence[Any], folder: Path) -> None:
    """Write what tasks share so that other processes map its arrays: they are in memory once.

    Arrays are pickled out of band (PEP 574), one after another in a file of their own.
    """
    arrays: list[pickle.PickleBuffer] = []
    head = pickle.dumps(shared, protocol=5, buffer_callback=arrays.append)
    spans = []
    with (folder / "arrays").open("wb") as file:
        # A file of no bytes cannot be mapped.
        file.write(bytes(_ALIGNED))
        for array in arrays:
            with array.raw() as raw:
                spans.append((file.tell(), len(raw)))
                file.write(raw)
                file.write(bytes(-len(raw) % _ALIGNED))
    (folder / "head").write_bytes(pickle.dumps((head, spans)))


def _with_laid(function: Callable[..., Any], arguments: Sequence[Any]) -> Any:
    """Call with what was laid out in its place."""
    return function(*(_taken_up(one) if isinstance(one, _Laid) else one for one in arguments))


def _taken_up(laid: _Laid) -> Any:
    if laid.folder not in _read:
        _read.clear()
        # This engine's own file, written a moment ago by the process that started this one.
        head, spans = pickle.loads((Path(laid.folder) / "head").read_bytes())  # noqa: S301
        with (Path(laid.folder) / "arrays").open("rb") as file:
            mapped = memoryview(mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ))
        buffers = [mapped[start : start + length] for start, length in spans]
        _read[laid.folder] = pickle.loads(head, buffers=buffers)  # noqa: S301
    return _read[laid.folder][laid.number]


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
        yield from Parallel(n_jobs=-1, backend=backend, **_EACH_BY_ITSELF)(
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
            with _copies_kept(client):
                yield DaskEngine(client)
        except lost as error:
            message = f"the Dask cluster at {address} gave up: {error}"
            raise EngineMissing(message) from error


@contextlib.contextmanager
def _copies_kept(client: Any) -> Iterator[None]:
    """Each worker keeps what it was sent, also while no task waits for it.

    Dask's memory manager would drop all copies but one within seconds, and the next run's first tasks
    would wait for another; it goes on as before afterwards.
    """
    managed = client.amm.running()
    if managed:
        client.amm.stop()
    try:
        yield
    finally:
        if managed and client.status == "running":
            client.amm.start()


def _cluster_backend(client: Any) -> Any:
    """Joblib's own backend for Dask, except that a cluster of one thread is used as well."""
    from joblib._dask import DaskDistributedBackend

    class ClusterBackend(DaskDistributedBackend):
        """What one worker would do joblib does itself, in this process; but it was told where to work."""

        def effective_n_jobs(self, n_jobs: int) -> int:
            return max(2, int(super().effective_n_jobs(n_jobs)))

    return ClusterBackend(client=client)
