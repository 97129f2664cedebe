"""Rows for the tests of reports: money that was confirmed and moved, facts declared, subsidies claimed."""

from __future__ import annotations

from datetime import date, timedelta

from tests.world import NOW, insert
from web.services.reports import open_space_report


async def confirmed(
    conn,
    world,
    *,
    company="lin",
    provider="wang",
    kind="investment",
    amount=60_000_000_00,
    on=None,
    at=NOW,
    space="xu",
    **more,
):
    """A record that both sides confirmed at an instant."""
    record_id = await insert(
        conn,
        "funding_record",
        idempotency_key=f"{company}-{provider}-{kind}-{amount}-{at}",
        company_id=world.org[company],
        provider_id=world.org[provider],
        kind=kind,
        instrument={"investment": "priced_equity"}.get(kind, kind),
        amount=amount,
        currency=more.pop("currency", "CNY"),
        value_on=on or date(2026, 5, 10),
        district="jingkou",
        space_id=world.org[space] if space else None,
        lang="zh",
        proposed_by=world.person[provider if provider in world.person else "wang"],
        proposed_side="provider",
        proposed_body_id=world.org[provider],
        proposed_at=at,
        **more,
    )
    for step, who in (("confirmed_by_provider", "wang"), ("confirmed_by_company", "lin")):
        await insert(
            conn,
            "funding_step",
            record_id=record_id,
            step=step,
            person_id=world.person[who],
            body_id=world.org[provider if step.endswith("provider") else company],
            lang="zh",
            taken_at=at,
        )
    return record_id


async def moved(conn, world, record_id, movement, amount, *, at=NOW, signed=True):
    movement_id = await insert(
        conn,
        "funding_movement",
        record_id=record_id,
        movement=movement,
        amount=amount,
        value_on=date(2026, 5, 12),
        stated_by=world.person["chen"],
        stated_side="provider",
        stated_body_id=world.org["chen"],
        stated_at=at,
        idempotency_key=f"{movement}-{amount}-{at}",
        lang="zh",
    )
    for step, who, body in (
        ("confirmed_by_provider", "chen", "chen"),
        ("confirmed_by_company", "lin", "lin"),
    )[: 2 if signed else 1]:
        await insert(
            conn,
            "funding_movement_step",
            movement_id=movement_id,
            step=step,
            person_id=world.person[who],
            body_id=world.org[body],
            lang="zh",
            taken_at=at,
        )


async def claimed(conn, world, *steps):
    claim_id = await insert(
        conn,
        "subsidy_claim",
        rule_code="shenzhen-first-loan",
        rule_version="2022",
        rule={"title": {"zh": "首贷贴息", "en": "Subsidy of a first loan"}},
        record_id=world.record["chen_lin"],
        company_id=world.org["lin"],
        organisation_id=world.org["chen"],
        claimed_on=NOW.date(),
        amount=900,
        total=1_000,
        caps=[],
        used={},
        facts={},
        note="",
        lang="zh",
        claimed_by=world.person["chen"],
        claimed_at=NOW,
        idempotency_key="claim",
    )
    for place, (step, amount, days) in enumerate(steps, start=1):
        await insert(
            conn,
            "subsidy_claim_step",
            claim_id=claim_id,
            place=place,
            step=step,
            amount=amount,
            note="",
            lang="zh",
            person_id=world.person["sun"],
            taken_at=NOW + timedelta(days=days),
            idempotency_key=f"{step}-{place}",
        )


async def declare(conn, world, key, *, at=NOW, **facts):
    for fact, value in facts.items():
        await insert(
            conn,
            "declared_fact",
            organisation_id=world.org[key],
            fact=fact,
            value=value,
            as_of=date(2026, 5, 1),
            source="申报材料",
            lang="zh",
            declared_by=world.person["xu"],
            declared_at=at,
        )


async def space_report(db, clock, viewer, world, **asked):
    return await open_space_report(
        db,
        clock,
        viewer=viewer,
        space_id=world.org["xu"],
        year=asked.get("year"),
        as_of=asked.get("as_of"),
    )
