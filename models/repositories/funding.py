"""The ledger: rows are only ever added; where a record stands is derived from its steps."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from models.db import Connection
from models.entities.funding import (
    EventChoice,
    Evidence,
    FirstsCell,
    FundingRecord,
    NewRecord,
    PartyChoice,
    StepTaken,
)
from models.entities.ids import OrganisationId, PersonId, RecordId
from models.entities.viewer import Viewer
from models.entities.vocabulary import FundingStep, Role
from models.rows import as_entities, as_entity, queries


class LedgerRepository:
    """Records, steps, proof and certificates on one open connection."""

    def __init__(self, conn: Connection) -> None:
        self._conn = conn
        self._sql = queries("funding")

    async def visible(
        self, viewer: Viewer, *, record_id: int | None = None, event_id: int | None = None, limit: int = 500
    ) -> list[FundingRecord]:
        """The records that the viewer may see, the latest money first."""
        parties = viewer.organisation_ids(Role.FOUNDER) + viewer.organisation_ids(Role.PROVIDER)
        rows = await self._conn.fetch(
            self._sql["visible_records"],
            Role.OFFICER in viewer.roles,
            parties,
            viewer.organisation_ids(Role.ORGANISER),
            record_id,
            event_id,
            limit,
        )
        return as_entities(FundingRecord, rows)

    async def for_mail(self, record_id: int) -> FundingRecord:
        """A record that the sender has just changed, whoever reads the mail."""
        row = await self._conn.fetchrow(self._sql["visible_records"], True, [], [], record_id, None, 1)
        return as_entity(FundingRecord, row)

    async def lock_company(self, company_id: int) -> None:
        """Let changes to one company's records happen one after the other."""
        await self._conn.execute(self._sql["lock_company"], company_id)

    async def lock_record(self, record_id: int) -> None:
        """Let answers to one record come one after the other."""
        await self._conn.execute(self._sql["lock_record"], record_id)

    async def standing(self, record_id: int) -> Mapping[str, Any] | None:
        """Parties and status of a record, for a change; visibility was checked before."""
        row: Mapping[str, Any] | None = await self._conn.fetchrow(self._sql["record_for_update"], record_id)
        return row

    async def add(
        self,
        new: NewRecord,
        *,
        key: str,
        person_id: PersonId,
        side: str,
        body_id: OrganisationId,
        now: datetime,
        corrects_id: int | None = None,
    ) -> RecordId:
        """A new row of the ledger."""
        found: int = await self._conn.fetchval(
            self._sql["add_record"],
            key,
            new.company_id,
            new.provider_id,
            new.creditor_id,
            new.kind,
            new.instrument,
            new.product,
            new.amount,
            new.currency,
            new.value_on,
            new.event_id,
            new.note,
            new.lang,
            person_id,
            side,
            body_id,
            now,
            corrects_id,
        )
        return RecordId(found)

    async def by_key(self, person_id: PersonId, key: str) -> Mapping[str, Any] | None:
        """What this person has already proposed under this key."""
        row: Mapping[str, Any] | None = await self._conn.fetchrow(self._sql["record_by_key"], person_id, key)
        return row

    async def add_step(
        self,
        record_id: int,
        step: FundingStep,
        *,
        person_id: PersonId,
        body_id: int,
        comment: str,
        lang: str,
        now: datetime,
    ) -> None:
        """What a named signer did; the same step twice is a `Conflict`."""
        await self._conn.execute(
            self._sql["add_step"], record_id, step, person_id, body_id, comment, lang, now
        )

    async def steps(self, record_id: int) -> list[StepTaken]:
        """All steps of a record."""
        return as_entities(StepTaken, await self._conn.fetch(self._sql["steps"], record_id))

    async def signers(self, record_id: int) -> dict[str, int]:
        """Who has confirmed so far, by step."""
        rows = await self._conn.fetch(self._sql["signers"], record_id)
        return {row["step"]: row["person_id"] for row in rows}

    async def open_correction(self, record_id: int) -> int | None:
        """A correction that waits or is confirmed."""
        found: int | None = await self._conn.fetchval(self._sql["open_correction"], record_id)
        return found

    async def attach(
        self,
        record_id: int,
        company_id: int,
        kind: str,
        *,
        sha256: str,
        size_bytes: int,
        media_type: str,
        filename: str,
        evidence_type: str,
        person_id: PersonId,
        now: datetime,
    ) -> None:
        """One file of one record; a file that proves another chain is a `Conflict`."""
        chain: int = await self._conn.fetchval(self._sql["chain_of"], record_id)
        await self._conn.execute(self._sql["remember_file"], sha256, size_bytes, media_type, now)
        await self._conn.execute(self._sql["claim_evidence"], company_id, kind, sha256, chain)
        await self._conn.execute(
            self._sql["attach_evidence"],
            record_id,
            company_id,
            kind,
            sha256,
            chain,
            filename,
            evidence_type,
            person_id,
            now,
        )

    async def evidence_of(self, record_id: int) -> list[Evidence]:
        """The files of a record."""
        return as_entities(Evidence, await self._conn.fetch(self._sql["evidence_of"], record_id))

    async def evidence(self, evidence_id: int) -> Evidence | None:
        """One file; the caller checks that its record may be seen."""
        row = await self._conn.fetchrow(self._sql["evidence_by_id"], evidence_id)
        return None if row is None else as_entity(Evidence, row)

    async def party_choices(self, viewer: Viewer, role: Role) -> tuple[list[PartyChoice], list[PartyChoice]]:
        """Companies and providers that the viewer may name when proposing in this role."""
        ids = viewer.organisation_ids(role)
        mine = [PartyChoice(a.organisation_id, a.name, tuple(a.kinds)) for a in viewer.organisations(role)]

        async def choices(name: str) -> list[PartyChoice]:
            return as_entities(PartyChoice, await self._conn.fetch(self._sql[name], ids))

        if role is Role.FOUNDER:
            return mine, await choices("providers_for_company")
        if role is Role.PROVIDER:
            ids = viewer.vetted_ids()
            return await choices("companies_for_provider"), [m for m in mine if m.id in set(ids)]
        return await choices("companies_for_organiser"), await choices("providers_for_organiser")

    async def banks(self) -> list[PartyChoice]:
        """Vetted banks, for the creditor of a guarantee."""
        return as_entities(PartyChoice, await self._conn.fetch(self._sql["banks"]))

    async def events(self, organisation_ids: list[int]) -> list[EventChoice]:
        """Published events that these organisations took part in or arranged."""
        return as_entities(EventChoice, await self._conn.fetch(self._sql["events_for"], organisation_ids))

    async def addresses(self, organisation_id: int) -> list[Mapping[str, Any]]:
        """The active members of an organisation: person_id, email, locale."""
        rows: list[Mapping[str, Any]] = await self._conn.fetch(self._sql["addresses_of"], organisation_id)
        return rows

    async def firsts_by_district_and_year(self, definition: str) -> list[FirstsCell]:
        """Certificates in force under a definition, for anybody to see."""
        rows = await self._conn.fetch(self._sql["firsts_by_district_and_year"], definition)
        return as_entities(FirstsCell, rows)
