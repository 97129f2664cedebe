"""Which pitches say nearly the same: one question, answered in memory or by the database, by their number.

Up to a limit the vectors are kept in this process and compared with every one: exact, and faster than any
index. Above it they stay in the database, whose index finds nearly all of them.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

import anyio.to_thread
import numpy as np
from numpy.typing import NDArray

from matcher.nearest import ExactIndex
from models.db import Connection
from models.entities.ids import PitchId
from models.entities.nearest import NamedPitch, Near
from models.repositories.nearest import NearestRepository, Vector, WholePitch

# Below this cosine two texts have a subject in common, not their words.
ALIKE = 0.8
# A transaction may commit after another that began later: so much is read again.
_OVERLAP = timedelta(minutes=5)


class Nearest(Protocol):
    """Finds the pitches nearest to a vector, among those that organisers may read."""

    async def nearest(self, conn: Connection, vector: Vector, *, but_not: int, limit: int) -> list[Near]:
        """Best first; without the pitch `but_not`."""
        ...


class InDatabase:
    """Asks the database, which uses its index where `shoutou index` has made one."""

    async def nearest(self, conn: Connection, vector: Vector, *, but_not: int, limit: int) -> list[Near]:
        """Best first; with an index now and then one is missed."""
        return await NearestRepository(conn).nearest(vector, but_not=but_not, limit=limit)


@dataclass(frozen=True, slots=True, eq=False)
class _Held:
    """What is in memory: rows by pitch number."""

    model: str
    ids: NDArray[np.int64]
    index: ExactIndex
    newest: datetime


class InMemory:
    """Keeps the vectors, reads what is new before each answer, and compares with all of them."""

    def __init__(self) -> None:
        self._held: _Held | None = None
        self._lock = asyncio.Lock()

    async def nearest(self, conn: Connection, vector: Vector, *, but_not: int, limit: int) -> list[Near]:
        """Best first, exactly; who may not be read is left out before."""
        repository = NearestRepository(conn)
        # Two requests at once would read everything twice.
        async with self._lock:
            held = await self._fresh(repository)
        if held is None or held.index.vectors.shape[1] != len(vector):
            return []
        keep = np.isin(held.ids, await repository.readable()) & (held.ids != but_not)
        found = await anyio.to_thread.run_sync(lambda: held.index.search(vector, limit, keep=keep))
        return [
            Near(PitchId(int(held.ids[row])), float(score))
            for row, score in zip(found.rows[0], found.scores[0], strict=True)
        ]

    async def _fresh(self, repository: NearestRepository) -> _Held | None:
        model = await repository.serving()
        if model is None:
            return None
        held = self._held if self._held is not None and self._held.model == model else None
        new = await repository.since(held.newest - _OVERLAP if held else None)
        if new and (held is None or not _knows(held, new)):
            self._held = await anyio.to_thread.run_sync(_with, held, model, new)
        else:
            self._held = held
        return self._held


class BySize:
    """In memory up to so many pitches, by the database above."""

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._few: Nearest = InMemory()
        self._many: Nearest = InDatabase()

    async def nearest(self, conn: Connection, vector: Vector, *, but_not: int, limit: int) -> list[Near]:
        """Best first, from whichever is right for how many there are now."""
        many = await NearestRepository(conn).is_above(self._limit)
        chosen = self._many if many else self._few
        return await chosen.nearest(conn, vector, but_not=but_not, limit=limit)


@dataclass(frozen=True, slots=True)
class Alike:
    """A pitch that says nearly the same as another, and how nearly."""

    pitch: NamedPitch
    score: float


async def alike(nearest: Nearest, conn: Connection, pitch_id: int, *, limit: int = 3) -> list[Alike] | None:
    """For an organiser, the pitches that say nearly the same as this one; None while it is not encoded."""
    repository = NearestRepository(conn)
    vector = await repository.vector(pitch_id)
    if vector is None:
        return None
    found = await nearest.nearest(conn, vector, but_not=pitch_id, limit=limit)
    close = [near for near in found if near.score >= ALIKE]
    named = await repository.named([near.pitch_id for near in close]) if close else {}
    return [Alike(named[near.pitch_id], near.score) for near in close if near.pitch_id in named]


def _knows(held: _Held, new: list[WholePitch]) -> bool:
    """Whether these vectors are the ones in memory."""
    rows = np.searchsorted(held.ids, [each.pitch_id for each in new])
    return all(
        row < len(held.ids)
        and held.ids[row] == each.pitch_id
        and np.array_equal(held.index.vectors[row], each.vector)
        for row, each in zip(rows, new, strict=True)
    )


def _with(held: _Held | None, model: str, new: list[WholePitch]) -> _Held:
    """What is held with the new vectors in place of the old ones, by pitch number."""
    latest = {each.pitch_id: each.vector for each in new}
    ids = np.array(sorted(latest), dtype=np.int64)
    vectors = np.stack([latest[pitch_id] for pitch_id in ids.tolist()])
    newest = new[-1].encoded_at
    if held is not None:
        stays = ~np.isin(held.ids, ids)
        order = np.argsort(ids_all := np.concatenate([held.ids[stays], ids]), kind="stable")
        vectors = np.concatenate([held.index.vectors[stays], vectors])[order]
        ids, newest = ids_all[order], max(held.newest, newest)
    return _Held(model, ids, ExactIndex(vectors), newest)
