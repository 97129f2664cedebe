"""Wishes of both sides, the organiser's promises, and how people take part."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from models.db import Connection
from models.entities.events import Participant
from models.entities.ids import EventId, PersonId
from models.entities.plans import PlanContents, PlannedMeeting, PlannedPitch
from models.entities.viewer import Viewer
from models.entities.vocabulary import Attendance, Role
from models.entities.wishes import (
    AvailabilityWord,
    Partner,
    Promise,
    PromiseKind,
    Taken,
    WishKind,
    WishTerms,
)
from models.rows import as_entities, as_entity, queries


class WishRepository:
    """Known to who wishes and to the organiser; the caller has found participant or event to be theirs."""

    def __init__(self, conn: Connection) -> None:
        self._conn = conn
        self._sql = queries("wishes")

    async def event_of(self, viewer: Viewer, participant_id: int) -> EventId | None:
        """The event of a participant, for the viewer who holds it."""
        found: int | None = await self._conn.fetchval(
            self._sql["participant_of_event"], participant_id, viewer.organisation_ids(Role.ORGANISER)
        )
        return None if found is None else EventId(found)

    async def partners(self, of: Participant) -> list[Partner]:
        """Whom a participant could wish to meet, as far as they may see them."""
        name = "providers_to_wish" if of.side == "founder" else "pitches_to_wish"
        return as_entities(Partner, await self._conn.fetch(self._sql[name], of.id))

    async def lock(self, participant_id: int) -> None:
        """One change of a participant's wishes after the other."""
        await self._conn.fetchval(self._sql["lock_wisher"], participant_id)

    async def said(self, participant_id: int) -> dict[int, WishKind]:
        """What a participant said, by partner."""
        rows = await self._conn.fetch(self._sql["said"], participant_id)
        return {row["partner_id"]: WishKind(row["wish"]) for row in rows}

    async def say(
        self, participant_id: int, partner_id: int, wish: WishKind, person_id: PersonId, now: datetime
    ) -> None:
        """What a participant wishes of another from now on."""
        await self._conn.execute(self._sql["say"], participant_id, partner_id, wish, person_id, now)

    async def set_terms(self, event_id: int, terms: WishTerms, person_id: PersonId, now: datetime) -> None:
        """How wishes work at an event."""
        await self._conn.execute(
            self._sql["set_terms"],
            event_id,
            terms.most_must,
            terms.most_like,
            terms.closes_at,
            terms.n_interpreters,
            terms.good_meetings,
            person_id,
            now,
        )

    async def promises(self, event_id: int) -> list[Promise]:
        """The organiser's words on pairs."""
        return as_entities(Promise, await self._conn.fetch(self._sql["promises"], event_id))

    async def promise(
        self,
        event_id: int,
        founder_id: int,
        provider_id: int,
        kind: PromiseKind,
        *,
        reason: str,
        lang: str,
        person_id: PersonId,
        now: datetime,
    ) -> bool:
        """The organiser's word on a pair; false when the two are no pair of this event."""
        found = await self._conn.fetchval(
            self._sql["promise"], event_id, founder_id, provider_id, kind, reason, lang, person_id, now
        )
        return found is not None

    async def take_back(self, event_id: int, founder_id: int, provider_id: int) -> bool:
        """No word on this pair any more; false when there was none."""
        found = await self._conn.fetchval(self._sql["take_back"], event_id, founder_id, provider_id)
        return found is not None

    async def set_way(
        self,
        participant_id: int,
        attendance: Attendance | None,
        languages: Sequence[str],
        person_id: PersonId,
        now: datetime,
    ) -> None:
        """How a participant takes part."""
        await self._conn.execute(
            self._sql["set_way"], participant_id, attendance, list(languages), person_id, now
        )

    async def availability_word(self, participant_id: int) -> AvailabilityWord | None:
        """Who last said when a participant is free."""
        row = await self._conn.fetchrow(self._sql["availability_word"], participant_id)
        return None if row is None else as_entity(AvailabilityWord, row)

    async def say_availability(
        self, participant_id: int, person_id: PersonId, now: datetime, *, by_organiser: bool, note: str
    ) -> None:
        """Remember who said when a participant is free."""
        await self._conn.execute(
            self._sql["say_availability"], participant_id, person_id, by_organiser, note, now
        )

    async def taken(self, participant_id: int) -> list[Taken]:
        """When the person who comes is booked by other events during this one."""
        return as_entities(Taken, await self._conn.fetch(self._sql["taken"], participant_id))

    async def n_wishing(self, event_id: int) -> dict[str, tuple[int, int]]:
        """By side: how many come, and how many of them said a wish."""
        rows = await self._conn.fetch(self._sql["n_wishing"], event_id)
        return {row["side"]: (row["n_coming"], row["n_said"]) for row in rows}

    async def released(self, event_id: int) -> PlanContents | None:
        """What the plan holds that everybody sees; None while there is none."""
        rows = await self._conn.fetch(self._sql["released_contents"], event_id)
        if not rows:
            return None
        return PlanContents(
            tuple(as_entity(PlannedPitch, r) for r in rows if r["kind"] == "pitch"),
            tuple(as_entity(PlannedMeeting, r) for r in rows if r["kind"] == "meeting"),
        )
