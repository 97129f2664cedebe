"""From an address to an account, and back into one whose password is forgotten.

Neither answer tells whether an address has an account: same page, same time; the mail knows more.
"""

from __future__ import annotations

from models.db import Connection, Database
from models.entities.people import CameAs, Credentials, NewPerson
from models.entities.vocabulary import Role
from models.errors import Conflict, NotFound
from models.repositories.audit import AuditRepository
from models.repositories.people import PeopleRepository
from models.repositories.sessions import SessionRepository
from web.clock import Clock
from web.services.account_mail import send_already_here, send_reset, send_verification, state_of, tell_changed
from web.services.password_rules import check_password
from web.services.passwords import Passwords
from web.services.throttle import (
    MAIL_ADDRESS,
    MAIL_NETWORK,
    SIGN_IN_ADDRESS,
    TooManyTries,
    count_try,
    evenly,
    forget_tries,
)
from web.services.tokens import RESET, VERIFY, Purpose, read_token
from web.settings import Settings


async def sign_up(
    db: Database,
    clock: Clock,
    passwords: Passwords,
    settings: Settings,
    *,
    new: NewPerson,
    password: str,
    network: str,
    next_path: str = "",
) -> None:
    """Write to the address: how to confirm it, or that it has an account; nobody else learns which."""
    password = check_password(password, email=new.email, name=new.name)
    await count_try(db, clock, MAIL_NETWORK, network)
    async with evenly():
        password_hash = await passwords.hash(password)
        if not await _may_write_to(db, clock, new.email):
            return
        async with db.transaction() as conn:
            people, now = PeopleRepository(conn), clock.now()
            made = await people.add(new, password_hash, now)
            if made is None:
                made = await people.renew_unverified(new, password_hash, now)
            person = await people.by_email(new.email)
            if person is None:
                raise Conflict("state_moved_on")
            if made is None:
                await send_already_here(conn, clock, settings, person)
                return
            if new.came_as is CameAs.FOUNDER:
                await people.grant_role(made, Role.FOUNDER, None, now)
            else:
                await people.revoke_role(made, Role.FOUNDER)
            await send_verification(conn, clock, settings, person, next_path)
            await AuditRepository(conn).note(now, made, "sign_up", "person", made)


async def _may_write_to(db: Database, clock: Clock, email: str) -> bool:
    """Whether the address has not had too many of our mails; told to nobody."""
    try:
        await count_try(db, clock, MAIL_ADDRESS, email)
    except TooManyTries:
        return False
    return True


async def open_link(
    db: Database, clock: Clock, settings: Settings, *, purpose: Purpose, token: str
) -> tuple[Credentials, str]:
    """Whose link this is, and where to go on afterwards; `NotFound` when it is used up or too old."""
    async with db.read() as conn:
        return await _owner(conn, clock, settings, purpose, token)


async def verify_address(db: Database, clock: Clock, settings: Settings, *, token: str) -> str:
    """The address is theirs; answers where they wanted to go."""
    async with db.transaction() as conn:
        person, next_path = await _owner(conn, clock, settings, VERIFY, token, lock=True)
        now = clock.now()
        if not await PeopleRepository(conn).verify(person.id, now):
            raise NotFound("link_not_valid")
        await AuditRepository(conn).note(now, person.id, "verify_address", "person", person.id)
        return next_path


async def forgot_password(
    db: Database, clock: Clock, settings: Settings, *, email: str, network: str
) -> None:
    """Write to the address how to choose a new password, if it has an account."""
    await count_try(db, clock, MAIL_NETWORK, network)
    async with evenly():
        if not await _may_write_to(db, clock, email):
            return
        async with db.transaction() as conn:
            person = await PeopleRepository(conn).by_email(email)
            if person is not None and person.closed_at is None:
                await send_reset(conn, clock, settings, person)


async def reset_password(
    db: Database, clock: Clock, passwords: Passwords, settings: Settings, *, token: str, password: str
) -> None:
    """A new password; every session ends. Who reads the mail owns the address, so it is verified too."""
    person, _ = await open_link(db, clock, settings, purpose=RESET, token=token)
    password_hash = await passwords.hash(check_password(password, email=person.email, name=person.name))
    async with db.transaction() as conn:
        people, now = PeopleRepository(conn), clock.now()
        person, _ = await _owner(conn, clock, settings, RESET, token, lock=True)
        if not await people.set_password(person.id, person.password_hash, password_hash, verified_at=now):
            raise NotFound("link_not_valid")
        await SessionRepository(conn).end_all(person.id)
        await AuditRepository(conn).note(now, person.id, "reset_password", "person", person.id)
        await tell_changed(conn, clock, settings, person, "password")
    await forget_tries(db, SIGN_IN_ADDRESS, person.email)


async def _owner(
    conn: Connection, clock: Clock, settings: Settings, purpose: Purpose, token: str, *, lock: bool = False
) -> tuple[Credentials, str]:
    content = read_token(settings, clock, purpose, token)
    person = await PeopleRepository(conn).by_id(content["person"], lock=lock)
    if person is None or state_of(person) != content["state"]:
        raise NotFound("link_not_valid")
    return person, str(content.get("next", ""))
