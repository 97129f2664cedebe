"""What people of the small world asked about their own data: 林 a correction that waits."""

from __future__ import annotations

from typing import Any

from tests.world_rows import NOW, World, insert


async def build_rights(conn: Any, w: World) -> None:
    """One request that nobody has answered."""
    w.correction["lin"] = await insert(
        conn,
        "correction_request",
        person_id=w.person["lin"],
        kind="record",
        wanted="第 1 号记录的日期应为 5 月 16 日。",
        lang="zh",
        asked_at=NOW,
    )
