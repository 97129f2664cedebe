"""Who leaves takes their name along; the money stays, the chain holds, and nobody can find the name again."""

from __future__ import annotations

import asyncio

import pytest

from models.db import Database
from models.errors import Conflict, NotAllowed, NotFound
from tests.conftest import rolled_back
from tests.personas import email
from tests.web.services.chain_stories import a_confirmed_loan
from tests.web.signed_in import viewer_of
from tests.world import FILES
from web.services.canonical import commitment
from web.services.forgetting import forget_person
from web.services.sealing import seal
from web.services.verifying import verify_ledger
from web.site_key import site_key

pytestmark = pytest.mark.anyio

# The tables whose rows cannot be changed, and those of who signed in them.
LEDGER = (
    "funding_record",
    "funding_step",
    "funding_evidence",
    "funding_movement",
    "funding_movement_step",
    "first_certificate",
    "first_elsewhere",
    "company_succession",
    "first_fact",
    "ledger_entry",
    "sealed_person",
    "sealed_text",
    "organisation_past",
    "person",
    "organisation",
)


class Story:
    def __init__(self, conn, files, world, clock):
        self.conn, self.files, self.world, self.clock = conn, files, world, clock
        self.db = Database.bound_to(conn)


@pytest.fixture
async def story(connections, built_world, files, world, clock):
    for content in FILES:
        files.put(content)
    async with rolled_back(connections, built_world[0]) as conn:
        made = Story(conn, files, world, clock)
        await a_confirmed_loan(made)
        yield made


async def holds(story, settings):
    keys = [site_key(settings.data_dir).public]
    return await verify_ledger(story.db, story.clock, story.files, keys=keys)


async def rows_with(conn, word):
    """Where a word stands in the ledger, in any column."""
    asked = "select exists (select from {} t where t::text like '%' || $1 || '%')"
    return [table for table in LEDGER if await conn.fetchval(asked.format(table), word)]


async def test_name_is_gone_from_the_ledger_and_the_chain_holds(story, world, clock, settings) -> None:
    gao = await viewer_of(story.db, clock, "gao")
    chen = world.person["chen"]
    await story.conn.execute("update person set name = '陈信贷' where id = $1", chen)
    await story.conn.execute(
        "insert into sealed_person (commitment, person_id, identity, salt, sealed_at)"
        " values (repeat('c', 64), $1, '陈信贷', decode(repeat('00', 32), 'hex'), $2)",
        chen,
        clock.now(),
    )
    before = await story.conn.fetch(
        "select commitment, identity, salt from sealed_person where person_id = $1 and commitment <> repeat('c', 64)",
        chen,
    )
    assert before

    await forget_person(story.db, clock, viewer=gao, person_id=chen)

    assert await rows_with(story.conn, "陈信贷") == []
    assert await rows_with(story.conn, email("chen")) == []
    after = await story.conn.fetch("select identity, salt from sealed_person where person_id = $1", chen)
    assert {tuple(row) for row in after} == {(None, None)}
    verdict = await holds(story, settings)
    assert verdict.findings == []
    # Without the salt the right name is as good as any other.
    for row in before:
        assert commitment(row["salt"], row["identity"]) == row["commitment"]
        assert commitment(b"", row["identity"]) != row["commitment"]
        assert commitment(b"\0" * 32, row["identity"]) != row["commitment"]


async def test_money_and_other_people_stay(story, world, clock) -> None:
    gao = await viewer_of(story.db, clock, "gao")
    record = await story.conn.fetchrow("select * from funding_record where id = $1", story.loan)
    others = await story.conn.fetch(
        "select * from sealed_person where person_id <> $1 order by commitment", world.person["chen"]
    )

    await forget_person(story.db, clock, viewer=gao, person_id=world.person["chen"])

    assert await story.conn.fetchrow("select * from funding_record where id = $1", story.loan) == record
    assert others == await story.conn.fetch(
        "select * from sealed_person where person_id is distinct from $1 and person_id is not null order by commitment",
        world.person["chen"],
    )
    person = await story.conn.fetchrow("select * from person where id = $1", world.person["chen"])
    assert person["closed_at"] == clock.now()
    assert person["password_hash"] is None
    assert person["email"] == f"left-{person['id']}@left.invalid"
    sessions = await story.conn.fetchval("select count(*) from session where person_id = $1", person["id"])
    assert sessions == 0


async def test_angel_who_is_a_natural_person_leaves_as_a_party_too(story, world, clock, settings) -> None:
    gao = await viewer_of(story.db, clock, "gao")
    conn, wang = story.conn, world.org["wang"]
    await conn.execute(
        "insert into funding_step (record_id, step, person_id, body_id, lang, taken_at)"
        " values ($1, 'confirmed_by_company', $2, $3, 'zh', $4)",
        world.record["wang_lin"],
        world.person["lin"],
        world.org["lin"],
        clock.now(),
    )
    entry = await seal(conn, clock, "record", world.record["wang_lin"])
    assert "王天使" not in entry.content
    await conn.execute("update organisation set name = '王大天使' where id = $1", wang)

    await forget_person(story.db, clock, viewer=gao, person_id=world.person["wang"])

    assert await rows_with(conn, "王天使") == []
    assert await rows_with(conn, "王大天使") == []
    assert (await conn.fetchval("select name from organisation where id = $1", wang)) == "—"
    assert (await holds(story, settings)).findings == []


async def test_bank_keeps_its_name_when_its_loan_officer_leaves(story, world, clock) -> None:
    gao = await viewer_of(story.db, clock, "gao")

    await forget_person(story.db, clock, viewer=gao, person_id=world.person["chen"])

    name = await story.conn.fetchval("select name from organisation where id = $1", world.org["chen"])
    assert name == "江南银行"


async def test_only_administrators_forget_and_somebody_still_administers(story, world, clock) -> None:
    gao, sun = await viewer_of(story.db, clock, "gao"), await viewer_of(story.db, clock, "sun")

    with pytest.raises(NotAllowed):
        await forget_person(story.db, clock, viewer=sun, person_id=world.person["wu"])
    with pytest.raises(NotFound):
        await forget_person(story.db, clock, viewer=gao, person_id=999_999)
    with pytest.raises(Conflict, match="last_admin"):
        await forget_person(story.db, clock, viewer=gao, person_id=gao.person_id)
    await forget_person(story.db, clock, viewer=gao, person_id=world.person["wu"])
    with pytest.raises(Conflict, match="state_moved_on"):
        await forget_person(story.db, clock, viewer=gao, person_id=world.person["wu"])


async def test_who_seals_while_somebody_leaves_keeps_no_name(cloned_world_db, world, clock, files) -> None:
    gao = await viewer_of(cloned_world_db, clock, "gao")
    async with cloned_world_db.transaction() as conn:
        await conn.execute(
            "insert into funding_step (record_id, step, person_id, body_id, lang, taken_at)"
            " values ($1, 'confirmed_by_company', $2, $3, 'zh', $4)",
            world.record["wang_lin"],
            world.person["lin"],
            world.org["lin"],
            clock.now(),
        )
    sealing, leaving = asyncio.Event(), asyncio.Event()

    async def seals():
        async with cloned_world_db.transaction() as conn:
            await seal(conn, clock, "record", world.record["wang_lin"])
            sealing.set()
            await leaving.wait()
            await asyncio.sleep(0.2)

    async def leaves():
        await sealing.wait()
        leaving.set()
        await forget_person(cloned_world_db, clock, viewer=gao, person_id=world.person["wang"])

    await asyncio.gather(seals(), leaves())

    async with cloned_world_db.read() as conn:
        kept = await conn.fetchval(
            "select count(*) from sealed_person where person_id = $1 and identity is not null",
            world.person["wang"],
        )
    assert kept == 0


async def test_pages_say_that_the_person_has_left(client, world, world_conn) -> None:
    client.sign_in("gao")
    await client.post(f"/admin/people/{world.person['chen']}/forget")

    page = (await client.get(f"/admin/people/{world.person['chen']}", params={"lang": "en"})).text
    record = await client.sign_in("sun").get(
        f"/funding/{world.record['chen_lin']}", params={"as": "officer", "lang": "en"}
    )

    assert "a person who has left" in page
    assert "Erase name and address" not in page
    assert record.status_code == 200
    assert "a person who has left" in record.text
    assert "Chen" not in record.text


async def test_record_of_an_angel_who_has_left_says_so(client, world) -> None:
    await client.sign_in("gao").post(f"/admin/people/{world.person['wang']}/forget")
    client.sign_in("sun")

    pages = [
        await client.get(path, params={"as": "officer", "lang": "zh"})
        for path in ("/funding", f"/funding/{world.record['wang_lin']}")
    ]

    for page in pages:
        assert page.status_code == 200
        assert "已离开的人" in page.text
        assert "王天使" not in page.text
