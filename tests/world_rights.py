"""What people of the small world asked about their own data: 林 a correction, 何 to leave."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from tests.world_rows import NOW, World, insert


async def build_rights(conn: Any, w: World) -> None:
    """One request that nobody has answered, and one whose day has not come."""
    w.correction["lin"] = await insert(
        conn,
        "correction_request",
        person_id=w.person["lin"],
        kind="record",
        wanted="第 1 号记录的日期应为 5 月 16 日。",
        lang="zh",
        asked_at=NOW,
    )
    await insert(conn, "leaving", person_id=w.person["he"], asked_at=NOW, due_at=NOW + timedelta(days=14))
