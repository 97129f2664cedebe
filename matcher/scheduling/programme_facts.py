"""A programme's problem seen from the solver: kinds of submissions, shared people, costs."""

from collections import defaultdict
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from matcher.scheduling.programme_draft import Draft
from matcher.scheduling.programme_problem import ProgrammeProblem, Submission
from matcher.scheduling.programme_score import similar_pairs

_SCALES = (1, 10, 100, 1000, 10_000)


@dataclass(frozen=True)
class Kind:
    """Submissions of one topic that no rule tells apart."""

    topic: str
    members: tuple[Submission, ...]

    @property
    def one(self) -> Submission:
        """Any of them."""
        return self.members[0]


class Facts:
    """What every part of a problem needs, worked out once."""

    def __init__(self, problem: ProgrammeProblem) -> None:
        self.problem = problem
        self.similar = {
            key: penalty * problem.weights.similar
            for key, penalty in similar_pairs(problem).items()
            if problem.weights.similar
        }
        self.presents = self._shared("presenters", problem.weights.presenters)
        self.attends = self._shared("attendees", problem.weights.attendees)
        self.judges = self._shared("jurors", problem.weights.jurors)
        self.chairs = self._chairs()
        self.kinds = self._kinds()
        self.topics = [topic for topic in problem.topics if self.kinds.get(topic)]
        self._rooms: dict[str, dict[str, tuple[tuple[str, float], ...]]] = {}

    def _shared(self, role: str, weight: float) -> dict[str, set[str]]:
        """People whose submissions stand under several topics, so that they can clash."""
        topics: dict[str, set[str]] = defaultdict(set)
        if weight:
            for submission in self.problem.submissions:
                for person in getattr(submission, role):
                    topics[person].add(submission.topic)
        return {person: found for person, found in topics.items() if len(found) > 1}

    def _chairs(self) -> dict[str, set[str]]:
        topics: dict[str, set[str]] = defaultdict(set)
        if self.problem.weights.chairs:
            for topic, people in self.problem.chairs.items():
                for person in people:
                    topics[person].add(topic)
        return topics

    def _kinds(self) -> dict[str, list[Kind]]:
        problem, weights = self.problem, self.problem.weights
        groups: dict[tuple[Any, ...], list[Submission]] = defaultdict(list)
        for one in problem.submissions:
            rooms = one.room_penalty if weights.submission_room else {}
            key = (
                one.topic,
                one.slots,
                problem.open_sessions(one),
                tuple(self.stay(one, session.name) for session in problem.sessions),
                tuple(sorted(rooms.items())),
                tuple(sorted(p for p in one.presenters if p in self.presents or p in self.chairs)),
                tuple(sorted(p for p in one.attendees if p in self.attends)),
                tuple(sorted(p for p in one.jurors if p in self.judges)),
                one.fixed.room if one.fixed else None,
            )
            groups[key].append(one)
        kinds: dict[str, list[Kind]] = defaultdict(list)
        for key, members in groups.items():
            kinds[key[0]].append(Kind(key[0], tuple(members)))
        return kinds

    @cached_property
    def appearances(self) -> dict[str, dict[str, list[str]]]:
        """By role and person: the submissions that need them."""
        found: dict[str, dict[str, list[str]]] = {}
        for role in ("presenters", "attendees", "jurors"):
            found[role] = defaultdict(list)
            for one in self.problem.submissions:
                for person in getattr(one, role):
                    found[role][person].append(one.id)
        return found

    @cached_property
    def open(self) -> dict[str, tuple[str, ...]]:
        """The sessions that each submission may have."""
        return {one.id: self.problem.open_sessions(one) for one in self.problem.submissions}

    def rooms(self, topic: str) -> dict[str, tuple[tuple[str, float], ...]]:
        """By session: the rooms that are open there and what the topic would cost in each."""
        if topic not in self._rooms:
            self._rooms[topic] = {
                session.name: tuple(
                    (room, self.cell(topic, session.name, room))
                    for room in self.problem.rooms
                    if (session.name, room) not in self.problem.closed
                )
                for session in self.problem.sessions
            }
        return self._rooms[topic]

    def stay(self, one: Submission, session: str) -> float:
        """What it costs that this submission stands in this session."""
        weights = self.problem.weights
        return weights.submission_session * one.session_penalty.get(
            session, 0
        ) * one.slots + weights.time_zone * one.time_zone_penalty.get(session, 0)

    def cell(self, topic: str, session: str, room: str) -> float:
        """What it costs that this topic uses this room in this session."""
        problem, weights = self.problem, self.problem.weights
        return (
            weights.topic_session * problem.topic_session.get((topic, session), 0)
            + weights.topic_room * problem.topic_room.get((topic, room), 0)
            + weights.session_room * problem.session_room.get((session, room), 0)
        )

    def topic_costs(self, draft: Draft) -> dict[str, float]:
        """What each topic adds to a draft's score; what two share counts for both."""
        problem, weights = self.problem, self.problem.weights
        costs = dict.fromkeys(self.topics, 0.0)
        rooms: dict[str, set[str]] = defaultdict(set)
        at: dict[str, list[int]] = defaultdict(list)
        there: dict[str, set[str]] = defaultdict(set)
        position = {session.name: n for n, session in enumerate(problem.sessions)}
        for (topic, session), found in draft.rooms.items():
            costs[topic] += sum(self.cell(topic, session, room) for room in found)
            costs[topic] += weights.parallel * (len(found) - 1)
            rooms[topic] |= set(found)
            at[topic].append(position[session])
            there[session].add(topic)
        for topic in self.topics:
            costs[topic] += weights.rooms_per_topic * max(0, len(rooms[topic]) - 1)
            span = max(at[topic]) - min(at[topic]) + 1 if at[topic] else 0
            costs[topic] += weights.consecutive * (span > len(at[topic]))
        for one in problem.submissions:
            costs[one.topic] += self.stay(one, draft.session[one.id])
        for (first, second), cost in self.similar.items():
            both = sum(first in topics and second in topics for topics in there.values())
            if both:
                costs[first] += cost * both
                costs[second] += cost * both
        self._add_clashes(draft, costs)
        return costs

    def _add_clashes(self, draft: Draft, costs: dict[str, float]) -> None:
        weights = self.problem.weights
        needed: dict[tuple[float, str, str], set[str]] = defaultdict(set)
        for one in self.problem.submissions:
            session = draft.session[one.id]
            for weight, people, shared in (
                (weights.presenters, one.presenters, self.presents),
                (weights.attendees, one.attendees, self.attends),
                (weights.jurors, one.jurors, self.judges),
            ):
                for person in people:
                    if person in shared:
                        needed[weight, person, session].add(one.topic)
        for person, chaired in self.chairs.items():
            for topic, session in draft.rooms:
                if topic in chaired:
                    needed[weights.chairs, f"chair {person}", session].add(topic)
        for (weight, _, _), topics in needed.items():
            if len(topics) > 1:
                for topic in topics:
                    costs[topic] += weight

    @cached_property
    def scale(self) -> int:
        """The power of ten that makes all costs whole; the last one if none does."""
        problem, weights = self.problem, self.problem.weights
        costs = [getattr(weights, name) for name in weights.__slots__ if name != "order"]
        costs += self.similar.values()
        for topic in self.topics:
            for session in problem.sessions:
                costs += [self.cell(topic, session.name, room) for room in problem.rooms]
        for one in problem.submissions:
            costs += [self.stay(one, session.name) for session in problem.sessions]
            costs += [weights.submission_room * cost for cost in one.room_penalty.values()]
        for scale in _SCALES[:-1]:
            if all(abs(cost * scale - round(cost * scale)) < 1e-7 for cost in costs):
                return scale
        return _SCALES[-1]
