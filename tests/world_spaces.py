"""Host spaces of the world: xu's is public and was asked by lin; another space was asked by qian."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from tests.world_rows import NOW, World, insert


async def build_spaces(conn: Any, w: World) -> None:
    """Each with an offer of law; what qian asked for must be seen neither by lin nor by xu."""
    before = NOW - timedelta(days=2)
    for key, published in (("xu", True), ("other_space", True)):
        await insert(
            conn,
            "space_profile",
            space_id=w.org[key],
            about_zh="旧厂房里的众创空间。" if key == "xu" else "",
            about_en="" if key == "xu" else "A boatyard with desks.",
            address_zh="梦溪路 8 号" if key == "xu" else "",
            address_en="" if key == "xu" else "8 Quay Road",
            categories=["youth"] if key == "xu" else [],
            stages=["nursery", "incubator"],
            n_desks=40,
            published=published,
            changed_by=w.person["xu"],
            changed_at=before,
        )
        w.space_offer[key] = await insert(
            conn,
            "space_offer",
            space_id=w.org[key],
            kind="law",
            title_zh="每周三律师门诊" if key == "xu" else "",
            title_en="" if key == "xu" else "A lawyer on Wednesdays",
            is_free=True,
            active_from=before.date(),
            changed_by=w.person["xu"],
            changed_at=before,
        )
    for company, space, pitch in (("lin", "xu", "lin"), ("qian", "other_space", None)):
        w.service[company] = await insert(
            conn,
            "service_request",
            company_id=w.org[company],
            pitch_id=None if pitch is None else w.pitch[pitch],
            kind="law",
            need=f"{company} 需要看一份股东协议",
            lang="zh",
            openly=False,
            asked_by=w.person[company],
            asked_at=before,
        )
        await insert(
            conn,
            "service_step",
            request_id=w.service[company],
            space_id=w.org[space],
            side="founder",
            step="asked",
            lang="zh",
            person_id=w.person[company],
            taken_at=before,
        )
