"""The city's dashboard over 100,000 companies and 300,000 records: the page, today and as of a past day.

A made-up city with all triggers of reports; the page is asked for over HTTP from one web process. Beside it, in the
same run, the same sums worked out from the source tables by plain SQL, which they have to equal.
"""

from __future__ import annotations

import asyncio
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import astuple
from datetime import UTC, date, datetime
from pathlib import Path

import asyncpg
import httpx2
import numpy as np

from models.db import Database
from models.embedded import EmbeddedServer
from models.migrate import upgrade
from models.repositories.report_facts import ReportFactRepository
from tests import world as worlds
from tests.bench.measure import Failed, Row
from tests.bench.under_load import served
from tests.large_city import build_city
from tests.personas import token
from web.middleware import SESSION_COOKIE
from web.services.first_definitions import default_definition
from web.services.report_facts import end_of_day, figures_at
from web.services.results import COUNTED

COMPANIES, RECORDS = 100_000, 300_000
LOOKS = 21
NOTES_AT_ONCE = 50_000
BAR_MS = 300
PAST = date(2022, 11, 20)
ADDRESSES = {
    "today": "/officer/results",
    f"as of {PAST}": f"/officer/results?as_of={PAST}",
    "of a year and district": "/officer/results?year=2024&district=jingkou",
    "rows behind a figure": "/officer/results/rows?measure=record_confirmed&year=2024",
}


def dashboard(companies: int = COMPANIES, records: int = RECORDS) -> Iterator[Row]:
    """Build, count, look, and compare."""
    with tempfile.TemporaryDirectory() as scratch:
        server = EmbeddedServer(Path(scratch) / "postgres")
        server.start()
        try:
            built, counted, n_facts = asyncio.run(_prepared(server, companies, records))
            yield Row(
                f"a city of {companies:,} companies, {records:,} records",
                f"{n_facts:,} facts counted in {counted:.0f} s, {n_facts / counted:,.0f} a second",
                built + counted,
                f"written in {built:.0f} s, with the notes of changes",
            )
            yield from measured(
                server.dsn("shoutou_app", "bench"), Path(scratch) / "data", companies, records
            )
        finally:
            server.stop()


async def _prepared(server: EmbeddedServer, companies: int, records: int) -> tuple[float, float, int]:
    conn = await asyncpg.connect(server.owner_dsn)
    await conn.execute("create database bench")
    await conn.close()
    owner = server.dsn("postgres", "bench")
    await asyncio.to_thread(upgrade, owner, app_role="shoutou_app")
    conn = await Database.open_connection(owner)
    await worlds.build(conn)
    begun = time.monotonic()
    await build_city(conn, default_definition().code, companies=companies, records=records)
    built = time.monotonic() - begun
    facts, begun = ReportFactRepository(conn), time.monotonic()
    while True:
        async with conn.transaction():
            n_subjects = await facts.settle(NOTES_AT_ONCE)
        # As the server does by itself, given time: notes that are gone make the next ones slow to find.
        await conn.execute("vacuum analyze report_touch, report_fact, report_instant, report_fold")
        if n_subjects == 0:
            break
    counted = time.monotonic() - begun
    await conn.execute("vacuum analyze")
    n_facts: int = await conn.fetchval("select count(*) from report_fact")
    await conn.close()
    return built, counted, n_facts


def measured(dsn: str, data: Path, companies: int, records: int) -> Iterator[Row]:
    """The page in each of its shapes, then the sums beside a recomputation."""
    with served(dsn, data) as address:
        for name, path in ADDRESSES.items():
            begun = time.monotonic()
            took = asyncio.run(_looked(address, path))
            yield Row(
                f"results page, {name}, {companies:,} companies, {records:,} records",
                f"{np.median(took):.0f} ms at the median of {len(took)}, worst {max(took):.0f}",
                time.monotonic() - begun,
                f"bar {BAR_MS} ms",
            )
    for at in (datetime.now(UTC), end_of_day(PAST)):
        begun = time.monotonic()
        summed, worked_out, n_cells = asyncio.run(_compared(dsn, at))
        yield Row(
            f"the sums of the page as of {at:%Y-%m-%d}",
            f"{summed * 1000:.0f} ms at the median; {n_cells:,} cells, all equal to the recomputation",
            time.monotonic() - begun,
            f"worked out from the sources by plain SQL: {worked_out:.1f} s, {worked_out / summed:,.0f} times as long",
        )


async def _looked(address: str, path: str) -> Sequence[float]:
    """Milliseconds of each look; the first, which fills caches, is not counted."""
    took = []
    async with httpx2.AsyncClient(
        base_url=address, cookies={SESSION_COOKIE: token("sun")}, timeout=120.0
    ) as client:
        for _ in range(LOOKS + 1):
            begun = time.perf_counter()
            answer = await client.get(path)
            took.append((time.perf_counter() - begun) * 1000)
            if answer.status_code != httpx2.codes.OK:
                raise Failed(f"{path} answered {answer.status_code}")
    return took[1:]


async def _compared(dsn: str, at: datetime) -> tuple[float, float, int]:
    """Seconds of the sums and of a recomputation, which must be equal."""
    conn = await Database.open_connection(dsn)
    definition = default_definition().code
    found, took = await figures_at(conn, at, COUNTED, definition), []
    for _ in range(LOOKS):
        begun = time.perf_counter()
        await figures_at(conn, at, COUNTED, definition)
        took.append(time.perf_counter() - begun)
    begun = time.perf_counter()
    again = await ReportFactRepository(conn).recomputed(at, list(COUNTED), definition)
    worked_out = time.perf_counter() - begun
    await conn.close()
    sums = {astuple(c) for cells in found.cells.values() for c in cells}
    if sums != {astuple(c) for c in again}:
        raise Failed(f"the sums as of {at} are not those of a recomputation")
    return float(np.median(took)), worked_out, len(sums)
