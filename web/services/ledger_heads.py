"""The chain for outsiders: each day's head, signed once, the form to keep it in, and the nightly look."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from models.db import Database
from models.entities.chain import Check, Head, Tip
from models.entities.viewer import Viewer
from models.entities.vocabulary import Role
from models.errors import NotAllowed
from models.repositories.chain import ChainRepository
from web.clock import Clock
from web.files import FileStore
from web.formats import DEFAULT_ZONE
from web.services.canonical import GENESIS, canonical, head_message, instant, plain
from web.services.verifying import Verdict, verify_ledger
from web.site_key import PublicKey, SiteKey

HEADS_FORM = "shoutou-heads-1"
# A day is the city's.
_ZONE = ZoneInfo(DEFAULT_ZONE)
# The look over the whole ledger waits for the quiet of the night.
_NIGHT = time(2, 0)
A_PAGE = 60
_AT_ONCE = 500


class NotHeads(ValueError):
    """A file that should hold kept heads does not; the message says what is wrong with it."""


@dataclass(frozen=True, slots=True)
class LedgerState:
    """What an officer sees of the chain."""

    tip: Tip | None
    check: Check | None
    heads: list[Head]


async def sign_days(db: Database, clock: Clock, key: SiteKey) -> int:
    """Sign the head of each day that has ended and has none, once and for good; how many that were."""
    today = clock.now().astimezone(_ZONE).date()
    async with db.read() as conn:
        chain = ChainRepository(conn)
        last = await chain.last_head_day()
        begun = await chain.first_sealed_at()
    day = last + timedelta(days=1) if last is not None else begun and begun.astimezone(_ZONE).date()
    if day is None or day >= today:
        return 0
    n_signed = 0
    async with db.transaction() as conn:
        chain = ChainRepository(conn)
        # Whoever is still appending what belongs to yesterday is waited for.
        await chain.lock_head()
        while day < today:
            tip = await chain.tip_before(_end_of(day))
            n_signed += await chain.add_head(_signed(day, tip, clock.now(), key))
            day += timedelta(days=1)
    return n_signed


async def heads_to_keep(
    db: Database, clock: Clock, key: SiteKey, public: Sequence[PublicKey], site: str
) -> dict[str, Any]:
    """Everything that an outsider keeps: each day's head, one of this moment, and the keys to check them."""
    async with db.read() as conn:
        chain = ChainRepository(conn)
        heads = await chain.heads()
        tip = await chain.tip()
    now = clock.now()
    present = _signed(now.astimezone(_ZONE).date(), tip, now, key)
    return {
        "form": HEADS_FORM,
        "site": site,
        "heads": [_told(head) for head in heads],
        # Not yet a day's head: more may be appended until midnight.
        "now": _told(present),
        "keys": [one.jwk() for one in public],
    }


async def published_heads(db: Database, public: Sequence[PublicKey], site: str) -> dict[str, Any]:
    """The same for everybody to fetch, without the moment's own."""
    async with db.read() as conn:
        heads = await ChainRepository(conn).heads()
    return {
        "form": HEADS_FORM,
        "site": site,
        "heads": [_told(head) for head in heads],
        "keys": [one.jwk() for one in public],
    }


def kept_heads(text: str) -> list[Head]:
    """The heads in a file that somebody has kept; raises `NotHeads`."""
    try:
        told = json.loads(text)
        form, rows = told["form"], [*told["heads"], *([told["now"]] if "now" in told else [])]
        found = [
            Head(
                day=date.fromisoformat(row["day"]),
                seq=int(row["seq"]),
                hash=str(row["hash"]),
                signed_at=datetime.fromisoformat(row["signed_at"]).astimezone(UTC),
                key_id=str(row["key_id"]),
                signature=str(row["signature"]),
            )
            for row in rows
        ]
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise NotHeads(f"it holds no heads of a ledger ({type(error).__name__}: {error})") from error
    if form != HEADS_FORM:
        raise NotHeads(f"its form is {form}, not {HEADS_FORM}")
    return found


async def exported_entries(db: Database) -> AsyncIterator[str]:
    """Every entry as a line of JSON in the order of the chain, for an auditor who reckons it anew."""
    async with db.read() as conn:
        chain, seq = ChainRepository(conn), 0
        while entries := await chain.entries_after(seq, _AT_ONCE):
            for entry in entries:
                yield canonical(plain(dataclasses.asdict(entry))) + "\n"
            seq = entries[-1].seq


async def recent_heads(db: Database, limit: int = A_PAGE) -> list[Head]:
    """The signed heads of the last days, for anybody; the latest first."""
    async with db.read() as conn:
        return await ChainRepository(conn).latest_heads(limit)


async def open_ledger_state(db: Database, *, viewer: Viewer) -> LedgerState:
    """How long the chain is, when it was last looked over, and what was found."""
    if Role.OFFICER not in viewer.roles:
        raise NotAllowed("not_allowed")
    async with db.read() as conn:
        chain = ChainRepository(conn)
        return LedgerState(await chain.tip(), await chain.last_check(), await chain.latest_heads(7))


async def look_over(db: Database, clock: Clock, files: FileStore, keys: Sequence[PublicKey]) -> Verdict:
    """Verify the whole ledger and keep what was found, for the officer to see."""
    verdict = await verify_ledger(db, clock, files, keys=keys)
    async with db.transaction() as conn:
        await ChainRepository(conn).add_check(
            Check(
                verdict.began_at,
                verdict.ended_at,
                verdict.n_entries,
                verdict.n_files,
                [dataclasses.asdict(finding) for finding in verdict.findings],
                verdict.n_findings,
            )
        )
    return verdict


async def is_due(db: Database, clock: Clock) -> bool:
    """Whether the nightly look has not been taken yet."""
    now = clock.now().astimezone(_ZONE)
    async with db.read() as conn:
        last = await ChainRepository(conn).last_check()
    if last is None:
        return True
    night = datetime.combine(now.date(), _NIGHT, _ZONE)
    if now < night:
        night -= timedelta(days=1)
    return last.began_at < night


def _end_of(day: date) -> datetime:
    return datetime.combine(day + timedelta(days=1), time.min, _ZONE)


def _signed(day: date, tip: Tip | None, now: datetime, key: SiteKey) -> Head:
    seq, hash_ = (tip.seq, tip.hash) if tip is not None else (0, GENESIS)
    message = head_message(day=day, seq=seq, hash_=hash_, signed_at=now)
    return Head(day, seq, hash_, now, key.key_id, key.sign(message))


def _told(head: Head) -> dict[str, Any]:
    return {
        "day": head.day.isoformat(),
        "seq": head.seq,
        "hash": head.hash,
        "signed_at": instant(head.signed_at),
        "key_id": head.key_id,
        "signature": head.signature,
    }
