"""The door with the network cut: reload, check in, come back; each is on the server once, and names go away."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import Site, now_of, signed_in, violations
from tests.world import World
from web.services.door import door_code
from web.services.tokens import DOOR, make_token

pytestmark = pytest.mark.browser

READY = "This page also works without connection."


@pytest.fixture
def door(chromium: Browser, world_site: Site, world: World) -> Iterator[Page]:
    """The volunteer's door of zhao's event, on a phone in English, kept on the device."""
    open_for(world_site, world, timedelta(days=1))
    # Other files of tests let people in, too.
    world_site.run(_forget)
    context = chromium.new_context(viewport={"width": 360, "height": 740}, locale="en-GB")
    page = context.new_page()
    page.goto(address(world_site, world))
    expect(page.locator("[data-door-state]")).to_have_text(READY)
    yield page
    context.close()
    world_site.run(_forget)


def address(site: Site, world: World) -> str:
    """The volunteer's address."""
    settings, clock = site.resources.settings, site.resources.clock
    token = make_token(settings, clock, DOOR, {"link": world.link["zhao_door"]})
    return f"{site.address}/door/links/{token}"


def open_for(site: Site, world: World, span: timedelta) -> None:
    """Let the link last for a while from the device's own time, which is not the world's."""

    async def set_end(parts):
        async with parts.db.transaction() as conn:
            await conn.execute(
                "update event_link set expires_at = now() + $2, revoked_at = null where id = $1",
                world.link["zhao_door"], span,
            )  # fmt: skip

    site.run(set_end)


async def _forget(parts) -> None:
    async with parts.db.transaction() as conn:
        await conn.execute("delete from check_in")


def seen(site: Site) -> list[tuple[str, int]]:
    """Who is on the server, and by how many sightings."""

    async def read(parts):
        async with parts.db.read() as conn:
            rows = await conn.fetch(
                "select p.name, count(*)::int as n from check_in c join person p on p.id = c.person_id"
                " where c.undone_at is null group by p.name order by p.name"
            )
            return [(r["name"], r["n"]) for r in rows]

    return site.run(read)


def row(page: Page, name: str):
    return page.locator(f"[data-code][data-name='{name}']")


def press(page: Page, name: str) -> None:
    row(page, name).get_by_role("button").click()


def test_door_without_network_keeps_check_ins_and_sends_each_once(door: Page, world_site: Site) -> None:
    door.context.set_offline(True)
    door.reload()
    press(door, "Lin")
    press(door, "Wang")

    expect(door.locator("[data-door-state]")).to_contain_text("Waiting to be sent (2)")
    expect(row(door, "Lin")).to_contain_text("waiting to be sent")
    expect(door.locator("[data-door-count]")).to_have_text("2 of 3 people are here.")
    assert seen(world_site) == []
    # Still there after the page was closed and opened again without connection.
    door.reload()
    expect(door.locator("[data-door-state]")).to_contain_text("Waiting to be sent (2)")

    door.context.set_offline(False)
    expect(door.locator("[data-door-state]")).to_have_text(READY, timeout=20_000)
    assert seen(world_site) == [("Lin", 1), ("Wang", 1)]
    door.reload()
    expect(row(door, "Lin")).to_contain_text(re.compile(r"Here since \d\d:\d\d$", re.MULTILINE))
    assert seen(world_site) == [("Lin", 1), ("Wang", 1)]


def test_mistake_undone_without_network_is_undone_on_the_server(door: Page, world_site: Site) -> None:
    press(door, "Lin")
    expect(row(door, "Lin")).to_contain_text("Here since")
    expect(door.locator("[data-door-state]")).to_have_text(READY)
    door.context.set_offline(True)
    press(door, "Lin")
    expect(row(door, "Lin")).to_contain_text("Undone, waiting to be sent")
    press(door, "Wang")

    door.context.set_offline(False)

    expect(door.locator("[data-door-state]")).to_have_text(READY, timeout=20_000)
    assert seen(world_site) == [("Wang", 1)]


def test_lost_answer_does_not_count_twice(door: Page, world_site: Site) -> None:
    # The server takes the check-in, its answer never arrives: the device must send it again.
    door.route("**/seen", lambda route: (route.fetch(), route.abort()), times=1)

    press(door, "Lin")

    expect(door.locator("[data-door-state]")).to_contain_text("No connection")
    expect(door.locator("[data-door-state]")).to_contain_text("Waiting to be sent (1)")
    assert seen(world_site) == [("Lin", 1)]
    expect(door.locator("[data-door-state]")).to_have_text(READY, timeout=30_000)
    assert seen(world_site) == [("Lin", 1)]


def test_other_door_is_told_that_somebody_is_here_already(
    door: Page, chromium: Browser, world_site: Site, world: World
) -> None:
    desk = chromium.new_context(locale="en-GB")
    desk.clock.set_system_time(now_of(world_site))
    signed_in(desk, world_site, "zhao")
    page = desk.new_page()
    page.goto(f"{world_site.address}/door/events/{world.event['zhao']}?lang=en")
    door.context.set_offline(True)
    press(door, "Lin")
    press(page, "Lin")
    expect(row(page, "Lin")).to_contain_text("Here since")
    # Else the other door may be the first whom the platform hears.
    expect(row(page, "Lin")).not_to_contain_text("waiting to be sent")

    door.context.set_offline(False)
    expect(row(door, "Lin")).to_contain_text("Another door saw this person")
    # As after a walk past the lift: the other door need not wait for its next look either.
    page.evaluate("dispatchEvent(new Event('online'))")

    for one in (door, page):
        expect(row(one, "Lin")).to_contain_text("Another door saw this person", timeout=30_000)
    assert seen(world_site) == [("Lin", 2)]
    desk.close()


def test_search_finds_in_both_scripts_and_a_typed_code_checks_in(
    door: Page, world_site: Site, world: World
) -> None:
    box = door.get_by_role("searchbox")
    for typed, found in (("wAn", ["Wang"]), ("juror", ["He"]), ("陌生人", [])):
        box.fill(typed)
        expect(door.locator("[data-code]:visible .door-name")).to_have_text(found)
    expect(door.get_by_text("Nobody who is expected is called so.")).to_be_visible()
    settings = world_site.resources.settings
    code = door_code(settings, event_id=world.event["zhao"], person_id=world.person["lin"])

    box.fill(f"{code[:5]}-{code[5:]}".lower())
    box.press("Enter")

    expect(row(door, "Lin")).to_contain_text("Here since")
    expect(door.locator("[data-door-said]")).to_have_text("Lin is checked in.")


SCANNER = """
globalThis.BarcodeDetector = class { async detect() { return globalThis.shown ? [{ rawValue: globalThis.shown }] : []; } };
Object.defineProperty(navigator, "mediaDevices", { value: { getUserMedia: async () => new MediaStream() } });
HTMLMediaElement.prototype.play = async () => {};
"""


def test_scanned_code_checks_in_once_and_an_unknown_one_is_said(
    door: Page, world_site: Site, world: World
) -> None:
    door.add_init_script(SCANNER)
    door.reload()
    settings = world_site.resources.settings
    code = door_code(settings, event_id=world.event["zhao"], person_id=world.person["wang"])
    door.get_by_role("button", name="Scan a code").click()

    door.evaluate("(code) => { globalThis.shown = code; }", f"{code[:5]}-{code[5:]}")

    expect(row(door, "Wang")).to_contain_text("Here since")
    door.evaluate("() => { globalThis.shown = '00000-00000'; }")
    expect(door.locator("[data-door-said]")).to_have_text("Nobody who is expected carries this code.")
    assert seen(world_site) == [("Wang", 1)]
    door.get_by_role("button", name="Stop the camera").click()


def kept(page: Page) -> list[str]:
    """The pages, not the files, that the device keeps."""
    found = page.evaluate(
        "async () => (await (await caches.open('door')).keys()).map(r => new URL(r.url).pathname)"
        ".filter(p => p.startsWith('/door/'))"
    )
    return list(found)


def test_list_leaves_the_device_when_the_link_ends(door: Page, world_site: Site, world: World) -> None:
    assert kept(door) != []

    async def end(parts):
        async with parts.db.transaction() as conn:
            await conn.execute(
                "update event_link set revoked_at = now() where id = $1", world.link["zhao_door"]
            )

    world_site.run(end)
    press(door, "Lin")

    expect(door.locator("[data-door-count]")).to_contain_text("removed from this device")
    expect(door.locator("[data-code]")).to_have_count(0)
    assert kept(door) == []


def test_list_leaves_the_device_when_its_reader_signs_out(
    chromium: Browser, world_site: Site, world: World
) -> None:
    context = chromium.new_context(locale="en-GB", viewport={"width": 1280, "height": 900})
    context.clock.set_system_time(now_of(world_site))

    async def session(parts):
        async with parts.db.transaction() as conn:
            await conn.execute(
                "insert into session (token_hash, person_id, created_at, last_seen_at, expires_at, second_factor_at)"
                " select sha256('to-sign-out'), person_id, created_at, last_seen_at, expires_at, second_factor_at"
                " from session where person_id = $1 limit 1",
                world.person["zhao"],
            )

    world_site.run(session)
    context.add_cookies([{"name": "session", "value": "to-sign-out", "url": world_site.address}])
    page = context.new_page()
    page.goto(f"{world_site.address}/door/events/{world.event['zhao']}?lang=en")
    expect(page.locator("[data-door-state]")).to_have_text(READY)
    assert kept(page) != []

    page.locator(".menu summary").click()
    page.get_by_role("button", name="Sign out").click()
    page.wait_for_url(lambda url: "/door/" not in url)

    assert kept(page) == []
    context.set_offline(True)
    with pytest.raises(Exception, match="ERR_"):
        page.goto(f"{world_site.address}/door/events/{world.event['zhao']}")
    context.close()


def test_list_leaves_the_device_when_its_day_is_over(door: Page, world_site: Site, world: World) -> None:
    open_for(world_site, world, timedelta(seconds=6))
    door.reload()
    expect(door.locator("[data-door-state]")).to_have_text(READY)
    door.context.set_offline(True)
    door.wait_for_timeout(7_000)

    with pytest.raises(Exception, match="ERR_"):
        door.reload()

    door.context.set_offline(False)
    door.goto(f"{world_site.address}/sign-in")
    assert kept(door) == []


def test_door_works_without_script(chromium: Browser, world_site: Site, world: World) -> None:
    open_for(world_site, world, timedelta(days=1))
    context = chromium.new_context(java_script_enabled=False, locale="en-GB")
    page = context.new_page()
    # What a page of the test before had still to send may have come after that one's end.
    world_site.run(_forget)
    page.goto(f"{address(world_site, world)}?q=lin")
    expect(page.locator("[data-code]")).to_have_count(1)

    press(page, "Lin")

    expect(page.get_by_text("Lin is checked in.")).to_be_visible()
    assert seen(world_site) == [("Lin", 1)]
    press(page, "Lin")
    expect(page.get_by_text("no longer checked in")).to_be_visible()
    assert seen(world_site) == []
    context.close()
    world_site.run(_forget)


def test_door_is_accessible(chromium: Browser, world_site: Site, world: World) -> None:
    open_for(world_site, world, timedelta(days=1))
    context = chromium.new_context(viewport={"width": 360, "height": 740}, bypass_csp=True)
    page = context.new_page()
    page.goto(address(world_site, world))

    assert violations(page) == []
    context.close()
