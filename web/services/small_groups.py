"""Small groups in a table of people: hidden, with as many others as keep them from being worked out.

A cell below the least size is hidden. Rows and columns have totals, so that a hidden cell could be
computed from the others; as many more are hidden as it takes that no hidden cell follows from what is shown.
With rows and columns as nodes and hidden cells as edges, a cell follows from the sums exactly when its edge
is a bridge (Gusfield 1988, A graph theoretic approach to statistical data security).
"""

from __future__ import annotations

from collections.abc import Sequence

LEAST = 5

Hidden = frozenset[tuple[int, int]]


def with_totals(table: Sequence[Sequence[int]]) -> list[list[int]]:
    """The table with a column and a row of sums at its end."""
    rows = [[*row, sum(row)] for row in table]
    return [*rows, [sum(row[place] for row in rows) for place in range(len(rows[0]))]] if rows else []


def hidden_cells(totalled: Sequence[Sequence[int]], least: int = LEAST) -> Hidden:
    """Which cells of a table with totals are not shown, totals included; the same table hides the same."""
    height, width = len(totalled), len(totalled[0]) if totalled else 0
    hidden = {(r, c) for r in range(height) for c in range(width) if 0 < totalled[r][c] < least}
    while (lonely := _bridge(hidden, height)) is not None:
        hidden |= _cheapest_ring(totalled, hidden, lonely)
    return frozenset(hidden)


def _cheapest_ring(
    totalled: Sequence[Sequence[int]], hidden: set[tuple[int, int]], lonely: tuple[int, int]
) -> set[tuple[int, int]]:
    """Three more corners of a rectangle: empty cells last, for they protect little, then the smallest sum."""
    r, c = lonely
    rings = (
        {(r, other_c), (other_r, c), (other_r, other_c)}
        for other_r in range(len(totalled))
        for other_c in range(len(totalled[0]))
        if other_r != r and other_c != c
    )

    def price(ring: set[tuple[int, int]]) -> tuple[int, int, int, list[tuple[int, int]]]:
        fresh = ring - hidden
        empty = sum(totalled[a][b] == 0 for a, b in ring)
        return (empty, sum(totalled[a][b] for a, b in fresh), len(fresh), sorted(ring))

    return min(rings, key=price)


def _bridge(hidden: set[tuple[int, int]], height: int) -> tuple[int, int] | None:
    """A hidden cell that follows from the sums, or None."""
    for cell in sorted(hidden):
        if not _connected(hidden - {cell}, cell[0], height + cell[1], height):
            return cell
    return None


def _connected(edges: set[tuple[int, int]], start: int, goal: int, height: int) -> bool:
    near: dict[int, list[int]] = {}
    for r, c in edges:
        near.setdefault(r, []).append(height + c)
        near.setdefault(height + c, []).append(r)
    seen, waiting = {start}, [start]
    while waiting:
        for following in near.get(waiting.pop(), ()):
            if following not in seen:
                seen.add(following)
                waiting.append(following)
    return goal in seen
