"""What the world holds of a released plan's mails: one waits for the organiser."""

from __future__ import annotations

from typing import Any

from tests.world_rows import NOW, World, insert


async def build(conn: Any, w: World) -> None:
    """Write it."""
    w.mail["held"] = await insert(
        conn,
        "outbox_mail",
        person_id=w.person["lin"],
        to_address="lin@example.test",
        locale="zh",
        # A purpose of its own: stories count what their own releases tell.
        purpose="plan_released_before",
        subject="zhao 路演：您的安排",
        body="09:00 您的路演",
        dedupe_key=f"plan-{w.plan['zhao']}-released-{w.person['lin']}",
        attachment_name="event.ics",
        attachment_type="text/calendar",
        attachment=b"",
        status="held",
        plan_id=w.plan["zhao"],
        next_attempt_at=NOW,
        created_at=NOW,
    )
