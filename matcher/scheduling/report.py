"""From slots to a whole plan: tables, value, what is short and why, what changed."""

from collections import Counter, defaultdict
from collections.abc import Mapping

from matcher.scheduling.board import Rows
from matcher.scheduling.explain import never, why_not
from matcher.scheduling.problem import (
    Blocker,
    BlockerCode,
    Meeting,
    MeetingsPlan,
    MeetingsProblem,
    Missed,
    Short,
    Side,
    Status,
)
from matcher.scheduling.seating import seat

Key = tuple[str, str]


def cheap_bound(rows: Rows) -> int:
    """A bound that needs no solver: each side's best pairs within the caps, and the day's room.

    In units of 1 / scale; any plan at all is worth at most this.
    """
    sides: list[dict[int, list[int]]] = [defaultdict(list), defaultdict(list)]
    for r, worth in enumerate(rows.worth):
        if worth > 0:
            sides[0][rows.founder[r]].append(worth)
            sides[1][rows.investor[r]].append(worth)
    return min(
        sum(sum(sorted(values, reverse=True)[: rows.cap[person]]) for person, values in side.items())
        for side in sides
    )


def finish_plan(
    rows: Rows,
    held: Mapping[Key, int],
    before: Mapping[Key, Meeting],
    bound: int | None,
    *,
    replanned: bool,
) -> MeetingsPlan:
    """The plan of these pairs in these slots."""
    problem = rows.problem
    meetings = seat(problem, held, before=before)
    worth = sum(rows.worth[rows.row[key]] for key in held)
    value = round(sum(problem.pair[meeting.key].value for meeting in meetings), 6)
    shown = None
    status = Status.FEASIBLE
    if bound is not None:
        shown = value if bound <= worth else bound / rows.scale
        status = Status.OPTIMAL if bound <= worth else Status.FEASIBLE
    bare = MeetingsPlan(meetings, value, shown, status)
    short, missed = _short(problem, bare), _missed(problem, bare)
    if not replanned:
        return MeetingsPlan(meetings, value, shown, status, short, missed)
    return MeetingsPlan(
        meetings,
        value,
        shown,
        status,
        short,
        missed,
        kept=tuple(key for key, old in before.items() if held.get(key) == old.slot),
        moved=tuple(key for key, old in before.items() if key in held and held[key] != old.slot),
        dropped=tuple(key for key in before if key not in held),
        added=tuple(m.key for m in meetings if m.key not in before),
        replanned=True,
    )


def _missed(problem: MeetingsProblem, plan: MeetingsPlan) -> tuple[Missed, ...]:
    met = {meeting.key for meeting in plan.meetings}
    return tuple(
        Missed(pair.founder, pair.investor, blocking(problem, plan, pair.founder, pair.investor))
        for pair in problem.pairs
        if pair.required and (pair.founder, pair.investor) not in met
    )


def blocking(
    problem: MeetingsProblem, plan: MeetingsPlan, founder: str, investor: str
) -> tuple[Blocker, ...]:
    """All that keeps two people apart in a plan; that better meetings go first, if nothing else."""
    found = why_not(problem, plan, founder, investor, exchange=False).blockers
    params = {"founder": founder, "investor": investor}
    return found or (Blocker(BlockerCode.WORTH_LESS, params),)


def _short(problem: MeetingsProblem, plan: MeetingsPlan) -> tuple[Short, ...]:
    load: Counter[tuple[Side, str]] = Counter()
    for meeting in plan.meetings:
        load[Side.FOUNDER, meeting.founder] += 1
        load[Side.INVESTOR, meeting.investor] += 1
    found = []
    for side, people in ((Side.FOUNDER, problem.founders), (Side.INVESTOR, problem.investors)):
        for person in people:
            short = person.min_meetings - load[side, person.id]
            if short > 0:
                why = _short_why(problem, plan, person.id, side)
                found.append(Short(person.id, side, short, why))
    return tuple(found)


def _short_why(problem: MeetingsProblem, plan: MeetingsPlan, person: str, side: Side) -> tuple[Blocker, ...]:
    """Why each of a person's pairs is not met; for one who has many, the first few."""
    met = {meeting.key for meeting in plan.meetings}
    pairs = [
        pair
        for pair in problem.pairs
        if (pair.founder if side is Side.FOUNDER else pair.investor) == person
        and (pair.founder, pair.investor) not in met
    ]
    if not pairs:
        return (Blocker(BlockerCode.NO_PAIRS, {"id": person}),)
    found: list[Blocker] = []
    for pair in pairs:
        found += never(problem, pair) or blocking(problem, plan, pair.founder, pair.investor)
        if len(found) >= 12:
            break
    return tuple(found)
