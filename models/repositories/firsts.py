"""Certificates of firsts, statements about companies, and their lines of inheritance."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from models.db import Connection
from models.entities.firsts import (
    Candidate,
    Certificate,
    Elsewhere,
    FactLine,
    Forebear,
    InForce,
    NewElsewhere,
    NewFact,
    NewSuccession,
    Revocation,
    SeenCompany,
    StatedFact,
    Statement,
    Stater,
    Succession,
)
from models.entities.viewer import Viewer
from models.entities.vocabulary import FundingKind, Role
from models.rows import as_entities, as_entity, queries


class FirstsRepository:
    """What firsts are derived from, and what is certified, on one open connection."""

    def __init__(self, conn: Connection) -> None:
        self._conn = conn
        self._sql = queries("firsts")

    async def hold(self, company_id: int, *, alone: bool) -> int:
        """Hold a company and the one that has inherited from it until the transaction ends; answer the heir.

        Locks go up the line and never down, so that no two can wait for each other.
        """
        held = company_id
        while True:
            await self._conn.execute(self._sql["hold_alone" if alone else "hold"], held)
            root: int = await self._conn.fetchval(self._sql["root"], company_id)
            if root == held:
                return root
            held = root

    async def hold_both(self, one: int, other: int) -> bool:
        """Hold two companies alone, in the order of their ids; false when one has an heir by now."""
        for company_id in sorted({one, other}):
            await self._conn.execute(self._sql["hold_alone"], company_id)
        return [await self.root(one), await self.root(other)] == [one, other]

    async def root(self, company_id: int) -> int:
        """The company at the end of the line."""
        found: int = await self._conn.fetchval(self._sql["root"], company_id)
        return found

    async def family(self, root: int) -> set[int]:
        """The company and all that it has inherited from."""
        return {r["id"] for r in await self._conn.fetch(self._sql["family"], root)}

    async def hold_first(self, root: int, kind: FundingKind, definition: str, *, alone: bool) -> None:
        """Stand among the issuers of one first, or wait until none is at work and keep others out."""
        key = f"first:{root}:{kind}:{definition}"
        await self._conn.execute(self._sql["hold_first_alone" if alone else "hold_first"], key)

    async def candidates(self, root: int, kind: FundingKind | None) -> list[Candidate]:
        """Confirmed records in force of the company and its forebears."""
        return as_entities(Candidate, await self._conn.fetch(self._sql["candidates"], root, kind))

    async def facts(self, root: int) -> list[StatedFact]:
        """What is stated in force."""
        return as_entities(StatedFact, await self._conn.fetch(self._sql["facts"], root))

    async def elsewhere_on(self, root: int, kind: FundingKind) -> list[date]:
        """Days of firsts outside the platform."""
        return [r["happened_on"] for r in await self._conn.fetch(self._sql["elsewhere_on"], root, kind)]

    async def in_force(self, root: int, kind: FundingKind, definition: str) -> list[InForce]:
        """The certificates that now stand for the company or a forebear."""
        return as_entities(InForce, await self._conn.fetch(self._sql["in_force"], root, kind, definition))

    async def has_certificates(self, root: int, kind: FundingKind, definition: str) -> bool:
        """Whether there ever was one."""
        return bool(await self._conn.fetchval(self._sql["has_certificates"], root, kind, definition))

    async def revoke(self, certificate_id: int, because: Revocation, now: datetime) -> bool:
        """Stamp it; false when somebody was quicker."""
        done = await self._conn.fetchval(self._sql["revoke"], certificate_id, now, because)
        return done is not None

    async def issue(
        self,
        root: int,
        kind: FundingKind,
        definition: str,
        record_id: int,
        effective_on: date,
        now: datetime,
    ) -> int | None:
        """The new certificate's id; none when somebody was quicker."""
        issued: int | None = await self._conn.fetchval(
            self._sql["issue"], root, kind, definition, record_id, effective_on, now
        )
        return issued

    async def certificates(
        self,
        viewer: Viewer | None,
        *,
        ids: list[int] | None = None,
        record_id: int | None = None,
        root: int | None = None,
    ) -> list[Certificate]:
        """Certificates with their records, as far as the viewer may see them; without a viewer all."""
        parties = (
            viewer.organisation_ids(Role.FOUNDER) + viewer.organisation_ids(Role.PROVIDER) if viewer else []
        )
        rows = await self._conn.fetch(
            self._sql["certificates"],
            ids,
            record_id,
            root,
            viewer is None or Role.OFFICER in viewer.roles,
            parties,
            viewer.organisation_ids(Role.ORGANISER) if viewer else [],
        )
        return as_entities(Certificate, rows)

    async def standing_of_number(self, number: str) -> bool | None:
        """Whether a certificate is in force; None where there is none of this number."""
        found: bool | None = await self._conn.fetchval(self._sql["standing_of_number"], number)
        return found

    async def declare_elsewhere(self, company_id: int, new: NewElsewhere, by: Stater, now: datetime) -> int:
        """A first outside the platform."""
        made: int = await self._conn.fetchval(
            self._sql["declare_elsewhere"],
            company_id,
            new.kind,
            new.happened_on,
            new.provider_name,
            new.note,
            new.lang,
            by.person_id,
            by.side,
            by.body_id,
            now,
        )
        return made

    async def state_fact(self, company_id: int, new: NewFact, by: Stater, now: datetime) -> int:
        """What a definition asks for."""
        made: int = await self._conn.fetchval(
            self._sql["state_fact"],
            company_id,
            new.record_id,
            new.fact,
            new.value,
            new.seen_on,
            new.note,
            new.lang,
            by.person_id,
            by.side,
            by.body_id,
            now,
        )
        return made

    async def record_succession(self, to_id: int, new: NewSuccession, by: Stater, now: datetime) -> int:
        """`to_id` inherits; a second heir or a circle is a `Conflict`."""
        made: int = await self._conn.fetchval(
            self._sql["record_succession"],
            new.from_id,
            to_id,
            new.kind,
            new.succeeded_on,
            new.note,
            new.lang,
            by.person_id,
            by.body_id,
            now,
        )
        return made

    async def attach(
        self,
        statement: Statement,
        statement_id: int,
        *,
        sha256: str,
        size_bytes: int,
        media_type: str,
        filename: str,
        person_id: int,
        now: datetime,
    ) -> None:
        """The file behind a statement."""
        await self._conn.execute(queries("funding")["remember_file"], sha256, size_bytes, media_type, now)
        ids = _one_of(statement, statement_id)
        await self._conn.execute(self._sql["attach"], *ids, sha256, filename, person_id, now)

    async def withdraw(
        self,
        statement: Statement,
        statement_id: int,
        because: str,
        lang: str,
        by: Stater,
        now: datetime,
    ) -> int:
        """Take a statement back; a second time is a `Conflict`."""
        ids = _one_of(statement, statement_id)
        made: int = await self._conn.fetchval(
            self._sql["withdraw"], *ids, because, lang, by.person_id, by.body_id, now
        )
        return made

    async def statement(self, statement: Statement, statement_id: int) -> Mapping[str, Any] | None:
        """Whom a statement is about and who made it."""
        row: Mapping[str, Any] | None = await self._conn.fetchrow(
            self._sql["statement_of"], statement, statement_id
        )
        return row

    async def elsewhere(self, root: int) -> list[Elsewhere]:
        """Firsts elsewhere, those taken back too."""
        return as_entities(Elsewhere, await self._conn.fetch(self._sql["elsewhere"], root))

    async def fact_lines(self, root: int) -> list[FactLine]:
        """Facts, those taken back too."""
        return as_entities(FactLine, await self._conn.fetch(self._sql["fact_lines"], root))

    async def successions(self, company_id: int) -> list[Succession]:
        """Inheritances that concern a company, those taken back too."""
        return as_entities(Succession, await self._conn.fetch(self._sql["successions"], company_id))

    async def evidence(self, evidence_id: int) -> Mapping[str, Any] | None:
        """One file; the caller checks that its company may be seen."""
        row: Mapping[str, Any] | None = await self._conn.fetchrow(self._sql["evidence_by_id"], evidence_id)
        return row

    async def company_for(self, viewer: Viewer, company_id: int) -> SeenCompany | None:
        """A company as this viewer may open it, or nothing."""
        row = await self._conn.fetchrow(
            self._sql["company_for"],
            company_id,
            viewer.organisation_ids(Role.FOUNDER),
            viewer.organisation_ids(Role.ORGANISER),
            Role.OFFICER in viewer.roles,
        )
        return None if row is None else as_entity(SeenCompany, row)

    async def forebears_for(self, viewer: Viewer, company_id: int) -> list[Forebear]:
        """Companies that this viewer may name as inherited by this one."""
        rows = await self._conn.fetch(
            self._sql["forebears_for"],
            company_id,
            viewer.organisation_ids(Role.FOUNDER),
            viewer.organisation_ids(Role.ORGANISER),
            Role.OFFICER in viewer.roles,
        )
        return as_entities(Forebear, rows)


def _one_of(statement: Statement, statement_id: int) -> tuple[int | None, int | None, int | None]:
    """The three columns of which one names the statement."""
    return (
        statement_id if statement is Statement.SUCCESSION else None,
        statement_id if statement is Statement.ELSEWHERE else None,
        statement_id if statement is Statement.FACT else None,
    )
