"""Who is at the door: password, then the second factor where there is one, then a session of its own."""

from __future__ import annotations

import secrets
from dataclasses import dataclass

from models.db import Connection, Database
from models.entities.ids import PersonId
from models.entities.people import Credentials
from models.errors import Invalid, NotFound
from models.repositories.audit import AuditRepository
from models.repositories.people import PeopleRepository
from models.repositories.sessions import SessionRepository
from web.clock import Clock
from web.services.password_rules import folded
from web.services.passwords import Passwords
from web.services.second_factor import SecretBox, use_code
from web.services.sessions import token_hash
from web.services.throttle import (
    CODE,
    SIGN_IN_ADDRESS,
    SIGN_IN_NETWORK,
    count_try,
    forget_tries,
)
from web.services.tokens import SECOND_FACTOR, fingerprint, make_token, read_token
from web.settings import Settings


@dataclass(frozen=True, slots=True)
class Arrival:
    """What signing in came to: a session's token, or a token with which to ask for the second factor."""

    person_id: PersonId
    locale: str
    session: str | None
    pending: str | None


async def sign_in(
    db: Database,
    clock: Clock,
    passwords: Passwords,
    settings: Settings,
    *,
    email: str,
    password: str,
    network: str,
    user_agent: str,
    old_session: str | None = None,
) -> Arrival:
    """Check the password; raises `Invalid` with one and the same sentence for every wrong pair."""
    await count_try(db, clock, SIGN_IN_NETWORK, network)
    await count_try(db, clock, SIGN_IN_ADDRESS, email)
    async with db.read() as conn:
        person = await PeopleRepository(conn).by_email(email)
    password = folded(password)
    right = await passwords.matches(None if person is None else person.password_hash, password)
    # One answer for an unproven address too: who signs up with a stranger's address and tries the same
    # password here must not learn whether that address had an account before.
    if person is None or not right or not person.may_sign_in:
        raise Invalid("sign_in_failed", field="password")
    await _renew_hash(db, passwords, person, password)
    await forget_tries(db, SIGN_IN_ADDRESS, email)
    if person.totp_enrolled_at is not None:
        content = {"person": person.id, "state": _state(person)}
        pending = make_token(settings, clock, SECOND_FACTOR, content)
        return Arrival(person.id, person.locale, None, pending)
    async with db.transaction() as conn:
        session = await _open(conn, clock, person.id, user_agent, old_session, second_factor=False)
    return Arrival(person.id, person.locale, session, None)


async def finish_sign_in(
    db: Database,
    clock: Clock,
    settings: Settings,
    *,
    pending: str,
    code: str,
    user_agent: str,
    old_session: str | None = None,
) -> Arrival:
    """The second step: a code of the second factor opens the session."""
    content = read_token(settings, clock, SECOND_FACTOR, pending)
    await count_try(db, clock, CODE, str(content["person"]))
    async with db.transaction() as conn:
        person = await PeopleRepository(conn).by_id(content["person"], lock=True)
        if person is None or not person.may_sign_in or _state(person) != content["state"]:
            raise NotFound("link_not_valid")
        await use_code(conn, clock, SecretBox(settings.signing_key), person, code)
        session = await _open(conn, clock, person.id, user_agent, old_session, second_factor=True)
    await forget_tries(db, CODE, str(person.id))
    return Arrival(person.id, person.locale, session, None)


async def show_second_factor(
    db: Database, clock: Clock, settings: Settings, *, person_id: PersonId, session: str, code: str
) -> None:
    """Somebody signed in shows the second factor in this session."""
    await count_try(db, clock, CODE, str(person_id))
    async with db.transaction() as conn:
        person = await PeopleRepository(conn).by_id(person_id, lock=True)
        if person is None:
            raise NotFound
        await use_code(conn, clock, SecretBox(settings.signing_key), person, code)
        await SessionRepository(conn).pass_second_factor(token_hash(session), clock.now())
    await forget_tries(db, CODE, str(person_id))


async def sign_out(db: Database, *, session: str) -> None:
    """End this session."""
    async with db.transaction() as conn:
        await SessionRepository(conn).end(token_hash(session))


async def sign_out_everywhere(db: Database, clock: Clock, *, person_id: PersonId) -> None:
    """End every session, this one too."""
    async with db.transaction() as conn:
        await SessionRepository(conn).end_all(person_id)
        await AuditRepository(conn).note(clock.now(), person_id, "sign_out_everywhere", "person", person_id)


def _state(person: Credentials) -> str:
    return fingerprint(person.id, person.password_hash, person.totp_enrolled_at)


async def _open(
    conn: Connection,
    clock: Clock,
    person_id: PersonId,
    user_agent: str,
    old_session: str | None,
    *,
    second_factor: bool,
) -> str:
    """A session under a new token, always: one that somebody planted before is worth nothing."""
    sessions, token = SessionRepository(conn), secrets.token_urlsafe(32)
    if old_session is not None:
        await sessions.end(token_hash(old_session))
    await sessions.open(
        token_hash(token), person_id, clock.now(), user_agent=user_agent, second_factor=second_factor
    )
    return token


async def _renew_hash(db: Database, passwords: Passwords, person: Credentials, password: str) -> None:
    """Bring an old hash up to today's parameters, while the password is at hand."""
    if person.password_hash is None or not passwords.is_outdated(person.password_hash):
        return
    renewed = await passwords.hash(password)
    async with db.transaction() as conn:
        await PeopleRepository(conn).set_password(person.id, person.password_hash, renewed, verified_at=None)
