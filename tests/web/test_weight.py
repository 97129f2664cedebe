"""What travels: packed pages and files, what may be kept and for how long, and how much a first visit weighs."""

from __future__ import annotations

import gzip
import random
import re
from typing import Any
from urllib.robotparser import RobotFileParser

import pytest
from starlette.datastructures import Headers

from matcher.encoding import HashingEncoder
from models.db import Database
from tests.conftest import HOST, Client, FixedClock
from tests.many import add_long_pitches, add_long_providers, prose
from tests.world import World
from web.assets import FOLDER, address, asset
from web.packing import gzipped, takes_gzip
from web.services.encoding import encode_pending
from web.services.matching import PAGE_SIZE

pytestmark = pytest.mark.anyio

PUBLIC = ("/", "/projects", "/events", "/results", "/about")


@pytest.mark.parametrize("padding", [0, 1, 2, 99])
def test_gzipped_with_any_padding_reads_as_it_was(padding: int) -> None:
    content = "晨稷冷链 <b>cold</b>".encode() * 200

    packed = gzipped(content, padding=padding)

    assert gzip.decompress(packed) == content
    assert len(packed) == len(gzipped(content)) + padding


@pytest.mark.parametrize(
    ("accepted", "takes"),
    [
        ("gzip", True),
        ("br, GZIP;q=0.5", True),
        ("*", True),
        ("", False),
        ("br", False),
        ("gzip;q=0", False),
        ("gzip; q=0.0, br", False),
    ],
)
def test_takes_gzip_reads_what_the_reader_accepts(accepted: str, *, takes: bool) -> None:
    assert takes_gzip(Headers({"accept-encoding": accepted})) is takes


async def raw(client: Client, path: str, accepted: str, **headers: str) -> Any:
    request = client.build_request("GET", path, headers={"Accept-Encoding": accepted, **headers})
    return await client.send(request, stream=True)


async def test_page_is_packed_for_who_takes_it_and_plain_for_who_does_not(client: Client) -> None:
    packed = await raw(client, "/about", "gzip")
    plain = await raw(client, "/about", "identity")

    bytes_sent = b"".join([piece async for piece in packed.aiter_raw()])
    assert packed.headers["content-encoding"] == "gzip"
    assert int(packed.headers["content-length"]) == len(bytes_sent)
    assert "Accept-Encoding" in packed.headers["vary"]
    assert "Accept-Encoding" in plain.headers["vary"]
    assert "content-encoding" not in plain.headers
    assert gzip.decompress(bytes_sent) == await plain.aread()


async def test_packed_page_has_a_length_that_nobody_can_foresee(client: Client) -> None:
    client.sign_in("wang")

    lengths = {(await raw(client, "/account", "gzip")).headers["content-length"] for _ in range(20)}

    assert len(lengths) > 1


async def test_spreadsheet_is_not_packed_again(client: Client) -> None:
    client.sign_in("sun")

    answer = await raw(client, "/officer/results?format=xlsx", "gzip")

    assert "spreadsheet" in answer.headers["content-type"]
    assert "content-encoding" not in answer.headers


@pytest.mark.parametrize("path", PUBLIC)
async def test_public_page_seen_before_is_not_sent_again(client: Client, path: str) -> None:
    client.sign_in("nobody")
    first = await client.get(path)

    again = await client.get(path, headers={"If-None-Match": first.headers["etag"]})

    assert first.headers["cache-control"] == "private, no-cache"
    assert set(first.headers["vary"].split(", ")) == {"Cookie", "Accept-Language", "Accept-Encoding"}
    assert again.status_code == 304
    assert again.content == b""


async def test_public_page_in_the_other_language_or_signed_in_is_sent(client: Client) -> None:
    client.sign_in("nobody")
    known = {"If-None-Match": (await client.get("/about")).headers["etag"]}

    english = await client.get("/about", params={"lang": "en"}, headers=known)
    client.sign_in("wang")
    signed_in = await client.get("/about", headers=known)

    assert english.status_code == 200
    assert signed_in.status_code == 200
    assert signed_in.headers["cache-control"] == "no-store"


async def test_static_file_by_its_content_is_kept_for_good_and_by_another_name_asked_about(
    client: Client,
) -> None:
    by_content = await client.get(address("js/page.js"))
    by_another = await client.get("/static/js/page.js?v=000000000000")
    known = await client.get(address("js/page.js"), headers={"If-None-Match": by_content.headers["etag"]})

    assert by_content.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert by_another.headers["cache-control"] == "public, no-cache"
    assert by_content.content == by_another.content == (FOLDER / "js/page.js").read_bytes()
    assert known.status_code == 304


@pytest.mark.parametrize(
    "path", ["", "css", "../app.py", "css/%2e%2e/%2e%2e/app.py", "js/none.js", "%00", "/etc/passwd"]
)
async def test_static_address_of_nothing_of_ours_is_not_found(client: Client, path: str) -> None:
    answer = await client.get(f"http://{HOST}/static/{path}")

    assert answer.status_code == 404


def test_site_sheet_holds_the_sheets_of_every_page_and_paper_apart() -> None:
    text = asset("css/site.css").content.decode()

    assert (FOLDER / "css/tokens.css").read_text(encoding="utf-8") in text
    assert re.search(r"@media print \{\s*/\* Paper", text)


# The main pages of docs/design.md, each with somebody who opens it.
MAIN = {
    "provider.matches": ("wang", lambda w: "/provider/matches"),
    "provider.pitch": ("wang", lambda w: f"/provider/pitches/{w.pitch['lin']}"),
    "founder.pitch": ("lin", lambda w: f"/founder/pitches/{w.pitch['lin']}"),
    "organiser.plan": (
        "zhao",
        lambda w: f"/organiser/events/{w.event['zhao']}/plans/{w.plan['zhao_draft']}",
    ),
    "participation.plan": ("lin", lambda w: f"/events/{w.event['zhao']}/my-plan"),
    "funding.record": ("chen", lambda w: f"/funding/{w.record['chen_lin']}?as=provider"),
    "officer.results": ("sun", lambda w: "/officer/results"),
    "public.showcase": ("nobody", lambda w: "/projects"),
}
KB = 1000


async def sent_as(client: Client, persona: str, path: str) -> tuple[bytes, str]:
    """A page as it travels, and as it reads."""
    client.sign_in(persona)
    answer = await raw(client, path, "gzip")
    sent = b"".join([piece async for piece in answer.aiter_raw()])
    assert answer.status_code == 200
    return sent, gzip.decompress(sent).decode()


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("route", MAIN)
async def test_main_page_is_light_at_the_first_visit_and_asks_nobody_else(
    client: Client, world: World, route: str, lang: str
) -> None:
    persona, path = MAIN[route]
    where = path(world)

    sent, html = await sent_as(client, persona, f"{where}{'&' if '?' in where else '?'}lang={lang}")

    asked = re.findall(r'<(?:script|link|img|source|iframe)\b[^>]*?\b(?:src|href)="([^"]+)"', html)
    files = {a.split("?")[0] for a in asked if a.startswith("/static/")}
    elsewhere = [a for a in asked if re.match(r"(?:[a-z]+:)?//", a) and HOST not in a]
    assets = {f: asset(f.removeprefix("/static/")) for f in files}
    sizes = {f: len(a.packed or a.content) for f, a in assets.items()}
    assert elsewhere == []
    assert len(sent) <= 14 * KB
    assert sum(size for f, size in sizes.items() if f.endswith(".js")) <= 50 * KB
    assert len(sent) + sum(sizes.values()) <= 150 * KB


@pytest.mark.parametrize("lang", ["zh", "en"])
async def test_list_of_matches_stays_light_however_many_and_long_the_pitches_are(
    client: Client, world_conn: Any, world_db: Database, world: World, clock: FixedClock, lang: str
) -> None:
    await add_long_pitches(world_conn, world, 40)
    # A thesis of their words, so that each place quotes two sentences.
    await world_conn.execute("update provider_profile set thesis = $1", prose(random.Random(2), 600))
    await encode_pending(world_db, HashingEncoder(), clock)

    for persona in ("wang", "chen"):
        for page in (1, 2):
            sent, html = await sent_as(client, persona, f"/provider/matches?page={page}&lang={lang}")

            assert html.count("data-item") == PAGE_SIZE
            assert html.count("<q ") >= 2 * PAGE_SIZE
            assert len(sent) <= 14 * KB


@pytest.mark.parametrize("lang", ["zh", "en"])
async def test_list_of_providers_stays_light_however_many_and_long_they_are(
    client: Client, world_conn: Any, world_db: Database, world: World, clock: FixedClock, lang: str
) -> None:
    await add_long_providers(world_conn, world, 30)
    await encode_pending(world_db, HashingEncoder(), clock)

    sent, html = await sent_as(client, "lin", f"/founder/pitches/{world.pitch['lin']}/providers?lang={lang}")

    assert html.count('class="score"') == 20
    assert len(sent) <= 14 * KB


async def test_favicon_asked_by_its_old_address_is_found(client: Client) -> None:
    asked = await client.get("/favicon.ico", follow_redirects=False)

    found = await client.get(asked.headers["location"])

    assert found.status_code == 200
    assert found.headers["content-type"] == "image/svg+xml"


async def test_robots_may_read_the_public_window_and_not_what_is_a_machines(client: Client) -> None:
    rules = RobotFileParser()
    rules.parse((await client.get("/robots.txt")).text.splitlines())

    assert all(rules.can_fetch("*", path) for path in PUBLIC)
    assert not any(rules.can_fetch("*", path) for path in ("/api/pitches", "/metrics", "/search?q=cold"))


@pytest.mark.parametrize("path", PUBLIC)
async def test_public_page_names_itself_and_where_it_is_in_each_language(client: Client, path: str) -> None:
    client.sign_in("nobody")
    site = f"http://{HOST}"
    links = re.compile(r'<link rel="(canonical|alternate)"(?: hreflang="([^"]+)")? href="([^"]+)"')
    both = [
        ("alternate", "zh-Hans", f"{site}{path}?lang=zh"),
        ("alternate", "en", f"{site}{path}?lang=en"),
        ("alternate", "x-default", f"{site}{path}"),
    ]

    plain = (await client.get(path, params={"district": "jingkou"})).text
    english = (await client.get(path, params={"lang": "en"})).text
    signed_in = (await client.sign_in("wang").get(path)).text
    inside = (await client.get("/account")).text

    assert links.findall(plain) == [("canonical", "", f"{site}{path}"), *both]
    assert links.findall(english) == [("canonical", "", f"{site}{path}?lang=en"), *both]
    assert links.findall(signed_in) == links.findall(inside) == []
