"""Firsts in the world: lin's company states that its first guarantee happened elsewhere."""

from __future__ import annotations

import hashlib
from datetime import date
from typing import Any

from tests.world_rows import NOW, World, insert


async def build(conn: Any, w: World) -> None:
    """Write it, with the file that proves it."""
    w.elsewhere["lin"] = await insert(
        conn,
        "first_elsewhere",
        company_id=w.org["lin"],
        kind="guarantee",
        happened_on=date(2024, 3, 1),
        provider_name="外地担保",
        note="在外地取得的第一笔担保。",
        lang="zh",
        declared_by=w.person["lin"],
        declared_side="company",
        declared_body_id=w.org["lin"],
        declared_at=NOW,
    )
    w.evidence["elsewhere_lin"] = await insert(
        conn,
        "first_evidence",
        elsewhere_id=w.elsewhere["lin"],
        sha256=hashlib.sha256(b"%PDF-1.4 a slip").hexdigest(),
        filename="letter.pdf",
        attached_by=w.person["lin"],
        attached_at=NOW,
    )
    w.certificate["chen_lin"] = await conn.fetchval(
        "select id from first_certificate where record_id = $1", w.record["chen_lin"]
    )
