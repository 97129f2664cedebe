"""The engines: the same answers in this process, in a few, and over a Dask cluster."""

import importlib
import os
import socket
import subprocess
import sys

import distributed
import numpy as np
import pytest

from matcher.engine import Engine, EngineMissing, open_engine, shared_arguments
from tests.clusters import PROJECT, dask_cluster
from tests.matcher.deal_folders import write_folder
from tests.ops.helpers import wait_until


@pytest.fixture(scope="module")
def cluster(tmp_path_factory):
    """Two workers of one thread; the address as the command line takes it."""
    with dask_cluster(tmp_path_factory.mktemp("dask"), 2) as address:
        yield address


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    made = tmp_path_factory.mktemp("deals")
    write_folder(made, n_companies=420, n_investors=30, n_queries=100)
    return made


# On one core: two threads that wait for each other crawl on a machine with other work.
ALONE = (
    "import os, sys; os.sched_setaffinity(0, {min(os.sched_getaffinity(0))}); "
    "from matcher.__main__ import main; sys.exit(main(sys.argv[1:]))"
)


def rank(folder, *options, out):
    """The command as people run it; its exit code, what it wrote, and its last words."""
    done = subprocess.run(
        [sys.executable, "-c", ALONE, "rank", "--data", str(folder),
         "--queries", str(folder / "queries.jsonl.gz"), "--out", str(folder / out),
         "--model", "hashing", *options],
        cwd=PROJECT, env={**os.environ, "OMP_NUM_THREADS": "1"},
        check=False, capture_output=True, text=True, timeout=600,
    )  # fmt: skip
    written = (folder / out).read_bytes() if (folder / out).exists() else b""
    return done.returncode, written, done.stderr.strip().splitlines()


# Each way fits twice; the reasons need all that a plain list needs, and more.
WAYS = {"explained": ("--explain", "--top", "8")} | ({"plain": ()} if "SOAK" in os.environ else {})


@pytest.mark.slow
@pytest.mark.parametrize("options", WAYS.values(), ids=WAYS)
def test_rank_over_a_cluster_gives_the_bytes_of_this_machine(folder, cluster, options):
    code, here, said = rank(folder, *options, out="here.jsonl")
    assert code == 0, said
    # A history too short to learn from would rank nothing in bulk.
    assert any(line.startswith("fitted") for line in said)

    code, there, said = rank(folder, "--engine", cluster, *options, out="there.jsonl")

    assert code == 0, said
    assert len(here.splitlines()) == 100
    assert there == here


@pytest.mark.slow
def test_what_workers_were_sent_stays_with_each_until_the_work_is_done(cluster):
    shared = np.arange(10_000)
    with distributed.Client(cluster.replace("dask://", "tcp://"), set_as_default=False) as watching:
        assert watching.amm.running()
        with open_engine(cluster) as engine:
            assert list(engine.run(np.take, [(shared, 3), (shared, 5)])) == [3, 5]
            # It drops copies as soon as it comes by.
            assert not watching.amm.running()
            # Answers that were read are let go a moment later; what was sent stays.
            wait_until(lambda: sorted(len(workers) for workers in watching.who_has().values()) == [2])
        assert watching.amm.running()


def test_rank_without_a_scheduler_says_so_in_one_sentence(folder):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        nobody = f"127.0.0.1:{taken.getsockname()[1]}"

        code, written, said = rank(folder, "--engine", f"dask://{nobody}", out="never.jsonl")

    assert (code, written) == (2, b"")
    assert said[-1] == f"no Dask scheduler answers at {nobody}"
    assert not any("Traceback" in line for line in said)


def test_rank_over_a_cluster_without_workers_says_so(folder, tmp_path):
    with dask_cluster(tmp_path, 0) as address:
        code, written, said = rank(folder, "--engine", address, out="never.jsonl")

    assert (code, written) == (2, b"")
    assert said[-1].endswith("has no workers")


def test_engine_without_dask_names_the_extra(monkeypatch):
    def missing(name):
        raise ImportError(name)

    monkeypatch.setattr(importlib, "import_module", missing)

    with pytest.raises(EngineMissing, match="extra `scale`"), open_engine("dask://127.0.0.1:1"):
        pass


def test_engine_of_another_name_is_refused():
    with pytest.raises(ValueError, match="local or dask://"), open_engine("ray"):
        pass


@pytest.mark.parametrize("n_jobs", [1, 2])
def test_engine_keeps_the_order_of_the_tasks(n_jobs):
    assert list(Engine(n_jobs).run(pow, [(2, n) for n in range(7)])) == [2**n for n in range(7)]


def noted(shared, number):
    """Which process this is, how many tasks it has done with this object, and what the object holds."""
    shared["seen"].append(number)
    return os.getpid(), len(shared["seen"]), float(shared["array"][number]), shared["array"].flags.writeable


def test_what_tasks_share_is_read_once_by_each_process():
    shared = {"seen": [], "array": np.arange(100_000.0), "nothing": np.zeros(0)}

    for _ in range(2):
        told = list(Engine(2).run(noted, [(shared, number) for number in range(8)]))

        assert [value for _, _, value, _ in told] == list(range(8))
        assert not any(writeable for *_, writeable in told)
        by_process = {process: [n for one, n, *_ in told if one == process] for process, *_ in told}
        assert os.getpid() not in by_process
        # Every process goes on with the object that it has, and begins anew in the next run.
        assert all(sorted(seen) == list(range(1, len(seen) + 1)) for seen in by_process.values())
    assert shared["seen"] == []


def test_shared_arguments_are_the_objects_of_several_tasks():
    history, ranker, once = object(), object(), object()

    shared = shared_arguments([(history, ranker, 1, "x", once), (history, ranker, 1, "x"), (history,)])

    assert shared == [history, ranker]
