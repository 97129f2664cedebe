"""What web processes read to keep the lists' rows in memory: changes, and the facts of whoever changed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from models.entities.ids import PitchId
from models.entities.pitches import Seek
from models.entities.vocabulary import Stage

Subject = Literal["pitch", "provider", "event"]


@dataclass(frozen=True, slots=True)
class Change:
    """One subject changed in one transaction; `own` is the reader's own, which may go on changing it."""

    changed_in: int
    subject: Subject
    subject_id: int
    own: bool


@dataclass(frozen=True, slots=True)
class Changes:
    """What the feed says: where to ask from next time, and what changed since the last time.

    `lost` says that changes were thrown away before they were read. `model` is the text model that
    serves, None before the first text is encoded; `background_version` is that of its background.
    """

    next_since: int
    lost: bool
    model: str | None
    background_version: str | None
    changes: tuple[Change, ...]


@dataclass(frozen=True, slots=True)
class PitchFacts:
    """The facts by which a pitch on show is ranked, the same for everybody who may see it."""

    pitch_id: PitchId
    approved_at: datetime
    sector: str | None
    sector2: str | None
    stage: Stage | None
    seeks: tuple[Seek, ...]
    district: str | None
    city: str
    backers: tuple[int, ...]


@dataclass(frozen=True, slots=True, eq=False)
class TextParts:
    """An encoded text: the whole and its clauses; of a clause the body is the sentence that it stands in."""

    lang: str
    bodies: tuple[str, ...]
    vectors: NDArray[np.float32]
