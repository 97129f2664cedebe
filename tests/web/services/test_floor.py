"""The floor as lists follow it: planned when something changed, labelled, off when switched off."""

from __future__ import annotations

from datetime import timedelta

import pytest

from matcher.ranking import WeightedRanker
from models.entities.fairness import NewRules
from models.entities.matching import MatchFilters
from models.errors import NotAllowed
from models.repositories.fairness import FairnessRepository
from tests.many import add_long_pitches, add_pitch
from tests.web.signed_in import viewer_of
from tests.world import NOW
from web.services.fairness import open_fairness, request_plan, set_rules
from web.services.floor import plan_pending
from web.services.index import MatchIndex
from web.services.matching import open_matches

pytestmark = pytest.mark.anyio
RANKER = WeightedRanker()
# Two pitches are on show in the world: the second place of each list is set aside, and a third one comes.
RULES = NewRules(enabled=True, reach=1, line=2, most=1)


async def planned(db, clock) -> bool:
    return await plan_pending(db, MatchIndex(), RANKER, clock)


async def shown(db, clock, who, **filters):
    viewer = await viewer_of(db, clock, who)
    found = await open_matches(db, RANKER, clock, viewer=viewer, filters=MatchFilters(**filters))
    return [(m.pitch.pitch_id, m.lifted) for m in found.matches]


@pytest.fixture
async def zhao(world_db, clock):
    return await viewer_of(world_db, clock, "zhao")


@pytest.fixture
async def lonely(world_db, world_conn, world, clock, zhao):
    """A pitch that stands third in the only list that is open to it, and a plan made."""
    pitch = await add_pitch(world_conn, world, "lonely")
    await set_rules(world_db, clock, viewer=zhao, new=RULES)
    clock.instant += timedelta(minutes=5)
    assert await planned(world_db, clock)
    return pitch


async def test_pitch_below_every_line_is_lifted_with_its_own_score_and_said_to_be(
    world_db, world, clock, lonely
) -> None:
    listed = await shown(world_db, clock, "wang")

    assert [lifted for _, lifted in listed] == [False, True, False]
    assert listed[1][0] == lonely
    viewer = await viewer_of(world_db, clock, "wang")
    found = await open_matches(world_db, RANKER, clock, viewer=viewer, filters=MatchFilters())
    ranked = [m.ranked for m in found.matches if m.ranked]
    scores = [one.score for one in ranked]
    assert scores[1] == min(scores)
    assert sum(r.weight for r in ranked[1].reasons) == pytest.approx(scores[1], abs=1e-6)


async def test_lift_is_remembered_at_the_place_where_it_was_shown(
    world_db, world_conn, world, clock, lonely
) -> None:
    await shown(world_db, clock, "wang")

    assert await world_conn.fetchval("select position from impression where pitch_id = $1", lonely) == 2


async def test_list_in_parts_shows_everybody_once_and_the_lifted_ones_where_they_are_lifted_to(
    world_db, world_conn, world, clock, zhao
) -> None:
    # Ties go by the pitch's number as it is written: of four digits, whatever tests ran before.
    numbers = "nextval(pg_get_serial_sequence('pitch', 'id'))"
    await world_conn.execute(f"select {numbers} from generate_series((select {numbers}), 999)")
    await add_long_pitches(world_conn, world, 9)
    await add_pitch(world_conn, world, "lonely")
    await set_rules(world_db, clock, viewer=zhao, new=NewRules(enabled=True, reach=1, line=4, most=2))
    clock.instant += timedelta(minutes=5)
    assert await planned(world_db, clock)
    viewer = await viewer_of(world_db, clock, "wang")

    in_parts = [
        [
            (m.pitch.pitch_id, m.lifted)
            for m in (
                await open_matches(
                    world_db, RANKER, clock, viewer=viewer, filters=MatchFilters(), start=start, limit=3
                )
            ).matches
        ]
        for start in range(0, 12, 3)
    ]

    whole = await shown(world_db, clock, "wang")
    assert [one for part in in_parts for one in part] == whole
    assert [lifted for _, lifted in whole] == [False, True, False, True, *[False] * 8]
    assert len({pitch for pitch, _ in whole}) == 12


async def test_list_follows_fit_alone_once_first_looks_are_off(world_db, world, clock, zhao, lonely) -> None:
    await set_rules(world_db, clock, viewer=zhao, new=NewRules(enabled=False, reach=1, line=2, most=1))

    listed = await shown(world_db, clock, "wang")

    assert listed[2] == (lonely, False)
    assert not any(lifted for _, lifted in listed)


async def test_lifted_pitch_that_a_gate_shuts_out_by_now_is_not_shown(
    world_db, world_conn, world, clock, lonely
) -> None:
    await world_conn.execute(
        "update provider_profile set never_sectors = '{energy}' where organisation_id = $1", world.org["wang"]
    )

    listed = await shown(world_db, clock, "wang")

    assert {pitch for pitch, _ in listed} == {world.pitch["lin"], world.pitch["qian"]}
    assert not any(lifted for _, lifted in listed)


async def test_lifted_pitch_that_the_filters_leave_out_stays_out(world_db, world, clock, lonely) -> None:
    assert lonely not in {pitch for pitch, _ in await shown(world_db, clock, "wang", sector="agri")}


async def test_lifts_are_for_the_providers_own_members(world_db, world, clock, lonely) -> None:
    wang, chen = [await viewer_of(world_db, clock, who) for who in ("wang", "chen")]

    async with world_db.read() as conn:
        fairness = FairnessRepository(conn)
        assert [x.pitch_id for x in await fairness.lifts_for(wang, world.org["wang"])] == [lonely]
        assert await fairness.lifts_for(chen, world.org["wang"]) == []


async def test_no_plan_is_made_while_nothing_changed(world_db, world_conn, world, clock, lonely) -> None:
    clock.instant += timedelta(minutes=5)
    assert not await planned(world_db, clock)

    await world_conn.execute(
        "update provider_profile set stages = '{seed}', changed_at = $2 where organisation_id = $1",
        world.org["wang"],
        clock.now(),
    )

    assert await planned(world_db, clock)
    assert not await planned(world_db, clock)
    clock.instant += timedelta(days=1, minutes=1)
    assert await planned(world_db, clock)


async def test_request_makes_a_plan_at_once(world_db, clock, zhao, lonely) -> None:
    assert not await planned(world_db, clock)
    clock.instant += timedelta(seconds=1)
    await request_plan(world_db, clock, viewer=zhao)

    assert await planned(world_db, clock)
    assert not await planned(world_db, clock)


async def test_pitch_that_nobody_is_open_to_is_told_with_its_gates(
    world_db, world_conn, world, clock, zhao, lonely
) -> None:
    shut = await add_pitch(world_conn, world, "shut", stage="b")
    await request_plan(world_db, clock, viewer=zhao)
    clock.instant += timedelta(seconds=1)
    await request_plan(world_db, clock, viewer=zhao)
    assert await planned(world_db, clock)

    found = await open_fairness(world_db, clock, viewer=zhao)

    [short] = [s for s in found.shorts if s.pitch_id == shut]
    assert (short.reached, short.missing, short.n_open) == (0, 1, 0)
    assert short.gates == {"instrument": 2, "stage": 3}


async def test_officer_reads_sums_and_no_names_of_lifts(world_db, clock, zhao, lonely) -> None:
    sun = await viewer_of(world_db, clock, "sun")

    of_officer = await open_fairness(world_db, clock, viewer=sun)
    of_organiser = await open_fairness(world_db, clock, viewer=zhao)

    assert of_organiser.plan is not None
    assert of_organiser.plan.n_lifts == 1
    assert [x.pitch_id for x in of_organiser.lifts] == [lonely]
    assert of_officer.plan == of_organiser.plan
    assert (of_officer.lifts, of_officer.shorts, of_officer.may_set) == ([], [], False)


async def test_founders_and_providers_neither_read_nor_set(world_db, clock) -> None:
    for who in ("lin", "wang", "he", "xu"):
        viewer = await viewer_of(world_db, clock, who)
        with pytest.raises(NotAllowed):
            await open_fairness(world_db, clock, viewer=viewer)
        with pytest.raises(NotAllowed):
            await set_rules(world_db, clock, viewer=viewer, new=RULES)
        with pytest.raises(NotAllowed):
            await request_plan(world_db, clock, viewer=viewer)
    sun = await viewer_of(world_db, clock, "sun")
    with pytest.raises(NotAllowed):
        await set_rules(world_db, clock, viewer=sun, new=RULES)


async def test_rules_are_only_ever_added_and_dated(world_db, world_conn, clock, zhao) -> None:
    await set_rules(world_db, clock, viewer=zhao, new=RULES)
    await set_rules(world_db, clock, viewer=zhao, new=NewRules())

    rows = await world_conn.fetch("select reach, set_by, set_at from fairness_rule order by id")
    assert [tuple(r) for r in rows] == [(1, zhao.person_id, NOW), (3, zhao.person_id, NOW)]
    trail = await world_conn.fetchval("select count(*) from audit where action = 'fairness_rules_set'")
    assert trail == 2


async def test_exposure_counts_a_providers_list_once_a_day_at_its_best_place(
    world_db, world, clock, zhao
) -> None:
    wang = await viewer_of(world_db, clock, "wang")
    for _ in range(3):
        await open_matches(world_db, RANKER, clock, viewer=wang, filters=MatchFilters())
    clock.instant += timedelta(days=1)
    await open_matches(world_db, RANKER, clock, viewer=wang, filters=MatchFilters())

    found = await open_fairness(world_db, clock, viewer=zhao)

    assert found.n_shown == 4
    # Two pitches are too few to tell of in groups.
    assert [(row.group, row.n_pitches) for row in found.by_category] == [("pooled", 2)]
