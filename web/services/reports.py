"""Reports per space, event and provider, as known at an instant; pages make words and files of them."""

from __future__ import annotations

import enum
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from models.db import Database
from models.entities.reports import (
    Body,
    EventFacts,
    Host,
    HostedEvent,
    HostRole,
    MeetingRow,
    MoneyRow,
    PairRow,
    PortfolioRow,
    StageRow,
    Subject,
    TenantRow,
)
from models.entities.viewer import Viewer
from models.entities.vocabulary import FundingKind, Role
from models.errors import Invalid
from models.repositories.audit import AuditRepository
from models.repositories.reports import ReportRepository
from web.clock import Clock
from web.services.firsts import FirstDefinition, default_definition

ZONE = ZoneInfo("Asia/Shanghai")
# National measure for graduates: more than 500 万元 of angel or venture money in all.
GRADUATES_ABOVE = 500_0000_00


class Verdict(enum.StrEnum):
    """What the working comes to; what is not on record is unknown and never a pass."""

    PASS = "pass"  # noqa: S105 - a verdict
    FAIL = "fail"
    UNKNOWN = "unknown"


class Criterion(enum.StrEnum):
    """The four ways to graduate in the national measure for incubators."""

    RAISED = "raised"
    HIGH_TECH = "high_tech"
    REVENUE = "revenue"
    SOLD_OR_LISTED = "sold_or_listed"


class Measure(enum.StrEnum):
    """The shares that the ministry's call of 2025 asks of a standard incubator."""

    INVESTED_BY_SPACE = "invested_by_space"
    FINANCED = "financed"
    GROWING = "growing"
    OWN_INCOME = "own_income"


class Star(enum.StrEnum):
    """What a list that leaves the house may hide."""

    FOUNDER = "founder"
    INVESTOR = "investor"
    AMOUNT = "amount"


# Percent of tenants (of income for the last one) that must be reached.
LEAST_PERCENT = {
    Measure.INVESTED_BY_SPACE: 10,
    Measure.FINANCED: 20,
    Measure.GROWING: 30,
    Measure.OWN_INCOME: 30,
}


@dataclass(frozen=True, slots=True)
class TenantLine:
    """A tenant with its money of the span and the working of its graduation."""

    row: TenantRow
    n_records: int
    # Confirmed money of the span that is in 元 or was converted.
    raised: int
    n_firsts: int
    criteria: tuple[tuple[Criterion, Verdict], ...]

    @property
    def graduates(self) -> Verdict:
        """One criterion is enough; as long as one is unknown, nobody can say that none is met."""
        verdicts = {verdict for _, verdict in self.criteria}
        if Verdict.PASS in verdicts:
            return Verdict.PASS
        return Verdict.UNKNOWN if Verdict.UNKNOWN in verdicts else Verdict.FAIL


@dataclass(frozen=True, slots=True)
class MeasureLine:
    """A share that is asked for; `n` is None where nothing is on record."""

    measure: Measure
    n: int | None
    of: int
    least_percent: int

    @property
    def verdict(self) -> Verdict:
        """Whether the share is reached; own funds alone cannot show that joint funds did not help."""
        if self.n is None or self.of == 0:
            return Verdict.UNKNOWN
        if self.n * 100 >= self.least_percent * self.of:
            return Verdict.PASS
        return Verdict.UNKNOWN if self.measure is Measure.INVESTED_BY_SPACE else Verdict.FAIL


@dataclass(frozen=True, slots=True)
class EventLine:
    """An event with its weight: host 1, undertaker a half, either halved when shared; None is unknown."""

    row: HostedEvent
    weight: Decimal | None


@dataclass(frozen=True, slots=True)
class SpaceReport:
    """A space's year."""

    space: Body
    year: int
    as_of: datetime
    definition: FirstDefinition
    tenants: list[TenantLine]
    money: list[MoneyRow]
    events: list[EventLine]
    measures: list[MeasureLine]

    @property
    def firsts(self) -> list[MoneyRow]:
        """Firsts of tenants in the span."""
        return [row for row in self.money if row.is_first]

    @property
    def graduates(self) -> list[TenantLine]:
        """Tenants for which a criterion is met on record."""
        return [line for line in self.tenants if line.graduates is Verdict.PASS]

    @property
    def weight(self) -> Decimal:
        """The sum of the weights that are known."""
        return sum((line.weight for line in self.events if line.weight is not None), Decimal(0))


@dataclass(frozen=True, slots=True)
class EventReport:
    """What became of an event."""

    event: EventFacts
    as_of: datetime
    definition: FirstDefinition
    hosts: list[Host]
    stage: list[StageRow]
    meetings: list[MeetingRow]
    pairs: list[PairRow]
    money: list[MoneyRow]
    # Bodies that the viewer can name as hosts; empty for who may not.
    possible_hosts: list[tuple[int, str]]
    may_state_hosts: bool


@dataclass(frozen=True, slots=True)
class ProviderReport:
    """A provider's own portfolio."""

    provider: Body
    as_of: datetime
    # None is every year.
    year: int | None
    definition: FirstDefinition
    rows: list[PortfolioRow]


def day_of(instant: datetime) -> date:
    """The calendar day in Beijing."""
    return instant.astimezone(ZONE).date()


def cny(rows: list[MoneyRow]) -> int:
    """The sum over what is in 元 or was converted."""
    return sum(row.cny_amount or 0 for row in rows)


async def open_space_report(
    db: Database, clock: Clock, *, viewer: Viewer, space_id: int, year: int | None, as_of: datetime | None
) -> SpaceReport:
    """The yearly assessment of a space: of the running year up to the instant, of a past one whole."""
    at = as_of or clock.now()
    chosen = year or day_of(at).year
    since, until = date(chosen, 1, 1), min(date(chosen + 1, 1, 1), day_of(at) + timedelta(days=1))
    if since >= until:
        raise Invalid("year_not_begun", field="year")
    definition = default_definition()
    async with db.read() as conn:
        reports = ReportRepository(conn)
        space = await reports.space(viewer, at, space_id)
        tenants = await reports.tenants(at, space_id, since, until)
        money = await reports.money_in_space(at, space_id, since, until, definition.code)
        events = await reports.events_of_host(at, space_id, _midnight(since), _midnight(until))
    return SpaceReport(
        space,
        chosen,
        at,
        definition,
        [_tenant_line(row, money) for row in tenants],
        money,
        [EventLine(row, weight_of(row)) for row in events],
        _measures(space_id, tenants, money),
    )


def _midnight(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=ZONE)


def _tenant_line(row: TenantRow, money: list[MoneyRow]) -> TenantLine:
    own = [one for one in money if one.company_id == row.company_id]
    raised = Verdict.PASS if row.invested > GRADUATES_ABOVE else Verdict.FAIL
    return TenantLine(
        row,
        len(own),
        cny(own),
        sum(one.is_first for one in own),
        tuple((c, raised if c is Criterion.RAISED else Verdict.UNKNOWN) for c in Criterion),
    )


def weight_of(row: HostedEvent) -> Decimal | None:
    """What an event counts in local scoring; unknown until somebody names its hosts."""
    if row.role is None:
        return None
    whole = Decimal(1) if row.role is HostRole.HOST else Decimal("0.5")
    return whole / 2 if row.n_in_role > 1 else whole


def _measures(space_id: int, tenants: list[TenantRow], money: list[MoneyRow]) -> list[MeasureLine]:
    here = {row.company_id for row in tenants}
    invested = [row for row in money if row.kind is FundingKind.INVESTMENT and row.company_id in here]
    counts: dict[Measure, int | None] = {
        Measure.INVESTED_BY_SPACE: len({r.company_id for r in invested if r.provider_id == space_id}),
        Measure.FINANCED: len({r.company_id for r in invested}),
        Measure.GROWING: None,
        Measure.OWN_INCOME: None,
    }
    return [MeasureLine(m, counts[m], len(here), LEAST_PERCENT[m]) for m in Measure]


async def open_event_report(
    db: Database, clock: Clock, *, viewer: Viewer, event_id: int, as_of: datetime | None
) -> EventReport:
    """Programme, meetings, interest, introductions and money of one event."""
    at, definition = as_of or clock.now(), default_definition()
    async with db.read() as conn:
        reports = ReportRepository(conn)
        event = await reports.event(viewer, at, event_id)
        may = event.organiser_id in viewer.organisation_ids(Role.ORGANISER)
        return EventReport(
            event,
            at,
            definition,
            await reports.hosts(at, event_id),
            await reports.stage(at, event_id),
            await reports.meetings(at, event_id),
            await reports.pairs(at, event_id, event.starts_at),
            await reports.money_of_event(at, event_id, definition.code),
            await reports.possible_hosts() if may else [],
            may,
        )


async def open_provider_report(
    db: Database, clock: Clock, *, viewer: Viewer, provider_id: int, year: int | None, as_of: datetime | None
) -> ProviderReport:
    """A provider's records with what became of each."""
    at, definition = as_of or clock.now(), default_definition()
    async with db.read() as conn:
        reports = ReportRepository(conn)
        provider = await reports.provider(viewer, at, provider_id)
        rows = await reports.portfolio(at, provider_id, definition.code)
    kept = [row for row in rows if year is None or row.value_on.year == year]
    return ProviderReport(provider, at, year, definition, kept)


async def list_subjects(db: Database, *, viewer: Viewer, part_of_name: str) -> list[Subject]:
    """What the viewer can open a report of."""
    async with db.read() as conn:
        return await ReportRepository(conn).subjects(viewer, part_of_name)


async def state_host(
    db: Database,
    clock: Clock,
    *,
    viewer: Viewer,
    event_id: int,
    organisation_id: int | None,
    name: str,
    role: HostRole,
) -> None:
    """Name a host of one's own event: a body of the platform, or another by its name."""
    if (organisation_id is None) == (not name):
        raise Invalid("host_one_of_both", field="name")
    async with db.transaction() as conn:
        reports, now = ReportRepository(conn), clock.now()
        if organisation_id is not None and organisation_id not in {
            known for known, _ in await reports.possible_hosts()
        }:
            raise Invalid("party_not_offered", field="organisation_id")
        await reports.state_host(viewer, event_id, organisation_id, name, role, now)
        await AuditRepository(conn).note(
            now, viewer.person_id, "state_host", "event", event_id, {"role": role}
        )


async def withdraw_host(db: Database, clock: Clock, *, viewer: Viewer, event_id: int, host_id: int) -> None:
    """Take back that somebody hosted one's own event."""
    async with db.transaction() as conn:
        now = clock.now()
        await ReportRepository(conn).withdraw_host(viewer, event_id, host_id, viewer.person_id, now)
        await AuditRepository(conn).note(
            now, viewer.person_id, "withdraw_host", "event", event_id, {"host": host_id}
        )
