"""The pages of the day over HTTP: a volunteer sees names and sides alone, a screen no partner, a door's JSON."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest

from tests.web.expectations.day import SETTINGS, link
from tests.web.test_every_route import path_of
from web.services.door import door_code
from web.services.tokens import DOOR, SCREEN

pytestmark = pytest.mark.anyio

ON_STAGE = datetime(2026, 6, 5, 1, 5, tzinfo=UTC)


def door(world):
    return path_of("door.volunteer", link(DOOR, "zhao_door")(world))


def code(world, persona):
    return door_code(SETTINGS, event_id=world.event["zhao"], person_id=world.person[persona])


def sent(at, *seen):
    return {"sent_at": at.isoformat(), "seen": list(seen)}


def one(world, persona, at):
    return {"id": str(uuid4()), "code": code(world, persona), "at": at.isoformat(), "undoes": []}


async def test_volunteer_sees_names_and_sides_and_the_organiser_for_whom_they_come(client, world) -> None:
    volunteers = (await client.sign_in("nobody").get(door(world))).text
    staffs = (await client.sign_in("zhao").get(path_of("door.staff", {"event_id": world.event["zhao"]}))).text

    for text in (volunteers, staffs):
        assert all(f'data-name="{name}"' in text for name in ("Lin", "Wang", "He"))
        assert 'data-name="Qian"' not in text
        assert "example.test" not in text
    for organisation in ("王天使", "晨稷冷链"):
        assert organisation in staffs
        assert organisation not in volunteers


async def test_camera_is_allowed_at_the_door_and_nowhere_else(client, world) -> None:
    at_the_door = await client.sign_in("nobody").get(door(world))
    elsewhere = await client.get("/events")

    assert at_the_door.headers["permissions-policy"].startswith("camera=(self)")
    assert at_the_door.headers["x-door-until"] == "2026-06-05T15:00:00+00:00"
    assert elsewhere.headers["permissions-policy"].startswith("camera=()")


async def test_device_sends_what_it_kept_and_reads_how_things_stand(client, world, clock) -> None:
    client.sign_in("nobody")
    kept = one(world, "lin", clock.now() - timedelta(minutes=9))

    answers = [await client.post(f"{door(world)}/seen", json=sent(clock.now(), kept)) for _ in range(2)]
    listed = await client.get(f"{door(world)}/list")

    stands = [{"id": kept["id"], "at": (clock.now() - timedelta(minutes=9)).isoformat()}]
    for answer in (*answers, listed):
        assert answer.json()["seen"] == {
            code(world, "lin"): stands, code(world, "wang"): [], code(world, "he"): []
        }  # fmt: skip


@pytest.mark.parametrize(
    "body",
    [
        "",
        "[]",
        "{}",
        '{"sent_at": "2026-05-15T02:00:00", "seen": []}',
        '{"sent_at": "2026-05-15T02:00:00Z", "seen": [{"id": "x", "code": "y", "at": "z"}]}',
        '{"sent_at": 5, "seen": 5}',
    ],
)
async def test_what_no_page_of_ours_sends_is_refused(client, world, body) -> None:
    answer = await client.sign_in("nobody").post(
        f"{door(world)}/seen", content=body, headers={"Content-Type": "application/json"}
    )

    assert answer.status_code == 422


async def test_screen_shows_the_pitch_on_stage_and_nobody_s_meetings(client, world, clock) -> None:
    clock.instant = ON_STAGE
    path = path_of("day.screen", link(SCREEN, "zhao_screen")(world))

    text = (await client.sign_in("nobody").get(path)).text

    assert "lin 项目" in text
    assert "王天使" not in text
    assert "Wang" not in text


async def test_own_day_names_the_partner_to_both_and_to_no_juror(client, world, clock) -> None:
    clock.instant = datetime(2026, 6, 5, 3, 5, tzinfo=UTC)
    path = path_of("day.own", {"event_id": world.event["zhao"]})

    pages = {persona: (await client.sign_in(persona).get(path)).text for persona in ("lin", "wang", "he")}

    assert "王天使" in pages["lin"]
    assert "晨稷冷链" in pages["wang"]
    assert "王天使" not in pages["he"]
    assert all(written in pages[p] for p, written in _written(world).items())


def _written(world):
    return {p: f"{code(world, p)[:5]}-{code(world, p)[5:]}" for p in ("lin", "wang", "he")}


async def test_delay_asked_in_the_address_changes_nothing_and_names_its_consequences(client, world) -> None:
    client.sign_in("zhao")
    path = path_of("organiser.late", {"event_id": world.event["zhao"]})

    asked = await client.get(path, params={"room": str(world.room["zhao"]), "minutes": "12", "lang": "en"})
    wrong = await client.get(path, params={"room": "99999", "minutes": "0"})

    assert asked.status_code == 200
    assert "1 pitch starts later." in asked.text
    assert "run 12 minutes late" in asked.text
    assert wrong.status_code == 422
    programme = (await client.get(f"/events/{world.event['zhao']}")).text
    assert "09:00–09:15" in programme


async def test_delay_stands_in_the_public_programme(client, world) -> None:
    client.sign_in("zhao")
    path = path_of("organiser.late", {"event_id": world.event["zhao"]})

    answer = await client.post(path, data={"room": str(world.room["zhao"]), "minutes": "12"})

    assert answer.status_code == 303
    assert "09:12–09:27" in (await client.get(f"/events/{world.event['zhao']}")).text
