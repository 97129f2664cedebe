"""The day of an event as it is held: what is on, what runs late, who steps in, what was kept."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import NewType

from models.entities.ids import (
    EventId,
    MeetingId,
    OrganisationId,
    ParticipantId,
    PersonId,
    PlanId,
    RoomId,
    SlotId,
)

DelayId = NewType("DelayId", int)
OfferId = NewType("OfferId", int)


class Outcome(StrEnum):
    """What came of a meeting, from what its sides and the staff said; the view `meeting_outcome` decides."""

    KEPT = "kept"
    MISSED_BY_FOUNDER = "missed_by_founder"
    MISSED_BY_PROVIDER = "missed_by_provider"
    MISSED_BY_BOTH = "missed_by_both"
    DISPUTED = "disputed"


class Said(StrEnum):
    """What one side says of its meeting."""

    TOOK_PLACE = "took_place"
    WAITED = "waited"
    COULD_NOT = "could_not"


class StaffSaid(StrEnum):
    """What the staff say of a meeting; it decides."""

    TOOK_PLACE = "took_place"
    FOUNDER_MISSING = "founder_missing"
    PROVIDER_MISSING = "provider_missing"
    NOBODY_CAME = "nobody_came"


@dataclass(frozen=True, slots=True)
class HeldSlot:
    """A slot at its time of today, with the pitch that stands in it or the number of its meetings."""

    id: SlotId
    kind: str
    room_id: RoomId | None
    room_name: str | None
    starts_at: datetime
    ends_at: datetime
    planned_at: datetime
    placed_id: int | None
    participant_id: ParticipantId | None
    person_id: PersonId | None
    # None where the pitch's consent does not hold, or nothing stands here.
    pitch_name: str | None
    pitch_lang: str | None
    company_name: str | None
    company_lang: str | None
    n_meetings: int

    @property
    def minutes_late(self) -> int:
        """How much later than planned it starts."""
        return int((self.starts_at - self.planned_at).total_seconds() // 60)


@dataclass(frozen=True, slots=True)
class HeldMeeting:
    """A meeting of the released plan at its time of today."""

    id: MeetingId
    plan_id: PlanId
    slot_id: SlotId
    starts_at: datetime
    ends_at: datetime
    table_no: int
    origin: str
    founder_id: ParticipantId
    founder_name: str
    founder_lang: str
    founder_person_id: PersonId | None
    provider_id: ParticipantId
    provider_name: str
    provider_lang: str
    provider_person_id: PersonId | None
    declined: bool
    called_off: bool
    founder_said: Said | None
    provider_said: Said | None
    staff_said: StaffSaid | None
    outcome: Outcome | None

    @property
    def stands(self) -> bool:
        """Neither declined nor taken away by the day."""
        return not self.declined and not self.called_off


@dataclass(frozen=True, slots=True)
class Delay:
    """A room, or the tables, that runs late."""

    id: DelayId
    event_id: EventId
    room_id: RoomId | None
    room_name: str | None
    from_at: datetime
    minutes: int
    made_at: datetime
    undone_at: datetime | None


@dataclass(frozen=True, slots=True)
class SlotShift:
    """By how many minutes a delay lets a slot start and end later."""

    slot_id: SlotId
    starts_late: int
    ends_late: int


@dataclass(frozen=True, slots=True)
class StandbyOffer:
    """Two who are there and free, for a table at which somebody waits in vain."""

    id: OfferId
    event_id: EventId
    missing_id: MeetingId
    slot_id: SlotId
    starts_at: datetime
    ends_at: datetime
    table_no: int
    founder_id: ParticipantId
    founder_name: str
    founder_lang: str
    provider_id: ParticipantId
    provider_name: str
    provider_lang: str
    value: float
    founder_accepted_at: datetime | None
    provider_accepted_at: datetime | None
    closed_at: datetime | None
    closed_because: str | None
    # For whom the viewer may answer; false for the staff.
    is_founder: bool
    is_provider: bool


@dataclass(frozen=True, slots=True)
class NewOffer:
    """A stand-by meeting that is to be offered."""

    missing_id: MeetingId
    slot_id: SlotId
    table_no: int
    founder_id: ParticipantId
    provider_id: ParticipantId
    value: float


@dataclass(frozen=True, slots=True)
class Arrival:
    """Whether a person is expected at an event, and since when they are there."""

    expected: bool
    seen_at: datetime | None


@dataclass(frozen=True, slots=True)
class OwnMeeting:
    """A meeting of which the viewer may say what came of it."""

    id: MeetingId
    event_id: EventId
    founder_id: ParticipantId
    provider_id: ParticipantId
    organisation_id: OrganisationId
    starts_at: datetime
    outcome: Outcome | None


@dataclass(frozen=True, slots=True)
class PairOutcome:
    """What was said of a pair's meeting, and what follows from it."""

    founder_id: ParticipantId
    provider_id: ParticipantId
    founder_said: Said | None
    provider_said: Said | None
    staff_said: StaffSaid | None
    outcome: Outcome
