"""Pages while a plan is solved: what a reader waits, and what the plan is worth, beside an idle machine.

A served world and a made-up event of 100 founders and 70 providers. The three runs follow each other on the
same machine: pages alone, a solve alone, both together.
"""

from __future__ import annotations

import asyncio
import os
import secrets
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import asyncpg
import httpx2
import numpy as np

from models.db import Database
from models.embedded import EmbeddedServer
from models.migrate import upgrade
from models.repositories.events import EventRepository
from tests import world as worlds
from tests.bench.measure import Failed, Row
from tests.large_event import enlarged
from tests.personas import token
from tests.world import World
from web.middleware import SESSION_COOKIE
from web.services.planning_problem import PlanningFacts, load_facts
from web.services.solver_processes import in_process
from web.services.solving import NOTHING, Solved, Task

SECONDS = 60.0
BETWEEN_SECONDS = 0.04
GRACE_SECONDS = 3.0
BAR_TIMES, BAR_LOSS = 2.0, 0.0005


def under_load(seconds: float = SECONDS) -> Iterator[Row]:
    """Pages alone, a solve alone, both together."""
    with tempfile.TemporaryDirectory() as scratch:
        yield from _measured(Path(scratch), seconds)


def _measured(folder: Path, seconds: float) -> Iterator[Row]:
    server = EmbeddedServer(folder / "postgres")
    server.start()
    try:
        dsn, world, facts = asyncio.run(_prepared(server))
        task = Task(_large(facts), NOTHING, datetime.now(UTC), seconds)
        with served(dsn, folder / "data") as address:
            begun = time.monotonic()
            idle = asyncio.run(_pages(address, world, seconds))
            alone = asyncio.run(_solved(task))
            busy, beside = asyncio.run(_both(address, world, task, seconds))
            took = time.monotonic() - begun
    finally:
        server.stop()
    quiet, loud = (float(np.percentile(times, 99)) for times in (idle, busy))
    yield Row(
        f"pages during a {seconds:.0f} s solve",
        f"p99 {loud:.0f} ms of {len(busy)} pages, {loud / quiet:.2f} times the idle one "
        f"(median {np.median(busy):.0f} ms)",
        took,
        f"idle p99 {quiet:.0f} ms of {len(idle)} pages (median {np.median(idle):.0f} ms); bar {BAR_TIMES:g} times",
    )
    loss = (alone.value - beside.value) / alone.value
    yield Row(
        f"a {seconds:.0f} s solve beside pages",
        f"value {beside.value:.1f}, {loss:+.5f} of the idle one lost; gap {_gap(beside):.4f}",
        took,
        f"idle value {alone.value:.1f}, gap {_gap(alone):.4f}; bar {BAR_LOSS:g}",
    )


def _gap(solved: Solved) -> float:
    return 0.0 if not solved.bound else 1 - solved.value / solved.bound


def _large(facts: PlanningFacts) -> PlanningFacts:
    big = enlarged(facts, founders=100, providers=70, slots=9, tables=40)
    return replace(big, everybody=tuple(replace(p, max_meetings=8) for p in big.everybody))


async def _prepared(server: EmbeddedServer) -> tuple[str, World, PlanningFacts]:
    """A migrated database with the world in it."""
    conn = await asyncpg.connect(server.owner_dsn)
    await conn.execute("create database bench")
    await conn.close()
    owner = server.dsn("postgres", "bench")
    await asyncio.to_thread(upgrade, owner, app_role="shoutou_app")
    conn = await Database.open_connection(owner)
    world = await worlds.build(conn)
    (event,) = await EventRepository(conn).by_ids([world.event["zhao"]])
    facts = await load_facts(conn, event)
    await conn.close()
    return server.dsn("shoutou_app", "bench"), world, facts


@contextmanager
def served(dsn: str, data: Path) -> Iterator[str]:
    """One web process, as the supervisor starts it."""
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen(128)
        port = listening.getsockname()[1]
        address = f"http://localhost:{port}"
        environment = {
            **os.environ,
            "DATABASE_URL": dsn,
            "DATA_DIR": str(data),
            "EMBEDDING_MODEL": "hashing",
            "SECRET_KEY": secrets.token_urlsafe(32),
            "BASE_URL": address,
            "PORT": str(port),
            "LOG_LEVEL": "WARNING",
        }
        fd = listening.fileno()
        child = subprocess.Popen(
            [sys.executable, "-m", "web.serving", "--fd", str(fd), "--parent", str(os.getpid())],
            env=environment,
            pass_fds=(fd,),
        )
        try:
            yield address
        finally:
            child.terminate()
            child.wait(30)


async def _pages(address: str, world: World, seconds: float) -> list[float]:
    """Milliseconds that each page took, one after the other with a short rest."""
    event = f"/organiser/events/{world.event['zhao']}"
    paths = ["/", "/events", "/organiser/events", event, f"{event}/plans/{world.plan['zhao_draft']}"]
    took: list[float] = []
    cookies = {SESSION_COOKIE: token("zhao")}
    async with httpx2.AsyncClient(base_url=address, cookies=cookies, timeout=60.0) as client:
        for path in paths:
            answer = await client.get(path)
            if answer.status_code != httpx2.codes.OK:
                raise Failed(f"{path} answered {answer.status_code}")
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            begun = time.perf_counter()
            await client.get(paths[len(took) % len(paths)])
            took.append((time.perf_counter() - begun) * 1000)
            await asyncio.sleep(BETWEEN_SECONDS)
    return took


async def _solved(task: Task) -> Solved:
    """One solve, ended like the worker ends one that runs over its limit."""
    enough = asyncio.Event()
    asyncio.get_running_loop().call_later((task.seconds or SECONDS) + GRACE_SECONDS, enough.set)
    return await in_process(task, enough, lambda _: None)


async def _both(address: str, world: World, task: Task, seconds: float) -> tuple[list[float], Solved]:
    pages, solved = await asyncio.gather(_pages(address, world, seconds), _solved(task))
    return pages, solved
