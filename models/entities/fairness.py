"""What every approved pitch is promised, the plans that keep it, and what exposure is measured from."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import NewType

from models.entities.ids import OrganisationId, PitchId

PlanOfFloorId = NewType("PlanOfFloorId", int)


@dataclass(frozen=True, slots=True)
class NewRules:
    """Rules as typed: lists a pitch reaches, the last place above the line, places set aside a list."""

    enabled: bool = True
    reach: int = 3
    line: int = 10
    most: int = 2


@dataclass(frozen=True, slots=True)
class Rules:
    """The rules in force, and who set them when."""

    id: int
    enabled: bool
    reach: int
    line: int
    most: int
    set_at: datetime
    set_by_name: str


@dataclass(frozen=True, slots=True)
class Planning:
    """Marks of whether a plan is due; None where there is no such thing yet."""

    plan_id: PlanOfFloorId | None
    planned_rule_id: int | None
    fingerprint: str | None
    made_at: datetime | None
    rule_id: int | None
    requested_at: datetime | None


@dataclass(frozen=True, slots=True)
class Answered:
    """What was said between a provider and a pitch."""

    organisation_id: OrganisationId
    pitch_id: PitchId
    choice: str | None
    founder_declined: bool


@dataclass(frozen=True, slots=True)
class NewPlan:
    """A plan as it is put on record."""

    rule_id: int | None
    reach: int
    line: int
    most: int
    model_version: str
    fingerprint: str
    made_at: datetime
    n_pitches: int
    n_providers: int
    reached_before: int
    price: float


@dataclass(frozen=True, slots=True)
class NewLift:
    """One pitch in one list, and who goes below the line for it."""

    organisation_id: int
    pitch_id: int
    instead_id: int
    fit: float
    fit_instead: float


@dataclass(frozen=True, slots=True)
class NewShort:
    """A pitch that falls short: lists reached, missing and open, and how many each gate shuts out."""

    pitch_id: int
    reached: int
    missing: int
    n_open: int
    gates: dict[str, int]


@dataclass(frozen=True, slots=True)
class PlanLine:
    """The newest plan in sum; `price` is in fit points, all lists together."""

    id: PlanOfFloorId
    rule_id: int | None
    reach: int
    line: int
    most: int
    model_version: str
    made_at: datetime
    n_pitches: int
    n_providers: int
    reached_before: int
    price: float
    n_lifts: int
    n_shorts: int


@dataclass(frozen=True, slots=True)
class LiftLine:
    """A lift with names, for an organiser."""

    organisation_id: OrganisationId
    provider_name: str
    pitch_id: PitchId
    pitch_name: str
    pitch_lang: str
    instead_name: str
    instead_lang: str
    fit: float
    fit_instead: float


@dataclass(frozen=True, slots=True)
class ShortLine:
    """A pitch that falls short, with its name, for an organiser."""

    pitch_id: PitchId
    pitch_name: str
    pitch_lang: str
    reached: int
    missing: int
    n_open: int
    gates: dict[str, int]


@dataclass(frozen=True, slots=True)
class ListLift:
    """A lift as its provider's list follows it, with the plan's rules."""

    pitch_id: PitchId
    instead_id: PitchId
    reach: int
    line: int
    most: int


@dataclass(frozen=True, slots=True)
class Shown:
    """How often a pitch was shown at a place."""

    pitch_id: PitchId
    place: int
    n: int


@dataclass(frozen=True, slots=True)
class Grouped:
    """A pitch on show with its founder's main category and its district."""

    pitch_id: PitchId
    category: str | None
    district: str | None
