"""No group below the least size is shown, nor follows from what is."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from web.services.small_groups import LEAST, hidden_cells, with_totals

TABLES = st.integers(1, 6).flatmap(
    lambda width: st.lists(
        st.lists(st.integers(0, 12) | st.integers(0, 200), min_size=width, max_size=width),
        min_size=2,
        max_size=7,
    )
)


def _determined(totalled: list[list[int]], hidden: frozenset[tuple[int, int]]) -> set[tuple[int, int]]:
    """Hidden cells that the published sums fix: those on which no solution of "every line adds up" moves."""
    cells = sorted(hidden)
    if not cells:
        return set()
    height, width = len(totalled), len(totalled[0])
    equations = [
        *([(1 if c < width - 1 else -1) if a == r else 0 for a, c in cells] for r in range(height)),
        *([(1 if a < height - 1 else -1) if b == c else 0 for a, b in cells] for c in range(width)),
    ]
    _, sizes, rows = np.linalg.svd(np.array(equations, dtype=float))
    rank = int((sizes > 1e-9).sum())
    free = rows[rank:]
    return {cell for place, cell in enumerate(cells) if not (np.abs(free[:, place]) > 1e-9).any()}


@given(TABLES)
def test_nothing_small_is_shown_or_follows_from_the_totals(table: list[list[int]]) -> None:
    totalled = with_totals(table)

    hidden = hidden_cells(totalled)

    small = {(r, c) for r, row in enumerate(totalled) for c, value in enumerate(row) if 0 < value < LEAST}
    assert small <= hidden
    assert _determined(totalled, hidden) == set()


def test_a_table_of_large_groups_hides_nothing() -> None:
    assert hidden_cells(with_totals([[5, 90], [0, 12]])) == frozenset()


def test_one_small_group_takes_three_others_with_it() -> None:
    totalled = with_totals([[3, 40, 50], [60, 9, 70], [80, 90, 99]])

    assert hidden_cells(totalled) == {(0, 0), (0, 1), (1, 0), (1, 1)}
