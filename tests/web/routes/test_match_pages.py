"""The provider's list and pages beside it: what a wrong filter says, for whom one acts, marks of each language."""

from __future__ import annotations

import csv
import io
import re
from html import unescape

import pytest

from tests.many import add_long_pitches
from web import formats
from web.i18n import use_locale

pytestmark = pytest.mark.anyio


@pytest.mark.parametrize(("lang", "named"), [("zh", "阶段："), ("en", "Stage: ")])
async def test_filter_that_does_not_exist_is_named_and_stands_open(client, world, lang, named):
    client.sign_in("wang")

    answer = await client.get("/provider/matches", params={"stage": "emperor", "words": "crab", "lang": lang})

    assert answer.status_code == 422
    assert f'<a href="#f-stage">{named}' in answer.text
    assert '<details class="filters-fold" open>' in answer.text
    assert re.search(r'name="words"[^>]*value="crab"', answer.text)


async def test_answer_and_way_back_stay_with_the_organisation_that_one_acts_for(client, world):
    client.sign_in("wang")
    path, own = f"/provider/pitches/{world.pitch['lin']}", world.org["wang"]

    page = await client.get(path, params={"for": own})
    answered = await client.post(f"{path}/choice", params={"for": own}, data={"choice": "later"})

    assert f'href="/provider/matches?for={own}"' in page.text
    assert answered.status_code == 303
    assert answered.headers["location"] == f"{path}?for={own}"


async def test_list_is_shown_in_pages_and_only_those_that_were_opened_are_remembered(
    client, world_conn, world
):
    await add_long_pitches(world_conn, world, 25)
    client.sign_in("wang")

    pages = [
        (await client.get("/provider/matches", params={"page": n, "stage": "", "lang": "en"})).text
        for n in (1, 2)
    ]
    remembered = await world_conn.fetch("select position from impression order by position")
    last = (await client.get("/provider/matches", params={"page": 9, "lang": "en"})).text

    shown = [re.findall(r'class="card-title"[^>]*><a [^>]*>(\d+) ', page) for page in (*pages, last)]
    assert shown == [[str(n) for n in part] for part in (range(1, 13), range(13, 25), range(25, 28))]
    assert [r["position"] for r in remembered] == list(range(1, 25))
    assert [re.findall(r'rel="(prev|next)" href="([^"]+)"', page) for page in (*pages, last)] == [
        [("next", "/provider/matches?page=2")],
        [("prev", "/provider/matches?page=1"), ("next", "/provider/matches?page=3")],
        [("prev", "/provider/matches?page=2")],
    ]
    assert "Shown up to place 24 of 27." in pages[1]


async def test_file_of_matches_holds_the_whole_list_whichever_page_is_open(client, world_conn, world):
    await add_long_pitches(world_conn, world, 25)
    client.sign_in("wang")
    page = (await client.get("/provider/matches", params={"page": 2})).text

    (href, *_) = map(unescape, re.findall(r'href="([^"]*format=csv[^"]*)"', page))
    _head, *rows = csv.reader(io.StringIO((await client.get(href)).content.decode("utf-8-sig")))

    assert "page=" not in href
    assert [row[0] for row in rows] == [str(n) for n in range(1, 28)]


async def test_filters_of_a_later_page_lead_to_the_first_places(client, world_conn, world):
    await add_long_pitches(world_conn, world, 60)
    client.sign_in("wang")

    page = (await client.get("/provider/matches", params={"page": 2, "instrument": "equity"})).text

    main = page.partition("<main")[2].partition("</main>")[0]
    assert 'href="/provider/matches?"' in main
    assert re.findall(r'href="[^"]*page=(\d)[^"]*"', main) == ["1", "3"]


@pytest.mark.parametrize("page", ["0", "-1", "x", "101"])
async def test_page_that_is_no_number_of_a_page_is_refused(client, world, page):
    client.sign_in("wang")

    answer = await client.get("/provider/matches", params={"page": page})

    assert answer.status_code == 422


async def test_pitches_shut_out_are_counted_as_pitches_the_most_first(client, world):
    client.sign_in("guo")

    page = (await client.get("/provider/openings", params={"lang": "zh"})).text
    counts = [int(n) for n in re.findall(r"<li>(\d+) (?:个|家)：", page)]

    assert counts == sorted(counts, reverse=True) != []
    assert not re.search(r"<li>\d+ 家：", page)


@pytest.mark.parametrize(
    ("lang", "row", "colon", "semicolon"), [("zh", "甲。乙。", "：", "；"), ("en", "甲。 乙。", ": ", "; ")]
)
def test_marks_and_spaces_follow_the_language_of_the_reader(lang, row, colon, semicolon):
    with use_locale(lang):
        said = (formats.sentences("甲。", "", "乙。"), formats.colon(), formats.semicolon())

    assert said == (row, colon, semicolon)


@pytest.mark.parametrize(
    ("reason", "said"),
    [
        ("too_early", "您的理由只影响列表顺序中的“阶段”这一项"),
        ("team", "您的理由没有指向评分的任何一项"),
        ("full", "这条理由与喜好无关"),
    ],
)
async def test_no_says_what_it_teaches_and_can_be_taken_back(client, world_conn, world, reason, said):
    client.sign_in("wang")
    path = f"/provider/pitches/{world.pitch['lin']}"

    await client.post(f"{path}/choice", data={"reason": reason, "back": "/provider/matches"})
    listed = (await client.get("/provider/matches")).text
    again = await client.post(f"{path}/choice", data={"choice": "later", "back": "/provider/matches"})

    assert said in listed
    assert f'action="{path}/choice"' in listed
    assert "撤销：留到以后再看" in listed
    assert again.headers["location"] == "/provider/matches"
    choice = await world_conn.fetchval(
        "select choice from interest where organisation_id = $1 and pitch_id = $2",
        world.org["wang"],
        world.pitch["lin"],
    )
    assert choice == "later"
    # The notice is shown once.
    assert said not in (await client.get("/provider/matches")).text


async def test_who_is_asked_for_a_meeting_is_led_to_why_that_provider_fits(client, world):
    client.sign_in("lin")

    asked = (await client.get("/founder/introductions", params={"lang": "en"})).text
    [link] = re.findall(r'href="([^"]*)">Why it fits<', asked)
    path, _, place = unescape(link).partition("#")
    fits = (await client.get(path, params={"lang": "en"})).text

    assert path.endswith(f"/founder/pitches/{world.pitch['lin']}/providers")
    assert place == f"provider-{world.org['wang']}"
    assert f'<li id="{place}">' in fits
