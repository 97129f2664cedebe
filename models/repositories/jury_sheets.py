"""What jurors give: score sheets, reasons, picks; the jury around them is in `jury.py`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from models.db import Connection
from models.entities.events import Addressee
from models.entities.ids import PersonId
from models.entities.jury import (
    FounderJury,
    FounderReason,
    FounderResult,
    JurorTask,
    PickRow,
    ScoreSheet,
    SheetInput,
)
from models.rows import as_entities, as_entity, queries


def _sheet(row: Mapping[str, Any]) -> ScoreSheet:
    points = {int(criterion): int(n) for criterion, n in row["points"].items()}
    return as_entity(ScoreSheet, {"translations": {}, **row, "points": points})


class JurySheetRepository:
    """A juror's own sheets and picks by their id; all of an event for its organiser alone."""

    def __init__(self, conn: Connection) -> None:
        self._conn = conn
        self._sql = queries("jury_sheets")

    async def tasks(self, person_id: PersonId, event_id: int | None = None) -> list[JurorTask]:
        """Each pitch of the juries that a person sits on, as far as they may know of it."""
        rows = await self._conn.fetch(self._sql["juror_juries"], person_id, event_id)
        return as_entities(JurorTask, rows)

    async def own(self, participant_id: int, person_id: PersonId) -> ScoreSheet | None:
        """A juror's own sheet of one pitch."""
        row = await self._conn.fetchrow(self._sql["sheet"], participant_id, person_id)
        return None if row is None else _sheet(row)

    async def may_judge(self, event_id: int, participant_id: int, person_id: PersonId) -> bool:
        """Whether a pitch is this juror's to judge."""
        found = await self._conn.fetchval(self._sql["may_judge"], event_id, participant_id, person_id)
        return found is not None

    async def save(
        self,
        event_id: int,
        participant_id: int,
        person_id: PersonId,
        revision: int | None,
        sheet: SheetInput,
        now: datetime,
    ) -> int | None:
        """Save a draft, the first with revision None; its id, or None when somebody saved meanwhile."""
        words = (list(sheet.phrases), sheet.reason, sheet.lang, sheet.signed, now)
        if revision is None:
            sheet_id: int | None = await self._conn.fetchval(
                self._sql["add_sheet"], event_id, participant_id, person_id, *words
            )
        else:
            sheet_id = await self._conn.fetchval(
                self._sql["save_sheet"], participant_id, person_id, revision, *words
            )
        if sheet_id is not None:
            await self._conn.execute(self._sql["forget_marks"], sheet_id)
            criteria = sorted(sheet.points)
            points = [sheet.points[c] for c in criteria]
            await self._conn.execute(self._sql["add_marks"], sheet_id, criteria, points)
        return sheet_id

    async def submit(self, sheet_id: int, now: datetime) -> bool:
        """From draft to submitted."""
        return await self._conn.fetchval(self._sql["submit_sheet"], sheet_id, now) is not None

    async def recall(self, participant_id: int, person_id: PersonId) -> bool:
        """Back to a draft; translations of the reason go, since it may change."""
        sheet_id = await self._conn.fetchval(self._sql["recall_sheet"], participant_id, person_id)
        if sheet_id is not None:
            await self._conn.execute(self._sql["forget_translations"], sheet_id)
        return sheet_id is not None

    async def submitted(self, event_id: int, reader: PersonId | None) -> list[ScoreSheet]:
        """The submitted sheets, without those that the reader has a conflict with; None is the system."""
        return [_sheet(row) for row in await self._conn.fetch(self._sql["sheets"], event_id, reader)]

    async def translate(self, event_id: int, sheet_id: int, body: str, by: PersonId, now: datetime) -> bool:
        """A reason in the other language; false when there is none that the writer may know of."""
        found = await self._conn.fetchval(self._sql["translate"], event_id, sheet_id, body, by, now)
        return found is not None

    async def founder_juries(self, event_id: int, company_ids: Sequence[int]) -> list[FounderJury]:
        """The pitches of these companies at an event, with the state of its jury if it has one."""
        rows = await self._conn.fetch(self._sql["founder_juries"], event_id, list(company_ids))
        return as_entities(FounderJury, rows)

    async def founder_results(self, event_id: int, company_ids: Sequence[int]) -> list[FounderResult]:
        """The released results of these companies' pitches."""
        rows = await self._conn.fetch(self._sql["founder_results"], event_id, list(company_ids))
        return as_entities(FounderResult, rows)

    async def founder_reasons(self, event_id: int, company_ids: Sequence[int]) -> list[FounderReason]:
        """What jurors wrote about pitches of these companies, once released; in no order that tells who."""
        rows = await self._conn.fetch(self._sql["founder_reasons"], event_id, list(company_ids))
        return as_entities(FounderReason, rows)

    async def picks(
        self, event_id: int, person_id: PersonId | None = None, *, reader: PersonId | None = None
    ) -> list[PickRow]:
        """The picks that stand, without those that the reader has a conflict with; None is the system."""
        rows = await self._conn.fetch(self._sql["picks"], event_id, person_id, reader)
        return as_entities(PickRow, rows)

    async def add_pick(
        self, event_id: int, person_id: PersonId, winner: int, loser: int, *, tie: bool, now: datetime
    ) -> int:
        """One pick; a second of the same two is refused by the database."""
        found: int = await self._conn.fetchval(
            self._sql["add_pick"], event_id, person_id, winner, loser, tie, now
        )
        return found

    async def undo_pick(self, event_id: int, person_id: PersonId, now: datetime) -> bool:
        """Take the last pick back; false when there is none."""
        return await self._conn.fetchval(self._sql["undo_pick"], event_id, person_id, now) is not None

    async def to_tell(self, event_id: int) -> list[Addressee]:
        """Whom a released result concerns."""
        return as_entities(Addressee, await self._conn.fetch(self._sql["released_to_tell"], event_id))
