"""What would open a list: the smallest changes to one side that let more of the other side in.

A gate closes only on what both sides state, so every value at which one opens is a value that the
other side stated: the search goes over these breakpoints alone and is exact. What is offered here has
been ranked again with the changed facts (`verified`); what did not hold is left out.
"""

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from matcher.features import RankingProblem
from matcher.gates import GateCode
from matcher.levers import Change, Pairs, Range, Side
from matcher.postings import Mask
from matcher.ranking import Ranked, Ranker, rank, rank_row

# What nobody may offer to get round: these are not statements about the deal.
PERSONAL = frozenset({GateCode.CONFLICT, GateCode.DECLINED, GateCode.BACKED})
# The most places of one bound that are held against each other.
_POINTS = 16
# How many are looked at one by one for two fields together, where no single one lets anybody in.
_LOOKED_AT = 300
# How many more than are asked for are ranked again, for the case that some hold less than they promise.
_SPARE = 2
# A fit that moves by less than this is shown as the same whole number more often than not.
MOVED = 0.5


_Way = tuple[Change, ...]


@dataclass(frozen=True, slots=True)
class Opened:
    """One of the other side that a change lets in; `place` is None below the first `within`."""

    id: str
    place: int | None
    fit: float | None


@dataclass(frozen=True, slots=True)
class Moved:
    """One that was in before and after, with another fit."""

    id: str
    before: float
    after: float


@dataclass(frozen=True, slots=True)
class Offer:
    """A change, or two together, with what ranking again found.

    `opens` stand by place, those without one by id; `lost` are ids that would no longer be in the
    list; `moved` those among the first `within` whose fit changes by half a point or more.
    """

    changes: tuple[Change, ...]
    opens: tuple[Opened, ...]
    lost: tuple[str, ...] = ()
    moved: tuple[Moved, ...] = ()

    @property
    def price(self) -> float:
        """The changes' prices together."""
        return sum(change.price for change in self.changes)


def offers(ranker: Ranker, side: Side, *, most: int = 6, within: int = 50) -> list[Offer]:
    """What would open the most of the other side for the least change.

    Parameters
    ----------
    ranker : Ranker
        The one whose list it is.
    side : Side
        `CompanySide` or `ProviderSide`.
    most : int, default=6
        How many offers at most.
    within : int, default=50
        How far down the list places and moved fits are told.

    Returns
    -------
    list of Offer
        Each change turns one field; together they are chosen greedily, so that each next one lets in
        the most who are not yet let in by an earlier, per unit of 1 + price (ties: the lower price,
        then the field, then the value). Two fields together only where no single one lets anybody in.
        Every offer has been ranked again and lets in exactly whom it names.
    """
    before = side.open()
    found = _singles(side, before) or _doubles(side, before)
    chosen = _greedily(found, most)
    base = _Ranked.of(ranker, side.problem(), within)
    return [offer for one in chosen if (offer := _verified(ranker, side, one, base, within)) is not None]


def pair_offers(ranker: Ranker, side: Side, row: int, *, most: int = 3, within: int = 50) -> list[Offer]:
    """What would let in one of the other side: single changes, or if none does, two together.

    Parameters
    ----------
    ranker, side, within
        As in `offers`.
    row : int
        Whom to let in.
    most : int, default=3
        How many offers at most.

    Returns
    -------
    list of Offer
        The least change first, however large; empty where a conflict or somebody's no stands in the
        way, where it is in already, or where more than two fields would have to change.
    """
    shut = side.closed(row)
    if not shut or PERSONAL & set(shut):
        return []
    ways = _ways(side, row)
    if not ways:
        return []
    before = side.open()
    base = _Ranked.of(ranker, side.problem(), within)
    found: list[Offer] = []
    for way in sorted(ways, key=_order):
        if len(found) == most:
            break
        rows = np.flatnonzero(_after(side, way).open() & ~before)
        offer = _verified(ranker, side, _Candidate(way, frozenset(rows.tolist())), base, within)
        if offer is not None and side.ids[row] in {one.id for one in offer.opens}:
            found.append(offer)
    return found


def better_offers(ranker: Ranker, side: Side, row: int, *, most: int = 2, least: float = 2.0) -> list[Offer]:
    """What would make one that is in already fit better: single changes that raise its fit.

    Parameters
    ----------
    ranker, side
        As in `offers`.
    row : int
        Whose fit is to rise.
    most : int, default=2
        How many offers at most.
    least : float, default=2.0
        By how many points of 100 a fit must rise to be worth telling.

    Returns
    -------
    list of Offer
        Each with one entry in `moved`, the fit before and after, both found by ranking; at most one a
        field. The highest rise per unit of 1 + price first (ties: the lower price, then the field, then
        the value). Empty where a gate is closed.
    """
    if side.closed(row):
        return []
    before = rank_row(ranker, side.problem(), row, explain=False)
    if before is None:
        return []
    found: list[tuple[float, Offer]] = []
    for change in _promising(ranker, side.alone(row), most + _SPARE):
        changed = side.after(change)
        after = rank_row(ranker, changed.problem(), row, explain=False)
        if after is None or after.fit - before.fit < least:
            continue
        lost = np.flatnonzero(side.open() & ~changed.open()).tolist()
        moved = Moved(side.ids[row], before.fit, after.fit)
        offer = Offer((change,), (), tuple(sorted(side.ids[one] for one in lost)), (moved,))
        found.append(((after.fit - before.fit) / (1.0 + change.price), offer))
    best = sorted(found, key=lambda one: (-one[0], _order(one[1].changes)))
    return [offer for _, offer in best[:most]]


def _promising(ranker: Ranker, pair: Side, most: int) -> list[Change]:
    """The changes that seem to raise a pair's fit most, at most one a field.

    Text is compared within a whole list, so a pair alone has another fit than in its list; but what a
    change of a field adds is nearly the same, and looking at one pair costs next to nothing.
    """
    before = rank_row(ranker, pair.problem(), 0, explain=False)
    if before is None:
        return []
    best: dict[str, tuple[float, Change]] = {}
    for change in sorted(_raising(pair, 0), key=lambda one: _order((one,))):
        changed = pair.after(change)
        after = None if changed.closed(0) else rank_row(ranker, changed.problem(), 0, explain=False)
        rise = 0.0 if after is None else (after.fit - before.fit) / (1.0 + change.price)
        if rise > 0.0 and (change.lever not in best or rise > best[change.lever][0]):
            best[change.lever] = (rise, change)
    ranked = sorted(best.values(), key=lambda one: (-one[0], _order((one[1],))))
    return [change for _, change in ranked[:most]]


def _raising(side: Side, row: int) -> list[Change]:
    """Every step, and each range stretched to hold what the other side states."""
    found = side.steps()
    for one in side.bounds():
        for low, high in side.met(one, row):
            wider = one.moved_to(
                low if one.low is None or low is None else min(one.low, low),
                high if one.high is None or high is None else max(one.high, high),
            )
            if (wider.low, wider.high) != (one.low, one.high) and wider.price <= side.levers.farthest:
                found.append(wider)
    return found


@dataclass(frozen=True, slots=True)
class _Candidate:
    changes: _Way
    rows: frozenset[int]

    @property
    def price(self) -> float:
        return sum(change.price for change in self.changes)


@dataclass(frozen=True, slots=True)
class _Ranked:
    """A list as far as offers speak of it: who is in, and the first places."""

    open: Mask
    first: dict[int, tuple[int, float]]

    @classmethod
    def of(cls, ranker: Ranker, problem: RankingProblem, within: int) -> "_Ranked":
        ranked: list[Ranked] = rank(ranker, problem, top=within, explain=False)
        return cls(problem.open, {one.row: (place, one.fit) for place, one in enumerate(ranked, 1)})


def _verified(ranker: Ranker, side: Side, one: _Candidate, base: _Ranked, within: int) -> Offer | None:
    """The candidate with what ranking again finds; None if it lets in others than it was chosen for."""
    after = _Ranked.of(ranker, _after(side, one.changes).problem(), within)
    rows = np.flatnonzero(after.open & ~base.open).tolist()
    if not rows or frozenset(rows) != one.rows:
        return None
    ids = side.ids
    opens = [Opened(ids[row], *after.first.get(row, (None, None))) for row in rows]
    moved = [
        Moved(ids[row], fit, after.first[row][1])
        for row, (_, fit) in base.first.items()
        if row in after.first and abs(after.first[row][1] - fit) >= MOVED
    ]
    return Offer(
        one.changes,
        tuple(sorted(opens, key=lambda o: (o.place is None, o.place or 0, o.id))),
        tuple(sorted(ids[row] for row in np.flatnonzero(base.open & ~after.open).tolist())),
        tuple(sorted(moved, key=lambda m: (-abs(m.after - m.before), m.id))),
    )


def _singles(side: Side, before: Mask) -> list[_Candidate]:
    """Every change of one field that lets somebody in, with whom."""
    found = []
    for step in side.steps():
        rows = np.flatnonzero(side.after(step).open() & ~before)
        if len(rows):
            found.append(_Candidate((step,), frozenset(rows.tolist())))
    for one in side.bounds():
        # Whom this range alone keeps out: everybody who is in once it has no bounds.
        rows = np.flatnonzero(side.after(one.moved_to(None, None)).open() & ~before)
        met = {int(row): side.met(one, int(row)) for row in rows}
        found += _frontier(one, met, side.levers.rounding, side.levers.farthest)
    return found


def _frontier(one: Range, met: Mapping[int, Pairs], rounding: int, farthest: float) -> list[_Candidate]:
    """The places to which a bound may be moved, each with all who are in from there on.

    Of more than `_POINTS` places a bound keeps those that let in the most per price: the others
    could hardly be chosen, and each holds the rows of all nearer ones.
    """
    lows = {row: low for row, pairs in met.items() if (low := _low_for(one, pairs, rounding)) is not None}
    highs = {row: high for row, pairs in met.items() if (high := _high_for(one, pairs, rounding)) is not None}
    return [
        *_points(
            sorted(lows.items(), key=lambda at: -at[1]),
            lambda point: one.moved_to(point, one.high),
            farthest,
        ),
        *_points(
            sorted(highs.items(), key=lambda at: at[1]),
            lambda point: one.moved_to(one.low, point),
            farthest,
        ),
    ]


def _points(
    needed: Sequence[tuple[int, int]], change: Callable[[int], Change], farthest: float
) -> list[_Candidate]:
    """One bound's places, from rows and the place each needs, nearest first."""
    ends = {point: n for n, (_, point) in enumerate(needed, 1)}
    steps = [(step, n) for point, n in ends.items() if (step := change(point)).price <= farthest]
    steps.sort(key=lambda s: (-s[1] / (1.0 + s[0].price), s[0].price))
    return [_Candidate((step,), frozenset(row for row, _ in needed[:n])) for step, n in steps[:_POINTS]]


def _low_for(one: Range, pairs: Pairs, rounding: int) -> int | None:
    """The highest lower bound with which one of the ranges is met; None if no lower bound helps."""
    below = [high for _, high in pairs if high is not None and one.low is not None and high < one.low]
    if not below:
        return None
    point = max(below)
    # Never to nothing: below one rounding unit the bound itself is named.
    return point // rounding * rounding or point


def _high_for(one: Range, pairs: Pairs, rounding: int) -> int | None:
    """The lowest upper bound with which one of the ranges is met; None if no upper bound helps."""
    above = [low for low, _ in pairs if low is not None and one.high is not None and low > one.high]
    return -(-min(above) // rounding) * rounding if above else None


def _needed(side: Side, row: int) -> list[Change]:
    """The changes that one of the other side asks for: all steps, and the bounds that meet it."""
    found = side.steps()
    for one in side.bounds():
        met = {row: side.met(one, row)}
        for candidate in _frontier(one, met, side.levers.rounding, math.inf):
            found += candidate.changes
    return found


def _doubles(side: Side, before: Mask) -> list[_Candidate]:
    """Two fields together, for those whom two gates keep out."""
    ways: set[_Way] = set()
    for row in np.flatnonzero(~before)[:_LOOKED_AT].tolist():
        if not PERSONAL & set(side.closed(row)):
            ways.update(_ways(side, row))
    found = []
    for way in sorted(ways, key=_order):
        rows = np.flatnonzero(_after(side, way).open() & ~before)
        if len(rows) and all(change.price <= side.levers.farthest for change in way):
            found.append(_Candidate(way, frozenset(rows.tolist())))
    return found


def _ways(side: Side, row: int) -> list[_Way]:
    """What lets in one of the other side: single changes, or if none does, two of different fields."""
    shut = side.closed(row)
    first = [(change, changed, changed.closed(row)) for change, changed in _turned(side, row)]
    alone: list[_Way] = [(change,) for change, _, left in first if not left]
    if alone:
        return alone
    found: dict[frozenset[Change], _Way] = {}
    for change, changed, left in first:
        # A change that leaves the gates as they were adds nothing to another one. One that turns
        # them may bring in a range that did not matter before: an instrument more, and its amount.
        if left == shut:
            continue
        for other, both in _turned(changed, row):
            if other.lever is not change.lever and not both.closed(row):
                found.setdefault(frozenset((change, other)), (change, other))
    return list(found.values())


def _turned(side: Side, row: int) -> list[tuple[Change, Side]]:
    return [(change, side.after(change)) for change in _needed(side, row)]


def _greedily(found: Sequence[_Candidate], most: int) -> list[_Candidate]:
    """Those that together let in the most per price; nobody's second opening counts."""
    chosen: list[_Candidate] = []
    covered: set[int] = set()
    left = sorted(found, key=lambda c: _order(c.changes))
    while left and len(chosen) < most:
        best = max(left, key=lambda c: len(c.rows - covered) / (1.0 + c.price))
        if not best.rows - covered:
            break
        chosen.append(best)
        covered |= best.rows
        left.remove(best)
    return chosen


def _order(changes: _Way) -> tuple[float, str]:
    """The smaller change first, then by what it says, so that the order never depends on chance."""
    return (round(sum(change.price for change in changes), 9), repr(changes))


def _after(side: Side, way: _Way) -> Side:
    """The party with all of a way's changes made, in their order."""
    for change in way:
        side = side.after(change)
    return side
