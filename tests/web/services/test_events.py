"""An event from its making to its release or its end."""

from __future__ import annotations

from datetime import timedelta

import pytest

from models.entities.plans import PlanStatus
from models.entities.vocabulary import Answer, EventStatus
from models.errors import Conflict, Invalid, NotFound
from tests.web.services.event_stories import (
    SITE,
    START,
    cancel,
    correct,
    entries_of,
    facts,
    mails,
    prepared,
    released,
    solved,
    viewer,
)
from web.services.bookings import preview_release, release_plan
from web.services.events import (
    SlotSeries,
    add_slots,
    edit_event,
    open_board,
    open_event,
    publish_event,
    remove_slots,
)
from web.services.invitations import invite_juror, select_pitches
from web.services.participation import (
    answer_invitation,
    list_participations,
)
from web.services.plan_board import open_plan
from web.services.planning import request_plan, solve_pending

pytestmark = pytest.mark.anyio


async def test_invitation_reaches_only_pitches_on_show_and_vetted_providers(world_db, clock, world) -> None:
    zhao, event_id = await prepared(world_db, clock, world)

    again = await select_pitches(
        world_db,
        clock,
        viewer=zhao,
        event_id=event_id,
        pitch_ids=[world.pitch["lin"], world.pitch["lin_draft"], world.pitch["lin_submitted"]],
        site=SITE,
    )

    board = await open_board(world_db, viewer=zhao, event_id=event_id)
    assert again == []
    assert {p.organisation_id for p in board.participants} == {
        world.org[k] for k in ("lin", "qian", "wang", "chen")
    }
    sent = await mails(world_db, "event_invitation")
    assert sorted(m["to_address"] for m in sent) == [
        f"{k}@example.test" for k in ("chen", "lin", "qian", "wang")
    ]
    assert all(m["subject"].startswith("七月路演") for m in sent)


async def test_release_books_people_and_mails_only_those_touched(world_db, clock, world) -> None:
    zhao, event_id, plan_id = await released(world_db, clock, world)
    first = await mails(world_db, "plan_released")

    second = await request_plan(world_db, clock, viewer=zhao, event_id=event_id)
    await solve_pending(world_db, clock, work=20)
    board = await open_plan(world_db, viewer=zhao, event_id=event_id, plan_id=second)
    by_org = {p.organisation_id: p.id for p in board.facts.participants}
    pair = (by_org[world.org["lin"]], by_org[world.org["wang"]])
    await correct(world_db, clock, zhao, event_id, second, "remove", participant=pair[0], provider=pair[1])
    effect = preview_release(await open_plan(world_db, viewer=zhao, event_id=event_id, plan_id=second))
    await release_plan(world_db, clock, viewer=zhao, event_id=event_id, plan_id=second, revision=1, site=SITE)

    assert sorted(m["to_address"] for m in first) == [
        f"{k}@example.test" for k in ("chen", "lin", "qian", "wang")
    ]
    assert effect.person_ids == {world.person["lin"], world.person["wang"]}
    assert (effect.n_new, effect.n_moved, effect.n_dropped) == (0, 0, 1)
    later = (await mails(world_db, "plan_released"))[len(first) :]
    assert sorted(m["to_address"] for m in later) == ["lin@example.test", "wang@example.test"]
    states = {e["uid"]: e["status"] for e in entries_of(later[1]["attachment"])}
    assert states[f"event-{event_id}-participant-{pair[1]}-meets-{pair[0]}@shoutou"] == "CANCELLED"
    board = await open_plan(world_db, viewer=zhao, event_id=event_id, plan_id=plan_id)
    assert board.plan.status is PlanStatus.SUPERSEDED


async def test_release_of_an_unpublished_event_is_refused(world_db, clock, world) -> None:
    zhou = await viewer(world_db, clock, "zhou")

    with pytest.raises(Invalid) as refused:
        await release_plan(
            world_db,
            clock,
            viewer=zhou,
            event_id=world.event["zhou"],
            plan_id=world.plan["zhou"],
            revision=0,
            site=SITE,
        )

    assert refused.value.code == "event_not_published"


async def test_release_is_refused_when_somebody_has_declined_since(world_db, clock, world) -> None:
    zhao, event_id, plan_id = await solved(world_db, clock, world)
    lin = await viewer(world_db, clock, "lin")
    mine = next(
        p for p in await list_participations(world_db, viewer=lin, side="founder") if p.event.id == event_id
    )
    await answer_invitation(
        world_db, clock, viewer=lin, participant_id=mine.participant.id, answer=Answer.DECLINED, site=SITE
    )

    with pytest.raises(Conflict) as refused:
        await release_plan(
            world_db, clock, viewer=zhao, event_id=event_id, plan_id=plan_id, revision=0, site=SITE
        )

    assert refused.value.code == "plan_has_obstacles"


async def test_cancelled_event_gives_back_time_and_tells_everybody(world_db, clock, world) -> None:
    zhao, event_id, _ = await released(world_db, clock, world)
    await invite_juror(
        world_db,
        clock,
        viewer=zhao,
        event_id=event_id,
        email="new@example.test",
        name="新评委",
        locale="zh",
        site=SITE,
    )

    done = await cancel(world_db, clock, zhao, event_id)

    assert done.n_mails == 5
    assert {m["to_address"] for m in await mails(world_db, "event_cancelled")} == {
        "chen@example.test",
        "lin@example.test",
        "new@example.test",
        "qian@example.test",
        "wang@example.test",
    }
    async with world_db.read() as conn:
        assert (
            await conn.fetchval(
                "select count(*) from booking where event_id = $1 and not cancelled", event_id
            )
            == 0
        )


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
            world_db,
            clock,
            viewer=zhao,
            event_id=event_id,
            sequence=event.sequence,
            facts=facts(ends_at=START + timedelta(hours=1)),
            site=SITE,
        )
    await edit_event(
        world_db,
        clock,
        viewer=zhao,
        event_id=event_id,
        sequence=event.sequence,
        facts=facts(place="新大厅"),
        site=SITE,
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
            world_db,
            clock,
            viewer=zhao,
            event_id=event_id,
            series=[SlotSeries("meeting", START + timedelta(hours=1), 50, 3)],
        )

    assert taken.value.code == "slot_taken"
    assert (await open_board(world_db, viewer=zhao, event_id=event_id)).slots == before
    assert await remove_slots(world_db, clock, viewer=zhao, event_id=event_id, slot_ids=[before[0].id]) == 1
