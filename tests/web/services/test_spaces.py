"""Host spaces for the public: what is shown of whom, and who may change it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from models.entities.ids import PersonId
from models.entities.spaces import NewOffer, OfferKind, SpaceText
from models.entities.vocabulary import FounderCategory
from models.errors import Conflict, Invalid, NotFound
from models.repositories.people import PeopleRepository
from tests.web.signed_in import viewer_of
from tests.world import NOW
from web.services.spaces import (
    Naming,
    PageSent,
    SpaceFilters,
    list_spaces,
    open_page_desk,
    open_public_space,
    save_offer,
    save_page,
    told,
)

pytestmark = pytest.mark.anyio
TEXT = SpaceText(about_zh="新的介绍", address_zh="梦溪路 9 号", published=True)
OFFER = NewOffer(OfferKind.FINANCE, "贷款对接", "", "", "", True, "", "", None, "", date(2026, 5, 15), None)


@pytest.fixture
async def xu(world_db, clock):
    return await viewer_of(world_db, clock, "xu")


async def saved(db, clock, viewer, world, *, revision=1, naming=Naming.KEEP, phone="", space="xu", **more):
    sent = PageSent(replace(TEXT, **more), revision, naming, phone)
    await save_page(db, clock, viewer=viewer, space_id=world.org[space], sent=sent)


async def test_directory_shows_published_spaces_with_what_they_offer_today(
    world_db, world_conn, world, clock
):
    await world_conn.execute(
        "update space_profile set published = false where space_id = $1", world.org["other_space"]
    )

    [space] = await list_spaces(world_db, clock)

    assert (space.id, space.kinds, space.n_tenants, space.n_firsts) == (
        world.org["xu"],
        (OfferKind.LAW,),
        1,
        1,
    )
    assert space.district == "jingkou"


async def test_page_that_is_not_public_is_there_for_its_own_people_alone(
    world_db, world_conn, world, clock, xu
):
    await world_conn.execute("update space_profile set published = false")

    for viewer in (None, await viewer_of(world_db, clock, "lin"), await viewer_of(world_db, clock, "sun")):
        with pytest.raises(NotFound):
            await open_public_space(world_db, clock, space_id=world.org["xu"], viewer=viewer)
    own = await open_public_space(world_db, clock, space_id=world.org["xu"], viewer=xu)
    assert own.space.published is False
    with pytest.raises(NotFound):
        await open_public_space(world_db, clock, space_id=world.org["other_space"], viewer=xu)


def test_small_groups_of_companies_are_not_told():
    assert [told(n) for n in (0, 1, 4, 5, 30)] == [0, None, None, 5, 30]


async def test_offers_end_with_their_last_day(world_db, world_conn, world, clock, xu):
    await world_conn.execute("update space_offer set active_until = $1", date(2026, 5, 14))

    found = await open_public_space(world_db, clock, space_id=world.org["xu"])
    desk = await open_page_desk(world_db, clock, viewer=xu, space_id=None)

    assert (found.offers, found.space.kinds) == ([], ())
    assert [o.id for o in desk.offers] == [world.space_offer["xu"]]


async def test_nobody_is_named_but_by_their_own_word(world_db, world_conn, world, clock, xu):
    assert (await open_public_space(world_db, clock, space_id=world.org["xu"])).contact is None

    await saved(world_db, clock, xu, world, naming=Naming.ME, phone="0511-1")
    named = (await open_public_space(world_db, clock, space_id=world.org["xu"])).contact
    await saved(world_db, clock, xu, world, revision=2)
    kept = (await open_public_space(world_db, clock, space_id=world.org["xu"])).contact
    await saved(world_db, clock, xu, world, revision=3, naming=Naming.NOBODY)

    assert named is not None
    assert (named.person_id, named.email, named.phone) == (world.person["xu"], "xu@example.test", "0511-1")
    assert kept == named
    assert (await open_public_space(world_db, clock, space_id=world.org["xu"])).contact is None
    rows = await world_conn.fetch("select given_at, withdrawn_at, text_version from space_contact")
    assert [tuple(r) for r in rows] == [(NOW, NOW, "1")]


async def test_who_left_the_space_is_named_no_longer(world_db, world_conn, world, clock, xu):
    await saved(world_db, clock, xu, world, naming=Naming.ME)

    await world_conn.execute("update membership set status = 'left' where person_id = $1", world.person["xu"])

    assert (await open_public_space(world_db, clock, space_id=world.org["xu"])).contact is None


async def test_telephone_of_who_is_forgotten_is_gone(world_db, world_conn, world, clock, xu):
    await saved(world_db, clock, xu, world, naming=Naming.ME, phone="0511-1")
    await world_conn.execute("update person set closed_at = $2 where id = $1", world.person["xu"], NOW)

    assert await PeopleRepository(world_conn).forget(PersonId(world.person["xu"]))

    assert await world_conn.fetchval("select count(*) from space_contact") == 0


async def test_page_and_offers_belong_to_the_space_alone(world_db, world, clock, xu):
    for who in ("lin", "wang", "zhao", "sun", "gao"):
        viewer = await viewer_of(world_db, clock, who)
        with pytest.raises(NotFound):
            await saved(world_db, clock, viewer, world)
        with pytest.raises(NotFound):
            await save_offer(
                world_db, clock, viewer=viewer, space_id=world.org["xu"], offer_id=None, revision=0, new=OFFER
            )
    with pytest.raises(NotFound):
        await saved(world_db, clock, xu, world, space="other_space")
    with pytest.raises(NotFound):
        await save_offer(
            world_db,
            clock,
            viewer=xu,
            space_id=world.org["xu"],
            offer_id=world.space_offer["other_space"],
            revision=1,
            new=OFFER,
        )


async def test_second_of_two_who_edit_is_told_and_changes_nothing(world_db, world, clock, xu):
    await saved(world_db, clock, xu, world, about_zh="甲的介绍")

    with pytest.raises(Conflict, match="space_page_changed"):
        await saved(world_db, clock, xu, world, about_zh="乙的介绍")

    desk = await open_page_desk(world_db, clock, viewer=xu, space_id=None)
    assert (desk.space.text.about_zh, desk.space.revision) == ("甲的介绍", 2)


@pytest.mark.parametrize(
    ("more", "field"),
    [({"about_zh": ""}, "about_zh"), ({"address_zh": ""}, "address_zh")],
)
async def test_public_page_needs_a_description_and_an_address(world_db, world, clock, xu, more, field):
    with pytest.raises(Invalid) as refused:
        await saved(world_db, clock, xu, world, **more)
    await saved(world_db, clock, xu, world, published=False, **more)

    assert refused.value.field == field


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"title_zh": ""}, "title_zh"),
        ({"is_free": False}, "price_zh"),
        ({"active_until": date(2026, 5, 1)}, "active_until"),
    ],
)
async def test_offer_without_name_or_price_is_refused(world_db, world, clock, xu, more, field):
    with pytest.raises(Invalid) as refused:
        await save_offer(
            world_db,
            clock,
            viewer=xu,
            space_id=world.org["xu"],
            offer_id=None,
            revision=0,
            new=replace(OFFER, **more),
        )

    assert refused.value.field == field


async def test_filters_leave_what_fits_all_of_them(world_db, world, clock):
    spaces = await list_spaces(world_db, clock)

    def left(**filters):
        return {s.id for s in spaces if SpaceFilters(**filters).take(s)}

    xu, other = world.org["xu"], world.org["other_space"]
    assert left() == {xu, other}
    # A space that names no category welcomes all.
    assert left(category=FounderCategory.FARMER) == {other}
    assert left(category=FounderCategory.YOUTH, kind=OfferKind.LAW) == {xu, other}
    assert left(kind=OfferKind.FINANCE) == set()
