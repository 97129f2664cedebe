"""An event with a released plan for each organising body, and the money that came of meetings."""

from __future__ import annotations

import hashlib
from datetime import UTC, date, datetime, timedelta
from typing import Any

from tests.world_rows import NOW, World, insert, span


async def build_event(conn: Any, w: World, body: str, *, founder: str, provider: str, status: str) -> None:
    start = datetime(2026, 6, 5, 1, 0, tzinfo=UTC)
    w.event[body] = await insert(
        conn,
        "event",
        organiser_id=w.org[body],
        kind="roadshow",
        status=status,
        title_zh=f"{body} 路演",
        title_en=f"Roadshow of {body}",
        during=span(start, 480),
        place="会议中心",
        district="jingkou",
        n_tables=3,
        created_by=w.person[body],
        created_at=NOW,
        changed_at=NOW,
        published_at=NOW if status == "published" else None,
    )
    event = w.event[body]
    w.room[body] = await insert(conn, "event_room", event_id=event, name="A")
    for i in range(2):
        w.slot[f"{body}_pitch{i}"] = await insert(
            conn,
            "event_slot",
            event_id=event,
            kind="pitch",
            room_id=w.room[body],
            during=span(start + timedelta(minutes=20 * i), 15),
        )
        w.slot[f"{body}_meeting{i}"] = await insert(
            conn,
            "event_slot",
            event_id=event,
            kind="meeting",
            during=span(start + timedelta(minutes=120 + 20 * i), 15),
        )
    w.participant[f"{body}_founder"] = await insert(
        conn,
        "participant",
        event_id=event,
        side="founder",
        organisation_id=w.org[founder],
        pitch_id=w.pitch[founder],
        person_id=w.person[founder],
        answer="accepted",
        invited_by=w.person[body],
        invited_at=NOW,
        answered_at=NOW,
    )
    w.participant[f"{body}_provider"] = await insert(
        conn,
        "participant",
        event_id=event,
        side="provider",
        organisation_id=w.org[provider],
        person_id=w.person[provider],
        answer="accepted",
        invited_by=w.person[body],
        invited_at=NOW,
        answered_at=NOW,
    )
    released = status == "published"
    w.plan[body] = await insert(
        conn,
        "plan",
        event_id=event,
        version=1,
        status="released" if released else "draft",
        requested_by=w.person[body],
        requested_at=NOW,
        solved_at=NOW,
        value=80.0,
        bound=80.0,
        solver_status="optimal",
        released_at=NOW if released else None,
        released_by=w.person[body] if released else None,
    )
    w.placed[body] = await insert(
        conn,
        "plan_pitch",
        plan_id=w.plan[body],
        slot_id=w.slot[f"{body}_pitch0"],
        participant_id=w.participant[f"{body}_founder"],
    )
    w.meeting[body] = await insert(
        conn,
        "plan_meeting",
        plan_id=w.plan[body],
        founder_id=w.participant[f"{body}_founder"],
        provider_id=w.participant[f"{body}_provider"],
        slot_id=w.slot[f"{body}_meeting0"],
        table_no=1,
        value=80.0,
    )


async def build_money(conn: Any, w: World) -> None:
    file = hashlib.sha256(b"%PDF-1.4 a slip").hexdigest()
    await insert(conn, "stored_file", sha256=file, size_bytes=15, media_type="application/pdf", stored_at=NOW)
    for key, company, provider, kind, steps in (
        ("wang_lin", "lin", "wang", "investment", ["confirmed_by_provider"]),
        ("chen_lin", "lin", "chen", "loan", ["confirmed_by_provider", "confirmed_by_company"]),
        ("chen_qian", "qian", "chen", "loan", ["confirmed_by_provider"]),
    ):
        w.record[key] = await insert(
            conn,
            "funding_record",
            idempotency_key=key,
            company_id=w.org[company],
            provider_id=w.org[provider],
            kind=kind,
            instrument="loan" if kind == "loan" else "priced_equity",
            amount=50_000_000,
            currency="CNY",
            value_on=date(2026, 5, 8),
            district="jingkou",
            founder_category="youth",
            lang="zh",
            proposed_by=w.person[provider],
            proposed_side="provider",
            proposed_body_id=w.org[provider],
            proposed_at=NOW,
            pitch_id=w.pitch[company],
            event_id=w.event["zhao"] if company == "lin" else None,
        )
        await insert(
            conn, "evidence_claim", company_id=w.org[company], kind=kind, sha256=file, chain_id=w.record[key]
        )
        w.evidence[key] = await insert(
            conn,
            "funding_evidence",
            record_id=w.record[key],
            company_id=w.org[company],
            kind=kind,
            sha256=file,
            filename="slip.pdf",
            evidence_type="bank_slip",
            attached_by=w.person[provider],
            attached_at=NOW,
            chain_id=w.record[key],
        )
        for step in steps:
            side = company if step.endswith("company") else provider
            await insert(
                conn,
                "funding_step",
                record_id=w.record[key],
                step=step,
                person_id=w.person[side],
                body_id=w.org[side],
                lang="zh",
                taken_at=NOW,
            )
    await insert(
        conn,
        "first_certificate",
        company_id=w.org["lin"],
        kind="loan",
        definition="ledger-1",
        record_id=w.record["chen_lin"],
        effective_on=date(2026, 5, 8),
        issued_at=NOW,
    )
