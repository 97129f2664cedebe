"""Who registers for an event, who waits for a seat, and which pitches stand in reserve."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from models.entities.ids import EventId, OrganisationId, ParticipantId, PersonId, PitchId
from models.entities.vocabulary import Came, RegistrationStatus, ReserveStatus


@dataclass(frozen=True, slots=True)
class Seats:
    """How full an event is."""

    event_id: EventId
    # None is no limit.
    seats: int | None
    n_registered: int
    n_waiting: int

    @property
    def n_free(self) -> int | None:
        """Seats left; none when there is no limit."""
        return None if self.seats is None else max(0, self.seats - self.n_registered)

    @property
    def full(self) -> bool:
        """Whether the next to come waits."""
        return self.n_free == 0


@dataclass(frozen=True, slots=True)
class Registration:
    """One person's registration for one event."""

    id: int
    event_id: EventId
    person_id: PersonId
    status: RegistrationStatus
    asked_at: datetime
    # How many wait before them, for somebody who waits.
    n_before: int


@dataclass(frozen=True, slots=True)
class RegistrationLine:
    """A registration as the organiser reads it."""

    id: int
    person_id: PersonId
    name: str
    email: str
    # Of the organisations the person acts for, in one line.
    organisations: str
    status: RegistrationStatus
    # The turn among those who wait.
    turn: int | None
    asked_at: datetime
    registered_at: datetime | None
    promoted_because: str
    came_at: datetime | None
    absent: bool

    @property
    def came(self) -> Came:
        """Whether they came."""
        if self.came_at is not None:
            return Came.PRESENT
        return Came.ABSENT if self.absent else Came.UNKNOWN


@dataclass(frozen=True, slots=True)
class PitchForward:
    """A pitch of one's own that can be put forward for an event."""

    pitch_id: PitchId
    name: str
    lang: str
    applied_at: datetime | None
    selected: bool


@dataclass(frozen=True, slots=True)
class Reserve:
    """A pitch in reserve."""

    id: int
    event_id: EventId
    pitch_id: PitchId
    pitch_name: str
    pitch_lang: str
    company_id: OrganisationId
    company_name: str
    company_lang: str
    rank: int
    status: ReserveStatus
    set_by: PersonId
    # Whose place is offered.
    freed_by: ParticipantId | None
    freed_name: str | None
    freed_lang: str | None
    offered_at: datetime | None
    offer_until: datetime | None


@dataclass(frozen=True, slots=True)
class Clash:
    """Somebody of a released plan who is booked by another event at the new time of theirs."""

    participant_id: ParticipantId
    name: str
    lang: str
    slot_id: int
    starts_at: datetime


@dataclass(frozen=True, slots=True)
class Concerned:
    """Whom an event concerns, counted before it is moved or called off."""

    n_participants: int
    n_jurors: int
    n_registered: int
    n_waiting: int
    # Spans of people's time that its released plan holds.
    n_bookings: int
