"""First investment, loan, guarantee: read by who may see them, and proposed by one side. Never edited.

What the sides answer is in `funding_answers`, how the money moves afterwards in `funding_movements`, the
papers in `funding_evidence`, who may sign in `signing`.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from models.db import Connection, Database
from models.entities.funding import (
    Counter,
    Evidence,
    FundingRecord,
    LoanChoice,
    NewRecord,
    PartyChoice,
    StepTaken,
)
from models.entities.funding_movements import MOVEMENTS_OF, Balance, FundingMovement, Movement
from models.entities.ids import OrganisationId, RecordId
from models.entities.viewer import Viewer
from models.entities.vocabulary import (
    FundingKind,
    FundingStatus,
    FundingStep,
    Role,
)
from models.errors import Conflict, Invalid, NotAllowed, NotFound
from models.repositories.audit import AuditRepository
from models.repositories.drafts import DraftRepository
from models.repositories.funding import LedgerRepository
from models.repositories.movements import MovementRepository
from web.clock import Clock
from web.files import FileStore
from web.services.firsts import hold_company_alone
from web.services.funding_evidence import Upload, attach, store
from web.services.funding_mail import tell_proposed
from web.services.funding_terms import PROVIDER_OF, check_terms
from web.services.once import answered_before, keep_answer
from web.services.signing import (
    COMPANY,
    ORGANISER,
    PROVIDER,
    acts_for_proposer,
    may_sign_for,
    sides_of,
    signing_sides,
)

# How long the other side is asked, unless the setting says otherwise.
ANSWER_DAYS = 30

# A record in one of these states can be proposed anew by a row that points to it.
RENEWABLE = frozenset(
    {
        FundingStatus.CONFIRMED,
        FundingStatus.DISPUTED,
        FundingStatus.EXPIRED,
        FundingStatus.WITHDRAWN,
        FundingStatus.VOIDED,
    }
)


@dataclass(frozen=True, slots=True)
class RecordView:
    """A record with its working, and what this viewer may do about it."""

    record: FundingRecord
    steps: list[StepTaken]
    evidence: list[Evidence]
    counter: Counter | None
    movements: list[FundingMovement]
    # None before both sides have confirmed.
    balance: Balance | None
    # Records of shares that a note or SAFE may have become.
    shares: list[LoanChoice]
    # The sides for which the viewer may still confirm or dispute.
    may_answer: tuple[str, ...]
    # It waits for the viewer's organisation, for which the viewer may not sign.
    waits_for_signer: bool
    may_withdraw: bool
    may_correct: bool
    may_attach: bool
    # The sides, or "officer", for which the viewer may sign that it is void.
    may_void: tuple[str, ...]
    # The sides for which the viewer may state and answer movements, and which ones there are.
    may_move: tuple[str, ...]
    movement_kinds: tuple[Movement, ...]


@dataclass(frozen=True, slots=True)
class Choices:
    """What a form for a new record offers to this viewer in this role."""

    companies: list[PartyChoice]
    providers: list[PartyChoice]
    banks: list[PartyChoice]
    events: list[tuple[int, str, str]]
    loans: list[LoanChoice]

    def providing(self, kind: FundingKind) -> list[PartyChoice]:
        """The providers that give this kind of money."""
        return [p for p in self.providers if not p.kinds or PROVIDER_OF[kind] & set(p.kinds)]


async def open_ledger(
    db: Database,
    *,
    viewer: Viewer,
    event_id: int | None = None,
    status: FundingStatus | None = None,
    kind: FundingKind | None = None,
    after: int | None = None,
    limit: int = 500,
) -> list[FundingRecord]:
    """The records that the viewer may see, the latest money first; those that come after one of them."""
    async with db.read() as conn:
        return await LedgerRepository(conn).visible(
            viewer, event_id=event_id, status=status, kind=kind, after=after, limit=limit
        )


async def waiting_for(db: Database, *, viewer: Viewer, records: Sequence[FundingRecord]) -> set[int]:
    """Those of the records on which the viewer's side is asked: to answer them, or how their money moved."""
    async with db.read() as conn:
        moved = await MovementRepository(conn).waiting_for(viewer)
    mine = set(viewer.organisation_ids(Role.FOUNDER) + viewer.organisation_ids(Role.PROVIDER))
    asked = {
        r.id
        for r in records
        if r.status is FundingStatus.PROPOSED
        and ({r.company_id, r.provider_id} - {r.proposed_body_id}) & mine
    }
    return asked | (moved & {r.id for r in records})


async def choices(db: Database, *, viewer: Viewer, role: Role) -> Choices:
    """The parties, events and loans that a new record may name."""
    async with db.read() as conn:
        ledger = LedgerRepository(conn)
        companies, providers = await ledger.party_choices(viewer, role)
        events = await ledger.events(viewer.organisation_ids(role))
        return Choices(
            companies,
            providers,
            await ledger.banks(),
            [(e.id, e.title_zh, e.title_en) for e in events],
            await ledger.loans(viewer, [c.id for c in companies]),
        )


def choices_of(record: FundingRecord, offered: Choices) -> Choices:
    """What a correction may name: the same parties, else what a new record may."""
    return dataclasses.replace(
        offered,
        companies=[PartyChoice(record.company_id, record.company_name, ())],
        providers=[PartyChoice(record.provider_id, record.provider_name, ())],
    )


async def open_record(db: Database, *, viewer: Viewer, record_id: int, whole: bool = True) -> RecordView:
    """One record with its working; unless `whole`, without papers, other version and what came after."""
    async with db.read() as conn:
        ledger, movements = LedgerRepository(conn), MovementRepository(conn)
        record = await visible(ledger, viewer, record_id)
        steps = await ledger.steps(record_id)
        evidence = await ledger.evidence_of(record_id) if whole else []
        disputed = whole and record.status is FundingStatus.DISPUTED
        counter = await ledger.counter_of(record_id) if disputed else None
        stands = whole and record.confirmed_at is not None
        moved = await movements.of_record(record_id) if stands else []
        balance = await movements.balance(record_id) if stands else None
        kinds = MOVEMENTS_OF[record.instrument] if record.status is FundingStatus.CONFIRMED else ()
        signing = signing_sides(viewer, record)
        shares = (
            await movements.shares_of(record.company_id, record.provider_id)
            if whole and Movement.CONVERSION in kinds and signing
            else []
        )
    waiting = record.status is FundingStatus.PROPOSED
    done = {s.step for s in steps}
    party = bool(sides_of(viewer, record)) or acts_for_proposer(viewer, record)
    open_sides = [s for s in (COMPANY, PROVIDER) if waiting and FundingStep(f"confirmed_by_{s}") not in done]
    mine = [s for s in sides_of(viewer, record) if s in open_sides]
    return RecordView(
        record,
        steps,
        evidence,
        counter,
        moved,
        balance,
        shares,
        may_answer=tuple(s for s in mine if s in signing),
        waits_for_signer=bool(mine) and not set(mine) & set(signing),
        may_withdraw=waiting and acts_for_proposer(viewer, record),
        may_correct=party and record.corrected_by_id is None and record.status in RENEWABLE,
        may_attach=party and waiting,
        may_void=_may_void(viewer, record, done),
        may_move=signing if kinds else (),
        movement_kinds=kinds,
    )


def _may_void(viewer: Viewer, record: FundingRecord, done: set[FundingStep]) -> tuple[str, ...]:
    if record.status is not FundingStatus.CONFIRMED:
        return ()
    sides = [s for s in signing_sides(viewer, record) if FundingStep(f"void_by_{s}") not in done]
    return (*sides, "officer") if Role.OFFICER in viewer.roles else tuple(sides)


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
    answer_days: int = ANSWER_DAYS,
    site: str = "",
) -> RecordId:
    """Put a record before the other side; a proposer who may sign has confirmed for their own side.

    The same key again answers with the same record; with other content it is refused. A record that corrects
    or renews another takes its papers along.
    """
    stored = await store(files, uploads)
    async with db.transaction() as conn:
        body = {"new": new, "files": [s.body for s in stored], "corrects": corrects_id}
        before = await answered_before(conn, clock, viewer, key, "propose", body)
        if before is not None:
            return RecordId(before.answer)
        ledger = LedgerRepository(conn)
        await hold_company_alone(conn, new.company_id)
        side, body_id = await _proposer(ledger, viewer, role, new, corrects_id)
        await _check(ledger, viewer, new, clock, corrects_id)
        record_id = await ledger.add(
            new,
            key=key,
            person_id=viewer.person_id,
            side=side,
            body_id=OrganisationId(body_id),
            now=clock.now(),
            answer_until=clock.now() + timedelta(days=answer_days),
            corrects_id=corrects_id,
        )
        if side != ORGANISER and may_sign_for(viewer, body_id):
            await ledger.add_step(
                record_id,
                FundingStep(f"confirmed_by_{side}"),
                person_id=viewer.person_id,
                body_id=body_id,
                comment="",
                lang=new.lang,
                now=clock.now(),
            )
        await attach(ledger, clock, viewer, record_id, new, stored)
        if corrects_id is not None:
            await ledger.carry_evidence(corrects_id, record_id, person_id=viewer.person_id, now=clock.now())
        await DraftRepository(conn).drop(viewer.person_id, key=key)
        await AuditRepository(conn).note(
            clock.now(), viewer.person_id, "propose_record", "funding_record", record_id, {"side": side}
        )
        await tell_proposed(conn, clock, record_id, site)
        await keep_answer(conn, viewer, key, record_id)
    return record_id


async def propose_again(
    db: Database,
    clock: Clock,
    files: FileStore,
    *,
    viewer: Viewer,
    record_id: int,
    theirs: bool,
    key: str,
    answer_days: int = ANSWER_DAYS,
    site: str = "",
) -> RecordId:
    """One press: the same once more after nobody answered, or what the other side says after a dispute."""
    view = await open_record(db, viewer=viewer, record_id=record_id)
    old = view.record
    if theirs and view.counter is None:
        raise Conflict("no_other_version")
    said: FundingRecord | Counter = view.counter if theirs and view.counter is not None else old
    if said.terms is None:
        raise Conflict("details_not_known")
    new = NewRecord(
        company_id=old.company_id,
        provider_id=old.provider_id,
        creditor_id=said.creditor_id,
        kind=old.kind,
        instrument=said.instrument,
        details=said.terms,
        product=said.product,
        amount=said.amount,
        currency=said.currency,
        value_on=said.value_on,
        event_id=old.event_id,
        note=old.note,
        lang=old.lang,
        loan_record_id=said.loan_record_id,
        conversion=said.conversion,
    )
    return await propose_record(
        db,
        clock,
        files,
        viewer=viewer,
        role=_role_in(viewer, old),
        new=new,
        key=key,
        corrects_id=record_id,
        answer_days=answer_days,
        site=site,
    )


# ---------------------------------------------------------------- rules


async def visible(ledger: LedgerRepository, viewer: Viewer, record_id: int) -> FundingRecord:
    """The record, or `NotFound` for who may not know of it."""
    found = await ledger.visible(viewer, record_id=record_id)
    if not found:
        raise NotFound
    return found[0]


def _role_in(viewer: Viewer, record: FundingRecord) -> Role:
    """The role in which the viewer has to do with a record."""
    sides = sides_of(viewer, record)
    if COMPANY in sides:
        return Role.FOUNDER
    return Role.PROVIDER if PROVIDER in sides else Role.ORGANISER


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
        return COMPANY, new.company_id
    if role is Role.PROVIDER and new.provider_id in viewer.vetted_ids():
        return PROVIDER, new.provider_id
    bodies = viewer.organisation_ids(Role.ORGANISER)
    if role is Role.ORGANISER and bodies:
        return ORGANISER, bodies[0]
    raise NotAllowed("not_a_party")


async def _check(
    ledger: LedgerRepository, viewer: Viewer, new: NewRecord, clock: Clock, corrects_id: int | None
) -> None:
    await check_terms(ledger, viewer, new, clock)
    if corrects_id is None:
        return
    old = await visible(ledger, viewer, corrects_id)
    if old.status not in RENEWABLE:
        raise Conflict("state_moved_on")
    if (old.company_id, old.kind) != (new.company_id, new.kind) or old.provider_id != new.provider_id:
        raise Invalid("correction_keeps_parties")
    if await ledger.open_correction(corrects_id) is not None:
        raise Conflict("already_corrected")


async def note(conn: Connection, clock: Clock, viewer: Viewer, action: str, record_id: int) -> None:
    """What somebody did to a record, for the trail."""
    await AuditRepository(conn).note(clock.now(), viewer.person_id, action, "funding_record", record_id)
