"""A rule as plain data again, so that it can be edited, kept with a claim and read back unchanged."""

from datetime import date
from typing import Any, assert_never

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
)
from matcher.eligibility.conditions import (
    Against,
    AllOf,
    AnyOf,
    Compare,
    Condition,
    EachOf,
    Is,
    MonthsBetween,
    NoneOf,
    Not,
    OneOf,
    Share,
    Text,
    Unstated,
    When,
    Within,
)
from matcher.eligibility.facts import VOCABULARY, FactKind
from matcher.eligibility.rules import Cap, Citation, Document, Period, Rule, Span
from matcher.eligibility.units import bp_text, money_text

Data = dict[str, Any]


def write_rule(rule: Rule) -> Data:
    """The data of which `read_rule` makes the same rule; its code stands beside it, not in it."""
    return {
        "version": rule.version,
        "title": _text(rule.title),
        "place": _text(rule.place),
        "subject": str(rule.subject),
        "beneficiary": str(rule.beneficiary),
        "gives": str(rule.gives),
        "in_force": _span(rule.span),
        "dated_by": rule.dated_by,
        "conditions": [_condition(c) for c in rule.conditions],
        "award": _award(rule.award),
        "caps": [_cap(c) for c in rule.caps],
        "paid_by": [{"who": _text(p.who), "share": bp_text(p.bp)} for p in rule.paid_by],
        "documents": [_document(d) for d in rule.documents],
        "citation": _citation(rule.citation),
        "verify": list(rule.verify),
        "remarks": [_text(r) for r in rule.remarks],
    }


def _text(text: Text) -> Data:
    return {"zh": text.zh, "en": text.en}


def _day(day: date | None) -> str | None:
    return None if day is None else day.isoformat()


def _span(span: Span) -> Data:
    def period(given: Period) -> list[str | None]:
        return [_day(given.first), _day(given.last)]

    return {"surely": None if span.surely is None else period(span.surely), "perhaps": period(span.perhaps)}


def _condition(condition: Condition) -> Data:
    data: Data = {"test": _NAMES[type(condition)], "code": condition.code, **_body(condition)}
    if condition.mark.verify:
        data["verify"] = True
    if condition.mark.note is not None:
        data["note"] = _text(condition.mark.note)
    return data


def _body(condition: Condition) -> Data:  # noqa: PLR0911 - one answer a test
    match condition:
        case Is(fact=fact, wanted=wanted):
            return {"fact": fact, "wanted": wanted}
        case Compare(fact=fact, op=op, limit=limit):
            return {"fact": fact, "op": str(op), "limit": _figure(limit, VOCABULARY[fact].kind)}
        case Against(fact=fact, op=op, other=other, times_bp=times, plus=plus):
            added = {"times": bp_text(times), "plus": _figure(plus, VOCABULARY[fact].kind)}
            return {"fact": fact, "op": str(op), "other": other, **added}
        case Share(part=part, whole=whole, op=op, bp=bp):
            return {"part": part, "whole": whole, "op": str(op), "share": _bp(bp)}
        case Within(fact=fact, start=start, end=end):
            return {"fact": fact, "from": _day(start), "until": _day(end)}
        case MonthsBetween(start=start_fact, end=end_fact, op=op, months=months):
            return {"from_fact": start_fact, "to_fact": end_fact, "op": str(op), "months": months}
        case OneOf(fact=fact, words=words) | EachOf(fact=fact, words=words) | NoneOf(fact=fact, words=words):
            return {"fact": fact, "words": list(words)}
        case AllOf(parts=parts) | AnyOf(parts=parts):
            return {"parts": [_condition(p) for p in parts]}
        case Not(part=inner):
            return {"part": _condition(inner)}
        case When(given=given, then=then):
            return {"given": _condition(given), "then": _condition(then)}
        case Unstated():
            return {}
        case _:
            assert_never(condition)


_NAMES: dict[type, str] = {
    Is: "is",
    Compare: "compare",
    Against: "against",
    Share: "share",
    Within: "within",
    MonthsBetween: "months_between",
    OneOf: "one_of",
    EachOf: "each_of",
    NoneOf: "none_of",
    AllOf: "all_of",
    AnyOf: "any_of",
    Not: "not",
    When: "when",
    Unstated: "unstated",
}


def _figure(figure: int | None, kind: FactKind) -> str | int | None:
    if figure is None:
        return None
    if kind is FactKind.MONEY:
        return money_text(figure)
    return bp_text(figure) if kind is FactKind.BP else figure


def _bp(bp: int | None) -> str | None:
    return None if bp is None else bp_text(bp)


def _money(minor: int | None) -> str | None:
    return None if minor is None else money_text(minor)


def _award(award: Award) -> Data:  # noqa: PLR0911 - one answer a formula
    match award:
        case NoAward():
            return {"formula": "none"}
        case UnstatedAward():
            return {"formula": "unstated"}
        case Fixed():
            return {"formula": "fixed", "amount": _money(award.amount)}
        case ShareOf():
            least = {"least": money_text(award.least)} if award.least else {}
            return {"formula": "share", "of": award.base, "share": _bp(award.bp), **least}
        case Tiers():
            steps = [{"up_to": _money(s.up_to), "share": _bp(s.bp)} for s in award.steps]
            return {"formula": "tiers", "of": award.base, "steps": steps}
        case Interest():
            return _interest(award)
        case Rate():
            return {"formula": "rate", "of": award.base, "rate_fact": award.rate, "most": _bp(award.most_bp)}
        case Deduction():
            data = {
                "formula": "deduction",
                "of": award.base,
                "share": _bp(award.bp),
                "against": award.against,
            }
            if award.opened_by is not None:
                data |= {"opened_by": award.opened_by, "opened_against": award.opened_against}
            return data
        case Sum():
            return {"formula": "sum", "parts": [_award(p) for p in award.parts]}
        case _:
            assert_never(award)


def _interest(award: Interest) -> Data:
    rate = {"rate": _bp(award.bp)} if award.rate is None else {"rate_fact": award.rate}
    return {
        "formula": "interest",
        "of": award.principal,
        "from_fact": award.start,
        "to_fact": award.end,
        **rate,
        "share": bp_text(award.share_bp),
        "most_months": award.most_months,
        "count": str(award.count),
    }


def _cap(cap: Cap) -> Data:
    data: Data = {"scope": str(cap.scope)}
    if cap.limited:
        data["amount"] = _money(cap.amount)
    if cap.times is not None:
        data["times"] = cap.times
    if cap.verify:
        data["verify"] = True
    return data


def _document(document: Document) -> Data:
    evidence = {} if document.evidence is None else {"evidence": document.evidence}
    return {**_text(document.text), **evidence}


def _citation(citation: Citation) -> Data:
    return {
        "title": _text(citation.title),
        "number": citation.number,
        "article": citation.article,
        "url": citation.url,
        "source": None if citation.source is None else _text(citation.source),
    }
