"""Who judges what: from the records of an event to the solver's problem and back, in the worker."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from typing import Any

import anyio.to_thread
import structlog

from matcher.scheduling.jurors import (
    JurorLimits,
    JurorsContradiction,
    JurorsPlan,
    JurorsProblem,
    PitchToJudge,
    assign_jurors,
    topic_fit,
)
from models.db import Connection, Database
from models.entities.jury import InterestConflict, Jury, JuryMember, JuryPitch, JuryState, Seat
from models.repositories.jury import JuryRepository
from web.clock import Clock, SystemClock

N_ALTERNATES = 2
# Reading in one's own language is worth something, but less than knowing the field.
TOPIC, LANGUAGE = 0.9, 0.1
_log = structlog.get_logger("jury")


async def assign_pending(db: Database, clock: Clock | None = None) -> int:
    """Make every assignment that is asked for; answers how many."""
    clock = clock or SystemClock()
    n_made = 0
    while True:
        async with db.transaction() as conn:
            event_id = await JuryRepository(conn).next_wanted()
            if event_id is None:
                return n_made
            await _assign(conn, clock, event_id)
        n_made += 1


async def _assign(conn: Connection, clock: Clock, event_id: int) -> None:
    juries, now = JuryRepository(conn), clock.now()
    jury = await juries.of_event(event_id)
    if jury is None:
        return
    pitches, members = await juries.pitches(event_id), await juries.members(event_id)
    seats = await juries.all_seats(event_id)
    problem, given_up = jurors_problem(jury, pitches, members, await juries.conflicts(event_id), seats)
    try:
        plan = await anyio.to_thread.run_sync(lambda: assign_jurors(problem, n_alternates=N_ALTERNATES))
    except JurorsContradiction as error:
        # What is fixed is sorted out before, so this is a fault of ours; the seats stay as they are.
        _log.error("jury_contradiction", event=event_id, clashes=error.clashes)
        notes = [{"code": "failed", "params": {}}]
        await juries.note_assignment(event_id, now, value=None, bound=None, optimal=None, notes=notes)
        return
    rows: list[tuple[int, int, int | None]] = [(p, j, None) for p, j in sorted(plan.assigned)]
    rows += [
        (p, j, n) for p, reserves in sorted(plan.alternates.items()) for n, j in enumerate(reserves, start=1)
    ]
    await juries.set_seats(event_id, rows, now)
    await juries.note_assignment(
        event_id,
        now,
        value=plan.value,
        bound=plan.bound,
        optimal=plan.optimal,
        notes=notes_of(plan, given_up),
    )


def jurors_problem(
    jury: Jury,
    pitches: Collection[JuryPitch],
    members: Collection[JuryMember],
    conflicts: Collection[InterestConflict],
    seats: Collection[Seat],
) -> tuple[JurorsProblem, list[tuple[int, int]]]:
    """The solver's problem, and what was fixed and cannot be kept.

    A sheet that was begun keeps its juror. While scoring is open, or when somebody fell out since the
    last assignment, everybody keeps what they have, so that only the gaps are filled.
    """
    known = {int(p.participant_id) for p in pitches}
    jurors = {int(m.person_id): m for m in members}
    keep_all = jury.state is JuryState.OPEN or any(
        m.away_at is not None and jury.assigned_at is not None and m.away_at > jury.assigned_at
        for m in members
    )
    blocked = {(int(c.person_id), int(c.company_id)) for c in conflicts if c.is_juror and c.in_force}
    in_conflict = frozenset(
        (int(p.participant_id), person)
        for p in pitches
        for person in jurors
        if (person, int(p.company_id)) in blocked
    )
    by_hand = {(int(s.participant_id), int(s.person_id)): s.rule for s in seats if s.rule is not None}
    forbidden = {pair for pair, rule in by_hand.items() if rule == "forbidden"}
    fixed = {pair for pair, rule in by_hand.items() if rule == "fixed"}
    for s in seats:
        pair = (int(s.participant_id), int(s.person_id))
        if s.judges and (s.sheet == "submitted" or ((s.sheet or keep_all) and pair not in forbidden)):
            fixed.add(pair)
    submitted = {(int(s.participant_id), int(s.person_id)) for s in seats if s.sheet == "submitted"}
    for person, member in jurors.items():
        if member.away_at is not None:
            fixed -= {pair for pair in fixed if pair[1] == person} - submitted
            forbidden |= {(p, person) for p in known}
    fixed = {(p, j) for p, j in fixed if p in known and j in jurors}
    given_up = sorted(pair for pair in fixed if pair in in_conflict and by_hand.get(pair) == "fixed")
    fixed -= in_conflict
    forbidden -= fixed
    held = Counter(j for _, j in fixed)
    limits = []
    for person, member in sorted(jurors.items()):
        most = jury.most_pitches if member.most_pitches is None else member.most_pitches
        most = max(0 if member.away_at else most, held[person])
        limits.append(JurorLimits(person, most, min(jury.least_pitches, most)))
    fit = {
        (int(p.participant_id), person): TOPIC * topic_fit(m.sectors, (p.sector, p.sector2))
        + LANGUAGE * (m.locale == p.lang)
        for p in pitches
        for person, m in jurors.items()
    }
    wanted = tuple(PitchToJudge(p, jury.jurors_per_pitch) for p in sorted(known))
    problem = JurorsProblem(wanted, tuple(limits), fit, in_conflict, frozenset(forbidden), frozenset(fixed))
    return problem, given_up


def notes_of(plan: JurorsPlan, given_up: Collection[tuple[int, int]]) -> list[dict[str, Any]]:
    """What could not be had, as typed values for the page to put into words."""
    notes: list[dict[str, Any]] = [
        {"code": s.code, "params": {"participant": s.pitch, "missing": s.missing, **s.params}}
        for s in plan.short
    ]
    notes += [
        {"code": "below_least", "params": {"person": person, "short": short}}
        for person, short in plan.below_least.items()
    ]
    notes += [
        {"code": "fixed_given_up", "params": {"participant": pitch, "person": juror}}
        for pitch, juror in given_up
    ]
    return notes
