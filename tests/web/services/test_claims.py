"""Claims: frozen with rule and facts, within every cap whoever comes at once, decided by officers alone."""

from __future__ import annotations

import asyncio

import asyncpg
import pytest

from models.entities.claims import ClaimStatus, ClaimStep, NewClaim
from models.entities.vocabulary import Role
from models.errors import Conflict, Invalid, NotAllowed, NotFound
from models.repositories.claims import ClaimRepository
from tests.web.services.claim_stories import LENDER, LENDER_RULE, confirm, declare, publish
from tests.web.signed_in import viewer_of
from tests.world_claims import BONUS, RULE
from web.services.adopted_rules import adopt_rule
from web.services.claims import open_claim, open_claims, submit_claim, take_claim_step
from web.services.subsidies import open_case

pytestmark = pytest.mark.anyio
# Half a million lent, a tenth of it given, at most 80,000 a year.
FIRST, REST = 5_000_000, 3_000_000


async def claim_as(db, clock, viewer, world, record="chen_lin", code=LENDER, key="k", **more):
    return await submit_claim(
        db,
        clock,
        viewer=viewer,
        role=Role.PROVIDER,
        record_id=world.record[record],
        code=code,
        key=key,
        **more,
    )


async def step_as(db, clock, viewer, claim_id, step, key=None, **more):
    await take_claim_step(
        db, clock, viewer=viewer, claim_id=claim_id, step=step, key=key or f"{step}-{claim_id}", **more
    )


@pytest.fixture
async def chen(world_db, world_conn, world, clock):
    """A lender whose two loans are confirmed, under a rule for lenders."""
    await confirm(world_conn, world, "chen_qian", "qian")
    await publish(world_conn, world, LENDER, LENDER_RULE)
    return await viewer_of(world_db, clock, "chen")


@pytest.fixture
async def sun(world_db, clock):
    return await viewer_of(world_db, clock, "sun")


async def test_claim_keeps_the_rule_and_the_facts_of_its_day(world_db, world_conn, world, clock, sun):
    lin = await viewer_of(world_db, clock, "lin")
    before = await open_claim(world_db, viewer=lin, claim_id=world.claim["lin"])

    award = {"formula": "share", "of": "loan_principal", "share": "1%"}
    await publish(world_conn, world, BONUS, RULE, "2", award=award)
    await declare(world_conn, world, "lin", "dishonesty_list", True)

    after = await open_claim(world_db, viewer=sun, claim_id=world.claim["lin"])
    today = await open_case(
        world_db, clock, viewer=lin, role=Role.FOUNDER, record_id=world.record["chen_lin"], code=BONUS
    )
    assert after.outcome == before.outcome
    assert (after.outcome.rule.version, after.outcome.amount, after.claim.amount) == ("1", FIRST, FIRST)
    assert (today.case.rule.version, today.case.outcome.verdict) == ("2", "fail")


async def test_claims_of_a_year_share_its_cap_and_each_deal_gives_once(world_db, world, clock, chen):
    first = await claim_as(world_db, clock, chen, world, key="a")
    with pytest.raises(Conflict, match="claim_nothing_left"):
        await claim_as(world_db, clock, chen, world, key="b")
    second = await claim_as(world_db, clock, chen, world, "chen_qian", key="c")

    amounts = [(await open_claim(world_db, viewer=chen, claim_id=i)).claim.amount for i in (first, second)]
    assert amounts == [FIRST, REST]


async def test_same_key_is_the_same_claim_and_another_case_under_it_is_refused(world_db, world, clock, chen):
    first = await claim_as(world_db, clock, chen, world, key="a")

    assert await claim_as(world_db, clock, chen, world, key="a") == first
    with pytest.raises(Conflict, match="same_key_other_record"):
        await claim_as(world_db, clock, chen, world, "chen_qian", key="a")


async def test_refusal_and_withdrawal_free_what_a_claim_held(world_db, world, clock, chen, sun):
    first = await claim_as(world_db, clock, chen, world, key="a")
    await step_as(world_db, clock, sun, first, ClaimStep.REFUSED, note="缺材料")
    again = await claim_as(world_db, clock, chen, world, key="b")
    await step_as(world_db, clock, chen, again, ClaimStep.WITHDRAWN)

    third = await claim_as(world_db, clock, chen, world, "chen_qian", key="c")

    assert (await open_claim(world_db, viewer=chen, claim_id=third)).claim.amount == FIRST


async def test_what_is_not_granted_or_taken_back_is_free_for_others(world_db, world, clock, chen, sun):
    first = await claim_as(world_db, clock, chen, world, key="a")
    await step_as(world_db, clock, sun, first, ClaimStep.UNDER_REVIEW)
    await step_as(world_db, clock, sun, first, ClaimStep.GRANTED, amount=4_000_000)
    await step_as(world_db, clock, sun, first, ClaimStep.PAID)
    await step_as(world_db, clock, sun, first, ClaimStep.CLAWED_BACK, amount=1_000_000, note="提前还款")

    second = await claim_as(world_db, clock, chen, world, "chen_qian", key="b")

    view = await open_claim(world_db, viewer=sun, claim_id=first)
    assert (view.claim.status, view.claim.granted, view.claim.paid, view.claim.clawed_back) == (
        ClaimStatus.CLAWED_BACK,
        4_000_000,
        4_000_000,
        1_000_000,
    )
    assert view.standing_amount == REST
    assert (await open_claim(world_db, viewer=sun, claim_id=second)).claim.amount == FIRST
    desk = await open_claims(world_db, viewer=sun)
    cost = next(c for c in desk.costs if c.rule_code == LENDER)
    assert (cost.year, cost.n_claims, cost.n_waiting) == (2026, 2, 1)
    assert (cost.claimed, cost.granted, cost.paid, cost.clawed_back) == (
        10_000_000,
        4_000_000,
        4_000_000,
        1_000_000,
    )


@pytest.mark.parametrize(
    ("step", "more", "error"),
    [
        (ClaimStep.GRANTED, {"amount": FIRST + 1}, Invalid),
        (ClaimStep.GRANTED, {"amount": 0}, Invalid),
        (ClaimStep.REFUSED, {}, Invalid),
        (ClaimStep.PAID, {}, Conflict),
        (ClaimStep.CLAWED_BACK, {"note": "x"}, Conflict),
        (ClaimStep.WITHDRAWN, {}, Conflict),
    ],
)
async def test_officer_s_step_that_does_not_fit_is_refused(
    world_db, world, clock, chen, sun, step, more, error
):
    claim_id = await claim_as(world_db, clock, chen, world)

    with pytest.raises(error):
        await step_as(world_db, clock, sun, claim_id, step, **more)

    assert (await open_claim(world_db, viewer=sun, claim_id=claim_id)).claim.status is ClaimStatus.CLAIMED


async def test_applicant_decides_nothing_and_others_know_of_no_claim(world_db, world, clock, chen):
    claim_id = await claim_as(world_db, clock, chen, world)

    with pytest.raises(Conflict):
        await step_as(world_db, clock, chen, claim_id, ClaimStep.GRANTED)
    for persona in ("lin", "qian", "wang", "guo", "wu", "zhao", "gao"):
        other = await viewer_of(world_db, clock, persona)
        with pytest.raises(NotFound):
            await open_claim(world_db, viewer=other, claim_id=claim_id)
        with pytest.raises(NotFound):
            await step_as(world_db, clock, other, claim_id, ClaimStep.WITHDRAWN)
        with pytest.raises(NotAllowed):
            await open_claims(world_db, viewer=other)


async def test_nobody_decides_a_claim_of_their_own_organisation(
    world_db, world_conn, world, clock, chen, sun
):
    claim_id = await claim_as(world_db, clock, chen, world)
    await world_conn.execute(
        "insert into membership (person_id, organisation_id, status, created_at, answered_at) "
        "values ($1, $2, 'active', $3, $3)",
        sun.person_id,
        world.org["chen"],
        clock.now(),
    )
    sun_of_bank = await viewer_of(world_db, clock, "sun")

    with pytest.raises(Conflict, match="claim_moved_on"):
        await step_as(world_db, clock, sun_of_bank, claim_id, ClaimStep.GRANTED)


async def test_rule_that_does_not_pay_here_cannot_be_claimed(world_db, world, clock, chen):
    admin = await viewer_of(world_db, clock, "gao")
    await adopt_rule(world_db, clock, viewer=admin, code=LENDER, adopted=False, note="停止")

    with pytest.raises(Conflict, match="rule_not_adopted"):
        await claim_as(world_db, clock, chen, world)


async def test_amount_that_moved_since_it_was_shown_is_not_claimed(world_db, world, clock, chen):
    await claim_as(world_db, clock, chen, world, key="a")

    with pytest.raises(Conflict, match="claim_amount_moved"):
        await claim_as(world_db, clock, chen, world, "chen_qian", key="b", expected=FIRST)


async def test_those_concerned_are_told_in_their_language(world_db, world_conn, world, clock, chen, sun):
    await world_conn.execute("update person set locale = 'en' where id = $1", sun.person_id)
    claim_id = await claim_as(world_db, clock, chen, world)
    await step_as(world_db, clock, sun, claim_id, ClaimStep.GRANTED)
    await step_as(world_db, clock, sun, claim_id, ClaimStep.PAID)

    rows = await world_conn.fetch(
        "select to_address, subject from outbox_mail where purpose = 'claim' order by id"
    )
    told = [(r["to_address"].split("@")[0], r["subject"]) for r in rows]
    assert sorted(told[:2]) == [
        ("chen", "放贷奖励：已申领 5 万元"),
        ("sun", "Bonus for lenders: 江南银行 claims CNY 50,000"),
    ]
    assert told[2:] == [("chen", "放贷奖励：批准 5 万元"), ("chen", "放贷奖励：已拨付 5 万元")]


@pytest.mark.parametrize(
    "table", ["subsidy_claim", "subsidy_claim_step", "declared_fact", "subsidy_rule_adoption"]
)
async def test_rows_cannot_be_changed_with_the_application_s_rights(world_conn, world, table):
    for act in (f"update {table} set lang = lang", f"delete from {table}"):
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            async with world_conn.transaction():
                await world_conn.execute(act)


# ---------------------------------------------------------------- at once, over real connections


async def prepared(db, world, clock):
    async with db.transaction() as conn:
        await confirm(conn, world, "chen_qian", "qian")
        await publish(conn, world, LENDER, LENDER_RULE)
    return await viewer_of(db, clock, "chen")


async def held(db):
    async with db.read() as conn:
        return sorted(
            r["amount"]
            for r in await conn.fetch("select amount from subsidy_hold where rule_code = $1", LENDER)
        )


async def test_two_claims_at_once_share_the_last_of_a_cap(cloned_world_db, world, clock):
    chen = await prepared(cloned_world_db, world, clock)

    await asyncio.gather(
        *(claim_as(cloned_world_db, clock, chen, world, r, key=r) for r in ("chen_lin", "chen_qian"))
    )

    assert await held(cloned_world_db) == [REST, FIRST]


async def test_of_two_claims_at_once_for_what_was_shown_one_is_told_clearly(cloned_world_db, world, clock):
    chen = await prepared(cloned_world_db, world, clock)

    answers = await asyncio.gather(
        *(
            claim_as(cloned_world_db, clock, chen, world, r, key=r, expected=FIRST)
            for r in ("chen_lin", "chen_qian")
        ),
        return_exceptions=True,
    )

    refused = [a for a in answers if isinstance(a, Conflict)]
    assert [e.code for e in refused] == ["claim_amount_moved"]
    assert await held(cloned_world_db) == [FIRST]


async def test_many_claims_of_one_deal_at_once_give_one(cloned_world_db, world, clock):
    chen = await prepared(cloned_world_db, world, clock)

    answers = await asyncio.gather(
        *(claim_as(cloned_world_db, clock, chen, world, key=f"k{i}") for i in range(12)),
        return_exceptions=True,
    )

    refused = [a for a in answers if isinstance(a, Conflict)]
    assert {e.code for e in refused} == {"claim_nothing_left"}
    assert len(refused) == 11
    assert await held(cloned_world_db) == [FIRST]


@pytest.mark.parametrize(
    ("caps", "code"),
    [
        ([{"scope": "year", "amount": 8_000_000, "times": None}], "cap_used_up"),
        ([{"scope": "person", "amount": None, "times": 1}], "cap_used_up"),
        ([{"scope": "pool", "amount": 8_000_000, "times": None}], "cap_used_up"),
    ],
)
async def test_database_keeps_caps_of_claims_that_wait_for_nobody(cloned_world_db, world, clock, caps, code):
    chen = await prepared(cloned_world_db, world, clock)

    async def insert_at_once(record):
        async with cloned_world_db.transaction() as conn:
            new = NewClaim(
                LENDER,
                "1",
                LENDER_RULE,
                world.record[record],
                world.org["lin"],
                world.org["chen"],
                clock.now().date(),
                FIRST,
                FIRST,
                caps,
                {},
                {},
                "",
                "zh",
            )
            await ClaimRepository(conn).add(new, person_id=chen.person_id, now=clock.now(), key=record)

    answers = await asyncio.gather(
        *(insert_at_once(r) for r in ("chen_lin", "chen_qian")), return_exceptions=True
    )

    refused = [a for a in answers if isinstance(a, Conflict)]
    assert [e.code for e in refused] == [code]
    assert await held(cloned_world_db) == [FIRST]


async def test_database_gives_once_a_deal_where_the_rule_says_so(cloned_world_db, world, clock):
    lin = await viewer_of(cloned_world_db, clock, "lin")
    async with cloned_world_db.read() as conn:
        frozen = (await ClaimRepository(conn).visible(lin, claim_id=world.claim["lin"]))[0]

    with pytest.raises(Conflict, match="claimed_once_already"):
        async with cloned_world_db.transaction() as conn:
            new = NewClaim(
                BONUS,
                "1",
                frozen.rule,
                frozen.record_id,
                frozen.company_id,
                frozen.organisation_id,
                frozen.claimed_on,
                1,
                frozen.amount * 2,
                [{"scope": "deal", "amount": None, "times": 1}],
                {},
                {},
                "",
                "zh",
            )
            await ClaimRepository(conn).add(new, person_id=lin.person_id, now=clock.now(), key="twice")


async def test_two_officers_at_once_decide_a_claim_once(cloned_world_db, world, clock):
    chen = await prepared(cloned_world_db, world, clock)
    sun = await viewer_of(cloned_world_db, clock, "sun")
    claim_id = await claim_as(cloned_world_db, clock, chen, world)

    answers = await asyncio.gather(
        step_as(cloned_world_db, clock, sun, claim_id, ClaimStep.GRANTED, key="a"),
        step_as(cloned_world_db, clock, sun, claim_id, ClaimStep.REFUSED, key="b", note="不符"),
        return_exceptions=True,
    )

    assert sorted(getattr(a, "code", "done") for a in answers) == ["claim_moved_on", "done"]
