"""A first programme where every submission has a place of its own: the least free go first."""

from collections import defaultdict

from matcher.scheduling.programme_facts import Facts
from matcher.scheduling.programme_problem import Cell, Placement, Submission


class _Stage:
    """What stands so far, and what one more submission would cost in a cell."""

    def __init__(self, facts: Facts) -> None:
        self.facts, self.problem = facts, facts.problem
        self.taken: dict[Cell, set[int]] = defaultdict(set)
        self.topics: dict[Cell, set[str]] = defaultdict(set)
        self.room_of: dict[str, set[str]] = defaultdict(set)  # topic: rooms
        self.cells_of: dict[tuple[str, str], set[str]] = defaultdict(set)  # topic, session: rooms
        self.people: dict[tuple[str, str, str], set[str]] = defaultdict(set)  # role, person, session: rooms
        self.position = {session.name: n for n, session in enumerate(self.problem.sessions)}
        self.at: dict[str, set[int]] = defaultdict(set)  # topic: positions of sessions

    def start(self, one: Submission, session: str, room: str) -> int | None:
        """The first free place in a cell; None where there is none."""
        problem, fixed = self.problem, one.fixed
        if (session, room) in problem.closed:
            return None
        if fixed and (fixed.session != session or fixed.room not in {None, room}):
            return None
        if not problem.mixed_blocks and self.topics[session, room] - {one.topic}:
            return None
        taken = self.taken[session, room]
        for start in range(problem.slots_of(session, room) - one.slots + 1):
            if fixed and fixed.start not in {None, start}:
                continue
            if (session, room, start) not in one.barred and not taken & set(range(start, start + one.slots)):
                return start
        return None

    def cost(self, one: Submission, session: str, room: str) -> float:
        """What one more submission adds here, about."""
        weights, topic = self.problem.weights, one.topic
        cost = self.facts.stay(one, session) + weights.submission_room * one.room_penalty.get(room, 0)
        if topic not in self.topics[session, room]:
            cost += self.facts.cell(topic, session, room) + weights.mixed * bool(self.topics[session, room])
            cost += weights.parallel * bool(self.cells_of[topic, session])
        cost += weights.rooms_per_topic * bool(
            self.room_of[topic] - {room} and room not in self.room_of[topic]
        )
        here, mine = self.position[session], self.at[topic]
        if mine and here not in mine and min(abs(here - there) for there in mine) > 1:
            cost += weights.consecutive
        for role, people in _roles(one):
            for person in people:
                cost += getattr(weights, role) * bool(self.people[role, person, session] - {room})
        return cost

    def put(self, one: Submission, session: str, room: str, start: int) -> Placement:
        """Place it."""
        self.taken[session, room] |= set(range(start, start + one.slots))
        self.topics[session, room].add(one.topic)
        self.room_of[one.topic].add(room)
        self.cells_of[one.topic, session].add(room)
        self.at[one.topic].add(self.position[session])
        for role, people in _roles(one):
            for person in people:
                self.people[role, person, session].add(room)
        return Placement(one.id, session, room, start)


def _roles(one: Submission) -> tuple[tuple[str, tuple[str, ...]], ...]:
    return (("presenters", one.presenters), ("attendees", one.attendees), ("jurors", one.jurors))


def first_flat(facts: Facts) -> tuple[Placement, ...] | None:
    """A valid programme by one greedy pass; None where somebody finds no place and nobody may be left out."""
    problem, stage = facts.problem, _Stage(facts)
    placed: dict[str, Placement] = {}

    def freedom(one: Submission) -> tuple[bool, int, str, str]:
        return (one.fixed is None, len(facts.open[one.id]) - len(one.barred), one.topic, one.id)

    for one in sorted(problem.submissions, key=freedom):
        best: tuple[float, int, str, int] | None = None
        for session in facts.open[one.id]:
            for room in problem.rooms:
                start = stage.start(one, session, room)
                if start is None:
                    continue
                option = (stage.cost(one, session, room), stage.position[session], room, start)
                if best is None or option < best:
                    best = option
        if best is None:
            if not problem.weights.left_out:
                return None
            continue
        cost, position, room, start = best
        if one.fixed is None and problem.weights.left_out and cost > problem.weights.left_out:
            continue
        placed[one.id] = stage.put(one, problem.sessions[position].name, room, start)
    return tuple(placed[one.id] for one in problem.submissions if one.id in placed)
