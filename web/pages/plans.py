"""Pages of a plan: the board with its grid, the panel for one correction, the release."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from models.entities.events import Participant, Slot
from models.entities.ids import ParticipantId
from models.entities.plans import PlanStatus
from models.entities.vocabulary import Answer
from web import formats
from web.i18n import gettext, ngettext
from web.pages.events import PLAN_PILLS, EventLine, PlanLine, certificate, in_a_row, plan_status_label
from web.sentences import sentence
from web.services.bookings import Effect
from web.services.plan_board import Board, MeetingOption, PitchOption, named


@dataclass(frozen=True, slots=True)
class Cell:
    """One entry of the grid."""

    title: str
    text: str
    href: str | None
    kind: str
    lang: str
    locked: bool


@dataclass(frozen=True, slots=True)
class Row:
    """One time of the grid."""

    label: str
    cells: list[Cell | None]


@dataclass(frozen=True, slots=True)
class Grid:
    """Rooms or tables over time."""

    caption: str
    columns: list[str]
    rows: list[Row]


@dataclass(frozen=True, slots=True)
class Choice:
    """A slot to move to, with what stands in the way."""

    slot_id: int
    text: str
    obstacles: list[str]


@dataclass(frozen=True, slots=True)
class Panel:
    """The correction of one pitch or one meeting."""

    title: str
    now: str
    participant_id: int
    provider_id: int | None
    placed: bool
    locked: bool
    open_choices: list[Choice]
    blocked_choices: list[Choice]

    @property
    def choice_pairs(self) -> list[tuple[str, str]]:
        """Where it could go, for a select field."""
        return [(str(c.slot_id), c.text) for c in self.open_choices]


@dataclass(frozen=True, slots=True)
class PlanPage:
    """`events/plan.html`."""

    title: str
    answer: str
    line: EventLine
    board: Board
    pill: str
    status: str
    versions: list[PlanLine]
    grids: list[Grid]
    problems: list[str]
    notes: list[str]
    failure: str | None
    panel: Panel | None
    effect: Effect | None
    editable: bool
    waiting: bool
    founders: list[tuple[str, str]] = field(default_factory=list)
    providers: list[tuple[str, str]] = field(default_factory=list)
    poll: str = "every 3s"


def plan_page(board: Board, panel: Panel | None, effect: Effect | None, path: str) -> PlanPage:
    """A plan as an organiser reads it."""
    plan = board.plan
    line = EventLine(board.facts.event)
    waiting = plan.status in (PlanStatus.QUEUED, PlanStatus.SOLVING)
    versions = [
        PlanLine(
            p.id, p.version, PLAN_PILLS[p.status], plan_status_label(p.status), certificate(p.value, p.bound)
        )
        for p in board.versions
    ]
    return PlanPage(
        gettext("%(event)s: plan %(n)s", event=line.title, n=plan.version),
        _answer(board),
        line,
        board,
        PLAN_PILLS[plan.status],
        plan_status_label(plan.status),
        versions,
        [] if waiting or plan.status is PlanStatus.FAILED else _grids(board, path),
        [sentence(f"obstacle_{o.code}", **named(board.facts, o.params)) for o in board.obstacles],
        [_note(board, n) for n in plan.notes],
        sentence(f"plan_failure_{plan.failure}") if plan.failure else None,
        panel,
        effect,
        plan.status is PlanStatus.DRAFT,
        waiting,
        [(str(p.id), p.name) for p in board.facts.side("founder")],
        [(str(p.id), p.name) for p in board.facts.side("provider")],
    )


def _answer(board: Board) -> str:
    plan = board.plan
    if plan.status in (PlanStatus.QUEUED, PlanStatus.SOLVING):
        return gettext("The plan is being made; this page looks again by itself.")
    if plan.status is PlanStatus.FAILED:
        return gettext("This plan could not be made.")
    counted = in_a_row(
        [
            ngettext("%(num)s pitch", "%(num)s pitches", len(board.contents.pitches)),
            ngettext("%(num)s meeting", "%(num)s meetings", len(board.contents.meetings)),
        ]
    )
    answer = in_a_row([counted, certificate(plan.value, plan.bound)], end=True)
    alone = len(board.without_meeting)
    if alone:
        answer = formats.sentences(
            answer,
            ngettext("%(num)s participant meets nobody.", "%(num)s participants meet nobody.", alone),
        )
    return answer


def _note(board: Board, note: Mapping[str, Any]) -> str:
    params = named(board.facts, note.get("params", {}))
    if "why" in note:
        why = [sentence(f"blocker_{b['code']}", **named(board.facts, b["params"])) for b in note["why"]]
        params["why"] = in_a_row(dict.fromkeys(why)) or gettext("not known")
    return sentence(f"note_{note['code']}", **params)


def _grids(board: Board, path: str) -> list[Grid]:
    facts, contents = board.facts, board.contents
    names = {p.id: p for p in facts.everybody}
    editable = board.plan.status is PlanStatus.DRAFT
    pitch_at = {p.slot_id: p for p in contents.pitches}
    rooms = sorted({(s.room_name or "", s.room_id) for s in facts.pitch_slots if s.room_id is not None})
    grids = []
    if facts.pitch_slots:
        rows = []
        for start in sorted({s.starts_at for s in facts.pitch_slots}):
            by_room = {
                s.room_id: s for s in facts.pitch_slots if s.starts_at == start and s.room_id is not None
            }
            cells: list[Cell | None] = []
            for _, room in rooms:
                slot = by_room.get(room)
                held = pitch_at.get(slot.id) if slot else None
                cells.append(
                    None
                    if held is None
                    else Cell(
                        names[held.participant_id].name,
                        _company_beside(names[held.participant_id]),
                        f"{path}?participant={held.participant_id}#panel" if editable else None,
                        "bad" if held.answer is Answer.DECLINED else "plain",
                        names[held.participant_id].lang,
                        held.locked,
                    )
                )
            rows.append(Row(formats.time(start, facts.event.timezone), cells))
        grids.append(Grid(gettext("Pitches"), [r[0] for r in rooms], rows))
    if facts.meeting_slots and facts.n_tables:
        grids.append(_meeting_grid(board, names, path, editable=editable))
    return grids


def _company_beside(who: Participant) -> str:
    """The company's name, unless the pitch bears it."""
    return "" if who.organisation_name == who.name else who.organisation_name


def _meeting_grid(
    board: Board, names: Mapping[ParticipantId, Participant], path: str, *, editable: bool
) -> Grid:
    facts = board.facts
    at = {(m.slot_id, m.table_no): m for m in board.contents.meetings}
    tables = range(1, max([facts.n_tables, *(m.table_no for m in board.contents.meetings)]) + 1)
    rows = []
    for slot in facts.meeting_slots:
        cells: list[Cell | None] = []
        for table in tables:
            m = at.get((slot.id, table))
            declined = m is not None and Answer.DECLINED in (m.founder_answer, m.provider_answer)
            cells.append(
                None
                if m is None
                else Cell(
                    names[m.founder_id].name,
                    names[m.provider_id].name,
                    f"{path}?participant={m.founder_id}&provider={m.provider_id}#panel" if editable else None,
                    "bad" if declined else "plain",
                    names[m.founder_id].lang,
                    m.locked,
                )
            )
        rows.append(Row(formats.time(slot.starts_at, facts.event.timezone), cells))
    return Grid(gettext("Meetings"), [gettext("Table %(n)s", n=t) for t in tables], rows)


def pitch_panel(board: Board, participant_id: int, options: list[PitchOption]) -> Panel:
    """Where one pitch could go."""
    zone = board.facts.event.timezone
    held = next((p for p in board.contents.pitches if p.participant_id == participant_id), None)
    slots = {s.id: s for s in board.facts.slots}
    choices = []
    for o in options:
        text = _place(o.slot, zone)
        if o.other is not None:
            text = (
                gettext("%(place)s, in exchange with %(other)s", place=text, other=o.other.name)
                if held is not None
                else gettext("%(place)s, in place of %(other)s", place=text, other=o.other.name)
            )
        choices.append(_choice(board, o.slot, text, o))
    return Panel(
        board.facts.by_id[participant_id].name,
        _place(slots[held.slot_id], zone) if held else gettext("no slot yet"),
        participant_id,
        None,
        held is not None,
        held is not None and held.locked,
        [c for c in choices if not c.obstacles],
        [c for c in choices if c.obstacles],
    )


def meeting_panel(board: Board, founder_id: int, provider_id: int, options: list[MeetingOption]) -> Panel:
    """When one pair could meet."""
    zone = board.facts.event.timezone
    held = next(
        (m for m in board.contents.meetings if (m.founder_id, m.provider_id) == (founder_id, provider_id)),
        None,
    )
    slots = {s.id: s for s in board.facts.slots}
    choices = [
        _choice(
            board,
            o.slot,
            formats.time(o.slot.starts_at, zone)
            + ("" if o.table_no is None else " · " + gettext("Table %(n)s", n=o.table_no)),
            o,
        )
        for o in options
    ]
    names = board.facts.by_id
    return Panel(
        gettext("%(one)s and %(other)s", one=names[founder_id].name, other=names[provider_id].name),
        f"{formats.time(slots[held.slot_id].starts_at, zone)} · " + gettext("Table %(n)s", n=held.table_no)
        if held
        else gettext("no meeting yet"),
        founder_id,
        provider_id,
        held is not None,
        held is not None and held.locked,
        [c for c in choices if not c.obstacles],
        [c for c in choices if c.obstacles],
    )


def _choice(board: Board, slot: Slot, text: str, option: PitchOption | MeetingOption) -> Choice:
    why = [sentence(f"obstacle_{o.code}", **named(board.facts, o.params)) for o in option.obstacles]
    return Choice(slot.id, text, why)


def _place(slot: Slot, zone: str) -> str:
    return f"{formats.time(slot.starts_at, zone)} · {slot.room_name}"
