"""Rows that stories of firsts begin with: companies, and records that wait for the company's answer."""

from __future__ import annotations

import hashlib
from datetime import date, timedelta
from typing import Any

from models.db import Database
from tests.world import NOW, World, insert

# The earliest day that `waiting` writes; each record before the last in the list is a day later.
FIRST_DAY = date(2025, 1, 1)


async def company(conn: Any, world: World, who: str, name: str, *, uscc: str | None = None) -> int:
    """A company or team for which `who` acts."""
    made = await insert(
        conn, "organisation", name=name, lang="zh", created_at=NOW, district="jingkou", uscc=uscc
    )
    await insert(conn, "organisation_kind", organisation_id=made, kind="company")
    await insert(
        conn,
        "membership",
        person_id=world.person[who],
        organisation_id=made,
        status="active",
        is_manager=True,
        created_at=NOW,
        answered_at=NOW,
    )
    return made


async def waiting(
    conn: Any,
    world: World,
    company_id: int,
    *days: date,
    provider: str = "wang",
    kind: str = "investment",
) -> list[int]:
    """Records that the provider has confirmed and the company has not, one a day given."""
    made = []
    for day in days:
        key = f"{provider}-{company_id}-{kind}-{day}"
        sha256 = hashlib.sha256(key.encode()).hexdigest()
        await conn.execute(
            "insert into stored_file (sha256, size_bytes, media_type, stored_at) "
            "values ($1, 9, 'application/pdf', $2) on conflict do nothing",
            sha256,
            NOW,
        )
        record = await insert(
            conn,
            "funding_record",
            idempotency_key=key,
            company_id=company_id,
            provider_id=world.org[provider],
            kind=kind,
            instrument={"investment": "priced_equity"}.get(kind, kind),
            amount=50_000_000,
            currency="CNY",
            value_on=day,
            lang="zh",
            proposed_by=world.person[provider],
            proposed_side="provider",
            proposed_body_id=world.org[provider],
            proposed_at=NOW,
        )
        await insert(conn, "evidence_claim", company_id=company_id, kind=kind, sha256=sha256, chain_id=record)
        await insert(
            conn,
            "funding_evidence",
            record_id=record,
            company_id=company_id,
            kind=kind,
            sha256=sha256,
            chain_id=record,
            filename="slip.pdf",
            evidence_type="bank_slip",
            attached_by=world.person[provider],
            attached_at=NOW,
        )
        await insert(
            conn,
            "funding_step",
            record_id=record,
            step="confirmed_by_provider",
            person_id=world.person[provider],
            body_id=world.org[provider],
            lang="zh",
            taken_at=NOW,
        )
        made.append(record)
    return made


def falling_days(n: int) -> list[date]:
    """The latest day first, so that each confirmation in this order takes the first over."""
    return [FIRST_DAY + timedelta(days=n - 1 - i) for i in range(n)]


async def in_force(db: Database, company_id: int) -> dict[tuple[str, str], list[int]]:
    """Records certified, by kind and definition."""
    found: dict[tuple[str, str], list[int]] = {}
    async with db.read() as conn:
        rows = await conn.fetch(
            "select kind, definition, record_id from first_certificate "
            "where company_id = $1 and revoked_at is null order by id",
            company_id,
        )
    for row in rows:
        found.setdefault((row["kind"], row["definition"]), []).append(row["record_id"])
    return found
