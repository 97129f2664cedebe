"""`…_at(t)`: what was known at an instant equals what was on record then, whatever happened since."""

from __future__ import annotations

import itertools
import random
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from tests.world import World, insert
from tests.world_rows import days, span

pytestmark = pytest.mark.anyio
START = datetime(2027, 1, 1, 1, tzinfo=UTC)
# The present state, and what the past of it is asked with.
PRESENT = {
    "funding_state": (
        "select record_id, status, company_at, provider_at, confirmed_at from funding_state",
        "select record_id, status, company_at, provider_at, confirmed_at from funding_state_at($1)",
    ),
    "certificates": (
        "select id, company_id, kind, definition, record_id from first_certificate where revoked_at is null",
        "select id, company_id, kind, definition, record_id from certificates_at($1)",
    ),
    "organisation": (
        "select id, name, lang, uscc, district, city from organisation",
        "select id, name, lang, uscc, district, city from organisation_at($1)",
    ),
    "tenancy": (
        "select id, company_id, space_id, stage, during from tenancy",
        "select id, company_id, space_id, stage, during from tenancy_at($1)",
    ),
    "introduction": (
        "select id, organisation_id, pitch_id, status from introduction",
        "select id, organisation_id, pitch_id, status from introduction_at($1)",
    ),
    "interest": (
        "select organisation_id, pitch_id, choice, chosen_at from interest",
        "select organisation_id, pitch_id, choice, chosen_at from interest_at($1)",
    ),
    "meeting": (
        "select founder_id, provider_id, outcome from meeting_outcome",
        "select founder_id, provider_id, outcome from meeting_outcome_at($1)",
    ),
}


async def _standing(conn: Any, at: datetime | None = None) -> dict[str, set[tuple[Any, ...]]]:
    found = {}
    for name, (present, past) in PRESENT.items():
        rows = await (conn.fetch(present) if at is None else conn.fetch(past, at))
        found[name] = {tuple(row) for row in rows}
    return found


async def remember_answers(conn: Any) -> None:
    """The services remember each answer beside the one in force; the world writes the latter alone."""
    await conn.execute(
        "insert into feedback (organisation_id, pitch_id, choice, chosen_by, chosen_at) "
        "select organisation_id, pitch_id, choice, chosen_by, chosen_at from interest"
    )


async def test_each_day_of_a_made_up_month_is_drawn_again_as_it_was_saved(
    world_conn: Any, world: World
) -> None:
    choose = random.Random(5)
    await remember_answers(world_conn)
    saved = []
    for number in range(30):
        now = START + timedelta(days=number)
        for step in range(choose.randint(1, 5)):
            await something(world_conn, world, choose, now + timedelta(minutes=step))
        saved.append((now + timedelta(hours=12), await _standing(world_conn)))

    redrawn = [await _standing(world_conn, at) for at, _ in saved]

    wrong = [
        (day, name, then[name] ^ now[name])
        for day, ((_, then), now) in enumerate(zip(saved, redrawn, strict=True))
        for name in PRESENT
        if then[name] != now[name]
    ]
    assert wrong == []
    assert all(len({frozenset(standing[name]) for _, standing in saved}) > 2 for name in PRESENT)


_KEY = itertools.count()


async def _record(conn: Any, w: World, choose: random.Random, now: datetime, corrects: int | None) -> int:
    kind, instrument = choose.choice([("investment", "priced_equity"), ("loan", "loan")])
    return await insert(
        conn,
        "funding_record",
        idempotency_key=f"as-of-{next(_KEY)}",
        company_id=w.org["lin"],
        provider_id=w.org["wang"],
        kind=kind,
        instrument=instrument,
        amount=choose.randint(1, 10**9),
        currency="CNY",
        value_on=now.date(),
        lang="zh",
        proposed_by=w.person["wang"],
        proposed_side="provider",
        proposed_body_id=w.org["wang"],
        proposed_at=now,
        corrects_id=corrects,
    )


async def something(conn: Any, w: World, choose: random.Random, now: datetime) -> None:
    """One thing that changes what reports count."""
    if choose.random() < 0.4:
        await _something_beside(conn, w, choose, now)
        return
    match choose.randrange(9):
        case 0 | 8:
            old = await conn.fetchval(
                "select record_id from funding_state where status = 'confirmed' order by record_id desc limit 1"
            )
            await _record(conn, w, choose, now, choose.choice([None, old]))
        case 1 | 2:
            record = await conn.fetchval(
                "select record_id from funding_state where status in ('proposed', 'confirmed') "
                "order by record_id desc limit 1"
            )
            step = choose.choice(
                ["confirmed_by_company", "confirmed_by_provider"] * 4
                + ["voided", "disputed", "withdrawn", "void_by_company", "void_by_provider"]
            )
            if record is not None:
                await conn.execute(
                    "insert into funding_step (record_id, step, person_id, body_id, comment, lang, taken_at) "
                    "values ($1, $2, $3, $4, 'why', 'zh', $5) on conflict do nothing",
                    record,
                    step,
                    w.person["wang"],
                    w.org["wang"],
                    now,
                )
        case 3:
            await conn.execute(
                "update first_certificate set revoked_at = $1, revoked_because = 'record_gone' "
                "where revoked_at is null and definition = 'as-of'",
                now,
            )
            record = await conn.fetchval(
                "select max(id) from funding_record where company_id = $1", w.org["lin"]
            )
            await insert(
                conn,
                "first_certificate",
                company_id=w.org["lin"],
                kind="investment",
                definition="as-of",
                record_id=record,
                issued_at=now,
                effective_on=now.date(),
            )
        case 4:
            await conn.execute(
                "update organisation set name = $2, district = $3, changed_at = $4 where id = $1",
                w.org["lin"],
                f"晨稷{choose.randint(1, 99)}",
                choose.choice(["jingkou", "runzhou", None]),
                now,
            )
        case 5:
            ended = await conn.fetchval(
                "update tenancy set during = daterange(lower(during), $2), end_recorded_at = $3 "
                "where company_id = $1 and upper_inf(during) and lower(during) < $2 returning id",
                w.org["lin"],
                now.date(),
                now,
            )
            if ended is not None:
                await insert(
                    conn,
                    "tenancy",
                    company_id=w.org["lin"],
                    space_id=w.org["xu"],
                    stage=choose.choice(["nursery", "incubator"]),
                    during=days(now.date(), None),
                    recorded_at=now,
                )
        case 6:
            pair = await conn.fetchrow("select organisation_id, pitch_id from interest order by 1, 2 limit 1")
            choice = choose.choice(["interested", "later"])
            await conn.execute(
                "update interest set choice = $3, chosen_at = $4, reason = null "
                "where organisation_id = $1 and pitch_id = $2",
                *pair,
                choice,
                now,
            )
            await conn.execute(
                "insert into feedback (organisation_id, pitch_id, choice, chosen_by, chosen_at) "
                "values ($1, $2, $3, $4, $5)",
                *pair,
                choice,
                w.person["wang"],
                now,
            )
            await conn.execute(
                "update introduction set status = $1, answered_at = $2, withdrawn_at = $2, proposed_at = $2",
                choose.choice(["proposed", "accepted", "withdrawn"]),
                now,
            )
        case _:
            founder, provider = w.participant["zhao_founder"], w.participant["zhao_provider"]
            if choose.random() < 0.3:
                gone = await conn.execute(
                    "delete from meeting_said where founder_id = $1 and provider_id = $2 and side = 'staff'",
                    founder,
                    provider,
                )
                if gone == "DELETE 1":
                    await conn.execute(
                        "insert into meeting_word (founder_id, provider_id, side, said, said_at) "
                        "values ($1, $2, 'staff', null, $3)",
                        founder,
                        provider,
                        now,
                    )
                return
            await conn.execute(
                "insert into meeting_said (founder_id, provider_id, side, said, person_id, said_at) "
                "values ($1, $2, $3, $4, $5, $6) on conflict (founder_id, provider_id, side) do update "
                "set said = excluded.said, said_at = excluded.said_at",
                founder,
                provider,
                *choose.choice(
                    [
                        ("staff", "took_place"),
                        ("staff", "nobody_came"),
                        ("founder", "could_not"),
                        ("founder", "took_place"),
                        ("provider", "waited"),
                    ]
                ),
                w.person["zhao"],
                now,
            )


async def _something_beside(conn: Any, w: World, choose: random.Random, now: datetime) -> None:
    """One thing that counts and has nothing to do with money."""
    match choose.randrange(7):
        case 4:
            pool = await conn.fetchval("select id from pool order by id limit 1") or await insert(
                conn, "pool", name="池", lang="zh", currency="CNY", made_by=w.person["sun"], made_at=now
            )
            await insert(
                conn,
                "pool_money",
                pool_id=pool,
                amount=choose.choice([10**9, -(10**8)]),
                paid_on=now.date(),
                source="市财政",
                lang="zh",
                stated_by=w.person["sun"],
                stated_at=now,
            )
        case 5:
            heir = await conn.fetchval(
                "select max(organisation_id) from organisation_kind where kind = 'company'"
            )
            line = await conn.fetchval(
                "select s.id from company_succession s where s.from_id = $1 "
                "and not exists (select from first_withdrawal f where f.succession_id = s.id)",
                w.org["lin"],
            )
            if line is not None:
                await insert(
                    conn,
                    "first_withdrawal",
                    succession_id=line,
                    because="误报",
                    lang="zh",
                    withdrawn_by=w.person["sun"],
                    withdrawn_at=now,
                )
            elif heir != w.org["lin"]:
                await insert(
                    conn,
                    "company_succession",
                    from_id=w.org["lin"],
                    to_id=heir,
                    kind="merged",
                    succeeded_on=now.date(),
                    lang="zh",
                    recorded_by=w.person["sun"],
                    recorded_at=now,
                )
        case 0:
            await insert(
                conn,
                "impression",
                person_id=w.person["wang"],
                organisation_id=w.org["wang"],
                pitch_id=w.pitch["lin"],
                position=1,
                score=1.0,
                model_version="as-of",
                shown_at=now,
            )
        case 1:
            made = await insert(
                conn, "organisation", name=f"新来{next(_KEY)}", lang="zh", district="dantu", created_at=now
            )
            await insert(
                conn, "organisation_kind", organisation_id=made, kind=choose.choice(["company", "space"])
            )
        case 2:
            status = await conn.fetchval("select status from membership where id = $1", w.membership["lin"])
            await conn.execute(
                "update membership set status = $2, left_at = $3, answered_at = $4 where id = $1",
                w.membership["lin"],
                *(("left", now, None) if status == "active" else ("active", None, now)),
            )
        case 3:
            status, start = (
                choose.choice(["published", "cancelled"]),
                now + timedelta(hours=choose.randint(0, 99)),
            )
            await conn.execute(
                "update event set status = $2, during = $3, changed_at = $4, sequence = sequence + 1 where id = $1",
                w.event["zhao"],
                status,
                span(start, 120),
                now,
            )
        case _:
            version = await conn.fetchval(
                "select max(version) + 1 from pitch_version where pitch_id = $1", w.pitch["lin"]
            )
            await conn.execute("update pitch_version set frozen_at = $1 where frozen_at is null", now)
            await insert(
                conn,
                "pitch_version",
                pitch_id=w.pitch["lin"],
                version=version,
                lang="zh",
                main_category=choose.choice(["youth", "farmer", None]),
                district=choose.choice(["jingkou", "dantu"]),
                saved_at=now,
                frozen_at=now,
            )
