"""Every page of the route table in both languages: titled, one heading, few queries, nothing in the wrong tongue."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import pairwise
from typing import Any

import pytest

from tests.conftest import Client
from tests.web.expectations import Expect, all_expectations
from tests.web.test_every_route import path_of
from tests.world import World

pytestmark = pytest.mark.anyio

PAGES = [e for e in all_expectations() if e.method == "GET" and e.is_page and e.ok == 200]
MOST_QUERIES = 8
TRANSACTIONAL = re.compile(r"^(BEGIN|COMMIT|ROLLBACK|SAVEPOINT|RELEASE)", re.IGNORECASE)
# A new connection asks for the types of its columns once; a connection in use does not.
OF_THE_DRIVER = re.compile(r"typeinfo_tree|set_config\('jit'")


def reader(expect: Expect) -> str:
    """Somebody who may open the page; signed in if possible, so that the whole header is there."""
    return min(expect.allowed - {"nobody"}, default="nobody")


@contextmanager
def counted(conn: Any) -> Iterator[list[str]]:
    queries: list[str] = []

    def note(record: Any) -> None:
        text = record.query.strip()
        if not (TRANSACTIONAL.match(text) or OF_THE_DRIVER.search(text)):
            queries.append(record.query)

    with conn.query_logger(note):
        yield queries


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("expect", PAGES, ids=lambda e: e.route)
async def test_page_renders_in_each_language(
    client: Client, world: World, world_conn: Any, expect: Expect, lang: str
) -> None:
    client.sign_in(reader(expect))
    query = {**(expect.query(world) if expect.query else {}), "lang": lang}
    # A running process has read what is on show before the first page is asked for.
    await client.parts.index.refresh(world_conn)

    with counted(world_conn) as queries:
        answer = await client.get(path_of(expect.route, expect.params(world)), params=query)

    html = answer.text
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("text/html")
    assert f'<html lang="{"zh-Hans" if lang == "zh" else "en"}"' in html
    title = re.search(r"<title>(.*?)</title>", html, re.DOTALL)
    assert title is not None
    assert title[1].split("·")[0].strip()
    assert html.count("<h1") == 1
    assert "style=" not in html
    assert not re.search(r"<script(?![^>]*src=)", html)
    assert len(queries) <= MOST_QUERIES, queries
    headings = [int(level) for level in re.findall(r"<h([1-6])", html)]
    assert headings[0] == 1
    assert all(after - before <= 1 for before, after in pairwise(headings)), headings
