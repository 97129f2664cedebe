"""A token of each persona: one that may do everything they may, and one that may only read webhooks' area."""

from __future__ import annotations

import hashlib
from datetime import timedelta
from typing import Any

from tests.personas import PERSONAS
from tests.world_rows import NOW, World, insert
from web.services.api_scopes import SCOPES


def api_token(persona: str) -> str:
    """The token by which a program acts as this persona."""
    return f"shoutou_of-{persona}"


def narrow_token(persona: str, area: str) -> str:
    """One that was made for another area than this."""
    return f"shoutou_narrow-{persona}-{'pitches' if area != 'pitches' else 'deals'}"


async def build_api(conn: Any, w: World) -> None:
    """Tokens by their hashes, as if each persona had made them; and a house that two people manage."""
    await _house(conn, w)
    for persona in (*PERSONAS[1:], "fang"):
        texts = {api_token(persona): list(SCOPES)} | {
            f"shoutou_narrow-{persona}-{area}": [f"{area}:read", f"{area}:write"]
            for area in ("pitches", "deals")
        }
        for text, scopes in texts.items():
            w.token[persona] = await insert(
                conn,
                "api_token",
                person_id=w.person[persona],
                name=f"{persona}’s program",
                token_hash=hashlib.sha256(text.encode()).digest(),
                scopes=scopes,
                second_factor=True,
                created_at=NOW,
                last_used_at=NOW,
                expires_at=NOW + timedelta(days=3650),
            )
    for persona in ("lin", "qian"):
        w.webhook[persona] = await insert(
            conn,
            "webhook",
            person_id=w.person[persona],
            url=f"https://{persona}.example.org/hook",
            events=["introduction.answered", "record.confirmed"],
            salt=b"0" * 16,
            created_at=NOW,
        )
        event = await insert(
            conn,
            "webhook_event",
            type="introduction.answered",
            subject_id=w.introduction["chen_lin"],
            handed_at=NOW,
        )
        w.webhook[f"{persona}_delivery"] = await insert(
            conn,
            "webhook_delivery",
            webhook_id=w.webhook[persona],
            event_id=event,
            status="failed",
            attempts=7,
            next_attempt_at=NOW,
            last_status=500,
            last_error="HTTP 500",
            payload="{}",
            created_at=NOW,
            tried_at=NOW,
        )


async def _house(conn: Any, w: World) -> None:
    """Fang and Ning, who are no personas, manage a house that nobody has vetted."""
    w.org["fang"] = await insert(conn, "organisation", name="方宁资本", lang="zh", created_at=NOW)
    await insert(conn, "organisation_kind", organisation_id=w.org["fang"], kind="angel")
    for who in ("fang", "ning"):
        w.person[who] = await insert(
            conn,
            "person",
            email=f"{who}@example.test",
            name=who.title(),
            locale="zh",
            created_at=NOW,
            verified_at=NOW,
        )
        w.membership[who] = await insert(
            conn,
            "membership",
            person_id=w.person[who],
            organisation_id=w.org["fang"],
            status="active",
            is_manager=True,
            created_at=NOW,
            answered_at=NOW,
        )
