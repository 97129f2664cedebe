"""What a meeting is worth: stated, never falling with a wish, never for a pair that said no; caps and proposals."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from matcher.wishes import (
    Listed,
    OverCap,
    Stated,
    Wanted,
    Wish,
    meeting_value,
    over_caps,
    refused,
    required,
    with_proposals,
)

WANTED = st.sampled_from(Wanted)
WISHES = st.builds(
    Wish,
    score=st.none() | st.floats(-10, 200),
    founder=WANTED,
    provider=WANTED,
    later=st.booleans(),
    nothing_to_give=st.booleans(),
    promised=st.booleans(),
    shut_out=st.booleans(),
)
# From the least to the most.
LADDER = [Wanted.NO, Wanted.NONE, Wanted.LIKE, Wanted.MUST]


def worth(wish: Wish) -> float:
    value = meeting_value(wish)
    return -1.0 if value is None else value


def test_meeting_value_grows_with_what_both_said() -> None:
    values = [
        meeting_value(Wish(score=50, later=True)),
        meeting_value(Wish(score=50)),
        meeting_value(Wish(score=50, provider=Wanted.LIKE)),
        meeting_value(Wish(score=50, provider=Wanted.LIKE, founder=Wanted.LIKE)),
        meeting_value(Wish(score=50, provider=Wanted.MUST, founder=Wanted.MUST)),
    ]

    assert values == [25.0, 50.0, 80.0, 110.0, 170.0]


def test_meeting_value_of_an_unknown_pair_is_stated() -> None:
    assert meeting_value(Wish()) == 20.0


def test_meeting_value_of_a_pointless_pair_is_none_unless_somebody_asks_for_it() -> None:
    pointless = Wish(score=90, nothing_to_give=True)

    assert meeting_value(pointless) is None
    assert meeting_value(replace(pointless, founder=Wanted.LIKE)) is None
    assert meeting_value(replace(pointless, founder=Wanted.MUST)) == 150.0
    assert meeting_value(replace(pointless, provider=Wanted.LIKE)) == 120.0


@given(WISHES)
def test_meeting_value_never_falls_when_a_wish_grows(wish: Wish) -> None:
    founder = [worth(replace(wish, founder=wanted)) for wanted in LADDER]
    provider = [worth(replace(wish, provider=wanted)) for wanted in LADDER]

    assert founder == sorted(founder)
    assert provider == sorted(provider)


@given(WISHES)
def test_meeting_value_is_none_exactly_for_who_should_not_meet(wish: Wish) -> None:
    value = meeting_value(wish)

    assert (value is None) == refused(wish)
    assert value is None or 0.5 <= value <= 220.0
    if Wanted.NO in (wish.founder, wish.provider) or wish.shut_out:
        assert value is None


@given(WISHES)
def test_required_pairs_are_mutual_musts_and_promises_that_nobody_refused(wish: Wish) -> None:
    both = wish.founder is wish.provider is Wanted.MUST

    assert required(wish) == ((both or wish.promised) and not refused(wish))


@given(
    st.dictionaries(st.integers(1, 9), WANTED),
    st.dictionaries(st.integers(1, 9), st.sampled_from(Listed)),
    st.integers(0, 5),
)
def test_proposals_never_touch_what_was_said_nor_pass_the_cap(
    said: dict[int, Wanted], listed: dict[int, Listed], most: int
) -> None:
    found = with_proposals(said, listed, most_like=most)

    assert {i: s.wanted for i, s in found.items() if s.said} == said
    proposed = [s for s in found.values() if not s.said]
    likes = sum(s.wanted is Wanted.LIKE for s in found.values())
    assert likes <= max(most, sum(w is Wanted.LIKE for w in said.values()))
    assert {s.wanted for s in proposed} <= {Wanted.LIKE, Wanted.NO}
    # A no of the lists is always carried over.
    assert all(found[i].wanted is Wanted.NO for i, w in listed.items() if w is Listed.NO and i not in said)


def test_proposals_begin_with_agreed_introductions() -> None:
    listed = {1: Listed.INTERESTED, 2: Listed.AGREED, 3: Listed.NO}

    assert with_proposals({}, listed, most_like=1) == {
        2: Stated(Wanted.LIKE, said=False),
        3: Stated(Wanted.NO, said=False),
    }


def test_over_caps_names_each_cap_that_is_passed() -> None:
    wishes = [Wanted.MUST] * 4 + [Wanted.LIKE] * 10 + [Wanted.NO] * 30

    assert over_caps(wishes, most_must=3, most_like=10) == [OverCap(Wanted.MUST, 4, 3)]
    assert over_caps(wishes, most_must=4, most_like=10) == []
