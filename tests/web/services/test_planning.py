"""A plan is asked for, solved, looked at and corrected by hand."""

from __future__ import annotations

import pytest

from models.entities.plans import PlanStatus
from models.errors import Conflict
from tests.web.services.event_stories import (
    START,
    correct,
    facts,
    prepared,
    solved,
    viewer,
)
from web.services.events import (
    SlotSeries,
    add_slots,
    create_event,
)
from web.services.participation import (
    list_participations,
    open_availability,
    set_availability,
)
from web.services.plan_board import meeting_options, open_plan, pitch_options
from web.services.planning import request_plan, solve_pending

pytestmark = pytest.mark.anyio


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
    mine = next(
        p for p in await list_participations(world_db, viewer=lin, side="founder") if p.event.id == event_id
    )
    said = await open_availability(world_db, viewer=lin, participant_id=mine.participant.id)
    pitch_slots = [s for s in said.slots if s.kind == "pitch"]
    meeting_slots = [s for s in said.slots if s.kind == "meeting"]

    await set_availability(
        world_db,
        clock,
        viewer=lin,
        participant_id=mine.participant.id,
        free_slot_ids=[pitch_slots[2].id, meeting_slots[1].id],
    )
    plan_id = await request_plan(world_db, clock, viewer=zhao, event_id=event_id)
    await solve_pending(world_db, clock, work=20)

    board = await open_plan(world_db, viewer=zhao, event_id=event_id, plan_id=plan_id)
    placed = {p.participant_id: p.slot_id for p in board.contents.pitches}
    assert placed[mine.participant.id] == pitch_slots[2].id
    assert {m.slot_id for m in board.contents.meetings if m.founder_id == mine.participant.id} <= {
        meeting_slots[1].id
    }


async def test_founder_who_is_never_free_is_left_out_with_the_reason(world_db, clock, world) -> None:
    zhao, event_id = await prepared(world_db, clock, world)
    lin = await viewer(world_db, clock, "lin")
    mine = next(
        p for p in await list_participations(world_db, viewer=lin, side="founder") if p.event.id == event_id
    )
    await set_availability(world_db, clock, viewer=lin, participant_id=mine.participant.id, free_slot_ids=[])

    plan_id = await request_plan(world_db, clock, viewer=zhao, event_id=event_id)
    await solve_pending(world_db, clock, work=20)

    board = await open_plan(world_db, viewer=zhao, event_id=event_id, plan_id=plan_id)
    codes = {(n["code"], n["params"].get("participant")) for n in board.plan.notes}
    assert ("never_free", mine.participant.id) in codes
    assert ("below_minimum", mine.participant.id) in codes


async def test_plan_without_founders_fails_with_its_cause(world_db, clock, world) -> None:
    zhao = await viewer(world_db, clock, "zhao")
    event_id = await create_event(world_db, clock, viewer=zhao, facts=facts())
    await add_slots(
        world_db, clock, viewer=zhao, event_id=event_id, series=[SlotSeries("pitch", START, 15, 1)]
    )

    plan_id = await request_plan(world_db, clock, viewer=zhao, event_id=event_id)
    again = await request_plan(world_db, clock, viewer=zhao, event_id=event_id)
    n_solved = await solve_pending(world_db, clock)

    assert again == plan_id
    assert n_solved == 1
    board = await open_plan(world_db, viewer=zhao, event_id=event_id, plan_id=plan_id)
    assert (board.plan.status, board.plan.failure) == (PlanStatus.FAILED, "no_founder_accepted")
    assert await solve_pending(world_db, clock) == 0


async def test_hand_correction_explains_what_it_would_break(world_db, clock, world) -> None:
    zhao, event_id, plan_id = await solved(world_db, clock, world)
    board = await open_plan(world_db, viewer=zhao, event_id=event_id, plan_id=plan_id)
    by_org = {p.organisation_id: p.id for p in board.facts.participants}
    lin = by_org[world.org["lin"]]
    meeting = next(m for m in board.contents.meetings if m.founder_id == lin)
    who = await viewer(world_db, clock, "lin")
    free = next(s for s in board.facts.pitch_slots if s.id not in {p.slot_id for p in board.contents.pitches})
    await set_availability(
        world_db,
        clock,
        viewer=who,
        participant_id=lin,
        free_slot_ids=[s.id for s in board.facts.slots if s.id != free.id],
    )

    board = await open_plan(world_db, viewer=zhao, event_id=event_id, plan_id=plan_id)
    option = next(o for o in pitch_options(board, lin) if o.slot.id == free.id)
    _, options = meeting_options(board, lin, meeting.provider_id)

    assert [o.code for o in option.obstacles] == ["not_free"]
    assert all(o.slot.id != meeting.slot_id for o in options)
    with pytest.raises(Conflict) as refused:
        await correct(world_db, clock, zhao, event_id, plan_id, "place", participant=lin, slot=free.id)
    assert refused.value.code == "obstacle_not_free"


async def test_swapped_pitches_change_places_and_a_lock_survives_the_next_plan(
    world_db, clock, world
) -> None:
    zhao, event_id, plan_id = await solved(world_db, clock, world)
    board = await open_plan(world_db, viewer=zhao, event_id=event_id, plan_id=plan_id)
    one, other = board.contents.pitches

    await correct(
        world_db, clock, zhao, event_id, plan_id, "place", participant=one.participant_id, slot=other.slot_id
    )
    meeting = board.contents.meetings[0]
    await correct(
        world_db,
        clock,
        zhao,
        event_id,
        plan_id,
        "lock",
        revision=1,
        participant=meeting.founder_id,
        provider=meeting.provider_id,
    )
    second = await request_plan(world_db, clock, viewer=zhao, event_id=event_id)
    await solve_pending(world_db, clock, work=20)

    after = await open_plan(world_db, viewer=zhao, event_id=event_id, plan_id=second)
    placed = {p.participant_id: p.slot_id for p in after.contents.pitches}
    assert placed[one.participant_id] == other.slot_id
    kept = next(
        m
        for m in after.contents.meetings
        if (m.founder_id, m.provider_id) == (meeting.founder_id, meeting.provider_id)
    )
    assert (kept.slot_id, kept.locked) == (meeting.slot_id, True)
