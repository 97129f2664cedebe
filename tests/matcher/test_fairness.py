"""Exposure by group, and the floor: met where it can be, for the least fit, and nobody gated is lifted."""

from itertools import combinations, product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from matcher.evaluation import exposure_by_group
from matcher.fairness import (
    POOLED,
    FloorPlan,
    FloorProblem,
    FloorRules,
    exposure_table,
    plan_floor,
    reserved_places,
    with_lifted,
)

PITCHES = ("a", "b", "c", "d", "e")
PROVIDERS = ("p", "q", "r")


@st.composite
def problems(draw: st.DrawFn) -> FloorProblem:
    """A few lists of some of the pitches, with falling fits."""
    lists = {}
    answered = set()
    for provider in PROVIDERS[: draw(st.integers(1, 3))]:
        shown = draw(st.permutations(PITCHES))[: draw(st.integers(0, 5))]
        fits = sorted(draw(st.lists(st.integers(0, 100), min_size=5, max_size=5)), reverse=True)
        lists[provider] = [(pitch, float(fit)) for pitch, fit in zip(shown, fits, strict=False)]
        answered |= {(provider, pitch) for pitch in draw(st.frozensets(st.sampled_from(PITCHES), max_size=1))}
    return FloorProblem(lists, PITCHES, frozenset(answered & {(p, x) for p in lists for x, _ in lists[p]}))


rules = st.builds(
    lambda reach, line, most: FloorRules(reach=reach, line=line, most=min(most, line - 1)),
    st.integers(1, 2),
    st.integers(2, 4),
    st.integers(0, 2),
)


def reached(problem: FloorProblem, rules: FloorRules, tops: dict[str, set[str]]) -> int:
    """The reach that counts: of each pitch at most what is promised."""
    return sum(
        min(
            rules.reach,
            sum(pitch in top or (provider, pitch) in problem.answered for provider, top in tops.items()),
        )
        for pitch in problem.pitches
    )


def swaps(problem: FloorProblem, rules: FloorRules, provider: str) -> list[tuple[set[str], float]]:
    """Every first part of one list that the rules allow, with its price."""
    ranked = problem.lists[provider]
    fit = dict(ranked)
    top = [pitch for pitch, _ in ranked[: rules.line]]
    aside, below = top[rules.line - rules.most :], [pitch for pitch, _ in ranked[rules.line :]]
    below = [pitch for pitch in below if (provider, pitch) not in problem.answered]
    found = []
    for n in range(min(len(aside), len(below)) + 1):
        for down, up in product(combinations(aside, n), combinations(below, n)):
            price = sum(fit[p] for p in down) - sum(fit[p] for p in up)
            found.append((set(top) - set(down) | set(up), price))
    return found


def tops_of(problem: FloorProblem, plan: FloorPlan) -> dict[str, set[str]]:
    tops = {by: {p for p, _ in ranked[: plan.rules.line]} for by, ranked in problem.lists.items()}
    for lift in plan.lifts:
        tops[lift.provider] = tops[lift.provider] - {lift.instead} | {lift.pitch}
    return tops


@given(problems(), rules)
def test_floor_is_met_as_far_as_possible_for_the_least_price(
    problem: FloorProblem, rules: FloorRules
) -> None:
    best = (0, -0.0)
    for chosen in product(*(swaps(problem, rules, provider) for provider in problem.lists)):
        tops = dict(zip(problem.lists, (top for top, _ in chosen), strict=True))
        best = max(best, (reached(problem, rules, tops), -sum(price for _, price in chosen)))

    plan = plan_floor(problem, rules)

    assert reached(problem, rules, tops_of(problem, plan)) == best[0]
    assert plan.price == pytest.approx(-best[1])


@given(problems(), rules)
def test_plan_keeps_places_lists_and_gates(problem: FloorProblem, rules: FloorRules) -> None:
    plan = plan_floor(problem, rules)

    for provider, ranked in problem.lists.items():
        order = [pitch for pitch, _ in ranked]
        mine = [lift for lift in plan.lifts if lift.provider == provider]
        assert len(mine) <= rules.most
        assert len({lift.pitch for lift in mine} | {lift.instead for lift in mine}) == 2 * len(mine)
        for lift in mine:
            # Who is gated is not in the list at all, so it cannot be lifted.
            assert order.index(lift.pitch) >= rules.line
            assert rules.line - rules.most <= order.index(lift.instead) < rules.line
            assert lift.price >= 0
    tops = tops_of(problem, plan)
    for short in plan.shorts:
        seen = sum(short.pitch in top or (by, short.pitch) in problem.answered for by, top in tops.items())
        assert (short.reached, short.missing) == (seen, rules.reach - seen)
        assert short.missing > 0
    shorts = {short.pitch for short in plan.shorts}
    for pitch in set(problem.pitches) - shorts:
        assert sum(pitch in top or (by, pitch) in problem.answered for by, top in tops.items()) >= rules.reach


@given(problems(), rules, st.randoms())
def test_plan_does_not_depend_on_the_order_of_the_input(problem, rules, random) -> None:
    providers = list(problem.lists)
    random.shuffle(providers)
    pitches = list(problem.pitches)
    random.shuffle(pitches)
    shuffled = FloorProblem({p: problem.lists[p] for p in providers}, pitches, problem.answered)

    assert plan_floor(shuffled, rules) == plan_floor(problem, rules)


@given(problems(), rules)
def test_a_list_with_its_lifts_shows_what_the_plan_says(problem: FloorProblem, rules: FloorRules) -> None:
    plan = plan_floor(problem, rules)
    tops = tops_of(problem, plan)

    for provider, ranked in problem.lists.items():
        order = [pitch for pitch, _ in ranked]
        mine = [(lift.pitch, lift.instead) for lift in plan.lifts if lift.provider == provider]
        shown = with_lifted(order, mine, rules)
        assert {pitch for pitch, _ in shown[: rules.line]} == tops[provider]
        assert sorted(pitch for pitch, _ in shown) == sorted(order)
        assert [pitch for pitch, lifted in shown if lifted] == sorted(
            (pitch for pitch, _ in mine), key=order.index
        )
        by_score = [pitch for pitch, lifted in shown[: rules.line] if not lifted]
        assert by_score == sorted(by_score, key=order.index)
        assert all(
            not lifted or place in reserved_places(rules) for place, (_, lifted) in enumerate(shown, 1)
        )


def test_lifted_pitch_stands_at_the_reserved_place_and_the_plans_other_one_below_the_line() -> None:
    order = [f"n{place}" for place in range(1, 14)]

    shown = with_lifted(order, [("n13", "n9"), ("n12", "n10")], FloorRules())

    assert [pitch for pitch, _ in shown] == [
        *("n1", "n2", "n3", "n4", "n12", "n5", "n6", "n7", "n8", "n13"),
        *("n9", "n10", "n11"),
    ]
    assert [pitch for pitch, lifted in shown if lifted] == ["n12", "n13"]


def test_lift_that_is_gated_by_now_or_risen_by_itself_is_not_shown() -> None:
    order = [f"n{place}" for place in range(1, 13)]

    shown = with_lifted(order, [("gated", "n10"), ("n3", "n9")], FloorRules())

    assert shown == [(pitch, False) for pitch in order]


def test_pitch_that_no_list_is_open_to_is_told_as_such() -> None:
    problem = FloorProblem({"p": [("a", 60.0), ("b", 40.0), ("c", 20.0)]}, ("a", "b", "c", "lost"))

    plan = plan_floor(problem, FloorRules(reach=1, line=2, most=1))

    assert [(s.pitch, s.reached, s.missing, s.n_open) for s in plan.shorts] == [
        ("c", 0, 1, 1),
        ("lost", 0, 1, 0),
    ]
    assert plan.lifts == ()
    assert (plan.n_pitches, plan.reached_before) == (4, 2)


def test_cheapest_list_takes_the_pitch_that_nobody_sees() -> None:
    lists = {
        "p": [("a", 90.0), ("b", 80.0), ("c", 75.0)],
        "q": [("b", 90.0), ("a", 50.0), ("c", 30.0)],
        "r": [("a", 90.0), ("b", 70.0)],
    }

    plan = plan_floor(FloorProblem(lists, ("a", "b", "c")), FloorRules(reach=1, line=2, most=1))

    assert [(x.provider, x.pitch, x.instead, x.price) for x in plan.lifts] == [("p", "c", "b", 5.0)]
    assert plan.shorts == ()


@pytest.mark.parametrize("wrong", [{"reach": 0}, {"line": 2}, {"most": -1}])
def test_rules_that_no_list_can_follow_are_refused(wrong: dict[str, int]) -> None:
    with pytest.raises(ValueError, match="no list"):
        FloorRules(**wrong)


GROUPS = {f"y{n}": "youth" for n in range(8)} | {f"f{n}": "farmer" for n in range(8)}


def attention(lists: list[list[str]], k: int = 30) -> dict[str, float]:
    return exposure_by_group(lists, {pitch: pitch for pitch in GROUPS}, k=k)


def test_even_lists_give_each_group_its_share() -> None:
    lists = [sorted(GROUPS), sorted(GROUPS, reverse=True)]

    table = exposure_table(attention(lists), GROUPS)

    assert [row.group for row in table] == ["farmer", "youth"]
    assert sum(row.exposure_share for row in table) == pytest.approx(1.0)
    for row in table:
        assert (row.n_pitches, row.pitch_share) == (8, 0.5)
        assert row.ratio == pytest.approx(1.0)
        assert row.low <= row.ratio <= row.high


def test_group_that_stands_low_has_a_ratio_below_one_and_the_interval_says_how_surely() -> None:
    youth_first = [pitch for pitch in GROUPS if pitch.startswith("y")] + [p for p in GROUPS if p[0] == "f"]

    table = {row.group: row for row in exposure_table(attention([youth_first] * 5, k=10), GROUPS)}

    assert table["farmer"].high < 1.0 < table["youth"].low
    assert table["farmer"].ratio == pytest.approx(2 * table["farmer"].exposure_share)
    again = exposure_table(attention([youth_first] * 5, k=10), GROUPS)
    assert again == list(table.values())


@given(st.dictionaries(st.integers(0, 40).map(str), st.sampled_from("ABCDE"), min_size=1))
def test_no_row_tells_of_fewer_pitches_than_allowed_not_even_by_difference(groups: dict[str, str]) -> None:
    table = exposure_table(dict.fromkeys(groups, 1.0), groups, least=5)

    assert sum(row.n_pitches for row in table) == len(groups)
    assert sum(row.exposure_share for row in table) == pytest.approx(1.0)
    if len(groups) >= 5:
        assert all(row.n_pitches >= 5 for row in table)
    pool = next((row for row in table if row.group == POOLED), None)
    if pool is not None and len(set(groups.values())) > 1:
        assert len(pool.pooled) >= 2


def test_nobody_shown_gives_no_figures() -> None:
    assert exposure_table({}, GROUPS) == []
    assert not np.isnan([row.ratio for row in exposure_table({"y1": 1.0}, GROUPS)]).any()
