"""All records that somebody may see, one after the other, for a list of any length that leaves as a file."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import datetime

from models.db import Database
from models.entities.reports import LedgerRow
from models.entities.viewer import Viewer
from models.repositories.reports import ReportRepository


async def stream_records(
    db: Database, *, viewer: Viewer, as_of: datetime, as_officer: bool
) -> AsyncIterator[LedgerRow]:
    """The viewer's records as known at an instant, from one look at the database, the latest money first."""
    async with db.read() as conn:
        async for row in ReportRepository(conn).ledger(viewer, as_of, as_officer=as_officer):
            yield row
