"""Ranking switched off: the newest first under the same gates, no score, nothing learned from it."""

from __future__ import annotations

from datetime import timedelta

import pytest

from matcher.ranking import WeightedRanker
from models.entities.matching import MatchFilters
from models.entities.vocabulary import ListOrder
from models.repositories.learning import TrainingRepository
from tests.many import add_long_pitches
from tests.web.signed_in import viewer_of
from web.services.list_by_date import choose_order
from web.services.matching import open_matches
from web.services.matching_pair import open_pair
from web.services.who_fits import open_providers

pytestmark = pytest.mark.anyio
RANKER = WeightedRanker()


async def by_date(db, clock, who):
    await choose_order(db, viewer=await viewer_of(db, clock, who), order=ListOrder.DATE)
    return await viewer_of(db, clock, who)


async def test_provider_s_list_is_the_newest_first_under_the_same_gates_without_scores(
    world_db, world_conn, world, clock
):
    wang = await viewer_of(world_db, clock, "wang")
    ranked = await open_matches(world_db, RANKER, clock, viewer=wang, filters=MatchFilters())
    newest = [m.pitch.pitch_id for m in ranked.matches][-1]
    await world_conn.execute(
        "update pitch set approved_at = approved_at + interval '1 day' where id = $1", newest
    )

    plain = await open_matches(
        world_db, RANKER, clock, viewer=await by_date(world_db, clock, "wang"), filters=MatchFilters()
    )

    assert {m.pitch.pitch_id for m in plain.matches} == {m.pitch.pitch_id for m in ranked.matches}
    assert plain.matches[0].pitch.pitch_id == newest
    assert [m.ranked for m in plain.matches] == [None] * len(plain.matches)
    assert (plain.n_open, plain.n_gated, plain.n_unanswered, plain.order) == (
        ranked.n_open,
        ranked.n_gated,
        ranked.n_unanswered,
        ListOrder.DATE,
    )


async def test_list_by_date_goes_on_where_its_first_part_ends(world_db, world_conn, world, clock):
    long = await add_long_pitches(world_conn, world, 5)
    wang = await by_date(world_db, clock, "wang")

    found = await open_matches(world_db, RANKER, clock, viewer=wang, filters=MatchFilters(), start=3, limit=3)

    assert [m.pitch.pitch_id for m in found.matches][:2] == [long[1], long[0]]
    assert (found.skipped, len(found.matches), found.n_places) == (3, 3, 7)
    places = await world_conn.fetch("select position from impression where list_order = 'date' order by 1")
    assert [r["position"] for r in places] == [4, 5, 6]


async def test_impressions_by_date_have_no_score_and_are_not_learned_from(world_db, world_conn, world, clock):
    await world_conn.execute("delete from impression")
    wang = await by_date(world_db, clock, "wang")

    await open_matches(world_db, RANKER, clock, viewer=wang, filters=MatchFilters())

    kept = await world_conn.fetch("select list_order, score, position from impression order by position")
    assert [(r["list_order"], r["score"]) for r in kept] == [("date", None)] * len(kept)
    assert [r["position"] for r in kept] == [1, 2]
    async with world_db.read() as conn:
        day = timedelta(days=1)
        assert await TrainingRepository(conn).shown(clock.now() - day, clock.now() + day) == []


async def test_pair_by_date_has_no_score_and_keeps_its_gates(world_db, world, clock):
    wang, guo = await by_date(world_db, clock, "wang"), await viewer_of(world_db, clock, "guo")
    shut = await open_pair(world_db, RANKER, clock, viewer=guo, pitch_id=world.pitch["lin"])

    pair = await open_pair(world_db, RANKER, clock, viewer=wang, pitch_id=world.pitch["lin"])
    still = await open_pair(
        world_db, RANKER, clock, viewer=await by_date(world_db, clock, "guo"), pitch_id=world.pitch["lin"]
    )

    assert pair.ranked is None
    assert pair.gates == []
    assert still.gates == shut.gates != []


async def test_founder_s_list_is_who_was_let_in_last_under_the_same_gates(world_db, world_conn, world, clock):
    lin, pitch = await viewer_of(world_db, clock, "lin"), world.pitch["lin"]
    ranked = await open_providers(world_db, RANKER, viewer=lin, pitch_id=pitch)
    await choose_order(world_db, viewer=lin, order=ListOrder.DATE)

    plain = await open_providers(
        world_db, RANKER, viewer=await viewer_of(world_db, clock, "lin"), pitch_id=pitch
    )

    assert plain is not None
    assert ranked is not None
    ids = [m.provider.organisation_id for m in plain.providers]
    last = await world_conn.fetch(
        "select organisation_id from vetting where organisation_id = any($1) group by 1 order by max(id) desc",
        ids,
    )
    assert ids == [r["organisation_id"] for r in last]
    assert set(ids) == {m.provider.organisation_id for m in ranked.providers}
    assert [m.ranked for m in plain.providers] == [None] * len(ids)
    assert plain.gated == ranked.gated


async def test_page_says_so_and_offers_the_way_back(client, world, world_conn):
    client.sign_in("wang")
    await client.post("/account/list-order", data={"order": "date", "back": "/provider/matches"})

    page = await client.get("/provider/matches", params={"lang": "en"})
    back = await client.post("/account/list-order", data={"order": "fit", "back": "//elsewhere.test"})

    assert "You read lists by date" in page.text
    assert "score-bar" not in page.text
    assert 'name="order" value="fit"' in page.text
    assert back.headers["location"] == "/"
    fits = await client.get("/provider/matches", params={"lang": "en"})
    assert "You read lists by date" not in fits.text
