"""A programme while it is being made: sessions of submissions, rooms of topics, and the packing."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from matcher.scheduling.programme_problem import Placement, ProgrammeProblem, Submission

Block = tuple[str, str]  # topic, session


@dataclass(frozen=True)
class Draft:
    """Which session each submission has, and which rooms each topic has in each session."""

    session: Mapping[str, str]
    rooms: Mapping[Block, tuple[str, ...]]

    def without(self, problem: ProgrammeProblem, topics: set[str]) -> "Draft":
        """The draft with some topics taken out."""
        return Draft(
            {
                one: session
                for one, session in self.session.items()
                if problem.submission[one].topic not in topics
            },
            {block: rooms for block, rooms in self.rooms.items() if block[0] not in topics},
        )

    def joined(self, other: "Draft") -> "Draft":
        """Both drafts in one."""
        return Draft({**self.session, **other.session}, {**self.rooms, **other.rooms})


def pack(
    problem: ProgrammeProblem,
    draft: Draft,
    *,
    topics: Collection[str] | None = None,
    before: Mapping[str, Placement] | None = None,
) -> tuple[Placement, ...] | None:
    """Placements for a draft; None where the submissions of a block do not fit its rooms.

    With `topics` only these are packed, the others stand as `before`.
    """
    blocks: dict[Block, list[Submission]] = defaultdict(list)
    for submission in problem.submissions:
        if topics is None or submission.topic in topics:
            blocks[submission.topic, draft.session[submission.id]].append(submission)
    placements: list[Placement] = []
    for (topic, session), submissions in blocks.items():
        rooms = draft.rooms[topic, session]
        packed = _pack_block(problem, session, submissions, rooms)
        if packed is None:
            return None
        placements += packed
    at = dict(before or {}) | {placement.submission: placement for placement in placements}
    return tuple(at[submission.id] for submission in problem.submissions)


def _pack_block(
    problem: ProgrammeProblem,
    session: str,
    submissions: Sequence[Submission],
    rooms: Sequence[str],
) -> list[Placement] | None:
    """Share the submissions of one block among its rooms: a depth-first search, best found first."""
    most = problem.session[session].slots
    weights = problem.weights
    order = sorted(submissions, key=lambda one: (not one.presenters, one.presenters, -one.slots, one.id))
    order.sort(key=lambda one: -one.slots)
    left = dict.fromkeys(rooms, most)
    inside: dict[str, list[Submission]] = {room: [] for room in rooms}
    people: dict[str, set[str]] = {room: set() for room in rooms}
    budget = [20_000]

    def cost(one: Submission, room: str) -> tuple[float, int]:
        elsewhere = sum(
            person in people[other] for other in rooms if other != room for person in one.presenters
        )
        penalty = weights.submission_room * one.room_penalty.get(room, 0)
        return penalty + weights.presenters * elsewhere, left[room]

    def place(position: int) -> bool:
        budget[0] -= 1
        if position == len(order):
            return True
        if budget[0] < 0:
            return False
        one = order[position]
        wanted = one.fixed.room if one.fixed else None
        tried = set()
        for room in sorted(rooms, key=lambda room: cost(one, room)):
            if left[room] < one.slots or wanted not in {None, room}:
                continue
            mark = (left[room], cost(one, room)[0])
            if mark in tried and not any(other.fixed for other in order):
                continue
            tried.add(mark)
            new = set(one.presenters) - people[room]
            left[room] -= one.slots
            inside[room].append(one)
            people[room] |= new
            if place(position + 1):
                return True
            left[room] += one.slots
            inside[room].pop()
            people[room] -= new
        return False

    if not place(0):
        return None
    return [at for room in rooms for at in line_up(session, room, inside[room])]


def line_up(session: str, room: str, submissions: Iterable[Submission]) -> list[Placement]:
    """Start slots for the submissions of one room, in the wished order, nothing fixed."""
    start, placements = 0, []
    for one in sorted(submissions, key=lambda one: (one.order == 0, one.order)):
        placements.append(Placement(one.id, session, room, start))
        start += one.slots
    return placements
