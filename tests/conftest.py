"""Real Postgres for every test: one server a run, one migrated template, rollback by default."""

from __future__ import annotations

import asyncio
import hashlib
import os
import secrets
import shutil
import tempfile
from collections.abc import AsyncIterator, Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager, contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any, TypeVar

import asyncpg
import httpx2
import pytest

from models.db import Database
from models.embedded import EmbeddedServer
from models.migrate import upgrade
from tests import world as worlds
from tests.personas import token
from tests.world import World
from web.app import create_app
from web.files import FileStore
from web.middleware import SESSION_COOKIE
from web.quick import QuickEncoders
from web.resources import Resources
from web.services.passwords import Passwords
from web.services.rankers import RankerSource
from web.settings import Settings, load

T = TypeVar("T")
HOST = "shoutou.test"
# The server is thrown away after the run, so nothing need survive a power cut.
FAST = (
    "-c",
    "fsync=off",
    "-c",
    "full_page_writes=off",
    "-c",
    "synchronous_commit=off",
    "-c",
    "max_connections=300",
)
# Of Linux; and what databases of one process may take there.
MEMORY = Path("/dev/shm")
ROOM = 4 * 2**30


class FixedClock:
    """A clock that stands still until a test moves it."""

    def __init__(self, now: datetime) -> None:
        self.instant = now

    def now(self) -> datetime:
        """The instant that the test chose."""
        return self.instant


def in_thread(call: Callable[..., T], *args: Any) -> T:
    """Run in a thread of its own: the browser's driver keeps an event loop running in the main one."""
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(call, *args).result()


# Folders whose tests start browsers and processes: a file there takes up to minutes with few tests.
LONG = {"browser", "ops", "seeds"}


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put long files first, so that no process is left alone with one at the end of the run."""
    long = {i.path for i in items if i.path.parent.name in LONG or i.get_closest_marker("slow")}
    items.sort(key=lambda item: item.path not in long)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Print what tests have counted with `record_property("counted", …)`, which no failure would show."""
    for report in terminalreporter.getreports("passed"):
        for name, value in report.user_properties:
            if name == "counted" and report.when == "call":
                terminalreporter.write_line(f"{report.nodeid}: {value}")


@pytest.fixture(scope="session")
def anyio_backend() -> str:
    return "asyncio"


@contextmanager
def _place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A folder for the server: in memory where there is room, a clone takes a quarter of the time there."""
    if not os.access(MEMORY, os.W_OK) or shutil.disk_usage(MEMORY).free < ROOM:
        yield tmp_path_factory.mktemp("postgres")
        return
    # What a run that was killed has left would take memory for ever.
    for left in MEMORY.glob("shoutou-test-*"):
        if not Path("/proc", left.name.split("-")[2]).exists():
            shutil.rmtree(left, ignore_errors=True)
    with tempfile.TemporaryDirectory(prefix=f"shoutou-test-{os.getpid()}-", dir=MEMORY) as folder:
        yield Path(folder)


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[EmbeddedServer]:
    """The embedded server of this run."""
    with _place(tmp_path_factory) as folder:
        running = EmbeddedServer(folder, options=FAST)
        running.start()
        yield running
        running.stop()


async def _create(server: EmbeddedServer, name: str, template: str | None = None) -> str:
    conn = await asyncpg.connect(server.owner_dsn)
    try:
        # Copying the files is several times as fast as writing every page to the log.
        like = f' template "{template}" strategy file_copy' if template else ""
        await conn.execute(f'create database "{name}"{like}')
    finally:
        await conn.close()
    return server.dsn("postgres", name)


async def _drop(server: EmbeddedServer, name: str) -> None:
    conn = await asyncpg.connect(server.owner_dsn)
    try:
        await conn.execute(f'drop database if exists "{name}" with (force)')
    finally:
        await conn.close()


@pytest.fixture(scope="session")
def template(server: EmbeddedServer) -> str:
    """The name of a migrated, empty database to clone."""
    dsn = in_thread(asyncio.run, _create(server, "template_empty"))
    in_thread(lambda: upgrade(dsn, app_role="shoutou_app"))
    return "template_empty"


@pytest.fixture(scope="session")
def empty_dsn(server: EmbeddedServer, template: str) -> str:
    """A migrated, empty database for rollback tests, with the owner's rights."""
    dsn: str = in_thread(asyncio.run, _create(server, "empty", template))
    return dsn


@pytest.fixture(scope="session")
def built_world(server: EmbeddedServer, template: str) -> tuple[str, World]:
    """A database that holds `tests/world.py`, with the application's rights, and the ids in it."""

    async def build() -> World:
        dsn = await _create(server, "template_world", template)
        conn = await Database.open_connection(dsn)
        try:
            return await worlds.build(conn)
        finally:
            await conn.close()

    made = in_thread(asyncio.run, build())
    in_thread(asyncio.run, _create(server, "world", "template_world"))
    return server.dsn("shoutou_app", "world"), made


@pytest.fixture(scope="session")
async def connections(
    anyio_backend: str, server: EmbeddedServer
) -> AsyncIterator[dict[str, asyncpg.Connection]]:
    """Open connections by their address: a new one has everything to look up anew, in every test.

    As it lives for the session, so does the event loop that all asynchronous tests run in.
    """
    opened: dict[str, asyncpg.Connection] = {}
    yield opened
    for connection in opened.values():
        await connection.close()


@asynccontextmanager
async def rolled_back(
    connections: dict[str, asyncpg.Connection], dsn: str
) -> AsyncIterator[asyncpg.Connection]:
    """One connection inside an outer transaction that never commits."""
    conn = connections.get(dsn)
    if conn is None or conn.is_closed():
        conn = connections[dsn] = await Database.open_connection(dsn)
    outer = conn.transaction()
    await outer.start()
    try:
        yield conn
    finally:
        await outer.rollback()


@pytest.fixture
async def conn(
    connections: dict[str, asyncpg.Connection], empty_dsn: str
) -> AsyncIterator[asyncpg.Connection]:
    """A connection to the empty database; all is rolled back."""
    async with rolled_back(connections, empty_dsn) as connection:
        yield connection


@pytest.fixture
def db(conn: asyncpg.Connection) -> Database:
    """The empty database, bound to `conn`."""
    return Database.bound_to(conn)


@pytest.fixture
async def world_conn(
    connections: dict[str, asyncpg.Connection], built_world: tuple[str, World]
) -> AsyncIterator[asyncpg.Connection]:
    """A connection to the world with the application's rights; all is rolled back."""
    async with rolled_back(connections, built_world[0]) as connection:
        yield connection


@pytest.fixture
def world_db(world_conn: asyncpg.Connection) -> Database:
    """The world's database, bound to `world_conn`."""
    return Database.bound_to(world_conn)


@pytest.fixture
def world(built_world: tuple[str, World]) -> World:
    """The ids of the world."""
    return built_world[1]


@pytest.fixture
async def cloned_dsn(server: EmbeddedServer, template: str) -> AsyncIterator[str]:
    """A database of its own (empty), for tests whose connections must see each other."""
    name = f"clone_{secrets.token_hex(4)}"
    await _create(server, name, template)
    yield server.dsn("shoutou_app", name)
    await _drop(server, name)


@pytest.fixture
async def cloned_db(cloned_dsn: str) -> AsyncIterator[Database]:
    """A pool on a clone of the empty database."""
    database = await Database.connect(cloned_dsn, max_size=24)
    yield database
    await database.close()


@pytest.fixture
async def cloned_world_dsn(server: EmbeddedServer, built_world: tuple[str, World]) -> AsyncIterator[str]:
    """A clone of the world, for races and for the browser."""
    name = f"clone_{secrets.token_hex(4)}"
    await _create(server, name, "template_world")
    yield server.dsn("shoutou_app", name)
    await _drop(server, name)


@pytest.fixture
async def cloned_world_db(cloned_world_dsn: str) -> AsyncIterator[Database]:
    """A pool on a clone of the world."""
    database = await Database.connect(cloned_world_dsn, max_size=24)
    yield database
    await database.close()


@pytest.fixture
def clock() -> FixedClock:
    """Stands at the world's noon."""
    return FixedClock(worlds.NOW)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """Settings of a test installation; nothing of the real environment."""
    return load(
        {
            "DATA_DIR": str(tmp_path / "data"),
            "EMBEDDING_MODEL": "hashing",
            "SECRET_KEY": "k" * 40,
            "BASE_URL": f"http://{HOST}",
            "SECOND_FACTOR": "required",
        }
    )


@pytest.fixture
def files(settings: Settings) -> FileStore:
    """An empty file store."""
    return FileStore(settings.files_dir)


def client_for(settings: Settings, database: Database, clock: FixedClock, files: FileStore) -> Client:
    """A client of an application on this database."""
    parts = Resources(
        settings,
        database,
        clock,
        files,
        Passwords.cheapest(),
        RankerSource(database),
        QuickEncoders(settings.encoders_dir),
    )
    app = create_app(settings, parts)
    return Client(
        parts,
        transport=httpx2.ASGITransport(app=app, raise_app_exceptions=False),
        base_url=f"http://{HOST}",
        headers={"Origin": f"http://{HOST}", "Accept-Language": "zh"},
    )


class Client(httpx2.AsyncClient):
    """An HTTP client in the test's own event loop, signed in as whichever persona a test names."""

    def __init__(self, parts: Resources, **options: Any) -> None:
        super().__init__(**options)
        self.parts = parts

    def sign_in(self, persona: str) -> Client:
        """Use this persona's session from now on; `nobody` signs out."""
        self.cookies.clear()
        if persona != "nobody":
            self.cookies.set(SESSION_COOKIE, token(persona), domain=HOST)
        return self


@pytest.fixture
async def client(
    world_db: Database, settings: Settings, clock: FixedClock, files: FileStore
) -> AsyncIterator[Client]:
    """A client of the world; nothing it does is kept."""
    for content in worlds.FILES:
        # Without the store's flush to disk, which every test would wait for.
        lying = files.path(hashlib.sha256(content).hexdigest())
        lying.parent.mkdir(parents=True, exist_ok=True)
        lying.write_bytes(content)
    async with client_for(settings, world_db, clock, files) as http:
        yield http
