"""A served site on a database of its own, and Chromium to walk it."""

from __future__ import annotations

import asyncio
import shutil
import socket
import threading
import time
from collections.abc import Callable, Coroutine, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, TypeVar

import pytest
import uvicorn
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import FileResponse
from starlette.routing import Mount, Route

from matcher.encoding import HashingEncoder
from models.db import Database
from models.embedded import EmbeddedServer
from tests.conftest import FixedClock, _create, _drop, in_thread
from tests.personas import token
from tests.world import NOW, World
from web.app import create_app
from web.clock import Clock, SystemClock
from web.files import FileStore
from web.middleware import SESSION_COOKIE
from web.quick import QuickEncoders
from web.resources import Resources
from web.services.deck_readings import read_waiting
from web.services.decks import extract_pending
from web.services.encoding import encode_pending
from web.services.passwords import Passwords
from web.services.planning import solve_pending
from web.services.rankers import RankerSource
from web.settings import load

AXE = Path(__file__).parent / "vendor" / "axe-4.14.1.min.js"
# Beside the application's own pages, so that the browser fetches and compiles it once and not for every page.
AXE_PATH = "/axe-of-the-tests.js"
T = TypeVar("T")


async def _axe(_: Request) -> FileResponse:
    return FileResponse(AXE, headers={"Cache-Control": "max-age=86400, immutable"})


@dataclass
class Site:
    """An application that listens, in a thread with an event loop of its own."""

    address: str
    resources: Resources
    loop: asyncio.AbstractEventLoop

    def run(self, make: Callable[[Resources], Coroutine[Any, Any, T]]) -> T:
        """Do something in the site's own loop, as its worker would."""
        return asyncio.run_coroutine_threadsafe(make(self.resources), self.loop).result(120)

    def work(self) -> None:
        """Everything that the worker would do now."""

        async def chores(parts: Resources) -> None:
            await read_waiting(parts.db, parts.files)
            await extract_pending(parts.db, parts.files, parts.clock)
            await encode_pending(parts.db, HashingEncoder(), parts.clock)
            await solve_pending(parts.db, parts.clock)

        self.run(chores)

    def mails_to(self, address: str) -> list[tuple[str, str]]:
        """(subject, body) of what waits in the outbox for an address, the newest first."""

        async def read(parts: Resources) -> list[tuple[str, str]]:
            async with parts.db.read() as conn:
                rows = await conn.fetch(
                    "select subject, body from outbox_mail where to_address = $1 order by id desc", address
                )
                return [(r["subject"], r["body"]) for r in rows]

        return self.run(read)


def serve(dsn: str, folder: Path, clock: Clock, **environment: str) -> Iterator[Site]:
    """Start an application on this database; stop it afterwards."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    address = f"http://localhost:{port}"
    settings = load(
        {
            "DATA_DIR": str(folder),
            "EMBEDDING_MODEL": "hashing",
            "SECRET_KEY": "k" * 40,
            "BASE_URL": address,
            "PORT": str(port),
            "SECOND_FACTOR": "required",
            **environment,
        }
    )
    ready, stop, made = threading.Event(), threading.Event(), {}

    async def main() -> None:
        database = await Database.connect(dsn, max_size=10)
        parts = Resources(
            settings,
            database,
            clock,
            FileStore(settings.files_dir),
            Passwords.cheapest(),
            RankerSource(database),
            QuickEncoders(settings.encoders_dir),
        )
        config = uvicorn.Config(
            Starlette(routes=[Route(AXE_PATH, _axe), Mount("/", create_app(settings, parts))]),
            host="127.0.0.1",
            port=port,
            log_level="error",
            lifespan="off",
            ws="none",
        )
        server = uvicorn.Server(config)
        made["site"] = Site(address, parts, asyncio.get_running_loop())
        serving = asyncio.ensure_future(server.serve(sockets=None))
        while not server.started:
            await asyncio.sleep(0.02)
        ready.set()
        while not stop.is_set():
            await asyncio.sleep(0.05)
        server.should_exit = True
        await serving
        await database.close()

    thread = threading.Thread(target=lambda: asyncio.run(main()), daemon=True)
    thread.start()
    assert ready.wait(60), "the site did not start"
    yield made["site"]
    stop.set()
    thread.join(20)


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """The system's Chromium, headless."""
    path = shutil.which("chromium")
    if path is None:
        pytest.fail("Chromium is missing: install your system's package `chromium`, then run this again.")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=path,
            args=[
                "--no-sandbox",
                "--disable-gpu",
                "--disable-quic",
                "--no-first-run",
                "--disable-background-networking",
                "--disable-component-update",
                "--disable-sync",
            ],
        )
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def world_site(
    server: EmbeddedServer, built_world: tuple[str, World], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Site]:
    """The world, served; the clock stands at its noon."""
    name = f"browser_{time.time_ns()}"
    in_thread(asyncio.run, _create(server, name, "template_world"))
    yield from serve(server.dsn("shoutou_app", name), tmp_path_factory.mktemp("site"), FixedClock(NOW))
    in_thread(asyncio.run, _drop(server, name))


@pytest.fixture
def empty_site(server: EmbeddedServer, template: str, tmp_path: Path) -> Iterator[Site]:
    """An installation without anybody in it, in real time."""
    name = f"browser_{time.time_ns()}"
    in_thread(asyncio.run, _create(server, name, template))
    yield from serve(server.dsn("shoutou_app", name), tmp_path, SystemClock())
    in_thread(asyncio.run, _drop(server, name))


def signed_in(context: BrowserContext, site: Site, persona: str) -> None:
    """Give the context the session that the world made for this persona."""
    if persona != "nobody":
        context.add_cookies([{"name": SESSION_COOKIE, "value": token(persona), "url": site.address}])


def now_of(site: Site) -> datetime:
    """What time it is at the site."""
    return site.resources.clock.now()


# Levels A and AA of WCAG 2.0, 2.1 and 2.2; whatever axe thinks of its weight.
_LEVELS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa"]
# Rules are looked up once in the theme as it is; in the other one nothing but colour can differ.
_AXE = """
async ([levels, whole]) => {
  while (document.querySelector(".htmx-request")) await new Promise((done) => setTimeout(done, 10));
  const told = (found, where) => found.violations.map((v) =>
    `${where}${v.id}: ` + v.nodes.slice(0, 3).map((n) => n.target.join(" ")).join(" | "));
  const options = { resultTypes: ["violations"], elementRef: false };
  const run = (type, values) => axe.run(document, { ...options, runOnly: { type, values } });
  if (!whole) {
    const ofWords = (rule) => /name|label|lang|title|alt$|target-size|scrollable/.test(rule);
    return told(await run("rule", axe.getRules(levels).map((r) => r.ruleId).filter(ofWords)), "");
  }
  const light = told(await run("tag", levels), "");
  const root = document.documentElement;
  const before = root.dataset.theme;
  root.dataset.theme = matchMedia("(prefers-color-scheme: dark)").matches ? "light" : "dark";
  const dark = told(await run("rule", ["color-contrast"]), "other theme: ");
  if (before === undefined) delete root.dataset.theme; else root.dataset.theme = before;
  return [...light, ...dark];
}
"""


def violations(page: Page, *, whole: bool = True) -> list[str]:
    """What axe finds against WCAG 2.2 A and AA, in the light theme and in the dark one, a line each.

    Not the whole means the rules that the words of another language could break: names, labels, languages,
    and what grows with a longer word. Colours and structure are the same in both, and take most of the time.
    """
    # A colour on its way from one theme to the other is neither of both.
    page.emulate_media(reduced_motion="reduce")
    if not page.evaluate("'axe' in globalThis"):
        page.add_script_tag(url=AXE_PATH)
    return list(page.evaluate(_AXE, [_LEVELS, whole]))
