"""The worker: encodes, reads decks, sends mail, solves plans and trains, away from the requests.

Each chore does whatever the database says is pending. A job only wakes it; it also looks by itself every
few seconds, so that a lost job costs seconds. Run by `shoutou worker`.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import signal
from collections.abc import Awaitable, Callable
from contextlib import suppress
from functools import cached_property

import anyio.to_thread
import structlog

from models.db import Database
from models.entities.viewer import Viewer
from models.jobs import requeue_failed
from web import logs, settings
from web.api.subjects import seen
from web.chores import Work, Worker
from web.clock import Clock, SystemClock
from web.encoders import TextModels, forget_exported
from web.files import FileStore
from web.forms.search import READING
from web.imports.taking import take_queued
from web.mailer import Mailer, mailer_for
from web.processes import follow_parent
from web.quick import QuickEncoders
from web.resources import Resources
from web.services import saved_searches
from web.services.deal_silence import flag_silences
from web.services.deck_readings import forget_old_readings, read_waiting
from web.services.decks import extract_pending
from web.services.encoding import (
    CannotEncode,
    TextWatch,
    encode_serving,
    known_models,
    prepare_coming,
    use_model,
)
from web.services.floor import plan_pending
from web.services.funding_lapse import LapseWatch, lapse_records
from web.services.imports import forget_expired
from web.services.index import MatchIndex
from web.services.jury_assignment import assign_pending
from web.services.kept_answers import forget_old
from web.services.leaving import leave_due
from web.services.ledger_heads import is_due, look_over, sign_days
from web.services.mail_delivery import deliver
from web.services.match_feed import forget_old_changes
from web.services.passwords import Passwords
from web.services.planning import solve_pending
from web.services.rankers import RankerSource
from web.services.reminders import remind_pending
from web.services.report_facts import settle_facts
from web.services.reserves import lapse_offers
from web.services.search import Searcher
from web.services.search_index import SearchIndex
from web.services.service_silence import remind_of_services
from web.services.solver_processes import in_process
from web.services.webhooks import send_events
from web.settings import Settings
from web.site_key import published, site_key
from web.webhook_sender import HttpSender

# A second event's plan does not wait for a long solve of the first.
SOLVES_AT_ONCE = 2
_log = structlog.get_logger("worker")


class ReadyPipe:
    """Tells a supervisor that waits: a dot for each text encoded, and an exclamation mark when all are."""

    def __init__(self, descriptor: int | None) -> None:
        self._descriptor = descriptor
        if descriptor is not None:
            # Nobody may be reading any more; then the words are lost, and the work goes on.
            os.set_blocking(descriptor, False)

    def tell_one(self) -> None:
        """One more text is encoded."""
        self._write(b".")

    def tell_all(self) -> None:
        """People may come in; nothing is told after this."""
        self._write(b"!")
        if self._descriptor is not None:
            os.close(self._descriptor)
        self._descriptor = None

    def _write(self, word: bytes) -> None:
        if self._descriptor is not None:
            with suppress(BlockingIOError, BrokenPipeError):
                os.write(self._descriptor, word)


class Tools:
    """What chores work with; heavy parts are made when first asked for."""

    def __init__(self, chosen: Settings, db: Database, ready: ReadyPipe, clock: Clock | None = None) -> None:
        self.settings = chosen
        self._ready = ready
        self.db = db
        self.clock = clock or SystemClock()
        self.files = FileStore(chosen.files_dir)
        self.rankers = RankerSource(db)
        # Everything on show, for work over all lists; filled when first asked for.
        self.index = MatchIndex()
        self.watch = TextWatch()
        self.lapses = LapseWatch()
        self.services = LapseWatch()
        self._choosing = asyncio.Lock()
        self._chosen = False

    @cached_property
    def text_models(self) -> TextModels:
        """The text models; loading one takes seconds, at its first text only."""
        return TextModels(self.settings.encoders_dir, self._ready.tell_one)

    async def take_model_into_use(self) -> None:
        """What the settings name is decided once a start; afterwards the database says what serves."""
        async with self._choosing:
            if not self._chosen:
                source = self.settings.embedding_model
                encoder = self.text_models(source)
                await use_model(self.db, encoder, self.clock, source)
                self._chosen = True

    @cached_property
    def parts(self) -> Resources:
        """What operations of the API are given, for what a webhook's reader may see."""
        return Resources(
            self.settings,
            self.db,
            self.clock,
            self.files,
            Passwords(),
            self.rankers,
            QuickEncoders(self.settings.encoders_dir),
            self.index,
        )

    @cached_property
    def mailer(self) -> Mailer | None:
        """The way out for mail, or None when the settings name none."""
        return mailer_for(self.settings)


async def _encode(tools: Tools) -> object:
    await tools.take_model_into_use()
    try:
        return await encode_serving(tools.db, tools.text_models, tools.clock, tools.watch)
    except CannotEncode as error:
        # Its vectors serve as they are until the coming model takes over.
        _log.warning("serving_model_gone", reason=str(error))
        return None


async def _prepare_model(tools: Tools) -> object:
    await tools.take_model_into_use()
    source = tools.settings.embedding_model
    await anyio.to_thread.run_sync(tools.text_models.export_if_missing, source)
    done = await prepare_coming(tools.db, tools.text_models, tools.clock)
    known = await known_models(tools.db)
    await anyio.to_thread.run_sync(forget_exported, tools.settings.encoders_dir, known)
    return done


async def _count_reports(tools: Tools) -> object:
    return await settle_facts(tools.db)


async def _forget_changes(tools: Tools) -> None:
    await forget_old_changes(tools.db, tools.clock)
    await forget_old_readings(tools.db, tools.clock)


async def _extract_deck(tools: Tools) -> object:
    # Somebody waits before the page of a deck that is to become a pitch.
    read = await read_waiting(tools.db, tools.files)
    return read + await extract_pending(tools.db, tools.files)


async def _import_file(tools: Tools) -> object:
    await forget_expired(tools.db, tools.clock)
    return await take_queued(tools.db, tools.clock, tools.settings)


async def _send_mail(tools: Tools) -> object:
    return await deliver(tools.db, tools.mailer, tools.settings, tools.clock)


async def _send_webhooks(tools: Tools) -> object:
    sender = HttpSender(allow_local=tools.settings.webhooks_local)

    async def look(viewer: Viewer, event: str, subject_id: int) -> object:
        return await seen(tools.parts, viewer, event, subject_id)

    return await send_events(tools.db, tools.clock, tools.settings, sender, look)


async def _forget_answers(tools: Tools) -> None:
    await forget_old(tools.db, tools.clock)


async def _remind(tools: Tools) -> object:
    return await remind_pending(tools.db, tools.clock, tools.settings.public_url)


async def _solve_plan(tools: Tools) -> object:
    return await solve_pending(tools.db, solver=in_process, at_once=SOLVES_AT_ONCE)


async def _lapse_offers(tools: Tools) -> object:
    return await lapse_offers(tools.db, tools.clock, tools.settings.public_url)


async def _flag_silences(tools: Tools) -> object:
    return await flag_silences(tools.db, tools.clock, tools.settings.silent_days)


async def _lapse_records(tools: Tools) -> object:
    if not tools.lapses.is_due(tools.clock.now()):
        return None
    chosen = tools.settings
    return await lapse_records(tools.db, tools.clock, chosen.answer_days, chosen.public_url)


async def _remind_of_services(tools: Tools) -> object:
    if not tools.services.is_due(tools.clock.now()):
        return None
    return await remind_of_services(
        tools.db,
        tools.clock,
        remind_days=tools.settings.service_remind_days,
        expire_days=tools.settings.service_expire_days,
    )


async def _let_leave(tools: Tools) -> object:
    return await leave_due(tools.db, tools.clock, tools.files, site=tools.settings.public_url)


async def _assign_jurors(tools: Tools) -> object:
    return await assign_pending(tools.db, tools.clock)


async def _sign_heads(tools: Tools) -> object:
    return await sign_days(tools.db, tools.clock, site_key(tools.settings.data_dir))


async def _verify_ledger(tools: Tools) -> object:
    if not await is_due(tools.db, tools.clock):
        return None
    verdict = await look_over(tools.db, tools.clock, tools.files, published(tools.settings.data_dir))
    if not verdict.holds:
        _log.error("ledger_does_not_hold", n_findings=verdict.n_findings, first=verdict.findings[0].code)
    return verdict.n_findings


async def _tell_searches(tools: Tools) -> object:
    if not await saved_searches.is_due(tools.db, tools.clock):
        return None
    # The texts are read for this round alone: once a day they need not stay in memory.
    searcher = Searcher(tools.index, SearchIndex(), QuickEncoders(tools.settings.encoders_dir))
    looker = saved_searches.Looker(searcher, (await tools.rankers.current()).ranker, READING)
    return await saved_searches.tell_news(tools.db, looker, tools.clock, tools.settings)


async def _train(tools: Tools) -> object:
    # Imported at the first run: fitting brings scipy, which the other chores do not need.
    from web.services.training import train_pending

    return await train_pending(tools.db)


async def _plan_floor(tools: Tools) -> object:
    in_use = await tools.rankers.current()
    return await plan_pending(tools.db, tools.index, in_use.ranker, tools.clock)


# Job name -> what it wakes.
CHORES: dict[str, Callable[[Tools], Awaitable[object]]] = {
    "extract_deck": _extract_deck,
    "encode": _encode,
    "prepare_model": _prepare_model,
    "solve_plan": _solve_plan,
    "assign_jurors": _assign_jurors,
    "plan_floor": _plan_floor,
    "lapse_offers": _lapse_offers,
    "flag_silences": _flag_silences,
    "lapse_records": _lapse_records,
    "import_file": _import_file,
    "remind_of_services": _remind_of_services,
    "tell_searches": _tell_searches,
    "let_leave": _let_leave,
    "remind": _remind,
    "send_mail": _send_mail,
    "send_webhooks": _send_webhooks,
    "forget_answers": _forget_answers,
    "sign_heads": _sign_heads,
    "verify_ledger": _verify_ledger,
    "train": _train,
    "forget_changes": _forget_changes,
    "count_reports": _count_reports,
}
# What must have been looked at once before people are let in: matches need vectors.
BEFORE_READY = frozenset({"extract_deck", "encode"})


async def work(chosen: Settings, *, ready_fd: int | None = None) -> None:
    """Run the worker of an installation until SIGTERM or SIGINT."""
    if chosen.database_url is None:
        raise settings.SettingsError("DATABASE_URL is not set, and no supervisor gave one")
    db = await Database.connect(chosen.database_url, max_size=chosen.db_pool_size)
    ready = ReadyPipe(ready_fd)
    tools = Tools(chosen, db, ready)
    worker = Worker(
        chosen.database_url,
        {name: _bound(chore, tools) for name, chore in CHORES.items()},
        sweep_seconds=chosen.worker_sweep_seconds,
        before_ready=BEFORE_READY,
        on_ready=ready.tell_all,
    )
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, worker.stop)
    async with db.transaction() as conn:
        # Whoever starts it anew has read why they failed.
        n_again = await requeue_failed(conn)
    _log.info("worker_started", n_failed_jobs_again=n_again)
    try:
        await worker.run()
    finally:
        await db.close()
    _log.info("worker_stopped")


def _bound(chore: Callable[[Tools], Awaitable[object]], tools: Tools) -> Work:
    return lambda: chore(tools)


def main() -> None:
    """Run from the command line or by the supervisor."""
    parser = argparse.ArgumentParser(prog="python -m web.worker", description=__doc__)
    parser.add_argument("--parent", type=int, help="end together with this process")
    parser.add_argument("--ready-fd", type=int, help="written to after the first sweep")
    arguments = parser.parse_args()
    if arguments.parent is not None:
        follow_parent(arguments.parent)
    chosen = settings.load()
    logs.configure(chosen.log_level)
    asyncio.run(work(chosen, ready_fd=arguments.ready_fd))


if __name__ == "__main__":
    main()
