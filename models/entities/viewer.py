"""Who asks: the person signed in, what they may act as and for whom."""

from __future__ import annotations

from dataclasses import dataclass

from models.entities.ids import OrganisationId, PersonId
from models.entities.vocabulary import PROVIDER_KINDS, ListOrder, OrganisationKind, Role


@dataclass(frozen=True, slots=True)
class Acting:
    """An organisation that the viewer is an active member of."""

    organisation_id: OrganisationId
    name: str
    kinds: frozenset[OrganisationKind]
    is_manager: bool
    # Let in by an organiser; means nothing for companies, spaces and organising bodies.
    vetted: bool
    qualified: bool
    # Whether their name binds the organisation on a record of money.
    may_sign: bool


@dataclass(frozen=True, slots=True)
class Viewer:
    """Carried by every query that a person triggers."""

    person_id: PersonId
    email: str
    name: str
    locale: str
    granted: frozenset[Role]
    acting: tuple[Acting, ...]
    has_second_factor: bool
    passed_second_factor: bool
    # Roles whose first visit is over: its panel was put away.
    welcomed: frozenset[Role] = frozenset()
    # In which order they read lists: by fit, or by date without any score.
    list_order: ListOrder = ListOrder.FIT
    # Messages not read yet, counted up to a hundred.
    n_unread: int = 0

    @property
    def roles(self) -> frozenset[Role]:
        """Granted roles and those that follow from memberships."""
        derived = set(self.granted)
        for one in self.acting:
            derived |= roles_of(one.kinds)
        return frozenset(derived)

    def organisations(self, role: Role) -> tuple[Acting, ...]:
        """The organisations for which the viewer acts in this role."""
        return tuple(a for a in self.acting if role in roles_of(a.kinds))

    def organisation_ids(self, role: Role) -> list[int]:
        """Their ids, for a query's `= any($n)`."""
        return [a.organisation_id for a in self.organisations(role)]

    def vetted_ids(self) -> list[int]:
        """Providers of the viewer that an organiser has let in."""
        return [a.organisation_id for a in self.organisations(Role.PROVIDER) if a.vetted]


def roles_of(kinds: frozenset[OrganisationKind]) -> set[Role]:
    """What membership in an organisation of these kinds lets a person act as."""
    roles = set()
    if OrganisationKind.COMPANY in kinds:
        roles.add(Role.FOUNDER)
    if kinds & PROVIDER_KINDS:
        roles.add(Role.PROVIDER)
    if OrganisationKind.SPACE in kinds:
        roles.add(Role.SPACE)
    if OrganisationKind.ORGANISER in kinds:
        roles.add(Role.ORGANISER)
    return roles
