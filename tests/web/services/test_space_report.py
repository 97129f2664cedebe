"""A space's yearly report: its tenants, their money, its events and standing, and never for the wrong reader."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from matcher.eligibility import Verdict
from models.errors import Invalid
from tests.web.services.report_rows import confirmed, declare, space_report
from tests.web.signed_in import viewer_of
from tests.world import NOW, insert
from web.services.reports import (
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


def verdicts(standing):
    return {leaf.condition.code: leaf.verdict for leaf in standing.lines}


async def test_space_counts_money_of_tenants_while_they_were_there(world_db, world_conn, clock, world, xu):
    here = await confirmed(world_conn, world)
    await confirmed(world_conn, world, company="qian", space="other_space", amount=1_00)
    await confirmed(world_conn, world, space=None, amount=2_00)

    found = await space_report(world_db, clock, xu, world)

    assert [row.record_id for row in found.money] == [here]
    [line] = found.tenants
    assert (line.row.company_name, line.raised, line.n_records) == ("晨稷冷链", 60_000_000_00, 1)
    assert line.row.founder_name == "Lin"
    assert [(str(s), d) for s, d in zip(line.row.stages, line.row.stage_days, strict=True)] == [
        ("nursery", date(2025, 9, 1))
    ]


async def test_tenant_graduates_by_what_is_on_record_and_is_never_said_to_by_what_is_not(
    world_db, world_conn, clock, world, xu
):
    await confirmed(world_conn, world, amount=5_000_000_00)
    [exactly] = (await space_report(world_db, clock, xu, world)).tenants
    await confirmed(world_conn, world, amount=1)

    [above] = (await space_report(world_db, clock, xu, world)).tenants

    # More than 500 万 graduates; exactly 500 万 does not, but the other criteria are not known.
    assert exactly.standing.verdict is Verdict.UNKNOWN
    assert verdicts(exactly.standing)["financed"] is Verdict.FAIL
    assert above.standing.verdict is Verdict.PASS
    assert verdicts(above.standing) == {
        "high_tech": Verdict.UNKNOWN,
        "financed": Verdict.PASS,
        "revenue": Verdict.UNKNOWN,
        "acquired_or_listed": Verdict.UNKNOWN,
    }


async def test_tenant_fails_only_where_everything_is_known(world_db, world_conn, clock, world, xu):
    await declare(
        world_conn,
        world,
        "lin",
        high_tech_certificate=False,
        revenue_two_years=10_000_000_00,
        acquired_or_listed=False,
    )

    [line] = (await space_report(world_db, clock, xu, world)).tenants

    assert line.standing.verdict is Verdict.FAIL


async def test_space_is_up_to_standard_by_the_ledger_and_what_it_declares(
    world_db, world_conn, clock, world, xu
):
    await confirmed(world_conn, world)
    unknown = (await space_report(world_db, clock, xu, world)).standing
    await declare(world_conn, world, "xu", n_tenants_growing=1, space_income=100, space_income_beyond_rent=30)

    known = await space_report(world_db, clock, xu, world)

    assert unknown.verdict is Verdict.UNKNOWN
    assert verdicts(unknown) == {
        "invested": Verdict.UNKNOWN,
        "financed": Verdict.PASS,
        "growing": Verdict.UNKNOWN,
        "beyond_rent": Verdict.UNKNOWN,
    }
    assert known.standing.verdict is Verdict.PASS
    assert {rule.code for rule in known.rules} == {"incubator-graduation", "incubator-standard"}


async def test_rule_that_was_not_in_force_says_nothing(world_db, clock, world, xu):
    found = (await space_report(world_db, clock, xu, world, year=2024)).standing

    assert (found.verdict, found.rule, found.lines) == (Verdict.UNKNOWN, None, ())


async def test_team_and_the_company_that_it_became_are_one_tenant(world_db, world_conn, clock, world, xu):
    await confirmed(world_conn, world, amount=5_000_000_00)
    company = await insert(
        world_conn, "organisation", name="晨稷冷链科技", lang="zh", created_at=NOW, district="jingkou"
    )
    await insert(world_conn, "organisation_kind", organisation_id=company, kind="company")
    await insert(
        world_conn,
        "company_succession",
        from_id=world.org["lin"],
        to_id=company,
        kind="registered",
        succeeded_on=date(2026, 5, 12),
        lang="zh",
        recorded_by=world.person["lin"],
        recorded_at=NOW + timedelta(days=1),
    )
    world.org["heir"] = company
    await confirmed(world_conn, world, company="heir", amount=1, at=NOW + timedelta(days=1))
    clock.instant = NOW + timedelta(days=2)

    before = await space_report(world_db, clock, xu, world, as_of=NOW)
    [after] = (await space_report(world_db, clock, xu, world)).tenants

    assert [line.row.company_name for line in before.tenants] == ["晨稷冷链"]
    assert (after.row.company_name, after.n_records, after.raised) == ("晨稷冷链科技", 2, 5_000_000_01)
    assert (after.row.founder_name, after.standing.verdict) == ("Lin", Verdict.PASS)


async def test_space_as_of_a_day_knows_only_what_was_known(world_db, world_conn, clock, world, xu):
    await confirmed(world_conn, world, at=NOW + timedelta(days=3))
    clock.instant = NOW + timedelta(days=10)

    before = await space_report(world_db, clock, xu, world, as_of=NOW + timedelta(days=2))
    after = await space_report(world_db, clock, xu, world)

    assert (len(before.money), len(after.money)) == (0, 1)
    assert before.as_of == NOW + timedelta(days=2)


async def test_space_weighs_events_by_their_hosts(world_db, clock, world, xu, zhao):
    clock.instant = WINTER

    shared = await space_report(world_db, clock, xu, world)
    await withdraw_host(
        world_db, clock, viewer=zhao, event_id=world.event["zhao"], host_id=world.link["zhao_host"]
    )
    alone = await space_report(world_db, clock, xu, world)
    earlier = await space_report(world_db, clock, xu, world, as_of=WINTER - timedelta(days=1))

    assert [line.weight for line in shared.events] == [Decimal("0.5")]
    assert [line.weight for line in alone.events] == [Decimal(1)]
    assert [line.weight for line in earlier.events] == [Decimal("0.5")]


async def test_event_in_a_space_without_named_hosts_has_no_weight(
    world_db, world_conn, clock, world, xu, zhao
):
    clock.instant = WINTER
    for key in ("zhao_host", "xu_host", "other_host"):
        await withdraw_host(
            world_db, clock, viewer=zhao, event_id=world.event["zhao"], host_id=world.link[key]
        )
    await world_conn.execute(
        "update event set space_id = $2 where id = $1", world.event["zhao"], world.org["xu"]
    )

    found = await space_report(world_db, clock, xu, world)

    assert [(line.row.role, line.weight) for line in found.events] == [(None, None)]
    assert found.weight == 0


async def test_space_of_a_year_that_had_not_begun_is_refused(world_db, clock, world, xu):
    with pytest.raises(Invalid, match="year_not_begun"):
        await space_report(world_db, clock, xu, world, year=2027)


async def test_space_of_a_year_before_its_tenants_is_empty(world_db, clock, world, xu):
    found = await space_report(world_db, clock, xu, world, year=2024)

    assert (found.tenants, found.money, found.events) == ([], [], [])
