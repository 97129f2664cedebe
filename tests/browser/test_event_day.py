"""From a wish to the door: wished, planned, released, read on one's own page, checked in, told on that page."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from models.embedded import EmbeddedServer
from tests.browser.conftest import Site, now_of, serve, signed_in
from tests.conftest import FixedClock, _create, _drop, in_thread
from tests.world import NOW, World

pytestmark = pytest.mark.browser


@pytest.fixture
def site(server: EmbeddedServer, built_world: tuple[str, World], tmp_path: Path) -> Iterator[Site]:
    """A world of its own: this story changes its event."""
    name = f"browser_{time.time_ns()}"
    in_thread(asyncio.run, _create(server, name, "template_world"))
    yield from serve(server.dsn("shoutou_app", name), tmp_path, FixedClock(NOW))
    in_thread(asyncio.run, _drop(server, name))


def page_of(chromium: Browser, site: Site, persona: str, *, width: int = 1280) -> Page:
    """A window of one persona, who reads English."""
    context = chromium.new_context(locale="en-GB", viewport={"width": width, "height": 900})
    context.add_cookies([{"name": "lang", "value": "en", "url": site.address}])
    context.clock.set_system_time(now_of(site))
    signed_in(context, site, persona)
    return context.new_page()


def go(page: Page, site: Site, path: str) -> None:
    answer = page.goto(site.address + path)
    assert answer is not None
    assert answer.ok, (path, answer.status)


def test_event_from_wishes_to_check_in(chromium: Browser, site: Site, world: World) -> None:
    event_id = world.event["zhao"]
    lin = page_of(chromium, site, "lin", width=360)
    zhao = page_of(chromium, site, "zhao")

    go(lin, site, f"/participations/{world.participant['zhao_founder']}/wishes")
    lin.locator(f"input[name='w-{world.participant['zhao_provider']}'][value='like']").check(force=True)
    lin.get_by_role("button", name="Save my wishes").click()
    expect(lin.locator("main")).to_contain_text("王天使")

    go(zhao, site, f"/organiser/events/{event_id}")
    zhao.get_by_role("button", name="Plan anew").first.click()
    zhao.wait_for_url("**/plans/*")
    site.work()
    zhao.reload()
    zhao.locator("main summary", has_text="Release version 3").click()
    zhao.get_by_role("button", name="Release it and send the mails").click()
    expect(zhao.locator(".page-title")).to_contain_text("Released")

    go(lin, site, f"/events/{event_id}/my-plan")
    expect(lin.locator("main")).to_contain_text("Meeting with 王天使")
    lin.get_by_role("link", name="On the day").click()
    code = lin.locator(".door-code-text code").inner_text()
    expect(lin.locator(".door-code svg")).to_be_visible()
    expect(lin.locator(".door-code")).not_to_contain_text("Here since")

    go(zhao, site, f"/organiser/events/{event_id}/day")
    expect(zhao.locator(".answer")).to_contain_text("0 of 3 people are here.")
    zhao.get_by_role("link", name="Open the door").click()
    expect(zhao.locator("[data-door-state]")).to_have_text("This page also works without connection.")
    zhao.get_by_role("searchbox").fill(code)
    zhao.keyboard.press("Enter")
    expect(zhao.locator("[data-door-said]")).to_have_text("Lin is checked in.")
    expect(zhao.locator("[data-door-count]")).to_have_text("1 of 3 people are here.")
    # The device says so at once; the server knows when nothing waits to be sent.
    row = zhao.locator("[data-code][data-name='Lin']")
    expect(row).to_contain_text("Here since")
    expect(row).not_to_contain_text("waiting to be sent")

    lin.reload()
    expect(lin.locator(".door-code")).to_contain_text("Here since")
    go(zhao, site, f"/organiser/events/{event_id}/day")
    expect(zhao.locator(".answer")).to_contain_text("1 of 3 people are here.")
    for page in (lin, zhao):
        page.context.close()
