"""The ranker that pages use: the model in use as the database names it, looked up again every second.

A process holds the ranker; a small query tells whether it is still the right one, so that a change of
model is in every list within two seconds, whoever made it.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

import anyio.to_thread
import structlog

from matcher.calibration import THIN, Calibration
from matcher.ranking import NotFittedError, Ranker, WeightedRanker
from matcher.saved import Saved, unpack
from models.db import Connection, Database
from models.entities.learning import ModelId, UseMarks
from models.repositories.learning import ModelRepository

SIDES = ("provider", "company", "both")
LOOK_EVERY_SECONDS = 1.0
_log = structlog.get_logger("ranker")


@dataclass(frozen=True, slots=True)
class InUse:
    """The ranker of all lists, since when, and how its fits came true on either side and together."""

    ranker: Ranker = field(default_factory=WeightedRanker)
    model_id: ModelId | None = None
    since: datetime | None = None
    calibration: dict[str, Calibration] = field(default_factory=lambda: dict.fromkeys(SIDES, THIN))

    @property
    def version(self) -> str:
        """What stands under each list."""
        return self.ranker.name


class RankerSource:
    """Answers which ranker is in use."""

    def __init__(self, db: Database, *, timer: Callable[[], float] = time.monotonic) -> None:
        self._db = db
        self._timer = timer
        self._looked_at: float | None = None
        self._marks: UseMarks | None = None
        self._held = InUse()

    async def current(self) -> InUse:
        """The model in use, at most a second old."""
        now = self._timer()
        if self._looked_at is None or now - self._looked_at >= LOOK_EVERY_SECONDS:
            async with self._db.read() as conn:
                await self._look(conn)
            self._looked_at = now
        return self._held

    def forget(self) -> None:
        """Look again at the next question: this process has just changed something."""
        self._looked_at = None

    async def _look(self, conn: Connection) -> None:
        marks = await ModelRepository(conn).in_use()
        if marks != self._marks:
            self._held = await load(conn, marks)
            self._marks = marks


async def load(conn: Connection, marks: UseMarks) -> InUse:
    """The ranker that the marks name; the stated weights when its bytes cannot be read."""
    models = ModelRepository(conn)
    calibration = calibration_of(
        await models.calibration(marks.calibration_id) if marks.calibration_id else None
    )
    if marks.model_id is None:
        return InUse(WeightedRanker(), None, marks.since, calibration)
    try:
        ranker = await load_model(conn, marks.model_id)
    except NotFittedError as error:
        _log.error("model_unreadable", model=marks.model_id, reason=str(error))
        return InUse()
    return InUse(ranker, marks.model_id, marks.since, calibration)


async def load_model(conn: Connection, model_id: ModelId) -> Saved:
    """A model as it was put away, without the tastes of providers that started anew since."""
    models = ModelRepository(conn)
    stored = await models.model(model_id)
    if stored is None:
        raise NotFittedError("there is no such model")
    ranker = await anyio.to_thread.run_sync(unpack, stored.content)
    return without_tastes(ranker, {str(i) for i in await models.resets_since(stored.trained_until)})


def without_tastes(ranker: Saved, providers: set[str]) -> Saved:
    """The ranker without the deviations of providers that started anew."""
    if not isinstance(ranker, WeightedRanker) or not providers & ranker.deviations.keys():
        return ranker
    kept = {provider: own for provider, own in ranker.deviations.items() if provider not in providers}
    return replace(ranker, deviations=kept)


def calibration_of(content: dict[str, Any] | None) -> dict[str, Calibration]:
    """Stored curves by side; thin where nothing was measured."""
    told = content or {}
    return {side: Calibration.of_plain(told[side]) if side in told else THIN for side in SIDES}
