"""The chain over the world's ledger: whatever is confirmed in it is sealed, after everything else is written."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from models.db import Database
from tests.world_rows import NOW
from web.services.sealing import seal_what_was_before


class _Noon:
    """The world's moment."""

    def now(self) -> datetime:
        return NOW


async def build(conn: Any) -> None:
    """Seal it."""
    await seal_what_was_before(Database.bound_to(conn), _Noon())
