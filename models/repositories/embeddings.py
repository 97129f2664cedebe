"""Vectors of pitches and theses, and the text models that made them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import numpy as np
from numpy.typing import NDArray

from models.db import Connection
from models.entities.encoding import ModelState, Progress, TextModel, TextToEncode
from models.rows import as_entities, as_entity, queries

# One part of an encoded text: its words, its language and its vector.
Part = tuple[str, str, NDArray[np.float32]]
SUBJECTS = ("pitch", "thesis")


class EmbeddingRepository:
    """Vectors with the model and the hash of what was encoded; lists read those of the serving model."""

    def __init__(self, conn: Connection) -> None:
        self._conn = conn
        self._sql = queries("embeddings")

    async def stale(self, subject: str, model: str, order: str = "") -> list[int]:
        """Texts (`pitch` or `thesis`) whose words differ from what this model encoded, among all on show."""
        rows = await self._conn.fetch(self._sql["stale_texts"], subject, model, order)
        return [row["id"] for row in rows]

    async def to_encode(self, subject: str, model: str, ids: Sequence[int]) -> list[TextToEncode]:
        """Of these texts those whose words differ from what this model encoded."""
        rows = await self._conn.fetch(self._sql["texts_to_encode"], subject, model, ids)
        return as_entities(TextToEncode, rows)

    async def progress(self, model: str) -> Progress:
        """How far a model has come with what is on show."""
        return as_entity(Progress, await self._conn.fetchrow(self._sql["embedding_progress"], model))

    async def save(
        self,
        subject: str,
        text: TextToEncode,
        model: str,
        parts: Sequence[tuple[str, NDArray[np.float32]]],
        now: datetime,
    ) -> bool:
        """Put the new parts in place of the old ones, the whole first; False when somebody has already."""
        key = (subject, text.id, model)
        await self._conn.execute(self._sql["hold_embedding"], *key)
        if await self._conn.fetchval(self._sql["embedding_hash"], *key) == text.text_hash:
            return False
        await self._conn.execute(self._sql["forget_embedding"], *key)
        await self._conn.executemany(
            self._sql["save_embedding"],
            [
                (subject, text.id, model, n, body, text.lang, len(vector), text.text_hash, vector, now)
                for n, (body, vector) in enumerate(parts)
            ],
        )
        return True

    async def parts(
        self, *, pitches: Sequence[int] = (), theses: Sequence[int] = ()
    ) -> tuple[dict[int, list[Part]], dict[int, list[Part]]]:
        """Of pitches and of theses, by text: (words, language, vector) of each part, the whole first."""
        found: dict[str, dict[int, list[Part]]] = {"pitch": {}, "thesis": {}}
        for row in await self._conn.fetch(self._sql["embeddings"], list(pitches), list(theses)):
            vector = row["vector"].to_numpy().astype(np.float32)
            found[row["subject"]].setdefault(row["subject_id"], []).append((row["body"], row["lang"], vector))
        return found["pitch"], found["thesis"]


class TextModelRepository:
    """Which model serves, which is being prepared, which rest."""

    def __init__(self, conn: Connection) -> None:
        self._conn = conn
        self._sql = queries("embeddings")

    async def all(self, *, lock: bool = False) -> list[TextModel]:
        """The serving one first, then the coming one; with `lock` nobody else changes them meanwhile."""
        if lock:
            await self._conn.execute(self._sql["lock_text_models"])
        return as_entities(TextModel, await self._conn.fetch(self._sql["text_models"]))

    async def in_state(self, state: ModelState) -> TextModel | None:
        """The model that serves, or the one that is being prepared."""
        return next((m for m in await self.all() if m.state is state), None)

    async def put(self, model: str, source: str, dimension: int, state: ModelState, now: datetime) -> None:
        """It serves from now on (the first), or is prepared from now on."""
        await self._conn.execute(self._sql["put_text_model"], model, source, dimension, state, now)

    async def set_source(self, model: str, source: str) -> None:
        """Another value of the setting leads to it now."""
        await self._conn.execute(self._sql["set_text_model_source"], model, source)

    async def set_background(self, model: str, background: Mapping[str, Any], version: str) -> None:
        """What texts are like at large under a model; lists read that of the serving model."""
        await self._conn.execute(self._sql["set_text_model_background"], model, background, version)

    async def retire(self, model: str, now: datetime) -> None:
        """It neither serves nor is prepared any more."""
        await self._conn.execute(self._sql["retire_text_model"], model, now)

    async def is_ready(self, model: str) -> bool:
        """Whether this coming model has encoded everything on show."""
        return bool(await self._conn.fetchval(self._sql["is_ready_to_serve"], model))

    async def let_serve(self, model: str, now: datetime) -> None:
        """The coming model serves; the one before must be retired by now."""
        await self._conn.execute(self._sql["let_serve"], model, now)

    async def forget_rested(self, before: datetime) -> None:
        """Delete the vectors of models that were retired before this instant."""
        await self._conn.execute(self._sql["forget_rested_vectors"], before)
        await self._conn.execute(self._sql["forget_rested_models"], before)
