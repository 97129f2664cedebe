"""The wishes of the world: lin must meet wang, who would like to; zhao promised it, qian said no to chen."""

from __future__ import annotations

from typing import Any

from tests.world_rows import NOW, World, insert


async def build_wishes(conn: Any, w: World) -> None:
    """Each row is something that the other side must not see."""
    for one, other, who, wish in (
        ("zhao_founder", "zhao_provider", "lin", "must"),
        ("zhao_provider", "zhao_founder", "wang", "like"),
        ("zhou_founder", "zhou_provider", "qian", "no"),
    ):
        await insert(
            conn,
            "wish",
            participant_id=w.participant[one],
            partner_id=w.participant[other],
            wish=wish,
            said_by=w.person[who],
            said_at=NOW,
        )
    for body in ("zhao", "zhou"):
        await insert(
            conn,
            "promise",
            founder_id=w.participant[f"{body}_founder"],
            provider_id=w.participant[f"{body}_provider"],
            kind="promised",
            reason=f"{body} 与他们说好",
            lang="zh",
            made_by=w.person[body],
            made_at=NOW,
        )
