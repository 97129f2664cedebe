"""Feeds and cards for other sites: valid in every form, the same for everybody, nothing that is not public."""

from __future__ import annotations

import json
import re
from datetime import datetime

import feedparser
import pytest

from tests.web.imports.hostile import HARMLESS

pytestmark = pytest.mark.anyio

FEEDS = [f"/feeds/{name}.{form}" for name in ("events", "projects") for form in ("rss", "atom", "json")]


async def read(client, path):
    """(title of the feed, entries as (id, title, text)) whatever the form."""
    answer = await client.get(path)
    assert answer.status_code == 200
    if ".json" in path:
        feed = json.loads(answer.content)
        return feed["title"], [(i["id"], i["title"], i["content_html"]) for i in feed["items"]]
    found = feedparser.parse(answer.content)
    assert not found.bozo, found.get("bozo_exception")
    return found.feed.title, [
        (e.id, e.title, e.content[0].value if "content" in e else e.description) for e in found.entries
    ]


@pytest.mark.parametrize("path", FEEDS)
async def test_feed_is_valid_and_the_same_for_everybody(client, path) -> None:
    answers = [await client.sign_in(who).get(f"{path}?lang=en") for who in ("nobody", "lin", "zhao")]

    assert len({a.content for a in answers}) == 1
    assert [a.headers.get("set-cookie") for a in answers] == [None] * 3
    assert answers[0].headers["cache-control"] == "public, no-cache"
    _, entries = await read(client, f"{path}?lang=en")
    assert entries
    assert len({e[0] for e in entries}) == len(entries)


@pytest.mark.parametrize("form", ["rss", "atom", "json"])
async def test_three_forms_tell_the_same_and_only_what_is_public(client, world, form) -> None:
    _, events = await read(client, f"/feeds/events.{form}?lang=zh")
    _, projects = await read(client, f"/feeds/projects.{form}?lang=zh")

    ids = {e[0].rsplit("-", 1)[1] for e in events}
    assert str(world.event["zhao"]) in ids
    assert str(world.event["zhou"]) not in ids
    assert [e[0].rsplit("-", 1)[1] for e in projects] == [str(world.pitch["lin"])]


async def test_json_feed_keeps_the_rules_of_1_1(client) -> None:
    feed = (await client.get("/feeds/events.json?lang=en")).json()

    assert feed["version"] == "https://jsonfeed.org/version/1.1"
    assert feed["feed_url"].startswith("http")
    assert feed["language"] == "en"
    for item in feed["items"]:
        assert isinstance(item["id"], str)
        assert item["url"].startswith("http")
        assert isinstance(item["content_html"], str)
        assert datetime.fromisoformat(item["date_modified"]).tzinfo is not None
        assert all(isinstance(t, str) for t in item["tags"])
        assert {k for k in item if k.startswith("_")} == {"_shoutou"}


async def test_change_and_cancellation_keep_the_id_and_are_said(client, world, world_conn, clock) -> None:
    def of(entries):
        return next(e for e in entries if e[0].endswith(f"-{world.event['salon']}"))

    first = await client.get("/feeds/events.atom?lang=en")
    same = await client.get("/feeds/events.atom?lang=en", headers={"If-None-Match": first.headers["etag"]})
    _, before = await read(client, "/feeds/events.atom?lang=en")
    await world_conn.execute(
        "update event set status = 'cancelled', cancelled_at = $2, reason_en = 'No room' where id = $1",
        world.event["salon"],
        clock.now(),
    )
    _, after = await read(client, "/feeds/events.atom?lang=en")
    changed = await client.get("/feeds/events.atom?lang=en", headers={"If-None-Match": first.headers["etag"]})

    assert (same.status_code, same.content, changed.status_code) == (304, b"", 200)
    assert (of(before)[1], of(after)[1]) == ("Cold chain salon", "Cancelled: Cold chain salon")
    assert "No room" in of(after)[2]


async def test_filters_are_those_of_the_pages_and_unknown_ones_are_said(client, world) -> None:
    _, salons = await read(client, "/feeds/events.rss?kind=salon&lang=zh")
    _, elsewhere = await read(client, "/feeds/projects.rss?district=runzhou&lang=zh")
    wrong = await client.get("/feeds/events.rss?kind=opera")

    assert [e[0].rsplit("-", 1)[1] for e in salons] == [str(world.event["salon"])]
    assert elsewhere == []
    assert (wrong.status_code, list(wrong.json()["errors"])) == (422, ["kind"])
    assert (await client.get("/feeds/events.gopher")).status_code == 404


async def test_pages_name_their_feeds_with_their_filters(client) -> None:
    html = (await client.get("/events?kind=salon&lang=en")).text

    links = re.findall(r'<link rel="alternate" type="([^"]+)"[^>]*href="([^"]+)"', html)
    assert [t for t, _ in links] == ["application/rss+xml", "application/atom+xml", "application/feed+json"]
    for _, href in links:
        assert (await client.get(href.replace("&amp;", "&"))).status_code == 200
        assert "kind=salon" in href


async def test_project_taken_back_leaves_feeds_and_cards_at_once(client, world, world_conn) -> None:
    card = f"/embed/projects/{world.pitch['lin']}?lang=en"
    shown = await client.get(card)
    await world_conn.execute(
        "update consent set revoked_at = given_at where pitch_id = $1 and purpose = 'showcase'",
        world.pitch["lin"],
    )
    gone = await client.get(card, headers={"If-None-Match": shown.headers["etag"]})
    never = await client.get("/embed/projects/999999?lang=en")

    assert (shown.status_code, gone.status_code) == (200, 410)
    assert "lin 项目" in shown.text
    assert "lin 项目" not in gone.text
    assert "no longer shown" in gone.text
    assert gone.text == never.text
    assert (await read(client, "/feeds/projects.json"))[1] == []


async def test_card_may_be_framed_by_anybody_and_holds_no_script_and_no_cookie(client, world) -> None:
    client.sign_in("lin").cookies.set("flash", "x", domain="shoutou.test")

    answer = await client.get(f"/embed/projects/{world.pitch['lin']}?lang=zh")
    page = await client.get(f"/projects/{world.pitch['lin']}")

    assert "frame-ancestors *" in answer.headers["content-security-policy"]
    assert "default-src 'none'" in answer.headers["content-security-policy"]
    assert "x-frame-options" not in answer.headers
    assert "set-cookie" not in answer.headers
    assert "<script" not in answer.text
    assert "zh-Hans" in answer.text
    # This path alone: every other page stays out of frames.
    assert page.headers["x-frame-options"] == "DENY"
    assert "frame-ancestors 'none'" in page.headers["content-security-policy"]


async def test_founder_copies_the_code_while_the_consent_is_in_force(client, world) -> None:
    own = (await client.sign_in("lin").get(f"/founder/pitches/{world.pitch['lin']}?lang=en")).text
    draft = (await client.get(f"/founder/pitches/{world.pitch['lin_draft']}")).text

    assert f"&lt;iframe src=&#34;http://shoutou.test/embed/projects/{world.pitch['lin']}?lang=en" in own
    assert "/embed/projects/" not in draft


async def test_oembed_answers_for_showcased_projects_of_this_site_alone(client, world) -> None:
    async def ask(url, **more):
        return await client.get("/embed/oembed", params={"url": url, **more})

    good = await ask(f"http://shoutou.test/projects/{world.pitch['lin']}?lang=en", maxwidth="320")
    hidden = await ask(f"http://shoutou.test/projects/{world.pitch['qian']}")
    foreign = await ask(f"http://elsewhere.test/projects/{world.pitch['lin']}")
    xml = await ask(f"http://shoutou.test/projects/{world.pitch['lin']}", format="xml")

    assert [a.status_code for a in (good, hidden, foreign, xml)] == [200, 404, 404, 501]
    assert (good.json()["type"], good.json()["width"]) == ("rich", 320)
    assert "lang=en" in good.json()["html"]


@pytest.mark.parametrize("form", ["rss", "atom", "json"])
async def test_hostile_titles_come_out_as_they_are_and_inert(client, world, world_conn, form) -> None:
    for text in HARMLESS[::23]:
        await world_conn.execute(
            "update event set title_en = $2, about_en = $2 where id = $1",
            world.event["salon"],
            text,
        )

        _, entries = await read(client, f"/feeds/events.{form}?kind=salon&lang=en")

        [(_, title, html)] = entries
        assert "<script" not in html
        if form == "json":
            assert title == text
