"""The day in the world: links to zhao's door and to a screen, a delay that moves nothing, a stand-by offer."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from tests.world_rows import NOW, World, insert


async def build_day(conn: Any, w: World) -> None:
    """Rows around zhao's event; its times stay as they are planned."""
    for kind in ("door", "screen"):
        for body in ("zhao", "zhou"):
            w.link[f"{body}_{kind}"] = await insert(
                conn,
                "event_link",
                event_id=w.event[body],
                kind=kind,
                name="Gate",
                created_by=w.person[body],
                created_at=NOW,
                expires_at=datetime(2026, 6, 5, 15, 0, tzinfo=UTC),
            )
    w.delay["zhao"] = await insert(
        conn,
        "delay",
        event_id=w.event["zhao"],
        room_id=w.room["zhao"],
        from_at=NOW,
        minutes=5,
        made_by=w.person["zhao"],
        made_at=NOW,
    )
    w.offer["zhao"] = await insert(
        conn,
        "standby_offer",
        event_id=w.event["zhao"],
        missing_id=w.meeting["zhao"],
        slot_id=w.slot["zhao_meeting1"],
        table_no=1,
        founder_id=w.participant["zhao_founder"],
        provider_id=w.participant["zhao_provider"],
        value=80.0,
        offered_by=w.person["zhao"],
        offered_at=NOW + timedelta(minutes=1),
    )
