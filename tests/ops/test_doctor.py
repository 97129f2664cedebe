"""`shoutou doctor` names what is wrong and is content with what is well."""

import re

import asyncpg
import pytest

from tests.ops.helpers import environment, free_port, shoutou
from web import doctor
from web.settings import load


def test_doctor_asks_for_migrations_and_is_content_after_them(tmp_path):
    env = environment(tmp_path / "data")

    before = shoutou("doctor", env=env)
    migrated = shoutou("migrate", env=env)
    after = shoutou("doctor", env=env)

    assert before.returncode == 1
    assert "✗ database: migrations are missing: shoutou migrate" in before.stdout
    assert migrated.returncode == 0, migrated.stderr
    assert after.returncode == 0, after.stdout
    assert "✗" not in after.stdout
    assert "✓ text model: hashing-256, 256 dimensions" in after.stdout


async def _finding(name, **environ):
    return await doctor.find(name, load(environ))


async def test_doctor_names_a_model_that_is_not_there(tmp_path):
    said = await _finding("text model", DATA_DIR=str(tmp_path), EMBEDDING_MODEL=str(tmp_path / "no-model"))

    assert isinstance(said, doctor.Trouble)
    assert str(said).startswith(f"EMBEDDING_MODEL {tmp_path / 'no-model'} cannot be used: ")


async def test_doctor_names_an_unreachable_database(tmp_path):
    url = f"postgresql://u@127.0.0.1:{free_port()}/d"

    said = await _finding("database", DATA_DIR=str(tmp_path), DATABASE_URL=url, EMBEDDING_MODEL="hashing")

    assert "cannot be reached" in str(said)


async def test_doctor_warns_of_the_application_as_superuser(server, tmp_path):
    said = await _finding(
        "database", DATA_DIR=str(tmp_path), DATABASE_URL=server.owner_dsn, EMBEDDING_MODEL="hashing"
    )

    assert isinstance(said, doctor.Trouble)
    assert "give it a role that owns nothing" in str(said)


async def test_doctor_warns_of_a_key_that_others_can_read(tmp_path):
    key = tmp_path / "secret_key"
    key.write_text("k" * 40)
    key.chmod(0o644)

    said = await _finding("data folder", DATA_DIR=str(tmp_path), EMBEDDING_MODEL="hashing")

    assert str(said) == f"{key} can be read by others: chmod 600 {key}"


async def test_doctor_warns_of_an_address_that_links_would_miss(tmp_path):
    said = await _finding("address", DATA_DIR=str(tmp_path), BIND="192.0.2.1", EMBEDDING_MODEL="hashing")

    assert "BASE_URL is not set" in str(said)


async def test_doctor_names_the_font_of_paper_and_misses_it(tmp_path, monkeypatch):
    import typst

    from web.paper import typeset

    there = await _finding("paper", DATA_DIR=str(tmp_path), EMBEDDING_MODEL="hashing")
    monkeypatch.setattr(typeset, "_fonts", lambda folder: typst.Fonts(include_system_fonts=False))
    missing = await _finding("paper", DATA_DIR=str(tmp_path), EMBEDDING_MODEL="hashing")

    assert there == "set in Noto Sans SC"
    assert isinstance(missing, doctor.Trouble)
    assert f"(Debian: fonts-noto-cjk) or put it into {tmp_path / 'fonts'}" in str(missing)


@pytest.mark.slow
async def test_doctor_loads_the_bundled_model(tmp_path):
    said = await _finding("text model", DATA_DIR=str(tmp_path))

    assert isinstance(said, str)
    assert re.search(r"\+gloss-[0-9a-f]{8}, 384 dimensions$", said)


@pytest.mark.parametrize(
    ("change", "name", "said"),
    [
        (
            "insert into pgqueuer (priority, entrypoint, status) values (0, 'train', 'failed')",
            "work",
            "1 jobs failed",
        ),
        (
            """insert into pgqueuer (priority, entrypoint, status, execute_after)
               values (0, 'train', 'queued', now() - interval '2 hours')""",
            "work",
            "no worker is running",
        ),
        (
            """insert into ledger_check (began_at, ended_at, n_entries, n_files, findings, n_findings)
               values (now(), now(), 4, 1, '[]', 2)""",
            "ledger",
            "2 things do not fit",
        ),
    ],
    ids=["a failed job", "no worker", "a ledger that does not hold"],
)
async def test_doctor_names_work_that_stands_still_and_a_ledger_that_does_not_hold(
    server, cloned_dsn, tmp_path, change, name, said
):
    owner = server.dsn("postgres", cloned_dsn.split("?")[0].rpartition("/")[2])
    url = {
        "DATABASE_URL": cloned_dsn,
        "MIGRATE_DATABASE_URL": owner,
        "DATA_DIR": str(tmp_path),
        "EMBEDDING_MODEL": "hashing",
    }
    before = await _finding(name, **url)

    conn = await asyncpg.connect(owner)
    try:
        await conn.execute(change)
    finally:
        await conn.close()
    after = await _finding(name, **url)

    assert isinstance(before, str)
    assert isinstance(after, doctor.Trouble)
    assert said in str(after)
