"""Deals: who sees them, what binds, what is told to whom, and what only the ledger can say."""

from __future__ import annotations

import asyncio
from datetime import date, timedelta

import pytest

from models.entities.deals import DealLevel, DealSide, DealStep, NewStep
from models.errors import Conflict, Invalid, NotAllowed, NotFound
from tests.web.signed_in import viewer_of
from web.services.deals import (
    open_deal,
    open_deals,
    open_event_deals,
    open_pitch_deals,
    set_lead,
    start_deal,
    take_step,
)
from web.services.funding_answers import confirm_record

pytestmark = pytest.mark.anyio
AMOUNT = 80_000_000
COMMIT = NewStep(DealStep.COMMITTED, AMOUNT, AMOUNT)


@pytest.fixture
async def lin(world_db, clock):
    return await viewer_of(world_db, clock, "lin")


@pytest.fixture
async def wang(world_db, clock):
    return await viewer_of(world_db, clock, "wang")


async def introduce(conn, world, key="wang_lin"):
    await conn.execute(
        "update introduction set status = 'accepted', answered_at = proposed_at where id = $1",
        world.introduction[key],
    )


async def shown(db, clock, viewer, world, key="wang_lin"):
    return await open_deal(db, clock, viewer=viewer, deal_id=world.talk[key])


async def do(db, clock, viewer, world, new, key=None, **more):
    await take_step(
        db,
        clock,
        viewer=viewer,
        deal_id=world.talk["wang_lin"],
        new=new,
        key=key or f"{new.step}-{new.note}",
        **more,
    )


async def told(conn):
    rows = await conn.fetch(
        "select p.email, m.subject, m.body from outbox_mail m join person p on p.id = m.person_id "
        "where m.purpose = 'deal' order by m.id"
    )
    return [(r["email"].split("@")[0], r["subject"], r["body"]) for r in rows]


async def test_both_sides_see_where_the_deal_stands_and_the_provider_alone_its_memo(
    world_db, world, clock, lin, wang
):
    hers = await shown(world_db, clock, lin, world)
    his = await shown(world_db, clock, wang, world)

    assert (hers.deal, hers.steps, hers.items) == (his.deal, his.steps, his.items)
    assert (hers.deal.level, hers.deal.amount_min, hers.deal.amount_max) == (
        DealLevel.CONSIDERING,
        50_000_000,
        80_000_000,
    )
    assert (hers.side, hers.memo, hers.median_minutes) == (DealSide.FOUNDER, None, None)
    assert (his.memo.body, his.memo.minutes) == ("wang_lin 的内部备忘", 90)


@pytest.mark.parametrize("persona", ["qian", "chen", "guo", "wu", "zhao", "sun", "xu", "gao"])
async def test_deal_of_others_is_not_found(world_db, world, clock, persona):
    other = await viewer_of(world_db, clock, persona)

    with pytest.raises(NotFound):
        await shown(world_db, clock, other, world)


async def test_a_rival_s_list_and_another_provider_s_hold_their_own_deals_only(world_db, world, clock, lin):
    qian = await viewer_of(world_db, clock, "qian")
    chen = await viewer_of(world_db, clock, "chen")

    name, of_lin = await open_pitch_deals(world_db, clock, viewer=lin, pitch_id=world.pitch["lin"])
    _, of_qian = await open_pitch_deals(world_db, clock, viewer=qian, pitch_id=world.pitch["qian"])
    of_chen = await open_deals(world_db, clock, viewer=chen)

    assert name == "lin 项目"
    assert {d.id for d in of_lin} == {world.talk["wang_lin"], world.talk["chen_lin"]}
    assert {d.id for d in of_qian} == {world.talk["chen_qian"]}
    assert {d.id for d in of_chen} == {world.talk["chen_lin"], world.talk["chen_qian"]}
    with pytest.raises(NotFound):
        await open_pitch_deals(world_db, clock, viewer=qian, pitch_id=world.pitch["lin"])


async def test_deal_needs_something_between_the_two_and_is_opened_once(
    world_db, world_conn, world, clock, wang
):
    guo = await viewer_of(world_db, clock, "guo")
    with pytest.raises(NotFound):
        await start_deal(world_db, clock, viewer=guo, organisation_id=None, pitch_id=world.pitch["lin"])
    await world_conn.execute(
        "insert into interest (organisation_id, pitch_id, choice, chosen_by, chosen_at) "
        "values ($1, $2, 'interested', $3, $4)",
        world.org["guo"],
        world.pitch["lin"],
        guo.person_id,
        clock.now(),
    )

    made = await start_deal(world_db, clock, viewer=guo, organisation_id=None, pitch_id=world.pitch["lin"])
    again = await start_deal(world_db, clock, viewer=guo, organisation_id=None, pitch_id=world.pitch["lin"])

    view = await open_deal(world_db, clock, viewer=guo, deal_id=made)
    assert again == made
    assert (view.deal.level, view.deal.ground) == (DealLevel.OBSERVING, "interest")
    assert {i.part for i in view.items} == {"guarantee"}
    assert (
        await start_deal(world_db, clock, viewer=wang, organisation_id=None, pitch_id=world.pitch["lin"])
        == (world.talk["wang_lin"])
    )


async def test_founder_who_declined_gives_no_ground_but_a_meeting_that_took_place_does(
    world_db, world_conn, world, clock, wang
):
    for table in ("deal_item", "deal_memo"):
        await world_conn.execute(f"delete from {table} where deal_id = $1", world.talk["wang_lin"])
    await world_conn.execute(
        "update deal set pitch_id = $2 where id = $1", world.talk["wang_lin"], world.pitch["qian"]
    )
    await world_conn.execute(
        "update introduction set status = 'declined' where id = $1", world.introduction["wang_lin"]
    )
    with pytest.raises(NotFound):
        await start_deal(world_db, clock, viewer=wang, organisation_id=None, pitch_id=world.pitch["lin"])
    await world_conn.execute(
        "insert into meeting_said (founder_id, provider_id, side, said, person_id, said_at) "
        "values ($1, $2, 'founder', 'took_place', $3, $4)",
        world.participant["zhao_founder"],
        world.participant["zhao_provider"],
        world.person["lin"],
        clock.now(),
    )

    made = await start_deal(world_db, clock, viewer=wang, organisation_id=None, pitch_id=world.pitch["lin"])

    assert (await open_deal(world_db, clock, viewer=wang, deal_id=made)).deal.ground == "meeting"


async def test_commitment_binds_and_the_founder_is_told_at_once(world_db, world_conn, world, clock, wang):
    await introduce(world_conn, world)

    await do(world_db, clock, wang, world, COMMIT, understood=True)

    deal = (await shown(world_db, clock, wang, world)).deal
    assert (deal.level, deal.amount_min, deal.amount_max) == (DealLevel.COMMITTED, AMOUNT, AMOUNT)
    [(who, subject, body)] = await told(world_conn)
    assert who == "lin"
    assert "80 万元" in subject
    assert "王天使" in body


@pytest.mark.parametrize(
    ("introduced", "manager", "understood", "error"),
    [
        (False, True, True, Conflict),
        (True, False, True, NotAllowed),
        (True, True, False, Invalid),
    ],
)
async def test_commitment_is_refused_without_introduction_signer_or_understanding(
    world_db, world_conn, world, clock, introduced, manager, understood, error
):
    if introduced:
        await introduce(world_conn, world)
    if not manager:
        await world_conn.execute(
            "update membership set is_manager = false where id = $1", world.membership["wang"]
        )
    wang = await viewer_of(world_db, clock, "wang")

    with pytest.raises(error):
        await do(world_db, clock, wang, world, COMMIT, understood=understood)

    assert (await shown(world_db, clock, wang, world)).deal.level is DealLevel.CONSIDERING
    assert await told(world_conn) == []


async def test_commitment_is_withdrawn_with_a_reason_only_and_both_are_told(
    world_db, world_conn, world, clock, wang
):
    await introduce(world_conn, world)
    await do(world_db, clock, wang, world, COMMIT, understood=True)
    with pytest.raises(Conflict):
        await do(world_db, clock, wang, world, NewStep(DealStep.NO, reason="team"))
    with pytest.raises(Invalid):
        await do(world_db, clock, wang, world, NewStep(DealStep.WITHDRAWN))

    await do(world_db, clock, wang, world, NewStep(DealStep.WITHDRAWN, note="合伙人不同意"))

    view = await shown(world_db, clock, wang, world)
    assert (view.deal.level, view.deal.amount_min) == (DealLevel.OBSERVING, None)
    assert [s.step for s in view.steps] == [DealStep.WITHDRAWN, DealStep.COMMITTED, DealStep.CONSIDERING]
    withdrawn = [(who, "合伙人不同意" in body) for who, _, body in await told(world_conn)][1:]
    assert sorted(withdrawn) == [("lin", True), ("wang", True)]


async def test_no_feeds_what_the_list_learns_from_and_can_be_taken_back(
    world_db, world_conn, world, clock, wang
):
    await do(world_db, clock, wang, world, NewStep(DealStep.NO, reason="place", note="太远"))

    learned = "select choice, reason from feedback where organisation_id = $1 order by id desc limit 1"
    assert tuple(await world_conn.fetchrow(learned, world.org["wang"])) == ("no", "place")
    deal = (await shown(world_db, clock, wang, world)).deal
    assert (deal.level, deal.ended_side, deal.reason) == (DealLevel.ENDED, DealSide.PROVIDER, "place")
    assert [who for who, _, _ in await told(world_conn)] == ["lin"]

    await do(world_db, clock, wang, world, NewStep(DealStep.OBSERVING))

    assert tuple(await world_conn.fetchrow(learned, world.org["wang"])) == ("interested", None)
    assert (await shown(world_db, clock, wang, world)).deal.level is DealLevel.OBSERVING


async def test_what_the_founder_ended_the_provider_does_not_open_again(world_db, world, clock, lin, wang):
    await do(world_db, clock, lin, world, NewStep(DealStep.ENDED, note="已与别家签约"))

    assert (await shown(world_db, clock, wang, world)).may == frozenset()
    with pytest.raises(Conflict):
        await do(world_db, clock, wang, world, NewStep(DealStep.OBSERVING))


async def test_founder_takes_no_step_of_the_provider(world_db, world, clock, lin):
    for new in (COMMIT, NewStep(DealStep.NO, reason="team"), NewStep(DealStep.CONSIDERING, 1, None)):
        with pytest.raises(Conflict):
            await do(world_db, clock, lin, world, new, understood=True)


async def test_invested_is_said_by_the_ledger_alone(world_db, world, clock, lin, wang):
    before = (await shown(world_db, clock, wang, world)).deal

    await confirm_record(world_db, clock, viewer=lin, record_id=world.record["wang_lin"], side="company")

    after = await shown(world_db, clock, wang, world)
    assert (before.level, before.record_id) == (DealLevel.CONSIDERING, None)
    assert (after.deal.level, after.deal.record_id) == (DealLevel.INVESTED, world.record["wang_lin"])
    assert after.may == frozenset()


async def test_same_key_does_it_once_and_other_content_is_refused(world_db, world_conn, world, clock, wang):
    word = NewStep(DealStep.WORD, note="请补一份流水")
    for _ in range(2):
        await do(world_db, clock, wang, world, word, key="k")

    with pytest.raises(Conflict) as refused:
        await do(world_db, clock, wang, world, NewStep(DealStep.WORD, note="别的话"), key="k")

    assert refused.value.code == "same_key_other_record"
    assert len(await told(world_conn)) == 1


async def test_steps_cannot_be_changed_by_the_application(world_conn):
    import asyncpg

    for statement in ("update deal_step set note = 'x'", "delete from deal_step", "delete from deal_hours"):
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            async with world_conn.transaction():
                await world_conn.execute(statement)


async def test_one_provider_leads_a_round_when_both_sides_say_so(world_db, world, clock, lin, wang):
    chen = await viewer_of(world_db, clock, "chen")
    wang_lin, chen_lin = world.talk["wang_lin"], world.talk["chen_lin"]
    await set_lead(world_db, clock, viewer=wang, deal_id=wang_lin, word="ask")
    with pytest.raises(Conflict):
        await set_lead(world_db, clock, viewer=wang, deal_id=wang_lin, word="agree")

    await set_lead(world_db, clock, viewer=lin, deal_id=wang_lin, word="agree")

    assert (await shown(world_db, clock, wang, world)).deal.leads
    assert (await shown(world_db, clock, lin, world, "chen_lin")).deal.led_by_another
    # The other provider learns nothing of it, not even that there is a lead.
    assert not (await shown(world_db, clock, chen, world, "chen_lin")).deal.led_by_another
    assert chen_lin != wang_lin


async def test_two_leads_of_one_round_agreed_at_once_leave_one(cloned_world_db, world, clock):
    db = cloned_world_db
    lin = await viewer_of(db, clock, "lin")
    async with db.transaction() as conn:
        # Otherwise the bank's confirmed loan would have closed its deal.
        await conn.execute("update deal set opened_at = $1", clock.now() + timedelta(days=1))
    for persona in ("wang", "chen"):
        who = await viewer_of(db, clock, persona)
        await set_lead(db, clock, viewer=who, deal_id=world.talk[f"{persona}_lin"], word="ask")

    results = await asyncio.gather(
        *(
            set_lead(db, clock, viewer=lin, deal_id=world.talk[key], word="agree")
            for key in ("wang_lin", "chen_lin")
        ),
        return_exceptions=True,
    )

    assert sorted(type(r).__name__ for r in results) == ["Conflict", "NoneType"]
    assert [r.code for r in results if isinstance(r, Conflict)] == ["round_has_a_lead"]


async def test_two_signers_commit_at_once_and_one_commitment_stands(cloned_world_db, world, clock):
    db = cloned_world_db
    wang = await viewer_of(db, clock, "wang")
    async with db.transaction() as conn:
        await introduce(conn, world)

    results = await asyncio.gather(
        *(do(db, clock, wang, world, COMMIT, key=f"k{i}", understood=True) for i in range(4)),
        return_exceptions=True,
    )

    assert sorted(type(r).__name__ for r in results) == ["Conflict"] * 3 + ["NoneType"]
    async with db.read() as conn:
        assert await conn.fetchval("select count(*) from deal_step where step = 'committed'") == 1


async def test_organiser_sees_counts_of_her_own_event_and_no_names_of_moving_deals(
    world_db, world_conn, world, clock
):
    zhao = await viewer_of(world_db, clock, "zhao")
    zhou = await viewer_of(world_db, clock, "zhou")
    await world_conn.execute(
        "update event set during = tstzrange($2::timestamptz, $2 + interval '8 hours') where id = $1",
        world.event["zhao"],
        clock.now() - timedelta(days=3),
    )

    found = await open_event_deals(world_db, viewer=zhao, event_id=world.event["zhao"])

    assert [(c.level, c.n) for c in found.levels] == [(DealLevel.CONSIDERING, 1)]
    assert found.silent == []
    with pytest.raises(NotFound):
        await open_event_deals(world_db, viewer=zhou, event_id=world.event["zhao"])


async def test_considering_without_an_amount_and_patience_without_a_day_ahead_are_refused(
    world_db, world, clock, wang
):
    for new in (
        NewStep(DealStep.CONSIDERING),
        NewStep(DealStep.STILL_LOOKING, until_on=date(2026, 5, 15)),
        NewStep(DealStep.NO, reason="because"),
    ):
        with pytest.raises(Invalid):
            await do(world_db, clock, wang, world, new)
