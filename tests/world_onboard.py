"""First visits in the world: everybody has been here before; lin and qian each have a deck that was read."""

from __future__ import annotations

import hashlib
from typing import Any

from tests.personas import PERSONAS
from tests.world_rows import FILES, NOW, World, insert

ROLES = ("founder", "juror", "provider", "organiser", "space", "officer", "admin")
PAGES = {
    "lin": [
        "晨稷菜箱\n让蔬菜过夜不蔫",
        "痛点\n菜农凌晨装车，到市场已经蔫了三成。",
        "融资需求\n种子轮 融资 80 万元",
    ],
    "qian": ["Rival box\nA box that cools itself", "Problem\nVegetables wilt overnight."],
}


async def build(conn: Any, w: World) -> None:
    """Put away every panel of a first visit, and read two decks."""
    for name in PERSONAS[1:]:
        for role in ROLES:
            await insert(conn, "welcome_seen", person_id=w.person[name], role=role, seen_at=NOW)
    for name, pages in PAGES.items():
        w.deck[f"{name}_reading"] = await insert(
            conn,
            "deck_reading",
            person_id=w.person[name],
            sha256=hashlib.sha256(FILES[0]).hexdigest(),
            filename="deck.pdf",
            uploaded_at=NOW,
            state="done",
            pages=pages,
        )
