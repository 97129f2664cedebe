"""All records that somebody may see, one after the other, for a list of any length that leaves as a file."""

from __future__ import annotations

from collections.abc import AsyncIterator

from models.db import Database
from models.entities.funding import FundingRecord
from models.entities.viewer import Viewer
from models.repositories.funding import LedgerRepository


async def stream_records(db: Database, *, viewer: Viewer) -> AsyncIterator[FundingRecord]:
    """The viewer's records from one look at the database, the latest money first."""
    async with db.read() as conn:
        async for record in LedgerRepository(conn).stream(viewer):
            yield record
