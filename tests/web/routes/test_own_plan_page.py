"""One's own plan on a phone: what comes next, when in which zone, where, and how to take it along."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest

from tests.conftest import client_for
from tests.web.services.event_stories import START, released
from web.services.door import door_code, written_code

pytestmark = pytest.mark.anyio


@pytest.fixture
async def http(settings, world_db, clock, files):
    async with client_for(settings, world_db, clock, files) as found:
        yield found


async def test_plan_tells_the_day_with_its_zone_and_the_code_for_the_door(
    http, world_db, clock, world, settings
) -> None:
    _, event_id, _ = await released(world_db, clock, world)
    http.sign_in("lin")

    page = (await http.get(f"/events/{event_id}/my-plan", params={"lang": "en"})).text

    assert re.findall(r"<h2 id=\"day-\d\">(.*?)</h2>", page) == ["1 Jul 2026 (Beijing time)"]
    assert written_code(door_code(settings, event_id=event_id, person_id=world.person["lin"])) in page
    assert written_code(door_code(settings, event_id=event_id, person_id=world.person["wang"])) not in page
    assert "entries on the live plan." in page
    first = re.search(r'class="button button-primary" href="#(entry-\w+-\d+)"', page)
    assert first is not None
    assert f'<li id="{first[1]}">' in page


async def test_on_the_day_the_plan_begins_with_what_comes_next(http, world_db, clock, world) -> None:
    _, event_id, _ = await released(world_db, clock, world)
    http.sign_in("lin")
    path = f"/events/{event_id}/my-plan"

    before = (await http.get(path)).text
    clock.instant = START - timedelta(minutes=10)
    next_one = (await http.get(path)).text
    clock.instant = START + timedelta(days=2)
    after = (await http.get(path)).text

    coming = r"下一项 \d\d:\d\d（北京时间）"
    assert not re.search(coming, before)
    assert re.search(coming + "：您的路演：lin 项目，A", next_one)
    assert not re.search(coming, after)
    assert "入场时出示此码" not in after


async def test_address_for_one_event_is_made_on_its_plan(http, world_db, clock, world) -> None:
    _, event_id, _ = await released(world_db, clock, world)
    http.sign_in("lin")

    made = await http.post("/calendar-link", data={"event": str(event_id)})
    address = re.search(r"http://shoutou\.test(/calendar/[\w-]+\.ics)", made.text)

    assert address is not None
    assert f'href="webcal://shoutou.test{address[1]}"' in made.text
    feed = await http.sign_in("nobody").get(address[1])
    assert f"UID:event-{event_id}-participant-" in feed.text
    assert f"UID:event-{world.event['zhao']}-" not in feed.text
    assert f"UID:event-{world.event['zhao']}@" not in feed.text
    http.sign_in("lin")
    stopped = await http.post("/calendar-link/stop", data={"event": str(event_id)})
    assert stopped.status_code == 303
    assert (await http.get(address[1])).status_code == 404
    assert (await http.post("/calendar-link", data={"event": "999999"})).status_code == 404
    assert (await http.post("/calendar-link", data={"event": "x"})).status_code == 404
