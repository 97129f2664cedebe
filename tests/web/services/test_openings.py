"""What would open a list, as either side reads it; and what nobody may learn from it."""

from __future__ import annotations

import pytest

from matcher.ranking import WeightedRanker
from models.errors import NotAllowed, NotFound
from tests.web.signed_in import viewer_of
from tests.world import NOW, insert
from web.services.founder_openings import open_founder_openings
from web.services.index import MatchIndex
from web.services.matching import open_matches
from web.services.matching_pair import open_pair
from web.services.provider_openings import open_openings
from web.services.who_fits import open_providers

pytestmark = pytest.mark.anyio
RANKER = WeightedRanker()


async def founder_list(db, clock, world, who="lin"):
    viewer = await viewer_of(db, clock, who)
    found = await open_providers(db, RANKER, viewer=viewer, pitch_id=world.pitch[who])
    assert found is not None
    return found


async def founder_openings(db, clock, world, who="lin", index=None):
    viewer = await viewer_of(db, clock, who)
    found = await open_founder_openings(db, RANKER, viewer=viewer, pitch_id=world.pitch[who], index=index)
    assert found is not None
    return found


def said(offers):
    """Each offer as (levers, value or range, whom it opens)."""
    return [
        (tuple((str(c.lever), c.value or (c.low, c.high)) for c in o.changes), [x.id for x in o.opens])
        for o in offers
    ]


async def test_founder_is_offered_the_instrument_that_opens_a_shut_provider(world_db, world, clock) -> None:
    found = await founder_openings(world_db, clock, world)

    assert found.found.gated == {"instrument": 1}
    assert said(found.found.offers) == [((("instrument", "guarantee"),), [str(world.org["guo"])])]
    assert found.known[str(world.org["guo"])].name == "京口担保"


async def test_founder_is_offered_an_amount_at_the_providers_bound(
    world_db, world_conn, world, clock
) -> None:
    await world_conn.execute(
        "update provider_profile set amount_min = 1000000, amount_max = 40000000 where organisation_id = $1",
        world.org["wang"],
    )

    found = await founder_openings(world_db, clock, world)

    assert found.found.gated == {"amount": 1, "instrument": 1}
    assert ((("amount", (40_000_000, 150_000_000)),), [str(world.org["wang"])]) in said(found.found.offers)


async def test_hidden_provider_is_neither_counted_nor_offered_nor_named(
    world_db, world_conn, world, clock
) -> None:
    index = MatchIndex()
    open_to_all = await founder_openings(world_db, clock, world, "qian", index)
    await world_conn.execute(
        "update provider_profile set visible_to_founders = false where organisation_id = $1", world.org["guo"]
    )
    # An introduction tells its founder who asks, and still nothing of what the profile shuts out.
    await insert(
        world_conn,
        "introduction",
        organisation_id=world.org["guo"],
        pitch_id=world.pitch["qian"],
        status="proposed",
        proposed_by=world.person["guo"],
        proposed_at=NOW,
    )

    found = await founder_openings(world_db, clock, world, "qian", index)
    listed = await founder_list(world_db, clock, world, "qian")

    assert open_to_all.found.gated == {"instrument": 1}
    assert open_to_all.found.offers
    assert (found.found.gated, found.found.offers, found.known) == ({}, [], {})
    assert listed.gated == {}
    assert str(world.org["guo"]) not in listed.known


async def test_openings_are_of_ones_own_pitch_on_show(world_db, world, clock) -> None:
    qian, lin = [await viewer_of(world_db, clock, who) for who in ("qian", "lin")]

    async def asked(viewer, pitch):
        return await open_founder_openings(world_db, RANKER, viewer=viewer, pitch_id=world.pitch[pitch])

    assert await asked(lin, "lin") is not None
    assert await asked(lin, "lin_draft") is None
    # What is not one's own is no more told of than what is not there: the page answers 404.
    assert await asked(qian, "lin") is None


async def test_unvetted_provider_is_not_counted(world_db, world_conn, world, clock) -> None:
    await world_conn.execute(
        "update provider_profile set instruments = '{guarantee}' where organisation_id = $1", world.org["wu"]
    )

    assert (await founder_list(world_db, clock, world)).gated == {"instrument": 1}


async def fill(conn, world, key):
    """Let one provider take as many founders as have accepted already."""
    await conn.execute(
        """update provider_profile f set max_founders = (select count(*) from introduction n
           where n.organisation_id = f.organisation_id and n.status = 'accepted') where organisation_id = $1""",
        world.org[key],
    )


async def test_full_provider_leaves_its_place_to_the_nearest_free_one(
    world_db, world_conn, world, clock
) -> None:
    await world_conn.execute(
        "update provider_profile set instruments = '{loan,equity}' where organisation_id = $1",
        world.org["chen"],
    )
    await world_conn.execute(
        "update introduction set status = 'withdrawn' where organisation_id = $1", world.org["wang"]
    )
    before = await founder_list(world_db, clock, world)
    await fill(world_conn, world, "wang")

    after = await founder_list(world_db, clock, world)

    assert {p.provider.organisation_id for p in before.providers} == {world.org["wang"], world.org["chen"]}
    assert {p.provider.organisation_id for p in after.providers} == {world.org["chen"]}
    assert after.gated == {"full": 1, "instrument": 1}
    [one] = after.deflected
    assert one.provider.id == str(world.org["wang"])
    assert [(s.id, "stage_too" in s.traits) for s in one.instead] == [(str(world.org["chen"]), True)]


async def test_provider_that_is_full_stays_in_the_list_of_whom_it_is_introduced_to(
    world_db, world_conn, world, clock
) -> None:
    await fill(world_conn, world, "chen")

    of_lin = await founder_list(world_db, clock, world)
    of_qian = await founder_list(world_db, clock, world, "qian")

    assert world.org["chen"] in {p.provider.organisation_id for p in of_lin.providers}
    # It has asked qian too, so for her it is not full either.
    assert world.org["chen"] in {p.provider.organisation_id for p in of_qian.providers}
    await world_conn.execute(
        "update introduction set status = 'withdrawn' where pitch_id = $1", world.pitch["qian"]
    )
    without = await founder_list(world_db, clock, world, "qian")
    assert world.org["chen"] not in {p.provider.organisation_id for p in without.providers}


async def test_provider_that_is_full_still_reads_its_own_list(world_db, world_conn, world, clock) -> None:
    wang = await viewer_of(world_db, clock, "wang")
    await fill(world_conn, world, "wang")

    from models.entities.matching import MatchFilters

    found = await open_matches(world_db, RANKER, clock, viewer=wang, filters=MatchFilters())
    openings = await open_openings(world_db, RANKER, clock, viewer=wang)

    assert found.n_open == 2
    assert openings.found is not None
    assert openings.found.room is not None
    assert [str(c.lever) for c in openings.found.room.changes] == ["limit"]
    assert {o.id for o in openings.found.room.opens} == {str(world.pitch["lin"]), str(world.pitch["qian"])}


async def test_provider_is_offered_what_opens_pitches_on_show_and_no_other(
    world_db, world_conn, world, clock
) -> None:
    guo = await viewer_of(world_db, clock, "guo")

    found = await open_openings(world_db, RANKER, clock, viewer=guo)

    assert found.found is not None
    on_show = {str(world.pitch["lin"]), str(world.pitch["qian"])}
    assert found.found.gated == {"instrument": 2}
    assert found.found.n_shut == 2
    assert {o.id for offer in found.found.offers for o in offer.opens} == on_show
    assert set(found.pitches) == on_show
    await world_conn.execute("update consent set revoked_at = now() where pitch_id = $1", world.pitch["lin"])
    after = await open_openings(world_db, RANKER, clock, viewer=guo)
    assert after.found is not None
    assert {o.id for offer in after.found.offers for o in offer.opens} == {str(world.pitch["qian"])}
    assert set(after.pitches) == {str(world.pitch["qian"])}


async def test_openings_are_for_vetted_providers_of_ones_own(world_db, world, clock) -> None:
    wu, wang = [await viewer_of(world_db, clock, who) for who in ("wu", "wang")]

    with pytest.raises(NotAllowed, match="not_vetted"):
        await open_openings(world_db, RANKER, clock, viewer=wu)
    with pytest.raises(NotFound):
        await open_openings(world_db, RANKER, clock, viewer=wang, organisation_id=world.org["guo"])


async def test_pair_that_is_shut_says_what_would_let_it_in(world_db, world_conn, world, clock) -> None:
    guo = await viewer_of(world_db, clock, "guo")
    await world_conn.execute(
        "update provider_profile set stages = '{a}' where organisation_id = $1", world.org["guo"]
    )

    pair = await open_pair(world_db, RANKER, clock, viewer=guo, pitch_id=world.pitch["lin"])

    assert [str(g.code) for g in pair.gates] == ["stage", "instrument"]
    assert all(len(offer.changes) == 2 for offer in pair.offers)
    assert {str(c.lever) for offer in pair.offers for c in offer.changes} == {"stage", "instrument"}


async def test_pair_that_a_founder_declined_is_offered_no_way_round(
    world_db, world_conn, world, clock
) -> None:
    wang = await viewer_of(world_db, clock, "wang")
    await world_conn.execute(
        "update introduction set status = 'declined', answered_at = now() where id = $1",
        world.introduction["wang_lin"],
    )

    pair = await open_pair(world_db, RANKER, clock, viewer=wang, pitch_id=world.pitch["lin"])

    assert [str(g.code) for g in pair.gates] == ["declined"]
    assert pair.offers == []
