"""The closed word lists of the field: every state, kind and category that the schema checks.

Labels in both languages live in `web/vocabulary.py`; sectors and districts are reference data
in `models/reference/`.
"""

from enum import StrEnum


class Role(StrEnum):
    """What a signed-in person acts as; the first part of the address of each role's pages."""

    FOUNDER = "founder"
    JUROR = "juror"
    PROVIDER = "provider"
    ORGANISER = "organiser"
    SPACE = "space"
    OFFICER = "officer"
    ADMIN = "admin"


class OrganisationKind(StrEnum):
    """What an organisation is; one may be several of the provider kinds at once."""

    COMPANY = "company"
    ANGEL = "angel"
    FUND = "fund"
    BANK = "bank"
    GUARANTOR = "guarantor"
    PUBLIC_BUYER = "public_buyer"
    SPACE = "space"
    ORGANISER = "organiser"


PROVIDER_KINDS = frozenset(
    {
        OrganisationKind.ANGEL,
        OrganisationKind.FUND,
        OrganisationKind.BANK,
        OrganisationKind.GUARANTOR,
        OrganisationKind.PUBLIC_BUYER,
    }
)


class FounderCategory(StrEnum):
    """The founding document's four (II.2), and farmers (III.9)."""

    YOUTH = "youth"
    EXECUTIVE = "executive"
    SCIENTIST = "scientist"
    RETURNEE = "returnee"
    FARMER = "farmer"


class Stage(StrEnum):
    """How far a company is, in the field's order."""

    IDEA = "idea"
    SEED = "seed"
    ANGEL = "angel"
    PRE_A = "pre-a"
    A = "a"
    B = "b"


class Instrument(StrEnum):
    """What a founder seeks and a provider gives."""

    EQUITY = "equity"
    LOAN = "loan"
    GUARANTEE = "guarantee"


class PitchStatus(StrEnum):
    """Where a pitch is between the founder and the organiser."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    RETURNED = "returned"
    APPROVED = "approved"
    WITHDRAWN = "withdrawn"


class ListOrder(StrEnum):
    """In which order a person reads lists of matches; by date there is no score."""

    FIT = "fit"
    DATE = "date"


class Choice(StrEnum):
    """A provider's answer to a pitch in the list."""

    INTERESTED = "interested"
    LATER = "later"
    NO = "no"


class NoReason(StrEnum):
    """Why a provider says no; the short list of DOMAIN.md section 7 in our words."""

    TOO_EARLY = "too_early"
    TOO_LATE = "too_late"
    SECTOR = "sector"
    PLACE = "place"
    AMOUNT = "amount"
    TEAM = "team"
    MARKET = "market"
    CONFLICT = "conflict"
    FULL = "full"
    OTHER = "other"


class IntroductionStatus(StrEnum):
    """An introduction is open once both sides agreed."""

    PROPOSED = "proposed"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"


class EventKind(StrEnum):
    """The kinds of the founding document (4, 6, 19, 20)."""

    ROADSHOW = "roadshow"
    COMPETITION = "competition"
    SALON = "salon"
    LECTURE = "lecture"


class EventStatus(StrEnum):
    """A published event is on the public calendar."""

    DRAFT = "draft"
    PUBLISHED = "published"
    CANCELLED = "cancelled"


class Attendance(StrEnum):
    """How one meets."""

    ON_SITE = "on_site"
    ONLINE = "online"
    HYBRID = "hybrid"


class Answer(StrEnum):
    """A person's answer to an invitation, a slot or a meeting."""

    PENDING = "pending"
    ACCEPTED = "accepted"
    DECLINED = "declined"


class RegistrationStatus(StrEnum):
    """Whether somebody who registered has a seat."""

    REGISTERED = "registered"
    WAITING = "waiting"
    CANCELLED = "cancelled"


class Came(StrEnum):
    """Whether somebody who had a seat came."""

    UNKNOWN = "unknown"
    PRESENT = "present"
    ABSENT = "absent"


class ReserveStatus(StrEnum):
    """Where a pitch in reserve stands."""

    WAITING = "waiting"
    OFFERED = "offered"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    LAPSED = "lapsed"


class FundingKind(StrEnum):
    """Whose first: 首投, 首贷, 首保, and later 首购."""

    INVESTMENT = "investment"
    LOAN = "loan"
    GUARANTEE = "guarantee"
    PURCHASE = "purchase"


class FundingInstrument(StrEnum):
    """DOMAIN.md section 2."""

    PRICED_EQUITY = "priced_equity"
    CONVERTIBLE_NOTE = "convertible_note"
    SAFE = "safe"
    LOAN = "loan"
    GUARANTEE = "guarantee"
    PURCHASE = "purchase"


class FundingStep(StrEnum):
    """What a named signer did to a record; rows are appended, never changed."""

    CONFIRMED_BY_COMPANY = "confirmed_by_company"
    CONFIRMED_BY_PROVIDER = "confirmed_by_provider"
    DISPUTED = "disputed"
    WITHDRAWN = "withdrawn"
    REMINDED = "reminded"
    EXPIRED = "expired"
    VOID_BY_COMPANY = "void_by_company"
    VOID_BY_PROVIDER = "void_by_provider"
    VOIDED = "voided"


class FundingStatus(StrEnum):
    """Derived from the steps."""

    PROPOSED = "proposed"
    CONFIRMED = "confirmed"
    DISPUTED = "disputed"
    EXPIRED = "expired"
    WITHDRAWN = "withdrawn"
    VOIDED = "voided"
    CORRECTED = "corrected"
