"""What people decide and ask about their own data: recipients, readers, corrections, leaving, consents."""

from __future__ import annotations

import enum
from dataclasses import dataclass
from datetime import datetime

from models.entities.ids import OrganisationId, PersonId, PitchId
from models.entities.vocabulary import OrganisationKind


class AudienceKind(enum.StrEnum):
    """To which of the vetted providers a pitch is shown."""

    ALL = "all"
    ALL_BUT = "all_but"
    ONLY = "only"


@dataclass(frozen=True, slots=True)
class Audience:
    """One decision about the recipients of a pitch, of a version of its text; in force while not ended."""

    audience: AudienceKind
    named: tuple[str, ...]
    text_version: str
    lang: str
    person_name: str
    decided_at: datetime
    ended_at: datetime | None


@dataclass(frozen=True, slots=True)
class Recipient:
    """A provider that a founder may name, and what the decision in force makes of it."""

    organisation_id: OrganisationId
    name: str
    lang: str
    kinds: tuple[OrganisationKind, ...]
    named: bool
    has_read: bool


@dataclass(frozen=True, slots=True)
class SeenBy:
    """What one organisation has seen of a pitch; without an organisation, mentors and jurors together."""

    organisation_id: OrganisationId | None
    name: str | None
    lang: str | None
    kinds: tuple[OrganisationKind, ...]
    n_people: int
    n_lists: int
    n_pages: int
    n_compared: int
    n_decks: int
    n_terms: int
    n_contacts: int
    first_at: datetime
    last_at: datetime
    # Whether the founders keep the pitch from it now.
    kept: bool


class CorrectionKind(enum.StrEnum):
    """What somebody says is wrong."""

    ACCOUNT = "account"
    ORGANISATION = "organisation"
    PITCH = "pitch"
    EVENT = "event"
    MEETING = "meeting"
    JURY = "jury"
    RECORD = "record"
    OTHER = "other"


class CorrectionOutcome(enum.StrEnum):
    """What became of a request to correct something."""

    CORRECTED = "corrected"
    # The statement stays as it is, and what the person says stands beside it.
    NOTED = "noted"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


ANSWERS = (CorrectionOutcome.CORRECTED, CorrectionOutcome.NOTED, CorrectionOutcome.REFUSED)


@dataclass(frozen=True, slots=True)
class Correction:
    """A request to correct what somebody cannot correct themselves, and the answer."""

    id: int
    person_id: PersonId
    person_name: str
    email: str
    locale: str
    kind: CorrectionKind
    wanted: str
    lang: str
    asked_at: datetime
    outcome: CorrectionOutcome | None
    answer: str
    answer_lang: str | None
    ended_by_name: str | None
    ended_at: datetime | None


@dataclass(frozen=True, slots=True)
class OwnConsent:
    """A consent that the person gave, for one of the pitches."""

    pitch_id: PitchId
    pitch_name: str
    pitch_lang: str
    purpose: str
    text_version: str
    lang: str
    given_at: datetime
    revoked_at: datetime | None
    # Whether the person still acts for the pitch's company, and so may answer.
    is_own: bool


@dataclass(frozen=True, slots=True)
class Leaving:
    """Somebody has asked to leave; it happens at `due_at`."""

    id: int
    person_id: PersonId
    asked_at: datetime
    due_at: datetime


@dataclass(frozen=True, slots=True)
class Hindrance:
    """An organisation that somebody alone manages, with what keeps them: others, records, events, claims."""

    organisation_id: OrganisationId
    name: str
    lang: str
    n_others: int
    records: tuple[int, ...]
    events: tuple[str, ...]
    claims: tuple[int, ...]
