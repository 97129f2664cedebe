"""What an administrator sees of the text models: which serves, how far the next one is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from models.db import Database
from models.entities.encoding import ModelState, Progress, TextModel
from models.entities.viewer import Viewer
from models.entities.vocabulary import Role
from models.errors import NotAllowed
from models.repositories.embeddings import EmbeddingRepository, TextModelRepository
from web.services.encoding import REST


@dataclass(frozen=True, slots=True)
class Resting:
    """A model that serves no more, and until when going back to it is quick."""

    model: TextModel
    until: datetime


@dataclass(frozen=True, slots=True)
class TextModels:
    """The model that serves and the one that is prepared, each with how far it is; and those that rest."""

    serving: TextModel | None
    served: Progress | None
    coming: TextModel | None
    prepared: Progress | None
    resting: list[Resting]


async def open_text_models(db: Database, *, viewer: Viewer) -> TextModels:
    """For administrators: they changed the setting and want to know how long it takes."""
    if Role.ADMIN not in viewer.granted:
        raise NotAllowed("not_allowed")
    async with db.read() as conn:
        rows = await TextModelRepository(conn).all()
        serving = next((m for m in rows if m.state is ModelState.SERVING), None)
        coming = next((m for m in rows if m.state is ModelState.COMING), None)
        embeddings = EmbeddingRepository(conn)
        return TextModels(
            serving,
            await embeddings.progress(serving.model) if serving else None,
            coming,
            await embeddings.progress(coming.model) if coming else None,
            [Resting(m, m.retired_at + REST) for m in rows if m.retired_at is not None],
        )
