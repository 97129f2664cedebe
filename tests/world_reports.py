"""Reports in the world: zhao hosts its own event with a space, and lin shows two parts of her passport."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from tests.world_rows import NOW, World, insert


async def build_reports(conn: Any, w: World) -> None:
    """A link that holds; openings are counted from nought."""
    for key, organisation, name, role in (
        ("zhao_host", w.org["zhao"], "", "host"),
        ("xu_host", w.org["xu"], "", "host"),
        ("other_host", None, "镇江市青年联合会", "undertaker"),
    ):
        w.link[key] = await insert(
            conn,
            "event_host",
            event_id=w.event["zhao"],
            organisation_id=organisation,
            name=name,
            role=role,
            stated_by=w.person["zhao"],
            stated_at=NOW,
        )
    for who in ("lin", "qian"):
        w.link[f"{who}_passport"] = await insert(
            conn,
            "passport_share",
            company_id=w.org[who],
            parts=["firsts", "tenancies", "pitches", "meetings", "records"] if who == "lin" else ["pitches"],
            audience="江南银行" if who == "lin" else "a bank",
            lang="zh",
            made_by=w.person[who],
            made_at=NOW,
            expires_at=NOW + timedelta(days=30),
        )
