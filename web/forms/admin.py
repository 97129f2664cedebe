"""What an administrator types: searches, roles, spaces and organising bodies, a first manager."""

from __future__ import annotations

from dataclasses import dataclass

from models.entities.mail import MailStatus
from models.entities.organisations import NewOrganisation
from models.entities.people import GRANTABLE
from models.entities.vocabulary import OrganisationKind, Role
from web.forms.base import Data, FormReader, Parsed
from web.forms.organisations import read_organisation
from web.services.administration import BODY_KINDS

_MOST_PAGES = 100_000


@dataclass(frozen=True, slots=True)
class PeopleFilter:
    """`?q=&role=&page=`."""

    text: str = ""
    role: Role | None = None
    page: int = 1


@dataclass(frozen=True, slots=True)
class OrganisationsFilter:
    """`?q=&kind=&page=`."""

    text: str = ""
    kind: OrganisationKind | None = None
    page: int = 1


@dataclass(frozen=True, slots=True)
class OutboxFilter:
    """`?status=&page=`."""

    status: MailStatus | None = None
    page: int = 1


@dataclass(frozen=True, slots=True)
class NewBody:
    """A space or organising body and the address of its first manager."""

    organisation: NewOrganisation
    manager_email: str


def _page(form: FormReader) -> int:
    return form.whole("page", least=1, most=_MOST_PAGES, required=False) or 1


class PeopleFilterForm:
    """The search over people."""

    @staticmethod
    def parse(query: Data) -> Parsed[PeopleFilter]:
        """Clean values, or an error a field."""
        form = FormReader(query)
        text = form.text("q", most=100, required=False)
        role = form.code("role", [str(r) for r in GRANTABLE], required=False)
        return form.finish(PeopleFilter(text, Role(role) if role else None, _page(form)))


class RoleForm:
    """One role to grant or revoke."""

    @staticmethod
    def parse(data: Data) -> Parsed[Role]:
        """The role, or an error."""
        form = FormReader(data)
        role = form.code("role", [str(r) for r in GRANTABLE])
        return form.finish(Role(role) if role and not form.errors else None)


class OrganisationsFilterForm:
    """The search over organisations."""

    @staticmethod
    def parse(query: Data) -> Parsed[OrganisationsFilter]:
        """Clean values, or an error a field."""
        form = FormReader(query)
        text = form.text("q", most=100, required=False)
        kind = form.choice("kind", OrganisationKind, required=False)
        return form.finish(OrganisationsFilter(text, kind, _page(form)))


class BodyForm:
    """A new space or organising body."""

    @staticmethod
    def parse(data: Data) -> Parsed[NewBody]:
        """Clean values, or an error a field."""
        form = FormReader(data)
        kind = form.code("kind", [str(k) for k in BODY_KINDS])
        kinds = frozenset({OrganisationKind(kind)}) if kind and "kind" not in form.errors else frozenset()
        organisation = read_organisation(form, kinds)
        return form.finish(NewBody(organisation, form.email("manager_email")))


class AppointForm:
    """The address of a manager to be."""

    @staticmethod
    def parse(data: Data) -> Parsed[str]:
        """The address, or an error."""
        form = FormReader(data)
        return form.finish(form.email())


class OutboxFilterForm:
    """Which mails to look at."""

    @staticmethod
    def parse(query: Data) -> Parsed[OutboxFilter]:
        """Clean values, or an error a field."""
        form = FormReader(query)
        status = form.choice("status", MailStatus, required=False)
        return form.finish(OutboxFilter(status, _page(form)))
