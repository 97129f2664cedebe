"""Laws of assigning jurors: nothing forbidden, as good as trying all, an honest certificate, want explained."""

import random
from dataclasses import replace
from itertools import combinations, product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matcher.scheduling.jurors import (
    JurorLimits,
    JurorsContradiction,
    JurorsProblem,
    PitchToJudge,
    assign_jurors,
    topic_fit,
)

LAW = settings(max_examples=60, deadline=None, derandomize=True)


def make(seed, *, pitches=3, jurors=3, wanted=2, most=2, least=0, share=0.2):
    r = random.Random(seed)
    pairs = list(product(range(pitches), range(100, 100 + jurors)))
    return JurorsProblem(
        tuple(PitchToJudge(p, r.randint(1, wanted)) for p in range(pitches)),
        tuple(JurorLimits(j, r.randint(0, most), r.randint(0, least)) for j in range(100, 100 + jurors)),
        {pair: r.randint(0, 10) / 10 for pair in pairs},
        frozenset(pair for pair in pairs if r.random() < share),
        frozenset(pair for pair in pairs if r.random() < share / 2),
    )


def worth(problem, assigned):
    """(seats empty with want shared, sum short of minima, value), counted from the problem alone."""
    empty = sum(
        nth
        for p in problem.pitches
        for nth in range(1, max(p.wanted - sum(q == p.id for q, _ in assigned), 0) + 1)
    )
    loads = {j.id: sum(k == j.id for _, k in assigned) for j in problem.jurors}
    short = sum(max(j.least - loads[j.id], 0) for j in problem.jurors)
    uneven = sum(problem.balance * n for load in loads.values() for n in range(load))
    return empty, short, round(uneven - sum(problem.fit.get(pair, 0) for pair in assigned), 6)


def allowed(problem):
    return [
        (p.id, j.id)
        for p in problem.pitches
        for j in problem.jurors
        if problem.may(p.id, j.id) and (p.id, j.id) not in problem.fixed
    ]


def keeps_the_rules(problem, assigned):
    wanted = {p.id: p.wanted for p in problem.pitches}
    most = {j.id: j.most for j in problem.jurors}
    return (
        not assigned & (problem.conflicts | problem.forbidden)
        and problem.fixed <= assigned
        and all(
            sum(q == p for q, _ in assigned) <= max(wanted[p], sum(q == p for q, _ in problem.fixed))
            for p in wanted
        )
        and all(sum(k == j for _, k in assigned) <= most[j] for j in most)
    )


def best_by_trying_all(problem):
    open_pairs = allowed(problem)
    return min(
        worth(problem, frozenset(chosen) | problem.fixed)
        for n in range(len(open_pairs) + 1)
        for chosen in combinations(open_pairs, n)
        if keeps_the_rules(problem, frozenset(chosen) | problem.fixed)
    )


@LAW
@given(st.integers(0, 10_000))
def test_assign_tiny_problem_equals_trying_all(seed):
    problem = make(seed, least=1)

    plan = assign_jurors(problem)

    assert keeps_the_rules(problem, plan.assigned)
    assert worth(problem, plan.assigned) == best_by_trying_all(problem)
    assert plan.optimal
    assert plan.value == plan.bound


@LAW
@given(st.integers(0, 10_000))
def test_assign_any_problem_keeps_rules_and_tells_what_is_short(seed):
    problem = make(seed, pitches=12, jurors=7, wanted=4, most=6, least=3)

    plan = assign_jurors(problem)

    empty = {
        p.id: p.wanted - len(plan.jurors_of(p.id))
        for p in problem.pitches
        if p.wanted > len(plan.jurors_of(p.id))
    }
    assert keeps_the_rules(problem, plan.assigned)
    assert plan.optimal
    assert {s.pitch: s.missing for s in plan.short} == empty
    for s in plan.short:
        if s.code == "too_few_may":
            assert s.params["may"] < next(p.wanted for p in problem.pitches if p.id == s.pitch)
        else:
            assert s.params["places"] < s.params["wanted"]
    assert plan.below_least == {
        j.id: j.least - plan.load(j.id) for j in problem.jurors if plan.load(j.id) < j.least
    }


@LAW
@given(st.integers(0, 10_000), st.randoms())
def test_assign_order_of_input_changes_nothing(seed, r):
    problem = make(seed, pitches=6, jurors=5)
    pitches, jurors = list(problem.pitches), list(problem.jurors)
    r.shuffle(pitches)
    r.shuffle(jurors)

    shuffled = replace(problem, pitches=tuple(pitches), jurors=tuple(jurors))

    assert assign_jurors(shuffled) == assign_jurors(problem)


@LAW
@given(st.integers(0, 10_000))
def test_assign_more_conflicts_never_better(seed):
    problem = make(seed, pitches=5, jurors=4)
    plan = assign_jurors(problem)
    if not plan.assigned:
        return

    harder = replace(problem, conflicts=problem.conflicts | {min(plan.assigned)})

    assert worth(harder, assign_jurors(harder).assigned) >= worth(problem, plan.assigned)


def test_assign_fixed_pair_is_kept_though_worse():
    problem = JurorsProblem(
        (PitchToJudge(1, 1),),
        (JurorLimits(8, 1), JurorLimits(9, 1)),
        {(1, 8): 1.0, (1, 9): 0.1},
        fixed=frozenset({(1, 9)}),
    )

    plan = assign_jurors(problem)

    assert plan.assigned == {(1, 9)}
    assert plan.alternates == {1: (8,)}


def test_assign_loads_are_even_where_fit_is_equal():
    pitches = tuple(PitchToJudge(p, 2) for p in range(6))
    problem = JurorsProblem(pitches, tuple(JurorLimits(j, 6) for j in range(4)))

    plan = assign_jurors(problem)

    assert [plan.load(j) for j in range(4)] == [3, 3, 3, 3]


def test_assign_want_is_shared_over_pitches():
    pitches = tuple(PitchToJudge(p, 3) for p in range(3))
    problem = JurorsProblem(
        pitches, tuple(JurorLimits(j, 2) for j in range(3)), {(0, j): 1.0 for j in range(3)}
    )

    plan = assign_jurors(problem)

    assert [len(plan.jurors_of(p)) for p in range(3)] == [2, 2, 2]
    assert {s.code for s in plan.short} == {"all_full"}
    assert plan.short[0].params == {"pitches": 3, "jurors": 3, "wanted": 9, "places": 6}


def test_assign_fixed_against_a_conflict_names_the_pair():
    pair = (1, 9)
    problem = JurorsProblem(
        (PitchToJudge(1, 1),),
        (JurorLimits(9, 1),),
        conflicts=frozenset({pair}),
        fixed=frozenset({pair}),
    )

    with pytest.raises(JurorsContradiction) as caught:
        assign_jurors(problem)

    assert caught.value.clashes == (("fixed_conflict", {"pitch": 1, "juror": 9}),)


@pytest.mark.parametrize(
    ("topics", "sectors", "fit"),
    [
        ((), ("agri.cold-chain", None), 0.3),
        (("agri.cold-chain",), ("agri.cold-chain", None), 1.0),
        (("agri",), ("agri.cold-chain", None), 0.8),
        (("agri.seeds",), ("agri.cold-chain", None), 0.5),
        (("health",), ("agri.cold-chain", "health.devices"), 0.64),
        (("energy",), ("agri.cold-chain", None), 0.0),
    ],
)
def test_topic_fit_by_levels(topics, sectors, fit):
    assert topic_fit(topics, sectors) == pytest.approx(fit)


@pytest.mark.parametrize(
    "problem",
    [
        JurorsProblem((), ()),
        JurorsProblem((PitchToJudge(1, 2),), ()),
        JurorsProblem((), (JurorLimits(1, 2),)),
        JurorsProblem((PitchToJudge(1, 2),), (JurorLimits(9, 0),)),
        JurorsProblem((PitchToJudge(1, 2),), (JurorLimits(9, 5),), conflicts=frozenset({(1, 9)})),
    ],
)
def test_assign_where_nobody_may_judge_anything_is_nothing_proved(problem):
    plan = assign_jurors(problem)

    assert (plan.assigned, plan.value, plan.bound, plan.optimal) == (frozenset(), 0.0, 0.0, True)
