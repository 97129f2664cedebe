"""The outlook of a pool as a picture: lines told apart by their dashes, with the table behind them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from matcher.pool import Simulation
from web import formats
from web.i18n import gettext
from web.pages.pool_tables import rounded

WIDTH, HEIGHT = 640, 300
_LEFT, _TOP, _RIGHT, _BOTTOM = 20, 30, 620, 260


@dataclass(frozen=True, slots=True)
class ChartLine:
    """A line of the picture; `kind` is its dash in the style sheet."""

    kind: str
    label: str
    points: str


@dataclass(frozen=True, slots=True)
class ChartTick:
    """A word at a place."""

    x: int
    y: int
    text: str


@dataclass(frozen=True, slots=True)
class PoolChart:
    """`pool/chart.html`."""

    label: str
    lines: list[ChartLine]
    ticks: list[ChartTick]
    # What the pool holds, where it lies inside the picture.
    held_y: int | None


def pool_chart(simulation: Simulation, held: int) -> PoolChart:
    """Expected and bad case so far, month by month; what the pool holds as a level line if it is near."""
    bad = [0, *simulation.called_bad.tolist()]
    expected = [0, *simulation.called_expected.tolist()]
    most = max(bad[-1], 1)
    near = 0 < held <= 2 * most
    top = max(most, held) if near else most
    months = len(bad) - 1
    return PoolChart(
        gettext(
            "Calls on the pool so far, month by month: expected %(expected)s, in the bad case %(bad)s after "
            "%(months)s months",
            expected=formats.money(rounded(expected[-1])),
            bad=formats.money(rounded(bad[-1])),
            months=months,
        ),
        [
            ChartLine("bad", gettext("bad case"), _points(bad, top)),
            ChartLine("expected", gettext("expected"), _points(expected, top)),
        ],
        [
            ChartTick(_LEFT, _TOP - 10, formats.money(rounded(top))),
            ChartTick(_LEFT, _BOTTOM + 25, gettext("now")),
            ChartTick(_RIGHT, _BOTTOM + 25, gettext("month %(n)s", n=months)),
        ],
        _y(held, top) if near else None,
    )


def _points(values: Sequence[int], top: int) -> str:
    last = len(values) - 1
    return " ".join(
        f"{_LEFT + (_RIGHT - _LEFT) * i // last},{_y(value, top)}" for i, value in enumerate(values)
    )


def _y(value: int, top: int) -> int:
    return _BOTTOM - (_BOTTOM - _TOP) * value // top
