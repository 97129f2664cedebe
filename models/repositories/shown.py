"""Pitches as people outside the company read them: vetted providers, jurors, anybody."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from models.db import Connection
from models.entities.ids import OrganisationId, PersonId
from models.entities.pitches import JurorEvent, JurorPitch, PitchComment, PitchText, ShownPitch
from models.repositories.pitches import deck_in
from models.rows import as_entities, as_entity, queries


def _shown(row: Mapping[str, Any], *, with_deck: bool) -> ShownPitch:
    return ShownPitch(
        pitch_id=row["pitch_id"],
        version=row["version"],
        company_id=row["company_id"],
        company_name=row["company_name"],
        company_lang=row["company_lang"],
        approved_at=row["approved_at"],
        showcased=row["showcased"],
        text=as_entity(PitchText, row),
        has_terms=row["has_terms"],
        terms=row["terms"],
        deck=deck_in(row) if with_deck else None,
    )


class ShownRepository:
    """Every query joins the view `pitch_on_show`, the one definition of what may be seen."""

    def __init__(self, conn: Connection) -> None:
        self._conn = conn
        self._sql = queries("shown")

    async def for_provider(
        self, pitch_id: int, *, vetted_ids: list[int], qualified_ids: list[int]
    ) -> ShownPitch | None:
        """A pitch that one of these vetted providers is shown; its terms with a qualified one among them."""
        row = await self._conn.fetchrow(self._sql["for_provider"], pitch_id, vetted_ids, qualified_ids)
        if row is None:
            return None
        return replace(
            _shown(row, with_deck=True), reader_id=row["reader_id"], qualified_id=row["qualified_id"]
        )

    async def showcased(
        self,
        *,
        pitch_id: int | None = None,
        sector: str | None = None,
        stage: str | None = None,
        district: str | None = None,
        limit: int = 200,
    ) -> list[ShownPitch]:
        """What anybody may read; never terms, decks or people."""
        rows = await self._conn.fetch(self._sql["showcased"], pitch_id, sector, stage, district, limit)
        return [_shown(row, with_deck=False) for row in rows]

    async def showcased_before(
        self,
        *,
        sector: str | None,
        stage: str | None,
        district: str | None,
        before: int | None,
        limit: int,
    ) -> list[ShownPitch]:
        """The same by number, the newest first, those before the last one of the page before."""
        rows = await self._conn.fetch(self._sql["showcased_before"], sector, stage, district, before, limit)
        return [_shown(row, with_deck=False) for row in rows]

    async def note_view(
        self,
        pitch_id: int,
        person_id: PersonId,
        organisation_id: OrganisationId | None,
        what: str,
        now: datetime,
    ) -> None:
        """Remember who has opened what, for the founder."""
        await self._conn.execute(self._sql["note_view"], pitch_id, person_id, organisation_id, what, now)

    async def juror_events(self, person_id: PersonId) -> list[JurorEvent]:
        """Events that the person is a juror of."""
        return as_entities(JurorEvent, await self._conn.fetch(self._sql["juror_events"], person_id))

    async def juror_pitches(
        self, person_id: PersonId, *, event_id: int | None = None, pitch_id: int | None = None
    ) -> list[JurorPitch]:
        """Pitches of the juror's events, or the one asked for."""
        rows = await self._conn.fetch(self._sql["juror_pitches"], person_id, event_id, pitch_id)
        return [
            JurorPitch(
                event_id=row["event_id"],
                event_title_zh=row["event_title_zh"],
                event_title_en=row["event_title_en"],
                starts_at=row["starts_at"],
                timezone=row["timezone"],
                pitch_id=row["pitch_id"],
                company_name=row["company_name"],
                company_lang=row["company_lang"],
                text=as_entity(PitchText, row),
                deck=deck_in(row),
                n_comments=row["n_comments"],
            )
            for row in rows
        ]

    async def own_comments(self, pitch_id: int, event_id: int, person_id: PersonId) -> list[PitchComment]:
        """What the juror has written on a pitch at an event."""
        rows = await self._conn.fetch(self._sql["own_comments"], pitch_id, event_id, person_id)
        return as_entities(PitchComment, rows)

    async def add_comment(
        self, pitch_id: int, event_id: int, person_id: PersonId, body: str, lang: str, now: datetime
    ) -> int:
        """Another comment."""
        found: int = await self._conn.fetchval(
            self._sql["add_comment"], pitch_id, event_id, person_id, body, lang, now
        )
        return found
