"""A cluster that an older PostgreSQL made is carried over whole, or left as it was."""

from __future__ import annotations

import asyncio
import shutil

import asyncpg
import pytest

from models import embedded_upgrade
from models.db import Database
from models.embedded import EmbeddedServer, EmbeddedServerError, installed, programs_of
from models.embedded_upgrade import finish_or_upgrade, keep_programs, older_programs
from models.migrate import upgrade
from tests.ops.helpers import fill, row_counts
from tests.world import FILES
from web import bootstrap
from web.clock import SystemClock
from web.files import FileStore
from web.services.verifying import verify_ledger
from web.settings import load
from web.site_key import published

# The packages bring the version before theirs, too.
OLDER = "16"


def _older_cluster(folder) -> EmbeddedServer:
    programs = older_programs(folder / "postgres", OLDER)
    assert programs is not None
    server = EmbeddedServer(folder, programs=programs)
    server._prepare_folders()
    # This version does not know the collation provider of ours.
    made = server._call(
        "initdb", "-D", server.data, "-U", "postgres", "--auth=trust", "--encoding=UTF8", "--locale=C.UTF-8",
        as_owner=True,
    )  # fmt: skip
    assert made.returncode == 0, made.stderr
    server.start()
    return server


@pytest.fixture(scope="module")
def older(tmp_path_factory):
    """An installation of the test world on the older version, stopped."""
    folder = tmp_path_factory.mktemp("older")
    server = _older_cluster(folder)
    try:
        upgrade(server.owner_dsn, app_role="shoutou_app")
        asyncio.run(fill(server.owner_dsn))
        counts = asyncio.run(row_counts(server.owner_dsn))
    finally:
        server.stop()
    return folder, counts


@pytest.fixture
def copy(older, tmp_path):
    """A copy of it that a test may spoil."""
    folder, counts = older
    shutil.copytree(folder, tmp_path / "site", symlinks=True, ignore=shutil.ignore_patterns("run", "*.lock"))
    for path in (tmp_path / "site" / "postgres").rglob("*"):
        original = folder / path.relative_to(tmp_path / "site")
        shutil.chown(path, original.stat().st_uid, original.stat().st_gid)
    return tmp_path / "site", counts


async def test_older_cluster_is_carried_over_with_every_row_and_a_chain_that_holds(copy):
    folder, counts = copy
    settings = load({"DATA_DIR": str(folder), "EMBEDDING_MODEL": "hashing"})
    for content in FILES:
        FileStore(settings.files_dir).put(content)
    said: list[str] = []

    async with bootstrap.database(settings, said.append) as prepared:
        await bootstrap.migrate(prepared, said.append)
        assert await row_counts(prepared.owner_dsn) == counts
        db = await Database.connect(prepared.app_dsn)
        try:
            verdict = await verify_ledger(
                db, SystemClock(), FileStore(settings.files_dir), keys=published(folder)
            )
        finally:
            await db.close()
        assert verdict.findings == []

    assert "carrying the database over from PostgreSQL 16 to 18; the old one is kept" in said
    assert EmbeddedServer(folder).version() == installed().major
    assert (folder / "postgres" / f"data-{OLDER}" / "PG_VERSION").read_text().strip() == OLDER
    assert not (folder / "postgres" / "next").exists()


async def test_application_keeps_its_rights_and_no_more(copy):
    folder, _ = copy
    server = EmbeddedServer(folder)
    finish_or_upgrade(server)
    server.start()
    conn = await asyncpg.connect(server.app_dsn)
    try:
        assert await conn.fetchval("select count(*) from ledger_entry") > 0
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await conn.execute("delete from ledger_entry")
    finally:
        await conn.close()
        server.stop()


def test_upgrade_that_fails_leaves_the_old_cluster_as_it_was(copy, monkeypatch):
    folder, _ = copy
    server = EmbeddedServer(folder)

    def fails(program, *_):
        if program == "pg_restore":
            raise EmbeddedServerError("no room")

    monkeypatch.setattr(embedded_upgrade, "_pg", fails)
    with pytest.raises(EmbeddedServerError, match="no room"):
        finish_or_upgrade(server)

    assert server.version() == OLDER
    assert not server.is_running()


def test_upgrade_killed_between_its_two_renames_is_finished(copy):
    folder, _ = copy
    server = EmbeddedServer(folder)
    aside = server.home / "next"
    fresh = EmbeddedServer(aside)
    fresh.start()
    fresh.stop()
    (aside / "complete").touch()
    server.data.rename(server.home / f"data-{OLDER}")

    finish_or_upgrade(server)

    assert server.version() == installed().major
    assert not aside.exists()


def test_cluster_whose_programs_nobody_has_is_left_alone_and_says_so(tmp_path):
    data = tmp_path / "postgres" / "data"
    data.mkdir(parents=True)
    (data / "PG_VERSION").write_text("9\n")

    with pytest.raises(EmbeddedServerError, match="made by PostgreSQL 9, this is 18, and the programs of 9"):
        finish_or_upgrade(EmbeddedServer(tmp_path))

    assert (data / "PG_VERSION").read_text() == "9\n"


def test_kept_programs_run_without_the_package(tmp_path):
    home = tmp_path / "postgres"
    home.mkdir()

    keep_programs(home)
    keep_programs(home)

    kept = embedded_upgrade._kept(home, installed().major)
    found = programs_of(next(kept.rglob("bin/postgres")).parent)
    assert found.major == installed().major
    server = EmbeddedServer(tmp_path, programs=found)
    server.start()
    server.stop()
