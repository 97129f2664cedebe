"""What matching has learned: runs of training, the models that came of them, which one is in use."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, NewType

from models.entities.ids import PersonId
from models.entities.vocabulary import Choice, NoReason

ModelId = NewType("ModelId", int)
TrainingId = NewType("TrainingId", int)


class TrainingOutcome(StrEnum):
    """How a run of training ended."""

    TOO_LITTLE = "too_little"
    KEPT = "kept"
    CHANGED = "changed"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class UseMarks:
    """Which model is in use (none: the stated weights), and marks that change when the ranker does."""

    model_id: ModelId | None
    since: datetime | None
    use_id: int
    calibration_id: int
    reset_id: int


@dataclass(frozen=True, slots=True)
class StoredModel:
    """A ranker as it was put away."""

    id: ModelId
    version: str
    kind: str
    content: bytes
    trained_until: datetime


@dataclass(frozen=True, slots=True)
class ModelLine:
    """A model without its weights' bytes: what it was made from, and when it was last put in use."""

    id: ModelId
    version: str
    kind: str
    summary: dict[str, Any]
    trained_from: datetime
    trained_until: datetime
    created_at: datetime
    last_used_at: datetime | None


@dataclass(frozen=True, slots=True)
class UseLine:
    """One change of the model in use; no version is the stated weights, nobody is the training itself."""

    id: int
    model_id: ModelId | None
    version: str | None
    since: datetime
    chosen_by: PersonId | None
    chosen_by_name: str | None
    why: str


@dataclass(frozen=True, slots=True)
class Training:
    """One run of training, asked for or finished."""

    id: TrainingId
    requested_at: datetime
    requested_by: PersonId | None
    finished_at: datetime | None
    outcome: TrainingOutcome | None
    report: dict[str, Any]


@dataclass(frozen=True, slots=True)
class AnswerCount:
    """How often a provider said something, with its reason."""

    choice: Choice
    reason: NoReason | None
    n: int
