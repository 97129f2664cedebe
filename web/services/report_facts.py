"""Figures as of any instant: sums of dated facts, and what still waits to become one.

What counts, and from when, is in the schema (`counted_of`); decision 17 tells why.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from models.db import Connection, Database
from models.entities.report_facts import FigureCell
from models.repositories.report_facts import Cut, ReportFactRepository

ZONE = ZoneInfo("Asia/Shanghai")
# Notes that one transaction of the worker turns into facts.
AT_ONCE = 2000
# With more notes than this, as after an import, a page says that they wait and does not count them itself.
MOST_WAITING = 2000


@dataclass(frozen=True, slots=True)
class Figures:
    """Sums as of an instant."""

    at: datetime
    # By measure and margin.
    cells: Mapping[tuple[str, str], Sequence[FigureCell]]
    # Changes that are not in the sums yet; 0 but for a while after an import.
    n_waiting: int

    def n(self, measure: str, margin: str = "place", **only: object) -> int:
        """How many in the cells that fit."""
        return sum(c.n for c in self.of(measure, margin, **only))

    def amount(self, measure: str, margin: str = "place", **only: object) -> int:
        """How much money in the cells that fit."""
        return sum(c.amount for c in self.of(measure, margin, **only))

    def of(self, measure: str, margin: str = "place", **only: object) -> list[FigureCell]:
        """The cells of one measure that fit."""
        return [
            c
            for c in self.cells.get((measure, margin), ())
            if all(getattr(c, name) == value for name, value in only.items())
        ]


def end_of_day(day: date) -> datetime:
    """The last instant of a day of the city."""
    return datetime.combine(day + timedelta(days=1), time(), ZONE) - timedelta(microseconds=1)


def _folded_until(at: datetime) -> date:
    """The first day of the month that is not over at that instant."""
    return (at + timedelta(microseconds=1)).astimezone(ZONE).date().replace(day=1)


async def figures_at(
    conn: Connection, at: datetime, measures: Sequence[str], definition: str, cut: Cut | None = None
) -> Figures:
    """The sums of these measures as the platform knew them at an instant."""
    facts = ReportFactRepository(conn)
    cut = cut or Cut()
    folded = await facts.figures(at, _folded_until(at), list(measures), definition, cut)
    n_waiting = await facts.waiting(MOST_WAITING + 1)
    if 0 < n_waiting <= MOST_WAITING:
        folded = _added(folded, await facts.figures_waiting(at, list(measures), definition, cut))
        n_waiting = 0
    return Figures(at, by_measure(folded), n_waiting)


def by_measure(cells: Iterable[FigureCell]) -> dict[tuple[str, str], list[FigureCell]]:
    """Cells by measure and margin."""
    found: dict[tuple[str, str], list[FigureCell]] = {}
    for cell in cells:
        found.setdefault((cell.measure, cell.margin), []).append(cell)
    return found


def _added(cells: list[FigureCell], more: list[FigureCell]) -> list[FigureCell]:
    """Sums and their changes as one: cells that come to nothing are left out."""
    sums: dict[tuple[object, ...], FigureCell] = {}
    for c in [*cells, *more]:
        key = (c.margin, c.measure, c.kind, c.district, c.space_id, c.year, c.category, c.step)
        before = sums.get(key)
        n, amount = (before.n, before.amount) if before else (0, 0)
        sums[key] = FigureCell(*key, n + c.n, amount + c.amount)
    return [c for c in sums.values() if c.n or c.amount]


async def settle_facts(db: Database) -> int:
    """Turn the notes that wait into facts, a batch a transaction; how many subjects were looked at."""
    n_subjects = 0
    while True:
        async with db.transaction() as conn:
            n = await ReportFactRepository(conn).settle(AT_ONCE)
        n_subjects += n
        if n == 0:
            return n_subjects
