"""The world with its lists grown threefold: each row of most tables copied, whatever the table is.

Pages are asked for in the world and in the grown one, and must ask the database equally often
(`tests/web/test_page_queries.py`). Copying by the catalogue needs no line for a new table.
"""

from __future__ import annotations

from collections import defaultdict
from typing import Any

# What each pass leaves as it is: everything else is copied, and hangs on the copies where it hung on the originals.
# First all that hangs on an event is doubled within the event, then all that hangs on people within their hands,
# at last the whole city with its people.
PEOPLE = {"person", "person_role", "session", "organisation", "organisation_kind", "membership"}
PASSES = (PEOPLE | {"event"}, PEOPLE, {"session"})
# Counted by the feed or by the chain itself: a copy would be a forgery.
NEVER = {"alembic_version", "match_change", "match_change_forgotten", "ledger_entry"}
STEP = 10_000_000

_TABLES = """
select c.oid::regclass::text as name,
    array_agg(a.attname order by a.attnum) as columns
from pg_class c join pg_attribute a on a.attrelid = c.oid
where c.relkind = 'r' and c.relnamespace = 'public'::regnamespace
    and a.attnum > 0 and not a.attisdropped and a.attgenerated = ''
group by c.oid order by c.oid
"""
_KEYS = """
select con.conrelid::regclass::text as name, a.attname as column, con.confrelid::regclass::text as target
from pg_constraint con
join unnest(con.conkey, con.confkey) as k(mine, theirs) on true
join pg_attribute a on a.attrelid = con.conrelid and a.attnum = k.mine
join pg_attribute t on t.attrelid = con.confrelid and t.attnum = k.theirs
where con.contype = 'f' and t.attname = 'id'
"""
_IDS = """
select c.oid::regclass::text from pg_class c join pg_attribute a on a.attrelid = c.oid
where c.relkind = 'r' and c.relnamespace = 'public'::regnamespace
    and a.attname = 'id' and a.atttypid = 'int8'::regtype
"""
# What would refuse a copy because it equals the original. "The one of these that is in force" (an index with a
# condition) stays: queries rely on it.
_UNIQUE = """
select format('alter table %s drop constraint %I cascade', conrelid::regclass, conname)
from pg_constraint where contype in ('u', 'x') and connamespace = 'public'::regnamespace
union all
select format('drop index %s', indexrelid::regclass)
from pg_index join pg_class c on c.oid = indrelid
where indisunique and not indisprimary and indpred is null and c.relnamespace = 'public'::regnamespace
    and not exists (select from pg_constraint where conindid = indexrelid)
"""


async def grow(conn: Any) -> None:
    """Copy the world three times; needs the owner's rights, since triggers and foreign keys rest meanwhile."""
    await conn.execute("set session_replication_role = replica")
    keys = await conn.fetch(_KEYS)
    for statement in await conn.fetch(_UNIQUE):
        await conn.execute(statement[0])
    for number, kept in enumerate(PASSES, start=1):
        await _copy(conn, kept | NEVER, STEP * number, keys)
        await _drop_loose(conn, keys)
    await conn.execute("set session_replication_role = default")


async def _copy(conn: Any, kept: set[str], offset: int, keys: list[Any]) -> None:
    with_id = {r[0] for r in await conn.fetch(_IDS)}
    moved: dict[str, set[str]] = defaultdict(set)
    for key in keys:
        if key["target"] not in kept:
            moved[key["name"]].add(key["column"])
    for table in await conn.fetch(_TABLES):
        name = table["name"]
        if name in kept or name.startswith("pgqueuer"):
            continue
        own = {"id"} if name in with_id else set()
        if not own | moved[name]:
            continue
        columns = ", ".join(table["columns"])
        values = ", ".join(f"{c} + {offset}" if c in own | moved[name] else c for c in table["columns"])
        await conn.execute(
            f"insert into {name} ({columns}) overriding system value"
            f" select {values} from {name} where true on conflict do nothing"
        )


async def _drop_loose(conn: Any, keys: list[Any]) -> None:
    """Take away copies that hang on something that could not be copied, and what hangs on them."""
    dropped = 1
    while dropped:
        dropped = 0
        for key in keys:
            done = await conn.execute(
                f"delete from {key['name']} where {key['column']} >= {STEP}"
                f" and {key['column']} not in (select id from {key['target']})"
            )
            dropped += int(done.split()[1])
