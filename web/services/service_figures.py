"""What became of requests for services, counted: per space, kind and month, never what was asked in words."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from models.db import Connection, Database
from models.entities.service_requests import OPEN, ServiceFacts, ServiceState
from models.entities.spaces import OfferKind
from models.entities.viewer import Viewer
from models.entities.vocabulary import Role
from models.errors import NotFound
from models.repositories.service_requests import ServiceRequestRepository
from web.clock import Clock

ZONE = ZoneInfo("Asia/Shanghai")
# An answer within so many days is in time. A measure, so no setting: years and spaces stay comparable.
IN_TIME_DAYS = 5
_IN_TIME = timedelta(days=IN_TIME_DAYS)
# Nobody waits for the space's answer any more, through no doing of its own.
_RELIEVED = frozenset({ServiceState.TAKEN, ServiceState.WITHDRAWN})


@dataclass(frozen=True, slots=True)
class FigureFilters:
    """Which requests to count; None is all. Without a year: the running one."""

    year: int | None = None
    kind: OfferKind | None = None
    space_id: int | None = None


@dataclass(frozen=True, slots=True)
class ServiceCount:
    """Requests of one group and what became of them."""

    n_asked: int
    n_in_time: int
    # Of how many it can be said whether the answer came in time.
    n_judged: int
    n_done: int
    n_declined: int
    n_expired: int
    n_open: int
    n_rated: int
    rating_sum: int


@dataclass(frozen=True, slots=True)
class ServiceFigures:
    """A year's requests with the rows that its numbers count."""

    year: int
    as_of: datetime
    filters: FigureFilters
    rows: list[ServiceFacts]

    @property
    def whole(self) -> ServiceCount:
        """All of them."""
        return count(self.rows, self.as_of)

    def grouped(self, by: Callable[[ServiceFacts], str]) -> list[tuple[ServiceFacts, ServiceCount]]:
        """Groups by a key, in its order, each with one of its rows to name it by."""
        groups: dict[str, list[ServiceFacts]] = {}
        for row in self.rows:
            groups.setdefault(by(row), []).append(row)
        return [(groups[key][0], count(groups[key], self.as_of)) for key in sorted(groups)]


def count(rows: Iterable[ServiceFacts], as_of: datetime) -> ServiceCount:
    """What became of these requests by an instant."""
    rows = list(rows)
    judged = [row for row in rows if _is_judged(row, as_of)]
    rated = [row.rating for row in rows if row.rating is not None]
    return ServiceCount(
        len(rows),
        sum(row.answered_at is not None and row.answered_at - row.asked_at <= _IN_TIME for row in judged),
        len(judged),
        sum(row.state is ServiceState.DONE for row in rows),
        sum(row.state is ServiceState.DECLINED for row in rows),
        sum(row.state is ServiceState.EXPIRED for row in rows),
        sum(row.state in OPEN for row in rows),
        len(rated),
        sum(rated),
    )


def _is_judged(row: ServiceFacts, as_of: datetime) -> bool:
    """Whether it can be said of a request that it was answered in time, or not."""
    if row.answered_at is not None:
        return True
    return row.state not in _RELIEVED and as_of - row.asked_at > _IN_TIME


def month_of(row: ServiceFacts) -> date:
    """The first day of the month in which it was asked, in Beijing."""
    return row.asked_at.astimezone(ZONE).date().replace(day=1)


async def facts_of_space(
    conn: Connection, as_of: datetime, space_id: int, since: date, until: date
) -> list[ServiceFacts]:
    """The requests of a span of days to one space, whose viewer the caller has asked for."""
    return await ServiceRequestRepository(conn).facts(as_of, _midnight(since), _midnight(until), [space_id])


async def open_service_figures(
    db: Database, clock: Clock, *, viewer: Viewer, role: Role, filters: FigureFilters
) -> ServiceFigures:
    """A year of the viewer's own spaces, or (for an officer) of all."""
    now = clock.now()
    year = filters.year or now.astimezone(ZONE).year
    spaces: list[int] | None = viewer.organisation_ids(Role.SPACE)
    if role is Role.OFFICER and Role.OFFICER in viewer.roles:
        spaces = None
    elif filters.space_id is not None and filters.space_id not in (spaces or []):
        raise NotFound
    if filters.space_id is not None:
        spaces = [filters.space_id]
    async with db.read() as conn:
        rows = await ServiceRequestRepository(conn).facts(
            now, _midnight(date(year, 1, 1)), _midnight(date(year + 1, 1, 1)), spaces
        )
    kept = [row for row in rows if filters.kind in (None, row.kind)]
    return ServiceFigures(year, now, filters, kept)


def _midnight(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=ZONE)
