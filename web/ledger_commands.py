"""`shoutou verify-ledger` and `shoutou ledger-head`: the chain from the command line."""

from __future__ import annotations

import asyncio
import json
import os
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

from models.db import Database
from models.entities.chain import Head
from web import bootstrap
from web.bootstrap import CannotStart, Say
from web.clock import SystemClock
from web.files import FileStore
from web.ledger_words import finding_sentence
from web.services.ledger_heads import NotHeads, exported_entries, heads_to_keep, kept_heads
from web.services.verifying import Verdict, verify_ledger
from web.settings import Settings
from web.site_key import published, site_key

_SAY_EVERY = 10_000


@asynccontextmanager
async def _opened(chosen: Settings, say: Say) -> AsyncIterator[Database]:
    """The database with the application's rights; nothing is migrated, since nothing is to be changed."""
    # Imported here: alembic belongs to the command line, and only where it is needed.
    from models import migrate

    async with bootstrap.database(chosen, say) as prepared:
        if not await asyncio.to_thread(migrate.is_current, prepared.owner_dsn):
            raise CannotStart("migrations are missing: shoutou migrate")
        db = await Database.connect(prepared.app_dsn)
        try:
            yield db
        finally:
            await db.close()


def read_heads(path: Path) -> list[Head]:
    """What somebody has kept; raises `CannotStart` with one sentence when it is nothing of ours."""
    try:
        return kept_heads(path.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise CannotStart(f"{path} is not there") from error
    except (NotHeads, UnicodeDecodeError) as error:
        raise CannotStart(f"{path} cannot be checked against: {error}") from error


async def verify(chosen: Settings, kept: Sequence[Head], say: Say) -> Verdict:
    """Reckon the whole ledger of this installation anew."""
    said = 0

    def progress(n_entries: int) -> None:
        nonlocal said
        if n_entries // _SAY_EVERY > said:
            said = n_entries // _SAY_EVERY
            say(f"{n_entries} entries so far")

    async with _opened(chosen, say) as db:
        return await verify_ledger(
            db,
            SystemClock(),
            FileStore(chosen.files_dir),
            keys=published(chosen.data_dir),
            kept=kept,
            progress=progress,
        )


async def heads(chosen: Settings, say: Say) -> str:
    """The signed heads as they are kept."""
    async with _opened(chosen, say) as db:
        told = await heads_to_keep(
            db,
            SystemClock(),
            site_key(chosen.data_dir),
            published(chosen.data_dir),
            chosen.public_url,
        )
    return json.dumps(told, indent=2) + "\n"


async def export(chosen: Settings, path: Path, say: Say) -> int:
    """Write every entry to a file, whole or not at all; how many there are."""
    n_entries = 0
    draft = path.with_name(f"{path.name}.part")
    try:
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
            async with _opened(chosen, say) as db:
                async for line in exported_entries(db):
                    file.write(line)
                    n_entries += 1
            file.flush()
            os.fsync(file.fileno())
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)
    return n_entries


def told(verdict: Verdict) -> Iterator[str]:
    """What a look came to, a line for each finding, the first of the chain first."""
    for finding in verdict.findings:
        yield f"✗ {finding_sentence(finding)}"
    if verdict.n_findings > len(verdict.findings):
        yield f"✗ and {verdict.n_findings - len(verdict.findings)} more"
    mark = "✓" if verdict.holds else "✗"
    yield f"{mark} {verdict.n_entries} entries, {verdict.n_files} files, last hash {verdict.tip_hash}"


def write_whole(path: Path, text: str) -> None:
    """A file that is there whole or not at all."""
    draft = path.with_name(f"{path.name}.part")
    try:
        with draft.open("w", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)
