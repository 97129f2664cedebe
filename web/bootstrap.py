"""From settings to a database that is ready: started, reached, migrated, and with a demo world if wanted.

Everything here happens before the web or the worker run, or in a command that needs no server.
"""

from __future__ import annotations

import asyncio
import errno
import fcntl
import importlib
import os
import shutil
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from models import embedded_upgrade, probe
from models.db import Database
from models.embedded import APP_ROLE, EmbeddedServer, EmbeddedServerError, installed
from web.clock import SystemClock
from web.services.sealing import seal_what_was_before
from web.settings import Settings
from web.site_key import SiteKeyError, site_key

Say = Callable[[str], None]

_LEAST_FREE_BYTES = 100 * 1024 * 1024
_DEMO_BEGUN, _DEMO_LOADED = "demo.loading", "demo.loaded"


class CannotStart(Exception):
    """The platform cannot start; the message is one sentence for the operator."""


@dataclass(frozen=True, slots=True)
class Prepared:
    """A database that answers: the settings for children, the owner's address, our server if it is ours."""

    settings: Settings
    owner_dsn: str
    server: EmbeddedServer | None

    @property
    def app_dsn(self) -> str:
        """The address with the application's rights."""
        return self.settings.database_url or self.owner_dsn


@contextmanager
def sentences() -> Iterator[None]:
    """Turn what an operator can mend into one sentence; anything else keeps its trace."""
    try:
        yield
    except (EmbeddedServerError, probe.DatabaseUnusable) as error:
        raise CannotStart(str(error)) from error
    except OSError as error:
        if error.errno in {errno.ENOSPC, errno.EDQUOT}:
            raise CannotStart(f"the disk is full: {error.filename or 'free some space'}") from error
        if error.errno in {errno.EACCES, errno.EPERM, errno.EROFS, errno.ENOTDIR, errno.ENOENT}:
            raise CannotStart(f"{error.filename} cannot be used: {error.strerror}") from error
        raise
    except Exception as error:
        said = probe.sentence_for(error)
        if said is None:
            raise
        raise CannotStart(said) from error


def prepare_data_dir(chosen: Settings) -> None:
    """Make the data folder, the keys in it, and see that there is room to work."""
    folder = chosen.data_dir
    folder.mkdir(parents=True, exist_ok=True)
    free = shutil.disk_usage(folder).free
    if free < _LEAST_FREE_BYTES:
        raise CannotStart(
            f"the disk is full: {folder} has {free // 1024 // 1024} MB left, "
            f"at least {_LEAST_FREE_BYTES // 1024 // 1024} MB are needed"
        )
    _ = chosen.signing_key
    try:
        site_key(folder)
    except SiteKeyError as error:
        raise CannotStart(str(error)) from error


@contextmanager
def only_one(chosen: Settings) -> Iterator[None]:
    """Hold the data folder for this supervisor alone; the lock dies with its holder."""
    with (chosen.data_dir / "run.lock").open("a+", encoding="ascii") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            lock.seek(0)
            holder = lock.read().strip() or "unknown"
            raise CannotStart(
                f"the platform is already running on {chosen.data_dir} (process {holder}); "
                "stop it first, or set DATA_DIR and PORT for a second one"
            ) from None
        lock.truncate(0)
        lock.write(str(os.getpid()))
        lock.flush()
        yield


async def connect_database(chosen: Settings, say: Say) -> Prepared:
    """Start the embedded server, or reach the one that the settings name."""
    if chosen.database_url is None:
        server = EmbeddedServer(chosen.data_dir)
        await asyncio.to_thread(_carry_over, server, say)
        if server.version() is None:
            say("making the database (a few seconds, once)")
        owner_dsn = await asyncio.to_thread(server.start)
        await asyncio.to_thread(embedded_upgrade.keep_programs, server.home)
        children = chosen.model_copy(
            update={
                "database_url": server.app_dsn,
                "second_factor": "required" if chosen.second_factor_required else "optional",
            }
        )
        return Prepared(children, owner_dsn, server)
    await probe.check_server(chosen.database_url)
    owner_dsn = chosen.migrate_database_url or chosen.database_url
    if chosen.migrate_database_url is not None:
        await probe.check_server(owner_dsn, "MIGRATE_DATABASE_URL")
    return Prepared(chosen, owner_dsn, None)


def _carry_over(server: EmbeddedServer, say: Say) -> None:
    found = server.version()
    if found not in (None, installed().major):
        say(f"carrying the database over from PostgreSQL {found} to {installed().major}; the old one is kept")
    embedded_upgrade.finish_or_upgrade(server)


async def migrate(prepared: Prepared, say: Say) -> None:
    """Apply the migrations that are missing, and hand the application's role its rights."""
    # Imported here: alembic belongs to the command line, and only when it migrates.
    from models import migrate as migrations

    role = APP_ROLE if prepared.server is not None else probe.user_of(prepared.app_dsn)
    if role == probe.user_of(prepared.owner_dsn):
        role = None
    if not await asyncio.to_thread(migrations.is_current, prepared.owner_dsn):
        say("bringing the database up to date")
    await asyncio.to_thread(migrations.upgrade, prepared.owner_dsn, app_role=role)
    await _begin_chain(prepared, say)


async def _begin_chain(prepared: Prepared, say: Say) -> None:
    """Seal what an older version confirmed, once, before anybody confirms more."""
    db = await Database.connect(prepared.app_dsn)
    try:
        n_sealed = await seal_what_was_before(db, SystemClock())
    finally:
        await db.close()
    if n_sealed:
        say(f"the ledger's chain begins with {n_sealed} entries")


@asynccontextmanager
async def database(chosen: Settings, say: Say) -> AsyncIterator[Prepared]:
    """A reachable database for one command; an embedded server that was not running is stopped again."""
    with sentences():
        prepare_data_dir(chosen)
        ran_before = chosen.embedded and EmbeddedServer(chosen.data_dir).is_running()
        prepared = await connect_database(chosen, say)
    try:
        yield prepared
    finally:
        if prepared.server is not None and not ran_before:
            await asyncio.to_thread(prepared.server.stop)


def _demo_module() -> Any:
    # By name: seeds stand above web and call its services; only an operator's wish leads back.
    return importlib.import_module("seeds.load")


async def load_demo(prepared: Prepared, say: Say) -> None:
    """Load the demo world into an empty database; raises `CannotStart` where somebody lives already."""
    if not await probe.is_empty(prepared.owner_dsn):
        raise CannotStart("the database is not empty: the demo world is loaded into an empty one only")
    marks = prepared.settings.data_dir
    _mark(marks / _DEMO_BEGUN)
    db = await Database.connect(prepared.app_dsn)
    try:
        await _demo_module().load_demo(db, prepared.settings, say)
    finally:
        await db.close()
    _mark(marks / _DEMO_LOADED)
    (marks / _DEMO_BEGUN).unlink()


async def load_demo_once(prepared: Prepared, say: Say) -> None:
    """At the start of an installation with its own database: the demo world, whole or begun anew."""
    begun = prepared.settings.data_dir / _DEMO_BEGUN
    if prepared.server is not None and begun.exists():
        # Killed while loading: nobody has been let in since, so nothing of anybody's is in there.
        say("the demo world was not loaded to its end; beginning anew")
        await asyncio.to_thread(prepared.server.recreate_database)
        await migrate(prepared, say)
        begun.unlink()
    if prepared.server is not None and await probe.is_empty(prepared.owner_dsn):
        say("loading the demo world")
        await load_demo(prepared, say)


def sign_ins(chosen: Settings) -> list[str]:
    """One line per role of the demo world, or none where it was not loaded."""
    if not (chosen.data_dir / _DEMO_LOADED).exists():
        return []
    demo = _demo_module()
    width = max(len(str(role)) for role, _ in demo.SIGN_INS)
    return [
        *(f"{role!s:<{width}}  {address}" for role, address in demo.SIGN_INS),
        f"password of all: {demo.DEMO_PASSWORD}",
    ]


def _mark(path: Path) -> None:
    """A file that is there after a power cut, too."""
    with path.open("w", encoding="ascii") as file:
        os.fsync(file.fileno())
