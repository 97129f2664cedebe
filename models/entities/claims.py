"""What rules that pay rest on beside the ledger: declared facts, adopted rules, claims and their steps."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from models.entities.ids import OrganisationId, PersonId, RecordId


class ClaimStatus(StrEnum):
    """Where a claim stands: its last step, or claimed while it has none."""

    CLAIMED = "claimed"
    UNDER_REVIEW = "under_review"
    GRANTED = "granted"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    PAID = "paid"
    CLAWED_BACK = "clawed_back"


class ClaimStep(StrEnum):
    """What an officer does with a claim, and its withdrawal by whoever made it."""

    UNDER_REVIEW = "under_review"
    GRANTED = "granted"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    PAID = "paid"
    CLAWED_BACK = "clawed_back"


@dataclass(frozen=True, slots=True)
class NewFact:
    """What somebody declares; a value of None takes back what was said before."""

    organisation_id: OrganisationId
    record_id: RecordId | None
    fact: str
    value: Any
    as_of: date
    source: str
    lang: str
    sha256: str | None = None
    filename: str | None = None


@dataclass(frozen=True, slots=True)
class DeclaredFact:
    """What a party says now of itself or of one of its deals."""

    id: int
    organisation_id: OrganisationId
    organisation_name: str
    record_id: RecordId | None
    fact: str
    value: Any
    as_of: date
    source: str
    lang: str
    filename: str | None
    declared_by_name: str
    declared_at: datetime


@dataclass(frozen=True, slots=True)
class FactFile:
    """The file behind a declared fact."""

    id: int
    organisation_id: OrganisationId
    sha256: str
    media_type: str


@dataclass(frozen=True, slots=True)
class Adoption:
    """The last word on whether a rule pays on this site."""

    code: str
    adopted: bool
    note: str
    lang: str
    decided_by_name: str
    decided_at: datetime


@dataclass(frozen=True, slots=True)
class Held:
    """What a living claim holds of its rule's caps; without an applicant, what all of the rule's hold."""

    rule_code: str
    record_id: RecordId | None
    organisation_id: OrganisationId | None
    claim_year: int | None
    amount: int
    times: int


@dataclass(frozen=True, slots=True)
class NewClaim:
    """A claim as it is frozen: the rule's version, the facts and what was used before, as plain data."""

    rule_code: str
    rule_version: str
    rule: dict[str, Any]
    record_id: RecordId
    company_id: OrganisationId
    organisation_id: OrganisationId
    claimed_on: date
    amount: int
    total: int
    caps: list[dict[str, Any]]
    used: dict[str, Any]
    facts: dict[str, Any]
    note: str
    lang: str


@dataclass(frozen=True, slots=True)
class Claim:
    """A claim with the names of its parties and where it stands."""

    id: int
    rule_code: str
    rule_version: str
    rule: dict[str, Any]
    record_id: RecordId
    company_id: OrganisationId
    company_name: str
    organisation_id: OrganisationId
    organisation_name: str
    product: str
    claimed_on: date
    amount: int
    used: dict[str, Any]
    facts: dict[str, Any]
    note: str
    lang: str
    claimed_by_name: str
    claimed_at: datetime
    status: ClaimStatus
    n_steps: int
    moved_at: datetime
    granted: int | None
    paid: int
    clawed_back: int


@dataclass(frozen=True, slots=True)
class ClaimStepTaken:
    """One step with who took it."""

    step: ClaimStep
    amount: int | None
    note: str
    lang: str
    person_name: str
    # None for an officer, who decides for the city.
    body_name: str | None
    taken_at: datetime


@dataclass(frozen=True, slots=True)
class CostCell:
    """What claims of one year, rule and product come to: asked, granted, paid, taken back."""

    year: int
    rule_code: str
    product: str
    n_claims: int
    n_waiting: int
    claimed: int
    granted: int
    paid: int
    clawed_back: int


@dataclass(frozen=True, slots=True)
class ClaimAddressee:
    """Somebody to be told of a claim: a member of the applicant, or an officer."""

    person_id: PersonId
    email: str
    locale: str
    is_officer: bool
