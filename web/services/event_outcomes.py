"""What an event led to after three, six and twelve months."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from models.db import Database
from models.entities.results import OutcomeRow, PastEvent
from models.entities.viewer import Viewer
from models.repositories.results import ResultsRepository
from web.clock import Clock
from web.services.first_definitions import FirstDefinition, default_definition
from web.services.report_facts import ZONE

HORIZONS = (3, 6, 12)


@dataclass(frozen=True, slots=True)
class Horizon:
    """What came about within so many months of an event; None months: whenever up to the instant."""

    months: int | None
    # The months are not over at the instant of the report.
    is_open: bool
    n_meetings: int
    n_interests: int
    n_introductions: int
    n_records: int
    amount: int
    n_firsts: int


@dataclass(frozen=True, slots=True)
class EventOutcome:
    """One event's page."""

    event: PastEvent
    as_of: datetime
    definition: FirstDefinition
    rows: list[OutcomeRow]
    horizons: list[Horizon]


async def open_event_outcome(
    db: Database, clock: Clock, *, viewer: Viewer, event_id: int, as_of: datetime | None
) -> EventOutcome:
    """For officers and for who holds the event; NotFound for everybody else."""
    at, definition = as_of or clock.now(), default_definition()
    async with db.read() as conn:
        results = ResultsRepository(conn)
        event = await results.event(viewer, at, event_id)
        rows = await results.outcome(event, at, definition.code)
    held_on, today = event.starts_at.astimezone(ZONE).date(), at.astimezone(ZONE).date()
    return EventOutcome(
        event,
        at,
        definition,
        rows,
        [_horizon(rows, months, held_on, today) for months in (*HORIZONS, None)],
    )


def months_after(day: date, months: int) -> date:
    """The same day so many months later, or the last of that month where it has no such day."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    for last in range(day.day, 27, -1):
        try:
            return date(year, month + 1, last)
        except ValueError:
            continue
    return date(year, month + 1, day.day)


def _horizon(rows: list[OutcomeRow], months: int | None, held_on: date, today: date) -> Horizon:
    until = None if months is None else months_after(held_on, months)
    within = [r for r in rows if until is None or r.came_on < until]

    def n(what: str) -> int:
        return sum(r.what == what for r in within)

    return Horizon(
        months,
        until is not None and today < until,
        n("meeting"),
        n("interest"),
        n("introduction"),
        n("record"),
        sum(r.amount or 0 for r in within),
        sum(r.is_first for r in within),
    )
