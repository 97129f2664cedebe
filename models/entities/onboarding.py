"""First visits: a deck that is read before there is a pitch."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from models.entities.ids import PitchId


@dataclass(frozen=True, slots=True)
class DeckReading:
    """A deck on its way to a pitch: `pages` once it is read, `error` where that was not possible."""

    id: int
    sha256: str
    filename: str
    media_type: str
    uploaded_at: datetime
    state: str
    error: str | None
    pages: tuple[str, ...] | None
    pitch_id: PitchId | None
