"""The organiser's pages of what a jury gives: reasons for founders, and the order with its intervals."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

from models.entities.jury import Jury, JuryMode, JuryPitch, JuryState, ResultRow, ScoreSheet
from web.forms.base import Parsed
from web.i18n import gettext, ngettext
from web.jury_words import phrase
from web.pages.events import EventLine
from web.pages.pitch_words import untitled
from web.services.jury_phrases import STRENGTHS
from web.services.jury_results import LANGUAGES, ReasonsBoard, ResultsBoard


@dataclass(frozen=True, slots=True)
class ReasonLine:
    """A reason with what is missing of it."""

    sheet: ScoreSheet
    juror: str
    phrases: list[str]
    translation: str | None
    other: str
    may_translate: bool


@dataclass(frozen=True, slots=True)
class ReasonsLine:
    """A pitch with its jurors' progress and its reasons."""

    pitch: JuryPitch
    title: str
    n_done: int
    n_wanted: int
    reasons: list[ReasonLine]
    missing: list[str]


@dataclass(frozen=True, slots=True)
class ReasonsPage:
    """`jury/reasons.html`."""

    title: str
    answer: str
    line: EventLine
    jury: Jury
    lines: list[ReasonsLine]
    n_lacking: int
    form: Parsed[Any]


def reasons_page(board: ReasonsBoard, form: Parsed[Any]) -> ReasonsPage:
    """For each founder what they would go home with."""
    names = {int(m.person_id): m.name for m in board.members}
    lines = []
    for p in board.pitches:
        if p.company_id in board.hidden:
            continue
        sheets = [s for s in board.sheets if s.participant_id == p.participant_id]
        missing = sorted(LANGUAGES - board.languages(p.participant_id))
        wanted = sum(s.judges and s.participant_id == p.participant_id for s in board.seats)
        reasons = [_reason_line(s, names, board.jury) for s in sheets]
        lines.append(ReasonsLine(p, untitled(p.name), len(sheets), wanted, reasons, missing))
    lacking = sum(bool(line.missing) for line in lines)
    answer = (
        ngettext(
            "%(num)s founder still lacks a reason in both languages.",
            "%(num)s founders still lack a reason in both languages.",
            lacking,
        )
        if lacking
        else gettext("Every founder has a reason in both languages.")
    )
    return ReasonsPage(
        gettext("Reasons for founders"), answer, EventLine(board.event), board.jury, lines, lacking, form
    )


def _reason_line(sheet: ScoreSheet, names: dict[int, str], jury: Jury) -> ReasonLine:
    other = "en" if sheet.lang == "zh" else "zh"
    return ReasonLine(
        sheet,
        names.get(sheet.person_id, gettext("A juror")),
        [phrase(code) for code in sorted(sheet.phrases, key=lambda c: c not in STRENGTHS)],
        sheet.translations.get(other),
        other,
        bool(sheet.reason) and jury.state in (JuryState.OPEN, JuryState.CLOSED),
    )


@dataclass(frozen=True, slots=True)
class ResultLine:
    """A pitch with its place; the bar runs from `low` to `high` of 100, with a mark at `at`."""

    title: str
    lang: str
    company: str
    company_lang: str
    place: str
    tied: bool
    score: str
    span: str
    at: float
    low: float
    high: float
    n_sheets: int
    n_picks: int


@dataclass(frozen=True, slots=True)
class JurorFigure:
    """How a juror compares with the others."""

    name: str
    severity: str | None
    consistency: str | None


@dataclass(frozen=True, slots=True)
class ResultsPage:
    """`jury/results.html`."""

    title: str
    answer: str
    line: EventLine
    jury: Jury
    lines: list[ResultLine]
    jurors: list[JurorFigure]
    unit: str
    n_unjudged: int
    n_left_out: int
    n_groups: int
    n_hidden: int


def results_page(board: ResultsBoard) -> ResultsPage:
    """The order with how sure it is."""
    standing, jury = board.standing, board.jury
    by_id = {int(p.participant_id): p for p in board.pitches}
    shown = scale_of(jury.mode, jury.points)
    lines = [
        _result_line(r, by_id[int(r.participant_id)], shown, jury)
        for r in standing.rows
        if r.place is not None and int(r.participant_id) in by_id
    ]
    names = {int(m.person_id): m.name for m in board.members}
    consistent = {c.juror: c.value for c in standing.consistency}
    jurors = [
        JurorFigure(
            names.get(j, gettext("A juror")),
            signed(standing.severity[j]) if j in standing.severity else None,
            f"{consistent[j]:.2f}" if j in consistent else None,
        )
        for j in sorted(standing.severity.keys() | consistent.keys())
    ]
    return ResultsPage(
        gettext("Results of the jury"),
        _results_answer(lines),
        EventLine(board.event),
        jury,
        lines,
        jurors,
        gettext("Chance of being preferred to an average pitch, in percent")
        if jury.mode is JuryMode.PAIRS
        else gettext("Points of %(most)s, severity taken out", most=jury.points),
        len(standing.rows) - len(lines),
        standing.n_left_out,
        standing.n_groups,
        sum(p.company_id in board.hidden for p in board.pitches),
    )


def _results_answer(lines: list[ResultLine]) -> str:
    if not lines:
        return gettext("Nothing is submitted yet.")
    first = lines[0]
    if not first.tied:
        return gettext("%(pitch)s stands first, surely ahead of all others.", pitch=first.title)
    n = sum(line.place.startswith("1") and line.place.split("–")[0] == "1" for line in lines)
    return gettext("%(n)s pitches could stand first: the scores do not tell them apart.", n=n)


@dataclass(frozen=True, slots=True)
class Scale:
    """How scores are shown: of picks as percentages, of sheets as points."""

    picks: bool
    most: float

    def value(self, score: float) -> float:
        """The score on its shown scale."""
        return 100.0 / (1.0 + math.exp(-score)) if self.picks else score

    def share(self, score: float) -> float:
        """Where it stands on a bar of 100."""
        return round(min(max(self.value(score) * 100.0 / self.most, 0.0), 100.0), 2)

    def words(self, score: float) -> str:
        """One digit after the point is as much as a jury can know."""
        return f"{self.value(score):.0f}" if self.picks else f"{self.value(score):.1f}"


def scale_of(mode: JuryMode, points: int) -> Scale:
    """The scale of a jury's scores."""
    return Scale(mode is JuryMode.PAIRS, 100.0 if mode is JuryMode.PAIRS else float(points))


def place_words(best: int | None, worst: int | None) -> str:
    """A place, or the places that the scores do not rule out."""
    if best is None or worst is None:
        return gettext("not judged")
    return str(best) if best == worst else f"{best}–{worst}"


def _result_line(r: ResultRow, pitch: JuryPitch, shown: Scale, jury: Jury) -> ResultLine:
    score = r.score or 0.0
    low, high = (score if x is None else x for x in (r.low, r.high))
    span = (
        gettext("not known")
        if r.low is None
        else gettext("%(low)s to %(high)s", low=shown.words(low), high=shown.words(high))
    )
    return ResultLine(
        untitled(pitch.name),
        pitch.lang,
        pitch.company_name,
        pitch.company_lang,
        place_words(r.place_best, r.place_worst),
        r.place_best != r.place_worst,
        shown.words(score),
        span,
        shown.share(score),
        shown.share(low),
        shown.share(high),
        r.n_sheets,
        r.n_picks,
    )


def signed(value: float) -> str:
    """A difference with its sign."""
    return f"{'+' if value >= 0 else '−'}{abs(value):.1f}"
