"""`models/schema.sql` is what all migrations make, to the last constraint; `GOLDEN=rewrite` writes it anew."""

from __future__ import annotations

import os
import re
import subprocess
from pathlib import Path

import models
from models.embedded import EmbeddedServer, binaries
from models.errors import CONFLICTS

SCHEMA = Path(models.__file__).parent / "schema.sql"
HEAD = "-- The whole schema, as the migrations make it. Written by `make schema`, proved by tests/models/test_schema.py.\n\n"


def dumped(dsn: str) -> str:
    """The schema as the server tells it, without what changes from run to run."""
    command = [
        str(binaries() / "pg_dump"),
        "--schema-only",
        "--no-owner",
        "--no-privileges",
        f"--dbname={dsn}",
    ]
    text = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    lines = [
        line
        for line in text.splitlines()
        if line.strip() and not line.startswith(("--", "SET ", "SELECT pg_catalog", "\\"))
    ]
    return HEAD + re.sub(r";\n(?=CREATE|ALTER|COMMENT)", ";\n\n", "\n".join(lines)) + "\n"


def test_schema_file_equals_all_migrations(server: EmbeddedServer, template: str) -> None:
    made = dumped(server.dsn("postgres", template))
    if os.environ.get("GOLDEN") == "rewrite":
        SCHEMA.write_text(made, encoding="utf-8")

    assert SCHEMA.read_text(encoding="utf-8") == made


def test_every_conflict_names_a_constraint_of_the_schema() -> None:
    schema = SCHEMA.read_text(encoding="utf-8")

    assert [name for name in CONFLICTS if not re.search(rf"\b{name}\b", schema)] == []
