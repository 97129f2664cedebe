"""Somebody leaves for good: their name and what was theirs alone goes, money stays, the chain still holds.

Who asks for it themselves comes by `leaving.py`; an administrator by the page of the person.
"""

from __future__ import annotations

import anyio.to_thread

from models.db import Connection, Database
from models.entities.people import Credentials
from models.entities.viewer import Viewer
from models.entities.vocabulary import Answer, Role
from models.errors import Conflict, NotAllowed, NotFound
from models.repositories.audit import AuditRepository
from models.repositories.chain import ChainRepository
from models.repositories.leaving import Alone, LeavingRepository
from models.repositories.people import PeopleRepository
from web.clock import Clock
from web.files import FileStore
from web.i18n import N_, gettext, use_locale
from web.services.administration import end_account
from web.services.introductions import answer_introduction, tell_asked_no_more
from web.services.participation import answer_invitation
from web.services.pitches import withdraw_pitch
from web.services.registrations import unregister

_SOMEBODY = N_("a person who has left")


async def forget_person(
    db: Database,
    clock: Clock,
    *,
    viewer: Viewer,
    person_id: int,
    files: FileStore | None = None,
    site: str = "",
) -> None:
    """An administrator closes the account if it is open, and erases who the person was."""
    if Role.ADMIN not in viewer.granted:
        raise NotAllowed("not_allowed")
    async with db.transaction() as conn:
        dropped = await take_leave(conn, clock, by=viewer, person_id=person_id, site=site)
    await drop_files(files, dropped)


async def drop_files(files: FileStore | None, dropped: list[str]) -> None:
    """Remove files that nothing refers to, once that is certain; a file that is gone already is gone."""
    if files is not None:
        for sha256 in dropped:
            await anyio.to_thread.run_sync(files.remove, sha256)


async def take_leave(conn: Connection, clock: Clock, *, by: Viewer, person_id: int, site: str) -> list[str]:
    """End what is open, close the account, erase; answers which files are to be removed afterwards.

    An angel who is a natural person leaves as a party, too. Amounts, days, parties that have a code and
    evidence stay: keeping them is a duty.
    """
    people, now = PeopleRepository(conn), clock.now()
    # Held from here on: who seals at the same time reads the name before, and is waited for, or after.
    person = await people.by_id(person_id, lock=True)
    if person is None:
        raise NotFound
    alone = await LeavingRepository(conn).alone(person_id)
    if person.closed_at is None:
        await _end_open_matters(conn, clock, person_id, alone, site)
        await end_account(conn, clock, viewer=by, person_id=person_id)
    parties = await people.own_parties(person_id)
    if not await people.forget(person_id):
        raise Conflict("state_moved_on")
    chain = ChainRepository(conn)
    await chain.erase_person(person_id, now)
    for organisation_id in parties:
        await people.forget_party(organisation_id, now)
        await chain.erase_party(organisation_id, now)
    dropped = await _erase(conn, clock, person, alone)
    await AuditRepository(conn).note(now, by.person_id, "forget", "person", person_id)
    return dropped


async def _end_open_matters(
    conn: Connection, clock: Clock, person_id: int, alone: list[Alone], site: str
) -> None:
    """Give back places, answer who waits, withdraw pitches, as the person would; others are told."""
    now, leaving = clock.now(), LeavingRepository(conn)
    viewer = await PeopleRepository(conn).viewer(person_id, now)
    if viewer is None:
        raise NotFound
    # Each act of the services is a savepoint of this transaction: all of it happens, or nothing.
    db = Database.bound_to(conn)
    open_now = await leaving.open_matters(person_id, [one.id for one in alone], now)
    for event_id in open_now.registrations:
        await unregister(db, clock, viewer=viewer, event_id=event_id, site=site)
    for participant_id in open_now.participants:
        await answer_invitation(
            db, clock, viewer=viewer, participant_id=participant_id, answer=Answer.DECLINED, site=site
        )
    for introduction_id in open_now.asked:
        await answer_introduction(db, clock, viewer=viewer, introduction_id=introduction_id, accept=False)
    for one in await leaving.withdraw_asking(open_now.asking, now):
        await tell_asked_no_more(conn, clock, one)
    for pitch_id in (pitch for one in alone for pitch in one.open_pitches):
        await withdraw_pitch(db, clock, viewer=viewer, pitch_id=pitch_id)


async def _erase(conn: Connection, clock: Clock, person: Credentials, alone: list[Alone]) -> list[str]:
    """What the person wrote for themselves or for bodies that were theirs alone; mails to and about them."""
    now, leaving = clock.now(), LeavingRepository(conn)
    await leaving.erase_words(person.id, person.email, now)
    with use_locale("zh"):
        zh = gettext(_SOMEBODY)
    await leaving.erase_mails(person.id, person.name, person.email, (zh, _SOMEBODY))
    dropped = await leaving.erase_alone(alone, person.id, now)
    await leaving.done(person.id, now)
    return dropped
