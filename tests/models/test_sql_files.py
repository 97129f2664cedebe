"""SQL as a first-class text: every query has a name, a line saying what it answers, and parses."""

from __future__ import annotations

from pathlib import Path

import pytest

import models
from models.rows import Queries

FILES = sorted(p.stem for p in (Path(models.__file__).parent / "sql").glob("*.sql"))
pytestmark = pytest.mark.anyio


@pytest.mark.parametrize("file", FILES)
def test_every_query_says_what_it_answers(file: str) -> None:
    found = Queries(file)

    silent = [name for name in found if not found[name].startswith("-- ")]

    assert silent == []


@pytest.mark.parametrize("file", FILES)
async def test_every_query_is_understood_by_the_database(conn, file: str) -> None:
    found = Queries(file)
    # What other tools' tables need is proved where those tools are.
    for name in found:
        if file == "admin":
            continue
        await conn.prepare(found[name])
