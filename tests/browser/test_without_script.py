"""Every page without script: its heading is there, it fits, and each of its forms can be sent."""

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

# The components page shows fields without an act on purpose.
ACTING = [e for e in PAGES if e.route != "public.components"]


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


# Of each form that is not hidden: whether it has an address, and a button of its own or elsewhere.
_FORMS = """
() => [...document.querySelectorAll("main form:not([hidden])")].map((form) => Boolean(
  form.getAttribute("action") && [...form.elements].some((e) => e.type === "submit")))
"""


@pytest.mark.parametrize("expect", ACTING, ids=lambda e: e.route)
def test_page_without_script_shows_its_heading_and_its_forms(
    plain: Callable[[str], Page], world_site: Site, world: World, expect: Expect
) -> None:
    page = plain(reader(expect))

    page.goto(address(world_site, world, expect, "zh"))

    assert page.locator("h1").is_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= 1280
    # A hidden form is filled in by a script that says the same as the page's own buttons.
    assert all(page.evaluate(_FORMS))
