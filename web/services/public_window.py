"""The start page for people who are not signed in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from models.db import Database
from models.entities.ids import EventId
from models.entities.vocabulary import Attendance, EventKind
from models.repositories.public_window import PublicWindowRepository
from models.rows import as_entities
from web.clock import Clock


@dataclass(frozen=True, slots=True)
class Upcoming:
    """An event on the public calendar."""

    id: EventId
    kind: EventKind
    title_zh: str
    title_en: str
    starts_at: datetime
    timezone: str
    attendance: Attendance
    place: str
    district: str | None


async def upcoming_events(db: Database, clock: Clock, limit: int = 3) -> list[Upcoming]:
    """The next published events."""
    async with db.read() as conn:
        return as_entities(Upcoming, await PublicWindowRepository(conn).upcoming(clock.now(), limit))
