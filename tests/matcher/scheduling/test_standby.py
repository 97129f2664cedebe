"""Stand-by meetings against every possible set of meetings on small halls."""

from __future__ import annotations

from itertools import combinations

from hypothesis import given
from hypothesis import strategies as st

from matcher.scheduling.standby import Standby, best_standby

FOUNDERS, INVESTORS = range(1, 6), range(11, 16)


@st.composite
def halls(draw):
    values = draw(
        st.dictionaries(
            st.tuples(st.sampled_from(FOUNDERS), st.sampled_from(INVESTORS)),
            st.one_of(st.none(), st.integers(-3, 40).map(float), st.just(float("nan"))),
            max_size=16,
        )
    )
    return {
        "founders": draw(st.sets(st.sampled_from(FOUNDERS))),
        "investors": draw(st.sets(st.sampled_from(INVESTORS))),
        "values": values,
        "tables": draw(st.integers(0, 4)),
        "houses": draw(st.dictionaries(st.sampled_from(INVESTORS), st.sampled_from("AB"))),
        "met": draw(st.sets(st.tuples(st.sampled_from(FOUNDERS), st.sampled_from(INVESTORS)), max_size=3)),
    }


def permitted(hall):
    """The pairs that may meet, by the rules as they are written."""
    found = {}
    for (f, i), value in hall["values"].items():
        house = hall["houses"].get(i)
        same = house is not None and any(a == f and hall["houses"].get(b) == house for a, b in hall["met"])
        wanted = value is not None and value > 0
        if (
            f in hall["founders"]
            and i in hall["investors"]
            and wanted
            and (f, i) not in hall["met"]
            and not same
        ):
            found[f, i] = value
    return found


def best_sum(hall) -> float:
    """The greatest sum over every set of disjoint pairs."""
    pairs = permitted(hall)
    most = min(hall["tables"], 4)
    sums = [0.0]
    for n in range(1, most + 1):
        sums += [
            sum(pairs[p] for p in some)
            for some in combinations(pairs, n)
            if len({f for f, _ in some}) == n == len({i for _, i in some})
        ]
    return max(sums)


@given(halls(), st.randoms())
def test_standby_is_the_best_of_all_sets_and_keeps_every_rule(hall, rng) -> None:
    found = best_standby(**hall)

    allowed = permitted(hall)
    assert all(allowed.get((s.founder, s.investor)) == s.value for s in found)
    assert len(found) <= hall["tables"]
    assert len({s.founder for s in found}) == len(found) == len({s.investor for s in found})
    assert sum(s.value for s in found) == best_sum(hall)
    mixed = list(hall["values"].items())
    rng.shuffle(mixed)
    assert best_standby(**(hall | {"values": dict(mixed)})) == found


def test_one_table_goes_to_the_best_matching_pair() -> None:
    values = {(1, 11): 40.0, (1, 12): 70.0, (2, 12): 71.0, (3, 11): 99.0}

    found = best_standby([1, 2], [11, 12], values, tables=1)

    assert found == (Standby(2, 12, 71.0),)


def test_two_tables_go_to_the_best_set_which_may_lack_the_best_pair() -> None:
    values = {(1, 11): 60.0, (1, 12): 90.0, (2, 12): 80.0}

    found = best_standby([1, 2], [11, 12], values, tables=2)

    assert found == (Standby(2, 12, 80.0), Standby(1, 11, 60.0))


def test_founder_who_has_met_one_of_a_house_meets_nobody_else_of_it() -> None:
    values = {(1, 12): 90.0, (2, 12): 10.0}

    found = best_standby([1, 2], [12], values, tables=1, houses={11: "F", 12: "F"}, met={(1, 11)})

    assert found == (Standby(2, 12, 10.0),)
