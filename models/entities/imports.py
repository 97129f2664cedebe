"""Files that people bring: what is in them, what became of them, and what is on record already."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from models.entities.ids import EventId, OrganisationId, PersonId, PitchId


class ImportKind(StrEnum):
    """What the rows of a file are."""

    PITCHES = "pitches"
    OWN_PITCHES = "own_pitches"
    PROVIDERS = "providers"
    DEALS = "deals"
    OWN_DEALS = "own_deals"
    PARTICIPANTS = "participants"


class ImportStatus(StrEnum):
    """Where a file stands."""

    PREVIEW = "preview"
    QUEUED = "queued"
    DONE = "done"
    REFUSED = "refused"
    DROPPED = "dropped"


class Fate(StrEnum):
    """What becomes of one row."""

    NEW = "new"
    CHANGED = "changed"
    SAME = "same"


@dataclass(frozen=True, slots=True)
class NewImport:
    """A file as it arrives; `scope` says for whom it is read."""

    kind: ImportKind
    person_id: PersonId
    organisation_id: OrganisationId | None
    event_id: EventId | None
    scope: str
    sha256: str
    filename: str
    content: bytes


@dataclass(frozen=True, slots=True)
class ImportFile:
    """A file on record. Its content is gone once it was taken, refused or dropped."""

    id: int
    kind: ImportKind
    person_id: PersonId
    organisation_id: OrganisationId | None
    event_id: EventId | None
    scope: str
    sha256: str
    filename: str
    content: bytes | None
    mapping: list[str] | None
    status: ImportStatus
    uploaded_at: datetime
    expires_at: datetime
    decided_at: datetime | None
    n_new: int
    n_changed: int
    n_same: int
    refusal: dict[str, Any] | None


@dataclass(frozen=True, slots=True)
class ImportLine:
    """A file in its owner's list."""

    id: int
    kind: ImportKind
    event_id: EventId | None
    filename: str
    status: ImportStatus
    uploaded_at: datetime
    expires_at: datetime
    n_new: int
    n_changed: int
    n_same: int


@dataclass(frozen=True, slots=True)
class Counts:
    """How many rows were new, changed what is on record, or were on record already."""

    n_new: int = 0
    n_changed: int = 0
    n_same: int = 0


@dataclass(frozen=True, slots=True)
class KnownOrganisation:
    """An organisation on record that a row may mean."""

    id: OrganisationId
    name: str
    uscc: str | None
    kinds: tuple[str, ...]
    has_members: bool
    # Addresses of its people and of those who are asked to join.
    addresses: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class KnownPitch:
    """A pitch on record by its newest name."""

    id: PitchId
    company_id: OrganisationId
    name: str


@dataclass(frozen=True, slots=True)
class KnownDeal:
    """A past deal on record."""

    organisation_id: OrganisationId
    company_name: str
    instrument: str | None
    amount: int | None
    dealt_on: date | None
