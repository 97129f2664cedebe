"""A juror's pages: their juries, whom they know, score sheets and picks; founders' are in `jury_told.py`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from models.entities.jury import (
    JurorTask,
    Jury,
    JuryState,
)
from web.forms.base import Parsed
from web.i18n import current_locale, gettext, ngettext
from web.jury_words import STATE_PILLS, STATES, kind_options, phrase
from web.pages.juries import ConflictLine, conflict_line, title_of_event
from web.pages.pitch_words import untitled
from web.services.jury_conflicts import Acquaintance
from web.services.jury_phrases import LEAST, STRENGTHS, TO_WORK_ON
from web.services.jury_sheets import OpenPair, OpenSheet


@dataclass(frozen=True, slots=True)
class TaskLine:
    """A pitch of a juror's."""

    task: JurorTask
    title: str
    pill: str
    state: str


@dataclass(frozen=True, slots=True)
class DeskJury:
    """A jury on the juror's desk, with their own progress."""

    event_id: int
    title: str
    lang: str
    starts_at: datetime
    timezone: str
    pill: str
    state: str
    progress: str
    n_done: int
    n_mine: int
    n_unsaid: int
    has_pairs: bool
    is_open: bool
    mine: list[TaskLine]


def desk_juries(tasks: list[JurorTask]) -> list[DeskJury]:
    """The juries of a juror, in their order."""
    by_event: dict[int, list[JurorTask]] = {}
    for task in tasks:
        by_event.setdefault(task.event_id, []).append(task)
    return [_desk_jury(found) for found in by_event.values()]


def _desk_jury(tasks: list[JurorTask]) -> DeskJury:
    first = tasks[0]
    title, lang = title_of_event(first.title_zh, first.title_en)
    mine = [t for t in tasks if t.to_score]
    done = sum(t.sheet == "submitted" for t in mine)
    unsaid = sum(not t.said for t in tasks)
    if unsaid:
        progress = ngettext(
            "First say whom you know: %(num)s pitch waits.",
            "First say whom you know: %(num)s pitches wait.",
            unsaid,
        )
    elif not mine:
        progress = gettext("No pitch is yours to score yet.")
    else:
        progress = gettext("%(done)s of %(total)s sheets submitted.", done=done, total=len(mine))
    return DeskJury(
        first.event_id,
        title,
        lang,
        first.starts_at,
        first.timezone,
        STATE_PILLS[first.state],
        gettext(STATES[first.state]),
        progress,
        done,
        len(mine),
        unsaid,
        first.mode.has_pairs,
        first.state is JuryState.OPEN,
        [TaskLine(t, untitled(t.name), *_task_state(t)) for t in mine],
    )


def _task_state(task: JurorTask) -> tuple[str, str]:
    if not task.said:
        return "attention", gettext("say whom you know first")
    match task.sheet:
        case "submitted":
            return "good", gettext("submitted")
        case "draft":
            return "attention", gettext("draft")
        case _:
            return "neutral", gettext("not begun")


@dataclass(frozen=True, slots=True)
class KnownLine:
    """A pitch by name alone, and what is on record of this juror and its company."""

    task: JurorTask
    title: str
    found: list[ConflictLine]


@dataclass(frozen=True, slots=True)
class KnownPage:
    """`juror/known.html`."""

    title: str
    answer: str
    event_id: int
    event: str
    event_lang: str
    lines: list[KnownLine]
    kinds: list[tuple[str, str]]
    form: Parsed[Any]
    sectors: list[str]


def known_values(found: Acquaintance) -> dict[str, str | list[str]]:
    """What this juror said before, as the form holds it."""
    values: dict[str, str | list[str]] = {
        "sectors": list(found.member.sectors),
        "most": "" if found.member.most_pitches is None else str(found.member.most_pitches),
    }
    declared = {int(c.company_id): c for c in found.conflicts if c.evidence == "juror"}
    for task in found.tasks:
        known = declared.get(int(task.company_id))
        if known is not None:
            values[f"known_{task.participant_id}"] = known.kind
            values[f"since_{task.participant_id}"] = known.since.isoformat() if known.since else ""
            values[f"until_{task.participant_id}"] = known.until.isoformat() if known.until else ""
            values[f"note_{task.participant_id}"] = known.note
        elif task.said:
            values[f"known_{task.participant_id}"] = "none"
    return values


def known_page(found: Acquaintance, form: Parsed[Any]) -> KnownPage:
    """One question a pitch, before any of its text."""
    first = found.tasks[0]
    event, lang = title_of_event(first.title_zh, first.title_en)
    on_record: dict[int, list[ConflictLine]] = {}
    for c in found.conflicts:
        if c.evidence != "juror":
            on_record.setdefault(int(c.company_id), []).append(conflict_line(c, None))
    n = sum(not t.said for t in found.tasks)
    answer = (
        ngettext(
            "%(num)s pitch waits for your answer; its text opens after.",
            "%(num)s pitches wait for your answer; their texts open after.",
            n,
        )
        if n
        else gettext("You have answered for every pitch, and can change it here.")
    )
    return KnownPage(
        gettext("Whom do you know?"),
        answer,
        first.event_id,
        event,
        lang,
        [KnownLine(t, untitled(t.name), on_record.get(int(t.company_id), [])) for t in found.tasks],
        [("none", gettext("I do not know them")), *kind_options()],
        form,
        list(found.member.sectors),
    )


@dataclass(frozen=True, slots=True)
class SheetPage:
    """`juror/sheet.html`."""

    title: str
    answer: str
    open: OpenSheet
    jury: Jury
    event: str
    event_lang: str
    form: Parsed[Any]
    criteria: list[tuple[int, str, str, int]]
    by_tap: bool
    strengths: list[tuple[str, str]]
    to_work_on: list[tuple[str, str]]
    least: Mapping[str, int]
    may_write: bool
    submitted: bool
    following: JurorTask | None
    n_done: int
    n_mine: int


def sheet_values(found: OpenSheet) -> dict[str, str | list[str]]:
    """What is on record, as the form holds it."""
    sheet = found.sheet
    if sheet is None:
        return {"lang": current_locale(), "phrases": [], "revision": ""}
    values: dict[str, str | list[str]] = {
        "revision": str(sheet.revision),
        "phrases": list(sheet.phrases),
        "reason": sheet.reason,
        "lang": sheet.lang,
        "signed": "1" if sheet.signed else "",
    }
    return values | {f"points_{c}": str(n) for c, n in sheet.points.items()}


def sheet_page(found: OpenSheet, form: Parsed[Any]) -> SheetPage:
    """A score sheet with the juror's own progress."""
    jury, task = found.jury, found.task
    event, lang = title_of_event(task.title_zh, task.title_en)
    mine = [t for t in found.tasks if t.to_score]
    done = sum(t.sheet == "submitted" for t in mine)
    submitted = found.sheet is not None and found.sheet.state == "submitted"
    is_open = jury.state is JuryState.OPEN
    locale = current_locale()
    if submitted:
        answer = gettext("Submitted. %(done)s of %(total)s are done.", done=done, total=len(mine))
    elif is_open:
        answer = gettext("%(done)s of %(total)s sheets submitted.", done=done, total=len(mine))
    else:
        answer = gettext(STATES[jury.state])
    return SheetPage(
        untitled(task.name),
        answer,
        found,
        jury,
        event,
        lang,
        form,
        [(c.id, c.name_for(locale), c.about_for(locale), c.weight) for c in jury.criteria]
        if jury.mode.has_sheets
        else [],
        jury.points <= 10,
        [(code, phrase(code)) for code in STRENGTHS],
        [(code, phrase(code)) for code in TO_WORK_ON],
        LEAST,
        is_open and not submitted,
        submitted,
        next(
            (
                t
                for t in mine
                if t.said and t.sheet != "submitted" and t.participant_id != task.participant_id
            ),
            None,
        ),
        done,
        len(mine),
    )


@dataclass(frozen=True, slots=True)
class PairPage:
    """`juror/pair.html`."""

    title: str
    answer: str
    event_id: int
    open: OpenPair
    pair: list[TaskLine]
    is_open: bool


def pair_page(found: OpenPair) -> PairPage:
    """Which of two."""
    pair = [] if found.pair is None else [TaskLine(t, untitled(t.name), "neutral", "") for t in found.pair]
    is_open = found.jury.state is JuryState.OPEN
    if not is_open:
        answer = gettext(STATES[found.jury.state])
    elif pair:
        answer = gettext(
            "%(n)s of %(total)s pairs compared; stop whenever you like.",
            n=found.n_picked,
            total=found.n_pairs,
        )
    else:
        answer = gettext("You have compared all pairs that are yours.")
    return PairPage(
        gettext("Which of the two would you rather fund?"), answer, found.jury.event_id, found, pair, is_open
    )
