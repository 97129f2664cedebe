"""What stands in the way of a start is said in one sentence, with exit code 1 and no trace."""

import errno
import io
import os
import shutil
import signal
import socket
import sys
from pathlib import Path

import asyncpg
import pytest

from models import probe
from tests.ops.helpers import environment, free_port, shoutou
from web import bootstrap
from web.bootstrap import CannotStart
from web.settings import load
from web.supervisor import Stop, listen


def _one_sentence(done):
    lines = done.stderr.strip().splitlines()
    assert done.returncode == 1, done.stderr
    assert len(lines) == 1, done.stderr
    return lines[0]


def test_start_with_a_wrong_setting_names_it(tmp_path):
    done = shoutou("run", env=environment(tmp_path, PORT="eighty"))

    assert _one_sentence(done).startswith("shoutou: PORT input should be a valid integer")


def test_start_on_a_taken_port_says_so(tmp_path):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]

        done = shoutou("run", env=environment(tmp_path, PORT=str(port)))

    assert _one_sentence(done) == (
        f"shoutou: port {port} on 127.0.0.1 is taken: stop what listens there, or choose another with PORT"
    )


def test_start_with_an_unreachable_database_says_so(tmp_path):
    port = free_port()
    url = f"postgresql://app:secret@127.0.0.1:{port}/shoutou"

    done = shoutou("run", env=environment(tmp_path, PORT=str(free_port()), DATABASE_URL=url))

    said = _one_sentence(done)
    assert said.startswith(f"shoutou: DATABASE_URL (127.0.0.1:{port}/shoutou) cannot be reached: ")
    assert "secret" not in said


def test_start_with_an_unwritable_data_folder_says_so(tmp_path):
    (tmp_path / "file").write_text("in the way")

    done = shoutou("run", env=environment(tmp_path / "file" / "data", PORT=str(free_port())))

    assert "cannot be used: Not a directory" in _one_sentence(done)


def test_start_on_a_full_disk_says_so(tmp_path, monkeypatch):
    usage = shutil.disk_usage(tmp_path)
    monkeypatch.setattr(shutil, "disk_usage", lambda folder: usage._replace(free=5_000_000))

    with pytest.raises(CannotStart, match=r"the disk is full: .* has 4 MB left"):
        bootstrap.prepare_data_dir(load({"DATA_DIR": str(tmp_path)}))


def test_disk_that_fills_up_while_starting_is_said_in_one_sentence():
    with pytest.raises(CannotStart, match=r"the disk is full: /data/secret_key"), bootstrap.sentences():
        raise OSError(errno.ENOSPC, "No space left on device", "/data/secret_key")


@pytest.mark.parametrize(
    ("error", "sentence"),
    [
        (asyncpg.DiskFullError("could not extend file"), "the database's disk is full: .* extend file"),
        (asyncpg.InsufficientPrivilegeError("permission denied"), "the database's role lacks a right"),
        (asyncpg.LockNotAvailableError("canceling"), "somebody else holds a lock"),
        (asyncpg.TooManyConnectionsError("sorry"), "takes no more connections"),
    ],
)
def test_database_that_refuses_is_said_in_one_sentence(error, sentence):
    with pytest.raises(CannotStart, match=sentence), bootstrap.sentences():
        raise error


def test_defect_while_starting_keeps_its_trace():
    with pytest.raises(ZeroDivisionError), bootstrap.sentences():
        raise ZeroDivisionError


async def test_server_without_vector_is_said_in_one_sentence(server, cloned_dsn):
    # A view of the same name in a schema that is looked at first stands for a server without pgvector.
    name = cloned_dsn.split("@/", 1)[1].split("?", 1)[0]
    conn = await asyncpg.connect(server.dsn("postgres", name))
    await conn.execute("create schema bare")
    await conn.execute("create view bare.pg_available_extensions as select 'plpgsql'::name as name")
    await conn.execute("grant usage on schema bare to public")
    await conn.execute("grant select on all tables in schema bare to public")
    await conn.close()

    with pytest.raises(probe.DatabaseUnusable, match="has no extension `vector`: install pgvector"):
        await probe.check_server(f"{cloned_dsn}&search_path=bare,pg_catalog")


async def test_server_that_is_well_passes(cloned_dsn):
    await probe.check_server(cloned_dsn)

    assert await probe.is_empty(cloned_dsn)


async def test_server_with_a_wrong_role_is_said_in_one_sentence(server):
    with pytest.raises(probe.DatabaseUnusable, match=r'cannot be reached: role "nobody_here" does not exist'):
        await probe.check_server(server.dsn("nobody_here"))


def test_listening_takes_over_a_port_that_is_freed_in_time():
    first = listen("127.0.0.1", free_port())
    port = first.getsockname()[1]
    first.close()

    with listen("127.0.0.1", port) as second:
        assert second.getsockname()[1] == port


def test_listening_on_an_address_that_is_not_ours_says_so():
    with pytest.raises(CannotStart, match=r"cannot listen on 192\.0\.2\.1:"):
        listen("192.0.2.1", free_port())


def test_second_supervisor_on_one_data_folder_is_refused(tmp_path):
    chosen = load({"DATA_DIR": str(tmp_path)})

    with (
        bootstrap.only_one(chosen),
        pytest.raises(CannotStart, match="is already running"),
        bootstrap.only_one(chosen),
    ):
        pass

    with bootstrap.only_one(chosen):
        assert Path(tmp_path / "run.lock").exists()


@pytest.mark.parametrize(
    ("error", "expected"),
    [
        (ConnectionRefusedError(111, "refused"), True),
        (asyncpg.CannotConnectNowError("starting up"), True),
        (asyncpg.AdminShutdownError("terminating"), True),
        (asyncpg.InterfaceError("connection is closed"), True),
        (asyncpg.UndefinedTableError("no such table"), False),
        (ValueError("wrong"), False),
    ],
)
def test_outage_is_told_from_a_defect(error, expected):
    assert probe.is_outage(error) is expected


@pytest.mark.parametrize("command", ["run", "serve", "worker", "migrate", "seed", "embed", "user", "doctor"])
def test_help_of_each_command_explains_it(command, tmp_path):
    done = shoutou(command, "--help", env=environment(tmp_path))

    assert done.returncode == 0
    assert done.stdout.startswith(f"usage: shoutou {command}")


def test_user_add_without_terminal_or_password_says_so(tmp_path):
    env = {name: value for name, value in environment(tmp_path).items() if name != "SHOUTOU_PASSWORD"}

    done = shoutou("user", "add", "zhao@example.org", "--name", "赵", "--role", "administrator", env=env)

    assert "set SHOUTOU_PASSWORD" in done.stderr
    assert done.returncode == 1


def test_user_add_with_an_unknown_role_is_wrong_usage(tmp_path):
    done = shoutou("user", "add", "a@example.org", "--name", "A", "--role", "king", env=environment(tmp_path))

    assert done.returncode == 2
    assert "king is none of " in done.stderr


def test_worker_alone_without_a_database_says_so(tmp_path):
    done = shoutou("worker", env=environment(tmp_path))

    assert "the embedded database is not running: `shoutou run` starts it" in _one_sentence(done)


def test_user_add_makes_the_first_administrator_once(tmp_path):
    env = environment(tmp_path / "data", SHOUTOU_PASSWORD="a long enough phrase 首投")
    command = ["user", "add", "zhao@example.org", "--name", "赵", "--role", "administrator"]

    first = shoutou(*command, env=env)
    second = shoutou(*command, env=env)

    assert first.returncode == 0, first.stderr
    assert first.stderr.splitlines()[-1] == "shoutou: zhao@example.org may sign in as admin"
    assert second.returncode == 1
    assert second.stderr.splitlines()[-1].startswith("shoutou: zhao@example.org was not added: ")


def test_user_add_with_a_weak_password_says_why(tmp_path):
    env = environment(tmp_path / "data", SHOUTOU_PASSWORD="short")

    done = shoutou("user", "add", "zhao@example.org", "--name", "赵", "--role", "administrator", env=env)

    assert done.returncode == 1
    assert "10" in done.stderr.splitlines()[-1]
    assert "Traceback" not in done.stderr


@pytest.mark.anyio
async def test_platform_can_be_stopped_when_the_terminal_is_gone(monkeypatch):
    read, write = os.pipe()
    os.close(read)
    # Unbuffered, so that nothing is left for the end to tell.
    with io.TextIOWrapper(io.FileIO(write, "w"), encoding="utf-8", write_through=True) as terminal:
        monkeypatch.setattr(sys, "stderr", terminal)
        stop = Stop()
        stop.install()

        os.kill(os.getpid(), signal.SIGTERM)

        assert await stop.pause(5)
