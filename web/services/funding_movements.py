"""How the money of a confirmed record moves afterwards: stated by one side, confirmed by the other.

What both sides confirmed makes the balance; the database refuses what would not add up
(`funding_movements_fit`).
"""

from __future__ import annotations

from models.db import Connection, Database
from models.entities.chain import Subject
from models.entities.funding import FundingRecord
from models.entities.funding_movements import MOVEMENTS_OF, Movement, MovementStatus, NewMovement
from models.entities.viewer import Viewer
from models.entities.vocabulary import FundingStatus
from models.errors import Conflict, Invalid, NotAllowed, NotFound
from models.repositories.funding import LedgerRepository
from models.repositories.movements import MovementRepository
from web.clock import Clock
from web.files import FileStore
from web.services.first_mail import tell_firsts
from web.services.firsts import Settled, hold_company, seal_firsts, settle_firsts
from web.services.funding import RecordView, note, visible
from web.services.funding_evidence import Upload, attach, store
from web.services.funding_mail import tell_moved, tell_movement_answered
from web.services.funding_terms import today
from web.services.once import answered_before, keep_answer
from web.services.sealing import seal
from web.services.signing import COMPANY, PROVIDER, body_of, check_signer, sides_of, signing_sides


async def state_movement(
    db: Database,
    clock: Clock,
    files: FileStore,
    *,
    viewer: Viewer,
    record_id: int,
    side: str,
    new: NewMovement,
    upload: Upload | None,
    key: str,
    site: str = "",
) -> int:
    """One side states it, which is its signature; it counts once the other side has confirmed."""
    if upload is None:
        raise Invalid("movement_needs_paper", field="evidence")
    stored = await store(files, [upload])
    async with db.transaction() as conn:
        body = {"record": record_id, "side": side, "new": new, "files": [s.body for s in stored]}
        before = await answered_before(conn, clock, viewer, key, "move", body)
        if before is not None:
            return int(before.answer)
        ledger, movements = LedgerRepository(conn), MovementRepository(conn)
        record = await visible(ledger, viewer, record_id)
        check_signer(viewer, record, side)
        await _stands(conn, record)
        await _check(movements, record, new, clock)
        movement_id = await movements.add(
            record_id,
            new,
            person_id=viewer.person_id,
            side=side,
            body_id=body_of(record, side),
            key=key,
            now=clock.now(),
        )
        await movements.add_step(
            movement_id,
            f"confirmed_by_{side}",
            person_id=viewer.person_id,
            body_id=body_of(record, side),
            comment="",
            lang=new.lang,
            now=clock.now(),
        )
        await attach(ledger, clock, viewer, record_id, record, stored, movement_id)
        await note(conn, clock, viewer, "state_movement", record_id)
        await tell_moved(conn, clock, record_id, movement_id, side, new.movement, new.amount, site)
        await keep_answer(conn, viewer, key, movement_id)
    return movement_id


async def answer_movement(
    db: Database,
    clock: Clock,
    *,
    viewer: Viewer,
    movement_id: int,
    answer: str,
    comment: str = "",
    key: str | None = None,
) -> int:
    """Confirm or dispute what the other side stated, or withdraw what one's own did; answers the record."""
    if answer == "disputed" and not comment:
        raise Invalid("dispute_needs_reason", field="comment")
    async with db.transaction() as conn:
        ledger, movements = LedgerRepository(conn), MovementRepository(conn)
        known = await movements.standing(movement_id)
        if known is None:
            raise NotFound
        record = await visible(ledger, viewer, known["record_id"])
        body = {"movement": movement_id, "answer": answer, "comment": comment}
        if await answered_before(conn, clock, viewer, key, "answer_movement", body) is not None:
            return record.id
        stated_side = known["stated_side"]
        side = stated_side if answer == "withdrawn" else PROVIDER if stated_side == COMPANY else COMPANY
        check_signer(viewer, record, side)
        if answer == "confirmed" and viewer.person_id == known["stated_by"]:
            raise NotAllowed("same_signer")
        await _stands(conn, record)
        standing = await movements.standing(movement_id)
        if standing is None or standing["status"] != MovementStatus.PROPOSED:
            raise Conflict("state_moved_on")
        await movements.add_step(
            movement_id,
            f"confirmed_by_{side}" if answer == "confirmed" else answer,
            person_id=viewer.person_id,
            body_id=body_of(record, side),
            comment=comment,
            lang=viewer.locale,
            now=clock.now(),
        )
        await note(conn, clock, viewer, f"movement_{answer}", record.id)
        other = PROVIDER if stated_side == COMPANY else COMPANY
        hears = other if answer == "withdrawn" else stated_side
        await tell_movement_answered(
            conn, clock, record.id, movement_id, hears, answer, comment, known["movement"], known["amount"]
        )
        if answer == "confirmed":
            # A note counts as a first from its conversion on.
            settled = Settled()
            if known["movement"] == Movement.CONVERSION:
                settled = await settle_firsts(conn, clock, record.company_id, record.kind)
                await tell_firsts(conn, clock, settled)
            await seal(conn, clock, Subject.MOVEMENT, movement_id)
            await seal_firsts(conn, clock, settled)
    return record.id


def check_may_move(viewer: Viewer, view: RecordView) -> None:
    """Refuse whoever could not state how this record's money moved."""
    if not sides_of(viewer, view.record):
        raise NotAllowed("not_a_party")
    if not signing_sides(viewer, view.record):
        raise NotAllowed("may_not_sign")
    if not view.may_move:
        raise Conflict("state_moved_on")


async def _stands(conn: Connection, record: FundingRecord) -> None:
    """Hold the record, which must be confirmed and in force."""
    ledger = LedgerRepository(conn)
    await hold_company(conn, record.company_id)
    await ledger.lock_record(record.id)
    standing = await ledger.standing(record.id)
    if standing is None or standing["status"] != FundingStatus.CONFIRMED:
        raise Conflict("state_moved_on")


async def _check(
    movements: MovementRepository, record: FundingRecord, new: NewMovement, clock: Clock
) -> None:
    if new.movement not in MOVEMENTS_OF[record.instrument]:
        raise Invalid("movement_does_not_fit", field="movement")
    if new.value_on > today(clock):
        raise Invalid("value_date_in_future", field="value_on")
    if new.value_on < record.value_on:
        raise Invalid("moved_before_the_record", field="value_on")
    if (new.movement is Movement.CONVERSION) != (new.into_record_id is not None):
        raise Invalid("conversion_into_what", field="into_record_id")
    if new.into_record_id is not None:
        shares = await movements.shares_of(record.company_id, record.provider_id)
        if new.into_record_id not in {s.id for s in shares}:
            raise Invalid("conversion_into_what", field="into_record_id")
