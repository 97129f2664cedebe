"""A small, complete world written straight into the tables: every persona with something of their own.

Route tests ask of each object whether the right person, the wrong one and nobody may see it.
"""

from __future__ import annotations

import hashlib
from datetime import date, timedelta
from typing import Any

from tests import world_board, world_chain, world_firsts, world_onboard, world_registration
from tests.personas import PERSONAS, email, token
from tests.world_api import build_api
from tests.world_claims import build_claims
from tests.world_day import build_day
from tests.world_deals import build_deals
from tests.world_events import build_event, build_money
from tests.world_io import build_io
from tests.world_juries import build_juries
from tests.world_pool import build_pool
from tests.world_record import build_record
from tests.world_reports import build_reports
from tests.world_rights import build_rights
from tests.world_rows import FILES, NOW, PASSWORD, SENTENCE, World, days, insert
from tests.world_rules import build_rules
from tests.world_search import build_searches
from tests.world_spaces import build_spaces
from tests.world_wishes import build_wishes

# What tests of the world ask for stands in `world_rows`, and is found here too.
__all__ = ["FILES", "NOW", "PASSWORD", "SENTENCE", "World", "build", "insert"]


async def build(conn: Any) -> World:
    """Write the world; the order follows the story."""
    w = World()
    for name in PERSONAS[1:]:
        w.person[name] = await insert(
            conn,
            "person",
            email=email(name),
            name=name.title(),
            locale="zh",
            created_at=NOW,
            verified_at=NOW,
            password_hash=None,
        )
        await insert(
            conn,
            "session",
            token_hash=hashlib.sha256(token(name).encode()).digest(),
            person_id=w.person[name],
            created_at=NOW,
            last_seen_at=NOW,
            expires_at=NOW + timedelta(days=3650),
            second_factor_at=NOW,
        )
    for name, role in (("lin", "founder"), ("qian", "founder"), ("sun", "officer"), ("gao", "admin")):
        await insert(conn, "person_role", person_id=w.person[name], role=role, granted_at=NOW)

    async def organisation(key: str, who: str | None, kind: str, name: str, **more: Any) -> int:
        w.org[key] = await insert(
            conn,
            "organisation",
            name=name,
            lang=more.pop("lang", "zh"),
            created_at=NOW,
            district=more.pop("district", "jingkou"),
            **more,
        )
        await insert(conn, "organisation_kind", organisation_id=w.org[key], kind=kind)
        if who is not None:
            w.membership[who] = await insert(
                conn,
                "membership",
                person_id=w.person[who],
                organisation_id=w.org[key],
                status="active",
                is_manager=True,
                created_at=NOW,
                answered_at=NOW,
            )
        return w.org[key]

    await organisation("lin", "lin", "company", "晨稷冷链", uscc="91350100M000100Y43")
    await organisation("qian", "qian", "company", "Rival Cooling", lang="en", district="runzhou")
    await organisation("wang", "wang", "angel", "王天使")
    await organisation("wu", "wu", "angel", "Wu Angels", lang="en")
    await organisation("chen", "chen", "bank", "江南银行")
    await organisation("guo", "guo", "guarantor", "京口担保")
    await organisation("zhao", "zhao", "organiser", "镇江科技金融服务中心")
    await organisation("zhou", "zhou", "organiser", "University Entrepreneurship School", lang="en")
    await organisation("xu", "xu", "space", "五洲创客中心")
    for key in ("wang", "chen", "guo"):
        await insert(
            conn,
            "vetting",
            organisation_id=w.org[key],
            decision="granted",
            evidence="营业执照已核对",
            decided_by=w.person["zhao"],
            body_id=w.org["zhao"],
            decided_at=NOW,
        )
    await insert(
        conn,
        "qualification",
        organisation_id=w.org["wang"],
        qualified_on=date(2026, 1, 10),
        evidence="金融资产证明",
        granted_by=w.person["zhao"],
        granted_at=NOW,
    )
    await organisation("other_space", None, "space", "Riverside Lab", lang="en")
    for company, space in (("lin", "xu"), ("qian", "other_space")):
        w.tenancy[company] = await insert(
            conn,
            "tenancy",
            company_id=w.org[company],
            space_id=w.org[space],
            stage="nursery",
            during=days(date(2025, 9, 1), None),
            recorded_by=w.person["xu"],
            recorded_at=NOW,
        )
    await _pitches(conn, w)
    await _providers(conn, w)
    await build_event(conn, w, "zhao", founder="lin", provider="wang", status="published")
    await build_event(conn, w, "zhou", founder="qian", provider="chen", status="draft")
    await insert(
        conn,
        "event_juror",
        event_id=w.event["zhao"],
        person_id=w.person["he"],
        invited_by=w.person["zhao"],
        invited_at=NOW,
    )
    w.plan["zhao_draft"] = await insert(
        conn,
        "plan",
        event_id=w.event["zhao"],
        version=2,
        status="draft",
        requested_by=w.person["zhao"],
        requested_at=NOW,
        solved_at=NOW,
        value=0.0,
        bound=0.0,
        solver_status="optimal",
    )
    await insert(
        conn,
        "plan_pitch",
        plan_id=w.plan["zhao_draft"],
        slot_id=w.slot["zhao_pitch1"],
        participant_id=w.participant["zhao_founder"],
    )
    await insert(
        conn,
        "calendar_token",
        token_hash=hashlib.sha256(b"feed-of-lin").digest(),
        person_id=w.person["lin"],
        created_at=NOW,
    )
    await build_money(conn, w)
    await build_record(conn, w)
    await world_firsts.build(conn, w)
    w.mail["lin"] = await insert(
        conn,
        "outbox_mail",
        person_id=w.person["lin"],
        to_address=email("lin"),
        locale="zh",
        purpose="test",
        subject="项目已通过",
        body="您的项目已通过审核。",
        next_attempt_at=NOW,
        created_at=NOW,
    )
    w.mail["failed"] = await insert(
        conn,
        "outbox_mail",
        person_id=w.person["qian"],
        to_address=email("qian"),
        locale="en",
        purpose="test",
        subject="Your pitch was returned",
        body="Please say more about the market.",
        status="failed",
        attempts=12,
        last_error="550 no such mailbox",
        next_attempt_at=NOW,
        created_at=NOW,
    )
    await _joining(conn, w)
    await build_wishes(conn, w)
    await world_registration.build(conn, w)
    await world_board.build(conn, w)
    await build_juries(conn, w)
    await build_day(conn, w)
    await build_deals(conn, w)
    await build_pool(conn, w)
    await build_reports(conn, w)
    await build_spaces(conn, w)
    await build_claims(conn, w)
    await build_rights(conn, w)
    await build_rules(conn, w)
    await world_onboard.build(conn, w)
    await build_io(conn, w)
    await build_api(conn, w)
    await build_searches(conn, w)
    # Last of all: a row that comes after it would have no entry.
    await world_chain.build(conn)
    return w


async def _joining(conn: Any, w: World) -> None:
    """Mei, who is no persona, asks to join lin's company; lin and a stranger are invited by wang."""
    w.person["mei"] = await insert(
        conn, "person", email="mei@example.test", name="Mei", locale="zh", created_at=NOW, verified_at=NOW
    )
    w.membership["mei"] = await insert(
        conn,
        "membership",
        person_id=w.person["mei"],
        organisation_id=w.org["lin"],
        status="requested",
        created_at=NOW,
    )
    for key, address in (("lin", email("lin")), ("stranger", "stranger@example.test")):
        w.invitation[key] = await insert(
            conn,
            "invitation",
            organisation_id=w.org["wang"],
            email=address,
            invited_by=w.person["wang"],
            created_at=NOW,
            expires_at=NOW + timedelta(days=14),
        )


async def _pitches(conn: Any, w: World) -> None:
    file = hashlib.sha256(b"%PDF-1.4 a deck").hexdigest()
    await insert(conn, "stored_file", sha256=file, size_bytes=15, media_type="application/pdf", stored_at=NOW)
    for key, who, status, lang in (
        ("lin", "lin", "approved", "zh"),
        ("lin_draft", "lin", "draft", "zh"),
        ("lin_submitted", "lin", "submitted", "zh"),
        ("qian", "qian", "approved", "en"),
        ("qian_draft", "qian", "draft", "en"),
    ):
        w.pitch[key] = await insert(
            conn,
            "pitch",
            company_id=w.org[who],
            status="draft",
            created_by=w.person[who],
            created_at=NOW,
            changed_at=NOW,
            submitted_at=None if status == "draft" else NOW,
        )
        await insert(
            conn,
            "pitch_version",
            pitch_id=w.pitch[key],
            version=1,
            lang=lang,
            name=f"{key} 项目",
            one_line="活蟹保鲜" if lang == "zh" else "Live crab logistics",
            problem=SENTENCE[lang],
            solution=f"Solution of {key}.",
            market=f"Market of {key}.",
            team=f"Team of {key}.",
            main_category="youth",
            categories=["youth"],
            sector="agri.cold-chain",
            stage="seed",
            district="jingkou",
            seeks=[
                {"instrument": "equity", "amount_min": 50_000_000, "amount_max": 150_000_000},
                {"instrument": "loan", "amount_min": 30_000_000, "amount_max": 60_000_000},
            ],
            terms=f"Terms of {key}: 10 %",
            saved_by=w.person[who],
            saved_at=NOW,
            frozen_at=None if status == "draft" else NOW,
        )
        if status != "draft":
            await insert(
                conn,
                "consent",
                pitch_id=w.pitch[key],
                person_id=w.person[who],
                purpose="show_to_providers",
                text_version="1",
                lang=lang,
                given_at=NOW,
            )
        if status == "approved":
            await conn.execute(
                "update pitch set status = 'approved', approved_version = 1, approved_at = $2, showcased = $3 where id = $1",
                w.pitch[key],
                NOW,
                key == "lin",
            )
            await insert(
                conn,
                "review",
                pitch_id=w.pitch[key],
                version=1,
                decision="approved",
                comment="",
                lang="zh",
                reviewed_by=w.person["zhao"],
                body_id=w.org["zhao"],
                reviewed_at=NOW,
            )
            w.deck[key] = await insert(
                conn,
                "deck",
                pitch_id=w.pitch[key],
                sha256=file,
                filename="deck.pdf",
                uploaded_by=w.person[who],
                uploaded_at=NOW,
                extraction="done",
                n_pages=1,
                extracted_text="",
            )
            await conn.execute(
                "update pitch_version set deck_id = $2 where pitch_id = $1", w.pitch[key], w.deck[key]
            )
        elif status == "submitted":
            await conn.execute("update pitch set status = 'submitted' where id = $1", w.pitch[key])
    await insert(
        conn,
        "consent",
        pitch_id=w.pitch["lin"],
        person_id=w.person["lin"],
        purpose="showcase",
        text_version="1",
        lang="zh",
        given_at=NOW,
    )


async def _providers(conn: Any, w: World) -> None:
    for key, instruments in (
        ("wang", ["equity"]),
        ("wu", ["equity"]),
        ("chen", ["loan"]),
        ("guo", ["guarantee"]),
    ):
        await insert(
            conn,
            "provider_profile",
            organisation_id=w.org[key],
            lang="zh",
            thesis=f"{key} 关注水产品保活运输与县域冷库。",
            sectors=["agri"],
            stages=["idea", "seed", "angel"],
            instruments=instruments,
            amount_min=10_000_000,
            amount_max=300_000_000,
            max_founders=6,
            changed_by=w.person[key],
            changed_at=NOW,
        )
    for key, kind in (("chen", "loan"), ("guo", "guarantee")):
        w.product[key] = await insert(
            conn,
            "provider_product",
            organisation_id=w.org[key],
            kind=kind,
            name="果农贷" if kind == "loan" else "果农保",
            purpose="流动资金",
            amount_min=10_000_000,
            amount_max=300_000_000,
            rate_text="LPR + 40 bp",
            term_months=12,
            lang="zh",
            added_at=NOW,
        )
        w.deal[key] = await insert(
            conn,
            "provider_deal",
            organisation_id=w.org[key],
            company_name=f"{key} 的老客户",
            sector="agri.aquaculture",
            stage="seed",
            instrument=kind,
            amount=80_000_000,
            dealt_on=date(2025, 3, 1),
            district="jingkou",
            added_by=w.person[key],
            added_at=NOW,
        )
    await insert(
        conn,
        "interest",
        organisation_id=w.org["wang"],
        pitch_id=w.pitch["lin"],
        choice="interested",
        chosen_by=w.person["wang"],
        chosen_at=NOW,
    )
    for key, provider, pitch, status in (
        ("wang_lin", "wang", "lin", "proposed"),
        ("chen_lin", "chen", "lin", "accepted"),
        ("chen_qian", "chen", "qian", "proposed"),
    ):
        w.introduction[key] = await insert(
            conn,
            "introduction",
            organisation_id=w.org[provider],
            pitch_id=w.pitch[pitch],
            status=status,
            proposed_by=w.person[provider],
            proposed_at=NOW,
            answered_at=NOW if status == "accepted" else None,
        )
