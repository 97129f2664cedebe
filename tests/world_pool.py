"""A pool of the world that answers for the loans of chen's bank, with terms that share 8:2."""

from __future__ import annotations

from datetime import date
from typing import Any

from tests.world_rows import NOW, World, insert


async def build_pool(conn: Any, w: World) -> None:
    """Chen's confirmed loan to lin is put under its product by sun's word."""
    w.pool["city"] = await insert(
        conn,
        "pool",
        name="市级风险补偿资金池",
        lang="zh",
        currency="CNY",
        made_by=w.person["sun"],
        made_at=NOW,
    )
    await insert(
        conn,
        "pool_money",
        pool_id=w.pool["city"],
        amount=500_000_000,
        paid_on=date(2025, 1, 2),
        source="预算文件",
        lang="zh",
        stated_by=w.person["sun"],
        stated_at=NOW,
    )
    w.pool["product"] = await insert(
        conn,
        "pool_product",
        pool_id=w.pool["city"],
        organisation_id=w.org["chen"],
        name="果农贷",
        lang="zh",
        made_by=w.person["sun"],
        made_at=NOW,
    )
    await insert(
        conn,
        "pool_terms",
        product_id=w.pool["product"],
        since=date(2025, 1, 1),
        pool_bp=8000,
        bank_bp=2000,
        guarantor_bp=0,
        most_outstanding=100_000_000,
        source="合作协议",
        lang="zh",
        stated_by=w.person["sun"],
        stated_at=NOW,
    )
    await insert(
        conn,
        "pool_cover",
        record_id=w.record["chen_lin"],
        product_id=w.pool["product"],
        because="银行报送名单",
        lang="zh",
        set_by=w.person["sun"],
        set_at=NOW,
    )
