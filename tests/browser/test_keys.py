"""Keys of the matches in a real browser: through the list, a tick, the help, and off again."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.conftest import Site, signed_in

pytestmark = pytest.mark.browser


def test_keys_walk_the_list_and_rest_while_somebody_types_or_when_off(
    chromium: Browser, world_site: Site
) -> None:
    context = chromium.new_context(viewport={"width": 1600, "height": 1000}, locale="en")
    signed_in(context, world_site, "wang")
    page = context.new_page()
    page.goto(f"{world_site.address}/provider/matches?lang=en")
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
    context.close()
