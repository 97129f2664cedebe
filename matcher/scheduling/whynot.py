"""Why one pair does not meet, slot by slot, and the cheapest exchange that would let them."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import replace

from matcher.scheduling.exchange import Exchange
from matcher.scheduling.explain import ConflictCode, Way, WayKind, WhyNot, conflicts, gaps, never, place, runs
from matcher.scheduling.problem import (
    Blocker,
    BlockerCode,
    Meeting,
    MeetingsPlan,
    MeetingsProblem,
    Pair,
    Person,
    Side,
    clashing_tables,
)
from matcher.scheduling.seating import free_table

Params = dict[str, str | int]
_STEPS = 400  # of the search for an exchange, an eighth of it for each change that asks for more
_FREED = 4  # slots of a person that are tried: those in which least else stands in the way


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
        return WhyNot(founder, investor, met=False, always=blocked, blocking=blocked)
    looked = _Look(problem, plan, pair)
    always = never(problem, pair)
    by_slot = {}
    if not always:
        always = looked.always()
        by_slot = {slot: looked.in_slot(slot) for slot in sorted(problem.open_slots(pair))}
    ways = _ways(looked) if exchange else ()
    return WhyNot(
        founder,
        investor,
        met=False,
        always=always,
        by_slot=by_slot,
        cheapest=next((way.change for way in ways if way.kind is WayKind.EXCHANGE), None),
        blocking=_blocking(looked),
        ways=ways,
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

    def whole(self) -> tuple[Blocker, ...]:
        """What stands in the way in every slot, whoever else meets when."""
        problem, pair = self.problem, self.pair
        if pair.forbidden:
            return (Blocker(BlockerCode.FORBIDDEN, self.params),)
        found = []
        if self.needs_table() and problem.tables == 0:
            found.append(Blocker(BlockerCode.NO_TABLES, self.params))
        elif not pair.online and clashing_tables(self.founder, self.investor):
            found.append(Blocker(BlockerCode.TABLES_DIFFER, self.params))
        if pair.interpreter and problem.interpreters == 0:
            found.append(Blocker(BlockerCode.NO_INTERPRETERS, self.params))
        return (*found, *self.always())

    def facts(self, slot: int) -> tuple[Blocker, ...]:
        """What stands in the way in one slot, who is away included."""
        here = self.params | {"slot": slot}
        found = []
        if self.pair.slot is not None and self.pair.slot != slot:
            found.append(Blocker(BlockerCode.PROMISED_SLOT, self.params | {"slot": self.pair.slot}))
        for person, code in (
            (self.founder, BlockerCode.FOUNDER_AWAY),
            (self.investor, BlockerCode.INVESTOR_AWAY),
        ):
            if slot not in person.available:
                found.append(Blocker(code, here))
        return (*found, *self.in_slot(slot))

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
        return tuple(found) or self.restless(slot)

    def restless(self, slot: int) -> tuple[Blocker, ...]:
        """Who would change tables too often, where nothing else stands in the way."""
        limited = [p for p in (self.founder, self.investor) if p.table_changes is not None]
        table = free_table(self.problem, self.plan, self.pair, slot)
        if not limited or table is None:
            return ()
        taken = {m.table for m in self.in_slots[slot]}
        found: set[str] = set()
        for tried in (table, *(t for t in range(self.problem.tables) if t not in taken)):
            meeting = Meeting(self.pair.founder, self.pair.investor, slot, tried)
            ids = {
                str(c.params["id"])
                for c in conflicts(self.problem, place(self.plan, meeting))
                if c.code is ConflictCode.TABLE_CHANGES and meeting.key in c.meetings
            }
            if not ids:
                return ()
            found |= ids
        here = self.params | {"slot": slot}
        return tuple(Blocker(BlockerCode.TABLE_CHANGES, here | {"id": name}) for name in sorted(found))

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


def _blocking(look: _Look) -> tuple[Blocker, ...]:
    """The fewest facts that keep the two apart: each is needed, together they are enough.

    A fact that holds in every slot is enough alone. Otherwise a promise leaves one slot, and each
    slot that is left needs one fact of its own, for no other fact speaks of two.
    """
    whole = look.whole()
    if whole:
        return whole[:1]
    slots: Iterable[int] = range(look.problem.slots)
    found: list[Blocker] = []
    promised = look.pair.slot
    if promised is not None and promised < look.problem.slots:
        if look.problem.slots > 1:
            found.append(Blocker(BlockerCode.PROMISED_SLOT, look.params | {"slot": promised}))
        slots = (promised,)
    for slot in slots:
        facts = look.facts(slot)
        if not facts:
            return ()
        found.append(facts[0])
    return tuple(found)


def _ways(look: _Look) -> tuple[Way, ...]:
    """The cheapest change of each kind that lets the two meet, the cheapest of all first.

    Each is applied before it is offered: the changed problem and plan break nothing that they did
    not break before.
    """
    if look.pair.forbidden:
        return ()
    best: dict[WayKind, Way] = {}
    beat = float("inf")
    for kind, params, problem, slots in _variants(look):
        # To ask for more is worth telling only where it costs less than the exchange alone.
        steps = _STEPS if kind is WayKind.EXCHANGE else _STEPS // 8
        change = Exchange(problem, look.plan, look.pair, steps=steps, beat=beat).cheapest(slots)
        if change is None:
            continue
        way = Way(kind, params, change, round(look.pair.value - change.net, 6))
        if kind is WayKind.EXCHANGE:
            beat = way.cost
            if not way.change.dropped:
                return (way,)
        if kind not in best or _rank(way) < _rank(best[kind]):
            best[kind] = way
    return tuple(sorted(best.values(), key=_rank))


_KINDS = tuple(WayKind)


def _rank(way: Way) -> tuple[float, int, int, int]:
    touched = len(way.change.moved) + len(way.change.dropped)
    return way.cost, touched, _KINDS.index(way.kind), way.change.slot


Variant = tuple[WayKind, Params, MeetingsProblem, Iterable[int]]


def _variants(look: _Look) -> Iterator[Variant]:
    """The problem as it is, and with one thing more: a slot of a person, a meeting, a table."""
    problem, pair = look.problem, look.pair
    open_slots = problem.open_slots(pair)
    yield WayKind.EXCHANGE, {}, problem, open_slots
    for side, person in ((Side.FOUNDER, look.founder), (Side.INVESTOR, look.investor)):
        params: Params = {"id": person.id, "side": side.value}
        meetings = look.of_founder if side is Side.FOUNDER else look.of_investor
        if len(meetings) >= person.max_meetings:
            raised = replace(person, max_meetings=len(meetings) + 1)
            yield WayKind.RAISE_CAP, params, _with(problem, side, raised), open_slots
        other = look.investor if side is Side.FOUNDER else look.founder
        gained = [
            slot
            for slot in sorted(other.available - person.available)
            if slot < problem.slots and pair.slot in {None, slot}
        ]
        gained.sort(key=lambda slot: len(look.in_slot(slot)))
        for slot in gained[:_FREED]:
            there = replace(person, available=person.available | {slot})
            wider = _with(problem, side, there)
            yield WayKind.FREE_SLOT, params | {"slot": slot}, wider, wider.open_slots(pair) & {slot}
    if look.needs_table():
        wider = replace(problem, tables=problem.tables + 1)
        full = [
            slot
            for slot in sorted(wider.open_slots(pair))
            if sum(m.table is not None for m in look.in_slots[slot]) >= problem.tables
        ]
        full.sort(key=lambda slot: len(look.in_slot(slot)))
        for slot in full[:_FREED]:
            yield WayKind.MORE_TABLES, {"slot": slot}, wider, (slot,)


def _with(problem: MeetingsProblem, side: Side, person: Person) -> MeetingsProblem:
    """The problem with this person in place of the one of that name."""
    if side is Side.FOUNDER:
        return replace(problem, founders=tuple(person if p.id == person.id else p for p in problem.founders))
    return replace(problem, investors=tuple(person if p.id == person.id else p for p in problem.investors))
