"""The shape of an event's day: blocks of pitches, meetings and breaks, and usual days by kind.

Pure: it turns blocks into slots and slots into blocks; `events.py` sets them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from models.entities.events import EventFacts, Slot
from models.entities.vocabulary import EventKind
from web.i18n import N_
from web.services.events import SlotSeries

MOST_BLOCKS = 6


class BlockKind(StrEnum):
    """What a block of the day is for."""

    PITCH = "pitch"
    MEETING = "meeting"
    BREAK = "break"


@dataclass(frozen=True, slots=True)
class Block:
    """Some slots in a row; without a start of its own it follows the one before."""

    kind: BlockKind
    starts_at: datetime | None
    count: int
    minutes: int
    pause_minutes: int = 0


@dataclass(frozen=True, slots=True)
class NewDay:
    """An event with its day."""

    facts: EventFacts
    blocks: tuple[Block, ...]
    wishes_close_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Span:
    """One slot of a day that is not saved yet; number counts the slots of its kind."""

    kind: BlockKind
    starts_at: datetime
    ends_at: datetime
    number: int


@dataclass(frozen=True, slots=True)
class UsualBlock:
    """A block of a usual day; minutes none takes those of a pitch with its questions."""

    kind: BlockKind
    start: str
    count: int
    minutes: int | None = None
    pause_minutes: int = 0


@dataclass(frozen=True, slots=True)
class UsualDay:
    """A template: a kind of event with sensible times."""

    key: str
    kind: EventKind
    name: str
    starts: str
    ends: str
    n_tables: int
    rooms: int
    seats: int | None
    blocks: tuple[UsualBlock, ...] = ()


_P, _M, _B = BlockKind.PITCH, BlockKind.MEETING, BlockKind.BREAK
USUAL_DAYS: tuple[UsualDay, ...] = (
    UsualDay(
        "half_day_roadshow",
        EventKind.ROADSHOW,
        N_("Roadshow, half a day"),
        "09:00",
        "12:30",
        10,
        1,
        80,
        (UsualBlock(_P, "09:00", 8), UsualBlock(_B, "", 1, 15), UsualBlock(_M, "", 5, 15)),
    ),
    UsualDay(
        "day_roadshow",
        EventKind.ROADSHOW,
        N_("Roadshow, a whole day"),
        "09:00",
        "17:00",
        12,
        2,
        120,
        (
            UsualBlock(_P, "09:00", 6),
            UsualBlock(_B, "", 1, 15),
            UsualBlock(_P, "", 4),
            UsualBlock(_B, "", 1, 75),
            UsualBlock(_M, "13:00", 6, 20, 5),
            UsualBlock(_M, "15:45", 3, 20, 5),
        ),
    ),
    UsualDay(
        "competition",
        EventKind.COMPETITION,
        N_("Competition, final round"),
        "09:00",
        "17:00",
        8,
        1,
        200,
        (
            UsualBlock(_P, "09:30", 8, None, 2),
            UsualBlock(_B, "", 1, 90),
            UsualBlock(_P, "13:30", 4, None, 2),
            UsualBlock(_M, "15:00", 5, 15),
        ),
    ),
    UsualDay(
        "salon",
        EventKind.SALON,
        N_("Salon, an afternoon"),
        "14:00",
        "17:00",
        6,
        1,
        40,
        (UsualBlock(_M, "15:00", 5, 20, 2),),
    ),
    UsualDay("lecture", EventKind.LECTURE, N_("Lecture, two hours"), "14:00", "16:00", 0, 1, 100),
)


def usual_day(key: str) -> UsualDay | None:
    """A template by its key."""
    return next((d for d in USUAL_DAYS if d.key == key), None)


def lay_out(blocks: Sequence[Block], starts_at: datetime) -> list[Span]:
    """The spans of a day, block after block; nothing is checked here."""
    spans: list[Span] = []
    numbers: dict[BlockKind, int] = {}
    at = starts_at
    for block in blocks:
        at = at if block.starts_at is None else block.starts_at
        for _ in range(block.count):
            numbers[block.kind] = numbers.get(block.kind, 0) + 1
            ends = at + timedelta(minutes=block.minutes)
            spans.append(Span(block.kind, at, ends, numbers[block.kind]))
            at = ends + timedelta(minutes=block.pause_minutes)
        # What follows begins when the last slot ends, not after a pause that nobody needs.
        at -= timedelta(minutes=block.pause_minutes if block.count else 0)
    return spans


def to_series(blocks: Sequence[Block], starts_at: datetime) -> list[SlotSeries]:
    """The blocks as slots in every room and at the tables; a break is the time left between them."""
    series, at = [], starts_at
    for block in blocks:
        spans = lay_out([block], at)
        if block.kind is not BlockKind.BREAK and spans:
            series.append(
                SlotSeries(block.kind, spans[0].starts_at, block.minutes, block.count, block.pause_minutes)
            )
        at = spans[-1].ends_at if spans else at
    return series


def blocks_of(slots: Sequence[Slot]) -> list[Block]:
    """The blocks that would make these slots again: equal ones at equal distances are one."""
    times = sorted({(s.starts_at, s.ends_at, s.kind) for s in slots})
    blocks: list[Block] = []
    last_end: datetime | None = None
    for starts_at, ends_at, kind in times:
        minutes = int((ends_at - starts_at).total_seconds() // 60)
        block = blocks[-1] if blocks else None
        if block is not None and last_end is not None and block.starts_at is not None:
            pause = int((starts_at - last_end).total_seconds() // 60)
            same = block.kind == kind and block.minutes == minutes and 0 <= pause <= 30
            if same and (block.count == 1 or block.pause_minutes == pause):
                blocks[-1] = Block(block.kind, block.starts_at, block.count + 1, minutes, pause)
                last_end = ends_at
                continue
        blocks.append(Block(BlockKind(kind), starts_at, 1, minutes))
        last_end = ends_at
    return blocks
