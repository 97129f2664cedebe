"""Declared facts, adopted rules and claims: rows are only ever added; triggers keep the caps."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from models.db import Connection
from models.entities.claims import (
    Adoption,
    Claim,
    ClaimAddressee,
    ClaimStatus,
    ClaimStep,
    ClaimStepTaken,
    CostCell,
    DeclaredFact,
    FactFile,
    Held,
    NewClaim,
    NewFact,
)
from models.entities.ids import PersonId
from models.entities.subsidy_rules import LedgerDeal
from models.entities.viewer import Viewer
from models.entities.vocabulary import FundingKind, Role
from models.rows import as_entities, as_entity, queries


class FactRepository:
    """What rules rest on, on one open connection."""

    def __init__(self, conn: Connection) -> None:
        self._conn = conn
        self._sql = queries("claims")

    async def deals(
        self, viewer: Viewer, definition: str, *, role: Role, limit: int, record_id: int | None = None
    ) -> list[LedgerDeal]:
        """The confirmed deals that the viewer may see in a role, the latest money first."""
        rows = await self._conn.fetch(
            self._sql["deals_for"],
            role is Role.OFFICER and Role.OFFICER in viewer.roles,
            viewer.organisation_ids(Role.FOUNDER) if role is Role.FOUNDER else [],
            viewer.vetted_ids() if role is Role.PROVIDER else [],
            definition,
            record_id,
            limit,
            None,
        )
        return as_entities(LedgerDeal, rows)

    async def every_deal(self, definition: str, kind: FundingKind, *, limit: int) -> list[LedgerDeal]:
        """The confirmed deals of a kind, the latest money first; who asks may see them all."""
        rows = await self._conn.fetch(self._sql["deals_for"], True, [], [], definition, None, limit, kind)
        return as_entities(LedgerDeal, rows)

    async def declared(self, organisations: Sequence[int], records: Sequence[int]) -> list[DeclaredFact]:
        """What is declared now of these organisations and deals, by the parties alone."""
        rows = await self._conn.fetch(self._sql["declared"], list(organisations), list(records))
        return as_entities(DeclaredFact, rows)

    async def speakers(self, fact_ids: Sequence[int]) -> dict[int, tuple[str, str]]:
        """The organisation and person behind each declared fact, by the names that they have now."""
        rows = await self._conn.fetch(self._sql["speakers"], list(fact_ids))
        return {r["id"]: (r["organisation_name"], r["person_name"]) for r in rows}

    async def declare(self, new: NewFact, person_id: PersonId, now: datetime) -> None:
        """One more word on a fact."""
        await self._conn.execute(
            self._sql["declare"],
            new.organisation_id,
            new.record_id,
            new.fact,
            new.value,
            new.as_of,
            new.source,
            new.lang,
            new.sha256,
            new.filename,
            person_id,
            now,
        )

    async def remember_file(self, sha256: str, size_bytes: int, media_type: str, now: datetime) -> None:
        """A file is known by the hash of its content."""
        await self._conn.execute(self._sql["remember_file"], sha256, size_bytes, media_type, now)

    async def file(self, viewer: Viewer, fact_id: int) -> FactFile | None:
        """The file behind a fact that the viewer's organisation declared, or that an officer looks at."""
        own = viewer.organisation_ids(Role.FOUNDER) + viewer.vetted_ids()
        row = await self._conn.fetchrow(self._sql["fact_file"], fact_id, own, Role.OFFICER in viewer.roles)
        return None if row is None else as_entity(FactFile, row)

    async def adoptions(self) -> list[Adoption]:
        """The last word on each rule; anybody may know which rules pay."""
        return as_entities(Adoption, await self._conn.fetch(self._sql["adoptions"]))

    async def decide_adoption(
        self, code: str, *, adopted: bool, note: str, lang: str, person_id: PersonId, now: datetime
    ) -> None:
        """From now on a rule pays here, or does not."""
        await self._conn.execute(self._sql["decide_adoption"], code, adopted, note, lang, person_id, now)


class ClaimRepository:
    """Claims and what they hold, on one open connection."""

    def __init__(self, conn: Connection) -> None:
        self._conn = conn
        self._sql = queries("claims")

    async def lock_rule(self, code: str) -> None:
        """Wait until nobody else claims by this rule, and keep others waiting until the end."""
        await self._conn.execute(self._sql["lock_rule"], code)

    async def held(self, organisations: Sequence[int], records: Sequence[int]) -> list[Held]:
        """What living claims hold of the caps that these applicants and deals come under."""
        return as_entities(
            Held, await self._conn.fetch(self._sql["held"], list(organisations), list(records))
        )

    async def by_key(self, person_id: PersonId, key: str) -> Mapping[str, Any] | None:
        """What this person has already claimed under this key."""
        row: Mapping[str, Any] | None = await self._conn.fetchrow(self._sql["claim_by_key"], person_id, key)
        return row

    async def add(self, new: NewClaim, *, person_id: PersonId, now: datetime, key: str) -> int:
        """A claim for good; a cap that does not hold is a `Conflict`."""
        found: int = await self._conn.fetchval(
            self._sql["claim"],
            new.rule_code,
            new.rule_version,
            new.rule,
            new.record_id,
            new.company_id,
            new.organisation_id,
            new.claimed_on,
            new.amount,
            new.total,
            new.caps,
            new.used,
            new.facts,
            new.note,
            new.lang,
            person_id,
            now,
            key,
        )
        return found

    async def visible(
        self,
        viewer: Viewer,
        *,
        claim_id: int | None = None,
        records: Sequence[int] | None = None,
        status: ClaimStatus | None = None,
        limit: int = 500,
    ) -> list[Claim]:
        """Claims of the viewer's organisations, all for officers; those that wait first."""
        own = viewer.organisation_ids(Role.FOUNDER) + viewer.vetted_ids()
        rows = await self._conn.fetch(
            self._sql["claims"],
            Role.OFFICER in viewer.roles,
            own,
            claim_id,
            None if records is None else list(records),
            status,
            limit,
        )
        return as_entities(Claim, rows)

    async def step_by_key(self, person_id: PersonId, key: str) -> Mapping[str, Any] | None:
        """What this person has already done under this key."""
        row: Mapping[str, Any] | None = await self._conn.fetchrow(self._sql["step_by_key"], person_id, key)
        return row

    async def add_step(
        self,
        claim: Claim,
        step: ClaimStep,
        amount: int | None,
        *,
        note: str,
        lang: str,
        person_id: PersonId,
        body_id: int | None,
        now: datetime,
        key: str,
    ) -> None:
        """The step after those that were seen; when somebody was quicker it is a `Conflict`."""
        place = claim.n_steps + 1
        await self._conn.execute(
            self._sql["step"], claim.id, place, step, amount, note, lang, person_id, body_id, now, key
        )

    async def steps(self, claim_id: int) -> list[ClaimStepTaken]:
        """What became of a claim, in order; the service checks that the viewer sees it."""
        return as_entities(ClaimStepTaken, await self._conn.fetch(self._sql["steps"], claim_id))

    async def costs(self) -> list[CostCell]:
        """What claims come to by year, rule and product; for officers."""
        return as_entities(CostCell, await self._conn.fetch(self._sql["costs"]))

    async def addressees(self, claim_id: int) -> list[ClaimAddressee]:
        """The applicant's members and all officers."""
        return as_entities(ClaimAddressee, await self._conn.fetch(self._sql["addressees"], claim_id))
