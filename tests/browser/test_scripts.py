"""The own scripts in a real browser: drafts save themselves, counters, file drop, painting, menus, htmx."""

import re
import shutil
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from types import SimpleNamespace

import pytest
import uvicorn
from playwright.sync_api import Browser, Page, expect, sync_playwright
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response
from starlette.routing import Mount, Route

from tests.page_alone import frame_alone
from web import assets, render
from web.forms.base import blank
from web.i18n import use_locale

pytestmark = pytest.mark.browser

POLICY = "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; form-action 'self'"
FORM = """
{% extends "base.html" %}
{% import "components/ui.html" as ui %}
{% block main %}
{% call ui.form("/send", autosave=page.autosave, files=true) %}
{{ ui.autosave_status() }}
<input type="hidden" name="version" value="1">
{{ ui.textarea(page.form, "problem", "Problem", limit=20) }}
{{ ui.file_drop(page.form, "deck", "Deck", most_mb=1) }}
{{ ui.availability_grid(page.form, "slots", "When", ["Room A", "Room B"], [
  {"label": "09:00", "cells": [{"value": "1", "label": "A 09:00"}, {"value": "2", "label": "B 09:00"}]},
  {"label": "09:20", "cells": [{"value": "3", "label": "A 09:20"}, {"value": "4", "label": "B 09:20"}]}]) }}
{% endcall %}
{% call ui.more("Not for me") %}<p>Too early</p>{% endcall %}
<button id="ask" data-hx-get="/part" data-hx-target="#part">Ask</button>
<div id="part">before</div>
{% endblock %}
"""


@dataclass
class Site:
    """A page with every script on it, and what its form sent."""

    status: int = 200
    sent: list[dict[str, str]] = field(default_factory=list)
    address: str = ""
    # Which test is on: a page that is closed with a draft sends it once more, perhaps into the next test.
    visit: int = 0

    async def form(self, request: Request) -> Response:
        with use_locale("en"):
            text = (
                render.environment()
                .from_string(FORM)
                .render(
                    page=SimpleNamespace(title="Draft", form=blank(), autosave=f"/save/{self.visit}"),
                    request=request,
                    **frame_alone("en"),
                )
            )
        return HTMLResponse(text, headers={"Content-Security-Policy": POLICY})

    async def save(self, request: Request) -> Response:
        async with request.form() as data:
            if request.path_params["visit"] == self.visit:
                self.sent.append({name: str(value) for name, value in data.items()})
        if self.status == 303:
            return RedirectResponse("/sign-in", status_code=303)
        return JSONResponse({"fields": {"version": str(len(self.sent) + 1)}}, status_code=self.status)

    async def part(self, request: Request) -> Response:
        return HTMLResponse("<b>after</b>")


@pytest.fixture(scope="module")
def served() -> Iterator[Site]:
    made = Site()
    app = Starlette(
        routes=[
            Route("/", made.form),
            Route("/save/{visit:int}", made.save, methods=["POST"]),
            Route("/part", made.part),
            Mount("/static", assets.serve),
        ]
    )
    server = uvicorn.Server(
        uvicorn.Config(app, host="127.0.0.1", port=0, log_level="warning", lifespan="off")
    )
    thread = threading.Thread(target=server.run)
    thread.start()
    while not server.started:
        time.sleep(0.01)
    made.address = f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}/"
    yield made
    server.should_exit = True
    thread.join()


@pytest.fixture
def site(served: Site) -> Site:
    served.status = 200
    served.visit += 1
    served.sent.clear()
    return served


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    path = shutil.which("chromium") or shutil.which("chromium-browser")
    assert path, "The browser tests need Chromium: install it with `apt-get install chromium`."
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        yield opened
        opened.close()


@pytest.fixture
def page(browser: Browser, site: Site) -> Iterator[Page]:
    context = browser.new_context()
    opened = context.new_page()
    # The two seconds of patience before a draft is saved pass at once.
    opened.clock.install()
    complaints: list[str] = []
    opened.on("pageerror", lambda error: complaints.append(str(error)))
    opened.on(
        "console", lambda said: complaints.append(said.text) if "Content Security" in said.text else None
    )
    opened.goto(site.address)
    yield opened
    context.close()
    assert complaints == []


def write(page: Page, text: str, says: str) -> None:
    # From here on the page's time passes only as a test says, however busy the machine is.
    # A minute ahead, for a busy machine may be slow to say so, and what is past cannot be paused at.
    page.clock.pause_at(page.evaluate("new Date(Date.now() + 60_000).toISOString()"))
    page.fill("#f-problem", text)
    page.clock.fast_forward(2100)
    expect(page.locator("[data-autosave-status]")).to_have_text(re.compile("^" + re.escape(says)))


def test_draft_after_a_pause_is_saved_and_its_version_renewed(page, site):
    write(page, "peaches", "Saved at ")
    write(page, "peaches rot", "Saved at ")

    assert [one["problem"] for one in site.sent] == ["peaches", "peaches rot"]
    assert [one["version"] for one in site.sent] == ["1", "2"]
    assert all("deck" not in one for one in site.sent)


@pytest.mark.parametrize(
    ("status", "says"),
    [
        (303, "Not saved: you are signed out"),
        (409, "Not saved: somebody else"),
        (422, "Not saved: please look"),
        (500, "Not saved: no connection"),
    ],
)
def test_draft_that_is_not_taken_says_why_and_keeps_the_text(page, site, status, says):
    site.status = status

    write(page, "peaches", says)

    assert page.input_value("#f-problem") == "peaches"


def test_draft_without_answer_is_tried_again(page, site):
    site.status = 500
    write(page, "peaches", "Not saved: no connection")

    site.status = 200
    page.clock.fast_forward(10_100)
    expect(page.locator("[data-autosave-status]")).to_have_text(re.compile("^Saved"))

    assert [one["problem"] for one in site.sent] == ["peaches", "peaches"]


def test_draft_changed_elsewhere_stops_saving(page, site):
    site.status = 409
    write(page, "peaches", "Not saved: somebody else")

    page.fill("#f-problem", "plums")
    page.clock.fast_forward(30_000)

    assert [one["problem"] for one in site.sent] == ["peaches"]


def test_counter_counts_characters_not_bytes(page):
    page.fill("#f-problem", "桃子𠮷")

    assert page.inner_text("#f-problem-count") == "3 of 20 characters"

    page.fill("#f-problem", "桃" * 21)
    assert "counter-over" in (page.get_attribute("#f-problem-count", "class") or "")


def test_file_that_is_too_large_is_told_before_sending(page):
    page.set_input_files(
        "#f-deck", {"name": "deck.pdf", "mimeType": "application/pdf", "buffer": b"x" * 1_100_000}
    )

    assert (
        page.inner_text("[data-drop-words]") == "This file is larger than 1 MB. Please choose a smaller one."
    )


def test_availability_is_painted_with_the_mouse_and_ticked_with_the_keyboard(page):
    slots = page.locator(".slot")
    middles = [
        (box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
        for box in (s.bounding_box() for s in slots.all())
    ]
    page.mouse.move(*middles[0])
    page.mouse.down()
    page.mouse.move(*middles[1], steps=4)
    page.mouse.move(*middles[3], steps=4)
    page.mouse.up()
    page.locator(".slot input").nth(2).press("Space")

    # The stroke filled the rectangle between its ends; the key turned one of it back.
    assert [one.is_checked() for one in page.locator(".slot input").all()] == [True, True, False, True]


def test_menu_closes_on_escape_and_gives_the_focus_back(page):
    page.click(".more summary")
    assert page.locator(".more").get_attribute("open") is not None

    page.keyboard.press("Escape")

    assert page.locator(".more").get_attribute("open") is None
    assert page.evaluate("document.activeElement.tagName") == "SUMMARY"


def test_htmx_under_our_policy_swaps_a_part(page):
    page.click("#ask")

    # Waited for by locator: a function polled in the page would be evaluated against the policy.
    expect(page.locator("#part b")).to_have_text("after")


@pytest.mark.parametrize("width", [320, 360, 800, 1280])
def test_page_at_each_width_does_not_overflow(page, width):
    page.set_viewport_size({"width": width, "height": 800})

    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
