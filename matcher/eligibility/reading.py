"""A rule from plain data such as JSON, and back: every key known, every fact of the vocabulary.

How the data is written is told in `docs/rules.md`.
"""

import re
from collections.abc import Callable, Collection, Mapping
from typing import Any

from matcher.eligibility.conditions import (
    Against,
    AllOf,
    AnyOf,
    Compare,
    Condition,
    EachOf,
    Is,
    Mark,
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
    walk,
)
from matcher.eligibility.facts import VOCABULARY, FactKind
from matcher.eligibility.nodes import CODE, BadRule, Node, day_of, node_of, text_of
from matcher.eligibility.reading_awards import read_award, share_of
from matcher.eligibility.rules import (
    Beneficiary,
    Cap,
    Citation,
    Document,
    Gives,
    Payer,
    Period,
    Rule,
    Scope,
    Span,
    Subject,
)

MARKS = ("citation", "span", "award", "documents", "beneficiary")
_VERSION = re.compile(r"^[a-z0-9][a-z0-9.-]{0,39}$")
_NUMBERS = (FactKind.MONEY, FactKind.BP, FactKind.COUNT, FactKind.MONTHS)
_DEEPEST = 6
_MOST_CONDITIONS = 60


def read_rule(data: Mapping[str, Any], code: str) -> Rule:
    """One version of a rule.

    Parameters
    ----------
    data : mapping
        As parsed from JSON.
    code : str
        The rule that it is a version of.

    Returns
    -------
    Rule

    Raises
    ------
    BadRule
        Naming the place in the data and what is wrong with it.
    """
    node = node_of("", data)
    node.only(
        "version", "title", "place", "subject", "beneficiary", "gives", "in_force", "dated_by",
        "conditions", "award", "caps", "paid_by", "documents", "citation", "verify", "remarks",
    )  # fmt: skip
    if not CODE.match(code):
        raise BadRule("code", "not_a_code")
    version = node.text("version")
    if not _VERSION.match(version):
        raise node.fail("version", "not_a_code")
    verify = tuple(node.sequence("verify"))
    if not set(verify) <= set(MARKS):
        raise node.fail("verify", "not_a_choice", choices=", ".join(MARKS))
    return Rule(
        code=code,
        version=version,
        title=node.both("title"),
        place=node.both("place"),
        subject=node.choice("subject", Subject),
        beneficiary=node.choice("beneficiary", Beneficiary),
        gives=node.choice("gives", Gives),
        span=_span(node.node("in_force")),
        dated_by=node.fact("dated_by", FactKind.DATE),
        conditions=_conditions(node),
        award=read_award(node.node("award")),
        caps=tuple(_cap(n) for n in node.nodes("caps")),
        documents=tuple(_document(n) for n in node.nodes("documents")),
        citation=_citation(node.node("citation")),
        verify=verify,
        remarks=tuple(text_of(n) for n in node.nodes("remarks")),
        paid_by=_payers(node),
    )


def _span(node: Node) -> Span:
    node.only("surely", "perhaps")
    surely = None if node.get("surely") is None else _period(node, "surely")
    perhaps = _period(node, "perhaps") if "perhaps" in node.data else surely
    if perhaps is None:
        raise node.fail("perhaps", "missing")
    if surely is not None and not _covers(perhaps, surely):
        raise node.fail("perhaps", "span_too_short")
    return Span(surely, perhaps)


def _period(node: Node, name: str) -> Period:
    days = node.sequence(name, least=2)
    if len(days) != 2:
        raise node.fail(name, "not_a_period")
    first, last = (day_of(node.key(name), d) for d in days)
    if first is not None and last is not None and last < first:
        raise node.fail(name, "not_a_period")
    return Period(first, last)


def _covers(outer: Period, inner: Period) -> bool:
    starts = outer.first is None or (inner.first is not None and outer.first <= inner.first)
    ends = outer.last is None or (inner.last is not None and inner.last <= outer.last)
    return starts and ends


def _conditions(node: Node) -> tuple[Condition, ...]:
    found = tuple(_condition(n, 0) for n in node.nodes("conditions"))
    codes = [c.code for top in found for c in walk(top)]
    if len(codes) > _MOST_CONDITIONS:
        raise node.fail("conditions", "too_many", most=_MOST_CONDITIONS)
    if len(set(codes)) < len(codes):
        twice = sorted({c for c in codes if codes.count(c) > 1})
        raise node.fail("conditions", "code_twice", codes=", ".join(twice))
    return found


def _condition(node: Node, depth: int) -> Condition:
    test = node.get("test")
    read = _TESTS.get(test) if isinstance(test, str) else None
    if read is None:
        raise node.fail("test", "not_a_choice", choices=", ".join(_TESTS))
    if depth > _DEEPEST:
        raise BadRule(node.where, "too_deep")
    return read(node, node.code("code"), _mark(node), depth)


def _mark(node: Node) -> Mark:
    return Mark(node.flag("verify", default=False), None if node.get("note") is None else node.both("note"))


_COMMON = ("test", "code", "verify", "note")


def _is(node: Node, code: str, mark: Mark, depth: int) -> Condition:
    node.only(*_COMMON, "fact", "wanted")
    return Is(code, node.fact("fact", FactKind.FLAG), node.flag("wanted", default=True), mark)


def _compare(node: Node, code: str, mark: Mark, depth: int) -> Condition:
    node.only(*_COMMON, "fact", "op", "limit")
    fact = node.fact("fact", *_NUMBERS)
    return Compare(code, fact, node.choice("op", Op), node.figure("limit", VOCABULARY[fact].kind), mark)


def _against(node: Node, code: str, mark: Mark, depth: int) -> Condition:
    node.only(*_COMMON, "fact", "op", "other", "times", "plus")
    fact, other = node.fact("fact", *_NUMBERS), node.fact("other", *_NUMBERS)
    kind = VOCABULARY[fact].kind
    if VOCABULARY[other].kind is not kind:
        raise node.fail("other", "wrong_kind_of_fact", fact=other, kind=VOCABULARY[other].kind)
    times = node.bp("times") if "times" in node.data else 10_000
    plus = node.figure("plus", kind) if "plus" in node.data else 0
    if times is None or plus is None:
        raise node.fail("plus" if times is not None else "times", "missing")
    return Against(code, fact, node.choice("op", Op), other, times, plus, mark)


def _share(node: Node, code: str, mark: Mark, depth: int) -> Condition:
    node.only(*_COMMON, "part", "whole", "op", "share")
    part = node.fact("part", FactKind.MONEY, FactKind.COUNT)
    whole = node.fact("whole", VOCABULARY[part].kind)
    return Share(code, part, whole, node.choice("op", Op), node.bp("share"), mark)


def _within(node: Node, code: str, mark: Mark, depth: int) -> Condition:
    node.only(*_COMMON, "fact", "from", "until")
    start, end = node.day("from"), node.day("until")
    if start is not None and end is not None and end < start:
        raise node.fail("until", "not_a_period")
    return Within(code, node.fact("fact", FactKind.DATE), start, end, mark)


def _months(node: Node, code: str, mark: Mark, depth: int) -> Condition:
    node.only(*_COMMON, "from_fact", "to_fact", "op", "months")
    start, end = node.fact("from_fact", FactKind.DATE), node.fact("to_fact", FactKind.DATE)
    return MonthsBetween(code, start, end, node.choice("op", Op), node.whole("months"), mark)


def _listing(kind: type[OneOf | EachOf | NoneOf]) -> "_Reader":
    def read(node: Node, code: str, mark: Mark, depth: int) -> Condition:
        node.only(*_COMMON, "fact", "words")
        return kind(code, node.fact("fact", FactKind.WORD), node.words("words"), mark)

    return read


def _several(kind: type[AllOf | AnyOf]) -> "_Reader":
    def read(node: Node, code: str, mark: Mark, depth: int) -> Condition:
        node.only(*_COMMON, "parts")
        parts = tuple(_condition(n, depth + 1) for n in node.nodes("parts", least=1))
        return kind(code, parts, mark)

    return read


def _not(node: Node, code: str, mark: Mark, depth: int) -> Condition:
    node.only(*_COMMON, "part")
    return Not(code, _condition(node.node("part"), depth + 1), mark)


def _when(node: Node, code: str, mark: Mark, depth: int) -> Condition:
    node.only(*_COMMON, "given", "then")
    given, then = (_condition(node.node(name), depth + 1) for name in ("given", "then"))
    return When(code, given, then, mark)


def _unstated(node: Node, code: str, mark: Mark, depth: int) -> Condition:
    node.only(*_COMMON)
    return Unstated(code, mark)


_Reader = Callable[[Node, str, Mark, int], Condition]
_TESTS: Mapping[str, _Reader] = {
    "is": _is,
    "compare": _compare,
    "against": _against,
    "share": _share,
    "within": _within,
    "months_between": _months,
    "one_of": _listing(OneOf),
    "each_of": _listing(EachOf),
    "none_of": _listing(NoneOf),
    "all_of": _several(AllOf),
    "any_of": _several(AnyOf),
    "not": _not,
    "when": _when,
    "unstated": _unstated,
}


def _cap(node: Node) -> Cap:
    node.only("scope", "amount", "times", "verify")
    limited = "amount" in node.data
    amount = node.money("amount") if limited else None
    times = node.whole("times") if "times" in node.data else None
    if not limited and times is None:
        raise node.fail("amount", "missing")
    return Cap(node.choice("scope", Scope), amount, times, limited, node.flag("verify", default=False))


def _payers(node: Node) -> tuple[Payer, ...]:
    found = []
    for payer in node.nodes("paid_by"):
        payer.only("who", "share")
        bp = share_of(payer, "share")
        if bp is None:
            raise payer.fail("share", "missing")
        found.append(Payer(payer.both("who"), bp))
    if found and sum(p.bp for p in found) != 10_000:
        raise node.fail("paid_by", "shares_not_whole")
    return tuple(found)


def _document(node: Node) -> Document:
    node.only("zh", "en", "evidence")
    evidence = node.code("evidence") if node.get("evidence") is not None else None
    return Document(Text(node.text("zh"), node.text("en")), evidence)


def _citation(node: Node) -> Citation:
    node.only("title", "number", "article", "url", "source")
    url = node.optional_text("url")
    if url is not None and not re.match(r"^https?://[^\s<>\"']+$", url):
        raise node.fail("url", "not_a_link")
    return Citation(
        node.both("title"),
        node.optional_text("number"),
        node.optional_text("article"),
        url,
        None if node.get("source") is None else node.both("source"),
    )


def names_of_tests() -> Collection[str]:
    """Every test that a condition can name."""
    return _TESTS.keys()
