"""What the tests of operations share: waiting, free ports and a child of the command line."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import asyncpg

from models.db import Database
from tests import world as worlds

PROJECT = Path(__file__).resolve().parents[2]


def wait_until(condition: Callable[[], object], seconds: float = 15.0) -> None:
    """Return as soon as the condition holds; fail when it never does."""
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "it did not come about in time"
        time.sleep(0.05)


def free_port() -> int:
    """A port that nobody listens on just now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def environment(data_dir: Path, **settings: str) -> dict[str, str]:
    """The machine's environment without its own settings, and with these."""
    names = {"DATABASE_URL", "MIGRATE_DATABASE_URL", "SMTP_URL", "BASE_URL", "SECRET_KEY", "PORT", "BIND"}
    kept = {name: value for name, value in os.environ.items() if name not in names}
    return {**kept, "DATA_DIR": str(data_dir), "EMBEDDING_MODEL": "hashing", **settings}


def shoutou(*arguments: str, env: dict[str, str], seconds: float = 60.0) -> subprocess.CompletedProcess[str]:
    """Run one command of the command line to its end."""
    return subprocess.run(
        [sys.executable, "-m", "web.cli", *arguments],
        cwd=PROJECT,
        env=env,
        capture_output=True,
        text=True,
        timeout=seconds,
        check=False,
    )


async def fill(owner_dsn: str) -> worlds.World:
    """Write the test world into a migrated database."""
    conn = await Database.open_connection(owner_dsn)
    try:
        return await worlds.build(conn)
    finally:
        await conn.close()


async def row_counts(dsn: str) -> dict[str, int]:
    """How many rows each table holds, as far as the role may read."""
    conn = await asyncpg.connect(dsn)
    try:
        tables = await conn.fetch(
            "select oid::regclass::text as name from pg_class where relkind = 'r' "
            "and relnamespace = 'public'::regnamespace and has_table_privilege(oid, 'select')"
        )
        return {t["name"]: await conn.fetchval(f"select count(*) from {t['name']}") for t in tables}
    finally:
        await conn.close()
