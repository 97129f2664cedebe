"""Claims of what rules give: frozen with the rule and the facts, decided by officers, within all caps.

What is due is worked out in `subsidies.py`; the mails are in `claim_mail.py`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from matcher.eligibility import Outcome, Spent, Used, Verdict, evaluate, read_rule, write_rule
from matcher.eligibility.rules import Scope
from models.db import Database
from models.entities.claims import (
    Claim,
    ClaimStatus,
    ClaimStep,
    ClaimStepTaken,
    CostCell,
    NewClaim,
)
from models.entities.ids import OrganisationId
from models.entities.viewer import Viewer
from models.entities.vocabulary import Role
from models.errors import Conflict, Invalid, NotAllowed, NotFound
from models.repositories.audit import AuditRepository
from models.repositories.claims import ClaimRepository, FactRepository
from web.clock import Clock
from web.services.claim_mail import tell_claimed, tell_step
from web.services.rule_facts import CaseFacts, declared_ids, freeze, thaw
from web.services.subsidies import Case, find_case, may_act, today_of

MOST_CLAIMS = 500
# What an officer can do at each standing; the applicant may withdraw until it is decided.
_OFFICER: dict[ClaimStatus, frozenset[ClaimStep]] = {
    ClaimStatus.CLAIMED: frozenset({ClaimStep.UNDER_REVIEW, ClaimStep.GRANTED, ClaimStep.REFUSED}),
    ClaimStatus.UNDER_REVIEW: frozenset({ClaimStep.GRANTED, ClaimStep.REFUSED}),
    ClaimStatus.GRANTED: frozenset({ClaimStep.PAID, ClaimStep.CLAWED_BACK}),
    ClaimStatus.PAID: frozenset({ClaimStep.CLAWED_BACK}),
    ClaimStatus.CLAWED_BACK: frozenset({ClaimStep.CLAWED_BACK}),
    ClaimStatus.REFUSED: frozenset(),
    ClaimStatus.WITHDRAWN: frozenset(),
}
_OPEN = frozenset({ClaimStatus.CLAIMED, ClaimStatus.UNDER_REVIEW})
_WITH_AMOUNT = frozenset({ClaimStep.GRANTED, ClaimStep.PAID, ClaimStep.CLAWED_BACK})
_WITH_REASON = frozenset({ClaimStep.REFUSED, ClaimStep.CLAWED_BACK})


@dataclass(frozen=True, slots=True)
class ClaimView:
    """A claim as it was judged when it was made, what became of it, and what the viewer may do."""

    claim: Claim
    outcome: Outcome
    facts: CaseFacts
    steps: list[ClaimStepTaken]
    may: frozenset[ClaimStep]

    @property
    def standing_amount(self) -> int:
        """What the claim comes to now: asked, then granted, less what was taken back."""
        claim = self.claim
        return (claim.amount if claim.granted is None else claim.granted) - claim.clawed_back


@dataclass(frozen=True, slots=True)
class ClaimsDesk:
    """All claims for an officer, and what they cost by year, rule and product."""

    claims: list[Claim]
    costs: list[CostCell]


async def submit_claim(
    db: Database,
    clock: Clock,
    *,
    viewer: Viewer,
    role: Role,
    record_id: int,
    code: str,
    key: str,
    note: str = "",
    expected: int | None = None,
) -> int:
    """Claim what a rule gives for a deal; the rule's version and the facts are frozen as they are now.

    `expected` is the amount that the applicant was shown: when another claim has taken a part of it
    meanwhile, nothing is claimed. Without it, the rest is. The same key again answers with the same claim.
    """
    async with db.transaction() as conn:
        claims = ClaimRepository(conn)
        # From here on no other claim of this rule moves, so that what is read now holds until the end.
        await claims.lock_rule(code)
        known = await claims.by_key(viewer.person_id, key)
        if known is not None:
            if (known["record_id"], known["rule_code"]) != (record_id, code):
                raise Conflict("same_key_other_record")
            return int(known["id"])
        case = await find_case(conn, clock, viewer=viewer, role=role, record_id=record_id, code=code)
        amount, total = _due(viewer, case)
        if expected is not None and expected != amount:
            raise Conflict("claim_amount_moved")
        now = clock.now()
        claim_id = await claims.add(
            _frozen(case, amount, total, clock, note, viewer.locale),
            person_id=viewer.person_id,
            now=now,
            key=key,
        )
        await AuditRepository(conn).note(
            now, viewer.person_id, "claim_subsidy", "subsidy_claim", claim_id, {"code": code}
        )
        await tell_claimed(conn, clock, (await claims.visible(viewer, claim_id=claim_id))[0])
    return claim_id


def _due(viewer: Viewer, case: Case) -> tuple[int, int]:
    """What can be claimed and the whole of it, or why nothing can."""
    if not may_act(viewer, case.applicant.organisation_id):
        raise NotAllowed("not_the_applicant")
    if not case.adopted:
        raise Conflict("rule_not_adopted")
    if case.outcome.verdict is Verdict.FAIL:
        raise Conflict("claim_not_met")
    if case.outcome.verdict is Verdict.UNKNOWN or case.due is None or case.total is None:
        raise Conflict("claim_not_decided")
    if not case.due:
        raise Conflict("claim_nothing_left")
    return case.due, case.total


def _frozen(case: Case, amount: int, total: int, clock: Clock, note: str, lang: str) -> NewClaim:
    rule = case.rule
    return NewClaim(
        rule_code=rule.code,
        rule_version=rule.version,
        rule=write_rule(rule),
        record_id=case.deal.record_id,
        company_id=case.deal.company_id,
        organisation_id=OrganisationId(case.applicant.organisation_id),
        claimed_on=today_of(clock),
        amount=amount,
        total=total,
        caps=[{"scope": str(c.scope), "amount": c.amount, "times": c.times} for c in rule.caps],
        used={str(s): _spent(case.used.of(s)) for s in Scope},
        facts=freeze(case.facts, rule.facts()),
        note=note,
        lang=lang,
    )


def _spent(spent: Spent | None) -> dict[str, int] | None:
    return None if spent is None else {"amount": spent.amount, "times": spent.times}


async def open_claims(db: Database, *, viewer: Viewer, status: ClaimStatus | None = None) -> ClaimsDesk:
    """Every claim with what claims cost, for an officer."""
    if Role.OFFICER not in viewer.roles:
        raise NotAllowed("not_allowed")
    async with db.read() as conn:
        claims = ClaimRepository(conn)
        return ClaimsDesk(
            await claims.visible(viewer, status=status, limit=MOST_CLAIMS), await claims.costs()
        )


async def open_claim(db: Database, *, viewer: Viewer, claim_id: int) -> ClaimView:
    """One claim, judged again by what was frozen with it and by nothing else."""
    async with db.read() as conn:
        claims = ClaimRepository(conn)
        claim = await _visible(claims, viewer, claim_id)
        steps = await claims.steps(claim_id)
        speakers = await FactRepository(conn).speakers(declared_ids(claim.facts))
    facts = thaw(claim.facts, speakers)
    outcome = evaluate(read_rule(claim.rule, claim.rule_code), facts.facts(), _used(claim.used))
    return ClaimView(claim, outcome, facts, steps, _may(viewer, claim))


def _used(frozen: Mapping[str, Any]) -> Used:
    def spent(scope: Scope) -> Spent | None:
        one = frozen.get(scope)
        return None if one is None else Spent(one["amount"], one["times"])

    return Used(spent(Scope.DEAL), spent(Scope.PERSON), spent(Scope.YEAR), spent(Scope.POOL))


def _may(viewer: Viewer, claim: Claim) -> frozenset[ClaimStep]:
    mine = may_act(viewer, claim.organisation_id)
    if mine:
        # Nobody decides a claim of their own organisation.
        return frozenset({ClaimStep.WITHDRAWN}) if claim.status in _OPEN else frozenset()
    if Role.OFFICER not in viewer.roles:
        return frozenset()
    held = (claim.granted or 0) - claim.clawed_back
    return _OFFICER[claim.status] if claim.status in _OPEN or held else frozenset()


async def take_claim_step(
    db: Database,
    clock: Clock,
    *,
    viewer: Viewer,
    claim_id: int,
    step: ClaimStep,
    key: str,
    amount: int | None = None,
    note: str = "",
) -> None:
    """Decide, pay or take back as an officer, or withdraw as the applicant.

    The same key again does nothing more.
    """
    async with db.transaction() as conn:
        claims = ClaimRepository(conn)
        claim = await _visible(claims, viewer, claim_id)
        known = await claims.step_by_key(viewer.person_id, key)
        if known is not None:
            if (known["claim_id"], known["step"]) != (claim_id, step):
                raise Conflict("same_key_other_record")
            return
        if step not in _may(viewer, claim):
            raise Conflict("claim_moved_on")
        counted = _amount(claim, step, amount)
        if step in _WITH_REASON and not note:
            raise Invalid("claim_needs_reason", field="note")
        now = clock.now()
        await claims.add_step(
            claim,
            step,
            counted,
            note=note,
            lang=viewer.locale,
            person_id=viewer.person_id,
            body_id=claim.organisation_id if step is ClaimStep.WITHDRAWN else None,
            now=now,
            key=key,
        )
        await AuditRepository(conn).note(
            now, viewer.person_id, f"claim_{step}", "subsidy_claim", claim_id, {"amount": counted}
        )
        await tell_step(conn, clock, claim, step, counted, note, by=viewer.person_id)


def _amount(claim: Claim, step: ClaimStep, amount: int | None) -> int | None:
    """The sum of a step: at most what was asked, what was granted, or what is left to take back."""
    if step not in _WITH_AMOUNT:
        return None
    held = (claim.amount if claim.granted is None else claim.granted) - claim.clawed_back
    counted = held if step is ClaimStep.PAID or amount is None else amount
    if counted <= 0:
        raise Invalid("claim_amount_nothing", field="amount")
    if counted > held:
        raise Invalid("more_than_claimed", field="amount")
    return counted


async def _visible(claims: ClaimRepository, viewer: Viewer, claim_id: int) -> Claim:
    found = await claims.visible(viewer, claim_id=claim_id)
    if not found:
        raise NotFound
    return found[0]
