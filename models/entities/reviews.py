"""What an organiser decided on a version of a pitch."""

from __future__ import annotations

import enum
from dataclasses import dataclass
from datetime import datetime

from models.entities.ids import PitchId


class Decision(enum.StrEnum):
    """A version goes back to its founder, or on to providers."""

    RETURNED = "returned"
    APPROVED = "approved"


@dataclass(frozen=True, slots=True)
class Decided:
    """A line of what was decided lately."""

    id: PitchId
    version: int
    company_name: str
    company_lang: str
    name: str
    lang: str
    decision: Decision
    reviewed_at: datetime
    reviewer_name: str
    body_name: str
