"""The checklist of both sides, the provider's memo and hours, and silences."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from models.entities.deals import DealSide, DealStep, ItemChange, ItemState, NewStep
from models.errors import Conflict, Invalid, NotFound
from tests.web.signed_in import viewer_of
from web.services.checklists import checklists, items_for, known_items
from web.services.deal_silence import flag_silences
from web.services.deal_work import add_hours, add_item, change_item, keep_memo
from web.services.deals import open_deal, open_event_deals, take_step

pytestmark = pytest.mark.anyio
DAYS = 14


@pytest.fixture
async def lin(world_db, clock):
    return await viewer_of(world_db, clock, "lin")


@pytest.fixture
async def wang(world_db, clock):
    return await viewer_of(world_db, clock, "wang")


async def shown(db, clock, viewer, world, key="wang_lin"):
    return await open_deal(db, clock, viewer=viewer, deal_id=world.talk[key])


async def change(
    db, clock, viewer, world, item="wang_lin", *, state=ItemState.DONE, owner=None, due=None, revision=0
):
    await change_item(
        db,
        clock,
        viewer=viewer,
        deal_id=world.talk["wang_lin"],
        item_id=world.item[item],
        change=ItemChange(owner, due, state, revision),
    )


def test_every_kind_of_provider_has_a_list_and_no_code_stands_twice():
    codes = [item.code for one in checklists() for item in one.items]

    assert len(codes) == len(set(codes)) == len(known_items())
    assert {k for one in checklists() for k in one.kinds} == {
        "angel",
        "fund",
        "bank",
        "guarantor",
        "public_buyer",
    }
    assert {i.part for i in items_for({"bank", "guarantor"})} == {"loan", "guarantee"}


async def test_item_keeps_who_changed_it_and_its_owner_gives_its_side(world_db, world, clock, lin, wang):
    await change(
        world_db, clock, lin, world, owner=wang.person_id, due=date(2026, 5, 20), state=ItemState.OPEN
    )

    [item] = (await shown(world_db, clock, lin, world)).items
    assert (item.side, item.owner_name, item.due_on) == (DealSide.PROVIDER, "Wang", date(2026, 5, 20))
    assert (item.changed_by_name, item.changed_at, item.revision) == ("Lin", clock.now(), 1)
    with pytest.raises(Conflict) as refused:
        await change(world_db, clock, wang, world, revision=0)
    assert refused.value.code == "item_moved_on"


async def test_item_of_another_deal_and_owner_of_no_side_are_refused(world_db, world, clock, lin):
    with pytest.raises(NotFound):
        await change(world_db, clock, lin, world, "chen_qian")
    with pytest.raises(Invalid):
        await change(world_db, clock, lin, world, owner=world.person["qian"])


async def test_due_items_wait_for_the_side_that_has_them(world_db, world, clock, lin, wang):
    await add_item(
        world_db,
        clock,
        viewer=wang,
        deal_id=world.talk["wang_lin"],
        title="参观冷库",
        for_side=DealSide.FOUNDER,
        owner_id=None,
        due_on=date(2026, 5, 15),
    )

    deal = (await shown(world_db, clock, lin, world)).deal

    assert (deal.n_founder_items, deal.n_founder_due, deal.n_provider_due) == (2, 1, 0)
    assert deal.waits_on(DealSide.FOUNDER)
    assert not deal.waits_on(DealSide.PROVIDER)


async def test_founder_and_others_neither_read_nor_write_memo_and_hours(world_db, world, clock, lin, wang):
    chen = await viewer_of(world_db, clock, "chen")
    common = {"deal_id": world.talk["wang_lin"]}
    for other in (lin, chen):
        with pytest.raises(NotFound):
            await keep_memo(world_db, clock, viewer=other, body="x", revision=1, **common)
        with pytest.raises(NotFound):
            await add_hours(world_db, clock, viewer=other, minutes=60, spent_on=date(2026, 5, 1), **common)

    await keep_memo(world_db, clock, viewer=wang, body="团队好", revision=1, **common)

    view = await shown(world_db, clock, wang, world)
    assert (view.memo.body, view.memo.revision) == ("团队好", 2)
    with pytest.raises(Conflict):
        await keep_memo(world_db, clock, viewer=wang, body="旧稿", revision=1, **common)


async def test_hours_add_up_and_are_never_below_nothing(world_db, world, clock, wang):
    common = {"viewer": wang, "deal_id": world.talk["wang_lin"]}
    await add_hours(world_db, clock, minutes=-30, spent_on=date(2026, 5, 14), **common)

    assert (await shown(world_db, clock, wang, world)).memo.minutes == 60
    for minutes, day in ((-61, date(2026, 5, 14)), (60, date(2026, 5, 16))):
        with pytest.raises(Invalid):
            await add_hours(world_db, clock, minutes=minutes, spent_on=day, **common)


async def silences(conn):
    rows = await conn.fetch("select side, ended_at is null as goes_on from deal_silence order by id")
    return [(r["side"], r["goes_on"]) for r in rows]


async def n_mails(conn):
    return await conn.fetchval("select count(*) from outbox_mail where purpose = 'deal'")


@pytest.fixture
async def one_deal(world_conn, world):
    """Only wang's deal with lin goes on."""
    await world_conn.execute(
        "update deal set founder_until = '2099-01-01', provider_until = '2099-01-01' where id <> $1",
        world.talk["wang_lin"],
    )
    # Money that waits for an answer is no silence.
    await world_conn.execute(
        "insert into funding_step (record_id, step, person_id, body_id, lang, taken_at) "
        "values ($1, 'withdrawn', $2, $3, 'zh', '2026-05-15')",
        world.record["wang_lin"],
        world.person["wang"],
        world.org["wang"],
    )


async def test_silence_is_flagged_to_both_once_and_ended_by_any_act(
    world_db, world_conn, world, clock, lin, wang, one_deal
):
    assert await flag_silences(world_db, clock, DAYS) == 0
    clock.instant += timedelta(days=DAYS)
    await change(world_db, clock, lin, world)

    assert [await flag_silences(world_db, clock, DAYS) for _ in range(2)] == [1, 0]

    assert await silences(world_conn) == [("provider", True)]
    assert await n_mails(world_conn) == 2
    deal = (await shown(world_db, clock, lin, world)).deal
    assert deal.silent == (DealSide.PROVIDER,)
    assert deal.waits_on(DealSide.PROVIDER)

    await change(world_db, clock, wang, world, revision=1, state=ItemState.OPEN)

    assert await silences(world_conn) == [("provider", False)]
    assert (await shown(world_db, clock, lin, world)).deal.silent == ()


async def test_still_looking_keeps_the_silence_away_until_its_day(
    world_db, world_conn, world, clock, wang, one_deal
):
    until = (clock.now() + timedelta(days=30)).date()
    await take_step(
        world_db,
        clock,
        viewer=wang,
        deal_id=world.talk["wang_lin"],
        new=NewStep(DealStep.STILL_LOOKING, until_on=until),
        key="k",
    )
    clock.instant += timedelta(days=29)
    await flag_silences(world_db, clock, DAYS)

    assert await silences(world_conn) == [("founder", True)]

    clock.instant += timedelta(days=3)
    await flag_silences(world_db, clock, DAYS)

    assert await silences(world_conn) == [("founder", True), ("provider", True)]


async def test_ended_deal_and_money_that_waits_are_no_silence(
    world_db, world_conn, world, clock, lin, one_deal
):
    await take_step(
        world_db,
        clock,
        viewer=lin,
        deal_id=world.talk["wang_lin"],
        new=NewStep(DealStep.ENDED),
        key="k",
    )
    clock.instant += timedelta(days=40)

    assert await flag_silences(world_db, clock, DAYS) == 0


async def test_organiser_of_the_event_sees_who_is_silent(world_db, world_conn, world, clock, one_deal):
    await world_conn.execute(
        "update event set during = tstzrange($2::timestamptz, $2 + interval '8 hours') where id = $1",
        world.event["zhao"],
        clock.now() - timedelta(days=3),
    )
    clock.instant += timedelta(days=20)
    await flag_silences(world_db, clock, DAYS)
    zhao = await viewer_of(world_db, clock, "zhao")

    found = await open_event_deals(world_db, viewer=zhao, event_id=world.event["zhao"])

    assert {(s.pitch_name, s.provider_name, s.side) for s in found.silent} == {
        ("lin 项目", "王天使", DealSide.FOUNDER),
        ("lin 项目", "王天使", DealSide.PROVIDER),
    }
