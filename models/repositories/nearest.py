"""Vectors of whole pitches: to count, to fetch, and to search where they lie."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import numpy as np
from numpy.typing import NDArray

from models.db import Connection
from models.entities.ids import PitchId
from models.entities.nearest import NamedPitch, Near
from models.rows import as_entities, queries

Vector = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class WholePitch:
    """The vector of a whole pitch, and since when it stands."""

    pitch_id: int
    vector: Vector
    encoded_at: datetime


class NearestRepository:
    """What the serving model made of pitches; who asks is an organiser."""

    def __init__(self, conn: Connection) -> None:
        self._conn = conn
        self._sql = queries("nearest")

    async def serving(self) -> str | None:
        """The model whose vectors are read; None before the first text is encoded."""
        found: str | None = await self._conn.fetchval(self._sql["serving_model"])
        return found

    async def is_above(self, limit: int) -> bool:
        """Whether more pitches are encoded than this."""
        return bool(await self._conn.fetchval(self._sql["count_whole"], limit) > limit)

    async def since(self, instant: datetime | None) -> list[WholePitch]:
        """Vectors made at or after an instant, the oldest first; all without one."""
        rows = await self._conn.fetch(self._sql["whole_since"], instant)
        return [
            WholePitch(row["subject_id"], row["vector"].to_numpy().astype(np.float32), row["encoded_at"])
            for row in rows
        ]

    async def vector(self, pitch_id: int) -> Vector | None:
        """One pitch's own; None while it is not encoded."""
        found = await self._conn.fetchval(self._sql["whole_vector"], pitch_id)
        return None if found is None else found.to_numpy().astype(np.float32)

    async def readable(self) -> NDArray[np.int64]:
        """The pitches that organisers may read."""
        rows = await self._conn.fetch(self._sql["for_organisers"])
        return np.array([row["pitch_id"] for row in rows], dtype=np.int64)

    async def nearest(self, vector: Vector, *, but_not: int, limit: int) -> list[Near]:
        """The nearest that organisers may read, by the database: by its index where one was made."""
        rows = await self._conn.fetch(self._sql["nearest_pitches"], vector, but_not, limit)
        return [Near(PitchId(row["pitch_id"]), float(row["score"])) for row in rows]

    async def named(self, pitch_ids: Sequence[int]) -> dict[int, NamedPitch]:
        """By pitch how it is listed, as far as organisers may read it."""
        rows = await self._conn.fetch(self._sql["alike_pitches"], list(pitch_ids))
        return {found.pitch_id: found for found in as_entities(NamedPitch, rows)}
