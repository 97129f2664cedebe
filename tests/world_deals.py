"""Deals of the world: wang considers lin's pitch, chen (who lent already) looks at lin's and at qian's."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from tests.world_rows import NOW, World, insert


async def build_deals(conn: Any, w: World) -> None:
    """Each with one item of its checklist, a memo and hours that the founder must not see."""
    before = NOW - timedelta(days=2)
    for key, provider, company, ground in (
        ("wang_lin", "wang", "lin", "interest"),
        ("chen_lin", "chen", "lin", "introduction"),
        ("chen_qian", "chen", "qian", "interest"),
    ):
        w.talk[key] = await insert(
            conn,
            "deal",
            organisation_id=w.org[provider],
            pitch_id=w.pitch[company],
            ground=ground,
            opened_by=w.person[provider],
            opened_at=before,
            founder_moved_at=before,
            provider_moved_at=before,
        )
        w.item[key] = await insert(
            conn,
            "deal_item",
            deal_id=w.talk[key],
            place=1,
            part="company",
            code="deck",
            lang="zh",
            side="founder",
        )
        await insert(
            conn,
            "deal_memo",
            deal_id=w.talk[key],
            body=f"{key} 的内部备忘",
            lang="zh",
            saved_by=w.person[provider],
            saved_at=before,
        )
        await insert(
            conn,
            "deal_hours",
            deal_id=w.talk[key],
            minutes=90,
            spent_on=before.date(),
            person_id=w.person[provider],
            entered_at=before,
        )
    await insert(
        conn,
        "deal_step",
        deal_id=w.talk["wang_lin"],
        side="provider",
        step="considering",
        amount_min=50_000_000,
        amount_max=80_000_000,
        currency="CNY",
        note="先看看果园",
        lang="zh",
        person_id=w.person["wang"],
        body_id=w.org["wang"],
        taken_at=before,
        idempotency_key="wang-considers",
    )
