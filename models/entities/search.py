"""What is found by words: texts for the index in memory, what a hit shows, searches that people keep."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from models.entities.ids import EventId, OrganisationId, PersonId, PitchId, SearchId
from models.entities.pitches import Seek
from models.entities.vocabulary import (
    Attendance,
    EventKind,
    EventStatus,
    FounderCategory,
    Instrument,
    OrganisationKind,
    Stage,
)


class FindKind(StrEnum):
    """The kinds of things that are found."""

    PITCH = "pitch"
    PROVIDER = "provider"
    EVENT = "event"


class SavedPage(StrEnum):
    """The pages whose state is their address, and can be kept."""

    SEARCH = "search"
    MATCHES = "matches"


class FindAudience(StrEnum):
    """Who may find a text beside its owner."""

    ANYBODY = "anybody"
    PROVIDERS = "providers"
    ORGANISERS = "organisers"
    FOUNDERS = "founders"


@dataclass(frozen=True, slots=True)
class TextToFind:
    """What something is found by, and by whom; `owner_id` is the organisation that may find it in any case.

    `names` count most, then `line`, then `rest`. Codes are found by what they are called in both languages.
    """

    kind: FindKind
    number: int
    owner_id: int
    audience: tuple[FindAudience, ...]
    names: str
    line: str
    rest: str
    sectors: tuple[str, ...]
    stages: tuple[str, ...]
    districts: tuple[str, ...]
    event_kind: EventKind | None


@dataclass(frozen=True, slots=True)
class MayFind:
    """What the texts in memory cannot say of one who asks."""

    kept_from: tuple[int, ...] = ()
    own_on_show: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class FoundPitch:
    """A pitch as a hit shows it; `via` says why this viewer may see it, and so where it leads."""

    pitch_id: PitchId
    company_name: str
    company_lang: str
    lang: str
    name: str
    one_line: str
    problem: str
    solution: str
    market: str
    team: str
    sector: str | None
    sector2: str | None
    stage: Stage | None
    district: str | None
    city: str
    main_category: FounderCategory | None
    seeks: tuple[Seek, ...]
    currency: str
    via: str


@dataclass(frozen=True, slots=True)
class FoundProvider:
    """A provider as a hit shows it."""

    organisation_id: OrganisationId
    name: str
    name_lang: str
    district: str | None
    kinds: tuple[OrganisationKind, ...]
    lang: str
    thesis: str
    sectors: tuple[str, ...]
    stages: tuple[Stage, ...]
    instruments: tuple[Instrument, ...]


@dataclass(frozen=True, slots=True)
class FoundEvent:
    """An event as a hit shows it."""

    event_id: EventId
    kind: EventKind
    status: EventStatus
    title_zh: str
    title_en: str
    about_zh: str
    about_en: str
    starts_at: datetime
    ends_at: datetime
    timezone: str
    date_open: bool
    attendance: Attendance
    place: str
    district: str | None
    is_own: bool


@dataclass(frozen=True, slots=True)
class FindFilters:
    """What is looked for on the search page."""

    words: str = ""
    kind: FindKind | None = None
    stage: Stage | None = None
    sector: str | None = None
    district: str | None = None


@dataclass(frozen=True, slots=True)
class SavedSearch:
    """A search that somebody keeps; `query` is the query of its page's address."""

    id: SearchId
    person_id: PersonId
    name: str
    page: SavedPage
    organisation_id: OrganisationId | None
    organisation_name: str | None
    query: str
    mails: bool
    created_at: datetime
    looked_at: datetime


@dataclass(frozen=True, slots=True)
class NewSearch:
    """A search to be kept."""

    name: str
    page: SavedPage
    organisation_id: OrganisationId | None
    query: str
