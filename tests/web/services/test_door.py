"""The door: codes that nobody can make up, the same sighting once, and links that end."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import pytest

from models.entities.ids import PersonId
from models.errors import NotFound
from models.repositories.doors import DoorRepository
from tests.web.services.event_stories import viewer
from web.pages.door import door_page
from web.services.door import (
    Seen,
    door_code,
    end_link,
    folded_name,
    guest_of,
    link_door,
    make_link,
    open_list,
    person_code,
    read_code,
    record_seen,
    staff_door,
    token_of,
    written_code,
)

pytestmark = pytest.mark.anyio


async def volunteers_door(db, settings, clock, world, name="Gate"):
    """A door by a link of its own, as zhao makes it."""
    zhao = await viewer(db, clock, "zhao")
    link_id = await make_link(db, clock, viewer=zhao, event_id=world.event["zhao"], kind="door", name=name)
    async with db.read() as conn:
        link = await DoorRepository(conn).link(link_id, "door", clock.now())
    assert link is not None
    token = token_of(settings, clock, link)
    return await link_door(db, settings, clock, token=token), token, link_id


def code_of(settings, world, persona):
    return door_code(settings, event_id=world.event["zhao"], person_id=world.person[persona])


def standing(found, persona):
    return next(g for g in found.guests if g.who.name == persona.title()).who


def test_code_differs_by_person_event_and_key(settings) -> None:
    other_key = settings.model_copy(update={"secret_key": type(settings.secret_key)("z" * 40)})

    codes = {
        door_code(settings, event_id=1, person_id=2),
        door_code(settings, event_id=2, person_id=2),
        door_code(settings, event_id=1, person_id=1),
        door_code(other_key, event_id=1, person_id=2),
    }

    assert len(codes) == 4
    assert all(len(code) == 10 for code in codes)


def test_code_read_as_people_type_it_is_the_code(settings) -> None:
    code = door_code(settings, event_id=7, person_id=9)

    typed = person_code(settings, 7, PersonId(9)).lower().replace("1", "l").replace("0", "o")

    assert read_code(f" {typed} ") == code


def test_name_is_found_without_case_width_accent_and_space() -> None:
    assert folded_name("Ｎgozi Okafór") == "ngoziokafor"
    assert folded_name("石 海明") == "石海明"


async def test_everybody_who_comes_stands_once_in_the_list_and_nobody_else(
    world_db, settings, clock, world
) -> None:
    zhao = await viewer(world_db, clock, "zhao")
    door = await staff_door(world_db, viewer=zhao, event_id=world.event["zhao"])

    found = await open_list(world_db, settings, door=door)

    assert [(g.who.name, g.who.sides) for g in found.guests] == [
        ("He", ("juror",)),
        ("Lin", ("founder",)),
        ("Wang", ("provider",)),
    ]
    assert found.n_in == 0


async def test_page_finds_somebody_by_the_code_as_it_is_printed(world_db, settings, clock, world) -> None:
    door, _, _ = await volunteers_door(world_db, settings, clock, world)
    found = await open_list(world_db, settings, door=door)
    one, *others = found.guests

    for typed in (written_code(one.code), f" {one.code.lower()}", one.code[:6]):
        page = door_page(found, "/door", "/worker", typed)
        assert [row.code for row in page.rows] == [one.code], typed
    assert others
    assert len(door_page(found, "/door", "/worker", "").rows) == len(found.guests)
    assert door_page(found, "/door", "/worker", "nobody-is-called-so").rows == []


async def test_door_of_others_is_not_known_of(world_db, settings, clock, world) -> None:
    zhou = await viewer(world_db, clock, "zhou")

    with pytest.raises(NotFound):
        await staff_door(world_db, viewer=zhou, event_id=world.event["zhao"])
    with pytest.raises(NotFound):
        await make_link(world_db, clock, viewer=zhou, event_id=world.event["zhao"], kind="door", name="Mine")


async def test_same_sighting_sent_twice_counts_once(world_db, settings, clock, world) -> None:
    door, _, _ = await volunteers_door(world_db, settings, clock, world)
    seen = Seen(uuid4(), code_of(settings, world, "lin"), clock.now())

    await record_seen(world_db, settings, clock, door=door, seen=[seen])
    found = await record_seen(world_db, settings, clock, door=door, seen=[seen, seen])

    assert standing(found, "lin").seen_at == (clock.now(),)
    assert found.n_in == 1


async def test_two_doors_see_one_person_the_earliest_stands_and_both_learn_of_it(
    world_db, settings, clock, world
) -> None:
    east, _, _ = await volunteers_door(world_db, settings, clock, world, "East")
    west, _, _ = await volunteers_door(world_db, settings, clock, world, "West")
    at = clock.now()
    clock.instant += timedelta(minutes=30)

    # The later sighting arrives first: the east door had no connection.
    told_west = await record_seen(
        world_db, settings, clock, door=west,
        seen=[Seen(uuid4(), code_of(settings, world, "lin"), at + timedelta(minutes=5))],
    )  # fmt: skip
    told_east = await record_seen(
        world_db, settings, clock, door=east, seen=[Seen(uuid4(), code_of(settings, world, "lin"), at)]
    )
    again_west = await open_list(world_db, settings, door=west)

    assert standing(told_west, "lin").seen_by == ("West",)
    for found in (told_east, again_west):
        assert standing(found, "lin").seen_by == ("East", "West")
        guest = guest_of(found, code_of(settings, world, "lin"))
        assert guest is not None
        assert guest.seen_at == at


async def test_mistake_undone_at_one_door_leaves_what_another_saw(world_db, settings, clock, world) -> None:
    east, _, _ = await volunteers_door(world_db, settings, clock, world, "East")
    west, _, _ = await volunteers_door(world_db, settings, clock, world, "West")
    code, at = code_of(settings, world, "lin"), clock.now()
    first = Seen(uuid4(), code, at)
    await record_seen(world_db, settings, clock, door=east, seen=[first])
    second = Seen(uuid4(), code, at)
    await record_seen(world_db, settings, clock, door=west, seen=[second])

    # The east door names both, and may take back its own alone.
    undo = Seen(uuid4(), code, at, (first.id, second.id))
    found = await record_seen(world_db, settings, clock, door=east, seen=[undo])
    # The first sighting comes once more, since its answer had been lost: it stays undone.
    again = await record_seen(world_db, settings, clock, door=east, seen=[first])

    assert standing(found, "lin").seen_by == ("West",)
    assert standing(again, "lin").seen_by == ("West",)


async def test_organiser_undoes_what_any_door_saw(world_db, settings, clock, world) -> None:
    door, _, _ = await volunteers_door(world_db, settings, clock, world)
    zhao = await viewer(world_db, clock, "zhao")
    desk = await staff_door(world_db, viewer=zhao, event_id=world.event["zhao"])
    code = code_of(settings, world, "lin")
    at_the_gate = Seen(uuid4(), code, clock.now())
    await record_seen(world_db, settings, clock, door=door, seen=[at_the_gate])

    found = await record_seen(
        world_db, settings, clock, door=desk, seen=[Seen(uuid4(), code, clock.now(), (at_the_gate.id,))]
    )

    assert found.n_in == 0


async def test_wrong_clock_of_a_door_is_put_right_and_nobody_comes_in_the_future(
    world_db, settings, clock, world
) -> None:
    door, _, _ = await volunteers_door(world_db, settings, clock, world)
    its_now = clock.now() + timedelta(hours=3)

    found = await record_seen(
        world_db, settings, clock, door=door, sent_at=its_now,
        seen=[
            Seen(uuid4(), code_of(settings, world, "lin"), its_now - timedelta(minutes=10)),
            Seen(uuid4(), code_of(settings, world, "wang"), its_now + timedelta(minutes=10)),
        ],
    )  # fmt: skip

    assert standing(found, "lin").seen_at == (clock.now() - timedelta(minutes=10),)
    assert standing(found, "wang").seen_at == (clock.now(),)


async def test_code_of_somebody_who_is_not_expected_is_left_out(world_db, settings, clock, world) -> None:
    door, _, _ = await volunteers_door(world_db, settings, clock, world)

    found = await record_seen(
        world_db, settings, clock, door=door,
        seen=[Seen(uuid4(), code_of(settings, world, "qian"), clock.now()), Seen(uuid4(), "", clock.now())],
    )  # fmt: skip

    assert found.n_in == 0


async def test_registered_visitor_is_expected_and_came_when_seen(world_db, settings, clock, world) -> None:
    async with world_db.transaction() as conn:
        for place, (who, status) in enumerate((("qian", "registered"), ("wu", "waiting"))):
            await conn.execute(
                "insert into registration (event_id, person_id, status, place, asked_at, registered_at)"
                " values ($1, $2, $3, $4, $5, case when $3 = 'registered' then $5::timestamptz end)",
                world.event["zhao"], world.person[who], status, place, clock.now(),
            )  # fmt: skip
    zhao = await viewer(world_db, clock, "zhao")
    door = await staff_door(world_db, viewer=zhao, event_id=world.event["zhao"])
    code, at = code_of(settings, world, "qian"), clock.now()
    seen = Seen(uuid4(), code, at)

    found = await record_seen(world_db, settings, clock, door=door, seen=[seen])
    after = await came_at(world_db, world, "qian")
    undo = Seen(uuid4(), code, at, (seen.id,))
    await record_seen(world_db, settings, clock, door=door, seen=[undo])

    assert {g.who.name: g.who.sides for g in found.guests} == {
        "He": ("juror",), "Lin": ("founder",), "Qian": ("visitor",), "Wang": ("provider",)
    }  # fmt: skip
    assert (after, await came_at(world_db, world, "qian")) == (at, None)


async def came_at(db, world, persona):
    async with db.read() as conn:
        return await conn.fetchval(
            "select came_at from registration where event_id = $1 and person_id = $2",
            world.event["zhao"], world.person[persona],
        )  # fmt: skip


async def test_link_ended_opens_nothing_and_takes_nothing(world_db, settings, clock, world) -> None:
    door, token, link_id = await volunteers_door(world_db, settings, clock, world)
    zhao = await viewer(world_db, clock, "zhao")

    await end_link(world_db, clock, viewer=zhao, event_id=world.event["zhao"], link_id=link_id)

    with pytest.raises(NotFound):
        await link_door(world_db, settings, clock, token=token)
    with pytest.raises(NotFound):
        await record_seen(
            world_db, settings, clock, door=door,
            seen=[Seen(uuid4(), code_of(settings, world, "lin"), clock.now())],
        )  # fmt: skip
    with pytest.raises(NotFound):
        await end_link(world_db, clock, viewer=zhao, event_id=world.event["zhao"], link_id=link_id)


async def test_link_after_the_event_s_day_or_forged_opens_nothing(world_db, settings, clock, world) -> None:
    door, token, _ = await volunteers_door(world_db, settings, clock, world)

    with pytest.raises(NotFound):
        await link_door(world_db, settings, clock, token=token[:-2] + "xx")
    clock.instant = door.until
    with pytest.raises(NotFound):
        await link_door(world_db, settings, clock, token=token)


async def test_link_for_a_projector_opens_no_door(world_db, settings, clock, world) -> None:
    door, _, _ = await volunteers_door(world_db, settings, clock, world)

    screen = token_of(settings, clock, replace(door.link, kind="screen"))

    with pytest.raises(NotFound):
        await link_door(world_db, settings, clock, token=screen)
