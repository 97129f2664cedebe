"""Of the record: drafts that two rivals are writing, and a movement of each of chen's loans."""

from __future__ import annotations

from datetime import date
from typing import Any

from tests.world_rows import NOW, World, insert


async def build_record(conn: Any, w: World) -> None:
    """Chen states a repayment of each loan; lin and qian each keep a draft."""
    for who in ("lin", "qian"):
        w.draft[who] = await insert(
            conn,
            "funding_draft",
            person_id=w.person[who],
            key=f"draft-of-{who}",
            role="founder",
            fields={"instrument": "loan", "company_id": str(w.org[who]), "amount": "30万"},
            saved_at=NOW,
        )
    for key in ("chen_lin", "chen_qian"):
        w.movement[key] = await insert(
            conn,
            "funding_movement",
            record_id=w.record[key],
            movement="repayment",
            amount=10_000_000,
            value_on=date(2026, 5, 12),
            stated_by=w.person["chen"],
            stated_side="provider",
            stated_body_id=w.org["chen"],
            stated_at=NOW,
            idempotency_key=f"repayment-{key}",
            lang="zh",
        )
        await insert(
            conn,
            "funding_movement_step",
            movement_id=w.movement[key],
            step="confirmed_by_provider",
            person_id=w.person["chen"],
            body_id=w.org["chen"],
            lang="zh",
            taken_at=NOW,
        )
