"""Candidates, impressions, interest and introductions. Vectors are next door, `embeddings`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import numpy as np
from numpy.typing import NDArray

from models.db import Connection
from models.entities.ids import OrganisationId, PersonId, PitchId
from models.entities.matching import (
    Candidate,
    CandidateIds,
    Introduction,
    MatchFilters,
    ProviderFacts,
)
from models.entities.viewer import Viewer
from models.entities.vocabulary import Choice, IntroductionStatus, ListOrder, NoReason, Role
from models.rows import as_entities, as_entity, queries


class MatchRepository:
    """Who fits whom, as far as the viewer may know."""

    def __init__(self, conn: Connection) -> None:
        self._conn = conn
        self._sql = queries("matching")

    async def candidate_ids(
        self, viewer: Viewer, organisation_id: OrganisationId, filters: MatchFilters
    ) -> CandidateIds:
        """Which pitches on show fit, for one of the viewer's vetted providers; none for anybody else."""
        row = await self._conn.fetchrow(
            self._sql["candidate_ids"],
            organisation_id,
            viewer.vetted_ids(),
            filters.stage,
            filters.sector,
            filters.district,
            filters.instrument,
            filters.choice,
        )
        return CandidateIds(
            _numbers(row["ids"]),
            frozenset(row["answered"]),
            frozenset(row["refused"]),
            frozenset(row["declined"]),
        )

    async def candidates(
        self, viewer: Viewer, organisation_id: OrganisationId, pitch_ids: Sequence[int]
    ) -> list[Candidate]:
        """Of these pitches those on show, for one of the viewer's vetted providers; none for anybody else."""
        rows = await self._conn.fetch(
            self._sql["candidates"], organisation_id, viewer.vetted_ids(), pitch_ids
        )
        return as_entities(Candidate, rows)

    async def own_pitch(self, viewer: Viewer, pitch_id: int) -> Candidate | None:
        """A pitch of the viewer's own company, when it is on show."""
        row = await self._conn.fetchrow(
            self._sql["own_pitch"], pitch_id, viewer.organisation_ids(Role.FOUNDER)
        )
        return None if row is None else as_entity(Candidate, row)

    async def visible_provider_ids(self, pitch_id: int) -> NDArray[np.int64]:
        """Which vetted providers let founders see them, without those from whom this pitch is kept."""
        return _numbers(await self._conn.fetchval(self._sql["provider_ids"], pitch_id))

    async def newest(
        self, viewer: Viewer, organisation_id: OrganisationId, pitch_ids: NDArray[np.int64], limit: int
    ) -> list[int]:
        """Of these pitches the last approved, for one of the viewer's vetted providers."""
        rows = await self._conn.fetch(
            self._sql["newest"], organisation_id, viewer.vetted_ids(), pitch_ids.tolist(), limit
        )
        return [row["pitch_id"] for row in rows]

    async def newest_providers(self, ids: Sequence[int], limit: int) -> list[int]:
        """Of these providers those that were let in last."""
        rows = await self._conn.fetch(self._sql["newest_providers"], ids, limit)
        return [row["organisation_id"] for row in rows]

    async def providers_for(self, pitch: Candidate, ids: Sequence[int]) -> list[ProviderFacts]:
        """Of these vetted providers those whom the founders of this pitch may know of."""
        rows = await self._conn.fetch(self._sql["providers"], ids, pitch.pitch_id)
        return as_entities(ProviderFacts, rows)

    async def record_impressions(
        self,
        viewer: Viewer,
        organisation_id: int,
        shown: Sequence[tuple[int, float | None]],
        model_version: str,
        now: datetime,
        order: ListOrder = ListOrder.FIT,
        *,
        skipped: int = 0,
    ) -> None:
        """What was shown in which order after so many places; by date nothing has a score."""
        await self._conn.execute(
            self._sql["record_impressions"],
            viewer.person_id,
            organisation_id,
            [pitch for pitch, _ in shown],
            [score for _, score in shown],
            model_version,
            now,
            order,
            skipped,
        )


def _numbers(sent: bytes) -> NDArray[np.int64]:
    """Big-endian numbers as the server sends them."""
    return np.frombuffer(sent, dtype=">i8").astype(np.int64)


class IntroductionRepository:
    """Interest, and introductions that both sides agree to."""

    def __init__(self, conn: Connection) -> None:
        self._conn = conn
        self._sql = queries("matching")

    async def choose(
        self,
        organisation_id: int,
        pitch_id: int,
        choice: Choice,
        reason: NoReason | None,
        note: str,
        person_id: PersonId,
        now: datetime,
    ) -> None:
        """Keep what a provider thinks now, and that it was said."""
        await self._conn.execute(
            self._sql["choose"], organisation_id, pitch_id, choice, reason, note, person_id, now
        )
        await self._conn.execute(
            self._sql["remember_choice"], organisation_id, pitch_id, choice, reason, person_id, now
        )

    async def propose(
        self, organisation_id: int, pitch_id: int, person_id: PersonId, now: datetime
    ) -> int | None:
        """Ask for an introduction; its id when it was newly opened."""
        found: int | None = await self._conn.fetchval(
            self._sql["propose_introduction"], organisation_id, pitch_id, person_id, now
        )
        return found

    async def withdraw(self, organisation_id: int, pitch_id: int, now: datetime) -> None:
        """Ask no longer."""
        await self._conn.execute(self._sql["withdraw_introduction"], organisation_id, pitch_id, now)

    async def answer(
        self,
        introduction_id: int,
        status: IntroductionStatus,
        person_id: PersonId,
        now: datetime,
        reason: str,
    ) -> Mapping[str, Any] | None:
        """The founder's answer; None when somebody has answered already."""
        row: Mapping[str, Any] | None = await self._conn.fetchrow(
            self._sql["answer_introduction"], introduction_id, status, person_id, now, reason
        )
        return row

    async def visible(
        self,
        viewer: Viewer,
        role: Role,
        *,
        introduction_id: int | None = None,
        pitch_id: PitchId | int | None = None,
    ) -> list[Introduction]:
        """The viewer's introductions as founder or as vetted provider."""
        founder = role is Role.FOUNDER
        rows = await self._conn.fetch(
            self._sql["introductions"],
            viewer.organisation_ids(Role.FOUNDER) if founder else [],
            [] if founder else viewer.vetted_ids(),
            founder,
            introduction_id,
            pitch_id,
        )
        return as_entities(Introduction, rows)
