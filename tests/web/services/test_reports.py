"""Reports per space, event and provider: the right rows, as of the right instant, and never for the wrong reader."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from matcher.eligibility import Verdict
from models.entities.reports import HostRole
from models.errors import Conflict, Invalid, NotFound
from tests.web.signed_in import viewer_of
from tests.world import NOW, insert
from web.services.passports import open_passport
from web.services.record_list import stream_records
from web.services.reports import (
    open_event_report,
    open_provider_report,
    open_space_report,
    state_host,
    withdraw_host,
)

pytestmark = pytest.mark.anyio
WINTER = datetime(2026, 12, 20, 2, 0, tzinfo=UTC)


async def confirmed(
    conn,
    world,
    *,
    company="lin",
    provider="wang",
    kind="investment",
    amount=60_000_000_00,
    on=None,
    at=NOW,
    space="xu",
    **more,
):
    """A record that both sides confirmed at an instant."""
    record_id = await insert(
        conn,
        "funding_record",
        idempotency_key=f"{company}-{provider}-{kind}-{amount}-{at}",
        company_id=world.org[company],
        provider_id=world.org[provider],
        kind=kind,
        instrument={"investment": "priced_equity"}.get(kind, kind),
        amount=amount,
        currency=more.pop("currency", "CNY"),
        value_on=on or date(2026, 5, 10),
        district="jingkou",
        space_id=world.org[space] if space else None,
        lang="zh",
        proposed_by=world.person[provider if provider in world.person else "wang"],
        proposed_side="provider",
        proposed_body_id=world.org[provider],
        proposed_at=at,
        **more,
    )
    for step, who in (("confirmed_by_provider", "wang"), ("confirmed_by_company", "lin")):
        await insert(
            conn,
            "funding_step",
            record_id=record_id,
            step=step,
            person_id=world.person[who],
            body_id=world.org[provider if step.endswith("provider") else company],
            lang="zh",
            taken_at=at,
        )
    return record_id


@pytest.fixture
async def xu(world_db, clock):
    return await viewer_of(world_db, clock, "xu")


@pytest.fixture
async def zhao(world_db, clock):
    return await viewer_of(world_db, clock, "zhao")


async def space_report(db, clock, viewer, world, **asked):
    return await open_space_report(
        db,
        clock,
        viewer=viewer,
        space_id=world.org["xu"],
        year=asked.get("year"),
        as_of=asked.get("as_of"),
    )


# ---------------------------------------------------------------- a space


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


async def declare(conn, world, key, *, at=NOW, **facts):
    for fact, value in facts.items():
        await insert(
            conn,
            "declared_fact",
            organisation_id=world.org[key],
            fact=fact,
            value=value,
            as_of=date(2026, 5, 1),
            source="申报材料",
            lang="zh",
            declared_by=world.person["xu"],
            declared_at=at,
        )


def verdicts(standing):
    return {leaf.condition.code: leaf.verdict for leaf in standing.lines}


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


# ---------------------------------------------------------------- a provider


async def moved(conn, world, record_id, movement, amount, *, at=NOW, signed=True):
    movement_id = await insert(
        conn,
        "funding_movement",
        record_id=record_id,
        movement=movement,
        amount=amount,
        value_on=date(2026, 5, 12),
        stated_by=world.person["chen"],
        stated_side="provider",
        stated_body_id=world.org["chen"],
        stated_at=at,
        idempotency_key=f"{movement}-{amount}-{at}",
        lang="zh",
    )
    for step, who, body in (
        ("confirmed_by_provider", "chen", "chen"),
        ("confirmed_by_company", "lin", "lin"),
    )[: 2 if signed else 1]:
        await insert(
            conn,
            "funding_movement_step",
            movement_id=movement_id,
            step=step,
            person_id=world.person[who],
            body_id=world.org[body],
            lang="zh",
            taken_at=at,
        )


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


async def claimed(conn, world, *steps):
    claim_id = await insert(
        conn,
        "subsidy_claim",
        rule_code="shenzhen-first-loan",
        rule_version="2022",
        rule={"title": {"zh": "首贷贴息", "en": "Subsidy of a first loan"}},
        record_id=world.record["chen_lin"],
        company_id=world.org["lin"],
        organisation_id=world.org["chen"],
        claimed_on=NOW.date(),
        amount=900,
        total=1_000,
        caps=[],
        used={},
        facts={},
        note="",
        lang="zh",
        claimed_by=world.person["chen"],
        claimed_at=NOW,
        idempotency_key="claim",
    )
    for place, (step, amount, days) in enumerate(steps, start=1):
        await insert(
            conn,
            "subsidy_claim_step",
            claim_id=claim_id,
            place=place,
            step=step,
            amount=amount,
            note="",
            lang="zh",
            person_id=world.person["sun"],
            taken_at=NOW + timedelta(days=days),
            idempotency_key=f"{step}-{place}",
        )


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
