"""Meetings kept and missed: who says what, what counts, and what lists learn from it."""

from __future__ import annotations

from datetime import timedelta

import pytest

from models.entities.day import Outcome, Said, StaffSaid
from models.entities.vocabulary import Answer
from models.errors import Conflict, NotFound
from models.repositories.learning import TrainingRepository
from tests.web.services.event_stories import START, viewer
from web.services.day import open_staff_day
from web.services.meetings_held import decide_meeting, say_of_meeting

pytestmark = pytest.mark.anyio


@pytest.mark.parametrize(
    ("founder", "provider", "staff", "outcome"),
    [
        ("took_place", None, None, Outcome.KEPT),
        ("took_place", "took_place", None, Outcome.KEPT),
        ("waited", None, None, Outcome.MISSED_BY_PROVIDER),
        ("waited", "could_not", None, Outcome.MISSED_BY_PROVIDER),
        ("could_not", "waited", None, Outcome.MISSED_BY_FOUNDER),
        (None, "waited", None, Outcome.MISSED_BY_FOUNDER),
        (None, "could_not", None, Outcome.MISSED_BY_PROVIDER),
        ("could_not", "could_not", None, Outcome.MISSED_BY_BOTH),
        ("waited", "waited", None, Outcome.DISPUTED),
        ("took_place", "waited", None, Outcome.DISPUTED),
        ("could_not", "took_place", None, Outcome.DISPUTED),
        ("took_place", "waited", "founder_missing", Outcome.MISSED_BY_FOUNDER),
        ("waited", None, "took_place", Outcome.KEPT),
        (None, None, "nobody_came", Outcome.MISSED_BY_BOTH),
        (None, None, "provider_missing", Outcome.MISSED_BY_PROVIDER),
    ],
)
async def test_what_the_sides_and_the_staff_say_decides_what_came_of_it(
    world_db, clock, world, founder, provider, staff, outcome
) -> None:
    zhao = await viewer(world_db, clock, "zhao")
    clock.instant = START
    meeting_id, event_id = world.meeting["zhao"], world.event["zhao"]
    for persona, side, said in (("lin", "founder", founder), ("wang", "provider", provider)):
        if said is not None:
            who = await viewer(world_db, clock, persona)
            await say_of_meeting(
                world_db, clock, viewer=who, meeting_id=meeting_id, side=side, said=Said(said)
            )
    if staff is not None:
        await decide_meeting(
            world_db, clock, viewer=zhao, event_id=event_id, meeting_id=meeting_id, said=StaffSaid(staff)
        )

    day = await open_staff_day(world_db, clock, viewer=zhao, event_id=event_id)

    assert day.kept.by_outcome == {outcome: 1}
    assert bool(day.disputed) == (outcome is Outcome.DISPUTED)


async def test_nothing_is_said_of_a_meeting_before_it_begins_nor_by_others(world_db, clock, world) -> None:
    meeting_id = world.meeting["zhao"]
    lin, qian = await viewer(world_db, clock, "lin"), await viewer(world_db, clock, "qian")
    with pytest.raises(Conflict):
        await say_of_meeting(
            world_db, clock, viewer=lin, meeting_id=meeting_id, side="founder", said=Said.TOOK_PLACE
        )
    clock.instant = START

    for who, side in ((qian, "founder"), (lin, "provider")):
        with pytest.raises(NotFound):
            await say_of_meeting(
                world_db, clock, viewer=who, meeting_id=meeting_id, side=side, said=Said.TOOK_PLACE
            )


async def test_staff_take_their_word_back_and_the_sides_count_again(world_db, clock, world) -> None:
    zhao, event_id = await viewer(world_db, clock, "zhao"), world.event["zhao"]
    clock.instant = START
    lin = await viewer(world_db, clock, "lin")
    await say_of_meeting(
        world_db, clock, viewer=lin, meeting_id=world.meeting["zhao"], side="founder", said=Said.TOOK_PLACE
    )

    for said in (StaffSaid.NOBODY_CAME, None):
        await decide_meeting(
            world_db, clock, viewer=zhao, event_id=event_id, meeting_id=world.meeting["zhao"], said=said
        )

    day = await open_staff_day(world_db, clock, viewer=zhao, event_id=event_id)
    assert day.kept.by_outcome == {Outcome.KEPT: 1}


@pytest.mark.parametrize(
    ("said", "learned"),
    [
        (StaffSaid.TOOK_PLACE, ["kept"]),
        (StaffSaid.PROVIDER_MISSING, ["missed"]),
        (StaffSaid.NOBODY_CAME, ["missed"]),
        (StaffSaid.FOUNDER_MISSING, []),
        (None, ["kept"]),
    ],
)
async def test_lists_learn_from_what_came_of_a_meeting(world_db, clock, world, said, learned) -> None:
    zhao, event_id = await viewer(world_db, clock, "zhao"), world.event["zhao"]
    async with world_db.transaction() as conn:
        await conn.execute(
            "update plan_meeting set founder_answer = $2, provider_answer = $2 where id = $1",
            world.meeting["zhao"], Answer.ACCEPTED,
        )  # fmt: skip
    clock.instant = START
    if said is not None:
        await decide_meeting(
            world_db, clock, viewer=zhao, event_id=event_id, meeting_id=world.meeting["zhao"], said=said
        )

    async with world_db.read() as conn:
        rows = await TrainingRepository(conn).happened(START - timedelta(days=60), START)

    found = [
        r["what"]
        for r in rows
        if (r["organisation_id"], r["pitch_id"]) == (world.org["wang"], world.pitch["lin"])
    ]
    assert [w for w in found if w in ("kept", "missed")] == learned
