"""Up to four pitches side by side: a row a fact, marked where they differ."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from models.entities.matching import Candidate
from models.entities.search import FoundPitch
from web import formats
from web.i18n import gettext, ngettext
from web.pages.search import PITCH_ROUTES
from web.reasons import ReasonLine, ScorePart, gate_sentence, reason_lines, score_parts
from web.services.comparing import Compared, Comparison
from web.vocabulary import label


@dataclass(frozen=True, slots=True)
class Column:
    """One pitch: its name and where it leads, and for a provider its fit."""

    name: str
    lang: str
    company: str
    company_lang: str
    route: str
    pitch_id: int
    fit: float | None
    parts: list[ScorePart]
    reasons: list[ReasonLine]
    gates: list[str]
    candidate: Candidate | None


@dataclass(frozen=True, slots=True)
class FactRow:
    """One fact of each pitch, in the columns' order."""

    term: str
    values: list[str]
    # User text keeps its language; None is the reader's.
    langs: list[str | None]
    differs: bool


@dataclass(frozen=True, slots=True)
class ComparePage:
    """`search/compare.html`."""

    title: str
    answer: str
    columns: list[Column] = field(default_factory=list)
    facts: list[FactRow] = field(default_factory=list)
    words: list[FactRow] = field(default_factory=list)
    with_fit: bool = False
    organisation_id: int | None = None
    back: str = ""


def nothing_page(answer: str) -> ComparePage:
    """Too few or too many were ticked."""
    return ComparePage(gettext("Compare pitches"), answer)


def compare_page(found: Comparison, back: str) -> ComparePage:
    """The pitches side by side; what is the same in all of them is not marked."""
    pitches = [one.pitch for one in found.pitches]
    facts = [_row(term, pitches, said) for term, said in _facts()]
    n_differ = sum(row.differs for row in facts)
    return ComparePage(
        gettext("Compare pitches"),
        ngettext(
            "%(pitches)s pitches differ in %(num)s fact.",
            "%(pitches)s pitches differ in %(num)s facts.",
            n_differ,
            pitches=len(pitches),
        ),
        [_column(one) for one in found.pitches],
        facts,
        [
            row
            for row in (_row(term, pitches, said, own_words=True) for term, said in _texts())
            if any(row.values)
        ],
        any(one.judged.ranked is not None or one.judged.gates for one in found.pitches),
        found.acting.organisation_id if found.acting is not None else None,
        back,
    )


def _column(one: Compared) -> Column:
    pitch, ranked = one.pitch, one.judged.ranked
    return Column(
        pitch.name or pitch.company_name,
        pitch.lang,
        pitch.company_name,
        pitch.company_lang,
        PITCH_ROUTES[pitch.via],
        pitch.pitch_id,
        ranked.fit if ranked else None,
        score_parts(ranked) if ranked else [],
        reason_lines(ranked) if ranked else [],
        [gate_sentence(gate) for gate in one.judged.gates],
        one.candidate,
    )


Said = Callable[[FoundPitch], str]


def _facts() -> list[tuple[str, Said]]:
    return [
        (gettext("Stage"), lambda p: label("stage", p.stage)),
        (gettext("Sector"), _sectors),
        (gettext("Seeks"), _seeks),
        (gettext("Place"), lambda p: label("district", p.district) + (f" · {p.city}" if p.city else "")),
        (gettext("Founder category"), lambda p: label("category", p.main_category)),
        (gettext("Written in"), lambda p: label("language", p.lang)),
    ]


def _texts() -> list[tuple[str, Said]]:
    return [
        (gettext("In one line"), lambda p: p.one_line),
        (gettext("Problem"), lambda p: p.problem),
        (gettext("Solution"), lambda p: p.solution),
        (gettext("Market"), lambda p: p.market),
        (gettext("Team"), lambda p: p.team),
    ]


def _row(term: str, pitches: list[FoundPitch], said: Said, *, own_words: bool = False) -> FactRow:
    values = [said(pitch) for pitch in pitches]
    langs = [pitch.lang if own_words else None for pitch in pitches]
    return FactRow(term, values, langs, len(set(values)) > 1)


def _sectors(pitch: FoundPitch) -> str:
    return " · ".join(label("sector", s) for s in (pitch.sector, pitch.sector2) if s) or label("sector", None)


def _seeks(pitch: FoundPitch) -> str:
    asks = [
        " ".join(
            (
                label("instrument", seek.instrument),
                formats.money_range(seek.amount_min, seek.amount_max, pitch.currency),
            )
        )
        for seek in pitch.seeks
    ]
    return formats.semicolon().join(asks) if asks else gettext("not known")
