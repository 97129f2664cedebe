"""The chain of hashes over the ledger: entries are only ever appended, commitments only ever erased."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from models.db import Connection
from models.entities.chain import Check, Entry, Head, SealedPerson, SealedText, Subject, Tip
from models.rows import as_entities, as_entity, queries


class ChainRepository:
    """Entries and commitments on one open connection."""

    def __init__(self, conn: Connection) -> None:
        self._conn = conn
        self._sql = queries("chain")

    async def lock_head(self) -> None:
        """Be the only one to append until the transaction ends."""
        await self._conn.execute(self._sql["lock_head"])

    async def tip(self) -> Tip | None:
        """The last entry; None in an empty chain."""
        row = await self._conn.fetchrow(self._sql["tip"])
        return None if row is None else as_entity(Tip, row)

    async def append(self, entry: Entry) -> None:
        """One more link."""
        await self._conn.execute(
            self._sql["append_entry"],
            entry.seq,
            entry.subject,
            entry.subject_id,
            entry.content,
            entry.content_hash,
            entry.evidence_hash,
            entry.previous_hash,
            entry.hash,
            entry.sealed_at,
        )

    async def entries_after(self, seq: int, limit: int) -> list[Entry]:
        """The next entries in their order."""
        return as_entities(Entry, await self._conn.fetch(self._sql["entries_after"], seq, limit))

    async def entry_of(self, subject: Subject, subject_id: int) -> Entry | None:
        """The entry that seals a row."""
        row = await self._conn.fetchrow(self._sql["entry_of"], subject, subject_id)
        return None if row is None else as_entity(Entry, row)

    async def rows(self, query: str, ids: Sequence[int]) -> list[Mapping[str, Any]]:
        """Whole rows that belong to subjects, with the subject's id as `owner_id`."""
        return [dict(row) for row in await self._conn.fetch(self._sql[query], list(ids))]

    async def unsealed(self) -> list[tuple[Subject, int]]:
        """What counts and has no entry, in the order in which it came about."""
        rows = await self._conn.fetch(self._sql["unsealed"])
        return [(Subject(row["subject"]), row["subject_id"]) for row in rows]

    async def has_begun(self) -> bool:
        """Whether anything was ever sealed or signed here."""
        found: bool = await self._conn.fetchval(self._sql["has_begun"])
        return found

    async def identities(self, person_ids: Sequence[int]) -> list[Mapping[str, Any]]:
        """Ids, names and addresses."""
        return list(await self._conn.fetch(self._sql["identities"], list(person_ids)))

    async def party_names(self, organisation_ids: Sequence[int]) -> list[Mapping[str, Any]]:
        """Ids and names."""
        return list(await self._conn.fetch(self._sql["party_names"], list(organisation_ids)))

    async def latest_commitments(
        self, person_ids: Sequence[int], organisation_ids: Sequence[int]
    ) -> list[SealedPerson]:
        """The latest commitment to each that still has its salt."""
        rows = await self._conn.fetch(
            self._sql["latest_commitments"], list(person_ids), list(organisation_ids)
        )
        return as_entities(SealedPerson, rows)

    async def add_commitment(self, sealed: SealedPerson, now: datetime) -> None:
        """A commitment to a person or party, with identity and salt."""
        await self._conn.execute(
            self._sql["add_commitment"],
            sealed.commitment,
            sealed.person_id,
            sealed.organisation_id,
            sealed.identity,
            sealed.salt,
            now,
        )

    async def add_text_salt(self, commitment: str, salt: bytes, now: datetime) -> None:
        """The salt of a free text."""
        await self._conn.execute(self._sql["add_text_salt"], commitment, salt, now)

    async def commitments(self, found: Sequence[str]) -> dict[str, SealedPerson]:
        """Who stands behind these commitments."""
        rows = await self._conn.fetch(self._sql["commitments"], list(found))
        return {row.commitment: row for row in as_entities(SealedPerson, rows)}

    async def text_salts(self, found: Sequence[str]) -> dict[str, SealedText]:
        """The salts behind these commitments to texts."""
        rows = await self._conn.fetch(self._sql["text_salts"], list(found))
        return {row.commitment: row for row in as_entities(SealedText, rows)}

    async def erased_but_here(self) -> list[Mapping[str, Any]]:
        """Commitments without a salt whose person has not left."""
        return list(await self._conn.fetch(self._sql["erased_but_here"]))

    async def erase_person(self, person_id: int, now: datetime) -> int:
        """Take identity and salt away from every commitment to a person; how many there were."""
        return len(await self._conn.fetch(self._sql["erase_person"], person_id, now))

    async def erase_party(self, organisation_id: int, now: datetime) -> int:
        """The same for a party that is a natural person."""
        return len(await self._conn.fetch(self._sql["erase_party"], organisation_id, now))

    # ------------------------------------------------------------ heads and looks over the whole

    async def heads(self) -> list[Head]:
        """Every signed head, the first day first."""
        return as_entities(Head, await self._conn.fetch(self._sql["heads"]))

    async def latest_heads(self, limit: int) -> list[Head]:
        """The signed heads of the last days, the latest first."""
        return as_entities(Head, await self._conn.fetch(self._sql["latest_heads"], limit))

    async def last_head_day(self) -> date | None:
        """The last day that has its head."""
        found: date | None = await self._conn.fetchval(self._sql["last_head_day"])
        return found

    async def first_sealed_at(self) -> datetime | None:
        """When the chain began."""
        found: datetime | None = await self._conn.fetchval(self._sql["first_sealed_at"])
        return found

    async def tip_before(self, instant: datetime) -> Tip | None:
        """The last entry that was sealed before an instant."""
        row = await self._conn.fetchrow(self._sql["tip_before"], instant)
        return None if row is None else as_entity(Tip, row)

    async def add_head(self, head: Head) -> bool:
        """A day's head; false when the day has one already."""
        made = await self._conn.fetchval(
            self._sql["add_head"], head.day, head.seq, head.hash, head.signed_at, head.key_id, head.signature
        )
        return made is not None

    async def add_check(self, check: Check) -> None:
        """What a look over the whole ledger found."""
        await self._conn.execute(
            self._sql["add_check"],
            check.began_at,
            check.ended_at,
            check.n_entries,
            check.n_files,
            check.findings,
            check.n_findings,
        )

    async def last_check(self) -> Check | None:
        """The latest look over the whole ledger."""
        row = await self._conn.fetchrow(self._sql["last_check"])
        return None if row is None else as_entity(Check, row)
