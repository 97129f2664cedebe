"""Pages of a plan: the board, the panel for one correction, the solve as it goes, the release."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from models.entities.events import Slot
from models.entities.plans import Plan, PlanStatus
from web import formats
from web.formats import in_a_row
from web.i18n import gettext, ngettext
from web.pages.certificates import CertificateCard, Plot, certificate, certificate_card, plot
from web.pages.events import PLAN_PILLS, EventLine, PlanLine, plan_status_label
from web.pages.plan_changes import Mover
from web.pages.plan_grids import VIEWS, Grid, grids, table_words
from web.pages.stage import StageCard, stage_card
from web.sentences import sentence
from web.services.bookings import Effect
from web.services.plan_board import Board, MeetingOption, PitchOption, named
from web.services.planning import MOVE_PRICES, SECONDS
from web.services.solving import standing


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
class ViewTab:
    """A way to look at the board."""

    label: str
    href: str
    current: bool


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
    view: str
    tabs: list[ViewTab]
    grids: list[Grid]
    problems: list[str]
    notes: list[str]
    failure: str | None
    panel: Panel | None
    release: Release | None
    certificate: CertificateCard | None
    stage: StageCard | None
    plot: Plot | None
    so_far: str
    editable: bool
    waiting: bool
    stopping: bool
    # The acts that could be undone and made again, in words.
    undo: str | None
    redo: str | None
    last_edit: str
    founders: list[tuple[str, str]] = field(default_factory=list)
    providers: list[tuple[str, str]] = field(default_factory=list)
    seconds: list[tuple[str, str]] = field(default_factory=list)
    prices: list[tuple[str, str]] = field(default_factory=list)
    again: bool = False
    n_held: int = 0


@dataclass(frozen=True, slots=True)
class Release:
    """What the release of a draft would do, told before it is done."""

    effect: Effect
    movers: list[Mover]
    # Whom it would move too late; then it cannot be released.
    late: list[str]


@dataclass(frozen=True, slots=True)
class LivePage:
    """`events/plan_live.html`: the part of a waiting plan's page that looks again by itself."""

    title: str
    line: EventLine
    plan: Plan
    plot: Plot | None
    so_far: str
    waiting: bool
    stopping: bool


def live_page(board: Board) -> LivePage:
    """How far a solve is."""
    plan = board.plan
    return LivePage(
        "",
        EventLine(board.facts.event),
        plan,
        plot(board.steps),
        _so_far(board),
        plan.status in WAITING,
        plan.stop_at is not None,
    )


WAITING = (PlanStatus.QUEUED, PlanStatus.SOLVING)


def seconds_options() -> list[tuple[str, str]]:
    """How long a plan may be solved."""
    words = {
        10: gettext("10 seconds: a first look"),
        60: gettext("1 minute"),
        300: gettext("5 minutes: for large events"),
    }
    return [(str(s), words[s]) for s in SECONDS]


def price_options() -> list[tuple[str, str]]:
    """What moving a meeting must gain."""
    words = {
        "keep": gettext("Keep nearly all: move only where much is gained"),
        "balanced": gettext("Balanced"),
        "best": gettext("Best value: move whatever helps"),
    }
    return [(name, words[name]) for name in MOVE_PRICES]


def plan_page(
    board: Board,
    panel: Panel | None,
    release: Release | None,
    path: str,
    *,
    view: str = "places",
    unfolded: bool = False,
) -> PlanPage:
    """A plan as an organiser reads it."""
    plan = board.plan
    line = EventLine(board.facts.event)
    waiting = plan.status in WAITING
    versions = [
        PlanLine(p.id, p.version, PLAN_PILLS[p.status], plan_status_label(p.status), certificate(p))
        for p in board.versions
    ]
    shown = bool(board.contents.pitches or board.contents.meetings) or not waiting
    words = {"places": gettext("By room and table"), "people": gettext("By person")}
    return PlanPage(
        gettext("%(event)s: plan %(n)s", event=line.title, n=plan.version),
        _answer(board),
        line,
        board,
        PLAN_PILLS[plan.status],
        plan_status_label(plan.status),
        versions,
        view,
        [ViewTab(words[v], f"{path}?view={v}", v == view) for v in VIEWS],
        grids(board, path, view, unfolded=unfolded) if shown and plan.status is not PlanStatus.FAILED else [],
        []
        if waiting
        else [sentence(f"obstacle_{o.code}", **named(board.facts, o.params)) for o in board.obstacles],
        [_note(board, n) for n in plan.notes],
        sentence(f"plan_failure_{plan.failure}") if plan.failure else None,
        panel,
        release,
        None if waiting else certificate_card(plan),
        None if waiting else stage_card(board),
        plot(board.steps),
        _so_far(board),
        plan.status is PlanStatus.DRAFT,
        waiting,
        plan.stop_at is not None,
        None if board.edits.undo is None else sentence(f"edit_{board.edits.undo}"),
        None if board.edits.redo is None else sentence(f"edit_{board.edits.redo}"),
        _last_edit(board),
        [(str(p.id), p.name) for p in board.facts.side("founder")],
        [(str(p.id), p.name) for p in board.facts.side("provider")],
        seconds_options(),
        price_options(),
        board.released is not None,
        board.edits.n_held,
    )


def _last_edit(board: Board) -> str:
    if board.edits.last_at is None:
        return ""
    return gettext(
        "Last corrected by %(name)s at %(time)s.",
        name=board.edits.last_by or gettext("not known"),
        time=formats.time(board.edits.last_at, board.facts.event.timezone),
    )


def _answer(board: Board) -> str:
    plan = board.plan
    if plan.status in WAITING:
        return gettext("The plan is being made; this page looks again by itself.")
    if plan.status is PlanStatus.FAILED:
        return gettext("This plan could not be made.")
    counted = in_a_row(
        [
            ngettext("%(num)s pitch", "%(num)s pitches", len(board.contents.pitches)),
            ngettext("%(num)s meeting", "%(num)s meetings", len(standing(board.contents.meetings))),
        ]
    )
    answer = in_a_row([counted, certificate(plan)], end=True)
    alone = len(board.without_meeting)
    if alone:
        answer = formats.sentences(
            answer,
            ngettext("%(num)s participant meets nobody.", "%(num)s participants meet nobody.", alone),
        )
    return answer


def _so_far(board: Board) -> str:
    plan = board.plan
    if plan.status is PlanStatus.QUEUED or not board.steps:
        return gettext("No plan yet: the programme on stage comes first, then the meetings.")
    return in_a_row(
        [ngettext("%(num)s meeting", "%(num)s meetings", board.steps[-1].n_meetings), certificate(plan)],
        end=True,
    )


def _note(board: Board, note: Mapping[str, Any]) -> str:
    params = named(board.facts, note.get("params", {}))
    if "why" in note:
        why = [sentence(f"blocker_{b['code']}", **named(board.facts, b["params"])) for b in note["why"]]
        params["why"] = in_a_row(dict.fromkeys(why)) or gettext("not known")
    return sentence(f"note_{note['code']}", **params)


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
            + ("" if o.table_no is None else " · " + table_words(board.facts.event, o.table_no)),
            o,
        )
        for o in options
    ]
    names = board.facts.by_id
    return Panel(
        gettext("%(one)s and %(other)s", one=names[founder_id].name, other=names[provider_id].name),
        f"{formats.time(slots[held.slot_id].starts_at, zone)} · "
        + table_words(board.facts.event, held.table_no)
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
