"""Stand-by meetings: who of those that are there and free meets, at tables where somebody waits in vain."""

import math
from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

Pair = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Standby:
    """Two who could meet now, and what their meeting is worth."""

    founder: int
    investor: int
    value: float


def best_standby(
    founders: Iterable[int],
    investors: Iterable[int],
    values: Mapping[Pair, float | None],
    *,
    tables: int,
    houses: Mapping[int, str] | None = None,
    met: AbstractSet[Pair] = frozenset(),
) -> tuple[Standby, ...]:
    """The most valuable set of meetings between free people at the tables that are free.

    Parameters
    ----------
    founders, investors : iterable of int
        Who is there and free; each meets at most one.
    values : mapping of (founder, investor) to float or None
        What a meeting is worth; None, absent, not above 0 or not a number: these two do not meet.
    tables : int
        How many meetings there may be.
    houses : mapping of investor to str, optional
        An investor's house. A founder who has met one of a house, or is to, meets nobody else of it.
    met : set of (founder, investor)
        Who has met already, or is to; also pairs of investors who are not free now.

    Returns
    -------
    tuple of Standby
        By value descending, then by founder and investor. Its sum is the greatest possible; among sets
        of equal sums the one found does not depend on the order of the input.

    Notes
    -----
    Successive longest augmenting paths in the bipartite graph of permitted pairs: after k rounds the
    set is the best of k meetings, and the gain of a further round never rises (Kuhn 1955).
    """
    houses = houses or {}
    seen_houses = {(f, houses[i]) for f, i in met if i in houses}
    offered, wanted = frozenset(founders), frozenset(investors)
    edges = {
        (f, i): value
        for (f, i), value in sorted(values.items(), key=lambda item: item[0])
        if f in offered
        and i in wanted
        and value is not None
        and math.isfinite(value)
        and value > 0
        and (f, i) not in met
        and (i not in houses or (f, houses[i]) not in seen_houses)
    }
    chosen: dict[int, int] = {}
    for _ in range(tables):
        path = _best_path(edges, chosen)
        if path is None:
            break
        chosen.update(path)
    found = [Standby(f, i, edges[f, i]) for f, i in chosen.items()]
    return tuple(sorted(found, key=lambda s: (-s.value, s.founder, s.investor)))


def _best_path(edges: Mapping[Pair, float], chosen: Mapping[int, int]) -> Sequence[Pair] | None:
    """The pairs that one more meeting brings in, for the greatest gain; None when nothing gains."""
    taken = {i: f for f, i in chosen.items()}
    # The gain of the best way that ends at each founder whose investor is still to be found.
    best: dict[int, float] = {f: 0.0 for f, _ in edges if f not in chosen}
    ways: dict[int, tuple[Pair, ...]] = dict.fromkeys(best, ())
    ends: dict[int, tuple[float, tuple[Pair, ...]]] = {}
    # Bellman and Ford: a way passes each founder at most once.
    for _ in range(len(chosen) + 1):
        changed = False
        for (founder, investor), value in edges.items():
            if founder not in best or chosen.get(founder) == investor:
                continue
            gain, way = best[founder] + value, (*ways[founder], (founder, investor))
            holder = taken.get(investor)
            if holder is None:
                if investor not in ends or gain > ends[investor][0]:
                    ends[investor] = (gain, way)
            elif all(f != holder for f, _ in way):
                gain -= edges[holder, investor]
                if holder not in best or gain > best[holder] + 1e-12:
                    best[holder], ways[holder], changed = gain, way, True
        if not changed:
            break
    if not ends:
        return None
    gain, way = max(ends.values(), key=lambda end: end[0])
    return way if gain > 0 else None
