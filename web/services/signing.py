"""Who may sign for a side of a record: an active member whom the organisation lets sign."""

from __future__ import annotations

from models.db import Database
from models.entities.funding import FundingRecord
from models.entities.ids import OrganisationId
from models.entities.organisations import MembershipStatus
from models.entities.viewer import Viewer
from models.entities.vocabulary import Role
from models.errors import Conflict, NotAllowed, NotFound
from models.repositories.audit import AuditRepository
from models.repositories.organisations import OrganisationRepository
from web.clock import Clock
from web.services.organisation_mail import tell_rights

COMPANY, PROVIDER, ORGANISER = "company", "provider", "organiser"


def sides_of(viewer: Viewer, record: FundingRecord) -> tuple[str, ...]:
    """The sides of a record that the viewer belongs to, signing or not."""
    sides = []
    if record.company_id in viewer.organisation_ids(Role.FOUNDER):
        sides.append(COMPANY)
    if record.provider_id in viewer.organisation_ids(Role.PROVIDER):
        sides.append(PROVIDER)
    return tuple(sides)


def signing_sides(viewer: Viewer, record: FundingRecord) -> tuple[str, ...]:
    """The sides of a record for which the viewer's name binds."""
    return tuple(s for s in sides_of(viewer, record) if may_sign_for(viewer, body_of(record, s)))


def body_of(record: FundingRecord, side: str) -> OrganisationId:
    """The organisation on a side."""
    return record.company_id if side == COMPANY else record.provider_id


def may_sign_for(viewer: Viewer, organisation_id: int) -> bool:
    """Whether the organisation lets the viewer sign."""
    return any(a.organisation_id == organisation_id and a.may_sign for a in viewer.acting)


def check_signer(viewer: Viewer, record: FundingRecord, side: str) -> None:
    """Refuse whoever does not belong to the side, or may not sign for it."""
    if side not in sides_of(viewer, record):
        raise NotAllowed("not_a_party")
    if not may_sign_for(viewer, body_of(record, side)):
        raise NotAllowed("may_not_sign")


def acts_for_proposer(viewer: Viewer, record: FundingRecord) -> bool:
    """Whether the viewer belongs to whoever proposed the record."""
    return record.proposed_body_id in {a.organisation_id for a in viewer.acting}


async def let_sign(
    db: Database, clock: Clock, *, viewer: Viewer, organisation_id: int, membership_id: int, may_sign: bool
) -> None:
    """A manager lets a member sign on records of money, or no longer; from now on, never for the past."""
    async with db.transaction() as conn:
        organisations = OrganisationRepository(conn)
        await organisations.lock(organisation_id)
        found = await organisations.for_member(organisation_id, viewer.person_id)
        if found is None:
            raise NotFound
        if not found.is_manager:
            raise NotAllowed("managers_only")
        member = await organisations.membership(organisation_id, membership_id)
        if member is None:
            raise NotFound
        if member.status is not MembershipStatus.ACTIVE:
            raise Conflict("state_moved_on")
        if member.may_sign == may_sign:
            return
        await organisations.let_sign(membership_id, viewer.person_id, clock.now(), may_sign=may_sign)
        if member.person_id != viewer.person_id:
            right = "signs" if may_sign else "no_longer_signs"
            await tell_rights(conn, clock, found.name, member, right)
        await AuditRepository(conn).note(
            clock.now(),
            viewer.person_id,
            "let_sign" if may_sign else "no_longer_sign",
            "membership",
            membership_id,
            {"organisation": organisation_id},
        )
