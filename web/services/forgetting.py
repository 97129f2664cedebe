"""Somebody leaves for good: their name goes, the money stays, and the chain over the ledger still holds."""

from __future__ import annotations

from models.db import Database
from models.entities.viewer import Viewer
from models.entities.vocabulary import Role
from models.errors import Conflict, NotAllowed, NotFound
from models.repositories.audit import AuditRepository
from models.repositories.chain import ChainRepository
from models.repositories.onboarding import OnboardingRepository
from models.repositories.people import PeopleRepository
from web.clock import Clock
from web.services.administration import end_account


async def forget_person(db: Database, clock: Clock, *, viewer: Viewer, person_id: int) -> None:
    """Close the account if it is open; erase name, address and the salts of all commitments to the person.

    An angel who is a natural person leaves as a party, too. Amounts, days, parties that have a code and
    evidence stay: keeping them is a duty.
    """
    if Role.ADMIN not in viewer.granted:
        raise NotAllowed("not_allowed")
    async with db.transaction() as conn:
        people, now = PeopleRepository(conn), clock.now()
        # Held from here on: who seals at the same time reads the name before, and is waited for, or after.
        person = await people.by_id(person_id, lock=True)
        if person is None:
            raise NotFound
        if person.closed_at is None:
            await end_account(conn, clock, viewer=viewer, person_id=person_id)
        parties = await people.own_parties(person_id)
        await OnboardingRepository(conn).forget_of(person.id)
        if not await people.forget(person_id):
            raise Conflict("state_moved_on")
        chain = ChainRepository(conn)
        await chain.erase_person(person_id, now)
        for organisation_id in parties:
            await people.forget_party(organisation_id, now)
            await chain.erase_party(organisation_id, now)
        await AuditRepository(conn).note(now, viewer.person_id, "forget", "person", person_id)
