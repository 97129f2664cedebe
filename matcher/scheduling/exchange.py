"""The cheapest exchange that lets two people meet: few meetings moved or dropped, nothing added."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import product

from matcher.scheduling.explain import Change, Conflict, ConflictCode, conflicts, place
from matcher.scheduling.problem import Meeting, MeetingsPlan, MeetingsProblem, Pair
from matcher.scheduling.seating import free_table, own_table

MOST_TOUCHED = 4
"""How many meetings one exchange may move or drop."""
_CROWD = 6  # of those who could make room at a table, the least valuable are tried

Key = tuple[str, str]
Standing = set[tuple[ConflictCode, tuple[tuple[str, str | int], ...]]]


@dataclass(frozen=True, slots=True)
class _Step:
    """Where the search stands: what was moved where, what was dropped, what waits for a place."""

    moved: Mapping[Key, int]
    dropped: tuple[Key, ...]
    waiting: tuple[Key, ...]
    lost: float

    @property
    def touched(self) -> int:
        return len(self.moved) + len(self.dropped) + len(self.waiting)


class Exchange:
    """One wish and a plan. Exchanges of up to `MOST_TOUCHED` meetings are looked at, the cheapest kept.

    A meeting in the way moves to a slot in which both can meet, pushing on who stands there, or is
    dropped; a required one is never dropped, nor one that leaves somebody short of their minimum.
    Small plans are looked through whole. In large ones `steps` ends the search, and where a slot is
    full only its least valuable meetings and those that have somewhere to go make room.
    """

    def __init__(
        self,
        problem: MeetingsProblem,
        plan: MeetingsPlan,
        pair: Pair,
        *,
        steps: int,
        beat: float = float("inf"),
    ) -> None:
        self.problem, self.plan, self.pair = problem, plan, pair
        self.key = (pair.founder, pair.investor)
        self.old = {m.key: m for m in plan.meetings if m.key in problem.pair}
        self.load: dict[Key, int] = defaultdict(int)
        for meeting in plan.meetings:
            self.load["f", meeting.founder] += 1
            self.load["i", meeting.investor] += 1
        self.of: dict[Key, list[Key]] = defaultdict(list)  # pairs that meet now, by person
        self.crowd: dict[int, list[Key]] = defaultdict(list)  # and by slot
        for key, meeting in self.old.items():
            self.of["f", key[0]].append(key)
            self.of["i", key[1]].append(key)
            self.crowd[meeting.slot].append(key)
        self._homes: dict[Key, bool] = {}
        self.best: Change | None = None
        self._rank: tuple[float, int] = (beat, 0)
        self._left, self._most = steps, 0
        self._broken: Standing | None = None

    def cheapest(self, slots: Iterable[int]) -> Change | None:
        """The exchange that costs least for the wish in one of these slots; None when there is none.

        Exchanges of few meetings come first, in all slots, so that what is found early is simple.
        """
        for most in range(MOST_TOUCHED + 1):
            self._most = most
            for slot in sorted(slots):
                self.slot = slot
                for step in self._push(_Step({}, (), (), 0.0), self.key, slot):
                    self._search(step)
        return self.best

    def _search(self, step: _Step) -> None:
        rank = (step.lost, step.touched)
        if self._left <= 0 or step.touched > self._most or rank >= self._rank:
            return
        self._left -= 1
        if not step.waiting:
            if step.touched == self._most:
                self._finish(step, rank)
            return
        key, *rest = step.waiting
        pair = self.problem.pair[key]
        left = replace(step, waiting=tuple(rest))
        options = [
            pushed for slot in sorted(self.problem.open_slots(pair)) for pushed in self._push(left, key, slot)
        ]
        options.sort(key=lambda pushed: pushed.touched)
        for pushed in options:
            if pushed.touched == step.touched:
                self._search(pushed)
        if self._may_go(key):
            self._search(replace(left, dropped=(*left.dropped, key), lost=left.lost + pair.value))
        for pushed in options:
            if pushed.touched > step.touched:
                self._search(pushed)

    def _push(self, step: _Step, key: Key, slot: int) -> Iterator[_Step]:
        """Put a pair into a slot, with each smallest set of meetings pushed out that allows it."""
        wish = key == self.key
        there = [
            other
            for other in dict.fromkeys((*self.of["f", key[0]], *self.of["i", key[1]], *step.moved, self.key))
            if other != key
            and (other[0] == key[0] or other[1] == key[1])
            and self._slot_of(step, other) == slot
        ]
        if not all(self._may_move(step, other) for other in there):
            return
        base = replace(
            step,
            moved=step.moved if wish else {**step.moved, key: slot},
            waiting=(*step.waiting, *there),
        )
        if base.touched > self._most:
            return
        for room in self._room_for_wish(base) if wish else [base]:
            yield from self._room_at_tables(room, key, slot)

    def _slot_of(self, step: _Step, key: Key) -> int | None:
        """Where a pair meets as the search stands; None for one that was dropped or waits."""
        if key == self.key:
            return self.slot
        if key in step.moved:
            return step.moved[key]
        return None if key in step.dropped or key in step.waiting else self.old[key].slot

    def _may_move(self, step: _Step, key: Key) -> bool:
        return key != self.key and key not in step.moved and not self.old[key].frozen

    def _room_for_wish(self, step: _Step) -> list[_Step]:
        """For the wish alone: what its people must give up for good, by their houses and their caps."""
        pairs, known = self.problem.pair, self.problem.investor
        house = known[self.pair.investor].house
        same = [
            key
            for key in self.of["f", self.pair.founder]
            if house is not None and known[key[1]].house == house
        ]
        if not all(self._may_go(key) for key in same):
            return []
        for key in same:
            step = _drop(step, key, pairs[key].value)
        steps = [step]
        for side, person in (
            (0, self.problem.founder[self.pair.founder]),
            (1, self.problem.investor[self.pair.investor]),
        ):
            who = ("fi"[side], person.id)
            wider = []
            for now in steps:
                if self.load[who] - sum(key[side] == person.id for key in now.dropped) < person.max_meetings:
                    wider.append(now)
                    continue
                choices = [key for key in self.of[who] if self._may_go(key) and key not in now.dropped]
                wider += [_drop(now, key, pairs[key].value) for key in choices]
            steps = wider
        return steps

    def _may_go(self, key: Key) -> bool:
        return not self.old[key].frozen and not self.problem.pair[key].required

    def _room_at_tables(self, step: _Step, key: Key, slot: int) -> Iterator[_Step]:
        """Where every table is taken, the meetings of the slot one by one."""
        problem = self.problem
        pair = problem.pair[key]
        here = [
            other
            for other in dict.fromkeys((*self.crowd[slot], *step.moved, self.key))
            if other != key and self._slot_of(step, other) == slot
        ]
        seated = [other for other in here if problem.number_online or not problem.pair[other].online]
        speaking = [other for other in here if problem.pair[other].interpreter]
        crowds = []
        if (problem.number_online or not pair.online) and len(seated) >= problem.tables:
            crowds.append(seated)
        if pair.interpreter and problem.interpreters is not None and len(speaking) >= problem.interpreters:
            crowds.append(speaking)
        own = own_table(problem, pair)
        if own is not None:
            sitting = [
                k for k in seated if own_table(problem, problem.pair[k]) == own or self._sits(k, slot, own)
            ]
            if sitting:
                crowds.append(sitting)
        if not crowds:
            yield step
            return
        if step.touched >= self._most:
            return
        # One of each; one that stands in several crowds makes room in all of them.
        movable = [self._few([k for k in crowd if self._may_move(step, k)]) for crowd in crowds]
        for chosen in dict.fromkeys(frozenset(choice) for choice in product(*movable)):
            yield replace(step, waiting=(*step.waiting, *sorted(chosen)))

    def _few(self, crowd: list[Key]) -> list[Key]:
        """Of a large crowd the least valuable, and the first of those that have somewhere to go."""
        if len(crowd) <= _CROWD:
            return crowd
        ready = [key for key in crowd if self._has_home(key)][:_CROWD]
        cheap = sorted(crowd, key=lambda key: (self.problem.pair[key].value, key))[:_CROWD]
        return list(dict.fromkeys((*ready, *cheap)))

    def _has_home(self, key: Key) -> bool:
        """True when a meeting could move without pushing anybody, as the plan stands."""
        if key not in self._homes:
            busy = {self.old[other].slot for side in (0, 1) for other in self.of["fi"[side], key[side]]}
            room = (
                slot
                for slot in self.problem.open_slots(self.problem.pair[key]) - busy
                if len(self.crowd[slot]) < self.problem.tables
            )
            self._homes[key] = any(True for _ in room)
        return self._homes[key]

    def _sits(self, key: Key, slot: int, table: int) -> bool:
        meeting = self.old.get(key)
        return meeting is not None and meeting.slot == slot and meeting.table == table

    def _finish(self, step: _Step, rank: tuple[float, int]) -> None:
        """Apply the exchange to the plan and keep it if it breaks nothing that stood before."""
        if self._falls_short(step):
            return
        problem = self.problem
        touched = {*step.moved, *step.dropped}
        plan = replace(self.plan, meetings=tuple(m for m in self.plan.meetings if m.key not in touched))
        places = [(self.key, self.slot), *step.moved.items()]
        # Who always sits at one table goes first.
        places.sort(key=lambda item: own_table(problem, problem.pair[item[0]]) is None)
        moved = []
        for key, slot in places:
            pair = problem.pair[key]
            table = free_table(problem, plan, pair, slot)
            if table is None and (problem.number_online or not pair.online):
                return
            meeting = Meeting(*key, slot, table)
            plan = place(plan, meeting)
            if key != self.key:
                moved.append(meeting)
        near = replace(plan, meetings=self._near(plan, {*touched, self.key}))
        if all(_fact(conflict) in self._standing() for conflict in conflicts(problem, near)):
            moved.sort(key=lambda m: (m.slot, m.key))
            net = round(self.pair.value - step.lost, 6)
            self.best = Change(self.slot, tuple(moved), tuple(sorted(step.dropped)), net)
            self._rank = rank

    def _standing(self) -> Standing:
        """What the plan already breaks: an exchange need not mend it."""
        if self._broken is None:
            self._broken = {_fact(conflict) for conflict in conflicts(self.problem, self.plan)}
        return self._broken

    def _falls_short(self, step: _Step) -> bool:
        """True when somebody would be short of their minimum who is not, or by more than they are."""
        change: dict[Key, int] = defaultdict(int)
        for founder, investor in step.dropped:
            change["f", founder] -= 1
            change["i", investor] -= 1
        change["f", self.pair.founder] += 1
        change["i", self.pair.investor] += 1
        for (side, name), by in change.items():
            person = (self.problem.founder if side == "f" else self.problem.investor)[name]
            if by < 0 and self.load[side, name] + by < person.min_meetings:
                return True
        return False

    def _near(self, plan: MeetingsPlan, touched: set[Key]) -> tuple[Meeting, ...]:
        """The meetings that the exchange can have disturbed: those of its slots and of its people."""
        slots = {m.slot for m in plan.meetings if m.key in touched}
        slots |= {m.slot for m in self.plan.meetings if m.key in touched}
        here = [m for m in plan.meetings if m.slot in slots]
        founders = {m.founder for m in here} | {key[0] for key in touched}
        investors = {m.investor for m in here} | {key[1] for key in touched}
        return tuple(m for m in plan.meetings if m.founder in founders or m.investor in investors)


def _drop(step: _Step, key: Key, value: float) -> _Step:
    waiting = tuple(other for other in step.waiting if other != key)
    return replace(step, waiting=waiting, dropped=(*step.dropped, key), lost=step.lost + value)


def _fact(conflict: Conflict) -> tuple[ConflictCode, tuple[tuple[str, str | int], ...]]:
    return (conflict.code, tuple(sorted(conflict.params.items())))
