"""The board of a plan as grids: by room and table over time, or by person."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from models.entities.events import Event, Participant
from models.entities.ids import ParticipantId
from models.entities.plans import PlannedMeeting, PlannedPitch, PlanStatus
from models.entities.vocabulary import Answer
from web import formats
from web.i18n import gettext
from web.services.plan_board import Board

VIEWS = ("places", "people")


@dataclass(frozen=True, slots=True)
class Card:
    """One pitch or meeting on the board."""

    id: str
    title: str
    lang: str
    text: str
    text_lang: str
    href: str | None
    kind: str
    locked: bool
    participant_id: int
    provider_id: int | None


@dataclass(frozen=True, slots=True)
class Spot:
    """One cell: its key for what could stand here, its name for the ear, and what stands here."""

    key: str
    label: str
    card: Card | None


@dataclass(frozen=True, slots=True)
class Row:
    """One time, or one person, of a grid."""

    label: str
    spots: list[Spot | None]
    lang: str | None = None
    # The person of the row, with whether all that they have is fixed.
    participant_id: int | None = None
    locked: bool = False


@dataclass(frozen=True, slots=True)
class Grid:
    """A table of the board; `folded` counts the columns that hold nothing and are not shown."""

    id: str
    caption: str
    corner: str
    columns: list[str]
    rows: list[Row]
    folded: int = 0


def grids(board: Board, path: str, view: str, *, unfolded: bool = False) -> list[Grid]:
    """The board in one of its views; cards lead to their panel while the plan is a draft."""
    drawn = _Drawing(board, path, view)
    if view == "people":
        return [g for g in (drawn.people("founder"), drawn.people("provider")) if g.rows]
    found = []
    if board.facts.pitch_slots:
        found.append(drawn.stages())
    if board.facts.meeting_slots and board.facts.n_tables:
        found.append(drawn.tables(unfolded=unfolded))
    return found


class _Drawing:
    """One board while it is drawn."""

    def __init__(self, board: Board, path: str, view: str) -> None:
        self.board = board
        self.facts = board.facts
        self.zone = board.facts.event.timezone
        self.names: Mapping[ParticipantId, Participant] = {p.id: p for p in board.facts.everybody}
        self.base = f"{path}?view={view}"
        self.editable = board.plan.status is PlanStatus.DRAFT

    def stages(self) -> Grid:
        """Rooms over time."""
        facts = self.facts
        held = {p.slot_id: p for p in self.board.contents.pitches}
        rooms = sorted({(s.room_name or "", s.room_id or 0) for s in facts.pitch_slots})
        rows = []
        for start in sorted({s.starts_at for s in facts.pitch_slots}):
            here = {s.room_id or 0: s for s in facts.pitch_slots if s.starts_at == start}
            time = formats.time(start, self.zone)
            spots: list[Spot | None] = []
            for name, room in rooms:
                slot = here.get(room)
                if slot is None:
                    spots.append(None)
                    continue
                pitch = held.get(slot.id)
                card = None if pitch is None else self._pitch(pitch)
                spots.append(Spot(f"s{slot.id}", f"{time} · {name}", card))
            rows.append(Row(time, spots))
        return Grid("stages", gettext("Pitches"), gettext("Time"), [name for name, _ in rooms], rows)

    def tables(self, *, unfolded: bool) -> Grid:
        """Tables over time; those where nobody sits are folded away but for one."""
        facts = self.facts
        at = {(m.slot_id, m.table_no): m for m in self.board.contents.meetings}
        used = {m.table_no for m in self.board.contents.meetings}
        every = list(range(1, max([facts.n_tables, *used]) + 1))
        empty = [t for t in every if t not in used]
        shown = every if unfolded else sorted([*used, *empty[:1]])
        rows = []
        for slot in facts.meeting_slots:
            time = formats.time(slot.starts_at, self.zone)
            spots: list[Spot | None] = []
            for table in shown:
                meeting = at.get((slot.id, table))
                name = table_words(facts.event, table)
                card = None if meeting is None else self._meeting(meeting, "founder")
                spots.append(Spot(f"s{slot.id}-{table}", f"{time} · {name}", card))
            rows.append(Row(time, spots))
        columns = [table_words(facts.event, t) for t in shown]
        folded = len(every) - len(shown)
        return Grid("tables", gettext("Meetings"), gettext("Time"), columns, rows, folded)

    def people(self, side: str) -> Grid:
        """Everybody of one side over time."""
        facts, contents = self.facts, self.board.contents
        starts = {s.id: s.starts_at for s in facts.slots}
        slots = facts.slots if side == "founder" else tuple(facts.meeting_slots)
        times = sorted({s.starts_at for s in slots})
        cards: dict[tuple[int, datetime], Card] = {}
        fixed: dict[int, list[bool]] = {}
        if side == "founder":
            for p in contents.pitches:
                cards[p.participant_id, starts[p.slot_id]] = self._pitch(p, on_row=True)
                fixed.setdefault(p.participant_id, []).append(p.locked)
        for m in contents.meetings:
            own = m.founder_id if side == "founder" else m.provider_id
            cards[own, starts[m.slot_id]] = self._meeting(m, "provider" if side == "founder" else "founder")
            fixed.setdefault(own, []).append(m.locked)
        rows = []
        shown = sorted({*(p.id for p in facts.side(side)), *(w for w, _ in cards)})
        for who in sorted(shown, key=lambda w: (self.names[ParticipantId(w)].name, w)):
            one = self.names[ParticipantId(who)]
            spots: list[Spot | None] = [
                Spot(
                    f"p{who}-{int(at.timestamp())}",
                    f"{formats.time(at, self.zone)} · {one.name}",
                    cards.get((who, at)),
                )
                for at in times
            ]
            rows.append(Row(one.name, spots, one.lang, who, all(fixed.get(who, [False]))))
        caption = gettext("Founders") if side == "founder" else gettext("Providers")
        return Grid(
            f"people-{side}", caption, gettext("Name"), [formats.time(t, self.zone) for t in times], rows
        )

    def _pitch(self, pitch: PlannedPitch, *, on_row: bool = False) -> Card:
        who = self.names[pitch.participant_id]
        beside = "" if who.organisation_name == who.name else who.organisation_name
        slot = next(s for s in self.facts.slots if s.id == pitch.slot_id)
        if on_row:
            title, lang, text = gettext("Pitch"), "", slot.room_name or ""
        else:
            title, lang, text = who.name, who.lang, beside
        return Card(
            f"card-{pitch.participant_id}",
            title,
            lang,
            text,
            "" if on_row else who.organisation_lang,
            f"{self.base}&participant={pitch.participant_id}#panel" if self.editable else None,
            "bad" if pitch.answer is Answer.DECLINED else "plain",
            pitch.locked,
            pitch.participant_id,
            None,
        )

    def _meeting(self, m: PlannedMeeting, first: str) -> Card:
        founder, provider = self.names[m.founder_id], self.names[m.provider_id]
        one, other = (founder, provider) if first == "founder" else (provider, founder)
        # On a person's own row their partner is what is new, and the table where they meet.
        on_row = self.base.endswith("people")
        declined = Answer.DECLINED in (m.founder_answer, m.provider_answer)
        return Card(
            f"card-{m.founder_id}-{m.provider_id}" + (f"-{first}" if on_row else ""),
            one.name,
            one.lang,
            table_words(self.facts.event, m.table_no) if on_row else other.name,
            "" if on_row else other.lang,
            f"{self.base}&participant={m.founder_id}&provider={m.provider_id}#panel"
            if self.editable
            else None,
            "bad" if declined else "plain",
            m.locked,
            m.founder_id,
            m.provider_id,
        )


def table_words(event: Event, table_no: int) -> str:
    """Where a meeting is held: at a table, or online."""
    if event.is_online(table_no):
        return gettext("Online %(n)s", n=table_no - event.n_tables)
    return gettext("Table %(n)s", n=table_no)


def view_of(asked: str, views: Sequence[str] = VIEWS) -> str:
    """The view that an address names, or the first."""
    return asked if asked in views else views[0]
