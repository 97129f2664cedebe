"""A proven bound on the value of any plan, from a minimum-cost flow over pairs and its prices.

Caps, the day's room, required pairs, minima and houses all fit into one network, so its best flow
is whole and tells in one go the fewest required pairs missed, then the least sum short of the
minima, then the most value. The prices are worked out from the flow and the bound from the
prices (weak duality, in whole numbers), so the bound does not rest on the solver's word.
"""

from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
import numpy.typing as npt
from ortools.graph.python import min_cost_flow

from matcher.scheduling.board import Rows

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
_ROOM = 2**60  # the most that the costs along all nodes may come to
_STEPS = 8  # halvings of the weight that a minimum has in `Network.bound_for`


@dataclass(frozen=True)
class Relaxed:
    """What the flow proves.

    `least_missed` and `least_short` are the fewest required pairs missed and, among such plans,
    the least sum short of the minima. `bound` holds for plans with exactly those. `reduced[r]` is
    what pair r adds beyond the prices of what it uses: a plan with these figures and with pair r
    at `reduced[r] < 0` is worth at most `bound + reduced[r]`. Values in units of `1 / scale`.
    """

    least_missed: int
    least_short: int
    bound: int
    reduced: Floats
    chosen: Ints  # the pairs that it would have meet; no slots are known yet
    network: "Network" = field(repr=False)


def slot_rooms(rows: Rows) -> int:
    """How many meetings fit into the whole day, by tables and by the people who are there."""
    problem = rows.problem
    sides = np.zeros((2, problem.slots), np.int64)
    for person, one in enumerate(rows.people):
        if rows.cap[person]:
            there = [slot for slot in one.available if slot < problem.slots]
            sides[int(person >= rows.n_founders), there] += 1
    most = sides.min(axis=0)
    return int((np.minimum(most, problem.tables) if all(rows.seated) else most).sum())


@dataclass(frozen=True)
class _Best:
    """A best flow: of the arcs, and what its prices prove of all flows."""

    used: Ints
    bound: int
    reduced: Floats


class Network:
    """The arcs: source, founders, their good meetings, their houses, the same of investors, sink.

    Pairs come first, then what counts towards minima (of each person, then of the good meetings
    of those who should have some), the others of the same, then the houses, and last the way past
    everybody for room that is left over.
    """

    def __init__(self, rows: Rows, worth: Ints | None = None) -> None:
        n, m, n_founders = len(rows), len(rows.people), rows.n_founders
        self.n = n
        founder, investor = np.asarray(rows.founder, np.int64), np.asarray(rows.investor, np.int64)
        cap, least = np.asarray(rows.cap, np.int64), np.asarray(rows.least, np.int64)
        good, least_good = np.asarray(rows.good, bool), np.asarray(rows.least_good, np.int64)
        picky = np.flatnonzero(least_good > 0)
        spot = np.full(m, -1)
        spot[picky] = m + np.arange(len(picky))
        house = np.asarray(rows.house, np.int64)
        # Of a founder who should have good meetings the houses are left out: still a bound.
        house = np.where(least_good[founder] > 0, -1, house) if n else house
        crowds = int(house.max(initial=-1)) + 1
        first_crowd = m + len(picky)
        self.nodes = first_crowd + crowds + 2
        source, sink = self.nodes - 2, self.nodes - 1
        self.worth = np.asarray(rows.worth if worth is None else worth, np.int64)
        self.required = np.asarray(rows.required, np.int64)
        self.lost = rows.n_required_lost
        due, due_good = np.minimum(cap, least), np.minimum(cap, least_good)[picky]
        dues = np.concatenate([due, due_good])
        self.n_dues = len(dues)
        self.due = int(dues.sum())
        self.out_of_reach = int(least.sum() + least_good.sum()) - self.due
        self.room = slot_rooms(rows)
        leader = np.zeros(crowds, np.int64)
        leader[house[house >= 0]] = founder[house >= 0]
        # From the source to a founder and on to their good meetings; an investor's the other way.
        ends = np.concatenate([np.arange(m), picky])
        near = np.concatenate([np.where(np.arange(m) < n_founders, source, sink), picky])
        far = np.concatenate([np.arange(m), spot[picky]])
        left = ends < n_founders
        tail, head = np.where(left, near, far), np.where(left, far, near)
        picked = good & (least_good[founder] > 0) if n else good
        start = np.where(picked, spot[founder], np.where(house >= 0, first_crowd + house, founder))
        picked = good & (least_good[investor] > 0) if n else good
        end = np.where(picked, spot[investor], investor)
        self.tail = np.concatenate([start, tail, tail, leader, [source]])
        self.head = np.concatenate([end, head, head, first_crowd + np.arange(crowds), [sink]])
        ones = np.ones(n + crowds, np.int64)
        self.most = np.concatenate([ones[:n], dues, cap[ends] - dues, ones[n:], [self.room]])
        # A cycle of the network passes each person once: so much can it change the worth at most.
        self.dear = max(1, int(np.abs(self.worth).max(initial=0)))
        swing = 2 * (min(n_founders, m - n_founders) + 2)
        # Where whole numbers would overflow, worth is counted in coarser grains, rounded up.
        self.grain = 1 + 2 * 10 * swing * self.dear * (self.nodes + 2) // _ROOM
        self.unit = -(-self.worth // self.grain)
        self.towards_minimum = swing * (1 + self.dear // self.grain)
        # A cycle changes the meetings towards minima by eight at the most.
        self.for_required = 10 * self.towards_minimum

    def best(self, for_required: int, towards_minimum: int) -> _Best:
        """The flow of most worth, where such meetings earn so much beside."""
        gain = np.zeros(len(self.tail), np.int64)
        gain[: self.n] = self.unit + for_required * self.required
        gain[self.n : self.n + self.n_dues] = towards_minimum
        flow = min_cost_flow.SimpleMinCostFlow()
        arcs = flow.add_arcs_with_capacity_and_unit_cost(self.tail, self.head, self.most, -gain)
        flow.set_nodes_supplies(np.array([self.nodes - 2, self.nodes - 1]), np.array([self.room, -self.room]))
        if flow.solve() != flow.OPTIMAL:
            raise ArithmeticError("the bound's flow failed")
        used = np.asarray(flow.flows(arcs), np.int64)
        # Twice the gain, so that the middle of two whole prices is whole.
        price = self._prices(used, gain)
        margin = 2 * gain - price[self.tail] + price[self.head]
        proven = int(price[-2] - price[-1]) * self.room + int((np.maximum(margin, 0) * self.most).sum())
        return _Best(used, proven // 2, margin[: self.n] / 2 * self.grain)

    def _prices(self, used: Ints, gain: Ints) -> Ints:
        """Twice the middle of the highest and the lowest prices that prove this flow best."""
        forth, back = used < self.most, used > 0
        start = np.concatenate([self.tail[forth], self.head[back]])
        end = np.concatenate([self.head[forth], self.tail[back]])
        cost = np.concatenate([-gain[forth], gain[back]])
        return _distances(start, end, cost, self.nodes) - _distances(end, start, cost, self.nodes)

    @cached_property
    def loose(self) -> int:
        """A bound on any plan, whatever it misses."""
        return self.best(0, 0).bound * self.grain

    def figures(self, used: Ints) -> tuple[int, int]:
        """Required pairs missed and the sum short of the minima in a flow."""
        missed = int((self.required * (1 - used[: self.n])).sum()) + self.lost
        filled = int(used[self.n : self.n + self.n_dues].sum())
        return missed, self.due - filled + self.out_of_reach

    def relaxed_for(self, missed: int, short: int, least_missed: int) -> Relaxed:
        """What is proven of plans with exactly these figures, which may be more than the least.

        Each weight of a meeting towards a minimum proves a bound; a few are tried, halving
        between those that give too many such meetings and those that give too few.
        """
        filled = self.due - (short - self.out_of_reach)
        met = int(self.required.sum()) - (missed - self.lost)
        # Where more required pairs are missed than must be, one weighs about what a meeting is worth.
        for_required = self.for_required if missed == least_missed else 1 + self.dear // self.grain
        low, high = 0, 2 * (1 + self.dear // self.grain)
        proven: list[tuple[int, _Best]] = []
        for step in range(_STEPS + 1):
            weight = low if step == 0 else (low + high) // 2
            best = self.best(for_required, weight)
            proven.append((best.bound - weight * filled - for_required * met, best))
            if self.figures(best.used)[1] <= short:
                high = weight
            else:
                low = weight
            if high - low <= 1:
                break
        bound, best = min(proven, key=lambda item: item[0])
        chosen = np.flatnonzero(best.used[: self.n])
        return Relaxed(missed, short, bound * self.grain, best.reduced, chosen, self)


def _distances(start: Ints, end: Ints, cost: Ints, nodes: int) -> Ints:
    """The shortest way to each node from anywhere, where no circle is shorter than nothing."""
    order = np.argsort(end, kind="stable")
    start, cost = start[order], cost[order]
    first = np.flatnonzero(np.diff(end[order], prepend=-1))
    there = end[order][first]
    distance = np.zeros(nodes, np.int64)
    for _ in range(nodes + 1):
        shorter = np.minimum(distance[there], np.minimum.reduceat(distance[start] + cost, first))
        if np.array_equal(shorter, distance[there]):
            return distance
        distance[there] = shorter
    raise ArithmeticError("the bound's flow is not the best one")


def relax(rows: Rows, worth: Ints | None = None) -> Relaxed:
    """The best flow: the fewest required pairs missed, the least short of minima, the most value.

    `worth` stands in for the rows' own where given.
    """
    network = Network(rows, worth)
    best = network.best(network.for_required, network.towards_minimum)
    missed, short = network.figures(best.used)
    met = int(network.required.sum()) - (missed - network.lost)
    filled = network.due - (short - network.out_of_reach)
    weights = network.for_required * met + network.towards_minimum * filled
    return Relaxed(
        least_missed=missed,
        least_short=short,
        bound=(best.bound - weights) * network.grain,
        reduced=best.reduced,
        chosen=np.flatnonzero(best.used[: network.n]),
        network=network,
    )
