"""Pitches for their founders and reviewers; what others may read is in `shown.py`, decks in `decks.py`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime
from typing import Any

from models.db import Connection
from models.entities.ids import DeckId, OrganisationId, PersonId, PitchId
from models.entities.pitches import (
    Consent,
    Deck,
    DraftToken,
    PitchComment,
    PitchDraft,
    PitchHead,
    PitchRow,
    PitchText,
    PitchVersion,
    Reader,
    SpaceChoice,
    VersionRow,
)
from models.entities.vocabulary import PitchStatus
from models.rows import as_entities, as_entity, queries


def deck_in(row: Mapping[str, Any]) -> Deck | None:
    """The deck joined to a version under `deck_of`, if there is one that was not removed."""
    return None if row["deck_of"] is None else as_entity(Deck, {**row, "id": row["deck_of"]})


def _columns(draft: PitchDraft) -> list[object]:
    """The draft in the order of `add_version` and `save_version`."""
    return [
        draft.lang,
        draft.name,
        draft.one_line,
        draft.problem,
        draft.solution,
        draft.market,
        draft.team,
        draft.main_category,
        list(draft.categories),
        draft.sector,
        draft.sector2,
        draft.stage,
        draft.district,
        draft.city,
        draft.space_id,
        [asdict(s) for s in draft.seeks],
        draft.terms,
    ]


class PitchRepository:
    """Reads and writes pitches on one open connection."""

    def __init__(self, conn: Connection) -> None:
        self._conn = conn
        self._sql = queries("pitches")

    async def of_companies(self, company_ids: list[int], current: Mapping[str, str]) -> list[PitchRow]:
        """The pitches of a founder's companies; `current`: which version of each consent's text counts."""
        texts = [f"{purpose}:{version}" for purpose, version in current.items()]
        return as_entities(
            PitchRow, await self._conn.fetch(self._sql["pitches_of_companies"], company_ids, texts)
        )

    async def head(
        self, pitch_id: int, *, company_ids: list[int], as_organiser: bool = False
    ) -> PitchHead | None:
        """Where a pitch stands, if the viewer may know of it."""
        row = await self._conn.fetchrow(self._sql["head"], pitch_id, company_ids, as_organiser)
        return None if row is None else as_entity(PitchHead, row)

    async def version(
        self, pitch_id: int, version: int | None = None, *, frozen_only: bool = False
    ) -> PitchVersion | None:
        """One version of a pitch whose head the viewer has seen; the newest where none is named."""
        row = await self._conn.fetchrow(self._sql["version"], pitch_id, version, frozen_only)
        if row is None:
            return None
        return PitchVersion(
            pitch_id=PitchId(row["pitch_id"]),
            version=row["version"],
            revision=row["revision"],
            text=as_entity(PitchText, row),
            terms=row["terms"],
            deck=deck_in(row),
            saved_at=row["saved_at"],
            saved_by_name=row["saved_by_name"],
            frozen_at=row["frozen_at"],
        )

    async def history(self, pitch_id: int, *, frozen_only: bool = False) -> list[VersionRow]:
        """Every version with its review."""
        return as_entities(VersionRow, await self._conn.fetch(self._sql["history"], pitch_id, frozen_only))

    async def consents(self, pitch_id: int) -> list[Consent]:
        """What was agreed to, and taken back."""
        return as_entities(Consent, await self._conn.fetch(self._sql["consents"], pitch_id))

    async def readers(self, pitch_id: int) -> list[Reader]:
        """Which organisations opened the pitch."""
        return as_entities(Reader, await self._conn.fetch(self._sql["readers"], pitch_id))

    async def comments(self, pitch_id: int) -> list[PitchComment]:
        """What mentors and jurors wrote."""
        return as_entities(PitchComment, await self._conn.fetch(self._sql["comments"], pitch_id))

    async def spaces(self) -> list[SpaceChoice]:
        """Host spaces to choose from."""
        return as_entities(SpaceChoice, await self._conn.fetch(self._sql["spaces"]))

    async def companies(self, company_ids: list[int]) -> list[Mapping[str, Any]]:
        """The viewer's companies with name, language, code and place."""
        rows: list[Mapping[str, Any]] = await self._conn.fetch(self._sql["company_of_person"], company_ids)
        return rows

    async def lock(self, pitch_id: int, company_ids: list[int]) -> Mapping[str, Any] | None:
        """A founder's pitch with its newest version, held until the transaction ends."""
        row: Mapping[str, Any] | None = await self._conn.fetchrow(
            self._sql["lock_pitch"], pitch_id, company_ids
        )
        return row

    async def lock_submitted(self, pitch_id: int) -> Mapping[str, Any] | None:
        """A pitch that an organiser may know of, held until the transaction ends."""
        row: Mapping[str, Any] | None = await self._conn.fetchrow(self._sql["lock_submitted"], pitch_id)
        return row

    async def add(self, company_id: OrganisationId, person_id: PersonId, now: datetime) -> PitchId:
        """A new pitch, still without text."""
        found: int = await self._conn.fetchval(self._sql["add_pitch"], company_id, person_id, now)
        return PitchId(found)

    async def add_version(
        self,
        pitch_id: int,
        version: int,
        draft: PitchDraft,
        deck_id: DeckId | None,
        person_id: PersonId,
        now: datetime,
    ) -> None:
        """A new draft."""
        await self._conn.execute(
            self._sql["add_version"], pitch_id, version, *_columns(draft), deck_id, person_id, now
        )
        await self._touch(pitch_id, now)

    async def copy_version(self, pitch_id: int, version: int, person_id: PersonId, now: datetime) -> None:
        """A new draft after `version`, saying the same."""
        await self._conn.execute(self._sql["copy_version"], pitch_id, version, person_id, now)
        await self._touch(pitch_id, now)

    async def save(
        self, pitch_id: int, token: DraftToken, draft: PitchDraft, person_id: PersonId, now: datetime
    ) -> int | None:
        """Write the draft that the token names; None when it is no longer in that state."""
        revision: int | None = await self._conn.fetchval(
            self._sql["save_version"],
            pitch_id,
            token.version,
            token.revision,
            *_columns(draft),
            person_id,
            now,
        )
        if revision is not None:
            await self._touch(pitch_id, now)
        return revision

    async def set_deck(
        self, pitch_id: int, version: int, deck_id: DeckId | None, person_id: PersonId, now: datetime
    ) -> None:
        """Put a deck beside the draft, or take it away."""
        await self._conn.execute(self._sql["set_deck"], pitch_id, version, deck_id, person_id, now)
        await self._touch(pitch_id, now)

    async def freeze(self, pitch_id: int, version: int, now: datetime) -> bool:
        """Close the draft; False when it is no draft any more."""
        return await self._conn.fetchval(self._sql["freeze"], pitch_id, version, now) is not None

    async def submit(self, pitch_id: int, expected: PitchStatus, now: datetime) -> bool:
        """Let the pitch wait for review; False when its state has moved on."""
        return await self._conn.fetchval(self._sql["submit"], pitch_id, expected, now) is not None

    async def withdraw(self, pitch_id: int, expected: PitchStatus, now: datetime) -> bool:
        """Take the pitch out of sight; False when its state has moved on."""
        return await self._conn.fetchval(self._sql["withdraw"], pitch_id, expected, now) is not None

    async def consent_in_force(self, pitch_id: int, purpose: str) -> str | None:
        """The version of the text agreed to now."""
        found: str | None = await self._conn.fetchval(self._sql["consent_in_force"], pitch_id, purpose)
        return found

    async def give_consent(
        self, pitch_id: int, person_id: PersonId, purpose: str, text_version: str, lang: str, now: datetime
    ) -> None:
        """Remember what was agreed to, by whom, in which language and when."""
        await self._conn.execute(
            self._sql["give_consent"], pitch_id, person_id, purpose, text_version, lang, now
        )

    async def revoke_consent(self, pitch_id: int, purpose: str, now: datetime) -> bool:
        """Take a consent back; False when none was in force."""
        return await self._conn.fetchval(self._sql["revoke_consent"], pitch_id, purpose, now) is not None

    async def end_showcase(self, pitch_id: int, now: datetime) -> None:
        """Off the public pages."""
        await self._conn.execute(self._sql["end_showcase"], pitch_id, now)

    async def register_company(self, company_id: int, uscc: str, now: datetime) -> bool:
        """Put the company's code on record; False when it has one already."""
        return await self._conn.fetchval(self._sql["register_company"], company_id, uscc, now) is not None

    async def add_company(
        self, name: str, lang: str, uscc: str | None, district: str | None, person_id: PersonId, now: datetime
    ) -> OrganisationId:
        """A new company or team with this person as its manager."""
        found: int = await self._conn.fetchval(
            self._sql["add_company"], name, lang, uscc, district, person_id, now
        )
        return OrganisationId(found)

    async def _touch(self, pitch_id: int, now: datetime) -> None:
        await self._conn.execute(self._sql["touch"], pitch_id, now)
