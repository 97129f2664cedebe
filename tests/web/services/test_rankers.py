"""The ranker in use: stated weights at first, another model within two seconds, and back again to the byte."""

from __future__ import annotations

from datetime import timedelta

import numpy as np
import pytest

from matcher.calibration import calibrate
from matcher.ranking import WeightedRanker
from models.entities.matching import MatchFilters
from tests.web.learned import put_in_use, stored
from tests.web.signed_in import viewer_of
from tests.world import NOW, insert
from web.services.matching import open_matches
from web.services.rankers import LOOK_EVERY_SECONDS, RankerSource

pytestmark = pytest.mark.anyio


class Timer:
    """Seconds that a test lets pass."""

    def __init__(self) -> None:
        self.seconds = 0.0

    def __call__(self) -> float:
        return self.seconds


LEARNED = WeightedRanker(provider_weights={"place.stated": 2.0}, name="weights-1", deviations={})


async def test_ranker_of_an_empty_table_is_the_stated_weights(world_db) -> None:
    in_use = await RankerSource(world_db).current()

    assert (in_use.version, in_use.ranker, in_use.since) == ("weighted-1", WeightedRanker(), None)
    assert {curve.enough for curve in in_use.calibration.values()} == {False}


async def test_ranker_changes_within_two_seconds_and_asks_once_a_second(world_db, world_conn) -> None:
    timer = Timer()
    source = RankerSource(world_db, timer=timer)
    await source.current()
    await put_in_use(world_db, await stored(world_conn, LEARNED))

    timer.seconds += LOOK_EVERY_SECONDS / 2
    soon = await source.current()
    timer.seconds += LOOK_EVERY_SECONDS / 2
    later = await source.current()

    assert (soon.version, later.version) == ("weighted-1", "weights-1")
    assert LOOK_EVERY_SECONDS < 2


async def test_ranker_put_back_makes_the_same_list_to_the_byte(world_db, world_conn, clock) -> None:
    source, wang = RankerSource(world_db, timer=Timer()), await viewer_of(world_db, clock, "wang")

    async def listed():
        source.forget()
        ranker = (await source.current()).ranker
        found = await open_matches(world_db, ranker, clock, viewer=wang, filters=MatchFilters())
        return [m.ranked for m in found.matches], found.model_version

    before = await listed()
    model = await stored(world_conn, LEARNED)
    await put_in_use(world_db, model)
    changed = await listed()
    await put_in_use(world_db, None)

    assert changed != before
    assert changed[1] == "weights-1"
    assert repr(await listed()) == repr(before)
    await put_in_use(world_db, model)
    assert repr(await listed()) == repr(changed)


async def test_impressions_name_the_model_that_made_the_list(world_db, world_conn, clock) -> None:
    await put_in_use(world_db, await stored(world_conn, LEARNED))
    wang, ranker = await viewer_of(world_db, clock, "wang"), (await RankerSource(world_db).current()).ranker

    await open_matches(world_db, ranker, clock, viewer=wang, filters=MatchFilters())

    named = await world_conn.fetch("select distinct model_version from impression")
    assert [tuple(row) for row in named] == [("weights-1",)]


async def test_ranker_that_cannot_be_read_leaves_the_stated_weights(world_db, world_conn) -> None:
    await put_in_use(world_db, await stored(world_conn, LEARNED, content=b"damaged"))

    in_use = await RankerSource(world_db).current()

    assert in_use.ranker == WeightedRanker()


async def test_taste_of_a_provider_that_started_anew_is_no_longer_used(world_db, world_conn, world) -> None:
    mine, other = str(world.org["wang"]), str(world.org["chen"])
    ranker = WeightedRanker(
        name="weights-2", deviations={mine: {"text.whole": 1.0}, other: {"text.whole": 0.5}}
    )
    await put_in_use(world_db, await stored(world_conn, ranker))
    source = RankerSource(world_db, timer=Timer())
    await source.current()

    await insert(
        world_conn,
        "taste_reset",
        organisation_id=world.org["wang"],
        reset_at=NOW + timedelta(days=1),
        reset_by=world.person["wang"],
    )
    source.forget()

    left = (await source.current()).ranker
    assert isinstance(left, WeightedRanker)
    assert left.deviations == {other: {"text.whole": 0.5}}


async def test_calibration_of_the_model_in_use_comes_along(world_db, world_conn) -> None:
    model = await stored(world_conn, LEARNED)
    fits = np.arange(100.0)
    curve = calibrate(fits, (fits > 50).astype(float))
    training = await world_conn.fetchval("select max(id) from training")
    for owner, told in ((model, {"provider": curve.plain()}), (None, {})):
        await insert(
            world_conn,
            "ranker_calibration",
            model_id=owner,
            training_id=training,
            content=told,
            fitted_at=NOW,
        )
    await put_in_use(world_db, model)

    in_use = await RankerSource(world_db).current()

    assert in_use.calibration["provider"] == curve
    assert in_use.calibration["company"].share(50.0) is None
