"""Alembic's environment: one advisory lock, short lock waits, and a server reached through asyncpg."""

import asyncio

import asyncpg
from alembic import context
from sqlalchemy import text
from sqlalchemy.engine import Connection
from sqlalchemy.ext.asyncio import create_async_engine
from sqlalchemy.pool import NullPool

# Any fixed number will do; it only has to be the same for everybody who migrates.
_ADVISORY_LOCK = 5_150_515


def _run(connection: Connection) -> None:
    context.configure(connection=connection, target_metadata=None, transaction_per_migration=True)
    connection.execute(text("set lock_timeout = '10s'"))
    connection.execute(text("set statement_timeout = '15min'"))
    connection.execute(text(f"select pg_advisory_lock({_ADVISORY_LOCK})"))
    connection.commit()
    with context.begin_transaction():
        context.run_migrations()
    connection.execute(text(f"select pg_advisory_unlock({_ADVISORY_LOCK})"))
    connection.commit()


async def _online() -> None:
    dsn: str = context.config.attributes["dsn"]
    engine = create_async_engine(
        "postgresql+asyncpg://", async_creator=lambda *_, **__: asyncpg.connect(dsn), poolclass=NullPool
    )
    async with engine.connect() as connection:
        await connection.run_sync(_run)
    await engine.dispose()


if context.is_offline_mode():
    context.configure(url="postgresql+asyncpg://", literal_binds=True)
    with context.begin_transaction():
        context.run_migrations()
else:
    asyncio.run(_online())
