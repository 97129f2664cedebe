"""Indexes on vectors, made where there are so many that looking at each takes too long."""

from __future__ import annotations

from collections.abc import Callable

import asyncpg

from models.rows import queries


async def keep_indexes(owner_dsn: str, *, above: int, say: Callable[[str], None]) -> int:
    """Make the index of each text model with more pitches than `above`; returns how many were made.

    Broken ones and those of models that rest are dropped. Nobody waits meanwhile: it is done concurrently,
    which no transaction allows, so this connection has none.
    """
    sql = queries("nearest")
    conn = await asyncpg.connect(owner_dsn)
    try:
        for row in await conn.fetch(sql["vector_indexes"]):
            if not (row["is_valid"] and row["is_wanted"]):
                say(f"dropping {row['name']}")
                await conn.execute(await conn.fetchval(sql["drop_index_statement"], row["name"]))
        before = {row["name"] for row in await conn.fetch(sql["vector_indexes"])}
        await conn.execute(sql["more_memory"])
        # The statements name indexes, lengths and models, which cannot be bound; the server quotes them.
        for row in await conn.fetch(sql["vector_index_statements"], above):
            await conn.execute(row["statement"])
        made = {row["name"] for row in await conn.fetch(sql["vector_indexes"])} - before
        return len(made)
    finally:
        await conn.close()
