"""A person's own account, and people as the command line and the seeds make them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from models.db import Database
from models.entities.ids import PersonId
from models.entities.organisations import Membership
from models.entities.people import GRANTABLE, CameAs, NewPerson
from models.entities.viewer import Viewer
from models.entities.vocabulary import Role
from models.errors import Conflict, Invalid, NotFound
from models.repositories.audit import AuditRepository
from models.repositories.organisations import OrganisationRepository
from models.repositories.people import PeopleRepository
from web.clock import Clock
from web.services.account_mail import tell_changed
from web.services.password_rules import check_password, folded
from web.services.passwords import Passwords
from web.services.sessions import token_hash
from web.services.throttle import PASSWORD, count_try, forget_tries
from web.settings import Settings


@dataclass(frozen=True, slots=True)
class AccountView:
    """What a person's own page shows."""

    memberships: list[Membership]
    n_sessions: int


async def create_person(
    db: Database,
    clock: Clock,
    passwords: Passwords | None = None,
    *,
    email: str,
    name: str,
    password: str,
    roles: Iterable[Role] = (),
    locale: str = "zh",
    verified: bool = True,
    came_as: CameAs | None = None,
) -> PersonId:
    """A person whose address counts as verified; for the command line and the seeds.

    Roles that come from acting for an organisation are refused: add a membership instead.
    """
    email = email.strip().lower()
    roles = list(roles)
    for role in roles:
        if role not in GRANTABLE:
            raise Invalid("role_needs_organisation", role=role)
    password = check_password(password, email=email, name=name)
    password_hash = await (passwords or Passwords()).hash(password)
    async with db.transaction() as conn:
        people, now = PeopleRepository(conn), clock.now()
        person_id = await people.add(
            NewPerson(email, name.strip(), locale, came_as), password_hash, now, verified=verified
        )
        if person_id is None:
            raise Conflict("email_taken")
        for role in roles:
            await people.grant_role(person_id, role, None, now)
        await AuditRepository(conn).note(now, None, "create_person", "person", person_id, {"roles": roles})
    return person_id


async def load_viewer(db: Database, person_id: PersonId, clock: Clock) -> Viewer:
    """The person as a viewer with the second factor passed: for seeds, the worker and the command line."""
    async with db.read() as conn:
        viewer = await PeopleRepository(conn).viewer(person_id, clock.now())
    if viewer is None:
        raise NotFound
    return viewer


async def open_account(db: Database, clock: Clock, *, viewer: Viewer) -> AccountView:
    """The person's memberships and sign-ins."""
    async with db.read() as conn:
        memberships = await OrganisationRepository(conn).memberships_of(viewer.person_id)
        n_sessions = await PeopleRepository(conn).count_sessions(viewer.person_id, clock.now())
    return AccountView(memberships, n_sessions)


async def change_profile(db: Database, *, viewer: Viewer, name: str, locale: str) -> None:
    """What others call them, and the language of pages and mails."""
    async with db.transaction() as conn:
        await PeopleRepository(conn).set_profile(viewer.person_id, name, locale)


async def change_password(
    db: Database,
    clock: Clock,
    passwords: Passwords,
    settings: Settings,
    *,
    viewer: Viewer,
    session: str,
    current: str,
    password: str,
) -> None:
    """A new password for who knows the present one; every other session ends."""
    password = check_password(password, email=viewer.email, name=viewer.name)
    await count_try(db, clock, PASSWORD, str(viewer.person_id))
    async with db.read() as conn:
        person = await PeopleRepository(conn).by_id(viewer.person_id)
    if person is None or not await passwords.matches(person.password_hash, folded(current)):
        raise Invalid("password_wrong", field="current")
    password_hash = await passwords.hash(password)
    async with db.transaction() as conn:
        people, now = PeopleRepository(conn), clock.now()
        if not await people.set_password(person.id, person.password_hash, password_hash, verified_at=None):
            raise Conflict("state_moved_on")
        await people.end_other_sessions(person.id, token_hash(session))
        await AuditRepository(conn).note(now, person.id, "change_password", "person", person.id)
        await tell_changed(conn, clock, settings, person, "password")
    await forget_tries(db, PASSWORD, str(viewer.person_id))
