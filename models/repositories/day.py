"""The day of an event as it is held: the programme now, delays, stand-by offers, meetings kept and missed.

Who may read an event's day was checked before, in the same block: by the event's body, by a signed link,
or by being expected there. What a person changes for themselves takes the viewer.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from models.db import Connection
from models.entities.day import (
    Arrival,
    Delay,
    DelayId,
    HeldMeeting,
    HeldSlot,
    NewOffer,
    OfferId,
    OwnMeeting,
    PairOutcome,
    SlotShift,
    StandbyOffer,
)
from models.entities.ids import MeetingId, PlanId
from models.entities.viewer import Viewer
from models.entities.vocabulary import Role
from models.rows import as_entities, as_entity, queries


class DayRepository:
    """What changes on the day itself."""

    def __init__(self, conn: Connection) -> None:
        self._conn = conn
        self._sql = queries("day")

    async def programme(self, event_id: int) -> list[HeldSlot]:
        """The slots of an event at their times of today."""
        return as_entities(HeldSlot, await self._conn.fetch(self._sql["programme"], event_id))

    async def meetings(self, event_id: int, meeting_id: int | None = None) -> list[HeldMeeting]:
        """The meetings of the released plan, or one of them."""
        rows = await self._conn.fetch(self._sql["meetings"], event_id, meeting_id)
        return as_entities(HeldMeeting, rows)

    async def arrival(self, viewer: Viewer, event_id: int) -> Arrival | None:
        """Whether the viewer is expected and there; none where no such event is published."""
        row = await self._conn.fetchrow(self._sql["arrival"], event_id, viewer.person_id)
        return None if row is None else as_entity(Arrival, row)

    async def released_plan(self, event_id: int) -> PlanId | None:
        """The plan that everybody sees, if there is one."""
        found: int | None = await self._conn.fetchval(self._sql["released_plan"], event_id)
        return None if found is None else PlanId(found)

    async def lock(self, event_id: int) -> None:
        """Let changes of one event's day happen one after the other."""
        await self._conn.execute(self._sql["lock_day"], event_id)

    # ------------------------------------------------------------ delays

    async def add_delay(
        self,
        event_id: int,
        room_id: int | None,
        from_at: datetime,
        minutes: int,
        shifts: Sequence[SlotShift],
        made_by: int,
        now: datetime,
    ) -> DelayId:
        """A room or the tables run late, with what that does to each slot."""
        made: int = await self._conn.fetchval(
            self._sql["add_delay"], event_id, room_id, from_at, minutes, made_by, now
        )
        for one in shifts:
            await self._conn.execute(
                self._sql["add_shift"], made, one.slot_id, one.starts_late, one.ends_late
            )
        return DelayId(made)

    async def delays(self, event_id: int) -> list[Delay]:
        """The delays of an event, the latest first."""
        return as_entities(Delay, await self._conn.fetch(self._sql["delays"], event_id))

    async def shifts(self, delay_id: int) -> list[SlotShift]:
        """What a delay did."""
        return as_entities(SlotShift, await self._conn.fetch(self._sql["shifts"], delay_id))

    async def undo_delay(self, event_id: int, delay_id: int, person_id: int, now: datetime) -> bool:
        """Take back the latest delay of its room; false when it is not the latest, or is taken back."""
        found = await self._conn.fetchval(self._sql["undo_delay"], delay_id, event_id, now, person_id)
        return found is not None

    # ------------------------------------------------------------ changes of the day

    async def move_meeting(self, meeting_id: int, slot_id: int, table_no: int) -> bool:
        """Another slot and table; false when the meeting is called off or not in a released plan."""
        found = await self._conn.fetchval(self._sql["move_meeting"], meeting_id, slot_id, table_no)
        return found is not None

    async def call_off(self, meeting_id: int, person_id: int, now: datetime) -> bool:
        """The meeting does not take place; false when that was so before."""
        found = await self._conn.fetchval(self._sql["call_off"], meeting_id, now, person_id)
        return found is not None

    async def add_standby_meeting(self, plan_id: int, offer: StandbyOffer, now: datetime) -> MeetingId:
        """Two who have accepted meet."""
        found: int = await self._conn.fetchval(
            self._sql["add_standby_meeting"],
            plan_id,
            offer.founder_id,
            offer.provider_id,
            offer.slot_id,
            offer.table_no,
            offer.value,
            now,
        )
        return MeetingId(found)

    # ------------------------------------------------------------ stand-by offers

    async def add_offer(
        self, event_id: int, offer: NewOffer, offered_by: int | None, now: datetime
    ) -> OfferId | None:
        """Offer a table to two; none when it was offered to them before, or is offered to others now."""
        found: int | None = await self._conn.fetchval(
            self._sql["add_offer"],
            event_id,
            offer.missing_id,
            offer.slot_id,
            offer.table_no,
            offer.founder_id,
            offer.provider_id,
            offer.value,
            offered_by,
            now,
        )
        return None if found is None else OfferId(found)

    async def offers(self, event_id: int) -> list[StandbyOffer]:
        """All offers of an event, for its organiser."""
        rows = await self._conn.fetch(self._sql["offers"], event_id, None, None, None)
        return as_entities(StandbyOffer, rows)

    async def own_offers(
        self, viewer: Viewer, *, event_id: int | None = None, offer_id: int | None = None
    ) -> list[StandbyOffer]:
        """Offers to the viewer's companies and vetted providers, or one of them."""
        rows = await self._conn.fetch(
            self._sql["offers"],
            event_id,
            viewer.organisation_ids(Role.FOUNDER),
            viewer.vetted_ids(),
            offer_id,
        )
        return as_entities(StandbyOffer, rows)

    async def accept(self, offer_id: int, side: str, now: datetime) -> bool:
        """One side steps in; false when the offer has ended."""
        found = await self._conn.fetchval(self._sql[f"accept_offer_as_{side}"], offer_id, now)
        return found is not None

    async def close_offer(
        self, offer_id: int, because: str, now: datetime, meeting_id: int | None = None
    ) -> bool:
        """An offer has ended; false when it had before."""
        found = await self._conn.fetchval(self._sql["close_offer"], offer_id, now, because, meeting_id)
        return found is not None

    async def close_offers_of(self, slot_id: int, taken_by: int, now: datetime) -> None:
        """Who is taken by one offer is offered nothing else in this slot."""
        await self._conn.execute(self._sql["close_offers_of"], slot_id, taken_by, now)

    # ------------------------------------------------------------ meetings kept and missed

    async def own_meeting(self, viewer: Viewer, meeting_id: int, side: str) -> OwnMeeting | None:
        """A meeting of the viewer's on this side."""
        ids = viewer.organisation_ids(Role.FOUNDER) if side == "founder" else viewer.vetted_ids()
        row = await self._conn.fetchrow(self._sql["own_meeting"], meeting_id, side, ids)
        return None if row is None else as_entity(OwnMeeting, row)

    async def say(
        self, founder_id: int, provider_id: int, side: str, said: str, person_id: int, now: datetime
    ) -> None:
        """What a side, or the staff, say came of a meeting."""
        await self._conn.execute(self._sql["say"], founder_id, provider_id, side, said, person_id, now)

    async def say_first(
        self, founder_id: int, provider_id: int, said: str, person_id: int, now: datetime
    ) -> None:
        """The staff's word, unless they have spoken."""
        await self._conn.execute(self._sql["say_first"], founder_id, provider_id, said, person_id, now)

    async def unsay(self, founder_id: int, provider_id: int, now: datetime) -> None:
        """The staff take their word back."""
        await self._conn.execute(self._sql["unsay"], founder_id, provider_id, now)

    async def outcomes(self, participant_ids: Sequence[int]) -> list[PairOutcome]:
        """What was said of the meetings of some participants."""
        return as_entities(PairOutcome, await self._conn.fetch(self._sql["own_said"], list(participant_ids)))
