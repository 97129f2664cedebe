"""A day from blocks to slots and back, and the usual days of each kind."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.datastructures import FormData, UploadFile

from models.entities.event_kinds import PARTS
from models.entities.events import Slot
from models.entities.ids import SlotId
from models.entities.vocabulary import EventKind
from web.forms.event_builder import BuilderForm, sensible_dates, template_values
from web.services.day_shape import (
    USUAL_DAYS,
    Block,
    BlockKind,
    blocks_of,
    lay_out,
    to_series,
)

NINE = datetime(2026, 7, 1, 1, 0, tzinfo=UTC)
BLOCKS = st.lists(
    st.builds(
        Block,
        st.sampled_from(BlockKind),
        st.none(),
        st.integers(1, 8),
        st.integers(5, 60),
        st.integers(0, 30),
    ),
    max_size=6,
)


def minutes(n: int) -> datetime:
    return NINE + timedelta(minutes=n)


def test_block_without_a_start_follows_the_last_slot_not_its_pause() -> None:
    blocks = [
        Block(BlockKind.PITCH, None, 2, 15, 5),
        Block(BlockKind.BREAK, None, 1, 10),
        Block(BlockKind.MEETING, None, 1, 20),
    ]

    spans = lay_out(blocks, NINE)

    assert [(s.kind, s.starts_at, s.ends_at, s.number) for s in spans] == [
        (BlockKind.PITCH, minutes(0), minutes(15), 1),
        (BlockKind.PITCH, minutes(20), minutes(35), 2),
        (BlockKind.BREAK, minutes(35), minutes(45), 1),
        (BlockKind.MEETING, minutes(45), minutes(65), 1),
    ]


@given(BLOCKS)
def test_series_are_the_laid_out_spans_without_breaks(blocks) -> None:
    spans = [(s.kind, s.starts_at, s.ends_at) for s in lay_out(blocks, NINE) if s.kind is not BlockKind.BREAK]

    set_slots = [
        (one.kind, start, start + timedelta(minutes=one.minutes))
        for one in to_series(blocks, NINE)
        for n in range(one.count)
        for start in [one.starts_at + n * timedelta(minutes=one.minutes + one.break_minutes)]
    ]

    assert set_slots == spans
    assert all(end <= after for (_, _, end), (_, after, _) in pairwise(spans))


@given(BLOCKS)
def test_blocks_read_from_slots_make_the_same_slots_again(blocks) -> None:
    spans = [s for s in lay_out(blocks, NINE) if s.kind is not BlockKind.BREAK]
    slots = [Slot(SlotId(n), s.kind, None, None, s.starts_at, s.ends_at) for n, s in enumerate(spans)]

    again = lay_out(blocks_of(slots), NINE)

    assert [(s.kind, s.starts_at, s.ends_at) for s in again] == [
        (s.kind, s.starts_at, s.ends_at) for s in spans
    ]


@pytest.mark.parametrize("usual", USUAL_DAYS, ids=lambda d: d.key)
def test_usual_day_fits_its_times_and_its_kind(usual) -> None:
    values = template_values(usual, "会场", date(2026, 5, 15)) | {
        "title_zh": "例",
        "day": "2026-07-01",
        "place": "会议中心",
    }
    sent: list[tuple[str, str | UploadFile]] = [
        (k, v) for k, given_ in values.items() for v in ([given_] if isinstance(given_, str) else given_)
    ]

    form = BuilderForm.parse(FormData(sent))

    assert form.errors == {}
    assert form.clean is not None
    facts = form.clean.facts
    spans = lay_out(form.clean.blocks, facts.starts_at)
    assert all(facts.starts_at <= s.starts_at and s.ends_at <= facts.ends_at for s in spans)
    assert bool(spans) == PARTS[usual.kind].pitches


@given(st.dates(date(2026, 1, 1), date(2030, 12, 31)), st.sampled_from(EventKind))
def test_proposed_day_is_a_working_day_with_time_before_it(today, kind) -> None:
    values = {name: str(value) for name, value in sensible_dates(kind, today).items()}

    day = date.fromisoformat(values["day"])
    assert 28 <= (day - today).days < 35
    assert day.weekday() == 3
    assert today.isoformat() < values["registration_until"] < day.isoformat()
    assert ("wishes_until" in values) == PARTS[kind].meetings
    assert str(day.year) in values["title_en"]


def test_every_kind_has_its_parts_and_a_usual_day() -> None:
    assert set(PARTS) == set(EventKind)
    assert {d.kind for d in USUAL_DAYS} == set(EventKind)
