"""The dashboard: every figure opens its rows, past days stay as they were, and names are for whom they are for."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from models.db import Database
from models.entities.viewer import Viewer
from models.entities.vocabulary import FundingKind
from models.errors import NotAllowed, NotFound
from models.rows import queries
from tests.conftest import FixedClock
from tests.large_city import NOW as CITY_NOW
from tests.large_city import build_city
from tests.web.services.report_rows import confirmed
from tests.web.signed_in import viewer_of
from tests.world import NOW, World, insert
from web.services import results as service
from web.services.event_outcomes import months_after, open_event_outcome
from web.services.measures import measures, targets
from web.services.report_facts import MOST_WAITING, end_of_day, figures_at, settle_facts
from web.services.results import (
    COUNTED,
    ResultFilters,
    Results,
    open_results,
    open_rows,
)
from web.vocabulary import district_codes

pytestmark = pytest.mark.anyio
LATER = NOW + timedelta(days=200)


async def _opened(db: Database, clock: Any, viewer: Viewer, **filters: Any) -> Results:
    return await open_results(
        db, clock, viewer=viewer, filters=ResultFilters(**filters), districts=sorted(district_codes())
    )


async def _all_rows(db: Database, clock: Any, viewer: Viewer, measure: str, **filters: Any) -> list[Any]:
    found, after = [], None
    while True:
        page = await open_rows(
            db,
            clock,
            viewer=viewer,
            measure=measure,
            filters=ResultFilters(**filters),
            after=after,
            districts=sorted(district_codes()),
        )
        found += page.rows
        if page.after is None:
            assert (page.n, page.amount) == (sum(r.n for r in found), sum(r.amount for r in found))
            return found
        after = page.after


async def test_every_figure_is_as_many_as_its_rows(
    world_db: Database, world: World, clock: FixedClock
) -> None:
    officer = await viewer_of(world_db, clock, "sun")
    clock.instant = LATER
    found = await _opened(world_db, clock, officer)

    counts = {
        measure: (found.figures.n(measure), len(await _all_rows(world_db, clock, officer, measure)))
        for measure, about in measures().items()
        if about.subject is not None
    }

    assert {m: n for m, n in counts.items() if n[0] != n[1]} == {}
    assert sum(n > 0 for n, _ in counts.values()) >= 10


async def test_a_group_has_as_many_rows_as_its_table_says(
    world_db: Database, world: World, clock: FixedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    officer = await viewer_of(world_db, clock, "sun")
    clock.instant = LATER
    # The world is small: every group would be hidden.
    monkeypatch.setattr(service, "hidden_cells", lambda _: frozenset())
    found = await _opened(world_db, clock, officer)

    said, counted = {}, {}
    for measure, table in (("founder", found.people), ("first", found.firsts_by_group)):
        for r, category in enumerate(table.categories):
            for c, district in enumerate((*table.districts, None)):
                only = {"category": category or "none"}
                if c < len(table.districts):
                    only["district"] = district or "none"
                said[measure, r, c] = table.totalled[r][c]
                rows = await _all_rows(world_db, clock, officer, measure, **only)
                counted[measure, r, c] = sum(row.n for row in rows)

    assert counted == said
    assert sum(n > 0 for n in said.values()) >= 4


@pytest.mark.parametrize("cut", [{}, {"year": 2026}, {"kind": "investment"}])
async def test_a_small_group_has_no_rows_and_neither_has_a_part_of_one(
    world_db: Database, world: World, clock: FixedClock, cut: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    officer = await viewer_of(world_db, clock, "sun")
    clock.instant = LATER
    if cut:
        monkeypatch.setattr(service, "hidden_cells", lambda _: frozenset())

    for measure in ("founder", "first"):
        with pytest.raises(NotFound):
            await _all_rows(world_db, clock, officer, measure, category="youth", **cut)


async def test_a_past_day_leaves_out_what_came_later(
    world_conn: Any, world_db: Database, world: World, clock: FixedClock
) -> None:
    officer = await viewer_of(world_db, clock, "sun")
    clock.instant = LATER
    before = await _opened(world_db, clock, officer)
    day = (LATER - timedelta(days=5)).date()
    await confirmed(
        world_conn, world, company="qian", kind="loan", provider="chen", at=LATER - timedelta(days=4)
    )

    now = await _opened(world_db, clock, officer)
    then = await _opened(world_db, clock, officer, as_of=end_of_day(day))

    assert now.figures.n("record_confirmed") == before.figures.n("record_confirmed") + 1
    assert then.figures.n("record_confirmed") == before.figures.n("record_confirmed")
    assert then.as_of == end_of_day(day)


async def test_after_an_import_the_page_says_that_changes_wait(
    world_conn: Any, world_db: Database, clock: FixedClock
) -> None:
    officer = await viewer_of(world_db, clock, "sun")
    await settle_facts(world_db)
    counted = await _opened(world_db, clock, officer)
    await world_conn.execute(
        "insert into report_touch (topic, subject_id, at) "
        "select 'record', i, $1 from generate_series(1, $2::int) i",
        NOW,
        MOST_WAITING + 1,
    )

    found = await _opened(world_db, clock, officer)
    rows = await _all_rows(world_db, clock, officer, "record_confirmed")

    assert (counted.n_waiting, found.n_waiting) == (0, MOST_WAITING + 1)
    assert found.funnel == counted.funnel
    assert len(rows) == counted.figures.n("record_confirmed")


async def test_first_loans_are_told_among_new_borrowers(
    world_conn: Any, world_db: Database, world: World, clock: FixedClock
) -> None:
    officer = await viewer_of(world_db, clock, "sun")
    clock.instant = LATER
    for kept in ("lin", "qian"):
        await confirmed(world_conn, world, company=kept, kind="loan", provider="chen", on=date(2025, 3, 1))
        await confirmed(
            world_conn, world, company=kept, kind="loan", provider="chen", amount=5, on=date(2025, 4, 1)
        )

    rate = next(r for r in (await _opened(world_db, clock, officer)).loan_rates if r.year == 2025)

    assert (rate.n_new, rate.n_first) == (2, 0)


async def test_filters_cut_the_figures_and_not_the_targets(
    world_conn: Any, world_db: Database, world: World, clock: FixedClock
) -> None:
    officer = await viewer_of(world_db, clock, "sun")
    clock.instant = LATER
    everything = await _opened(world_db, clock, officer)
    cut = await _opened(world_db, clock, officer, district="dantu", kind=FundingKind.LOAN)
    of_space = await _opened(world_db, clock, officer, space_id=world.org["xu"])

    assert dict(everything.funnel)["pitch_submitted"] > dict(cut.funnel)["pitch_submitted"] == 0
    assert [t.reached for t in cut.targets] == [t.reached for t in everything.targets]
    assert [t.target.measure for t in cut.targets] == [t.measure for t in targets()]
    assert [line.space.id for line in of_space.by_space] == [world.org["xu"]]
    assert 0 < dict(of_space.funnel)["pitch_submitted"] < dict(everything.funnel)["pitch_submitted"]


@pytest.mark.parametrize("persona", ["zhao", "lin", "wang", "xu", "gao"])
async def test_nobody_but_an_officer_reads_rows(world_db: Database, clock: FixedClock, persona: str) -> None:
    viewer = await viewer_of(world_db, clock, persona)

    with pytest.raises(NotAllowed):
        await _opened(world_db, clock, viewer)
    with pytest.raises(NotAllowed):
        await _all_rows(world_db, clock, viewer, "first")


async def test_a_figure_without_rows_of_its_own_has_none(world_db: Database, clock: FixedClock) -> None:
    officer = await viewer_of(world_db, clock, "sun")

    with pytest.raises(NotFound):
        await _all_rows(world_db, clock, officer, "time_to_first")


async def test_an_event_is_told_what_followed_within_its_months(
    world_conn: Any, world_db: Database, world: World, clock: FixedClock
) -> None:
    event = world.event["zhao"]
    starts_at = await world_conn.fetchval("select lower(during) from event where id = $1", event)
    held_on = starts_at.date()
    await _met(world_conn, world, starts_at)
    for months, more in ((1, {"event_id": event}), (5, {}), (11, {"event_id": world.event["zhou"]})):
        await confirmed(
            world_conn,
            world,
            amount=months * 1_000_000,
            on=months_after(held_on, months),
            at=starts_at + timedelta(days=330),
            **more,
        )
    await confirmed(
        world_conn, world, provider="wu", on=months_after(held_on, 2), at=starts_at + timedelta(days=330)
    )
    zhao = await viewer_of(world_db, clock, "zhao")
    clock.instant = starts_at + timedelta(days=340)

    found = await open_event_outcome(world_db, clock, viewer=zhao, event_id=event, as_of=None)

    by_months = {h.months: h for h in found.horizons}
    assert [by_months[m].n_records for m in (3, 6, 12, None)] == [1, 2, 2, 2]
    assert [by_months[m].amount for m in (3, 6)] == [1_000_000, 6_000_000]
    assert [by_months[m].n_meetings for m in (3, None)] == [1, 1]
    assert [by_months[m].is_open for m in (3, 6, 12)] == [False, False, True]
    assert {(r.what, r.because) for r in found.rows} >= {("record", "stated"), ("record", "met")}
    earlier = await open_event_outcome(
        world_db, clock, viewer=zhao, event_id=event, as_of=starts_at + timedelta(days=300)
    )
    assert [h.n_records for h in earlier.horizons] == [0, 0, 0, 0]


async def _met(conn: Any, world: World, at: datetime) -> None:
    await conn.execute(
        "delete from meeting_said where founder_id = $1 and provider_id = $2",
        world.participant["zhao_founder"],
        world.participant["zhao_provider"],
    )
    await insert(
        conn,
        "meeting_said",
        founder_id=world.participant["zhao_founder"],
        provider_id=world.participant["zhao_provider"],
        side="staff",
        said="took_place",
        person_id=world.person["zhao"],
        said_at=at + timedelta(hours=3),
    )


async def test_an_event_is_told_to_its_organiser_and_officers_alone(
    world_db: Database, world: World, clock: FixedClock
) -> None:
    for persona in ("zhou", "lin", "wang"):
        viewer = await viewer_of(world_db, clock, persona)
        with pytest.raises(NotFound):
            await open_event_outcome(world_db, clock, viewer=viewer, event_id=world.event["zhao"], as_of=None)
    officer = await viewer_of(world_db, clock, "sun")

    found = await open_event_outcome(
        world_db, clock, viewer=officer, event_id=world.event["zhao"], as_of=None
    )

    assert found.event.id == world.event["zhao"]


def test_months_end_where_a_month_is_shorter() -> None:
    assert months_after(date(2027, 11, 30), 3) == date(2028, 2, 29)
    assert months_after(date(2026, 5, 15), 12) == date(2027, 5, 15)


async def test_a_city_is_counted_as_its_sources_say_by_index_and_row_by_row(
    conn: Any, db: Database, world_db: Database, clock: FixedClock
) -> None:
    await build_city(conn, "ledger-1", companies=60, records=240)
    await settle_facts(db)
    await conn.execute("analyze")
    sql = queries("report_facts")

    for at in (CITY_NOW, end_of_day(date(2021, 3, 17))):
        found = await figures_at(conn, at, COUNTED, "ledger-1")
        again = await conn.fetch(sql["recomputed"], at, list(COUNTED), "ledger-1")
        assert {_key(c) for cells in found.cells.values() for c in cells} == {tuple(r) for r in again}
    await _many_other_sums(conn)
    plan = await conn.fetch(
        f"explain {sql['figures']}", CITY_NOW, date(2026, 5, 1), list(COUNTED), "ledger-1", None, None
    )
    said = "\n".join(row[0] for row in plan)
    assert "report_fold_key" in said
    assert "report_fact_at_idx" in said
    assert "Seq Scan" not in said
    # An officer of another database: who reads is decided by the roles alone.
    officer, clock.instant = await viewer_of(world_db, clock, "sun"), CITY_NOW
    records = await _all_rows(db, clock, officer, "record_confirmed")
    borrowers = await _all_rows(db, clock, officer, "borrower")
    assert len({r.subject_id for r in records}) == len(records) > 150
    assert len({(r.subject_id, r.year) for r in borrowers}) == len(borrowers) > 50


async def _many_other_sums(conn: Any) -> None:
    """As many rows as a large city has, of a measure that nobody asks for."""
    await conn.execute(
        "insert into report_fold (level, since, margin, measure, step, n, amount) "
        "select 'month', date '2010-01-01', 'place', 'none', i, 1, 0 from generate_series(1, 60000) i"
    )
    await conn.execute(
        "insert into report_fact (topic, subject_id, measure, n, amount, counts_at) "
        "select 'none', i, 'none', 1, 0, timestamptz '2010-01-01 00:00+00' from generate_series(1, 60000) i"
    )
    await conn.execute("analyze report_fold, report_fact")


def _key(cell: Any) -> tuple[Any, ...]:
    names = ("margin", "measure", "kind", "district", "space_id", "year", "category", "step", "n", "amount")
    return tuple(getattr(cell, name) for name in names)


async def test_two_who_confirm_for_one_company_do_not_wait_for_a_counter(
    cloned_world_db: Database, world: World
) -> None:
    async with cloned_world_db.transaction() as one, cloned_world_db.transaction() as other:
        for conn, record in ((one, "wang_lin"), (other, "chen_lin")):
            await conn.execute("set local lock_timeout = '2s'")
            await conn.execute(
                "insert into funding_step (record_id, step, person_id, body_id, lang, taken_at) "
                "select r.id, 'reminded', null, null, 'zh', $2 from funding_record r where r.id = $1",
                world.record[record],
                datetime(2026, 6, 1, tzinfo=UTC),
            )
        waiting = await other.fetchval("select count(*) from report_touch where topic = 'funded'")

    assert waiting > 0
