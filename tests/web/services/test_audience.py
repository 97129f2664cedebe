"""Whom a founder shows a pitch to, at once and everywhere; and who has seen it."""

from __future__ import annotations

import pytest

from matcher.ranking import WeightedRanker
from models.entities.matching import MatchFilters
from models.entities.rights import AudienceKind
from models.entities.vocabulary import Choice, Role
from models.errors import Invalid, NotFound
from models.repositories.fairness import FairnessRepository
from models.repositories.wishes import WishRepository
from tests.web.signed_in import viewer_of
from tests.world import FILES
from web.services import showing
from web.services.audience import decide_audience, open_audience, open_readers
from web.services.decks import open_deck
from web.services.founder_openings import open_founder_openings
from web.services.index import MatchIndex
from web.services.introductions import choose, open_introductions
from web.services.matching import open_matches
from web.services.matching_pair import open_pair
from web.services.who_fits import open_providers

pytestmark = pytest.mark.anyio
RANKER = WeightedRanker()


@pytest.fixture
async def lin(world_db, clock):
    return await viewer_of(world_db, clock, "lin")


@pytest.fixture
async def wang(world_db, clock):
    return await viewer_of(world_db, clock, "wang")


@pytest.fixture
async def chen(world_db, clock):
    return await viewer_of(world_db, clock, "chen")


async def keep_from(db, world, clock, lin, *names, audience=AudienceKind.ALL_BUT):
    await decide_audience(
        db,
        clock,
        viewer=lin,
        pitch_id=world.pitch["lin"],
        audience=audience,
        named=[world.org[n] for n in names],
    )


async def listed(db, clock, who, index=None):
    found = await open_matches(db, RANKER, clock, viewer=who, filters=MatchFilters(), index=index)
    return {m.pitch.pitch_id for m in found.matches}


async def test_pitch_is_gone_from_a_warm_list_with_the_next_look_and_comes_back(
    world_db, world_conn, world, clock, lin, wang, chen
):
    # An open question would be declined, and a no stays a no.
    await world_conn.execute("update introduction set status = 'withdrawn'")
    index = MatchIndex()
    assert world.pitch["lin"] in await listed(world_db, clock, wang, index)

    await keep_from(world_db, world, clock, lin, "wang")
    kept = await listed(world_db, clock, wang, index), await listed(world_db, clock, chen, index)
    await keep_from(world_db, world, clock, lin, audience=AudienceKind.ALL)

    assert world.pitch["lin"] not in kept[0]
    assert world.pitch["lin"] in kept[1]
    assert world.pitch["lin"] in await listed(world_db, clock, wang, index)


async def test_only_those_named_see_the_pitch(world_db, world, clock, lin, wang, chen):
    await keep_from(world_db, world, clock, lin, "chen", audience=AudienceKind.ONLY)

    assert world.pitch["lin"] not in await listed(world_db, clock, wang)
    assert world.pitch["lin"] in await listed(world_db, clock, chen)


async def test_kept_pitch_opens_in_no_other_way_either(world_db, world_conn, world, clock, files, lin, wang):
    pitch = world.pitch["lin"]
    await keep_from(world_db, world, clock, lin, "wang")

    for act in (
        open_pair(world_db, RANKER, clock, viewer=wang, pitch_id=pitch),
        showing.pitch_for_provider(world_db, clock, viewer=wang, pitch_id=pitch),
        open_deck(world_db, clock, files, viewer=wang, deck_id=world.deck["lin"], as_organiser=False),
        choose(world_db, clock, viewer=wang, organisation_id=None, pitch_id=pitch, choice=Choice.INTERESTED),
    ):
        with pytest.raises(NotFound):
            await act


async def test_kept_provider_is_not_among_those_who_fit(world_db, world, clock, lin):
    pitch, wang_id = world.pitch["lin"], world.org["wang"]
    before = await open_providers(world_db, RANKER, viewer=lin, pitch_id=pitch)
    assert before is not None
    await keep_from(world_db, world, clock, lin, "wang")

    after = await open_providers(world_db, RANKER, viewer=lin, pitch_id=pitch)
    openings = await open_founder_openings(world_db, RANKER, viewer=lin, pitch_id=pitch)

    assert after is not None
    assert openings is not None
    assert wang_id in {m.provider.organisation_id for m in before.providers}
    assert wang_id not in {m.provider.organisation_id for m in after.providers}
    assert wang_id not in openings.known


async def test_open_question_is_declined_and_told_an_accepted_one_stays(
    world_db, world_conn, world, clock, lin, wang
):
    of = "organisation_id = $1 and pitch_id = $2"
    pair = world.org["wang"], world.pitch["lin"]
    await world_conn.execute(f"update introduction set status = 'withdrawn' where {of}", *pair)
    await choose(
        world_db, clock, viewer=wang, organisation_id=None, pitch_id=pair[1], choice=Choice.INTERESTED
    )
    mails = await world_conn.fetchval("select count(*) from outbox_mail")

    await keep_from(world_db, world, clock, lin, "wang")

    assert await world_conn.fetchval(f"select status from introduction where {of}", *pair) == "declined"
    assert await world_conn.fetchval("select count(*) from outbox_mail") == mails + 1
    assert pair[1] not in {
        n.pitch_id for n in await open_introductions(world_db, viewer=wang, role=Role.PROVIDER)
    }
    await world_conn.execute(f"update introduction set status = 'accepted' where {of}", *pair)
    assert pair[1] in {
        n.pitch_id for n in await open_introductions(world_db, viewer=wang, role=Role.PROVIDER)
    }


async def test_kept_pair_neither_wishes_nor_meets_nor_is_lifted(world_db, world_conn, world, clock, lin):
    rows = await world_conn.fetch(
        """select f.id as founder, r.id as provider, f.event_id, r.organisation_id from participant f
           join participant r on r.event_id = f.event_id and r.side = 'provider'
           where f.pitch_id = $1 and f.organisation_id <> r.organisation_id order by f.id, r.id""",
        world.pitch["lin"],
    )
    one = rows[0]
    await world_conn.execute(
        "update participant set answer = 'accepted' where id = any($1::bigint[])",
        [one["founder"], one["provider"]],
    )
    name = next(k for k, v in world.org.items() if v == one["organisation_id"])
    await keep_from(world_db, world, clock, lin, name)

    async with world_db.read() as conn:
        wishes = WishRepository(conn)
        seen = await conn.fetch(wishes._sql["pitches_to_wish"], one["provider"])
        asked = await conn.fetch(wishes._sql["providers_to_wish"], one["founder"])
        answered = await FairnessRepository(conn).answered()

    assert one["founder"] not in {r["id"] for r in seen}
    assert one["provider"] not in {r["id"] for r in asked}
    assert (one["organisation_id"], world.pitch["lin"], True) in {
        (a.organisation_id, a.pitch_id, a.founder_declined) for a in answered
    }


async def test_decision_is_on_record_with_its_text_and_the_one_before(world_db, world, clock, lin):
    await keep_from(world_db, world, clock, lin, "wang")
    await keep_from(world_db, world, clock, lin, "chen", audience=AudienceKind.ONLY)

    found = await open_audience(world_db, viewer=lin, pitch_id=world.pitch["lin"])

    assert found.in_force is not None
    assert (found.in_force.audience, found.in_force.text_version) == (AudienceKind.ONLY, "1")
    assert [p.audience for p in found.past] == [AudienceKind.ALL_BUT]
    assert {r.organisation_id for r in found.recipients if r.named} == {world.org["chen"]}


async def test_nobody_decides_about_somebody_else_s_pitch_or_names_strangers(world_db, world, clock, lin):
    qian = await viewer_of(world_db, clock, "qian")

    with pytest.raises(NotFound):
        await decide_audience(
            world_db, clock, viewer=qian, pitch_id=world.pitch["lin"], audience=AudienceKind.ALL
        )
    with pytest.raises(NotFound):
        await open_readers(world_db, viewer=qian, pitch_id=world.pitch["lin"])
    with pytest.raises(NotFound):
        await open_audience(world_db, viewer=qian, pitch_id=world.pitch["lin"])
    with pytest.raises(Invalid, match="recipients_name_one"):
        await keep_from(world_db, world, clock, lin)
    with pytest.raises(Invalid, match="not_a_choice"):
        # A provider that nobody has vetted is nobody's to name.
        await keep_from(world_db, world, clock, lin, "wu")


async def test_readers_tell_lists_from_pages_and_decks(world_db, world_conn, world, clock, files, lin, wang):
    pitch = world.pitch["lin"]
    files.put(FILES[0])
    await world_conn.execute("delete from pitch_view where pitch_id = $1", pitch)
    await world_conn.execute("delete from impression where pitch_id = $1", pitch)
    await listed(world_db, clock, wang)
    await listed(world_db, clock, wang)
    await showing.pitch_for_provider(world_db, clock, viewer=wang, pitch_id=pitch)
    await open_deck(world_db, clock, files, viewer=wang, deck_id=world.deck["lin"], as_organiser=False)

    found = await open_readers(world_db, viewer=lin, pitch_id=pitch)

    assert [
        (s.organisation_id, s.n_people, s.n_lists, s.n_pages, s.n_decks, s.n_compared) for s in found.seen_by
    ] == [(world.org["wang"], 1, 2, 1, 1, 0)]


async def test_visit_is_noted_for_the_provider_that_is_shown_the_pitch(
    world_db, world_conn, world, clock, lin
):
    # 王 acts for 陈's bank as well, and the pitch is kept from 王's own.
    await world_conn.execute(
        """insert into membership (person_id, organisation_id, status, created_at)
           values ($1, $2, 'active', now())""",
        world.person["wang"],
        world.org["chen"],
    )
    both = await viewer_of(world_db, clock, "wang")
    await keep_from(world_db, world, clock, lin, "wang")

    await showing.pitch_for_provider(world_db, clock, viewer=both, pitch_id=world.pitch["lin"])

    noted = "select organisation_id from pitch_view order by id desc limit 1"
    assert await world_conn.fetchval(noted) == world.org["chen"]
