"""What the database keeps of a session's token: its hash, so that a stolen table signs nobody in."""

from __future__ import annotations

import hashlib


def token_hash(token: str) -> bytes:
    """The key of the session in the database."""
    return hashlib.sha256(token.encode()).digest()
