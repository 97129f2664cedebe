"""What several tests of claims tell: rules published for a story, and deals confirmed for it."""

from __future__ import annotations

from datetime import date
from typing import Any

from tests.world_claims import RULE
from tests.world_rows import NOW, insert

LENDER = "lender-bonus"
ANGEL = "angel-bonus"
# 10 % of a loan to the bank, at most 80,000 yuan a year.
LENDER_RULE = {
    **RULE,
    "title": {"zh": "放贷奖励", "en": "Bonus for lenders"},
    "beneficiary": "bank",
    "conditions": [],
    "caps": [{"scope": "year", "amount": "8万元"}],
}
# 10 % of an investment to the angel, when the company has at most 50 staff and works in no listed company.
ANGEL_RULE = {
    **RULE,
    "title": {"zh": "天使奖励", "en": "Bonus for angels"},
    "subject": "investment",
    "beneficiary": "investor",
    "dated_by": "paid_in_on",
    "conditions": [
        {"test": "compare", "code": "small", "fact": "staff", "op": "at_most", "limit": 50},
        {"test": "is", "code": "round", "fact": "first_round"},
    ],
    "award": {"formula": "share", "of": "investment_amount", "share": "10%"},
    "caps": [],
}


async def publish(
    conn: Any, world: Any, code: str, rule: dict[str, Any], version: str = "1", **more: Any
) -> None:
    """A version from now on, as the desk would publish it."""
    await insert(
        conn,
        "subsidy_rule_version",
        code=code,
        version=version,
        content={**rule, "version": version, **more},
        note="测试",
        lang="zh",
        published_by=world.person["gao"],
        published_at=NOW,
    )


async def confirm(conn: Any, world: Any, key: str, company: str) -> None:
    """The company's side of a record that waits for it."""
    await insert(
        conn,
        "funding_step",
        record_id=world.record[key],
        step="confirmed_by_company",
        person_id=world.person[company],
        body_id=world.org[company],
        lang="zh",
        taken_at=NOW,
    )


async def declare(
    conn: Any,
    world: Any,
    who: str,
    fact: str,
    value: Any,
    *,
    record: str | None = None,
    on: date | None = None,
) -> int:
    """A party's word on a fact, of itself or of a deal."""
    return await insert(
        conn,
        "declared_fact",
        organisation_id=world.org[who],
        record_id=None if record is None else world.record[record],
        fact=fact,
        value=value,
        as_of=on or date(2026, 5, 1),
        source="年报",
        lang="zh",
        declared_by=world.person[who],
        declared_at=NOW,
    )
