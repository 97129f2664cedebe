"""Records that somebody is still writing: raw input, saved by itself, seen by its writer alone."""

from __future__ import annotations

from typing import Any

from models.db import Database
from models.entities.funding import SavedDraft
from models.entities.viewer import Viewer
from models.entities.vocabulary import Role
from models.errors import Invalid, NotFound
from models.repositories.drafts import DraftRepository
from web.clock import Clock
from web.services.once import LONGEST_KEY

# What the form's longest texts need, several times over.
MOST_CHARACTERS = 20_000


async def save_draft(
    db: Database, clock: Clock, *, viewer: Viewer, role: Role, key: str, fields: dict[str, Any]
) -> int:
    """Keep what was typed, whatever it is; nothing is checked before it is proposed."""
    if not 1 <= len(key) <= LONGEST_KEY:
        raise Invalid("not_a_key")
    if sum(len(str(value)) for value in fields.values()) > MOST_CHARACTERS:
        raise Invalid("draft_too_long")
    async with db.transaction() as conn:
        return await DraftRepository(conn).save(viewer.person_id, key, role, fields, clock.now())


async def drafts_of(db: Database, *, viewer: Viewer) -> list[SavedDraft]:
    """The viewer's own drafts, the latest first."""
    async with db.read() as conn:
        return await DraftRepository(conn).of_person(viewer.person_id)


async def open_draft(db: Database, *, viewer: Viewer, draft_id: int) -> SavedDraft:
    """One of the viewer's own drafts."""
    found = next((d for d in await drafts_of(db, viewer=viewer) if d.id == draft_id), None)
    if found is None:
        raise NotFound
    return found


async def discard_draft(db: Database, *, viewer: Viewer, draft_id: int) -> None:
    """Forget one of the viewer's own drafts."""
    async with db.transaction() as conn:
        if not await DraftRepository(conn).drop(viewer.person_id, draft_id=draft_id):
            raise NotFound
