"""Files that wait for a decision in the world: zhao's participants of the salon, and lin's own pitches."""

from __future__ import annotations

import hashlib
from datetime import timedelta
from typing import Any

from tests.world_rows import NOW, World, insert

PEOPLE = "姓名,邮箱\n林晓,lin.xiao@example.test\n".encode()
PITCHES = "company_name,name,stage\n晨稷冷链,田头预冷箱,seed\n".encode()


async def build_io(conn: Any, w: World) -> None:
    """Rows after people and events are there."""
    for key, who, kind, content, event in (
        ("zhao", "zhao", "participants", PEOPLE, w.event["salon"]),
        ("lin", "lin", "own_pitches", PITCHES, None),
    ):
        scope = f"event {event}" if event else f"person {w.person[who]}"
        w.brought[key] = await insert(
            conn,
            "import_file",
            kind=kind,
            person_id=w.person[who],
            event_id=event,
            scope=scope,
            sha256=hashlib.sha256(content).hexdigest(),
            filename=f"{key}.csv",
            content=content,
            uploaded_at=NOW,
            expires_at=NOW + timedelta(days=3),
        )
