"""Laws of the meetings solver: sound plans, honest certificates, promises kept."""

from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from matcher.scheduling.explain import conflicts
from matcher.scheduling.meetings import solve_meetings
from matcher.scheduling.problem import (
    Contradiction,
    Meeting,
    MeetingsPlan,
    MeetingsProblem,
    Pair,
    Person,
    Progress,
    Status,
)
from tests.matcher.scheduling.instances import broken_rules, figures, make_problem, problems

LAW = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize=True)


def everybody_there(problem: MeetingsProblem) -> MeetingsProblem:
    whole = frozenset(range(problem.slots))
    return replace(
        problem,
        founders=tuple(replace(p, available=whole) for p in problem.founders),
        investors=tuple(replace(p, available=whole) for p in problem.investors),
    )


def best_by_trying_all(problem: MeetingsProblem) -> tuple[int, int, float]:
    """The lexicographic optimum by brute force over slots of pairs."""
    options = [
        (pair, [None, *sorted(problem.open_slots(pair))])
        for pair in problem.pairs
        if problem.open_slots(pair)
    ]
    best: tuple[int, int, float] | None = None

    def extend(position: int, meetings: tuple[Meeting, ...], used: dict[int, int]) -> None:
        nonlocal best
        if position == len(options):
            plan = MeetingsPlan(meetings, 0.0, None, Status.FEASIBLE)
            missed, short, value = figures(problem, plan)
            key = (missed, short, -value)
            if best is None or key < best:
                best = key
            return
        pair, slots = options[position]
        for slot in slots:
            if slot is None:
                extend(position + 1, meetings, used)
            elif used.get(slot, 0) < problem.tables:
                meeting = Meeting(pair.founder, pair.investor, slot, used.get(slot, 0))
                bigger = (*meetings, meeting)
                if not broken_rules(problem, MeetingsPlan(bigger, 0.0, None, Status.FEASIBLE)):
                    extend(position + 1, bigger, {**used, slot: used.get(slot, 0) + 1})

    extend(0, (), {})
    assert best is not None
    return best[0], best[1], -best[2]


@LAW
@given(problems())
def test_solve_any_rules_breaks_none_and_tells_the_truth(problem):
    plan = solve_meetings(problem, work=6)

    missed, short, value = figures(problem, plan)
    assert broken_rules(problem, plan) == []
    assert conflicts(problem, plan) == []
    assert plan.value == pytest.approx(value)
    assert plan.bound is not None
    assert plan.bound >= value - 1e-9
    assert (plan.status is Status.OPTIMAL) == (plan.bound == plan.value)
    assert len(plan.required_missed) == missed
    assert sum(entry.short for entry in (*plan.below_minimum, *plan.below_good)) == short
    assert plan.least is None or plan.least <= (missed, short)
    assert all(entry.why for entry in plan.required_missed)
    assert all(entry.why for entry in plan.below_minimum)


@pytest.mark.parametrize("seed", range(8))
def test_solve_tiny_problem_equals_trying_all(seed):
    problem = make_problem(seed, founders=3, investors=2, slots=3, tables=2)

    plan = solve_meetings(problem, work=20)

    assert figures(problem, plan) == pytest.approx(best_by_trying_all(problem))
    assert plan.status is Status.OPTIMAL


@pytest.mark.parametrize("seed", range(4))
def test_solve_everybody_there_is_proven_optimal_at_once(seed):
    problem = everybody_there(make_problem(seed, 30, 12, 6, 8))
    problem = replace(problem, pairs=tuple(replace(p, required=False) for p in problem.pairs))

    plan = solve_meetings(problem, work=1)

    assert plan.status is Status.OPTIMAL
    assert plan.value == plan.bound
    assert broken_rules(problem, plan) == []


def test_solve_same_seed_and_work_gives_the_same_plan():
    problem = make_problem(3, 25, 12, 6, 5)

    plans = [solve_meetings(problem, work=8, seed=5) for _ in range(2)]

    assert plans[0] == plans[1]


def test_solve_two_promises_collide_is_a_contradiction():
    people = tuple(Person(name, frozenset({0, 1}), 2) for name in ("i0", "i1"))
    founder = Person("f0", frozenset({0, 1}), 2)
    pairs = tuple(Pair("f0", person.id, 5, required=True, slot=1) for person in people)
    problem = MeetingsProblem(2, 2, (founder,), people, pairs)

    with pytest.raises(Contradiction) as caught:
        solve_meetings(problem, work=1)

    assert [clash.code for clash in caught.value.clashes] == ["required_same_slot"]
    assert "i0" in str(caught.value)
    assert "i1" in str(caught.value)


def test_solve_required_and_forbidden_is_a_contradiction():
    problem = MeetingsProblem(
        1,
        1,
        (Person("f", frozenset({0}), 1),),
        (Person("i", frozenset({0}), 1),),
        (Pair("f", "i", 3, required=True, forbidden=True),),
    )

    with pytest.raises(Contradiction, match="both required and forbidden"):
        solve_meetings(problem, work=1)


@settings(LAW, max_examples=12)
@given(st.integers(0, 10_000), st.data())
def test_replan_keeps_frozen_meetings_and_accounts_for_every_pair(seed, data):
    problem = make_problem(seed)
    first = solve_meetings(problem, work=2)
    frozen = data.draw(st.sets(st.sampled_from(range(max(1, len(first.meetings)))), max_size=3))
    before = replace(
        first,
        meetings=tuple(replace(m, frozen=n in frozen) for n, m in enumerate(first.meetings)),
    )
    locked = [m for m in before.meetings if m.frozen]
    busy = {m.founder for m in locked}
    problem = replace(
        problem,
        founders=tuple(
            p if p.id in busy else replace(p, available=p.available - {seed % problem.slots})
            for p in problem.founders
        ),
    )

    plan = solve_meetings(problem, work=3, previous=before)

    assert broken_rules(problem, plan) == []
    assert set(locked) <= set(plan.meetings)
    old = {m.key: m.slot for m in before.meetings}
    new = {m.key: m.slot for m in plan.meetings}
    assert set(plan.kept) == {key for key in old if new.get(key) == old[key]}
    assert set(plan.moved) == {key for key in old if key in new and new[key] != old[key]}
    assert set(plan.dropped) == set(old) - set(new)
    assert set(plan.added) == set(new) - set(old)


def test_replan_nothing_changed_moves_nobody():
    problem = make_problem(11, 20, 10, 6, 4)
    plan = solve_meetings(problem, work=6)

    again = solve_meetings(problem, work=6, previous=plan)

    assert set(again.kept) == {m.key for m in plan.meetings}
    assert again.value == plan.value
    assert (again.moved, again.dropped, again.added) == ((), (), ())


def test_replan_frozen_against_availability_is_a_contradiction():
    problem = make_problem(4)
    plan = solve_meetings(problem, work=2)
    meeting = replace(plan.meetings[0], frozen=True)
    away = replace(
        problem,
        founders=tuple(
            replace(p, available=p.available - {meeting.slot}) if p.id == meeting.founder else p
            for p in problem.founders
        ),
    )

    with pytest.raises(Contradiction, match="frozen"):
        solve_meetings(away, work=2, previous=replace(plan, meetings=(meeting,)))


def test_progress_goes_only_up_and_its_plans_are_sound():
    problem = make_problem(21, 40, 15, 8, 6)
    seen: list[Progress] = []

    solve_meetings(problem, work=10, on_progress=seen.append)

    keys = [(p.required_missed, p.below_minimum, -p.value) for p in seen]
    assert keys == sorted(keys, reverse=True)
    assert seen[0].bound is not None
    assert broken_rules(problem, seen[0].plan()) == []


def test_solve_stops_when_asked():
    problem = make_problem(21, 40, 15, 8, 6)

    plan = solve_meetings(problem, seconds=60, should_stop=lambda: True)

    assert broken_rules(problem, plan) == []
    assert plan.status is Status.FEASIBLE


def test_tidy_shares_value_within_its_limit():
    problem = make_problem(8, 30, 10, 10, 3)
    plan = solve_meetings(problem, work=10)

    tidied = solve_meetings(problem, work=10, tidy=0.05)

    assert broken_rules(problem, tidied) == []
    assert tidied.value >= 0.95 * plan.value
    assert idle_gaps(tidied) <= idle_gaps(plan)


def idle_gaps(plan: MeetingsPlan) -> int:
    slots: dict[tuple[str, str], list[int]] = {}
    for m in plan.meetings:
        slots.setdefault(("f", m.founder), []).append(m.slot)
        slots.setdefault(("i", m.investor), []).append(m.slot)
    return sum(max(found) - min(found) + 1 - len(found) for found in slots.values())
