"""Versions of a plan: what changed from one to the other, and the way back to an older one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from models.db import Database
from models.entities.ids import PlanId
from models.entities.plans import Plan, PlanContents, PlanStatus
from models.entities.viewer import Viewer
from models.entities.vocabulary import Answer, EventStatus
from models.errors import Conflict, NotFound
from models.repositories.audit import AuditRepository
from models.repositories.events import EventRepository
from models.repositories.plans import PlanRepository
from web.clock import Clock
from web.services.events import found_event
from web.services.planning_problem import PlanningFacts, load_facts

# Versions that hold something to compare with or to go back to.
READABLE = (PlanStatus.DRAFT, PlanStatus.RELEASED, PlanStatus.SUPERSEDED)


@dataclass(frozen=True, slots=True)
class Place:
    """Where a pitch or a meeting stands."""

    slot_id: int
    table_no: int | None


@dataclass(frozen=True, slots=True)
class Move:
    """What became of one pitch (without a provider) or one meeting: `new`, `moved`, `seated` or `dropped`.

    `seated` is another table at the same time. `declined` says that one of them had said no before.
    """

    kind: str
    founder_id: int
    provider_id: int | None
    before: Place | None
    after: Place | None
    declined: bool = False

    @property
    def people(self) -> tuple[int, ...]:
        """The participants concerned."""
        return (self.founder_id,) if self.provider_id is None else (self.founder_id, self.provider_id)


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two versions and what differs between them."""

    before: Plan
    after: Plan
    versions: list[Plan]
    facts: PlanningFacts
    moves: list[Move]


def moves_between(before: PlanContents, after: PlanContents) -> list[Move]:
    """What differs, pitches first, then meetings, by time of the slot's number and by people."""
    old, new = _places(before), _places(after)
    declined = {
        (m.founder_id, m.provider_id)
        for m in before.meetings
        if Answer.DECLINED in (m.founder_answer, m.provider_answer)
    }
    found = []
    for key in old.keys() | new.keys():
        was, now = old.get(key), new.get(key)
        if was == now:
            continue
        if was is None:
            kind = "new"
        elif now is None:
            kind = "dropped"
        else:
            kind = "moved" if was.slot_id != now.slot_id else "seated"
        found.append(Move(kind, key[0], key[1], was, now, key in declined))

    def order(move: Move) -> tuple[bool, int, int, int]:
        place = move.after or move.before or Place(0, None)
        return (move.provider_id is not None, place.slot_id, move.founder_id, move.provider_id or 0)

    return sorted(found, key=order)


def _places(contents: PlanContents) -> Mapping[tuple[int, int | None], Place]:
    found: dict[tuple[int, int | None], Place] = {
        (p.participant_id, None): Place(p.slot_id, None) for p in contents.pitches
    }
    for m in contents.meetings:
        found[m.founder_id, m.provider_id] = Place(m.slot_id, m.table_no)
    return found


async def compare_versions(
    db: Database, *, viewer: Viewer, event_id: int, plan_id: int, since_id: int | None
) -> Comparison:
    """What a version changes; since the released one, or the one before it, when none is named."""
    async with db.read() as conn:
        event = await found_event(EventRepository(conn), viewer, event_id)
        plans = PlanRepository(conn)
        versions = [p for p in await plans.of_event(viewer, event_id) if p.status in READABLE]
        after = next((p for p in versions if p.id == plan_id), None)
        if after is None:
            raise NotFound
        others = [p for p in versions if p.id != plan_id]
        if since_id is not None:
            before = next((p for p in versions if p.id == since_id), None)
        else:
            released = [p for p in others if p.status is PlanStatus.RELEASED and p.version < after.version]
            older = [p for p in others if p.version < after.version]
            before = next(iter(released + older), after)
        if before is None:
            raise NotFound
        held = await plans.contents_of(sorted({before.id, after.id}))
        facts = await load_facts(conn, event)
    return Comparison(before, after, versions, facts, moves_between(held[before.id], held[after.id]))


async def copy_plan(db: Database, clock: Clock, *, viewer: Viewer, event_id: int, plan_id: int) -> PlanId:
    """Go back to an older version: its copy becomes the newest draft, and nothing is lost."""
    async with db.transaction() as conn:
        events, plans = EventRepository(conn), PlanRepository(conn)
        event = await found_event(events, viewer, event_id)
        await events.lock(viewer, event_id)
        found = await plans.of_event(viewer, event_id, plan_id)
        if not found or found[0].status not in READABLE:
            raise NotFound
        if event.status is EventStatus.CANCELLED:
            raise Conflict("event_is_cancelled")
        if await plans.open_plan(event_id) is not None:
            raise Conflict("plan_is_being_made")
        copy_id = await plans.copy(plan_id, viewer.person_id, clock.now())
        await AuditRepository(conn).note(
            clock.now(), viewer.person_id, "copy_plan", "plan", copy_id, {"of": plan_id}
        )
    return copy_id
