"""Bring a database up to date and hand the application's role its rights; for the command line."""

from __future__ import annotations

import asyncio
from pathlib import Path
from urllib.parse import quote

import asyncpg
from alembic import command
from alembic.config import Config

from models.rows import queries

# Rows that the application may add but never change: money, decisions, the trail, what was learned.
APPEND_ONLY = (
    "funding_record",
    "funding_step",
    "funding_evidence",
    "evidence_claim",
    "ledger_entry",
    "ledger_head",
    "ledger_check",
    "funding_counter",
    "funding_movement",
    "funding_movement_step",
    "signing_right",
    "vetting",
    "review",
    "audit",
    "ranker_model",
    "ranker_in_use",
    "ranker_calibration",
    "taste_reset",
    "fairness_rule",
    "passport_opening",
    "registration_step",
    "deal_step",
    "deal_item_change",
    "deal_hours",
    "pool_money",
    "pool_terms",
    "pool_cover",
    "company_succession",
    "first_elsewhere",
    "first_fact",
    "first_evidence",
    "first_withdrawal",
    "subsidy_rule_version",
    "subsidy_rule_adoption",
    "declared_fact",
    "subsidy_claim",
    "subsidy_claim_step",
    "organisation_past",
    "introduction_step",
    "meeting_word",
    "membership_step",
    "event_step",
    "report_instant",
    "report_fact",
    "service_request",
    "service_step",
    "service_reminder",
    "mail_template",
)

# Rows that the application stamps once and otherwise never changes, with the columns of the stamp.
STAMPED_ONCE = {
    "first_certificate": ("revoked_at", "revoked_because"),
    "sealed_person": ("identity", "salt", "erased_at"),
    "sealed_text": ("salt", "erased_at"),
}

_MIGRATIONS = Path(__file__).parent / "migrations"


class VectorMissing(RuntimeError):
    """The server has no pgvector; install the extension `vector` there."""


def _config(dsn: str) -> Config:
    config = Config()
    config.set_main_option("script_location", str(_MIGRATIONS))
    config.set_main_option("path_separator", "os")
    config.attributes["dsn"] = dsn
    return config


def upgrade(owner_dsn: str, *, app_role: str | None = None) -> None:
    """Apply what is missing with the owner's rights, then grant `app_role` what the application needs.

    Must be called outside a running event loop. Raises `VectorMissing` where pgvector is not installed.
    """
    asyncio.run(_require_vector(owner_dsn))
    command.upgrade(_config(owner_dsn), "head")
    if app_role is not None:
        asyncio.run(_grant(owner_dsn, app_role))


def is_current(owner_dsn: str) -> bool:
    """Whether no revision is missing."""
    from alembic.script import ScriptDirectory

    head = ScriptDirectory.from_config(_config(owner_dsn)).get_current_head()
    return asyncio.run(_revision(owner_dsn)) == head


def offline_sql() -> None:
    """Print the SQL of all revisions, for an operator who applies it by hand."""
    command.upgrade(_config("postgresql:///"), "head", sql=True)


async def _revision(dsn: str) -> str | None:
    conn = await asyncpg.connect(dsn)
    try:
        if await conn.fetchval(queries("admin")["has_revision_table"]) is None:
            return None
        found: str | None = await conn.fetchval(queries("admin")["current_revision"])
        return found
    finally:
        await conn.close()


async def _require_vector(dsn: str) -> None:
    conn = await asyncpg.connect(dsn)
    try:
        if not await conn.fetchval(queries("admin")["vector_available"]):
            raise VectorMissing(VectorMissing.__doc__)
        await conn.execute(queries("admin")["create_vector"])
    finally:
        await conn.close()


async def _grant(dsn: str, role: str) -> None:
    quoted = '"' + role.replace('"', '""') + '"'
    conn = await asyncpg.connect(dsn)
    try:
        # Grants take an identifier, which cannot be a bound value; it is quoted above.
        await conn.execute(f"grant usage on schema public to {quoted}")
        await conn.execute(f"grant select, insert, update, delete on all tables in schema public to {quoted}")
        await conn.execute(f"grant usage, select on all sequences in schema public to {quoted}")
        await conn.execute(f"grant execute on all functions in schema public to {quoted}")
        await conn.execute(f"revoke update, delete, truncate on {', '.join(APPEND_ONLY)} from {quoted}")
        for table, columns in STAMPED_ONCE.items():
            await conn.execute(f"revoke update, delete, truncate on {table} from {quoted}")
            await conn.execute(f"grant update ({', '.join(columns)}) on {table} to {quoted}")
        await conn.execute(f"revoke all on alembic_version from {quoted}")
    finally:
        await conn.close()


def app_dsn(owner_dsn: str, role: str) -> str:
    """The owner's address with another user, for the embedded server that trusts its socket."""
    scheme, rest = owner_dsn.split("://", 1)
    _, at, tail = rest.partition("@")
    return f"{scheme}://{quote(role)}@{tail if at else rest}"
