"""Corrections by hand: where a card could go, two that change places, and a way back that is exact."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from matcher.scheduling import conflicts
from models.db import Database
from models.errors import Conflict, NotFound
from tests.web.services.event_stories import correct, outcomes, solved, viewer
from web.services.plan_board import open_plan, pitch_options
from web.services.plan_corrections import entries_of
from web.services.plan_targets import table_targets
from web.services.planning_problem import meetings_problem, to_plan

pytestmark = pytest.mark.anyio


async def board_of(db, who, event_id, plan_id):
    return await open_plan(db, viewer=who, event_id=event_id, plan_id=plan_id)


async def test_meeting_dropped_on_another_changes_places_with_it(world_db, clock, world) -> None:
    zhao, event_id, plan_id = await solved(world_db, clock, world)
    board = await board_of(world_db, zhao, event_id, plan_id)
    swaps = [
        (m, t)
        for m in board.contents.meetings
        for t in table_targets(board, m.founder_id, m.provider_id)
        if t.other is not None and not t.obstacles
    ]
    assert swaps, "the story has two meetings that can change places"
    one, target = swaps[0]
    other = target.other
    assert other is not None

    await correct(
        world_db, clock, zhao, event_id, plan_id, "place", participant=one.founder_id, provider=one.provider_id,
        slot=target.slot.id, table=target.table_no,
    )  # fmt: skip

    after = await board_of(world_db, zhao, event_id, plan_id)
    at = {(m.founder_id, m.provider_id): (m.slot_id, m.table_no) for m in after.contents.meetings}
    assert at[one.founder_id, one.provider_id] == (other.slot_id, other.table_no)
    assert at[other.founder_id, other.provider_id] == (one.slot_id, one.table_no)
    assert after.obstacles == ()


async def test_every_target_says_what_the_whole_plan_would_say(world_db, clock, world) -> None:
    zhao, event_id, plan_id = await solved(world_db, clock, world)
    board = await board_of(world_db, zhao, event_id, plan_id)
    problem = meetings_problem(board.facts, {p.participant_id: p.slot_id for p in board.contents.pitches})
    position = {s.id: n for n, s in enumerate(board.facts.meeting_slots)}

    for m in board.contents.meetings:
        for target in table_targets(board, m.founder_id, m.provider_id):
            moved = {(str(m.founder_id), str(m.provider_id)): (position[target.slot.id], target.table_no - 1)}
            if target.other is not None:
                key = (str(target.other.founder_id), str(target.other.provider_id))
                moved[key] = (position[m.slot_id], m.table_no - 1)
            plan = to_plan(board.facts, board.contents.meetings)
            changed = [
                type(x)(x.founder, x.investor, *moved.get(x.key, (x.slot, x.table))) for x in plan.meetings
            ]
            broken = conflicts(problem, type(plan)(tuple(changed), 0.0, None, plan.status))
            assert bool(broken) == bool(target.obstacles), (m, target)


async def test_fixed_meeting_is_not_pushed_out_of_its_place(world_db, clock, world) -> None:
    zhao, event_id, plan_id = await solved(world_db, clock, world)
    board = await board_of(world_db, zhao, event_id, plan_id)
    one, other = board.contents.meetings[:2]
    await correct(
        world_db,
        clock,
        zhao,
        event_id,
        plan_id,
        "lock",
        participant=other.founder_id,
        provider=other.provider_id,
    )

    board = await board_of(world_db, zhao, event_id, plan_id)
    there = next(
        t
        for t in table_targets(board, one.founder_id, one.provider_id)
        if (t.slot.id, t.table_no) == (other.slot_id, other.table_no)
    )

    assert there.obstacles[0].code == "meeting_fixed_there"


async def test_all_of_a_person_is_fixed_and_let_go(world_db, clock, world) -> None:
    zhao, event_id, plan_id = await solved(world_db, clock, world)
    board = await board_of(world_db, zhao, event_id, plan_id)
    who = board.contents.meetings[0].founder_id

    await correct(world_db, clock, zhao, event_id, plan_id, "lock_person", participant=who)
    locked = await board_of(world_db, zhao, event_id, plan_id)
    await correct(world_db, clock, zhao, event_id, plan_id, "unlock_person", revision=1, participant=who)
    free = await board_of(world_db, zhao, event_id, plan_id)

    def fixed(b):
        return {p.participant_id for p in b.contents.pitches if p.locked} | {
            m.founder_id for m in b.contents.meetings if m.locked
        }

    assert fixed(locked) == {who}
    assert fixed(free) == set()


async def test_undo_needs_the_state_that_it_saw(world_db, clock, world) -> None:
    zhao, event_id, plan_id = await solved(world_db, clock, world)
    board = await board_of(world_db, zhao, event_id, plan_id)
    m = board.contents.meetings[0]
    await correct(
        world_db, clock, zhao, event_id, plan_id, "lock", participant=m.founder_id, provider=m.provider_id
    )

    with pytest.raises(Conflict) as stale:
        await correct(world_db, clock, zhao, event_id, plan_id, "undo", revision=0)
    async with world_db.transaction() as conn:
        await conn.execute("update plan_meeting set locked = false where plan_id = $1", plan_id)
    with pytest.raises(Conflict) as moved_on:
        await correct(world_db, clock, zhao, event_id, plan_id, "undo", revision=1)

    assert (stale.value.code, moved_on.value.code) == ("state_moved_on", "state_moved_on")


async def test_nothing_to_undo_or_redo_is_said(world_db, clock, world) -> None:
    zhao, event_id, plan_id = await solved(world_db, clock, world)

    for act in ("undo", "redo"):
        with pytest.raises(Conflict) as refused:
            await correct(world_db, clock, zhao, event_id, plan_id, act)
        assert refused.value.code == f"nothing_to_{act}"


async def test_new_correction_ends_what_could_be_made_again(world_db, clock, world) -> None:
    zhao, event_id, plan_id = await solved(world_db, clock, world)
    board = await board_of(world_db, zhao, event_id, plan_id)
    one, other = board.contents.meetings[:2]

    async def act(name, revision, m=None):
        pair = {} if m is None else {"participant": m.founder_id, "provider": m.provider_id}
        await correct(world_db, clock, zhao, event_id, plan_id, name, revision=revision, **pair)

    await act("remove", 0, one)
    await act("undo", 1)
    await act("lock", 2, other)

    with pytest.raises(Conflict) as refused:
        await act("redo", 3)
    assert refused.value.code == "nothing_to_redo"


async def test_two_who_undo_at_once_undo_once(cloned_world_db, clock, world) -> None:
    db = cloned_world_db
    zhao, event_id, plan_id = await solved(db, clock, world)
    board = await board_of(db, zhao, event_id, plan_id)
    for n, m in enumerate(board.contents.meetings[:2]):
        await correct(
            db,
            clock,
            zhao,
            event_id,
            plan_id,
            "lock",
            revision=n,
            participant=m.founder_id,
            provider=m.provider_id,
        )

    lost = await outcomes(
        *(correct(db, clock, zhao, event_id, plan_id, "undo", revision=2) for _ in range(3))
    )

    after = await board_of(db, zhao, event_id, plan_id)
    assert sorted(lost) == [False, True, True]
    assert sum(m.locked for m in after.contents.meetings) == 1


async def test_nobody_else_corrects_or_learns_of_a_plan(world_db, clock, world) -> None:
    zhao, event_id, plan_id = await solved(world_db, clock, world)
    m = (await board_of(world_db, zhao, event_id, plan_id)).contents.meetings[0]

    for name in ("zhou", "lin"):
        who = await viewer(world_db, clock, name)
        with pytest.raises(NotFound):
            await correct(
                world_db,
                clock,
                who,
                event_id,
                plan_id,
                "lock",
                participant=m.founder_id,
                provider=m.provider_id,
            )


@settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)  # every example is rolled back
@given(acts=st.lists(st.tuples(st.integers(0, 5), st.integers(0, 10**6)), min_size=1, max_size=8))
async def test_as_many_undos_as_corrections_give_the_plan_back(world_conn, clock, world, acts) -> None:
    savepoint = world_conn.transaction()
    await savepoint.start()
    try:
        await _there_and_back(Database.bound_to(world_conn), clock, world, acts)
    finally:
        await savepoint.rollback()


async def _there_and_back(db, clock, world, acts) -> None:
    zhao, event_id, plan_id = await solved(db, clock, world)
    before = entries_of((await board_of(db, zhao, event_id, plan_id)).contents)
    value = (await board_of(db, zhao, event_id, plan_id)).plan.value
    states = [before]
    for act, lot in acts:
        board = await board_of(db, zhao, event_id, plan_id)
        if await _corrected(db, clock, zhao, event_id, board, act, lot):
            states.append(entries_of((await board_of(db, zhao, event_id, plan_id)).contents))
    for act, expected in (
        *(("undo", state) for state in states[-2::-1]),
        *(("redo", state) for state in states[1:]),
        *(("undo", state) for state in states[-2::-1]),
    ):
        revision = (await board_of(db, zhao, event_id, plan_id)).plan.revision
        await correct(db, clock, zhao, event_id, plan_id, act, revision=revision)
        assert entries_of((await board_of(db, zhao, event_id, plan_id)).contents) == expected
    after = await board_of(db, zhao, event_id, plan_id)
    assert entries_of(after.contents) == before
    assert after.plan.value == pytest.approx(value)
    assert after.plan.n_edits == 0


async def _corrected(db, clock, zhao, event_id, board, act, lot) -> bool:
    """One correction drawn by lot; false when there is none of its kind."""
    plan_id, revision = board.plan.id, board.plan.revision
    meetings, pitches = board.contents.meetings, board.contents.pitches

    async def do(name: str, **what: int) -> bool:
        await correct(db, clock, zhao, event_id, plan_id, name, revision=revision, **what)
        return True

    if act == 0 and pitches:
        p = pitches[lot % len(pitches)]
        open_to = [o for o in pitch_options(board, p.participant_id) if not o.obstacles]
        if open_to:
            return await do("place", participant=p.participant_id, slot=open_to[lot % len(open_to)].slot.id)
    if not meetings:
        return False
    m = meetings[lot % len(meetings)]
    pair = {"participant": m.founder_id, "provider": m.provider_id}
    if act == 1:
        targets = [t for t in table_targets(board, m.founder_id, m.provider_id) if not t.obstacles]
        if targets:
            t = targets[lot % len(targets)]
            return await do("place", **pair, slot=t.slot.id, table=t.table_no)
    if act == 2:
        return await do("remove", **pair)
    if act == 3:
        return await do("unlock" if m.locked else "lock", **pair)
    if act == 4:
        every = [x.locked for x in meetings if x.founder_id == m.founder_id]
        every += [p.locked for p in pitches if p.participant_id == m.founder_id]
        return await do("unlock_person" if all(every) else "lock_person", participant=m.founder_id)
    if act == 5 and pitches:
        return await do("remove", participant=pitches[lot % len(pitches)].participant_id)
    return False
