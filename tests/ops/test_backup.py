"""A backup holds everything, is private and whole, and comes back into an empty place alone."""

import asyncio
import io
import tarfile

import asyncpg
import pytest

from models.embedded import EmbeddedServer
from models.migrate import upgrade
from tests.ops.helpers import environment, fill, row_counts, shoutou
from web import backup
from web.bootstrap import CannotStart
from web.files import FileStore
from web.settings import load


def _chosen(folder):
    return load({"DATA_DIR": str(folder), "EMBEDDING_MODEL": "hashing"})


async def _fetch(dsn, statement):
    conn = await asyncpg.connect(dsn)
    try:
        return await conn.fetchval(statement)
    finally:
        await conn.close()


@pytest.fixture(scope="module")
def saved(tmp_path_factory):
    """The test world's installation with a file, its backup, its key, and how many rows it has."""
    folder = tmp_path_factory.mktemp("saved")
    chosen = _chosen(folder / "data")
    server = EmbeddedServer(chosen.data_dir)
    upgrade(server.start(), app_role="shoutou_app")
    asyncio.run(fill(server.owner_dsn))
    sha256 = FileStore(chosen.files_dir).put("商业计划书".encode())
    asyncio.run(backup.back_up(chosen, folder / "shoutou.tar", lambda line: None))
    counts = asyncio.run(row_counts(server.owner_dsn))
    server.stop()
    return folder / "shoutou.tar", sha256, chosen.signing_key, counts


def test_backup_is_readable_by_its_owner_alone_and_leaves_no_draft(saved):
    target, *_ = saved

    assert target.stat().st_mode & 0o777 == 0o600
    assert sorted(path.name for path in target.parent.iterdir()) == ["data", "shoutou.tar"]


def test_restore_brings_database_files_and_key_back_and_refuses_a_second_time(saved, tmp_path):
    source, sha256, key, counts = saved
    env = environment(tmp_path / "data")

    done = shoutou("restore", str(source), env=env)
    again = shoutou("restore", str(source), env=env)

    assert done.returncode == 0, done.stderr
    assert again.returncode == 1
    assert "somebody has an account here" in again.stderr
    chosen = _chosen(tmp_path / "data")
    assert chosen.signing_key == key
    assert FileStore(chosen.files_dir).get(sha256) == "商业计划书".encode()
    server = EmbeddedServer(chosen.data_dir)
    server.start()
    try:
        # With the application's rights: they were granted anew.
        assert asyncio.run(row_counts(server.owner_dsn)) == counts
        assert asyncio.run(_fetch(server.app_dsn, "select count(*) from person")) == counts["person"]
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            asyncio.run(_fetch(server.app_dsn, "delete from funding_record"))
    finally:
        server.stop()


def test_restore_of_something_else_says_so(tmp_path):
    (tmp_path / "letter").write_text("dear")

    done = shoutou("restore", str(tmp_path / "letter"), env=environment(tmp_path / "data"))

    assert done.returncode == 1
    assert "is no backup" in done.stderr
    assert "Traceback" not in done.stderr


def test_restore_of_a_missing_file_says_so(tmp_path):
    done = shoutou("restore", str(tmp_path / "none.tar"), env=environment(tmp_path / "data"))

    assert done.returncode == 1
    assert "none.tar cannot be used: No such file" in done.stderr


async def test_restore_of_a_damaged_file_touches_no_database(saved, tmp_path):
    source, sha256, *_ = saved
    damaged = tmp_path / "damaged.tar"
    with tarfile.open(source) as old, tarfile.open(damaged, "w") as new:
        for member in old:
            stream = old.extractfile(member)
            assert stream is not None
            content = stream.read()
            if sha256[2:] in member.name:
                content = b"x" * len(content)
            new.addfile(member, io.BytesIO(content))

    with pytest.raises(CannotStart, match="is damaged; the database was not touched"):
        await backup.restore(_chosen(tmp_path / "data"), damaged, lambda line: None)
