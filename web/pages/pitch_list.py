"""A founder's list of pitches, each with its next step."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from models.entities.pitches import PitchRow
from models.entities.vocabulary import PitchStatus
from web import formats
from web.forms.base import Parsed, blank
from web.i18n import gettext, ngettext
from web.pages.pitch_words import PILLS, untitled
from web.vocabulary import label


@dataclass(frozen=True, slots=True)
class NextStep:
    """The one button of a line or page."""

    label: str
    route: str


@dataclass(frozen=True, slots=True)
class PitchLine:
    """A pitch in the list, with where it stands in words."""

    row: PitchRow
    title: str
    pill: str
    status: str
    state: str
    next: NextStep


@dataclass(frozen=True, slots=True)
class PitchesPage:
    """`founder/pitches.html`."""

    title: str
    answer: str
    lines: list[PitchLine]
    # The deck with which somebody without any pitch begins.
    deck: Parsed[object]


def pitches_page(rows: Sequence[PitchRow], deck: Parsed[object] | None = None) -> PitchesPage:
    """The list with its answer."""
    shown = sum(r.on_show for r in rows)
    if not rows:
        answer = gettext(
            "You have no pitch yet. Describe your project once, and providers who fit can find it."
        )
    else:
        answer = ngettext(
            "Vetted providers see %(shown)s of your %(num)s pitch.",
            "Vetted providers see %(shown)s of your %(num)s pitches.",
            len(rows),
            shown=shown,
        )
    return PitchesPage(gettext("My pitches"), answer, [_line(r) for r in rows], deck or blank())


def _line(row: PitchRow) -> PitchLine:
    return PitchLine(
        row,
        untitled(row.name),
        PILLS[row.status],
        label("pitch_status", row.status),
        _state(row),
        _next(row),
    )


def _state(row: PitchRow) -> str:
    if row.on_show:
        seen = ngettext("Read by %(num)s organisation.", "Read by %(num)s organisations.", row.n_readers)
        if row.n_open_introductions:
            asked = ngettext(
                "%(num)s wants to meet you.", "%(num)s want to meet you.", row.n_open_introductions
            )
            return formats.sentences(asked, seen)
        return seen
    return {
        PitchStatus.DRAFT: gettext("Only your company can see it."),
        PitchStatus.SUBMITTED: gettext("It waits for an organiser."),
        PitchStatus.RETURNED: gettext("An organiser asks for changes."),
        PitchStatus.APPROVED: gettext("Approved, but nobody can see it: your consent is not in force."),
        PitchStatus.WITHDRAWN: gettext("Nobody outside your company can see it."),
    }[row.status]


def _next(row: PitchRow) -> NextStep:
    if row.n_open_introductions and row.on_show:
        return NextStep(gettext("Answer them"), "founder.pitch")
    if row.status in (PitchStatus.DRAFT, PitchStatus.RETURNED) or (
        row.has_draft and row.status is not PitchStatus.SUBMITTED
    ):
        return NextStep(gettext("Go on writing"), "founder.pitch_edit")
    if row.status is PitchStatus.APPROVED and not row.on_show:
        return NextStep(gettext("Give consent again"), "founder.pitch")
    return NextStep(gettext("Open"), "founder.pitch")
