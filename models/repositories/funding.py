"""The ledger: rows are only ever added; where a record stands is derived from its steps."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from models.db import Connection
from models.entities.funding import (
    Conversion,
    Counter,
    Due,
    EventChoice,
    Evidence,
    FirstsCell,
    FundingRecord,
    LoanChoice,
    NewRecord,
    PartyChoice,
    StepTaken,
)
from models.entities.funding_details import details_as_stored
from models.entities.ids import OrganisationId, PersonId, RecordId
from models.entities.viewer import Viewer
from models.entities.vocabulary import FundingKind, FundingStatus, FundingStep, Role
from models.rows import as_entities, as_entity, queries


class LedgerRepository:
    """Records, steps, proof and certificates on one open connection."""

    def __init__(self, conn: Connection) -> None:
        self._conn = conn
        self._sql = queries("funding")

    async def visible(
        self,
        viewer: Viewer,
        *,
        record_id: int | None = None,
        event_id: int | None = None,
        status: FundingStatus | None = None,
        kind: FundingKind | None = None,
        after: int | None = None,
        limit: int = 500,
    ) -> list[FundingRecord]:
        """The records that the viewer may see, the latest money first; those that come after one of them."""
        parties = viewer.organisation_ids(Role.FOUNDER) + viewer.organisation_ids(Role.PROVIDER)
        rows = await self._conn.fetch(
            self._sql["visible_records"],
            Role.OFFICER in viewer.roles,
            parties,
            viewer.organisation_ids(Role.ORGANISER),
            record_id,
            event_id,
            limit,
            status,
            kind,
            after,
        )
        return as_entities(FundingRecord, rows)

    async def for_mail(self, record_id: int) -> FundingRecord:
        """A record that the sender has just changed, whoever reads the mail."""
        row = await self._conn.fetchrow(
            self._sql["visible_records"], True, [], [], record_id, None, 1, None, None, None
        )
        return as_entity(FundingRecord, row)

    async def lock_record(self, record_id: int) -> None:
        """Let steps that touch one record happen one after the other."""
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
        answer_until: datetime,
        corrects_id: int | None = None,
    ) -> RecordId:
        """A new row of the ledger."""
        rate, rate_on, source, yuan = _converted(new.conversion, new.amount)
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
            details_as_stored(new.details),
            new.loan_record_id,
            answer_until,
            rate,
            rate_on,
            source,
            yuan,
        )
        return RecordId(found)

    async def add_step(
        self,
        record_id: int,
        step: FundingStep,
        *,
        person_id: PersonId | None,
        body_id: int | None,
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

    async def void_signers(self, record_id: int) -> list[int]:
        """Who has signed that it is void."""
        return [row["person_id"] for row in await self._conn.fetch(self._sql["void_signers"], record_id)]

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
        page: int | None = None,
        movement_id: int | None = None,
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
            page,
            movement_id,
        )

    async def carry_evidence(self, from_id: int, to_id: int, *, person_id: PersonId, now: datetime) -> None:
        """What proves an older row of the chain proves the new one too."""
        await self._conn.execute(self._sql["carry_evidence"], from_id, to_id, person_id, now)

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

    async def loans(self, viewer: Viewer, company_ids: list[int]) -> list[LoanChoice]:
        """Loans of these companies that the viewer may name as what a guarantee stands for."""
        parties = viewer.organisation_ids(Role.FOUNDER) + viewer.organisation_ids(Role.PROVIDER)
        rows = await self._conn.fetch(
            self._sql["loans_to_guarantee"], company_ids, parties, viewer.organisation_ids(Role.ORGANISER)
        )
        return as_entities(LoanChoice, rows)

    async def add_counter(
        self, record_id: int, side: str, new: NewRecord, *, person_id: PersonId, now: datetime
    ) -> None:
        """What the disputing side says instead."""
        rate, rate_on, source, _ = _converted(new.conversion, new.amount)
        await self._conn.execute(
            self._sql["add_counter"],
            record_id,
            side,
            new.instrument,
            new.product,
            new.amount,
            new.currency,
            new.value_on,
            details_as_stored(new.details),
            new.creditor_id,
            new.loan_record_id,
            rate,
            rate_on,
            source,
            person_id,
            now,
        )

    async def counter_of(self, record_id: int) -> Counter | None:
        """What the disputing side of a record says instead, if it said."""
        row = await self._conn.fetchrow(self._sql["counter_of"], record_id)
        return None if row is None else as_entity(Counter, row)

    async def unanswered(self, now: datetime, soon: datetime, answer_days: int) -> list[Due]:
        """Records whose time to answer is over, or will be soon and nobody was reminded."""
        rows = await self._conn.fetch(self._sql["unanswered"], now, soon, answer_days)
        return as_entities(Due, rows)

    async def banks(self) -> list[PartyChoice]:
        """Vetted banks, for the creditor of a guarantee."""
        return as_entities(PartyChoice, await self._conn.fetch(self._sql["banks"]))

    async def events(self, organisation_ids: list[int]) -> list[EventChoice]:
        """Published events that these organisations took part in or arranged."""
        return as_entities(EventChoice, await self._conn.fetch(self._sql["events_for"], organisation_ids))

    async def firsts_by_district_and_year(self, definition: str) -> list[FirstsCell]:
        """Certificates in force under a definition, for anybody to see."""
        rows = await self._conn.fetch(self._sql["firsts_by_district_and_year"], definition)
        return as_entities(FirstsCell, rows)


def _converted(conversion: Conversion | None, amount: int) -> tuple[Any, Any, Any, Any]:
    """The four columns of a conversion."""
    if conversion is None:
        return None, None, None, None
    return conversion.rate, conversion.rate_on, conversion.source, conversion.in_yuan(amount)
