"""Corrections of a plan by hand: each is checked before it is saved and counted as a revision.

The revision is the first referee when two correct at once, the database's keys are the last.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from models.db import Connection, Database
from models.entities.plans import PlanStatus
from models.entities.viewer import Viewer
from models.errors import Conflict, NotFound
from models.repositories.audit import AuditRepository
from models.repositories.plans import PlanRepository
from web.clock import Clock
from web.services.plan_board import Board, Obstacle, load_board, meeting_options, named, pitch_options
from web.services.planning_problem import PlanningFacts


@dataclass(frozen=True, slots=True)
class PlanChange:
    """One correction by hand: `place` in a slot, `remove`, `lock` or `unlock`; of a pitch, or of a pair."""

    act: str
    revision: int
    participant_id: int
    provider_id: int | None
    slot_id: int | None


async def change_plan(
    db: Database, clock: Clock, *, viewer: Viewer, event_id: int, plan_id: int, change: PlanChange
) -> None:
    """Do one correction by hand, or say what it would break."""
    slot_id = change.slot_id if change.act == "place" else None
    if change.act in {"lock", "unlock"}:
        await set_lock(
            db,
            clock,
            viewer=viewer,
            event_id=event_id,
            plan_id=plan_id,
            revision=change.revision,
            participant_id=change.participant_id,
            provider_id=change.provider_id,
            locked=change.act == "lock",
        )
    elif change.provider_id is None:
        await move_pitch(
            db,
            clock,
            viewer=viewer,
            event_id=event_id,
            plan_id=plan_id,
            revision=change.revision,
            participant_id=change.participant_id,
            slot_id=slot_id,
        )
    else:
        await move_meeting(
            db,
            clock,
            viewer=viewer,
            event_id=event_id,
            plan_id=plan_id,
            revision=change.revision,
            founder_id=change.participant_id,
            provider_id=change.provider_id,
            slot_id=slot_id,
        )


async def move_pitch(
    db: Database,
    clock: Clock,
    *,
    viewer: Viewer,
    event_id: int,
    plan_id: int,
    revision: int,
    participant_id: int,
    slot_id: int | None,
) -> None:
    """Put a pitch into a slot, swapping with whoever stands there; without a slot it is taken out."""
    async with db.transaction() as conn:
        board = await _begin(conn, viewer, event_id, plan_id, revision)
        plans = PlanRepository(conn)
        held = next((p for p in board.contents.pitches if p.participant_id == participant_id), None)
        if slot_id is None:
            if held is None:
                raise NotFound
            await plans.remove_pitches(plan_id, [participant_id])
        else:
            option = next((o for o in pitch_options(board, participant_id) if o.slot.id == slot_id), None)
            if option is None:
                raise NotFound
            _refuse(board.facts, option.obstacles)
            other = next((p for p in board.contents.pitches if p.slot_id == slot_id), None)
            await plans.remove_pitches(plan_id, [participant_id] + ([other.participant_id] if other else []))
            await plans.add_pitch(plan_id, slot_id, participant_id, locked=True)
            if other is not None and held is not None:
                await plans.add_pitch(plan_id, held.slot_id, other.participant_id, locked=other.locked)
        details = {"participant": participant_id, "slot": slot_id}
        await _note(conn, clock, viewer, plan_id, "move_pitch", details)


async def move_meeting(
    db: Database,
    clock: Clock,
    *,
    viewer: Viewer,
    event_id: int,
    plan_id: int,
    revision: int,
    founder_id: int,
    provider_id: int,
    slot_id: int | None,
) -> None:
    """Let two meet in a slot, moved there if they met elsewhere; without a slot they do not meet."""
    async with db.transaction() as conn:
        board = await _begin(conn, viewer, event_id, plan_id, revision)
        plans = PlanRepository(conn)
        if slot_id is None:
            if not await plans.remove_meeting(plan_id, founder_id, provider_id):
                raise NotFound
        else:
            _, options = meeting_options(board, founder_id, provider_id)
            option = next((o for o in options if o.slot.id == slot_id), None)
            if option is None:
                raise NotFound
            _refuse(board.facts, option.obstacles)
            await plans.remove_meeting(plan_id, founder_id, provider_id)
            value = board.values.get((founder_id, provider_id)) or 0.0
            await plans.add_meeting(
                plan_id, founder_id, provider_id, slot_id, option.table_no or 1, value, locked=True
            )
        await plans.set_value(plan_id)
        details = {"founder": founder_id, "provider": provider_id, "slot": slot_id}
        await _note(conn, clock, viewer, plan_id, "move_meeting", details)


async def set_lock(
    db: Database,
    clock: Clock,
    *,
    viewer: Viewer,
    event_id: int,
    plan_id: int,
    revision: int,
    participant_id: int,
    provider_id: int | None,
    locked: bool,
) -> None:
    """Fix a pitch, or with a provider the meeting of both, for the next solve; or let it go."""
    async with db.transaction() as conn:
        await _begin(conn, viewer, event_id, plan_id, revision)
        plans = PlanRepository(conn)
        done = (
            await plans.lock_pitch(plan_id, participant_id, locked=locked)
            if provider_id is None
            else await plans.lock_meeting(plan_id, participant_id, provider_id, locked=locked)
        )
        if not done:
            raise NotFound
        details = {"participant": participant_id, "provider": provider_id, "locked": locked}
        await _note(conn, clock, viewer, plan_id, "lock", details)


async def _begin(conn: Connection, viewer: Viewer, event_id: int, plan_id: int, revision: int) -> Board:
    board = await load_board(conn, viewer, event_id, plan_id)
    # The revision is counted before anything is written: whoever comes second waits here and loses.
    stale = board.plan.status is not PlanStatus.DRAFT or board.plan.revision != revision
    if stale or not await PlanRepository(conn).revise(plan_id, revision):
        raise Conflict("state_moved_on")
    return board


async def _note(
    conn: Connection, clock: Clock, viewer: Viewer, plan_id: int, action: str, details: dict[str, Any]
) -> None:
    await AuditRepository(conn).note(clock.now(), viewer.person_id, action, "plan", plan_id, details)


def _refuse(facts: PlanningFacts, obstacles: tuple[Obstacle, ...]) -> None:
    """The first obstacle as a conflict that a person can read; the page has named all of them before."""
    if obstacles:
        raise Conflict(f"obstacle_{obstacles[0].code}", **named(facts, obstacles[0].params))
