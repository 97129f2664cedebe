"""Why not: the exact blocking set and the cheapest way out, against trying everything."""

from collections import Counter
from dataclasses import replace
from itertools import product

from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from matcher.scheduling.explain import Way, WayKind, place, remove, why_not
from matcher.scheduling.meetings import solve_meetings
from matcher.scheduling.problem import (
    Blocker,
    BlockerCode,
    Meeting,
    MeetingsPlan,
    MeetingsProblem,
    Pair,
    Person,
)
from tests.matcher.scheduling.instances import broken_rules, figures

LAW = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize=True)
Fact = tuple[str, int]


@st.composite
def tiny(draw: st.DrawFn, *, most: int = 3) -> MeetingsProblem:
    """Availability, caps, minima, tables, houses, promises; few enough to try everything."""
    slots = draw(st.integers(1, 3))
    some = st.frozensets(st.integers(0, slots - 1), min_size=1)

    def people(side: str, houses: list[str | None]) -> tuple[Person, ...]:
        return tuple(
            Person(
                f"{side}{n}",
                draw(some),
                draw(st.integers(1, slots)),
                min_meetings=draw(st.integers(0, 1)),
                house=draw(st.sampled_from(houses)),
            )
            for n in range(draw(st.integers(1, most)))
        )

    founders, investors = people("f", [None]), people("i", [None, "a"])
    pairs = tuple(
        Pair(
            f.id,
            v.id,
            draw(st.integers(1, 40)),
            required=draw(st.integers(0, 9)) == 0,
            slot=draw(st.sampled_from([None, None, None, 0])),
        )
        for f in founders
        for v in investors
    )
    promised = Counter(who for p in pairs if p.required and p.slot == 0 for who in (p.founder, p.investor))
    assume(all(count < 2 for count in promised.values()))
    return MeetingsProblem(slots, draw(st.integers(1, 3)), founders, investors, pairs)


def wishes(problem: MeetingsProblem, plan: MeetingsPlan) -> list[Pair]:
    met = {m.key for m in plan.meetings}
    return [pair for pair in problem.pairs if (pair.founder, pair.investor) not in met]


def facts(problem: MeetingsProblem, plan: MeetingsPlan, pair: Pair, slot: int) -> set[Fact]:
    """Everything that keeps a pair out of a slot; -1 stands for every slot."""
    founder, investor = problem.founder[pair.founder], problem.investor[pair.investor]
    found: set[Fact] = set()
    for name, person, theirs in (
        ("f", founder, [m for m in plan.meetings if m.founder == founder.id]),
        ("i", investor, [m for m in plan.meetings if m.investor == investor.id]),
    ):
        if slot not in person.available:
            found.add((f"{name} away", slot))
        if any(m.slot == slot for m in theirs):
            found.add((f"{name} busy", slot))
        if len(theirs) >= person.max_meetings:
            found.add((f"{name} cap", -1))
    met = [problem.investor[m.investor].house for m in plan.meetings if m.founder == founder.id]
    if investor.house is not None and investor.house in met:
        found.add(("house", -1))
    if sum(m.slot == slot for m in plan.meetings) >= problem.tables:
        found.add(("tables", slot))
    if pair.slot is not None and pair.slot != slot:
        found.add(("promised", -1))
    return found


def of_blocker(blocker: Blocker) -> Fact:
    slot = int(blocker.params.get("slot", -1))
    return {
        BlockerCode.FOUNDER_AWAY: ("f away", slot),
        BlockerCode.INVESTOR_AWAY: ("i away", slot),
        BlockerCode.FOUNDER_BUSY: ("f busy", slot),
        BlockerCode.INVESTOR_BUSY: ("i busy", slot),
        BlockerCode.FOUNDER_CAP: ("f cap", -1),
        BlockerCode.INVESTOR_CAP: ("i cap", -1),
        BlockerCode.HOUSE: ("house", -1),
        BlockerCode.TABLES_FULL: ("tables", slot),
        BlockerCode.PROMISED_SLOT: ("promised", -1),
    }[blocker.code]


@LAW
@given(tiny(most=4), st.integers(0, 2))
def test_blocking_set_is_enough_and_each_fact_is_needed(problem, gone):
    plan = solve_meetings(problem, work=2)
    plan = replace(plan, meetings=plan.meetings[gone:])
    for pair in wishes(problem, plan):
        blocking = {of_blocker(b) for b in why_not(problem, plan, pair.founder, pair.investor).blocking}
        by_slot = [facts(problem, plan, pair, slot) for slot in range(problem.slots)]

        if not blocking:
            assert any(not found for found in by_slot)
            continue
        assert all(found & blocking for found in by_slot)
        for fact in blocking:
            assert any(not found & (blocking - {fact}) for found in by_slot)


def least_lost(problem: MeetingsProblem, plan: MeetingsPlan, pair: Pair) -> float | None:
    """What the cheapest exchange loses, by trying each place of each meeting."""
    old = list(plan.meetings)
    choices = [[*sorted(problem.open_slots(problem.pair[m.key])), None] for m in old]
    before = Counter(who for m in old for who in (m.founder, m.investor))
    people = {p.id: p for p in (*problem.founders, *problem.investors)}
    best: float | None = None
    for slots in product(*choices):
        if sum(slot != m.slot for slot, m in zip(slots, old, strict=True)) > 4:
            continue
        gone = [m for slot, m in zip(slots, old, strict=True) if slot is None]
        if any(problem.pair[m.key].required for m in gone):
            continue
        lost = sum(problem.pair[m.key].value for m in gone)
        if best is not None and lost >= best:
            continue
        kept = [replace(m, slot=slot) for slot, m in zip(slots, old, strict=True) if slot is not None]
        for slot in sorted(problem.open_slots(pair)):
            meetings = [*kept, Meeting(pair.founder, pair.investor, slot, 0)]
            used: Counter[int] = Counter()
            seated = []
            for m in meetings:
                seated.append(replace(m, table=used[m.slot]))
                used[m.slot] += 1
            after = Counter(who for m in meetings for who in (m.founder, m.investor))
            worse = any(after[who] < before[who] and after[who] < people[who].min_meetings for who in before)
            if not worse and not broken_rules(problem, replace(plan, meetings=tuple(seated))):
                best = lost
    return best


@LAW
@given(tiny())
def test_cheapest_exchange_loses_no_more_than_any_other(problem):
    plan = solve_meetings(problem, work=2)
    for pair in wishes(problem, plan):
        change = why_not(problem, plan, pair.founder, pair.investor).cheapest

        lost = None if change is None else pair.value - change.net
        assert lost == least_lost(problem, plan, pair)


def applied(
    problem: MeetingsProblem, plan: MeetingsPlan, pair: Pair, way: Way
) -> tuple[MeetingsProblem, MeetingsPlan]:
    """The problem with what the way asks for, and the plan after its change."""
    name, slot = way.params.get("id"), way.params.get("slot")

    def give(person: Person) -> Person:
        if person.id != name:
            return person
        if way.kind is WayKind.RAISE_CAP:
            return replace(person, max_meetings=person.max_meetings + 1)
        return replace(person, available=person.available | {int(str(slot))})

    if way.kind is WayKind.MORE_TABLES:
        problem = replace(problem, tables=problem.tables + 1)
    elif way.kind is not WayKind.EXCHANGE:
        problem = replace(
            problem,
            founders=tuple(map(give, problem.founders)),
            investors=tuple(map(give, problem.investors)),
        )
    for key in (*way.change.dropped, *(m.key for m in way.change.moved)):
        plan = remove(plan, *key)
    for meeting in way.change.moved:
        plan = place(plan, meeting)
    taken = {m.table for m in plan.meetings if m.slot == way.change.slot}
    table = min(set(range(problem.tables)) - taken)
    return problem, place(plan, Meeting(pair.founder, pair.investor, way.change.slot, table))


@LAW
@given(tiny(most=4))
def test_each_way_out_works_and_costs_what_it_says(problem):
    plan = solve_meetings(problem, work=2)
    for pair in wishes(problem, plan):
        ways = why_not(problem, plan, pair.founder, pair.investor).ways

        assert [way.cost for way in ways] == sorted(way.cost for way in ways)
        for way in ways:
            wider, changed = applied(problem, plan, pair, way)
            assert broken_rules(wider, changed) == []
            assert figures(problem, changed)[2] == figures(problem, plan)[2] + pair.value - way.cost
            if way.kind is WayKind.MORE_TABLES:
                busy = Counter(m.slot for m in changed.meetings)
                assert [s for s, n in busy.items() if n > problem.tables] in ([], [way.params["slot"]])
