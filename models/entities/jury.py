"""The jury of an event: its rules, its people, what keeps them from judging, and what they wrote."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from models.entities.ids import EventId, OrganisationId, ParticipantId, PersonId, PitchId


class JuryMode(StrEnum):
    """How jurors judge."""

    RUBRIC = "rubric"
    PAIRS = "pairs"
    BOTH = "both"

    @property
    def has_sheets(self) -> bool:
        """Whether jurors fill in score sheets."""
        return self is not JuryMode.PAIRS

    @property
    def has_pairs(self) -> bool:
        """Whether jurors pick between two."""
        return self is not JuryMode.RUBRIC


class JuryState(StrEnum):
    """Where scoring is."""

    SETUP = "setup"
    OPEN = "open"
    CLOSED = "closed"
    RELEASED = "released"


class ConflictKind(StrEnum):
    """DOMAIN.md section 8."""

    EMPLOYER = "employer"
    INVESTOR = "investor"
    RIVAL = "rival"
    ADVISER = "adviser"
    FAMILY = "family"
    SUPERVISOR = "supervisor"
    HOUSE = "house"
    TRADE = "trade"
    INCUBATOR = "incubator"


# What nobody may set aside once a person has said it of themselves.
PINNED = frozenset({ConflictKind.EMPLOYER, ConflictKind.INVESTOR, ConflictKind.FAMILY})


@dataclass(frozen=True, slots=True)
class NewCriterion:
    """A criterion as an organiser writes it."""

    name_zh: str
    name_en: str
    about_zh: str
    about_en: str
    weight: int


@dataclass(frozen=True, slots=True)
class Criterion:
    """What is scored, in both languages."""

    id: int
    name_zh: str
    name_en: str
    about_zh: str
    about_en: str
    weight: int

    def name_for(self, locale: str) -> str:
        """The name in the reader's language."""
        return self.name_zh if locale == "zh" else self.name_en

    def about_for(self, locale: str) -> str:
        """The explanation in the reader's language; perhaps empty."""
        return self.about_zh if locale == "zh" else self.about_en


@dataclass(frozen=True, slots=True)
class JuryRules:
    """What an organiser decides about a jury."""

    mode: JuryMode
    jurors_per_pitch: int
    least_pitches: int
    most_pitches: int
    points: int
    drop_extremes: bool
    pitch_minutes: int
    question_minutes: int
    look_back_years: int
    criteria: tuple[NewCriterion, ...]


@dataclass(frozen=True, slots=True)
class Jury:
    """A jury as it is on record."""

    event_id: EventId
    mode: JuryMode
    jurors_per_pitch: int
    least_pitches: int
    most_pitches: int
    points: int
    drop_extremes: bool
    pitch_minutes: int
    question_minutes: int
    look_back_years: int
    state: JuryState
    revision: int
    wanted_at: datetime | None
    assigned_at: datetime | None
    value: float | None
    bound: float | None
    optimal: bool | None
    notes: list[dict[str, Any]]
    closed_at: datetime | None
    closed_without: str
    released_at: datetime | None
    shows_places: bool
    is_public: bool
    criteria: tuple[Criterion, ...]


@dataclass(frozen=True, slots=True)
class JuryPitch:
    """A pitch that the jury judges."""

    participant_id: ParticipantId
    pitch_id: PitchId
    company_id: OrganisationId
    company_name: str
    company_lang: str
    name: str
    lang: str
    sector: str | None
    sector2: str | None


@dataclass(frozen=True, slots=True)
class JuryMember:
    """A juror with what the assignment asks of them."""

    person_id: PersonId
    name: str
    email: str
    locale: str
    most_pitches: int | None
    away_at: datetime | None
    sectors: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class InterestConflict:
    """A conflict of interest between a person and a company that pitches.

    `evidence` is the side that declared it (juror, company, organiser) or what shows it (membership,
    mail_domain, record, deal, house, tenancy).
    """

    person_id: PersonId
    person_name: str
    company_id: OrganisationId
    company_name: str
    company_lang: str
    kind: ConflictKind
    evidence: str
    since: date | None
    until: date | None
    pinned: bool
    note: str
    declared_id: int | None
    lifted_because: str | None
    lifted_at: datetime | None
    in_force: bool
    is_juror: bool


@dataclass(frozen=True, slots=True)
class Seat:
    """A juror and a pitch: assigned, in reserve, or decided by hand."""

    participant_id: ParticipantId
    person_id: PersonId
    judges: bool
    reserve: int | None
    rule: str | None
    sheet: str | None


@dataclass(frozen=True, slots=True)
class JurorTask:
    """A pitch of a jury as one of its jurors may know of it before reading."""

    event_id: EventId
    title_zh: str
    title_en: str
    starts_at: datetime
    timezone: str
    mode: JuryMode
    state: JuryState
    participant_id: ParticipantId
    pitch_id: PitchId
    name: str
    lang: str
    sector: str | None
    company_id: OrganisationId
    company_name: str
    company_lang: str
    said: bool
    conflicted: bool
    assigned: bool
    sheet: str | None
    away: bool | None

    @property
    def to_score(self) -> bool:
        """Whether a sheet is expected of the juror; where they pick pairs it holds the reason alone."""
        return self.assigned and not self.conflicted


@dataclass(frozen=True, slots=True)
class SheetInput:
    """What a juror gives: points by criterion, and the reason for the founder."""

    points: Mapping[int, int]
    phrases: tuple[str, ...]
    reason: str
    lang: str
    signed: bool


@dataclass(frozen=True, slots=True)
class ScoreSheet:
    """A sheet on record; `points` by criterion."""

    id: int
    event_id: EventId
    participant_id: ParticipantId
    person_id: PersonId
    state: str
    revision: int
    phrases: tuple[str, ...]
    reason: str
    lang: str
    signed: bool
    saved_at: datetime
    submitted_at: datetime | None
    points: Mapping[int, int]
    translations: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class FounderReason:
    """A reason as its founder reads it; a name only where the juror signed."""

    id: int
    participant_id: int
    phrases: tuple[str, ...]
    reason: str
    lang: str
    translations: dict[str, str]
    person_name: str | None


@dataclass(frozen=True, slots=True)
class PickRow:
    """Which of two a juror would rather fund."""

    id: int
    person_id: PersonId
    winner_id: ParticipantId
    loser_id: ParticipantId
    tie: bool
    picked_at: datetime


@dataclass(frozen=True, slots=True)
class ResultRow:
    """What one pitch came to; the places None where nobody judged it."""

    participant_id: ParticipantId
    n_sheets: int
    n_picks: int
    score: float | None
    low: float | None
    high: float | None
    place: int | None
    place_best: int | None
    place_worst: int | None


@dataclass(frozen=True, slots=True)
class FounderResult:
    """The released result of one's own pitch."""

    participant_id: ParticipantId
    name: str
    lang: str
    title_zh: str
    title_en: str
    shows_places: bool
    score: float | None
    low: float | None
    high: float | None
    place: int | None
    place_best: int | None
    place_worst: int | None
    points: int
    mode: JuryMode
    n_pitches: int


@dataclass(frozen=True, slots=True)
class FounderJury:
    """One's own pitch at an event; `state` is None where no jury scores."""

    participant_id: ParticipantId
    company_id: OrganisationId
    name: str
    lang: str
    title_zh: str
    title_en: str
    state: JuryState | None


@dataclass(frozen=True, slots=True)
class PublicResult:
    """A place that anybody may read; a name only where the founder agreed to a showcase."""

    place: int
    place_best: int
    place_worst: int
    pitch_id: PitchId | None
    name: str | None
    lang: str | None
    company_name: str | None
    company_lang: str | None
