"""Plans of events: solved in the worker, corrected by hand, released, answered."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from models.db import Connection
from models.entities.ids import PersonId, PlanId
from models.entities.plans import (
    Booked,
    PairWish,
    Plan,
    PlanContents,
    PlanEntry,
    PlannedMeeting,
    PlannedPitch,
)
from models.entities.viewer import Viewer
from models.entities.vocabulary import Answer, Role
from models.rows import as_entities, as_entity, queries


def _columns(rows: Sequence[tuple[Any, ...]]) -> list[list[Any]]:
    return [list(column) for column in zip(*rows, strict=True)]


class PlanRepository:
    """Versions of an event's plan and what stands in them."""

    def __init__(self, conn: Connection) -> None:
        self._conn = conn
        self._sql = queries("plans")

    async def of_event(
        self, viewer: Viewer, event_id: int, plan_id: int | None = None, *, detailed: int | None = None
    ) -> list[Plan]:
        """The plans of an event of the viewer's body, newest first, or one of them; one in detail."""
        bodies = viewer.organisation_ids(Role.ORGANISER)
        rows = await self._conn.fetch(self._sql["plans"], event_id, bodies, plan_id, detailed)
        return as_entities(Plan, rows)

    async def by_id(self, plan_id: int) -> Plan:
        """One plan, for the planner."""
        return as_entity(Plan, await self._conn.fetchrow(self._sql["plan"], plan_id))

    async def contents(self, plan_id: int) -> PlanContents:
        """All that a plan holds."""
        return (await self.contents_of([plan_id]))[plan_id]

    async def contents_of(self, plan_ids: Sequence[int]) -> dict[int, PlanContents]:
        """All that some plans hold, by plan."""
        rows = await self._conn.fetch(self._sql["contents"], list(plan_ids))
        found = {}
        for plan_id in plan_ids:
            mine = [r for r in rows if r["plan_id"] == plan_id]
            found[plan_id] = PlanContents(
                tuple(as_entity(PlannedPitch, r) for r in mine if r["kind"] == "pitch"),
                tuple(as_entity(PlannedMeeting, r) for r in mine if r["kind"] == "meeting"),
            )
        return found

    # ------------------------------------------------------------ solving

    async def open_plan(self, event_id: int) -> PlanId | None:
        """The plan that is being made, if any."""
        found: int | None = await self._conn.fetchval(self._sql["open_plan"], event_id)
        return None if found is None else PlanId(found)

    async def queue(
        self,
        event_id: int,
        person_id: int,
        now: datetime,
        *,
        seconds: int,
        former_id: int | None = None,
        move_price: float | None = None,
    ) -> PlanId:
        """Ask for the next version, anew or around a former one."""
        found: int = await self._conn.fetchval(
            self._sql["queue_plan"], event_id, person_id, now, seconds, former_id, move_price
        )
        return PlanId(found)

    async def copy(self, plan_id: int, person_id: int, now: datetime) -> PlanId:
        """A version as the newest draft."""
        found: int = await self._conn.fetchval(self._sql["copy_plan"], plan_id, person_id, now)
        await self._conn.execute(self._sql["copy_pitches"], plan_id, found)
        await self._conn.execute(self._sql["copy_meetings"], plan_id, found)
        await self.set_value(found)
        return PlanId(found)

    async def waiting(self) -> list[PlanId]:
        """Plans that are to be solved."""
        return [PlanId(row["id"]) for row in await self._conn.fetch(self._sql["waiting_plans"])]

    async def try_lock(self, plan_id: int) -> bool:
        """Hold a plan until this transaction ends; false when another solver holds it."""
        return bool(await self._conn.fetchval(self._sql["try_lock_plan"], plan_id))

    async def start(self, plan_id: int) -> bool:
        """The solver has it; false when it is done already."""
        return await self._conn.fetchval(self._sql["start_plan"], plan_id) is not None

    async def stop(self, event_id: int, plan_id: int, now: datetime) -> bool:
        """End the solve with what it has; false when it is not being made."""
        return await self._conn.fetchval(self._sql["stop_plan"], plan_id, event_id, now) is not None

    async def stop_asked(self, plan_id: int) -> bool:
        """Whether somebody wants the solve to end."""
        return bool(await self._conn.fetchval(self._sql["stop_asked"], plan_id))

    async def keep_better(self, plan_id: int, value: float, bound: float | None, solver_status: str) -> bool:
        """Show the best plan so far; false when it is not being solved."""
        found = await self._conn.fetchval(self._sql["keep_better"], plan_id, value, bound, solver_status)
        return found is not None

    async def finish(
        self,
        plan_id: int,
        now: datetime,
        *,
        value: float,
        bound: float | None,
        solver_status: str,
        notes: list[dict[str, Any]],
        seconds: float,
        programme: dict[str, Any],
    ) -> bool:
        """A draft with its certificate; false when it was not being solved."""
        found = await self._conn.fetchval(
            self._sql["finish_plan"],
            plan_id,
            now,
            value,
            bound,
            solver_status,
            notes,
            seconds,
            programme,
        )
        return found is not None

    async def fill(
        self, plan_id: int, pitches: Sequence[tuple[Any, ...]], meetings: Sequence[tuple[Any, ...]]
    ) -> None:
        """Hold exactly these pitches and meetings, with their columns in the order of the query."""
        await self._conn.execute(self._sql["clear_pitches"], plan_id)
        await self._conn.execute(self._sql["clear_meetings"], plan_id)
        if pitches:
            await self._conn.execute(self._sql["fill_pitches"], plan_id, *_columns(pitches))
        if meetings:
            await self._conn.execute(self._sql["fill_meetings"], plan_id, *_columns(meetings))

    async def declined_pairs(self, event_id: int) -> frozenset[tuple[int, int]]:
        """Founder and provider of each released meeting that one of them declined."""
        rows = await self._conn.fetch(self._sql["declined_pairs"], event_id)
        return frozenset((r["founder_id"], r["provider_id"]) for r in rows)

    async def fail(self, plan_id: int, now: datetime, failure: str, notes: list[dict[str, Any]]) -> None:
        """The solver could not, and why."""
        await self._conn.execute(self._sql["fail_plan"], plan_id, now, failure, notes)

    async def latest_with_locks(self, event_id: int, before: int) -> PlanId | None:
        """The version whose fixed places are kept."""
        found: int | None = await self._conn.fetchval(self._sql["latest_with_locks"], event_id, before)
        return None if found is None else PlanId(found)

    async def wishes(self, event_id: int) -> list[PairWish]:
        """What is on record between those who come."""
        return as_entities(PairWish, await self._conn.fetch(self._sql["wishes"], event_id))

    async def booked_elsewhere(self, event_id: int) -> list[Booked]:
        """When the people of an event are taken by others."""
        return as_entities(Booked, await self._conn.fetch(self._sql["booked_elsewhere"], event_id))

    # ------------------------------------------------------------ contents

    async def add_pitch(
        self, plan_id: int, slot_id: int, participant_id: int, *, locked: bool = False
    ) -> None:
        """Put a pitch into a slot; the slot's key refuses a second one."""
        await self._conn.execute(self._sql["add_pitch"], plan_id, slot_id, participant_id, locked)

    async def remove_pitches(self, plan_id: int, participant_ids: Sequence[int]) -> None:
        """Take pitches out."""
        await self._conn.execute(self._sql["remove_pitches"], plan_id, list(participant_ids))

    async def add_meeting(
        self,
        plan_id: int,
        founder_id: int,
        provider_id: int,
        slot_id: int,
        table_no: int,
        value: float,
        *,
        locked: bool = False,
    ) -> None:
        """Let two meet; keys refuse a taken table and a person who meets somebody else."""
        await self._conn.execute(
            self._sql["add_meeting"], plan_id, founder_id, provider_id, slot_id, table_no, value, locked
        )

    async def remove_meeting(self, plan_id: int, founder_id: int, provider_id: int) -> bool:
        """Take a meeting out; false when there is none."""
        found = await self._conn.fetchval(self._sql["remove_meeting"], plan_id, founder_id, provider_id)
        return found is not None

    async def revise(self, plan_id: int, revision: int) -> bool:
        """Count a correction; false when somebody else was quicker."""
        return await self._conn.fetchval(self._sql["revise"], plan_id, revision) is not None

    async def set_value(self, plan_id: int) -> None:
        """Sum up the meetings anew."""
        await self._conn.execute(self._sql["set_value"], plan_id)

    # ------------------------------------------------------------ release

    async def supersede(self, event_id: int) -> PlanId | None:
        """The released version gives way; which it was."""
        found: int | None = await self._conn.fetchval(self._sql["supersede"], event_id)
        return None if found is None else PlanId(found)

    async def release(self, plan_id: int, revision: int, now: datetime, person_id: int) -> bool:
        """Let everybody see it; false when it changed since it was read."""
        found = await self._conn.fetchval(self._sql["release"], plan_id, revision, now, person_id)
        return found is not None

    async def carry_answers(self, plan_id: int, former_id: int) -> None:
        """What stays where it was stays answered."""
        await self._conn.execute(self._sql["carry_pitch_answers"], plan_id, former_id)
        await self._conn.execute(self._sql["carry_meeting_answers"], plan_id, former_id)
        await self._conn.execute(self._sql["carry_standby"], plan_id, former_id)

    async def book(self, plan_id: int) -> None:
        """Take the time of everybody whom the plan names."""
        await self._conn.execute(self._sql["book_plan"], plan_id)

    async def unbook_event(self, event_id: int) -> None:
        """Give back all time that an event took."""
        await self._conn.execute(self._sql["unbook_event"], event_id)

    async def unbook_slot(self, plan_id: int, person_ids: Sequence[PersonId | None], slot_id: int) -> None:
        """Give back people's time in a slot."""
        people = [p for p in person_ids if p is not None]
        await self._conn.execute(self._sql["unbook"], plan_id, people, slot_id)

    async def book_slot(self, plan_id: int, person_ids: Sequence[PersonId | None], slot_id: int) -> None:
        """Take people's time in a slot again; refused when it is taken by now."""
        people = [p for p in person_ids if p is not None]
        await self._conn.execute(self._sql["book"], plan_id, people, slot_id)

    # ------------------------------------------------------------ people's own plans

    async def entries(self, participant_ids: Sequence[int]) -> list[PlanEntry]:
        """Everything that was ever released for these participants, as it stands now."""
        rows = await self._conn.fetch(self._sql["entries"], list(participant_ids))
        found = as_entities(PlanEntry, rows)
        return sorted(found, key=lambda e: (e.starts_at, e.kind, e.item_id))

    async def own_meeting(self, viewer: Viewer, meeting_id: int) -> Mapping[str, Any] | None:
        """A released meeting of the viewer's, locked for the answer."""
        row: Mapping[str, Any] | None = await self._conn.fetchrow(
            self._sql["meeting_of"],
            meeting_id,
            viewer.organisation_ids(Role.FOUNDER),
            viewer.vetted_ids(),
        )
        return row

    async def answer_meeting(
        self, meeting_id: int, side: str, expected: Answer, answer: Answer, now: datetime
    ) -> bool:
        """One side's answer; false when it is no longer the one that was read."""
        name = "answer_meeting_as_founder" if side == "founder" else "answer_meeting_as_provider"
        return await self._conn.fetchval(self._sql[name], meeting_id, expected, answer, now) is not None

    async def own_placed_pitch(self, viewer: Viewer, placed_id: int) -> Mapping[str, Any] | None:
        """A released pitch slot of the viewer's, locked for the answer."""
        row: Mapping[str, Any] | None = await self._conn.fetchrow(
            self._sql["placed_pitch_of"], placed_id, viewer.organisation_ids(Role.FOUNDER)
        )
        return row

    async def answer_pitch(self, placed_id: int, expected: Answer, answer: Answer, now: datetime) -> bool:
        """The founder's answer; false when it is no longer the one that was read."""
        return (
            await self._conn.fetchval(self._sql["answer_pitch"], placed_id, expected, answer, now) is not None
        )

    async def hand_over(self, participant_id: int, before: int, after: int) -> None:
        """Another person comes: the time that the released plan took moves to them."""
        await self._conn.execute(self._sql["hand_over"], participant_id, before, after)

    async def decline_all(self, participant_id: int, now: datetime) -> None:
        """Whoever does not come takes part in nothing."""
        await self._conn.execute(self._sql["decline_all"], participant_id, now)
