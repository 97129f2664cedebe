"""The amount of a rule from plain data; the rest of a rule is read in `reading.py`."""

from collections.abc import Callable, Collection, Mapping

from matcher.eligibility.awards import (
    Award,
    DayCount,
    Deduction,
    Fixed,
    Interest,
    NoAward,
    Rate,
    ShareOf,
    Sum,
    Tier,
    Tiers,
    UnstatedAward,
)
from matcher.eligibility.facts import FactKind
from matcher.eligibility.nodes import BadRule, Node


def read_award(node: Node, depth: int = 0) -> Award:
    """An amount by its formula; a sum holds formulas, and no sum holds a sum."""
    name = node.get("formula")
    read = _FORMULAS.get(name) if isinstance(name, str) else None
    if read is None:
        raise node.fail("formula", "not_a_choice", choices=", ".join(_FORMULAS))
    if depth > 1:
        raise BadRule(node.where, "too_deep")
    return read(node)


def _nothing(node: Node) -> Award:
    node.only("formula")
    return NoAward()


def _not_stated(node: Node) -> Award:
    node.only("formula")
    return UnstatedAward()


def _fixed(node: Node) -> Award:
    node.only("formula", "amount")
    return Fixed(node.money("amount"))


def _share_of(node: Node) -> Award:
    node.only("formula", "of", "share", "least")
    least = node.money("least") if node.get("least") is not None else 0
    return ShareOf(node.fact("of", FactKind.MONEY), share_of(node, "share"), least or 0)


def _tiers(node: Node) -> Award:
    node.only("formula", "of", "steps")
    steps, below = [], 0
    nodes = node.nodes("steps", least=1)
    for step in nodes:
        step.only("up_to", "share")
        up_to = step.money("up_to")
        if (up_to is None and step is not nodes[-1]) or (up_to is not None and up_to <= below):
            raise step.fail("up_to", "steps_out_of_order")
        below = up_to or below
        steps.append(Tier(up_to, share_of(step, "share")))
    return Tiers(node.fact("of", FactKind.MONEY), tuple(steps))


def _interest(node: Node) -> Award:
    node.only("formula", "of", "from_fact", "to_fact", "rate", "rate_fact", "share", "most_months", "count")
    rate_fact = node.fact("rate_fact", FactKind.BP) if "rate_fact" in node.data else None
    share = share_of(node, "share") if "share" in node.data else 10_000
    if share is None:
        raise node.fail("share", "missing")
    return Interest(
        principal=node.fact("of", FactKind.MONEY),
        start=node.fact("from_fact", FactKind.DATE),
        end=node.fact("to_fact", FactKind.DATE),
        bp=None if rate_fact is not None else share_of(node, "rate"),
        rate=rate_fact,
        share_bp=share,
        most_months=node.whole("most_months") if "most_months" in node.data else None,
        count=node.choice("count", DayCount) if "count" in node.data else DayCount.MONTHS,
    )


def _rate(node: Node) -> Award:
    node.only("formula", "of", "rate_fact", "most")
    return Rate(node.fact("of", FactKind.MONEY), node.fact("rate_fact", FactKind.BP), share_of(node, "most"))


def _deduction(node: Node) -> Award:
    node.only("formula", "of", "share", "against", "opened_by", "opened_against")
    opened = None
    if "opened_by" in node.data or "opened_against" in node.data:
        opened = (node.fact("opened_by", FactKind.FLAG), node.fact("opened_against", FactKind.MONEY))
    return Deduction(
        node.fact("of", FactKind.MONEY),
        share_of(node, "share"),
        node.fact("against", FactKind.MONEY),
        *(opened or (None, None)),
    )


def _sum(node: Node) -> Award:
    node.only("formula", "parts")
    return Sum(tuple(read_award(n, 1) for n in node.nodes("parts", least=1)))


_FORMULAS: Mapping[str, Callable[[Node], Award]] = {
    "none": _nothing,
    "unstated": _not_stated,
    "fixed": _fixed,
    "share": _share_of,
    "tiers": _tiers,
    "interest": _interest,
    "rate": _rate,
    "deduction": _deduction,
    "sum": _sum,
}


def share_of(node: Node, name: str) -> int | None:
    """A share that is not below nothing, or null where it is not known."""
    bp = node.bp(name)
    if bp is not None and bp < 0:
        raise node.fail(name, "not_a_share")
    return bp


def names_of_formulas() -> Collection[str]:
    """Every formula that an award can name."""
    return _FORMULAS.keys()
