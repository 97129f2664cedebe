"""A rule that pays, as dated and cited data, and which version of it holds on a day."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from matcher.eligibility.awards import (
    Award,
    Deduction,
    Fixed,
    Interest,
    NoAward,
    Rate,
    ShareOf,
    Sum,
    Tiers,
    UnstatedAward,
    facts_of_award,
)
from matcher.eligibility.conditions import Condition, Text, can_pass, facts_of, walk
from matcher.eligibility.facts import Fact, Facts
from matcher.eligibility.verdicts import Verdict


class Subject(StrEnum):
    """What one case of a rule is."""

    INVESTMENT = "investment"
    LOAN = "loan"
    GUARANTEE = "guarantee"
    BOOK = "book"  # all that a guarantor guarantees
    TENANT = "tenant"
    SPACE = "space"


class Beneficiary(StrEnum):
    """Who is given what the rule gives, and so applies for it."""

    INVESTOR = "investor"
    COMPANY = "company"
    BANK = "bank"
    GUARANTOR = "guarantor"
    SPACE = "space"


class Gives(StrEnum):
    """What kind of thing the amount is."""

    MONEY = "money"
    DEDUCTION = "deduction"  # taken off a taxable gain, not paid out
    COMPENSATION = "compensation"  # of a loss
    TERMS = "terms"  # access to a product, without an amount
    STANDING = "standing"  # a mark such as graduated or up to standard


class Scope(StrEnum):
    """What a cap holds over."""

    DEAL = "deal"
    PERSON = "person"
    YEAR = "year"  # the applicant's calendar year
    POOL = "pool"


@dataclass(frozen=True, slots=True)
class Cap:
    """The most that is given over a scope: in money, in times, or both.

    `limited` says that there is a limit in money; where it is true and `amount` None, we do not know it.
    """

    scope: Scope
    amount: int | None = None
    times: int | None = None
    limited: bool = True
    verify: bool = False


@dataclass(frozen=True, slots=True)
class Payer:
    """Who pays which share of the amount; the shares of a rule's payers add up to the whole."""

    who: Text
    bp: int


@dataclass(frozen=True, slots=True)
class Document:
    """A paper that an application wants; `evidence` is its type among a record's files, if it has one."""

    text: Text
    evidence: str | None = None


@dataclass(frozen=True, slots=True)
class Citation:
    """Where the rule stands; what was not found is None, and shown as not known."""

    title: Text
    number: str | None = None
    article: str | None = None
    url: str | None = None
    source: Text | None = None


@dataclass(frozen=True, slots=True)
class Period:
    """Days from `first` to `last`, both counted; None is an open end."""

    first: date | None
    last: date | None

    def holds(self, day: date) -> bool:
        """Whether a day lies in it."""
        return (self.first is None or self.first <= day) and (self.last is None or day <= self.last)


@dataclass(frozen=True, slots=True)
class Span:
    """When a rule is in force: surely, and perhaps.

    A rule of which we know the year alone, and not when it ended, is surely in force in that year, and
    perhaps after it. Of `surely` None nothing is sure.
    """

    surely: Period | None
    perhaps: Period

    def verdict(self, day: date | None) -> Verdict:
        """Whether the rule is in force on a day; unknown where the day is not known."""
        if day is None:
            return Verdict.UNKNOWN
        if self.surely is not None and self.surely.holds(day):
            return Verdict.PASS
        return Verdict.UNKNOWN if self.perhaps.holds(day) else Verdict.FAIL


@dataclass(frozen=True, slots=True)
class Rule:
    """One version of a rule.

    Parameters
    ----------
    code, version : str
        Together they name it for good: what has been published under them never changes.
    dated_by : str
        The date fact on which the version must be in force, such as `signed_on`.
    verify : tuple of str
        Parts of it that are not certain: `citation`, `span`, `award`, `documents`, `beneficiary`.
        Conditions and caps carry their own mark.
    """

    code: str
    version: str
    title: Text
    place: Text
    subject: Subject
    beneficiary: Beneficiary
    gives: Gives
    span: Span
    dated_by: str
    conditions: tuple[Condition, ...]
    award: Award
    caps: tuple[Cap, ...]
    documents: tuple[Document, ...]
    citation: Citation
    verify: tuple[str, ...] = ()
    remarks: tuple[Text, ...] = ()
    paid_by: tuple[Payer, ...] = ()

    @property
    def is_computable(self) -> bool:
        """Whether a case can pass and its amount be known: nothing that both rest on is unstated."""
        return not _unstated(self.award) and all(can_pass(c) for c in self.conditions)

    @property
    def has_amount(self) -> bool:
        """Whether it gives something that is counted in money."""
        return not isinstance(self.award, NoAward)

    @property
    def carries_on(self) -> bool:
        """Whether what is not used now is carried on."""
        return isinstance(self.award, Deduction)

    def facts(self) -> tuple[str, ...]:
        """All facts that it looks at, each once, in its own order."""
        return tuple(dict.fromkeys(self._facts()))

    def _facts(self) -> Iterator[str]:
        yield self.dated_by
        for top in self.conditions:
            for condition in walk(top):
                yield from facts_of(condition)
        yield from facts_of_award(self.award)


def _unstated(award: Award) -> bool:
    match award:
        case Sum():
            return any(_unstated(p) for p in award.parts)
        case (
            UnstatedAward() | Fixed(amount=None) | ShareOf(bp=None) | Rate(most_bp=None) | Deduction(bp=None)
        ):
            return True
        case Tiers():
            return any(step.bp is None for step in award.steps)
        case Interest():
            return award.rate is None and award.bp is None
        case _:
            return False


@dataclass(frozen=True, slots=True)
class NoRule:
    """No version of a rule is in force on the day that counts."""

    code: str
    dated_by: str
    day: date | None


def version_on(versions: Sequence[Rule], day: date) -> Rule | None:
    """The version in force, surely or perhaps, on a day; None in a gap.

    A later version takes over for good on the first day on which it may be in force: when it ends, the
    one before does not come back.
    """
    for version in reversed(versions):
        first = version.span.perhaps.first
        if first is None or first <= day:
            return None if version.span.verdict(day) is Verdict.FAIL else version
    return None


def day_of(rule: Rule, facts: Facts) -> date | None:
    """The day that decides whether this version holds."""
    fact: Fact | None = facts.get(rule.dated_by)
    return fact.value if fact is not None and isinstance(fact.value, date) else None


def choose(versions: Sequence[Rule], facts: Facts) -> Rule | NoRule:
    """The version that holds on the day which each names itself.

    As `version_on`, but each version looks at the fact by which it is dated.

    Parameters
    ----------
    versions : sequence of Rule
        All versions of one rule, at least one, the oldest first.
    facts : mapping of name to Fact

    Returns
    -------
    Rule or NoRule
        The last that has begun, unless it is over on that day or none has begun. Where it is not sure
        that the version is in force, or the day is not known, its outcome is never a pass.
    """
    last = versions[-1]
    for version in reversed(versions):
        day, first = day_of(version, facts), version.span.perhaps.first
        if day is None or first is None or first <= day:
            if version.span.verdict(day) is Verdict.FAIL:
                return NoRule(version.code, version.dated_by, day)
            return version
    return NoRule(last.code, last.dated_by, day_of(last, facts))
