"""A first programme at once: topics one after the other, each block into the cheapest open cell.

Who fared badly goes first the next time; a few rounds of that cost little and mend the worst.
"""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence

from matcher.scheduling.programme_draft import Draft, pack
from matcher.scheduling.programme_facts import Facts, Kind
from matcher.scheduling.programme_problem import Placement, Submission
from matcher.scheduling.programme_score import score

_ROUNDS = 8


class _First:
    """What stands so far, and what the next block would cost."""

    def __init__(self, facts: Facts, alike: Mapping[str, Mapping[str, float]]) -> None:
        self.facts, self.problem, self.alike = facts, facts.problem, alike
        self.slots = {session.name: session.slots for session in self.problem.sessions}
        self.position = {session.name: n for n, session in enumerate(self.problem.sessions)}
        self.taken: set[tuple[str, str]] = set()
        self.n_taken: dict[str, int] = defaultdict(int)
        self.there: dict[str, set[str]] = defaultdict(set)  # topics in a session
        self.needed: dict[tuple[str, str], set[str]] = defaultdict(set)  # presenter, session: topics
        self.session: dict[str, str] = {}
        self.rooms: dict[tuple[str, str], tuple[str, ...]] = {}

    def topic(self, topic: str) -> bool:
        """Place all submissions of a topic; False when some find no cell."""
        left = [(kind, one) for kind in self.facts.kinds[topic] for one in kind.members]
        mine: set[str] = set()
        at: list[int] = []
        while left:
            best: tuple[float, str, str, list[Submission]] | None = None
            for session in self.slots:
                room = self._room(topic, session, mine)
                if room is None:
                    continue
                inside, stay = self._fill(left, topic, session)
                if inside:
                    cost = stay + room[1] + self._cost(topic, session, at)
                    # A session with few rooms left is kept for those who can use no other.
                    free = len(self.problem.rooms) - self.n_taken[session]
                    share = (cost + 0.5 / max(1, free) + 0.5) / sum(one.slots for one in inside)
                    if best is None or share < best[0]:
                        best = (share, session, room[0], inside)
            if best is None:
                return False
            _, session, where, inside = best
            mine.add(where)
            at.append(self.position[session])
            self._open(topic, session, where, inside)
            left = [(kind, one) for kind, one in left if one.id not in self.session]
        return True

    def _fill(
        self, left: Sequence[tuple[Kind, Submission]], topic: str, session: str
    ) -> tuple[list[Submission], float]:
        """The submissions that would suit this session best, as many as fit into one room."""
        cost_of: dict[int, float | None] = {}
        able = []
        for kind, one in left:
            if id(kind) not in cost_of:
                open_then = session in self.facts.open[kind.one.id]
                cost_of[id(kind)] = self._stay(kind.one, topic, session) if open_then else None
            cost = cost_of[id(kind)]
            if cost is not None:
                able.append((cost, -one.slots, one.id, one))
        able.sort(key=lambda entry: entry[:3])
        inside, room, stay = [], self.slots[session], 0.0
        for cost, _, _, one in able:
            if one.slots <= room:
                inside.append(one)
                stay += cost
                room -= one.slots
                if not room:
                    break
        return inside, stay

    def _stay(self, one: Submission, topic: str, session: str) -> float:
        cost = self.facts.stay(one, session)
        for person in one.presenters:
            others = self.needed.get((person, session))
            if others and others != {topic}:
                cost += self.problem.weights.presenters
        return cost

    def _cost(self, topic: str, session: str, mine: list[int]) -> float:
        weights = self.problem.weights
        cost = sum(self.alike.get(topic, {}).get(other, 0) for other in self.there[session] if other != topic)
        here = self.position[session]
        if here in mine:
            cost += weights.parallel
        elif mine and min(abs(here - at) for at in mine) > 1:
            cost += weights.consecutive
        return cost

    def _room(self, topic: str, session: str, mine: set[str]) -> tuple[str, float] | None:
        """The cheapest room that is still free, with its cost."""
        extra = self.problem.weights.rooms_per_topic if mine else 0.0
        best: tuple[str, float] | None = None
        for room, cost in self.facts.rooms(topic)[session]:
            if best is not None and cost >= best[1]:
                continue
            if (session, room) not in self.taken:
                whole = cost if room in mine else cost + extra
                if best is None or whole < best[1]:
                    best = (room, whole)
        return best

    def _open(self, topic: str, session: str, room: str, inside: list[Submission]) -> None:
        self.taken.add((session, room))
        self.n_taken[session] += 1
        self.there[session].add(topic)
        self.rooms[topic, session] = (*self.rooms.get((topic, session), ()), room)
        for one in inside:
            self.session[one.id] = session
            for person in one.presenters:
                self.needed[person, session].add(topic)


def first_programmes(
    facts: Facts, offer: Callable[[tuple[Placement, ...], Draft], object], over: Callable[[], bool]
) -> bool:
    """Hand on valid programmes made greedily, the largest and the tightest topics first; False for none.

    After each round the topics that cost most come earlier. `over` is asked before each round.
    """
    alike: dict[str, dict[str, float]] = defaultdict(dict)
    for (one, other), cost in facts.similar.items():
        alike[one][other] = alike[other][one] = cost
    rank = {topic: float(n) for n, topic in enumerate(_by_need(facts))}
    found, least = False, float("inf")
    for number in range(_ROUNDS):
        if number and over():
            break
        first = _First(facts, alike)
        stuck = None
        for topic in sorted(facts.topics, key=lambda topic: (rank[topic], topic)):
            if not first.topic(topic):
                stuck = topic
                break
        if stuck is not None:
            rank[stuck] = min(rank.values()) - 1
            continue
        draft = Draft(first.session, first.rooms)
        placements = pack(facts.problem, draft)
        if placements is None:
            rank = {topic: -place for topic, place in rank.items()}
            continue
        found = True
        total = score(facts.problem, placements)
        if total < least:
            least = total
            offer(placements, draft)
        costs = facts.topic_costs(draft)
        middle = sorted(costs.values())[len(costs) // 2]
        for topic, cost in costs.items():
            if cost > middle:
                rank[topic] -= len(facts.topics) * (cost - middle) / (cost + middle + 1.0)
    return found


def _by_need(facts: Facts) -> list[str]:
    """Topics that need most of the slots where they cost least come first, then the larger ones."""

    def need(topic: str) -> tuple[float, int, str]:
        size = sum(kind.one.slots * len(kind.members) for kind in facts.kinds[topic])
        cells = [
            (cost, session.slots)
            for session in facts.problem.sessions
            for _, cost in facts.rooms(topic)[session.name]
        ]
        least = min((cost for cost, _ in cells), default=0.0)
        there = sum(slots for cost, slots in cells if cost <= least)
        return (-size / max(1, there), -size, topic)

    return sorted(facts.topics, key=need)
