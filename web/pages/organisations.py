"""Pages about organisations and who acts for them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from models.entities.organisations import FoundOrganisation, Invitation, Membership
from models.entities.vocabulary import PROVIDER_KINDS, OrganisationKind
from web.forms.base import Parsed
from web.i18n import gettext
from web.services.organisations import MyOrganisations, OrganisationView
from web.vocabulary import label

# How a state of vetting looks; a provider without a decision waits.
VETTING_PILLS = {"granted": "good", "refused": "bad", "revoked": "bad", None: "attention"}


def vetting_label(decision: str | None) -> str:
    """A state of vetting in words."""
    return {
        None: gettext("Waits for vetting"),
        "granted": gettext("Vetted"),
        "refused": gettext("Not let in"),
        "revoked": gettext("Vetting withdrawn"),
    }[decision]


def kinds_label(kinds: frozenset[OrganisationKind]) -> str:
    """What it is, in the vocabulary's order."""
    return " · ".join(label("organisation", k) for k in OrganisationKind if k in kinds)


def mark(kinds: frozenset[OrganisationKind]) -> str:
    """The icon that stands for it."""
    return next((str(k) for k in OrganisationKind if k in kinds), "company")


@dataclass(frozen=True, slots=True)
class MembershipLine:
    """One organisation of the list."""

    membership: Membership

    @property
    def kinds(self) -> str:
        """What it is."""
        return kinds_label(self.membership.kinds)

    @property
    def mark(self) -> str:
        """Its icon."""
        return mark(self.membership.kinds)

    @property
    def pill(self) -> tuple[str, str] | None:
        """What stands in the way: a request without an answer, or vetting."""
        if self.membership.status == "requested":
            return ("attention", gettext("Waits for a manager's answer"))
        if self.membership.kinds & PROVIDER_KINDS:
            return (VETTING_PILLS[self.membership.vetting], vetting_label(self.membership.vetting))
        return None


@dataclass(frozen=True, slots=True)
class MinePage:
    """`organisations/mine.html`."""

    title: str
    answer: str
    lines: list[MembershipLine]
    invitations: list[Invitation]


@dataclass(frozen=True, slots=True)
class OrganisationFormPage:
    """`organisations/form.html`: a new one, or changing one."""

    title: str
    form: Parsed[Any]
    action: str
    back: str
    is_new: bool
    # Fields that may no longer be changed.
    uscc_fixed: bool
    name_fixed: bool


@dataclass(frozen=True, slots=True)
class OrganisationPage:
    """`organisations/show.html`."""

    title: str
    answer: str
    view: OrganisationView
    kinds: str
    vetting: tuple[str, str] | None
    form: Parsed[tuple[str, bool]]
    own_id: int

    @property
    def may_leave(self) -> bool:
        """The last manager hands over first."""
        return not self.view.organisation.is_manager or self.view.own_managers > 1


@dataclass(frozen=True, slots=True)
class FoundLine:
    """One organisation found."""

    found: FoundOrganisation

    @property
    def kinds(self) -> str:
        """What it is."""
        return kinds_label(self.found.kinds)

    @property
    def mark(self) -> str:
        """Its icon."""
        return mark(self.found.kinds)


@dataclass(frozen=True, slots=True)
class JoinPage:
    """`organisations/join.html`."""

    title: str
    form: Parsed[str]
    text: str
    lines: list[FoundLine]


@dataclass(frozen=True, slots=True)
class InvitationPage:
    """`organisations/invitation.html`; who is not signed in signs in or up on the way."""

    title: str
    invitation: Invitation
    token: str
    kinds: str
    sign_in_href: str
    sign_up_href: str


def mine_lines(found: MyOrganisations) -> list[MembershipLine]:
    """The list's lines."""
    return [MembershipLine(m) for m in found.memberships]
