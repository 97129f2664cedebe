"""What rules give for the deals on record: each rule judged for its applicant, with what was claimed before.

Facts come from `rule_facts.py`, which rules pay here from `adopted_rules.py`; claiming is in `claims.py`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import assert_never
from zoneinfo import ZoneInfo

import anyio.to_thread

from matcher.eligibility import Gives, NoRule, Outcome, Rule, Scope, Spent, Used, Verdict, choose, evaluate
from models.db import Connection, Database
from models.entities.claims import Adoption, Claim, DeclaredFact, Held
from models.entities.subsidy_rules import LedgerDeal
from models.entities.viewer import Viewer
from models.entities.vocabulary import Role
from models.errors import NotFound
from models.repositories.claims import ClaimRepository, FactRepository
from web.clock import Clock
from web.services.adopted_rules import adoptions, is_adopted
from web.services.first_definitions import default_definition
from web.services.ledger_facts import KIND_OF, Applicant, applicant_of
from web.services.rule_facts import CaseFacts, facts_of_case, parties_of
from web.services.subsidy_rules import RuleBook, load_rules

ZONE = ZoneInfo("Asia/Shanghai")
# So many deals are judged while somebody waits, the latest first; the page says when there are more.
MOST_DEALS = 200
MOST_CLAIMS = 5000
# Where a claim has ended without holding anything.
_GONE = frozenset({"refused", "withdrawn"})


class Standing(StrEnum):
    """What a case means to who asks, what is due first."""

    DUE = "due"
    UNDECIDED = "undecided"
    CLAIMED = "claimed"
    OPEN = "open"  # met, and the rule gives no sum by itself
    USED_UP = "used_up"
    NOT_MET = "not_met"
    UNSTATED = "unstated"  # the rule itself is not fully known, so that nobody can supply what is missing
    EXAMPLE = "example"  # a rule that does not pay here


ORDER = tuple(Standing)
# What a living claim stands for instead.
_REPLACED = frozenset({Standing.USED_UP, Standing.UNDECIDED, Standing.NOT_MET, Standing.UNSTATED})


@dataclass(frozen=True, slots=True)
class Case:
    """One rule for one deal: what it says, what is due by it now, and what was claimed."""

    deal: LedgerDeal
    applicant: Applicant
    rule: Rule
    outcome: Outcome
    used: Used
    facts: CaseFacts
    adopted: bool
    standing: Standing
    # Minor units that can be claimed now; None where that is not known or the rule gives no sum.
    due: int | None
    # What the rule gives for the deal in all, which several claims never exceed together.
    total: int | None
    claims: tuple[Claim, ...] = ()


@dataclass(frozen=True, slots=True)
class Subsidies:
    """All cases of a viewer in one role, in the order in which they matter."""

    cases: tuple[Case, ...]
    n_deals: int
    # Whether older deals were left out.
    cut: bool


@dataclass(frozen=True, slots=True)
class CaseView:
    """One case for whoever may see it, and whether they may claim."""

    case: Case
    may_claim: bool


@dataclass(frozen=True, slots=True)
class Ground:
    """Everything that cases are judged by, read in one look at the database."""

    deals: Sequence[LedgerDeal]
    declared: Sequence[DeclaredFact]
    books: Sequence[RuleBook]
    words: Mapping[str, Adoption]
    held: Sequence[Held]
    claims: Sequence[Claim]
    today: date


def today_of(clock: Clock) -> date:
    """The day it is where the platform is used."""
    return clock.now().astimezone(ZONE).date()


async def open_subsidies(db: Database, clock: Clock, *, viewer: Viewer, role: Role) -> Subsidies:
    """What the viewer is owed as founder or provider, or what all are owed for an officer."""
    async with db.read() as conn:
        ground = await read_ground(conn, clock, viewer, role, limit=MOST_DEALS + 1)
    cut = len(ground.deals) > MOST_DEALS
    mine = own_ids(viewer, role)
    cases = await anyio.to_thread.run_sync(lambda: judge(ground, mine))
    return Subsidies(tuple(cases), min(len(ground.deals), MOST_DEALS), cut)


async def open_case(
    db: Database, clock: Clock, *, viewer: Viewer, role: Role, record_id: int, code: str
) -> CaseView:
    """One rule for one deal with the whole working."""
    async with db.read() as conn:
        case = await find_case(conn, clock, viewer=viewer, role=role, record_id=record_id, code=code)
    return CaseView(case, case.standing is Standing.DUE and may_act(viewer, case.applicant.organisation_id))


async def find_case(
    conn: Connection, clock: Clock, *, viewer: Viewer, role: Role, record_id: int, code: str
) -> Case:
    """A case that the viewer may see, in a transaction that somebody else opened."""
    ground = await read_ground(conn, clock, viewer, role, limit=1, record_id=record_id)
    found = [c for c in judge(ground, own_ids(viewer, role)) if c.rule.code == code]
    if not found:
        raise NotFound
    return found[0]


def own_ids(viewer: Viewer, role: Role) -> frozenset[int] | None:
    """The applicants whose cases the viewer sees in a role; None is everybody's."""
    if role is Role.OFFICER and Role.OFFICER in viewer.roles:
        return None
    return frozenset(viewer.organisation_ids(role) if role is Role.FOUNDER else viewer.vetted_ids())


def may_act(viewer: Viewer, organisation_id: int) -> bool:
    """Whether the viewer acts for an organisation: a company, or a provider that was let in."""
    return organisation_id in {*viewer.organisation_ids(Role.FOUNDER), *viewer.vetted_ids()}


async def read_ground(
    conn: Connection,
    clock: Clock,
    viewer: Viewer,
    role: Role,
    *,
    limit: int,
    record_id: int | None = None,
) -> Ground:
    """All that the viewer's cases are judged by, of one deal or of the latest."""
    facts, claims = FactRepository(conn), ClaimRepository(conn)
    deals = await facts.deals(viewer, default_definition().code, role=role, limit=limit, record_id=record_id)
    parties = sorted({i for deal in deals for i in parties_of(deal)})
    records = [int(d.record_id) for d in deals]
    return Ground(
        deals,
        await facts.declared(parties, records),
        await load_rules(conn),
        await adoptions(conn),
        await claims.held(parties, records),
        await claims.visible(viewer, records=records, limit=MOST_CLAIMS),
        today_of(clock),
    )


def judge(ground: Ground, applicants: frozenset[int] | None) -> list[Case]:
    """Every rule for every deal whose applicant is one of these; what is due first, the largest first."""
    said: dict[int, list[DeclaredFact]] = defaultdict(list)
    for one in ground.declared:
        said[int(one.organisation_id)].append(one)
    claimed: dict[tuple[int, str], list[Claim]] = defaultdict(list)
    for claim in ground.claims:
        claimed[int(claim.record_id), claim.rule_code].append(claim)
    spent = Spendings(ground.held, ground.today.year)
    cases = []
    for deal in ground.deals[:MOST_DEALS]:
        declared = [one for party in parties_of(deal) for one in said[party]]
        facts = facts_of_case(deal, declared, ground.today)
        known = facts.facts()
        for book in ground.books:
            chosen = choose(book.versions, known)
            # Where none holds, the last version is shown, with its being out of force as what decides.
            rule = book.latest if isinstance(chosen, NoRule) else chosen
            if KIND_OF.get(rule.subject) is not deal.kind:
                continue
            applicant = applicant_of(deal, rule.beneficiary)
            if applicant is None or (applicants is not None and applicant.organisation_id not in applicants):
                continue
            used = spent.used(rule.code, int(deal.record_id), applicant.organisation_id)
            case = _case(deal, applicant, rule, facts, used, adopted=is_adopted(rule, ground.words))
            cases.append(_with_claims(case, claimed[int(deal.record_id), rule.code]))
    return sorted(cases, key=_order)


def _order(case: Case) -> tuple[int, int, int, str]:
    amount = case.due or case.outcome.at_most or 0
    return ORDER.index(case.standing), -amount, -int(case.deal.record_id), case.rule.code


def _case(
    deal: LedgerDeal, applicant: Applicant, rule: Rule, facts: CaseFacts, used: Used, *, adopted: bool
) -> Case:
    outcome = evaluate(rule, facts.facts(), used)
    due, total = due_of(outcome, used)
    standing = _standing(outcome, due) if adopted else Standing.EXAMPLE
    return Case(deal, applicant, rule, outcome, used, facts, adopted, standing, due, total)


def due_of(outcome: Outcome, used: Used) -> tuple[int | None, int | None]:
    """What can be claimed now, and what the rule gives for the deal in all; None where not known.

    A share of one investment is given once, in however many claims; a deduction counts what was used
    before by itself, and carries the rest on.
    """
    if outcome.amount is None or not outcome.rule.has_amount:
        return None, None
    before = 0 if used.deal is None else used.deal.amount
    whole = outcome.amount + sum(c.cut for c in outcome.caps)
    if outcome.rule.carries_on:
        return outcome.amount, before + whole + (outcome.carried or 0)
    return min(outcome.amount, max(whole - before, 0)), max(whole, before)


def _standing(outcome: Outcome, due: int | None) -> Standing:
    match outcome.verdict:
        case Verdict.FAIL:
            return Standing.NOT_MET
        case Verdict.UNKNOWN:
            force = outcome.in_force
            unsure = force.fact is not None and force.verdict is Verdict.UNKNOWN
            if unsure or not outcome.rule.is_computable:
                return Standing.UNSTATED
            if any(line.left == 0 for line in outcome.caps):
                return Standing.USED_UP
            return Standing.UNDECIDED
        case Verdict.PASS:
            if not outcome.rule.has_amount or outcome.rule.gives in (Gives.TERMS, Gives.STANDING):
                return Standing.OPEN
            if due is None:
                return Standing.UNDECIDED
            return Standing.DUE if due else Standing.USED_UP
        case _:
            assert_never(outcome.verdict)


def claimable(cases: Iterable[Case]) -> int:
    """What can be claimed by all due cases together: limits that they share count once."""
    left: dict[tuple[object, ...], int] = {}
    total = 0
    for case in cases:
        if case.standing is not Standing.DUE or case.due is None:
            continue
        amount = case.due
        keys = []
        for line in case.outcome.caps:
            if line.left is None or line.cap.scope is Scope.DEAL:
                continue
            whose = None if line.cap.scope is Scope.POOL else case.applicant.organisation_id
            key = (case.rule.code, line.cap.scope, whose)
            amount = min(amount, left.setdefault(key, line.left))
            keys.append(key)
        for key in keys:
            left[key] -= amount
        total += amount
    return total


def _with_claims(case: Case, claims: Iterable[Claim]) -> Case:
    found = tuple(claims)
    living = any(c.status not in _GONE for c in found)
    if living and case.standing in _REPLACED:
        return replace(case, claims=found, standing=Standing.CLAIMED)
    return replace(case, claims=found)


class Spendings:
    """What claims hold, added up by the scopes of caps."""

    def __init__(self, held: Iterable[Held], year: int) -> None:
        self._sums: dict[tuple[object, ...], list[int]] = defaultdict(lambda: [0, 0])
        self._year = year
        for one in held:
            if one.organisation_id is None:
                self._add(one, one.rule_code)
                continue
            self._add(one, one.rule_code, "deal", int(one.record_id or 0))
            self._add(one, one.rule_code, "person", int(one.organisation_id))
            self._add(one, one.rule_code, "year", int(one.organisation_id), one.claim_year)

    def _add(self, one: Held, *key: object) -> None:
        sums = self._sums[key]
        sums[0] += one.amount
        sums[1] += one.times

    def _spent(self, *key: object) -> Spent:
        amount, times = self._sums.get(key, (0, 0))
        return Spent(amount, times)

    def used(self, code: str, record_id: int, applicant: int) -> Used:
        """What was given before under a rule, for each scope of its caps."""
        return Used(
            self._spent(code, "deal", record_id),
            self._spent(code, "person", applicant),
            self._spent(code, "year", applicant, self._year),
            self._spent(code),
        )
