"""Pages of the board: what a card is told of its targets, what a button does, what the live part and the outbox say."""

from __future__ import annotations

import pytest

pytestmark = pytest.mark.anyio


def path_of(world):
    return f"/organiser/events/{world.event['zhao']}/plans/{world.plan['zhao_draft']}"


async def place(client, world, table=2):
    """Let the two of the draft meet at a table."""
    return await client.post(
        f"{path_of(world)}/change",
        data={
            "act": "place",
            "revision": "0",
            "participant": str(world.participant["zhao_founder"]),
            "provider": str(world.participant["zhao_provider"]),
            "slot": str(world.slot["zhao_meeting0"]),
            "table": str(table),
            "view": "people",
        },
    )


async def test_targets_of_a_pitch_say_where_and_why_not(client, world, world_conn) -> None:
    await world_conn.execute(
        "insert into participant_busy values ($1, $2)",
        world.participant["zhao_founder"],
        world.slot["zhao_pitch0"],
    )
    client.sign_in("zhao")

    answer = await client.get(
        f"{path_of(world)}/targets",
        params={"participant": world.participant["zhao_founder"], "lang": "en"},
    )

    cell = answer.json()["cells"][f"s{world.slot['zhao_pitch0']}"]
    assert (cell["ok"], cell["why"]) == (False, "lin 项目 is not free at 09:00.")


async def test_targets_of_a_meeting_name_tables_and_on_a_person_s_row_times(client, world) -> None:
    client.sign_in("zhao")
    pair = {"participant": world.participant["zhao_founder"], "provider": world.participant["zhao_provider"]}

    places = (await client.get(f"{path_of(world)}/targets", params=pair)).json()["cells"]
    people = (await client.get(f"{path_of(world)}/targets", params=pair | {"view": "people"})).json()["cells"]

    assert set(places) == {
        f"s{world.slot[s]}-{t}" for s in ("zhao_meeting0", "zhao_meeting1") for t in (1, 2, 3)
    }
    assert all(cell["ok"] for cell in places.values())
    assert {key.split("-")[0] for key in people} == {f"p{i}" for i in pair.values()}
    assert len(people) == 4


async def test_placed_card_leads_back_to_itself_in_the_same_view(client, world) -> None:
    client.sign_in("zhao")

    answer = await place(client, world)

    card = f"card-{world.participant['zhao_founder']}-{world.participant['zhao_provider']}"
    assert answer.headers["location"] == f"{path_of(world)}?view=people#{card}"


async def test_lock_button_of_a_card_carries_all_it_needs(client, world) -> None:
    client.sign_in("zhao")
    await place(client, world)
    pair = f"{world.participant['zhao_founder']}:{world.participant['zhao_provider']}"
    page = await client.get(path_of(world))

    answer = await client.post(f"{path_of(world)}/change", data={"one": f"unlock:{pair}", "revision": "1"})

    assert f'value="unlock:{pair}"' in page.text
    assert answer.status_code == 303
    assert f'value="lock:{pair}"' in (await client.get(path_of(world))).text


@pytest.mark.parametrize(
    "data",
    [
        {"one": "lock", "revision": "0"},
        {"one": "lock:x:y", "revision": "0"},
        {"one": "drop:1:2", "revision": "0"},
        {"act": "place", "revision": "0", "participant": "1"},
        {"act": "lock", "participant": "1"},
    ],
)
async def test_broken_correction_is_refused(client, world, data) -> None:
    answer = await client.sign_in("zhao").post(f"{path_of(world)}/change", data=data)

    assert answer.status_code == 422


async def test_undo_is_offered_by_name_and_done(client, world) -> None:
    client.sign_in("zhao")
    await place(client, world)

    page = await client.get(path_of(world), params={"lang": "en"})
    answer = await client.post(f"{path_of(world)}/change", data={"act": "undo", "revision": "1"})
    after = await client.get(path_of(world), params={"lang": "en"})

    assert "Undo: a move" in page.text
    assert answer.status_code == 303
    assert "Redo: a move" in after.text


async def test_empty_tables_fold_away_but_for_one(client, world) -> None:
    client.sign_in("zhao")
    await place(client, world, table=2)

    folded = await client.get(path_of(world), params={"lang": "en"})
    all_of_them = await client.get(path_of(world), params={"lang": "en", "tables": "all"})

    assert "1 empty table is folded away" in folded.text
    assert ("Table 3</th>" in folded.text, "Table 3</th>" in all_of_them.text) == (False, True)


async def test_plan_is_asked_for_with_a_limit_and_a_price(client, world, world_conn) -> None:
    client.sign_in("zhao")

    answer = await client.post(
        f"/organiser/events/{world.event['zhao']}/plans",
        data={"seconds": "300", "again": "1", "price": "keep"},
    )

    plan_id = int(answer.headers["location"].rsplit("/", 1)[1])
    row = await world_conn.fetchrow("select seconds, former_id, move_price from plan where id = $1", plan_id)
    assert tuple(row) == (300, world.plan["zhao"], 1.5)


async def test_wrong_limit_is_refused(client, world) -> None:
    answer = await client.sign_in("zhao").post(
        f"/organiser/events/{world.event['zhao']}/plans", data={"seconds": "86400"}
    )

    assert answer.status_code == 422


async def test_waiting_plan_shows_its_steps_and_can_be_stopped(client, world, world_conn) -> None:
    client.sign_in("zhao")
    asked = await client.post(f"/organiser/events/{world.event['zhao']}/plans", data={})
    path = asked.headers["location"]
    plan_id = int(path.rsplit("/", 1)[1])
    for seconds, value, bound in ((0.5, 90.0, 120.0), (2.0, 100.0, 101.0)):
        await world_conn.execute(
            "insert into plan_progress (plan_id, seconds, value, bound, n_meetings) values ($1, $2, $3, $4, 7)",
            plan_id,
            seconds,
            value,
            bound,
        )
    await world_conn.execute(
        "update plan set status = 'solving', value = 100, bound = 101 where id = $1", plan_id
    )

    live = await client.get(f"{path}/live", params={"lang": "en"})
    stopped = await client.post(f"{path}/stop")
    ending = await client.get(f"{path}/live", params={"lang": "en"})

    assert "7 meetings. Value 100, proven within 0.99 % of the best." in live.text
    assert 'class="plot-value" points="80.0,120.0 320.0,120.0 320.0,80.0"' in live.text
    assert "every 1s" in live.text
    assert stopped.status_code == 303
    assert "It is being ended" in ending.text


async def test_release_waits_in_the_outbox_unless_it_is_to_be_sent(client, world, world_conn) -> None:
    client.sign_in("zhao")

    answer = await client.post(f"{path_of(world)}/release", data={"revision": "0", "mails": "hold"})
    outbox = await client.get(answer.headers["location"], params={"lang": "en"})

    assert answer.headers["location"] == f"/organiser/events/{world.event['zhao']}/outbox"
    held = await world_conn.fetchval("select count(*) from outbox_mail where status = 'held'")
    assert f"Send {held} mails" in outbox.text


async def test_release_and_send_at_once(client, world, world_conn) -> None:
    client.sign_in("zhao")

    await client.post(f"{path_of(world)}/release", data={"revision": "0", "mails": "send"})

    states = await world_conn.fetch(
        "select distinct status from outbox_mail where plan_id = $1", world.plan["zhao_draft"]
    )
    assert [r["status"] for r in states] == ["queued"]


async def test_held_mail_is_not_among_a_person_s_own_mails(client, world) -> None:
    answer = await client.sign_in("lin").get("/inbox")

    assert answer.status_code == 200
    assert "您的安排" not in answer.text
