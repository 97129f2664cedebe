"""Versions: what changes between them, the way back, a plan made again around the released one, held mails."""

from __future__ import annotations

from datetime import timedelta

import pytest

from models.entities.mail import MailText
from models.entities.plans import PlanStatus
from models.entities.vocabulary import Answer
from models.errors import Conflict, Invalid, NotFound
from tests.web.services.event_stories import (
    SITE,
    correct,
    mails,
    outcomes,
    released,
    solved,
    viewer,
)
from web.pages.certificates import certificate
from web.services.bookings import release_plan
from web.services.participation import answer_meeting, open_own_plan
from web.services.plan_board import open_plan
from web.services.plan_corrections import entries_of
from web.services.plan_versions import compare_versions, copy_plan
from web.services.planning import request_plan, solve_pending
from web.services.release_mail import open_outbox, remove_held, send_held, set_mail_text

pytestmark = pytest.mark.anyio


async def plan_again(db, clock, zhao, event_id, price="balanced"):
    plan_id = await request_plan(
        db, clock, viewer=zhao, event_id=event_id, around_released=True, price=price, seconds=10
    )
    await solve_pending(db, clock, work=20)
    return plan_id


async def decline_one(db, clock, name, event_id):
    """The first meeting of a person falls away."""
    who = await viewer(db, clock, name)
    entry = next(
        e for e in (await open_own_plan(db, viewer=who, event_id=event_id)).entries if e.kind == "meeting"
    )
    await answer_meeting(
        db, clock, viewer=who, meeting_id=entry.item_id, side=entry.side, expected=entry.own_answer,
        answer=Answer.DECLINED, site=SITE,
    )  # fmt: skip
    return entry


async def test_headline_no_longer_claims_what_declined_meetings_took_away(world_db, clock, world) -> None:
    zhao, event_id, plan_id = await released(world_db, clock, world)
    before = (await open_plan(world_db, viewer=zhao, event_id=event_id, plan_id=plan_id)).plan

    await decline_one(world_db, clock, "lin", event_id)

    after = (await open_plan(world_db, viewer=zhao, event_id=event_id, plan_id=plan_id)).plan
    assert "求解时" not in certificate(before)
    assert "求解时" in certificate(after)
    assert "1 场洽谈取消" in certificate(after)
    assert after.standing_value < (after.solved_value or 0.0) == after.bound


async def test_headline_tells_corrections_by_hand_until_they_are_undone(world_db, clock, world) -> None:
    zhao, event_id, plan_id = await solved(world_db, clock, world)
    board = await open_plan(world_db, viewer=zhao, event_id=event_id, plan_id=plan_id)
    m = board.contents.meetings[0]

    await correct(
        world_db, clock, zhao, event_id, plan_id, "remove", participant=m.founder_id, provider=m.provider_id
    )
    corrected = (await open_plan(world_db, viewer=zhao, event_id=event_id, plan_id=plan_id)).plan
    await correct(world_db, clock, zhao, event_id, plan_id, "undo", revision=1)
    undone = (await open_plan(world_db, viewer=zhao, event_id=event_id, plan_id=plan_id)).plan

    assert "1 处手工修改" in certificate(corrected)
    assert certificate(undone) == certificate(board.plan)


async def test_changes_between_two_versions_name_each_move(world_db, clock, world) -> None:
    zhao, event_id, plan_id = await released(world_db, clock, world)
    second = await copy_plan(world_db, clock, viewer=zhao, event_id=event_id, plan_id=plan_id)
    board = await open_plan(world_db, viewer=zhao, event_id=event_id, plan_id=second)
    m = board.contents.meetings[0]
    await correct(
        world_db, clock, zhao, event_id, second, "remove", participant=m.founder_id, provider=m.provider_id
    )

    found = await compare_versions(world_db, viewer=zhao, event_id=event_id, plan_id=second, since_id=None)

    assert (found.before.id, found.after.id) == (plan_id, second)
    assert [(x.kind, x.founder_id, x.provider_id) for x in found.moves] == [
        ("dropped", m.founder_id, m.provider_id)
    ]
    back = await compare_versions(world_db, viewer=zhao, event_id=event_id, plan_id=plan_id, since_id=second)
    assert [x.kind for x in back.moves] == ["new"]


async def test_older_version_comes_back_as_a_draft_and_nothing_is_lost(world_db, clock, world) -> None:
    zhao, event_id, plan_id = await released(world_db, clock, world)

    copy_id = await copy_plan(world_db, clock, viewer=zhao, event_id=event_id, plan_id=plan_id)

    old = await open_plan(world_db, viewer=zhao, event_id=event_id, plan_id=plan_id)
    new = await open_plan(world_db, viewer=zhao, event_id=event_id, plan_id=copy_id)
    assert (old.plan.status, new.plan.status) == (PlanStatus.RELEASED, PlanStatus.DRAFT)
    assert new.plan.former_version == old.plan.version
    assert entries_of(new.contents) == entries_of(old.contents)
    with pytest.raises(NotFound):
        await copy_plan(
            world_db, clock, viewer=await viewer(world_db, clock, "zhou"), event_id=event_id, plan_id=plan_id
        )


async def test_copy_waits_for_the_plan_that_is_being_made(world_db, clock, world) -> None:
    zhao, event_id, plan_id = await released(world_db, clock, world)
    await request_plan(world_db, clock, viewer=zhao, event_id=event_id)

    with pytest.raises(Conflict) as refused:
        await copy_plan(world_db, clock, viewer=zhao, event_id=event_id, plan_id=plan_id)

    assert refused.value.code == "plan_is_being_made"


# ---------------------------------------------------------------- around the released version


async def test_plan_made_again_without_a_change_moves_nobody(world_db, clock, world) -> None:
    zhao, event_id, plan_id = await released(world_db, clock, world)

    second = await plan_again(world_db, clock, zhao, event_id)

    found = await compare_versions(world_db, viewer=zhao, event_id=event_id, plan_id=second, since_id=plan_id)
    assert [m for m in found.moves if m.kind != "seated"] == []
    assert found.after.former_version == 1


async def test_declined_pair_is_not_asked_again(world_db, clock, world) -> None:
    zhao, event_id, _ = await released(world_db, clock, world)
    clock.instant += timedelta(minutes=1)
    entry = await decline_one(world_db, clock, "lin", event_id)

    second = await plan_again(world_db, clock, zhao, event_id)

    board = await open_plan(world_db, viewer=zhao, event_id=event_id, plan_id=second)
    assert (entry.participant_id, entry.partner_id) not in {
        (m.founder_id, m.provider_id) for m in board.contents.meetings
    }


async def test_nobody_is_moved_who_is_within_ten_minutes_of_a_meeting(world_db, clock, world) -> None:
    zhao, event_id, plan_id = await released(world_db, clock, world)
    board = await open_plan(world_db, viewer=zhao, event_id=event_id, plan_id=plan_id)
    slots = {s.id: s for s in board.facts.slots}
    first = min(board.contents.meetings, key=lambda m: slots[m.slot_id].starts_at)
    clock.instant = slots[first.slot_id].starts_at - timedelta(minutes=9)

    second = await plan_again(world_db, clock, zhao, event_id, price="best")

    after = await open_plan(world_db, viewer=zhao, event_id=event_id, plan_id=second)
    now = {(m.founder_id, m.provider_id): m.slot_id for m in after.contents.meetings}
    for m in board.contents.meetings:
        if {m.founder_id, m.provider_id} & {first.founder_id, first.provider_id}:
            assert now[m.founder_id, m.provider_id] == m.slot_id
    # What begins so soon is closed for everybody else.
    closed = {s.id for s in board.facts.meeting_slots if s.starts_at < clock.now() + timedelta(minutes=10)}
    held = {(m.founder_id, m.provider_id) for m in board.contents.meetings if m.slot_id in closed}
    assert {pair for pair, slot in now.items() if slot in closed} == held


async def test_version_that_would_move_people_too_late_is_refused(world_db, clock, world) -> None:
    zhao, event_id, _ = await released(world_db, clock, world)
    second = await plan_again(world_db, clock, zhao, event_id)
    board = await open_plan(world_db, viewer=zhao, event_id=event_id, plan_id=second)
    m = board.contents.meetings[0]
    await correct(
        world_db, clock, zhao, event_id, second, "remove", participant=m.founder_id, provider=m.provider_id
    )
    slot = next(s for s in board.facts.slots if s.id == m.slot_id)
    clock.instant = slot.starts_at - timedelta(minutes=5)

    with pytest.raises(Conflict) as refused:
        await release_plan(
            world_db, clock, viewer=zhao, event_id=event_id, plan_id=second, revision=1, site=SITE
        )

    assert refused.value.code == "moves_people_too_late"


async def test_planning_around_needs_a_released_version_and_a_known_price(world_db, clock, world) -> None:
    zhao, event_id, _ = await solved(world_db, clock, world)

    with pytest.raises(Conflict) as nothing:
        await request_plan(world_db, clock, viewer=zhao, event_id=event_id, around_released=True)
    with pytest.raises(Invalid):
        await request_plan(world_db, clock, viewer=zhao, event_id=event_id, price="cheap")
    with pytest.raises(Invalid):
        await request_plan(world_db, clock, viewer=zhao, event_id=event_id, seconds=3600)

    assert nothing.value.code == "no_released_plan"


# ---------------------------------------------------------------- mails that wait


async def held(db, clock, world):
    zhao, event_id, plan_id = await solved(db, clock, world)
    await release_plan(
        db, clock, viewer=zhao, event_id=event_id, plan_id=plan_id, revision=0, site=SITE, hold=True
    )
    return zhao, event_id, plan_id


def states(rows):
    return sorted({(r["to_address"].split("@")[0], r["status"]) for r in rows})


async def test_mails_wait_until_sent_and_two_presses_send_once(cloned_world_db, clock, world) -> None:
    db = cloned_world_db
    zhao, event_id, _ = await held(db, clock, world)
    waiting = await mails(db, "plan_released")

    lost = await outcomes(
        *(send_held(db, clock, viewer=zhao, event_id=event_id, site=SITE) for _ in range(4))
    )

    gone = await mails(db, "plan_released")
    assert {r["status"] for r in waiting} == {"held"}
    assert sorted(lost) == [False, True, True, True]
    assert [r["id"] for r in gone] == [r["id"] for r in waiting]
    assert {r["status"] for r in gone} == {"queued"}


async def test_mail_taken_out_does_not_go(world_db, clock, world) -> None:
    zhao, event_id, _ = await held(world_db, clock, world)
    one = (await open_outbox(world_db, viewer=zhao, event_id=event_id)).mails[0]

    await remove_held(world_db, clock, viewer=zhao, event_id=event_id, mail_id=one.id)
    n = await send_held(world_db, clock, viewer=zhao, event_id=event_id, site=SITE)

    assert n == 3
    status = {r["id"]: r["status"] for r in await mails(world_db, "plan_released")}
    assert status[one.id] == "removed"
    with pytest.raises(Conflict):
        await remove_held(world_db, clock, viewer=zhao, event_id=event_id, mail_id=one.id)


async def test_words_around_the_plan_stand_in_every_mail_of_their_language(world_db, clock, world) -> None:
    zhao, event_id, _ = await held(world_db, clock, world)
    text = MailText("zh", "请看您的安排", "各位好：", "期待见面。")

    await set_mail_text(world_db, clock, viewer=zhao, event_id=event_id, text=text, site=SITE)

    for row in await mails(world_db, "plan_released"):
        assert row["subject"] == "请看您的安排"
        assert row["body"].startswith("各位好：\n\n")
        assert row["body"].endswith("\n\n期待见面。")
        assert f"{SITE}/events/{event_id}/my-plan" in row["body"]


async def test_held_mail_goes_with_the_plan_as_it_stands(world_db, clock, world) -> None:
    zhao, event_id, _ = await held(world_db, clock, world)
    before = {r["to_address"]: r["body"] for r in await mails(world_db, "plan_released")}
    await decline_one(world_db, clock, "lin", event_id)

    await send_held(world_db, clock, viewer=zhao, event_id=event_id, site=SITE)

    after = {r["to_address"]: r["body"] for r in await mails(world_db, "plan_released")}
    assert len(after["lin@example.test"]) < len(before["lin@example.test"])
    assert after["qian@example.test"] == before["qian@example.test"]


async def test_next_release_tells_whom_the_held_mails_never_reached(world_db, clock, world) -> None:
    zhao, event_id, plan_id = await held(world_db, clock, world)
    text = MailText("zh", "", "各位好：", "")
    await set_mail_text(world_db, clock, viewer=zhao, event_id=event_id, text=text, site=SITE)
    second = await copy_plan(world_db, clock, viewer=zhao, event_id=event_id, plan_id=plan_id)

    effect = await release_plan(
        world_db, clock, viewer=zhao, event_id=event_id, plan_id=second, revision=0, site=SITE, hold=True
    )

    rows = await mails(world_db, "plan_released")
    assert len(effect.person_ids) == 4
    assert [r["status"] for r in rows] == ["removed"] * 4 + ["held"] * 4
    assert all(r["body"].startswith("各位好：") for r in rows[4:])
    # They never read of a plan, so theirs has not "changed".
    assert all("有变动" not in r["subject"] and "改" not in r["subject"] for r in rows[4:])


async def test_outbox_is_its_own_organiser_s_alone(world_db, clock, world) -> None:
    _, event_id, _ = await held(world_db, clock, world)

    for name in ("zhou", "lin"):
        who = await viewer(world_db, clock, name)
        with pytest.raises(NotFound):
            await open_outbox(world_db, viewer=who, event_id=event_id)
        with pytest.raises(NotFound):
            await send_held(world_db, clock, viewer=who, event_id=event_id, site=SITE)
    assert {r["status"] for r in await mails(world_db, "plan_released")} == {"held"}
