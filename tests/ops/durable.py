"""An installation that is killed while people put money on record: real processes, a real disk, real forms."""

from __future__ import annotations

import asyncio
import hashlib
import os
import random
import re
import signal
import socket
import subprocess
import sys
import uuid
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import asyncpg
import httpx2

from models.db import Database
from models.embedded import EmbeddedServer
from models.migrate import upgrade
from tests.ops.helpers import PROJECT, environment, fill, wait_until
from tests.personas import token
from tests.world import FILES, World
from web.clock import SystemClock
from web.files import FileStore
from web.middleware import SESSION_COOKIE
from web.services.verifying import Verdict, verify_ledger
from web.site_key import published

# A lender who proposes, and the companies whose founders confirm.
LENDER, COMPANIES = "chen", ("lin", "qian")
_PATIENCE_SECONDS = 60.0


@dataclass
class Acknowledged:
    """What the platform has said yes to: the record, its slip, and whether both sides have confirmed."""

    record_id: int
    slip: str
    confirmed: bool = False


@dataclass
class Site:
    """One data folder with its database and one web process, both of which can be killed."""

    data_dir: Path
    server: EmbeddedServer
    world: World
    listening: socket.socket
    web: subprocess.Popen[bytes] | None = None

    @property
    def address(self) -> str:
        host, port = self.listening.getsockname()
        return f"http://{host}:{port}"

    @property
    def files(self) -> FileStore:
        return FileStore(self.data_dir / "files")

    def start_web(self) -> None:
        """A web process on the socket that stays open, as the supervisor does it."""
        port = str(self.listening.getsockname()[1])
        settings = {"DATABASE_URL": self.server.app_dsn, "BASE_URL": self.address, "PORT": port}
        with (self.data_dir / "web.log").open("ab") as log:
            self.web = subprocess.Popen(
                [
                    sys.executable,
                    "-m",
                    "web.serving",
                    *("--fd", str(self.listening.fileno()), "--parent", str(os.getpid())),
                ],
                cwd=PROJECT,
                env=environment(self.data_dir, LOG_LEVEL="WARNING", **settings),
                pass_fds=[self.listening.fileno()],
                stdout=log,
                stderr=subprocess.STDOUT,
            )

    def answers(self) -> bool:
        """Whether the web process has started and reaches its database."""
        assert self.web is not None
        assert self.web.poll() is None, (self.data_dir / "web.log").read_text()
        try:
            return httpx2.get(f"{self.address}/health", timeout=1).status_code == 200
        except httpx2.TransportError:
            return False

    def kill_web(self) -> None:
        assert self.web is not None
        self.web.kill()
        self.web.wait()

    def kill_database(self) -> None:
        """Everything of the server at once: nobody is left to write down what was in memory."""
        all_of_it = self.server._orphans()
        assert all_of_it
        # Stopped first, so that none of them sees another die and tidies up.
        for number in (signal.SIGSTOP, signal.SIGKILL):
            for pid in all_of_it:
                with suppress(ProcessLookupError):
                    os.kill(pid, number)
        wait_until(lambda: not self.server._orphans())

    def end(self) -> None:
        if self.web is not None:
            self.web.kill()
            self.web.wait()
        self.server.stop()
        self.listening.close()


def make_site(folder: Path, options: Sequence[str] = ()) -> Site:
    """The test world on a server that keeps its promises, and a web process in front of it."""
    data_dir = folder / "data"
    server = EmbeddedServer(data_dir, options=options)
    upgrade(server.start(), app_role="shoutou_app")

    world = asyncio.run(fill(server.owner_dsn))
    for content in FILES:
        FileStore(data_dir / "files").put(content)
    listening = socket.socket()
    listening.bind(("127.0.0.1", 0))
    listening.listen(128)
    site = Site(data_dir, server, world, listening)
    site.start_web()
    # A test may begin by stopping the database, and a web process that finds none at its start gives up.
    wait_until(site.answers, seconds=_PATIENCE_SECONDS)
    return site


@dataclass
class Writers:
    """People who put one loan after the other on record and have it confirmed, each press with its own key."""

    site: Site
    acknowledged: list[Acknowledged] = field(default_factory=list)
    # Requests that got no answer, or were told that there is no database.
    n_cut_off: int = 0
    tasks: list[asyncio.Task[None]] = field(default_factory=list)
    _stopping: bool = False

    async def write(self, number: int) -> None:
        company = COMPANIES[number % len(COMPANIES)]
        async with (
            self._client(LENDER) as lender,
            self._client(company) as founder,
        ):
            while not self._stopping:
                slip = f"%PDF-1.7 slip {uuid.uuid4()}".encode()
                record_id = await self._propose(lender, company, slip)
                if record_id is None:
                    return
                loan = Acknowledged(record_id, hashlib.sha256(slip).hexdigest())
                self.acknowledged.append(loan)
                form = {"side": "company", "key": str(uuid.uuid4())}
                if await self._press(founder, f"/funding/{record_id}/confirm", form) is None:
                    return
                loan.confirmed = True

    def _client(self, persona: str) -> httpx2.AsyncClient:
        return httpx2.AsyncClient(
            base_url=self.site.address,
            cookies={SESSION_COOKIE: token(persona)},
            headers={"Origin": self.site.address},
            timeout=30,
        )

    async def _propose(self, lender: httpx2.AsyncClient, company: str, slip: bytes) -> int | None:
        ids = self.site.world.org
        form = {
            "company_id": str(ids[company]),
            "provider_id": str(ids[LENDER]),
            "kind": "loan",
            "instrument": "loan",
            "amount": "300000",
            "currency": "CNY",
            "value_on": "2025-03-03",
            "contract_no": "K-1",
            "rate_kind": "fixed",
            "rate_bp": "4.35",
            "term_months": "12",
            "security": "none",
            "first_drawdown": "300000",
            "production": "yes",
            "evidence_type": "drawdown_slip",
            "key": str(uuid.uuid4()),
        }
        papers = {
            "evidence": ("slip.pdf", slip, "application/pdf"),
        }
        answer = await self._press(lender, "/funding/new?as=provider", form, papers)
        if answer is None:
            return None
        found = re.match(r"(?:http://[^/]+)?/funding/(\d+)", answer)
        assert found is not None, answer
        return int(found[1])

    async def _press(
        self, client: httpx2.AsyncClient, path: str, form: dict[str, str], files: Any = None
    ) -> str | None:
        """Press a button until it is answered; the same key each time. Where the answer leads, or None at the end."""
        for attempt in range(10_000):
            try:
                answer = await client.post(path, data=form, files=files)
            except httpx2.TransportError:
                self.n_cut_off += 1
            else:
                if answer.status_code == 303:
                    return str(answer.headers["location"])
                if self._stopping:
                    return None
                # The press before was not answered, and yet it was taken.
                if answer.status_code == 409 and attempt and path.endswith("/confirm"):
                    return path
                assert answer.status_code >= 500, (path, answer.status_code, answer.text[-3000:])
                self.n_cut_off += 1
            if self._stopping:
                return None
            await asyncio.sleep(0.05)
        return None

    def stop(self) -> None:
        self._stopping = True


@asynccontextmanager
async def writing(site: Site, n_writers: int = 4) -> AsyncIterator[Writers]:
    """Writers at work until the block ends."""
    writers = Writers(site)
    writers.tasks = [asyncio.create_task(writers.write(number)) for number in range(n_writers)]
    try:
        yield writers
    finally:
        writers.stop()
        done = await asyncio.gather(*writers.tasks, return_exceptions=True)
    for outcome in done:
        if isinstance(outcome, BaseException):
            raise outcome


async def until_more(writers: Writers, n_more: int) -> None:
    """Wait for so many more acknowledgements."""
    wanted = len(writers.acknowledged) + n_more
    async with asyncio.timeout(_PATIENCE_SECONDS):
        while len(writers.acknowledged) < wanted:
            for task in writers.tasks:
                if task.done():
                    task.result()
            await asyncio.sleep(0.005)


async def in_mid_write(writers: Writers, chance: random.Random) -> None:
    """Some moment while requests are being answered."""
    await until_more(writers, chance.randint(2, 6))
    await asyncio.sleep(chance.random() * 0.06)


async def lost(site: Site, acknowledged: Sequence[Acknowledged]) -> list[str]:
    """What was acknowledged and is not there whole: record, slip, file, signatures, entry."""
    conn = await asyncpg.connect(site.server.owner_dsn)
    try:
        missing = []
        for loan in acknowledged:
            steps = {
                row["step"]
                for row in await conn.fetch(
                    "select step from funding_step where record_id = $1", loan.record_id
                )
            }
            has_slip = await conn.fetchval(
                "select exists (select from funding_evidence where record_id = $1 and sha256 = $2)",
                loan.record_id,
                loan.slip,
            )
            is_sealed = await conn.fetchval(
                "select exists (select from ledger_entry where subject = 'record' and subject_id = $1)",
                loan.record_id,
            )
            wanted = {"confirmed_by_provider"} | ({"confirmed_by_company"} if loan.confirmed else set())
            if not wanted <= steps:
                missing.append(f"record {loan.record_id}: {sorted(wanted - steps)}")
            elif not has_slip:
                missing.append(f"record {loan.record_id}: its slip")
            elif loan.confirmed and not is_sealed:
                missing.append(f"record {loan.record_id}: its entry")
            elif site.files.hash_of(loan.slip) != loan.slip:
                missing.append(f"record {loan.record_id}: its file")
        return missing
    finally:
        await conn.close()


HALF_WRITTEN = {
    "records without their slip": "select count(*) from funding_record r where r.value_on = '2025-03-03'"
    " and not exists (select from funding_evidence e where e.record_id = r.id)",
    "records without their proposer's signature": "select count(*) from funding_record r"
    " where not exists (select from funding_step s where s.record_id = r.id)",
    "confirmed records without an entry": "select count(*) from funding_state s where s.status = 'confirmed'"
    " and not exists (select from ledger_entry e where e.subject = 'record' and e.subject_id = s.record_id)",
    "entries without a record": "select count(*) from ledger_entry e where e.subject = 'record'"
    " and not exists (select from funding_record r where r.id = e.subject_id)",
    "companies whose first was not derived": "select count(distinct r.company_id) from funding_record r"
    " join funding_state s on s.record_id = r.id and s.status = 'confirmed' where r.value_on = '2025-03-03'"
    " and not exists (select from first_certificate c where c.company_id = r.company_id and c.kind = r.kind"
    "                 and c.revoked_at is null)",
}


async def half_written(site: Site) -> dict[str, int]:
    """What is there in part, by what is wrong with it."""
    conn = await asyncpg.connect(site.server.owner_dsn)
    try:
        counts = {what: await conn.fetchval(asked) for what, asked in HALF_WRITTEN.items()}
    finally:
        await conn.close()
    return {what: n for what, n in counts.items() if n}


async def verdict(site: Site) -> Verdict:
    """A look over the whole ledger, as the command takes it."""
    db = await Database.connect(site.server.app_dsn)
    try:
        return await verify_ledger(db, SystemClock(), site.files, keys=published(site.data_dir))
    finally:
        await db.close()
