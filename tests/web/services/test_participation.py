"""Those who come: their answers, their own plan, their calendar, and what others do not see."""

from __future__ import annotations

import pytest

from models.entities.vocabulary import Answer
from models.errors import Conflict, NotFound
from tests.web.services.event_stories import (
    SITE,
    entries_of,
    mails,
    released,
    viewer,
)
from web.services.events import (
    open_public_event,
)
from web.services.feeds import open_feed, renew_feed
from web.services.participation import (
    answer_invitation,
    answer_meeting,
    answer_pitch_slot,
    list_participations,
    open_own_plan,
)

pytestmark = pytest.mark.anyio


async def test_declined_meeting_frees_both_and_tells_the_other(world_db, clock, world) -> None:
    _, event_id, _ = await released(world_db, clock, world)
    wang, lin = await viewer(world_db, clock, "wang"), await viewer(world_db, clock, "lin")
    own = await open_own_plan(world_db, viewer=wang, event_id=event_id)
    meeting = next(e for e in own.entries if e.partner_name == "晨稷冷链")

    await answer_meeting(
        world_db,
        clock,
        viewer=wang,
        meeting_id=meeting.item_id,
        side="provider",
        expected=Answer.PENDING,
        answer=Answer.DECLINED,
        site=SITE,
    )

    theirs = await open_own_plan(world_db, viewer=lin, event_id=event_id)
    gone = next(e for e in theirs.entries if e.item_id == meeting.item_id and e.kind == "meeting")
    assert not gone.stands
    assert [m["to_address"] for m in await mails(world_db, "meeting_declined")] == ["lin@example.test"]
    async with world_db.read() as conn:
        taken = await conn.fetchval(
            "select count(*) from booking where event_id = $1 and not cancelled and lower(during) = $2 and person_id = any($3)",
            event_id,
            meeting.starts_at,
            [world.person["lin"], world.person["wang"]],
        )
    assert taken == 0
    with pytest.raises(Conflict):
        await answer_meeting(
            world_db,
            clock,
            viewer=wang,
            meeting_id=meeting.item_id,
            side="provider",
            expected=Answer.PENDING,
            answer=Answer.ACCEPTED,
        )
    with pytest.raises(NotFound):
        await answer_meeting(
            world_db,
            clock,
            viewer=await viewer(world_db, clock, "chen"),
            meeting_id=meeting.item_id,
            side="provider",
            expected=Answer.DECLINED,
            answer=Answer.ACCEPTED,
        )


async def test_declining_the_invitation_gives_back_all_time(world_db, clock, world) -> None:
    _, event_id, _ = await released(world_db, clock, world)
    lin = await viewer(world_db, clock, "lin")
    mine = next(
        p for p in await list_participations(world_db, viewer=lin, side="founder") if p.event.id == event_id
    )

    await answer_invitation(
        world_db, clock, viewer=lin, participant_id=mine.participant.id, answer=Answer.DECLINED, site=SITE
    )

    async with world_db.read() as conn:
        taken = await conn.fetchval(
            "select count(*) from booking where event_id = $1 and person_id = $2 and not cancelled",
            event_id,
            world.person["lin"],
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

    shown = await open_public_event(world_db, clock, event_id=event_id)

    assert sorted((e.pitch_name, e.company_name) for e in shown.programme if e.pitch_name) == [
        ("lin 项目", "晨稷冷链")
    ]
    assert [e for e in shown.programme if e.pitch_name is None and e.company_name is None]
    with pytest.raises(NotFound):
        await open_public_event(world_db, clock, event_id=world.event["zhou"])


async def test_personal_feed_keeps_its_entries_and_raises_the_sequence(world_db, clock, world) -> None:
    _, event_id, _ = await released(world_db, clock, world)
    lin = await viewer(world_db, clock, "lin")
    secret = await renew_feed(world_db, clock, viewer=lin)
    before = entries_of((await open_feed(world_db, token=secret, site=SITE)).content)
    own = await open_own_plan(world_db, viewer=lin, event_id=event_id)
    pitch = next(e for e in own.entries if e.kind == "pitch")

    await answer_pitch_slot(
        world_db, clock, viewer=lin, placed_id=pitch.item_id, expected=Answer.PENDING, answer=Answer.DECLINED
    )

    after = entries_of((await open_feed(world_db, token=secret, site=SITE)).content)
    mine = [e for e in after if f"event-{event_id}-" in e["uid"]]
    raised = int(mine[0]["sequence"])
    assert {e["uid"] for e in before} == {e["uid"] for e in after}
    assert [int(e["sequence"]) for e in before if e["uid"] == mine[0]["uid"]] == [raised - 1]
    assert [e["status"] for e in mine if e["uid"].endswith("-pitch@shoutou")] == ["CANCELLED"]
    assert all(e["dtstart"].endswith("Z") for e in after)
    await renew_feed(world_db, clock, viewer=lin)
    with pytest.raises(NotFound):
        await open_feed(world_db, token=secret, site=SITE)
