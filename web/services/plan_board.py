"""The board of a plan: who stands where, who has nobody, what is wrong, and where something could go.

What a correction by hand would break is told in typed obstacles before it is saved; the corrections
themselves are in `plan_corrections.py`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from matcher.scheduling import Conflict as Clash
from matcher.scheduling import Meeting, MeetingsProblem, WhyNot, conflicts, why_not
from matcher.scheduling.explain import place
from models.db import Connection, Database
from models.entities.events import Participant, Slot
from models.entities.plans import EditState, Plan, PlanContents, PlannedPitch, PlanStatus, Step
from models.entities.viewer import Viewer
from models.errors import NotFound
from models.repositories.events import EventRepository
from models.repositories.plans import PlanRepository
from web import formats
from web.services.events import found_event
from web.services.planning_problem import (
    PlanningFacts,
    load_facts,
    meetings_problem,
    overlaps,
    pair_values,
    plain_params,
    to_plan,
)


@dataclass(frozen=True, slots=True)
class Obstacle:
    """One thing that stands in the way; ids in `params` are turned into names by the page."""

    code: str
    params: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class PitchOption:
    """A slot that a pitch could move to: who stands there now, and what stands in the way."""

    slot: Slot
    other: Participant | None
    obstacles: tuple[Obstacle, ...]


@dataclass(frozen=True, slots=True)
class MeetingOption:
    """A slot in which a pair could meet, at which table, or what stands in the way."""

    slot: Slot
    table_no: int | None
    obstacles: tuple[Obstacle, ...]


@dataclass(frozen=True, slots=True)
class Board:
    """A plan with everything that its page needs."""

    plan: Plan
    versions: list[Plan]
    facts: PlanningFacts
    contents: PlanContents
    # The version that everybody sees now, and what it holds.
    released: Plan | None
    released_contents: PlanContents
    problem: MeetingsProblem
    obstacles: tuple[Obstacle, ...]
    values: Mapping[tuple[int, int], float | None]
    # How the solve went, and what was corrected since.
    steps: tuple[Step, ...]
    edits: EditState

    @property
    def without_slot(self) -> list[Participant]:
        """Founders who come and do not pitch."""
        placed = {p.participant_id for p in self.contents.pitches}
        return [p for p in self.facts.side("founder") if p.id not in placed]

    @property
    def without_meeting(self) -> list[Participant]:
        """Who comes and meets nobody."""
        met = {m.founder_id for m in self.contents.meetings} | {m.provider_id for m in self.contents.meetings}
        return [p for p in self.facts.participants if p.id not in met]


async def open_plan(db: Database, *, viewer: Viewer, event_id: int, plan_id: int) -> Board:
    """A plan of an event of the viewer's body."""
    async with db.read() as conn:
        return await load_board(conn, viewer, event_id, plan_id)


async def load_board(conn: Connection, viewer: Viewer, event_id: int, plan_id: int) -> Board:
    """A plan inside the caller's transaction."""
    event = await found_event(EventRepository(conn), viewer, event_id)
    plans = PlanRepository(conn)
    versions = await plans.of_event(viewer, event_id, detailed=plan_id)
    plan = next((p for p in versions if p.id == plan_id), None)
    if plan is None:
        raise NotFound
    facts = await load_facts(conn, event)
    released = next((p for p in versions if p.status is PlanStatus.RELEASED), None)
    held = await plans.contents_of([plan_id] + ([released.id] if released else []))
    contents = held[plan_id]
    problem = meetings_problem(facts, {p.participant_id: p.slot_id for p in contents.pitches})
    return Board(
        plan,
        versions,
        facts,
        contents,
        released,
        held[released.id] if released else PlanContents((), ()),
        problem,
        find_obstacles(facts, contents, problem),
        pair_values(facts),
        *_detail(plan),
    )


def _detail(plan: Plan) -> tuple[tuple[Step, ...], EditState]:
    """How the solve of a plan went, and what was corrected since."""
    detail = plan.detail or {}
    last_at = detail.get("last_at")
    return (
        tuple(Step(*step) for step in detail.get("steps", ())),
        EditState(
            detail.get("undo"),
            detail.get("redo"),
            detail.get("last_by"),
            None if last_at is None else datetime.fromisoformat(last_at),
            detail.get("n_held", 0),
        ),
    )


# ---------------------------------------------------------------- what is wrong


def find_obstacles(
    facts: PlanningFacts, contents: PlanContents, problem: MeetingsProblem
) -> tuple[Obstacle, ...]:
    """Everything that a plan breaks as things stand now: people change their answers after it was made."""
    found: list[Obstacle] = []
    coming = facts.by_id
    slots = {s.id: s for s in facts.slots}
    for p in contents.pitches:
        if p.participant_id not in coming:
            found.append(Obstacle("does_not_come", {"participant": p.participant_id}))
        else:
            found += pitch_obstacles(facts, contents, coming[p.participant_id], slots[p.slot_id])
    gone = {i for m in contents.meetings for i in (m.founder_id, m.provider_id) if i not in coming}
    found += [Obstacle("does_not_come", {"participant": i}) for i in sorted(gone)]
    found += [of_clash(facts, c) for c in conflicts(problem, to_plan(facts, contents.meetings))]
    return tuple(dict.fromkeys(_hashable(o) for o in found))


def _hashable(obstacle: Obstacle) -> Obstacle:
    return Obstacle(obstacle.code, _Params(obstacle.params))


class _Params(dict[str, Any]):
    """Parameters that can be compared and told apart."""

    def __hash__(self) -> int:  # type: ignore[override] # these are never changed
        return hash(tuple(sorted((k, str(v)) for k, v in self.items())))


def pitch_obstacles(
    facts: PlanningFacts, contents: PlanContents, who: Participant, slot: Slot
) -> list[Obstacle]:
    """What stands in the way of this pitch in this slot, whoever holds the slot now."""
    params = {"participant": who.id, "slot": slot.id}
    found = []
    if slot.id in who.busy:
        found.append(Obstacle("not_free", params))
    if overlaps(slot, facts.taken_elsewhere(who)):
        found.append(Obstacle("booked_elsewhere", params))
    slots = {s.id: s for s in facts.slots}
    person_of = {p.id: p.person_id for p in facts.participants}
    same = {i for i, p in person_of.items() if i == who.id or (p is not None and p == who.person_id)}
    for p in contents.pitches:
        other = slots[p.slot_id]
        if p.participant_id in same - {who.id} and overlaps(slot, [(other.starts_at, other.ends_at)]):
            found.append(Obstacle("pitches_then", params | {"other": p.participant_id}))
    for m in contents.meetings:
        other = slots[m.slot_id]
        if same & {m.founder_id, m.provider_id} and overlaps(slot, [(other.starts_at, other.ends_at)]):
            partner = m.provider_id if m.founder_id in same else m.founder_id
            found.append(Obstacle("meets_then", params | {"other": partner}))
    return found


def of_clash(facts: PlanningFacts, clash: Clash) -> Obstacle:
    """A broken rule with our ids."""
    return Obstacle(str(clash.code), plain_params(facts, clash.params))


def named(facts: PlanningFacts, params: Mapping[str, Any]) -> dict[str, Any]:
    """Ids as the names and times that a person reads."""
    names = {p.id: p.name for p in facts.everybody}
    slots = {s.id: s for s in facts.slots}
    found = dict(params)
    for key in ("participant", "founder", "provider", "other"):
        if key in found:
            found[key] = names.get(found[key], "?")
    if found.get("slot") in slots:
        found["slot"] = formats.time(slots[found["slot"]].starts_at, facts.event.timezone)
    return found


def pitch_options(board: Board, participant_id: int) -> list[PitchOption]:
    """Each slot on stage for one pitch, with what a move or a swap would break."""
    facts, contents = board.facts, board.contents
    who = facts.by_id.get(participant_id)
    if who is None or who.side != "founder":
        raise NotFound
    held = {p.slot_id: p for p in contents.pitches}
    own = next((p.slot_id for p in contents.pitches if p.participant_id == participant_id), None)
    slots = {s.id: s for s in facts.slots}
    options = []
    for slot in facts.pitch_slots:
        if slot.id == own:
            continue
        there = held.get(slot.id)
        other = facts.by_id.get(there.participant_id) if there else None
        after = _moved(contents, participant_id, slot.id)
        found = pitch_obstacles(facts, after, who, slot)
        if other is not None and own is not None:
            found += pitch_obstacles(facts, after, other, slots[own])
        if there is not None and there.locked:
            found.append(Obstacle("fixed_there", {"participant": there.participant_id}))
        options.append(PitchOption(slot, other, tuple(found)))
    return options


def _moved(contents: PlanContents, participant_id: int, slot_id: int) -> PlanContents:
    """The programme after a move; whoever stood there takes the freed slot, or none."""
    own = next((p for p in contents.pitches if p.participant_id == participant_id), None)
    there = next((p for p in contents.pitches if p.slot_id == slot_id), None)
    kept = [p for p in contents.pitches if p not in (own, there)]
    if there is not None and own is not None:
        kept.append(replace(there, slot_id=own.slot_id))
    template = own or PlannedPitch(0, slot_id, participant_id, False, "pending")  # type: ignore[arg-type]
    kept.append(replace(template, slot_id=slot_id))  # type: ignore[arg-type]
    return PlanContents(tuple(kept), contents.meetings)


def _beyond(board: Board, slot: Slot) -> int:
    """A number beyond the tables that no meeting of this slot has: it stands for a meeting online."""
    taken = [m.table_no for m in board.contents.meetings if m.slot_id == slot.id]
    return max([board.facts.n_tables, *taken]) + 1


def meeting_options(board: Board, founder_id: int, provider_id: int) -> tuple[WhyNot, list[MeetingOption]]:
    """Each meeting slot for one pair: a free table, or what stands in the way."""
    from matcher.scheduling.seating import free_table

    facts = board.facts
    if (str(founder_id), str(provider_id)) not in board.problem.pair:
        raise NotFound
    plan = to_plan(facts, board.contents.meetings)
    without = replace(
        plan, meetings=tuple(m for m in plan.meetings if m.key != (str(founder_id), str(provider_id)))
    )
    now = next((m for m in plan.meetings if m.key == (str(founder_id), str(provider_id))), None)
    pair = board.problem.pair[str(founder_id), str(provider_id)]
    # Online beside the tables: any slot has room for it.
    beside = pair.online and not board.problem.number_online
    options = []
    for n, slot in enumerate(facts.meeting_slots):
        table = free_table(board.problem, without, pair, n)
        if now is not None and now.slot == n:
            continue
        tried = Meeting(str(founder_id), str(provider_id), n, table if table is not None or beside else 0)
        before = {(c.code, tuple(sorted(c.params.items()))) for c in conflicts(board.problem, without)}
        found = [
            of_clash(facts, c)
            for c in conflicts(board.problem, place(without, tried))
            if (c.code, tuple(sorted(c.params.items()))) not in before
        ]
        if table is None and not beside:
            # The first table was tried; what stands in the way there stands at every table.
            found = [o for o in found if o.code != "table_taken"]
            found.append(Obstacle("tables_full", {"slot": slot.id}))
        number = _beyond(board, slot) if beside else None if table is None else table + 1
        options.append(MeetingOption(slot, number, tuple(found)))
    return why_not(board.problem, plan, str(founder_id), str(provider_id)), options
