"""Pages of events: what they say, what they refuse, what they keep, and how often they ask the database."""

from __future__ import annotations

import re

import pytest

from tests.web.expectations.events import FACTS
from tests.web.services.event_stories import entries_of

pytestmark = pytest.mark.anyio


async def test_new_event_is_made_and_leads_to_its_slots(client, world, world_conn) -> None:
    client.sign_in("zhao")

    answer = await client.post("/organiser/events/new", data=FACTS)

    event_id = await world_conn.fetchval("select max(id) from event")
    assert answer.headers["location"] == f"/organiser/events/{event_id}/slots"
    rooms = await world_conn.fetch("select name from event_room where event_id = $1 order by name", event_id)
    assert [r["name"] for r in rooms] == ["A", "B"]
    starts = await world_conn.fetchval("select lower(during) from event where id = $1", event_id)
    assert starts.isoformat() == "2026-06-05T00:30:00+00:00"


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"title_zh": ""}, "title_zh"),
        ({"ends": "08:00"}, "ends"),
        ({"day": "yesterday"}, "day"),
        ({"starts": "25:00"}, "starts"),
        ({"attendance": "online", "link": ""}, "link"),
        ({"n_tables": "many"}, "n_tables"),
        ({"timezone": "Mars/Olympus"}, "timezone"),
        ({"languages": ""}, "languages"),
    ],
)
async def test_wrong_facts_are_refused_and_kept(client, change, field) -> None:
    client.sign_in("zhao")

    answer = await client.post("/organiser/events/new", data=FACTS | change)

    assert answer.status_code == 422
    assert f'href="#f-{field}"' in answer.text
    assert "会议中心" in answer.text


async def test_own_plan_shows_own_meetings_and_nobody_else_s(client, world) -> None:
    client.sign_in("lin")
    lin = await client.get(f"/events/{world.event['zhao']}/my-plan")
    client.sign_in("chen")
    chen = await client.get(f"/events/{world.event['zhao']}/my-plan")

    assert "王天使" in lin.text
    assert chen.status_code == 404


async def test_public_event_never_shows_who_meets_whom(client, world) -> None:
    answer = await client.sign_in("nobody").get(f"/events/{world.event['zhao']}")

    assert "lin 项目" in answer.text
    assert "王天使" not in answer.text


async def test_public_calendar_frames_its_stage_programme_in_utc(client, world) -> None:
    answer = await client.sign_in("nobody").get(f"/events/{world.event['zhao']}.ics")

    entry, *stage = entries_of(answer.content)
    assert answer.headers["content-type"].startswith("text/calendar")
    assert entry["uid"] == f"event-{world.event['zhao']}@shoutou"
    assert entry["dtstart"] == "20260605T010000Z"
    assert [(e["summary"], e["status"]) for e in stage] == [("lin 项目", "CONFIRMED")]


async def test_correction_with_an_old_revision_is_a_clear_conflict(client, world) -> None:
    client.sign_in("zhao")
    path = f"/organiser/events/{world.event['zhao']}/plans/{world.plan['zhao_draft']}"
    data = {"act": "lock", "revision": "0", "participant": str(world.participant["zhao_founder"])}

    first = await client.post(f"{path}/change", data=data)
    second = await client.post(f"{path}/change", data=data)

    assert (first.status_code, second.status_code) == (303, 409)


async def test_panel_of_a_pair_names_free_slots_and_obstacles(client, world) -> None:
    client.sign_in("zhao")
    path = f"/organiser/events/{world.event['zhao']}/plans/{world.plan['zhao_draft']}"
    pair = {"participant": world.participant["zhao_founder"], "provider": world.participant["zhao_provider"]}

    panel = await client.get(path, params=pair)
    placed = await client.post(
        f"{path}/change",
        data={**pair, "act": "place", "revision": "0", "slot": str(world.slot["zhao_meeting1"])},
    )
    after = await client.get(path)

    assert 'id="panel"' in panel.text
    assert placed.status_code == 303
    assert "王天使" in after.text


async def test_plan_page_names_what_does_not_work_any_more(client, world, world_conn) -> None:
    await world_conn.execute(
        "insert into participant_busy values ($1, $2)",
        world.participant["zhao_founder"],
        world.slot["zhao_pitch1"],
    )
    path = f"/organiser/events/{world.event['zhao']}/plans/{world.plan['zhao_draft']}"

    answer = await client.sign_in("zhao").get(path, params={"lang": "en"})
    refused = await client.post(f"{path}/release", data={"revision": "0"})

    assert "lin 项目 is not free at 09:20." in answer.text
    assert refused.status_code == 409


async def test_waiting_plan_looks_again_by_itself(client, world) -> None:
    client.sign_in("zhao")
    answer = await client.post(f"/organiser/events/{world.event['zhao']}/plans")

    page = await client.get(answer.headers["location"])

    path = answer.headers["location"]
    assert f'data-hx-get="{path}/live"' in page.text
    assert f'href="{path}"' in page.text


async def test_no_pitch_ticked_is_told(client, world) -> None:
    client.sign_in("zhao")

    answer = await client.post(f"/organiser/events/{world.event['zhao']}/pitches", data={})

    assert answer.status_code == 422


async def test_feed_address_is_shown_once_and_works(client) -> None:
    client.sign_in("lin")

    made = await client.post("/calendar-link")
    again = await client.get("/calendar-link")
    path = re.search(r"http://shoutou\.test(/calendar/[\w-]+\.ics)", made.text)

    assert path is not None
    assert "/calendar/" not in again.text.replace("/calendar-link", "")
    feed = await client.sign_in("nobody").get(path[1])
    assert feed.status_code == 200


QUERIES = 8


@pytest.mark.parametrize(
    ("persona", "path"),
    [
        ("zhao", "/organiser"),
        ("zhao", "/organiser/events"),
        ("zhao", "/organiser/events/{event}"),
        ("zhao", "/organiser/events/{event}/plans/{plan}"),
        ("zhao", "/organiser/events/{event}/pitches"),
        ("zhao", "/organiser/events/{event}/providers"),
        ("lin", "/founder/events"),
        ("wang", "/provider/events"),
        ("lin", "/events/{event}/my-plan"),
        ("nobody", "/events"),
        ("nobody", "/events/{event}"),
    ],
)
async def test_pages_keep_their_query_budget(client, world, world_conn, persona, path) -> None:
    client.sign_in(persona)
    address = path.format(event=world.event["zhao"], plan=world.plan["zhao_draft"])
    # The driver learns types at its first meeting with them.
    await client.get(address)
    asked: list[str] = []
    world_conn.add_query_logger(lambda q: asked.append(q.query))

    answer = await client.get(address)

    real = [q for q in asked if not re.match(r"(?i)\s*(savepoint|release|rollback|begin|commit)", q)]
    assert answer.status_code == 200
    assert len(real) <= QUERIES, [q[:60] for q in real]
