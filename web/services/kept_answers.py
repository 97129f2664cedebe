"""A request under a key is acted upon once: asked again, it gets the answer that it got before.

The key is claimed, the act done and its answer kept in one transaction, so that a crash leaves either all
three or nothing, and who comes second waits for the first one's end. A refused act leaves no trace: it may be
tried again. `once.py` does the same for forms.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import timedelta

from models.db import Database
from models.entities.viewer import Viewer
from models.errors import Invalid
from models.repositories.api import ApiRepository
from web.clock import Clock

LONGEST_KEY = 255
KEPT = timedelta(days=2)


@dataclass(frozen=True, slots=True)
class Kept:
    """An answer, and whether it is an old one."""

    status: int
    body: str
    again: bool


async def once(
    db: Database,
    clock: Clock,
    *,
    viewer: Viewer,
    key: str,
    operation: str,
    body_hash: bytes,
    act: Callable[[Database], Awaitable[tuple[int, str]]],
) -> Kept:
    """Do `act` on a database whose blocks are parts of one transaction, or answer as before.

    Raises `Invalid` when the key was used for another operation or body.
    """
    async with db.transaction() as conn:
        answers = ApiRepository(conn)
        if await answers.begin_answer(viewer.person_id, key, operation, body_hash, clock.now()):
            status, body = await act(Database.bound_to(conn))
            await answers.keep_answer(viewer.person_id, key, status, body)
            return Kept(status, body, again=False)
        known = await answers.kept_answer(viewer.person_id, key)
    if known is None or known.status is None or known.body is None:
        message = "a claimed key without an answer"
        raise RuntimeError(message)
    if (known.operation, known.body_hash) != (operation, body_hash):
        raise Invalid("key_used_otherwise")
    return Kept(known.status, known.body, again=True)


async def forget_old(db: Database, clock: Clock) -> None:
    """Drop answers that nobody will ask for again."""
    async with db.transaction() as conn:
        await ApiRepository(conn).forget_answers(clock.now() - KEPT)
