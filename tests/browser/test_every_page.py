"""Every page in a real browser: no serious accessibility violation, no overflow on a phone."""

from __future__ import annotations

from typing import Literal

import pytest
from playwright.sync_api import Browser

from tests.browser.conftest import Site, signed_in, violations
from tests.web.expectations import Expect
from tests.web.test_every_page import PAGES, reader
from tests.web.test_every_route import path_of
from tests.world import World

pytestmark = pytest.mark.browser


def address(site: Site, world: World, expect: Expect, lang: str) -> str:
    query = {**(expect.query(world) if expect.query else {}), "lang": lang}
    pairs = "&".join(f"{k}={v}" for k, v in query.items())
    return f"{site.address}{path_of(expect.route, expect.params(world))}?{pairs}"


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("expect", PAGES, ids=lambda e: e.route)
def test_page_is_accessible_and_fits_a_phone(
    chromium: Browser, world_site: Site, world: World, expect: Expect, lang: str
) -> None:
    scheme: Literal["light", "dark"] = "light" if lang == "zh" else "dark"
    context = chromium.new_context(
        viewport={"width": 360, "height": 800}, bypass_csp=True, color_scheme=scheme, reduced_motion="reduce"
    )
    signed_in(context, world_site, reader(expect))
    page = context.new_page()
    broken: list[str] = []
    page.on("pageerror", lambda error: broken.append(str(error)))

    answer = page.goto(address(world_site, world, expect, lang))

    assert answer is not None
    assert answer.status == 200
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    assert violations(page) == []
    assert broken == []
    context.close()
