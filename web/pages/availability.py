"""The page on which somebody paints when they are free, for themselves or, as the organiser, for another."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from models.entities.events import Slot
from models.entities.vocabulary import Attendance
from models.entities.wishes import Taken
from web import formats
from web.forms.base import Parsed, blank
from web.i18n import current_locale, gettext
from web.pages.events import EventLine
from web.services.participation import Availability
from web.vocabulary import label, options

_NOON = 12


@dataclass(frozen=True, slots=True)
class SlotCell:
    """A box of the availability grid; `part` is the half of the day, `note` what else is on then."""

    value: str
    label: str
    part: str
    note: str | None


@dataclass(frozen=True, slots=True)
class SlotRow:
    """A time of the availability grid."""

    label: str
    cells: list[SlotCell | None]


@dataclass(frozen=True, slots=True)
class AvailabilityPage:
    """`participation/availability.html`."""

    title: str
    answer: str
    found: Availability
    line: EventLine
    back: str
    action: str
    way_action: str
    form: Parsed[Any]
    way: Parsed[Any]
    columns: list[str]
    rows: list[SlotRow]
    default: list[str]
    # What fills a part of the day at one press: (part, word).
    fills: list[tuple[str, str]]
    begins: list[tuple[str, str]]
    ends: list[tuple[str, str]]
    # Who said it last, and what else the person's calendar holds.
    word: str | None
    note: str | None
    taken: list[str]
    attendances: list[tuple[str, str]]
    languages: list[tuple[str, str]]


def availability_page(
    found: Availability, form: Parsed[Any], *, back: str, action: str, way_action: str
) -> AvailabilityPage:
    """A grid of times over days, split by what they are for."""
    event, zone = found.event, ZoneInfo(found.event.timezone)

    def column(slot: Slot) -> tuple[str, str]:
        what = gettext("Meetings") if slot.kind == "meeting" else slot.room_name or ""
        return slot.starts_at.astimezone(zone).date().isoformat(), what

    columns = sorted({column(s) for s in found.slots})
    several_days = len({c[0] for c in columns}) > 1
    rows = []
    for time in sorted({s.starts_at.astimezone(zone).strftime("%H:%M") for s in found.slots}):
        here = {column(s): s for s in found.slots if s.starts_at.astimezone(zone).strftime("%H:%M") == time}
        rows.append(SlotRow(time, [_cell(found, here.get(c), c, time) for c in columns]))
    parts = {cell.part for row in rows for cell in row.cells if cell is not None}
    fills = [("all", gettext("The whole day"))]
    if parts == {"am", "pm"}:
        fills += [("am", gettext("All morning")), ("pm", gettext("All afternoon"))]
    who = found.participant
    return AvailabilityPage(
        gettext("When is %(name)s free?", name=who.name)
        if found.for_organiser
        else gettext("When are you free?"),
        gettext("We plan only in slots that are marked free.")
        if who.availability_at is not None
        else gettext("Until something else is said, every slot counts as free."),
        found,
        EventLine(event),
        back,
        action,
        way_action,
        form,
        blank(
            {
                "attendance": str(who.attendance or Attendance.ON_SITE),
                "languages": sorted(who.languages),
            }
        ),
        [f"{c[0][5:]} {c[1]}" if several_days else c[1] for c in columns],
        rows,
        [str(s.id) for s in found.slots if s.id not in who.busy],
        fills,
        [(t, t) for t in sorted({s.starts_at.astimezone(zone).strftime("%H:%M") for s in found.slots})],
        [(t, t) for t in sorted({s.ends_at.astimezone(zone).strftime("%H:%M") for s in found.slots})],
        _word(found),
        found.word.note if found.word is not None and found.word.note else None,
        [_taken(found, t) for t in found.taken],
        [(str(a), label("attendance", a)) for a in (Attendance.ON_SITE, Attendance.ONLINE)]
        if event.attendance is Attendance.HYBRID
        else [],
        list(options("language")),
    )


def _cell(found: Availability, slot: Slot | None, column: tuple[str, str], time: str) -> SlotCell | None:
    if slot is None:
        return None
    taken = found.taken_by(slot)
    said = f"{column[0]} {time} {column[1]}"
    part = "am" if slot.starts_at.astimezone(ZoneInfo(found.event.timezone)).hour < _NOON else "pm"
    if taken is None:
        return SlotCell(str(slot.id), said, part, None)
    note = gettext("Taken")
    return SlotCell(str(slot.id), f"{said}, {note}", part, note)


def _taken(found: Availability, taken: Taken) -> str:
    zh = (current_locale() == "zh" and taken.title_zh) or not taken.title_en
    zone = found.event.timezone
    title = taken.title_zh if zh else taken.title_en
    return f"{formats.time(taken.starts_at, zone)}–{formats.time(taken.ends_at, zone)} · {title}"


def _word(found: Availability) -> str | None:
    word = found.word
    if word is None:
        return None
    when = formats.datetime(word.said_at, found.event.timezone)
    if word.by_organiser:
        return gettext("Marked by the organiser (%(name)s) on %(when)s.", name=word.said_by_name, when=when)
    return gettext("Marked by %(name)s on %(when)s.", name=word.said_by_name, when=when)
