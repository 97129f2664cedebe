"""What a company's passport is drawn from, and the links under which parts of it are shown."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from models.db import Connection
from models.entities.passports import (
    Part,
    PassportCompany,
    PassportElsewhere,
    PassportMeeting,
    PassportPitch,
    PassportRecord,
    PassportTenancy,
    Share,
    Shared,
)
from models.entities.viewer import Viewer
from models.entities.vocabulary import Role
from models.errors import NotFound
from models.rows import as_entities, as_entity, queries


class PassportRepository:
    """Reads as of an instant; whether the reader may is asked by `company` or by a link that holds."""

    def __init__(self, conn: Connection) -> None:
        self._conn = conn
        self._sql = queries("passports")

    async def own_company(self, viewer: Viewer, as_of: datetime, company_id: int) -> PassportCompany:
        """A company of the viewer's, or any for an officer."""
        if Role.OFFICER not in viewer.roles and company_id not in viewer.organisation_ids(Role.FOUNDER):
            raise NotFound
        return await self.company(as_of, company_id)

    async def company(self, as_of: datetime, company_id: int) -> PassportCompany:
        """The company, for whoever holds a link to it."""
        row = await self._conn.fetchrow(self._sql["company"], as_of, company_id)
        if row is None:
            raise NotFound
        return as_entity(PassportCompany, row)

    async def pitches(self, as_of: datetime, company_id: int) -> list[PassportPitch]:
        """Submitted pitches."""
        return as_entities(PassportPitch, await self._conn.fetch(self._sql["pitches"], as_of, company_id))

    async def meetings(self, as_of: datetime, company_id: int) -> list[PassportMeeting]:
        """Kept meetings, in their order."""
        found = as_entities(PassportMeeting, await self._conn.fetch(self._sql["meetings"], as_of, company_id))
        return sorted(found, key=lambda m: (m.met_at, m.provider_name))

    async def records(self, as_of: datetime, company_id: int) -> list[PassportRecord]:
        """Confirmed money."""
        return as_entities(PassportRecord, await self._conn.fetch(self._sql["records"], as_of, company_id))

    async def elsewhere(self, as_of: datetime, company_id: int) -> list[PassportElsewhere]:
        """Firsts declared to have happened elsewhere."""
        return as_entities(
            PassportElsewhere, await self._conn.fetch(self._sql["elsewhere"], as_of, company_id)
        )

    async def tenancies(self, as_of: datetime, company_id: int) -> list[PassportTenancy]:
        """Stays in host spaces."""
        return as_entities(PassportTenancy, await self._conn.fetch(self._sql["tenancies"], as_of, company_id))

    async def share(
        self,
        viewer: Viewer,
        company_id: int,
        parts: Sequence[Part],
        audience: str,
        now: datetime,
        expires_at: datetime,
    ) -> int:
        """A new link to chosen parts."""
        found: int = await self._conn.fetchval(
            self._sql["share"],
            company_id,
            list(parts),
            audience,
            viewer.locale,
            viewer.person_id,
            now,
            expires_at,
        )
        return found

    async def shares(self, company_id: int) -> list[Share]:
        """All links of a company."""
        return as_entities(Share, await self._conn.fetch(self._sql["shares"], company_id))

    async def open_shared(self, share_id: int, form: str, now: datetime) -> Shared:
        """What a link shows, with the opening counted; not found once the link has ended."""
        row = await self._conn.fetchrow(self._sql["open_shared"], share_id, now, form)
        if row is None:
            raise NotFound("link_not_valid")
        return as_entity(Shared, row)

    async def revoke(self, viewer: Viewer, company_id: int, share_id: int, now: datetime) -> None:
        """End a link."""
        found = await self._conn.fetchval(
            self._sql["revoke_share"], share_id, company_id, now, viewer.person_id
        )
        if found is None:
            raise NotFound
