"""The models that make the lists: which one is in use, what is on record of each, and what they learn from.

Nothing here is asked for by a person for one of their own pages unless it takes a viewer: a run of
training reads what everybody did, as the platform.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from models.db import Connection
from models.entities.ids import OrganisationId, PersonId
from models.entities.learning import (
    AnswerCount,
    ModelId,
    ModelLine,
    StoredModel,
    Training,
    TrainingId,
    TrainingOutcome,
    UseLine,
    UseMarks,
)
from models.entities.matching import Candidate, ProviderFacts
from models.entities.viewer import Viewer
from models.rows import as_entities, as_entity, queries


class ModelRepository:
    """Learned rankers on one open connection."""

    def __init__(self, conn: Connection) -> None:
        self._conn = conn
        self._sql = queries("learning")

    async def in_use(self) -> UseMarks:
        """Which model makes the lists now."""
        return as_entity(UseMarks, await self._conn.fetchrow(self._sql["in_use"]))

    async def model(self, model_id: int) -> StoredModel | None:
        """One model with its bytes."""
        row = await self._conn.fetchrow(self._sql["model"], model_id)
        return None if row is None else as_entity(StoredModel, row)

    async def calibration(self, calibration_id: int) -> dict[str, Any] | None:
        """How fits came true, as it was measured."""
        found: dict[str, Any] | None = await self._conn.fetchval(self._sql["calibration"], calibration_id)
        return found

    async def resets_since(self, instant: datetime) -> set[int]:
        """Providers whose own taste is no longer to be used."""
        rows = await self._conn.fetch(self._sql["resets_since"], instant)
        return {row["organisation_id"] for row in rows}

    async def use(
        self, model_id: ModelId | None, now: datetime, chosen_by: PersonId | None, why: str
    ) -> None:
        """Let a model make the lists; None is the stated weights."""
        await self.lock()
        await self._conn.execute(self._sql["use_model"], model_id, now, chosen_by, why)

    async def lock(self) -> None:
        """Let nobody else change the model in use until this transaction ends."""
        await self._conn.execute(self._sql["lock_use"])

    async def next_version(self) -> int:
        """The number of the next model; only the run that holds the lock of training asks."""
        found: int = await self._conn.fetchval(self._sql["next_version"])
        return found

    async def add(
        self,
        *,
        version: str,
        kind: str,
        training_id: TrainingId,
        content: bytes,
        summary: dict[str, Any],
        trained_from: datetime,
        trained_until: datetime,
        now: datetime,
    ) -> ModelId:
        """Put a learned ranker away."""
        found: int = await self._conn.fetchval(
            self._sql["add_model"],
            version,
            kind,
            training_id,
            content,
            summary,
            trained_from,
            trained_until,
            now,
        )
        return ModelId(found)

    async def add_calibration(
        self, model_id: ModelId | None, training_id: TrainingId, content: dict[str, Any], now: datetime
    ) -> None:
        """How a model's fits came true."""
        await self._conn.execute(self._sql["add_calibration"], model_id, training_id, content, now)

    async def models(self, *, version: str | None = None, limit: int = 50) -> list[ModelLine]:
        """Models, the newest first."""
        return as_entities(ModelLine, await self._conn.fetch(self._sql["models"], version, limit))

    async def uses(self, limit: int = 50) -> list[UseLine]:
        """Changes of the model in use, the newest first."""
        return as_entities(UseLine, await self._conn.fetch(self._sql["uses"], limit))

    async def reset_taste(self, organisation_id: OrganisationId, now: datetime, by: PersonId) -> None:
        """A provider starts anew."""
        await self._conn.execute(self._sql["reset_taste"], organisation_id, now, by)

    async def last_reset(self, viewer: Viewer, organisation_id: OrganisationId) -> datetime | None:
        """When one of the viewer's vetted providers started anew last."""
        found: datetime | None = await self._conn.fetchval(
            self._sql["last_reset"], organisation_id, viewer.vetted_ids()
        )
        return found

    async def own_answers(self, viewer: Viewer, organisation_id: OrganisationId) -> list[AnswerCount]:
        """What one of the viewer's vetted providers has answered since it started anew."""
        rows = await self._conn.fetch(self._sql["own_answers"], organisation_id, viewer.vetted_ids())
        return as_entities(AnswerCount, rows)


class TrainingRepository:
    """Runs of training, and what they learn from."""

    def __init__(self, conn: Connection) -> None:
        self._conn = conn
        self._sql = queries("learning")

    async def request(self, now: datetime, by: PersonId | None) -> bool:
        """Ask for a run; False when one waits already."""
        return await self._conn.fetchval(self._sql["request_training"], now, by) is not None

    async def waiting(self) -> Training | None:
        """The run that waits."""
        row = await self._conn.fetchrow(self._sql["open_training"])
        return None if row is None else as_entity(Training, row)

    async def try_lock(self) -> bool:
        """Whether nobody else is training; held until the transaction ends."""
        return bool(await self._conn.fetchval(self._sql["try_lock_training"]))

    async def finish(
        self, training_id: TrainingId, now: datetime, outcome: TrainingOutcome, report: dict[str, Any]
    ) -> None:
        """How a run ended."""
        await self._conn.execute(self._sql["finish_training"], training_id, now, outcome, report)

    async def answers_since(self) -> tuple[datetime | None, int]:
        """When the last run was asked for, and the answers that have come since."""
        row = await self._conn.fetchrow(self._sql["answers_since_training"])
        return row["last_at"], row["n_answers"]

    async def texts_wait(self) -> bool:
        """Whether a text has not been encoded yet."""
        return bool(await self._conn.fetchval(self._sql["not_encoded"]))

    async def latest(self, limit: int = 10) -> list[Training]:
        """The last runs, the newest first."""
        return as_entities(Training, await self._conn.fetch(self._sql["trainings"], limit))

    async def shown(self, since: datetime, until: datetime) -> list[Any]:
        """organisation_id, pitch_id, shown_at, position, score."""
        rows: list[Any] = await self._conn.fetch(self._sql["training_shown"], since, until)
        return rows

    async def answers(self, since: datetime, until: datetime) -> list[Any]:
        """organisation_id, pitch_id, chosen_at, choice, reason."""
        rows: list[Any] = await self._conn.fetch(self._sql["training_answers"], since, until)
        return rows

    async def happened(self, since: datetime, until: datetime) -> list[Any]:
        """organisation_id, pitch_id, happened_at, what."""
        rows: list[Any] = await self._conn.fetch(self._sql["training_happened"], since, until)
        return rows

    async def pitches(self) -> list[Candidate]:
        """Pitches on show, without backers."""
        return as_entities(Candidate, await self._conn.fetch(self._sql["training_pitches"]))

    async def providers(self) -> list[ProviderFacts]:
        """Every vetted provider."""
        return as_entities(
            ProviderFacts, await self._conn.fetch(queries("matching")["providers"], None, None)
        )

    async def money(self) -> list[Any]:
        """provider_id, company_id, confirmed_at of confirmed records."""
        rows: list[Any] = await self._conn.fetch(self._sql["training_money"])
        return rows

    async def resets(self) -> dict[int, datetime]:
        """By provider, when it started anew last."""
        rows = await self._conn.fetch(self._sql["training_resets"])
        return {row["organisation_id"]: row["reset_at"] for row in rows}
