"""What a rule gives, as data, and the exact arithmetic of it with each step told.

Fractions all the way; only the end is rounded, down to a whole minor unit. A figure of None in a rule is
one that we do not know, and the amount is then not known either.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from fractions import Fraction
from typing import assert_never

from matcher.eligibility.days import add_months, complete_months
from matcher.eligibility.facts import Facts

_BP = 10_000


class DayCount(StrEnum):
    """How the time of a yearly rate is counted."""

    MONTHS = "months"  # complete calendar months over 12
    DAYS_360 = "days_360"
    DAYS_365 = "days_365"


@dataclass(frozen=True, slots=True)
class NoAward:
    """The rule says who qualifies, and gives no amount by itself."""


@dataclass(frozen=True, slots=True)
class UnstatedAward:
    """The rule gives something, and we do not know how much."""


@dataclass(frozen=True, slots=True)
class Fixed:
    """One sum for everybody, in minor units."""

    amount: int | None


@dataclass(frozen=True, slots=True)
class ShareOf:
    """A share of a sum, at least `least` minor units of anything above nothing."""

    base: str
    bp: int | None
    least: int = 0


@dataclass(frozen=True, slots=True)
class Tier:
    """The share of the part of a sum up to `up_to`; None is the rest of it."""

    up_to: int | None
    bp: int | None


@dataclass(frozen=True, slots=True)
class Tiers:
    """Shares of the parts of a sum, each step for what lies between its end and the one before."""

    base: str
    steps: tuple[Tier, ...]


@dataclass(frozen=True, slots=True)
class Interest:
    """A yearly rate on a principal for the time it was used.

    The rate is `bp`, or `share_bp` of the rate fact. Time runs from `start` to `end`, at most
    `most_months` (None: as long as it takes).
    """

    principal: str
    start: str
    end: str
    bp: int | None = None
    rate: str | None = None
    share_bp: int = _BP
    most_months: int | None = None
    count: DayCount = DayCount.MONTHS


@dataclass(frozen=True, slots=True)
class Rate:
    """A sum times a rate that is a fact, of which at most `most_bp` counts."""

    base: str
    rate: str
    most_bp: int | None


@dataclass(frozen=True, slots=True)
class Deduction:
    """A share of a sum that may be taken off a gain; what is not used is carried on.

    `against` is the gain. `opened_against` counts too where the flag `opened_by` is set, such as that of
    a liquidation, after which the rest may be taken off other gains.
    """

    base: str
    bp: int | None
    against: str
    opened_by: str | None = None
    opened_against: str | None = None


@dataclass(frozen=True, slots=True)
class Sum:
    """Several awards together."""

    parts: "tuple[Award, ...]"


Award = NoAward | UnstatedAward | Fixed | ShareOf | Tiers | Interest | Rate | Deduction | Sum

StepValue = int | date | str


@dataclass(frozen=True, slots=True)
class Step:
    """One line of arithmetic: a code and the numbers in it, which `web/` turns into words.

    Names of numbers tell their unit: `*_bp` basis points, `*_months` and `*_days` lengths, `*_on` days,
    `fact` a name of the vocabulary, everything else minor units.
    """

    code: str
    values: Mapping[str, StepValue]


@dataclass(frozen=True, slots=True)
class Figure:
    """What an award comes to before caps.

    Parameters
    ----------
    amount : Fraction or None
        Minor units, not below 0; None where a fact or figure is not known.
    steps : tuple of Step
    missing : tuple of str
        The facts that were looked for and not known.
    carried : Fraction or None
        Of a deduction: what is left for later.
    """

    amount: Fraction | None
    steps: tuple[Step, ...] = ()
    missing: tuple[str, ...] = ()
    carried: Fraction | None = None


def compute(  # noqa: PLR0911 - one answer a formula
    award: Award, facts: Facts, taken_before: int | None = 0
) -> Figure:
    """What an award comes to.

    Parameters
    ----------
    award : Award
    facts : mapping of name to Fact
    taken_before : int or None
        Of a deduction: what was taken off for this deal before; None where that is not known.

    Returns
    -------
    Figure
    """
    match award:
        case NoAward():
            return Figure(None)
        case UnstatedAward():
            return Figure(None, (Step("unstated", {}),))
        case Fixed():
            if award.amount is None:
                return Figure(None, (Step("unstated", {}),))
            return Figure(Fraction(award.amount), (Step("fixed", {"amount": award.amount}),))
        case ShareOf():
            return _share(award, facts)
        case Tiers():
            return _tiers(award, facts)
        case Interest():
            return _interest(award, facts)
        case Rate():
            return _rate(award, facts)
        case Deduction():
            return _deduction(award, facts, taken_before)
        case Sum():
            return _sum([compute(p, facts, taken_before) for p in award.parts])
        case _:
            assert_never(award)


def facts_of_award(award: Award) -> tuple[str, ...]:
    """The names of all facts that an award looks at, each once."""
    return tuple(dict.fromkeys(_names(award)))


def _names(award: Award) -> Iterator[str]:
    match award:
        case NoAward() | UnstatedAward() | Fixed():
            return
        case ShareOf() | Tiers():
            yield award.base
        case Interest():
            yield from (award.principal, award.start, award.end)
            if award.rate is not None:
                yield award.rate
        case Rate():
            yield from (award.base, award.rate)
        case Deduction():
            yield from (award.base, award.against)
            for name in (award.opened_by, award.opened_against):
                if name is not None:
                    yield name
        case Sum():
            for part in award.parts:
                yield from _names(part)
        case _:
            assert_never(award)


def _number(facts: Facts, name: str) -> int | None:
    fact = facts.get(name)
    value = None if fact is None else fact.value
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def _day(facts: Facts, name: str) -> date | None:
    fact = facts.get(name)
    return fact.value if fact is not None and isinstance(fact.value, date) else None


def _missing(facts: Facts, *names: str) -> tuple[str, ...]:
    return tuple(n for n in names if n not in facts)


def _unknown(missing: tuple[str, ...], *figures: int | None) -> Figure | None:
    """An unknown figure, when a fact is missing or one of the rule's own figures is."""
    steps = (Step("unstated", {}),) if None in figures else ()
    return Figure(None, steps, missing) if missing or steps else None


def _share(award: ShareOf, facts: Facts) -> Figure:
    base = _number(facts, award.base)
    if base is None or award.bp is None:
        return _unknown(_missing(facts, award.base), award.bp) or Figure(None)
    amount = Fraction(base * award.bp, _BP)
    steps = [_step("share", amount, fact=award.base, base=base, rate_bp=award.bp)]
    if base > 0 and amount < award.least:
        amount = Fraction(award.least)
        steps.append(Step("least", {"result": award.least}))
    return Figure(amount, tuple(steps))


def _tiers(award: Tiers, facts: Facts) -> Figure:
    base = _number(facts, award.base)
    figures = [s.bp for s in award.steps]
    if base is None or None in figures:
        return _unknown(_missing(facts, award.base), *figures) or Figure(None)
    total, below, steps = Fraction(0), 0, []
    for tier in award.steps:
        above = base if tier.up_to is None else min(base, tier.up_to)
        part, below = max(above - below, 0), max(above, below)
        if part and tier.bp is not None:
            amount = Fraction(part * tier.bp, _BP)
            steps.append(_step("tier", amount, fact=award.base, base=part, rate_bp=tier.bp))
            total += amount
    return Figure(total, (*steps, _step("total", total)))


def _interest(award: Interest, facts: Facts) -> Figure:
    principal, start, end = (
        _number(facts, award.principal),
        _day(facts, award.start),
        _day(facts, award.end),
    )
    given = award.bp if award.rate is None else _number(facts, award.rate)
    if principal is None or start is None or end is None or given is None:
        names = [award.principal, award.start, award.end]
        figures: list[int | None] = [award.bp] if award.rate is None else []
        if award.rate is not None:
            names.append(award.rate)
        return _unknown(_missing(facts, *names), *figures) or Figure(None)
    rate = Fraction(max(given, 0) * award.share_bp, _BP)
    if award.most_months is not None:
        end = min(end, add_months(start, award.most_months))
    head = [Step("used", {"start_on": start, "end_on": max(start, end)})]
    if award.rate is not None:
        head.append(Step("rate_share", {"fact": award.rate, "rate_bp": given, "share_bp": award.share_bp}))
    if award.count is DayCount.MONTHS:
        months = complete_months(start, end)
        amount = principal * rate / _BP * Fraction(months, 12)
        told = _step(
            "interest_months", amount, fact=award.principal, base=principal, n_months=months,
            rate_hundredths_bp=_hundredths(rate),
        )  # fmt: skip
    else:
        year = 360 if award.count is DayCount.DAYS_360 else 365
        days = max((end - start).days, 0)
        amount = principal * rate / _BP * Fraction(days, year)
        told = _step(
            "interest_days", amount, fact=award.principal, base=principal, n_days=days, year_days=year,
            rate_hundredths_bp=_hundredths(rate),
        )  # fmt: skip
    return Figure(amount, (*head, told))


def _rate(award: Rate, facts: Facts) -> Figure:
    base, rate = _number(facts, award.base), _number(facts, award.rate)
    if base is None or rate is None or award.most_bp is None:
        return _unknown(_missing(facts, award.base, award.rate), award.most_bp) or Figure(None)
    counted = max(min(rate, award.most_bp), 0)
    amount = Fraction(base * counted, _BP)
    return Figure(
        amount,
        (
            Step("rate_most", {"fact": award.rate, "rate_bp": rate, "most_bp": award.most_bp}),
            _step("share", amount, fact=award.base, base=base, rate_bp=counted),
        ),
    )


def _deduction(award: Deduction, facts: Facts, taken_before: int | None) -> Figure:
    base, gain = _number(facts, award.base), _number(facts, award.against)
    if base is None or gain is None or award.bp is None or taken_before is None:
        return _unknown(_missing(facts, award.base, award.against), award.bp, taken_before) or Figure(None)
    other, missing = _opened(award, facts)
    if other is None:
        return Figure(None, (), missing)
    allowance = Fraction(base * award.bp, _BP)
    steps = [_step("share", allowance, fact=award.base, base=base, rate_bp=award.bp)]
    left = max(allowance - taken_before, Fraction(0))
    if taken_before:
        steps.append(_step("taken_before", left, before=taken_before))
    steps.append(Step("gain", {"fact": award.against, "amount": gain}))
    if other and award.opened_against is not None:
        steps.append(Step("gain", {"fact": award.opened_against, "amount": other}))
    amount = min(left, Fraction(gain + other))
    carried = left - amount
    steps.append(_step("deducted", amount, carried=_down(carried)))
    return Figure(amount, tuple(steps), carried=carried)


def _opened(award: Deduction, facts: Facts) -> tuple[int | None, tuple[str, ...]]:
    """The other gain that counts too, or None with the facts that are missing to say so."""
    if award.opened_by is None or award.opened_against is None:
        return 0, ()
    opened = facts.get(award.opened_by)
    if opened is not None and opened.value is not True:
        return 0, ()
    missing = _missing(facts, award.opened_by, award.opened_against)
    return (None, missing) if missing else (_number(facts, award.opened_against), ())


def _sum(parts: Sequence[Figure]) -> Figure:
    steps = tuple(s for p in parts for s in p.steps)
    missing = tuple(dict.fromkeys(name for p in parts for name in p.missing))
    known = [p.amount for p in parts if p.amount is not None]
    if len(known) < len(parts):
        return Figure(None, steps, missing)
    total = sum(known, Fraction(0))
    return Figure(total, (*steps, _step("total", total)))


def _step(code: str, result: Fraction, **values: StepValue) -> Step:
    """A line whose result is shown in whole minor units, as it would be paid."""
    return Step(code, {**values, "result": _down(result)})


def _hundredths(rate: Fraction) -> int:
    """A rate in hundredths of a basis point, which half a rate always has a whole number of."""
    return _down(rate * 100)


def _down(amount: Fraction) -> int:
    return amount.numerator // amount.denominator
