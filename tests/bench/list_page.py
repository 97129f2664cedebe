"""A list page beside a bare one: an organiser's review of 25 pitches, and Starlette, two queries, 25 rows of a template.

Both are one process of the same server on the same database, asked in turn, so that a busy machine slows both.
The bare page asks who the session is of, and the 25 pitches, and writes what a row of the review tells: a title
with a link, a line, five facts. It has no header, no other language, no rights, no log, no macros.
"""

from __future__ import annotations

import asyncio
import os
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import asyncpg
import httpx2

from models.embedded import EmbeddedServer
from tests.bench.measure import Failed, Row
from tests.bench.under_load import _prepared, served
from tests.personas import token
from tests.world import World
from web.middleware import SESSION_COOKIE

ROWS = 25
ROUNDS, SECONDS = 9, 2.0
AT_ONCE = 4
BAR = 0.6
REVIEW = "/organiser/review"
_MORE = """
insert into {table} ({columns}) overriding system value
select {values} from {table} x, generate_series(1, {more}) n where x.{key} = $1
"""
_COLUMNS = """
select attname from pg_attribute
where attrelid = $1::regclass and attnum > 0 and not attisdropped and attgenerated = '' order by attnum
"""


def list_page() -> Iterator[Row]:
    """Requests a second of either, in turn, and their ratio."""
    with tempfile.TemporaryDirectory() as scratch:
        yield from _measured(Path(scratch))


def _measured(folder: Path) -> Iterator[Row]:
    server = EmbeddedServer(folder / "postgres")
    server.start()
    try:
        dsn, world, _ = asyncio.run(_prepared(server))
        asyncio.run(_more_pitches(server.dsn("postgres", "bench"), world))
        begun = time.monotonic()
        with served(dsn, folder / "data") as ours, _bare(dsn) as bare:
            pairs = asyncio.run(_in_turn(ours, bare))
        took = time.monotonic() - begun
    finally:
        server.stop()
    ratio = statistics.median(one / other for one, other in pairs)
    yield Row(
        f"a list page of {ROWS} rows, {AT_ONCE} readers at once",
        f"{ratio:.2f} times the bare page's requests a second, the median of {len(pairs)} rounds; "
        f"{statistics.median(one for one, _ in pairs):.0f} requests a second",
        took,
        f"the bare page {statistics.median(other for _, other in pairs):.0f} requests a second; bar {BAR:g} times",
    )


async def _more_pitches(dsn: str, world: World) -> None:
    """Copies of the pitch that waits for review, until 25 wait."""
    conn = await asyncpg.connect(dsn)
    await conn.execute("set session_replication_role = replica")
    waiting = world.pitch["lin_submitted"]
    for table, key in (("pitch", "id"), ("pitch_version", "pitch_id")):
        columns = [r[0] for r in await conn.fetch(_COLUMNS, table)]
        values = ", ".join(f"x.{c} + n * 1000000" if c in ("id", key) else f"x.{c}" for c in columns)
        await conn.execute(
            _MORE.format(table=table, columns=", ".join(columns), values=values, more=ROWS - 1, key=key),
            waiting,
        )
    await conn.execute("analyze")
    await conn.close()


@contextmanager
def _bare(dsn: str) -> Iterator[str]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    quiet = ["--no-access-log", "--log-level", "warning"]
    child = subprocess.Popen(
        [sys.executable, "-m", "uvicorn", "tests.bench.bare:app", "--port", str(port), *quiet],
        env={**os.environ, "DATABASE_URL": dsn},
    )
    try:
        yield f"http://localhost:{port}"
    finally:
        child.terminate()
        child.wait(30)


async def _in_turn(ours: str, bare: str) -> list[tuple[float, float]]:
    """Requests a second of both, round by round; the first round of each only warms."""
    for address in (ours, bare):
        await _wait_for(address)
    pairs = [(await _per_second(ours), await _per_second(bare)) for _ in range(ROUNDS + 1)]
    return pairs[1:]


async def _wait_for(address: str) -> None:
    until = time.monotonic() + 60
    async with httpx2.AsyncClient(cookies={SESSION_COOKIE: token("zhao")}, timeout=60.0) as client:
        while True:
            try:
                answer = await client.get(address + REVIEW)
            except httpx2.TransportError:
                if time.monotonic() > until:
                    raise
                await asyncio.sleep(0.2)
                continue
            n = answer.text.count(f"{REVIEW}/")
            if answer.status_code != httpx2.codes.OK or n < ROWS:
                raise Failed(f"{address}{REVIEW} answered {answer.status_code} with {n} rows")
            return


async def _per_second(address: str) -> float:
    """Requests a second over a few kept connections, asked without a client that costs more than the page."""
    until = time.monotonic() + SECONDS
    port = int(address.rpartition(":")[2])
    head = (
        f"GET {REVIEW} HTTP/1.1\r\nHost: localhost:{port}\r\nCookie: {SESSION_COOKIE}={token('zhao')}\r\n\r\n"
    )

    async def reader() -> int:
        coming, going = await asyncio.open_connection("127.0.0.1", port)
        n = 0
        while time.monotonic() < until:
            going.write(head.encode())
            answer = (await coming.readuntil(b"\r\n\r\n")).lower()
            length = int(answer.split(b"content-length:")[1].split(b"\r\n")[0])
            await coming.readexactly(length)
            n += answer.startswith(b"http/1.1 200")
        going.close()
        return n

    begun = time.monotonic()
    done = sum(await asyncio.gather(*(reader() for _ in range(AT_ONCE))))
    return done / (time.monotonic() - begun)
