"""Corrections of a plan by hand: each is checked, counted as a revision, and can be undone.

The revision is the first referee when two correct at once, the database's keys are the last.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from models.db import Connection, Database
from models.entities.plans import Entries, PlanContents, PlanEdit, PlannedMeeting, PlannedPitch, PlanStatus
from models.entities.viewer import Viewer
from models.errors import Conflict, NotFound
from models.repositories.audit import AuditRepository
from models.repositories.plan_edits import PlanEditRepository
from models.repositories.plans import PlanRepository
from web.clock import Clock
from web.services.plan_board import Board, Obstacle, load_board, meeting_options, named, pitch_options
from web.services.plan_targets import table_targets
from web.services.planning_problem import PlanningFacts

# From what is on the board to the entries as they should be; none takes an entry away.
_Correction = Callable[[Board], Entries]


@dataclass(frozen=True, slots=True)
class PlanChange:
    """One correction by hand, of a pitch or with a provider of a meeting.

    `place` in a slot (at a table, or at any that is free), `remove`, `lock`, `unlock`, `lock_person` and
    `unlock_person` with all that they have, `undo` and `redo`.
    """

    act: str
    revision: int
    participant_id: int
    provider_id: int | None
    slot_id: int | None
    table_no: int | None = None


async def change_plan(
    db: Database, clock: Clock, *, viewer: Viewer, event_id: int, plan_id: int, change: PlanChange
) -> None:
    """Do one correction by hand, or say what it would break."""
    async with db.transaction() as conn:
        board = await _begin(conn, viewer, event_id, plan_id, change.revision)
        if change.act in ("undo", "redo"):
            await _go_back(conn, board, undo=change.act == "undo")
        else:
            after = _correction(change)(board)
            before = {key: entries_of(board.contents).get(key) for key in after}
            await _put(conn, plan_id, before, after)
            await PlanEditRepository(conn).add(
                plan_id, viewer.person_id, clock.now(), change.act, before, after
            )
        await PlanRepository(conn).set_value(plan_id)
        details = {
            "act": change.act,
            "participant": change.participant_id,
            "provider": change.provider_id,
            "slot": change.slot_id,
        }
        await AuditRepository(conn).note(
            clock.now(), viewer.person_id, "correct_plan", "plan", plan_id, details
        )


def _correction(change: PlanChange) -> _Correction:
    match change.act:
        case "lock" | "unlock":
            return lambda board: _lock_one(board, change, locked=change.act == "lock")
        case "lock_person" | "unlock_person":
            return lambda board: _lock_person(
                board, change.participant_id, locked=change.act == "lock_person"
            )
        case "remove":
            return lambda board: _remove(board, change)
        case "place" if change.provider_id is None:
            return lambda board: _place_pitch(board, change)
        case "place":
            return lambda board: _place_meeting(board, change)
        case _:
            raise NotFound


async def _begin(conn: Connection, viewer: Viewer, event_id: int, plan_id: int, revision: int) -> Board:
    board = await load_board(conn, viewer, event_id, plan_id)
    # The revision is counted before anything is written: whoever comes second waits here and loses.
    stale = board.plan.status is not PlanStatus.DRAFT or board.plan.revision != revision
    if stale or not await PlanRepository(conn).revise(plan_id, revision):
        raise Conflict("state_moved_on")
    return board


# ---------------------------------------------------------------- entries and the way back


def entries_of(contents: PlanContents) -> Entries:
    """All entries of a plan by their keys."""
    every: tuple[PlannedPitch | PlannedMeeting, ...] = (*contents.pitches, *contents.meetings)
    return {_key(p): _entry(p) for p in every}


def _key(entry: PlannedPitch | PlannedMeeting) -> str:
    if isinstance(entry, PlannedPitch):
        return f"pitch-{entry.participant_id}"
    return f"meeting-{entry.founder_id}-{entry.provider_id}"


def _entry(entry: PlannedPitch | PlannedMeeting, **change: Any) -> dict[str, Any]:
    found: dict[str, Any] = {"slot": entry.slot_id, "locked": entry.locked}
    if isinstance(entry, PlannedMeeting):
        found |= {"table": entry.table_no, "value": entry.value}
    return found | change


async def _put(conn: Connection, plan_id: int, before: Entries, after: Entries) -> None:
    """Take all entries concerned out, then put in what should be there: so two can change places."""
    plans = PlanRepository(conn)
    for key in before:
        kind, first, *rest = key.split("-")
        if before[key] is None:
            continue
        if kind == "pitch":
            await plans.remove_pitches(plan_id, [int(first)])
        else:
            await plans.remove_meeting(plan_id, int(first), int(rest[0]))
    for key, entry in after.items():
        kind, first, *rest = key.split("-")
        if entry is None:
            continue
        if kind == "pitch":
            await plans.add_pitch(plan_id, entry["slot"], int(first), locked=entry["locked"])
        else:
            await plans.add_meeting(
                plan_id,
                int(first),
                int(rest[0]),
                entry["slot"],
                entry["table"],
                entry["value"],
                locked=entry["locked"],
            )


async def _go_back(conn: Connection, board: Board, *, undo: bool) -> None:
    """Undo the last correction exactly, or make it again; refused when its entries are others by now."""
    edits = PlanEditRepository(conn)
    edit: PlanEdit | None = await (edits.to_undo if undo else edits.to_redo)(board.plan.id)
    if edit is None:
        raise Conflict("nothing_to_undo" if undo else "nothing_to_redo")
    expected, wanted = (edit.after, edit.before) if undo else (edit.before, edit.after)
    now = entries_of(board.contents)
    if any(now.get(key) != entry for key, entry in expected.items()):
        raise Conflict("state_moved_on")
    if not await edits.set_undone(edit.id, undone=undo):
        raise Conflict("state_moved_on")
    await _put(conn, board.plan.id, expected, wanted)


# ---------------------------------------------------------------- the corrections


def _pitch(board: Board, participant_id: int) -> PlannedPitch | None:
    return next((p for p in board.contents.pitches if p.participant_id == participant_id), None)


def _meeting(board: Board, founder_id: int, provider_id: int) -> PlannedMeeting | None:
    return next(
        (m for m in board.contents.meetings if (m.founder_id, m.provider_id) == (founder_id, provider_id)),
        None,
    )


def _held(board: Board, change: PlanChange) -> PlannedPitch | PlannedMeeting:
    held: PlannedPitch | PlannedMeeting | None = (
        _pitch(board, change.participant_id)
        if change.provider_id is None
        else _meeting(board, change.participant_id, change.provider_id)
    )
    if held is None:
        raise NotFound
    return held


def _lock_one(board: Board, change: PlanChange, *, locked: bool) -> Entries:
    held = _held(board, change)
    return {_key(held): _entry(held, locked=locked)}


def _lock_person(board: Board, participant_id: int, *, locked: bool) -> Entries:
    own: Iterable[PlannedPitch | PlannedMeeting] = (
        *(p for p in board.contents.pitches if p.participant_id == participant_id),
        *(m for m in board.contents.meetings if participant_id in (m.founder_id, m.provider_id)),
    )
    changed: Entries = {_key(e): _entry(e, locked=locked) for e in own if e.locked != locked}
    if not changed:
        raise NotFound
    return changed


def _remove(board: Board, change: PlanChange) -> Entries:
    return {_key(_held(board, change)): None}


def _place_pitch(board: Board, change: PlanChange) -> Entries:
    """Put a pitch into a slot, in exchange with whoever stands there."""
    who, slot_id = change.participant_id, change.slot_id
    option = next((o for o in pitch_options(board, who) if o.slot.id == slot_id), None)
    if option is None or slot_id is None:
        raise NotFound
    _refuse(board.facts, option.obstacles)
    held, other = _pitch(board, who), next((p for p in board.contents.pitches if p.slot_id == slot_id), None)
    after: Entries = {f"pitch-{who}": {"slot": slot_id, "locked": True}}
    if other is not None:
        after[_key(other)] = None if held is None else _entry(other, slot=held.slot_id)
    return after


def _place_meeting(board: Board, change: PlanChange) -> Entries:
    """Let two meet in a slot: at any free table, or at a given one in exchange with whoever meets there."""
    founder_id, provider_id = change.participant_id, change.provider_id or 0
    held = _meeting(board, founder_id, provider_id)
    value = held.value if held else board.values.get((founder_id, provider_id)) or 0.0
    key = f"meeting-{founder_id}-{provider_id}"
    entry = {"slot": change.slot_id, "locked": True, "value": value}
    if change.table_no is None:
        _, options = meeting_options(board, founder_id, provider_id)
        option = next((o for o in options if o.slot.id == change.slot_id), None)
        if option is None:
            raise NotFound
        _refuse(board.facts, option.obstacles)
        return {key: entry | {"table": option.table_no or 1}}
    target = next(
        (
            t
            for t in table_targets(board, founder_id, provider_id)
            if (t.slot.id, t.table_no) == (change.slot_id, change.table_no)
        ),
        None,
    )
    if target is None:
        raise NotFound
    _refuse(board.facts, target.obstacles)
    after: Entries = {key: entry | {"table": target.table_no}}
    if target.other is not None and held is not None:
        after[_key(target.other)] = _entry(target.other, slot=held.slot_id, table=held.table_no)
    return after


def _refuse(facts: PlanningFacts, obstacles: tuple[Obstacle, ...]) -> None:
    """The first obstacle as a conflict that a person can read; the page has named all of them before."""
    if obstacles:
        raise Conflict(f"obstacle_{obstacles[0].code}", **named(facts, obstacles[0].params))
