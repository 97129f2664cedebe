"""The door of an event: its links, who is expected, and who was seen."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import NewType
from uuid import UUID

from models.entities.ids import EventId, PersonId

LinkId = NewType("LinkId", int)


@dataclass(frozen=True, slots=True)
class EventLink:
    """An address that opens one page of one event without signing in."""

    id: LinkId
    event_id: EventId
    kind: str
    name: str
    created_at: datetime
    expires_at: datetime
    revoked_at: datetime | None


@dataclass(frozen=True, slots=True)
class Expected:
    """A person who comes to an event, in all that they come as, and when they were seen."""

    person_id: PersonId
    name: str
    sides: tuple[str, ...]
    organisations: tuple[str, ...]
    # Standing check-ins, the earliest first, each with the name of its door ("" is the organiser's own).
    seen_ids: tuple[UUID, ...]
    seen_at: tuple[datetime, ...]
    seen_by: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Sighting:
    """What a door says of a person: seen, or which sightings were a mistake. The id is made at the door."""

    id: UUID
    person_id: PersonId
    at: datetime
    undoes: tuple[UUID, ...] = ()
