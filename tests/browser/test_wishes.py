"""Free times are painted with mouse, finger and keys, and wishes save themselves, in a real browser."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browser.conftest import Site, signed_in, violations
from tests.world import World

pytestmark = pytest.mark.browser


def context_of(chromium: Browser, site: Site, persona: str, *, touch: bool = False) -> BrowserContext:
    # A content policy keeps the checker out unless the context sets it aside.
    context = chromium.new_context(
        viewport={"width": 360 if touch else 1280, "height": 900},
        has_touch=touch,
        bypass_csp=True,
        base_url=site.address,
    )
    signed_in(context, site, persona)
    return context


@pytest.fixture
def times(chromium: Browser, world_site: Site, world: World) -> Iterator[Page]:
    """Lin's free times, of which none is marked."""
    context = context_of(chromium, world_site, "lin")
    page = context.new_page()
    open_unmarked(page, world)
    yield page
    context.close()


def open_unmarked(page: Page, world: World) -> None:
    page.goto(f"/participations/{world.participant['zhao_founder']}/availability?lang=en")
    whole = page.get_by_role("button", name="The whole day")
    whole.click()
    if marked(page) != [False] * 4:
        whole.click()
    assert marked(page) == [False] * 4


def marked(page: Page) -> list[bool]:
    return [box.is_checked() for box in page.locator(".slot input").all()]


def middle(page: Page, n: int) -> tuple[float, float]:
    box = page.locator(".slot").nth(n).bounding_box()
    assert box is not None
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def test_a_stroke_of_the_mouse_marks_free_times_and_saves_them(times: Page) -> None:
    last = times.locator(".slot").count() - 1
    times.mouse.move(*middle(times, 0))
    times.mouse.down()
    times.mouse.move(*middle(times, last), steps=6)
    # Back by one: the last box is given back before the hand lets go.
    times.mouse.move(*middle(times, 1), steps=6)
    times.mouse.up()

    painted = marked(times)
    assert painted[:2] == [True, True]
    assert not painted[last]
    expect(times.locator("[data-autosave-status]")).to_contain_text("Saved at", timeout=10_000)
    times.reload()
    assert marked(times) == painted


def test_arrows_move_space_marks_and_shift_carries_on(times: Page) -> None:
    first = times.locator(".slot input").first
    first.focus()
    times.keyboard.press("Space")
    times.keyboard.press("Shift+ArrowDown")
    times.keyboard.press("ArrowDown")

    assert marked(times) == [True, True, False, False]
    # Below the last one of its column there is nothing to go to.
    assert times.evaluate("document.activeElement.value") == times.locator(".slot input").nth(1).input_value()


def test_a_finger_paints_as_the_mouse_does(chromium: Browser, world_site: Site, world: World) -> None:
    context = context_of(chromium, world_site, "lin", touch=True)
    page = context.new_page()
    open_unmarked(page, world)
    page.locator(".availability").scroll_into_view_if_needed()
    touch = context.new_cdp_session(page)
    start, end = middle(page, 0), middle(page, 1)

    def at(point: tuple[float, float]) -> list[dict[str, float]]:
        return [{"x": point[0], "y": point[1]}]

    touch.send("Input.dispatchTouchEvent", {"type": "touchStart", "touchPoints": at(start)})
    for step in range(1, 5):
        between = tuple(a + (b - a) * step / 4 for a, b in zip(start, end, strict=True))
        touch.send(
            "Input.dispatchTouchEvent", {"type": "touchMove", "touchPoints": at((between[0], between[1]))}
        )
    touch.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})

    assert marked(page) == [True, True, False, False]
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    context.close()


def test_a_wish_saves_itself_and_one_over_the_cap_says_so(
    chromium: Browser, world_site: Site, world: World
) -> None:
    organiser = context_of(chromium, world_site, "zhao")
    board = organiser.new_page()
    board.goto(f"/organiser/events/{world.event['zhao']}/wishes?lang=en")
    board.fill("[name=most_must]", "1")
    board.fill("[name=most_like]", "0")
    board.locator("form", has=board.locator("[name=most_must]")).get_by_role("button").click()
    board.wait_for_load_state()
    context = context_of(chromium, world_site, "lin")
    page = context.new_page()
    page.goto(f"/participations/{world.participant['zhao_founder']}/wishes?lang=en")

    page.get_by_label("No wish").check()
    expect(page.locator("#wish-state")).to_contain_text("Saved at")
    page.get_by_label("Would like").check()
    expect(page.locator("#wish-state")).to_contain_text("Not saved")

    # What was pressed is still pressed; what was saved before is still saved.
    assert page.get_by_label("Would like").is_checked()
    assert violations(page) == []
    page.reload()
    assert page.get_by_label("No wish").is_checked()
    context.close()
    organiser.close()
