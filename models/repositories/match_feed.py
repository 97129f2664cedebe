"""The feed of changes behind the lists, and what is read when something changed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Literal

import numpy as np

from models.db import Connection
from models.entities.match_feed import Change, Changes, PitchFacts, TextParts
from models.entities.matching import ProviderFacts
from models.rows import as_entities, queries

# What stands before each vector in the server's own form: its length and a reserved number.
_HEAD_BYTES = 4


class MatchFeedRepository:
    """What is on show for anybody at all; who may see it is asked elsewhere, with a viewer."""

    def __init__(self, conn: Connection) -> None:
        self._conn = conn
        self._sql = queries("match_feed")

    async def changes(self, since: int | None) -> Changes:
        """What changed since `next_since` of the last look; None asks for nothing but where to begin."""
        rows = await self._conn.fetch(self._sql["match_changes"], since)
        first = rows[0]
        return Changes(
            first["next_since"],
            first["lost"],
            first["model"],
            first["background_version"],
            tuple(
                Change(r["changed_in"], r["subject"], r["subject_id"], bool(r["own"]))
                for r in rows
                if r["subject"] is not None
            ),
        )

    async def background(self) -> Mapping[str, Any] | None:
        """What texts are like at large under the model that serves, as `matcher.background` dumps it."""
        found: Mapping[str, Any] | None = await self._conn.fetchval(self._sql["text_background"])
        return found

    async def forget(self, before: datetime) -> None:
        """Throw away what was noted before an instant; who has not read it reads everything again."""
        await self._conn.execute(self._sql["forget_match_changes"], before)

    async def pitches(self, ids: Sequence[int] | None) -> list[PitchFacts]:
        """Of these pitches those on show; None is all."""
        rows = await self._conn.fetch(self._sql["pitches_on_show"], ids)
        return as_entities(PitchFacts, rows)

    async def providers(self, ids: Sequence[int] | None) -> list[ProviderFacts]:
        """Of these providers those that are vetted and have a profile; None is all."""
        rows = await self._conn.fetch(queries("matching")["providers"], ids, None)
        return as_entities(ProviderFacts, rows)

    async def texts(self, subject: Literal["pitch", "thesis"], ids: Sequence[int]) -> dict[int, TextParts]:
        """The texts of these pitches or providers, as the model that serves encoded them."""
        rows = await self._conn.fetch(self._sql["texts_of"], subject, ids)
        return {row["subject_id"]: _parts(row) for row in rows}


def _parts(row: Mapping[str, Any]) -> TextParts:
    bodies = tuple(row["bodies"])
    # One line a part; its first four bytes are the head.
    lines = np.frombuffer(row["vectors"], dtype=">f4").reshape(len(bodies), -1)
    return TextParts(row["lang"], bodies, lines[:, _HEAD_BYTES // 4 :].astype(np.float32))
