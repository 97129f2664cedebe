"""Pages of a jury for founders and anybody: what it says, in the reader's language if it was written so."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

from models.entities.events import Event
from models.entities.jury import (
    FounderJury,
    FounderReason,
    FounderResult,
    JuryMember,
    JuryState,
    PublicResult,
)
from web.forms.base import Parsed
from web.i18n import current_locale, gettext, ngettext
from web.jury_words import kind_options, phrase
from web.pages.events import EventLine
from web.pages.juries import ConflictLine, conflict_line, title_of_event
from web.pages.jury_outcome import place_words, scale_of
from web.pages.pitch_words import untitled
from web.services.jury_phrases import STRENGTHS, TO_WORK_ON
from web.services.jury_results import FounderBoard


@dataclass(frozen=True, slots=True)
class ReasonEntry:
    """A reason in the founder's language where a person wrote it so."""

    strengths: list[str]
    to_work_on: list[str]
    text: str
    lang: str
    original: str | None
    translated: bool
    signed: str | None


@dataclass(frozen=True, slots=True)
class FounderEntry:
    """A founder's own pitch with what the jury says."""

    name: str
    lang: str
    band: str
    place: str | None
    score: str | None
    reasons: list[ReasonEntry]


@dataclass(frozen=True, slots=True)
class FounderJuryPage:
    """`founder/jury.html`."""

    title: str
    answer: str
    event_id: int
    event: str
    event_lang: str
    results: list[FounderEntry]
    entries: list[FounderJury]
    jurors: list[JuryMember]
    declared: list[ConflictLine]
    form: Parsed[Any]
    kinds: list[tuple[str, str]]
    people: list[tuple[str, str]]
    companies: list[tuple[str, str]]
    may_declare: bool


def founder_jury_page(event_id: int, board: FounderBoard, form: Parsed[Any]) -> FounderJuryPage:
    """What the jury says, or who will judge."""
    titles = [(e.title_zh, e.title_en) for e in board.entries] + [
        (r.title_zh, r.title_en) for r, _ in board.results
    ]
    event, lang = title_of_event(*titles[0])
    results = [_founder_entry(r, reasons) for r, reasons in board.results]
    n = sum(len(r.reasons) for r in results)
    if results:
        answer = ngettext("%(num)s juror wrote to you.", "%(num)s jurors wrote to you.", n)
    elif any(e.state is not None for e in board.entries):
        answer = gettext("The jury has not finished; you will get a mail.")
    else:
        answer = gettext("No jury scores at this event; its jurors may comment on your pitch.")
    may = bool(board.entries) and all(e.state in (JuryState.SETUP, JuryState.OPEN) for e in board.entries)
    return FounderJuryPage(
        gettext("What the jury says") if results else gettext("The jury"),
        answer,
        event_id,
        event,
        lang,
        results,
        board.entries,
        board.jurors,
        [conflict_line(c, None) for c in board.conflicts],
        form,
        kind_options(),
        [(str(m.person_id), m.name) for m in board.jurors],
        [(str(e.company_id), untitled(e.name)) for e in board.entries],
        may,
    )


def _founder_entry(result: FounderResult, reasons: list[FounderReason]) -> FounderEntry:
    place = score = None
    if result.shows_places and result.place_best is not None:
        place = gettext(
            "Place %(place)s of %(total)s",
            place=place_words(result.place_best, result.place_worst),
            total=result.n_pitches,
        )
        if result.score is not None:
            score = scale_of(result.mode, result.points).words(result.score)
    return FounderEntry(
        untitled(result.name),
        result.lang,
        band_words(result.place_best, result.place_worst, result.n_pitches),
        place,
        score,
        [_reason_entry(r) for r in reasons],
    )


def band_words(best: int | None, worst: int | None, total: int) -> str:
    """In which third of the field a pitch stands, as surely as the scores tell."""
    if best is None or worst is None or total < 1:
        return gettext("The jury did not score this pitch.")
    if total < 6:
        return gettext("With so few pitches the jury tells reasons rather than places.")
    third = {
        1: gettext("the first third"),
        2: gettext("the middle third"),
        3: gettext("the last third"),
    }
    high, low = (math.ceil(3 * place / total) for place in (best, worst))
    if high == low:
        return gettext("Your pitch stands in %(third)s of %(total)s.", third=third[high], total=total)
    return gettext(
        "Your pitch stands between %(high)s and %(low)s of %(total)s; the scores do not tell more exactly.",
        high=third[high],
        low=third[low],
        total=total,
    )


def _reason_entry(reason: FounderReason) -> ReasonEntry:
    locale = current_locale()
    translation = reason.translations.get(locale) if reason.lang != locale else None
    return ReasonEntry(
        [phrase(c) for c in reason.phrases if c in STRENGTHS],
        [phrase(c) for c in reason.phrases if c in TO_WORK_ON],
        translation or reason.reason,
        locale if translation else reason.lang,
        reason.reason if translation else None,
        reason.lang == locale or translation is not None or not reason.reason,
        reason.person_name,
    )


@dataclass(frozen=True, slots=True)
class PublicLine:
    """A place that anybody may read."""

    result: PublicResult
    place: str
    tied: bool


@dataclass(frozen=True, slots=True)
class PublicJuryPage:
    """`jury/public.html`."""

    title: str
    answer: str
    line: EventLine
    lines: list[PublicLine]


def public_jury_page(event: Event, results: list[PublicResult]) -> PublicJuryPage:
    """The first places, ties told as ties."""
    return PublicJuryPage(
        gettext("Results of the jury"),
        gettext("The first places, as surely as the jury's scores tell them."),
        EventLine(event),
        [
            PublicLine(r, place_words(r.place_best, r.place_worst), r.place_best != r.place_worst)
            for r in results
        ],
    )
