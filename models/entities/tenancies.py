"""A company in a host space: nursery, incubator, accelerator, each with its dates."""

from __future__ import annotations

import enum
from dataclasses import dataclass
from datetime import date, datetime

from models.entities.ids import OrganisationId
from models.entities.vocabulary import FundingKind


class TenancyStage(enum.StrEnum):
    """苗圃, 孵化器, 加速器: the path of the founding document (7)."""

    NURSERY = "nursery"
    INCUBATOR = "incubator"
    ACCELERATOR = "accelerator"


@dataclass(frozen=True, slots=True)
class Tenant:
    """One tenancy with what came of the company."""

    id: int
    company_id: OrganisationId
    company_name: str
    company_lang: str
    space_id: OrganisationId
    space_name: str
    stage: TenancyStage
    since_on: date
    until_on: date | None
    is_past: bool
    n_pitches: int
    firsts: tuple[FundingKind, ...]


@dataclass(frozen=True, slots=True)
class TenancyClaim:
    """A company that names the space in a submitted pitch and is no tenant yet."""

    company_id: OrganisationId
    company_name: str
    company_lang: str
    space_id: OrganisationId
    space_name: str
    submitted_at: datetime
