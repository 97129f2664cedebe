"""Keys of the matches in a real browser: through the list, a tick, the help, and off again."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from models.db import Database
from models.embedded import EmbeddedServer
from tests.browser.conftest import Site, serve, signed_in
from tests.conftest import FixedClock, _create, _drop, in_thread
from tests.many import add_long_pitches
from tests.world import NOW, World

pytestmark = pytest.mark.browser


@pytest.fixture
def long_site(server: EmbeddedServer, built_world: tuple[str, World], tmp_path: Path) -> Iterator[Site]:
    """The world with fifteen pitches more, served."""
    name = f"browser_{time.time_ns()}"
    in_thread(asyncio.run, _create(server, name, "template_world"))
    dsn = server.dsn("shoutou_app", name)

    async def more() -> None:
        conn = await Database.open_connection(dsn)
        try:
            await add_long_pitches(conn, built_world[1], 15)
        finally:
            await conn.close()

    in_thread(asyncio.run, more())
    yield from serve(dsn, tmp_path, FixedClock(NOW))
    in_thread(asyncio.run, _drop(server, name))


def wangs_list(chromium: Browser, site: Site) -> Page:
    """A provider's matches, in a context of its own."""
    context = chromium.new_context(viewport={"width": 1600, "height": 1000}, locale="en")
    signed_in(context, site, "wang")
    page = context.new_page()
    page.goto(f"{site.address}/provider/matches?lang=en")
    return page


def test_keys_walk_the_list_and_rest_while_somebody_types_or_when_off(
    chromium: Browser, world_site: Site
) -> None:
    page = wangs_list(chromium, world_site)
    items, ticks = page.locator("[data-item]"), page.locator("input[name=pitch]")

    page.keyboard.press("j")
    page.keyboard.press("j")
    expect(items.nth(1)).to_be_focused()
    page.keyboard.press("x")
    page.keyboard.press("k")
    expect(items.nth(0)).to_be_focused()
    assert [ticks.nth(n).is_checked() for n in range(2)] == [False, True]
    page.keyboard.press("/")
    expect(page.locator("#top-find")).to_be_focused()
    page.keyboard.type("jx?")
    assert page.locator("#top-find").input_value() == "jx?"
    items.nth(0).focus()
    page.keyboard.press("?")
    page.locator("#keys input").uncheck()
    page.keyboard.press("Escape")
    items.nth(0).focus()
    page.keyboard.press("j")

    expect(items.nth(0)).to_be_focused()
    page.context.close()


def test_next_places_join_the_list_and_the_keys_go_on_through_them(
    chromium: Browser, long_site: Site
) -> None:
    page = wangs_list(chromium, long_site)
    items, more = page.locator("[data-item]"), page.locator("#more a")

    for _ in range(13):
        page.keyboard.press("j")
    expect(more).to_be_focused()
    page.keyboard.press("k")
    expect(items.nth(11)).to_be_focused()
    page.keyboard.press("j")
    page.keyboard.press("Enter")

    expect(items).to_have_count(17)
    expect(items.nth(12)).to_be_focused()
    expect(page.locator("#more")).to_contain_text("Shown up to place 17 of 17.")
    expect(more).to_have_count(0)
    page.keyboard.press("j")
    expect(items.nth(13)).to_be_focused()
    page.context.close()
