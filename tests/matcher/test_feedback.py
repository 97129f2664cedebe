"""Examples from feedback: what teaches what, what teaches nothing, and places that are rarely looked at."""

import random

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from matcher.feedback import (
    BUCKETS,
    Answered,
    Examination,
    FeedbackPolicy,
    Happened,
    Shown,
    estimate_examination,
    learn_examples,
    prior_examination,
)

EVEN = Examination((1.0,) * len(BUCKETS), 0.3)
FALLING = Examination(tuple(prior_examination()), 0.3)


def learned(shown=(), answered=(), happened=(), *, until=100.0, examination=FALLING):
    return learn_examples(shown, answered, happened, examination, until=until)


def at(position, pitch="a", day=1.0, provider="p"):
    return Shown(provider, pitch, day, position, 1.0)


@pytest.mark.parametrize(
    ("reason", "groups"),
    [
        ("sector", {"sector"}),
        ("too_early", {"stage"}),
        ("too_late", {"stage"}),
        ("place", {"place"}),
        ("amount", {"amount"}),
        ("team", {"none"}),
        ("market", {"none"}),
        ("other", {"none"}),
    ],
)
def test_a_no_speaks_of_the_group_that_its_reason_names(reason, groups):
    [example] = learned([at(1)], [Answered("p", "a", 2.0, "no", reason)])

    assert example.groups == groups
    assert (example.label, example.grade, example.source) == (0.0, 0, f"no:{reason}")


@pytest.mark.parametrize("reason", ["conflict", "full"])
def test_a_no_for_want_of_room_or_for_conflict_says_nothing_of_taste(reason):
    assert learned([at(1)], [Answered("p", "a", 2.0, "no", reason)]) == []


def test_who_was_never_shown_and_never_answered_is_no_example():
    examples = learned([at(1, "a")], [Answered("p", "b", 2.0, "interested")])

    assert {e.pitch for e in examples} == {"a", "b"}


def test_silence_counts_less_where_a_place_is_looked_at_less_and_nothing_before_a_week():
    first, deep = learned([at(1, "a"), at(30, "b")])
    [recent] = learned([at(1, "a", day=1.0)], until=8.5)

    assert 0 < deep.seen < first.seen <= 1
    assert deep.weight <= first.weight
    assert not first.known
    assert recent.source == "silence"
    assert learned([at(1, "a", day=1.0)], until=7.5) == []


def test_interest_from_a_deep_place_weighs_more_up_to_a_limit():
    shown = [at(1, "a"), at(30, "b"), at(30, "c")]
    answers = [Answered("p", x, 2.0, "interested") for x in "abc"]

    weight = {e.pitch: e.weight for e in learned(shown, answers)}

    assert weight["a"] == pytest.approx(1.0)
    assert weight["b"] == FeedbackPolicy().clip
    assert weight["b"] > weight["a"]


def test_the_last_answer_counts_and_money_outweighs_words():
    changed = learned(answered=[Answered("p", "a", 1.0, "interested"), Answered("p", "a", 3.0, "later")])
    paid = learned(
        answered=[Answered("p", "a", 1.0, "no", "amount")], happened=[Happened("p", "a", 9.0, "record")]
    )

    assert [e.source for e in changed] == ["later"]
    assert [(e.side, e.label, e.grade) for e in paid] == [("provider", 1.0, 3), ("company", 1.0, 3)]


def test_founder_teaches_the_company_s_side_alone():
    examples = learned(happened=[Happened("p", "a", 3.0, "declined"), Happened("p", "b", 3.0, "accepted")])

    assert [(e.side, e.pitch, e.label) for e in examples] == [("company", "a", 0.0), ("company", "b", 1.0)]


def test_what_happens_later_is_not_known_yet():
    assert learned(answered=[Answered("p", "a", 50.0, "interested")], until=50.0) == []


@given(
    st.lists(st.tuples(st.sampled_from("pq"), st.sampled_from("abcd"), st.integers(1, 30)), max_size=20),
    st.randoms(),
)
def test_examples_do_not_depend_on_the_order_of_events(rows, rng: random.Random):
    shown = [Shown(p, a, float(n), place, 1.0) for n, (p, a, place) in enumerate(rows)]
    answers = [Answered(p, a, 30.0 + n, "later") for n, (p, a, _) in enumerate(rows[::3])]
    before = learned(shown, answers)

    rng.shuffle(shown)
    rng.shuffle(answers)

    assert learned(shown, answers) == before
    assert estimate_examination(shown, answers) == estimate_examination(shown[::-1], answers)


def test_examination_without_data_is_the_stated_prior():
    nothing = estimate_examination([], [])

    assert nothing.places == pytest.approx(prior_examination() / prior_examination()[0])
    assert nothing.n_impressions == 0


def test_examination_is_found_again_from_simulated_lists():
    rng = np.random.default_rng(5)
    truth = np.array([1.0, 0.9, 0.5, 0.4, 0.2, 0.15, 0.1, 0.05])
    shown, answered = [], []
    for visit in range(1500):
        provider = f"p{visit}"
        scores = rng.normal(size=24)
        for place, row in enumerate(np.argsort(-(scores + rng.normal(size=24))), 1):
            shown.append(Shown(provider, f"a{row}", 1.0, place, float(scores[row])))
            bucket = int(np.searchsorted(BUCKETS, place, side="right")) - 1
            if rng.random() < truth[bucket] * 0.5 / (1 + np.exp(-scores[row])):
                answered.append(Answered(provider, f"a{row}", 2.0, "interested"))

    found = estimate_examination(shown, answered)

    assert np.abs(np.array(found.places) - truth).max() < 0.12
    assert np.abs(np.array(found.places) - truth).mean() < np.abs(prior_examination() - truth).mean()
    assert list(found.places) == sorted(found.places, reverse=True)
