"""`shoutou run` as people run it: real processes, killed one by one, and stopped by Ctrl-C."""

import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

import pytest

from models.embedded import EmbeddedServer
from tests.ops.helpers import PROJECT, environment, free_port, wait_until


class Installation:
    """One data folder and the supervisor that runs on it."""

    def __init__(self, folder: Path):
        self.data_dir = folder / "data"
        self.port = free_port()
        self.log = folder / "log"
        self.server = EmbeddedServer(self.data_dir)

    def start(self):
        before = self.said().count("Ctrl-C stops")
        with self.log.open("ab") as out:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "web.cli", "run", "--no-demo"],
                cwd=PROJECT,
                env=environment(self.data_dir, PORT=str(self.port), WORKER_SWEEP_SECONDS="0.5"),
                stdout=out,
                stderr=subprocess.STDOUT,
            )
        wait_until(lambda: self.said().count("Ctrl-C stops") > before or self.process.poll() is not None, 40)
        assert self.process.poll() is None, self.said()

    def said(self):
        return self.log.read_text(encoding="utf-8", errors="replace") if self.log.exists() else ""

    def children(self, module):
        found = []
        for entry in Path("/proc").glob("[0-9]*"):
            try:
                words = (entry / "cmdline").read_bytes().split(b"\0")
                parent = int((entry / "stat").read_text().rsplit(")", 1)[1].split()[1])
            except (OSError, IndexError):
                continue
            if module.encode() in words and parent == self.process.pid:
                found.append(int(entry.name))
        return found

    def health(self):
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/health", timeout=5) as answer:
                return answer.status
        except urllib.error.HTTPError as error:
            with error:
                return error.code
        except OSError:
            return None

    def interrupt(self):
        self.process.send_signal(signal.SIGINT)
        return self.process.wait(30)

    def end(self):
        if self.process.poll() is None:
            self.process.kill()
            self.process.wait()
        self.server.stop()


@pytest.fixture(scope="module")
def installation(tmp_path_factory):
    made = Installation(tmp_path_factory.mktemp("run"))
    made.start()
    yield made
    made.end()


@pytest.fixture
def running(installation):
    if installation.process.poll() is not None:
        installation.start()
    wait_until(lambda: installation.health() == 200)
    return installation


@pytest.mark.parametrize("module", ["web.serving", "web.worker"])
def test_run_starts_a_killed_child_again(running, module):
    wait_until(lambda: len(running.children(module)) == 1)
    [killed] = running.children(module)

    os.kill(killed, signal.SIGKILL)

    wait_until(lambda: running.children(module) not in ([], [killed]))
    wait_until(lambda: running.health() == 200)


def test_run_starts_a_killed_database_again(running):
    killed = running.server.pid

    os.kill(killed, signal.SIGKILL)

    wait_until(lambda: running.server.pid not in {None, killed})
    wait_until(lambda: running.health() == 200)


def test_run_recovers_after_its_supervisor_was_killed_and_is_ready_quickly(running):
    wait_until(lambda: running.children("web.worker"))
    orphans = [*running.children("web.serving"), *running.children("web.worker")]
    running.process.kill()
    running.process.wait()
    begun = time.monotonic()

    running.start()

    # Far below the minutes after which a lock or a heartbeat of the killed one would have run out.
    assert time.monotonic() - begun < 40
    assert running.health() == 200
    wait_until(lambda: not any(_is_alive(pid) for pid in orphans))


def test_run_stopped_by_interrupt_leaves_nothing_behind(running):
    wait_until(lambda: running.children("web.worker"))
    children = [*running.children("web.serving"), *running.children("web.worker")]

    # Whatever was killed in the tests before may have said so.
    said_before = running.said()

    code = running.interrupt()

    assert code == 0
    assert not running.server.is_running()
    assert not any(_is_alive(pid) for pid in children)
    assert "Traceback" not in running.said().removeprefix(said_before)


def _is_alive(pid):
    try:
        return ") Z" not in (Path("/proc") / str(pid) / "stat").read_text()
    except OSError:
        return False
