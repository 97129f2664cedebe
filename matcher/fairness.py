"""Who gets seen: exposure by group, a floor under it, and whom to show instead of a full provider.

The floor is kept by places, never by scores: a few places of each provider's list are set aside, and
a plan says which pitch stands there instead of which other one, and what that costs in fit.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.float64]

# Fits are whole thousandths of a point in the solver, which counts in integers.
_SCALE = 1_000


@dataclass(frozen=True, slots=True)
class GroupExposure:
    """One group's share of the attention against its share of the pitches.

    `ratio` is the one over the other: 1 is even, 0.5 half of what its number would give it. `low` and
    `high` bound its 95 % interval. A `pooled` row holds several small groups together.
    """

    group: str
    n_pitches: int
    pitch_share: float
    exposure_share: float
    ratio: float
    low: float
    high: float
    pooled: tuple[str, ...] = ()


POOLED = "pooled"


def exposure_table(
    attention_of: Mapping[str, float],
    group_of: Mapping[str, str],
    *,
    least: int = 5,
    draws: int = 1_000,
    seed: int = 0,
) -> list[GroupExposure]:
    """How the attention of all lists together is shared among groups, against their numbers.

    Parameters
    ----------
    attention_of : mapping of str to float
        By pitch, the sum of `evaluation.place_attention` over the places at which it was shown; who
        is missing was never shown.
    group_of : mapping of str to str
        Group of every pitch that could have been shown, shown or not; nobody else counts.
    least : int, default=5
        Groups of fewer pitches are pooled; and so is the next smallest, should a single group or too
        few pitches stand in the pool, since the rest would tell them by difference.
    draws : int, default=1000
        Bootstrap samples of pitches for the interval (percentiles 2.5 and 97.5).
    seed : int, default=0
        Same attention and seed, same interval.

    Returns
    -------
    list of GroupExposure
        By name, the pool last; empty when nobody was shown. A group's ratio is the mean attention of
        its pitches over the mean of all, so resampling pitches gives its interval.
    """
    pitches = sorted(group_of)
    attention = np.array([attention_of.get(pitch, 0.0) for pitch in pitches])
    if not attention.any():
        return []
    attention = attention / attention.sum()
    rows, pool = _pooled(group_of, least)
    names = [*sorted(rows), *([POOLED] if pool else [])]
    members = np.array([[group_of[p] in (pool if n == POOLED else (n,)) for p in pitches] for n in names])
    ratios = _ratios(attention, members, draws, seed)
    low, high = np.nanpercentile(ratios, [2.5, 97.5], axis=0)
    return [
        GroupExposure(
            group=name,
            n_pitches=int(members[at].sum()),
            pitch_share=float(members[at].mean()),
            exposure_share=float(attention[members[at]].sum()),
            ratio=float(attention[members[at]].mean() / attention.mean()),
            low=float(low[at]),
            high=float(high[at]),
            pooled=tuple(sorted(pool)) if name == POOLED else (),
        )
        for at, name in enumerate(names)
    ]


def _pooled(group_of: Mapping[str, str], least: int) -> tuple[set[str], set[str]]:
    """Groups that stand for themselves, and those that stand together."""
    sizes: dict[str, int] = {}
    for group in group_of.values():
        sizes[group] = sizes.get(group, 0) + 1
    pool = {group for group, size in sizes.items() if size < least}
    alone = sorted(sizes.keys() - pool, key=lambda group: (sizes[group], group))
    while pool and alone and (len(pool) == 1 or sum(sizes[g] for g in pool) < least):
        pool.add(alone.pop(0))
    return set(alone), pool


def _ratios(attention: Numbers, members: NDArray[np.bool_], draws: int, seed: int) -> Numbers:
    """Ratios of resampled pitches, shape (draws, groups); nan where a group was not drawn."""
    drawn = np.random.default_rng(seed).multinomial(
        len(attention), np.full(len(attention), 1.0 / len(attention)), size=draws
    )
    counts = drawn @ members.T
    seen = (drawn * attention) @ members.T
    total = (drawn @ attention)[:, None] / len(attention)
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.asarray(np.where((counts > 0) & (total > 0), seen / counts / total, np.nan))


@dataclass(frozen=True, slots=True, kw_only=True)
class FloorRules:
    """What every approved pitch is promised.

    Attributes
    ----------
    reach : int, default=3
        In how many providers' lists it stands above the line.
    line : int, default=10
        The last place above the line.
    most : int, default=2
        How many places of one list are set aside; less than `line`.
    """

    reach: int = 3
    line: int = 10
    most: int = 2

    def __post_init__(self) -> None:
        """Refuse rules that no list can follow."""
        if self.reach < 1 or self.most < 0 or self.line <= self.most:
            message = f"no list can follow these rules: {self}"
            raise ValueError(message)


@dataclass(frozen=True, slots=True)
class Lift:
    """One pitch in one provider's list above its own place; `instead` goes below the line for it."""

    provider: str
    pitch: str
    instead: str
    fit: float
    fit_instead: float

    @property
    def price(self) -> float:
        """What the list loses in fit points."""
        return self.fit_instead - self.fit


@dataclass(frozen=True, slots=True)
class Short:
    """A pitch whose floor cannot be met.

    `n_open` lists are open to it; where they are at least the promised reach, their places set aside
    were not enough for everybody.
    """

    pitch: str
    reached: int
    missing: int
    n_open: int


@dataclass(frozen=True, slots=True)
class FloorPlan:
    """Who is lifted into whose list, what it costs, and whom no list could take."""

    rules: FloorRules
    lifts: tuple[Lift, ...]
    shorts: tuple[Short, ...]
    reached_before: int
    n_pitches: int

    @property
    def price(self) -> float:
        """Fit points that all lists together lose."""
        return sum(lift.price for lift in self.lifts)


@dataclass(frozen=True, slots=True)
class FloorProblem:
    """Every provider's whole list, best first, of open pitches alone.

    Attributes
    ----------
    lists : mapping of str to sequence of (str, float)
        By provider: (pitch, fit) in the list's order; who is gated is not in it.
    pitches : sequence of str
        Every approved pitch.
    answered : set of (str, str)
        (provider, pitch) where the provider has said something already: it has been looked at.
    """

    lists: Mapping[str, Sequence[tuple[str, float]]]
    pitches: Sequence[str]
    answered: frozenset[tuple[str, str]] = field(default=frozenset())


def plan_floor(problem: FloorProblem, rules: FloorRules) -> FloorPlan:
    """Lift as few fit points' worth as possible so that as much of the floor as possible is met.

    The last `most` of a list's first `line` places are set aside. A pitch reaches a provider that has
    answered it, in whose list it stands before these places, or in one of them that nobody is lifted
    into. A lift takes one such place, at the price of the fit of the pitch that stood there minus its
    own. Wanted, in this order: the most reach up to `reach` for each pitch; the least price. This is
    a minimum-cost flow (pitch to provider to place), solved exactly.

    Parameters
    ----------
    problem : FloorProblem
    rules : FloorRules

    Returns
    -------
    FloorPlan
        Lifts by provider and pitch. Nobody is lifted into a list that does not hold it, twice into
        one list, or into a list that is not longer than the line. Same input, same plan, in
        whatever order providers and pitches come.
    """
    network = _Network(problem, rules)
    lifts = tuple(sorted(network.solved(), key=lambda lift: (lift.provider, lift.pitch)))
    gone: dict[str, int] = {}
    for lift in lifts:
        gone[lift.pitch] = gone.get(lift.pitch, 0) + 1
    taken = {(lift.provider, lift.instead) for lift in lifts}
    shorts = []
    for pitch in sorted(set(problem.pitches)):
        kept = sum((provider, pitch) not in taken for provider in network.holds.get(pitch, ()))
        reached = network.safe.get(pitch, 0) + kept + gone.get(pitch, 0)
        if reached < rules.reach:
            shorts.append(Short(pitch, reached, rules.reach - reached, network.n_open.get(pitch, 0)))
    return FloorPlan(rules, lifts, tuple(shorts), network.reached_before, len(set(problem.pitches)))


class _Network:
    """The flow: a demand for each pitch that falls short, an arc for each list that could take it."""

    def __init__(self, problem: FloorProblem, rules: FloorRules) -> None:
        self.rules = rules
        self.safe: dict[str, int] = {}
        # By pitch, the providers in whose set-aside places it stands by itself.
        self.holds: dict[str, list[str]] = {}
        self.n_open: dict[str, int] = {}
        # By provider: the holders of its set-aside places, and who stands below the line.
        self.places: dict[str, list[tuple[str, float]]] = {}
        self.below: dict[str, list[tuple[str, float]]] = {}
        known = set(problem.pitches)
        for provider in sorted(problem.lists):
            self._read(provider, [one for one in problem.lists[provider] if one[0] in known], problem)
        reach = {pitch: self.safe.get(pitch, 0) + len(self.holds.get(pitch, ())) for pitch in known}
        self.reached_before = sum(count >= rules.reach for count in reach.values())
        self.wanting = {p: rules.reach - self.safe.get(p, 0) for p in sorted(known)}

    def _read(self, provider: str, ranked: Sequence[tuple[str, float]], problem: FloorProblem) -> None:
        first, line = self.rules.line - self.rules.most, self.rules.line
        longer = len(ranked) > line
        self.places[provider], self.below[provider] = [], []
        for place, (pitch, fit) in enumerate(ranked, 1):
            self.n_open[pitch] = self.n_open.get(pitch, 0) + 1
            if (provider, pitch) in problem.answered or place <= first or (not longer and place <= line):
                self.safe[pitch] = self.safe.get(pitch, 0) + 1
                if place > first and longer and place <= line:
                    # Answered already: its place may go to somebody else without its losing a look.
                    self.places[provider].append((pitch, fit))
            elif place <= line:
                self.places[provider].append((pitch, fit))
                self.holds.setdefault(pitch, []).append(provider)
            else:
                self.below[provider].append((pitch, fit))

    def solved(self) -> list[Lift]:
        """The lifts of a cheapest fullest flow."""
        from ortools.graph.python import min_cost_flow

        flow = min_cost_flow.SimpleMinCostFlow()
        source, sink, nodes = 0, 1, 2
        demand: dict[str, int] = {}
        arcs: dict[tuple[str, str], int] = {}
        for pitch, missing in self.wanting.items():
            if missing > 0:
                demand[pitch] = nodes
                flow.add_arc_with_capacity_and_unit_cost(source, nodes, missing, 0)
                nodes += 1
        taken_by: list[tuple[str, str, float, int]] = []
        for provider in sorted(self.places):
            entry = nodes
            nodes += 1
            for pitch, fit in sorted(self.below[provider]):
                if pitch in demand:
                    arcs[provider, pitch] = flow.add_arc_with_capacity_and_unit_cost(
                        demand[pitch], entry, 1, -_whole(fit)
                    )
            for holder, fit in self.places[provider]:
                place, nodes = nodes, nodes + 1
                arc = flow.add_arc_with_capacity_and_unit_cost(entry, place, 1, _whole(fit))
                taken_by.append((provider, holder, fit, arc))
                if holder in demand and provider in self.holds.get(holder, ()):
                    flow.add_arc_with_capacity_and_unit_cost(demand[holder], place, 1, 0)
                flow.add_arc_with_capacity_and_unit_cost(place, sink, 1, 0)
        total = sum(self.wanting[pitch] for pitch in demand)
        if not total or not arcs:
            return []
        flow.set_node_supply(source, total)
        flow.set_node_supply(sink, -total)
        status = flow.solve_max_flow_with_min_cost()
        if status != flow.OPTIMAL:
            message = f"the flow was not solved: {status}"
            raise RuntimeError(message)
        return self._lifts(
            [(provider, pitch) for (provider, pitch), arc in arcs.items() if flow.flow(arc)],
            [(provider, holder, fit) for provider, holder, fit, arc in taken_by if flow.flow(arc)],
        )

    def _lifts(
        self, lifted: Sequence[tuple[str, str]], taken: Sequence[tuple[str, str, float]]
    ) -> list[Lift]:
        """Who is lifted, each beside somebody whose place is taken: the best of both together."""
        lifts = []
        for provider in sorted({provider for provider, _ in lifted}):
            fits = dict(self.below[provider])
            up = sorted((p for by, p in lifted if by == provider), key=lambda p: (-fits[p], p))
            down = sorted(((-fit, holder) for by, holder, fit in taken if by == provider))
            for pitch, (negative, holder) in zip(up, down, strict=True):
                lifts.append(Lift(provider, pitch, holder, fits[pitch], -negative))
        return lifts


def _whole(fit: float) -> int:
    return round(fit * _SCALE)


def reserved_places(rules: FloorRules) -> tuple[int, ...]:
    """The places of a list at which lifted pitches stand, spread evenly: 5 and 10 of the first 10."""
    if not rules.most:
        return ()
    return tuple(rules.line * n // rules.most for n in range(1, rules.most + 1))


def with_lifted(
    order: Sequence[str], lifts: Sequence[tuple[str, str]], rules: FloorRules
) -> list[tuple[str, bool]]:
    """A list with its lifted pitches at the reserved places; the score's order is otherwise kept.

    Parameters
    ----------
    order : sequence of str
        The list as ranked now, open pitches alone.
    lifts : sequence of (str, str)
        Of a plan: who is lifted, and who goes below the line for it. Who is gated by now, or stands
        above the line by itself, is not lifted.
    rules : FloorRules

    Returns
    -------
    list of (str, bool)
        Everyone of `order` once, and whether it was lifted. The first `line - most` of `order` stay
        above the line.
    """
    place_of = {pitch: place for place, pitch in enumerate(order, 1)}
    kept = [(p, instead) for p, instead in lifts if place_of.get(p, 0) > rules.line][: rules.most]
    up = sorted((pitch for pitch, _ in kept), key=lambda pitch: place_of[pitch])
    aside = list(order[rules.line - rules.most : rules.line])
    down = [instead for _, instead in kept if instead in aside]
    # The list may have changed since the plan: then the last places make room.
    down += [pitch for pitch in reversed(aside) if pitch not in down][: len(up) - len(down)]
    above = [pitch for pitch in order[: rules.line] if pitch not in down]
    # Fewer than may be: they stand at the last of the reserved places.
    for place, pitch in zip(reserved_places(rules)[rules.most - len(up) :], up, strict=True):
        above.insert(place - 1, pitch)
    moved = set(above) | set(down)
    below = [*sorted(down, key=lambda pitch: place_of[pitch]), *(p for p in order if p not in moved)]
    return [(pitch, pitch in up) for pitch in (*above, *below)]
