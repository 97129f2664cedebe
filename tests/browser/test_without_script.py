"""Main pages of each role without script: the heading is there, and the page fits.

That every page's forms can be sent without script is seen in `test_every_page.py`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from tests.browser.conftest import Site, signed_in
from tests.browser.test_every_page import address
from tests.web.expectations import Expect
from tests.web.test_every_page import PAGES, reader
from tests.world import World

pytestmark = pytest.mark.browser

MAIN = {
    "public.home",
    "founder.pitches",
    "founder.pitch_edit",
    "provider.matches",
    "provider.pitch",
    "organiser.review",
    "organiser.plan",
    "officer.results",
    "funding.list",
    "space.home",
    "search.find",
    "messages.inbox",
}
SHOWN = [e for e in PAGES if e.route in MAIN]


@pytest.fixture(scope="module")
def plain(chromium: Browser, world_site: Site) -> Iterator[Callable[[str], Page]]:
    """A persona's browser without script, one for all their pages."""
    known: dict[str, BrowserContext] = {}

    def of(persona: str) -> Page:
        if persona not in known:
            context = known[persona] = chromium.new_context(
                java_script_enabled=False, viewport={"width": 1280, "height": 900}
            )
            signed_in(context, world_site, persona)
            context.new_page()
        return known[persona].pages[0]

    yield of
    for context in known.values():
        context.close()


@pytest.mark.parametrize("expect", SHOWN, ids=lambda e: e.route)
def test_page_without_script_shows_its_heading_and_fits(
    plain: Callable[[str], Page], world_site: Site, world: World, expect: Expect
) -> None:
    page = plain(reader(expect))

    page.goto(address(world_site, world, expect, "zh"))

    assert page.locator("h1").is_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= 1280


@pytest.mark.parametrize("name", ["op-pitches-list", "shape-Money"])
def test_address_of_an_operation_or_a_shape_opens_it(
    plain: Callable[[str], Page], world_site: Site, name: str
) -> None:
    page = plain("lin")

    page.goto(f"{world_site.address}/api")
    assert not page.locator(f"#{name}").is_visible()
    page.goto(f"{world_site.address}/api#{name}")

    page.locator(f"#{name}").wait_for(state="visible")
