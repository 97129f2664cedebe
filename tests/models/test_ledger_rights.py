"""The database itself keeps the ledger: every table × every verb, as the application and as the owner."""

from __future__ import annotations

import asyncpg
import pytest

from models.migrate import APPEND_ONLY, STAMPED_ONCE
from tests.conftest import rolled_back
from tests.world import NOW
from web.services.ledger_content import PARTS

pytestmark = pytest.mark.anyio

# What holds the ledger: every table that is sealed, and what seals it.
WHOLE = sorted(
    {part.table for parts in PARTS.values() for part in parts} - STAMPED_ONCE.keys()
    | {"evidence_claim", "funding_counter", "ledger_entry", "ledger_head", "ledger_check"}
)
STAMPED = sorted(STAMPED_ONCE)
VERBS = ("update", "delete", "truncate")


async def statement(conn, verb, table):
    if verb == "delete":
        return f"delete from {table}"
    if verb == "truncate":
        return f"truncate {table} cascade"
    column = await conn.fetchval(
        "select attname from pg_attribute where attrelid = $1::text::regclass and attnum > 0"
        " and not attisdropped and attidentity = '' and attgenerated = '' order by attnum desc limit 1",
        table,
    )
    return f"update {table} set {column} = {column}"


async def refused(conn, text, error):
    savepoint = conn.transaction()
    await savepoint.start()
    with pytest.raises(error):
        await conn.execute(text)
    await savepoint.rollback()


def test_every_sealed_table_is_among_those_that_are_only_added_to() -> None:
    assert set(WHOLE) - set(APPEND_ONLY) == set()


@pytest.mark.parametrize("table", WHOLE)
async def test_ledger_is_changed_neither_by_the_application_nor_by_the_owner(
    connections, world_conn, built_world, table
) -> None:
    async with rolled_back(connections, built_world[0].replace("shoutou_app@", "postgres@")) as owner:
        for verb in VERBS:
            text = await statement(world_conn, verb, table)
            await refused(world_conn, text, asyncpg.InsufficientPrivilegeError)
            await refused(owner, text, asyncpg.RestrictViolationError)


@pytest.mark.parametrize("table", STAMPED)
async def test_stamp_is_the_only_thing_that_changes(connections, world_conn, built_world, table) -> None:
    columns = await world_conn.fetch(
        "select attname from pg_attribute where attrelid = $1::text::regclass and attnum > 0"
        " and not attisdropped and attidentity = ''",
        table,
    )
    async with rolled_back(connections, built_world[0].replace("shoutou_app@", "postgres@")) as owner:
        for verb in ("delete", "truncate"):
            text = await statement(world_conn, verb, table)
            await refused(world_conn, text, asyncpg.InsufficientPrivilegeError)
            await refused(owner, text, asyncpg.RestrictViolationError)
    for name in {row["attname"] for row in columns} - set(STAMPED_ONCE[table]):
        await refused(world_conn, f"update {table} set {name} = {name}", asyncpg.InsufficientPrivilegeError)


@pytest.mark.parametrize(
    ("table", "row", "stamp", "again"),
    [
        (
            "sealed_person",
            (
                "insert into sealed_person (commitment, person_id, identity, salt, sealed_at)"
                " values (repeat('a', 64), (select min(id) from person), '{}', decode(repeat('00', 32), 'hex'), $1)"
            ),
            "identity = null, salt = null, erased_at = sealed_at",
            "identity = '{}', salt = decode(repeat('00', 32), 'hex'), erased_at = null",
        ),
        (
            "sealed_text",
            (
                "insert into sealed_text (commitment, salt, sealed_at)"
                " values (repeat('a', 64), decode(repeat('00', 32), 'hex'), $1)"
            ),
            "salt = null, erased_at = sealed_at",
            "salt = decode(repeat('00', 32), 'hex'), erased_at = null",
        ),
    ],
)
async def test_commitment_is_erased_once_and_never_given_back(world_conn, table, row, stamp, again) -> None:
    await world_conn.execute(row, NOW)
    mine = "where commitment = repeat('a', 64)"
    await refused(
        world_conn,
        f"update {table} set salt = decode(repeat('01', 32), 'hex') {mine}",
        asyncpg.RestrictViolationError,
    )

    await world_conn.execute(f"update {table} set {stamp} {mine}")

    await refused(world_conn, f"update {table} set {again} {mine}", asyncpg.RestrictViolationError)


async def test_application_owns_nothing_and_cannot_step_aside(world_conn) -> None:
    owned = await world_conn.fetchval("select count(*) from pg_class where relowner = current_user::regrole")
    role = await world_conn.fetchrow(
        "select rolsuper, rolcreaterole, rolcreatedb, rolbypassrls from pg_roles where rolname = current_user"
    )
    member = await world_conn.fetchval(
        "select count(*) from pg_auth_members where member = current_user::regrole"
    )

    assert (owned, tuple(role), member) == (0, (False, False, False, False), 0)
    for text in (
        "alter table funding_record disable trigger all",
        "drop trigger ledger_entry_append_only on ledger_entry",
        "set session_replication_role = replica",
        "drop table ledger_entry",
        "create or replace function refuse_change() returns trigger language plpgsql as $$ begin return new; end $$",
        "create table public.elsewhere (x int)",
    ):
        await refused(world_conn, text, asyncpg.InsufficientPrivilegeError)


async def test_chain_has_no_forks_even_past_the_services(world_conn) -> None:
    last = await world_conn.fetchrow("select * from ledger_entry order by seq desc limit 1")
    add = (
        "insert into ledger_entry (seq, subject, subject_id, content, content_hash, evidence_hash, previous_hash,"
        " hash, sealed_at) values ($1, 'record', $2, '{}', repeat('a', 64), repeat('a', 64), $3, $4, $5)"
    )
    previous = last["hash"] if last else "0" * 64
    seq = last["seq"] if last else 0
    await world_conn.execute(add, seq + 1, 900_001, previous, "b" * 64, NOW)

    savepoint = world_conn.transaction()
    await savepoint.start()
    with pytest.raises(asyncpg.UniqueViolationError, match="ledger_entry_previous_key"):
        await world_conn.execute(add, seq + 2, 900_002, previous, "c" * 64, NOW)
    await savepoint.rollback()
