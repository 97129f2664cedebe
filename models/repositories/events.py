"""Events, rooms, slots and jurors; who is asked is in `participants.py`, plans in `plans.py`."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from models.db import Connection
from models.entities.events import (
    Addressee,
    Event,
    EventCounts,
    EventFacts,
    Juror,
    NewSlot,
    ProgrammeEntry,
    Room,
    Slot,
    Today,
)
from models.entities.ids import EventId, OrganisationId, PersonId, SlotId
from models.entities.viewer import Viewer
from models.entities.vocabulary import EventStatus, Role
from models.rows import as_entities, as_entity, queries

_PUBLIC = [EventStatus.PUBLISHED, EventStatus.CANCELLED]


class EventRepository:
    """What an organising body holds; `viewer` sees the events of their own bodies alone."""

    def __init__(self, conn: Connection) -> None:
        self._conn = conn
        self._sql = queries("events")

    async def of_bodies(self, viewer: Viewer) -> list[Event]:
        """All events of the viewer's organising bodies."""
        return await self._events(None, viewer.organisation_ids(Role.ORGANISER), None)

    async def of_body(self, viewer: Viewer, event_id: int) -> Event | None:
        """One event, if the viewer's body holds it."""
        found = await self._events([event_id], viewer.organisation_ids(Role.ORGANISER), None)
        return found[0] if found else None

    async def public(self, event_id: int | None = None) -> list[Event]:
        """What anybody may see: published events, and those that were cancelled after."""
        found = await self._events(None if event_id is None else [event_id], None, _PUBLIC)
        return [e for e in found if e.published_at is not None]

    async def by_ids(self, event_ids: Sequence[int]) -> list[Event]:
        """Events by id, for whoever was found to take part in them."""
        return await self._events(list(event_ids), None, None)

    async def to_remind(self, after: datetime, until: datetime) -> list[int]:
        """Published events that begin in this time, if nobody was reminded of them yet."""
        return [row["id"] for row in await self._conn.fetch(self._sql["events_to_remind"], after, until)]

    async def _events(
        self, ids: list[int] | None, bodies: list[int] | None, statuses: list[EventStatus] | None
    ) -> list[Event]:
        return as_entities(Event, await self._conn.fetch(self._sql["events"], ids, bodies, statuses))

    async def lock(self, viewer: Viewer, event_id: int) -> bool:
        """Let changes to one event of the viewer's body happen in turn; false when it is not theirs."""
        row = await self._conn.fetchrow(
            self._sql["lock_event"], event_id, viewer.organisation_ids(Role.ORGANISER)
        )
        return row is not None

    async def counts(self, viewer: Viewer, event_id: int | None = None) -> list[EventCounts]:
        """How far the viewer's events are."""
        bodies = viewer.organisation_ids(Role.ORGANISER)
        return as_entities(EventCounts, await self._conn.fetch(self._sql["counts"], event_id, bodies))

    async def add(self, organiser_id: int, facts: EventFacts, person_id: PersonId, now: datetime) -> EventId:
        """A new event, as a draft."""
        found: int = await self._conn.fetchval(
            self._sql["add_event"], organiser_id, *_columns(facts), person_id, now
        )
        return EventId(found)

    async def change(self, event_id: int, sequence: int, facts: EventFacts, now: datetime) -> bool:
        """New facts; false when somebody else was quicker or the event is cancelled."""
        return (
            await self._conn.fetchval(self._sql["change_event"], event_id, sequence, *_columns(facts), now)
            is not None
        )

    async def set_status(
        self, event_id: int, expected: Sequence[EventStatus], to: EventStatus, now: datetime
    ) -> bool:
        """From one state to the next; false when it is not in an expected one."""
        return (
            await self._conn.fetchval(self._sql["set_status"], event_id, list(expected), to, now) is not None
        )

    async def raise_sequence(self, event_id: int) -> int:
        """Calendars must look again."""
        found: int = await self._conn.fetchval(self._sql["raise_sequence"], event_id)
        return found

    async def set_rooms(self, event_id: int, names: Sequence[str]) -> None:
        """These rooms; one in which something is set stays."""
        await self._conn.execute(self._sql["remove_rooms"], event_id, list(names))
        for name in names:
            await self._conn.execute(self._sql["add_room"], event_id, name)

    async def rooms(self, event_id: int) -> list[Room]:
        """The rooms by name."""
        return as_entities(Room, await self._conn.fetch(self._sql["rooms"], event_id))

    async def slots(self, event_id: int) -> list[Slot]:
        """The slots in their order of time."""
        return as_entities(Slot, await self._conn.fetch(self._sql["slots"], event_id))

    async def slots_as_held(self, event_id: int) -> list[Slot]:
        """The slots when they are held, delays of the day included."""
        return as_entities(Slot, await self._conn.fetch(self._sql["slots_as_held"], event_id))

    async def add_slot(self, event_id: int, slot: NewSlot) -> SlotId | None:
        """A slot; none when the room is another event's."""
        found: int | None = await self._conn.fetchval(
            self._sql["add_slot"], event_id, slot.kind, slot.room_id, slot.starts_at, slot.ends_at
        )
        return None if found is None else SlotId(found)

    async def remove_slots(self, event_id: int, slot_ids: Sequence[int]) -> int:
        """Take out slots that no plan uses; how many went."""
        await self._conn.execute(self._sql["forget_busy"], event_id, list(slot_ids))
        return len(await self._conn.fetch(self._sql["remove_slots"], event_id, list(slot_ids)))

    async def person_for_address(self, email: str, name: str, locale: str, now: datetime) -> Addressee:
        """The person with this address, made where there is none."""
        row = await self._conn.fetchrow(self._sql["person_for_address"], email, name, locale, now)
        return as_entity(Addressee, {**row, "organisation_name": ""})

    async def add_juror(self, event_id: int, person_id: int, invited_by: int, now: datetime) -> bool:
        """Ask a person to comment; false when they were asked before."""
        return (
            await self._conn.fetchval(self._sql["add_juror"], event_id, person_id, invited_by, now)
            is not None
        )

    async def remove_juror(self, event_id: int, person_id: int) -> bool:
        """Ask them no longer; false when they were not asked."""
        return await self._conn.fetchval(self._sql["remove_juror"], event_id, person_id) is not None

    async def jurors(self, event_id: int) -> list[Juror]:
        """Who is asked to comment."""
        return as_entities(Juror, await self._conn.fetch(self._sql["jurors"], event_id))

    async def today(self, bodies: Sequence[OrganisationId] | list[int], now: datetime) -> Today:
        """What waits for these bodies."""
        return as_entity(Today, await self._conn.fetchrow(self._sql["today"], list(bodies), now))

    async def public_programme(self, event_id: int) -> list[ProgrammeEntry]:
        """The pitches of a published event's released plan, names withheld without consent."""
        return as_entities(ProgrammeEntry, await self._conn.fetch(self._sql["public_programme"], event_id))


def _columns(facts: EventFacts) -> tuple[object, ...]:
    return (
        facts.kind,
        facts.title_zh,
        facts.title_en,
        facts.about_zh,
        facts.about_en,
        facts.starts_at,
        facts.ends_at,
        facts.timezone,
        facts.attendance,
        facts.place,
        facts.link,
        facts.district,
        list(facts.languages),
        facts.n_tables,
        facts.open_registration,
        facts.seats,
        facts.registration_until,
        facts.pitch_minutes,
        facts.question_minutes,
        facts.offer_hours,
    )
