"""Organisations and who acts for them: set up, invite, ask, answer, hand over, leave."""

from __future__ import annotations

from dataclasses import dataclass

from models.db import Connection, Database
from models.entities.ids import OrganisationId
from models.entities.organisations import (
    OPEN_KINDS,
    FoundOrganisation,
    Invitation,
    Member,
    Membership,
    MembershipStatus,
    NewOrganisation,
    Organisation,
)
from models.entities.viewer import Viewer
from models.entities.vocabulary import OrganisationKind, Role
from models.errors import Conflict, Invalid, NotAllowed, NotFound
from models.repositories.audit import AuditRepository
from models.repositories.organisations import OrganisationRepository
from models.uscc import clean_uscc, fold
from web.clock import Clock
from web.services.organisation_mail import (
    send_invitation,
    tell_answered,
    tell_managers_accepted,
    tell_managers_asked,
    tell_removed,
    tell_rights,
)
from web.services.throttle import MAIL_NETWORK, count_try
from web.services.tokens import INVITATION, read_token
from web.settings import Settings


@dataclass(frozen=True, slots=True)
class MyOrganisations:
    """The organisations of a person, and the invitations that wait for an answer."""

    memberships: list[Membership]
    invitations: list[Invitation]


@dataclass(frozen=True, slots=True)
class OrganisationView:
    """An organisation as its members see it; invitations and requests are its managers' matter."""

    organisation: Organisation
    members: list[Member]
    requests: list[Member]
    invitations: list[Invitation]

    @property
    def own_managers(self) -> int:
        """How many manage it."""
        return sum(m.is_manager for m in self.members)


async def my_organisations(db: Database, clock: Clock, *, viewer: Viewer) -> MyOrganisations:
    """What a person acts for, has asked to join, and is invited to by the address they have verified."""
    async with db.read() as conn:
        organisations = OrganisationRepository(conn)
        return MyOrganisations(
            await organisations.memberships_of(viewer.person_id),
            await organisations.invitations(clock.now(), email=viewer.email),
        )


async def create_organisation(
    db: Database, clock: Clock, *, viewer: Viewer, new: NewOrganisation
) -> OrganisationId:
    """A company, team or provider, with the viewer as its first manager.

    Raises `Invalid` for kinds that only an administrator may set up and for a wrong code.
    """
    if not new.kinds:
        raise Invalid("required", field="kinds")
    if not new.kinds <= OPEN_KINDS:
        raise NotAllowed("not_allowed")
    if OrganisationKind.COMPANY in new.kinds and len(new.kinds) > 1:
        raise Invalid("company_or_provider", field="kinds")
    if new.uscc is not None:
        clean_uscc(new.uscc)
    async with db.transaction() as conn:
        organisations, now = OrganisationRepository(conn), clock.now()
        made = await organisations.add(new, viewer.person_id, now)
        await organisations.join(made, viewer.person_id, is_manager=True, invited_by=None, now=now)
        await AuditRepository(conn).note(
            now, viewer.person_id, "create_organisation", "organisation", made, {"kinds": sorted(new.kinds)}
        )
    return made


async def open_organisation(
    db: Database, clock: Clock, *, viewer: Viewer, organisation_id: int
) -> OrganisationView:
    """An organisation with its people, for who acts for it."""
    async with db.read() as conn:
        organisations = OrganisationRepository(conn)
        found = await _own(organisations, viewer, organisation_id)
        people = await organisations.members(organisation_id)
        invitations = []
        if found.is_manager:
            invitations = await organisations.invitations(clock.now(), organisation_id=organisation_id)
    members = [m for m in people if m.status is MembershipStatus.ACTIVE]
    requests = [m for m in people if m.status is MembershipStatus.REQUESTED] if found.is_manager else []
    return OrganisationView(found, members, requests, invitations)


def managers_only(view: OrganisationView) -> None:
    """Refuse who is not a manager of what they have opened."""
    if not view.organisation.is_manager:
        raise NotAllowed("managers_only")


async def change_organisation(
    db: Database, clock: Clock, *, viewer: Viewer, organisation_id: int, new: NewOrganisation
) -> None:
    """What its manager says of it. A code once given stays, and so does the name that was vetted."""
    async with db.transaction() as conn:
        organisations = OrganisationRepository(conn)
        old = await _managed(organisations, viewer, organisation_id)
        if old.uscc is not None and new.uscc != old.uscc:
            raise Invalid("uscc_fixed", field="uscc")
        if old.vetting == "granted" and new.name != old.name:
            raise Invalid("vetted_name_fixed", field="name")
        if new.uscc is not None:
            clean_uscc(new.uscc)
        await organisations.change(organisation_id, new, clock.now())
        await _note(conn, clock, viewer, "change_organisation", organisation_id)


async def invite(
    db: Database,
    clock: Clock,
    settings: Settings,
    *,
    viewer: Viewer,
    organisation_id: int,
    email: str,
    is_manager: bool,
) -> None:
    """Write to an address; whether it has an account is nobody's business."""
    await count_try(db, clock, MAIL_NETWORK, f"person {viewer.person_id}")
    async with db.transaction() as conn:
        organisations = OrganisationRepository(conn)
        await _managed(organisations, viewer, organisation_id)
        members = await organisations.members(organisation_id)
        if any(m.email == email and m.status is MembershipStatus.ACTIVE for m in members):
            raise Invalid("already_member", field="email")
        await invite_address(
            conn,
            clock,
            settings,
            viewer=viewer,
            organisation_id=organisation_id,
            email=email,
            is_manager=is_manager,
        )


async def invite_address(
    conn: Connection,
    clock: Clock,
    settings: Settings,
    *,
    viewer: Viewer,
    organisation_id: int,
    email: str,
    is_manager: bool,
) -> None:
    """The invitation and its mail; who may invite was checked before."""
    organisations, now = OrganisationRepository(conn), clock.now()
    made = await organisations.invite(
        organisation_id,
        email,
        is_manager=is_manager,
        invited_by=viewer.person_id,
        now=now,
        until=now + INVITATION.lifetime,
    )
    (invitation,) = await organisations.invitations(now, invitation_id=made)
    await send_invitation(conn, clock, settings, invitation, viewer.locale)
    await _note(conn, clock, viewer, "invite", organisation_id)


async def withdraw_invitation(
    db: Database, clock: Clock, *, viewer: Viewer, organisation_id: int, invitation_id: int
) -> None:
    """The link in the mail no longer works."""
    async with db.transaction() as conn:
        organisations = OrganisationRepository(conn)
        await _managed(organisations, viewer, organisation_id)
        if not await organisations.withdraw_invitation(
            invitation_id, clock.now(), organisation_id=organisation_id
        ):
            raise NotFound


async def read_invitation(db: Database, clock: Clock, settings: Settings, *, token: str) -> Invitation:
    """Who invites whom to what; for whoever has the link."""
    content = read_token(settings, clock, INVITATION, token)
    async with db.read() as conn:
        found = await OrganisationRepository(conn).invitations(
            clock.now(), invitation_id=content["invitation"]
        )
    if not found:
        raise NotFound("link_not_valid")
    return found[0]


async def accept_by_link(
    db: Database, clock: Clock, settings: Settings, *, viewer: Viewer, token: str
) -> OrganisationId:
    """Whoever signs in with the link accepts it, once."""
    content = read_token(settings, clock, INVITATION, token)
    async with db.transaction() as conn:
        return await _accept(conn, clock, viewer, content["invitation"])


async def answer_invitation(
    db: Database, clock: Clock, *, viewer: Viewer, invitation_id: int, accept: bool
) -> OrganisationId | None:
    """Accept or decline an invitation to one's own address, without the mail."""
    async with db.transaction() as conn:
        organisations, now = OrganisationRepository(conn), clock.now()
        found = await organisations.invitations(now, invitation_id=invitation_id, email=viewer.email)
        if not found:
            raise NotFound
        if accept:
            return await _accept(conn, clock, viewer, invitation_id)
        await organisations.withdraw_invitation(invitation_id, now, email=viewer.email)
        return None


async def find_organisations(db: Database, *, viewer: Viewer, text: str) -> list[FoundOrganisation]:
    """What the viewer may ask to join; by a name's part only where names are public anyway."""
    text = text.strip()
    if not text:
        return []
    async with db.read() as conn:
        return await OrganisationRepository(conn).find(text, fold(text), viewer.person_id)


async def ask_to_join(
    db: Database, clock: Clock, settings: Settings, *, viewer: Viewer, organisation_id: int
) -> None:
    """Ask its managers to be let in."""
    await count_try(db, clock, MAIL_NETWORK, f"person {viewer.person_id}")
    async with db.transaction() as conn:
        organisations, now = OrganisationRepository(conn), clock.now()
        bodies, _ = await organisations.bodies(now, organisation_id=organisation_id)
        if not bodies or bodies[0].closed_at is not None:
            raise NotFound
        if not await organisations.ask(organisation_id, viewer.person_id, now):
            raise Conflict("already_member")
        member = await organisations.membership_of_person(organisation_id, viewer.person_id)
        if member is None:
            raise NotFound
        await tell_managers_asked(conn, clock, settings, organisation_id, bodies[0].name, member)
        await _note(conn, clock, viewer, "ask_to_join", organisation_id)


async def answer_request(
    db: Database, clock: Clock, *, viewer: Viewer, organisation_id: int, membership_id: int, accept: bool
) -> None:
    """A manager says yes or no to somebody who asks."""
    async with db.transaction() as conn:
        organisations = OrganisationRepository(conn)
        managed = await _managed(organisations, viewer, organisation_id)
        member = await _member(organisations, organisation_id, membership_id)
        status = MembershipStatus.ACTIVE if accept else MembershipStatus.REFUSED
        if not await organisations.answer(organisation_id, membership_id, status, clock.now()):
            raise Conflict("state_moved_on")
        await tell_answered(conn, clock, managed.name, member, accepted=accept)
        await _note(conn, clock, viewer, f"answer_request_{status}", organisation_id)


async def set_manager(
    db: Database, clock: Clock, *, viewer: Viewer, organisation_id: int, membership_id: int, is_manager: bool
) -> None:
    """Hand over, or take a manager's rights back; somebody always manages."""
    async with db.transaction() as conn:
        organisations = OrganisationRepository(conn)
        managed = await _managed(organisations, viewer, organisation_id)
        member = await _member(organisations, organisation_id, membership_id)
        if not is_manager and await organisations.count_other_managers(organisation_id, membership_id) == 0:
            raise Conflict("last_manager")
        if not await organisations.set_manager(organisation_id, membership_id, is_manager=is_manager):
            raise Conflict("state_moved_on")
        if member.person_id != viewer.person_id:
            right = "manager" if is_manager else "no_manager"
            await tell_rights(conn, clock, managed.name, member, right)
        await _note(conn, clock, viewer, "make_manager" if is_manager else "unmake_manager", organisation_id)


async def remove_member(
    db: Database, clock: Clock, *, viewer: Viewer, organisation_id: int, membership_id: int
) -> None:
    """A manager ends somebody else's membership; leaving oneself is `leave`."""
    async with db.transaction() as conn:
        organisations = OrganisationRepository(conn)
        managed = await _managed(organisations, viewer, organisation_id)
        member = await _member(organisations, organisation_id, membership_id)
        if member.person_id == viewer.person_id:
            raise NotAllowed("not_allowed")
        if not await organisations.leave(organisation_id, membership_id, clock.now()):
            raise Conflict("state_moved_on")
        await tell_removed(conn, clock, managed.name, member)
        await _note(conn, clock, viewer, "remove_member", organisation_id)


async def leave(db: Database, clock: Clock, *, viewer: Viewer, organisation_id: int) -> None:
    """Stop acting for it; the rights end at once. The last manager hands over first."""
    async with db.transaction() as conn:
        organisations = OrganisationRepository(conn)
        await organisations.lock(organisation_id)
        own = await _own(organisations, viewer, organisation_id)
        mine = await organisations.membership_of_person(organisation_id, viewer.person_id)
        if mine is None:
            raise NotFound
        if own.is_manager and await organisations.count_other_managers(organisation_id, mine.id) == 0:
            raise Conflict("last_manager")
        if not await organisations.leave(organisation_id, mine.id, clock.now()):
            raise Conflict("state_moved_on")
        await _note(conn, clock, viewer, "leave", organisation_id)


async def add_member(
    db: Database,
    clock: Clock,
    *,
    viewer: Viewer,
    organisation_id: int,
    person_id: int,
    is_manager: bool = False,
) -> None:
    """Let a person act without the way through a mail; for the seeds, by a manager or an administrator."""
    async with db.transaction() as conn:
        organisations, now = OrganisationRepository(conn), clock.now()
        if Role.ADMIN not in viewer.granted:
            await _managed(organisations, viewer, organisation_id)
        if not await organisations.join(
            organisation_id, person_id, is_manager=is_manager, invited_by=viewer.person_id, now=now
        ):
            raise Conflict("already_member")
        await _note(conn, clock, viewer, "add_member", organisation_id)


async def _own(organisations: OrganisationRepository, viewer: Viewer, organisation_id: int) -> Organisation:
    found = await organisations.for_member(organisation_id, viewer.person_id)
    if found is None:
        raise NotFound
    return found


async def _managed(
    organisations: OrganisationRepository, viewer: Viewer, organisation_id: int
) -> Organisation:
    """The organisation, held until the end; its members may know of it, managers may change it."""
    await organisations.lock(organisation_id)
    found = await _own(organisations, viewer, organisation_id)
    if not found.is_manager:
        raise NotAllowed("managers_only")
    return found


async def _member(organisations: OrganisationRepository, organisation_id: int, membership_id: int) -> Member:
    found = await organisations.membership(organisation_id, membership_id)
    if found is None:
        raise NotFound
    return found


async def _accept(conn: Connection, clock: Clock, viewer: Viewer, invitation_id: int) -> OrganisationId:
    organisations, now = OrganisationRepository(conn), clock.now()
    open_ones = await organisations.invitations(now, invitation_id=invitation_id)
    accepted = await organisations.accept_invitation(invitation_id, viewer.person_id, now)
    if not open_ones or accepted is None:
        raise NotFound("link_not_valid")
    organisation_id, is_manager, invited_by, email = accepted
    if not await organisations.join(
        organisation_id, viewer.person_id, is_manager=is_manager, invited_by=invited_by, now=now
    ):
        raise Conflict("already_member")
    member = await organisations.membership_of_person(organisation_id, viewer.person_id)
    if member is not None:
        name = open_ones[0].organisation_name
        await tell_managers_accepted(conn, clock, organisation_id, name, member, email)
    await _note(conn, clock, viewer, "accept_invitation", organisation_id)
    return organisation_id


async def _note(conn: Connection, clock: Clock, viewer: Viewer, action: str, organisation_id: int) -> None:
    await AuditRepository(conn).note(clock.now(), viewer.person_id, action, "organisation", organisation_id)
