"""Programmes with one topic per block as a CP-SAT model, whole or in part.

Submissions that no rule tells apart are counted, not named, and a room belongs to a topic's
block, not to a submission: that makes the model a tenth of the plain one.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ortools.sat.python import cp_model

from matcher.scheduling.programme_draft import Draft
from matcher.scheduling.programme_facts import Facts, Kind
from matcher.scheduling.programme_problem import Cell

# A few topics are proven sooner with all of the linear programme; presolve takes longer than it saves.
FEW_TOPICS: Mapping[str, Any] = {"linearization_level": 2, "cp_model_presolve": False}


@dataclass(frozen=True)
class Answer:
    """What the solver says of a part: a draft if it has one, and its bound on the model's cost."""

    draft: Draft | None
    cost: float
    bound: float
    impossible: bool
    optimal: bool
    work: float = 0.0  # deterministic time


class Model:
    """The model of some topics; the others stand where `around` has them.

    `most` is what a topic may cost: whatever alone costs more is left out, since costs are never
    negative. `window` are the sessions that the topics may use.
    """

    def __init__(
        self,
        facts: Facts,
        topics: Sequence[str],
        around: Draft | None = None,
        *,
        most: Mapping[str, float] | None = None,
        window: frozenset[str] | None = None,
    ) -> None:
        self.facts, self.problem = facts, facts.problem
        self.topics = list(topics)
        self.around = around or Draft({}, {})
        self._most, self._window = most or {}, window
        self.model = cp_model.CpModel()
        self.solver = cp_model.CpSolver()
        self.terms: list[tuple[Any, float]] = []
        # What follows from other variables: most-or-less the positive part of a sum.
        self._follows: list[tuple[Any, list[tuple[int, Any]], int, int]] = []
        self.constant = 0.0
        self.x: dict[tuple[str, int, str], Any] = {}
        self.y: dict[tuple[str, str, str], Any] = {}
        self.used: dict[tuple[str, str], Any] = {}
        self.topics_there: dict[str, list[str]] = defaultdict(list)
        self._taken = {
            (session, room) for (_, session), rooms in self.around.rooms.items() for room in rooms
        } | set(self.problem.closed)
        for topic, session in self.around.rooms:
            self.topics_there[session].append(topic)
        self._build()

    @property
    def size(self) -> int:
        """How many variables there are."""
        return len(self.model.proto.variables)

    def _over(self, terms: list[tuple[int, Any]], offset: int, most: int, cost: float = 0.0) -> Any:
        """A variable for what the sum of these terms and the offset has above zero, up to `most`."""
        variable = self.model.new_int_var(0, most, "") if most > 1 else self.model.new_bool_var("")
        self._follows.append((variable, terms, offset, most))
        self._cost(variable, cost)
        return variable

    def _cost(self, variable: Any, cost: float) -> None:
        if cost:
            self.terms.append((variable, cost))

    def _build(self) -> None:
        for topic in self.topics:
            self._topic(topic)
        claims: dict[Cell, list[Any]] = defaultdict(list)
        for (_, session, room), variable in self.y.items():
            claims[session, room].append(variable)
        for cells in claims.values():
            if len(cells) > 1:
                self.model.add_at_most_one(cells)
        self._similar()
        weights = self.problem.weights
        self._people("presenters", self.facts.presents, weights.presenters)
        self._people("attendees", self.facts.attends, weights.attendees)
        self._people("jurors", self.facts.judges, weights.jurors)
        self._chairs()

    def _topic(self, topic: str) -> None:
        model, problem, weights = self.model, self.problem, self.problem.weights
        kinds = self.facts.kinds[topic]
        size = sum(len(kind.members) for kind in kinds)
        most = self._most.get(topic, float("inf")) + 1e-6
        rooms = self.facts.rooms(topic)
        open_rooms = {
            session.name: [
                (room, cost)
                for room, cost in rooms[session.name]
                if cost <= most and (session.name, room) not in self._taken
            ]
            for session in problem.sessions
            if self._window is None or session.name in self._window
        }
        for number, kind in enumerate(kinds):
            for name in self.facts.open[kind.one.id]:
                if not open_rooms.get(name) or self.facts.stay(kind.one, name) > most:
                    continue
                variable = (
                    model.new_bool_var("")
                    if len(kind.members) == 1
                    else model.new_int_var(0, len(kind.members), "")
                )
                self.x[topic, number, name] = variable
                self._cost(variable, self.facts.stay(kind.one, name))
            stays = [self.x.get((topic, number, s.name)) for s in problem.sessions]
            model.add(_sum([v for v in stays if v is not None]) == len(kind.members))
        by_room: dict[str, list[Any]] = defaultdict(list)
        for session in problem.sessions:
            name = session.name
            there = [
                (kind, self.x[topic, number, name])
                for number, kind in enumerate(kinds)
                if (topic, number, name) in self.x
            ]
            if not there:
                continue
            used = self.used[topic, name] = model.new_bool_var("")
            cells = []
            for room, cost in open_rooms[name]:
                cell = self.y[topic, name, room] = model.new_bool_var("")
                cells.append(cell)
                by_room[room].append(cell)
                self._cost(cell, cost)
                model.add_implication(cell, used)
            n_rooms = _sum(cells)
            model.add(n_rooms >= used)
            if weights.parallel and min(size, len(cells)) > 1:
                parallel = self._over([(1, cell) for cell in cells], -1, len(cells) - 1, weights.parallel)
                model.add(parallel >= n_rooms - used)
            members = _sum([variable for _, variable in there])
            model.add(members >= n_rooms)
            self._capacity(session.slots, there, n_rooms)
            for kind, variable in there:
                model.add(variable <= min(len(kind.members), size) * used)
            self._rooms(topic, name, session.slots, there)
        self._rooms_of_topic(list(by_room.values()))
        self._unbroken(topic)

    def _rooms_of_topic(self, by_room: list[list[Any]]) -> None:
        """Each room beyond the first that a topic uses."""
        weight = self.problem.weights.rooms_per_topic
        if not weight or len(by_room) < 2:
            return
        rooms = []
        for cells in by_room:
            if len(cells) == 1:
                rooms.append(cells[0])
                continue
            room = self._over([(1, cell) for cell in cells], 0, 1)
            rooms.append(room)
            for cell in cells:
                self.model.add_implication(cell, room)
        self.model.add(_sum(rooms) >= 1)
        beyond = self._over([(1, room) for room in rooms], -1, len(rooms) - 1, weight)
        self.model.add(beyond >= _sum(rooms) - 1)

    def _capacity(self, slots: int, there: list[tuple[Kind, Any]], n_rooms: Any) -> None:
        """Slots, and for long submissions how many fit into one room (dual feasible functions)."""
        model = self.model
        model.add(_weighted([kind.one.slots for kind, _ in there], there) <= slots * n_rooms)
        cuts = set()
        for threshold in range(1, slots // 2 + 1):
            # Sizes above slots - threshold count as a whole room, sizes below threshold as none.
            sizes = tuple(
                slots
                if kind.one.slots > slots - threshold
                else kind.one.slots
                if kind.one.slots >= threshold
                else 0
                for kind, _ in there
            )
            cuts.add(sizes)
        if slots > 1:
            cuts.add(tuple(slots if 2 * kind.one.slots > slots else 0 for kind, _ in there))
        plain = tuple(kind.one.slots for kind, _ in there)
        for sizes in sorted(cuts - {plain}):
            if any(sizes):
                model.add(_weighted(sizes, there) <= slots * n_rooms)

    def _rooms(self, topic: str, session: str, slots: int, there: list[tuple[Kind, Any]]) -> None:
        """Which room a kind has, only where that matters."""
        model, weight = self.model, self.problem.weights.submission_room
        matters = any(
            (weight and kind.one.room_penalty) or (kind.one.fixed and kind.one.fixed.room)
            for kind, _ in there
        )
        if not matters:
            return
        shares: dict[str, list[Any]] = defaultdict(list)
        for kind, x in there:
            fixed = kind.one.fixed.room if kind.one.fixed else None
            parts = []
            for room in self.problem.rooms:
                cell = self.y.get((topic, session, room))
                if cell is None or fixed not in {None, room}:
                    continue
                part = model.new_int_var(0, len(kind.members), "")
                model.add(part <= len(kind.members) * cell)
                self._cost(part, weight * kind.one.room_penalty.get(room, 0))
                shares[room].append(kind.one.slots * part)
                parts.append(part)
            model.add(sum(parts) == x)
        for room, parts in shares.items():
            model.add(sum(parts) <= slots * self.y[topic, session, room])

    def _unbroken(self, topic: str) -> None:
        weight = self.problem.weights.consecutive
        if not weight:
            return
        names = [session.name for session in self.problem.sessions]
        used = [self.used.get((topic, name)) for name in names]
        starts = []
        for before, now in zip([None, *used], used, strict=False):
            if now is None:
                continue
            if before is None:
                starts.append(now)
                continue
            start = self._over([(1, now), (-1, before)], 0, 1)
            self.model.add(start >= now - before)
            starts.append(start)
        if len(starts) < 2:
            return
        broken = self._over([(1, start) for start in starts], -1, 1, weight)
        self.model.add(_sum(starts) <= 1 + (len(starts) - 1) * broken)

    def _similar(self) -> None:
        free = set(self.topics)
        there = {session: set(topics) for session, topics in self.topics_there.items()}
        for (one, other), cost in self.facts.similar.items():
            if one not in free and other not in free:
                continue
            for session in self.problem.sessions:
                name = session.name
                a, b = self.used.get((one, name)), self.used.get((other, name))
                if a is not None and b is not None:
                    both = self._over([(1, a), (1, b)], -1, 1, cost)
                    self.model.add(both >= a + b - 1)
                elif a is not None and other in there.get(name, ()):
                    self._cost(a, cost)
                elif b is not None and one in there.get(name, ()):
                    self._cost(b, cost)

    def _people(self, role: str, shared: dict[str, set[str]], weight: float) -> None:
        """A person costs, per session, the topics that need them there less one."""
        if not weight:
            return
        of: dict[str, dict[str, list[int]]] = defaultdict(lambda: defaultdict(list))
        for topic in self.topics:
            for number, kind in enumerate(self.facts.kinds[topic]):
                for person in getattr(kind.one, role):
                    if person in shared:
                        of[person][topic].append(number)
        elsewhere = self._elsewhere(role, of)
        for person, by_topic in of.items():
            for session in self.problem.sessions:
                needed: list[Any] = []
                for topic, numbers in by_topic.items():
                    keys = [(topic, number, session.name) for number in numbers]
                    stays = [self.x[key] for key in keys if key in self.x]
                    if stays:
                        needed.append(self._any(topic, numbers, stays))
                self._clash(needed, (person, session.name) in elsewhere, weight)

    def _elsewhere(self, role: str, people: Iterable[str]) -> set[tuple[str, str]]:
        """Person and session where a topic that stands fast needs one of these people."""
        by_person, session, free = self.facts.appearances[role], self.around.session, set(self.topics)
        return {
            (person, session[one])
            for person in people
            for one in by_person[person]
            if one in session and self.problem.submission[one].topic not in free
        }

    def _clash(self, needed: list[Any], elsewhere: bool, weight: float) -> None:  # noqa: FBT001
        """One person in one session: each topic beyond the first that needs them costs."""
        if elsewhere:
            for variable in needed:
                self._cost(variable, weight)
        elif len(needed) > 1:
            clash = self._over([(1, one) for one in needed], -1, len(needed) - 1, weight)
            self.model.add(clash >= _sum(needed) - 1)

    def _any(self, topic: str, numbers: list[int], stays: list[Any]) -> Any:
        if len(stays) == 1 and len(self.facts.kinds[topic][numbers[0]].members) == 1:
            return stays[0]
        anyone = self._over([(1, stay) for stay in stays], 0, 1)
        most = max(len(self.facts.kinds[topic][number].members) for number in numbers)
        for stay in stays:
            self.model.add(stay <= most * anyone)
        return anyone

    def _chairs(self) -> None:
        weight = self.problem.weights.chairs
        for topics in self.facts.chairs.values():
            for session in self.problem.sessions:
                name = session.name
                used = [self.used[t, name] for t in sorted(topics) if (t, name) in self.used]
                fixed = len(topics & set(self.topics_there.get(name, ())) - set(self.topics))
                if not used or len(used) + fixed < 2:
                    continue
                clash = self._over([(1, one) for one in used], fixed - 1, 1, weight)
                self.model.add(_sum(used) + fixed <= 1 + (len(topics) - 1) * clash)

    def hint(self, draft: Draft) -> None:
        """Start from this draft: every variable that follows from it is told too."""
        cells = {(t, s, r) for (t, s), rooms in draft.rooms.items() for r in rooms}
        value = {variable.index: int(cell in cells) for cell, variable in self.y.items()}
        for block, variable in self.used.items():
            value[variable.index] = int(block in draft.rooms)
        for (topic, number, session), variable in self.x.items():
            members = self.facts.kinds[topic][number].members
            value[variable.index] = sum(draft.session.get(one.id) == session for one in members)
        for variable, terms, offset, most in self._follows:
            over = offset + sum(factor * value[other.index] for factor, other in terms)
            value[variable.index] = min(most, max(0, over))
        # Told in one go: a call for each variable takes a quarter of the time of the model.
        hint = self.model.proto.solution_hint
        hint.vars.extend(value.keys())
        hint.values.extend(value.values())

    def solve(
        self,
        *,
        seconds: float | None = None,
        work: float | None = None,
        workers: int = 1,
        seed: int = 0,
        on_draft: Callable[[Draft], None] | None = None,
        on_bound: Callable[[float], None] | None = None,
        parameters: Mapping[str, Any] | None = None,
    ) -> Answer:
        """Solve within wall time or, with one worker, a deterministic amount of work."""
        scale = self.facts.scale
        costs = [round(cost * scale) for _, cost in self.terms]
        self.model.minimize(cp_model.LinearExpr.weighted_sum([variable for variable, _ in self.terms], costs))
        solver = self.solver
        # Otherwise the solver takes Ctrl-C from the process for good.
        solver.parameters.catch_sigint_signal = False
        solver.parameters.random_seed = seed % 2**31
        solver.parameters.num_workers = workers
        if seconds is not None:
            solver.parameters.max_time_in_seconds = max(0.01, seconds)
        if work is not None:
            solver.parameters.max_deterministic_time = work
        for name, value in (parameters or {}).items():
            setattr(solver.parameters, name, value)
        callback = None if on_draft is None else _OnDraft(self, on_draft)
        if on_bound is not None:
            solver.best_bound_callback = lambda bound: on_bound(bound / scale + self.constant)
        status = solver.solve(self.model, callback)
        done = solver.response_proto.deterministic_time
        if status == cp_model.INFEASIBLE:
            return Answer(None, 0.0, 0.0, impossible=True, optimal=True, work=done)
        bound = solver.best_objective_bound / scale + self.constant
        if status not in {cp_model.OPTIMAL, cp_model.FEASIBLE}:
            return Answer(None, 0.0, bound, impossible=False, optimal=False, work=done)
        return Answer(
            self.read(solver.value),
            solver.objective_value / scale + self.constant,
            bound,
            impossible=False,
            optimal=status == cp_model.OPTIMAL,
            work=done,
        )

    def read(self, value: Any) -> Draft:
        """The draft that a solution stands for."""
        rooms: dict[tuple[str, str], list[str]] = defaultdict(list)
        for (topic, session, room), variable in self.y.items():
            if value(variable):
                rooms[topic, session].append(room)
        session_of: dict[str, str] = {}
        left = {
            (topic, number): list(kind.members)
            for topic in self.topics
            for number, kind in enumerate(self.facts.kinds[topic])
        }
        for (topic, number, session), variable in self.x.items():
            for _ in range(value(variable)):
                session_of[left[topic, number].pop(0).id] = session
        return Draft(session_of, {block: tuple(found) for block, found in rooms.items()})


def _sum(variables: list[Any]) -> Any:
    """The sum, made faster than by adding one after the other."""
    return cp_model.LinearExpr.sum(variables)


def _weighted(sizes: Sequence[int], there: list[tuple[Kind, Any]]) -> Any:
    return cp_model.LinearExpr.weighted_sum([x for _, x in there], list(sizes))


class _OnDraft(cp_model.CpSolverSolutionCallback):
    """Hands each better draft on while the solver runs."""

    def __init__(self, model: Model, on_draft: Callable[[Draft], None]) -> None:
        super().__init__()
        self._model, self._on_draft = model, on_draft

    def on_solution_callback(self) -> None:
        """Called by the solver, in one of its threads, one at a time."""
        self._on_draft(self._model.read(self.value))
