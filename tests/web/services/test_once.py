"""Pressing twice is pressing once; drafts are their writer's alone; who may sign is only ever added to."""

from __future__ import annotations

import asyncio

import asyncpg
import pytest

from models.db import Database
from models.entities.vocabulary import FundingStatus, Role
from models.errors import Conflict, NotAllowed, NotFound
from tests.web.services.test_funding import SLIP, loan
from tests.web.signed_in import viewer_of
from web.services.funding import propose_record
from web.services.funding_answers import confirm_record, dispute_record, void_record, withdraw_record
from web.services.funding_drafts import discard_draft, drafts_of, open_draft, save_draft
from web.services.funding_evidence import Upload, attach_evidence

pytestmark = pytest.mark.anyio


@pytest.fixture
async def lin(world_db, clock):
    return await viewer_of(world_db, clock, "lin")


@pytest.fixture
async def chen(world_db, clock):
    return await viewer_of(world_db, clock, "chen")


@pytest.fixture
async def wang(world_db, clock):
    return await viewer_of(world_db, clock, "wang")


async def proposed(db, clock, files, viewer, new, key="p", **more):
    return await propose_record(
        db, clock, files, viewer=viewer, role=Role.PROVIDER, new=new, key=key, uploads=[SLIP], **more
    )


# ---------------------------------------------------------------- keys


async def test_every_step_under_a_key_is_taken_once(
    world_db, world_conn, world, clock, files, wang, lin
) -> None:
    record = world.record["wang_lin"]

    async def confirm(comment=""):
        return await confirm_record(
            world_db, clock, viewer=lin, record_id=record, side="company", comment=comment, key="k"
        )

    assert await confirm() is FundingStatus.CONFIRMED
    assert await confirm() is FundingStatus.CONFIRMED
    with pytest.raises(Conflict, match="same_key_other_record"):
        await confirm("另一句话")
    with pytest.raises(Conflict, match="same_key_other_record"):
        await withdraw_record(world_db, clock, viewer=lin, record_id=record, key="k")
    # Another person's key is another key.
    with pytest.raises(Conflict, match="state_moved_on"):
        await withdraw_record(world_db, clock, viewer=wang, record_id=record, key="k")

    assert await world_conn.fetchval("select count(*) from idempotent_step") == 1


@pytest.mark.parametrize("act", ["dispute", "withdraw", "attach", "void"])
async def test_second_press_of_the_same_button_changes_nothing(
    world_db, world_conn, world, clock, files, wang, lin, chen, act
) -> None:
    record = world.record["wang_lin"]
    slip = Upload("b.pdf", b"%PDF-1.7 another", "agreement")

    async def press():
        match act:
            case "dispute":
                await dispute_record(
                    world_db, clock, viewer=lin, record_id=record, side="company", comment="不对", key="k"
                )
            case "withdraw":
                await withdraw_record(world_db, clock, viewer=wang, record_id=record, key="k")
            case "attach":
                await attach_evidence(
                    world_db, clock, files, viewer=wang, record_id=record, upload=slip, key="k"
                )
            case "void":
                await void_record(
                    world_db, clock, files, viewer=chen, record_id=world.record["chen_lin"], side="provider",
                    reason="重复", key="k",
                )  # fmt: skip

    async def counts():
        return [
            await world_conn.fetchval(f"select count(*) from {table}")
            for table in ("funding_step", "funding_evidence", "outbox_mail", "audit")
        ]

    await press()
    once = await counts()
    await press()

    assert await counts() == once


async def test_refused_step_leaves_its_key_free(world_db, world, clock, lin) -> None:
    record = world.record["wang_lin"]
    with pytest.raises(NotAllowed, match="not_the_proposer"):
        await withdraw_record(world_db, clock, viewer=lin, record_id=record, key="k")

    confirmed = await confirm_record(world_db, clock, viewer=lin, record_id=record, side="company", key="k")

    assert confirmed is FundingStatus.CONFIRMED


async def test_two_presses_at_the_same_instant_make_one_record(cloned_world_dsn, world, clock, files) -> None:
    db = await Database.connect(cloned_world_dsn, min_size=4)
    try:
        chen = await viewer_of(db, clock, "chen")

        made = await asyncio.gather(*(proposed(db, clock, files, chen, loan(world)) for _ in range(4)))

        async with db.read() as conn:
            n = await conn.fetchval("select count(*) from funding_record where idempotency_key = 'p'")
        assert (len(set(made)), n) == (1, 1)
    finally:
        await db.close()


# ---------------------------------------------------------------- drafts


async def test_draft_is_its_writers_alone_and_goes_with_the_proposal(
    world_db, world, clock, files, chen, lin
) -> None:
    async def save(fields):
        return await save_draft(
            world_db, clock, viewer=chen, role=Role.PROVIDER, key="p", fields={"instrument": "loan", **fields}
        )

    draft = await save({"amount": "半个"})
    assert await save({"amount": "30万"}) == draft
    assert (await open_draft(world_db, viewer=chen, draft_id=draft)).fields["amount"] == "30万"
    with pytest.raises(NotFound):
        await open_draft(world_db, viewer=lin, draft_id=draft)
    with pytest.raises(NotFound):
        await discard_draft(world_db, viewer=lin, draft_id=draft)

    await proposed(world_db, clock, files, chen, loan(world))

    assert await drafts_of(world_db, viewer=chen) == []


# ---------------------------------------------------------------- the database itself


APPENDED = ("funding_counter", "funding_movement", "funding_movement_step", "signing_right")


@pytest.mark.parametrize("table", APPENDED)
@pytest.mark.parametrize(
    "statement", ["update {} set stated_by = 1", "delete from {}", "truncate {} cascade"]
)
async def test_database_refuses_to_change_what_is_only_ever_added(conn, world_conn, table, statement) -> None:
    column = {"funding_movement_step": "person_id", "signing_right": "decided_by"}.get(table, "stated_by")
    text = statement.format(table).replace("stated_by", column)

    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        await world_conn.execute(text)
    with pytest.raises(asyncpg.RestrictViolationError):
        await conn.execute(text)
