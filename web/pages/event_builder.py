"""The builder of an event: where it begins, and its day as a grid before anything is saved."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from models.entities.event_kinds import PARTS
from models.entities.vocabulary import EventKind
from web import formats
from web.formats import in_a_row
from web.forms.base import Parsed
from web.i18n import gettext
from web.pages.events import EventLine
from web.services.day_shape import MOST_BLOCKS, USUAL_DAYS, BlockKind, NewDay, Span, lay_out
from web.vocabulary import label, options


@dataclass(frozen=True, slots=True)
class GridCell:
    """One slot of the grid."""

    title: str
    text: str
    kind: str


@dataclass(frozen=True, slots=True)
class GridRow:
    """One time of the grid."""

    label: str
    cells: list[GridCell | None]


@dataclass(frozen=True, slots=True)
class DayGrid:
    """A day that is not saved yet."""

    columns: list[str]
    rows: list[GridRow]
    said: str
    outside: bool


@dataclass(frozen=True, slots=True)
class Beginning:
    """A template or an earlier event with which the builder can begin."""

    label: str
    query: str


@dataclass(frozen=True, slots=True)
class EventFormPage:
    """`events/form.html`."""

    title: str
    form: Parsed[Any]
    zones: list[tuple[str, str]]
    kinds: list[tuple[str, str, str]]
    event_id: int | None = None
    sequence: int = 0
    templates: tuple[Beginning, ...] = ()
    copies: tuple[Beginning, ...] = ()
    day: DayGrid | None = None

    @property
    def block_numbers(self) -> range:
        """The rows of the day's form."""
        return range(1, MOST_BLOCKS + 1)

    @property
    def block_kinds(self) -> list[tuple[str, str]]:
        """What a block can be."""
        return options("block_kind")


def kind_options() -> list[tuple[str, str, str]]:
    """Each kind with what it has."""
    return [(str(kind), label("event_kind", kind), _parts_said(kind)) for kind in EventKind]


def _parts_said(kind: EventKind) -> str:
    parts = PARTS[kind]
    has = [
        gettext("pitches on stage") if parts.stage else "",
        gettext("one-to-one meetings") if parts.meetings else "",
        gettext("a jury") if parts.jury else "",
    ]
    return in_a_row(has) or gettext("registration alone: no pitches, no meetings")


def builder_page(
    form: Parsed[Any], *, earlier: Sequence[EventLine] = (), new_day: NewDay | None = None
) -> EventFormPage:
    """The builder of a new event."""
    return EventFormPage(
        gettext("New event"),
        form,
        zones(),
        kind_options(),
        templates=tuple(Beginning(gettext(d.name), f"template={d.key}") for d in USUAL_DAYS),
        copies=tuple(Beginning(e.title, f"copy={e.event.id}") for e in earlier[:4]),
        day=None if new_day is None else day_grid(new_day),
    )


def zones() -> list[tuple[str, str]]:
    """The time zones to choose from."""
    return [(z, formats.zone_name(z)) for z in formats.ZONES]


def day_grid(new: NewDay) -> DayGrid:
    """Rooms and tables as columns, times as rows."""
    facts = new.facts
    spans = lay_out(new.blocks, facts.starts_at)
    columns = [*facts.rooms]
    if any(s.kind is BlockKind.MEETING for s in spans):
        columns.append(gettext("Tables"))
    columns = columns or [gettext("Day")]
    rows = [_row(span, columns, facts.timezone, len(facts.rooms), facts.n_tables, new) for span in spans]
    n_pitches = sum(s.kind is BlockKind.PITCH for s in spans) * len(facts.rooms)
    n_meetings = sum(s.kind is BlockKind.MEETING for s in spans) * facts.n_tables
    return DayGrid(
        columns,
        rows,
        gettext(
            "%(pitches)s slots for pitches, room for %(meetings)s meetings.",
            pitches=formats.number(n_pitches),
            meetings=formats.number(n_meetings),
        ),
        any(s.starts_at < facts.starts_at or s.ends_at > facts.ends_at for s in spans),
    )


def _row(span: Span, columns: list[str], zone: str, n_rooms: int, n_tables: int, new: NewDay) -> GridRow:
    when = f"{formats.time(span.starts_at, zone)}–{formats.time(span.ends_at, zone)}"
    cells: list[GridCell | None] = []
    for n in range(len(columns)):
        if span.kind is BlockKind.BREAK:
            cells.append(GridCell(gettext("Break"), "", "plain"))
        elif span.kind is BlockKind.PITCH and n < n_rooms:
            own = (span.ends_at - span.starts_at).total_seconds() / 60
            whole = new.facts.pitch_minutes + new.facts.question_minutes
            text = (
                gettext("%(a)s + %(b)s minutes", a=new.facts.pitch_minutes, b=new.facts.question_minutes)
                if own == whole
                else ""
            )
            cells.append(GridCell(gettext("Pitch %(n)s", n=span.number), text, "information"))
        elif span.kind is BlockKind.MEETING and n == len(columns) - 1:
            text = gettext("at %(n)s tables", n=n_tables)
            cells.append(GridCell(gettext("Meetings, round %(n)s", n=span.number), text, "good"))
        else:
            cells.append(None)
    return GridRow(when, cells)
