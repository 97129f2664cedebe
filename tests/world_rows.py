"""What the parts of the test world are written with: ids by name, one row at a time, one moment."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any

from tests.terms import stored_terms

NOW = datetime(2026, 5, 15, 2, 0, tzinfo=UTC)
PASSWORD = "correct horse battery"
# What the decks and the evidence of the world hold.
FILES = (b"%PDF-1.4 a deck", b"%PDF-1.4 a slip")
SENTENCE = {
    "zh": "河蟹装箱之后每过一夜掉一成肉,我们给蟹箱加了一层会呼吸的湿膜。",
    "en": "River crabs lose a tenth of their meat with every night in the crate; our damp film lets them breathe.",
}


@dataclass
class World:
    """Ids by a name that reads well in a test."""

    person: dict[str, int] = field(default_factory=dict)
    org: dict[str, int] = field(default_factory=dict)
    pitch: dict[str, int] = field(default_factory=dict)
    event: dict[str, int] = field(default_factory=dict)
    room: dict[str, int] = field(default_factory=dict)
    slot: dict[str, int] = field(default_factory=dict)
    participant: dict[str, int] = field(default_factory=dict)
    plan: dict[str, int] = field(default_factory=dict)
    meeting: dict[str, int] = field(default_factory=dict)
    placed: dict[str, int] = field(default_factory=dict)
    introduction: dict[str, int] = field(default_factory=dict)
    record: dict[str, int] = field(default_factory=dict)
    membership: dict[str, int] = field(default_factory=dict)
    product: dict[str, int] = field(default_factory=dict)
    deal: dict[str, int] = field(default_factory=dict)
    # Deals in hand, and items of their checklists; `deal` are a provider's past ones.
    talk: dict[str, int] = field(default_factory=dict)
    item: dict[str, int] = field(default_factory=dict)
    pool: dict[str, int] = field(default_factory=dict)
    deck: dict[str, int] = field(default_factory=dict)
    tenancy: dict[str, int] = field(default_factory=dict)
    mail: dict[str, int] = field(default_factory=dict)
    invitation: dict[str, int] = field(default_factory=dict)
    evidence: dict[str, int] = field(default_factory=dict)
    registration: dict[str, int] = field(default_factory=dict)
    reserve: dict[str, int] = field(default_factory=dict)
    criterion: dict[str, int] = field(default_factory=dict)
    sheet: dict[str, int] = field(default_factory=dict)
    link: dict[str, int] = field(default_factory=dict)
    # Declared facts and claims of subsidies.
    fact: dict[str, int] = field(default_factory=dict)
    claim: dict[str, int] = field(default_factory=dict)
    delay: dict[str, int] = field(default_factory=dict)
    offer: dict[str, int] = field(default_factory=dict)
    certificate: dict[str, int] = field(default_factory=dict)
    elsewhere: dict[str, int] = field(default_factory=dict)
    draft: dict[str, int] = field(default_factory=dict)
    movement: dict[str, int] = field(default_factory=dict)
    # Files that wait for a decision, by whose they are.
    brought: dict[str, int] = field(default_factory=dict)
    # What host spaces offer, and what founders ask them for.
    correction: dict[str, int] = field(default_factory=dict)
    space_offer: dict[str, int] = field(default_factory=dict)
    service: dict[str, int] = field(default_factory=dict)
    token: dict[str, int] = field(default_factory=dict)
    webhook: dict[str, int] = field(default_factory=dict)


async def insert(conn: Any, table: str, **values: Any) -> int:
    """One row; returns its id where the table has one. A record of money has plain terms unless it is given some."""
    if table == "funding_record" and "details" not in values:
        values["details"] = stored_terms(
            values["instrument"], amount=values["amount"], value_on=values["value_on"]
        )
    columns = ", ".join(values)
    marks = ", ".join(f"${i + 1}" for i in range(len(values)))
    has_id = await conn.fetchval(
        "select exists (select from information_schema.columns where table_name = $1 and column_name = 'id')",
        table,
    )
    returning = " returning id" if has_id else ""
    found: int = await conn.fetchval(
        f"insert into {table} ({columns}) values ({marks}){returning}", *values.values()
    )
    return found


def days(since: date, until: date | None) -> Any:
    from asyncpg import Range

    return Range(since, until)


def span(start: datetime, minutes: int) -> Any:
    from asyncpg import Range

    return Range(start, start + timedelta(minutes=minutes))
