"""Pages of registration, of the builder and of calling off, as people use them."""

from __future__ import annotations

import csv
import io
import re

import pytest

from tests.web.expectations.events import FACTS

pytestmark = pytest.mark.anyio

BUILT = FACTS | {
    "title_zh": "冬季路演",
    "seats": "60",
    "open_registration": "1",
    "b1_kind": "pitch",
    "b1_start": "09:00",
    "b1_count": "4",
    "b2_kind": "break",
    "b2_minutes": "15",
    "b3_kind": "meeting",
    "b3_count": "3",
    "b3_minutes": "20",
}


async def n_events(conn):
    return await conn.fetchval("select count(*) from event")


async def test_builder_shows_the_day_and_saves_nothing_before_it_is_told(client, world, world_conn) -> None:
    client.sign_in("zhao")
    before = await n_events(world_conn)

    shown = await client.post("/organiser/events/new?lang=en", data=BUILT | {"act": "preview"})

    assert shown.status_code == 200
    assert "Pitch 4" in shown.text
    assert "Meetings, round 3" in shown.text
    assert "8 slots for pitches, room for 12 meetings." in shown.text
    assert 'value="冬季路演"' in shown.text
    assert await n_events(world_conn) == before


async def test_built_event_has_the_slots_that_were_shown(client, world, world_conn) -> None:
    client.sign_in("zhao")

    saved = await client.post("/organiser/events/new", data=BUILT | {"act": "save"})

    event_id = int(saved.headers["location"].rsplit("/", 1)[1])
    slots = await world_conn.fetch(
        """select kind, room_id is not null as in_room, to_char(lower(during) at time zone 'Asia/Shanghai', 'HH24:MI') as at,
               extract(epoch from upper(during) - lower(during)) / 60 as minutes
           from event_slot where event_id = $1 order by lower(during), room_id""",
        event_id,
    )
    pitches = [(s["at"], int(s["minutes"])) for s in slots if s["kind"] == "pitch"]
    meetings = [(s["at"], int(s["minutes"])) for s in slots if s["kind"] == "meeting"]
    assert pitches == [(at, 15) for at in ("09:00", "09:15", "09:30", "09:45") for _ in range(2)]
    assert meetings == [(at, 20) for at in ("10:15", "10:35", "10:55")]


async def test_builder_keeps_what_was_typed_and_names_what_is_wrong(client, world, world_conn) -> None:
    client.sign_in("zhao")
    before = await n_events(world_conn)

    lecture = await client.post("/organiser/events/new?lang=en", data=BUILT | {"kind": "lecture"})
    late = await client.post("/organiser/events/new?lang=en", data=BUILT | {"b1_start": "17:30"})

    assert (lecture.status_code, late.status_code) == (422, 422)
    assert "An event of this kind has no pitches on stage." in lecture.text
    assert "Some of these slots would lie outside the times of the event." in late.text
    assert 'value="冬季路演"' in lecture.text
    assert await n_events(world_conn) == before


async def test_builder_begins_with_a_usual_day_or_an_own_event_alone(client, world) -> None:
    client.sign_in("zhao")

    usual = await client.get("/organiser/events/new?template=half_day_roadshow")
    copy = await client.get(f"/organiser/events/new?copy={world.event['zhao']}")
    other = await client.get(f"/organiser/events/new?copy={world.event['zhou']}")
    unknown = await client.get("/organiser/events/new?template=picnic")

    assert [a.status_code for a in (usual, copy, other, unknown)] == [200, 200, 404, 404]
    assert re.search(r'name="b1_count"[^>]*value="8"', usual.text)
    assert 'value="zhao 路演"' in copy.text
    assert re.search(r'name="b1_count"[^>]*value="2"', copy.text)
    assert re.search(r'name="day"[^>]*value="2026-06-18"', copy.text)


async def test_whoever_is_signed_out_is_led_to_sign_in_and_back(client, world) -> None:
    client.sign_in("nobody")

    page = await client.get(f"/events/{world.event['salon']}")
    pressed = await client.post(f"/events/{world.event['salon']}/register")

    assert f'href="/sign-in?next=/events/{world.event["salon"]}"' in page.text
    assert pressed.headers["location"].startswith("/sign-in")


async def test_full_event_offers_the_waiting_list_and_then_says_the_turn(client, world) -> None:
    client.sign_in("wu")
    path = f"/events/{world.event['salon']}"

    before = await client.get(f"{path}?lang=en")
    pressed = await client.post(f"{path}/register")
    after = await client.get(f"{path}?lang=en")

    assert "All 2 seats are taken; 1 wait." in before.text
    assert "Join the waiting list" in before.text
    assert pressed.headers["location"] == path
    assert "1 person waits before you." in after.text
    assert "Join the waiting list" not in after.text


async def test_public_list_is_filtered_by_links_and_names_a_kind_that_is_none(client, world) -> None:
    salon, roadshow = f'href="/events/{world.event["salon"]}"', f'href="/events/{world.event["zhao"]}"'

    every, salons, open_ones, none = [
        await client.get(f"/events{query}") for query in ("", "?kind=salon", "?open=1", "?kind=picnic")
    ]

    assert [(salon in p.text, roadshow in p.text) for p in (every, salons, open_ones)] == [
        (True, True),
        (True, False),
        (True, False),
    ]
    assert none.status_code == 422


async def test_file_of_registrations_holds_what_the_filters_leave_and_no_formula(
    client, world, world_conn
) -> None:
    client.sign_in("zhao")
    await world_conn.execute("update person set name = '=cmd|x' where id = $1", world.person["sun"])
    path = f"/organiser/events/{world.event['salon']}/registrations?format=csv"

    everybody = await client.get(f"{path}&lang=en")
    waiting = await client.get(f"{path}&status=waiting&lang=en")

    rows = list(csv.reader(io.StringIO(everybody.content.decode("utf-8-sig"))))
    assert [h.partition(" / ")[2] for h in rows[0][:5]] == [
        "Name",
        "Mail address",
        "Organisation",
        "State",
        "Turn",
    ]
    assert [r[0] for r in rows[1:]] == ["Xu", "Guo", "'=cmd|x"]
    assert [r[1] for r in csv.reader(io.StringIO(waiting.content.decode("utf-8-sig")))][1:] == [
        "sun@example.test"
    ]
    assert everybody.headers["content-type"].startswith("text/csv")


async def test_seat_out_of_turn_needs_a_reason(client, world) -> None:
    client.sign_in("zhao")
    path = f"/organiser/events/{world.event['salon']}/registrations"

    refused = await client.post(
        f"{path}/promote", data={"registration": str(world.registration["sun"]), "because": " "}
    )
    given = await client.post(
        f"{path}/promote?lang=en", data={"registration": str(world.registration["sun"]), "because": "致辞"}
    )
    page = await client.get(f"{path}?lang=en")

    assert (refused.status_code, given.status_code) == (422, 303)
    assert "Out of turn: 致辞" in page.text
    assert "All 3 seats are taken." in page.text


async def test_order_is_looked_at_before_it_is_done(client, world, world_conn) -> None:
    client.sign_in("zhao")
    path = f"/organiser/events/{world.event['zhao']}/call-off"
    order = {
        "act": "postpone",
        "day": "2026-06-19",
        "starts": "09:00",
        "reason_zh": "会场停电",
        "reason_en": "No power in the hall",
        "seen_starts_at": "2026-06-05T01:00:00+00:00",
        "seen_date_open": "",
    }

    looked = await client.post(f"{path}?lang=en", data=order)
    still = await world_conn.fetchval("select lower(during) from event where id = $1", world.event["zhao"])
    fields = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)">', looked.text))
    done = await client.post(path, data=fields)
    again = await client.post(path, data=fields)
    moved = await world_conn.fetchval("select lower(during) from event where id = $1", world.event["zhao"])
    public = await client.get(f"/events/{world.event['zhao']}?lang=en")
    n_mails = await world_conn.fetchval("select count(*) from outbox_mail where purpose = 'event_postponed'")

    assert looked.status_code == 200
    assert "3 people get a mail." in looked.text
    assert still.day == 5
    assert [a.headers["location"] for a in (done, again)] == [f"/organiser/events/{world.event['zhao']}"] * 2
    assert moved.day == 19
    assert "No power in the hall" in public.text
    assert n_mails == 3


async def test_order_without_a_reason_in_both_languages_is_sent_back(client, world) -> None:
    client.sign_in("zhao")
    path = f"/organiser/events/{world.event['zhao']}/call-off"

    page = await client.post(
        path, data={"act": "cancel", "reason_zh": "台风", "seen_starts_at": "2026-06-05T01:00:00+00:00"}
    )

    assert page.status_code == 422
    assert 'value="台风"' in page.text


async def test_lecture_shows_no_pitches_meetings_or_jury_to_its_organiser(client, world) -> None:
    client.sign_in("zhao")
    saved = await client.post(
        "/organiser/events/new", data=FACTS | {"kind": "lecture", "title_zh": "讲座", "rooms": ""}
    )

    page = await client.get(f"{saved.headers['location']}?lang=en")

    assert saved.headers["location"].startswith("/organiser/events/")
    for words in (
        "Select pitches",
        "Invite providers",
        "Jurors</a>",
        "Rooms and slots",
        "Pitches in reserve",
    ):
        assert words not in page.text
    assert "Publish the event" in page.text
