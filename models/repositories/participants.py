"""Who is asked to an event, what they answered and when they are free."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from models.db import Connection
from models.entities.events import Addressee, MemberOf, Participant, PitchChoice, ProviderChoice
from models.entities.ids import ParticipantId
from models.entities.viewer import Viewer
from models.entities.vocabulary import Answer, Role
from models.rows import as_entities, queries


class ParticipantRepository:
    """Participants of events; people find their own alone, organisers those of an event they hold."""

    def __init__(self, conn: Connection) -> None:
        self._conn = conn
        self._sql = queries("participants")

    async def of_event(self, event_id: int, answer: Answer | None = None) -> list[Participant]:
        """Everybody asked to an event; the caller has found the event to be theirs."""
        return as_entities(Participant, await self._conn.fetch(self._sql["participants"], event_id, answer))

    async def own(
        self, viewer: Viewer, *, participant_id: int | None = None, event_id: int | None = None
    ) -> list[Participant]:
        """The viewer's own participations, all or of one event or one by id."""
        rows = await self._conn.fetch(
            self._sql["own_participants"],
            viewer.organisation_ids(Role.FOUNDER),
            viewer.vetted_ids(),
            participant_id,
            event_id,
        )
        return as_entities(Participant, rows)

    async def pitch_choices(self, event_id: int) -> list[PitchChoice]:
        """Pitches that could be selected."""
        return as_entities(PitchChoice, await self._conn.fetch(self._sql["pitch_choices"], event_id))

    async def provider_choices(self, event_id: int) -> list[ProviderChoice]:
        """Providers that could be invited."""
        return as_entities(ProviderChoice, await self._conn.fetch(self._sql["provider_choices"], event_id))

    async def add_founder(
        self, event_id: int, pitch_id: int, most: int, invited_by: int, now: datetime
    ) -> ParticipantId | None:
        """Select a pitch on show; none when it is not, or was selected before."""
        found: int | None = await self._conn.fetchval(
            self._sql["add_founder"], event_id, pitch_id, most, invited_by, now
        )
        return None if found is None else ParticipantId(found)

    async def add_provider(
        self, event_id: int, organisation_id: int, most: int, invited_by: int, now: datetime
    ) -> ParticipantId | None:
        """Invite a provider that was let in; none when it was not, or was invited before."""
        found: int | None = await self._conn.fetchval(
            self._sql["add_provider"], event_id, organisation_id, most, invited_by, now
        )
        return None if found is None else ParticipantId(found)

    async def answer(
        self,
        participant_id: int,
        expected: Answer,
        answer: Answer,
        *,
        person_id: int | None,
        max_meetings: int,
        now: datetime,
    ) -> bool:
        """Answer an invitation; false when somebody else answered in between."""
        found = await self._conn.fetchval(
            self._sql["answer_invitation"], participant_id, expected, answer, person_id, max_meetings, now
        )
        return found is not None

    async def set_busy(self, participant_id: int, slot_ids: Sequence[int], now: datetime) -> None:
        """The slots in which they are not free; all others they are."""
        await self._conn.execute(self._sql["free_availability"], participant_id)
        await self._conn.execute(self._sql["set_busy"], participant_id, list(slot_ids))
        await self._conn.execute(self._sql["availability_said"], participant_id, now)

    async def members_of(self, organisation_ids: Sequence[int]) -> list[MemberOf]:
        """Who may come for these organisations."""
        return as_entities(MemberOf, await self._conn.fetch(self._sql["members"], list(organisation_ids)))

    async def addressees_of_organisations(self, organisation_ids: Sequence[int]) -> list[Addressee]:
        """The members of organisations."""
        rows = await self._conn.fetch(self._sql["addressees_of_organisations"], list(organisation_ids))
        return as_entities(Addressee, rows)

    async def addressees_of_event(self, event_id: int) -> list[Addressee]:
        """Everybody concerned by an event, once each."""
        return as_entities(Addressee, await self._conn.fetch(self._sql["addressees_of_event"], event_id))

    async def persons(self, person_ids: Sequence[int]) -> list[Addressee]:
        """People by id."""
        return as_entities(Addressee, await self._conn.fetch(self._sql["persons"], list(person_ids)))
