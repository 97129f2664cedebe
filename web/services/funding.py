"""First investment, loan, guarantee: proposed by one side, confirmed by the other, never edited."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import anyio.to_thread

from models.db import Connection, Database
from models.entities.chain import Subject
from models.entities.funding import Evidence, FundingRecord, NewRecord, PartyChoice, StepTaken
from models.entities.ids import OrganisationId, RecordId
from models.entities.viewer import Viewer
from models.entities.vocabulary import (
    FundingInstrument,
    FundingKind,
    FundingStatus,
    FundingStep,
    OrganisationKind,
    Role,
)
from models.errors import Conflict, Invalid, NotAllowed, NotFound
from models.repositories.audit import AuditRepository
from models.repositories.funding import LedgerRepository
from web.clock import Clock
from web.files import FileStore
from web.services.filetypes import EVIDENCE_TYPES, media_type_of
from web.services.first_mail import tell_firsts
from web.services.firsts import Settled, hold_company, seal_firsts, settle_firsts
from web.services.funding_mail import tell_confirmed, tell_disputed, tell_proposed
from web.services.sealing import seal

MOST_EVIDENCE_BYTES = 20 * 1024 * 1024

# Who may give what: the kinds of party that can be the provider of a record.
PROVIDER_OF = {
    FundingKind.INVESTMENT: {OrganisationKind.ANGEL, OrganisationKind.FUND},
    FundingKind.LOAN: {OrganisationKind.BANK},
    FundingKind.GUARANTEE: {OrganisationKind.GUARANTOR},
    FundingKind.PURCHASE: {OrganisationKind.PUBLIC_BUYER},
}
INSTRUMENTS_OF = {
    FundingKind.INVESTMENT: (
        FundingInstrument.PRICED_EQUITY,
        FundingInstrument.CONVERTIBLE_NOTE,
        FundingInstrument.SAFE,
    ),
    FundingKind.LOAN: (FundingInstrument.LOAN,),
    FundingKind.GUARANTEE: (FundingInstrument.GUARANTEE,),
    FundingKind.PURCHASE: (FundingInstrument.PURCHASE,),
}


@dataclass(frozen=True, slots=True)
class Upload:
    """A file as it came in."""

    filename: str
    content: bytes
    evidence_type: str


@dataclass(frozen=True, slots=True)
class RecordView:
    """A record with its working, and what this viewer may do about it."""

    record: FundingRecord
    steps: list[StepTaken]
    evidence: list[Evidence]
    # The sides for which the viewer may still confirm or dispute.
    may_answer: tuple[str, ...]
    may_withdraw: bool
    may_correct: bool
    may_attach: bool


@dataclass(frozen=True, slots=True)
class Choices:
    """What a form for a new record offers to this viewer in this role."""

    companies: list[PartyChoice]
    providers: list[PartyChoice]
    banks: list[PartyChoice]
    events: list[tuple[int, str, str]]


async def open_ledger(db: Database, *, viewer: Viewer, event_id: int | None = None) -> list[FundingRecord]:
    """The records that the viewer may see."""
    async with db.read() as conn:
        return await LedgerRepository(conn).visible(viewer, event_id=event_id)


async def choices(db: Database, *, viewer: Viewer, role: Role) -> Choices:
    """The parties and events that a new record may name."""
    async with db.read() as conn:
        ledger = LedgerRepository(conn)
        companies, providers = await ledger.party_choices(viewer, role)
        events = await ledger.events(viewer.organisation_ids(role))
        return Choices(
            companies, providers, await ledger.banks(), [(e.id, e.title_zh, e.title_en) for e in events]
        )


def choices_of(record: FundingRecord, offered: Choices) -> Choices:
    """What a correction may name: the same parties, else what a new record may."""
    return Choices(
        [PartyChoice(record.company_id, record.company_name, ())],
        [PartyChoice(record.provider_id, record.provider_name, ())],
        offered.banks,
        offered.events,
    )


async def open_record(db: Database, *, viewer: Viewer, record_id: int) -> RecordView:
    """One record with its working."""
    async with db.read() as conn:
        ledger = LedgerRepository(conn)
        record = await _visible(ledger, viewer, record_id)
        steps = await ledger.steps(record_id)
        evidence = await ledger.evidence_of(record_id)
    waiting = record.status is FundingStatus.PROPOSED
    done = {s.step for s in steps}
    mine = _body_of_proposer(viewer, record)
    party = bool(_sides(viewer, record)) or mine
    return RecordView(
        record,
        steps,
        evidence,
        may_answer=tuple(
            side
            for side in _sides(viewer, record)
            if waiting and FundingStep(f"confirmed_by_{side}") not in done
        ),
        may_withdraw=waiting and mine,
        may_correct=party
        and record.corrected_by_id is None
        and record.status in (FundingStatus.CONFIRMED, FundingStatus.DISPUTED),
        may_attach=party and waiting,
    )


async def propose_record(
    db: Database,
    clock: Clock,
    files: FileStore,
    *,
    viewer: Viewer,
    role: Role,
    new: NewRecord,
    key: str,
    uploads: Sequence[Upload] = (),
    corrects_id: int | None = None,
) -> RecordId:
    """Put a record before the other side; the proposer's own side counts as confirmed.

    The same key again answers with the same record; with other content it is refused.
    """
    stored = [(u, await _store(files, u)) for u in uploads]
    async with db.transaction() as conn:
        ledger = LedgerRepository(conn)
        await ledger.lock_company(new.company_id)
        known = await ledger.by_key(viewer.person_id, key)
        if known is not None:
            if any(
                known[name] != getattr(new, name)
                for name in ("company_id", "provider_id", "kind", "amount", "value_on")
            ):
                raise Conflict("same_key_other_record")
            return RecordId(known["id"])
        side, body_id = await _proposer(ledger, viewer, role, new, corrects_id)
        await _check(ledger, viewer, new, clock, corrects_id)
        record_id = await ledger.add(
            new,
            key=key,
            person_id=viewer.person_id,
            side=side,
            body_id=OrganisationId(body_id),
            now=clock.now(),
            corrects_id=corrects_id,
        )
        if side != "organiser":
            await ledger.add_step(
                record_id,
                FundingStep(f"confirmed_by_{side}"),
                person_id=viewer.person_id,
                body_id=body_id,
                comment="",
                lang=new.lang,
                now=clock.now(),
            )
        for upload, (sha256, media_type) in stored:
            await _attach(ledger, record_id, new, upload, sha256, media_type, viewer, clock)
        await AuditRepository(conn).note(
            clock.now(), viewer.person_id, "propose_record", "funding_record", record_id, {"side": side}
        )
        await tell_proposed(conn, clock, viewer, record_id)
    return record_id


async def attach_evidence(
    db: Database, clock: Clock, files: FileStore, *, viewer: Viewer, record_id: int, upload: Upload
) -> None:
    """Add a file to a record that still waits."""
    sha256, media_type = await _store(files, upload)
    async with db.transaction() as conn:
        ledger = LedgerRepository(conn)
        record = await _visible(ledger, viewer, record_id)
        if not (_sides(viewer, record) or _body_of_proposer(viewer, record)):
            raise NotAllowed("not_a_party")
        await ledger.lock_company(record.company_id)
        standing = await ledger.standing(record_id)
        if standing is None or standing["status"] != FundingStatus.PROPOSED:
            raise Conflict("state_moved_on")
        await _attach(ledger, record_id, record, upload, sha256, media_type, viewer, clock)


async def confirm_record(
    db: Database, clock: Clock, *, viewer: Viewer, record_id: int, side: str, comment: str = ""
) -> FundingStatus:
    """One side says that it is so; with both sides it is confirmed and the company's firsts are derived."""
    async with db.transaction() as conn:
        ledger = LedgerRepository(conn)
        record = await _visible(ledger, viewer, record_id)
        if side not in _sides(viewer, record):
            raise NotAllowed("not_a_party")
        # Beside other confirmations of this company's records, but one at a time on this record.
        await hold_company(conn, record.company_id)
        await ledger.lock_record(record_id)
        await _still_waiting(ledger, record)
        if not await ledger.evidence_of(record_id):
            raise Invalid("evidence_missing")
        signers = await ledger.signers(record_id)
        if viewer.person_id in signers.values():
            raise NotAllowed("same_signer")
        await _step(ledger, viewer, record, f"confirmed_by_{side}", side, comment, clock)
        confirmed, settled = len(signers) == 1, Settled()
        if confirmed:
            settled = await settle_firsts(conn, clock, record.company_id, record.kind)
            await tell_confirmed(conn, clock, record_id)
            await tell_firsts(conn, clock, settled)
        await _note(conn, clock, viewer, f"confirm_by_{side}", record_id)
        if confirmed:
            await seal(conn, clock, Subject.RECORD, record_id)
            await seal_firsts(conn, clock, settled)
    return FundingStatus.CONFIRMED if confirmed else FundingStatus.PROPOSED


async def dispute_record(
    db: Database, clock: Clock, *, viewer: Viewer, record_id: int, side: str, comment: str
) -> None:
    """One side says that it is not so, and why; a corrected record or a withdrawal settles it."""
    if not comment:
        raise Invalid("dispute_needs_reason", field="comment")
    async with db.transaction() as conn:
        ledger = LedgerRepository(conn)
        record = await _may_answer(ledger, viewer, record_id, side)
        await _step(ledger, viewer, record, "disputed", side, comment, clock)
        await _note(conn, clock, viewer, "dispute", record_id)
        await tell_disputed(conn, clock, record_id, comment)


async def withdraw_record(db: Database, clock: Clock, *, viewer: Viewer, record_id: int) -> None:
    """Whoever proposed it takes it back before it is confirmed."""
    async with db.transaction() as conn:
        ledger = LedgerRepository(conn)
        record = await _visible(ledger, viewer, record_id)
        if not _body_of_proposer(viewer, record):
            raise NotAllowed("not_the_proposer")
        await _waiting(ledger, record)
        await ledger.add_step(
            record_id,
            FundingStep.WITHDRAWN,
            person_id=viewer.person_id,
            body_id=record.proposed_body_id,
            comment="",
            lang=viewer.locale,
            now=clock.now(),
        )
        await _note(conn, clock, viewer, "withdraw", record_id)


async def open_evidence(
    db: Database, files: FileStore, *, viewer: Viewer, evidence_id: int
) -> tuple[Evidence, bytes]:
    """A file of a record that the viewer may see."""
    async with db.read() as conn:
        ledger = LedgerRepository(conn)
        evidence = await ledger.evidence(evidence_id)
        if evidence is None:
            raise NotFound
        await _visible(ledger, viewer, evidence.record_id)
    return evidence, await anyio.to_thread.run_sync(files.get, evidence.sha256)


# ---------------------------------------------------------------- rules


async def _visible(ledger: LedgerRepository, viewer: Viewer, record_id: int) -> FundingRecord:
    found = await ledger.visible(viewer, record_id=record_id)
    if not found:
        raise NotFound
    return found[0]


def _sides(viewer: Viewer, record: FundingRecord) -> tuple[str, ...]:
    """The sides of a record for which the viewer may sign."""
    sides = []
    if record.company_id in viewer.organisation_ids(Role.FOUNDER):
        sides.append("company")
    if record.provider_id in viewer.organisation_ids(Role.PROVIDER):
        sides.append("provider")
    return tuple(sides)


def _body_of_proposer(viewer: Viewer, record: FundingRecord) -> bool:
    return record.proposed_body_id in {a.organisation_id for a in viewer.acting}


async def _waiting(ledger: LedgerRepository, record: FundingRecord) -> None:
    """Hold the company's lock and make sure that the record still waits."""
    await ledger.lock_company(record.company_id)
    await _still_waiting(ledger, record)


async def _still_waiting(ledger: LedgerRepository, record: FundingRecord) -> None:
    standing = await ledger.standing(record.id)
    if standing is None or standing["status"] != FundingStatus.PROPOSED:
        raise Conflict("state_moved_on")


async def _may_answer(ledger: LedgerRepository, viewer: Viewer, record_id: int, side: str) -> FundingRecord:
    record = await _visible(ledger, viewer, record_id)
    if side not in _sides(viewer, record):
        raise NotAllowed("not_a_party")
    await _waiting(ledger, record)
    return record


async def _step(
    ledger: LedgerRepository,
    viewer: Viewer,
    record: FundingRecord,
    step: str,
    side: str,
    comment: str,
    clock: Clock,
) -> None:
    await ledger.add_step(
        record.id,
        FundingStep(step),
        person_id=viewer.person_id,
        body_id=record.company_id if side == "company" else record.provider_id,
        comment=comment,
        lang=viewer.locale,
        now=clock.now(),
    )


async def _note(conn: Connection, clock: Clock, viewer: Viewer, action: str, record_id: int) -> None:
    await AuditRepository(conn).note(clock.now(), viewer.person_id, action, "funding_record", record_id)


async def _proposer(
    ledger: LedgerRepository, viewer: Viewer, role: Role, new: NewRecord, corrects_id: int | None
) -> tuple[str, int]:
    """The side on which the viewer proposes, and for which organisation."""
    companies, providers = await ledger.party_choices(viewer, role)
    if corrects_id is None and (
        new.company_id not in {c.id for c in companies} or new.provider_id not in {p.id for p in providers}
    ):
        raise Invalid("party_not_offered", field="provider_id")
    kinds = next((p.kinds for p in providers if p.id == new.provider_id), None)
    if kinds is not None and not PROVIDER_OF[new.kind] & set(kinds):
        raise Invalid("provider_kind_does_not_fit", field="provider_id")
    if role is Role.FOUNDER and new.company_id in viewer.organisation_ids(role):
        return "company", new.company_id
    if role is Role.PROVIDER and new.provider_id in viewer.vetted_ids():
        return "provider", new.provider_id
    bodies = viewer.organisation_ids(Role.ORGANISER)
    if role is Role.ORGANISER and bodies:
        return "organiser", bodies[0]
    raise NotAllowed("not_a_party")


async def _check(
    ledger: LedgerRepository, viewer: Viewer, new: NewRecord, clock: Clock, corrects_id: int | None
) -> None:
    if new.instrument not in INSTRUMENTS_OF[new.kind]:
        raise Invalid("instrument_does_not_fit", field="instrument")
    if new.value_on > clock.now().date():
        raise Invalid("value_date_in_future", field="value_on")
    if new.kind is FundingKind.GUARANTEE and new.creditor_id is None:
        raise Invalid("creditor_missing", field="creditor_id")
    if corrects_id is None:
        return
    old = await _visible(ledger, viewer, corrects_id)
    if old.status not in (FundingStatus.CONFIRMED, FundingStatus.DISPUTED):
        raise Conflict("state_moved_on")
    if (old.company_id, old.kind) != (new.company_id, new.kind) or old.provider_id != new.provider_id:
        raise Invalid("correction_keeps_parties")
    if await ledger.open_correction(corrects_id) is not None:
        raise Conflict("already_corrected")


async def _store(files: FileStore, upload: Upload) -> tuple[str, str]:
    if len(upload.content) > MOST_EVIDENCE_BYTES:
        raise Invalid("evidence_too_large", field="evidence")
    media_type = media_type_of(upload.content)
    if media_type not in EVIDENCE_TYPES:
        raise Invalid("evidence_wrong_type", field="evidence")
    return await anyio.to_thread.run_sync(files.put, upload.content), media_type


async def _attach(
    ledger: LedgerRepository,
    record_id: int,
    of: NewRecord | FundingRecord,
    upload: Upload,
    sha256: str,
    media_type: str,
    viewer: Viewer,
    clock: Clock,
) -> None:
    await ledger.attach(
        record_id,
        of.company_id,
        of.kind,
        sha256=sha256,
        size_bytes=len(upload.content),
        media_type=media_type,
        filename=upload.filename[:200],
        evidence_type=upload.evidence_type,
        person_id=viewer.person_id,
        now=clock.now(),
    )
