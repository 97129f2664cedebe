"""Organisations, who acts for them, and who was asked to."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from models.entities.ids import OrganisationId, PersonId
from models.entities.vocabulary import PROVIDER_KINDS, OrganisationKind

# What anybody may set up; spaces and organising bodies come from an administrator.
OPEN_KINDS = frozenset({OrganisationKind.COMPANY}) | PROVIDER_KINDS


class MembershipStatus(StrEnum):
    """Where a person stands with an organisation."""

    REQUESTED = "requested"
    ACTIVE = "active"
    LEFT = "left"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class NewOrganisation:
    """What is known of an organisation when it is set up or changed."""

    name: str
    lang: str
    kinds: frozenset[OrganisationKind]
    uscc: str | None = None
    district: str | None = None
    city: str | None = None
    about: str = ""


@dataclass(frozen=True, slots=True)
class Organisation:
    """An organisation as its members see it."""

    id: OrganisationId
    name: str
    lang: str
    uscc: str | None
    district: str | None
    city: str | None
    about: str
    kinds: frozenset[OrganisationKind]
    created_at: datetime
    closed_at: datetime | None
    # The latest decision about a provider: granted, refused, revoked or none yet.
    vetting: str | None
    # That of its manager who reads this.
    is_manager: bool


@dataclass(frozen=True, slots=True)
class Membership:
    """One organisation in a person's list."""

    id: int
    organisation_id: OrganisationId
    name: str
    lang: str
    kinds: frozenset[OrganisationKind]
    status: MembershipStatus
    is_manager: bool
    vetting: str | None
    n_requests: int


@dataclass(frozen=True, slots=True)
class Member:
    """One person in an organisation's list; somebody who asks to join is one too."""

    id: int
    person_id: PersonId
    name: str
    email: str
    locale: str
    is_manager: bool
    # Whether their name binds the organisation on a record of money; managers' does until one says otherwise.
    may_sign: bool
    status: MembershipStatus
    created_at: datetime


@dataclass(frozen=True, slots=True)
class Invitation:
    """Somebody was asked, by address, to act for an organisation."""

    id: int
    organisation_id: OrganisationId
    organisation_name: str
    organisation_lang: str
    kinds: frozenset[OrganisationKind]
    email: str
    is_manager: bool
    invited_by_name: str
    created_at: datetime
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class FoundOrganisation:
    """An organisation that a person may ask to join."""

    id: OrganisationId
    name: str
    lang: str
    kinds: frozenset[OrganisationKind]
    district: str | None
    # Where the searcher stands with it already.
    status: MembershipStatus | None


@dataclass(frozen=True, slots=True)
class BodyRow:
    """One line of the administrator's list of organisations."""

    id: OrganisationId
    name: str
    lang: str
    kinds: frozenset[OrganisationKind]
    district: str | None
    uscc: str | None
    created_at: datetime
    closed_at: datetime | None
    n_members: int
    managers: tuple[str, ...]
    invited: tuple[str, ...]
