"""Requests for services of host spaces: who asked for what, and what each asked space did about it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from models.db import Connection
from models.entities.ids import OrganisationId, PersonId
from models.entities.service_requests import (
    Ask,
    NewRequest,
    NewServiceStep,
    OwnPitch,
    QuietAsk,
    ServiceFacts,
    ServiceReader,
    ServiceSide,
    ServiceState,
    ServiceStepTaken,
    SpaceThatOffers,
)
from models.entities.viewer import Viewer
from models.entities.vocabulary import Role
from models.rows import as_entities, queries


class ServiceRequestRepository:
    """Reads and appends; a request is found only by its company and by the spaces that were asked."""

    def __init__(self, conn: Connection) -> None:
        self._conn = conn
        self._sql = queries("service_requests")

    async def visible(
        self, viewer: Viewer, *, role: Role | None = None, request_id: int | None = None
    ) -> list[Ask]:
        """Requests of the viewer's companies and to the viewer's spaces; `role` leaves one of the two."""
        companies = viewer.organisation_ids(Role.FOUNDER) if role is not Role.SPACE else []
        spaces = viewer.organisation_ids(Role.SPACE) if role is not Role.FOUNDER else []
        return as_entities(Ask, await self._conn.fetch(self._sql["visible"], companies, spaces, request_id))

    async def n_waiting(self, viewer: Viewer) -> int:
        """How many requests wait for the viewer's spaces."""
        found: int = await self._conn.fetchval(
            self._sql["counted_waiting"], viewer.organisation_ids(Role.SPACE)
        )
        return found

    async def steps(self, request_id: int, space_ids: Sequence[int]) -> list[ServiceStepTaken]:
        """What was done at these spaces, the latest first."""
        rows = await self._conn.fetch(self._sql["steps"], request_id, list(space_ids))
        return as_entities(ServiceStepTaken, rows)

    async def spaces_that_offer(self, today: date) -> list[SpaceThatOffers]:
        """Published spaces with what they offer and how much they have to do."""
        return as_entities(SpaceThatOffers, await self._conn.fetch(self._sql["spaces_that_offer"], today))

    async def own_pitches(self, viewer: Viewer) -> list[OwnPitch]:
        """Pitches of the viewer's companies that a request can name."""
        companies = viewer.organisation_ids(Role.FOUNDER)
        return as_entities(OwnPitch, await self._conn.fetch(self._sql["own_pitches"], companies))

    async def n_open(self, company_id: int) -> int:
        """How many requests of a company are open."""
        found: int = await self._conn.fetchval(self._sql["counted_open"], company_id)
        return found

    async def ask(self, new: NewRequest, person_id: PersonId, lang: str, now: datetime) -> int:
        """A request, not yet put to any space; its id."""
        found: int = await self._conn.fetchval(
            self._sql["ask"],
            new.company_id,
            new.pitch_id,
            new.kind,
            new.need,
            lang,
            new.needed_by,
            new.space_id is None,
            new.district,
            person_id,
            now,
        )
        return found

    async def lock(self, request_id: int) -> dict[OrganisationId, tuple[ServiceState, int | None]]:
        """Hold a request; where it stands with each space, and its rating."""
        await self._conn.fetchval(self._sql["lock"], request_id)
        rows = await self._conn.fetch(self._sql["states"], request_id)
        return {r["space_id"]: (ServiceState(r["state"]), r["rating"]) for r in rows}

    async def add_step(
        self,
        request_id: int,
        space_id: int,
        side: ServiceSide,
        new: NewServiceStep,
        person_id: PersonId | None,
        lang: str,
        now: datetime,
    ) -> None:
        """Append what a side did at a space."""
        await self._conn.execute(
            self._sql["add_step"],
            request_id,
            space_id,
            side,
            new.step,
            new.note,
            lang,
            new.reason,
            new.promised_on,
            new.rating,
            person_id,
            now,
        )

    async def readers(self, request_id: int, space_id: int) -> list[ServiceReader]:
        """Whom to write to on both sides."""
        return as_entities(ServiceReader, await self._conn.fetch(self._sql["readers"], request_id, space_id))

    async def for_mail(self, request_id: int, space_id: int) -> Mapping[str, Any]:
        """Kind and names."""
        row: Mapping[str, Any] = await self._conn.fetchrow(self._sql["for_mail"], request_id, space_id)
        return row

    async def quiet(self, before: datetime, day: date) -> list[QuietAsk]:
        """Open requests about which nothing has happened since, and no reminder was sent."""
        return as_entities(QuietAsk, await self._conn.fetch(self._sql["quiet"], before, day))

    async def remind(self, quiet: QuietAsk, now: datetime) -> bool:
        """Note a reminder; False when there was one for this silence."""
        found = await self._conn.fetchval(
            self._sql["remind"], quiet.request_id, quiet.space_id, quiet.since, now
        )
        return found is not None

    async def unanswered(self, before: datetime) -> list[QuietAsk]:
        """Requests and questions that nobody has answered since."""
        return as_entities(QuietAsk, await self._conn.fetch(self._sql["unanswered"], before))

    async def facts(
        self, as_of: datetime, since: datetime, until: datetime, space_ids: Sequence[int] | None
    ) -> list[ServiceFacts]:
        """What reports count of requests asked within a span, at these spaces or (None) at all."""
        spaces = None if space_ids is None else list(space_ids)
        return as_entities(
            ServiceFacts, await self._conn.fetch(self._sql["facts"], as_of, since, until, spaces)
        )
