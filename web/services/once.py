"""Pressing twice is pressing once: a step under a key is done once, and asked again gives the same answer.

The key is claimed as the first act of the transaction, so that a second press waits for the first one's end
and then reads its answer; if the first was refused, its claim is gone with it. Keys come from hidden fields.
"""

from __future__ import annotations

import dataclasses
import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from models.db import Connection
from models.entities.viewer import Viewer
from models.errors import Conflict, Invalid
from models.repositories.drafts import OnceRepository
from web.clock import Clock

LONGEST_KEY = 100


@dataclass(frozen=True, slots=True)
class Answered:
    """The step was taken before, with this answer."""

    answer: Any


async def answered_before(
    conn: Connection, clock: Clock, viewer: Viewer, key: str | None, action: str, body: Mapping[str, Any]
) -> Answered | None:
    """What was answered to this step under this key, or None when it is to be taken now.

    Raises `Conflict` when the key was used for another step or with another body. Without a key every press
    counts for itself.
    """
    if key is None:
        return None
    if not 1 <= len(key) <= LONGEST_KEY:
        raise Invalid("not_a_key")
    once, body_hash = OnceRepository(conn), _hash(body)
    if await once.begin(viewer.person_id, key, action, body_hash, clock.now()):
        return None
    known_action, known_hash, answer = await once.answered(viewer.person_id, key)
    if (known_action, known_hash) != (action, body_hash):
        raise Conflict("same_key_other_record")
    return Answered(answer)


async def keep_answer(conn: Connection, viewer: Viewer, key: str | None, answer: Any) -> None:
    """The answer for whoever presses again."""
    if key is not None:
        await OnceRepository(conn).finish(viewer.person_id, key, answer)


def _hash(body: Mapping[str, Any]) -> bytes:
    """The same body, the same hash: keys sorted, dataclasses by their fields."""

    def plain(value: Any) -> Any:
        return dataclasses.asdict(value) if dataclasses.is_dataclass(value) else str(value)  # type: ignore[arg-type] # never a class

    text = json.dumps(body, sort_keys=True, ensure_ascii=False, default=plain)
    return hashlib.sha256(text.encode()).digest()
