"""Certificates of firsts, what is stated about a company for them, and who inherits from whom."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from models.entities.ids import OrganisationId, PersonId, RecordId
from models.entities.vocabulary import FundingInstrument, FundingKind, OrganisationKind


class Revocation(StrEnum):
    """Why a certificate is no longer in force."""

    EARLIER_RECORD = "earlier_record"
    RECORD_GONE = "record_gone"
    ELSEWHERE = "elsewhere"
    FACTS = "facts"
    MERGED = "merged"
    PASSED_ON = "passed_on"


class SuccessionKind(StrEnum):
    """How one company came to inherit from another."""

    REGISTERED = "registered"
    MERGED = "merged"
    RENAMED = "renamed"


class Fact(StrEnum):
    """What a definition may ask for beyond the ledger."""

    BUREAU_RECORD = "bureau_record"
    RELATION = "relation"


class Statement(StrEnum):
    """What can be stated about a company, and taken back."""

    SUCCESSION = "succession"
    ELSEWHERE = "elsewhere"
    FACT = "fact"


# The values that each fact can have; the database checks the same.
FACT_VALUES = {Fact.BUREAU_RECORD: ("none", "some"), Fact.RELATION: ("unrelated", "related")}


@dataclass(frozen=True, slots=True)
class Candidate:
    """A confirmed record in force that may be the first of its kind of a company or its forebears.

    `converted_on` is the day of the first confirmed conversion of a note, if there was one.
    """

    id: RecordId
    company_id: OrganisationId
    provider_id: OrganisationId
    kind: FundingKind
    instrument: FundingInstrument
    value_on: date
    provider_kinds: frozenset[OrganisationKind]
    converted_on: date | None = None
    provider_name: str = ""


@dataclass(frozen=True, slots=True)
class StatedFact:
    """A fact in force, as one side stated it; a relation is that of the record's provider."""

    id: int
    fact: Fact
    record_id: RecordId | None
    provider_id: OrganisationId | None
    value: str
    seen_on: date
    stated_side: str
    stated_at: datetime


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """A first that happened outside the platform."""

    id: int
    company_id: OrganisationId
    company_name: str
    kind: FundingKind
    happened_on: date
    provider_name: str
    note: str
    lang: str
    declared_side: str
    declared_by_name: str
    declared_at: datetime
    withdrawn_at: datetime | None
    withdrawn_because: str | None
    evidence_id: int | None


@dataclass(frozen=True, slots=True)
class Succession:
    """One company inherits from another."""

    id: int
    from_id: OrganisationId
    from_name: str
    to_id: OrganisationId
    to_name: str
    kind: SuccessionKind
    succeeded_on: date
    note: str
    lang: str
    recorded_by_name: str
    recorded_at: datetime
    withdrawn_at: datetime | None
    withdrawn_because: str | None
    evidence_id: int | None


@dataclass(frozen=True, slots=True)
class Certificate:
    """A first, certified: whose, of which kind, under which definition, by which record."""

    id: int
    number: str
    company_id: OrganisationId
    company_name: str
    company_uscc: str | None
    kind: FundingKind
    definition: str
    record_id: RecordId
    record_company_id: OrganisationId
    record_company_name: str
    provider_id: OrganisationId
    provider_name: str
    provider_uscc: str | None
    instrument: FundingInstrument
    product: str
    amount: int
    currency: str
    effective_on: date
    confirmed_at: datetime | None
    issued_at: datetime
    revoked_at: datetime | None
    revoked_because: Revocation | None
    supersedes_id: int | None
    supersedes_number: str | None
    superseded_by_id: int | None
    superseded_by_number: str | None
    # Its place in the chain, and the hash of that entry.
    sealed_seq: int | None
    sealed_hash: str | None


@dataclass(frozen=True, slots=True)
class InForce:
    """A certificate in force of a company or of one that it inherited from."""

    id: int
    company_id: OrganisationId
    definition: str
    record_id: RecordId
    effective_on: date


@dataclass(frozen=True, slots=True)
class NewElsewhere:
    """What is declared of a first outside the platform."""

    kind: FundingKind
    happened_on: date
    provider_name: str
    note: str
    lang: str


@dataclass(frozen=True, slots=True)
class NewFact:
    """What is stated for a definition that asks for it."""

    fact: Fact
    value: str
    seen_on: date
    record_id: RecordId | None
    note: str
    lang: str


@dataclass(frozen=True, slots=True)
class NewSuccession:
    """What is stated of an inheritance; the heir is the company of the page."""

    from_id: OrganisationId
    kind: SuccessionKind
    succeeded_on: date
    note: str
    lang: str


@dataclass(frozen=True, slots=True)
class Stater:
    """Who states something: a person, for which side and organisation."""

    person_id: PersonId
    side: str
    body_id: OrganisationId | None


@dataclass(frozen=True, slots=True)
class FactLine:
    """A stated fact as a page shows it."""

    id: int
    fact: Fact
    record_id: RecordId | None
    provider_id: OrganisationId | None
    provider_name: str | None
    value: str
    seen_on: date
    note: str
    lang: str
    stated_side: str
    stated_by_name: str
    stated_at: datetime
    withdrawn_at: datetime | None
    withdrawn_because: str | None
    evidence_id: int | None


@dataclass(frozen=True, slots=True)
class SeenCompany:
    """A company as a viewer may open it, with the one that has inherited from it."""

    id: OrganisationId
    name: str
    lang: str
    uscc: str | None
    district: str | None
    root_id: OrganisationId
    root_name: str
    # As far as the viewer may look: the heir with all that it inherited, or this company with its forebears.
    scope_id: OrganisationId
    is_member: bool
    of_organiser: bool


@dataclass(frozen=True, slots=True)
class Forebear:
    """A company that may be named as inherited; without a code it is a team."""

    id: OrganisationId
    name: str
    uscc: str | None
