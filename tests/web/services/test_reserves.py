"""Pitches in reserve: their order, the offer, the answer, and silence."""

from __future__ import annotations

from datetime import timedelta

import pytest

from models.entities.vocabulary import Answer, ReserveStatus
from models.errors import Conflict, NotFound
from tests.web.services.event_stories import SITE, START, cancel, facts, mails, viewer
from web.services.events import create_event, publish_event
from web.services.invitations import select_pitches
from web.services.participation import answer_invitation, list_participations
from web.services.registrations import list_own
from web.services.reserves import (
    add_reserve,
    answer_offer,
    lapse_offers,
    move_reserve,
    open_reserves,
    remove_reserve,
)

pytestmark = pytest.mark.anyio


async def shown_pitch(db, world, persona, name):
    """One more pitch of a company that may be shown."""
    async with db.transaction() as conn:
        pitch = await conn.fetchval(
            """insert into pitch (company_id, created_by, created_at, changed_at, status, approved_version,
                   approved_at, showcased)
               select company_id, created_by, created_at, changed_at, status, approved_version, approved_at,
                   showcased
               from pitch where id = $1 returning id""",
            world.pitch[persona],
        )
        await conn.execute(
            """insert into pitch_version select (jsonb_populate_record(v, jsonb_build_object(
                   'pitch_id', $2::bigint, 'name', $3::text, 'deck_id', null))).*
               from pitch_version v join pitch p on p.id = v.pitch_id and p.approved_version = v.version
               where v.pitch_id = $1""",
            world.pitch[persona],
            pitch,
            name,
        )
        await conn.execute(
            """insert into consent (pitch_id, person_id, purpose, text_version, lang, given_at)
               select $2, person_id, purpose, text_version, lang, given_at from consent
               where pitch_id = $1 and revoked_at is null""",
            world.pitch[persona],
            pitch,
        )
    return pitch


async def roadshow(db, clock, world, reserves):
    """Zhao's roadshow with lin's pitch selected, and these pitches in reserve."""
    zhao = await viewer(db, clock, "zhao")
    event_id = await create_event(db, clock, viewer=zhao, facts=facts(offer_hours=12))
    await select_pitches(db, clock, viewer=zhao, event_id=event_id, pitch_ids=[world.pitch["lin"]], site=SITE)
    await publish_event(db, clock, viewer=zhao, event_id=event_id)
    for pitch in reserves:
        await add_reserve(db, clock, viewer=zhao, event_id=event_id, pitch_id=pitch)
    return zhao, event_id


async def declines(db, clock, event_id, persona="lin", answer=Answer.DECLINED):
    who = await viewer(db, clock, persona)
    own = await list_participations(db, viewer=who, side="founder")
    one = next(p.participant.id for p in own if p.event.id == event_id)
    await answer_invitation(db, clock, viewer=who, participant_id=one, answer=answer, site=SITE)


async def states(db, zhao, event_id):
    found = await open_reserves(db, viewer=zhao, event_id=event_id)
    return [(r.pitch_name, r.status) for r in found.reserves]


async def test_declined_place_is_offered_to_the_first_reserve_for_so_many_hours(
    world_db, clock, world
) -> None:
    other = await shown_pitch(world_db, world, "qian", "第二项目")
    zhao, event_id = await roadshow(world_db, clock, world, [other, world.pitch["qian"]])

    await declines(world_db, clock, event_id)

    [first, second] = (await open_reserves(world_db, viewer=zhao, event_id=event_id)).reserves
    assert (first.pitch_id, first.status) == (other, ReserveStatus.OFFERED)
    assert first.offer_until == clock.now() + timedelta(hours=12)
    assert second.status is ReserveStatus.WAITING
    [mail] = await mails(world_db, "reserve_offered")
    assert (mail["to_address"], "第二项目" in mail["subject"]) == ("qian@example.test", True)


async def test_reserve_who_takes_the_place_comes_and_the_organiser_is_told(world_db, clock, world) -> None:
    zhao, event_id = await roadshow(world_db, clock, world, [world.pitch["qian"]])
    await declines(world_db, clock, event_id)
    qian = await viewer(world_db, clock, "qian")
    [(_, offer)] = [o for o in (await list_own(world_db, clock, viewer=qian)).offers if o[0].id == event_id]

    await answer_offer(world_db, clock, viewer=qian, reserve_id=offer.id, accept=True, site=SITE)

    own = await list_participations(world_db, viewer=qian, side="founder")
    [mine] = [p.participant for p in own if p.event.id == event_id]
    assert (mine.answer, mine.person_id) == (Answer.ACCEPTED, world.person["qian"])
    assert await states(world_db, zhao, event_id) == [("qian 项目", ReserveStatus.ACCEPTED)]
    assert [m["to_address"] for m in await mails(world_db, "reserve_answered")] == ["zhao@example.test"]
    with pytest.raises(Conflict) as refused:
        await declines(world_db, clock, event_id, answer=Answer.ACCEPTED)
    assert refused.value.code == "place_given_on"


async def test_refusal_asks_the_next_and_silence_too(world_db, clock, world) -> None:
    other = await shown_pitch(world_db, world, "qian", "第二项目")
    third = await shown_pitch(world_db, world, "qian", "第三项目")
    zhao, event_id = await roadshow(world_db, clock, world, [world.pitch["qian"], other, third])
    await declines(world_db, clock, event_id)
    qian = await viewer(world_db, clock, "qian")
    [first, *_] = (await open_reserves(world_db, viewer=zhao, event_id=event_id)).reserves

    await answer_offer(world_db, clock, viewer=qian, reserve_id=first.id, accept=False, site=SITE)
    clock.instant += timedelta(hours=13)
    n_lapsed = await lapse_offers(world_db, clock, SITE)

    assert n_lapsed == 1
    assert await states(world_db, zhao, event_id) == [
        ("qian 项目", ReserveStatus.DECLINED),
        ("第二项目", ReserveStatus.LAPSED),
        ("第三项目", ReserveStatus.OFFERED),
    ]
    with pytest.raises(Conflict):
        await answer_offer(world_db, clock, viewer=qian, reserve_id=first.id, accept=True, site=SITE)
    with pytest.raises(NotFound):
        lin = await viewer(world_db, clock, "lin")
        await answer_offer(world_db, clock, viewer=lin, reserve_id=first.id, accept=True, site=SITE)


async def test_offer_answered_too_late_is_refused(world_db, clock, world) -> None:
    zhao, event_id = await roadshow(world_db, clock, world, [world.pitch["qian"]])
    await declines(world_db, clock, event_id)
    [offer] = (await open_reserves(world_db, viewer=zhao, event_id=event_id)).reserves
    clock.instant += timedelta(hours=12)

    with pytest.raises(Conflict) as refused:
        await answer_offer(
            world_db,
            clock,
            viewer=await viewer(world_db, clock, "qian"),
            reserve_id=offer.id,
            accept=True,
            site=SITE,
        )

    assert refused.value.code == "offer_lapsed"


async def test_reserve_at_another_event_in_that_time_is_passed_over(world_db, clock, world) -> None:
    zhao, event_id = await roadshow(world_db, clock, world, [world.pitch["qian"]])
    other = await create_event(world_db, clock, viewer=zhao, facts=facts())
    await select_pitches(
        world_db, clock, viewer=zhao, event_id=other, pitch_ids=[world.pitch["qian"]], site=SITE
    )
    await declines(world_db, clock, other, "qian", Answer.ACCEPTED)

    await declines(world_db, clock, event_id)

    assert await states(world_db, zhao, event_id) == [("qian 项目", ReserveStatus.WAITING)]
    assert await mails(world_db, "reserve_offered") == []


async def test_nobody_is_asked_once_the_event_has_begun_or_is_cancelled(world_db, clock, world) -> None:
    zhao, begun = await roadshow(world_db, clock, world, [world.pitch["qian"]])
    _, off = await roadshow(world_db, clock, world, [world.pitch["qian"]])
    await declines(world_db, clock, off)
    await cancel(world_db, clock, zhao, off)
    clock.instant = START + timedelta(minutes=5)

    await declines(world_db, clock, begun)

    assert await states(world_db, zhao, begun) == [("qian 项目", ReserveStatus.WAITING)]
    assert await states(world_db, zhao, off) == [("qian 项目", ReserveStatus.LAPSED)]


async def test_order_is_the_organiser_s_and_selection_ends_the_reserve(world_db, clock, world) -> None:
    other = await shown_pitch(world_db, world, "qian", "第二项目")
    zhao, event_id = await roadshow(world_db, clock, world, [world.pitch["qian"], other])
    own = {"viewer": zhao, "event_id": event_id}
    [first, second] = (await open_reserves(world_db, **own)).reserves

    await move_reserve(world_db, **own, reserve_id=second.id, earlier=True)
    moved = [r.id for r in (await open_reserves(world_db, **own)).reserves]
    await select_pitches(world_db, clock, **own, pitch_ids=[other], site=SITE)
    left = [r.id for r in (await open_reserves(world_db, **own)).reserves]
    await remove_reserve(world_db, clock, **own, reserve_id=first.id)

    assert moved == [second.id, first.id]
    assert left == [first.id]
    assert (await open_reserves(world_db, **own)).reserves == []
    with pytest.raises(Conflict):
        await add_reserve(world_db, clock, **own, pitch_id=world.pitch["lin"])
    with pytest.raises(NotFound):
        await open_reserves(world_db, viewer=await viewer(world_db, clock, "zhou"), event_id=event_id)
