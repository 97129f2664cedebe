"""Whom a new version of a rule would affect, over the deals on record: who gains, loses, is in doubt."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from matcher.eligibility import Facts, NoRule, Outcome, Rule, Spent, Used, Verdict, assess
from models.entities.ids import RecordId
from models.entities.subsidy_rules import LedgerDeal
from web.services.ledger_facts import Applicant, applicant_of


class Effect(StrEnum):
    """What a change does to one case, the most urgent first."""

    LOSES = "loses"
    BECOMES_UNKNOWN = "becomes_unknown"
    GAINS = "gains"
    DECIDED_AGAINST = "decided_against"
    SAME = "same"


@dataclass(frozen=True, slots=True)
class Standing:
    """What the rule says of a case: None as verdict where no version is in force."""

    verdict: Verdict | None
    amount: int | None


NO_RULE = Standing(None, None)


@dataclass(frozen=True, slots=True)
class PreviewLine:
    """One deal, who would apply for it, and how that changes."""

    deal: LedgerDeal
    applicant: Applicant
    before: Standing
    after: Standing
    effect: Effect


@dataclass(frozen=True, slots=True)
class Preview:
    """All changed cases, and how many there are of each; sums in minor units of what is certain."""

    lines: tuple[PreviewLine, ...]
    counts: dict[Effect, int]
    sum_before: int
    sum_after: int
    n_cases: int
    # True when only the latest deals were looked at.
    cut: bool


def preview(
    before: Sequence[Rule],
    after: Sequence[Rule],
    deals: Sequence[LedgerDeal],
    facts_of: Callable[[LedgerDeal], Facts],
    *,
    cut: bool,
) -> Preview:
    """Judge every deal by the versions as they are and as they would be.

    Caps are kept as if everybody had applied, the earliest money first.
    """
    ordered = sorted(deals, key=lambda d: (d.value_on, d.record_id))
    facts = {deal.record_id: facts_of(deal) for deal in ordered}
    old, new = _judged(before, ordered, facts), _judged(after, ordered, facts)
    lines = []
    for deal in ordered:
        applicant = applicant_of(deal, after[-1].beneficiary)
        if applicant is None:
            continue
        was, becomes = old.get(deal.record_id, NO_RULE), new.get(deal.record_id, NO_RULE)
        lines.append(PreviewLine(deal, applicant, was, becomes, effect(was, becomes)))
    counts = {e: sum(line.effect is e for line in lines) for e in Effect}
    rank = list(Effect).index
    changed = sorted((x for x in lines if x.effect is not Effect.SAME), key=lambda x: rank(x.effect))
    return Preview(
        tuple(changed),
        counts,
        sum(line.before.amount or 0 for line in lines),
        sum(line.after.amount or 0 for line in lines),
        len(lines),
        cut,
    )


def effect(before: Standing, after: Standing) -> Effect:
    """What a change of standing means to the applicant."""
    if before == after:
        return Effect.SAME
    if after.verdict is Verdict.UNKNOWN:
        return Effect.SAME if before.verdict is Verdict.UNKNOWN else Effect.BECOMES_UNKNOWN
    if after.verdict is Verdict.PASS:
        if before.verdict is not Verdict.PASS:
            return Effect.GAINS
        if before.amount is None or after.amount is None:
            return Effect.BECOMES_UNKNOWN if after.amount is None else Effect.GAINS
        return Effect.GAINS if after.amount > before.amount else Effect.LOSES
    if before.verdict is Verdict.PASS:
        return Effect.LOSES
    return Effect.DECIDED_AGAINST if before.verdict is Verdict.UNKNOWN else Effect.SAME


def _judged(
    versions: Sequence[Rule], deals: Sequence[LedgerDeal], facts: Mapping[RecordId, Facts]
) -> dict[int, Standing]:
    """Each deal's standing, with what was given for the deals before it counting towards the caps."""
    if not versions:
        return {}
    by_person: dict[int, Spent] = defaultdict(Spent)
    by_year: dict[tuple[int, int], Spent] = defaultdict(Spent)
    pool = Spent()
    found: dict[int, Standing] = {}
    for deal in deals:
        applicant = applicant_of(deal, versions[-1].beneficiary)
        if applicant is None:
            continue
        who, year = applicant.organisation_id, (applicant.organisation_id, deal.value_on.year)
        used = Used(Spent(), by_person[who], by_year[year], pool)
        outcome = assess(versions, facts[deal.record_id], used)
        found[deal.record_id] = _standing(outcome)
        if isinstance(outcome, Outcome) and outcome.amount:
            by_person[who] = _more(by_person[who], outcome.amount)
            by_year[year] = _more(by_year[year], outcome.amount)
            pool = _more(pool, outcome.amount)
    return found


def _standing(outcome: Outcome | NoRule) -> Standing:
    return NO_RULE if isinstance(outcome, NoRule) else Standing(outcome.verdict, outcome.amount)


def _more(spent: Spent, amount: int) -> Spent:
    return Spent(spent.amount + amount, spent.times + 1)
