"""The loaded demo world: as many of everything as the texts tell, firsts that follow from them, nothing leaks."""

from __future__ import annotations

import asyncio
import io
import json
from collections import Counter
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import asyncpg
import pypdf
import pytest

import models
from matcher.ranking import WeightedRanker
from models.db import Database
from models.embedded import EmbeddedServer
from models.entities.ids import PersonId
from models.entities.learning import TrainingOutcome
from models.entities.matching import MatchFilters
from models.entities.viewer import Viewer
from models.entities.vocabulary import Role
from models.errors import Conflict, DomainError, NotAllowed, NotFound
from models.repositories.learning import ModelRepository, TrainingRepository
from models.uscc import clean_uscc
from seeds.gatherings import meetings_told
from seeds.load import DEMO_PASSWORD, SIGN_INS, load_demo
from seeds.money import value_day
from seeds.texts import PERSONAS, address, texts
from tests.conftest import FixedClock
from web.files import FileStore
from web.services import events, learning, participation, pitches, results, review, showing, vetting
from web.services.accounts import load_viewer
from web.services.matching import open_matches
from web.services.passwords import Passwords
from web.services.report_facts import settle_facts
from web.services.sign_in import sign_in
from web.services.training import train_now
from web.services.verifying import verify_ledger
from web.settings import Settings, load

pytestmark = [pytest.mark.anyio, pytest.mark.slow]

NOW = datetime(2026, 11, 24, 3, 30, tzinfo=UTC)
TODAY = date(2026, 11, 24)


@dataclass
class Loaded:
    """A database of its own with the demo world in it."""

    dsn: str
    settings: Settings
    said: list[str]


async def _in_own_database(server: EmbeddedServer, template: str, settings: Settings) -> Loaded:
    owner = await asyncpg.connect(server.owner_dsn)
    await owner.execute(f'create database "demo" template "{template}" strategy file_copy')
    await owner.close()
    made = Loaded(server.dsn("shoutou_app", "demo"), settings, [])
    db = await Database.connect(made.dsn)
    try:
        await load_demo(db, settings, made.said.append, FixedClock(NOW))
    finally:
        await db.close()
    return made


@pytest.fixture(scope="module")
def loaded(server: EmbeddedServer, template: str, tmp_path_factory: pytest.TempPathFactory) -> Loaded:
    """The world, loaded once for all tests of this module."""
    folder = tmp_path_factory.mktemp("demo_world")
    settings = load(
        {
            "DATA_DIR": str(folder),
            "EMBEDDING_MODEL": "hashing",
            "SECRET_KEY": "k" * 40,
            "SECOND_FACTOR": "optional",
        }
    )
    with pytest.MonkeyPatch.context() as patch:
        # Seventy papers need not survive a power cut.
        patch.setattr("os.fsync", lambda _: None)
        return asyncio.run(_in_own_database(server, template, settings))


@pytest.fixture
async def conn(loaded: Loaded) -> AsyncIterator[asyncpg.Connection]:
    """A connection whose changes are rolled back."""
    connection = await Database.open_connection(loaded.dsn)
    outer = connection.transaction()
    await outer.start()
    yield connection
    await outer.rollback()
    await connection.close()


@pytest.fixture
def db(conn: asyncpg.Connection) -> Database:
    """The demo world, bound to `conn`."""
    return Database.bound_to(conn)


@pytest.fixture
def clock() -> FixedClock:
    """Stands where the load ended."""
    return FixedClock(NOW)


async def viewer_of(conn: asyncpg.Connection, db: Database, key: str) -> Viewer:
    """A person of the world by the key of their record."""
    person = await conn.fetchval("select id from person where email = $1", address(key))
    return await load_viewer(db, PersonId(person), FixedClock(NOW))


async def count(conn: asyncpg.Connection, table: str) -> int:
    """How many rows there are."""
    n: int = await conn.fetchval(f"select count(*) from {table}")
    return n


async def by(conn: asyncpg.Connection, query: str) -> dict[str, int]:
    """A count by one word."""
    return {row[0]: row[1] for row in await conn.fetch(query)}


async def test_load_demo_of_an_empty_database_has_everything_that_the_texts_name(conn):
    world = texts()
    n_people = sum(len(o["people"]) for o in world.organisers.values()) + len(world.people)
    companies = len(world.pitches) + len(world.waiting_pitches)
    providers = len(world.providers) + len(world.waiting_providers)

    assert await count(conn, "person") == n_people + companies + providers
    assert await count(conn, "organisation") == companies + providers + len(world.spaces) + len(
        world.organisers
    )
    assert await by(conn, "select status, count(*) from pitch group by 1") == Counter(
        ["approved"] * len(world.pitches) + [p["state"] for p in world.waiting_pitches.values()]
    )
    deals = [deal for p in world.providers.values() for deal in p["past_deals"]]
    assert await count(conn, "provider_deal") == len(deals)
    assert await count(conn, "funding_record") == len(world.funding)
    assert await count(conn, "funding_movement") == len(world.movements)
    assert await count(conn, "funding_evidence") == len(world.funding) + len(world.movements)
    assert await by(conn, "select status, count(*) from funding_movement_state group by 1") == Counter(
        movement["answer"] or "proposed" for movement in world.movements
    )
    assert await by(conn, "select status, count(*) from funding_state group by 1") == Counter(
        record["state"] for record in world.funding
    )
    assert await count(conn, "event") == len(world.events) + len(world.open_events)
    assert await count(conn, "pitch_comment") == len(world.comments)


async def test_load_demo_of_interests_leaves_each_choice_and_introduction_as_told(conn):
    world = texts()
    # Saying "interested" is asking for an introduction; there is no interest without one.
    told = Counter(i["introduced"] or "proposed" for i in world.interests if i["choice"] == "interested")

    assert await by(conn, "select choice, count(*) from interest group by 1") == Counter(
        i["choice"] for i in world.interests
    )
    assert await by(conn, "select status, count(*) from introduction group by 1") == told


async def test_load_demo_of_lists_remembers_what_providers_saw_before_they_chose(conn):
    unseen = await conn.fetch(
        "select f.organisation_id, f.pitch_id from feedback f where f.choice <> 'no' and not exists ("
        "select from impression i where i.organisation_id = f.organisation_id and i.shown_at <= f.chosen_at)"
    )

    assert unseen == []
    assert await count(conn, "impression") > 1000


@pytest.mark.parametrize("persona", sorted(PERSONAS.values()))
async def test_sign_in_with_the_demo_password_opens_every_persona(loaded, db, clock, persona):
    key = next(k for k, p in PERSONAS.items() if p == persona)

    arrival = await sign_in(
        db, clock, Passwords(), loaded.settings, email=address(key), password=DEMO_PASSWORD,
        network="test", user_agent="",
    )  # fmt: skip

    assert arrival is not None


async def test_sign_ins_of_each_role_may_act_in_it(conn, db):
    keys = {address(key): key for key in PERSONAS}
    provider_kinds = {"angel", "bank", "guarantor"}

    for role, mail in SIGN_INS:
        viewer = await viewer_of(conn, db, keys[mail])
        if role in provider_kinds:
            assert [a.vetted for a in viewer.organisations(Role.PROVIDER) if role in a.kinds] == [True]
        else:
            assert role in viewer.roles, role
    assert [role for role, _ in SIGN_INS] == [
        "founder", "angel", "bank", "guarantor", "organiser", "juror", "space", "officer", "admin",
    ]  # fmt: skip


def firsts_by_the_texts() -> set[tuple[str, str, str, int]]:
    """Company, kind, provider and amount of each first: the earliest confirmed money that counts."""
    path = Path(models.__file__).parent / "reference" / "first_definitions.json"
    definition = json.loads(path.read_text(encoding="utf-8"))[0]
    earliest: dict[tuple[str, str], tuple[date, dict[str, Any]]] = {}
    for record in texts().funding:
        if record["state"] != "confirmed" or record["instrument"] not in definition["kinds"].get(
            record["kind"], []
        ):
            continue
        of, moved = (record["company"], record["kind"]), value_day(record, TODAY)
        if of not in earliest or moved < earliest[of][0]:
            earliest[of] = (moved, record)
    return {
        (
            texts().pitches[company]["company"],
            kind,
            texts().providers[record["provider"]]["name"],
            record["amount"] * 100,
        )
        for (company, kind), (_, record) in earliest.items()
    }


async def test_results_of_the_officer_are_the_firsts_that_follow_from_the_texts(conn, db, clock):
    officer = await viewer_of(conn, db, "officer-sun")
    # The worker does so a few seconds after the world is loaded.
    await settle_facts(db)

    found = await results.open_results(
        db, clock, viewer=officer, filters=results.ResultFilters(), districts=["jingkou"]
    )

    rows = await conn.fetch(
        "select c.name as company, r.kind, p.name as provider, r.amount from first_certificate f "
        "join funding_record r on r.id = f.record_id join organisation c on c.id = r.company_id "
        "join organisation p on p.id = r.provider_id where f.revoked_at is null and f.definition = $1",
        found.definition.code,
    )
    expected = firsts_by_the_texts()
    assert {(r["company"], r["kind"], r["provider"], r["amount"]) for r in rows} == expected
    assert sum(cell.n_firsts for cell in found.cells) == len(rows) == len(expected)


async def test_pitches_are_closed_to_providers_whom_nobody_has_vetted(conn, db, clock):
    pitch = await conn.fetchval("select pitch_id from pitch_on_show order by pitch_id limit 1")

    for key in texts().waiting_providers:
        newcomer = await viewer_of(conn, db, key)
        assert newcomer.organisations(Role.PROVIDER)
        with pytest.raises(NotAllowed):
            await open_matches(db, WeightedRanker(), clock, viewer=newcomer, filters=MatchFilters())
        with pytest.raises(NotFound):
            await showing.pitch_for_provider(db, clock, viewer=newcomer, pitch_id=pitch)


async def test_pitch_of_a_rival_is_closed_to_a_founder(conn, db):
    lin, qian = await viewer_of(conn, db, "shuangkuang"), await viewer_of(conn, db, "lingxian")
    own = (await pitches.open_pitches(db, viewer=lin))[0]
    pitch = await conn.fetchval(
        "select p.id from pitch p join organisation o on o.id = p.company_id where o.name = $1",
        own.company_name,
    )

    with pytest.raises(NotFound):
        await pitches.open_pitch(db, viewer=qian, pitch_id=pitch)


async def test_queues_of_the_organiser_hold_who_waits(conn, db, clock):
    zhao = await viewer_of(conn, db, "techfin-centre-1")

    queue = await review.open_queue(db, viewer=zhao)
    _, counts = await vetting.list_providers(db, clock, viewer=zhao)
    today, coming = await events.today(db, clock, viewer=zhao)

    assert len(queue.waiting) == sum(p["state"] == "submitted" for p in texts().waiting_pitches.values())
    assert today.n_to_vet == len(texts().waiting_providers)
    assert counts is not None
    assert [e.starts_at.date() for e in coming] == [TODAY + timedelta(days=n) for n in (0, 9, 12)]


async def test_lin_has_a_first_investment_and_chen_a_first_loan_to_confirm(conn):
    waiting = await conn.fetch(
        "select c.name as company, p.name as provider, r.kind from funding_record r "
        "join funding_state s on s.record_id = r.id join organisation c on c.id = r.company_id "
        "join organisation p on p.id = r.provider_id where s.status = 'proposed' "
        "and (s.company_at is null) <> (s.provider_at is null)"
    )

    found = {tuple(row) for row in waiting}
    assert ("霜筐冷链", "王启明（个人）", "investment") in found
    assert ("Framepapers", "润江银行科技支行", "loan") in found


async def test_past_event_has_as_many_meetings_as_its_results_tell(conn):
    summer = texts().events["summer-roadshow"]

    held = await conn.fetchval(
        "select count(*) from plan_meeting m join plan p on p.id = m.plan_id join event e on e.id = p.event_id "
        "join participant r on r.id = m.provider_id where e.title_en = $1 and p.status = 'released' "
        "and m.founder_answer <> 'declined' and m.provider_answer <> 'declined' and r.answer = 'accepted'",
        summer["title"]["en"],
    )
    about = await conn.fetchval("select about_en from event where title_en = $1", summer["title"]["en"])

    assert held == meetings_told(summer)
    assert summer["results"]["summary"]["en"] in about
    assert "Softpinch" in about


async def test_plans_are_released_for_all_events_but_the_coming_one(conn, db):
    released = await by(
        conn,
        "select e.title_en, count(p.id) filter (where p.status = 'released') from event e "
        "left join plan p on p.event_id = e.id group by 1",
    )
    expected = {e["title"]["en"]: int(e["status"] != "upcoming") for e in texts().events.values()}
    expected |= {e["title"]["en"]: 0 for e in texts().open_events.values()}
    assert released == expected
    wang = await viewer_of(conn, db, "wang-qiming")
    own = await participation.list_participations(db, viewer=wang, side="provider")
    assert any(one.entries for one in own)
    pending = await conn.fetchval("select count(*) from participant where answer = 'pending'")
    assert pending > 0


async def test_nothing_is_dated_after_the_load_and_no_money_moves_tomorrow(conn):
    stamps = (
        "person created_at", "pitch changed_at", "review reviewed_at", "vetting decided_at", "interest chosen_at",
        "impression shown_at", "participant answered_at", "funding_step taken_at", "audit happened_at",
        "outbox_mail created_at", "pitch_comment written_at",
    )  # fmt: skip
    for table, column in map(str.split, stamps):
        assert await conn.fetchval(f"select max({column}) from {table}") <= NOW, table
    early = await conn.fetchval("select count(*) from funding_record where value_on > proposed_at::date")
    assert early == 0
    assert await conn.fetchval("select max(value_on) from funding_record") < TODAY


async def test_registered_companies_and_units_have_codes_that_hold(conn):
    codes = {row["name"]: row["uscc"] for row in await conn.fetch("select name, uscc from organisation")}

    for pitch in texts().pitches.values():
        assert (codes[pitch["company"]] is not None) == pitch["registered"]
    for provider in texts().providers.values():
        if provider["kinds"] != ["angel"]:
            assert codes[provider["name"]] is not None, provider["name"]
    assert codes["王启明（个人）"] is None
    for code in filter(None, codes.values()):
        assert clean_uscc(code) == code
        assert code[8:11] == "XXX"


async def test_evidence_of_each_record_can_be_read_and_says_what_it_is(loaded, conn):
    store = FileStore(loaded.settings.files_dir)
    rows = await conn.fetch(
        "select e.sha256, coalesce(m.amount, r.amount) as amount, coalesce(m.lang, r.lang) as lang"
        " from funding_evidence e join funding_record r on r.id = e.record_id"
        " left join funding_movement m on m.id = e.movement_id"
    )

    for row in rows:
        reader = pypdf.PdfReader(io.BytesIO(store.get(row["sha256"])), strict=True)
        text = "".join(page.extract_text() for page in reader.pages).replace("\n", "")
        assert f"{row['amount'] // 100:,}" in text
        assert ("演示数据" if row["lang"] == "zh" else "Demonstration data") in text


async def test_second_load_is_refused_and_changes_nothing(loaded, conn, db):
    before = [await count(conn, table) for table in ("person", "organisation", "audit", "outbox_mail")]

    with pytest.raises(Conflict) as refused:
        await load_demo(db, loaded.settings, loaded.said.append, FixedClock(NOW))

    assert refused.value.code == "email_taken"
    assert isinstance(refused.value, DomainError)
    assert [await count(conn, t) for t in ("person", "organisation", "audit", "outbox_mail")] == before


def test_progress_is_told_to_the_end(loaded):
    assert [line.split(" %")[0] for line in loaded.said[:5]] == ["20", "40", "60", "80", "100"]
    assert "is loaded" in loaded.said[5]


async def test_training_on_the_demo_world_learns_compares_and_says_what_is_thin(conn, db, clock):
    said = await by(
        conn, "select choice, count(distinct (organisation_id, pitch_id)) from feedback group by 1"
    )

    assert await train_now(db, clock)

    async with db.read() as reading:
        [run] = await TrainingRepository(reading).latest()
        [model] = await ModelRepository(reading).models()
    counts = run.report["counts"]
    assert run.outcome in {TrainingOutcome.KEPT, TrainingOutcome.CHANGED}
    assert (
        run.report["n_before"] + run.report["n_after"]
        <= sum(said.values()) + counts["kept"] + counts["record"]
    )
    assert sum(n for source, n in counts.items() if source.startswith("no:")) <= said["no"]
    assert model.summary["recipe"] in run.report["comparisons"]
    zhao = await viewer_of(conn, db, "techfin-centre-1")
    page = await learning.open_learning(db, viewer=zhao)
    assert page.in_use.calibration["provider"].enough
    # Its founders have declined six introductions, and ten are needed to tell a probability.
    assert not page.in_use.calibration["company"].enough
    assert page.in_use.calibration["company"].n >= 50


async def test_ledger_of_the_demo_is_sealed_and_holds(
    loaded: Loaded, db: Database, clock: FixedClock
) -> None:
    files = FileStore(loaded.settings.files_dir)

    found = await verify_ledger(db, clock, files, keys=[])

    assert found.findings == []
    assert found.n_entries > 100
