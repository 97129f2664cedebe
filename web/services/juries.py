"""The jury of an event from the organiser's side: its rules, its people, and scoring from open to closed.

Conflicts of interest are in `jury_conflicts.py`, the assignment in `jury_assignment.py`, what jurors
do in `jury_sheets.py`, what comes of it in `jury_results.py`.
"""

from __future__ import annotations

import functools
import json
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import models
from models.db import Connection, Database
from models.entities.events import Event
from models.entities.jury import (
    InterestConflict,
    Jury,
    JuryMember,
    JuryMode,
    JuryPitch,
    JuryRules,
    JuryState,
    NewCriterion,
    Seat,
)
from models.entities.viewer import Viewer
from models.entities.vocabulary import EventKind, EventStatus
from models.errors import Conflict, Invalid, NotFound
from models.jobs import enqueue
from models.repositories.audit import AuditRepository
from models.repositories.events import EventRepository
from models.repositories.jury import JuryRepository
from web.clock import Clock
from web.services.event_mail import tell_assigned
from web.services.events import found_event

MOST_CRITERIA = 8


@dataclass(frozen=True, slots=True)
class JuryBoard:
    """All that the organiser's page of a jury shows.

    `hidden` are the companies with which the reader has a conflict of their own: of their pitches
    neither jurors nor counts are here.
    """

    event: Event
    jury: Jury | None
    pitches: list[JuryPitch]
    members: list[JuryMember]
    conflicts: list[InterestConflict]
    seats: list[Seat]
    hidden: frozenset[int]

    def kept_from(self, pitch: JuryPitch) -> int:
        """How many jurors a conflict keeps from a pitch."""
        return len(
            {
                c.person_id
                for c in self.conflicts
                if c.is_juror and c.in_force and c.company_id == pitch.company_id
            }
        )

    @property
    def loads(self) -> Counter[int]:
        """How many of the pitches that the reader may know of each juror has."""
        return Counter(s.person_id for s in self.seats if s.judges)


def default_rules(kind: EventKind) -> JuryRules:
    """What a jury of this kind of event usually goes by; the organiser changes it before scoring."""
    contest = kind is EventKind.COMPETITION
    named = _usual_criteria()["competition" if contest else "roadshow"]
    return JuryRules(
        mode=JuryMode.RUBRIC,
        jurors_per_pitch=5 if contest else 3,
        least_pitches=0,
        most_pitches=20 if contest else 12,
        points=10,
        drop_extremes=contest,
        pitch_minutes=8,
        question_minutes=7,
        look_back_years=5,
        criteria=tuple(NewCriterion(**one) for one in named),
    )


@functools.cache
def _usual_criteria() -> dict[str, list[dict[str, Any]]]:
    path = Path(models.__file__).parent / "reference" / "jury_criteria.json"
    found: dict[str, list[dict[str, Any]]] = json.loads(path.read_text(encoding="utf-8"))
    return found


async def open_board(db: Database, *, viewer: Viewer, event_id: int) -> JuryBoard:
    """An event's jury with its people, its conflicts and who judges what."""
    async with db.read() as conn:
        event = await found_event(EventRepository(conn), viewer, event_id)
        return await board_of(conn, viewer, event)


async def board_of(conn: Connection, viewer: Viewer, event: Event) -> JuryBoard:
    """The same inside an open block."""
    juries = JuryRepository(conn)
    conflicts = await juries.conflicts(event.id)
    return JuryBoard(
        event,
        await juries.of_event(event.id),
        await juries.pitches(event.id),
        await juries.members(event.id),
        conflicts,
        await juries.seats(event.id, viewer.person_id),
        frozenset(c.company_id for c in conflicts if c.in_force and c.person_id == viewer.person_id),
    )


async def save_rules(
    db: Database, clock: Clock, *, viewer: Viewer, event_id: int, revision: int | None, rules: JuryRules
) -> None:
    """Set up a jury (revision None) or change its rules before scoring begins."""
    _check(rules)
    async with db.transaction() as conn:
        event = await open_event(conn, viewer, event_id)
        juries, now = JuryRepository(conn), clock.now()
        if revision is None:
            if not await juries.add(event.id, rules, viewer.person_id, now):
                raise Conflict("jury_exists")
        else:
            if await juries.lock(event_id) not in (JuryState.SETUP, None):
                raise Conflict("jury_scoring_begun")
            if not await juries.change(event_id, revision, rules):
                raise Conflict("state_moved_on")
        await AuditRepository(conn).note(now, viewer.person_id, "save_jury", "event", event_id)


def _check(rules: JuryRules) -> None:
    if rules.mode.has_sheets and not rules.criteria:
        raise Invalid("jury_no_criteria", field="name_zh_0")
    if rules.least_pitches > rules.most_pitches:
        raise Invalid("jury_least_over_most", field="least_pitches")


async def want_assignment(db: Database, clock: Clock, *, viewer: Viewer, event_id: int) -> None:
    """Ask the worker to assign jurors; who is fixed by hand or has begun a sheet stays."""
    async with db.transaction() as conn:
        await found_jury(conn, viewer, event_id)
        await ask_for_assignment(conn, clock, event_id)
        await AuditRepository(conn).note(clock.now(), viewer.person_id, "assign_jurors", "event", event_id)


async def ask_for_assignment(conn: Connection, clock: Clock, event_id: int) -> None:
    """Note that an assignment is wanted and wake the worker."""
    if not await JuryRepository(conn).want_assignment(event_id, clock.now()):
        raise Conflict("jury_is_closed")
    await enqueue(conn, "assign_jurors")


async def decide_by_hand(
    db: Database,
    clock: Clock,
    *,
    viewer: Viewer,
    event_id: int,
    participant_id: int,
    person_id: int,
    rule: str | None,
) -> None:
    """Fix a juror to a pitch, keep them from it, or drop (None) what was decided."""
    async with db.transaction() as conn:
        await found_jury(conn, viewer, event_id)
        juries = JuryRepository(conn)
        own = {c.company_id for c in await juries.conflicts(event_id, viewer.person_id) if c.in_force}
        pitches = {int(p.participant_id): p.company_id for p in await juries.pitches(event_id)}
        if participant_id not in pitches or pitches[participant_id] in own:
            raise NotFound
        if rule is None:
            done = await juries.clear_rule(event_id, participant_id, person_id)
        else:
            done = await juries.set_rule(
                event_id, participant_id, person_id, rule, viewer.person_id, clock.now()
            )
        if not done:
            raise NotFound
        await AuditRepository(conn).note(
            clock.now(),
            viewer.person_id,
            "jury_by_hand",
            "event",
            event_id,
            {"participant": participant_id, "person": person_id, "rule": rule},
        )


async def set_away(
    db: Database, clock: Clock, *, viewer: Viewer, event_id: int, person_id: int, away: bool
) -> None:
    """A juror falls out: alternates take what they have not scored, and nobody else changes."""
    async with db.transaction() as conn:
        await found_jury(conn, viewer, event_id)
        juries, now = JuryRepository(conn), clock.now()
        if not await juries.set_away(event_id, person_id, now if away else None):
            raise NotFound
        if away:
            await ask_for_assignment(conn, clock, event_id)
        await AuditRepository(conn).note(
            now,
            viewer.person_id,
            "juror_away" if away else "juror_back",
            "event",
            event_id,
            {"person": person_id},
        )


async def open_scoring(db: Database, clock: Clock, *, viewer: Viewer, event_id: int) -> None:
    """Let jurors score; somebody must have been assigned."""
    async with db.transaction() as conn:
        event, _ = await found_jury(conn, viewer, event_id)
        juries = JuryRepository(conn)
        await juries.lock(event_id)
        judges = Counter(int(s.person_id) for s in await juries.all_seats(event_id) if s.judges)
        if not judges:
            raise Conflict("jury_nobody_assigned")
        if not await juries.set_state(event_id, [JuryState.SETUP], JuryState.OPEN):
            raise Conflict("state_moved_on")
        await tell_assigned(conn, clock, event, judges)
        await AuditRepository(conn).note(clock.now(), viewer.person_id, "open_scoring", "event", event_id)


async def reopen_scoring(db: Database, clock: Clock, *, viewer: Viewer, event_id: int) -> None:
    """Let jurors score again; only before anything is released."""
    async with db.transaction() as conn:
        await found_jury(conn, viewer, event_id)
        juries = JuryRepository(conn)
        if await juries.lock(event_id) is JuryState.RELEASED:
            raise Conflict("jury_released_already")
        if not await juries.set_state(event_id, [JuryState.CLOSED], JuryState.OPEN):
            raise Conflict("state_moved_on")
        await AuditRepository(conn).note(clock.now(), viewer.person_id, "reopen_scoring", "event", event_id)


async def open_event(conn: Connection, viewer: Viewer, event_id: int) -> Event:
    """An event of the viewer's body that is not cancelled."""
    event = await found_event(EventRepository(conn), viewer, event_id)
    if event.status is EventStatus.CANCELLED:
        raise Conflict("event_is_cancelled")
    return event


async def found_jury(conn: Connection, viewer: Viewer, event_id: int) -> tuple[Event, Jury]:
    """An event of the viewer's body and its jury."""
    event = await open_event(conn, viewer, event_id)
    jury = await JuryRepository(conn).of_event(event_id)
    if jury is None:
        raise NotFound
    return event, jury
