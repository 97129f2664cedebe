"""What is counted of requests for services, for whom, and as of when."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from models.entities.ids import OrganisationId
from models.entities.service_requests import ServiceFacts, ServiceState, ServiceStep
from models.entities.spaces import OfferKind
from models.entities.vocabulary import Role
from models.errors import NotFound
from tests.web.services.report_rows import space_report
from tests.web.services.service_stories import asks, does, later
from tests.web.signed_in import viewer_of
from tests.world import NOW
from web.pages.service_figures import services_built
from web.services.service_figures import FigureFilters, count, open_service_figures

pytestmark = pytest.mark.anyio


def fact(state, *, asked=0.0, answered=None, rating=None):
    at = NOW - timedelta(days=asked)
    return ServiceFacts(
        1,
        OrganisationId(1),
        "s",
        "zh",
        None,
        OfferKind.LAW,
        state,
        at,
        None if answered is None else at + timedelta(days=answered),
        None,
        rating,
    )


def test_answers_in_time_are_counted_of_those_of_which_it_can_be_said():
    rows = [
        fact(ServiceState.ACCEPTED, asked=9, answered=5),
        fact(ServiceState.DECLINED, asked=9, answered=5.01),
        fact(ServiceState.NEEDS_MORE, asked=2, answered=1),
        # Still to be judged: young and unanswered, taken by another, withdrawn before an answer.
        fact(ServiceState.ASKED, asked=4),
        fact(ServiceState.TAKEN, asked=40),
        fact(ServiceState.WITHDRAWN, asked=40),
        # Too late without an answer.
        fact(ServiceState.ASKED, asked=6),
        fact(ServiceState.EXPIRED, asked=30),
        fact(ServiceState.DONE, asked=30, answered=2, rating=4),
        fact(ServiceState.DONE, asked=30, answered=2, rating=5),
    ]

    found = count(rows, NOW)

    assert (found.n_asked, found.n_in_time, found.n_judged) == (10, 4, 7)
    assert (found.n_done, found.n_declined, found.n_expired, found.n_open) == (2, 1, 1, 4)
    assert (found.n_rated, found.rating_sum) == (2, 9)


async def figures(db, clock, who, role, **filters):
    viewer = await viewer_of(db, clock, who)
    return await open_service_figures(db, clock, viewer=viewer, role=role, filters=FigureFilters(**filters))


async def test_manager_counts_the_own_space_and_an_officer_all(world_db, world, clock):
    own = await figures(world_db, clock, "xu", Role.SPACE)
    everybody = await figures(world_db, clock, "sun", Role.OFFICER)
    one = await figures(world_db, clock, "sun", Role.OFFICER, space_id=world.org["other_space"])

    assert [r.request_id for r in own.rows] == [world.service["lin"]]
    assert {r.request_id for r in everybody.rows} == {world.service["lin"], world.service["qian"]}
    assert [r.request_id for r in one.rows] == [world.service["qian"]]
    with pytest.raises(NotFound):
        await figures(world_db, clock, "xu", Role.SPACE, space_id=world.org["other_space"])


async def test_neither_words_nor_who_asked_are_in_what_an_officer_takes_away(world_db, world, clock):
    found = await figures(world_db, clock, "sun", Role.OFFICER)

    built = services_built(found, of_all=True)

    said = repr([line for part in built.parts for line in part.lines])
    for secret in ("股东协议", "晨稷冷链", "Rival Cooling"):
        assert secret not in said
    assert "五洲创客中心" in said


async def test_rows_behind_the_numbers_add_up_to_them(world_db, world, clock):
    found = await figures(world_db, clock, "sun", Role.OFFICER)
    parts = {part.key: part for part in services_built(found, of_all=True).parts}

    for key, place in (("spaces", 2), ("services", 1), ("months", 1)):
        counted = [int(str(line.cells[place])) for line in parts[key].lines]
        assert sum(counted) == len(parts["requests"].lines) == 2


async def test_yearly_report_of_a_space_counts_its_services_as_known_then(world_db, world, clock):
    made = await asks(world_db, clock, world, space_id=world.org["xu"])
    before = clock.now()
    later(clock, days=1)
    await does(world_db, clock, world, "xu", made, ServiceStep.ACCEPTED)
    xu = await viewer_of(world_db, clock, "xu")

    now = await space_report(world_db, clock, xu, world)
    then = await space_report(world_db, clock, xu, world, as_of=before)
    past = await space_report(world_db, clock, xu, world, year=2025)

    def states(report):
        return sorted((r.request_id, str(r.state)) for r in report.services)

    assert states(now) == [(world.service["lin"], "asked"), (made, "accepted")]
    assert states(then) == [(world.service["lin"], "asked"), (made, "asked")]
    assert states(past) == []


async def test_year_begins_at_midnight_in_beijing(world_db, world, clock):
    clock.instant = datetime(2026, 12, 31, 16, 30, tzinfo=UTC)
    made = await asks(world_db, clock, world, space_id=world.org["xu"])

    old = await figures(world_db, clock, "xu", Role.SPACE, year=2026)
    new = await figures(world_db, clock, "xu", Role.SPACE)

    assert made not in {r.request_id for r in old.rows}
    assert (new.year, [r.request_id for r in new.rows]) == (2027, [made])
