"""The whole database as one file and back, with the server's own pg_dump and pg_restore."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path
from urllib.parse import unquote, urlsplit, urlunsplit

from models.embedded import binaries


class DumpFailed(RuntimeError):
    """pg_dump or pg_restore did not do its work; the message is its last line."""


def dump(owner_dsn: str, target: Path) -> None:
    """Write everything at one instant; writers are not kept waiting."""
    # The extension is installed by the migrations: only a superuser may create it from a dump.
    _run(
        "pg_dump",
        owner_dsn,
        *("--format=custom", "--no-owner", "--no-privileges", "--exclude-extension=*"),
        *("--file", str(target)),
    )


def restore(owner_dsn: str, source: Path) -> None:
    """Replace a migrated database's content, all or nothing; the migrations then grant the rights."""
    _run(
        "pg_restore",
        owner_dsn,
        *(
            "--clean",
            "--if-exists",
            "--no-owner",
            "--no-privileges",
            "--single-transaction",
            "--exit-on-error",
        ),
        str(source),
    )


def _run(program: str, dsn: str, *arguments: str) -> None:
    parts = urlsplit(dsn)
    # A password in an argument could be read by every user of the machine.
    user = f"{parts.username}@" if parts.username else ""
    place = parts.netloc.rpartition("@")[2]
    address = urlunsplit(parts._replace(netloc=f"{user}{place}"))
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PG")}
    if parts.password:
        environment["PGPASSWORD"] = unquote(parts.password)
    done = subprocess.run(
        [str(binaries() / program), "--no-password", "--dbname", address, *arguments],
        env={**environment, "LC_ALL": "C"},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode != 0:
        lines = done.stderr.strip().splitlines() or [f"exit code {done.returncode}"]
        raise DumpFailed(next((line for line in lines if "error" in line.lower()), lines[-1]))
