"""The connection pool and the two kinds of block: `transaction()` writes, `read()` only reads."""

from __future__ import annotations

import functools
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import TypeAlias

import asyncpg
from pgvector.asyncpg import register_vector

from models.errors import translated

Connection: TypeAlias = asyncpg.Connection | asyncpg.pool.PoolConnectionProxy


async def _prepare(conn: asyncpg.Connection) -> None:
    await register_vector(conn)
    await conn.set_type_codec(
        "jsonb",
        schema="pg_catalog",
        encoder=functools.partial(json.dumps, ensure_ascii=False),
        decoder=json.loads,
        format="text",
    )


async def _nothing_to_reset(_: asyncpg.Connection) -> None:
    """Blocks end what they begin; what they set, and their locks, are those of one transaction.

    So a connection goes back as it came, without a question to the server; one that is in the middle of a
    transaction is still rolled back by the pool.
    """


class Database:
    """One pool, or in tests one connection; every use case runs inside one of its blocks."""

    def __init__(self, pool: asyncpg.Pool | None, bound: Connection | None = None) -> None:
        self._pool = pool
        self._bound = bound

    @classmethod
    async def connect(cls, dsn: str, *, min_size: int = 1, max_size: int = 10) -> Database:
        """Open a pool; raises what asyncpg raises when the server cannot be reached."""
        pool = await asyncpg.create_pool(
            dsn,
            min_size=min_size,
            max_size=max_size,
            init=_prepare,
            reset=_nothing_to_reset,
            command_timeout=60,
        )
        return cls(pool)

    @classmethod
    def bound_to(cls, conn: Connection) -> Database:
        """For rollback tests: every block is a savepoint on this one connection."""
        return cls(None, conn)

    @staticmethod
    async def open_connection(dsn: str) -> asyncpg.Connection:
        """One connection with the same codecs as the pool's, for tests and commands."""
        conn: asyncpg.Connection = await asyncpg.connect(dsn)
        await _prepare(conn)
        return conn

    async def close(self) -> None:
        """Close the pool, waiting for running blocks."""
        if self._pool is not None:
            await self._pool.close()

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[Connection]:
        """One use case, all or nothing; named constraints leave as domain errors."""
        async with self._connection() as conn:
            with translated():
                async with conn.transaction():
                    yield conn

    @asynccontextmanager
    async def read(self) -> AsyncIterator[Connection]:
        """A read-only look at one instant of the database."""
        async with self._connection() as conn:
            if self._bound is not None:
                # asyncpg refuses a nested block with another isolation level.
                async with conn.transaction():
                    yield conn
            else:
                async with conn.transaction(isolation="repeatable_read", readonly=True):
                    yield conn

    @asynccontextmanager
    async def glance(self) -> AsyncIterator[Connection]:
        """For single statements: each sees one instant, and is a transaction by itself."""
        async with self._connection() as conn:
            yield conn

    async def alive(self) -> bool:
        """Ask the database one question."""
        try:
            async with self._connection() as conn:
                return bool(await conn.fetchval("select true", timeout=3))
        except (OSError, TimeoutError, asyncpg.PostgresError, asyncpg.InterfaceError):
            return False

    @asynccontextmanager
    async def _connection(self) -> AsyncIterator[Connection]:
        if self._bound is not None:
            yield self._bound
            return
        if self._pool is None:
            message = "the database is closed"
            raise RuntimeError(message)
        async with self._pool.acquire() as conn:
            yield conn
