"""The page of exposure and first looks."""

from __future__ import annotations

from dataclasses import dataclass

from matcher.fairness import POOLED, GroupExposure
from models.entities.fairness import NewRules
from web import formats
from web.forms.base import Parsed
from web.i18n import gettext, ngettext
from web.reasons import gate_count_sentence
from web.services.fairness import NOT_STATED, Fairness
from web.vocabulary import label


@dataclass(frozen=True, slots=True)
class ExposureBar:
    """A group's share of the attention as a bar, with its share of the pitches as a mark."""

    label: str
    n: float
    shown: str
    target: float
    target_shown: str
    note: str | None


@dataclass(frozen=True, slots=True)
class ExposureRow:
    """The same as figures."""

    group: str
    n_pitches: str
    pitch_share: str
    exposure_share: str
    ratio: str
    interval: str
    words: str


@dataclass(frozen=True, slots=True)
class Exposure:
    """One way of grouping: bars, and the table behind them."""

    caption: str
    head: str
    bars: list[ExposureBar]
    rows: list[ExposureRow]


@dataclass(frozen=True, slots=True)
class ShortText:
    """A pitch that falls short, and why."""

    name: str
    lang: str
    text: str
    why: list[str]


@dataclass(frozen=True, slots=True)
class FairnessPage:
    """`fairness/show.html`."""

    title: str
    answer: str
    found: Fairness
    tables: list[Exposure]
    shorts: list[ShortText]
    form: Parsed[NewRules]
    role: str


def exposure(caption: str, head: str, kind: str, rows: list[GroupExposure]) -> Exposure:
    """One way of grouping in words."""
    return Exposure(
        caption,
        head,
        [
            ExposureBar(
                _name(kind, row),
                round(100 * row.exposure_share, 1),
                _percent(row.exposure_share),
                round(100 * row.pitch_share, 1),
                _percent(row.pitch_share),
                _members(kind, row),
            )
            for row in rows
        ],
        [
            ExposureRow(
                _name(kind, row),
                formats.number(row.n_pitches),
                _percent(row.pitch_share),
                _percent(row.exposure_share),
                formats.number(row.ratio, 2),
                f"{formats.number(row.low, 2)}–{formats.number(row.high, 2)}",
                _verdict(row),
            )
            for row in rows
        ],
    )


def short_texts(found: Fairness) -> list[ShortText]:
    """Pitches that fall short, each with what stands in the way."""
    texts = []
    for one in found.shorts:
        text = ngettext(
            "stands high in %(reached)s lists; %(num)s list is open to it.",
            "stands high in %(reached)s lists; %(num)s lists are open to it.",
            one.n_open,
            reached=one.reached,
        )
        why = [gate_count_sentence(code, n) for code, n in one.gates.items()]
        if one.n_open >= one.reached + one.missing:
            why.insert(0, gettext("The places set aside were not enough for everybody."))
        texts.append(ShortText(one.pitch_name, one.pitch_lang, text, why))
    return texts


def _name(kind: str, row: GroupExposure) -> str:
    if row.group == POOLED:
        return gettext("Small groups together")
    return _label(kind, row.group)


def _label(kind: str, code: str) -> str:
    return gettext("not stated") if code == NOT_STATED else label(kind, code)


def _members(kind: str, row: GroupExposure) -> str | None:
    """Which groups a pooled row holds."""
    return gettext(", ").join(_label(kind, code) for code in row.pooled) or None


def _percent(share: float) -> str:
    return f"{formats.number(100 * share, 1)}\u00a0%"


def _verdict(row: GroupExposure) -> str:
    """What the interval lets one say."""
    if row.high < 1.0:
        return gettext("seen less than its number")
    if row.low > 1.0:
        return gettext("seen more than its number")
    return gettext("no difference that is sure")
