"""Why one pair does not meet, slot by slot, and the cheapest exchange that would let them."""

from collections import defaultdict
from collections.abc import Callable
from dataclasses import replace
from itertools import combinations

from matcher.scheduling.explain import (
    Change,
    ConflictCode,
    WhyNot,
    conflicts,
    gaps,
    never,
    place,
    remove,
    runs,
)
from matcher.scheduling.problem import (
    Blocker,
    BlockerCode,
    Meeting,
    MeetingsPlan,
    MeetingsProblem,
    Pair,
    Person,
)
from matcher.scheduling.seating import free_table

Params = dict[str, str | int]
Standing = set[tuple[ConflictCode, tuple[tuple[str, str | int], ...]]]
Sound = Callable[[MeetingsPlan], bool]


def explain_pair(
    problem: MeetingsProblem, plan: MeetingsPlan, founder: str, investor: str, *, exchange: bool
) -> WhyNot:
    """See `explain.why_not`."""
    if any(meeting.key == (founder, investor) for meeting in plan.meetings):
        return WhyNot(founder, investor, met=True)
    pair = problem.pair.get((founder, investor))
    params: Params = {"founder": founder, "investor": investor}
    if pair is None:
        blocked = (Blocker(BlockerCode.NOT_LISTED, params),)
        return WhyNot(founder, investor, met=False, always=blocked)
    always = never(problem, pair)
    if always:
        return WhyNot(founder, investor, met=False, always=always)
    looked = _Look(problem, plan, pair)
    always = looked.always()
    by_slot = {slot: looked.in_slot(slot) for slot in sorted(problem.open_slots(pair))}
    return WhyNot(
        founder,
        investor,
        met=False,
        always=always,
        by_slot=by_slot,
        cheapest=_cheapest(looked, by_slot) if exchange else None,
    )


class _Look:
    """One pair, and what the plan holds around it."""

    def __init__(self, problem: MeetingsProblem, plan: MeetingsPlan, pair: Pair) -> None:
        self.problem, self.plan, self.pair = problem, plan, pair
        self.founder = problem.founder[pair.founder]
        self.investor = problem.investor[pair.investor]
        self.of_founder = [m for m in plan.meetings if m.founder == pair.founder]
        self.of_investor = [m for m in plan.meetings if m.investor == pair.investor]
        self.in_slots: dict[int, list[Meeting]] = defaultdict(list)
        for meeting in plan.meetings:
            self.in_slots[meeting.slot].append(meeting)
        self.params: Params = {"founder": pair.founder, "investor": pair.investor}

    def always(self) -> tuple[Blocker, ...]:
        found = []
        for person, meetings, code in (
            (self.founder, self.of_founder, BlockerCode.FOUNDER_CAP),
            (self.investor, self.of_investor, BlockerCode.INVESTOR_CAP),
        ):
            if len(meetings) >= person.max_meetings:
                found.append(Blocker(code, self.params | {"most": person.max_meetings}))
        same = self.same_house()
        if same is not None:
            found.append(Blocker(BlockerCode.HOUSE, self.params | {"other": same.investor}))
        return tuple(found)

    def same_house(self) -> Meeting | None:
        """The founder's meeting with somebody else of this investor's house."""
        house = self.investor.house
        if house is None:
            return None
        known = self.problem.investor
        return next(
            (m for m in self.of_founder if m.investor in known and known[m.investor].house == house),
            None,
        )

    def in_slot(self, slot: int) -> tuple[Blocker, ...]:
        here = self.params | {"slot": slot}
        found = []
        for meetings, code, other in (
            (self.of_founder, BlockerCode.FOUNDER_BUSY, "investor"),
            (self.of_investor, BlockerCode.INVESTOR_BUSY, "founder"),
        ):
            found += [Blocker(code, here | {"other": getattr(m, other)}) for m in meetings if m.slot == slot]
        for person, meetings, code in (
            (self.founder, self.of_founder, BlockerCode.FOUNDER_BREAK),
            (self.investor, self.of_investor, BlockerCode.INVESTOR_BREAK),
        ):
            if _breaks(person, {m.slot for m in meetings} | {slot}, slot):
                found.append(Blocker(code, here))
        for person, meetings, code in (
            (self.founder, self.of_founder, BlockerCode.FOUNDER_GAP),
            (self.investor, self.of_investor, BlockerCode.INVESTOR_GAP),
        ):
            if any(
                slot in ends for ends in gaps(sorted({m.slot for m in meetings} | {slot}), person.max_gap)
            ):
                found.append(Blocker(code, here))
        table = self.pair_table()
        taken = [m.table for m in self.in_slots[slot] if m.table is not None]
        if table is not None and table in taken:
            found.append(Blocker(BlockerCode.TABLE_TAKEN, here | {"table": table}))
        elif self.needs_table() and free_table(self.problem, self.plan, self.pair, slot) is None:
            found.append(Blocker(BlockerCode.TABLES_FULL, here))
        limit = self.problem.interpreters
        if self.pair.interpreter and limit is not None:
            known = self.problem.pair
            busy = [m for m in self.in_slots[slot] if m.key in known and known[m.key].interpreter]
            if len(busy) >= limit:
                found.append(Blocker(BlockerCode.INTERPRETERS, here))
        return tuple(found)

    def needs_table(self) -> bool:
        return self.problem.number_online or not self.pair.online

    def pair_table(self) -> int | None:
        if self.pair.online:
            return None
        return self.founder.table if self.founder.table is not None else self.investor.table


def _breaks(person: Person, slots: set[int], slot: int) -> bool:
    """True when `slot` lies in a run of meetings longer than the person can take."""
    if person.break_after is None:
        return False
    return any(
        first <= slot <= last and last - first + 1 > person.break_after for first, last in runs(sorted(slots))
    )


def _cheapest(look: _Look, by_slot: dict[int, tuple[Blocker, ...]]) -> Change | None:
    """The exchange with the highest net value, tried on the plan itself.

    For each slot the meetings in the way are taken out, and put back into another slot where that
    breaks nothing; what cannot be put back is dropped. Frozen meetings stay.
    """
    best: Change | None = None
    standing = {(c.code, tuple(sorted(c.params.items()))) for c in conflicts(look.problem, look.plan)}
    for slot in by_slot:
        for out in _ways_out(look, slot):
            change = _try(look, slot, out, standing)
            if change is not None and (best is None or change.net > best.net + 1e-9):
                best = change
    return best


def _ways_out(look: _Look, slot: int) -> list[tuple[Meeting, ...]]:
    """Small sets of meetings that, taken out, may leave room in `slot`."""
    must = [m for m in (*look.of_founder, *look.of_investor) if m.slot == slot]
    same = look.same_house()
    if same is not None and same not in must:
        must.append(same)
    if any(m.frozen for m in must):
        return []
    value = _values(look)
    options: list[Meeting] = []
    for meetings, person in ((look.of_founder, look.founder), (look.of_investor, look.investor)):
        full = len(meetings) >= person.max_meetings and not any(m in must for m in meetings)
        if full or person.break_after is not None:
            options += [m for m in meetings if not m.frozen]
    table = look.pair_table()
    crowd = [m for m in look.in_slots[slot] if not m.frozen and m not in must]
    if table is not None:
        options += [m for m in crowd if m.table == table]
    elif look.needs_table() or look.pair.interpreter:
        options += sorted(crowd, key=value)[:3]
    options = sorted(dict.fromkeys(m for m in options if m not in must), key=value)[:4]
    sizes = range(min(2, len(options)) + 1)
    return [(*must, *extra) for size in sizes for extra in combinations(options, size)]


def _values(look: _Look) -> Callable[[Meeting], tuple[float, str, str]]:
    """A sort key: the least valuable meeting first."""
    pairs = look.problem.pair

    def key(meeting: Meeting) -> tuple[float, str, str]:
        pair = pairs.get(meeting.key)
        return (pair.value if pair else 0.0, meeting.founder, meeting.investor)

    return key


def _try(look: _Look, slot: int, out: tuple[Meeting, ...], standing: Standing) -> Change | None:
    problem, pairs = look.problem, look.problem.pair
    plan = look.plan
    touched = {slot, *(meeting.slot for meeting in out)}
    for meeting in out:
        plan = remove(plan, meeting.founder, meeting.investor)
    table = free_table(problem, plan, look.pair, slot)
    if table is None and look.needs_table():
        return None
    plan = place(plan, Meeting(look.pair.founder, look.pair.investor, slot, table))

    def sound(candidate: MeetingsPlan) -> bool:
        near = replace(candidate, meetings=_near(candidate, look.pair, touched))
        return all((c.code, tuple(sorted(c.params.items()))) in standing for c in conflicts(problem, near))

    if not sound(plan):
        return None
    moved, dropped, net = [], [], look.pair.value
    for meeting in out:
        pair = pairs.get(meeting.key)
        home = _another_slot(problem, plan, pair, meeting, sound, touched) if pair else None
        if home is None:
            if pair and (pair.required or _falls_short(problem, plan, pair)):
                return None
            dropped.append(meeting.key)
            net -= pair.value if pair else 0.0
        else:
            plan = place(plan, home)
            moved.append(home)
    return Change(slot, tuple(moved), tuple(dropped), round(net, 6))


def _near(plan: MeetingsPlan, pair: Pair, slots: set[int]) -> tuple[Meeting, ...]:
    """The meetings that an exchange can have disturbed: those of its slots and of its people."""
    here = [m for m in plan.meetings if m.slot in slots or m.key == (pair.founder, pair.investor)]
    founders, investors = {m.founder for m in here}, {m.investor for m in here}
    return tuple(m for m in plan.meetings if m.founder in founders or m.investor in investors)


def _falls_short(problem: MeetingsProblem, plan: MeetingsPlan, pair: Pair) -> bool:
    """True when one of the two has fewer meetings than their minimum in this plan."""
    founder, investor = problem.founder[pair.founder], problem.investor[pair.investor]
    return (
        sum(m.founder == founder.id for m in plan.meetings) < founder.min_meetings
        or sum(m.investor == investor.id for m in plan.meetings) < investor.min_meetings
    )


def _another_slot(
    problem: MeetingsProblem,
    plan: MeetingsPlan,
    pair: Pair,
    meeting: Meeting,
    sound: Sound,
    touched: set[int],
) -> Meeting | None:
    for slot in sorted(problem.open_slots(pair) - {meeting.slot}):
        busy = any(
            m.slot == slot and (m.founder == pair.founder or m.investor == pair.investor)
            for m in plan.meetings
        )
        if busy:
            continue
        table = free_table(problem, plan, pair, slot)
        if table is None and (problem.number_online or not pair.online):
            continue
        home = Meeting(pair.founder, pair.investor, slot, table)
        touched.add(slot)
        if sound(place(plan, home)):
            return home
    return None
