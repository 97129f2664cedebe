"""Every page without script: its heading is there, it fits, and each of its forms can be sent."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser

from tests.browser.conftest import Site, signed_in
from tests.browser.test_every_page import address
from tests.web.expectations import Expect
from tests.web.test_every_page import PAGES, reader
from tests.world import World

pytestmark = pytest.mark.browser

# The components page shows fields without an act on purpose.
ACTING = [e for e in PAGES if e.route != "public.components"]


@pytest.mark.parametrize("expect", ACTING, ids=lambda e: e.route)
def test_page_without_script_shows_its_heading_and_its_forms(
    chromium: Browser, world_site: Site, world: World, expect: Expect
) -> None:
    context = chromium.new_context(java_script_enabled=False, viewport={"width": 1280, "height": 900})
    signed_in(context, world_site, reader(expect))
    page = context.new_page()

    page.goto(address(world_site, world, expect, "zh"))

    assert page.locator("h1").is_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= 1280
    # A hidden form is filled in by a script that says the same as the page's own buttons.
    for form in page.locator("main form:not([hidden])").all():
        assert form.get_attribute("action")
        # A button may stand elsewhere and name its form.
        assert form.evaluate("form => [...form.elements].some(e => e.type === 'submit')")
    context.close()
