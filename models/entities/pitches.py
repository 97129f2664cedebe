"""A pitch from draft to approval: its text by version, its deck, consents, reviews and readers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from models.entities.ids import DeckId, EventId, OrganisationId, PitchId
from models.entities.vocabulary import FounderCategory, Instrument, PitchStatus, Stage


@dataclass(frozen=True, slots=True)
class Seek:
    """One thing that a founder seeks, with its range in minor units; an open end is None."""

    instrument: Instrument
    amount_min: int | None
    amount_max: int | None


@dataclass(frozen=True, slots=True)
class PitchDraft:
    """What a founder types; anything may still be missing."""

    lang: str
    name: str = ""
    one_line: str = ""
    problem: str = ""
    solution: str = ""
    market: str = ""
    team: str = ""
    main_category: FounderCategory | None = None
    categories: tuple[FounderCategory, ...] = ()
    sector: str | None = None
    sector2: str | None = None
    stage: Stage | None = None
    district: str | None = None
    city: str = ""
    space_id: OrganisationId | None = None
    seeks: tuple[Seek, ...] = ()
    terms: str = ""


@dataclass(frozen=True, slots=True)
class PitchText:
    """What a version says, without the terms, which only some may read."""

    lang: str
    name: str
    one_line: str
    problem: str
    solution: str
    market: str
    team: str
    main_category: FounderCategory | None
    categories: tuple[FounderCategory, ...]
    sector: str | None
    sector2: str | None
    stage: Stage | None
    district: str | None
    city: str
    space_id: OrganisationId | None
    space_name: str | None
    seeks: tuple[Seek, ...]
    currency: str


@dataclass(frozen=True, slots=True)
class Deck:
    """A file of slides that goes with one or more versions."""

    id: DeckId
    pitch_id: PitchId
    sha256: str
    filename: str
    media_type: str
    size_bytes: int
    uploaded_at: datetime
    extraction: str
    extraction_error: str | None
    n_pages: int | None


@dataclass(frozen=True, slots=True)
class PitchVersion:
    """One version; without `frozen_at` it is the draft."""

    pitch_id: PitchId
    version: int
    revision: int
    text: PitchText
    terms: str
    deck: Deck | None
    saved_at: datetime
    saved_by_name: str | None
    frozen_at: datetime | None


@dataclass(frozen=True, slots=True)
class DraftToken:
    """Which state of the text a form was opened on; a save names it."""

    version: int
    revision: int

    def __str__(self) -> str:
        """As a hidden field carries it."""
        return f"{self.version}.{self.revision}"


@dataclass(frozen=True, slots=True)
class PitchHead:
    """Where a pitch stands, for its founder and for the organiser who reviews it."""

    id: PitchId
    company_id: OrganisationId
    company_name: str
    company_lang: str
    company_uscc: str | None
    status: PitchStatus
    approved_version: int | None
    latest_version: int
    has_draft: bool
    on_show: bool
    showcased: bool
    changed_at: datetime
    submitted_at: datetime | None
    approved_at: datetime | None
    # How far along the path: asked to meet, an introduction agreed, a place in an event, a first on record.
    n_open_introductions: int
    n_introductions: int
    n_events: int
    n_firsts: int


@dataclass(frozen=True, slots=True)
class PitchRow:
    """A line of a founder's list."""

    id: PitchId
    company_name: str
    name: str
    one_line: str
    lang: str
    status: PitchStatus
    has_draft: bool
    on_show: bool
    showcased: bool
    changed_at: datetime
    n_open_introductions: int
    n_readers: int
    # The text of a consent has changed since somebody agreed to it.
    asks_again: bool


@dataclass(frozen=True, slots=True)
class VersionRow:
    """A line of a pitch's history: when a version was saved and what a reviewer said."""

    version: int
    name: str
    lang: str
    saved_at: datetime
    saved_by_name: str | None
    frozen_at: datetime | None
    decision: str | None
    comment: str | None
    review_lang: str | None
    reviewed_at: datetime | None
    reviewer_name: str | None
    body_name: str | None


@dataclass(frozen=True, slots=True)
class Consent:
    """Somebody agreed to one purpose, to one version of its text, at one time."""

    purpose: str
    text_version: str
    lang: str
    person_name: str
    given_at: datetime
    revoked_at: datetime | None


@dataclass(frozen=True, slots=True)
class PitchComment:
    """What a mentor or juror wrote for the founder."""

    id: int
    person_name: str
    event_id: EventId | None
    event_title_zh: str | None
    event_title_en: str | None
    body: str
    lang: str
    written_at: datetime


@dataclass(frozen=True, slots=True)
class Reader:
    """An organisation that has opened a pitch."""

    organisation_id: OrganisationId
    organisation_name: str
    organisation_lang: str
    first_seen_at: datetime
    last_seen_at: datetime
    n_views: int
    saw_deck: bool
    saw_terms: bool
    saw_contact: bool


@dataclass(frozen=True, slots=True)
class SpaceChoice:
    """A host space for a form's list."""

    id: OrganisationId
    name: str


@dataclass(frozen=True, slots=True)
class WaitingPitch:
    """A line of the organiser's review list."""

    id: PitchId
    version: int
    company_name: str
    company_lang: str
    name: str
    one_line: str
    lang: str
    sector: str | None
    submitted_at: datetime
    n_returned: int


@dataclass(frozen=True, slots=True)
class ShownPitch:
    """A pitch as somebody outside the company may read it; `terms` is None where the viewer may not."""

    pitch_id: PitchId
    version: int
    company_id: OrganisationId
    company_name: str
    company_lang: str
    approved_at: datetime
    showcased: bool
    text: PitchText
    has_terms: bool
    terms: str | None
    deck: Deck | None
    # For which of the viewer's providers it is read, and whose mark opens the terms.
    reader_id: OrganisationId | None = None
    qualified_id: OrganisationId | None = None


@dataclass(frozen=True, slots=True)
class JurorPitch:
    """A pitch of an event that a juror may read and comment on."""

    event_id: EventId
    event_title_zh: str
    event_title_en: str
    starts_at: datetime
    timezone: str
    pitch_id: PitchId
    company_name: str
    company_lang: str
    text: PitchText
    deck: Deck | None
    n_comments: int


@dataclass(frozen=True, slots=True)
class JurorEvent:
    """An event that a person is a juror of; pitches may still be to come."""

    id: EventId
    title_zh: str
    title_en: str
    starts_at: datetime
    timezone: str


# What a text must say before it can be submitted, in the order of the form.
NEEDED = (
    "name",
    "one_line",
    "problem",
    "solution",
    "market",
    "team",
    "main_category",
    "sector",
    "stage",
    "district",
    "seeks",
)


def lacking(text: PitchText | PitchDraft) -> tuple[str, ...]:
    """The needed fields that say nothing yet; an instrument without any amount counts as `amounts`."""
    found = [name for name in NEEDED if not getattr(text, name)]
    if any(s.amount_min is None and s.amount_max is None for s in text.seeks):
        found.append("amounts")
    return tuple(found)
