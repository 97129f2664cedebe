"""Conflicts of interest: what jurors say before they read, what is declared, what is set aside and why.

What is on record (memberships, money, tenancies, mail domains) is found by the view `jury_conflict`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from models.db import Connection, Database
from models.entities.jury import PINNED, ConflictKind, InterestConflict, JurorTask, JuryMember, JuryState
from models.entities.viewer import Viewer
from models.entities.vocabulary import Role
from models.errors import Conflict, NotFound
from models.repositories.audit import AuditRepository
from models.repositories.jury import JuryRepository
from models.repositories.jury_sheets import JurySheetRepository
from web.clock import Clock
from web.services.juries import ask_for_assignment, found_jury


@dataclass(frozen=True, slots=True)
class Acquaintance:
    """A juror's page of whom they know: each pitch by name alone, and their conflicts on record."""

    tasks: list[JurorTask]
    conflicts: list[InterestConflict]
    member: JuryMember


@dataclass(frozen=True, slots=True)
class Declaration:
    """A conflict as somebody states it."""

    kind: ConflictKind
    since: date | None = None
    until: date | None = None
    note: str = ""


async def open_acquaintance(db: Database, *, viewer: Viewer, event_id: int) -> Acquaintance:
    """The pitches of a jury that the viewer sits on, before any of their text."""
    async with db.read() as conn:
        return await _acquaintance(conn, viewer, event_id)


async def _acquaintance(conn: Connection, viewer: Viewer, event_id: int) -> Acquaintance:
    juries = JuryRepository(conn)
    tasks = await JurySheetRepository(conn).tasks(viewer.person_id, event_id)
    member = next((m for m in await juries.members(event_id) if m.person_id == viewer.person_id), None)
    if member is None or not tasks:
        raise NotFound
    return Acquaintance(tasks, await juries.conflicts(event_id, viewer.person_id), member)


async def say_whom_i_know(
    db: Database,
    clock: Clock,
    *,
    viewer: Viewer,
    event_id: int,
    answers: Mapping[int, Declaration | None],
    sectors: tuple[str, ...],
    most: int | None = None,
) -> None:
    """A juror answers for each pitch whether and how they know its people; None is "I do not".

    A pitch that was theirs and is not any more goes to an alternate at once.
    """
    async with db.transaction() as conn:
        found = await _acquaintance(conn, viewer, event_id)
        juries, now = JuryRepository(conn), clock.now()
        state = await juries.lock(event_id)
        by_id = {int(t.participant_id): t for t in found.tasks}
        if not answers.keys() <= by_id.keys():
            raise NotFound
        for participant_id, answer in sorted(answers.items()):
            company = by_id[participant_id].company_id
            await juries.withdraw(event_id, viewer.person_id, company, now)
            if answer is not None:
                await _declare(conn, viewer, event_id, viewer.person_id, company, answer, "juror", clock)
        await juries.say(event_id, viewer.person_id, sorted(answers), now)
        await juries.set_member(event_id, viewer.person_id, sectors, most)
        lost = any(a is not None and by_id[p].assigned for p, a in answers.items())
        if lost and state in (JuryState.SETUP, JuryState.OPEN):
            await ask_for_assignment(conn, clock, event_id)


async def _declare(
    conn: Connection,
    viewer: Viewer,
    event_id: int,
    person_id: int,
    company_id: int,
    said: Declaration,
    side: str,
    clock: Clock,
) -> None:
    now = clock.now()
    await JuryRepository(conn).declare(
        event_id,
        person_id,
        company_id,
        said.kind,
        span=(said.since, said.until),
        side=side,
        # What a juror says of themselves in these kinds stands; what others say of them can be looked into.
        pinned=side == "juror" and said.kind in PINNED,
        note=said.note,
        by=viewer.person_id,
        now=now,
    )
    await AuditRepository(conn).note(
        now,
        viewer.person_id,
        "declare_conflict",
        "event",
        event_id,
        {"person": person_id, "company": company_id, "kind": str(said.kind), "side": side},
    )


async def declare_as_organiser(
    db: Database,
    clock: Clock,
    *,
    viewer: Viewer,
    event_id: int,
    person_id: int,
    company_id: int,
    said: Declaration,
) -> None:
    """The organiser states a conflict of a juror or of themselves."""
    async with db.transaction() as conn:
        await found_jury(conn, viewer, event_id)
        await _known(conn, event_id, person_id, company_id, viewer)
        await _declare(conn, viewer, event_id, person_id, company_id, said, "organiser", clock)


async def declare_as_company(
    db: Database,
    clock: Clock,
    *,
    viewer: Viewer,
    event_id: int,
    person_id: int,
    company_id: int,
    said: Declaration,
) -> None:
    """A founder states a conflict between a juror and their own company; the organiser looks into it."""
    if company_id not in viewer.organisation_ids(Role.FOUNDER):
        raise NotFound
    async with db.transaction() as conn:
        if await JuryRepository(conn).of_event(event_id) is None:
            raise NotFound
        await _known(conn, event_id, person_id, company_id, None)
        await _declare(conn, viewer, event_id, person_id, company_id, said, "company", clock)


async def _known(
    conn: Connection, event_id: int, person_id: int, company_id: int, organiser: Viewer | None
) -> None:
    juries = JuryRepository(conn)
    people = {int(m.person_id) for m in await juries.members(event_id)}
    if organiser is not None:
        people.add(organiser.person_id)
    companies = {int(p.company_id) for p in await juries.pitches(event_id)}
    if person_id not in people or company_id not in companies:
        raise NotFound


async def lift(
    db: Database,
    clock: Clock,
    *,
    viewer: Viewer,
    event_id: int,
    person_id: int,
    company_id: int,
    kind: str,
    reason: str,
) -> None:
    """Set a conflict aside after looking into it; never a pinned one, never one's own."""
    async with db.transaction() as conn:
        await found_jury(conn, viewer, event_id)
        if person_id == viewer.person_id:
            raise Conflict("jury_own_conflict")
        juries = JuryRepository(conn)
        about = [
            c
            for c in await juries.conflicts(event_id)
            if (c.person_id, c.company_id, c.kind) == (person_id, company_id, kind)
        ]
        if not about:
            raise NotFound
        if not await juries.lift(
            event_id, person_id, company_id, kind, reason, viewer.person_id, clock.now()
        ):
            raise Conflict("jury_conflict_pinned" if any(c.pinned for c in about) else "state_moved_on")
        await AuditRepository(conn).note(
            clock.now(),
            viewer.person_id,
            "lift_conflict",
            "event",
            event_id,
            {"person": person_id, "company": company_id, "kind": kind, "reason": reason},
        )


async def restore(
    db: Database, clock: Clock, *, viewer: Viewer, event_id: int, person_id: int, company_id: int, kind: str
) -> None:
    """Let a conflict count again that was set aside."""
    async with db.transaction() as conn:
        await found_jury(conn, viewer, event_id)
        if not await JuryRepository(conn).restore(event_id, person_id, company_id, kind):
            raise NotFound
        await AuditRepository(conn).note(
            clock.now(),
            viewer.person_id,
            "restore_conflict",
            "event",
            event_id,
            {"person": person_id, "company": company_id, "kind": kind},
        )
