"""Every page of the route table in both languages: titled, one heading, few queries, nothing in the wrong tongue.

Chinese is asked for in the world, English in one whose lists have grown (`tests/grown.py`): both have to ask the
database the same questions, each once. English is spoken in brackets there (`tests/pseudo.py`), so that a text that
nobody marked for translation stands out.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from itertools import pairwise
from typing import Any

import asyncpg
import pytest

from models.db import Database
from models.embedded import EmbeddedServer
from tests.conftest import Client, FixedClock, _create, client_for, in_thread, rolled_back
from tests.grown import grow
from tests.pseudo import bracketed, reference_texts, stored_texts, written_by_hand
from tests.web.expectations import Expect, all_expectations
from tests.web.test_every_route import path_of
from tests.world import World
from web.files import FileStore
from web.settings import Settings

pytestmark = pytest.mark.anyio

PAGES = [e for e in all_expectations() if e.method == "GET" and e.is_page and e.ok == 200]
MOST_QUERIES = 8
# Pages that show words of a program or of a file: the samples of all pieces, the API, a plan of a rule, columns of a list.
NOT_IN_WORDS = {
    "public.components",
    "api.docs",
    "admin.rule",
    "imports.show",
    # A whole mail is one marked text, and these pages show its lines as paragraphs.
    "organiser.wording",
    "admin.wording",
}
TRANSACTIONAL = re.compile(r"^(BEGIN|COMMIT|ROLLBACK|SAVEPOINT|RELEASE)", re.IGNORECASE)
# A new connection asks for the types of its columns once; a connection in use does not.
OF_THE_DRIVER = re.compile(r"typeinfo_tree|set_config\('jit'")

# Asked before each ranking: a page that ranks pitches and providers asks it for either.
FOR_EACH_LOOK = re.compile(r"^-- What changed since the transactions that were running at the last look")


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


@pytest.fixture(scope="session")
def grown_dsn(server: EmbeddedServer, built_world: tuple[str, World]) -> str:
    """A database with the world's lists grown, and the application's rights in it."""

    async def make() -> None:
        conn = await asyncpg.connect(await _create(server, "grown", "template_world"))
        try:
            await grow(conn)
        finally:
            await conn.close()

    in_thread(asyncio.run, make())
    return server.dsn("shoutou_app", "grown")


@pytest.fixture(scope="session")
def data(built_world: tuple[str, World], server: EmbeddedServer) -> set[str]:
    """What pages may say in the words of people and of reference data."""

    async def read() -> set[str]:
        conn = await asyncpg.connect(server.dsn("postgres", "world"))
        try:
            return await stored_texts(conn)
        finally:
            await conn.close()

    stored: set[str] = in_thread(asyncio.run, read())
    return stored | set(reference_texts())


@pytest.fixture
async def grown_conn(
    connections: dict[str, asyncpg.Connection], grown_dsn: str
) -> AsyncIterator[asyncpg.Connection]:
    """A connection to the grown world; all is rolled back."""
    async with rolled_back(connections, grown_dsn) as connection:
        yield connection


@pytest.fixture
async def grown_client(
    client: Client, grown_conn: asyncpg.Connection, settings: Settings, clock: FixedClock, files: FileStore
) -> AsyncIterator[Client]:
    """A client of the grown world, beside `client`, whose files it shares."""
    async with client_for(settings, Database.bound_to(grown_conn), clock, files) as http:
        yield http


async def opened(client: Client, conn: Any, world: World, expect: Expect, lang: str) -> tuple[str, list[str]]:
    """The page and the questions that it asked."""
    client.sign_in(reader(expect))
    query = {**(expect.query(world) if expect.query else {}), "lang": lang}
    # A running process has read what is on show before the first page is asked for; it looks up its ranker once a
    # second, and here for each page.
    async with client.parts.index.look_at_feed(client.parts.db) as (look_conn, look):
        await client.parts.texts.refresh(look_conn, look)
    client.parts.rankers.forget()
    with counted(conn) as queries:
        answer = await client.get(path_of(expect.route, expect.params(world)), params=query)
        # The driver tells of a query in the loop's next turn.
        await asyncio.sleep(0)
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("text/html")
    return answer.text, queries


def assert_sound(html: str, lang: str) -> None:
    """Titled, in its language, one heading with others below it in order, nothing inline."""
    assert f'<html lang="{"zh-Hans" if lang == "zh" else "en"}"' in html
    title = re.search(r"<title>(.*?)</title>", html, re.DOTALL)
    assert title is not None
    assert title[1].split("·")[0].strip()
    assert html.count("<h1") == 1
    assert not re.search(r"<[a-z][^<>]*\sstyle=", html)
    assert not re.search(r"<script(?![^>]*src=)", html)
    headings = [int(level) for level in re.findall(r"<h([1-6])", html)]
    assert headings[0] == 1
    assert all(after - before <= 1 for before, after in pairwise(headings)), headings


@pytest.mark.parametrize("expect", PAGES, ids=lambda e: e.route)
async def test_page_is_sound_in_each_language_and_asks_as_often_in_a_grown_world(
    client: Client,
    grown_client: Client,
    world: World,
    world_conn: Any,
    grown_conn: Any,
    data: set[str],
    expect: Expect,
) -> None:
    html, queries = await opened(client, world_conn, world, expect, "zh")
    with bracketed():
        grown_html, grown_queries = await opened(grown_client, grown_conn, world, expect, "en")

    assert_sound(html, "zh")
    assert_sound(grown_html, "en")
    assert len(queries) <= MOST_QUERIES, queries
    assert sorted(grown_queries) == sorted(queries)
    once = [text for text in grown_queries if not FOR_EACH_LOOK.search(text)]
    assert len(set(once)) == len(once)
    if expect.route not in NOT_IN_WORDS:
        assert written_by_hand(grown_html, data) == []
