"""Small programmes whose blocks may hold several topics, or with fixed start slots: one flat model.

Each submission has its own room and start here; that is what a roadshow of a few dozen pitches
needs and what hundreds of submissions could not bear (`programme_model` is for those).
"""

from collections import defaultdict
from collections.abc import Callable
from queue import SimpleQueue
from typing import TYPE_CHECKING, Any

from ortools.sat.python import cp_model

from matcher.scheduling.problem import Clash, Contradiction
from matcher.scheduling.programme_facts import Facts
from matcher.scheduling.programme_flat_first import first_flat
from matcher.scheduling.programme_problem import Placement, ProgrammeProblem, Submission

if TYPE_CHECKING:
    from matcher.scheduling.programme import ProgrammeSearch


def solve_mixed(search: "ProgrammeSearch", *, warm: bool = True) -> None:
    """Solve the flat model within the search's limits and hand it every better programme.

    `warm` begins with a greedy programme.
    """
    search.raise_bound(0.0)  # no cost is negative
    flat = _Flat(search.problem)
    first = first_flat(flat.facts) if warm else None
    if first is not None and search.offer(first):
        flat.hint(first)
    if search.proven():
        return
    solver = cp_model.CpSolver()
    # Otherwise the solver takes Ctrl-C from the process for good.
    solver.parameters.catch_sigint_signal = False
    solver.parameters.random_seed = search.seed % 2**31
    solver.parameters.num_workers = search.workers
    if search.limits.deadline is not None:
        solver.parameters.max_time_in_seconds = max(0.05, search.limits.left())
    if search.limits.work is not None:
        solver.parameters.max_deterministic_time = float(search.limits.work)
    found: SimpleQueue[tuple[Placement, ...]] = SimpleQueue()

    def hand_on() -> None:
        while not found.empty():
            search.offer(found.get())

    status = search.watched(lambda: solver.solve(flat.model, _OnProgramme(flat, found.put)), solver, hand_on)
    if status == cp_model.INFEASIBLE:
        raise Contradiction((Clash("no_programme", {}),))
    if status in {cp_model.OPTIMAL, cp_model.FEASIBLE}:
        search.offer(flat.read(solver.value))
        search.raise_bound(solver.best_objective_bound / flat.scale + flat.constant)


class _OnProgramme(cp_model.CpSolverSolutionCallback):
    def __init__(self, flat: "_Flat", hand_on: Callable[[tuple[Placement, ...]], None]) -> None:
        super().__init__()
        self._flat, self._hand_on = flat, hand_on

    def on_solution_callback(self) -> None:
        self._hand_on(self._flat.read(self.value))


def _sum(variables: list[Any]) -> Any:
    return cp_model.LinearExpr.sum(variables)


class _Flat:
    """Variables: where each submission stands, and which topics use which cell."""

    def __init__(self, problem: ProgrammeProblem) -> None:
        self.problem, self.facts = problem, Facts(problem)
        self.model = cp_model.CpModel()
        self.terms: list[tuple[Any, float]] = []
        self.constant = 0.0
        # The order's weight may be finer than what the other costs need.
        self.scale = max(self.facts.scale, 1000 if problem.weights.order else 1)
        self.at: dict[tuple[str, str, str], Any] = {}
        self.start: dict[str, Any] = {}
        self.cell: dict[tuple[str, str, str], Any] = {}
        for submission in problem.submissions:
            self._submission(submission)
        self._cells()
        self._topics()
        weights = problem.weights
        self._people("presenters", weights.presenters)
        self._people("attendees", weights.attendees)
        self._people("jurors", weights.jurors)
        self._chairs()
        self._order()
        self.model.minimize(sum(round(cost * self.scale) * variable for variable, cost in self.terms))

    def _cost(self, variable: Any, cost: float) -> None:
        if cost:
            self.terms.append((variable, cost))

    def _any(self, variables: list[Any]) -> Any:
        """A variable that is at least each of these."""
        anyone = self.model.new_bool_var("")
        for variable in variables:
            self.model.add_implication(variable, anyone)
        return anyone

    def _submission(self, one: Submission) -> None:
        problem, weight = self.problem, self.problem.weights.submission_room
        fixed = one.fixed
        most = max(session.slots for session in problem.sessions)
        self.start[one.id] = self.model.new_int_var(0, max(0, most - one.slots), "")
        if fixed is not None and fixed.start is not None:
            self.model.add(self.start[one.id] == fixed.start)
        places = []
        for session in problem.open_sessions(one):
            for room in problem.rooms:
                if (session, room) in problem.closed or (fixed and fixed.room not in {None, room}):
                    continue
                place = self.model.new_bool_var("")
                self.at[one.id, session, room] = place
                places.append(place)
                cost = self.facts.stay(one, session) + weight * one.room_penalty.get(room, 0)
                self._cost(place, cost)
        if not problem.weights.left_out or fixed is not None:
            self.model.add_exactly_one(places)
            return
        self.model.add_at_most_one(places)
        out = self.model.new_bool_var("")
        self.model.add(_sum(places) + out == 1)
        self._cost(out, problem.weights.left_out)

    def _cells(self) -> None:
        """No slot twice; which topics are in a cell; one topic alone where blocks are not mixed."""
        problem, weights = self.problem, self.problem.weights
        for session in problem.sessions:
            for room in problem.rooms:
                here = [
                    (one, self.at[one.id, session.name, room])
                    for one in problem.submissions
                    if (one.id, session.name, room) in self.at
                ]
                if not here:
                    continue
                slots = problem.slots_of(session.name, room)
                sizes = [one.slots for one, _ in here]
                places = [at for _, at in here]
                self.model.add(cp_model.LinearExpr.weighted_sum(places, sizes) <= slots)
                self._starts(session.name, room, slots, here)
                by_topic: dict[str, list[Any]] = defaultdict(list)
                for one, at in here:
                    by_topic[one.topic].append(at)
                cells = []
                for topic, found in by_topic.items():
                    if slots == 1:
                        # One submission fills the cell, so the sum is the cell: a tighter model.
                        cell = self.model.new_bool_var("")
                        self.model.add(cell == _sum(found))
                    else:
                        cell = self._any(found)
                        self.model.add(cell <= _sum(found))
                    self.cell[topic, session.name, room] = cell
                    self._cost(cell, self.facts.cell(topic, session.name, room))
                    cells.append(cell)
                if not problem.mixed_blocks:
                    self.model.add_at_most_one(cells)
                elif weights.mixed and len(cells) > 1 and slots > 1:
                    self._beyond_first(cells, weights.mixed)

    def _starts(self, session: str, room: str, slots: int, here: list[tuple[Submission, Any]]) -> None:
        if slots == 1:
            # Whoever stands here begins in the only slot.
            for one, at in here:
                if (session, room, 0) in one.barred:
                    self.model.add(at == 0)
                self.model.add(self.start[one.id] == 0).only_enforce_if(at)
            return
        intervals = []
        longest = max(found.slots for found in self.problem.sessions)
        for one, at in here:
            start = self.start[one.id]
            intervals.append(self.model.new_optional_fixed_size_interval_var(start, one.slots, at, ""))
            if slots < longest:
                self.model.add(start + one.slots <= slots).only_enforce_if(at)
            for where, which, barred in sorted(one.barred):
                if (where, which) == (session, room):
                    self.model.add(start != barred).only_enforce_if(at)
        self.model.add_no_overlap(intervals)

    def _topics(self) -> None:
        weights = self.problem.weights
        names = [session.name for session in self.problem.sessions]
        there: dict[tuple[str, str], list[Any]] = defaultdict(list)
        rooms: dict[str, dict[str, list[Any]]] = defaultdict(lambda: defaultdict(list))
        for (topic, session, room), cell in self.cell.items():
            there[topic, session].append(cell)
            rooms[topic][room].append(cell)
        used: dict[tuple[str, str], Any] = {}
        for topic in self.facts.topics:
            for name in names:
                cells = there.get((topic, name))
                if not cells:
                    continue
                used[topic, name] = self._any(cells)
                self.model.add(used[topic, name] <= _sum(cells))
                if weights.parallel and len(cells) > 1:
                    self._beyond_first(cells, weights.parallel)
            if weights.rooms_per_topic and len(rooms[topic]) > 1:
                self._beyond_first(
                    [self._any(cells) for cells in rooms[topic].values()], weights.rooms_per_topic
                )
            if weights.consecutive:
                self._unbroken([used.get((topic, name), 0) for name in names])
        for (one, other), cost in self.facts.similar.items():
            for name in names:
                if (one, name) in used and (other, name) in used:
                    both = self.model.new_bool_var("")
                    self.model.add(both >= used[one, name] + used[other, name] - 1)
                    self._cost(both, cost)

    def _beyond_first(self, variables: list[Any], weight: float) -> None:
        """Each of these beyond the first costs."""
        beyond = self.model.new_int_var(0, len(variables) - 1, "")
        self.model.add(beyond >= _sum(variables) - 1)
        self._cost(beyond, weight)

    def _unbroken(self, used: list[Any]) -> None:
        broken = self.model.new_bool_var("")
        self._cost(broken, self.problem.weights.consecutive)
        starts = []
        for before, now in zip([0, *used], used, strict=False):
            start = self.model.new_bool_var("")
            self.model.add(start >= now - before)
            starts.append(start)
        self.model.add(sum(starts) <= 1 + (len(used) // 2) * broken)

    def _people(self, role: str, weight: float) -> None:
        """A person costs, per session, the rooms that need them there less one."""
        of: dict[str, list[str]] = defaultdict(list)
        for one in self.problem.submissions:
            for person in dict.fromkeys(getattr(one, role)):
                of[person].append(one.id)
        for ids in of.values():
            if not weight or len(ids) < 2:
                continue
            for session in self.problem.sessions:
                needed = []
                for room in self.problem.rooms:
                    keys = [(one, session.name, room) for one in ids]
                    places = [self.at[key] for key in keys if key in self.at]
                    if places:
                        needed.append(self._any(places))
                if len(needed) > 1:
                    self._beyond_first(needed, weight)

    def _chairs(self) -> None:
        weight = self.problem.weights.chairs
        if not weight:
            return
        for person, topics in self.facts.chairs.items():
            for session in self.problem.sessions:
                needed = []
                for room in self.problem.rooms:
                    cells = [self.cell.get((topic, session.name, room)) for topic in sorted(topics)]
                    cells += [
                        self.at.get((one.id, session.name, room))
                        for one in self.problem.submissions
                        if person in one.presenters
                    ]
                    cells = [cell for cell in cells if cell is not None]
                    if cells:
                        needed.append(self._any(cells))
                if len(needed) > 1:
                    clash = self.model.new_bool_var("")
                    self.model.add(sum(needed) <= 1 + (len(needed) - 1) * clash)
                    self._cost(clash, weight)

    def _order(self) -> None:
        """Pairs in one cell that stand against the wished order."""
        weight = self.problem.weights.order
        wished = [one for one in self.problem.submissions if one.order]
        if not weight:
            return
        for first in wished:
            for second in wished:
                if first.order >= second.order:
                    continue
                against = self.model.new_bool_var("")
                self._cost(against, weight)
                for (one, session, room), at in self.at.items():
                    other = self.at.get((second.id, session, room))
                    if one == first.id and other is not None:
                        before = self.start[first.id] + 1 <= self.start[second.id]
                        self.model.add(before).only_enforce_if([at, other, ~against])

    def hint(self, placements: tuple[Placement, ...]) -> None:
        """Start from this programme."""
        cells = {(at.submission, at.session, at.room): at.start for at in placements}
        for key, variable in self.at.items():
            self.model.add_hint(variable, key in cells)
        for (one, _, _), start in cells.items():
            self.model.add_hint(self.start[one], start)

    def read(self, value: Any) -> tuple[Placement, ...]:
        """The programme that a solution stands for."""
        place = {key[0]: key for key, at in self.at.items() if value(at)}
        return tuple(
            Placement(*place[one.id], value(self.start[one.id]))
            for one in self.problem.submissions
            if one.id in place
        )
