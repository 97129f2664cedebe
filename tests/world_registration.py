"""Zhao's salon in the world: two seats taken, one person waiting, a pitch put forward, a place offered to qian."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from asyncpg import Range

from tests.world_rows import NOW, World, insert

START = datetime(2026, 6, 12, 6, 0, tzinfo=UTC)


async def build(conn: Any, w: World) -> None:
    """Rows after people, pitches and the other events are there."""
    now = NOW
    w.event["salon"] = await insert(
        conn,
        "event",
        organiser_id=w.org["zhao"],
        kind="salon",
        status="published",
        title_zh="冷链沙龙",
        title_en="Cold chain salon",
        during=Range(START, START + timedelta(hours=3)),
        place="会议中心",
        district="jingkou",
        n_tables=3,
        created_by=w.person["zhao"],
        created_at=now,
        changed_at=now,
        published_at=now,
        open_registration=True,
        seats=2,
    )
    for place, (name, status) in enumerate(
        (("xu", "registered"), ("guo", "registered"), ("sun", "waiting")), 1
    ):
        w.registration[name] = await insert(
            conn,
            "registration",
            event_id=w.event["salon"],
            person_id=w.person[name],
            status=status,
            place=place,
            asked_at=now,
            registered_at=now if status == "registered" else None,
        )
    await insert(
        conn,
        "pitch_application",
        event_id=w.event["salon"],
        pitch_id=w.pitch["lin"],
        applied_by=w.person["lin"],
        applied_at=now,
    )
    w.participant["salon_declined"] = await insert(
        conn,
        "participant",
        event_id=w.event["salon"],
        side="founder",
        organisation_id=w.org["lin"],
        pitch_id=w.pitch["lin"],
        answer="declined",
        invited_by=w.person["zhao"],
        invited_at=now,
        answered_at=now,
    )
    w.reserve["qian"] = await insert(
        conn,
        "reserve_pitch",
        event_id=w.event["salon"],
        pitch_id=w.pitch["qian"],
        rank=1,
        status="offered",
        set_by=w.person["zhao"],
        set_at=now,
        freed_by=w.participant["salon_declined"],
        offered_at=now,
        offer_until=now + timedelta(hours=24),
    )
