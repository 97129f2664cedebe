"""What a founder asks of a host space, and how far each asked space has come with it."""

from __future__ import annotations

import enum
from dataclasses import dataclass
from datetime import date, datetime

from models.entities.ids import OrganisationId, PersonId, PitchId
from models.entities.spaces import OfferKind


class ServiceSide(enum.StrEnum):
    """Who does something; the platform says only what follows from time and from the others."""

    FOUNDER = "founder"
    SPACE = "space"
    PLATFORM = "platform"


class ServiceState(enum.StrEnum):
    """Where a request stands with a space."""

    ASKED = "asked"
    NEEDS_MORE = "needs_more"
    ACCEPTED = "accepted"
    IN_PROGRESS = "in_progress"
    DONE = "done"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"
    # Another of the spaces that were asked was quicker.
    TAKEN = "taken"
    EXPIRED = "expired"


# Nobody has taken the request yet; somebody has.
WAITING = frozenset({ServiceState.ASKED, ServiceState.NEEDS_MORE})
UNDER_WAY = frozenset({ServiceState.ACCEPTED, ServiceState.IN_PROGRESS})
OPEN = WAITING | UNDER_WAY


class ServiceStep(enum.StrEnum):
    """What can be done about a request."""

    ASKED = "asked"
    NEEDS_MORE = "needs_more"
    REPLY = "reply"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    STARTED = "started"
    DONE = "done"
    WITHDRAWN = "withdrawn"
    TAKEN = "taken"
    EXPIRED = "expired"
    RATED = "rated"
    WORD = "word"


class DeclineReason(enum.StrEnum):
    """Why a space says no."""

    FULL = "full"
    NOT_OFFERED = "not_offered"
    NOT_FOR_YOU = "not_for_you"
    TOO_SOON = "too_soon"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class NewRequest:
    """What a founder fills in; without a space, any of the district (or of the city) that offers it."""

    company_id: OrganisationId
    pitch_id: PitchId | None
    kind: OfferKind
    need: str
    needed_by: date | None
    space_id: OrganisationId | None
    district: str | None = None


@dataclass(frozen=True, slots=True)
class NewServiceStep:
    """What somebody wants to do about a request at one space."""

    step: ServiceStep
    note: str = ""
    reason: DeclineReason | None = None
    promised_on: date | None = None
    rating: int | None = None


@dataclass(frozen=True, slots=True)
class Ask:
    """A request at one of the spaces that were asked."""

    request_id: int
    space_id: OrganisationId
    space_name: str
    space_lang: str
    company_id: OrganisationId
    company_name: str
    company_lang: str
    pitch_name: str | None
    pitch_lang: str | None
    kind: OfferKind
    need: str
    lang: str
    needed_by: date | None
    openly: bool
    district: str | None
    state: ServiceState
    asked_at: datetime
    state_at: datetime
    moved_at: datetime
    answered_at: datetime | None
    promised_on: date | None
    done_at: datetime | None
    rating: int | None
    reason: DeclineReason | None

    @property
    def waits_on(self) -> ServiceSide | None:
        """Whose turn it is; of what is done, only the rating may still come."""
        if self.state is ServiceState.NEEDS_MORE:
            return ServiceSide.FOUNDER
        return ServiceSide.SPACE if self.state in OPEN else None

    @property
    def is_open(self) -> bool:
        """Whether anything is still to come of it."""
        return self.state in OPEN


@dataclass(frozen=True, slots=True)
class ServiceStepTaken:
    """One line of a request's history at a space."""

    space_id: OrganisationId
    side: ServiceSide
    step: ServiceStep
    note: str
    lang: str
    reason: DeclineReason | None
    promised_on: date | None
    rating: int | None
    person_name: str | None
    taken_at: datetime


@dataclass(frozen=True, slots=True)
class OwnPitch:
    """A pitch that a founder can name in a request."""

    id: PitchId
    company_id: OrganisationId
    name: str
    lang: str


@dataclass(frozen=True, slots=True)
class SpaceThatOffers:
    """A published space and a kind of service that it offers today."""

    id: OrganisationId
    name: str
    lang: str
    district: str | None
    kinds: tuple[OfferKind, ...]
    # Requests that wait for it, and when it was last asked: who has least to do is asked first.
    n_waiting: int
    asked_at: datetime | None
    # Whether anybody is there who could answer.
    has_people: bool


@dataclass(frozen=True, slots=True)
class ServiceReader:
    """A member of a side, for a mail."""

    person_id: PersonId
    email: str
    locale: str
    side: ServiceSide


@dataclass(frozen=True, slots=True)
class QuietAsk:
    """A request at a space about which nothing has happened for long."""

    request_id: int
    space_id: OrganisationId
    state: ServiceState
    since: datetime


@dataclass(frozen=True, slots=True)
class ServiceFacts:
    """What reports count of one request at one space: never what was asked in words, nor by whom."""

    request_id: int
    space_id: OrganisationId
    space_name: str
    space_lang: str
    district: str | None
    kind: OfferKind
    state: ServiceState
    asked_at: datetime
    answered_at: datetime | None
    done_at: datetime | None
    rating: int | None
