"""Pages of matching: the provider's list, one pitch with its reasons, introductions, who fits a pitch."""

from __future__ import annotations

from dataclasses import dataclass

from matcher.glossing import Gloss
from models.entities.matching import Candidate, Introduction, ProviderFacts
from models.entities.pitches import ShownPitch
from models.entities.viewer import Acting
from web.forms.base import Parsed
from web.i18n import gettext
from web.opening_words import OfferLine, substitute_sentence
from web.pages.admin import Paging
from web.pages.fits import SideFit
from web.reasons import ReasonLine, ScorePart
from web.services.matching import ListAsked, MatchList
from web.services.who_fits import FounderMatches


@dataclass(frozen=True, slots=True)
class MatchRow:
    """One pitch of the list."""

    place: int
    pitch: Candidate
    # None in a list by date.
    fit: float | None
    parts: list[ScorePart]
    reasons: list[ReasonLine]
    # How often such pairs came to something; None where data is thin.
    chance: str | None
    lifted: bool


@dataclass(frozen=True, slots=True)
class Chip:
    """A filter in use."""

    label: str
    href: str


@dataclass(frozen=True, slots=True)
class MatchesPage:
    """`matches/list.html`."""

    title: str
    answer: str
    found: MatchList
    rows: list[MatchRow]
    paging: Paging
    form: Parsed[ListAsked]
    choices: list[tuple[str, str]]
    chips: list[Chip]
    organisations: list[Acting]
    here: str
    words: str
    words_read: bool
    by_date: bool


@dataclass(frozen=True, slots=True)
class PairPage:
    """`matches/pitch.html`."""

    title: str
    answer: str
    shown: ShownPitch
    acting: Acting
    pitch: Candidate
    fit: float | None
    sides: list[SideFit]
    parts: list[ScorePart]
    reasons: list[ReasonLine]
    # How the Chinese one of the two quoted sentences was read, where the other one is not Chinese.
    glosses: tuple[Gloss, ...]
    gates: list[str]
    offers: list[OfferLine]
    introduction: Introduction | None
    model_version: str
    form: Parsed[object]


@dataclass(frozen=True, slots=True)
class IntroductionsPage:
    """`matches/introductions.html`, for either side."""

    title: str
    answer: str
    introductions: list[Introduction]
    as_founder: bool


@dataclass(frozen=True, slots=True)
class ProviderRow:
    """A provider as a founder sees it."""

    provider: ProviderFacts
    # None in a list by date.
    fit: float | None
    parts: list[ScorePart]
    reasons: list[ReasonLine]
    introduction: Introduction | None


@dataclass(frozen=True, slots=True)
class WhoFitsPage:
    """`matches/who_fits.html`."""

    title: str
    answer: str
    pitch_id: int
    pitch_name: str
    rows: list[ProviderRow]
    waiting: list[Introduction]
    gated: list[str]
    full: list[FullLine]
    by_date: bool


@dataclass(frozen=True, slots=True)
class FullLine:
    """A full provider that would have stood high in a founder's list, and the nearest free ones in words."""

    name: str
    lang: str
    text: str
    instead: list[str]


@dataclass(frozen=True, slots=True)
class OpeningsPage:
    """`matches/openings.html`: what would open more pitches to a provider."""

    title: str
    answer: str
    acting: Acting
    organisations: list[Acting]
    has_profile: bool
    gated: list[str]
    room: list[OfferLine]
    offers: list[OfferLine]


@dataclass(frozen=True, slots=True)
class FounderOpeningsPage:
    """`matches/founder_openings.html`: what would open more providers to a pitch."""

    title: str
    answer: str
    pitch_id: int
    gated: list[str]
    offers: list[OfferLine]
    better: list[OfferLine]


def full_lines(found: FounderMatches) -> list[FullLine]:
    """The full ones that would have stood high, each with the nearest free ones."""
    lines = []
    for one in found.deflected:
        full = found.known[one.provider.id]
        lines.append(
            FullLine(
                full.name,
                full.lang,
                gettext("Would stand at place %(place)s, and is full now.", place=one.place),
                [
                    substitute_sentence(s, full.name, found.known[s.id].name)
                    for s in one.instead
                    if s.id in found.known
                ],
            )
        )
    return lines
