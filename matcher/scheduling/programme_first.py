"""A first programme at once: topics one after the other, each block into the cheapest open cell."""

from collections import defaultdict

from matcher.scheduling.programme_draft import Draft, pack
from matcher.scheduling.programme_facts import Facts
from matcher.scheduling.programme_problem import Placement, Submission


class _First:
    """What stands so far, and what the next block would cost."""

    def __init__(self, facts: Facts) -> None:
        self.facts, self.problem = facts, facts.problem
        self.free = {
            session.name: [r for r in self.problem.rooms if (session.name, r) not in self.problem.closed]
            for session in self.problem.sessions
        }
        self.position = {session.name: n for n, session in enumerate(self.problem.sessions)}
        self.there: dict[str, set[str]] = defaultdict(set)  # topics in a session
        self.needed: dict[tuple[str, str], set[str]] = defaultdict(set)  # presenter, session: topics
        self.session: dict[str, str] = {}
        self.rooms: dict[tuple[str, str], tuple[str, ...]] = {}
        self.alike: dict[str, dict[str, float]] = defaultdict(dict)
        for (one, other), cost in facts.similar.items():
            self.alike[one][other] = self.alike[other][one] = cost

    def topic(self, topic: str) -> bool:
        """Place all submissions of a topic; False when some find no cell."""
        left = [one for kind in self.facts.kinds[topic] for one in kind.members]
        while left:
            best: tuple[float, str, list[Submission]] | None = None
            for session in self.problem.sessions:
                if not self.free[session.name]:
                    continue
                inside = self._fill(left, topic, session.name, session.slots)
                if inside:
                    cost = self._cost(topic, session.name, inside)
                    if best is None or cost < best[0]:
                        best = (cost, session.name, inside)
            if best is None:
                return False
            _, name, inside = best
            self._open(topic, name, inside)
            left = [one for one in left if one.id not in self.session]
        return True

    def _fill(self, left: list[Submission], topic: str, session: str, slots: int) -> list[Submission]:
        """The submissions that would suit this session best, as many as fit into one room."""
        able = [one for one in left if session in self.problem.open_sessions(one)]
        able.sort(key=lambda one: (self._stay(one, topic, session), -one.slots, one.id))
        inside, room = [], slots
        for one in able:
            if one.slots <= room:
                inside.append(one)
                room -= one.slots
        return inside

    def _stay(self, one: Submission, topic: str, session: str) -> float:
        cost = self.facts.stay(one, session)
        for person in one.presenters:
            others = self.needed.get((person, session), set()) - {topic}
            cost += self.problem.weights.presenters * bool(others)
        return cost

    def _cost(self, topic: str, session: str, inside: list[Submission]) -> float:
        """Cost per slot filled, so that full blocks are preferred."""
        weights = self.problem.weights
        cost = sum(self._stay(one, topic, session) for one in inside)
        cost += self.facts.cell(topic, session, self._room(topic, session))
        cost += sum(self.alike[topic].get(other, 0) for other in self.there[session] - {topic})
        mine = [self.position[s] for t, s in self.rooms if t == topic]
        if self.position[session] in mine:
            cost += weights.parallel
        elif mine and min(abs(self.position[session] - at) for at in mine) > 1:
            cost += weights.consecutive
        # A session with few rooms left is kept for those who can use no other.
        scarcity = 0.5 / len(self.free[session])
        return (cost + scarcity + 0.5) / sum(one.slots for one in inside)

    def _room(self, topic: str, session: str) -> str:
        mine = {room for (t, _), rooms in self.rooms.items() if t == topic for room in rooms}
        extra = self.problem.weights.rooms_per_topic
        return min(
            self.free[session],
            key=lambda room: self.facts.cell(topic, session, room) + extra * (room not in mine),
        )

    def _open(self, topic: str, session: str, inside: list[Submission]) -> None:
        room = self._room(topic, session)
        self.free[session].remove(room)
        self.there[session].add(topic)
        self.rooms[topic, session] = (*self.rooms.get((topic, session), ()), room)
        for one in inside:
            self.session[one.id] = session
            for person in one.presenters:
                self.needed[person, session].add(topic)


def first_programme(facts: Facts) -> tuple[Draft, tuple[Placement, ...]] | None:
    """A valid programme by one greedy pass, the largest topics first; None where that gets stuck."""
    first = _First(facts)
    sizes = {
        topic: sum(kind.one.slots * len(kind.members) for kind in facts.kinds[topic])
        for topic in facts.topics
    }
    for topic in sorted(facts.topics, key=lambda topic: (-sizes[topic], topic)):
        if not first.topic(topic):
            return None
    draft = Draft(first.session, first.rooms)
    placements = pack(facts.problem, draft)
    return None if placements is None else (draft, placements)
