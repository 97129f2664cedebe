"""Whether tenants graduate and a space is up to standard: the dated rules, judged by what is on record."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from matcher.eligibility import NoRule, Outcome, Rule, Verdict, assess
from matcher.eligibility.conditions import Line
from matcher.eligibility.facts import VOCABULARY, Fact, Facts, fits
from models.entities.reports import DeclaredValue, MoneyRow, TenantRow
from models.entities.vocabulary import FundingKind
from web.services.subsidy_rules import RuleBook, book_of

GRADUATION, STANDARD = "incubator-graduation", "incubator-standard"
# What companies and spaces may declare, and these two rules ask for.
DECLARED = (
    "high_tech_certificate",
    "revenue_two_years",
    "acquired_or_listed",
    "angel_vc_money",
    "n_tenants_growing",
    "n_tenants_invested_by_funds",
    "space_income",
    "space_income_beyond_rent",
)


@dataclass(frozen=True, slots=True)
class Standing:
    """What a rule says of a tenant or a space; without a version in force nothing is known."""

    verdict: Verdict
    rule: Rule | None
    lines: tuple[Line, ...]


def judged(books: Iterable[RuleBook], code: str, facts: Mapping[str, Fact], on: date) -> Standing:
    """One case by the version that was in force on a day."""
    given: Facts = {**facts, "judged_on": Fact(on, "computed", on)}
    outcome: Outcome | NoRule = assess(book_of(books, code).versions, given)
    if isinstance(outcome, NoRule):
        return Standing(Verdict.UNKNOWN, None, ())
    return Standing(
        outcome.verdict, outcome.rule, tuple(leaf for top in outcome.lines for leaf in _leaves(top))
    )


def _leaves(line: Line) -> Iterator[Line]:
    if not line.parts:
        yield line
    for part in line.parts:
        yield from _leaves(part)


def declared_of(rows: Sequence[DeclaredValue], organisation_id: int) -> dict[str, Fact]:
    """What an organisation says of itself; a value that is not of its kind is not known."""
    found = {}
    for row in rows:
        if row.organisation_id != organisation_id:
            continue
        value = tuple(row.value) if isinstance(row.value, list) else row.value
        if value is not None and fits(VOCABULARY[row.fact].kind, value):
            found[row.fact] = Fact(value, "declared", row.as_of)
    return found


def tenant_facts(row: TenantRow, declared: Mapping[str, Fact]) -> dict[str, Fact]:
    """A tenant's declared facts, with the ledger's own sum where that is more."""
    facts = dict(declared)
    said = facts.get("angel_vc_money")
    if said is None or (isinstance(said.value, int) and said.value < row.invested):
        facts["angel_vc_money"] = Fact(row.invested, "record")
    return facts


def space_facts(
    space_id: int, tenants: Sequence[TenantRow], money: Sequence[MoneyRow], declared: Mapping[str, Fact]
) -> dict[str, Fact]:
    """What the ledger knows of a space's tenants beside what the space declares.

    Whether joint funds invested is not on record: the ledger's own count is a fact only where nobody
    declares more and it is not nought, since more may have been invested than it knows.
    """
    here = {row.company_id for row in tenants}
    invested = [row for row in money if row.kind is FundingKind.INVESTMENT and row.company_id in here]
    own = len({row.company_id for row in invested if row.provider_id == space_id})
    facts = dict(declared)
    facts["n_tenants"] = Fact(len(here), "record")
    facts["n_tenants_financed_in_year"] = Fact(len({row.company_id for row in invested}), "record")
    if own and "n_tenants_invested_by_funds" not in facts:
        facts["n_tenants_invested_by_funds"] = Fact(own, "record")
    return facts
