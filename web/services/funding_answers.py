"""What becomes of a proposed record: confirmed, disputed, withdrawn; later, voided. Each by a named signer.

Locks are taken in one order: the company's, the record's, whatever the firsts need, last the chain's head.
"""

from __future__ import annotations

import dataclasses

from models.db import Connection, Database
from models.entities.chain import Subject
from models.entities.funding import FundingRecord, NewRecord
from models.entities.viewer import Viewer
from models.entities.vocabulary import FundingStatus, FundingStep, Role
from models.errors import Conflict, Invalid, NotAllowed
from models.repositories.funding import LedgerRepository
from web.clock import Clock
from web.files import FileStore
from web.services.first_mail import tell_firsts
from web.services.firsts import hold_company, hold_company_alone, seal_firsts, settle_firsts
from web.services.funding import RecordView, note, visible
from web.services.funding_evidence import Upload, attach, check_proof, store
from web.services.funding_mail import tell_confirmed, tell_disputed, tell_void_asked, tell_voided
from web.services.funding_terms import check_terms
from web.services.once import answered_before, keep_answer
from web.services.sealing import seal
from web.services.signing import (
    COMPANY,
    PROVIDER,
    acts_for_proposer,
    body_of,
    check_signer,
    sides_of,
    signing_sides,
)

OFFICER = "officer"


async def confirm_record(
    db: Database,
    clock: Clock,
    *,
    viewer: Viewer,
    record_id: int,
    side: str,
    comment: str = "",
    key: str | None = None,
    site: str = "",
) -> FundingStatus:
    """One side says that it is so; with both sides it is confirmed and the company's firsts are derived."""
    async with db.transaction() as conn:
        body = {"record": record_id, "side": side, "comment": comment}
        before = await answered_before(conn, clock, viewer, key, "confirm", body)
        if before is not None:
            return FundingStatus(before.answer)
        ledger = LedgerRepository(conn)
        record = await _answerable(conn, clock, viewer, record_id, side)
        check_proof(record.instrument, await ledger.evidence_of(record_id))
        signers = await ledger.signers(record_id)
        if viewer.person_id in signers.values():
            raise NotAllowed("same_signer")
        await _step(ledger, viewer, record, FundingStep(f"confirmed_by_{side}"), side, comment, clock)
        confirmed = len(signers) == 1
        status = FundingStatus.CONFIRMED if confirmed else FundingStatus.PROPOSED
        await note(conn, clock, viewer, f"confirm_by_{side}", record_id)
        await keep_answer(conn, viewer, key, status)
        if confirmed:
            settled = await settle_firsts(conn, clock, record.company_id, record.kind)
            await tell_confirmed(conn, clock, record_id, site)
            await tell_firsts(conn, clock, settled)
            await seal(conn, clock, Subject.RECORD, record_id)
            await seal_firsts(conn, clock, settled)
    return status


async def dispute_record(
    db: Database,
    clock: Clock,
    *,
    viewer: Viewer,
    record_id: int,
    side: str,
    comment: str,
    counter: NewRecord | None = None,
    key: str | None = None,
    site: str = "",
) -> None:
    """One side says that it is not so and why, and with `counter` what is true; a correction settles it."""
    if not comment:
        raise Invalid("dispute_needs_reason", field="comment")
    async with db.transaction() as conn:
        body = {"record": record_id, "side": side, "comment": comment, "counter": counter}
        if await answered_before(conn, clock, viewer, key, "dispute", body) is not None:
            return
        ledger = LedgerRepository(conn)
        record = await _answerable(conn, clock, viewer, record_id, side)
        await _step(ledger, viewer, record, FundingStep.DISPUTED, side, comment, clock)
        if counter is not None:
            if (counter.company_id, counter.provider_id, counter.kind) != (
                record.company_id,
                record.provider_id,
                record.kind,
            ):
                raise Invalid("correction_keeps_parties")
            await check_terms(ledger, viewer, counter, clock)
            await ledger.add_counter(record_id, side, counter, person_id=viewer.person_id, now=clock.now())
        await note(conn, clock, viewer, "dispute", record_id)
        await tell_disputed(conn, clock, record_id, comment, site)


async def withdraw_record(
    db: Database, clock: Clock, *, viewer: Viewer, record_id: int, key: str | None = None
) -> None:
    """Whoever proposed it takes it back before it is confirmed."""
    async with db.transaction() as conn:
        if await answered_before(conn, clock, viewer, key, "withdraw", {"record": record_id}) is not None:
            return
        ledger = LedgerRepository(conn)
        record = await visible(ledger, viewer, record_id)
        if not acts_for_proposer(viewer, record):
            raise NotAllowed("not_the_proposer")
        await hold_company_alone(conn, record.company_id)
        await _in_state(ledger, record, FundingStatus.PROPOSED)
        await ledger.add_step(
            record_id,
            FundingStep.WITHDRAWN,
            person_id=viewer.person_id,
            body_id=record.proposed_body_id,
            comment="",
            lang=viewer.locale,
            now=clock.now(),
        )
        await note(conn, clock, viewer, "withdraw", record_id)


async def void_record(
    db: Database,
    clock: Clock,
    files: FileStore,
    *,
    viewer: Viewer,
    record_id: int,
    side: str,
    reason: str,
    upload: Upload | None = None,
    key: str | None = None,
    site: str = "",
) -> FundingStatus:
    """A confirmed record never counts again: by both sides' signatures, or by an officer with proof.

    `side` is "company", "provider" or "officer". The rows stay; firsts that rested on it are derived anew.
    """
    if not reason:
        raise Invalid("void_needs_reason", field="reason")
    # Filed as what it is, so that it never passes for a proof of the money.
    uploads = [] if upload is None else [dataclasses.replace(upload, evidence_type="void_proof")]
    stored = await store(files, uploads)
    async with db.transaction() as conn:
        body = {"record": record_id, "side": side, "reason": reason, "files": [s.body for s in stored]}
        before = await answered_before(conn, clock, viewer, key, "void", body)
        if before is not None:
            return FundingStatus(before.answer)
        ledger = LedgerRepository(conn)
        record = await visible(ledger, viewer, record_id)
        if side == OFFICER:
            if Role.OFFICER not in viewer.roles:
                raise NotAllowed("not_allowed")
            if not stored:
                raise Invalid("void_needs_proof", field="evidence")
        else:
            check_signer(viewer, record, side)
        await hold_company_alone(conn, record.company_id)
        await _in_state(ledger, record, FundingStatus.CONFIRMED)
        await attach(ledger, clock, viewer, record_id, record, stored)
        if side == OFFICER:
            step, body_id = FundingStep.VOIDED, None
        else:
            step, body_id = FundingStep(f"void_by_{side}"), body_of(record, side)
            _other_hand(viewer, await ledger.void_signers(record_id))
        await ledger.add_step(
            record_id,
            step,
            person_id=viewer.person_id,
            body_id=body_id,
            comment=reason,
            lang=viewer.locale,
            now=clock.now(),
        )
        standing = await ledger.standing(record_id)
        status = FundingStatus(standing["status"]) if standing is not None else FundingStatus.CONFIRMED
        await note(conn, clock, viewer, f"void_by_{side}", record_id)
        await keep_answer(conn, viewer, key, status)
        if status is FundingStatus.VOIDED:
            settled = await settle_firsts(conn, clock, record.company_id, record.kind)
            await tell_voided(conn, clock, record_id, reason, site)
            await tell_firsts(conn, clock, settled)
            await seal(conn, clock, Subject.VOID, record_id)
            await seal_firsts(conn, clock, settled)
        else:
            await tell_void_asked(conn, clock, record_id, side, reason, site)
    return status


def check_may_answer(viewer: Viewer, view: RecordView) -> None:
    """Refuse whoever could not answer this record, before they fill a form in vain."""
    record = view.record
    sides = sides_of(viewer, record)
    if not sides:
        raise NotAllowed("not_a_party")
    if not signing_sides(viewer, record):
        raise NotAllowed("may_not_sign")
    if record.status is not FundingStatus.PROPOSED:
        raise Conflict("state_moved_on")
    if not view.may_answer:
        raise Conflict("already_answered")


# ---------------------------------------------------------------- rules


def _other_hand(viewer: Viewer, signers: list[int]) -> None:
    if viewer.person_id in signers:
        raise NotAllowed("same_signer")


async def _in_state(ledger: LedgerRepository, record: FundingRecord, status: FundingStatus) -> None:
    """Hold the record's lock and make sure that it still stands so; the company's is held already."""
    await ledger.lock_record(record.id)
    standing = await ledger.standing(record.id)
    if standing is None or standing["status"] != status:
        raise Conflict("state_moved_on")


async def _answerable(
    conn: Connection, clock: Clock, viewer: Viewer, record_id: int, side: str
) -> FundingRecord:
    """A record that the viewer may answer for this side, held until the end; too late is too late."""
    ledger = LedgerRepository(conn)
    record = await visible(ledger, viewer, record_id)
    if side not in (COMPANY, PROVIDER):
        raise NotAllowed("not_a_party")
    check_signer(viewer, record, side)
    # Beside other answers to this company's records, but one at a time on this record. A correction takes
    # the corrected record away when it is confirmed, so that it stands alone.
    await (hold_company if record.corrects_id is None else hold_company_alone)(conn, record.company_id)
    await _in_state(ledger, record, FundingStatus.PROPOSED)
    if record.answer_until is not None and record.answer_until <= clock.now():
        raise Conflict("record_expired")
    return record


async def _step(
    ledger: LedgerRepository,
    viewer: Viewer,
    record: FundingRecord,
    step: FundingStep,
    side: str,
    comment: str,
    clock: Clock,
) -> None:
    await ledger.add_step(
        record.id,
        step,
        person_id=viewer.person_id,
        body_id=body_of(record, side),
        comment=comment,
        lang=viewer.locale,
        now=clock.now(),
    )
