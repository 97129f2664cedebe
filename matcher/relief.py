"""What the two of a pair could say otherwise so that their meeting fits into a plan as it stands.

The neighbour of `scheduling.why_not`: that one moves and drops other meetings, this one leaves all of them
and changes what the two stated: when they are free, how many meetings they take.
"""

from collections.abc import Collection
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import combinations

from matcher.scheduling import MeetingsPlan, MeetingsProblem, Person, why_not


class ReliefCode(StrEnum):
    """What one of the two would say otherwise."""

    FOUNDER_FREE = "founder_free"
    INVESTOR_FREE = "investor_free"
    FOUNDER_MORE = "founder_more"
    INVESTOR_MORE = "investor_more"


@dataclass(frozen=True, slots=True)
class Relief:
    """One statement: free in `slot` too, or one more meeting (`slot` is None)."""

    code: ReliefCode
    slot: int | None = None


_CAPS = (ReliefCode.FOUNDER_MORE, ReliefCode.INVESTOR_MORE)


def reliefs(
    problem: MeetingsProblem,
    plan: MeetingsPlan,
    founder: str,
    investor: str,
    *,
    founder_could: Collection[int] = (),
    investor_could: Collection[int] = (),
    most: int = 3,
) -> list[tuple[Relief, ...]]:
    """The smallest sets of statements under which this pair could be added to a plan.

    Parameters
    ----------
    problem, plan
        As for `why_not`. All meetings of the plan stay where they are.
    founder, investor : str
        A listed pair that does not meet.
    founder_could, investor_could : collection of int
        Slots in which they said that they are not free and could say otherwise. A slot in which
        somebody is on stage or at another event is not theirs to free, and is left out by the caller.
    most : int, default=3
        How many statements together at most.

    Returns
    -------
    list of tuple of Relief
        All sets of the smallest size that is enough, each in a fixed order; empty when none is, when
        the pair is forbidden or not listed, and when nothing needs to change.
    """
    pair = problem.pair.get((founder, investor))
    if pair is None or pair.forbidden:
        return []
    known = {m.key: problem.pair[m.key] for m in plan.meetings if m.key in problem.pair}
    near = replace(
        problem,
        # Pairs that do not meet in the plan say nothing of this one.
        pairs=tuple({**known, (founder, investor): pair}.values()),
    )
    if _fits(near, plan, founder, investor):
        return []
    caps = [
        Relief(code)
        for code, person, count in (
            (_CAPS[0], problem.founder[founder], sum(m.founder == founder for m in plan.meetings)),
            (_CAPS[1], problem.investor[investor], sum(m.investor == investor for m in plan.meetings)),
        )
        if count >= person.max_meetings
    ]
    frees = [
        tuple(
            Relief(code, slot)
            for code, person, could in (
                (ReliefCode.FOUNDER_FREE, problem.founder[founder], founder_could),
                (ReliefCode.INVESTOR_FREE, problem.investor[investor], investor_could),
            )
            if slot in could and slot not in person.available
        )
        for slot in range(problem.slots)
    ]
    # Freeing two slots is never better than freeing one: a meeting takes one.
    changes = [c for free in frees for n in range(1, len(free) + 1) for c in combinations(free, n)]
    options = sorted(
        {
            (*cap, *free)
            for n in range(len(caps) + 1)
            for cap in combinations(caps, n)
            for free in [(), *changes]
        },
        key=lambda option: (len(option), [(list(ReliefCode).index(r.code), r.slot or 0) for r in option]),
    )
    found: list[tuple[Relief, ...]] = []
    for option in options:
        if not option or len(option) > most or (found and len(option) > len(found[0])):
            continue
        if _fits(_changed(near, founder, investor, option), plan, founder, investor):
            found.append(option)
    return found


def _fits(problem: MeetingsProblem, plan: MeetingsPlan, founder: str, investor: str) -> bool:
    """Whether the meeting can be added and nothing else touched."""
    why = why_not(problem, plan, founder, investor, exchange=False)
    return not why.met and not why.always and any(not blockers for blockers in why.by_slot.values())


def _changed(
    problem: MeetingsProblem, founder: str, investor: str, said: tuple[Relief, ...]
) -> MeetingsProblem:
    mine = [r for r in said if r.code in (ReliefCode.FOUNDER_FREE, ReliefCode.FOUNDER_MORE)]
    theirs = [r for r in said if r not in mine]
    return replace(
        problem,
        founders=tuple(_said(p, mine) if p.id == founder else p for p in problem.founders),
        investors=tuple(_said(p, theirs) if p.id == investor else p for p in problem.investors),
    )


def _said(person: Person, said: list[Relief]) -> Person:
    slots = {r.slot for r in said if r.slot is not None}
    more = sum(r.slot is None for r in said)
    return replace(
        person,
        available=person.available | frozenset(slots),
        max_meetings=person.max_meetings + more,
    )
