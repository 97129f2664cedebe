"""The organiser's pages about submitted pitches, and the juror's."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from models.entities.nearest import NamedPitch
from models.entities.pitches import JurorEvent, JurorPitch, PitchComment, VersionRow, WaitingPitch
from models.entities.reviews import Decided, Decision
from web import formats
from web.forms.base import Parsed
from web.i18n import gettext, ngettext
from web.pages.jury_desk import DeskJury
from web.pages.pitch_words import CommentEntry, HistoryEntry, event_title, untitled
from web.services.comments import JurorDesk
from web.services.consents import SHOW_TO_PROVIDERS, SHOWCASE
from web.services.review import PitchUnderReview, Queue


@dataclass(frozen=True, slots=True)
class DecidedLine:
    """A decision of late."""

    row: Decided
    kind: str
    label: str


@dataclass(frozen=True, slots=True)
class ReviewQueuePage:
    """`review/queue.html`."""

    title: str
    answer: str
    waiting: tuple[WaitingPitch, ...]
    decided: tuple[DecidedLine, ...]


@dataclass(frozen=True, slots=True)
class AlikeLine:
    """A pitch that says nearly the same, and how nearly in words."""

    pitch: NamedPitch
    title: str
    nearly: str


@dataclass(frozen=True, slots=True)
class ReviewPage:
    """`review/pitch.html`."""

    title: str
    title_lang: str | None
    answer: str
    review: PitchUnderReview
    may_showcase: bool
    entries: list[HistoryEntry]
    alike: list[AlikeLine]
    alike_answer: str
    form: Parsed[object]


@dataclass(frozen=True, slots=True)
class JurorPitchLine:
    """A pitch on a juror's desk."""

    pitch: JurorPitch
    title: str
    commented: bool


@dataclass(frozen=True, slots=True)
class JurorEventPart:
    """An event with its pitches."""

    event: JurorEvent
    title: str
    lang: str
    starts_at: datetime
    pitches: list[JurorPitchLine]


@dataclass(frozen=True, slots=True)
class JurorEventsPage:
    """`juror/events.html`."""

    title: str
    answer: str
    events: list[JurorEventPart]
    juries: list[DeskJury]


@dataclass(frozen=True, slots=True)
class JurorPitchPage:
    """`juror/pitch.html`."""

    title: str
    answer: str
    pitch: JurorPitch
    event: str
    event_lang: str
    comments: list[CommentEntry]
    form: Parsed[object]


def queue_page(queue: Queue) -> ReviewQueuePage:
    """What waits, with how many and since when."""
    n = len(queue.waiting)
    if n:
        answer = ngettext(
            "%(num)s pitch waits, since %(day)s.",
            "%(num)s pitches wait, the oldest since %(day)s.",
            n,
            day=formats.date(queue.waiting[0].submitted_at),
        )
    else:
        answer = gettext("No pitch waits.")
    return ReviewQueuePage(
        gettext("Review pitches"),
        answer,
        tuple(queue.waiting),
        tuple(
            DecidedLine(
                d,
                *(
                    ("good", gettext("Approved"))
                    if d.decision is Decision.APPROVED
                    else ("attention", gettext("Returned"))
                ),
            )
            for d in queue.decided
        ),
    )


def review_page(found: PitchUnderReview, form: Parsed[object]) -> ReviewPage:
    """One version to decide on, with what was said about earlier ones."""
    if found.waits:
        answer = gettext(
            "Version %(n)s waits since %(day)s.",
            n=found.version.version,
            day=formats.date(found.head.submitted_at),
        )
    elif found.head.on_show:
        answer = gettext("Approved and shown to vetted providers.")
    elif not found.agreed(SHOW_TO_PROVIDERS):
        answer = gettext("Decided on; nobody can see it, because the founder's consent is not in force.")
    else:
        answer = gettext("Returned to its founder.")
    return ReviewPage(
        untitled(found.version.text.name),
        found.version.text.lang if found.version.text.name else None,
        answer,
        found,
        found.agreed(SHOWCASE),
        [_entry(row) for row in found.history if row.reviewed_at is not None],
        [
            AlikeLine(
                a.pitch, untitled(a.pitch.name), gettext("%(percent)s %% alike", percent=int(a.score * 100))
            )
            for a in found.alike or ()
        ],
        _alike_answer(found),
        form,
    )


def _alike_answer(found: PitchUnderReview) -> str:
    if found.alike is None:
        return gettext("Not compared yet: the text is read within a few seconds of being submitted.")
    n = len(found.alike)
    if not n:
        return gettext("No other pitch says nearly the same.")
    return ngettext(
        "%(num)s other pitch says nearly the same.", "%(num)s other pitches say nearly the same.", n
    )


def _entry(row: VersionRow) -> HistoryEntry:
    approved = row.decision == Decision.APPROVED
    return HistoryEntry(
        row.reviewed_at or row.saved_at,
        gettext("Version %(n)s approved", n=row.version)
        if approved
        else gettext("Version %(n)s returned", n=row.version),
        "good" if approved else "attention",
        f"{row.reviewer_name} · {row.body_name}",
        row.comment or None,
        row.review_lang,
    )


def juror_page(desk: JurorDesk, juries: list[DeskJury]) -> JurorEventsPage:
    """A juror's events, with how many pitches wait for a word."""
    parts = []
    for event, pitches in desk.events:
        title, lang = event_title(event.title_zh, event.title_en)
        lines = [JurorPitchLine(p, untitled(p.text.name), p.n_comments > 0) for p in pitches]
        parts.append(JurorEventPart(event, title, lang, event.starts_at, lines))
    n = desk.n_without_comment
    answer = (
        ngettext("%(num)s pitch waits for your comment.", "%(num)s pitches wait for your comment.", n)
        if n
        else gettext("No pitch waits for your comment.")
    )
    waiting = next((j for j in juries if j.is_open or j.n_unsaid), None)
    return JurorEventsPage(
        gettext("Pitches to comment on"), answer if waiting is None else waiting.progress, parts, juries
    )


def juror_pitch_page(
    pitch: JurorPitch, comments: Sequence[PitchComment], form: Parsed[object]
) -> JurorPitchPage:
    """One pitch with the juror's own comments."""
    title, lang = event_title(pitch.event_title_zh, pitch.event_title_en)
    n = len(comments)
    answer = (
        ngettext(
            "You have written %(num)s comment; the founder reads it with your name.",
            "You have written %(num)s comments; the founder reads them with your name.",
            n,
        )
        if n
        else gettext("The founder reads what you write, with your name.")
    )
    entries = [CommentEntry(c.person_name, title, lang, c.body, c.lang, c.written_at) for c in comments]
    return JurorPitchPage(untitled(pitch.text.name), answer, pitch, title, lang, entries, form)
