"""What a delay does to a room: laws over generated days, and one told by hand."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matcher.scheduling.delays import KEPT_BREAK, Shift, Span, shift


@st.composite
def days(draw):
    """Slots of one room in a row, with gaps."""
    spans, at = [], 0
    for n in range(draw(st.integers(0, 12))):
        at += draw(st.integers(0, 40))
        end = at + draw(st.integers(5, 30))
        spans.append(Span(n, at, end))
        at = end
    return spans


@given(days(), st.integers(-10, 500), st.integers(1, 90), st.randoms())
def test_delay_keeps_the_order_and_never_grows(spans, at, minutes, rng) -> None:
    shuffled = list(spans)
    rng.shuffle(shuffled)

    found = shift(shuffled, at, minutes)

    assert found == shift(spans, at, minutes)
    late = {s.id: s for s in found.shifts}
    assert all(0 <= s.starts_late <= s.ends_late <= minutes for s in found.shifts)
    assert [s.ends_late for s in found.shifts] == sorted((s.ends_late for s in found.shifts), reverse=True)
    new = [
        (s.start + late[s.id].starts_late, s.end + late[s.id].ends_late) if s.id in late else (s.start, s.end)
        for s in spans
    ]
    for (_, end), (start, _) in pairwise(new):
        assert end <= start
    # A break keeps what it must keep, and no slot that was over moves.
    for (a, b), (c, d) in zip(pairwise(spans), pairwise(new), strict=True):
        assert d[0] - c[1] >= min(KEPT_BREAK, b.start - a.end)
    assert all(s.id not in late for s in spans if s.end <= at)


@given(days(), st.integers(0, 300), st.integers(1, 60))
def test_swallowed_minutes_are_those_that_the_last_slot_is_spared(spans, at, minutes) -> None:
    found = shift(spans, at, minutes)

    coming = [s for s in spans if s.end > at]
    last = {s.id: s.ends_late for s in found.shifts}.get(coming[-1].id, 0) if coming else minutes
    assert found.swallowed == minutes - last


def test_room_in_progress_ends_late_and_its_break_swallows_most() -> None:
    spans = [Span(1, 0, 15), Span(2, 20, 35), Span(3, 50, 65)]

    found = shift(spans, 25, 12)

    assert found.shifts == (Shift(2, 0, 12), Shift(3, 2, 2))
    assert found.swallowed == 10


def test_delay_of_nothing_is_refused() -> None:
    with pytest.raises(ValueError, match="at least one minute"):
        shift([], 0, 0)
