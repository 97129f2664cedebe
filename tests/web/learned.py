"""A learned model as training would have put it away, for tests of what uses one."""

from __future__ import annotations

from typing import Any

from matcher.ranking import WeightedRanker
from matcher.saved import pack
from models.db import Database
from models.entities.learning import ModelId
from models.repositories.learning import ModelRepository
from tests.world import NOW, insert

COUNTS = {"interested": 12, "no:amount": 7, "silence": 40}

REPORT = {
    "model": "learned-1",
    "in_use": "weighted-1",
    "counts": COUNTS,
    "n_before": 50,
    "n_after": 21,
    "n_lists": 12,
    "comparisons": {
        "personal": {
            "n_lists": 12,
            "ndcg_now": 0.8,
            "ndcg_new": 0.81,
            "pairs_now": 0.7,
            "pairs_new": 0.74,
            "difference": 0.04,
            "low": -0.01,
            "high": 0.09,
            "ndcg_high": None,
        }
    },
    "examination": {
        "places": [1.0, 0.7, 0.5, 0.5, 0.3, 0.2, 0.1, 0.1],
        "n_impressions": 900,
        "n_answers": 71,
    },
}


async def stored(conn: Any, ranker: WeightedRanker, *, content: bytes | None = None) -> ModelId:
    """A model of a run that ended at the world's noon."""
    training = await insert(
        conn, "training", requested_at=NOW, finished_at=NOW, outcome="kept", report=REPORT
    )
    summary = {"recipe": "personal", "taken": False, "counts": COUNTS, "n_before": 50, "n_after": 21}
    model = await insert(
        conn,
        "ranker_model",
        version=ranker.name,
        kind="weights",
        training_id=training,
        content=pack(ranker) if content is None else content,
        summary=summary,
        trained_from=NOW,
        trained_until=NOW,
        created_at=NOW,
    )
    return ModelId(model)


async def put_in_use(db: Database, model_id: ModelId | None) -> None:
    """Let it make the lists."""
    async with db.transaction() as conn:
        await ModelRepository(conn).use(model_id, NOW, None, "better")
