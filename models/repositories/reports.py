"""Reports per space, event and provider as known at an instant; who may read which is asked before."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from datetime import date, datetime

from models.db import Connection
from models.entities.ids import PersonId
from models.entities.reports import (
    Body,
    DeclaredValue,
    EventFacts,
    Host,
    HostedEvent,
    HostRole,
    LedgerRow,
    MeetingRow,
    MoneyRow,
    PairRow,
    PortfolioRow,
    StageRow,
    Subject,
    SubsidyRow,
    TenantRow,
)
from models.entities.viewer import Viewer
from models.entities.vocabulary import Role
from models.errors import NotFound
from models.rows import as_entities, as_entity, queries


class ReportRepository:
    """Each lookup of a subject takes the viewer and finds nothing that is not theirs."""

    def __init__(self, conn: Connection) -> None:
        self._conn = conn
        self._sql = queries("reports")

    async def space(self, viewer: Viewer, as_of: datetime, space_id: int) -> Body:
        """A space of the viewer's, or any for an officer."""
        _own(viewer, Role.SPACE, space_id)
        row = await self._conn.fetchrow(self._sql["space"], as_of, space_id)
        if row is None:
            raise NotFound
        return as_entity(Body, row)

    async def tenants(self, as_of: datetime, space_id: int, since: date, until: date) -> list[TenantRow]:
        """Companies in the space between two days."""
        rows = await self._conn.fetch(self._sql["tenants"], as_of, space_id, since, until)
        return as_entities(TenantRow, rows)

    async def money_in_space(
        self, as_of: datetime, space_id: int, since: date, until: date, definition: str
    ) -> list[MoneyRow]:
        """Confirmed money of tenants between two days."""
        rows = await self._conn.fetch(self._sql["money_in_space"], as_of, space_id, since, until, definition)
        return as_entities(MoneyRow, rows)

    async def declared(
        self, as_of: datetime, organisation_ids: Sequence[int], facts: Sequence[str]
    ) -> list[DeclaredValue]:
        """The last word of each organisation on each of these facts."""
        rows = await self._conn.fetch(self._sql["declared"], as_of, list(organisation_ids), list(facts))
        return as_entities(DeclaredValue, rows)

    async def events_of_host(
        self, as_of: datetime, space_id: int, since: datetime, until: datetime
    ) -> list[HostedEvent]:
        """Events that the space hosted, or that were held there with nobody named as host."""
        rows = await self._conn.fetch(self._sql["events_of_host"], as_of, space_id, since, until)
        return as_entities(HostedEvent, rows)

    async def event(self, viewer: Viewer, as_of: datetime, event_id: int) -> EventFacts:
        """An event of the viewer's bodies, or any that was published for an officer."""
        row = await self._conn.fetchrow(self._sql["event"], as_of, event_id)
        if row is None:
            raise NotFound
        if row["organiser_id"] not in viewer.organisation_ids(Role.ORGANISER):
            _own(viewer, Role.ORGANISER, row["organiser_id"])
            # A draft is its organiser's matter.
            if row["published_at"] is None or row["published_at"] > as_of:
                raise NotFound
        return as_entity(EventFacts, row)

    async def hosts(self, as_of: datetime, event_id: int) -> list[Host]:
        """Who hosted an event."""
        return as_entities(Host, await self._conn.fetch(self._sql["hosts"], as_of, event_id))

    async def stage(self, as_of: datetime, event_id: int) -> list[StageRow]:
        """The programme released last."""
        return as_entities(StageRow, await self._conn.fetch(self._sql["stage"], as_of, event_id))

    async def meetings(self, as_of: datetime, event_id: int) -> list[MeetingRow]:
        """The meetings released last."""
        return as_entities(MeetingRow, await self._conn.fetch(self._sql["meetings"], as_of, event_id))

    async def pairs(self, as_of: datetime, event_id: int, since: datetime) -> list[PairRow]:
        """Pairs of the event with interest or an introduction since."""
        return as_entities(PairRow, await self._conn.fetch(self._sql["pairs"], as_of, event_id, since))

    async def money_of_event(self, as_of: datetime, event_id: int, definition: str) -> list[MoneyRow]:
        """Confirmed money that came of an event."""
        rows = await self._conn.fetch(self._sql["money_of_event"], as_of, event_id, definition)
        return as_entities(MoneyRow, rows)

    async def state_host(
        self,
        viewer: Viewer,
        event_id: int,
        organisation_id: int | None,
        name: str,
        role: HostRole,
        now: datetime,
    ) -> int:
        """Name a host of an event of the viewer's."""
        found: int | None = await self._conn.fetchval(
            self._sql["state_host"],
            event_id,
            organisation_id,
            name,
            role,
            viewer.person_id,
            now,
            viewer.organisation_ids(Role.ORGANISER),
        )
        if found is None:
            raise NotFound
        return found

    async def withdraw_host(
        self, viewer: Viewer, event_id: int, host_id: int, person_id: PersonId, now: datetime
    ) -> None:
        """Name it no longer."""
        bodies = viewer.organisation_ids(Role.ORGANISER)
        if (
            await self._conn.fetchval(self._sql["withdraw_host"], event_id, host_id, now, person_id, bodies)
            is None
        ):
            raise NotFound

    async def possible_hosts(self) -> list[tuple[int, str]]:
        """Bodies that can be named, with their ids."""
        return [(row["id"], row["name"]) for row in await self._conn.fetch(self._sql["possible_hosts"])]

    async def provider(self, viewer: Viewer, as_of: datetime, provider_id: int) -> Body:
        """A provider of the viewer's, or any for an officer."""
        _own(viewer, Role.PROVIDER, provider_id)
        row = await self._conn.fetchrow(self._sql["provider"], as_of, provider_id)
        if row is None:
            raise NotFound
        return as_entity(Body, row)

    async def portfolio(self, as_of: datetime, provider_id: int, definition: str) -> list[PortfolioRow]:
        """A provider's records."""
        rows = await self._conn.fetch(self._sql["portfolio"], as_of, provider_id, definition)
        return as_entities(PortfolioRow, rows)

    async def subsidies(self, as_of: datetime, provider_id: int) -> list[SubsidyRow]:
        """A provider's claims."""
        return as_entities(SubsidyRow, await self._conn.fetch(self._sql["subsidies"], as_of, provider_id))

    async def ledger(self, viewer: Viewer, as_of: datetime, *, as_officer: bool) -> AsyncIterator[LedgerRow]:
        """Every record that the viewer may see, read as it is asked for; all of them for an officer."""
        cursor = self._conn.cursor(
            self._sql["ledger"],
            as_of,
            as_officer and Role.OFFICER in viewer.roles,
            viewer.organisation_ids(Role.FOUNDER) + viewer.organisation_ids(Role.PROVIDER),
            viewer.organisation_ids(Role.ORGANISER),
            prefetch=500,
        )
        async for row in cursor:
            yield as_entity(LedgerRow, row)

    async def subjects(self, viewer: Viewer, part_of_name: str) -> list[Subject]:
        """What the viewer can open a report of."""
        own = [a.organisation_id for a in viewer.acting]
        rows = await self._conn.fetch(
            self._sql["subjects"],
            Role.OFFICER in viewer.roles,
            own,
            viewer.organisation_ids(Role.ORGANISER),
            part_of_name,
        )
        return as_entities(Subject, rows)


def _own(viewer: Viewer, role: Role, organisation_id: int) -> None:
    """Officers read every report; others those of what they act for, and of no other they may know."""
    if Role.OFFICER not in viewer.roles and organisation_id not in viewer.organisation_ids(role):
        raise NotFound
