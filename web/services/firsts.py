"""Firsts are settled here: certificates issued and revoked as records and statements come and go.

What counts is in `first_definitions.py`; the mails are in `first_mail.py`.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from zoneinfo import ZoneInfo

from models.db import Connection
from models.entities.chain import Subject
from models.entities.firsts import Candidate, InForce, Revocation
from models.entities.vocabulary import FundingKind
from models.repositories.firsts import FirstsRepository
from web.clock import Clock
from web.services.first_definitions import (
    Because,
    Facts,
    FirstDefinition,
    Outcome,
    Verdict,
    default_definition,
    definition_of,
    definitions,
)
from web.services.sealing import seal_all

# What counts as a first is asked for here by most.
__all__ = [
    "FirstDefinition",
    "Settled",
    "default_definition",
    "definition_of",
    "definitions",
    "hold_company",
    "hold_company_alone",
    "seal_firsts",
    "settle_firsts",
]

ZONE = ZoneInfo("Asia/Shanghai")


@dataclass(frozen=True, slots=True)
class Settled:
    """Certificates that one settling revoked and issued, in that order."""

    revoked: tuple[int, ...] = ()
    issued: tuple[int, ...] = ()

    def __add__(self, other: Settled) -> Settled:
        return Settled(self.revoked + other.revoked, self.issued + other.issued)


async def hold_company(conn: Connection, company_id: int) -> int:
    """Before a confirmation: keep what takes money away from this company out; answer its heir.

    Confirmations do not exclude one another; that there is one first only is the unique index's to decide.
    """
    return await FirstsRepository(conn).hold(company_id, alone=False)


async def hold_company_alone(conn: Connection, company_id: int) -> int:
    """Before a void, a correction, a withdrawal or a statement: wait for all others, keep them out."""
    return await FirstsRepository(conn).hold(company_id, alone=True)


async def settle_firsts(
    conn: Connection,
    clock: Clock,
    company_id: int,
    kind: FundingKind,
    *,
    because: Revocation | None = None,
) -> Settled:
    """Make the certificates of a kind be what the definitions say now; the company is held by the caller.

    `company_id` may be one that another has inherited from: its heir is settled, with all that it inherited.
    `because` says what an inheritance that came or went makes of certificates that fall with it.
    Call it after the step that it follows from, and before anything is sealed.
    """
    firsts, settled = FirstsRepository(conn), Settled()
    root = await firsts.root(company_id)
    today = clock.now().astimezone(ZONE).date()
    for definition in definitions():
        if kind not in definition.kinds:
            continue
        # Under a definition of the past nothing begins; what began under it goes on by it.
        if not definition.in_use(today) and not await firsts.has_certificates(root, kind, definition.code):
            continue
        settled += await _settle(firsts, clock, definition, root, kind, because)
    return settled


async def seal_firsts(conn: Connection, clock: Clock, settled: Settled) -> None:
    """Append what was revoked and issued to the chain; the last act of the transaction."""
    revoked: list[tuple[Subject | str, int]] = [(Subject.REVOCATION, i) for i in settled.revoked]
    await seal_all(conn, clock, [*revoked, *((Subject.CERTIFICATE, i) for i in settled.issued)])


async def _settle(
    firsts: FirstsRepository,
    clock: Clock,
    definition: FirstDefinition,
    root: int,
    kind: FundingKind,
    inherited: Revocation | None,
) -> Settled:
    """One definition. Whenever somebody was quicker, look again: a new statement sees what they did."""
    code, now, revoked = definition.code, clock.now(), list[int]()
    outcome, candidates = await _derive(firsts, definition, root, kind)
    # Who finds a first may issue beside others. Who finds none waits for the issuers, or one of them,
    # who has not seen this transaction's record, would let stand what this record makes doubtful.
    await firsts.hold_first(root, kind, code, alone=outcome.verdict is not Verdict.FIRST)
    while True:
        in_force = await firsts.in_force(root, kind, code)
        # Read after the certificates, so that the record behind each of them is seen too.
        outcome, candidates = await _derive(firsts, definition, root, kind)
        standing = [c for c in in_force if _stands(c, outcome, root)]
        fallen = [c for c in in_force if c not in standing]
        quicker = False
        for certificate in fallen:
            because = _because(certificate, outcome, candidates, root, inherited)
            if await firsts.revoke(certificate.id, because, now):
                revoked.append(certificate.id)
            else:
                quicker = True
        if quicker:
            continue
        record_id, on = outcome.record_id, outcome.effective_on
        if standing or outcome.verdict is not Verdict.FIRST or record_id is None or on is None:
            return Settled(tuple(revoked))
        issued = await firsts.issue(root, kind, code, record_id, on, now)
        if issued is not None:
            return Settled(tuple(revoked), (issued,))


async def _derive(
    firsts: FirstsRepository, definition: FirstDefinition, root: int, kind: FundingKind
) -> tuple[Outcome, list[Candidate]]:
    candidates = await firsts.candidates(root, kind)
    facts = Facts()
    if definition.looks_beyond:
        facts = Facts(tuple(await firsts.elsewhere_on(root, kind)), tuple(await firsts.facts(root)))
    return definition.first_of(kind, candidates, facts), candidates


def _stands(certificate: InForce, outcome: Outcome, root: int) -> bool:
    return outcome.verdict is Verdict.FIRST and (
        certificate.company_id,
        certificate.record_id,
        certificate.effective_on,
    ) == (root, outcome.record_id, outcome.effective_on)


def _because(
    certificate: InForce,
    outcome: Outcome,
    candidates: list[Candidate],
    root: int,
    inherited: Revocation | None,
) -> Revocation:
    """Why a certificate falls."""
    if certificate.record_id not in {c.id for c in candidates}:
        return inherited or Revocation.RECORD_GONE
    if outcome.verdict is not Verdict.FIRST:
        elsewhere = outcome.because is Because.ELSEWHERE
        return Revocation.ELSEWHERE if elsewhere else Revocation.FACTS
    if certificate.record_id == outcome.record_id and certificate.company_id != root:
        return Revocation.PASSED_ON
    if inherited is not None or certificate.company_id != root:
        return inherited or Revocation.MERGED
    first = (outcome.effective_on or date.max, outcome.record_id or 0)
    earlier = first < (certificate.effective_on, certificate.record_id)
    return Revocation.EARLIER_RECORD if earlier else Revocation.FACTS
