"""A rule against the facts of one case: every condition, the amount with its arithmetic, the caps."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from matcher.eligibility.awards import Step, compute
from matcher.eligibility.conditions import Line, judge
from matcher.eligibility.facts import Fact, Facts, checked
from matcher.eligibility.rules import Cap, NoRule, Payer, Rule, Scope, choose, day_of
from matcher.eligibility.verdicts import Verdict, all_of


@dataclass(frozen=True, slots=True)
class Spent:
    """What was given before over one scope: minor units, and how many times."""

    amount: int = 0
    times: int = 0


@dataclass(frozen=True, slots=True)
class Used:
    """What was given before under this rule, by scope; None where that is not known."""

    deal: Spent | None = Spent()
    person: Spent | None = Spent()
    year: Spent | None = Spent()
    pool: Spent | None = Spent()

    def of(self, scope: Scope) -> Spent | None:
        """What was given before over a scope."""
        return {
            Scope.DEAL: self.deal,
            Scope.PERSON: self.person,
            Scope.YEAR: self.year,
            Scope.POOL: self.pool,
        }[scope]


NOTHING_USED = Used()


@dataclass(frozen=True, slots=True)
class InForce:
    """Whether the version holds on the day that counts."""

    verdict: Verdict
    dated_by: str
    fact: Fact | None


@dataclass(frozen=True, slots=True)
class CapLine:
    """One cap at work: what was used before, what is left, and by how much it cut the amount.

    `left` is None where the cap or what was used is not known, or where only times are limited; `cut` is
    in minor units. `spent_up` says that the times are used up.
    """

    cap: Cap
    used: Spent | None
    left: int | None
    cut: int
    spent_up: bool = False

    @property
    def is_known(self) -> bool:
        """Whether it could be applied."""
        return self.used is not None and not (self.cap.limited and self.cap.amount is None)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a rule says of one case.

    Parameters
    ----------
    rule : Rule
        The version that was used.
    verdict : Verdict
        Pass only when it is in force and every condition passes.
    in_force : InForce
    lines : tuple of Line
        One for every condition, in the rule's order.
    amount : int or None
        Minor units, rounded down: what is given. 0 where the verdict is fail. None where the verdict or
        the amount is not known, and where the rule gives no amount.
    at_most : int or None
        What would be given if every condition that is not known were met; None where not even that can
        be said.
    working : tuple of Step
        The arithmetic before caps.
    caps : tuple of CapLine
    carried : int or None
        Of a deduction: what is left for later.
    missing : tuple of str
        The unknown facts on which conditions that are not decided, or the amount, rest; each once.
    """

    rule: Rule
    verdict: Verdict
    in_force: InForce
    lines: tuple[Line, ...]
    amount: int | None
    at_most: int | None
    working: tuple[Step, ...]
    caps: tuple[CapLine, ...]
    carried: int | None
    missing: tuple[str, ...]

    @property
    def shares(self) -> tuple[tuple[Payer, int], ...]:
        """Who pays how much of the amount; what does not divide is paid by the first."""
        if not self.amount:
            return ()
        parts = [(p, self.amount * p.bp // 10_000) for p in self.rule.paid_by]
        rest = self.amount - sum(n for _, n in parts)
        return tuple((p, n + rest if i == 0 else n) for i, (p, n) in enumerate(parts))


def evaluate(rule: Rule, facts: Facts, used: Used = NOTHING_USED) -> Outcome:
    """Judge one case by one version of a rule.

    Parameters
    ----------
    rule : Rule
    facts : mapping of name to Fact
        What is not in it is not known.
    used : Used
        What was given before under this rule, so that caps hold across claims.

    Returns
    -------
    Outcome
        Making a fact unknown never turns its verdict from fail or unknown into pass; its amount is
        never negative and never more than a cap leaves.

    Raises
    ------
    BadFact
        When a fact is not of the vocabulary.
    """
    known = checked(facts)
    day = day_of(rule, known)
    in_force = InForce(rule.span.verdict(day), rule.dated_by, known.get(rule.dated_by))
    lines = tuple(judge(c, known) for c in rule.conditions)
    verdict = all_of([in_force.verdict, *(line.verdict for line in lines)])
    before = None if used.deal is None else used.deal.amount
    figure = compute(rule.award, known, before)
    raw = None if figure.amount is None else _down(figure.amount)
    at_most, caps = _capped(raw, rule.caps, used)
    is_known = verdict is Verdict.PASS and at_most is not None and all(c.is_known for c in caps)
    amount = at_most if is_known else None
    carried = None if figure.carried is None or amount is None else _down(figure.carried)
    if verdict is Verdict.FAIL and rule.has_amount:
        amount = at_most = 0
        carried = None
    missing = [] if in_force.fact is not None else [rule.dated_by]
    missing += [name for line in lines for name in _missing(line)] + list(figure.missing)
    return Outcome(
        rule=rule,
        verdict=verdict,
        in_force=in_force,
        lines=lines,
        amount=amount,
        at_most=at_most,
        working=figure.steps,
        caps=caps,
        carried=carried,
        missing=tuple(dict.fromkeys(missing)),
    )


def assess(versions: Sequence[Rule], facts: Facts, used: Used = NOTHING_USED) -> Outcome | NoRule:
    """Choose the version that holds on the day that counts, and judge the case by it."""
    chosen = choose(versions, facts)
    return chosen if isinstance(chosen, NoRule) else evaluate(chosen, facts, used)


def _capped(raw: int | None, caps: Sequence[Cap], used: Used) -> tuple[int | None, tuple[CapLine, ...]]:
    """The amount after one cap after another, and what each did."""
    amount, lines = raw, []
    for cap in caps:
        spent = used.of(cap.scope)
        spent_up = spent is not None and cap.times is not None and spent.times >= cap.times
        left = None
        if spent is not None and cap.amount is not None:
            left = max(cap.amount - spent.amount, 0)
        if spent_up:
            left = 0
        cut = max(amount - left, 0) if amount is not None and left is not None else 0
        if amount is not None:
            amount -= cut
        lines.append(CapLine(cap, spent, left, cut, spent_up))
    return amount, tuple(lines)


def _missing(line: Line) -> list[str]:
    """The unknown facts on which a line's answer rests: none where it is decided without them."""
    if line.verdict is not Verdict.UNKNOWN:
        return []
    return [*line.missing, *(name for part in line.parts for name in _missing(part))]


def _down(amount: Fraction) -> int:
    return amount.numerator // amount.denominator


def day_that_counts(outcome: Outcome) -> date | None:
    """The day on which the version had to be in force."""
    fact = outcome.in_force.fact
    return fact.value if fact is not None and isinstance(fact.value, date) else None
