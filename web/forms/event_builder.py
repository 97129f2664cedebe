"""The builder's day: rows of blocks beside the facts; and the values with which a builder begins."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from babel.dates import format_date

from models.entities.event_kinds import PARTS
from models.entities.events import Event, Room, Slot
from models.entities.vocabulary import EventKind
from web.formats import DEFAULT_ZONE
from web.forms.base import Data, FormReader, Parsed
from web.forms.events import EventForm, clock_time
from web.services.day_shape import MOST_BLOCKS, Block, BlockKind, NewDay, UsualDay, blocks_of

Values = dict[str, str | list[str]]


class BuilderForm:
    """What an organiser writes in the builder."""

    @staticmethod
    def parse(data: Data) -> Parsed[NewDay]:
        """Clean facts and blocks, or what is wrong with them."""
        facts = EventForm.parse(data)
        known = facts.clean
        r = FormReader(data)
        zone = known.timezone if known else DEFAULT_ZONE
        day = known.starts_at.astimezone(ZoneInfo(zone)).date() if known else None
        minutes = (known.pitch_minutes + known.question_minutes) if known else 15
        blocks = [
            block
            for n in range(1, MOST_BLOCKS + 1)
            if (block := _block(r, n, day, zone, minutes, known.kind if known else None)) is not None
        ]
        wishes_until = r.instant("wishes_until", zone, required=False)
        if wishes_until is not None and known is not None and wishes_until > known.ends_at:
            r.fail("wishes_until", "deadline_after_event")
        values, errors = facts.values | r.values, facts.errors | r.errors
        clean = NewDay(known, tuple(blocks), wishes_until) if known is not None and not errors else None
        return Parsed(values, errors, clean)


def _block(
    reader: FormReader, n: int, day: date | None, zone: str, pitch_minutes: int, kind: EventKind | None
) -> Block | None:
    what = reader.code(f"b{n}_kind", [str(k) for k in BlockKind], required=False)
    start = None
    if reader.raw(f"b{n}_start"):
        start = clock_time(reader, f"b{n}_start", day, zone)
    count = reader.whole(f"b{n}_count", least=1, most=60, required=False)
    minutes = reader.whole(f"b{n}_minutes", least=5, most=240, required=False)
    pause = reader.whole(f"b{n}_pause", most=120, required=False) or 0
    if what is None:
        return None
    block_kind = BlockKind(what)
    if minutes is None:
        if block_kind is not BlockKind.PITCH:
            reader.fail(f"b{n}_minutes", "required")
        minutes = pitch_minutes
    if count is None and block_kind is not BlockKind.BREAK:
        reader.fail(f"b{n}_count", "required")
    if kind is not None:
        if block_kind is BlockKind.PITCH and not PARTS[kind].stage:
            reader.fail(f"b{n}_kind", "kind_without_stage")
        if block_kind is BlockKind.MEETING and not PARTS[kind].meetings:
            reader.fail(f"b{n}_kind", "kind_without_meetings")
    return Block(block_kind, start, count or 1, minutes, pause)


# How far ahead an event is proposed: time to invite, to wish and to plan. Thursdays are seldom holidays.
_DAYS_AHEAD = 28
_THURSDAY = 3
_SEASONS: dict[EventKind, tuple[str, str]] = {
    EventKind.ROADSHOW: ("{year}年{month}月项目路演", "Roadshow, {name} {year}"),
    EventKind.COMPETITION: ("{year}年{month}月创业大赛", "Competition, {name} {year}"),
    EventKind.SALON: ("{year}年{month}月企业家沙龙", "Salon, {name} {year}"),
    EventKind.LECTURE: ("{year}年{month}月创业讲座", "Lecture, {name} {year}"),
}


def sensible_dates(kind: EventKind, today: date) -> Values:
    """A day that can be kept, deadlines that leave time before it, and a title to be changed."""
    day = today + timedelta(days=_DAYS_AHEAD)
    day += timedelta(days=(_THURSDAY - day.weekday()) % 7)
    zh, en = _SEASONS[kind]
    when = {"year": day.year, "month": day.month, "name": format_date(day, "MMMM", locale="en")}
    values: Values = {
        "title_zh": zh.format(**when),
        "title_en": en.format(**when),
        "day": day.isoformat(),
        "registration_until": f"{day - timedelta(days=3)}T18:00",
    }
    if PARTS[kind].meetings:
        values["wishes_until"] = f"{day - timedelta(days=2)}T18:00"
    return values


def empty_values() -> Values:
    """A builder that begins with nothing known."""
    return {
        "timezone": DEFAULT_ZONE,
        "languages": ["zh"],
        "kind": "roadshow",
        "attendance": "on_site",
        "n_tables": "10",
        "pitch_minutes": "8",
        "question_minutes": "7",
        "offer_hours": "24",
    }


def template_values(usual: UsualDay, room: str, today: date) -> Values:
    """A builder that begins with a usual day; `room` is what its rooms are called, with their number."""
    values = (
        empty_values()
        | sensible_dates(usual.kind, today)
        | {
            "kind": str(usual.kind),
            "starts": usual.starts,
            "ends": usual.ends,
            "n_tables": str(usual.n_tables),
            "rooms": "\n".join(f"{room} {n}" for n in range(1, usual.rooms + 1)),
            "seats": "" if usual.seats is None else str(usual.seats),
            "open_registration": "1" if PARTS[usual.kind].registers else "",
        }
    )
    for n, block in enumerate(usual.blocks, 1):
        values |= _row(n, block.kind, block.start, block.count, block.minutes, block.pause_minutes)
    return values


def copied_values(event: Event, rooms: Sequence[Room], slots: Sequence[Slot], today: date) -> Values:
    """A builder that begins with an earlier event: all but its date and deadlines, which lie ahead."""
    zone = ZoneInfo(event.timezone)
    values: Values = EventForm.values(event, rooms) | {
        name: value
        for name, value in sensible_dates(event.kind, today).items()
        if not name.startswith("title")
    }
    pitch_minutes = event.pitch_minutes + event.question_minutes
    for n, block in enumerate(blocks_of(slots)[:MOST_BLOCKS], 1):
        own = block.kind is BlockKind.PITCH and block.minutes == pitch_minutes
        values |= _row(
            n,
            block.kind,
            "" if block.starts_at is None else block.starts_at.astimezone(zone).strftime("%H:%M"),
            block.count,
            None if own else block.minutes,
            block.pause_minutes,
        )
    return values


def _row(n: int, kind: BlockKind, start: str, count: int, minutes: int | None, pause: int) -> Values:
    return {
        f"b{n}_kind": str(kind),
        f"b{n}_start": start,
        f"b{n}_count": str(count),
        f"b{n}_minutes": "" if minutes is None else str(minutes),
        f"b{n}_pause": str(pause) if pause else "",
    }
