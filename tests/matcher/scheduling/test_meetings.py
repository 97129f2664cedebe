"""Laws of the meetings solver: sound plans, honest certificates, promises kept."""

import random
import time
from dataclasses import replace
from itertools import product

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


@st.composite
def rhythmic(draw: st.DrawFn) -> MeetingsProblem:
    """Few enough pairs to try every plan, with breaks, gaps, good meetings, interpreters and houses."""
    slots = draw(st.integers(2, 4))

    def people(side: str) -> tuple[Person, ...]:
        return tuple(
            Person(
                f"{side}{n}",
                draw(st.frozensets(st.integers(0, slots - 1), min_size=1)),
                draw(st.integers(1, 3)),
                min_meetings=draw(st.integers(0, 1)),
                house=draw(st.sampled_from([None, "a"])),
                break_after=draw(st.sampled_from([None, 1, 2])),
                max_gap=draw(st.sampled_from([None, 0, 1])),
                min_good=draw(st.integers(0, 2)),
            )
            for n in range(2)
        )

    founders, investors = people("f"), people("i")
    pairs = tuple(
        Pair(
            f.id,
            v.id,
            draw(st.integers(1, 40)),
            required=draw(st.integers(0, 5)) == 0,
            interpreter=draw(st.booleans()),
            good=draw(st.sampled_from([None, True, False])),
        )
        for f in founders
        for v in investors
    )
    return MeetingsProblem(
        slots,
        draw(st.integers(1, 2)),
        founders,
        investors,
        pairs,
        interpreters=draw(st.sampled_from([None, 1])),
        good_from=draw(st.sampled_from([None, 20])),
    )


@LAW
@given(rhythmic())
def test_solve_breaks_gaps_and_good_meetings_equals_trying_all(problem):
    plan = solve_meetings(problem, work=30)

    best = None
    for slots in product(*([None, *sorted(problem.open_slots(pair))] for pair in problem.pairs)):
        met: list[Meeting] = []
        for pair, slot in zip(problem.pairs, slots, strict=True):
            if slot is not None:
                table = sum(m.slot == slot for m in met)
                met.append(Meeting(pair.founder, pair.investor, slot, table))
        tried = MeetingsPlan(tuple(met), 0.0, None, Status.FEASIBLE)
        if not broken_rules(problem, tried):
            missed, short, value = figures(problem, tried)
            best = min(best or (missed, short, -value), (missed, short, -value))
    missed, short, value = figures(problem, plan)
    assert (missed, short, -value) == best
    assert plan.least == (missed, short)


def test_solve_nobody_changes_tables_more_often_than_they_may():
    problem = make_problem(5, 16, 6, 6, 5)
    problem = replace(problem, investors=tuple(replace(p, table_changes=0) for p in problem.investors))

    plan = solve_meetings(problem, work=8)

    assert broken_rules(problem, plan) == []
    seats: dict[str, set[int | None]] = {}
    for meeting in plan.meetings:
        seats.setdefault(meeting.investor, set()).add(meeting.table)
    assert {len(tables) for tables in seats.values()} == {1}


def test_solve_tells_how_categories_of_founders_fare():
    problem = make_problem(6, 10, 5, 5, 4)
    problem = replace(
        problem,
        founders=tuple(
            replace(p, category="student" if n % 2 else "returnee") for n, p in enumerate(problem.founders)
        ),
    )

    plan = solve_meetings(problem, work=4)

    assert [share.category for share in plan.shares] == ["returnee", "student"]
    assert sum(share.meetings for share in plan.shares) == len(plan.meetings)
    assert sum(share.value for share in plan.shares) == pytest.approx(plan.value)
    assert sum(share.meeting_share for share in plan.shares) == pytest.approx(1)
    student = plan.shares[1]
    assert student.ratio == pytest.approx(student.meeting_share / student.founder_share)
    assert solve_meetings(make_problem(6, 10, 5, 5, 4), work=4).shares == ()


def test_solve_stops_soon_after_it_is_asked():
    problem = make_problem(21, 60, 30, 10, 9)
    asked: list[float] = []

    def stop() -> bool:
        if not asked and time.monotonic() - started > 0.5:
            asked.append(time.monotonic())
        return bool(asked)

    started = time.monotonic()
    plan = solve_meetings(problem, seconds=60, should_stop=stop)

    assert broken_rules(problem, plan) == []
    # A second on a quiet machine, of the minute that it was given.
    assert not asked or time.monotonic() - asked[0] < 20


def lose_some(problem: MeetingsProblem, seed: int) -> MeetingsProblem:
    """One person in ten loses up to two slots."""
    rng = random.Random(seed)

    def less(person: Person) -> Person:
        if rng.random() > 0.1:
            return person
        gone = rng.sample(sorted(person.available), min(2, len(person.available)))
        return replace(person, available=person.available - set(gone))

    return replace(
        problem,
        founders=tuple(map(less, problem.founders)),
        investors=tuple(map(less, problem.investors)),
    )


@pytest.mark.parametrize("seed", range(4))
def test_replan_moves_few_and_stays_close_to_planning_anew(seed):
    problem = replace(
        make_problem(seed, 40, 20, 9, 14),
        pairs=tuple(replace(p, required=False) for p in make_problem(seed, 40, 20, 9, 14).pairs),
    )
    before = solve_meetings(problem, work=20)
    changed = lose_some(problem, seed)

    plan = solve_meetings(changed, work=60, previous=before)

    anew = solve_meetings(changed, work=60)
    there = {("f", p.id): p.available for p in changed.founders}
    there |= {("i", p.id): p.available for p in changed.investors}
    now = {m.key: m.slot for m in plan.meetings}
    free = [
        m for m in before.meetings if m.slot in there["f", m.founder] and m.slot in there["i", m.investor]
    ]
    strayed = sum(now.get(m.key) != m.slot for m in free)
    assert figures(changed, plan)[:2] == figures(changed, anew)[:2]
    assert plan.value >= 0.985 * anew.value
    assert strayed <= 0.05 * len(before.meetings)


def test_replan_given_price_is_kept_strictly():
    problem = make_problem(11, 20, 10, 6, 4)
    problem = replace(
        problem,
        founders=tuple(replace(p, min_meetings=0) for p in problem.founders),
        investors=tuple(replace(p, min_meetings=0) for p in problem.investors),
        pairs=tuple(replace(p, required=False) for p in problem.pairs),
    )
    before = solve_meetings(problem, work=6)
    changed = lose_some(problem, 3)

    plan = solve_meetings(changed, work=20, previous=before, move_price=1e6)

    there = {("f", p.id): p.available for p in changed.founders}
    there |= {("i", p.id): p.available for p in changed.investors}
    free = {
        m.key for m in before.meetings if m.slot in there["f", m.founder] and m.slot in there["i", m.investor]
    }
    assert free <= set(plan.kept)
