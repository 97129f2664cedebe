"""Tenants of a space: confirmed by its own manager, one place at a time."""

from __future__ import annotations

import asyncio
from datetime import date

import pytest

from models.entities.tenancies import TenancyStage
from models.errors import Conflict, Invalid, NotFound
from tests.web.signed_in import viewer_of
from web.services.tenancies import change_stage, confirm_tenancy, end_tenancy, open_space

pytestmark = pytest.mark.anyio
DAY = date(2026, 5, 10)


@pytest.fixture
async def xu(world_db, clock):
    return await viewer_of(world_db, clock, "xu")


async def names(conn, world, key, space="xu", pitch="qian"):
    await conn.execute(
        "update pitch_version set space_id = $2 where pitch_id = $1", world.pitch[pitch], world.org[space]
    )


async def confirmed(db, clock, xu, world, company, since=DAY):
    return await confirm_tenancy(
        db,
        clock,
        viewer=xu,
        company_id=world.org[company],
        space_id=world.org["xu"],
        stage=TenancyStage.NURSERY,
        since=since,
    )


async def test_space_shows_its_own_tenants_with_what_came_of_them(world_db, world, clock, xu):
    desk = await open_space(world_db, clock, viewer=xu)

    assert [(t.company_id, t.stage, t.since_on, t.until_on, t.n_pitches) for t in desk.present] == [
        (world.org["lin"], TenancyStage.NURSERY, date(2025, 9, 1), None, 1)
    ]
    assert (desk.n_firsts, desk.past, desk.claims) == (1, [], [])


async def test_company_that_names_the_space_in_a_draft_is_not_told_to_its_manager(
    world_db, world_conn, world, clock, xu
):
    await names(world_conn, world, "qian", pitch="qian_draft")

    assert (await open_space(world_db, clock, viewer=xu)).claims == []


async def test_company_that_names_the_space_waits_to_be_confirmed(world_db, world_conn, world, clock, xu):
    await names(world_conn, world, "qian")
    await end_elsewhere(world_conn)

    claims = (await open_space(world_db, clock, viewer=xu)).claims
    await confirmed(world_db, clock, xu, world, "qian")

    desk = await open_space(world_db, clock, viewer=xu)
    assert [c.company_id for c in claims] == [world.org["qian"]]
    assert {t.company_id for t in desk.present} == {world.org["lin"], world.org["qian"]}
    assert desk.claims == []


async def end_elsewhere(conn):
    await conn.execute(
        "update tenancy set during = daterange(lower(during), '2026-05-01') "
        "where space_id = (select id from organisation where name = 'Riverside Lab')"
    )


async def test_confirm_a_company_that_does_not_name_the_space_is_not_found(world_db, world, clock, xu):
    with pytest.raises(NotFound):
        await confirmed(world_db, clock, xu, world, "qian")


async def test_confirm_for_a_space_of_others_is_not_found(world_db, world_conn, world, clock, xu):
    await names(world_conn, world, "qian", space="other_space")

    with pytest.raises(NotFound):
        await confirm_tenancy(
            world_db,
            clock,
            viewer=xu,
            company_id=world.org["qian"],
            space_id=world.org["other_space"],
            stage=TenancyStage.NURSERY,
            since=DAY,
        )


async def test_confirm_while_a_tenant_elsewhere_is_a_conflict(world_db, world_conn, world, clock, xu):
    await names(world_conn, world, "qian")

    with pytest.raises(Conflict) as refused:
        await confirmed(world_db, clock, xu, world, "qian")

    assert refused.value.code == "tenancy_overlaps"


async def test_change_of_stage_ends_the_old_one_on_the_day_the_new_one_begins(world_db, world, clock, xu):
    await change_stage(
        world_db, clock, viewer=xu, tenancy_id=world.tenancy["lin"], stage=TenancyStage.INCUBATOR, on=DAY
    )

    desk = await open_space(world_db, clock, viewer=xu)
    assert [(t.stage, t.since_on, t.until_on) for t in desk.tenants] == [
        (TenancyStage.INCUBATOR, DAY, None),
        (TenancyStage.NURSERY, date(2025, 9, 1), DAY),
    ]


async def test_tenancy_cannot_end_before_it_begins_nor_twice(world_db, world, clock, xu):
    with pytest.raises(Invalid):
        await end_tenancy(world_db, clock, viewer=xu, tenancy_id=world.tenancy["lin"], on=date(2025, 9, 1))
    await end_tenancy(world_db, clock, viewer=xu, tenancy_id=world.tenancy["lin"], on=DAY)

    with pytest.raises(Conflict):
        await end_tenancy(world_db, clock, viewer=xu, tenancy_id=world.tenancy["lin"], on=DAY)


async def test_tenancy_of_another_space_is_not_found(world_db, world, clock, xu):
    with pytest.raises(NotFound):
        await end_tenancy(world_db, clock, viewer=xu, tenancy_id=world.tenancy["qian"], on=DAY)


async def test_two_presses_of_confirm_make_one_tenancy(cloned_world_db, world, clock):
    db = cloned_world_db
    xu = await viewer_of(db, clock, "xu")
    async with db.transaction() as conn:
        await names(conn, world, "qian")
        await end_elsewhere(conn)

    results = await asyncio.gather(
        *(confirmed(db, clock, xu, world, "qian") for _ in range(4)), return_exceptions=True
    )

    assert sorted(type(r).__name__ for r in results) == ["Conflict"] * 3 + ["int"]
