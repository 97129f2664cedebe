"""Files that people bring, and what is on record of what they name."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from models.db import Connection
from models.entities.ids import PersonId
from models.entities.imports import (
    Counts,
    ImportFile,
    ImportKind,
    ImportLine,
    KnownDeal,
    KnownOrganisation,
    KnownPitch,
    NewImport,
)
from models.entities.profiles import NewProfile
from models.rows import as_entities, as_entity, queries


class ImportRepository:
    """A person's own files on one open connection; nobody else's are ever asked for."""

    def __init__(self, conn: Connection) -> None:
        self._conn = conn
        self._sql = queries("imports")

    async def add(self, new: NewImport, now: datetime, until: datetime) -> int:
        """A file that arrived."""
        found: int = await self._conn.fetchval(
            self._sql["add"],
            new.kind,
            new.person_id,
            new.organisation_id,
            new.event_id,
            new.scope,
            new.sha256,
            new.filename,
            new.content,
            now,
            until,
        )
        return found

    async def one(
        self, import_id: int, person_id: PersonId, now: datetime, *, lock: bool = False
    ) -> ImportFile | None:
        """One file of this person's."""
        query = self._sql["lock" if lock else "one"]
        row = await self._conn.fetchrow(query, import_id, person_id, now)
        return None if row is None else as_entity(ImportFile, row)

    async def own(
        self, person_id: PersonId, now: datetime, kind: ImportKind | None, event_id: int | None
    ) -> list[ImportLine]:
        """What this person brought, the latest first."""
        return as_entities(
            ImportLine, await self._conn.fetch(self._sql["own"], person_id, kind, event_id, now)
        )

    async def taken_before(self, file: ImportFile) -> datetime | None:
        """When the same file was taken for the same before."""
        found: datetime | None = await self._conn.fetchval(
            self._sql["taken_before"], file.kind, file.scope, file.sha256, file.id
        )
        return found

    async def map(self, import_id: int, mapping: list[str]) -> bool:
        """Say by hand what the columns are; false when it is decided already."""
        return await self._conn.fetchval(self._sql["map"], import_id, mapping) is not None

    async def queue(self, import_id: int, now: datetime) -> bool:
        """Leave it to the worker."""
        return await self._conn.fetchval(self._sql["queue"], import_id, now) is not None

    async def next_queued(self) -> tuple[int, PersonId] | None:
        """The file whose turn it is, held for the transaction."""
        row = await self._conn.fetchrow(self._sql["next_queued"])
        return None if row is None else (row["id"], PersonId(row["person_id"]))

    async def done(self, import_id: int, now: datetime, counts: Counts) -> bool:
        """It was taken."""
        found = await self._conn.fetchval(
            self._sql["done"], import_id, now, counts.n_new, counts.n_changed, counts.n_same
        )
        return found is not None

    async def refuse(self, import_id: int, now: datetime, refusal: dict[str, Any]) -> None:
        """It could not be taken after all."""
        await self._conn.execute(self._sql["refuse"], import_id, now, refusal)

    async def drop(self, import_id: int, now: datetime) -> bool:
        """Forget it unread."""
        return await self._conn.fetchval(self._sql["drop"], import_id, now) is not None

    async def drop_expired(self, now: datetime) -> int:
        """Forget what nobody decided in time; answers how many."""
        return len(await self._conn.fetch(self._sql["drop_expired"], now))

    async def forget_of(self, person_id: int, now: datetime) -> None:
        """Somebody leaves: what they brought and nobody has taken goes, and so do the names of files."""
        await self._conn.execute(self._sql["forget_of"], person_id, now)

    async def one_at_a_time(self, kind: ImportKind) -> None:
        """Wait until no other import of this kind is under way."""
        await self._conn.execute(self._sql["one_at_a_time"], str(kind))

    async def organisations(self, usccs: Sequence[str], names: Sequence[str]) -> list[KnownOrganisation]:
        """Those with one of the codes, or one of the names in lower case."""
        rows = await self._conn.fetch(self._sql["organisations"], list(usccs), list(names))
        return as_entities(KnownOrganisation, rows)

    async def pitches(self, company_ids: Sequence[int]) -> list[KnownPitch]:
        """The pitches of these companies."""
        return as_entities(KnownPitch, await self._conn.fetch(self._sql["pitches"], list(company_ids)))

    async def deals(self, organisation_ids: Sequence[int]) -> list[KnownDeal]:
        """The past deals of these providers."""
        return as_entities(KnownDeal, await self._conn.fetch(self._sql["deals"], list(organisation_ids)))

    async def registered(self, event_id: int, addresses: Sequence[str]) -> set[str]:
        """Which of these addresses come to the event already."""
        rows = await self._conn.fetch(self._sql["registered"], event_id, list(addresses))
        return {row["email"] for row in rows}

    async def profiles(self, organisation_ids: Sequence[int]) -> dict[int, NewProfile]:
        """The profiles of those providers for whom nobody acts yet."""
        rows = await self._conn.fetch(self._sql["profiles"], list(organisation_ids))
        return {row["organisation_id"]: as_entity(NewProfile, row) for row in rows}
