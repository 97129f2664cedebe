"""Ask a server whether it can carry the platform, before anything else meets it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit

import asyncpg

from models.rows import queries

OLDEST_MAJOR = 15
_CONNECT_SECONDS = 10

# SQLSTATE -> what it means for whoever starts the platform.
_REFUSALS = {
    "53100": "the database's disk is full: free some space and start again",
    "42501": "the database's role lacks a right: the extension `vector` is created by a superuser, "
    "everything else by the role of MIGRATE_DATABASE_URL, which owns the database",
    "55P03": "somebody else holds a lock that the migrations need: try again when they are done",
    "53300": "the database takes no more connections: lower DB_POOL_SIZE or WEB_CONCURRENCY",
}


class DatabaseUnusable(RuntimeError):
    """The database cannot be used; the message is one sentence for the operator."""


async def check_server(dsn: str, setting: str = "DATABASE_URL") -> None:
    """Connect once; raises `DatabaseUnusable` when that fails or the server lacks what we need."""
    where = _without_password(dsn)
    try:
        conn = await asyncpg.connect(dsn, timeout=_CONNECT_SECONDS)
    except TimeoutError:
        raise DatabaseUnusable(f"{setting} ({where}): no answer within {_CONNECT_SECONDS} seconds") from None
    except (OSError, asyncpg.PostgresError, asyncpg.InterfaceError, ValueError) as error:
        raise DatabaseUnusable(f"{setting} ({where}) cannot be reached: {_one_line(error)}") from error
    try:
        major = conn.get_server_version().major
        if major < OLDEST_MAJOR:
            raise DatabaseUnusable(
                f"{setting} ({where}) is PostgreSQL {major}; {OLDEST_MAJOR} or newer is needed"
            )
        if not await conn.fetchval(queries("admin")["vector_available"]):
            raise DatabaseUnusable(
                f"{setting} ({where}) has no extension `vector`: install pgvector on that server "
                "(Debian: postgresql-NN-pgvector)"
            )
    finally:
        await conn.close()


async def is_empty(dsn: str) -> bool:
    """Whether nobody has an account yet."""
    conn = await asyncpg.connect(dsn, timeout=_CONNECT_SECONDS)
    try:
        anybody: bool = await conn.fetchval(queries("probe")["anybody"])
        return not anybody
    finally:
        await conn.close()


async def server_facts(dsn: str) -> dict[str, str]:
    """Version, extension and size, for `shoutou doctor`."""
    conn = await asyncpg.connect(dsn, timeout=_CONNECT_SECONDS)
    try:
        row = await conn.fetchrow(queries("probe")["facts"])
    finally:
        await conn.close()
    return {name: str(value) for name, value in row.items()}


@dataclass(frozen=True, slots=True)
class Standing:
    """How the work goes, for `shoutou doctor`; the look over the ledger is None where there was none yet."""

    n_failed: int
    failed: str | None
    job_waits_seconds: int
    mail_waits_seconds: int
    n_mails_given_up: int
    looked_over_at: datetime | None
    n_entries: int | None
    n_findings: int | None


async def standing(dsn: str) -> Standing:
    """What failed, what waits, and when the ledger was looked over last; the database is migrated."""
    conn = await asyncpg.connect(dsn, timeout=_CONNECT_SECONDS)
    try:
        row = await conn.fetchrow(queries("probe")["standing"])
    finally:
        await conn.close()
    return Standing(**dict(row))


def user_of(dsn: str) -> str | None:
    """The role that an address signs in as, where it says so."""
    return urlsplit(dsn).username


def sentence_for(error: BaseException) -> str | None:
    """What an operator can do about a server's refusal, or None when it is not theirs to mend."""
    said = _REFUSALS.get(getattr(error, "sqlstate", None) or "")
    return None if said is None else f"{said} ({_one_line(error)})"


def is_outage(error: BaseException) -> bool:
    """Whether the database was away, rather than something being wrong with what we asked of it."""
    if isinstance(error, OSError | TimeoutError | asyncpg.PostgresConnectionError):
        return True
    # 57P..: shutting down, crashed, starting up. An interface error: the connection went away under us.
    state = getattr(error, "sqlstate", None) or ""
    return state.startswith("57P") or isinstance(error, asyncpg.InterfaceError)


def _without_password(dsn: str) -> str:
    parts = urlsplit(dsn)
    host = parts.hostname or "local socket"
    return f"{host}:{parts.port}{parts.path}" if parts.port else f"{host}{parts.path}"


def _one_line(error: BaseException) -> str:
    text = str(error).strip().splitlines()
    return text[0] if text else type(error).__name__
