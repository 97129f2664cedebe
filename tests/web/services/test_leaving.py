"""Leaving by oneself: what keeps somebody, time to think better of it, and nothing left of them but what is said."""

from __future__ import annotations

from datetime import timedelta

import pytest

from models.entities.pitches import PitchDraft
from models.entities.rights import CorrectionKind
from models.entities.vocabulary import PitchStatus, Role
from models.errors import Conflict, Invalid, NotFound
from models.repositories.match_feed import MatchFeedRepository
from tests.conftest import rolled_back
from tests.web.services.chain_stories import a_confirmed_loan
from tests.web.services.test_forgetting import Story, holds
from tests.web.signed_in import viewer_of
from tests.world import FILES
from web.services.accounts import create_person, load_viewer
from web.services.corrections import ask_correction
from web.services.decks import attach_deck
from web.services.forgetting import forget_person
from web.services.leaving import COOLING_OFF, ask_to_leave, leave_due, open_leaving, stay
from web.services.mail import queue_mail
from web.services.passwords import Passwords
from web.services.pitches import create_pitch
from web.services.registrations import list_own, register

pytestmark = pytest.mark.anyio

PHRASE = "eine lange Wortfolge"
NAME, ADDRESS, MARK = "林去远", "gone.far@example.test", "zanzibar-marker"
# Where words of somebody who left stay, each for a reason that the page gives.
STAYS: dict[str, str] = {}
PASSWORDS = Passwords.cheapest()


async def leave(db, clock, files, viewer, *, at_once=True, password=PHRASE):
    await ask_to_leave(
        db, clock, PASSWORDS, files, viewer=viewer, password=password, at_once=at_once, site="https://x"
    )


async def rows_with(conn, word):
    """Every table of which some row holds a word, in whatever column."""
    tables = await conn.fetch(
        "select tablename as name from pg_tables where schemaname = 'public' and tablename not like 'pgqueuer%'"
        " and tablename <> 'alembic_version'"
    )
    asked = 'select exists (select from "{}" t where strpos(t::text, $1) > 0)'
    return {t["name"] for t in tables if await conn.fetchval(asked.format(t["name"]), word)}


@pytest.fixture
async def goer(world_db, world_conn, world, clock, files):
    """Somebody who has left a trace wherever one person can."""
    person_id = await create_person(
        world_db, clock, PASSWORDS, email=ADDRESS, name=NAME, password=PHRASE, roles=[Role.FOUNDER]
    )
    viewer = await load_viewer(world_db, person_id, clock)
    text = f"{MARK} von {NAME}"
    pitch_id = await create_pitch(
        world_db,
        clock,
        viewer=viewer,
        company_name=f"{NAME}的团队",
        draft=PitchDraft(
            "zh", name=text, one_line=text, problem=text, solution=text, market=text, team=text, terms=text
        ),
    )
    viewer = await load_viewer(world_db, person_id, clock)
    await attach_deck(
        world_db, clock, files, viewer=viewer, pitch_id=pitch_id, filename=f"{MARK}.pdf",
        content=b"%PDF-1.4 " + MARK.encode(),
    )  # fmt: skip
    await world_conn.execute(
        "insert into consent (pitch_id, person_id, purpose, text_version, lang, given_at)"
        " values ($1, $2, 'show_to_providers', '1', 'zh', $3)",
        pitch_id, person_id, clock.now(),
    )  # fmt: skip
    await world_conn.execute(
        "update pitch_version set frozen_at = $2 where pitch_id = $1", pitch_id, clock.now()
    )
    await world_conn.execute(
        "update pitch set status = 'approved', approved_version = 1, approved_at = $2 where id = $1",
        pitch_id, clock.now(),
    )  # fmt: skip
    await world_conn.execute(
        """insert into embedding (subject, subject_id, model, part, body, lang, dimension, text_hash, vector, encoded_at)
           values ('pitch', $1, 'a', 0, $2, 'zh', 3, 'x', '[1,2,3]', now())""",
        pitch_id,
        MARK,
    )
    await ask_correction(
        world_db, clock, viewer=viewer, kind=CorrectionKind.ACCOUNT, wanted=f"{MARK} {NAME}", lang="zh"
    )
    await world_conn.execute(
        """insert into saved_search (person_id, name, page, query, created_at, looked_at)
           values ($1, $2, 'search', $2, now(), now())""",
        person_id,
        MARK,
    )
    for to, address in ((person_id, ADDRESS), (world.person["zhao"], "zhao@example.test")):
        await queue_mail(
            world_conn, clock, person_id=to, address=address, locale="zh", purpose="joined",
            subject=f"{NAME}", body=f"{NAME}<{ADDRESS}> 已加入",
        )  # fmt: skip
    await world_conn.execute(
        "insert into api_token (person_id, name, token_hash, scopes, second_factor, created_at, expires_at)"
        " values ($1, $2, '\\x01', '{read}', true, now(), now() + interval '1 day')",
        person_id,
        MARK,
    )
    return viewer, pitch_id


async def test_nothing_of_who_left_is_found_but_what_the_page_names(
    world_db, world_conn, world, clock, files, goer
):
    viewer, _ = goer
    for word in (NAME, ADDRESS, MARK):
        assert await rows_with(world_conn, word) != set()

    await leave(world_db, clock, files, viewer)

    for word in (NAME, ADDRESS, MARK):
        assert await rows_with(world_conn, word) - STAYS.keys() == set(), word
    kept = [p for p in files.path("00" * 32).parent.parent.rglob("*") if p.is_file()]
    assert [p for p in kept if MARK.encode() in p.read_bytes()] == []


async def test_vectors_are_gone_and_the_feed_tells_the_lists(world_db, world_conn, clock, files, goer):
    viewer, pitch_id = goer
    await world_conn.execute("delete from match_change")

    await leave(world_db, clock, files, viewer)

    gone = "select count(*) from embedding where subject = 'pitch' and subject_id = $1"
    assert await world_conn.fetchval(gone, pitch_id) == 0
    noted = "select exists (select from match_change where subject = 'pitch' and subject_id = $1)"
    assert await world_conn.fetchval(noted, pitch_id)
    assert await MatchFeedRepository(world_conn).texts("pitch", [pitch_id]) == {}
    status = await world_conn.fetchval("select status from pitch where id = $1", pitch_id)
    assert status == PitchStatus.WITHDRAWN


async def test_registration_is_given_back(world_db, world_conn, world, clock, files, goer):
    viewer, _ = goer
    event = await world_conn.fetchval(
        """update event set open_registration = true, status = 'published', registration_until = null,
               during = tstzrange($1::timestamptz, $1::timestamptz + interval '3 hours')
           where id = (select min(id) from event where status = 'published') returning id""",
        clock.now() + timedelta(days=20),
    )
    await register(world_db, clock, viewer=viewer, event_id=event, site="https://x")
    assert [r.registration for r in (await list_own(world_db, clock, viewer=viewer)).registrations]

    await leave(world_db, clock, files, viewer)

    status = "select status from registration where person_id = $1"
    assert await world_conn.fetchval(status, viewer.person_id) == "cancelled"


async def test_wrong_password_or_something_open_keeps_everything(
    world_db, world_conn, world, clock, files, goer
):
    viewer, _ = goer
    with pytest.raises(Invalid, match="password_wrong"):
        await leave(world_db, clock, files, viewer, password="another")
    lin = await viewer_of(world_db, clock, "lin")
    await world_conn.execute(
        "update person set password_hash = $2 where id = $1", lin.person_id, await PASSWORDS.hash(PHRASE)
    )

    found = await open_leaving(world_db, clock, viewer=lin)
    for at_once in (True, False):
        with pytest.raises(Conflict, match="leaving_hindered"):
            await leave(world_db, clock, files, lin, at_once=at_once)

    # 林 alone manages the company, and money waits for its answer.
    assert [h.organisation_id for h in found.hindrances] == [world.org["lin"]]
    assert found.hindrances[0].records
    assert await world_conn.fetchval("select name from person where id = $1", viewer.person_id) == NAME


async def test_fortnight_may_be_thought_better_of_and_then_it_happens(
    world_db, world_conn, clock, files, goer
):
    viewer, _ = goer
    await leave(world_db, clock, files, viewer, at_once=False)
    with pytest.raises(Conflict):
        await leave(world_db, clock, files, viewer, at_once=False)
    await stay(world_db, clock, viewer=viewer)
    clock.instant += COOLING_OFF + timedelta(hours=1)
    assert await leave_due(world_db, clock, files, site="https://x") == 1  # 何, whose fortnight is over.
    await leave(world_db, clock, files, viewer, at_once=False)
    assert await leave_due(world_db, clock, files, site="https://x") == 0

    clock.instant += COOLING_OFF
    left = await leave_due(world_db, clock, files, site="https://x")

    assert left == 1
    assert await rows_with(world_conn, ADDRESS) == set()
    with pytest.raises(NotFound):
        await load_viewer(world_db, viewer.person_id, clock)


async def test_name_in_latin_letters_leaves_other_words_alone(world_db, world_conn, world, clock, files):
    person_id = await create_person(
        world_db, clock, PASSWORDS, email="li@example.test", name="Li", password=PHRASE
    )
    await queue_mail(
        world_conn, clock, person_id=world.person["zhao"], address="zhao@example.test", locale="en",
        purpose="joined", subject="Li joined", body="Li has no liability. Lilium.",
    )  # fmt: skip

    await leave(world_db, clock, files, await load_viewer(world_db, person_id, clock))

    mail = await world_conn.fetchrow("select subject, body from outbox_mail order by id desc limit 1")
    assert tuple(mail) == (
        "a person who has left joined",
        "a person who has left has no liability. Lilium.",
    )


async def test_ledger_verifies_after_a_signer_leaves_by_themselves(
    connections, built_world, files, world, clock, settings
):
    for content in FILES:
        files.put(content)
    async with rolled_back(connections, built_world[0]) as conn:
        story = Story(conn, files, world, clock)
        await a_confirmed_loan(story)
        chen = await viewer_of(story.db, clock, "chen")
        await conn.execute(
            "update person set password_hash = $2 where id = $1", chen.person_id, await PASSWORDS.hash(PHRASE)
        )
        # Handed over first: 王 manages the bank, too.
        await conn.execute(
            """insert into membership (person_id, organisation_id, status, is_manager, created_at)
               values ($1, $2, 'active', true, now())""",
            world.person["wang"],
            world.org["chen"],
        )

        await leave(story.db, clock, files, chen)

        assert (await holds(story, settings)).findings == []
        assert await conn.fetchval("select name from organisation where id = $1", world.org["chen"]) != "—"


async def test_page_says_what_keeps_and_signs_out_who_left(client, world, world_conn):
    client.sign_in("lin")
    kept = await client.get("/account/rights/leave", params={"lang": "en"})
    client.sign_in("he")
    waits = await client.get("/account/rights/leave", params={"lang": "en"})
    await client.post("/account/rights/stay")
    free = await client.get("/account/rights/leave", params={"lang": "en"})

    assert "Records of money wait for an answer" in kept.text
    assert 'name="password"' not in kept.text
    assert "Stay after all" in waits.text
    assert 'name="password"' in free.text


async def test_founder_whom_somebody_asked_is_told_that_they_have_left(
    world_db, world_conn, world, clock, files
):
    gao = await viewer_of(world_db, clock, "gao")

    await forget_person(world_db, clock, viewer=gao, person_id=world.person["wang"], files=files)

    mails = await world_conn.fetch(
        "select person_id, subject, body, link from outbox_mail where dedupe_key like 'introduction-%-left-%'"
    )
    assert {m["person_id"] for m in mails} >= {world.person["lin"]}
    assert all(m["link"] == "/founder/introductions" for m in mails)
    assert not any("王" in m["subject"] + m["body"] for m in mails)
