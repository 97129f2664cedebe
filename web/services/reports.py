"""Reports per space, event and provider, as known at an instant; pages make words and files of them."""

from __future__ import annotations

import enum
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from matcher.eligibility import Rule, Verdict
from models.db import Database
from models.entities.reports import (
    Body,
    DeclaredValue,
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
    SubsidyRow,
    TenantRow,
)
from models.entities.service_requests import ServiceFacts
from models.entities.viewer import Viewer
from models.entities.vocabulary import Role
from models.errors import Invalid
from models.repositories.audit import AuditRepository
from models.repositories.reports import ReportRepository
from models.repositories.subsidy_rules import SubsidyRuleRepository
from web.clock import Clock
from web.services.firsts import FirstDefinition, default_definition
from web.services.service_figures import facts_of_space
from web.services.space_standing import (
    DECLARED,
    GRADUATION,
    STANDARD,
    Standing,
    declared_of,
    judged,
    space_facts,
    tenant_facts,
)
from web.services.subsidy_rules import RuleBook, shipped_rules, with_published

ZONE = ZoneInfo("Asia/Shanghai")


class Star(enum.StrEnum):
    """What a list that leaves the house may hide."""

    FOUNDER = "founder"
    INVESTOR = "investor"
    AMOUNT = "amount"


@dataclass(frozen=True, slots=True)
class TenantLine:
    """A tenant with its money of the span and the working of its graduation."""

    row: TenantRow
    n_records: int
    # Confirmed money of the span that is in 元 or was converted.
    raised: int
    n_firsts: int
    standing: Standing


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
    # Requests for services that founders made of the space.
    services: list[ServiceFacts]
    standing: Standing
    # The rules as of the instant, which the standings were judged by.
    rules: tuple[Rule, ...]

    @property
    def firsts(self) -> list[MoneyRow]:
        """Firsts of tenants in the span."""
        return [row for row in self.money if row.is_first]

    @property
    def graduates(self) -> list[TenantLine]:
        """Tenants for which a criterion is met on record."""
        return [line for line in self.tenants if line.standing.verdict is Verdict.PASS]

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
    subsidies: list[SubsidyRow]


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
        declared = await reports.declared(at, [space_id, *(row.company_id for row in tenants)], DECLARED)
        services = await facts_of_space(conn, at, space_id, since, until)
        published = await SubsidyRuleRepository(conn).published()
    books = with_published(shipped_rules(), [one for one in published if one.published_at <= at])
    on = until - timedelta(days=1)
    lines = [_tenant_line(row, money, books, declared, on) for row in tenants]
    standing = judged(
        books, STANDARD, space_facts(space_id, tenants, money, declared_of(declared, space_id)), on
    )
    return SpaceReport(
        space,
        chosen,
        at,
        definition,
        lines,
        money,
        [EventLine(row, weight_of(row)) for row in events],
        services,
        standing,
        tuple(dict.fromkeys(s.rule for s in (*(line.standing for line in lines), standing) if s.rule)),
    )


def _midnight(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=ZONE)


def _tenant_line(
    row: TenantRow,
    money: list[MoneyRow],
    books: Sequence[RuleBook],
    declared: Sequence[DeclaredValue],
    on: date,
) -> TenantLine:
    own = [one for one in money if one.company_id == row.company_id]
    facts = tenant_facts(row, declared_of(declared, row.company_id))
    return TenantLine(
        row, len(own), cny(own), sum(one.is_first for one in own), judged(books, GRADUATION, facts, on)
    )


def weight_of(row: HostedEvent) -> Decimal | None:
    """What an event counts in local scoring; unknown until somebody names its hosts."""
    if row.role is None:
        return None
    whole = Decimal(1) if row.role is HostRole.HOST else Decimal("0.5")
    return whole / 2 if row.n_in_role > 1 else whole


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
        subsidies = await reports.subsidies(at, provider_id)
    return ProviderReport(
        provider,
        at,
        year,
        definition,
        [row for row in rows if year is None or row.value_on.year == year],
        [row for row in subsidies if year is None or row.claimed_on.year == year],
    )


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
