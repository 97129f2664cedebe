"""An event's report and its hosts: the right rows, as of the right instant, and never for the wrong reader."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from models.entities.reports import HostRole
from models.errors import Conflict, Invalid, NotFound
from tests.web.signed_in import viewer_of
from tests.world import NOW, insert
from web.services.reports import (
    open_event_report,
    state_host,
    withdraw_host,
)

pytestmark = pytest.mark.anyio
WINTER = datetime(2026, 12, 20, 2, 0, tzinfo=UTC)


@pytest.fixture
async def zhao(world_db, clock):
    return await viewer_of(world_db, clock, "zhao")


# ---------------------------------------------------------------- hosts


async def test_host_is_a_body_or_a_name_and_named_once(world_db, clock, world, zhao):
    async def say(organisation_id, name):
        await state_host(
            world_db,
            clock,
            viewer=zhao,
            event_id=world.event["zhao"],
            organisation_id=organisation_id,
            name=name,
            role=HostRole.HOST,
        )

    for organisation_id, name in ((None, ""), (world.org["xu"], "也叫这个"), (world.org["lin"], "")):
        with pytest.raises(Invalid):
            await say(organisation_id, name)
    with pytest.raises(Conflict, match="host_stated_already"):
        await say(None, "镇江市青年联合会")


async def test_nobody_but_the_organiser_names_hosts(world_db, clock, world):
    zhou = await viewer_of(world_db, clock, "zhou")

    with pytest.raises(NotFound):
        await state_host(
            world_db,
            clock,
            viewer=zhou,
            event_id=world.event["zhao"],
            organisation_id=None,
            name="校团委",
            role=HostRole.HOST,
        )
    with pytest.raises(NotFound):
        await withdraw_host(
            world_db, clock, viewer=zhou, event_id=world.event["zhao"], host_id=world.link["xu_host"]
        )


# ---------------------------------------------------------------- an event


async def test_event_counts_its_programme_and_the_money_that_names_it(
    world_db, world_conn, clock, world, zhao
):
    await insert(
        world_conn,
        "meeting_said",
        founder_id=world.participant["zhao_founder"],
        provider_id=world.participant["zhao_provider"],
        side="staff",
        said="took_place",
        person_id=world.person["zhao"],
        said_at=WINTER - timedelta(days=5),
    )
    clock.instant = WINTER

    found = await open_event_report(world_db, clock, viewer=zhao, event_id=world.event["zhao"], as_of=None)
    before = await open_event_report(
        world_db, clock, viewer=zhao, event_id=world.event["zhao"], as_of=WINTER - timedelta(days=6)
    )

    assert [(row.company_name, row.n_meetings, row.n_kept) for row in found.stage] == [("晨稷冷链", 1, 1)]
    assert [row.outcome for row in found.meetings] == ["kept"]
    assert [row.n_kept for row in before.stage] == [0]
    assert [row.record_id for row in found.money] == [world.record["chen_lin"]]
    assert [row.is_first for row in found.money] == [True]
    assert {h.name for h in found.hosts} == {"镇江科技金融服务中心", "五洲创客中心", "镇江市青年联合会"}


async def test_event_counts_registrations_as_they_stood(world_db, world_conn, clock, world, zhao):
    mine = await world_conn.fetchrow(
        "select id, event_id from registration where status = 'registered' order by id limit 1"
    )
    clock.instant = WINTER

    async def counts(days):
        return await world_conn.fetchval(
            "select count(*) from registrations_at($1, $2) where status = 'registered'",
            NOW + timedelta(days=days),
            mine["event_id"],
        )

    before = await counts(0)
    await world_conn.execute(
        "update registration set status = 'cancelled', cancelled_at = $2, registered_at = null where id = $1",
        mine["id"],
        NOW + timedelta(days=3),
    )

    assert before > 0
    assert await counts(2) == before
    assert await counts(3) == before - 1


async def test_officer_reads_an_event_but_no_draft(world_db, clock, world):
    sun = await viewer_of(world_db, clock, "sun")

    found = await open_event_report(world_db, clock, viewer=sun, event_id=world.event["zhao"], as_of=None)

    assert (found.may_state_hosts, found.possible_hosts) == (False, [])
    with pytest.raises(NotFound):
        await open_event_report(world_db, clock, viewer=sun, event_id=world.event["zhou"], as_of=None)
