"""The board in a real browser: cards move by mouse and by keyboard, and the page says what is possible."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browser.conftest import Site, signed_in, violations
from tests.world import World
from web.resources import Resources

pytestmark = pytest.mark.browser


@pytest.fixture
def draft(world_site: Site, world: World) -> str:
    """The address of a draft with one pitch and one meeting."""

    async def arrange(parts: Resources) -> None:
        async with parts.db.transaction() as conn:
            for table in ("plan_meeting", "plan_edit"):
                await conn.execute(f"delete from {table} where plan_id = $1", world.plan["zhao_draft"])
            await conn.execute("delete from participant_busy")
            await conn.execute(
                "insert into plan_meeting (plan_id, founder_id, provider_id, slot_id, table_no, value) "
                "values ($1, $2, $3, $4, 1, 80)",
                world.plan["zhao_draft"],
                world.participant["zhao_founder"],
                world.participant["zhao_provider"],
                world.slot["zhao_meeting0"],
            )

    world_site.run(arrange)
    return f"{world_site.address}/organiser/events/{world.event['zhao']}/plans/{world.plan['zhao_draft']}"


@pytest.fixture
def page(chromium: Browser, world_site: Site) -> Iterator[Page]:
    """Zhao's browser; nothing may break in it."""
    context: BrowserContext = chromium.new_context(viewport={"width": 1280, "height": 1000}, bypass_csp=False)
    signed_in(context, world_site, "zhao")
    opened = context.new_page()
    broken: list[str] = []
    opened.on("pageerror", lambda error: broken.append(str(error)))
    opened.on("console", lambda said: broken.append(said.text) if "Content Security" in said.text else None)
    yield opened
    context.close()
    assert broken == []


def where(site: Site, world: World) -> tuple[datetime, int]:
    """When and at which table the two of the draft meet."""

    async def read(parts: Resources) -> tuple[datetime, int]:
        async with parts.db.read() as conn:
            row = await conn.fetchrow(
                "select lower(s.during) as at, m.table_no from plan_meeting m join event_slot s on s.id = m.slot_id "
                "where m.plan_id = $1",
                world.plan["zhao_draft"],
            )
            return row["at"], row["table_no"]

    return site.run(read)


def spot(page: Page, slot: int, table: int) -> str:
    return f'[data-spot="s{slot}-{table}"]'


def test_card_is_dragged_and_undone(page: Page, world_site: Site, world: World, draft: str) -> None:
    before = where(world_site, world)
    page.goto(f"{draft}?lang=en&tables=all")
    card = page.locator(".board-tables td[data-participant]").first
    target = page.locator(spot(page, world.slot["zhao_meeting1"], 2))
    start, end = card.bounding_box(), target.bounding_box()
    assert start is not None
    assert end is not None

    page.mouse.move(start["x"] + 20, start["y"] + start["height"] - 8)
    page.mouse.down()
    page.mouse.move(start["x"] + 40, start["y"] + start["height"] + 8, steps=4)
    expect(page.locator(".board-possible").first).to_be_visible()
    page.mouse.move(end["x"] + 20, end["y"] + end["height"] / 2, steps=6)
    expect(page.locator("[data-board-says]")).to_contain_text("possible")
    with page.expect_navigation():
        page.mouse.up()

    moved = where(world_site, world)
    assert moved != before
    assert moved[1] == 2
    with page.expect_navigation():
        page.get_by_role("button", name="Undo: a move").click()
    assert where(world_site, world) == before


def test_card_is_moved_with_the_keyboard_alone(
    page: Page, world_site: Site, world: World, draft: str
) -> None:
    before = where(world_site, world)
    page.goto(f"{draft}?lang=en&tables=all")
    card = page.locator(".board-tables [data-card]").first
    says = page.locator("[data-board-says]")

    card.focus()
    page.keyboard.press("Enter")
    expect(says).to_contain_text("Picked up")
    page.keyboard.press("ArrowRight")
    expect(says).to_contain_text("Table 2: possible")
    page.keyboard.press("Escape")
    expect(says).to_contain_text("Put back")
    assert where(world_site, world) == before

    page.keyboard.press("Enter")
    expect(says).to_contain_text("Picked up")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    expect(says).to_contain_text("Table 3")
    with page.expect_navigation():
        page.keyboard.press("Enter")

    moved = where(world_site, world)
    assert (moved[0] > before[0], moved[1]) == (True, 3)


def test_blocked_place_says_why_and_takes_nothing(
    page: Page, world_site: Site, world: World, draft: str
) -> None:
    async def away(parts: Resources) -> None:
        async with parts.db.transaction() as conn:
            await conn.execute(
                "insert into participant_busy (participant_id, slot_id) values ($1, $2) on conflict do nothing",
                world.participant["zhao_founder"],
                world.slot["zhao_pitch0"],
            )

    world_site.run(away)
    page.goto(f"{draft}?lang=en")
    page.locator(".board-stages [data-card]").first.focus()
    says = page.locator("[data-board-says]")

    page.keyboard.press("Enter")
    expect(says).to_contain_text("Picked up")
    page.keyboard.press("ArrowUp")
    expect(says).to_contain_text("not possible")
    expect(says).to_contain_text("is not free")
    page.keyboard.press("Enter")

    expect(page.locator(".board-blocked.board-here")).to_be_visible()
    assert page.url.startswith(draft)


def test_click_still_opens_the_choices(page: Page, draft: str) -> None:
    page.goto(f"{draft}?lang=en")

    with page.expect_navigation():
        page.locator(".board-tables [data-card]").first.click()

    expect(page.locator("#panel")).to_be_visible()


@pytest.mark.parametrize("view", ["places", "people"])
def test_board_is_accessible_and_fits_a_phone(
    chromium: Browser, world_site: Site, draft: str, view: str
) -> None:
    context = chromium.new_context(viewport={"width": 360, "height": 800}, bypass_csp=True)
    signed_in(context, world_site, "zhao")
    opened = context.new_page()
    opened.goto(f"{draft}?view={view}")

    assert opened.evaluate("document.documentElement.scrollWidth") <= 360
    assert violations(opened) == []
    context.close()
