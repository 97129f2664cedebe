"""Why not, and conflicts of an edit: exact, and without a solver."""

import subprocess
import sys
from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from matcher.scheduling.explain import ConflictCode, conflicts, place, remove, why_not
from matcher.scheduling.meetings import solve_meetings
from matcher.scheduling.problem import (
    BlockerCode,
    Meeting,
    MeetingsPlan,
    MeetingsProblem,
    Pair,
    Person,
    Status,
)
from tests.matcher.scheduling.instances import broken_rules, figures, make_problem


def small() -> tuple[MeetingsProblem, MeetingsPlan]:
    both = frozenset({0, 1})
    problem = MeetingsProblem(
        2,
        1,
        (Person("f0", both, 2), Person("f1", frozenset({0}), 1)),
        (Person("i0", both, 2, house="a"), Person("i1", both, 2, house="a")),
        (Pair("f0", "i0", 10), Pair("f0", "i1", 8), Pair("f1", "i0", 4), Pair("f1", "i1", 6)),
    )
    return problem, MeetingsPlan((Meeting("f0", "i0", 0, 0),), 10, None, Status.FEASIBLE)


def codes(problem: MeetingsProblem, plan: MeetingsPlan) -> list[ConflictCode]:
    return [conflict.code for conflict in conflicts(problem, plan)]


def test_conflicts_of_hand_edits_are_each_named():
    problem, plan = small()

    assert codes(problem, plan) == []
    assert codes(problem, place(plan, Meeting("f1", "i1", 0, 0))) == [ConflictCode.TABLE_TAKEN]
    assert codes(problem, place(plan, Meeting("f1", "i1", 1, 0))) == [ConflictCode.NOT_AVAILABLE]
    assert codes(problem, place(plan, Meeting("f0", "i1", 1, 0))) == [ConflictCode.SAME_HOUSE]
    assert codes(problem, place(plan, Meeting("f1", "i0", 0, None))) == [
        ConflictCode.WITHOUT_TABLE,
        ConflictCode.DOUBLE_BOOKED,
    ]
    assert codes(problem, place(plan, Meeting("f9", "i0", 1, 0))) == [ConflictCode.NOT_LISTED]
    assert codes(problem, place(plan, Meeting("f0", "i0", 5, 3))) == [
        ConflictCode.NO_SUCH_SLOT,
        ConflictCode.NOT_AVAILABLE,
        ConflictCode.NOT_AVAILABLE,
        ConflictCode.NO_SUCH_TABLE,
    ]


def test_why_not_names_who_stands_in_the_way_and_the_exchange():
    problem, plan = small()

    answer = why_not(problem, plan, "f1", "i0")

    assert not answer.met
    assert [blocker.code for blocker in answer.by_slot[0]] == [
        BlockerCode.INVESTOR_BUSY,
        BlockerCode.TABLES_FULL,
    ]
    assert answer.cheapest is not None
    assert answer.cheapest.moved == (Meeting("f0", "i0", 1, 0),)
    assert answer.cheapest.dropped == ()
    assert answer.cheapest.net == 4


def test_why_not_met_pair_says_so():
    problem, plan = small()

    assert why_not(problem, plan, "f0", "i0").met


def test_why_not_unlisted_and_away_are_told():
    problem, plan = small()
    away = replace(problem, investors=(replace(problem.investors[0], available=frozenset({1})),))

    unlisted = why_not(problem, plan, "f0", "i7")
    never = why_not(replace(away, pairs=problem.pairs[2:3]), plan, "f1", "i0")

    assert [blocker.code for blocker in unlisted.blockers] == [BlockerCode.NOT_LISTED]
    assert [blocker.code for blocker in never.blockers] == [BlockerCode.NO_COMMON_SLOT]


@settings(max_examples=25, deadline=None, derandomize=True)
@given(st.integers(0, 10_000))
def test_why_not_exchange_is_sound_and_worth_what_it_says(seed):
    problem = make_problem(seed, 8, 5, 4, 2)
    plan = solve_meetings(problem, work=1)
    met = {m.key for m in plan.meetings}
    wish = next((p for p in problem.pairs if (p.founder, p.investor) not in met), None)
    if wish is None:
        return

    answer = why_not(problem, plan, wish.founder, wish.investor)

    change = answer.cheapest
    if change is None:
        return
    changed = plan
    for key in (*change.dropped, *(m.key for m in change.moved)):
        changed = remove(changed, *key)
    for meeting in change.moved:
        changed = place(changed, meeting)
    taken = {m.table for m in changed.meetings if m.slot == change.slot}
    table = min(set(range(problem.tables)) - taken)
    changed = place(changed, Meeting(wish.founder, wish.investor, change.slot, table))
    assert broken_rules(problem, changed) == []
    before, after = figures(problem, plan)[2], figures(problem, changed)[2]
    assert abs(after - before - change.net) < 1e-6


@settings(max_examples=25, deadline=None, derandomize=True)
@given(st.integers(0, 10_000))
def test_why_not_free_pair_is_never_left_out_of_a_plan(seed):
    problem = make_problem(seed, 8, 5, 4, 3)
    plan = solve_meetings(problem, work=4)
    met = {m.key for m in plan.meetings}

    for pair in problem.pairs:
        if (pair.founder, pair.investor) not in met and pair.value > 0:
            answer = why_not(problem, plan, pair.founder, pair.investor, exchange=False)
            free = [slot for slot, found in answer.by_slot.items() if not found]
            assert answer.always or not free


def test_package_imports_no_solver():
    code = (
        "import sys, matcher.scheduling as s; from matcher.scheduling import programme_score, forms;"
        "heavy = {'ortools', 'scipy', 'numpy', 'sklearn'} & set(sys.modules); print(sorted(heavy))"
    )

    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert done.stdout.strip() == "[]"
