"""The closed vocabulary of conditions, as data, and what each says of a case.

A limit of None is one that we do not know; the condition then says unknown, whatever the facts are.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import assert_never

from matcher.eligibility.days import add_months
from matcher.eligibility.facts import Fact, Facts
from matcher.eligibility.verdicts import Verdict, all_of, any_of, negated, verdict_of


class Op(StrEnum):
    """How two numbers are compared."""

    AT_LEAST = "at_least"
    AT_MOST = "at_most"
    MORE_THAN = "more_than"
    LESS_THAN = "less_than"


@dataclass(frozen=True, slots=True)
class Text:
    """A sentence in both languages that a rule's data carries."""

    zh: str
    en: str


@dataclass(frozen=True, slots=True)
class Mark:
    """What every condition carries beside its test.

    `verify` says that the wording or figure is not certain; `note` is a remark in both languages.
    """

    verify: bool = False
    note: Text | None = None


@dataclass(frozen=True, slots=True)
class Is:
    """A flag is set, or with `wanted` false is not."""

    code: str
    fact: str
    wanted: bool = True
    mark: Mark = Mark()


@dataclass(frozen=True, slots=True)
class Compare:
    """A number against a limit in its own unit."""

    code: str
    fact: str
    op: Op
    limit: int | None
    mark: Mark = Mark()


@dataclass(frozen=True, slots=True)
class Against:
    """A number against another fact: fact `op` other × times_bp / 10 000 + plus."""

    code: str
    fact: str
    op: Op
    other: str
    times_bp: int = 10_000
    plus: int = 0
    mark: Mark = Mark()


@dataclass(frozen=True, slots=True)
class Share:
    """A part's share of a whole, in basis points; of a whole of nothing no share is known."""

    code: str
    part: str
    whole: str
    op: Op
    bp: int | None
    mark: Mark = Mark()


@dataclass(frozen=True, slots=True)
class Within:
    """A day not before `start` and not after `end`; None is an open end, both days count."""

    code: str
    fact: str
    start: date | None
    end: date | None
    mark: Mark = Mark()


@dataclass(frozen=True, slots=True)
class MonthsBetween:
    """The calendar months from one day to another.

    At least n: the end is not before start plus n months. At most n: it is not after that day. More
    and less than are the same without that very day.
    """

    code: str
    start: str
    end: str
    op: Op
    months: int | None
    mark: Mark = Mark()


@dataclass(frozen=True, slots=True)
class OneOf:
    """A word, or any of several, is in a list."""

    code: str
    fact: str
    words: tuple[str, ...]
    mark: Mark = Mark()


@dataclass(frozen=True, slots=True)
class EachOf:
    """All of a list's words are among a fact's words."""

    code: str
    fact: str
    words: tuple[str, ...]
    mark: Mark = Mark()


@dataclass(frozen=True, slots=True)
class NoneOf:
    """No word is in a list."""

    code: str
    fact: str
    words: tuple[str, ...]
    mark: Mark = Mark()


@dataclass(frozen=True, slots=True)
class AllOf:
    """Every part passes."""

    code: str
    parts: "tuple[Condition, ...]"
    mark: Mark = Mark()


@dataclass(frozen=True, slots=True)
class AnyOf:
    """At least one part passes."""

    code: str
    parts: "tuple[Condition, ...]"
    mark: Mark = Mark()


@dataclass(frozen=True, slots=True)
class Not:
    """The part fails."""

    code: str
    part: "Condition"
    mark: Mark = Mark()


@dataclass(frozen=True, slots=True)
class When:
    """If the first passes, the second must; if the first fails, the second does not matter."""

    code: str
    given: "Condition"
    then: "Condition"
    mark: Mark = Mark()


@dataclass(frozen=True, slots=True)
class Unstated:
    """A condition that the rule is known, or has to be thought, to have, but whose content is not known."""

    code: str
    mark: Mark = Mark()


Condition = (
    Is
    | Compare
    | Against
    | Share
    | Within
    | MonthsBetween
    | OneOf
    | EachOf
    | NoneOf
    | AllOf
    | AnyOf
    | Not
    | When
    | Unstated
)


@dataclass(frozen=True, slots=True)
class Line:
    """What one condition says of a case.

    Parameters
    ----------
    condition : Condition
    verdict : Verdict
    values : tuple of (name, Fact or None)
        The facts that it looked at, None where one is not known.
    parts : tuple of Line
        The lines of its parts, for conditions that have some.
    """

    condition: Condition
    verdict: Verdict
    values: tuple[tuple[str, Fact | None], ...] = ()
    parts: "tuple[Line, ...]" = ()

    @property
    def missing(self) -> tuple[str, ...]:
        """Names of facts that were looked for and not known, of this line alone."""
        return tuple(name for name, fact in self.values if fact is None)


def judge(condition: Condition, facts: Facts) -> Line:
    """What a condition says of these facts.

    Parameters
    ----------
    condition : Condition
    facts : mapping of name to Fact
        As `matcher.eligibility.facts.checked` lets pass.

    Returns
    -------
    Line
        Its verdict never turns from fail or unknown into pass when a fact is taken away.
    """
    match condition:
        case AllOf() | AnyOf():
            parts = tuple(judge(p, facts) for p in condition.parts)
            fold = all_of if isinstance(condition, AllOf) else any_of
            return Line(condition, fold(p.verdict for p in parts), parts=parts)
        case Not():
            inner = judge(condition.part, facts)
            return Line(condition, negated(inner.verdict), parts=(inner,))
        case When():
            given, then = judge(condition.given, facts), judge(condition.then, facts)
            return Line(condition, any_of((negated(given.verdict), then.verdict)), parts=(given, then))
        case _:
            values = tuple((name, facts.get(name)) for name in facts_of(condition))
            return Line(condition, verdict_of(_holds(condition, facts)), values)


def facts_of(condition: Condition) -> tuple[str, ...]:
    """The names of the facts that a condition looks at itself, without its parts'."""
    match condition:
        case Is() | Compare() | Within() | OneOf() | EachOf() | NoneOf():
            return (condition.fact,)
        case Against():
            return (condition.fact, condition.other)
        case Share():
            return (condition.part, condition.whole)
        case MonthsBetween():
            return (condition.start, condition.end)
        case AllOf() | AnyOf() | Not() | When() | Unstated():
            return ()
        case _:
            assert_never(condition)


def walk(condition: Condition) -> Iterator[Condition]:
    """A condition and all its parts, from the outside in."""
    yield condition
    match condition:
        case AllOf() | AnyOf():
            for part in condition.parts:
                yield from walk(part)
        case Not():
            yield from walk(condition.part)
        case When():
            yield from walk(condition.given)
            yield from walk(condition.then)
        case _:
            return


def can_pass(condition: Condition) -> bool:
    """Whether any facts at all let it pass; what rests on something that is not known never does."""
    match condition:
        case Unstated() | Compare(limit=None) | Share(bp=None) | MonthsBetween(months=None):
            return False
        case AllOf():
            return all(can_pass(p) for p in condition.parts)
        case AnyOf():
            return any(can_pass(p) for p in condition.parts)
        case Not():
            return can_pass(condition.part)
        case _:
            return True


def _holds(condition: Condition, facts: Facts) -> bool | None:  # noqa: PLR0911 - one answer a test
    """Whether a condition without parts holds; None when a fact or the limit is not known."""
    match condition:
        case Is():
            flag = _value(facts, condition.fact)
            return None if flag is None else flag is condition.wanted
        case Compare():
            return _compared(_number(facts, condition.fact), condition.op, condition.limit)
        case Against():
            other, number = _number(facts, condition.other), _number(facts, condition.fact)
            if other is None or number is None:
                return None
            # Ten thousand times both sides, so that no share of a basis point is lost.
            limit = other * condition.times_bp + condition.plus * 10_000
            return _compared(number * 10_000, condition.op, limit)
        case Share():
            part, whole = _number(facts, condition.part), _number(facts, condition.whole)
            if part is None or not whole or condition.bp is None:
                return None
            return _compared(part * 10_000, condition.op, whole * condition.bp)
        case Within():
            day = _day(facts, condition.fact)
            if day is None:
                return None
            return (condition.start is None or condition.start <= day) and (
                condition.end is None or day <= condition.end
            )
        case MonthsBetween():
            start, end = _day(facts, condition.start), _day(facts, condition.end)
            if start is None or end is None or condition.months is None:
                return None
            limit_day = add_months(start, condition.months)
            return _compared(end.toordinal(), condition.op, limit_day.toordinal())
        case OneOf() | EachOf() | NoneOf():
            return _listed(condition, _value(facts, condition.fact))
        case _:
            return None


def _listed(condition: OneOf | EachOf | NoneOf, value: object) -> bool | None:
    if value is None:
        return None
    words = {value} if isinstance(value, str) else set(value) if isinstance(value, tuple) else set()
    listed = set(condition.words)
    if isinstance(condition, EachOf):
        return listed <= words
    return bool(words & listed) is isinstance(condition, OneOf)


def _compared(number: int | None, op: Op, limit: int | None) -> bool | None:
    if number is None or limit is None:
        return None
    match op:
        case Op.AT_LEAST:
            return number >= limit
        case Op.AT_MOST:
            return number <= limit
        case Op.MORE_THAN:
            return number > limit
        case Op.LESS_THAN:
            return number < limit
        case _:
            assert_never(op)


def _value(facts: Facts, name: str) -> object:
    fact = facts.get(name)
    return None if fact is None else fact.value


def _number(facts: Facts, name: str) -> int | None:
    value = _value(facts, name)
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def _day(facts: Facts, name: str) -> date | None:
    value = _value(facts, name)
    return value if isinstance(value, date) else None
