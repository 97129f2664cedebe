"""Pages of host spaces and of requests, as people read and use them."""

from __future__ import annotations

import csv
import html
import io
import re

import pytest

from models.entities.service_requests import ServiceStep
from tests.web.services.service_stories import asks, does

pytestmark = pytest.mark.anyio


async def text_of(client, path, lang="en"):
    answer = await client.get(f"{path}{'&' if '?' in path else '?'}lang={lang}")
    assert answer.status_code == 200
    return re.sub(r"\s+", " ", html.unescape(answer.text))


def found_in(page, pattern):
    found = re.search(pattern, page)
    assert found is not None
    return found[1]


def words(page):
    return re.sub(r"<[^>]+>", " ", page)


async def test_directory_is_filtered_by_links_that_one_can_send(client, world):
    page = await text_of(client, "/spaces")
    farmers = await text_of(client, "/spaces?category=farmer")
    nothing = await text_of(client, "/spaces?kind=finance")
    wrong = await client.get("/spaces", params={"kind": "gold", "lang": "en"})

    assert "2 host spaces in 1 district help founders" in page
    assert 'href="/spaces?kind=law"' in page
    assert "五洲创客中心" in page
    assert "Riverside Lab" in farmers
    assert "五洲创客中心" not in farmers
    assert "No host space fits these filters." in nothing
    assert wrong.status_code == 422


@pytest.mark.parametrize(
    ("lang", "said"),
    [("en", "1 service, 1 of them free of charge."), ("zh", "1 项服务，其中 1 项免费。")],
)
async def test_page_of_a_space_says_what_it_offers_and_hides_small_numbers(client, world, lang, said):
    page = await text_of(client, f"/spaces/{world.org['xu']}", lang)

    assert said in page
    assert 'lang="zh">每周三律师门诊' in page
    assert ("fewer than 5" if lang == "en" else "不足 5 家") in page
    assert f'href="/founder/services/new?space={world.org["xu"]}&kind=law"' in page


async def test_founder_asks_in_one_form_and_the_space_answers_in_one_press(client, world):
    lin = client.sign_in("lin")
    form = await text_of(lin, f"/founder/services/new?space={world.org['xu']}&kind=law")
    key = found_in(form, r'name="key" value="(\w+)"')
    sent = await lin.post(
        "/founder/services/new",
        data={
            "kind": "law",
            "where": str(world.org["xu"]),
            "need": "A contract with a mill",
            "key": key,
            "pitch_id": str(world.pitch["lin"]),
        },
    )
    where = sent.headers["location"].split("?")[0]
    xu = client.sign_in("xu")
    home = await text_of(xu, "/space")
    desk = await text_of(xu, "/space/requests")
    key = found_in(desk, r'name="key" value="(\w+-accepted)"')
    done = await xu.post(
        f"{where}/step?as=space&list=1",
        data={
            "step": "accepted",
            "space_id": str(world.org["xu"]),
            "promised_on": "2026-05-20",
            "note": "Wednesday",
            "key": key,
        },
    )
    again = await text_of(xu, "/space/requests")
    read = await text_of(client.sign_in("lin"), f"{where}?as=founder")

    assert sent.status_code == 303
    assert "2 requests wait for you." in home
    assert "A contract with a mill" in desk
    assert "lin 项目" in desk
    assert (done.status_code, done.headers["location"]) == (303, "/space/requests")
    assert "1 request waits for you." in again
    assert "五洲创客中心 has promised it by 20 May 2026." in read
    assert "Wednesday" in read


async def test_refused_form_keeps_what_was_typed(client, world):
    lin = client.sign_in("lin")
    common = {"need": "合同", "key": "k", "lang": "zh"}

    asked = await lin.post("/founder/services/new", data={"kind": "finance", "where": "any", **common})
    step = await client.sign_in("xu").post(
        f"/services/{world.service['lin']}/step?as=space",
        data={
            "step": "accepted",
            "space_id": str(world.org["xu"]),
            "promised_on": "2020-01-01",
            "note": "周三",
            "key": "k",
        },
    )

    assert (asked.status_code, step.status_code) == (422, 422)
    assert "合同" in asked.text
    assert "该区域目前没有空间提供此项服务" in asked.text
    assert 'value="周三"' in step.text
    assert "请承诺今天或以后的日期" in step.text


async def test_preview_shows_the_page_and_saves_nothing(client, world, world_conn):
    xu = client.sign_in("xu")
    words_now = {"revision": "1", "about_zh": "预览里的介绍", "address_zh": "别处 1 号"}

    shown = await xu.post("/space/page", data={**words_now, "act": "preview"})
    before = await world_conn.fetchval(
        "select about_zh from space_profile where space_id = $1", world.org["xu"]
    )
    refused = await xu.post(
        "/space/page", data={**words_now, "about_zh": "", "published": "1", "act": "save"}
    )

    assert shown.status_code == 200
    assert shown.text.count("预览里的介绍") == 2
    assert before == "旧厂房里的众创空间。"
    assert refused.status_code == 422
    assert "请用中文或英文填写" in refused.text


async def test_space_of_somebody_else_is_not_found_by_its_number(client, world):
    xu = client.sign_in("xu")

    got = await xu.get(f"/space/page?space={world.org['other_space']}")
    sent = await xu.post(
        f"/space/page/offers?space={world.org['other_space']}",
        data={"kind": "law", "title_zh": "x", "is_free": "1"},
    )
    figures = await xu.get(f"/space/services?space={world.org['other_space']}")

    assert [got.status_code, sent.status_code, figures.status_code] == [404, 404, 404]


async def test_officer_takes_the_figures_away_without_words_or_names(client, world, world_db, clock):
    made = await asks(world_db, clock, world, space_id=world.org["xu"], need="秘密的需要")
    await does(world_db, clock, world, "xu", made, ServiceStep.ACCEPTED)
    sun = client.sign_in("sun")

    page = await text_of(sun, "/officer/services", "zh")
    file = await sun.get("/officer/services?format=csv&table=requests")
    rows = list(csv.reader(io.StringIO(file.text.removeprefix("\ufeff"))))

    assert "2026 年共 3 项申请" in words(page)
    assert len(rows) == 4
    for text in (page, file.text):
        assert "秘密的需要" not in text
        assert "晨稷冷链" not in text


async def test_yearly_report_has_the_section_of_services(client, world):
    page = await text_of(client.sign_in("xu"), f"/reports/space/{world.org['xu']}?as=space")

    assert "Services by kind" in page
    assert "Requests for services" in page


async def test_tenants_show_their_way_and_what_comes_next(client, world):
    page = await text_of(client.sign_in("xu"), "/space")

    assert "Nursery, 1 Sep" in page
    assert '<option value="incubator" selected>' in page


async def test_markup_in_every_text_stays_text(client, world, world_db, clock, world_conn):
    evil = "<script>alert(1)</script>"
    await world_conn.execute(
        "update space_profile set about_zh = $1, address_zh = $1, opening_zh = $1 where space_id = $2",
        evil,
        world.org["xu"],
    )
    await world_conn.execute(
        "update space_offer set title_zh = $1, text_zh = $1, price_zh = $1, partner = $1", evil
    )
    made = await asks(world_db, clock, world, space_id=world.org["xu"], need=evil)
    await does(world_db, clock, world, "xu", made, ServiceStep.NEEDS_MORE, note=evil)

    pages = [(await client.get(path)).text for path in ("/spaces", f"/spaces/{world.org['xu']}")]
    pages.append((await client.sign_in("lin").get(f"/services/{made}")).text)
    xu = client.sign_in("xu")
    pages += [(await xu.get(path)).text for path in ("/space/requests", "/space/page")]

    assert all("&lt;script&gt;alert(1)" in page for page in pages)
    assert all(evil not in page for page in pages)
