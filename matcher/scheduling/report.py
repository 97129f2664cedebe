"""From slots to a whole plan: tables, value, what is short and why, what changed."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace

from matcher.scheduling.board import Rows
from matcher.scheduling.explain import never, why_not
from matcher.scheduling.problem import (
    Blocker,
    BlockerCode,
    CategoryShare,
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
    least: tuple[int, int] | None = None,
) -> MeetingsPlan:
    """The plan of these pairs in these slots; `least` is what no plan can fall below."""
    problem = rows.problem
    meetings = seat(problem, held, before=before)
    if len(meetings) < len(held):
        held = {meeting.key: meeting.slot for meeting in meetings}
    worth = sum(rows.worth[rows.row[key]] for key in held)
    value = round(sum(problem.pair[meeting.key].value for meeting in meetings), 6)
    shown = None
    status = Status.FEASIBLE
    if bound is not None:
        shown = value if bound <= worth else bound / rows.scale
        status = Status.OPTIMAL if bound <= worth else Status.FEASIBLE
    bare = MeetingsPlan(meetings, value, shown, status)
    plan = MeetingsPlan(
        meetings,
        value,
        shown,
        status,
        _short(problem, bare),
        _missed(problem, bare),
        below_good=_below_good(problem, bare),
        least=least,
        shares=_shares(problem, meetings),
    )
    if not replanned:
        return plan
    return replace(
        plan,
        kept=tuple(key for key, old in before.items() if held.get(key) == old.slot),
        moved=tuple(key for key, old in before.items() if key in held and held[key] != old.slot),
        dropped=tuple(key for key in before if key not in held),
        added=tuple(m.key for m in meetings if m.key not in before),
        replanned=True,
    )


def _shares(problem: MeetingsProblem, meetings: Sequence[Meeting]) -> tuple[CategoryShare, ...]:
    """What the founders of each category have, where there are categories."""
    of = {person.id: person.category for person in problem.founders if person.category is not None}
    held: dict[str, list[float]] = defaultdict(list)
    for meeting in meetings:
        if meeting.founder in of:
            held[of[meeting.founder]].append(problem.pair[meeting.key].value)
    founders = Counter(of.values())
    n_founders, n_meetings = len(problem.founders), len(meetings)
    worth = sum(problem.pair[meeting.key].value for meeting in meetings)
    return tuple(
        CategoryShare(
            category,
            founders[category],
            len(held[category]),
            round(sum(held[category]), 6),
            founders[category] / n_founders,
            len(held[category]) / n_meetings if n_meetings else 0.0,
            sum(held[category]) / worth if worth else 0.0,
            len(held[category]) * n_founders / (founders[category] * n_meetings) if n_meetings else None,
        )
        for category in sorted(founders)
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


def _below_good(problem: MeetingsProblem, plan: MeetingsPlan) -> tuple[Short, ...]:
    """Who has fewer good meetings than they should."""
    load: Counter[tuple[Side, str]] = Counter()
    for meeting in plan.meetings:
        if problem.is_good(problem.pair[meeting.key]):
            load[Side.FOUNDER, meeting.founder] += 1
            load[Side.INVESTOR, meeting.investor] += 1
    found = []
    for side, people in ((Side.FOUNDER, problem.founders), (Side.INVESTOR, problem.investors)):
        for person in people:
            short = person.min_good - load[side, person.id]
            if short > 0:
                why = _short_why(problem, plan, person.id, side, good=True)
                found.append(Short(person.id, side, short, why))
    return tuple(found)


def _short_why(
    problem: MeetingsProblem, plan: MeetingsPlan, person: str, side: Side, *, good: bool = False
) -> tuple[Blocker, ...]:
    """Why each of a person's pairs is not met; for one who has many, the first few."""
    met = {meeting.key for meeting in plan.meetings}
    pairs = [
        pair
        for pair in problem.pairs
        if (pair.founder if side is Side.FOUNDER else pair.investor) == person
        and (pair.founder, pair.investor) not in met
        and (not good or problem.is_good(pair))
    ]
    if not pairs:
        return (Blocker(BlockerCode.NO_PAIRS, {"id": person}),)
    found: list[Blocker] = []
    for pair in pairs:
        found += never(problem, pair) or blocking(problem, plan, pair.founder, pair.investor)
        if len(found) >= 12:
            break
    return tuple(found)
