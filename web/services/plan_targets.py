"""Where a meeting of a plan could go, table by table, and what stands in the way there."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from matcher.scheduling import Conflict as Clash
from matcher.scheduling import Meeting, MeetingsPlan, MeetingsProblem, Status, conflicts
from matcher.scheduling.explain import ConflictCode
from models.entities.events import Slot
from models.entities.plans import PlannedMeeting
from models.errors import NotFound
from web.services.plan_board import Board, Obstacle, of_clash
from web.services.planning_problem import to_plan

# What does not depend on where the meeting is: it is no reason against a place.
_ANYWHERE = frozenset(
    {ConflictCode.NOT_LISTED, ConflictCode.FORBIDDEN, ConflictCode.OVER_CAP, ConflictCode.SAME_HOUSE}
)


@dataclass(frozen=True, slots=True)
class TableTarget:
    """A table at a time: who meets there now, with whom a meeting would change places, and obstacles."""

    slot: Slot
    table_no: int
    other: PlannedMeeting | None
    obstacles: tuple[Obstacle, ...]


def table_targets(board: Board, founder_id: int, provider_id: int) -> list[TableTarget]:
    """Every table at every time for one pair, but the one where they meet now."""
    facts, problem = board.facts, board.problem
    key = (str(founder_id), str(provider_id))
    if key not in problem.pair:
        raise NotFound
    meetings = to_plan(facts, board.contents.meetings).meetings
    now = next((m for m in meetings if m.key == key), None)
    at = {(m.slot, m.table): m for m in meetings}
    kept: dict[tuple[int, int], PlannedMeeting] = {
        (m.founder_id, m.provider_id): m for m in board.contents.meetings
    }
    checker = _Checker(problem, meetings)
    # Without tables of their own, what stands in the way at one free table does at all of that time.
    owned = (problem.founder[key[0]].table, problem.investor[key[1]].table)
    tied = any(table is not None for table in owned)
    free: dict[int, list[Obstacle]] = {}
    targets = []
    for n, slot in enumerate(facts.meeting_slots):
        for table in range(facts.n_tables):
            there = at.get((n, table))
            if there is not None and there is now:
                continue
            moved = [Meeting(*key, n, table)]
            if there is not None and now is not None:
                moved.append(replace(there, slot=now.slot, table=now.table))
            alike = len(moved) == 1 and not tied
            if alike and n in free:
                found = list(free[n])
            else:
                found = [of_clash(facts, c) for c in checker.broken(moved, anywhere=now is None)]
            if alike:
                free[n] = list(found)
            other = None if there is None else kept[int(there.founder), int(there.investor)]
            if other is not None and now is None:
                found.insert(
                    0, Obstacle("table_taken", {"slot": slot.id, "table": table + 1, "founder": founder_id})
                )
            if other is not None and other.locked:
                fixed = {"founder": other.founder_id, "provider": other.provider_id, "slot": slot.id}
                found.insert(0, Obstacle("meeting_fixed_there", fixed))
            targets.append(TableTarget(slot, table + 1, other, tuple(found)))
    return targets


class _Checker:
    """What a few moved meetings break, looking at nobody but those whom they concern."""

    def __init__(self, problem: MeetingsProblem, meetings: Iterable[Meeting]) -> None:
        self._problem = problem
        self._meetings = {m.key: m for m in meetings}
        self._of: dict[tuple[int, str], list[Meeting]] = {}
        for m in self._meetings.values():
            self._of.setdefault((0, m.founder), []).append(m)
            self._of.setdefault((1, m.investor), []).append(m)
        self._interpreted = [
            m for m in self._meetings.values() if m.key in problem.pair and problem.pair[m.key].interpreter
        ]
        self._before: dict[frozenset[tuple[str, str]], set[tuple[object, ...]]] = {}

    def broken(self, moved: list[Meeting], *, anywhere: bool) -> list[Clash]:
        """New conflicts after these meetings moved; with `anywhere` those that no place would mend too."""
        keys = frozenset(m.key for m in moved)
        near = self._near(keys)
        if keys not in self._before:
            self._before[keys] = {_mark(c) for c in self._conflicts(near.values())}
        after = {**near, **{m.key: m for m in moved}}
        return [
            c
            for c in self._conflicts(after.values())
            if _mark(c) not in self._before[keys]
            and (anywhere or c.code not in _ANYWHERE)
            # Tables are looked at by the caller, who knows them all.
            and c.code is not ConflictCode.TABLE_TAKEN
        ]

    def _near(self, keys: frozenset[tuple[str, str]]) -> dict[tuple[str, str], Meeting]:
        near = {m.key: m for m in self._interpreted}
        for founder, investor in keys:
            near |= {m.key: m for m in self._of.get((0, founder), ())}
            near |= {m.key: m for m in self._of.get((1, investor), ())}
        return near

    def _conflicts(self, meetings: Iterable[Meeting]) -> list[Clash]:
        return conflicts(self._problem, MeetingsPlan(tuple(meetings), 0.0, None, Status.FEASIBLE))


def _mark(clash: Clash) -> tuple[object, ...]:
    return (clash.code, tuple(sorted((k, str(v)) for k, v in clash.params.items())))
