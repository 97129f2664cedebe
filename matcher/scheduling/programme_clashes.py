"""What makes a programme impossible, found by counting alone, before a solver is asked."""

from collections import Counter, defaultdict
from collections.abc import Iterator

from matcher.scheduling.problem import Clash, Contradiction
from matcher.scheduling.programme_problem import Fixed, ProgrammeProblem


def check_programme(problem: ProgrammeProblem) -> None:
    """Raise `Contradiction` with everything that counting can find."""
    clashes = tuple(_alone(problem)) or (*_fixed(problem), *_room(problem))
    if clashes:
        raise Contradiction(clashes)


def _alone(problem: ProgrammeProblem) -> Iterator[Clash]:
    longest = max((session.slots for session in problem.sessions), default=0)
    open_rooms = {
        session.name
        for session in problem.sessions
        if any((session.name, room) not in problem.closed for room in problem.rooms)
    }
    for one in problem.submissions:
        here: dict[str, str | int] = {"submission": one.id}
        if problem.weights.left_out and one.fixed is None:
            continue
        if one.slots > longest:
            yield Clash("too_long", here | {"needed": one.slots})
            continue
        fixed = one.fixed
        if fixed is None:
            if not open_rooms & set(problem.open_sessions(one)):
                yield Clash("no_session", here)
            continue
        where = here | {"session": fixed.session, "room": fixed.room or "-"}
        if fixed.session not in problem.session or fixed.room not in {None, *problem.rooms}:
            yield Clash("fixed_unknown", where)
        elif fixed.session in one.forbidden or (fixed.session, fixed.room) in problem.closed:
            yield Clash("fixed_forbidden", where)
        elif (fixed.start or 0) + one.slots > _slots(problem, fixed):
            yield Clash("session_full", where)


def _slots(problem: ProgrammeProblem, fixed: Fixed) -> int:
    if fixed.room is None:
        return problem.session[fixed.session].slots
    return problem.slots_of(fixed.session, fixed.room)


def _fixed(problem: ProgrammeProblem) -> Iterator[Clash]:
    """Fixed submissions that do not fit beside each other."""
    filled: Counter[tuple[str, str]] = Counter()
    topics: dict[tuple[str, str], str] = {}
    taken: dict[tuple[str, str, int], str] = {}
    for one in problem.submissions:
        if one.fixed is None or one.fixed.room is None:
            continue
        cell = (one.fixed.session, one.fixed.room)
        where: dict[str, str | int] = {"session": cell[0], "room": cell[1]}
        filled[cell] += one.slots
        if filled[cell] > problem.slots_of(*cell):
            yield Clash("session_full", where | {"submission": one.id})
        first = topics.setdefault(cell, one.topic)
        if first != one.topic and not problem.mixed_blocks:
            yield Clash("fixed_track", where | {"first": first, "second": one.topic})
        if one.fixed.start is not None:
            for slot in range(one.fixed.start, one.fixed.start + one.slots):
                other = taken.setdefault((*cell, slot), one.id)
                if other != one.id:
                    clash = where | {"slot": slot, "first": other, "second": one.id}
                    yield Clash("fixed_slot", clash)


def _room(problem: ProgrammeProblem) -> Iterator[Clash]:
    """More slots, or more blocks, than there are."""
    if problem.weights.left_out:
        return
    cells = [
        problem.slots_of(session.name, room)
        for session in problem.sessions
        for room in problem.rooms
        if (session.name, room) not in problem.closed
    ]
    needed = sum(one.slots for one in problem.submissions)
    if needed > sum(cells):
        yield Clash("too_many", {"needed": needed, "most": sum(cells)})
    elif not problem.mixed_blocks and cells:
        by_topic: dict[str, int] = defaultdict(int)
        for one in problem.submissions:
            by_topic[one.topic] += one.slots
        blocks = sum(-(-slots // max(cells)) for slots in by_topic.values())
        if blocks > len(cells):
            yield Clash("too_many_blocks", {"needed": blocks, "most": len(cells)})
