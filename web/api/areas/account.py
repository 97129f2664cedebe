"""Who the token acts as, and the organisations that they act for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from pydantic import Field

from models.entities.organisations import FoundOrganisation, Invitation, Membership, Organisation
from models.entities.organisations import Member as MemberEntity
from models.entities.vocabulary import OrganisationKind, Role
from models.errors import NotFound
from web.api.bodies import Body, Language, Query
from web.api.operation import Area, Ask, Done, Made
from web.api.shapes import shaped
from web.forms.account import ProfileForm
from web.forms.organisations import InviteForm, NewOrganisationForm, OrganisationForm
from web.i18n import N_
from web.services import accounts, organisations, signing

AREA = Area(N_("Account and organisations"), "account")
shaped(MemberEntity, omit=("locale",))


@dataclass(frozen=True, slots=True)
class ActingFor:
    """An organisation that the person acts for, and what their name counts for there."""

    organisation_id: int
    name: str
    kinds: list[OrganisationKind]
    is_manager: bool
    vetted: bool
    qualified: bool
    may_sign: bool


@dataclass(frozen=True, slots=True)
class Me:
    """Who the token acts as."""

    person_id: int
    email: str
    name: str
    language: str
    roles: list[Role]
    acting: list[ActingFor]
    second_factor_shown: bool


def _me(ask: Ask) -> Me:
    viewer = ask.person
    acting = [
        ActingFor(
            a.organisation_id,
            a.name,
            sorted(a.kinds),
            a.is_manager,
            a.vetted,
            a.qualified,
            a.may_sign,
        )
        for a in viewer.acting
    ]
    roles = sorted(viewer.roles)
    return Me(
        viewer.person_id, viewer.email, viewer.name, viewer.locale, roles, acting, viewer.passed_second_factor
    )


@AREA.add("GET", "/me", "account.me", N_("Who the token acts as"), Me, pages=("account.home",))
async def me(ask: Ask) -> Me:
    """The person, their roles and organisations."""
    return _me(ask)


class MeChange(Body):
    """What others call you, and the language of pages and mails."""

    name: Annotated[str, Field(min_length=1, max_length=80)]
    language: Language


@AREA.add(
    "PATCH",
    "/me",
    "account.change",
    N_("Change your name and language"),
    Done,
    body=MeChange,
    pages=("account.profile",),
    example={"name": "林晓", "language": "zh"},
)
async def change(ask: Ask) -> None:
    """Both at once."""
    name, locale = ask.clean(ProfileForm.parse(ask.form()))
    await accounts.change_profile(ask.parts.db, viewer=ask.careful(), name=name, locale=locale)


@dataclass(frozen=True, slots=True)
class Mine:
    """What the person acts for or has asked to join, and the invitations that wait for an answer."""

    memberships: list[Membership]
    invitations: list[Invitation]


@AREA.add(
    "GET", "/organisations", "organisations.mine", N_("Your organisations and invitations"), Mine,
    pages=("organisations.mine", "organisations.invitation", "provider.waiting"),
)  # fmt: skip
async def mine(ask: Ask) -> Mine:
    """All of them; nobody has many."""
    found = await organisations.my_organisations(ask.parts.db, ask.parts.clock, viewer=ask.person)
    return Mine(found.memberships, found.invitations)


class OrganisationBody(Body):
    """What a manager says of an organisation; name and code of a vetted provider stay."""

    name: Annotated[str, Field(min_length=1, max_length=100)]
    uscc: Annotated[str, Field(max_length=30)] | None = None
    district: str | None = None
    city: Annotated[str, Field(max_length=60)] | None = None
    about: Annotated[str, Field(max_length=2000)] = ""


class NewOrganisationBody(OrganisationBody):
    """A company, team or provider of one's own; spaces and bodies come from an administrator."""

    kinds: Annotated[list[OrganisationKind], Field(min_length=1, max_length=5)]


@AREA.add(
    "POST",
    "/organisations",
    "organisations.create",
    N_("Set up an organisation"),
    Made,
    body=NewOrganisationBody,
    status=201,
    pages=("organisations.create",),
    example={"name": "晨稷冷链", "kinds": ["company"], "district": "jingkou"},
)
async def create(ask: Ask) -> Made:
    """With the person as its first manager."""
    new = ask.clean(NewOrganisationForm.parse(ask.form()))
    viewer = ask.person
    made = await organisations.create_organisation(ask.parts.db, ask.parts.clock, viewer=viewer, new=new)
    return Made(made)


class Wanted(Query):
    """What one looks for."""

    q: Annotated[str, Field(min_length=1, max_length=100, description="A part of the name, or the code.")]


@AREA.add(
    "GET",
    "/organisations/find",
    "organisations.find",
    N_("Find an organisation to join"),
    list[FoundOrganisation],
    query=Wanted,
    pages=("organisations.join",),
)
async def find(ask: Ask) -> list[FoundOrganisation]:
    """By a part of the name only where names are public anyway."""
    return await organisations.find_organisations(ask.parts.db, viewer=ask.person, text=ask.query.q)


@dataclass(frozen=True, slots=True)
class OrganisationDetail:
    """An organisation as its members see it; invitations and requests are its managers' matter."""

    organisation: Organisation
    members: list[MemberEntity]
    requests: list[MemberEntity]
    invitations: list[Invitation]


def _check(ask: Ask) -> None:
    """Only who acts for it knows it; an organising body asks for the second factor."""
    here = ask.path["organisation_id"]
    acting = next((a for a in ask.person.acting if a.organisation_id == here), None)
    if acting is None:
        raise NotFound
    if OrganisationKind.ORGANISER in acting.kinds:
        ask.check_factor(ask.person, Role.ORGANISER)


@AREA.add(
    "GET",
    "/organisations/{organisation_id}",
    "organisations.show",
    N_("One of your organisations with its people"),
    OrganisationDetail,
    pages=("organisations.show",),
)
async def show(ask: Ask) -> OrganisationDetail:
    """For who acts for it."""
    _check(ask)
    view = await organisations.open_organisation(
        ask.parts.db, ask.parts.clock, viewer=ask.person, organisation_id=ask.path["organisation_id"]
    )
    return OrganisationDetail(view.organisation, view.members, view.requests, view.invitations)


@AREA.add(
    "PUT",
    "/organisations/{organisation_id}",
    "organisations.change",
    N_("Change what is said of an organisation"),
    Done,
    body=OrganisationBody,
    pages=("organisations.edit",),
    example={"name": "晨稷冷链", "district": "jingkou", "about": "活蟹保鲜。"},
)
async def change_organisation(ask: Ask) -> None:
    """By one of its managers."""
    _check(ask)
    new = ask.clean(OrganisationForm.parse(ask.form()))
    await organisations.change_organisation(
        ask.parts.db,
        ask.parts.clock,
        viewer=ask.person,
        organisation_id=ask.path["organisation_id"],
        new=new,
    )


class Guest(Body):
    """Whom to ask, and whether to manage."""

    email: Annotated[str, Field(min_length=3, max_length=254)]
    is_manager: bool = False


@AREA.add(
    "POST",
    "/organisations/{organisation_id}/invitations",
    "organisations.invite",
    N_("Invite somebody to act for an organisation"),
    Done,
    body=Guest,
    pages=("organisations.invite",),
    example={"email": "xu@example.org", "is_manager": False},
)
async def invite(ask: Ask) -> None:
    """By mail."""
    _check(ask)
    email, is_manager = ask.clean(InviteForm.parse(ask.form()))
    await organisations.invite(
        ask.parts.db,
        ask.parts.clock,
        ask.parts.settings,
        viewer=ask.person,
        organisation_id=ask.path["organisation_id"],
        email=email,
        is_manager=is_manager,
    )


@AREA.add(
    "DELETE",
    "/organisations/{organisation_id}/invitations/{invitation_id}",
    "organisations.withdraw_invitation",
    N_("Take an invitation back"),
    Done,
    pages=("organisations.withdraw_invitation",),
)
async def withdraw_invitation(ask: Ask) -> None:
    """The mailed link no longer works."""
    _check(ask)
    await organisations.withdraw_invitation(ask.parts.db, ask.parts.clock, viewer=ask.person, **ask.path)


@AREA.add(
    "POST",
    "/organisations/{organisation_id}/join",
    "organisations.ask",
    N_("Ask to join an organisation"),
    Done,
    pages=("organisations.ask",),
)
async def ask_to_join(ask: Ask) -> None:
    """Its managers are told."""
    await organisations.ask_to_join(
        ask.parts.db, ask.parts.clock, ask.parts.settings, viewer=ask.person, **ask.path
    )


@AREA.add(
    "POST",
    "/organisations/{organisation_id}/leave",
    "organisations.leave",
    N_("Stop acting for an organisation"),
    Done,
    pages=("organisations.leave",),
)
async def leave(ask: Ask) -> None:
    """The last manager stays."""
    _check(ask)
    await organisations.leave(ask.parts.db, ask.parts.clock, viewer=ask.person, **ask.path)


class Yes(Body):
    """Yes or no."""

    accept: bool


@AREA.add(
    "POST",
    "/organisations/{organisation_id}/members/{membership_id}/answer",
    "organisations.answer_request",
    N_("Answer somebody who asks to join"),
    Done,
    body=Yes,
    pages=("organisations.answer_request",),
    example={"accept": True},
)
async def answer_request(ask: Ask) -> None:
    """By a manager."""
    _check(ask)
    await organisations.answer_request(
        ask.parts.db, ask.parts.clock, viewer=ask.person, **ask.path, accept=ask.body.accept
    )


class MemberChange(Body):
    """What a member may do; what is left out stays."""

    is_manager: bool | None = None
    may_sign: bool | None = None


@AREA.add(
    "PATCH",
    "/organisations/{organisation_id}/members/{membership_id}",
    "organisations.change_member",
    N_("Make somebody a manager, or let them sign"),
    Done,
    body=MemberChange,
    pages=("organisations.set_manager", "organisations.let_sign"),
    example={"may_sign": True},
)
async def change_member(ask: Ask) -> None:
    """By a manager; the last one stays."""
    _check(ask)
    if ask.body.is_manager is not None:
        await organisations.set_manager(
            ask.parts.db, ask.parts.clock, viewer=ask.person, **ask.path, is_manager=ask.body.is_manager
        )
    if ask.body.may_sign is not None:
        await signing.let_sign(
            ask.parts.db, ask.parts.clock, viewer=ask.person, **ask.path, may_sign=ask.body.may_sign
        )


@AREA.add(
    "DELETE",
    "/organisations/{organisation_id}/members/{membership_id}",
    "organisations.remove_member",
    N_("End somebody’s membership"),
    Done,
    pages=("organisations.remove_member",),
)
async def remove_member(ask: Ask) -> None:
    """By a manager; oneself one leaves."""
    _check(ask)
    await organisations.remove_member(ask.parts.db, ask.parts.clock, viewer=ask.person, **ask.path)


@dataclass(frozen=True, slots=True)
class Joined:
    """The organisation that was joined, or null after a no."""

    organisation_id: int | None


@AREA.add(
    "POST",
    "/invitations/{invitation_id}/answer",
    "organisations.answer_invitation",
    N_("Answer an invitation to you"),
    Joined,
    body=Yes,
    pages=("organisations.answer_invitation",),
    example={"accept": True},
)
async def answer_invitation(ask: Ask) -> Joined:
    """By whoever it was sent to."""
    joined = await organisations.answer_invitation(
        ask.parts.db, ask.parts.clock, viewer=ask.person, **ask.path, accept=ask.body.accept
    )
    return Joined(joined)
