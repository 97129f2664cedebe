"""The embedded PostgreSQL: made, started, killed, recovered and stopped."""

import os
import signal
import subprocess
import threading
import time

import asyncpg
import pytest

from models.embedded import EmbeddedServer, EmbeddedServerError, binaries
from tests.ops.helpers import wait_until


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    server = EmbeddedServer(tmp_path_factory.mktemp("cluster"))
    server.start()
    yield server
    server.stop()


async def _fetchval(dsn, statement):
    conn = await asyncpg.connect(dsn)
    try:
        return await conn.fetchval(statement)
    finally:
        await conn.close()


async def test_embedded_start_offers_two_roles_of_which_the_application_owns_nothing(server):
    owner = await _fetchval(server.owner_dsn, "select current_user")
    application = await _fetchval(server.app_dsn, "select current_user")
    is_superuser = await _fetchval(
        server.app_dsn, "select rolsuper from pg_roles where rolname = current_user"
    )

    assert (owner, application, is_superuser) == ("postgres", "shoutou_app", False)
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        await _fetchval(server.app_dsn, "create table mine (id int)")


async def test_embedded_start_has_vector_and_listens_on_no_network(server):
    vector = await _fetchval(
        server.owner_dsn, "select true from pg_available_extensions where name = 'vector'"
    )
    addresses = await _fetchval(server.owner_dsn, "select current_setting('listen_addresses')")

    assert (vector, addresses) == (True, "")


def test_embedded_start_when_running_changes_nothing(server):
    pid = server.pid

    server.start()

    assert server.pid == pid


def test_embedded_start_by_several_at_once_gives_one_server(tmp_path):
    servers = [EmbeddedServer(tmp_path) for _ in range(3)]
    threads = [threading.Thread(target=each.start) for each in servers]

    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    try:
        assert len({each.pid for each in servers}) == 1
        assert servers[0].pid is not None
    finally:
        servers[0].stop()


async def test_embedded_start_after_kill_keeps_what_was_committed(server):
    conn = await asyncpg.connect(server.owner_dsn)
    await conn.execute("create table kept (id int)")
    await conn.execute("insert into kept values (1)")

    os.kill(server.pid, signal.SIGKILL)
    server.start()

    assert await _fetchval(server.owner_dsn, "select count(*) from kept") == 1
    conn.terminate()


def test_embedded_start_with_a_pid_that_another_process_has_now_recovers(server):
    data = server.data
    killed = server.pid
    os.kill(killed, signal.SIGKILL)
    wait_until(lambda: not server.is_running())
    lines = (data / "postmaster.pid").read_text().splitlines()
    stranger = subprocess.Popen(["sleep", "60"])

    try:
        (data / "postmaster.pid").write_text("\n".join([str(stranger.pid), *lines[1:]]) + "\n")
        server.start()

        assert server.is_running()
        assert server.pid != stranger.pid
    finally:
        stranger.kill()
        stranger.wait()


def test_embedded_start_after_half_an_initdb_begins_anew(tmp_path):
    half = tmp_path / "postgres" / "data.new"
    half.mkdir(parents=True)
    (half / "PG_VERSION").write_text("18\n")
    server = EmbeddedServer(tmp_path)

    try:
        server.start()

        assert server.is_running()
        assert not half.exists()
    finally:
        server.stop()


def test_embedded_start_on_another_major_version_says_so(tmp_path):
    data = tmp_path / "postgres" / "data"
    data.mkdir(parents=True)
    (data / "PG_VERSION").write_text("16\n")

    with pytest.raises(EmbeddedServerError, match="was made by PostgreSQL 16, this is 18"):
        EmbeddedServer(tmp_path).start()


def test_embedded_start_in_a_long_path_uses_a_short_socket_folder(tmp_path):
    deep = tmp_path / ("d" * 60) / ("e" * 60)
    server = EmbeddedServer(deep)

    try:
        server.start()

        assert server.is_running()
        assert str(deep) not in server.owner_dsn
    finally:
        server.stop()


def test_embedded_start_opens_no_folder_to_others(tmp_path):
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o700)
    server = EmbeddedServer(closed)

    try:
        server.start()

        assert closed.stat().st_mode & 0o777 == 0o700
        assert server._run.stat().st_mode & 0o077 == 0
    finally:
        server.stop()


def test_embedded_stop_twice_is_fine(tmp_path):
    server = EmbeddedServer(tmp_path)
    server.start()

    server.stop()
    server.stop()

    assert not server.is_running()


def test_embedded_full_disk_is_said_in_one_sentence(tmp_path):
    server = EmbeddedServer(tmp_path)

    said = server._explain("the database could not be created", "initdb: error: x: No space left on device\n")

    assert said == f"the disk is full: the database could not be created in {tmp_path / 'postgres'}"


def test_binaries_are_found_without_importing_the_package():
    assert (binaries() / "postgres").exists()


def test_embedded_stop_is_quick(tmp_path):
    server = EmbeddedServer(tmp_path)
    server.start()
    begun = time.monotonic()

    server.stop()

    assert time.monotonic() - begun < 5
