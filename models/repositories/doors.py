"""The door of an event: its links and who was seen; what runs late and who steps in is in `day.py`."""

from __future__ import annotations

from datetime import datetime, timedelta

from models.db import Connection
from models.entities.doors import EventLink, Expected, LinkId, Sighting
from models.entities.ids import PersonId
from models.entities.viewer import Viewer
from models.entities.vocabulary import Role
from models.rows import as_entities, as_entity, queries


class DoorRepository:
    """Links to an event's pages, and the people seen at its doors."""

    def __init__(self, conn: Connection) -> None:
        self._conn = conn
        self._sql = queries("doors")

    async def add_link(
        self, viewer: Viewer, event_id: int, kind: str, name: str, now: datetime, after: timedelta
    ) -> LinkId | None:
        """A new address that lasts until some time after the event; none for an event of others."""
        found: int | None = await self._conn.fetchval(
            self._sql["add_link"],
            event_id,
            viewer.organisation_ids(Role.ORGANISER),
            kind,
            name,
            viewer.person_id,
            now,
            after,
        )
        return None if found is None else LinkId(found)

    async def links(self, viewer: Viewer, event_id: int) -> list[EventLink]:
        """The addresses handed out for an event of the viewer's bodies."""
        bodies = viewer.organisation_ids(Role.ORGANISER)
        return as_entities(EventLink, await self._conn.fetch(self._sql["links"], event_id, bodies))

    async def link(self, link_id: int, kind: str, now: datetime) -> EventLink | None:
        """An address that still opens its page."""
        row = await self._conn.fetchrow(self._sql["link"], link_id, kind, now)
        return None if row is None else as_entity(EventLink, row)

    async def revoke(self, viewer: Viewer, event_id: int, link_id: int, now: datetime) -> bool:
        """End an address at once; false when it is not the viewer's, or has ended before."""
        bodies = viewer.organisation_ids(Role.ORGANISER)
        found = await self._conn.fetchval(self._sql["revoke_link"], link_id, event_id, bodies, now)
        return found is not None

    async def expected(self, event_id: int) -> list[Expected]:
        """Who comes, once a person, and when each was seen."""
        return as_entities(Expected, await self._conn.fetch(self._sql["expected"], event_id))

    async def record(
        self,
        event_id: int,
        sighting: Sighting,
        now: datetime,
        *,
        link_id: int | None,
        staff_id: int | None,
    ) -> None:
        """A person was seen, or that was a mistake; the same a second time changes nothing."""
        if sighting.undoes:
            await self._conn.execute(
                self._sql["undo_check_in"], event_id, sighting.person_id, list(sighting.undoes), now, link_id
            )
        else:
            await self._conn.execute(
                self._sql["check_in"],
                sighting.id,
                event_id,
                sighting.person_id,
                sighting.at,
                now,
                link_id,
                staff_id if link_id is None else None,
            )
        await self._conn.execute(self._sql["note_attendance"], event_id, sighting.person_id)

    async def seen(self, event_id: int) -> frozenset[PersonId]:
        """Who is there."""
        return frozenset(
            PersonId(row["person_id"]) for row in await self._conn.fetch(self._sql["seen"], event_id)
        )
