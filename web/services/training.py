"""`shoutou train`: learn from everything, compare with the model in use, change over only if better.

Runs in the worker or the command line: fitting imports scipy. Pages ask for a run and read its report
through `learning.py`.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any

import anyio.to_thread
import structlog

from matcher.comparison import Comparison
from matcher.saved import pack
from matcher.training import LEAST_AFTER, LEAST_BEFORE, STATED, TREES, Trained, train
from models.db import Connection, Database
from models.entities.learning import ModelId, Training, TrainingOutcome
from models.repositories.audit import AuditRepository
from models.repositories.learning import ModelRepository, TrainingRepository
from web.clock import Clock, SystemClock
from web.services.rankers import InUse, load
from web.services.training_set import Facts, days, instant_of, material_of, read_facts

# By itself: not twice a day, and not without news.
NOT_WITHIN = timedelta(hours=20)
NEWS = 20
_log = structlog.get_logger("training")


@dataclass(frozen=True, slots=True)
class _Start:
    """What a run begins with."""

    facts: Facts
    in_use: InUse
    recipe: str
    trained_until: datetime | None
    version: int


async def train_pending(db: Database, clock: Clock | None = None) -> int:
    """Do the run that was asked for, or one that is due; answers how many were done."""
    clock = clock or SystemClock()
    async with db.transaction() as conn:
        training = TrainingRepository(conn)
        if await training.waiting() is None and await _due(training, clock.now()):
            await training.request(clock.now(), None)
        waiting = await training.waiting()
    return 0 if waiting is None else await _run(db, clock, waiting)


async def train_now(db: Database, clock: Clock | None = None) -> str:
    """A run for the command line, and what came of it in a sentence for its operator."""
    clock = clock or SystemClock()
    async with db.transaction() as conn:
        await TrainingRepository(conn).request(clock.now(), None)
    if not await train_pending(db, clock):
        return "another run is going on; its report will stand on the page What matching has learned"
    async with db.read() as conn:
        last = (await TrainingRepository(conn).latest(1))[0]
    report = last.report
    match last.outcome:
        case TrainingOutcome.TOO_LITTLE:
            return (
                f"too little feedback: {report['n_before']} answers before {report['cut'][:10]} and "
                f"{report['n_after']} since, {report['n_lists']} providers with both kinds; "
                f"{report['in_use']} stays in use"
            )
        case TrainingOutcome.FAILED:
            return f"the run failed ({report['error']}); the log says where, and nothing has changed"
    found = report["comparisons"][report["recipe"]]
    figures = (
        f"{found['pairs_new']:.3f} of pairs in order against {found['pairs_now']:.3f} of {report['in_use']} "
        f"(gain {found['low']:+.3f} to {found['high']:+.3f} in 90 %, {found['n_lists']} providers), "
        f"NDCG@10 {found['ndcg_new']:.3f} against {found['ndcg_now']:.3f}"
    )
    if last.outcome is TrainingOutcome.CHANGED:
        return f"{report['model']} is in use now: {figures}"
    return f"{report['in_use']} stays in use; {report['model']} is not surely better: {figures}"


async def _due(training: TrainingRepository, now: datetime) -> bool:
    last_at, n_answers = await training.answers_since()
    if last_at is None:
        # The first run waits until there is something to say, and until all texts can be compared.
        return n_answers >= LEAST_BEFORE + LEAST_AFTER and not await training.texts_wait()
    return n_answers >= NEWS and now - last_at >= NOT_WITHIN


async def _run(db: Database, clock: Clock, waiting: Training) -> int:
    # Held while it lasts: when the worker is killed the database lets go, and the next one begins anew.
    async with db.transaction() as held:
        if not await TrainingRepository(held).try_lock():
            return 0
        async with db.read() as conn:
            start = await _start(conn, clock.now())
        try:
            trained = await anyio.to_thread.run_sync(_train, start)
        except asyncio.CancelledError:
            raise
        except Exception as error:  # noqa: BLE001 - a run's failure is the administrator's news, not the worker's end
            _log.exception("training_failed", training=waiting.id)
            report = {"error": type(error).__name__}
            async with db.transaction() as conn:
                await TrainingRepository(conn).finish(waiting.id, clock.now(), TrainingOutcome.FAILED, report)
        else:
            async with db.transaction() as conn:
                await _save(conn, clock, waiting, start, trained)
    return 1


async def _start(conn: Connection, now: datetime) -> _Start:
    models = ModelRepository(conn)
    in_use = await load(conn, await models.in_use())
    line = next((m for m in await models.models() if m.id == in_use.model_id), None)
    return _Start(
        await read_facts(conn, now),
        in_use,
        STATED if line is None else line.summary["recipe"],
        None if line is None else line.trained_until,
        await models.next_version(),
    )


def _train(start: _Start) -> Trained:
    """Pure, for a thread."""
    material = material_of(start.facts)
    not_before = {} if start.trained_until is None else {"not_before": days(start.trained_until)}
    return train(material, start.in_use.ranker, start.recipe, name=f"learned-{start.version}", **not_before)


async def _save(conn: Connection, clock: Clock, waiting: Training, start: _Start, trained: Trained) -> None:
    models, now = ModelRepository(conn), clock.now()
    report = _report(start, trained)
    made: ModelId | None = None
    if trained.ranker is not None:
        summary = {"recipe": trained.recipe, "taken": trained.better, **report}
        made = await models.add(
            version=trained.ranker.name,
            kind="trees" if trained.recipe == TREES else "weights",
            training_id=waiting.id,
            content=pack(trained.ranker),
            summary=summary,
            trained_from=instant_of(trained.since, now),
            trained_until=start.facts.until,
            now=now,
        )
        report["model"] = trained.ranker.name
    serving = made if trained.better else start.in_use.model_id
    content = {side: curve.plain() for side, curve in trained.calibration.items()}
    await models.add_calibration(serving, waiting.id, content, now)
    outcome = TrainingOutcome.TOO_LITTLE if made is None else TrainingOutcome.KEPT
    if trained.better:
        outcome = TrainingOutcome.CHANGED
        await models.use(made, now, None, "better")
    await TrainingRepository(conn).finish(waiting.id, now, outcome, report)
    model = report.get("model")
    await AuditRepository(conn).note(
        now, waiting.requested_by, f"training_{outcome}", "training", waiting.id, {"model": model}
    )
    _log.info("trained", outcome=str(outcome), model=model, answers=trained.n_before + trained.n_after)


def _report(start: _Start, trained: Trained) -> dict[str, Any]:
    """What the page tells of a run; plain values."""
    now = start.facts.until
    return {
        "in_use": start.in_use.version,
        "recipe": trained.recipe,
        "counts": dict(trained.counts),
        "since": instant_of(trained.since, now).isoformat(),
        "until": now.isoformat(),
        "cut": instant_of(trained.cut, now).isoformat(),
        "n_before": trained.n_before,
        "n_after": trained.n_after,
        "n_lists": trained.n_lists,
        "comparisons": _comparisons(trained.comparisons),
        "examination": {
            "places": list(trained.examination.places),
            "n_impressions": trained.examination.n_impressions,
            "n_answers": trained.examination.n_answers,
        },
    }


def _comparisons(found: Mapping[str, Comparison]) -> dict[str, dict[str, float | None]]:
    return {
        recipe: {
            # JSON knows no nan; what could not be measured is null.
            name: None if value != value else value  # noqa: PLR0124 - nan differs from itself
            for name, value in asdict(one).items()
        }
        for recipe, one in found.items()
    }
