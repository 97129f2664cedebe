"""The exact bytes that the ledger's hashes are taken over; docs/ledger.md tells them to outsiders.

Pure functions: no database, no clock.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

FORM = 1
# What the first entry of all follows.
GENESIS = "0" * 64


def instant(value: datetime) -> str:
    """An instant in UTC with six digits of a second, such as 2026-05-15T02:00:00.000000Z."""
    return value.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def plain(value: Any) -> Any:
    """A value of the database as JSON knows it; raises TypeError for what has no form of its own yet."""
    if isinstance(value, datetime):
        return instant(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, bytes):
        return value.hex()
    if isinstance(value, list | tuple):
        return [plain(one) for one in value]
    if isinstance(value, Mapping):
        return {str(key): plain(one) for key, one in value.items()}
    if value is None or isinstance(value, bool | int | str | float):
        return value
    message = f"{type(value).__name__} has no canonical form"
    raise TypeError(message)


def canonical(value: Any) -> str:
    """JSON with sorted keys, no spaces and no escapes beyond the necessary; its bytes are UTF-8."""
    return json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":"), allow_nan=False)


def sha256(text: str) -> str:
    """The SHA-256 of a text's UTF-8 bytes in lower-case hex."""
    return hashlib.sha256(text.encode()).hexdigest()


def evidence_hash(files: Iterable[str]) -> str:
    """One hash over the hashes of all files: sorted, each followed by a line feed."""
    return sha256("".join(f"{name}\n" for name in sorted(files)))


def commitment(salt: bytes, text: str) -> str:
    """What stands for a person or a free text: without the salt nobody can try names against it."""
    return hashlib.sha256(salt + text.encode()).hexdigest()


def entry_hash(
    *,
    seq: int,
    previous_hash: str,
    subject: str,
    subject_id: int,
    content_hash: str,
    evidence_hash: str,
    sealed_at: datetime,
) -> str:
    """The hash of an entry, which the next one names; a line for each part, the form first."""
    lines = (
        f"shoutou-ledger-{FORM}",
        str(seq),
        previous_hash,
        subject,
        str(subject_id),
        content_hash,
        evidence_hash,
        instant(sealed_at),
    )
    return sha256("".join(f"{line}\n" for line in lines))


def head_message(*, day: date, seq: int, hash_: str, signed_at: datetime) -> bytes:
    """What the site signs of a day: how long the chain was at its end, and the last hash."""
    lines = (f"shoutou-head-{FORM}", day.isoformat(), str(seq), hash_, instant(signed_at))
    return "".join(f"{line}\n" for line in lines).encode()
