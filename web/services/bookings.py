"""The release of a plan: it takes people's time and tells those whom it touches, and nobody else."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from models.db import Database
from models.entities.ids import ParticipantId
from models.entities.plans import PlanContents, PlanStatus
from models.entities.viewer import Viewer
from models.entities.vocabulary import EventStatus
from models.errors import Conflict, Invalid
from models.repositories.audit import AuditRepository
from models.repositories.events import EventRepository
from models.repositories.plans import PlanRepository
from web.clock import Clock
from web.services.events import found_event
from web.services.plan_board import Board, load_board
from web.services.plan_versions import moves_between
from web.services.release_mail import replace_held, tell_released
from web.services.solving import on_their_way

# A participant's matter: ("pitch", own id, none) or ("meeting", own id, partner), with slot and table.
Place = tuple[int, int | None]
Matters = dict[tuple[str, int, int | None], Place]


@dataclass(frozen=True, slots=True)
class Effect:
    """What a release will do, told before it is done."""

    former_version: int | None
    # People whose plan is new or changes; each gets one mail.
    person_ids: frozenset[int]
    n_new: int
    n_moved: int
    n_dropped: int


def preview_release(board: Board) -> Effect:
    """What the release of this draft would do now."""
    new, old = _matters(board.contents), _matters(board.released_contents)
    everybody = board.facts.everybody
    person_of = {p.id: p.person_id for p in everybody}
    touched = {key for key in new.keys() | old.keys() if new.get(key) != old.get(key)}
    people = {person_of.get(ParticipantId(participant)) for _, participant, _ in touched}
    # A meeting concerns two, and is counted once, by its founder's side.
    founders = {p.id for p in everybody if p.side == "founder"}
    counted = {key for key in touched if key[1] in founders}
    return Effect(
        None if board.released is None else board.released.version,
        frozenset(p for p in people if p is not None),
        sum(key not in old for key in counted),
        sum(key in old and key in new for key in counted),
        sum(key not in new for key in counted),
    )


async def release_plan(
    db: Database,
    clock: Clock,
    *,
    viewer: Viewer,
    event_id: int,
    plan_id: int,
    revision: int,
    site: str,
    hold: bool = False,
) -> Effect:
    """Make a draft the version that everybody sees, all or nothing.

    The former version gives way, people's time is booked (nobody can be in two places at once, across
    events too), and only those whose plan changed get a mail, with their calendar entries. With `hold`
    the mails wait for the organiser; those still held of a former release are replaced.
    """
    async with db.transaction() as conn:
        events, plans = EventRepository(conn), PlanRepository(conn)
        await found_event(events, viewer, event_id)
        await events.lock(viewer, event_id)
        board = await load_board(conn, viewer, event_id, plan_id)
        if board.facts.event.status is not EventStatus.PUBLISHED:
            raise Invalid("event_not_published")
        if board.facts.event.date_open:
            raise Invalid("event_date_open")
        if board.plan.status is not PlanStatus.DRAFT or board.plan.revision != revision:
            raise Conflict("state_moved_on")
        if board.obstacles:
            raise Conflict("plan_has_obstacles", n=len(board.obstacles))
        late = moved_too_late(board, clock.now())
        if late:
            raise Conflict("moves_people_too_late", n=len(late))
        effect = preview_release(board)
        await plans.supersede(event_id)
        if not await plans.release(plan_id, revision, clock.now(), viewer.person_id):
            raise Conflict("state_moved_on")
        if board.released is not None:
            await plans.carry_answers(plan_id, board.released.id)
        await plans.unbook_event(event_id)
        await plans.book(plan_id)
        await events.raise_sequence(event_id)
        await AuditRepository(conn).note(
            clock.now(), viewer.person_id, "release_plan", "plan", plan_id, {"people": len(effect.person_ids)}
        )
        event = await found_event(events, viewer, event_id)
        people = await replace_held(conn, event, effect.person_ids, plan_id)
        await tell_released(conn, clock, event, board.plan.id, people, site, hold=hold)
    return replace(effect, person_ids=people)


def moved_too_late(board: Board, now: datetime) -> frozenset[int]:
    """Whom a plan made again would move although they are in a meeting, or have one within ten minutes."""
    if board.plan.move_price is None:
        return frozenset()
    on_the_way = on_their_way(board.facts, board.released_contents, now)
    moves = moves_between(board.released_contents, board.contents)
    touched = {who for m in moves if m.kind != "new" and not m.declined for who in m.people}
    return on_the_way & touched


def _matters(contents: PlanContents) -> Matters:
    found: Matters = {("pitch", p.participant_id, None): (p.slot_id, None) for p in contents.pitches}
    for m in contents.meetings:
        found["meeting", m.founder_id, m.provider_id] = (m.slot_id, m.table_no)
        found["meeting", m.provider_id, m.founder_id] = (m.slot_id, m.table_no)
    return found
