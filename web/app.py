"""The one place where the parts are wired: `create_app(settings, resources=None)`."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager

import structlog
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.routing import Mount

from models.db import Database
from web import assets
from web.by_path import ByPath
from web.clock import SystemClock
from web.errors import HANDLERS
from web.files import FileStore
from web.middleware import Person, RequestLog, SameOrigin
from web.packing import Packing
from web.processes import Backoff
from web.quick import QuickEncoders
from web.resources import Resources
from web.routes import all_routes
from web.services.index import MatchIndex
from web.services.nearest import BySize
from web.services.passwords import Passwords
from web.services.rankers import RankerSource
from web.services.search_index import SearchIndex
from web.settings import Settings

_log = structlog.get_logger("web")

# A deck of 20 MB with its form around it.
MAX_BODY = 22 * 1024 * 1024


async def build_resources(settings: Settings) -> Resources:
    """The parts of a running process; raises what asyncpg raises when there is no database."""
    db = await Database.connect(settings.database_url or "", max_size=settings.db_pool_size)
    return Resources(
        settings,
        db,
        SystemClock(),
        FileStore(settings.files_dir),
        Passwords(),
        RankerSource(db),
        QuickEncoders(settings.encoders_dir),
        nearest=BySize(settings.vector_index_from),
    )


async def keep_fresh(db: Database, index: MatchIndex, texts: SearchIndex, every_seconds: float = 1.0) -> None:
    """Fill the indexes as soon as the process is up, and look for changes from then on.

    Lists do not wait for this look, they take their own; it is there so that they find little to read.
    """
    backoff = Backoff()
    while True:
        pause = every_seconds
        try:
            async with index.look_at_feed(db) as (conn, look):
                await texts.refresh(conn, look)
        except Exception as error:  # noqa: BLE001 - whatever it met is logged; the next look may be luckier
            _log.warning("index_waits", reason=f"{type(error).__name__}: {error}")
            pause += backoff.next_pause()
        else:
            backoff.reset()
        await asyncio.sleep(pause)


def _lifespan(settings: Settings) -> Callable[[Starlette], AbstractAsyncContextManager[None]]:
    @asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[None]:
        parts = app.state.resources = await build_resources(settings)
        keeping = asyncio.create_task(keep_fresh(parts.db, parts.index, parts.texts))
        try:
            yield
        finally:
            keeping.cancel()
            await asyncio.gather(keeping, return_exceptions=True)
            await parts.db.close()

    return lifespan


def create_app(settings: Settings, resources: Resources | None = None) -> Starlette:
    """The application; with `resources` it opens and closes nothing itself."""
    app = Starlette(
        middleware=[Middleware(RequestLog), Middleware(Packing), Middleware(SameOrigin), Middleware(Person)],
        exception_handlers=dict(HANDLERS),
        max_body_size=MAX_BODY,
    )
    app.router = ByPath(
        [*all_routes(), Mount("/static", assets.serve, name="static")],
        _lifespan(settings) if resources is None else None,
    )
    app.state.resources = resources
    return app
