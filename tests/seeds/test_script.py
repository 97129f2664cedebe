"""The order of the demo world's acts, without a database: same on every load, never in the future."""

from __future__ import annotations

import io
from datetime import UTC, datetime, timedelta
from typing import Any, cast

import pypdf
import pytest

from models.uscc import clean_uscc
from seeds.gatherings import write_events
from seeds.money import evidence, value_day, write_records
from seeds.papers import pdf, uscc
from seeds.people import write_bodies, write_providers
from seeds.stage import Calendar, MovableClock, Script, Stage
from seeds.texts import texts
from seeds.ventures import approval_days, write_companies, write_interests

pytestmark = pytest.mark.anyio

NOON = datetime(2026, 11, 24, 4, 0, tzinfo=UTC)
# Early in a year, before dawn, and long after the data was written.
LOADS = [NOON, datetime(2026, 2, 28, 17, 30, tzinfo=UTC), datetime(2031, 7, 1, 22, 0, tzinfo=UTC)]


class Recorder(Script):
    """Keeps what was written, to look at."""

    def __init__(self) -> None:
        super().__init__()
        self.written: list[tuple[datetime, str, tuple[Any, ...]]] = []

    def add(self, at, act):
        super().add(at, act)
        made = cast("Any", act)
        # Without the stage itself and the lists in which acts leave their ids.
        words = tuple(str(a) for a in made.args[1:] if isinstance(a, str | int))
        self.written.append((at, made.func.__name__, words))


def written(now: datetime) -> list[tuple[datetime, str, tuple[Any, ...]]]:
    script, days = Recorder(), Calendar(now)
    for write in (
        write_bodies,
        write_providers,
        write_companies,
        write_events,
        write_interests,
        write_records,
    ):
        write(script, cast("Stage", None), texts(), days)
    return script.written


@pytest.mark.parametrize("now", LOADS)
def test_acts_of_one_day_are_the_same_again_and_none_is_in_the_future(now):
    acts = written(now)

    assert acts == written(now)
    assert max(at for at, _, _ in acts) <= now


@pytest.mark.parametrize("now", LOADS)
def test_value_days_lie_before_the_day_of_loading(now):
    today = Calendar(now).today

    assert all(value_day(record, today) < today for record in texts().funding)


def test_pitches_are_approved_before_their_events_and_their_money():
    approved, world = approval_days(texts()), texts()

    for event in world.events.values():
        for pitch in event["pitches"]:
            assert approved[pitch] < event["days_from_today"] - 20
    for record in world.funding:
        if record["days_from_today"] is not None:
            assert approved[record["company"]] < record["days_from_today"]


async def test_play_of_acts_goes_by_time_and_then_by_writing():
    script, clock = Script(), MovableClock(NOON - timedelta(days=9))
    said: list[str] = []
    played: list[tuple[str, datetime]] = []

    def act(name):
        async def play():
            played.append((name, clock.now()))

        return play

    script.add(NOON, act("late"))
    script.add(NOON - timedelta(days=2), act("early"))
    script.add(NOON, act("later"))
    n = await script.play(clock, said.append)

    assert n == 3
    assert played == [("early", NOON - timedelta(days=2)), ("late", NOON), ("later", NOON)]
    assert said[-1].startswith("100 %")


def test_movable_clock_never_goes_back():
    clock = MovableClock(NOON)

    clock.move_to(NOON - timedelta(hours=1))

    assert clock.now() == NOON


def test_codes_hold_and_differ():
    codes = [uscc(n) for n in range(200)] + [uscc(n, public=True) for n in range(200)]

    assert len(set(codes)) == 400
    assert all(clean_uscc(code) == code for code in codes)


def test_pdf_of_chinese_and_english_can_be_read_again():
    content = pdf(
        [
            ("霜筐 (cold)", ["夜里充冷,白天跑。" * 9, "A line with (brackets) and a \\ stroke."]),
            ("二", ["end"]),
        ]
    )

    reader = pypdf.PdfReader(io.BytesIO(content), strict=True)

    first = reader.pages[0].extract_text()
    assert len(reader.pages) == 2
    assert "霜筐 (cold)" in first
    assert "(brackets) and a \\ stroke." in first


def test_evidence_of_two_records_is_never_the_same_file():
    papers = [evidence(i, r, texts(), value_day(r, NOON.date())) for i, r in enumerate(texts().funding)]

    assert len(set(papers)) == len(papers)
