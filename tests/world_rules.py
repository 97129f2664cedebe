"""Rules in the world: one of the city's own that was published, and a draft of another that waits."""

from __future__ import annotations

from typing import Any

from matcher.eligibility import write_rule
from tests.world_rows import NOW, World, insert
from web.services.subsidy_rules import book_of, shipped_rules

# What 高 has published of the reward for angels: a tenth of what they put into companies in host spaces.
REWARD: dict[str, Any] = {
    **write_rule(book_of(shipped_rules(), "angel-reward").latest),
    "version": "2026",
    "in_force": {"surely": ["2020-01-01", None]},
    "conditions": [
        {"test": "one_of", "code": "angel", "fact": "provider_kind", "words": ["angel"]},
        {"test": "is", "code": "in-space", "fact": "host_space"},
    ],
    "award": {"formula": "share", "of": "investment_amount", "share": "10%"},
    "caps": [{"scope": "deal", "amount": "50万元"}, {"scope": "year", "amount": "100万元"}],
    "verify": [],
}
# What is being written of 镇科通: loans of up to three million.
LOAN: dict[str, Any] = {
    **write_rule(book_of(shipped_rules(), "zhen-ke-tong").latest),
    "version": "1",
    "in_force": {"surely": ["2026-01-01", None]},
    "dated_by": "drawn_on",
    "conditions": [
        {"test": "compare", "code": "sum", "fact": "loan_principal", "op": "at_most", "limit": "300万元"}
    ],
    "award": {"formula": "none"},
}


async def build_rules(conn: Any, w: World) -> None:
    """One version and one draft, both 高's."""
    await insert(
        conn,
        "subsidy_rule_version",
        code="angel-reward",
        version="2026",
        content=REWARD,
        note="按 2026 年预算执行",
        lang="zh",
        published_by=w.person["gao"],
        published_at=NOW,
    )
    await insert(
        conn,
        "subsidy_rule_draft",
        code="zhen-ke-tong",
        content=LOAN,
        note="条款已定",
        lang="zh",
        edited_by=w.person["gao"],
        edited_at=NOW,
    )
