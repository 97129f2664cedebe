"""Many confirmations of one company's firsts at once, over real connections, give exactly one each.

With the full budget twenty rounds of two hundred; the same race without the unique index gives several,
which shows that the index decides and that this test can fail.
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import asyncpg
import pytest

from models.db import Database
from models.entities.firsts import Fact, NewFact
from models.errors import DomainError
from tests.conftest import FixedClock, client_for
from tests.web.services.first_stories import FIRST_DAY, falling_days, in_force, waiting
from tests.web.signed_in import viewer_of
from tests.world import NOW, World
from web.services.first_statements import state_fact
from web.services.funding_answers import confirm_record

pytestmark = pytest.mark.anyio

SOAK = bool(os.environ.get("SOAK"))
ROUNDS, AT_ONCE = (20, 200) if SOAK else (1, 60)


@asynccontextmanager
async def many_connections(dsn: str, n: int) -> AsyncIterator[Database]:
    db = await Database.connect(dsn, min_size=n, max_size=n)
    try:
        yield db
    finally:
        await db.close()


async def unrelated(db, clock, files, world: World, record_id) -> None:
    """Wang says that he is not related to the founders; it speaks for all his records of the company."""
    wang = await viewer_of(db, clock, "wang")
    new = NewFact(Fact.RELATION, "unrelated", NOW.date(), record_id, "", "zh")
    await state_fact(db, clock, files, viewer=wang, company_id=world.org["lin"], new=new)


async def all_at_once(
    dsn: str, db: Database, clock: FixedClock, world: World, records: list[int]
) -> list[Any]:
    """Confirm all at the same moment: they wait at the company until every one of them is there."""
    lin = await viewer_of(db, clock, "lin")
    gate = await asyncpg.connect(dsn)
    hold = gate.transaction()
    await hold.start()
    await gate.execute("select from organisation where id = $1 for no key update", world.org["lin"])
    tasks = [
        asyncio.create_task(confirm_record(db, clock, viewer=lin, record_id=r, side="company"))
        for r in records
    ]
    while await gate.fetchval(
        "select count(*) from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'"
    ) < len(records):
        await gate.execute("select pg_stat_clear_snapshot()")
        await asyncio.sleep(0.02)
    await hold.rollback()
    await gate.close()
    return await asyncio.gather(*tasks, return_exceptions=True)


async def deadlocks(db: Database) -> int:
    async with db.read() as conn:
        found: int = await conn.fetchval(
            "select deadlocks from pg_stat_database where datname = current_database()"
        )
    return found


@pytest.mark.parametrize("number", range(ROUNDS))
async def test_confirmations_at_once_issue_one_certificate_each(
    cloned_world_dsn, clock, world, files, number
) -> None:
    async with many_connections(cloned_world_dsn, AT_ONCE) as db:
        async with db.transaction() as conn:
            records = await waiting(conn, world, world.org["lin"], *falling_days(AT_ONCE))
        await unrelated(db, clock, files, world, records[0])
        before = await deadlocks(db)

        answers = await all_at_once(cloned_world_dsn, db, clock, world, records)

        assert answers == ["confirmed"] * AT_ONCE
        found = await in_force(db, world.org["lin"])
        assert found["investment", "ledger-1"] == [records[-1]]
        assert found["investment", "unrelated-1"] == [records[-1]]
        assert ("investment", "institutions-only-1") not in found
        assert await deadlocks(db) == before
        async with db.read() as conn:
            # Whatever was issued on the way was revoked by exactly one that took over.
            assert await conn.fetchval(
                "select count(*) = count(l.id) from first_certificate f "
                "left join first_certificate l on l.supersedes_id = f.id "
                "where f.company_id = $1 and f.kind = 'investment' and f.revoked_at is not null",
                world.org["lin"],
            )


async def test_without_the_unique_index_the_same_race_issues_several(cloned_world_dsn, clock, world) -> None:
    owner = await asyncpg.connect(cloned_world_dsn.replace("shoutou_app@", "postgres@"))
    await owner.execute("drop index first_certificate_in_force")
    await owner.close()
    async with many_connections(cloned_world_dsn, 24) as db:
        async with db.transaction() as conn:
            records = await waiting(conn, world, world.org["lin"], *falling_days(24))

        await all_at_once(cloned_world_dsn, db, clock, world, records)

        assert len((await in_force(db, world.org["lin"]))["investment", "ledger-1"]) > 1


async def test_doubt_that_arrives_with_the_rest_leaves_none_certified(
    cloned_world_dsn, clock, world, files
) -> None:
    """The earliest money is of a provider of whom nobody has said whether he is related."""
    async with many_connections(cloned_world_dsn, 16) as db:
        async with db.transaction() as conn:
            known = await waiting(conn, world, world.org["lin"], *falling_days(12)[:-4])
            doubtful = await waiting(conn, world, world.org["lin"], *falling_days(12)[-4:], provider="wu")
        await unrelated(db, clock, files, world, known[0])

        answers = await all_at_once(
            cloned_world_dsn, db, clock, world, [*doubtful[:2], *known, *doubtful[2:]]
        )

        assert answers == ["confirmed"] * 12
        found = await in_force(db, world.org["lin"])
        assert found["investment", "ledger-1"] == [doubtful[-1]]
        assert ("investment", "unrelated-1") not in found


async def test_confirmations_over_http_answer_plainly(
    cloned_world_dsn, clock, world, files, settings
) -> None:
    n = 60 if SOAK else 12
    async with many_connections(cloned_world_dsn, 24) as db:
        async with db.transaction() as conn:
            records = await waiting(conn, world, world.org["lin"], *falling_days(n))
        async with client_for(settings, db, clock, files) as client:
            client.sign_in("lin")

            # Everybody presses twice.
            answers = await asyncio.gather(
                *(
                    client.post(f"/funding/{record}/confirm", data={"side": "company"})
                    for record in records
                    for _ in range(2)
                )
            )

        statuses = [a.status_code for a in answers]
        assert set(statuses) <= {303, 409}
        assert statuses.count(303) >= n
        assert (await in_force(db, world.org["lin"]))["investment", "ledger-1"] == [records[-1]]
        async with db.read() as conn:
            first = await conn.fetchval("select min(value_on) from funding_record where kind = 'investment'")
        assert first == FIRST_DAY


async def test_refusals_in_the_race_are_of_the_domain(cloned_world_dsn, clock, world) -> None:
    """Two people of the company confirm one record, and a third disputes it."""
    from web.services.funding_answers import dispute_record

    async with many_connections(cloned_world_dsn, 8) as db:
        async with db.transaction() as conn:
            (record,) = await waiting(conn, world, world.org["lin"], FIRST_DAY)
        lin = await viewer_of(db, clock, "lin")

        answers = await asyncio.gather(
            *(confirm_record(db, clock, viewer=lin, record_id=record, side="company") for _ in range(3)),
            dispute_record(db, clock, viewer=lin, record_id=record, side="company", comment="金额不对"),
            return_exceptions=True,
        )

        done = [a for a in answers if not isinstance(a, BaseException)]
        assert len(done) == 1
        assert all(isinstance(a, DomainError) for a in answers if isinstance(a, BaseException))
