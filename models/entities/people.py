"""People with an account, as sign-in, their own pages and the administrator's read them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from models.entities.ids import PersonId
from models.entities.vocabulary import Role

# What stands in place of the name of somebody who has left for good; pages say it in words.
LEFT = "—"
# Roles that are granted to a person; the others follow from acting for an organisation.
GRANTABLE = (Role.FOUNDER, Role.JUROR, Role.OFFICER, Role.ADMIN)
# What an administrator hands out; a founder is one by signing up.
APPOINTED = (Role.JUROR, Role.OFFICER, Role.ADMIN)


class CameAs(StrEnum):
    """What brought a person here, as said at sign-up; only a founder gets a role by it."""

    FOUNDER = "founder"
    PROVIDER = "provider"
    SPACE = "space"
    ORGANISER = "organiser"
    MENTOR = "mentor"


@dataclass(frozen=True, slots=True)
class NewPerson:
    """Somebody who signs up; the address is folded to lower case."""

    email: str
    name: str
    locale: str
    came_as: CameAs | None = None


@dataclass(frozen=True, slots=True)
class Credentials:
    """One account with what sign-in needs to know; never shown as it is."""

    id: PersonId
    email: str
    name: str
    locale: str
    came_as: CameAs | None
    password_hash: str | None
    verified_at: datetime | None
    totp_secret: str | None
    totp_enrolled_at: datetime | None
    closed_at: datetime | None

    @property
    def may_sign_in(self) -> bool:
        """Whether the account is open and its address proven."""
        return self.verified_at is not None and self.closed_at is None


@dataclass(frozen=True, slots=True)
class PersonRow:
    """One person in the administrator's list."""

    id: PersonId
    email: str
    name: str
    locale: str
    came_as: CameAs | None
    created_at: datetime
    verified_at: datetime | None
    closed_at: datetime | None
    has_second_factor: bool
    last_seen_at: datetime | None
    roles: frozenset[Role]
    organisations: tuple[str, ...]
