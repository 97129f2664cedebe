"""The rules, conflicts and assignment of a jury; sheets and picks are in `jury_sheets.py`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from models.db import Connection
from models.entities.ids import PersonId
from models.entities.jury import (
    ConflictKind,
    InterestConflict,
    Jury,
    JuryMember,
    JuryPitch,
    JuryRules,
    JuryState,
    NewCriterion,
    PublicResult,
    ResultRow,
    Seat,
)
from models.rows import as_entities, as_entity, queries


class JuryRepository:
    """One event's jury; what a person reads of it leaves out the companies they have a conflict with."""

    def __init__(self, conn: Connection) -> None:
        self._conn = conn
        self._sql = queries("jury")

    async def of_event(self, event_id: int) -> Jury | None:
        """The jury of an event, if it has one that scores."""
        row = await self._conn.fetchrow(self._sql["jury"], event_id)
        return None if row is None else as_entity(Jury, row)

    async def lock(self, event_id: int) -> JuryState | None:
        """Let changes happen in turn; the state that then stands, None without a jury."""
        state = await self._conn.fetchval(self._sql["lock_jury"], event_id)
        return None if state is None else JuryState(state)

    async def hold(self, event_id: int) -> JuryState | None:
        """Keep the state while a sheet or a pick is saved."""
        state = await self._conn.fetchval(self._sql["hold_jury"], event_id)
        return None if state is None else JuryState(state)

    async def add(self, event_id: int, rules: JuryRules, by: PersonId, now: datetime) -> bool:
        """Set up a jury; false when there is one."""
        made = await self._conn.fetchval(self._sql["add_jury"], event_id, *_figures(rules), by, now)
        if made is not None:
            await self._add_criteria(event_id, rules.criteria)
        return made is not None

    async def change(self, event_id: int, revision: int, rules: JuryRules) -> bool:
        """Other rules before scoring begins; false when somebody was quicker or it has begun."""
        found = await self._conn.fetchval(self._sql["change_jury"], event_id, revision, *_figures(rules))
        if found is None:
            return False
        if not await self._conn.fetchval(self._sql["n_sheets"], event_id):
            await self._conn.execute(self._sql["remove_criteria"], event_id)
            await self._add_criteria(event_id, rules.criteria)
        return True

    async def _add_criteria(self, event_id: int, criteria: Sequence[NewCriterion]) -> None:
        await self._conn.execute(
            self._sql["add_criteria"],
            event_id,
            [c.name_zh for c in criteria],
            [c.name_en for c in criteria],
            [c.about_zh for c in criteria],
            [c.about_en for c in criteria],
            [c.weight for c in criteria],
        )

    async def n_sheets(self, event_id: int) -> int:
        """How many sheets and picks there are."""
        found: int = await self._conn.fetchval(self._sql["n_sheets"], event_id)
        return found

    async def pitches(self, event_id: int) -> list[JuryPitch]:
        """The pitches that the jury judges."""
        return as_entities(JuryPitch, await self._conn.fetch(self._sql["pitches"], event_id))

    async def members(self, event_id: int) -> list[JuryMember]:
        """The jurors with their topics."""
        return as_entities(JuryMember, await self._conn.fetch(self._sql["members"], event_id))

    async def set_member(
        self, event_id: int, person_id: PersonId, sectors: Sequence[str], most: int | None
    ) -> None:
        """A juror's topics and how many pitches they can read."""
        await self._conn.execute(self._sql["set_member"], event_id, person_id, list(sectors), most)

    async def set_away(self, event_id: int, person_id: int, away_at: datetime | None) -> bool:
        """A juror falls out or is back; false when they are no juror."""
        return await self._conn.fetchval(self._sql["set_away"], event_id, person_id, away_at) is not None

    async def conflicts(self, event_id: int, person_id: PersonId | None = None) -> list[InterestConflict]:
        """Conflicts of interest on record, of one person where named."""
        rows = await self._conn.fetch(self._sql["conflicts"], event_id, person_id)
        return as_entities(InterestConflict, rows)

    async def declare(
        self,
        event_id: int,
        person_id: int,
        company_id: int,
        kind: ConflictKind,
        *,
        span: tuple[date | None, date | None],
        side: str,
        pinned: bool,
        note: str,
        by: PersonId,
        now: datetime,
    ) -> bool:
        """A conflict that somebody states; false when it is stated already."""
        found = await self._conn.fetchval(
            self._sql["declare"], event_id, person_id, company_id, kind, *span, side, pinned, note, by, now
        )
        return found is not None

    async def withdraw(self, event_id: int, person_id: PersonId, company_id: int, now: datetime) -> None:
        """A juror takes back what they declared about a company."""
        await self._conn.execute(self._sql["withdraw"], event_id, person_id, company_id, person_id, now)

    async def lift(
        self,
        event_id: int,
        person_id: int,
        company_id: int,
        kind: str,
        reason: str,
        by: PersonId,
        now: datetime,
    ) -> bool:
        """Set a conflict aside; false when it is pinned, gone or set aside already."""
        found = await self._conn.fetchval(
            self._sql["lift"], event_id, person_id, company_id, kind, reason, by, now
        )
        return found is not None

    async def restore(self, event_id: int, person_id: int, company_id: int, kind: str) -> bool:
        """A conflict that was set aside counts again."""
        found = await self._conn.fetchval(self._sql["restore"], event_id, person_id, company_id, kind)
        return found is not None

    async def say(
        self, event_id: int, person_id: PersonId, participant_ids: Sequence[int], now: datetime
    ) -> int:
        """The juror has said of these pitches whom they know; answers of how many."""
        return len(await self._conn.fetch(self._sql["say"], event_id, person_id, list(participant_ids), now))

    async def seats(self, event_id: int, reader: PersonId) -> list[Seat]:
        """Who judges what, without the pitches of companies that the reader has a conflict with."""
        return as_entities(Seat, await self._conn.fetch(self._sql["seats"], event_id, reader))

    async def all_seats(self, event_id: int) -> list[Seat]:
        """Who judges what, for the solver."""
        return as_entities(Seat, await self._conn.fetch(self._sql["all_seats"], event_id))

    async def set_rule(
        self, event_id: int, participant_id: int, person_id: int, rule: str, by: PersonId, now: datetime
    ) -> bool:
        """Fix a juror to a pitch or keep them from it; false when one of them is not there."""
        found = await self._conn.fetchval(
            self._sql["set_rule"], event_id, participant_id, person_id, rule, by, now
        )
        return found is not None

    async def clear_rule(self, event_id: int, participant_id: int, person_id: int) -> bool:
        """Drop a decision by hand."""
        found = await self._conn.fetchval(self._sql["clear_rule"], event_id, participant_id, person_id)
        return found is not None

    async def want_assignment(self, event_id: int, now: datetime) -> bool:
        """Ask for an assignment; false once scoring is closed."""
        return await self._conn.fetchval(self._sql["want_assignment"], event_id, now) is not None

    async def next_wanted(self) -> int | None:
        """An event whose assignment is wanted, held until the transaction ends."""
        found: int | None = await self._conn.fetchval(self._sql["next_wanted"])
        return found

    async def set_seats(
        self, event_id: int, seats: Sequence[tuple[int, int, int | None]], now: datetime
    ) -> None:
        """The new assignment instead of the old: (pitch, juror, place in reserve or None)."""
        await self._conn.execute(self._sql["forget_seats"], event_id)
        columns = ([s[n] for s in seats] for n in range(3))
        await self._conn.execute(self._sql["add_seats"], event_id, *columns, now)

    async def note_assignment(
        self,
        event_id: int,
        now: datetime,
        *,
        value: float | None,
        bound: float | None,
        optimal: bool | None,
        notes: Sequence[Mapping[str, Any]],
    ) -> None:
        """What the assignment came to."""
        await self._conn.execute(self._sql["assigned"], event_id, now, value, bound, optimal, list(notes))

    async def set_state(self, event_id: int, expected: Sequence[JuryState], state: JuryState) -> bool:
        """From one state to the next; false when it stands elsewhere."""
        return await self._conn.fetchval(self._sql["set_state"], event_id, list(expected), state) is not None

    async def close(self, event_id: int, by: PersonId, now: datetime, without: str) -> bool:
        """Close scoring; false when it is not open."""
        return await self._conn.fetchval(self._sql["closed"], event_id, by, now, without) is not None

    async def release(
        self, event_id: int, by: PersonId, now: datetime, *, shows_places: bool, is_public: bool
    ) -> bool:
        """Tell founders; false when it is not closed."""
        found = await self._conn.fetchval(self._sql["released"], event_id, by, now, shows_places, is_public)
        return found is not None

    async def add_results(self, event_id: int, rows: Sequence[ResultRow]) -> None:
        """What each pitch came to, as it is told from now on."""
        names = ResultRow.__slots__
        columns = ([getattr(row, name) for row in rows] for name in names)
        await self._conn.execute(self._sql["add_result"], event_id, *columns)

    async def results(self, event_id: int) -> list[ResultRow]:
        """What was released, best first."""
        return as_entities(ResultRow, await self._conn.fetch(self._sql["results"], event_id))

    async def public_results(self, event_id: int, most: int) -> list[PublicResult]:
        """The first places, where they are published."""
        rows = await self._conn.fetch(self._sql["public_results"], event_id, most)
        return as_entities(PublicResult, rows)


def _figures(rules: JuryRules) -> tuple[object, ...]:
    return (
        rules.mode,
        rules.jurors_per_pitch,
        rules.least_pitches,
        rules.most_pitches,
        rules.points,
        rules.drop_extremes,
        rules.pitch_minutes,
        rules.question_minutes,
        rules.look_back_years,
    )
