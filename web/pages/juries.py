"""The organiser's pages of a jury: who judges what, its rules, conflicts of interest, reasons and results."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from models.entities.jury import (
    InterestConflict,
    Jury,
    JuryMember,
    JuryPitch,
    JuryState,
)
from web import formats
from web.forms.base import Parsed
from web.i18n import current_locale, gettext, ngettext
from web.jury_words import EVIDENCE, KINDS, MODES, STATE_PILLS, STATES, kind_options, note_words
from web.pages.events import EventLine
from web.pages.pitch_words import untitled
from web.services.juries import JuryBoard
from web.vocabulary import label


def title_of_event(zh: str, en: str) -> tuple[str, str]:
    """An event's title for the reader and its language."""
    locale = current_locale()
    own, other = (zh, en) if locale == "zh" else (en, zh)
    return (own, locale) if own else (other, "en" if locale == "zh" else "zh")


@dataclass(frozen=True, slots=True)
class SeatLine:
    """A juror of a pitch."""

    name: str
    fixed: bool
    pill: str
    state: str


@dataclass(frozen=True, slots=True)
class PitchLine:
    """A pitch with who judges it; `hidden` where the reader has a conflict of their own."""

    pitch: JuryPitch
    title: str
    hidden: bool
    seats: list[SeatLine]
    reserves: list[str]
    n_conflicts: int
    short: bool


@dataclass(frozen=True, slots=True)
class JurorLine:
    """A juror with how much they have."""

    member: JuryMember
    topics: list[str]
    n_pitches: int
    n_done: int


@dataclass(frozen=True, slots=True)
class JuryPage:
    """`jury/board.html`."""

    title: str
    answer: str
    line: EventLine
    jury: Jury | None
    pill: str
    state: str
    mode: str
    certificate: str | None
    pitches: list[PitchLine]
    jurors: list[JurorLine]
    notes: list[str]
    n_hidden: int
    lacking: list[str]
    form: Parsed[Any]
    pitch_options: list[tuple[str, str]]
    juror_options: list[tuple[str, str]]


def jury_page(board: JuryBoard, form: Parsed[Any]) -> JuryPage:
    """Who judges what and what comes next."""
    jury = board.jury
    titles = {int(p.participant_id): untitled(p.name) for p in board.pitches}
    names = {int(m.person_id): m.name for m in board.members}
    shown = {int(p.participant_id) for p in board.pitches if p.company_id not in board.hidden}
    loads = board.loads
    lines = [_pitch_line(board, p, names) for p in board.pitches]
    jurors = [
        JurorLine(
            m,
            [label("sector", s) for s in m.sectors],
            loads[m.person_id],
            sum(s.judges and s.sheet == "submitted" and s.person_id == m.person_id for s in board.seats),
        )
        for m in board.members
    ]
    notes = [
        note_words(
            note, lambda p: titles.get(p, gettext("A pitch")), lambda j: names.get(j, gettext("A juror"))
        )
        for note in (jury.notes if jury else [])
        if note["params"].get("participant") is None or note["params"]["participant"] in shown
    ]
    choices = [(str(p.participant_id), untitled(p.name)) for p in board.pitches if p.participant_id in shown]
    return JuryPage(
        gettext("Jury"),
        _answer(board, lines),
        EventLine(board.event),
        jury,
        STATE_PILLS[jury.state] if jury else "neutral",
        gettext(STATES[jury.state]) if jury else gettext("No jury scores here"),
        gettext(MODES[jury.mode]) if jury else "",
        _certificate(board),
        lines,
        jurors,
        notes,
        sum(line.hidden for line in lines),
        [],
        form,
        choices,
        [(str(m.person_id), m.name) for m in board.members],
    )


def _pitch_line(board: JuryBoard, pitch: JuryPitch, names: dict[int, str]) -> PitchLine:
    hidden = pitch.company_id in board.hidden
    here = [s for s in board.seats if s.participant_id == pitch.participant_id]
    seats = [
        SeatLine(names.get(s.person_id, gettext("A juror")), s.rule == "fixed", *_sheet_state(s.sheet))
        for s in here
        if s.judges
    ]
    reserves = [names.get(s.person_id, gettext("A juror")) for s in here if s.reserve is not None]
    wanted = board.jury.jurors_per_pitch if board.jury else 0
    short = not hidden and board.jury is not None and len(seats) < wanted
    kept = 0 if hidden else board.kept_from(pitch)
    return PitchLine(pitch, untitled(pitch.name), hidden, seats, reserves, kept, short)


def _sheet_state(sheet: str | None) -> tuple[str, str]:
    match sheet:
        case "submitted":
            return "good", gettext("submitted")
        case "draft":
            return "attention", gettext("begun")
        case _:
            return "neutral", gettext("not begun")


def _answer(board: JuryBoard, lines: list[PitchLine]) -> str:
    jury = board.jury
    if jury is None:
        return gettext("Jurors comment at this event; set up a jury, and they score as well.")
    seats = [s for s in board.seats if s.judges]
    done = sum(s.sheet == "submitted" for s in seats)
    open_to = [line for line in lines if not line.hidden]
    match jury.state:
        case JuryState.SETUP:
            full = sum(not line.short for line in open_to)
            if not seats:
                return gettext("Nobody is assigned yet.")
            return gettext(
                "%(full)s of %(total)s pitches have their %(n)s jurors.",
                full=full,
                total=len(open_to),
                n=jury.jurors_per_pitch,
            )
        case JuryState.OPEN:
            return gettext("%(done)s of %(total)s sheets are submitted.", done=done, total=len(seats))
        case JuryState.CLOSED:
            return gettext("Scoring is closed; nobody is told anything until you release it.")
        case JuryState.RELEASED:
            return gettext("The founders can read what the jury says of their pitches.")


def _certificate(board: JuryBoard) -> str | None:
    jury = board.jury
    if jury is None or jury.value is None or jury.bound is None or jury.assigned_at is None:
        return None
    if board.hidden:
        # Even a sum could tell something of a pitch that the reader must not know about.
        return gettext("No assignment is better.") if jury.optimal else None
    if jury.optimal:
        return gettext(
            "No assignment is better. Fit less uneven loads: %(value)s, bound %(bound)s.",
            value=f"{jury.value:.2f}",
            bound=f"{jury.bound:.2f}",
        )
    return gettext(
        "Fit less uneven loads: %(value)s; nothing better than %(bound)s can exist.",
        value=f"{jury.value:.2f}",
        bound=f"{jury.bound:.2f}",
    )


@dataclass(frozen=True, slots=True)
class RulesPage:
    """`jury/rules.html`."""

    title: str
    answer: str
    line: EventLine
    form: Parsed[Any]
    rows: list[int]
    modes: list[tuple[str, str]]
    fixed: bool


def rules_page(line: EventLine, jury: Jury | None, form: Parsed[Any], n_rows: int) -> RulesPage:
    """What is scored and how, while scoring has not begun."""
    fixed = jury is not None and jury.state is not JuryState.SETUP
    return RulesPage(
        gettext("Rules of the jury"),
        gettext("Scoring has begun, so its rules stay as they are.")
        if fixed
        else gettext("These hold for every juror; they can be changed until scoring opens."),
        line,
        form,
        list(range(n_rows)),
        [(str(mode), gettext(words)) for mode, words in MODES.items()],
        fixed,
    )


@dataclass(frozen=True, slots=True)
class ConflictLine:
    """A conflict of interest with what may be done about it."""

    conflict: InterestConflict
    kind: str
    evidence: str
    span: str
    pill: str
    state: str
    may_lift: bool


@dataclass(frozen=True, slots=True)
class ConflictsPage:
    """`jury/conflicts.html`."""

    title: str
    answer: str
    line: EventLine
    jury: Jury
    lines: list[ConflictLine]
    form: Parsed[Any]
    people: list[tuple[str, str]]
    companies: list[tuple[str, str]]
    kinds: list[tuple[str, str]]


def conflicts_page(board: JuryBoard, jury: Jury, viewer: tuple[int, str], form: Parsed[Any]) -> ConflictsPage:
    """What is declared and what was found; `viewer` is the reader's id and name."""
    lines = [conflict_line(c, viewer[0]) for c in board.conflicts]
    n = len({(c.person_id, c.company_id) for c in board.conflicts if c.in_force})
    people = {str(m.person_id): m.name for m in board.members} | {str(viewer[0]): viewer[1]}
    return ConflictsPage(
        gettext("Conflicts of interest"),
        ngettext(
            "%(num)s conflict keeps a person from a pitch.", "%(num)s conflicts keep people from pitches.", n
        )
        if n
        else gettext("No conflict of interest is known."),
        EventLine(board.event),
        jury,
        lines,
        form,
        list(people.items()),
        list({str(p.company_id): p.company_name for p in board.pitches}.items()),
        kind_options(),
    )


def conflict_line(c: InterestConflict, reader: int | None) -> ConflictLine:
    """One conflict in words."""
    if c.in_force and c.pinned:
        pill, state = "bad", gettext("in force, pinned")
    elif c.in_force:
        pill, state = "attention", gettext("in force")
    else:
        pill, state = "neutral", gettext("set aside")
    since, until = (None if d is None else formats.date(d) for d in (c.since, c.until))
    if since and until:
        span = gettext("%(since)s to %(until)s", since=since, until=until)
    elif since:
        span = gettext("since %(since)s", since=since)
    elif until:
        span = gettext("until %(until)s", until=until)
    else:
        span = gettext("no dates")
    return ConflictLine(
        c,
        gettext(KINDS[c.kind]),
        gettext(EVIDENCE[c.evidence]),
        span,
        pill,
        state,
        c.in_force and not c.pinned and c.person_id != reader,
    )
