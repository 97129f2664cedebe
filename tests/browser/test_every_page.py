"""Every page in a real browser: nothing against WCAG 2.2 A and AA in either theme, no overflow at any width.

Of the page as it was sent, before any script: each of its forms can be sent.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from urllib.parse import urlencode

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from tests.browser.conftest import Site, signed_in, violations
from tests.web.expectations import Expect
from tests.web.test_every_page import PAGES, reader
from tests.web.test_every_route import path_of
from tests.world import World

pytestmark = pytest.mark.browser


def address(site: Site, world: World, expect: Expect, lang: str) -> str:
    query = {**(expect.query(world) if expect.query else {}), "lang": lang}
    return f"{site.address}{path_of(expect.route, expect.params(world))}?{urlencode(query, doseq=True)}"


@pytest.fixture(scope="module")
def phone(chromium: Browser, world_site: Site) -> Iterator[Callable[[str], Page]]:
    """A persona's phone: one for all their pages, so that each keeps what pages have in common."""
    phones: dict[str, BrowserContext] = {}

    def of(persona: str) -> Page:
        if persona not in phones:
            context = phones[persona] = chromium.new_context(
                viewport={"width": 360, "height": 800}, bypass_csp=True, reduced_motion="reduce"
            )
            signed_in(context, world_site, persona)
            context.new_page()
        return phones[persona].pages[0]

    yield of
    for context in phones.values():
        context.close()


# Of each form that is not hidden: whether it has an address, and a button of its own or elsewhere. A hidden form
# is filled in by a script that says the same as the page's own buttons.
_FORMS = """
(sent) => [...new DOMParser().parseFromString(sent, "text/html").querySelectorAll("main form:not([hidden])")]
  .map((form) => Boolean(form.getAttribute("action") && [...form.elements].some((e) => e.type === "submit")))
"""
# Of what is on the screen: bars that no eye can compare, and states that stand out of their card.
_CRAMPED = """
() => [...document.querySelectorAll(".chart-bar, .pill")].filter((e) => {
  const frame = e.closest(".chart, .card, tr");
  if (!frame || !frame.getClientRects().length) return false;
  const [inner, outer] = [e.getBoundingClientRect(), frame.getBoundingClientRect()];
  return e.matches(".chart-bar") ? inner.width < 48 : inner.width && inner.right > outer.right;
}).map((e) => e.closest("li, tr, .card").textContent.trim().slice(0, 60))
"""
# It shows fields without an act on purpose.
WITHOUT_ACTS = "public.components"


@pytest.mark.parametrize("expect", PAGES, ids=lambda e: e.route)
def test_page_is_accessible_and_fits_a_phone_a_tablet_and_a_desk(
    phone: Callable[[str], Page], world_site: Site, world: World, expect: Expect
) -> None:
    page = phone(reader(expect))
    broken: list[str] = []

    def note(error: object) -> None:
        broken.append(str(error))

    page.on("pageerror", note)
    for lang in ("zh", "en"):
        answer = page.goto(address(world_site, world, expect, lang))

        assert answer is not None
        assert answer.status == 200
        if lang == "zh" and expect.route != WITHOUT_ACTS:
            assert all(page.evaluate(_FORMS, answer.text()))
        for width in (768, 1280, 360):
            page.set_viewport_size({"width": width, "height": 800})
            assert page.evaluate("document.documentElement.scrollWidth") <= width
            assert page.evaluate(_CRAMPED) == []
        # A page has the same colours and structure in both languages.
        assert violations(page, whole=lang == "zh" or "SOAK" in os.environ) == []
    assert broken == []
    page.remove_listener("pageerror", note)


# What of the header is cut short by dots, or stands outside of the window.
_CUT = """
() => [...document.querySelectorAll("header .menu-role, header .top-link")]
  .filter((e) => e.clientWidth && (e.scrollWidth > e.clientWidth || e.getBoundingClientRect().right > innerWidth))
  .map((e) => e.textContent.trim())
"""


@pytest.mark.parametrize("persona", ["lin", "wang", "zhao", "sun", "gao"])
def test_header_names_the_role_in_full_on_a_wide_screen(
    chromium: Browser, world_site: Site, persona: str
) -> None:
    with chromium.new_context() as context:
        signed_in(context, world_site, persona)
        page = context.new_page()
        for width in (1024, 1280, 1440):
            page.set_viewport_size({"width": width, "height": 800})
            for lang in ("zh", "en"):
                page.goto(f"{world_site.address}/?lang={lang}")

                assert page.locator(".menu-role").is_visible()
                assert page.evaluate(_CUT) == []
        # The page that one is on stands bold, and wider, among the others.
        for link in page.locator(".nav-link").evaluate_all("all => all.map((one) => one.href)"):
            page.goto(link)
            assert page.evaluate(_CUT) == []


def test_page_of_a_pitch_shows_the_first_of_those_who_fit(
    phone: Callable[[str], Page], world_site: Site, world: World
) -> None:
    page, path = phone("lin"), f"{world_site.address}/founder/pitches/{world.pitch['lin']}"

    page.goto(f"{path}/providers?lang=en")
    fits = page.locator("#fits > li h2").all_text_contents()
    page.locator("#openings[data-hx-get]").wait_for(state="detached")
    titles = [page.title()]
    page.goto(f"{path}?lang=en")
    titles.append(page.title())
    first = page.get_by_role("list", name="Providers who fit, and why").locator("> li")
    first.first.wait_for()

    assert first.locator("h2").all_text_contents() == fits[:3]
    assert "of 100" in first.first.inner_text()
    # What is fetched for a part of a page says nothing of the whole.
    assert titles[0].startswith("Who fits")
    assert page.title() == titles[1]
