"""Calendar feeds: who reads one, which addresses are in use, and a stage programme as calendars know it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from models.entities.ids import EventId, ParticipantId, PersonId


@dataclass(frozen=True, slots=True)
class FeedReader:
    """Whose feed a secret address is, their language, and what they take part in."""

    person_id: PersonId
    locale: str
    # The one event that the address is for; None for everything.
    event_id: EventId | None
    participant_ids: tuple[ParticipantId, ...]
    event_ids: tuple[EventId, ...]


@dataclass(frozen=True, slots=True)
class FeedAddress:
    """An address in use; its secret was shown once and is not on record."""

    event_id: EventId | None
    created_at: datetime
    title_zh: str | None
    title_en: str | None


@dataclass(frozen=True, slots=True)
class StageEntry:
    """A pitch on a stage as anybody's calendar may hold it; without consent the names are withheld."""

    event_id: EventId
    participant_id: ParticipantId
    starts_at: datetime
    ends_at: datetime
    room_name: str
    # False when a later version, an answer or the event's end took it away.
    stands: bool
    pitch_name: str | None
    company_name: str | None
    changed_at: datetime
