"""A pool's exposure by the terms of each record's day, calls and what came back, and who may state what."""

from __future__ import annotations

import random
from datetime import date, timedelta

import pytest

from models.entities.pools import NewMoney, NewPool, NewTerms
from models.errors import Conflict, Invalid, NotAllowed, NotFound
from tests.web.signed_in import viewer_of
from tests.web.test_every_route import undone
from tests.world_rows import insert
from web.forms.base import Data
from web.forms.pools import AssumptionsForm, TermsForm
from web.services.pools import (
    PoolsAtHand,
    PoolView,
    cover_record,
    look_ahead,
    open_pool,
    state_money,
    state_pool,
    state_product,
    state_terms,
)

pytestmark = pytest.mark.anyio
LOAN = 50_000_000


@pytest.fixture
async def sun(world_db, clock):
    return await viewer_of(world_db, clock, "sun")


async def moved(conn, world, movement, amount, on=date(2026, 5, 12), *, record="chen_lin", at=None):
    """A movement that both sides confirmed."""
    made = await conn.fetchval(
        "insert into funding_movement (record_id, movement, amount, value_on, stated_by, stated_side, stated_body_id, "
        "stated_at, idempotency_key, lang) values ($1, $2, $3, $4, $5, 'provider', $6, $7, $8, 'zh') returning id",
        world.record[record],
        movement,
        amount,
        on,
        world.person["chen"],
        world.org["chen"],
        at,
        f"{movement}-{amount}",
    )
    for side, who in (("provider", "chen"), ("company", "lin")):
        await conn.execute(
            "insert into funding_movement_step (movement_id, step, person_id, body_id, lang, taken_at) "
            "values ($1, $2, $3, $4, 'zh', $5)",
            made,
            f"confirmed_by_{side}",
            world.person[who],
            world.org[who],
            at,
        )


async def shown(db, clock, sun, **more) -> PoolView:
    found = await open_pool(db, clock, viewer=sun, **more)
    assert isinstance(found, PoolView)
    return found


async def total(db, clock, sun):
    return (await shown(db, clock, sun)).total


@pytest.mark.parametrize("persona", ["zhao", "chen", "lin", "xu", "gao"])
async def test_pool_is_the_officer_s_alone(world_db, world, clock, persona):
    other = await viewer_of(world_db, clock, persona)

    with pytest.raises(NotAllowed):
        await open_pool(world_db, clock, viewer=other)
    with pytest.raises(NotAllowed):
        await state_pool(world_db, clock, viewer=other, new=NewPool("x", None))


async def test_exposure_is_the_pool_s_share_of_what_is_owed(world_db, world, clock, sun):
    view = await shown(world_db, clock, sun)

    assert view.left == 500_000_000
    assert (view.total.n, view.total.n_unknown) == (1, 0)
    assert (view.total.at_risk, view.total.covered) == (LOAN * 8 // 10, LOAN * 8 // 10)
    [product] = view.by_product
    assert (product.outstanding, product.most_outstanding, product.room) == (LOAN, 100_000_000, 50_000_000)
    assert [(s.label, s.at_risk) for s in view.by_district] == [("jingkou", LOAN * 8 // 10)]
    assert [s.label for s in view.by_provider] == ["江南银行"]


async def test_default_calls_the_pool_and_repayment_after_it_comes_back(
    world_db, world_conn, world, clock, sun
):
    await moved(world_conn, world, "repayment", 10_000_000, date(2026, 5, 9), at=clock.now())
    await moved(world_conn, world, "default", 40_000_000, at=clock.now())
    await moved(world_conn, world, "repayment", 15_000_000, date(2026, 5, 13), at=clock.now())

    found = await total(world_db, clock, sun)
    view = await shown(world_db, clock, sun)

    assert (found.at_risk, found.called, found.recovered) == (0, 32_000_000, 12_000_000)
    assert view.left == 500_000_000 - 32_000_000 + 12_000_000


async def test_write_off_without_a_default_is_a_call_and_leaves_the_rest_at_risk(
    world_db, world_conn, world, clock, sun
):
    await moved(world_conn, world, "write_off", 20_000_000, at=clock.now())

    found = await total(world_db, clock, sun)

    assert (found.at_risk, found.called, found.recovered) == (24_000_000, 16_000_000, 0)


async def test_terms_are_those_of_the_day_of_the_money_and_unknown_ones_stay_out_of_every_sum(
    world_db, world, clock, sun
):
    common = {"viewer": sun, "pool_id": world.pool["city"], "product_id": world.pool["product"]}
    later = NewTerms(date(2026, 5, 9), 7000, 3000, 0, None, "补充协议")
    await state_terms(world_db, clock, new=later, **common)
    assert (await total(world_db, clock, sun)).at_risk == LOAN * 8 // 10

    unknown = NewTerms(date(2026, 5, 8), None, None, None, None, "协议未查到")
    await state_terms(world_db, clock, new=unknown, **common)

    found = await total(world_db, clock, sun)
    assert (found.n, found.n_unknown, found.at_risk, found.covered) == (1, 1, 0, 0)


async def test_as_of_tells_what_was_known_then(world_db, world_conn, world, clock, sun):
    before = clock.now()
    clock.instant += timedelta(days=3)
    await moved(world_conn, world, "default", 40_000_000, date(2026, 5, 16), at=clock.now())
    await state_money(
        world_db,
        clock,
        viewer=sun,
        pool_id=world.pool["city"],
        new=NewMoney(-100_000_000, date(2026, 5, 17), "调出"),
    )

    then = await shown(world_db, clock, sun, as_of=before)
    now = await shown(world_db, clock, sun)

    assert (then.pool.paid_in, then.total.called) == (500_000_000, 0)
    assert (now.pool.paid_in, now.total.called) == (400_000_000, 32_000_000)
    early = await open_pool(world_db, clock, viewer=sun, as_of=before - timedelta(days=1))
    assert isinstance(early, PoolsAtHand)


async def named(
    conn, world, clock, *, kind="loan", provider="chen", product="果农贷", amount=30_000_000, **more
):
    """A confirmed record of lin's that names a product."""
    made = await insert(
        conn,
        "funding_record",
        idempotency_key=f"{kind}-{product}",
        company_id=world.org["lin"],
        provider_id=world.org[provider],
        kind=kind,
        instrument=kind,
        product=product,
        amount=amount,
        currency="CNY",
        value_on=date(2026, 5, 9),
        lang="zh",
        proposed_by=world.person[provider],
        proposed_side="provider",
        proposed_body_id=world.org[provider],
        proposed_at=clock.now(),
        **more,
    )
    for side, who in (("provider", provider), ("company", "lin")):
        await insert(
            conn,
            "funding_step",
            record_id=made,
            step=f"confirmed_by_{side}",
            person_id=world.person[who],
            body_id=world.org[who],
            lang="zh",
            taken_at=clock.now(),
        )
    return made


async def test_record_belongs_to_the_product_that_it_names(world_db, world_conn, world, clock, sun):
    by_name = await named(world_conn, world, clock)
    await named(world_conn, world, clock, product="别的贷")

    view = await shown(world_db, clock, sun)

    assert {(c.record.record_id, c.record.by_hand) for c in view.book} == {
        (world.record["chen_lin"], True),
        (by_name, False),
    }
    assert view.total.at_risk == (LOAN + 30_000_000) * 8 // 10


async def test_guarantee_of_a_covered_loan_does_not_count_a_second_time(
    world_db, world_conn, world, clock, sun
):
    made = await state_product(
        world_db,
        clock,
        viewer=sun,
        pool_id=world.pool["city"],
        organisation_id=world.org["guo"],
        name="果农保",
    )
    terms = NewTerms(date(2026, 1, 1), 4000, 2000, 4000, None, "协议")
    await state_terms(world_db, clock, viewer=sun, pool_id=world.pool["city"], product_id=made, new=terms)
    details = {"share_bp": 8000, "fee_bp": 80, "term_months": 12, "counter": ["personal"], "loan": "record"}
    guarantee = {"kind": "guarantee", "provider": "guo", "creditor_id": world.org["chen"], "details": details}
    await named(
        world_conn,
        world,
        clock,
        product="果农保",
        loan_record_id=world.record["chen_lin"],
        **guarantee,
    )
    assert (await total(world_db, clock, sun)).n == 1
    common = {"viewer": sun, "pool_id": world.pool["city"], "because": "核对"}
    await cover_record(world_db, clock, record_id=world.record["chen_lin"], product_id=None, **common)

    found = await total(world_db, clock, sun)

    assert (found.n, found.at_risk) == (1, 12_000_000)


async def test_officer_s_word_goes_before_the_product_that_a_record_names(
    world_db, world_conn, world, clock, sun
):
    pool_id, record_id = world.pool["city"], world.record["chen_lin"]
    common = {"viewer": sun, "pool_id": pool_id, "record_id": record_id, "because": "核对"}
    await cover_record(world_db, clock, product_id=None, **common)
    view = await shown(world_db, clock, sun)
    assert view.book == []
    assert record_id in {r.record_id for r in view.open_records}
    await cover_record(world_db, clock, product_id=world.pool["product"], **common)

    [covered] = (await shown(world_db, clock, sun)).book
    assert covered.record.by_hand
    with pytest.raises(Invalid):
        await cover_record(
            world_db,
            clock,
            viewer=sun,
            pool_id=pool_id,
            record_id=world.record["wang_lin"],
            product_id=world.pool["product"],
            because="x",
        )


async def test_statements_that_cannot_be_are_refused(world_db, world, clock, sun):
    pool_id = world.pool["city"]
    with pytest.raises(Conflict):
        async with world_db.transaction():
            await state_pool(world_db, clock, viewer=sun, new=NewPool("市级风险补偿资金池", None))
    for new in (
        NewMoney(-600_000_000, date(2026, 5, 1), "x"),
        NewMoney(1, clock.now().date() + timedelta(days=2), "x"),
    ):
        with pytest.raises(Invalid):
            await state_money(world_db, clock, viewer=sun, pool_id=pool_id, new=new)
    with pytest.raises(Invalid):
        await state_product(
            world_db, clock, viewer=sun, pool_id=pool_id, organisation_id=world.org["lin"], name="贷"
        )
    with pytest.raises(NotFound):
        await open_pool(world_db, clock, viewer=sun, pool_id=999_999)


async def test_outlook_rests_on_the_assumptions_and_says_what_it_cannot_measure(world_db, world, clock, sun):
    view = await shown(world_db, clock, sun)
    field = f"d{world.pool['product']}_0"
    given = AssumptionsForm.parse(Data({field: "1.5", "horizon": "6", "runs": "400"}), view.products).clean
    never = AssumptionsForm.parse(
        Data({f"d{world.pool['product']}_{b}": "0" for b in range(3)}), view.products
    ).clean

    assert given is not None
    assert never is not None
    found, nothing = await look_ahead(view, given), await look_ahead(view, never)

    assert given.products[0].default_bp == (150, 15, 20)
    assert found.simulation.called_exact[-1] == round(LOAN * 0.8 * (1 - 0.985**6))
    assert found.simulation.total_expected <= found.simulation.total_bad
    assert nothing.simulation.total_bad == 0
    assert [m.rate_bp for _, measured in found.measured for m in measured] == [None] * 3
    # The loan tells its term, so none is assumed.
    assert (found.n_left_out, found.n_assumed_term) == (0, 0)


def test_shares_make_up_the_whole_or_are_not_known():
    base = {"product_id": "1", "since": "2026-01-01", "source": "x"}

    known = TermsForm.parse(Data({**base, "pool_share": "80", "bank_share": "20"})).clean
    unknown = TermsForm.parse(Data(base)).clean
    short = TermsForm.parse(Data({**base, "pool_share": "80", "bank_share": "10"}))

    assert known is not None
    assert unknown is not None
    assert (known[1].pool_bp, known[1].bank_bp, known[1].guarantor_bp) == (8000, 2000, 0)
    assert (unknown[1].pool_bp, unknown[1].guarantor_bp) == (None, None)
    assert list(short.errors) == ["pool_share"]


@pytest.mark.parametrize("seed", range(4))
async def test_any_history_of_a_loan_comes_to_what_a_recomputation_says(
    world_db, world_conn, world, clock, sun, seed
):
    dice = random.Random(seed)
    for _ in range(5):
        async with undone(world_conn):
            good, bad, called, back = LOAN, 0, 0, 0
            for day in range(12):
                movement = dice.choice(["repayment", "repayment", "default", "write_off"])
                room = good if movement == "default" else good + bad
                if room == 0:
                    continue
                amount = dice.randint(1, max(1, room // 2))
                on = date(2026, 5, 9) + timedelta(days=day)
                await moved(world_conn, world, movement, amount, on, at=clock.now())
                if movement == "default":
                    good, bad, called = good - amount, bad + amount, called + amount
                    continue
                late = min(bad, amount)
                bad, good = bad - late, good - (amount - late)
                if movement == "repayment":
                    back += late
                else:
                    called += amount - late

            [covered] = (await shown(world_db, clock, sun)).book

            record = covered.record
            assert (record.at_risk, record.called, record.recovered) == (good, called, back)
