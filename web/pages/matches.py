"""Pages of matching: the provider's list, one pitch with its reasons, introductions, who fits a pitch."""

from __future__ import annotations

from dataclasses import dataclass

from models.entities.matching import Candidate, Introduction, MatchFilters, ProviderFacts
from models.entities.pitches import ShownPitch
from models.entities.viewer import Acting
from web.forms.base import Parsed
from web.pages.fits import SideFit
from web.reasons import ReasonLine, ScorePart
from web.services.matching import MatchList


@dataclass(frozen=True, slots=True)
class MatchRow:
    """One pitch of the list."""

    place: int
    pitch: Candidate
    fit: float
    parts: list[ScorePart]
    reasons: list[ReasonLine]
    # How often such pairs came to something; None where data is thin.
    chance: str | None


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
    form: Parsed[MatchFilters]
    choices: list[tuple[str, str]]
    chips: list[Chip]
    organisations: list[Acting]
    here: str
    words: str
    words_read: bool


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
    gates: list[str]
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
    fit: float
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
    pitch_lang: str
    rows: list[ProviderRow]
    waiting: list[Introduction]
    gated: list[str]
