"""What is stated about a company's firsts beyond its records, and what the platform makes of it.

A first elsewhere, a fact that a definition asks for, an inheritance: each is appended, proved by a file
where there is one, taken back by appending, and settles the company's certificates anew.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

import anyio.to_thread

from models.db import Connection, Database
from models.entities.chain import Subject
from models.entities.firsts import (
    FACT_VALUES,
    Candidate,
    Certificate,
    Elsewhere,
    Fact,
    FactLine,
    Forebear,
    NewElsewhere,
    NewFact,
    NewSuccession,
    Revocation,
    SeenCompany,
    StatedFact,
    Statement,
    Stater,
    Succession,
    SuccessionKind,
)
from models.entities.ids import OrganisationId
from models.entities.viewer import Viewer
from models.entities.vocabulary import FundingKind, Role
from models.errors import Conflict, Invalid, NotAllowed, NotFound
from models.repositories.audit import AuditRepository
from models.repositories.firsts import FirstsRepository
from models.repositories.funding import LedgerRepository
from web.clock import Clock
from web.files import FileStore
from web.services.first_definitions import Facts, FirstDefinition, Outcome, definitions
from web.services.first_mail import tell_firsts
from web.services.firsts import ZONE, Settled, hold_company_alone, seal_firsts, settle_firsts
from web.services.funding_evidence import Upload, store_content
from web.services.sealing import seal


@dataclass(frozen=True, slots=True)
class FirstLine:
    """One kind under one definition: what it says now, and the certificate if there is one."""

    kind: FundingKind
    definition: FirstDefinition
    outcome: Outcome
    certificate: Certificate | None


@dataclass(frozen=True, slots=True)
class CompanyFirsts:
    """A company's page: what is certified, why not, and what it rests on."""

    company: SeenCompany
    lines: list[FirstLine]
    # Those revoked too, the latest first; only such whose record the viewer may see.
    certificates: list[Certificate]
    elsewhere: list[Elsewhere]
    facts: list[FactLine]
    successions: list[Succession]
    # Investments whose provider's relation to the founders this viewer may state.
    investments: list[Candidate]
    # The companies that this viewer may name as inherited.
    forebears: list[Forebear]
    may_state: bool


async def open_company_firsts(
    db: Database, clock: Clock, *, viewer: Viewer, company_id: int
) -> CompanyFirsts:
    """For the company's members, an organiser whose event it took part in, and officers."""
    today = clock.now().astimezone(ZONE).date()
    async with db.read() as conn:
        firsts = FirstsRepository(conn)
        company = await _seen(firsts, viewer, company_id)
        root = company.scope_id
        found = CompanyFirsts(
            company,
            [],
            (await firsts.certificates(viewer, root=root))[::-1],
            await firsts.elsewhere(root),
            await firsts.fact_lines(root),
            await firsts.successions(company_id),
            [],
            await firsts.forebears_for(viewer, company_id),
            may_state=_stater(viewer, company) is not None,
        )
        candidates = await firsts.candidates(root, None)
    # Of a company that has been inherited, by somebody who may not open its heir, nothing is derived.
    lines = [
        _line(found, candidates, definition, kind)
        for kind in FundingKind
        for definition in definitions()
        if kind in definition.kinds and definition.in_use(today) and root == company.root_id
    ]
    # An organiser may not see the company's records, so that those are named to its own people and officers.
    sees_records = root == company.root_id and (company.is_member or Role.OFFICER in viewer.roles)
    investments = [c for c in candidates if sees_records and c.kind is FundingKind.INVESTMENT]
    return replace(found, lines=lines, investments=investments)


def _line(
    found: CompanyFirsts, candidates: list[Candidate], definition: FirstDefinition, kind: FundingKind
) -> FirstLine:
    """What one definition says of one kind, derived anew from what the page shows."""
    facts = Facts(
        tuple(e.happened_on for e in found.elsewhere if e.kind == kind and e.withdrawn_at is None),
        tuple(
            StatedFact(
                f.id, f.fact, f.record_id, f.provider_id, f.value, f.seen_on, f.stated_side, f.stated_at
            )
            for f in found.facts
            if f.withdrawn_at is None
        ),
    )
    outcome = definition.first_of(kind, [c for c in candidates if c.kind == kind], facts)
    held = (
        c for c in found.certificates if (c.kind, c.definition, c.revoked_at) == (kind, definition.code, None)
    )
    return FirstLine(kind, definition, outcome, next(held, None))


async def open_certificate(db: Database, *, viewer: Viewer, certificate_id: int) -> Certificate:
    """A certificate, for the company that holds it and for whoever may see the record behind it."""
    async with db.read() as conn:
        found = await FirstsRepository(conn).certificates(viewer, ids=[certificate_id])
    if not found:
        raise NotFound
    return found[0]


async def standing_of(db: Database, *, number: str) -> bool | None:
    """Whether the certificate of this number is in force; None where there is none; nothing else is told."""
    async with db.read() as conn:
        return await FirstsRepository(conn).standing_of_number(number)


async def declare_elsewhere(
    db: Database,
    clock: Clock,
    files: FileStore,
    *,
    viewer: Viewer,
    company_id: int,
    new: NewElsewhere,
    uploads: Sequence[Upload] = (),
) -> int:
    """The first of a kind happened outside the platform; a file has to prove it."""
    if not uploads:
        raise Invalid("evidence_missing", field="evidence")
    _past(clock, new.happened_on, "happened_on")
    stored = [(u, *await store_content(files, u.content)) for u in uploads]
    async with db.transaction() as conn:
        firsts = FirstsRepository(conn)
        by = await _may_state(firsts, viewer, company_id)
        await hold_company_alone(conn, company_id)
        made = await firsts.declare_elsewhere(company_id, new, by, clock.now())
        await _attach(firsts, clock, viewer, Statement.ELSEWHERE, made, stored)
        await _note(conn, clock, viewer, "declare_first_elsewhere", company_id)
        settled = await settle_firsts(conn, clock, company_id, new.kind)
        await _conclude(conn, clock, settled, Subject.ELSEWHERE, made)
    return made


async def state_fact(
    db: Database,
    clock: Clock,
    files: FileStore,
    *,
    viewer: Viewer,
    company_id: int,
    new: NewFact,
    uploads: Sequence[Upload] = (),
) -> int:
    """What a definition asks for: the bureau's report with its file, or whether a provider is related."""
    if new.value not in FACT_VALUES[new.fact]:
        raise Invalid("not_a_choice", field="value")
    if new.fact is Fact.BUREAU_RECORD and not uploads:
        raise Invalid("evidence_missing", field="evidence")
    if (new.fact is Fact.RELATION) != (new.record_id is not None):
        raise Invalid("not_a_choice", field="record_id")
    _past(clock, new.seen_on, "seen_on")
    stored = [(u, *await store_content(files, u.content)) for u in uploads]
    async with db.transaction() as conn:
        firsts = FirstsRepository(conn)
        if new.record_id is not None:
            company_id, by = await _of_record(conn, firsts, viewer, company_id, new.record_id)
        else:
            by = await _may_state(firsts, viewer, company_id)
        await hold_company_alone(conn, company_id)
        made = await firsts.state_fact(company_id, new, by, clock.now())
        await _attach(firsts, clock, viewer, Statement.FACT, made, stored)
        await _note(conn, clock, viewer, f"state_{new.fact}", company_id)
        await _conclude(conn, clock, await _settle_all(conn, clock, company_id), Subject.FACT, made)
    return made


async def record_succession(
    db: Database,
    clock: Clock,
    files: FileStore,
    *,
    viewer: Viewer,
    company_id: int,
    new: NewSuccession,
    uploads: Sequence[Upload] = (),
) -> int:
    """One company inherits from another, whose records and certificates count as its own from now on.

    A founder records it who acts for both; an organiser or officer needs a file that proves it.
    """
    _past(clock, new.succeeded_on, "succeeded_on")
    stored = [(u, *await store_content(files, u.content)) for u in uploads]
    async with db.transaction() as conn:
        firsts = FirstsRepository(conn)
        by = await _may_state(firsts, viewer, company_id)
        if await firsts.root(company_id) != company_id:
            raise Conflict("heir_already")
        if by.side != "company" and not uploads:
            raise Invalid("evidence_missing", field="evidence")
        offered = {c.id: c for c in await firsts.forebears_for(viewer, company_id)}
        if new.from_id not in offered:
            raise Invalid("forebear_not_offered", field="from_id")
        if new.kind is SuccessionKind.REGISTERED and offered[new.from_id].uscc is not None:
            raise Invalid("forebear_is_registered", field="kind")
        if not await firsts.hold_both(new.from_id, company_id):
            raise Conflict("state_moved_on")
        made = await firsts.record_succession(company_id, new, by, clock.now())
        await _attach(firsts, clock, viewer, Statement.SUCCESSION, made, stored)
        await _note(conn, clock, viewer, f"company_{new.kind}", company_id, {"from": new.from_id})
        settled = await _settle_all(conn, clock, company_id, Revocation.MERGED)
        await _conclude(conn, clock, settled, Subject.MERGER, made)
    return made


async def withdraw_statement(
    db: Database,
    clock: Clock,
    *,
    viewer: Viewer,
    company_id: int,
    statement: Statement,
    statement_id: int,
    because: str,
) -> None:
    """Take a statement back: the side that made it, or an officer; the certificates follow."""
    if not because:
        raise Invalid("taking_back_needs_reason", field="because")
    async with db.transaction() as conn:
        firsts = FirstsRepository(conn)
        by = await _may_state(firsts, viewer, company_id)
        found = await firsts.statement(statement, statement_id)
        if found is None or found["company_id"] not in await firsts.family(await firsts.root(company_id)):
            raise NotFound
        if by.side != "officer" and (by.side, by.body_id) != (found["side"], found["body_id"]):
            raise NotAllowed("not_your_statement")
        about = found["company_id"]
        if statement is Statement.SUCCESSION:
            # The one that was inherited from is held first: it stands lower on the line.
            await hold_company_alone(conn, found["other_id"])
        await hold_company_alone(conn, about)
        made = await firsts.withdraw(statement, statement_id, because, viewer.locale, by, clock.now())
        await _note(conn, clock, viewer, f"withdraw_{statement}", about)
        settled = Settled()
        for company in (about, found["other_id"]) if statement is Statement.SUCCESSION else (about,):
            settled += await _settle_all(conn, clock, company, Revocation.FACTS)
        await _conclude(conn, clock, settled, Subject.WITHDRAWAL, made)


async def open_first_evidence(
    db: Database, files: FileStore, *, viewer: Viewer, evidence_id: int
) -> tuple[str, bytes]:
    """Type and bytes of a file behind a statement, for whoever may open the company's page."""
    async with db.read() as conn:
        firsts = FirstsRepository(conn)
        found = await firsts.evidence(evidence_id)
        if found is None:
            raise NotFound
        await _seen(firsts, viewer, found["company_id"])
    content = await anyio.to_thread.run_sync(files.get, found["sha256"])
    return found["media_type"], content


# ---------------------------------------------------------------- rules


async def _seen(firsts: FirstsRepository, viewer: Viewer, company_id: int) -> SeenCompany:
    found = await firsts.company_for(viewer, company_id)
    if found is None:
        raise NotFound
    return found


def _stater(viewer: Viewer, company: SeenCompany) -> Stater | None:
    """On which side the viewer states something of a company; the company's own side before others."""
    if company.is_member:
        return Stater(viewer.person_id, "company", company.id)
    if company.of_organiser:
        body = viewer.organisation_ids(Role.ORGANISER)[0]
        return Stater(viewer.person_id, "organiser", OrganisationId(body))
    if Role.OFFICER in viewer.roles:
        return Stater(viewer.person_id, "officer", None)
    return None


async def _may_state(firsts: FirstsRepository, viewer: Viewer, company_id: int) -> Stater:
    by = _stater(viewer, await _seen(firsts, viewer, company_id))
    if by is None:
        raise NotAllowed("not_a_party")
    return by


async def _of_record(
    conn: Connection, firsts: FirstsRepository, viewer: Viewer, company_id: int, record_id: int
) -> tuple[int, Stater]:
    """The company of a record and the side on which the viewer speaks of it; its provider may too."""
    records = await LedgerRepository(conn).visible(viewer, record_id=record_id)
    if not records:
        raise NotFound
    record = records[0]
    if record.company_id not in await firsts.family(await firsts.root(company_id)):
        raise NotFound
    if record.provider_id in viewer.organisation_ids(Role.PROVIDER):
        return record.company_id, Stater(viewer.person_id, "provider", record.provider_id)
    return record.company_id, await _may_state(firsts, viewer, record.company_id)


def _past(clock: Clock, day: date, field: str) -> None:
    if day > clock.now().astimezone(ZONE).date():
        raise Invalid("day_in_future", field=field)


async def _attach(
    firsts: FirstsRepository,
    clock: Clock,
    viewer: Viewer,
    statement: Statement,
    statement_id: int,
    stored: list[tuple[Upload, str, str]],
) -> None:
    for upload, sha256, media_type in stored:
        await firsts.attach(
            statement,
            statement_id,
            sha256=sha256,
            size_bytes=len(upload.content),
            media_type=media_type,
            filename=upload.filename[:200],
            person_id=viewer.person_id,
            now=clock.now(),
        )


async def _settle_all(
    conn: Connection, clock: Clock, company_id: int, because: Revocation | None = None
) -> Settled:
    settled = Settled()
    for kind in FundingKind:
        settled += await settle_firsts(conn, clock, company_id, kind, because=because)
    return settled


async def _conclude(
    conn: Connection, clock: Clock, settled: Settled, subject: Subject, statement_id: int
) -> None:
    """Tell whose certificates changed; then, last of all, seal the statement and what followed."""
    await tell_firsts(conn, clock, settled)
    await seal(conn, clock, subject, statement_id)
    await seal_firsts(conn, clock, settled)


async def _note(
    conn: Connection,
    clock: Clock,
    viewer: Viewer,
    action: str,
    company_id: int,
    details: dict[str, object] | None = None,
) -> None:
    await AuditRepository(conn).note(
        clock.now(), viewer.person_id, action, "organisation", company_id, details
    )
