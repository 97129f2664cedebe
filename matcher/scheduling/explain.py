"""What is wrong with a plan, and why a wish was not met: no solver is needed to say so."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from itertools import pairwise

from matcher.scheduling.problem import (
    Blocker,
    BlockerCode,
    Meeting,
    MeetingsPlan,
    MeetingsProblem,
    Pair,
    Person,
    Side,
)


class ConflictCode(StrEnum):
    """The hard rules that a plan can break."""

    NOT_LISTED = "not_listed"
    FORBIDDEN = "forbidden"
    MEETS_TWICE = "meets_twice"
    NO_SUCH_SLOT = "no_such_slot"
    NO_SUCH_TABLE = "no_such_table"
    WITHOUT_TABLE = "without_table"
    PROMISED_SLOT = "promised_slot"
    TABLE_TAKEN = "table_taken"
    OWN_TABLE = "own_table"
    NOT_AVAILABLE = "not_available"
    DOUBLE_BOOKED = "double_booked"
    OVER_CAP = "over_cap"
    SAME_HOUSE = "same_house"
    NO_BREAK = "no_break"
    LONG_GAP = "long_gap"
    TABLE_CHANGES = "table_changes"
    INTERPRETERS = "interpreters"


@dataclass(frozen=True, slots=True)
class Conflict:
    """One broken rule. `params` holds ids and numbers; `meetings` are the pairs concerned."""

    code: ConflictCode
    params: Mapping[str, str | int]
    meetings: tuple[tuple[str, str], ...] = ()


def place(plan: MeetingsPlan, meeting: Meeting) -> MeetingsPlan:
    """The plan with this meeting put in, in place of the pair's earlier one if there was one."""
    kept = tuple(other for other in plan.meetings if other.key != meeting.key)
    return replace(plan, meetings=(*kept, meeting))


def remove(plan: MeetingsPlan, founder: str, investor: str) -> MeetingsPlan:
    """The plan without this pair's meeting."""
    kept = tuple(other for other in plan.meetings if other.key != (founder, investor))
    return replace(plan, meetings=kept)


def _one(problem: MeetingsProblem, meeting: Meeting) -> Iterator[Conflict]:
    """Rules that one meeting can break on its own."""
    here: dict[str, str | int] = {"founder": meeting.founder, "investor": meeting.investor}
    pair = problem.pair.get(meeting.key)

    def broken(code: ConflictCode, **params: str | int) -> Conflict:
        return Conflict(code, here | {"slot": meeting.slot} | params, (meeting.key,))

    if pair is None:
        yield broken(ConflictCode.NOT_LISTED)
        return
    if pair.forbidden:
        yield broken(ConflictCode.FORBIDDEN)
    if not 0 <= meeting.slot < problem.slots:
        yield broken(ConflictCode.NO_SUCH_SLOT)
    if pair.slot is not None and pair.slot != meeting.slot:
        yield broken(ConflictCode.PROMISED_SLOT, promised=pair.slot)
    people = (problem.founder[pair.founder], problem.investor[pair.investor])
    for person, side in zip(people, Side, strict=True):
        if meeting.slot not in person.available:
            yield broken(ConflictCode.NOT_AVAILABLE, id=person.id, side=side.value)
    if meeting.table is not None and not 0 <= meeting.table < problem.tables:
        yield broken(ConflictCode.NO_SUCH_TABLE, table=meeting.table)
    yield from _table(problem, meeting, pair)


def _table(problem: MeetingsProblem, meeting: Meeting, pair: Pair) -> Iterator[Conflict]:
    """Whether one meeting has a table where it needs one, and sits where its people always do."""
    here: dict[str, str | int] = {
        "founder": meeting.founder,
        "investor": meeting.investor,
        "slot": meeting.slot,
    }
    if meeting.table is None:
        if not pair.online or problem.number_online:
            yield Conflict(ConflictCode.WITHOUT_TABLE, here, (meeting.key,))
        return
    people = (problem.founder[pair.founder], problem.investor[pair.investor])
    for person, side in zip(people, Side, strict=True):
        if not pair.online and person.table is not None and person.table != meeting.table:
            tables = {"own": person.table, "table": meeting.table}
            params = here | {"id": person.id, "side": side.value} | tables
            yield Conflict(ConflictCode.OWN_TABLE, params, (meeting.key,))


def _person(person: Person, side: Side, meetings: Sequence[Meeting]) -> Iterator[Conflict]:
    """Rules that all meetings of one person can break together."""
    who: dict[str, str | int] = {"id": person.id, "side": side.value}
    by_slot = defaultdict(list)
    for meeting in meetings:
        by_slot[meeting.slot].append(meeting.key)
    for slot, keys in sorted(by_slot.items()):
        if len(keys) > 1:
            yield Conflict(ConflictCode.DOUBLE_BOOKED, who | {"slot": slot}, tuple(keys))
    if len(meetings) > person.max_meetings:
        params = who | {"count": len(meetings), "most": person.max_meetings}
        yield Conflict(ConflictCode.OVER_CAP, params, tuple(m.key for m in meetings))
    for first, last in runs(sorted(by_slot)):
        if person.break_after is not None and last - first + 1 > person.break_after:
            keys = [key for slot in range(first, last + 1) for key in by_slot[slot]]
            params = who | {"first": first, "last": last, "most": person.break_after}
            yield Conflict(ConflictCode.NO_BREAK, params, tuple(keys))
    for first, last in gaps(sorted(by_slot), person.max_gap):
        params = who | {"first": first, "last": last, "most": person.max_gap or 0}
        yield Conflict(ConflictCode.LONG_GAP, params, (*by_slot[first], *by_slot[last]))
    if person.table_changes is not None:
        seats = sorted((m.slot, m.table, m.key) for m in meetings if m.table is not None)
        changed = [b for a, b in pairwise(seats) if a[1] != b[1]]
        if len(changed) > person.table_changes:
            params = who | {"count": len(changed), "most": person.table_changes}
            yield Conflict(ConflictCode.TABLE_CHANGES, params, tuple(key for _, _, key in changed))


def runs(slots: Sequence[int]) -> Iterator[tuple[int, int]]:
    """First and last slot of every unbroken run in a rising sequence."""
    start = None
    for position, slot in enumerate(slots):
        if start is None:
            start = slot
        if position + 1 == len(slots) or slots[position + 1] != slot + 1:
            yield start, slot
            start = None


def gaps(slots: Sequence[int], most: int | None) -> Iterator[tuple[int, int]]:
    """Neighbours in a rising sequence with more than `most` slots between them; None is no limit."""
    if most is not None:
        yield from ((a, b) for a, b in pairwise(slots) if b - a - 1 > most)


def conflicts(problem: MeetingsProblem, plan: MeetingsPlan) -> list[Conflict]:
    """Every hard rule that a plan breaks; an empty list is a sound plan.

    Parameters
    ----------
    problem : MeetingsProblem
        What the plan is for.
    plan : MeetingsPlan
        Its meetings alone are looked at, so a plan that was edited by hand can be given.

    Returns
    -------
    list of Conflict
        In a fixed order: meetings, people, houses, slots.
    """
    found: list[Conflict] = []
    known, seen = [], set()
    for meeting in plan.meetings:
        found += _one(problem, meeting)
        if meeting.key in seen:
            params = {"founder": meeting.founder, "investor": meeting.investor}
            found.append(Conflict(ConflictCode.MEETS_TWICE, params, (meeting.key,)))
        elif meeting.key in problem.pair:
            known.append(meeting)
        seen.add(meeting.key)
    for side, people in ((Side.FOUNDER, problem.founders), (Side.INVESTOR, problem.investors)):
        of = defaultdict(list)
        for meeting in known:
            of[meeting.founder if side is Side.FOUNDER else meeting.investor].append(meeting)
        for person in people:
            found += _person(person, side, of[person.id])
    found += _houses(problem, known)
    found += _slots(problem, known)
    return found


def _houses(problem: MeetingsProblem, meetings: Sequence[Meeting]) -> Iterator[Conflict]:
    met = defaultdict(list)
    for meeting in meetings:
        house = problem.investor[meeting.investor].house
        if house is not None:
            met[meeting.founder, house].append(meeting.key)
    for (founder, house), keys in sorted(met.items()):
        if len(keys) > 1:
            params = {"founder": founder, "house": house}
            yield Conflict(ConflictCode.SAME_HOUSE, params, tuple(keys))


def _slots(problem: MeetingsProblem, meetings: Sequence[Meeting]) -> Iterator[Conflict]:
    at_table, interpreted = defaultdict(list), defaultdict(list)
    for meeting in meetings:
        if meeting.table is not None:
            at_table[meeting.slot, meeting.table].append(meeting.key)
        if problem.pair[meeting.key].interpreter:
            interpreted[meeting.slot].append(meeting.key)
    for (slot, table), keys in sorted(at_table.items()):
        if len(keys) > 1:
            params = {"slot": slot, "table": table}
            yield Conflict(ConflictCode.TABLE_TAKEN, params, tuple(keys))
    for slot, keys in sorted(interpreted.items()):
        if problem.interpreters is not None and len(keys) > problem.interpreters:
            counts = {"slot": slot, "count": len(keys), "most": problem.interpreters}
            yield Conflict(ConflictCode.INTERPRETERS, counts, tuple(keys))


@dataclass(frozen=True, slots=True)
class Change:
    """What would have to give way for a wish: meetings moved to another slot, meetings dropped.

    `net` is the plan's value after the change minus its value now.
    """

    slot: int
    moved: tuple[Meeting, ...]
    dropped: tuple[tuple[str, str], ...]
    net: float


class WayKind(StrEnum):
    """What a change that lets two people meet asks for."""

    EXCHANGE = "exchange"  # nothing beyond the meetings that it moves or drops
    MORE_TABLES = "more_tables"  # one more in `slot`
    FREE_SLOT = "free_slot"  # of the person `id` on `side`: `slot`
    RAISE_CAP = "raise_cap"  # of the person `id` on `side`: one meeting more


@dataclass(frozen=True, slots=True)
class Way:
    """A change that lets two people meet. `cost` is the value of the meetings that it drops."""

    kind: WayKind
    params: Mapping[str, str | int]
    change: Change
    cost: float


@dataclass(frozen=True, slots=True)
class WhyNot:
    """Why two people do not meet.

    `always` holds whatever the slot; `by_slot` what else stands in the way in each slot that both
    could use. With both empty (or a slot without blockers) the meeting can simply be added.
    `blocking` is the exact set: each of its facts is needed, together they are enough to keep the
    two apart as long as all other meetings stay where they are. `ways` are the cheapest changes that
    would free them, one of each kind, the cheapest first; `cheapest` is the exchange among them.
    """

    founder: str
    investor: str
    met: bool
    always: tuple[Blocker, ...] = ()
    by_slot: Mapping[int, tuple[Blocker, ...]] = field(default_factory=dict)
    cheapest: Change | None = None
    blocking: tuple[Blocker, ...] = ()
    ways: tuple[Way, ...] = ()

    @property
    def blockers(self) -> tuple[Blocker, ...]:
        """All blockers in one row, the general ones first."""
        slots = (blocker for slot in sorted(self.by_slot) for blocker in self.by_slot[slot])
        return (*self.always, *slots)


def never(problem: MeetingsProblem, pair: Pair) -> tuple[Blocker, ...]:
    """Why this pair could not meet even in an empty plan."""
    founder, investor = problem.founder[pair.founder], problem.investor[pair.investor]
    params = {"founder": pair.founder, "investor": pair.investor}
    if pair.forbidden:
        return (Blocker(BlockerCode.FORBIDDEN, params),)
    found = []
    common = founder.available & investor.available
    if not common:
        found.append(Blocker(BlockerCode.NO_COMMON_SLOT, params))
    elif pair.slot is not None and pair.slot not in common:
        found.append(Blocker(BlockerCode.PROMISED_SLOT, params | {"slot": pair.slot}))
    if not found and not problem.open_slots(pair):
        code = BlockerCode.TABLES_DIFFER if problem.tables else BlockerCode.NO_TABLES
        if pair.interpreter and problem.interpreters == 0:
            code = BlockerCode.INTERPRETERS
        found.append(Blocker(code, params | {"slot": min(common)}))
    for person, code in (
        (founder, BlockerCode.FOUNDER_CAP),
        (investor, BlockerCode.INVESTOR_CAP),
    ):
        if person.max_meetings == 0:
            found.append(Blocker(code, params | {"most": 0}))
    return tuple(found)


def why_not(
    problem: MeetingsProblem,
    plan: MeetingsPlan,
    founder: str,
    investor: str,
    *,
    exchange: bool = True,
) -> WhyNot:
    """Why this pair does not meet in this plan, slot by slot, and the cheapest way to let them.

    Parameters
    ----------
    problem, plan
        The plan may have been edited by hand.
    founder, investor : str
        Ids; the pair need not be listed.
    exchange : bool
        Look for the cheapest exchange too; without it the answer is there at once.

    Returns
    -------
    WhyNot
        `met` is True when they do meet. `cheapest` is None when no exchange of up to four meetings
        frees them.
    """
    from matcher.scheduling.whynot import explain_pair

    return explain_pair(problem, plan, founder, investor, exchange=exchange)
