"""Pitches into slots: as many as can be, nobody twice at once, fixed ones kept."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matcher.placing import Entry, StageSlot, place_pitches

SLOTS = [StageSlot(1, 0, 0, 15), StageSlot(2, 0, 20, 35), StageSlot(3, 1, 0, 15), StageSlot(4, 1, 20, 35)]
ALL = frozenset({1, 2, 3, 4})


def test_place_pitches_one_who_can_only_once_gets_that_slot() -> None:
    found = place_pitches([Entry(10, frozenset({1, 2})), Entry(11, frozenset({1}))], SLOTS)

    assert found.slots == {10: 2, 11: 1}
    assert found.optimal


def test_place_pitches_too_many_says_who_is_left_and_why() -> None:
    found = place_pitches(
        [Entry(10, frozenset({1})), Entry(11, frozenset({1})), Entry(12, frozenset())], SLOTS
    )

    assert len(found.slots) == 1
    assert sorted(found.left_out.values()) == ["never_free", "no_slot_left"]
    assert found.left_out[12] == "never_free"


def test_place_pitches_one_person_never_stands_on_two_stages() -> None:
    found = place_pitches(
        [Entry(10, frozenset({1, 3}), person=7), Entry(11, frozenset({1, 3}), person=7)], SLOTS
    )

    assert len(found.slots) == 1


def test_place_pitches_like_topics_stand_together() -> None:
    found = place_pitches(
        [
            Entry(10, ALL, topic="agri"),
            Entry(11, ALL, topic="health"),
            Entry(12, ALL, topic="agri"),
            Entry(13, ALL, topic="health"),
        ],
        SLOTS,
    )

    room = {s.id: s.room for s in SLOTS}
    assert room[found.slots[10]] == room[found.slots[12]]
    assert room[found.slots[11]] == room[found.slots[13]]


def test_place_pitches_fixed_one_stays_even_when_no_longer_free() -> None:
    found = place_pitches([Entry(10, frozenset({1}), fixed=4), Entry(11, ALL)], SLOTS)

    assert found.slots[10] == 4
    with pytest.raises(ValueError, match="fixed"):
        place_pitches([Entry(10, ALL, fixed=4), Entry(11, ALL, fixed=4)], SLOTS)


@settings(max_examples=25, deadline=None)
@given(
    st.lists(
        st.tuples(
            st.frozensets(st.sampled_from([1, 2, 3, 4])), st.integers(0, 2), st.sampled_from(["a", "b", None])
        ),
        max_size=6,
    )
)
def test_place_pitches_never_doubles_and_does_not_depend_on_order(drawn) -> None:
    entries = [Entry(i, free, person, topic) for i, (free, person, topic) in enumerate(drawn)]

    found = place_pitches(entries, SLOTS)

    assert len(set(found.slots.values())) == len(found.slots)
    assert all(found.slots[e.id] in e.open for e in entries if e.id in found.slots)
    start = {s.id: s.start for s in SLOTS}
    times = [(e.person, start[found.slots[e.id]]) for e in entries if e.id in found.slots]
    assert len(set(times)) == len(times)
    assert found.slots.keys() | found.left_out.keys() == {e.id for e in entries}
    again = place_pitches(entries[::-1], SLOTS[::-1])
    assert len(again.slots) == len(found.slots)
