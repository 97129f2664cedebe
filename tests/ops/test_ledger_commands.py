"""`shoutou ledger-head` and `verify-ledger --head`: what an outsider keeps, and what it shows later."""

import re
import subprocess
import sys

import anyio.to_thread
import asyncpg
import pytest

from models.db import Database
from models.repositories.chain import ChainRepository
from tests.conftest import FixedClock
from tests.ops.helpers import PROJECT
from tests.world import FILES, NOW
from web import ledger_commands, worker
from web.bootstrap import CannotStart
from web.cli import main
from web.files import FileStore
from web.services.sealing import seal_what_was_before
from web.settings import load


@pytest.fixture
async def installed(cloned_world_dsn, tmp_path, monkeypatch):
    """An installation on a database of its own whose ledger is sealed; the owner's address with it."""
    owner = cloned_world_dsn.replace("shoutou_app@", "postgres@")
    names = {"DATABASE_URL": cloned_world_dsn, "MIGRATE_DATABASE_URL": owner, "DATA_DIR": str(tmp_path / "d")}
    for name, value in names.items():
        monkeypatch.setenv(name, value)
    chosen = load(names)
    for content in FILES:
        FileStore(chosen.files_dir).put(content)
    db = await Database.connect(cloned_world_dsn)
    await seal_what_was_before(db, FixedClock(NOW))
    await db.close()
    return owner


async def spoil(owner, statement):
    conn = await asyncpg.connect(owner)
    try:
        await conn.execute("set session_replication_role = replica")
        await conn.execute(statement)
    finally:
        await conn.close()


async def shoutou(*arguments):
    """The command line in a thread of its own, where it may run an event loop."""
    return await anyio.to_thread.run_sync(main, arguments)


async def test_kept_head_shows_what_was_rewritten_since(installed, tmp_path, capsys):
    kept = tmp_path / "kept.json"

    wrote = await shoutou("ledger-head", "--out", str(kept))
    held = await shoutou("verify-ledger", "--head", str(kept))
    before = capsys.readouterr().out
    await spoil(installed, "delete from first_certificate")
    await spoil(installed, "delete from ledger_entry where subject = 'certificate'")
    by_itself = await shoutou("verify-ledger") == 0
    said = capsys.readouterr().out
    with pytest.raises(SystemExit) as ended:
        await shoutou("verify-ledger", "--head", str(kept))
    after = capsys.readouterr().out

    assert (wrote, held, by_itself, ended.value.code) == (0, 0, True, 1)
    assert re.fullmatch(r"✓ \d+ entries, \d+ files, last hash [0-9a-f]{64}\n", before)
    assert said.startswith("✓ ")
    assert re.search(
        r"✗ The kept head of 2\d{3}-\d\d-\d\d names entry \d+; the chain ends before it\.", after
    )


async def test_changed_amount_is_told_with_row_and_column(installed, capsys):
    await spoil(installed, "update funding_record set amount = amount + 1 where kind = 'loan'")

    with pytest.raises(SystemExit) as ended:
        await shoutou("verify-ledger")

    assert ended.value.code == 1
    assert re.match(r"✗ Record \d+ is not what entry 1 sealed: record\.amount\.\n", capsys.readouterr().out)


async def test_verifying_needs_no_right_to_change_and_no_migration(cloned_world_dsn, tmp_path, monkeypatch):
    monkeypatch.setenv("DATABASE_URL", cloned_world_dsn)
    monkeypatch.setenv("DATA_DIR", str(tmp_path))
    owner = cloned_world_dsn.replace("shoutou_app@", "postgres@")
    await spoil(owner, "delete from alembic_version")
    monkeypatch.setenv("MIGRATE_DATABASE_URL", owner)

    assert await shoutou("verify-ledger") == 1


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("dear", "it holds no heads of a ledger"),
        ('{"form": "shoutou-heads-9", "heads": []}', "its form is shoutou-heads-9"),
        ('{"form": "shoutou-heads-1", "heads": [{"day": "2026-02-30"}]}', "it holds no heads of a ledger"),
    ],
)
def test_file_that_holds_no_heads_is_named(tmp_path, text, said):
    path = tmp_path / "kept.json"
    path.write_text(text)

    with pytest.raises(CannotStart, match=said):
        ledger_commands.read_heads(path)


def test_missing_file_is_named(tmp_path):
    with pytest.raises(CannotStart, match="kept\\.json is not there"):
        ledger_commands.read_heads(tmp_path / "kept.json")


async def test_script_of_the_document_checks_from_outside(installed, tmp_path):
    text = (PROJECT / "docs" / "ledger.md").read_text(encoding="utf-8")
    script = tmp_path / "check.py"
    script.write_text(re.findall(r"```python\n(.*?)```", text, re.DOTALL)[0], encoding="utf-8")
    kept, today, entries = (tmp_path / name for name in ("kept.json", "today.json", "entries.jsonl"))

    def check(*paths):
        return subprocess.run(
            [sys.executable, "-I", str(script), *map(str, paths)],
            cwd=tmp_path,
            capture_output=True,
            text=True,
            check=False,
        )

    await shoutou("ledger-head", "--out", str(kept))
    await shoutou("ledger-head", "--out", str(today))
    await shoutou("ledger-export", str(entries))
    fits = check(kept, today, entries)
    changed = entries.read_text(encoding="utf-8").replace('\\"amount\\":50000000', '\\"amount\\":50000001', 1)
    entries.write_text(changed, encoding="utf-8")
    differs = check(kept, today, entries)
    await spoil(installed, "delete from ledger_entry where seq = (select max(seq) from ledger_entry)")
    await shoutou("ledger-head", "--out", str(today))
    shorter = check(kept, today)

    assert fits.returncode == 0, fits.stderr
    assert "everything fits" in fits.stdout
    assert (differs.returncode, shorter.returncode) == (1, 1)
    assert "AssertionError: 1" in differs.stderr
    assert "the chain became shorter" in shorter.stderr
    assert entries.stat().st_mode & 0o777 == 0o600


async def test_older_version_s_confirmed_rows_are_sealed_when_the_database_is_brought_up_to_date(
    installed, capsys
):
    for table in ("ledger_entry", "sealed_person", "sealed_text"):
        await spoil(installed, f"delete from {table}")

    first = await shoutou("migrate")
    said = capsys.readouterr().err
    holds = await shoutou("verify-ledger")
    again = await shoutou("migrate")

    assert (first, holds, again) == (0, 0, 0)
    assert re.search(r"the ledger's chain begins with \d+ entries", said)
    assert "the ledger's chain begins" not in capsys.readouterr().err


async def test_worker_signs_the_days_and_looks_at_night(cloned_world_db, settings):
    tools = worker.Tools(settings, cloned_world_db, worker.ReadyPipe(None))
    for content in FILES:
        tools.files.put(content)

    signed = await worker.CHORES["sign_heads"](tools)
    found = await worker.CHORES["verify_ledger"](tools)
    again = await worker.CHORES["sign_heads"](tools), await worker.CHORES["verify_ledger"](tools)

    assert isinstance(signed, int)
    assert found == 0
    assert again == (0, None)
    async with cloned_world_db.read() as conn:
        check = await ChainRepository(conn).last_check()
    assert check is not None
    assert check.n_findings == 0
