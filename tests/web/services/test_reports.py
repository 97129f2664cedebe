"""A provider's report, the list of records, and reports of past days: the right rows for the right reader."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from tests.web.services.report_rows import claimed, confirmed, declare, moved, space_report
from tests.web.signed_in import viewer_of
from tests.world import NOW
from web.services.passports import open_passport
from web.services.record_list import stream_records
from web.services.reports import (
    open_event_report,
    open_provider_report,
    withdraw_host,
)

pytestmark = pytest.mark.anyio
WINTER = datetime(2026, 12, 20, 2, 0, tzinfo=UTC)


@pytest.fixture
async def xu(world_db, clock):
    return await viewer_of(world_db, clock, "xu")


@pytest.fixture
async def zhao(world_db, clock):
    return await viewer_of(world_db, clock, "zhao")


# ---------------------------------------------------------------- a provider


async def test_provider_reads_balances_of_movements_confirmed_by_then(world_db, world_conn, clock, world):
    chen, loan = await viewer_of(world_db, clock, "chen"), world.record["chen_lin"]
    await moved(world_conn, world, loan, "repayment", 10_000_000)
    await moved(world_conn, world, loan, "repayment", 3_000_000, signed=False)
    await moved(world_conn, world, loan, "repayment", 5_000_000, at=NOW + timedelta(days=2))
    clock.instant = NOW + timedelta(days=1)

    found = await open_provider_report(
        world_db, clock, viewer=chen, provider_id=world.org["chen"], year=None, as_of=None
    )

    rows = {row.record_id: row for row in found.rows}
    assert (rows[loan].outstanding, rows[loan].repaid, rows[loan].is_first) == (40_000_000, 10_000_000, True)
    assert str(rows[world.record["chen_qian"]].status) == "proposed"


async def test_provider_reads_which_subsidies_are_due_as_of_each_day(world_db, world_conn, clock, world):
    chen = await viewer_of(world_db, clock, "chen")
    await claimed(world_conn, world, ("under_review", None, 1), ("granted", 800, 2), ("paid", 800, 3))
    clock.instant = NOW + timedelta(days=9)

    async def due(days):
        found = await open_provider_report(
            world_db,
            clock,
            viewer=chen,
            provider_id=world.org["chen"],
            year=None,
            as_of=NOW + timedelta(days=days),
        )
        return [(row.status, row.due, row.is_open) for row in found.subsidies]

    assert await due(0) == [("claimed", 0, True)]
    assert await due(1) == [("under_review", 0, True)]
    assert await due(2) == [("granted", 800, False)]
    assert await due(3) == [("paid", 0, False)]


async def test_provider_of_another_year_has_no_rows(world_db, clock, world):
    chen = await viewer_of(world_db, clock, "chen")

    found = await open_provider_report(
        world_db, clock, viewer=chen, provider_id=world.org["chen"], year=2025, as_of=None
    )

    assert found.rows == []


# ---------------------------------------------------------------- the list of records


@pytest.mark.parametrize(
    ("persona", "keys"),
    [
        ("sun", {"wang_lin", "chen_lin", "chen_qian"}),
        ("lin", {"wang_lin", "chen_lin"}),
        ("qian", {"chen_qian"}),
        ("wu", set()),
    ],
)
async def test_list_of_records_holds_what_its_reader_may_see(world_db, clock, world, persona, keys):
    viewer = await viewer_of(world_db, clock, persona)

    found = [
        row.record_id async for row in stream_records(world_db, viewer=viewer, as_of=NOW, as_officer=True)
    ]

    assert sorted(found) == sorted(world.record[key] for key in keys)


async def test_list_of_records_is_that_of_the_instant(world_db, world_conn, clock, world):
    sun = await viewer_of(world_db, clock, "sun")
    await confirmed(world_conn, world, at=NOW + timedelta(days=2))

    def at(days):
        return stream_records(world_db, viewer=sun, as_of=NOW + timedelta(days=days), as_officer=True)

    before, after = len([r async for r in at(1)]), len([r async for r in at(2)])

    assert after == before + 1


# ---------------------------------------------------------------- as of


async def test_reports_of_past_days_equal_those_that_were_drawn_then(
    world_db, world_conn, clock, world, xu, zhao
):
    chen, lin = await viewer_of(world_db, clock, "chen"), await viewer_of(world_db, clock, "lin")
    conn, loan = world_conn, world.record["chen_lin"]

    async def draw(as_of):
        common = {"as_of": as_of}
        return (
            await space_report(world_db, clock, xu, world, **common),
            await open_event_report(world_db, clock, viewer=zhao, event_id=world.event["zhao"], **common),
            await open_provider_report(
                world_db, clock, viewer=chen, provider_id=world.org["chen"], year=None, **common
            ),
            (
                await open_passport(world_db, clock, viewer=lin, company_id=world.org["lin"], **common)
            ).passport,
        )

    async def rename():
        await conn.execute(
            "update organisation set name = '晨稷冷链科技', changed_at = $2 where id = $1",
            world.org["lin"],
            clock.now(),
        )

    async def say(said):
        await conn.execute(
            "insert into meeting_said (founder_id, provider_id, side, said, person_id, said_at) "
            "values ($1, $2, 'staff', $3, $4, $5) "
            "on conflict (founder_id, provider_id, side) do update set said = excluded.said, said_at = excluded.said_at",
            world.participant["zhao_founder"],
            world.participant["zhao_provider"],
            said,
            world.person["zhao"],
            clock.now(),
        )

    async def forget_host():
        await withdraw_host(
            world_db, clock, viewer=zhao, event_id=world.event["zhao"], host_id=world.link["xu_host"]
        )

    async def leave():
        await conn.execute(
            "update tenancy set during = daterange(lower(during), $2::date), end_recorded_at = $3 where id = $1",
            world.tenancy["lin"],
            clock.now().date(),
            clock.now(),
        )

    acts = [
        lambda: confirmed(conn, world, amount=6_000_000_00, at=clock.now()),
        lambda: moved(conn, world, loan, "repayment", 10_000_000, at=clock.now()),
        rename,
        lambda: say("took_place"),
        lambda: declare(conn, world, "xu", at=clock.now(), n_tenants_growing=1),
        lambda: moved(conn, world, loan, "repayment", 5_000_000, at=clock.now(), signed=False),
        lambda: say("nobody_came"),
        forget_host,
        lambda: confirmed(conn, world, amount=1_00, at=clock.now(), event_id=world.event["zhao"]),
        leave,
    ]
    drawn = []
    for day, act in enumerate(acts, start=1):
        clock.instant = NOW + timedelta(days=3 * day)
        await act()
        drawn.append((clock.instant, await draw(None)))
    clock.instant = WINTER

    again = [(at, await draw(at)) for at, _ in drawn]

    assert again == drawn
    assert len({repr(one[0].money) for _, one in drawn}) > 1
