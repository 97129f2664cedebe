"""What a programme costs and which hard rules it breaks: the page's check before saving."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from operator import attrgetter

from matcher.scheduling.problem import BadForm
from matcher.scheduling.programme_problem import Placement, ProgrammeProblem


class Count(StrEnum):
    """The kinds of count, named as in `Weights`."""

    TOPIC_SESSION = "topic_session"
    TOPIC_ROOM = "topic_room"
    SESSION_ROOM = "session_room"
    SIMILAR = "similar"
    ROOMS_PER_TOPIC = "rooms_per_topic"
    PARALLEL = "parallel"
    CONSECUTIVE = "consecutive"
    TIME_ZONE = "time_zone"
    SUBMISSION_SESSION = "submission_session"
    SUBMISSION_ROOM = "submission_room"
    PRESENTERS = "presenters"
    ATTENDEES = "attendees"
    CHAIRS = "chairs"
    MIXED = "mixed"
    ORDER = "order"
    JURORS = "jurors"
    LEFT_OUT = "left_out"


def counts(problem: ProgrammeProblem, placements: Iterable[Placement]) -> dict[Count, float]:
    """How often each kind occurs; kinds that do not are left out."""
    placements = tuple(placements)
    session_penalty: float = 0
    room_penalty: float = 0
    zone_penalty: float = 0
    cells: dict[tuple[str, str], set[str]] = defaultdict(set)
    for at in placements:
        submission = problem.submission[at.submission]
        cells[at.session, at.room].add(submission.topic)
        session_penalty += submission.session_penalty.get(at.session, 0) * submission.slots
        room_penalty += submission.room_penalty.get(at.room, 0)
        zone_penalty += submission.time_zone_penalty.get(at.session, 0)
    result: dict[Count, float] = defaultdict(float)
    result[Count.SUBMISSION_SESSION], result[Count.SUBMISSION_ROOM] = session_penalty, room_penalty
    result[Count.TIME_ZONE] = zone_penalty
    rooms_of: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    for (session, room), topics in cells.items():
        result[Count.SESSION_ROOM] += problem.session_room.get((session, room), 0)
        result[Count.MIXED] += len(topics) - 1
        for topic in topics:
            rooms_of[topic][session].add(room)
            result[Count.TOPIC_SESSION] += problem.topic_session.get((topic, session), 0)
            result[Count.TOPIC_ROOM] += problem.topic_room.get((topic, room), 0)
    _topics(problem, rooms_of, result)
    _people(problem, placements, rooms_of, result)
    result[Count.LEFT_OUT] += len(problem.submissions) - len({at.submission for at in placements})
    result[Count.ORDER] += _against_order(problem, placements)
    return {kind: number for kind, number in result.items() if number}


def _topics(
    problem: ProgrammeProblem,
    rooms_of: Mapping[str, Mapping[str, set[str]]],
    result: dict[Count, float],
) -> None:
    position = {session.name: i for i, session in enumerate(problem.sessions)}
    for by_session in list(rooms_of.values()):
        at = sorted(position[session] for session in by_session)
        result[Count.PARALLEL] += sum(len(rooms) - 1 for rooms in by_session.values())
        result[Count.ROOMS_PER_TOPIC] += len(set().union(*by_session.values())) - 1
        result[Count.CONSECUTIVE] += at[-1] - at[0] + 1 > len(at)
    for (one, other), penalty in similar_pairs(problem).items():
        here = rooms_of.get(one, {}).keys() & rooms_of.get(other, {}).keys()
        result[Count.SIMILAR] += penalty * len(here)


def similar_pairs(problem: ProgrammeProblem) -> dict[tuple[str, str], float]:
    """What two topics at the same time cost, once per pair of different topics."""
    pairs: dict[tuple[str, str], float] = {}
    for (one, other), penalty in problem.similar.items():
        if one != other and penalty:
            key = (one, other) if one < other else (other, one)
            pairs[key] = max(pairs.get(key, 0), penalty)
    return pairs


def _people(
    problem: ProgrammeProblem,
    placements: Sequence[Placement],
    rooms_of: Mapping[str, Mapping[str, set[str]]],
    result: dict[Count, float],
) -> None:
    presents = rooms_needed(problem, placements, Count.PRESENTERS)
    for role in (Count.PRESENTERS, Count.ATTENDEES, Count.JURORS):
        needed = rooms_needed(problem, placements, role)
        result[role] += sum(len(rooms) - 1 for rooms in needed.values())
    chaired: dict[tuple[str, str], set[str]] = defaultdict(set)
    for topic, people in problem.chairs.items():
        for session, rooms in rooms_of.get(topic, {}).items():
            for person in people:
                chaired[person, session] |= rooms
    for (person, session), rooms in chaired.items():
        busy = rooms | presents.get((person, session), set())
        result[Count.CHAIRS] += len(busy) > 1


def rooms_needed(
    problem: ProgrammeProblem, placements: Iterable[Placement], role: Count
) -> dict[tuple[str, str], set[str]]:
    """By person and session: the rooms that need them, as presenters, attendees or jurors."""
    found: dict[tuple[str, str], set[str]] = defaultdict(set)
    people = attrgetter(role.value)
    for at in placements:
        for person in people(problem.submission[at.submission]):
            found[person, at.session].add(at.room)
    return found


def _against_order(problem: ProgrammeProblem, placements: Sequence[Placement]) -> int:
    cells: dict[tuple[str, str], list[tuple[int, int]]] = defaultdict(list)
    for at in placements:
        order = problem.submission[at.submission].order
        if order:
            cells[at.session, at.room].append((at.start, order))
    against = 0
    for entries in cells.values():
        orders = [order for _, order in sorted(entries)]
        against += sum(one > other for i, one in enumerate(orders) for other in orders[i + 1 :])
    return against


def score(problem: ProgrammeProblem, placements: Iterable[Placement]) -> float:
    """The weighted sum of all counts; lower is better."""
    weights = problem.weights
    total = sum(getattr(weights, kind.value) * number for kind, number in counts(problem, placements).items())
    return round(float(total), 6)


class ProgrammeConflictCode(StrEnum):
    """The hard rules that a programme can break."""

    UNKNOWN = "unknown"  # no such submission, session or room
    PLACED_TWICE = "placed_twice"
    NOT_PLACED = "not_placed"
    DOES_NOT_FIT = "does_not_fit"
    SLOT_TAKEN = "slot_taken"
    MORE_TOPICS = "more_topics"
    FORBIDDEN_SESSION = "forbidden_session"
    BARRED = "barred"
    CLOSED = "closed"
    NOT_AS_FIXED = "not_as_fixed"
    PRESENTER_CLASH = "presenter_clash"  # soft by weight, but always worth showing


@dataclass(frozen=True, slots=True)
class ProgrammeConflict:
    """One broken rule, and the submissions concerned. `hard` ones make the programme invalid."""

    code: ProgrammeConflictCode
    params: Mapping[str, str | int]
    submissions: tuple[str, ...]
    hard: bool = True


def programme_conflicts(
    problem: ProgrammeProblem, placements: Iterable[Placement], *, whole: bool = True
) -> list[ProgrammeConflict]:
    """Every rule that a programme breaks; `whole=False` does not mind what is not yet placed."""
    found: list[ProgrammeConflict] = []
    sound: list[Placement] = []
    seen: set[str] = set()
    for at in placements:
        known = at.submission in problem.submission and at.session in problem.session
        if not known or at.room not in problem.rooms:
            found.append(_conflict(ProgrammeConflictCode.UNKNOWN, at))
            continue
        if at.submission in seen:
            found.append(_conflict(ProgrammeConflictCode.PLACED_TWICE, at))
            continue
        seen.add(at.submission)
        sound.append(at)
        found += _alone(problem, at)
    if whole and not problem.weights.left_out:
        found += [
            ProgrammeConflict(ProgrammeConflictCode.NOT_PLACED, {"submission": one.id}, (one.id,))
            for one in problem.submissions
            if one.id not in seen
        ]
    found += _together(problem, sound)
    return found


def _conflict(code: ProgrammeConflictCode, at: Placement, **params: str | int) -> ProgrammeConflict:
    here: dict[str, str | int] = {
        "submission": at.submission,
        "session": at.session,
        "room": at.room,
        "start": at.start,
    }
    return ProgrammeConflict(code, here | params, (at.submission,))


def _alone(problem: ProgrammeProblem, at: Placement) -> Iterator[ProgrammeConflict]:
    submission = problem.submission[at.submission]
    if at.start < 0 or at.start + submission.slots > problem.slots_of(at.session, at.room):
        yield _conflict(ProgrammeConflictCode.DOES_NOT_FIT, at, slots=submission.slots)
    if at.session in submission.forbidden:
        yield _conflict(ProgrammeConflictCode.FORBIDDEN_SESSION, at)
    if (at.session, at.room, at.start) in submission.barred:
        yield _conflict(ProgrammeConflictCode.BARRED, at)
    if (at.session, at.room) in problem.closed:
        yield _conflict(ProgrammeConflictCode.CLOSED, at)
    fixed = submission.fixed
    if fixed is not None:
        as_fixed = (
            fixed.session == at.session and fixed.room in {None, at.room} and fixed.start in {None, at.start}
        )
        if not as_fixed:
            yield _conflict(ProgrammeConflictCode.NOT_AS_FIXED, at)


def _together(problem: ProgrammeProblem, placements: Sequence[Placement]) -> Iterator[ProgrammeConflict]:
    taken: dict[tuple[str, str, int], list[str]] = defaultdict(list)
    topics: dict[tuple[str, str], dict[str, str]] = defaultdict(dict)
    presents: dict[tuple[str, str], dict[str, str]] = defaultdict(dict)
    for at in placements:
        submission = problem.submission[at.submission]
        for slot in range(at.start, at.start + submission.slots):
            taken[at.session, at.room, slot].append(at.submission)
        topics[at.session, at.room].setdefault(submission.topic, at.submission)
        for person in submission.presenters:
            presents[person, at.session].setdefault(at.room, at.submission)
    for (session, room, slot), ids in taken.items():
        if len(ids) > 1:
            where: dict[str, str | int] = {"session": session, "room": room, "slot": slot}
            yield ProgrammeConflict(ProgrammeConflictCode.SLOT_TAKEN, where, tuple(ids))
    for (session, room), by_topic in topics.items():
        if len(by_topic) > 1 and not problem.mixed_blocks:
            cell = {"session": session, "room": room}
            ids = list(by_topic.values())
            yield ProgrammeConflict(ProgrammeConflictCode.MORE_TOPICS, cell, tuple(ids))
    for (person, session), by_room in presents.items():
        if len(by_room) > 1:
            who = {"person": person, "session": session}
            ids = list(by_room.values())
            code = ProgrammeConflictCode.PRESENTER_CLASH
            yield ProgrammeConflict(code, who, tuple(ids), hard=False)


def check_names(problem: ProgrammeProblem) -> None:
    """Raise `BadForm` where a name is used that is not listed, or listed twice."""
    for kind, names in (
        ("session", [session.name for session in problem.sessions]),
        ("room", list(problem.rooms)),
        ("topic", list(problem.topics)),
        ("submission", [submission.id for submission in problem.submissions]),
    ):
        twice = next((name for name, count in Counter(names).items() if count > 1), None)
        if twice is not None:
            raise BadForm(f"{kind} {twice!r} stands there twice")
    topics = set(problem.topics)
    for submission in problem.submissions:
        if submission.topic not in topics:
            raise BadForm(f"submission {submission.id!r}: no topic {submission.topic!r} is listed")
