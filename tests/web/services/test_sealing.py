"""Entries follow one another without forks, hold no names, and seal every column that counts."""

from __future__ import annotations

import asyncio
import hashlib
import json
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal

import asyncpg
import pytest

from models.db import Database
from models.entities.chain import Subject
from models.repositories.chain import ChainRepository
from tests.world import NOW, insert
from web.services.canonical import GENESIS, canonical, entry_hash, evidence_hash, instant, plain, sha256
from web.services.ledger_content import PARTS
from web.services.sealing import NothingToSeal, seal, seal_what_was_before

pytestmark = pytest.mark.anyio


async def certificate(conn, world, definition):
    return await insert(
        conn,
        "first_certificate",
        company_id=world.org["qian"],
        kind="loan",
        definition=definition,
        record_id=world.record["chen_qian"],
        issued_at=NOW,
        **(await extra(conn)),
    )


async def extra(conn):
    """Columns that a certificate has to fill."""
    has = await conn.fetchval(
        "select exists (select from information_schema.columns"
        " where table_name = 'first_certificate' and column_name = 'effective_on')"
    )
    return {"effective_on": date(2026, 5, 8)} if has else {}


async def confirmed(conn, world, key="wang_lin", comment="已到账,林收。"):
    """The other side of a record of the world says yes, straight in the tables."""
    await insert(
        conn,
        "funding_step",
        record_id=world.record[key],
        step="confirmed_by_company",
        person_id=world.person["lin"],
        body_id=world.org["lin"],
        comment=comment,
        lang="zh",
        taken_at=NOW,
    )
    return world.record[key]


async def test_entry_holds_what_the_rows_say_and_nobody_s_name(world_conn, world, clock) -> None:
    record = await confirmed(world_conn, world)

    entry = await seal(world_conn, clock, "record", record)

    content = json.loads(entry.content)
    assert content["record"]["amount"] == 50_000_000
    assert content["record"]["value_on"] == "2026-05-08"
    assert [s["step"] for s in content["steps"]] == ["confirmed_by_provider", "confirmed_by_company"]
    assert [e["sha256"] for e in content["evidence"]] == [hashlib.sha256(b"%PDF-1.4 a slip").hexdigest()]
    for word in ("Lin", "Wang", "lin@", "wang@", "王天使", "到账", "slip.pdf"):
        assert word not in entry.content
    assert canonical(content) == entry.content


async def test_person_is_committed_to_once_and_anew_after_a_change_of_name(world_conn, world, clock) -> None:
    async def commitments(record):
        entry = await ChainRepository(world_conn).entry_of(Subject.RECORD, record)
        assert entry is not None
        return {s["step"]: s["person_id"] for s in json.loads(entry.content)["steps"]}

    first = await confirmed(world_conn, world)
    await seal(world_conn, clock, "record", first)
    await world_conn.execute("update person set name = '王五' where id = $1", world.person["wang"])
    second = await confirmed_copy(world_conn, world)
    await seal(world_conn, clock, "record", second)

    before, after = await commitments(first), await commitments(second)
    assert before["confirmed_by_company"] == after["confirmed_by_company"]
    assert before["confirmed_by_provider"] != after["confirmed_by_provider"]


async def confirmed_copy(conn, world):
    """A second record of wang and lin, confirmed by both."""
    record = await insert(
        conn,
        "funding_record",
        idempotency_key="copy",
        company_id=world.org["lin"],
        provider_id=world.org["wang"],
        kind="investment",
        instrument="priced_equity",
        amount=1_000_000,
        currency="CNY",
        value_on=date(2026, 5, 9),
        lang="zh",
        proposed_by=world.person["wang"],
        proposed_side="provider",
        proposed_body_id=world.org["wang"],
        proposed_at=NOW,
    )
    for side, who in (("provider", "wang"), ("company", "lin")):
        await insert(
            conn,
            "funding_step",
            record_id=record,
            step=f"confirmed_by_{side}",
            person_id=world.person[who],
            body_id=world.org[who],
            lang="zh",
            taken_at=NOW,
        )
    return record


async def test_each_entry_follows_the_one_before(world_conn, world, clock) -> None:
    tip = await ChainRepository(world_conn).tip()
    one = await seal(world_conn, clock, "record", await confirmed(world_conn, world))
    two = await seal(world_conn, clock, "certificate", await certificate(world_conn, world, "mine"))

    assert one.previous_hash == (GENESIS if tip is None else tip.hash)
    assert (two.seq, two.previous_hash) == (one.seq + 1, one.hash)
    assert two.hash == entry_hash(
        seq=two.seq,
        previous_hash=one.hash,
        subject="certificate",
        subject_id=two.subject_id,
        content_hash=sha256(two.content),
        evidence_hash=evidence_hash([]),
        sealed_at=two.sealed_at,
    )


async def test_nothing_is_sealed_twice_and_nothing_that_is_not_there(world_conn, world, clock) -> None:
    record = await confirmed(world_conn, world)
    await seal(world_conn, clock, "record", record)

    with pytest.raises(asyncpg.UniqueViolationError, match="ledger_entry_subject_key"):
        async with world_conn.transaction():
            await seal(world_conn, clock, "record", record)
    with pytest.raises(NothingToSeal):
        await seal(world_conn, clock, "record", 999_999)


async def test_sealing_at_once_makes_one_line(cloned_world_db: Database, world, clock) -> None:
    async with cloned_world_db.transaction() as conn:
        found = [await certificate(conn, world, f"def-{i}") for i in range(40)]

    async def one(certificate_id):
        async with cloned_world_db.transaction() as conn:
            await seal(conn, clock, "certificate", certificate_id)

    await asyncio.gather(*(one(c) for c in found))

    async with cloned_world_db.read() as conn:
        entries = await ChainRepository(conn).entries_after(0, 1000)
    assert [e.seq for e in entries] == list(range(1, len(entries) + 1))
    assert [e.previous_hash for e in entries] == [GENESIS, *(e.hash for e in entries[:-1])]
    assert {e.subject_id for e in entries if e.subject is Subject.CERTIFICATE} >= set(found)


async def test_chain_begins_once_with_what_was_confirmed_before(
    conn, db, world_conn, world_db, world, clock
) -> None:
    assert await seal_what_was_before(db, clock) == 0
    assert not await ChainRepository(conn).has_begun()

    # The world was written past the services, and sealed at its end.
    assert await ChainRepository(world_conn).has_begun()
    assert await ChainRepository(world_conn).unsealed() == []
    await confirmed(world_conn, world)
    assert await seal_what_was_before(world_db, clock) == 0
    assert len(await ChainRepository(world_conn).unsealed()) == 1


async def test_clock_set_back_does_not_set_the_chain_back(world_conn, world, clock) -> None:
    one = await seal(world_conn, clock, "record", await confirmed(world_conn, world))
    clock.instant -= timedelta(hours=1)

    two = await seal(world_conn, clock, "certificate", await certificate(world_conn, world, "mine"))

    assert two.sealed_at == one.sealed_at


def test_canonical_form_is_what_the_document_says() -> None:
    noon = datetime(2026, 5, 15, 10, 0, 0, 1, tzinfo=timezone(timedelta(hours=8)))

    assert instant(noon) == "2026-05-15T02:00:00.000001Z"
    assert instant(datetime(2026, 1, 1, tzinfo=UTC)) == "2026-01-01T00:00:00.000000Z"
    assert canonical(plain({"b": [noon, date(2026, 5, 15)], "a": Decimal("7.10"), "é": None})) == (
        '{"a":"7.10","b":["2026-05-15T02:00:00.000001Z","2026-05-15"],"é":null}'
    )
    with pytest.raises(TypeError, match="object has no canonical form"):
        plain(object())


# Columns of text that say a word of a closed list, a number or a name of a body: sealed as they are.
WORDS = {
    "funding_record": (
        "idempotency_key kind instrument product currency district founder_category lang proposed_side"
        " space_name cny_rate_source"
    ),
    "funding_step": "step lang",
    "funding_evidence": "kind sha256 evidence_type",
    "first_certificate": "kind definition revoked_because number",
    "funding_movement": "movement stated_side idempotency_key lang",
    "funding_movement_step": "step lang",
    "first_elsewhere": "kind lang declared_side",
    "company_succession": "kind lang",
    "first_fact": "fact value lang stated_side",
    "first_evidence": "sha256",
    "first_withdrawal": "lang",
}


@pytest.mark.parametrize("table", sorted({part.table for parts in PARTS.values() for part in parts}))
async def test_every_column_is_sealed_as_what_it_is(conn, table) -> None:
    """A new column of a sealed table fails here until somebody says whether it is personal."""
    parts = [part for parts in PARTS.values() for part in parts if part.table == table]
    texts = await conn.fetch(
        "select column_name from information_schema.columns where table_name = $1 and data_type = 'text'",
        table,
    )
    people = await conn.fetch(
        "select a.attname from pg_constraint c join pg_attribute a on a.attrelid = c.conrelid and a.attnum = any(c.conkey)"
        " where c.conrelid = $1::text::regclass and c.confrelid = 'person'::regclass and c.contype = 'f'",
        table,
    )
    named = {
        name for part in parts for party in part.parties for name in (party.name_column, party.uscc_column)
    }

    for part in parts:
        if part.query == "revocations":
            continue
        assert {row["attname"] for row in people} == set(part.persons)
        assert {row["column_name"] for row in texts} - part.texts - named == set(WORDS[table].split())
