"""What a meeting is worth: stated, in order, and never for a pair that said no."""

from __future__ import annotations

from matcher.wishes import Wish, meeting_value


def test_meeting_value_grows_with_what_both_said() -> None:
    values = [
        meeting_value(Wish(score=50, later=True)),
        meeting_value(Wish(score=50)),
        meeting_value(Wish(score=50, wanted=True)),
        meeting_value(Wish(score=50, wanted=True, agreed=True)),
    ]

    assert values == [25.0, 50.0, 90.0, 110.0]


def test_meeting_value_of_an_unknown_pair_is_stated() -> None:
    assert meeting_value(Wish()) == 20.0


def test_meeting_value_of_a_refused_or_pointless_pair_is_none() -> None:
    assert meeting_value(Wish(score=90, agreed=True, refused=True)) is None
    assert meeting_value(Wish(score=90, nothing_to_give=True)) is None
    assert meeting_value(Wish(score=90, nothing_to_give=True, wanted=True)) == 130.0


def test_meeting_value_stays_in_its_range() -> None:
    assert meeting_value(Wish(score=-3, later=True)) == 0.5
    assert meeting_value(Wish(score=1e9, agreed=True)) == 160.0
