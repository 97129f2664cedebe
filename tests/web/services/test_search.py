"""What is found is what its viewer may see: nothing else is found, counted, suggested or mailed."""

from __future__ import annotations

import csv
import io
import re
from datetime import timedelta
from html import unescape

import pytest

from matcher.ranking import WeightedRanker
from models.entities.search import FindFilters, FindKind, NewSearch, SavedPage
from models.errors import Invalid, NotFound
from tests.many import add_long_pitches
from tests.web.signed_in import viewer_of
from web.forms.search import READING
from web.quick import QuickEncoders
from web.services.index import MatchIndex
from web.services.saved_searches import (
    Looker,
    delete_search,
    keep_search,
    list_searches,
    set_mails,
    stop_by_link,
    tell_news,
)
from web.services.search import Searcher, find
from web.services.search_index import SearchIndex
from web.services.tokens import STOP_SEARCH, make_token

pytestmark = pytest.mark.anyio

# A word that stands in lin's pitch alone.
ONLY_LIN = "qzwxfrost"


@pytest.fixture
def searcher(settings):
    return Searcher(MatchIndex(), SearchIndex(), QuickEncoders(settings.encoders_dir))


@pytest.fixture
def looker(searcher):
    return Looker(searcher, WeightedRanker(), READING)


@pytest.fixture
async def written(world_conn, world):
    """Lin's pitch says a word that nobody else says, and is shown to providers alone."""
    await world_conn.execute(
        "update pitch_version set solution = solution || ' ' || $2 where pitch_id = $1",
        world.pitch["lin"],
        ONLY_LIN,
    )
    await world_conn.execute("update pitch set showcased = false where id = $1", world.pitch["lin"])


async def hits(db, searcher, clock, persona, **filters):
    viewer = None if persona == "nobody" else await viewer_of(db, clock, persona)
    return await find(db, searcher, viewer=viewer, filters=FindFilters(**filters))


@pytest.mark.parametrize(
    ("persona", "via"),
    [("lin", "own"), ("wang", "provider"), ("zhao", "organiser"), ("qian", None), ("nobody", None)],
)
async def test_pitch_is_found_by_whom_it_is_for(world_db, searcher, clock, world, written, persona, via):
    found = await hits(world_db, searcher, clock, persona, words=ONLY_LIN, kind=FindKind.PITCH)

    assert [(p.pitch_id, p.via) for p in found.pitches] == ([(world.pitch["lin"], via)] if via else [])
    assert found.n[FindKind.PITCH] == len(found.pitches)
    assert found.matched == (frozenset({ONLY_LIN}) if via else frozenset())


@pytest.mark.parametrize(("persona", "meant"), [("wang", ONLY_LIN), ("qian", None), ("nobody", None)])
async def test_error_is_mended_from_what_the_reader_may_see_alone(
    world_db, searcher, clock, written, persona, meant
):
    found = await hits(world_db, searcher, clock, persona, words="qzwxfrst")

    assert found.meant == meant


async def test_pitch_kept_from_a_provider_is_found_by_the_others(
    world_db, world_conn, searcher, clock, world, written
):
    audience = await world_conn.fetchval(
        "insert into pitch_audience (pitch_id, audience, text_version, lang, person_id, decided_at)"
        " values ($1, 'all_but', '1', 'zh', $2, now()) returning id",
        world.pitch["lin"],
        world.person["lin"],
    )
    await world_conn.execute(
        "insert into pitch_audience_named (audience_id, organisation_id) values ($1, $2)",
        audience,
        world.org["wang"],
    )

    kept = await hits(world_db, searcher, clock, "wang", words=ONLY_LIN)
    others = await hits(world_db, searcher, clock, "chen", words=ONLY_LIN)

    assert (kept.pitches, kept.n[FindKind.PITCH]) == ([], 0)
    assert [p.pitch_id for p in others.pitches] == [world.pitch["lin"]]


async def test_consent_taken_back_hides_the_pitch_at_once(
    world_db, world_conn, searcher, clock, world, written
):
    before = await hits(world_db, searcher, clock, "wang", words=ONLY_LIN)
    await world_conn.execute(
        "update consent set revoked_at = now() where pitch_id = $1 and purpose = 'show_to_providers'",
        world.pitch["lin"],
    )

    after = await hits(world_db, searcher, clock, "wang", words=ONLY_LIN)

    assert (before.n[FindKind.PITCH], after.n[FindKind.PITCH]) == (1, 0)


async def test_filters_leave_what_passes_them(world_db, searcher, clock, world, written):
    right = await hits(world_db, searcher, clock, "lin", words=ONLY_LIN, sector="agri")
    wrong = await hits(world_db, searcher, clock, "lin", words=ONLY_LIN, sector="energy")

    assert [p.pitch_id for p in right.pitches] == [world.pitch["lin"]]
    assert wrong.pitches == []


async def test_draft_of_an_event_is_found_by_its_own_body_alone(world_db, world_conn, searcher, clock, world):
    await world_conn.execute(
        "update event set title_en = $2 where id = $1", world.event["zhou"], "Zyxwdraft evening"
    )

    found = {
        p: await hits(world_db, searcher, clock, p, words="zyxwdraft") for p in ("zhou", "zhao", "nobody")
    }

    assert {p: [e.event_id for e in f.events] for p, f in found.items()} == {
        "zhou": [world.event["zhou"]],
        "zhao": [],
        "nobody": [],
    }


async def test_provider_that_hides_from_founders_is_not_found_by_them(
    world_db, world_conn, searcher, clock, world
):
    await world_conn.execute(
        "update provider_profile set thesis = 'zyxwthesis', visible_to_founders = (organisation_id = $1)"
        " where organisation_id = any($2::bigint[])",
        world.org["chen"],
        [world.org["wang"], world.org["chen"]],
    )

    founder = await hits(world_db, searcher, clock, "lin", words="zyxwthesis")
    organiser = await hits(world_db, searcher, clock, "zhao", words="zyxwthesis")
    anybody = await hits(world_db, searcher, clock, "nobody", words="zyxwthesis")

    assert [p.organisation_id for p in founder.providers] == [world.org["chen"]]
    assert {p.organisation_id for p in organiser.providers} == {world.org["wang"], world.org["chen"]}
    assert (anybody.providers, anybody.n[FindKind.PROVIDER]) == ([], 0)


async def mails(conn, world, persona):
    return await conn.fetch(
        "select subject, body from outbox_mail where purpose = 'saved_search' and person_id = $1 order by id",
        world.person[persona],
    )


async def kept(world_db, looker, clock, persona, query=f"q={ONLY_LIN}&kind=pitch", name="mine"):
    viewer = await viewer_of(world_db, clock, persona)
    new = NewSearch(name, SavedPage.SEARCH, None, query)
    return viewer, await keep_search(world_db, looker, clock, viewer=viewer, new=new)


async def test_what_is_new_is_mailed_once_and_what_was_there_never(
    world_db, world_conn, looker, clock, settings, world
):
    await world_conn.execute("delete from saved_search")
    await kept(world_db, looker, clock, "wang")
    clock.instant += timedelta(days=1)
    nothing_new = await tell_news(world_db, looker, clock, settings)
    await world_conn.execute(
        "update pitch_version set solution = solution || ' ' || $2 where pitch_id = $1",
        world.pitch["lin"],
        ONLY_LIN,
    )
    clock.instant += timedelta(days=1)

    told = await tell_news(world_db, looker, clock, settings)
    again = await tell_news(world_db, looker, clock, settings)
    clock.instant += timedelta(days=1)
    next_day = await tell_news(world_db, looker, clock, settings)

    assert (nothing_new, told, again, next_day) == (0, 1, 0, 0)
    (mail,) = await mails(world_conn, world, "wang")
    assert f"/provider/pitches/{world.pitch['lin']}" in mail["body"]


async def test_what_its_owner_may_no_longer_see_is_not_mailed(
    world_db, world_conn, looker, clock, settings, world, written
):
    await world_conn.execute("delete from saved_search")
    await kept(world_db, looker, clock, "qian")
    clock.instant += timedelta(days=1)

    told = await tell_news(world_db, looker, clock, settings)

    assert told == 0
    assert await mails(world_conn, world, "qian") == []


async def test_what_came_while_a_search_was_quiet_is_not_told_afterwards(
    world_db, world_conn, looker, clock, settings, world
):
    await world_conn.execute("delete from saved_search")
    viewer, search_id = await kept(world_db, looker, clock, "wang")
    token = make_token(settings, clock, STOP_SEARCH, {"person": viewer.person_id, "search": search_id})
    await stop_by_link(world_db, settings, clock, token)
    await world_conn.execute(
        "update pitch_version set solution = solution || ' ' || $2 where pitch_id = $1",
        world.pitch["lin"],
        ONLY_LIN,
    )
    clock.instant += timedelta(days=1)
    while_quiet = await tell_news(world_db, looker, clock, settings)

    await set_mails(world_db, looker, clock, viewer=viewer, search_id=search_id, mails=True)
    clock.instant += timedelta(days=1)

    assert (while_quiet, await tell_news(world_db, looker, clock, settings)) == (0, 0)


async def test_matches_that_are_kept_tell_of_pitches_newly_open(
    world_db, world_conn, looker, clock, settings, world
):
    await world_conn.execute("delete from saved_search")
    viewer = await viewer_of(world_db, clock, "wang")
    await world_conn.execute("update pitch_version set stage = 'b' where pitch_id = $1", world.pitch["lin"])
    new = NewSearch("seed", SavedPage.MATCHES, None, "stage=seed")
    await keep_search(world_db, looker, clock, viewer=viewer, new=new)
    await world_conn.execute(
        "update pitch_version set stage = 'seed' where pitch_id = $1", world.pitch["lin"]
    )
    clock.instant += timedelta(days=1)

    told = await tell_news(world_db, looker, clock, settings)

    assert told == 1


async def test_name_is_taken_once_and_others_searches_are_not_there(
    world_db, world_conn, looker, clock, world
):
    await kept(world_db, looker, clock, "lin")
    with pytest.raises(Invalid, match="search_name_taken"):
        await kept(world_db, looker, clock, "lin")
    stranger = await viewer_of(world_db, clock, "qian")

    with pytest.raises(NotFound):
        await delete_search(world_db, viewer=stranger, search_id=world.link["lin_search"])

    assert await list_searches(world_db, viewer=stranger) == []


async def test_file_of_a_search_holds_all_pages_of_what_its_reader_may_see(client, world_conn, world):
    await add_long_pitches(world_conn, world, 24)
    client.sign_in("wang")

    page = (await client.get("/search", params={"kind": "pitch", "page": 2, "lang": "en"})).text
    href = next(unescape(h) for h in re.findall(r'href="([^"]*format=csv[^"]*)"', page))
    _head, *rows = csv.reader(io.StringIO((await client.get(href)).content.decode("utf-8-sig")))
    client.sign_in("nobody")
    public = await client.get("/search", params={"kind": "pitch", "format": "csv"})
    _head, *seen = csv.reader(io.StringIO(public.content.decode("utf-8-sig")))

    assert "page=" not in href
    assert len(rows) == 26
    assert len({row[1] for row in rows}) == 26
    assert [row[1] for row in seen] == [str(world.pitch["lin"])]
