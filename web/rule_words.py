"""What a rule says and how an amount came about, as sentences in the reader's language.

The names and values of facts are in `web/fact_words.py`.
"""

from __future__ import annotations

from datetime import date
from typing import assert_never

from matcher.eligibility import VOCABULARY, Beneficiary, Gives, Rule, Scope, Subject, Verdict
from matcher.eligibility.awards import (
    Award,
    DayCount,
    Deduction,
    Fixed,
    Interest,
    NoAward,
    Rate,
    ShareOf,
    Step,
    Sum,
    Tiers,
    UnstatedAward,
)
from matcher.eligibility.conditions import (
    Against,
    AllOf,
    AnyOf,
    Compare,
    Condition,
    EachOf,
    Is,
    Line,
    MonthsBetween,
    NoneOf,
    Not,
    OneOf,
    Op,
    Share,
    Text,
    Unstated,
    When,
    Within,
)
from matcher.eligibility.facts import FactKind
from matcher.eligibility.rules import Cap, Period, Span
from web import formats
from web.fact_words import fact_name, fact_words, flag_words, number_words, percent, source_words, word
from web.i18n import N_, current_locale, gettext, ngettext

VERDICTS = {
    Verdict.PASS: ("good", N_("Fulfilled")),
    Verdict.FAIL: ("bad", N_("Not fulfilled")),
    Verdict.UNKNOWN: ("attention", N_("Not known")),
}
SUBJECTS = {
    Subject.INVESTMENT: N_("an investment"),
    Subject.LOAN: N_("a loan"),
    Subject.GUARANTEE: N_("a guarantee"),
    Subject.BOOK: N_("all that a guarantor guarantees"),
    Subject.TENANT: N_("a tenant of a space"),
    Subject.SPACE: N_("a space"),
}
BENEFICIARIES = {
    Beneficiary.INVESTOR: N_("the investor"),
    Beneficiary.COMPANY: N_("the company"),
    Beneficiary.BANK: N_("the bank"),
    Beneficiary.GUARANTOR: N_("the guarantor"),
    Beneficiary.SPACE: N_("the space"),
}
GIVES = {
    Gives.MONEY: N_("Money"),
    Gives.DEDUCTION: N_("Deduction from a taxable gain"),
    Gives.COMPENSATION: N_("Compensation of a loss"),
    Gives.TERMS: N_("Access to a product"),
    Gives.STANDING: N_("A standing, such as graduated"),
}
SCOPES = {
    Scope.DEAL: N_("a deal"),
    Scope.PERSON: N_("an applicant in all"),
    Scope.YEAR: N_("an applicant in a year"),
    Scope.POOL: N_("the whole pool"),
}
UNSURE = {
    "citation": N_("source"),
    "span": N_("dates"),
    "award": N_("amount"),
    "documents": N_("documents"),
    "beneficiary": N_("who applies"),
}
_OPS = {
    Op.AT_LEAST: N_("%(what)s: at least %(limit)s"),
    Op.AT_MOST: N_("%(what)s: at most %(limit)s"),
    Op.MORE_THAN: N_("%(what)s: more than %(limit)s"),
    Op.LESS_THAN: N_("%(what)s: less than %(limit)s"),
}


_HEADS: dict[type, str] = {
    AllOf: N_("All of these"),
    AnyOf: N_("At least one of these"),
    Not: N_("Not this"),
    When: N_("If the first holds, the second must hold too"),
    Unstated: N_("A condition that is not known"),
}


def said(text: Text) -> str:
    """A text of the data in the reader's language."""
    return text.zh if current_locale() == "zh" else text.en


def verdict_pill(verdict: Verdict) -> tuple[str, str]:
    """Kind and word of a verdict."""
    kind, text = VERDICTS[verdict]
    return kind, gettext(text)


# ---------------------------------------------------------------- conditions


def condition_words(condition: Condition) -> str:
    """What a condition demands; its parts stand below it."""
    match condition:
        case Is():
            return _sentence(flag_words(condition.fact, value=condition.wanted))
        case Compare():
            limit = number_words(VOCABULARY[condition.fact].kind, condition.limit)
            return _compared(fact_name(condition.fact), condition.op, limit)
        case Against():
            return _compared(fact_name(condition.fact), condition.op, _against(condition))
        case Share():
            what = gettext(
                "%(part)s as a share of %(whole)s",
                part=fact_name(condition.part),
                whole=fact_name(condition.whole),
            )
            return _compared(what, condition.op, percent(condition.bp))
        case Within():
            return _named(fact_name(condition.fact), window(condition.start, condition.end))
        case MonthsBetween():
            what = gettext(
                "from the %(start)s to the %(end)s",
                start=fact_name(condition.start),
                end=fact_name(condition.end),
            )
            months = gettext("not known") if condition.months is None else n_months(condition.months)
            return _compared(what, condition.op, months)
        case OneOf() | EachOf() | NoneOf():
            return _listed(condition)
        case AllOf() | AnyOf() | Not() | When() | Unstated():
            return gettext(_HEADS[type(condition)])
        case _:
            assert_never(condition)


def _listed(condition: OneOf | EachOf | NoneOf) -> str:
    what, words = fact_name(condition.fact), [word(condition.fact, w) for w in condition.words]
    listing = formats.in_a_row(words)
    if isinstance(condition, NoneOf):
        return _sentence(gettext("%(what)s: none of %(words)s", what=what, words=listing))
    if len(words) == 1:
        return _named(what, listing)
    if isinstance(condition, EachOf):
        return _sentence(gettext("%(what)s: all of %(words)s", what=what, words=listing))
    return _sentence(gettext("%(what)s: one of %(words)s", what=what, words=listing))


def _against(condition: Against) -> str:
    other, kind = fact_name(condition.other), VOCABULARY[condition.fact].kind
    if condition.times_bp != 10_000:
        other = gettext("%(share)s of the %(other)s", share=percent(condition.times_bp), other=other)
    if condition.plus:
        return gettext("%(other)s plus %(figure)s", other=other, figure=number_words(kind, condition.plus))
    return other


def _compared(what: str, op: Op, limit: str) -> str:
    return _sentence(gettext(_OPS[op], what=what, limit=limit))


def _named(what: str, value: str) -> str:
    return _sentence(f"{what}{formats.colon()}{value}")


def _in_brackets(text: str) -> str:
    return f"（{text}）" if current_locale() == "zh" else f" ({text})"


def _sentence(text: str) -> str:
    """The first letter large; Chinese has none."""
    return text[:1].upper() + text[1:]


def window(start: date | None, end: date | None) -> str:
    """Days from one to another; an open end is said in words."""
    if start is None and end is None:
        return gettext("any day")
    if start is None:
        return gettext("not after %(day)s", day=formats.date(end))
    if end is None:
        return gettext("not before %(day)s", day=formats.date(start))
    if start == end:
        return formats.date(start)
    return gettext("from %(start)s to %(end)s", start=formats.date(start), end=formats.date(end))


def n_months(months: int) -> str:
    """A length in months."""
    return ngettext("%(num)s month", "%(num)s months", months)


def line_facts(line: Line) -> str:
    """The facts that a condition looked at, with where each came from."""
    told = []
    for name, fact in line.values:
        value = fact_words(name, fact)
        if VOCABULARY[name].kind is not FactKind.FLAG or fact is None:
            value = f"{fact_name(name)}{formats.colon()}{value}"
        if fact is not None:
            source = [source_words(fact.source)]
            if fact.on is not None:
                source.append(formats.date(fact.on))
            value += _in_brackets(formats.in_a_row(source))
        told.append(value)
    return formats.semicolon().join(told)


# ---------------------------------------------------------------- amounts


def award_words(award: Award) -> str:  # noqa: PLR0911 - one sentence a formula
    """What is given, in words."""
    match award:
        case NoAward():
            return gettext("No amount by itself")
        case UnstatedAward():
            return gettext("An amount that is not known")
        case Fixed():
            return number_words(FactKind.MONEY, award.amount)
        case ShareOf():
            words = _share_words(award.bp, award.base)
            if award.least:
                words = gettext(
                    "%(words)s, at least %(limit)s", words=words, limit=formats.money(award.least)
                )
            return words
        case Tiers():
            return gettext(
                "%(what)s in steps: %(steps)s", what=fact_name(award.base), steps=_tier_words(award)
            )
        case Interest():
            return _interest_words(award)
        case Rate():
            return gettext(
                "%(what)s times the %(rate)s, of which at most %(limit)s counts",
                what=fact_name(award.base),
                rate=fact_name(award.rate),
                limit=percent(award.most_bp),
            )
        case Deduction():
            return gettext(
                "%(words)s may be taken off the %(gain)s; what is not used is carried on",
                words=_share_words(award.bp, award.base),
                gain=fact_name(award.against),
            )
        case Sum():
            # The same words twice say nothing more.
            return formats.semicolon().join(dict.fromkeys(award_words(p) for p in award.parts))
        case _:
            assert_never(award)


def _share_words(bp: int | None, base: str) -> str:
    return gettext("%(share)s of the %(what)s", share=percent(bp), what=fact_name(base))


def _tier_words(award: Tiers) -> str:
    told = []
    for step in award.steps:
        if step.up_to is None:
            told.append(gettext("%(share)s of the rest", share=percent(step.bp)))
        else:
            told.append(
                gettext("%(share)s up to %(limit)s", share=percent(step.bp), limit=formats.money(step.up_to))
            )
    return formats.in_a_row(told)


def _interest_words(award: Interest) -> str:
    if award.rate is None:
        rate = gettext("%(rate)s a year", rate=percent(award.bp))
    else:
        rate = gettext("%(share)s of the %(what)s", share=percent(award.share_bp), what=fact_name(award.rate))
    words = gettext("%(rate)s on the %(what)s", rate=rate, what=fact_name(award.principal))
    if award.most_months is not None:
        words = gettext("%(words)s, for at most %(months)s", words=words, months=n_months(award.most_months))
    counted = {
        DayCount.MONTHS: gettext("complete months count"),
        DayCount.DAYS_360: gettext("by days over 360"),
        DayCount.DAYS_365: gettext("by days over 365"),
    }
    return words + _in_brackets(counted[award.count])


def cap_words(cap: Cap) -> str:
    """The most that is given over a scope, as a sentence."""
    return _sentence(_cap(cap))


def _cap(cap: Cap) -> str:
    told = []
    if cap.limited:
        told.append(
            gettext("the limit is not known")
            if cap.amount is None
            else gettext("at most %(limit)s", limit=formats.money(cap.amount))
        )
    if cap.times is not None:
        told.append(
            gettext("once") if cap.times == 1 else ngettext("%(num)s time", "%(num)s times", cap.times)
        )
    return f"{gettext(SCOPES[cap.scope])}{formats.colon()}{formats.in_a_row(told)}"


def amount_words(rule: Rule) -> str:
    """What a rule gives with its caps, in one line."""
    return formats.semicolon().join([award_words(rule.award), *(_cap(c) for c in rule.caps)])


def step_words(step: Step) -> str:
    """One line of arithmetic with its numbers."""
    told = {name: _figure(name, value) for name, value in step.values.items()}
    return gettext(STEPS[step.code], **told)


STEPS = {
    "unstated": N_("The rule's amount is not known."),
    "fixed": N_("A fixed sum: %(amount)s"),
    "share": N_("By the %(fact)s: %(base)s × %(rate_bp)s = %(result)s"),
    "least": N_("At least %(result)s"),
    "tier": N_("Of the %(fact)s %(base)s × %(rate_bp)s = %(result)s"),
    "total": N_("Together %(result)s"),
    "used": N_("Counted from %(start_on)s to %(end_on)s"),
    "rate_share": N_("%(share_bp)s of the %(fact)s, which is %(rate_bp)s"),
    "interest_months": N_(
        "By the %(fact)s: %(base)s × %(rate_hundredths_bp)s × %(n_months)s / 12 = %(result)s"
    ),
    "interest_days": N_(
        "By the %(fact)s: %(base)s × %(rate_hundredths_bp)s × %(n_days)s / %(year_days)s = %(result)s"
    ),
    "rate_most": N_("The %(fact)s is %(rate_bp)s, of which at most %(most_bp)s counts"),
    "taken_before": N_("Less %(before)s that was used before = %(result)s"),
    "gain": N_("The %(fact)s is %(amount)s"),
    "deducted": N_("Taken off now %(result)s, carried on %(carried)s"),
}


def _figure(name: str, value: int | date | str) -> str:
    if isinstance(value, str):
        return fact_name(value)
    if isinstance(value, date):
        return formats.date(value)
    if name == "rate_hundredths_bp":
        return f"{percent(value // 100)}" if value % 100 == 0 else _fine_percent(value)
    if name.endswith("_bp"):
        return percent(value)
    if name.startswith("n_") or name.endswith("_days"):
        return formats.number(value)
    return formats.money(value)


def _fine_percent(hundredths: int) -> str:
    """A percentage of four decimals without the noughts at its end."""
    whole, part = divmod(hundredths, 10_000)
    return f"{whole}.{part:04d}".rstrip("0") + "%"


# ---------------------------------------------------------------- dates and doubt


def span_words(span: Span) -> str:
    """When a rule is in force, and how sure that is."""
    if span.surely is None:
        if span.perhaps == Period(None, None):
            return gettext("dates not known")
        return gettext("perhaps %(window)s", window=_period(span.perhaps))
    sure = _period(span.surely)
    if span.perhaps == span.surely:
        return sure
    return gettext("surely %(sure)s; perhaps %(wider)s", sure=sure, wider=_period(span.perhaps))


def _period(period: Period) -> str:
    """Days on which a rule holds."""
    if period.first is None and period.last is None:
        return gettext("at all times")
    if period.first is None:
        return gettext("until %(day)s", day=formats.date(period.last))
    if period.last is None:
        return gettext("from %(day)s on", day=formats.date(period.first))
    return window(period.first, period.last)


def unsure_words(rule: Rule) -> str:
    """The parts of a rule that are still to be verified, or nothing."""
    return formats.in_a_row(gettext(UNSURE[part]) for part in rule.verify)
