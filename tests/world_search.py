"""Searches that people of the world keep: lin looks for events, wang for pitches on the list and by words."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from tests.world_rows import NOW, World, insert


async def build_searches(conn: Any, w: World) -> None:
    """Three searches that were looked through a day and an hour ago."""
    for key, who, name, page, query in (
        ("lin_search", "lin", "路演", "search", "q=路演&kind=event"),
        ("wang_search", "wang", "Cold chain", "search", "q=cold+chain&kind=pitch"),
        ("wang_matches", "wang", "Seed", "matches", "stage=seed"),
    ):
        w.link[key] = await insert(
            conn,
            "saved_search",
            person_id=w.person[who],
            name=name,
            page=page,
            organisation_id=w.org[who] if page == "matches" else None,
            query=query,
            created_at=NOW - timedelta(days=3),
            looked_at=NOW - timedelta(hours=25),
        )
