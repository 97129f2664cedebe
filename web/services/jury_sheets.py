"""What jurors do: their list, score sheets that save themselves, and picks between two."""

from __future__ import annotations

from dataclasses import dataclass

import anyio.to_thread

from matcher.picks import Pick, next_pair
from models.db import Connection, Database
from models.entities.jury import JurorTask, Jury, JuryState, ScoreSheet, SheetInput
from models.entities.viewer import Viewer
from models.errors import Conflict, Invalid, NotFound
from models.repositories.audit import AuditRepository
from models.repositories.jury import JuryRepository
from models.repositories.jury_sheets import JurySheetRepository
from web.clock import Clock
from web.services.jury_phrases import LEAST, PHRASES, usable


@dataclass(frozen=True, slots=True)
class OpenSheet:
    """A juror's sheet of one pitch with what it asks for."""

    jury: Jury
    task: JurorTask
    tasks: list[JurorTask]
    sheet: ScoreSheet | None


@dataclass(frozen=True, slots=True)
class OpenPair:
    """The two pitches to compare next (None when all are compared), and how far the juror is."""

    jury: Jury
    pair: tuple[JurorTask, JurorTask] | None
    n_picked: int
    n_pairs: int


async def open_juries(db: Database, *, viewer: Viewer) -> list[JurorTask]:
    """Each pitch of the juries that the viewer sits on."""
    async with db.read() as conn:
        return await JurySheetRepository(conn).tasks(viewer.person_id)


async def open_sheet(db: Database, *, viewer: Viewer, event_id: int, participant_id: int) -> OpenSheet:
    """The viewer's own sheet of a pitch that is theirs to judge."""
    async with db.read() as conn:
        sheets = JurySheetRepository(conn)
        jury = await JuryRepository(conn).of_event(event_id)
        tasks = await sheets.tasks(viewer.person_id, event_id)
        task = next((t for t in tasks if t.participant_id == participant_id and t.to_score and t.said), None)
        if jury is None or task is None:
            raise NotFound
        return OpenSheet(jury, task, tasks, await sheets.own(participant_id, viewer.person_id))


async def save_sheet(
    db: Database,
    clock: Clock,
    *,
    viewer: Viewer,
    event_id: int,
    participant_id: int,
    revision: int | None,
    given: SheetInput,
    submit: bool,
) -> int:
    """Save a draft, and submit it if asked; answers the revision that the next save must name.

    Closing waits for a save that is under way, and a save that comes after it is refused.
    """
    async with db.transaction() as conn:
        sheets, now = JurySheetRepository(conn), clock.now()
        jury = await _open_jury(conn, viewer, event_id, participant_id)
        kept = _known(jury, given)
        sheet_id = await sheets.save(event_id, participant_id, viewer.person_id, revision, kept, now)
        if sheet_id is None:
            raise Conflict("jury_sheets_differ")
        saved = 0 if revision is None else revision + 1
        if not submit:
            return saved
        _complete(jury, kept)
        if not await sheets.submit(sheet_id, now):
            raise Conflict("jury_sheets_differ")
        await AuditRepository(conn).note(now, viewer.person_id, "submit_sheet", "participant", participant_id)
        return saved + 1


def _known(jury: Jury, given: SheetInput) -> SheetInput:
    criteria = {c.id for c in jury.criteria} if jury.mode.has_sheets else set()
    if any(not 0 <= n <= jury.points for n in given.points.values()):
        raise Invalid("out_of_range", field="points", least=0, most=jury.points)
    return SheetInput(
        {c: n for c, n in given.points.items() if c in criteria},
        tuple(p for p in PHRASES if p in given.phrases),
        given.reason,
        given.lang,
        given.signed,
    )


def _complete(jury: Jury, given: SheetInput) -> None:
    if jury.mode.has_sheets:
        missing = [c.id for c in jury.criteria if c.id not in given.points]
        if missing:
            raise Invalid("jury_points_missing", field=f"points_{missing[0]}")
    if not usable(given.phrases, given.reason, given.lang):
        raise Invalid("jury_reason_short", field="reason", least=LEAST[given.lang])


async def recall_sheet(
    db: Database, clock: Clock, *, viewer: Viewer, event_id: int, participant_id: int
) -> None:
    """Take a submitted sheet back as a draft, as long as scoring is open."""
    async with db.transaction() as conn:
        await _open_jury(conn, viewer, event_id, participant_id)
        if not await JurySheetRepository(conn).recall(participant_id, viewer.person_id):
            raise Conflict("state_moved_on")
        await AuditRepository(conn).note(
            clock.now(), viewer.person_id, "recall_sheet", "participant", participant_id
        )


async def _open_jury(conn: Connection, viewer: Viewer, event_id: int, participant_id: int) -> Jury:
    """The jury, held open, for a pitch that is the viewer's to judge."""
    juries, sheets = JuryRepository(conn), JurySheetRepository(conn)
    state = await juries.hold(event_id)
    jury = await juries.of_event(event_id)
    if jury is None or state is None:
        raise NotFound
    if not await sheets.may_judge(event_id, participant_id, viewer.person_id):
        own = await sheets.own(participant_id, viewer.person_id)
        if own is None or own.event_id != event_id:
            raise NotFound
        raise Conflict("jury_not_yours")
    if state is not JuryState.OPEN:
        raise Conflict("jury_not_open" if state is JuryState.SETUP else "jury_is_closed")
    return jury


def _comparable(tasks: list[JurorTask]) -> list[JurorTask]:
    return [t for t in tasks if t.to_score and t.said]


async def open_pair(db: Database, *, viewer: Viewer, event_id: int) -> OpenPair:
    """Which two of the viewer's pitches to compare next."""
    async with db.read() as conn:
        sheets = JurySheetRepository(conn)
        jury = await JuryRepository(conn).of_event(event_id)
        tasks = await sheets.tasks(viewer.person_id, event_id)
        if jury is None or not tasks or not jury.mode.has_pairs:
            raise NotFound
        picks = [Pick(k.person_id, k.winner_id, k.loser_id, k.tie) for k in await sheets.picks(event_id)]
    mine = _comparable(tasks)
    ids = [t.participant_id for t in mine]
    pair = None
    if jury.state is JuryState.OPEN and len(mine) > 1:
        found = await anyio.to_thread.run_sync(lambda: next_pair(ids, picks, juror=viewer.person_id))
        if found is not None:
            by_id = {int(t.participant_id): t for t in mine}
            pair = by_id[found[0]], by_id[found[1]]
    n_picked = sum(p.juror == viewer.person_id for p in picks)
    return OpenPair(jury, pair, n_picked, len(mine) * (len(mine) - 1) // 2)


async def pick(
    db: Database, clock: Clock, *, viewer: Viewer, event_id: int, winner: int, loser: int, tie: bool
) -> None:
    """The juror would rather fund one of two, or sees no difference."""
    async with db.transaction() as conn:
        if winner == loser:
            raise NotFound
        jury = await _open_jury(conn, viewer, event_id, winner)
        await _open_jury(conn, viewer, event_id, loser)
        if not jury.mode.has_pairs:
            raise NotFound
        await JurySheetRepository(conn).add_pick(
            event_id, viewer.person_id, winner, loser, tie=tie, now=clock.now()
        )


async def undo_pick(db: Database, clock: Clock, *, viewer: Viewer, event_id: int) -> None:
    """Take the last pick back, as long as scoring is open."""
    async with db.transaction() as conn:
        state = await JuryRepository(conn).hold(event_id)
        if state is None:
            raise NotFound
        if state is not JuryState.OPEN:
            raise Conflict("jury_not_open" if state is JuryState.SETUP else "jury_is_closed")
        if not await JurySheetRepository(conn).undo_pick(event_id, viewer.person_id, clock.now()):
            raise NotFound
