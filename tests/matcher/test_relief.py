"""What two could say otherwise: each set is enough, none smaller is, and nobody else is touched."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from matcher.relief import Relief, ReliefCode, reliefs
from matcher.scheduling import (
    Meeting,
    MeetingsPlan,
    MeetingsProblem,
    Pair,
    Person,
    Status,
    conflicts,
    why_not,
)

SLOTS = 3


def person(name: str, slots: set[int], most: int = 2) -> Person:
    return Person(name, frozenset(slots), most)


def plan_of(*meetings: Meeting) -> MeetingsPlan:
    return MeetingsPlan(meetings, 0.0, None, Status.FEASIBLE)


def problem_of(founders: list[Person], investors: list[Person], tables: int = 2) -> MeetingsProblem:
    pairs = [Pair(f.id, i.id, 10.0) for f in founders for i in investors]
    return MeetingsProblem(SLOTS, tables, tuple(founders), tuple(investors), tuple(pairs))


def test_reliefs_name_the_slot_that_would_do() -> None:
    problem = problem_of([person("f", {0})], [person("i", {1, 2})])

    found = reliefs(problem, plan_of(), "f", "i", founder_could={1}, investor_could=set())

    assert found == [(Relief(ReliefCode.FOUNDER_FREE, 1),)]


def test_reliefs_name_one_more_meeting_of_who_is_full() -> None:
    problem = problem_of([person("f", {0, 1}), person("g", {0, 1})], [person("i", {0, 1}, most=1)])
    plan = plan_of(Meeting("g", "i", 0, 0))

    assert reliefs(problem, plan, "f", "i") == [(Relief(ReliefCode.INVESTOR_MORE),)]


def test_reliefs_join_two_statements_where_one_is_not_enough() -> None:
    problem = problem_of([person("f", {0}), person("g", {0, 1})], [person("i", {0, 1}, most=1)])
    plan = plan_of(Meeting("g", "i", 0, 0))

    found = reliefs(problem, plan, "f", "i", founder_could={1})

    assert found == [(Relief(ReliefCode.INVESTOR_MORE), Relief(ReliefCode.FOUNDER_FREE, 1))]


def test_reliefs_of_a_forbidden_an_unlisted_or_a_possible_pair_are_none() -> None:
    problem = problem_of([person("f", {0})], [person("i", {0})])
    forbidden = replace(problem, pairs=(Pair("f", "i", 0.0, forbidden=True),))

    assert reliefs(problem, plan_of(), "f", "i") == []
    assert reliefs(forbidden, plan_of(), "f", "i", founder_could={1}) == []
    assert reliefs(replace(problem, pairs=()), plan_of(), "f", "i") == []


PEOPLE = st.builds(lambda slots, most: (slots, most), st.sets(st.integers(0, SLOTS - 1)), st.integers(0, 2))


@settings(deadline=None)
@given(
    st.lists(PEOPLE, min_size=2, max_size=3),
    st.lists(PEOPLE, min_size=2, max_size=3),
    st.integers(1, 2),
    st.lists(st.tuples(st.integers(0, 2), st.integers(0, 2), st.integers(0, SLOTS - 1)), max_size=6),
    st.sets(st.integers(0, SLOTS - 1)),
    st.sets(st.integers(0, SLOTS - 1)),
)
def test_reliefs_are_enough_and_the_smallest(founders, investors, tables, tried, mine, theirs):
    problem = problem_of(
        [person(f"f{n}", *p) for n, p in enumerate(founders)],
        [person(f"i{n}", *p) for n, p in enumerate(investors)],
        tables,
    )
    plan = plan_of()
    for f, i, slot in tried:
        for table in range(tables):
            more = plan_of(*plan.meetings, Meeting(f"f{f}", f"i{i}", slot, table))
            if (f, i) != (0, 0) and not conflicts(problem, more):
                plan = more
                break

    found = reliefs(problem, plan, "f0", "i0", founder_could=mine, investor_could=theirs)

    open_now = why_not(problem, plan, "f0", "i0", exchange=False)
    addable = not open_now.always and any(not b for b in open_now.by_slot.values())
    assert len({len(option) for option in found}) <= 1
    assert not (addable and found)
    for option in found:
        assert addable_under(problem, plan, option)
        for left_out in option:
            assert not addable_under(problem, plan, tuple(r for r in option if r is not left_out))


def addable_under(problem: MeetingsProblem, plan: MeetingsPlan, said: tuple[Relief, ...]) -> bool:
    """Tried by hand: some slot and table in which the meeting breaks no rule."""

    def changed(one: Person, codes: set[ReliefCode]) -> Person:
        mine = [r for r in said if r.code in codes]
        return replace(
            one,
            available=one.available | {r.slot for r in mine if r.slot is not None},
            max_meetings=one.max_meetings + sum(r.slot is None for r in mine),
        )

    founder = changed(problem.founder["f0"], {ReliefCode.FOUNDER_FREE, ReliefCode.FOUNDER_MORE})
    investor = changed(problem.investor["i0"], {ReliefCode.INVESTOR_FREE, ReliefCode.INVESTOR_MORE})
    other = replace(
        problem,
        founders=(founder, *problem.founders[1:]),
        investors=(investor, *problem.investors[1:]),
    )
    return any(
        not conflicts(other, plan_of(*plan.meetings, Meeting("f0", "i0", slot, table)))
        for slot in range(SLOTS)
        for table in range(problem.tables)
    )
