"""An event from its making to the released plan, through the services that pages and seeds call."""

from __future__ import annotations

import asyncio
import hashlib
from datetime import UTC, datetime, timedelta

import pytest
from icalendar import Calendar

from models.db import Database
from models.entities.events import EventFacts
from models.entities.plans import PlanStatus
from models.entities.viewer import Viewer
from models.entities.vocabulary import Answer, Attendance, EventKind, EventStatus, Role
from models.errors import Conflict, Invalid, NotFound
from models.repositories.sessions import SessionRepository
from tests.personas import token
from web.services.bookings import preview_release, release_plan
from web.services.calendars import open_feed, renew_feed
from web.services.events import (
    SlotSeries,
    add_slots,
    cancel_event,
    create_event,
    edit_event,
    open_board,
    open_event,
    open_public_event,
    publish_event,
    remove_slots,
)
from web.services.invitations import invite_juror, invite_providers, select_pitches
from web.services.participation import (
    answer_invitation,
    answer_meeting,
    answer_pitch_slot,
    list_participations,
    open_availability,
    open_own_plan,
    set_availability,
)
from web.services.plan_board import meeting_options, move_meeting, move_pitch, open_plan, pitch_options, set_lock
from web.services.planning import request_plan, solve_pending

pytestmark = pytest.mark.anyio
START = datetime(2026, 7, 1, 1, 0, tzinfo=UTC)
SITE = "http://shoutou.test"


def facts(**change):
    values = {
        "kind": EventKind.ROADSHOW, "title_zh": "七月路演", "title_en": "July roadshow", "about_zh": "冷链专场",
        "about_en": "", "starts_at": START, "ends_at": START + timedelta(hours=8), "timezone": "Asia/Shanghai",
        "attendance": Attendance.ON_SITE, "place": "会议中心", "link": "", "district": "jingkou",
        "languages": ("zh", "en"), "n_tables": 2, "rooms": ("A",),
    }
    return EventFacts(**(values | change))


async def viewer(db: Database, clock, persona: str) -> Viewer:
    async with db.read() as conn:
        found = await SessionRepository(conn).viewer(hashlib.sha256(token(persona).encode()).digest(), clock.now())
    assert found is not None
    return found[0]


async def mails(db: Database, purpose: str):
    async with db.read() as conn:
        return await conn.fetch("select * from outbox_mail where purpose = $1 order by id", purpose)


async def accept_all(db, clock, event_id, people=("lin", "qian", "wang", "chen")):
    for name in people:
        who = await viewer(db, clock, name)
        side = "founder" if Role.FOUNDER in who.roles else "provider"
        for one in await list_participations(db, viewer=who, side=side):
            if one.event.id == event_id:
                await answer_invitation(
                    db, clock, viewer=who, participant_id=one.participant.id, answer=Answer.ACCEPTED
                )


async def prepared(db, clock, world):
    """Zhao's July roadshow with two founders and two providers who come, published."""
    zhao = await viewer(db, clock, "zhao")
    event_id = await create_event(db, clock, viewer=zhao, facts=facts())
    await add_slots(
        db, clock, viewer=zhao, event_id=event_id,
        series=[SlotSeries("pitch", START, 15, 3, 5), SlotSeries("meeting", START + timedelta(hours=2), 20, 3, 10)],
    )
    await select_pitches(
        db, clock, viewer=zhao, event_id=event_id, pitch_ids=[world.pitch["lin"], world.pitch["qian"]], site=SITE
    )
    await invite_providers(
        db, clock, viewer=zhao, event_id=event_id,
        organisation_ids=[world.org["wang"], world.org["chen"], world.org["wu"]], site=SITE,
    )
    await publish_event(db, clock, viewer=zhao, event_id=event_id)
    await accept_all(db, clock, event_id)
    return zhao, event_id


async def solved(db, clock, world):
    zhao, event_id = await prepared(db, clock, world)
    plan_id = await request_plan(db, clock, viewer=zhao, event_id=event_id)
    await solve_pending(db, clock, work=20)
    return zhao, event_id, plan_id


async def released(db, clock, world):
    zhao, event_id, plan_id = await solved(db, clock, world)
    board = await open_plan(db, viewer=zhao, event_id=event_id, plan_id=plan_id)
    await release_plan(
        db, clock, viewer=zhao, event_id=event_id, plan_id=plan_id, revision=board.plan.revision, site=SITE
    )
    return zhao, event_id, plan_id


async def test_invitation_reaches_only_pitches_on_show_and_vetted_providers(world_db, clock, world) -> None:
    zhao, event_id = await prepared(world_db, clock, world)

    again = await select_pitches(
        world_db, clock, viewer=zhao, event_id=event_id,
        pitch_ids=[world.pitch["lin"], world.pitch["lin_draft"], world.pitch["lin_submitted"]], site=SITE,
    )

    board = await open_board(world_db, viewer=zhao, event_id=event_id)
    assert again == []
    assert {p.organisation_id for p in board.participants} == {world.org[k] for k in ("lin", "qian", "wang", "chen")}
    sent = await mails(world_db, "invitation")
    assert sorted(m["to_address"] for m in sent) == [f"{k}@example.test" for k in ("chen", "lin", "qian", "wang")]
    assert all(m["subject"].startswith("七月路演") for m in sent)


async def test_solved_plan_is_sound_and_proves_its_value(world_db, clock, world) -> None:
    zhao, event_id, plan_id = await solved(world_db, clock, world)

    board = await open_plan(world_db, viewer=zhao, event_id=event_id, plan_id=plan_id)

    assert board.plan.status is PlanStatus.DRAFT
    assert board.obstacles == ()
    assert board.without_slot == []
    assert board.plan.solver_status == "optimal"
    assert board.plan.value == pytest.approx(board.plan.bound)
    assert board.plan.value == pytest.approx(sum(m.value for m in board.contents.meetings))
    # Lin's company meets the angel who is interested and the bank that was introduced.
    met = {(m.founder_id, m.provider_id) for m in board.contents.meetings}
    by_org = {p.organisation_id: p.id for p in board.facts.participants}
    assert (by_org[world.org["lin"]], by_org[world.org["wang"]]) in met
    assert (by_org[world.org["lin"]], by_org[world.org["chen"]]) in met


async def test_plan_respects_what_people_said_of_their_time(world_db, clock, world) -> None:
    zhao, event_id = await prepared(world_db, clock, world)
    lin = await viewer(world_db, clock, "lin")
    mine = next(p for p in await list_participations(world_db, viewer=lin, side="founder") if p.event.id == event_id)
    said = await open_availability(world_db, viewer=lin, participant_id=mine.participant.id)
    pitch_slots = [s for s in said.slots if s.kind == "pitch"]
    meeting_slots = [s for s in said.slots if s.kind == "meeting"]

    await set_availability(
        world_db, clock, viewer=lin, participant_id=mine.participant.id,
        free_slot_ids=[pitch_slots[2].id, meeting_slots[1].id],
    )
    plan_id = await request_plan(world_db, clock, viewer=zhao, event_id=event_id)
    await solve_pending(world_db, clock, work=20)

    board = await open_plan(world_db, viewer=zhao, event_id=event_id, plan_id=plan_id)
    placed = {p.participant_id: p.slot_id for p in board.contents.pitches}
    assert placed[mine.participant.id] == pitch_slots[2].id
    assert {m.slot_id for m in board.contents.meetings if m.founder_id == mine.participant.id} <= {meeting_slots[1].id}


async def test_founder_who_is_never_free_is_left_out_with_the_reason(world_db, clock, world) -> None:
    zhao, event_id = await prepared(world_db, clock, world)
    lin = await viewer(world_db, clock, "lin")
    mine = next(p for p in await list_participations(world_db, viewer=lin, side="founder") if p.event.id == event_id)
    await set_availability(world_db, clock, viewer=lin, participant_id=mine.participant.id, free_slot_ids=[])

    plan_id = await request_plan(world_db, clock, viewer=zhao, event_id=event_id)
    await solve_pending(world_db, clock, work=20)

    board = await open_plan(world_db, viewer=zhao, event_id=event_id, plan_id=plan_id)
    codes = {(n["code"], n["participant"]) for n in board.plan.notes if "participant" in n}
    assert ("never_free", mine.participant.id) in codes
    assert ("below_minimum", mine.participant.id) in codes


async def test_plan_without_founders_fails_with_its_cause(world_db, clock, world) -> None:
    zhao = await viewer(world_db, clock, "zhao")
    event_id = await create_event(world_db, clock, viewer=zhao, facts=facts())
    await add_slots(world_db, clock, viewer=zhao, event_id=event_id, series=[SlotSeries("pitch", START, 15, 1)])

    plan_id = await request_plan(world_db, clock, viewer=zhao, event_id=event_id)
    again = await request_plan(world_db, clock, viewer=zhao, event_id=event_id)
    n_solved = await solve_pending(world_db, clock)

    assert again == plan_id
    assert n_solved == 1
    board = await open_plan(world_db, viewer=zhao, event_id=event_id, plan_id=plan_id)
    assert (board.plan.status, board.plan.failure) == (PlanStatus.FAILED, "no_founder_accepted")
    assert await solve_pending(world_db, clock) == 0


async def test_release_books_people_and_mails_only_those_touched(world_db, clock, world) -> None:
    zhao, event_id, plan_id = await released(world_db, clock, world)
    first = await mails(world_db, "plan_released")

    second = await request_plan(world_db, clock, viewer=zhao, event_id=event_id)
    await solve_pending(world_db, clock, work=20)
    board = await open_plan(world_db, viewer=zhao, event_id=event_id, plan_id=second)
    by_org = {p.organisation_id: p.id for p in board.facts.participants}
    pair = (by_org[world.org["lin"]], by_org[world.org["wang"]])
    await move_meeting(
        world_db, clock, viewer=zhao, event_id=event_id, plan_id=second, revision=0,
        founder_id=pair[0], provider_id=pair[1], slot_id=None,
    )
    effect = await preview_release(world_db, viewer=zhao, event_id=event_id, plan_id=second)
    await release_plan(world_db, clock, viewer=zhao, event_id=event_id, plan_id=second, revision=1, site=SITE)

    assert sorted(m["to_address"] for m in first) == [f"{k}@example.test" for k in ("chen", "lin", "qian", "wang")]
    assert effect.person_ids == {world.person["lin"], world.person["wang"]}
    assert (effect.n_new, effect.n_moved, effect.n_dropped) == (0, 0, 1)
    later = (await mails(world_db, "plan_released"))[len(first) :]
    assert sorted(m["to_address"] for m in later) == ["lin@example.test", "wang@example.test"]
    calendar = Calendar.from_ical(later[1]["attachment"])
    states = {str(e["uid"]): str(e["status"]) for e in calendar.walk("VEVENT")}
    assert states[f"event-{event_id}-participant-{pair[1]}-meets-{pair[0]}@shoutou"] == "CANCELLED"
    board = await open_plan(world_db, viewer=zhao, event_id=event_id, plan_id=plan_id)
    assert board.plan.status is PlanStatus.SUPERSEDED


async def test_release_of_an_unpublished_event_is_refused(world_db, clock, world) -> None:
    zhou = await viewer(world_db, clock, "zhou")

    with pytest.raises(Invalid) as refused:
        await release_plan(
            world_db, clock, viewer=zhou, event_id=world.event["zhou"], plan_id=world.plan["zhou"], revision=0, site=SITE
        )

    assert refused.value.code == "event_not_published"


async def test_release_is_refused_when_somebody_has_declined_since(world_db, clock, world) -> None:
    zhao, event_id, plan_id = await solved(world_db, clock, world)
    lin = await viewer(world_db, clock, "lin")
    mine = next(p for p in await list_participations(world_db, viewer=lin, side="founder") if p.event.id == event_id)
    await answer_invitation(
        world_db, clock, viewer=lin, participant_id=mine.participant.id, answer=Answer.DECLINED, site=SITE
    )

    with pytest.raises(Conflict) as refused:
        await release_plan(
            world_db, clock, viewer=zhao, event_id=event_id, plan_id=plan_id, revision=0, site=SITE
        )

    assert refused.value.code == "plan_has_obstacles"


async def test_declined_meeting_frees_both_and_tells_the_other(world_db, clock, world) -> None:
    _, event_id, _ = await released(world_db, clock, world)
    wang, lin = await viewer(world_db, clock, "wang"), await viewer(world_db, clock, "lin")
    own = await open_own_plan(world_db, viewer=wang, event_id=event_id)
    meeting = next(e for e in own.entries if e.partner_name == "晨稷冷链")

    await answer_meeting(
        world_db, clock, viewer=wang, meeting_id=meeting.item_id, side="provider", expected=Answer.PENDING,
        answer=Answer.DECLINED, site=SITE,
    )

    theirs = await open_own_plan(world_db, viewer=lin, event_id=event_id)
    gone = next(e for e in theirs.entries if e.item_id == meeting.item_id and e.kind == "meeting")
    assert not gone.stands
    assert [m["to_address"] for m in await mails(world_db, "meeting_declined")] == ["lin@example.test"]
    async with world_db.read() as conn:
        taken = await conn.fetchval(
            "select count(*) from booking where event_id = $1 and not cancelled and lower(during) = $2 and person_id = any($3)",
            event_id, meeting.starts_at, [world.person["lin"], world.person["wang"]],
        )
    assert taken == 0
    with pytest.raises(Conflict):
        await answer_meeting(
            world_db, clock, viewer=wang, meeting_id=meeting.item_id, side="provider", expected=Answer.PENDING,
            answer=Answer.ACCEPTED,
        )
    with pytest.raises(NotFound):
        await answer_meeting(
            world_db, clock, viewer=await viewer(world_db, clock, "chen"), meeting_id=meeting.item_id, side="provider",
            expected=Answer.DECLINED, answer=Answer.ACCEPTED,
        )


async def test_declining_the_invitation_gives_back_all_time(world_db, clock, world) -> None:
    _, event_id, _ = await released(world_db, clock, world)
    lin = await viewer(world_db, clock, "lin")
    mine = next(p for p in await list_participations(world_db, viewer=lin, side="founder") if p.event.id == event_id)

    await answer_invitation(
        world_db, clock, viewer=lin, participant_id=mine.participant.id, answer=Answer.DECLINED, site=SITE
    )

    async with world_db.read() as conn:
        taken = await conn.fetchval(
            "select count(*) from booking where event_id = $1 and person_id = $2 and not cancelled",
            event_id, world.person["lin"],
        )
    assert taken == 0
    own = await open_own_plan(world_db, viewer=lin, event_id=event_id)
    assert not any(e.stands for e in own.entries)


async def test_people_see_their_own_meetings_alone(world_db, clock, world) -> None:
    _, event_id, _ = await released(world_db, clock, world)

    wang = await open_own_plan(world_db, viewer=await viewer(world_db, clock, "wang"), event_id=event_id)
    qian = await open_own_plan(world_db, viewer=await viewer(world_db, clock, "qian"), event_id=event_id)

    assert {p.organisation_id for p in wang.participants} == {world.org["wang"]}
    assert all(e.participant_id == wang.participants[0].id for e in wang.entries)
    assert "晨稷冷链" in {e.partner_name for e in wang.entries}
    assert {e.pitch_name for e in qian.entries} == {"qian 项目"}
    with pytest.raises(NotFound):
        await open_own_plan(world_db, viewer=await viewer(world_db, clock, "wu"), event_id=event_id)


async def test_public_programme_names_only_showcased_pitches(world_db, clock, world) -> None:
    _, event_id, _ = await released(world_db, clock, world)

    shown = await open_public_event(world_db, event_id=event_id)

    assert sorted((e.pitch_name, e.company_name) for e in shown.programme if e.pitch_name) == [("lin 项目", "晨稷冷链")]
    assert [e for e in shown.programme if e.pitch_name is None and e.company_name is None]
    with pytest.raises(NotFound):
        await open_public_event(world_db, event_id=world.event["zhou"])


async def test_personal_feed_keeps_its_entries_and_raises_the_sequence(world_db, clock, world) -> None:
    _, event_id, _ = await released(world_db, clock, world)
    lin = await viewer(world_db, clock, "lin")
    secret = await renew_feed(world_db, clock, viewer=lin)
    before = Calendar.from_ical(await open_feed(world_db, token=secret, site=SITE)).walk("VEVENT")
    own = await open_own_plan(world_db, viewer=lin, event_id=event_id)
    pitch = next(e for e in own.entries if e.kind == "pitch")

    await answer_pitch_slot(
        world_db, clock, viewer=lin, placed_id=pitch.item_id, expected=Answer.PENDING, answer=Answer.DECLINED
    )

    after = Calendar.from_ical(await open_feed(world_db, token=secret, site=SITE)).walk("VEVENT")
    mine = [e for e in after if f"event-{event_id}-" in str(e["uid"])]
    assert {str(e["uid"]) for e in before} == {str(e["uid"]) for e in after}
    assert min(e["sequence"] for e in mine) > min(e["sequence"] for e in before if f"event-{event_id}-" in str(e["uid"]))
    assert [str(e["status"]) for e in mine if str(e["uid"]).endswith("-pitch@shoutou")] == ["CANCELLED"]
    assert all(str(e["dtstart"].to_ical(), "ascii").endswith("Z") for e in after)
    await renew_feed(world_db, clock, viewer=lin)
    with pytest.raises(NotFound):
        await open_feed(world_db, token=secret, site=SITE)


async def test_cancelled_event_gives_back_time_and_tells_everybody(world_db, clock, world) -> None:
    zhao, event_id, _ = await released(world_db, clock, world)
    await invite_juror(
        world_db, clock, viewer=zhao, event_id=event_id, email="new@example.test", name="新评委", locale="zh", site=SITE
    )

    n_mails = await cancel_event(world_db, clock, viewer=zhao, event_id=event_id, reason="台风", site=SITE)

    assert n_mails == 5
    assert {m["to_address"] for m in await mails(world_db, "event_cancelled")} == {
        "chen@example.test", "lin@example.test", "new@example.test", "qian@example.test", "wang@example.test",
    }
    async with world_db.read() as conn:
        assert await conn.fetchval("select count(*) from booking where event_id = $1 and not cancelled", event_id) == 0
    with pytest.raises(Conflict):
        await cancel_event(world_db, clock, viewer=zhao, event_id=event_id, reason="", site=SITE)


async def test_another_body_s_event_is_not_known(world_db, clock, world) -> None:
    zhou = await viewer(world_db, clock, "zhou")

    for act in (
        open_event(world_db, viewer=zhou, event_id=world.event["zhao"]),
        open_board(world_db, viewer=zhou, event_id=world.event["zhao"]),
        publish_event(world_db, clock, viewer=zhou, event_id=world.event["zhao"]),
        request_plan(world_db, clock, viewer=zhou, event_id=world.event["zhao"]),
        open_plan(world_db, viewer=zhou, event_id=world.event["zhao"], plan_id=world.plan["zhao"]),
        open_plan(world_db, viewer=zhou, event_id=world.event["zhou"], plan_id=world.plan["zhao"]),
    ):
        with pytest.raises(NotFound):
            await act


async def test_edited_event_must_hold_its_slots_and_be_the_one_that_was_read(world_db, clock, world) -> None:
    zhao, event_id = await prepared(world_db, clock, world)
    event = await open_event(world_db, viewer=zhao, event_id=event_id)

    with pytest.raises(Invalid) as outside:
        await edit_event(
            world_db, clock, viewer=zhao, event_id=event_id, sequence=event.sequence,
            facts=facts(ends_at=START + timedelta(hours=1)), site=SITE,
        )
    await edit_event(
        world_db, clock, viewer=zhao, event_id=event_id, sequence=event.sequence, facts=facts(place="新大厅"), site=SITE
    )
    with pytest.raises(Conflict):
        await edit_event(
            world_db, clock, viewer=zhao, event_id=event_id, sequence=event.sequence, facts=facts(), site=SITE
        )

    assert outside.value.code == "slots_outside_event"
    assert len(await mails(world_db, "event_changed")) == 4
    assert (await open_event(world_db, viewer=zhao, event_id=event_id)).status is EventStatus.PUBLISHED


async def test_slots_that_overlap_are_refused_as_a_whole(world_db, clock, world) -> None:
    zhao, event_id = await prepared(world_db, clock, world)
    before = (await open_board(world_db, viewer=zhao, event_id=event_id)).slots

    with pytest.raises(Conflict) as taken:
        await add_slots(
            world_db, clock, viewer=zhao, event_id=event_id,
            series=[SlotSeries("meeting", START + timedelta(hours=1), 50, 3)],
        )

    assert taken.value.code == "slot_taken"
    assert (await open_board(world_db, viewer=zhao, event_id=event_id)).slots == before
    assert await remove_slots(world_db, clock, viewer=zhao, event_id=event_id, slot_ids=[before[0].id]) == 1


async def test_hand_correction_explains_what_it_would_break(world_db, clock, world) -> None:
    zhao, event_id, plan_id = await solved(world_db, clock, world)
    board = await open_plan(world_db, viewer=zhao, event_id=event_id, plan_id=plan_id)
    by_org = {p.organisation_id: p.id for p in board.facts.participants}
    lin = by_org[world.org["lin"]]
    meeting = next(m for m in board.contents.meetings if m.founder_id == lin)
    who = await viewer(world_db, clock, "lin")
    free = next(s for s in board.facts.pitch_slots if s.id not in {p.slot_id for p in board.contents.pitches})
    await set_availability(
        world_db, clock, viewer=who, participant_id=lin,
        free_slot_ids=[s.id for s in board.facts.slots if s.id != free.id],
    )

    board = await open_plan(world_db, viewer=zhao, event_id=event_id, plan_id=plan_id)
    option = next(o for o in pitch_options(board, lin) if o.slot.id == free.id)
    _, options = meeting_options(board, lin, meeting.provider_id)

    assert [o.code for o in option.obstacles] == ["not_free"]
    assert all(o.slot.id != meeting.slot_id for o in options)
    with pytest.raises(Conflict) as refused:
        await move_pitch(
            world_db, clock, viewer=zhao, event_id=event_id, plan_id=plan_id, revision=0, participant_id=lin,
            slot_id=free.id,
        )
    assert refused.value.code == "obstacle_not_free"


async def test_swapped_pitches_change_places_and_a_lock_survives_the_next_plan(world_db, clock, world) -> None:
    zhao, event_id, plan_id = await solved(world_db, clock, world)
    board = await open_plan(world_db, viewer=zhao, event_id=event_id, plan_id=plan_id)
    one, other = board.contents.pitches

    await move_pitch(
        world_db, clock, viewer=zhao, event_id=event_id, plan_id=plan_id, revision=0,
        participant_id=one.participant_id, slot_id=other.slot_id,
    )
    meeting = board.contents.meetings[0]
    await set_lock(
        world_db, clock, viewer=zhao, event_id=event_id, plan_id=plan_id, revision=1,
        participant_id=meeting.founder_id, provider_id=meeting.provider_id, locked=True,
    )
    second = await request_plan(world_db, clock, viewer=zhao, event_id=event_id)
    await solve_pending(world_db, clock, work=20)

    after = await open_plan(world_db, viewer=zhao, event_id=event_id, plan_id=second)
    placed = {p.participant_id: p.slot_id for p in after.contents.pitches}
    assert placed[one.participant_id] == other.slot_id
    kept = next(m for m in after.contents.meetings if (m.founder_id, m.provider_id) == (meeting.founder_id, meeting.provider_id))
    assert (kept.slot_id, kept.locked) == (meeting.slot_id, True)


# ---------------------------------------------------------------- races


async def outcomes(*acts):
    found = await asyncio.gather(*acts, return_exceptions=True)
    for one in found:
        if isinstance(one, BaseException) and not isinstance(one, Conflict):
            raise one
    return [isinstance(one, Conflict) for one in found]


async def test_two_organisers_take_the_last_slot_at_once_and_one_wins(cloned_world_db, clock, world) -> None:
    db = cloned_world_db
    zhao, event_id, plan_id = await solved(db, clock, world)
    board = await open_plan(db, viewer=zhao, event_id=event_id, plan_id=plan_id)
    free = next(s for s in board.facts.pitch_slots if s.id not in {p.slot_id for p in board.contents.pitches})

    lost = await outcomes(*(
        move_pitch(
            db, clock, viewer=zhao, event_id=event_id, plan_id=plan_id, revision=0,
            participant_id=p.participant_id, slot_id=free.id,
        )
        for p in board.contents.pitches
    ))

    after = await open_plan(db, viewer=zhao, event_id=event_id, plan_id=plan_id)
    assert sorted(lost) == [False, True]
    assert sum(p.slot_id == free.id for p in after.contents.pitches) == 1
    assert after.plan.revision == 1


async def test_database_refuses_the_same_slot_whoever_asks(cloned_world_db, clock, world) -> None:
    db = cloned_world_db
    _, _, plan_id = await solved(db, clock, world)
    async with db.transaction() as conn:
        rows = await conn.fetch("select participant_id, slot_id from plan_pitch where plan_id = $1", plan_id)
        await conn.execute("delete from plan_pitch where plan_id = $1", plan_id)

    async def put(participant_id: int) -> None:
        async with db.transaction() as conn:
            await conn.execute(
                "insert into plan_pitch (plan_id, slot_id, participant_id) values ($1, $2, $3)",
                plan_id, rows[0]["slot_id"], participant_id,
            )

    lost = await outcomes(*(put(r["participant_id"]) for r in rows))

    assert sorted(lost) == [False, True]


async def test_two_releases_at_once_release_and_mail_once(cloned_world_db, clock, world) -> None:
    db = cloned_world_db
    zhao, event_id, plan_id = await solved(db, clock, world)

    lost = await outcomes(*(
        release_plan(db, clock, viewer=zhao, event_id=event_id, plan_id=plan_id, revision=0, site=SITE)
        for _ in range(3)
    ))

    assert sorted(lost) == [False, True, True]
    assert len(await mails(db, "plan_released")) == 4


async def test_two_who_answer_at_once_are_answered_once(cloned_world_db, clock, world) -> None:
    db = cloned_world_db
    zhao = await viewer(db, clock, "zhao")
    event_id = await create_event(db, clock, viewer=zhao, facts=facts())
    (participant,) = await invite_providers(
        db, clock, viewer=zhao, event_id=event_id, organisation_ids=[world.org["wang"]], site=SITE
    )
    wang = await viewer(db, clock, "wang")

    lost = await outcomes(*(
        answer_invitation(
            db, clock, viewer=wang, participant_id=participant, answer=answer, expected=Answer.PENDING
        )
        for answer in (Answer.ACCEPTED, Answer.DECLINED)
    ))

    assert sorted(lost) == [False, True]


async def test_two_plans_asked_for_at_once_are_one(cloned_world_db, clock, world) -> None:
    db = cloned_world_db
    zhao, event_id = await prepared(db, clock, world)

    ids = await asyncio.gather(*(request_plan(db, clock, viewer=zhao, event_id=event_id) for _ in range(4)))
    solved_by = await asyncio.gather(*(solve_pending(db, clock, work=20) for _ in range(3)))

    assert len(set(ids)) == 1
    assert sum(solved_by) == 1


async def test_nobody_is_booked_in_two_events_at_once(cloned_world_db, clock, world) -> None:
    db = cloned_world_db
    events = []
    for name in ("zhao", "zhou"):
        who = await viewer(db, clock, name)
        event_id = await create_event(db, clock, viewer=who, facts=facts())
        await add_slots(db, clock, viewer=who, event_id=event_id, series=[SlotSeries("pitch", START, 15, 1)])
        await select_pitches(db, clock, viewer=who, event_id=event_id, pitch_ids=[world.pitch["lin"]], site=SITE)
        await publish_event(db, clock, viewer=who, event_id=event_id)
        await accept_all(db, clock, event_id, people=("lin",))
        plan_id = await request_plan(db, clock, viewer=who, event_id=event_id)
        events.append((who, event_id, plan_id))
    await solve_pending(db, clock, work=20)

    lost = await outcomes(*(
        release_plan(db, clock, viewer=who, event_id=event_id, plan_id=plan_id, revision=0, site=SITE)
        for who, event_id, plan_id in events
    ))

    async with db.read() as conn:
        booked = await conn.fetchval(
            "select count(*) from booking where person_id = $1 and not cancelled and lower(during) = $2",
            world.person["lin"], START,
        )
    assert sorted(lost) == [False, True]
    assert booked == 1
