"""The papers that prove a record: what the trade expects of each instrument, kept by content."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

import anyio.to_thread

from models.db import Database
from models.entities.funding import Evidence, FundingRecord, NewRecord
from models.entities.funding_movements import Movement
from models.entities.viewer import Viewer
from models.entities.vocabulary import FundingInstrument, FundingStatus
from models.errors import Conflict, Invalid, NotAllowed, NotFound
from models.repositories.audit import AuditRepository
from models.repositories.funding import LedgerRepository
from web.clock import Clock
from web.files import FileStore
from web.formats import in_a_row
from web.services.filetypes import EVIDENCE_TYPES, media_type_of
from web.services.firsts import hold_company
from web.services.once import answered_before
from web.services.signing import acts_for_proposer, sides_of
from web.vocabulary import label

MOST_EVIDENCE_BYTES = 20 * 1024 * 1024

# What subsidy files in the trade ask for (docs/record.md), in the order in which people look for it.
EXPECTED = {
    FundingInstrument.PRICED_EQUITY: ("agreement", "bank_slip", "register_extract"),
    FundingInstrument.CONVERTIBLE_NOTE: ("agreement", "bank_slip"),
    FundingInstrument.SAFE: ("agreement", "bank_slip"),
    FundingInstrument.LOAN: ("contract", "drawdown_slip"),
    FundingInstrument.GUARANTEE: ("guarantee_letter", "contract"),
    FundingInstrument.PURCHASE: ("contract", "acceptance_report", "bank_slip"),
}
# Of these at least one shows that the money moved, or that the liability began.
PROVES_MONEY = {
    FundingInstrument.PRICED_EQUITY: frozenset({"bank_slip"}),
    FundingInstrument.CONVERTIBLE_NOTE: frozenset({"bank_slip"}),
    FundingInstrument.SAFE: frozenset({"bank_slip"}),
    FundingInstrument.LOAN: frozenset({"drawdown_slip", "bank_slip", "iou"}),
    FundingInstrument.GUARANTEE: frozenset({"guarantee_letter"}),
    FundingInstrument.PURCHASE: frozenset({"bank_slip", "acceptance_report"}),
}
# The paper that comes with each movement.
OF_MOVEMENT = {
    Movement.DRAWDOWN: "drawdown_slip",
    Movement.REPAYMENT: "repayment_slip",
    Movement.DEFAULT: "other",
    Movement.WRITE_OFF: "other",
    Movement.CALLED: "bank_slip",
    Movement.RECOVERED: "bank_slip",
    Movement.RELEASED: "other",
    Movement.CONVERSION: "agreement",
    Movement.EXIT: "bank_slip",
}


@dataclass(frozen=True, slots=True)
class Upload:
    """A file as it came in, and where in it the proof stands."""

    filename: str
    content: bytes
    evidence_type: str
    page: int | None = None


@dataclass(frozen=True, slots=True)
class Stored:
    """An upload that lies on disk."""

    upload: Upload
    sha256: str
    media_type: str

    @property
    def body(self) -> list[str]:
        """What tells this file from another, for the key of a step."""
        return [self.sha256, self.upload.evidence_type, str(self.upload.page or "")]


@dataclass(frozen=True, slots=True)
class Expected:
    """One kind of paper that the trade expects, and whether it is here."""

    evidence_type: str
    present: bool
    proves_money: bool


def expected_of(instrument: FundingInstrument, present: Collection[str] = ()) -> list[Expected]:
    """What is customary for an instrument, beside what is there."""
    customary = EXPECTED[instrument]
    others = [t for t in sorted(PROVES_MONEY[instrument]) if t not in customary and t in present]
    return [Expected(t, t in present, t in PROVES_MONEY[instrument]) for t in (*customary, *others)]


def check_proof(instrument: FundingInstrument, evidence: Sequence[Evidence]) -> None:
    """Refuse to confirm money that no paper shows to have moved."""
    if not evidence:
        raise Invalid("evidence_missing", field="evidence")
    proving = PROVES_MONEY[instrument]
    if not proving & {e.evidence_type for e in evidence if e.movement_id is None}:
        words = [label("evidence_type", t) for t in (*EXPECTED[instrument], "iou") if t in proving]
        raise Invalid("proof_of_money_missing", field="evidence", papers=in_a_row(dict.fromkeys(words)))


async def store(files: FileStore, uploads: Sequence[Upload]) -> list[Stored]:
    """Put the files on disk, before any transaction; content that is no PDF, PNG or JPEG is refused."""
    return [Stored(upload, *await store_content(files, upload.content)) for upload in uploads]


async def store_content(files: FileStore, content: bytes) -> tuple[str, str]:
    """Put one file on disk; answers its hash and its type, which is checked by what stands in it."""
    if len(content) > MOST_EVIDENCE_BYTES:
        raise Invalid("evidence_too_large", field="evidence")
    media_type = media_type_of(content)
    if media_type not in EVIDENCE_TYPES:
        raise Invalid("evidence_wrong_type", field="evidence")
    return await anyio.to_thread.run_sync(files.put, content), media_type


async def attach(
    ledger: LedgerRepository,
    clock: Clock,
    viewer: Viewer,
    record_id: int,
    of: NewRecord | FundingRecord,
    files: Sequence[Stored],
    movement_id: int | None = None,
) -> None:
    """Write stored files down as proof of a record, or of one movement of it."""
    for one in files:
        await ledger.attach(
            record_id,
            of.company_id,
            of.kind,
            sha256=one.sha256,
            size_bytes=len(one.upload.content),
            media_type=one.media_type,
            filename=one.upload.filename[:200],
            evidence_type=one.upload.evidence_type,
            person_id=viewer.person_id,
            now=clock.now(),
            page=one.upload.page,
            movement_id=movement_id,
        )


async def attach_evidence(
    db: Database,
    clock: Clock,
    files: FileStore,
    *,
    viewer: Viewer,
    record_id: int,
    upload: Upload,
    key: str | None = None,
) -> None:
    """Add a file to a record that still waits."""
    stored = await store(files, [upload])
    async with db.transaction() as conn:
        body = {"record": record_id, "files": [s.body for s in stored]}
        if await answered_before(conn, clock, viewer, key, "attach", body) is not None:
            return
        ledger = LedgerRepository(conn)
        found = await ledger.visible(viewer, record_id=record_id)
        if not found:
            raise NotFound
        if not (sides_of(viewer, found[0]) or acts_for_proposer(viewer, found[0])):
            raise NotAllowed("not_a_party")
        await hold_company(conn, found[0].company_id)
        await ledger.lock_record(record_id)
        standing = await ledger.standing(record_id)
        if standing is None or standing["status"] != FundingStatus.PROPOSED:
            raise Conflict("state_moved_on")
        await attach(ledger, clock, viewer, record_id, found[0], stored)
        await AuditRepository(conn).note(
            clock.now(), viewer.person_id, "attach_evidence", "funding_record", record_id
        )


async def open_evidence(
    db: Database, files: FileStore, *, viewer: Viewer, evidence_id: int
) -> tuple[Evidence, bytes]:
    """A file of a record that the viewer may see."""
    async with db.read() as conn:
        ledger = LedgerRepository(conn)
        evidence = await ledger.evidence(evidence_id)
        if evidence is None or not await ledger.visible(viewer, record_id=evidence.record_id):
            raise NotFound
    return evidence, await anyio.to_thread.run_sync(files.get, evidence.sha256)
