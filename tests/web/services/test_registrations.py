"""Seats and turns: who gets one, who waits, who is next, and what the organiser sees and may do."""

from __future__ import annotations

import os
import random
from datetime import timedelta

import asyncpg
import pytest

from models.entities.vocabulary import Came, EventKind, RegistrationStatus
from models.errors import Conflict, NotFound
from models.repositories.registrations import RegistrationRepository
from tests.personas import PERSONAS
from tests.web.services.event_stories import SITE, START, cancel, entries_of, facts, mails, viewer
from tests.web.services.registration_stories import HOUR, comes, leaves, lecture, standing
from web.services.events import create_event, edit_event, open_event, open_public_event, public_events
from web.services.invitations import invite_juror, invite_providers, select_pitches
from web.services.registrations import (
    list_own,
    note_attendance,
    open_book,
    promote,
    put_forward,
    take_back,
)

pytestmark = pytest.mark.anyio

SEATED, WAITING = RegistrationStatus.REGISTERED, RegistrationStatus.WAITING


async def line_of(db, clock, world, event_id, persona):
    zhao = await viewer(db, clock, "zhao")
    book = await open_book(db, viewer=zhao, event_id=event_id)
    return next(one for one in book.lines if one.person_id == world.person[persona])


async def test_last_seat_is_taken_and_the_next_waits_in_turn(world_db, clock, world) -> None:
    _, event_id = await lecture(world_db, clock, seats=2)

    states = [await comes(world_db, clock, event_id, p) for p in ("lin", "qian", "wang", "sun")]

    assert states == [SEATED, SEATED, WAITING, WAITING]
    assert await standing(world_db, world, event_id) == ({"lin", "qian"}, ["wang", "sun"])
    [waits] = [m for m in await mails(world_db, "waiting") if m["to_address"] == "sun@example.test"]
    assert "1 人候补" in waits["body"]
    [entry] = entries_of((await mails(world_db, "registered"))[0]["attachment"])
    assert entry["uid"] == f"event-{event_id}@shoutou"


async def test_registering_twice_is_one_registration(world_db, clock, world) -> None:
    _, event_id = await lecture(world_db, clock)

    states = [await comes(world_db, clock, event_id, "lin") for _ in range(2)]

    assert states == [SEATED, SEATED]
    assert len(await mails(world_db, "registered")) == 1


async def test_freed_seat_goes_to_the_first_who_waits_and_only_to_them(world_db, clock, world) -> None:
    _, event_id = await lecture(world_db, clock, seats=1)
    for persona in ("lin", "qian", "wang"):
        await comes(world_db, clock, event_id, persona)

    await leaves(world_db, clock, event_id, "lin")

    assert await standing(world_db, world, event_id) == ({"qian"}, ["wang"])
    assert [m["to_address"] for m in await mails(world_db, "promoted")] == ["qian@example.test"]


async def test_whoever_comes_again_stands_at_the_end(world_db, clock, world) -> None:
    _, event_id = await lecture(world_db, clock, seats=1)
    for persona in ("lin", "qian", "wang"):
        await comes(world_db, clock, event_id, persona)

    await leaves(world_db, clock, event_id, "qian")
    again = await comes(world_db, clock, event_id, "qian")

    assert again is WAITING
    assert await standing(world_db, world, event_id) == ({"lin"}, ["wang", "qian"])


async def test_more_seats_are_filled_from_the_waiting_list_at_once(world_db, clock, world) -> None:
    zhao, event_id = await lecture(world_db, clock, seats=1)
    for persona in ("lin", "qian", "wang", "sun"):
        await comes(world_db, clock, event_id, persona)
    event = await open_event(world_db, viewer=zhao, event_id=event_id)
    wider = facts(kind=EventKind.LECTURE, open_registration=True, seats=3)

    await edit_event(
        world_db, clock, viewer=zhao, event_id=event_id, sequence=event.sequence, facts=wider, site=SITE
    )

    assert await standing(world_db, world, event_id) == ({"lin", "qian", "wang"}, ["sun"])


async def test_seats_never_fall_below_what_is_taken(world_db, clock, world) -> None:
    zhao, event_id = await lecture(world_db, clock, seats=2)
    for persona in ("lin", "qian"):
        await comes(world_db, clock, event_id, persona)
    event = await open_event(world_db, viewer=zhao, event_id=event_id)
    fewer = facts(kind=EventKind.LECTURE, open_registration=True, seats=1)

    with pytest.raises(Conflict) as refused:
        await edit_event(
            world_db, clock, viewer=zhao, event_id=event_id, sequence=event.sequence, facts=fewer, site=SITE
        )

    assert refused.value.code == "seats_below_taken"


async def test_database_refuses_a_seat_too_many_whoever_asks(world_db, clock, world) -> None:
    _, event_id = await lecture(world_db, clock, seats=1)
    await comes(world_db, clock, event_id, "lin")

    with pytest.raises(Conflict) as refused:
        async with world_db.transaction() as conn:
            await RegistrationRepository(conn).register(event_id, world.person["sun"], SEATED, clock.now())

    assert refused.value.code == "no_seat_left"


async def test_seat_out_of_turn_has_a_reason_and_adds_a_seat_when_none_is_free(
    world_db, clock, world
) -> None:
    zhao, event_id = await lecture(world_db, clock, seats=1)
    for persona in ("lin", "qian", "wang"):
        await comes(world_db, clock, event_id, persona)
    wang = await line_of(world_db, clock, world, event_id, "wang")

    await promote(
        world_db, clock, viewer=zhao, event_id=event_id, registration_id=wang.id, because="致辞", site=SITE
    )

    assert await standing(world_db, world, event_id) == ({"lin", "wang"}, ["qian"])
    assert (await open_event(world_db, viewer=zhao, event_id=event_id)).seats == 2
    assert (await line_of(world_db, clock, world, event_id, "wang")).promoted_because == "致辞"
    with pytest.raises(Conflict):
        await promote(
            world_db, clock, viewer=zhao, event_id=event_id, registration_id=wang.id, because="再", site=SITE
        )


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"open_registration": False}, "registration_not_open"),
        ({"registration_until": START - timedelta(days=60)}, "registration_closed"),
    ],
)
async def test_closed_registration_says_why(world_db, clock, world, change, code) -> None:
    zhao, event_id = await lecture(world_db, clock)
    event = await open_event(world_db, viewer=zhao, event_id=event_id)
    values = {"kind": EventKind.LECTURE, "open_registration": True, **change}
    await edit_event(
        world_db,
        clock,
        viewer=zhao,
        event_id=event_id,
        sequence=event.sequence,
        facts=facts(**values),
        site=SITE,
    )

    with pytest.raises(Conflict) as refused:
        await comes(world_db, clock, event_id, "lin")

    assert refused.value.code == code


async def test_event_that_is_over_or_cancelled_gives_no_seat(world_db, clock, world) -> None:
    zhao, over = await lecture(world_db, clock)
    _, off = await lecture(world_db, clock)
    await comes(world_db, clock, over, "lin")
    await cancel(world_db, clock, zhao, off)

    with pytest.raises(Conflict) as cancelled:
        await comes(world_db, clock, off, "qian")
    clock.instant = START + 9 * HOUR
    with pytest.raises(Conflict) as late:
        await comes(world_db, clock, over, "qian")
    with pytest.raises(Conflict):
        await leaves(world_db, clock, over, "lin")

    assert (cancelled.value.code, late.value.code) == ("event_is_cancelled", "event_is_over")


async def test_draft_is_not_known_to_anybody_who_would_register(world_db, clock, world) -> None:
    zhao = await viewer(world_db, clock, "zhao")
    draft = await create_event(
        world_db, clock, viewer=zhao, facts=facts(kind=EventKind.LECTURE, open_registration=True)
    )

    with pytest.raises(NotFound):
        await comes(world_db, clock, draft, "lin")


async def test_whoever_takes_part_needs_no_seat(world_db, clock, world) -> None:
    async with world_db.transaction() as conn:
        await conn.execute(
            "update event set open_registration = true, seats = 1 where id = $1", world.event["zhao"]
        )

    for persona in ("lin", "wang", "he"):
        with pytest.raises(Conflict) as refused:
            await comes(world_db, clock, world.event["zhao"], persona)
        assert refused.value.code == "takes_part_already"
    shown = await open_public_event(
        world_db, clock, event_id=world.event["zhao"], viewer=await viewer(world_db, clock, "lin")
    )

    assert shown.door.takes_part
    assert shown.door.seats.n_free == 1


async def test_book_is_searched_and_belongs_to_the_body(world_db, clock, world) -> None:
    zhao = await viewer(world_db, clock, "zhao")
    salon = world.event["salon"]

    found = {
        words: [
            one.name for one in (await open_book(world_db, viewer=zhao, event_id=salon, words=words)).lines
        ]
        for words in ("", "SUN@", "五洲", "nobody")
    }
    waiting = await open_book(world_db, viewer=zhao, event_id=salon, status=WAITING)

    assert found == {"": ["Xu", "Guo", "Sun"], "SUN@": ["Sun"], "五洲": ["Xu"], "nobody": []}
    assert [(one.name, one.turn) for one in waiting.lines] == [("Sun", 1)]
    with pytest.raises(NotFound):
        await open_book(world_db, viewer=await viewer(world_db, clock, "zhou"), event_id=salon)


async def test_attendance_is_kept_for_those_with_a_seat_alone(world_db, clock, world) -> None:
    zhao, salon, ids = await viewer(world_db, clock, "zhao"), world.event["salon"], world.registration

    n = await note_attendance(
        world_db,
        clock,
        viewer=zhao,
        event_id=salon,
        came={ids["xu"]: Came.PRESENT, ids["guo"]: Came.ABSENT, ids["sun"]: Came.PRESENT},
    )
    first = (await line_of(world_db, clock, world, salon, "xu")).came_at
    clock.instant += HOUR
    await note_attendance(world_db, clock, viewer=zhao, event_id=salon, came={ids["xu"]: Came.PRESENT})

    assert n == 2
    assert [(await line_of(world_db, clock, world, salon, p)).came for p in ("xu", "guo", "sun")] == [
        Came.PRESENT,
        Came.ABSENT,
        Came.UNKNOWN,
    ]
    assert (await line_of(world_db, clock, world, salon, "xu")).came_at == first


async def test_own_list_holds_own_registrations_and_offers_alone(world_db, clock, world) -> None:
    sun = await list_own(world_db, clock, viewer=await viewer(world_db, clock, "sun"))
    qian = await list_own(world_db, clock, viewer=await viewer(world_db, clock, "qian"))
    lin = await list_own(world_db, clock, viewer=await viewer(world_db, clock, "lin"))

    assert [
        (one.event.id, one.registration.status, one.registration.n_before) for one in sun.registrations
    ] == [(world.event["salon"], WAITING, 0)]
    assert [offer.id for _, offer in qian.offers] == [world.reserve["qian"]]
    assert (lin.registrations, lin.offers) == ([], [])


async def test_pitch_is_put_forward_by_its_founder_alone(world_db, clock, world) -> None:
    salon, pitch = world.event["salon"], world.pitch["qian"]
    qian, lin = await viewer(world_db, clock, "qian"), await viewer(world_db, clock, "lin")

    with pytest.raises(NotFound):
        await put_forward(world_db, clock, viewer=lin, event_id=salon, pitch_id=pitch)
    await put_forward(world_db, clock, viewer=qian, event_id=salon, pitch_id=pitch)
    shown = await open_public_event(world_db, clock, event_id=salon, viewer=qian)
    with pytest.raises(NotFound):
        await take_back(world_db, clock, viewer=lin, event_id=salon, pitch_id=pitch)
    await take_back(world_db, clock, viewer=qian, event_id=salon, pitch_id=pitch)
    after = await open_public_event(world_db, clock, event_id=salon, viewer=qian)

    assert [(p.pitch_id, p.applied_at is not None) for p in shown.door.pitches] == [(pitch, True)]
    assert [(p.pitch_id, p.applied_at is not None) for p in after.door.pitches] == [(pitch, False)]


async def test_lecture_has_no_pitches_meetings_or_jury(world_db, clock, world) -> None:
    zhao, event_id = await lecture(world_db, clock)
    own = {"viewer": zhao, "event_id": event_id, "site": SITE}

    refused = []
    for act in (
        select_pitches(world_db, clock, pitch_ids=[world.pitch["lin"]], **own),
        invite_providers(world_db, clock, organisation_ids=[world.org["wang"]], **own),
        invite_juror(world_db, clock, email="a@example.test", name="甲", locale="zh", **own),
        put_forward(
            world_db,
            clock,
            viewer=await viewer(world_db, clock, "lin"),
            event_id=event_id,
            pitch_id=world.pitch["lin"],
        ),
    ):
        with pytest.raises(Conflict) as error:
            await act
        refused.append(error.value.code)

    assert refused == [
        "kind_without_pitches",
        "kind_without_meetings",
        "kind_without_jury",
        "kind_without_pitches",
    ]


async def test_public_calendar_knows_how_full_events_are(world_db, clock, world) -> None:
    found = await public_events(world_db, clock)

    seats = found.seats[world.event["salon"]]
    assert {world.event["zhao"], world.event["salon"]} <= {e.id for e in found.coming}
    assert world.event["zhou"] not in {e.id for e in found.coming}
    assert (seats.seats, seats.n_registered, seats.n_waiting, seats.full) == (2, 2, 1, True)


@pytest.mark.parametrize("seed", range(60 if os.environ.get("SOAK") else 6))
async def test_seats_and_turns_follow_the_plain_rule_whatever_happens(world_db, clock, world, seed) -> None:
    """Never more seated than seats, nobody waits beside a free seat, and turns keep their order."""
    lot = random.Random(seed)
    people = [p for p in PERSONAS[1:] if p != "zhao"]
    zhao, event_id = await lecture(world_db, clock, seats=(seats := lot.randint(1, 4)))
    seated: list[str] = []
    waiting: list[str] = []

    for _ in range(30):
        persona, act = lot.choice(people), lot.random()
        if act < 0.5:
            await comes(world_db, clock, event_id, persona)
            if persona not in seated + waiting:
                (seated if len(seated) < seats else waiting).append(persona)
        elif act < 0.85 and persona in seated + waiting:
            await leaves(world_db, clock, event_id, persona)
            (seated if persona in seated else waiting).remove(persona)
        elif act < 0.9 and persona in waiting:
            one = await line_of(world_db, clock, world, event_id, persona)
            await promote(
                world_db,
                clock,
                viewer=zhao,
                event_id=event_id,
                registration_id=one.id,
                because="x",
                site=SITE,
            )
            seats += len(seated) >= seats
            waiting.remove(persona)
            seated.append(persona)
        elif act >= 0.9:
            seats += 1
            event = await open_event(world_db, viewer=zhao, event_id=event_id)
            await edit_event(
                world_db,
                clock,
                viewer=zhao,
                event_id=event_id,
                sequence=event.sequence,
                facts=facts(kind=EventKind.LECTURE, open_registration=True, seats=seats),
                site=SITE,
            )
        while waiting and len(seated) < seats:
            seated.append(waiting.pop(0))

        assert await standing(world_db, world, event_id) == (set(seated), waiting)


async def test_registration_table_keeps_its_own_rules(world_conn, world) -> None:
    for column in ("absent = true, came_at = now()", "registered_at = null", "promoted_by = 1"):
        savepoint = world_conn.transaction()
        await savepoint.start()
        with pytest.raises(asyncpg.CheckViolationError):
            await world_conn.execute(
                f"update registration set {column} where id = $1", world.registration["xu"]
            )
        await savepoint.rollback()
