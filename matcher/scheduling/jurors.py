"""Jurors to pitches: each pitch its jurors, no conflict of interest broken, topics met, loads even.

One minimum-cost flow decides all of it exactly; potentials of its residual network prove it. The values
come from `web/services/jury_assignment.py`, which turns conflicts on record into forbidden pairs.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

Pair = tuple[int, int]  # pitch, juror
SCALE = 1000


@dataclass(frozen=True, slots=True)
class PitchToJudge:
    """A pitch and how many jurors it should have."""

    id: int
    wanted: int


@dataclass(frozen=True, slots=True)
class JurorLimits:
    """A juror: at most `most` pitches, at least `least` where that can be had."""

    id: int
    most: int
    least: int = 0


@dataclass(frozen=True)
class JurorsProblem:
    """Who could judge what.

    `fit` is in [0, 1], 0 where it is not told. `conflicts` and `forbidden` are never assigned: the
    first for what is on record, the second by hand. `fixed` pairs are. `balance` is what a juror's
    second, third, … pitch costs more than the one before, in units of fit.
    """

    pitches: tuple[PitchToJudge, ...]
    jurors: tuple[JurorLimits, ...]
    fit: Mapping[Pair, float] = field(default_factory=dict)
    conflicts: frozenset[Pair] = frozenset()
    forbidden: frozenset[Pair] = frozenset()
    fixed: frozenset[Pair] = frozenset()
    balance: float = 0.1

    def may(self, pitch: int, juror: int) -> bool:
        """Whether this juror may judge this pitch."""
        return (pitch, juror) not in self.conflicts and (pitch, juror) not in self.forbidden


class JurorsContradiction(ValueError):
    """What is fixed by hand cannot be had. `clashes` are (code, parameters)."""

    def __init__(self, clashes: Sequence[tuple[str, dict[str, int]]]) -> None:
        super().__init__("; ".join(f"{code} {params}" for code, params in clashes))
        self.clashes = tuple(clashes)


@dataclass(frozen=True, slots=True)
class Shortage:
    """A pitch with too few jurors, and why.

    `too_few_may`: `may` jurors may judge it, `conflicted` have a conflict, `forbidden` are ruled out
    by hand. `all_full`: it and others, `pitches` in all, want `wanted` seats and the `jurors` who may
    judge them have `places`.
    """

    pitch: int
    missing: int
    code: str
    params: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class JurorsPlan:
    """An assignment and what is proven of it.

    Wanted in this order: the fewest seats empty, spread evenly over the pitches; the least sum short
    of the jurors' minima; the most `value`, which is fit less what loads cost beyond even ones. `bound`: no
    assignment with as many seats filled and minima met is worth more. `optimal` where both are equal.
    """

    assigned: frozenset[Pair]
    alternates: Mapping[int, tuple[int, ...]]
    short: tuple[Shortage, ...]
    below_least: Mapping[int, int]
    value: float
    bound: float
    optimal: bool

    def jurors_of(self, pitch: int) -> list[int]:
        """Who judges a pitch."""
        return sorted(j for p, j in self.assigned if p == pitch)

    def load(self, juror: int) -> int:
        """How many pitches a juror has."""
        return sum(j == juror for _, j in self.assigned)


def topic_fit(topics: Sequence[str], sectors: Sequence[str | None]) -> float:
    """How well a juror's topics meet a pitch's sectors, in [0, 1].

    Codes have two levels, `agri.cold-chain` under `agri`. The pitch's own sector named: 1; its field
    named as a whole: 0.8; another sector of that field: 0.5. Its second sector counts 0.8 of that. A
    juror without topics fits everything by 0.3.
    """
    if not topics:
        return 0.3
    best = 0.0
    for share, sector in zip((1.0, 0.8), sectors, strict=False):
        if sector is None:
            continue
        head = sector.split(".")[0]
        for topic in topics:
            if topic == sector:
                met = 1.0
            elif topic == head:
                met = 0.8
            else:
                met = 0.5 if topic.split(".")[0] == head else 0.0
            best = max(best, share * met)
    return best


def assign_jurors(problem: JurorsProblem, *, n_alternates: int = 2) -> JurorsPlan:
    """Assign jurors to pitches, exactly and the same way each time.

    Parameters
    ----------
    problem : JurorsProblem
    n_alternates : int
        How many reserve jurors to rank for each pitch, best first, those with room before those
        without, and not the same one everywhere.

    Returns
    -------
    JurorsPlan

    Raises
    ------
    JurorsContradiction
        When a fixed pair is in conflict or forbidden, or more is fixed than a juror takes.
    """
    clashes = contradictions(problem)
    if clashes:
        raise JurorsContradiction(clashes)
    net = _network(problem)
    assigned = problem.fixed | net.solve()
    value = _value(problem, assigned)
    slack = net.proven_slack(assigned - problem.fixed)
    return JurorsPlan(
        assigned,
        _alternates(problem, assigned, n_alternates),
        _shortages(problem, assigned),
        _below_least(problem, assigned),
        value / SCALE,
        (value + slack) / SCALE,
        slack == 0,
    )


def contradictions(problem: JurorsProblem) -> list[tuple[str, dict[str, int]]]:
    """What is fixed and cannot be."""
    found: list[tuple[str, dict[str, int]]] = []
    for pitch, juror in sorted(problem.fixed):
        if (pitch, juror) in problem.conflicts:
            found.append(("fixed_conflict", {"pitch": pitch, "juror": juror}))
        elif (pitch, juror) in problem.forbidden:
            found.append(("fixed_forbidden", {"pitch": pitch, "juror": juror}))
    for one in problem.jurors:
        n = sum(j == one.id for _, j in problem.fixed)
        if n > one.most:
            found.append(("fixed_over_most", {"juror": one.id, "fixed": n, "most": one.most}))
    return found


def _gain(problem: JurorsProblem, pair: Pair) -> int:
    return round(SCALE * min(max(problem.fit.get(pair, 0.0), 0.0), 1.0))


def _step(problem: JurorsProblem, nth: int) -> int:
    """What the nth pitch of a juror costs, counted from 1; its sum is convex in the load."""
    return round(SCALE * problem.balance) * (nth - 1)


def _value(problem: JurorsProblem, assigned: frozenset[Pair]) -> int:
    loads = {one.id: sum(j == one.id for _, j in assigned) for one in problem.jurors}
    uneven = sum(_step(problem, n) for load in loads.values() for n in range(1, load + 1))
    # What even loads would cost is the same for every assignment with as many seats, so it is no loss.
    each, over = divmod(len(assigned), max(len(loads), 1))
    even = sum(_step(problem, n) for n in range(1, each + 1)) * len(loads) + over * _step(problem, each + 1)
    return sum(_gain(problem, pair) for pair in assigned) - uneven + even


@dataclass(frozen=True, slots=True)
class _Arc:
    tail: int
    head: int
    capacity: int
    cost: int


@dataclass(frozen=True)
class _Network:
    """Pitches send as many units as they want jurors; what finds none goes straight to the sink."""

    arcs: list[_Arc]
    pairs: dict[int, Pair]  # arc to the pair it stands for
    supply: dict[int, int]
    sink: int

    def solve(self) -> frozenset[Pair]:
        """The pairs of a cheapest flow."""
        from ortools.graph.python import min_cost_flow

        flow = min_cost_flow.SimpleMinCostFlow()
        for arc in self.arcs:
            flow.add_arc_with_capacity_and_unit_cost(arc.tail, arc.head, arc.capacity, arc.cost)
        for node, units in self.supply.items():
            flow.set_node_supply(node, units)
        flow.set_node_supply(self.sink, -sum(self.supply.values()))
        status = flow.solve()
        if status != flow.OPTIMAL:
            raise RuntimeError(f"the flow solver answered {status}")
        return frozenset(pair for arc, pair in self.pairs.items() if flow.flow(arc))

    def _flows(self, assigned: frozenset[Pair]) -> list[int]:
        """The cheapest flow that assigns these pairs: convex steps are taken from the cheapest."""
        flows = [0] * len(self.arcs)
        through: dict[int, int] = {}
        for n, pair in self.pairs.items():
            if pair in assigned:
                flows[n] = 1
                through[self.arcs[n].head] = through.get(self.arcs[n].head, 0) + 1
                through[self.arcs[n].tail] = through.get(self.arcs[n].tail, 0) - 1
        for node, units in self.supply.items():
            through[node] = through.get(node, 0) + units
        to_sink = sorted(
            (n for n, arc in enumerate(self.arcs) if arc.head == self.sink),
            key=lambda n: (self.arcs[n].cost, n),
        )
        for n in to_sink:
            flows[n] = min(self.arcs[n].capacity, through.get(self.arcs[n].tail, 0))
            through[self.arcs[n].tail] = through.get(self.arcs[n].tail, 0) - flows[n]
        return flows

    def proven_slack(self, assigned: frozenset[Pair]) -> int:
        """How much cheaper a flow could be by the dual value of potentials; 0 proves the best."""
        flows = self._flows(assigned)
        distance = _distances(self.arcs, flows, self.sink + 1)
        dual = sum(-distance[v] * units for v, units in self.supply.items())
        dual += distance[self.sink] * sum(self.supply.values())
        for arc in self.arcs:
            dual += arc.capacity * min(0, arc.cost + distance[arc.tail] - distance[arc.head])
        return sum(arc.cost * x for arc, x in zip(self.arcs, flows, strict=True)) - dual


def _distances(arcs: Sequence[_Arc], flows: Sequence[int], n_nodes: int) -> list[int]:
    """Shortest distances to each node from anywhere in the residual network.

    With a cheapest flow there is no negative cycle and the distances settle; otherwise they are cut
    off, and the dual value that they give is merely lower.
    """
    distance = [0] * n_nodes
    residual = [(a.tail, a.head, a.cost) for a, x in zip(arcs, flows, strict=True) if x < a.capacity]
    residual += [(a.head, a.tail, -a.cost) for a, x in zip(arcs, flows, strict=True) if x]
    for _ in range(n_nodes):
        settled = True
        for tail, head, cost in residual:
            if distance[tail] + cost < distance[head]:
                distance[head] = distance[tail] + cost
                settled = False
        if settled:
            break
    return distance


def _network(problem: JurorsProblem) -> _Network:
    pitches = sorted(problem.pitches, key=lambda p: p.id)
    jurors = sorted(problem.jurors, key=lambda j: j.id)
    node = {("p", p.id): n for n, p in enumerate(pitches)}
    node |= {("j", j.id): len(pitches) + n for n, j in enumerate(jurors)}
    sink = len(node)
    held = {j.id: sum(k == j.id for _, k in problem.fixed) for j in jurors}
    supply = {node["p", p.id]: max(p.wanted - sum(q == p.id for q, _ in problem.fixed), 0) for p in pitches}
    # Each level of what is wanted outweighs everything below it.
    below = sum(SCALE * units for units in supply.values())
    below += sum(_step(problem, n) for j in jurors for n in range(1, j.most + 1)) + 1
    empty = below * (sum(j.least for j in jurors) + 1)
    arcs: list[_Arc] = []
    pairs: dict[int, Pair] = {}
    for p in pitches:
        for j in jurors:
            if problem.may(p.id, j.id) and (p.id, j.id) not in problem.fixed:
                pairs[len(arcs)] = (p.id, j.id)
                arcs.append(_Arc(node["p", p.id], node["j", j.id], 1, -_gain(problem, (p.id, j.id))))
        # The second empty seat of a pitch is worse than the first, so that want is shared.
        seats = range(1, supply[node["p", p.id]] + 1)
        arcs += [_Arc(node["p", p.id], sink, 1, empty * nth) for nth in seats]
    for j in jurors:
        for nth in range(held[j.id] + 1, j.most + 1):
            cost = _step(problem, nth) - (below if nth <= j.least else 0)
            arcs.append(_Arc(node["j", j.id], sink, 1, cost))
    return _Network(arcs, pairs, supply, sink)


def _below_least(problem: JurorsProblem, assigned: frozenset[Pair]) -> dict[int, int]:
    missing = {j.id: j.least - sum(k == j.id for _, k in assigned) for j in problem.jurors}
    return {juror: n for juror, n in sorted(missing.items()) if n > 0}


def _alternates(
    problem: JurorsProblem, assigned: frozenset[Pair], n_alternates: int
) -> dict[int, tuple[int, ...]]:
    loads = {j.id: sum(k == j.id for _, k in assigned) for j in problem.jurors}
    asked = dict.fromkeys(loads, 0)
    found: dict[int, tuple[int, ...]] = {}
    for p in sorted(problem.pitches, key=lambda p: p.id):
        free = [j for j in problem.jurors if problem.may(p.id, j.id) and (p.id, j.id) not in assigned]

        def rank(j: JurorLimits, pitch: int = p.id) -> Any:
            uneven = _step(problem, loads[j.id] + asked[j.id] + 1)
            return loads[j.id] >= j.most, uneven - _gain(problem, (pitch, j.id)), j.id

        chosen = tuple(j.id for j in sorted(free, key=rank)[:n_alternates] if j.most)
        for juror in chosen[:1]:
            asked[juror] += 1
        found[p.id] = chosen
    return found


def _shortages(problem: JurorsProblem, assigned: frozenset[Pair]) -> tuple[Shortage, ...]:
    found = []
    wanted = {p.id: p.wanted for p in problem.pitches}
    for p in sorted(problem.pitches, key=lambda p: p.id):
        missing = p.wanted - sum(q == p.id for q, _ in assigned)
        if missing <= 0:
            continue
        may = [j for j in problem.jurors if problem.may(p.id, j.id) and j.most]
        if len(may) < p.wanted:
            params = {
                "may": len(may),
                "conflicted": sum((p.id, j.id) in problem.conflicts for j in problem.jurors),
                "forbidden": sum((p.id, j.id) in problem.forbidden for j in problem.jurors),
            }
            found.append(Shortage(p.id, missing, "too_few_may", params))
            continue
        pitches, jurors = _blocking_set(problem, assigned, p.id)
        params = {
            "pitches": len(pitches),
            "jurors": len(jurors),
            "wanted": sum(wanted[q] for q in pitches),
            "places": sum(q in pitches for q, _ in assigned),
        }
        found.append(Shortage(p.id, missing, "all_full", params))
    return tuple(found)


def _blocking_set(problem: JurorsProblem, assigned: frozenset[Pair], pitch: int) -> tuple[set[int], set[int]]:
    """Pitches and jurors reached by exchanges from a pitch with an empty seat: a tight set."""
    pitches, jurors, waiting = {pitch}, set(), [pitch]
    while waiting:
        p = waiting.pop()
        for j in problem.jurors:
            if j.id in jurors or not j.most or not problem.may(p, j.id) or (p, j.id) in assigned:
                continue
            jurors.add(j.id)
            for q, k in assigned - problem.fixed:
                if k == j.id and q not in pitches:
                    pitches.add(q)
                    waiting.append(q)
    return pitches, jurors
