"""Juries: conflicts keep people away, nothing leaks, every founder gets a reason, nothing changes after the close."""

from __future__ import annotations

from datetime import date

import pytest

from models.entities.jury import ConflictKind, JuryState, SheetInput
from models.errors import Conflict, Invalid, NotAllowed, NotFound
from models.repositories.jury import JuryRepository
from models.repositories.jury_sheets import JurySheetRepository
from models.repositories.participants import ParticipantRepository
from tests.web.services.event_stories import SITE, mails, viewer
from tests.world import insert
from tests.world_juries import SECRET
from web.services import comments, juries, jury_conflicts, jury_results, jury_sheets
from web.services.jury_assignment import assign_pending
from web.services.jury_conflicts import Declaration

pytestmark = pytest.mark.anyio

WHY = "The film keeps crabs alive, but you must say what one crate costs and who pays for it."


def sheet_of(world, state="open", points=8, reason="", phrases=("team_fits", "who_pays"), **more):
    return SheetInput(
        {world.criterion[f"jury_{state}"]: points}, phrases, reason, more.pop("lang", "zh"), False
    )


async def save(db, clock, world, who, *, state="open", submit=True, revision=None, given=None, juror="he"):
    return await jury_sheets.save_sheet(
        db,
        clock,
        viewer=await viewer(db, clock, juror),
        event_id=world.event[f"jury_{state}"],
        participant_id=world.participant[f"jury_{state}_{who}"],
        revision=revision,
        given=given or sheet_of(world, state),
        submit=submit,
    )


async def in_force(db, world, who, state="open"):
    async with db.read() as conn:
        found = await JuryRepository(conn).conflicts(world.event[f"jury_{state}"])
    return {(c.kind, c.evidence) for c in found if c.person_id == world.person[who] and c.in_force}


async def seats(db, world, state="open"):
    async with db.read() as conn:
        found = await JuryRepository(conn).all_seats(world.event[f"jury_{state}"])
    return {(s.participant_id, s.person_id) for s in found if s.judges}


# ------------------------------------------------------------- conflicts of interest


async def test_records_show_conflicts_that_nobody_declared(world_db, world_conn, clock, world) -> None:
    event = world.event["jury_open"]
    for who in ("xu", "wang", "lin"):
        await insert(
            world_conn,
            "event_juror",
            event_id=event,
            person_id=world.person[who],
            invited_by=world.person["zhao"],
            invited_at=clock.now(),
        )
    await insert(
        world_conn,
        "provider_deal",
        organisation_id=world.org["wang"],
        company_name="Rival Cooling",
        instrument="equity",
        dealt_on=date(2024, 1, 1),
        added_at=clock.now(),
    )

    found = {who: await in_force(world_db, world, who) for who in ("xu", "wang", "lin", "he")}

    assert ("incubator", "tenancy") in found["xu"]
    assert ("investor", "deal") in found["wang"]
    assert ("employer", "membership") in found["lin"]
    assert found["he"] == set()


async def test_conflict_older_than_the_look_back_does_not_count(world_db, world_conn, clock, world) -> None:
    he, event = world.person["he"], world.event["jury_open"]
    for company, until in (("lin", date(2020, 1, 1)), ("qian", date(2025, 1, 1))):
        await insert(
            world_conn,
            "jury_declared",
            event_id=event,
            person_id=he,
            company_id=world.org[company],
            kind="supervisor",
            until=until,
            side="organiser",
            declared_by=world.person["zhao"],
            declared_at=clock.now(),
        )

    async with world_db.read() as conn:
        found = await JuryRepository(conn).conflicts(event, he)

    assert [c.company_id for c in found if c.kind is ConflictKind.SUPERVISOR] == [world.org["qian"]]


async def test_juror_who_knows_the_people_reads_scores_and_counts_nothing(world_db, clock, world) -> None:
    he, event = await viewer(world_db, clock, "he"), world.event["jury_open"]
    lin, qian = (world.participant[f"jury_open_{who}"] for who in ("lin", "qian"))
    await jury_sheets.pick(world_db, clock, viewer=he, event_id=event, winner=lin, loser=qian, tie=False)

    await jury_conflicts.say_whom_i_know(
        world_db,
        clock,
        viewer=he,
        event_id=event,
        answers={lin: Declaration(ConflictKind.FAMILY), qian: None},
        sectors=("agri",),
    )

    with pytest.raises(NotFound):
        await comments.open_pitch(world_db, viewer=he, event_id=event, pitch_id=world.pitch["lin"])
    with pytest.raises(NotFound):
        await jury_sheets.open_sheet(world_db, viewer=he, event_id=event, participant_id=lin)
    with pytest.raises(Conflict):
        await save(world_db, clock, world, "lin", revision=0)
    async with world_db.read() as conn:
        counted = await JurySheetRepository(conn).submitted(event, None)
        picks = await JurySheetRepository(conn).picks(event)
    assert [s.person_id for s in counted if s.participant_id == lin] == [world.person["mei"]]
    assert picks == []
    assert (await comments.open_pitch(world_db, viewer=he, event_id=event, pitch_id=world.pitch["qian"]))[
        0
    ].pitch_id == world.pitch["qian"]


async def test_juror_reads_nothing_before_saying_whom_they_know(world_db, world_conn, clock, world) -> None:
    he, event = await viewer(world_db, clock, "he"), world.event["jury_open"]
    await world_conn.execute("delete from jury_said where event_id = $1", event)

    with pytest.raises(NotFound):
        await comments.open_pitch(world_db, viewer=he, event_id=event, pitch_id=world.pitch["lin"])
    with pytest.raises(NotFound):
        await jury_sheets.open_sheet(
            world_db, viewer=he, event_id=event, participant_id=world.participant["jury_open_lin"]
        )

    tasks = await jury_sheets.open_juries(world_db, viewer=he)
    assert {t.name for t in tasks if t.event_id == event} == {"lin 项目", "qian 项目"}


async def test_what_a_juror_said_of_family_cannot_be_set_aside(world_db, clock, world) -> None:
    he, zhao = await viewer(world_db, clock, "he"), await viewer(world_db, clock, "zhao")
    event, lin = world.event["jury_open"], world.participant["jury_open_lin"]
    await jury_conflicts.say_whom_i_know(
        world_db,
        clock,
        viewer=he,
        event_id=event,
        answers={lin: Declaration(ConflictKind.FAMILY)},
        sectors=(),
    )

    with pytest.raises(Conflict, match="jury_conflict_pinned"):
        await jury_conflicts.lift(
            world_db,
            clock,
            viewer=zhao,
            event_id=event,
            person_id=world.person["he"],
            company_id=world.org["lin"],
            kind="family",
            reason="他说没关系",
        )

    assert ("family", "juror") in await in_force(world_db, world, "he")


async def test_founder_s_word_counts_until_the_organiser_sets_it_aside(world_db, clock, world) -> None:
    lin, zhao = await viewer(world_db, clock, "lin"), await viewer(world_db, clock, "zhao")
    event, he = world.event["jury_open"], world.person["he"]
    common = {"event_id": event, "person_id": he, "company_id": world.org["lin"]}

    await jury_conflicts.declare_as_company(
        world_db, clock, viewer=lin, said=Declaration(ConflictKind.SUPERVISOR), **common
    )
    before = await in_force(world_db, world, "he")
    await jury_conflicts.lift(
        world_db, clock, viewer=zhao, kind="supervisor", reason="已核实,不是同一人", **common
    )
    after = await in_force(world_db, world, "he")
    await jury_conflicts.restore(world_db, clock, viewer=zhao, kind="supervisor", **common)

    assert ("supervisor", "company") in before
    assert ("supervisor", "company") not in after
    assert ("supervisor", "company") in await in_force(world_db, world, "he")


async def test_organiser_with_a_conflict_learns_neither_jurors_nor_counts_nor_scores(
    world_db, clock, world
) -> None:
    zhao, event = await viewer(world_db, clock, "zhao"), world.event["jury_open"]
    lin = world.participant["jury_open_lin"]
    await jury_conflicts.declare_as_organiser(
        world_db,
        clock,
        viewer=zhao,
        event_id=event,
        person_id=zhao.person_id,
        company_id=world.org["lin"],
        said=Declaration(ConflictKind.INCUBATOR),
    )

    board = await juries.open_board(world_db, viewer=zhao, event_id=event)
    reasons = await jury_results.open_reasons(world_db, viewer=zhao, event_id=event)
    results = await jury_results.open_results(world_db, viewer=zhao, event_id=event)

    assert board.hidden == {world.org["lin"]}
    assert lin not in {s.participant_id for s in board.seats}
    assert board.loads == {world.person["he"]: 1}
    assert lin not in {s.participant_id for s in reasons.sheets}
    assert lin not in {r.participant_id for r in results.standing.rows}
    with pytest.raises(NotFound):
        await juries.decide_by_hand(
            world_db,
            clock,
            viewer=zhao,
            event_id=event,
            participant_id=lin,
            person_id=world.person["mei"],
            rule="forbidden",
        )
    with pytest.raises(NotFound):
        await jury_results.translate_reason(
            world_db, clock, viewer=zhao, event_id=event, sheet_id=world.sheet["jury_open_he_lin"], body=WHY
        )
    with pytest.raises(Conflict, match="jury_own_conflict"):
        await jury_conflicts.lift(
            world_db,
            clock,
            viewer=zhao,
            event_id=event,
            person_id=zhao.person_id,
            company_id=world.org["lin"],
            kind="incubator",
            reason="没事",
        )


# ------------------------------------------------------------- assignment


async def test_assignment_keeps_conflicts_away_and_says_what_is_missing(world_db, clock, world) -> None:
    zhao, event = await viewer(world_db, clock, "zhao"), world.event["jury_setup"]

    await juries.want_assignment(world_db, clock, viewer=zhao, event_id=event)
    n = await assign_pending(world_db, clock)

    board = await juries.open_board(world_db, viewer=zhao, event_id=event)
    he, mei = world.person["he"], world.person["mei"]
    lin, qian = (world.participant[f"jury_setup_{who}"] for who in ("lin", "qian"))
    assert n == 1
    assert await seats(world_db, world, "setup") == {(lin, he), (lin, mei), (qian, he)}
    assert board.jury is not None
    assert (board.jury.wanted_at, board.jury.optimal) == (None, True)
    assert board.jury.value == pytest.approx(board.jury.bound)
    assert board.jury.notes == [
        {
            "code": "too_few_may",
            "params": {"participant": qian, "missing": 1, "may": 1, "conflicted": 1, "forbidden": 0},
        }
    ]
    async with world_db.read() as conn:
        known = {p.id: p.jurors for p in await ParticipantRepository(conn).of_event(event)}
    # The planner keeps jurors from being needed in two rooms at once.
    assert [sorted(known[lin]), sorted(known[qian])] == [sorted((he, mei)), [he]]


async def test_assignment_keeps_what_is_decided_by_hand(world_db, clock, world) -> None:
    zhao, event = await viewer(world_db, clock, "zhao"), world.event["jury_setup"]
    lin, qian = (world.participant[f"jury_setup_{who}"] for who in ("lin", "qian"))
    he, mei = world.person["he"], world.person["mei"]
    for pitch, juror, rule in ((lin, he, "forbidden"), (qian, mei, "fixed")):
        await juries.decide_by_hand(
            world_db, clock, viewer=zhao, event_id=event, participant_id=pitch, person_id=juror, rule=rule
        )

    await juries.want_assignment(world_db, clock, viewer=zhao, event_id=event)
    await assign_pending(world_db, clock)

    board = await juries.open_board(world_db, viewer=zhao, event_id=event)
    assert await seats(world_db, world, "setup") == {(lin, mei), (qian, he)}
    assert board.jury is not None
    # Mei has a conflict with qian's company, so what was fixed is given up and said.
    assert {n["code"] for n in board.jury.notes} == {"too_few_may", "fixed_given_up"}


async def test_juror_who_falls_ill_is_replaced_and_nobody_else_moves(
    world_db, world_conn, clock, world
) -> None:
    zhao, event = await viewer(world_db, clock, "zhao"), world.event["jury_open"]
    lin, qian = (world.participant[f"jury_open_{who}"] for who in ("lin", "qian"))
    he, mei, xu = (world.person[who] for who in ("he", "mei", "xu"))
    await insert(
        world_conn,
        "event_juror",
        event_id=event,
        person_id=xu,
        invited_by=zhao.person_id,
        invited_at=clock.now(),
    )

    await juries.set_away(world_db, clock, viewer=zhao, event_id=event, person_id=he, away=True)
    await assign_pending(world_db, clock)

    # He has submitted his sheet of lin's, which stays; xu hosts lin's company and takes qian's.
    assert await seats(world_db, world) == {(lin, he), (lin, mei), (qian, xu)}


# ------------------------------------------------------------- sheets


async def test_sheet_saved_elsewhere_meanwhile_is_not_overwritten(world_db, clock, world) -> None:
    first = await save(world_db, clock, world, "qian", submit=False)
    second = await save(world_db, clock, world, "qian", submit=False, revision=first)

    with pytest.raises(Conflict, match="jury_sheets_differ"):
        await save(world_db, clock, world, "qian", submit=False, revision=first)

    assert (first, second) == (0, 1)


@pytest.mark.parametrize(
    ("points", "phrases", "reason", "code"),
    [
        ({}, ("team_fits", "who_pays"), "", "jury_points_missing"),
        (None, (), "还行", "jury_reason_short"),
        (None, ("team_fits",), "", "jury_reason_short"),
    ],
)
async def test_sheet_without_points_or_a_usable_reason_is_not_submitted(
    world_db, clock, world, points, phrases, reason, code
) -> None:
    given = SheetInput(
        {world.criterion["jury_open"]: 8} if points is None else points, phrases, reason, "zh", False
    )

    with pytest.raises(Invalid, match=code):
        await save(world_db, clock, world, "qian", given=given)

    await save(world_db, clock, world, "qian", given=given, submit=False)


async def test_sheet_is_taken_back_until_scoring_closes(world_db, clock, world) -> None:
    he = await viewer(world_db, clock, "he")
    lin = world.participant["jury_open_lin"]

    await jury_sheets.recall_sheet(
        world_db, clock, viewer=he, event_id=world.event["jury_open"], participant_id=lin
    )

    again = await jury_sheets.open_sheet(
        world_db, viewer=he, event_id=world.event["jury_open"], participant_id=lin
    )
    assert again.sheet is not None
    assert again.sheet.state == "draft"
    with pytest.raises(Conflict, match="jury_is_closed"):
        await jury_sheets.recall_sheet(
            world_db,
            clock,
            viewer=he,
            event_id=world.event["jury_closed"],
            participant_id=world.participant["jury_closed_lin"],
        )
    with pytest.raises(Conflict, match="jury_is_closed"):
        await save(world_db, clock, world, "lin", state="closed", revision=0)


async def test_juror_saves_nothing_for_a_pitch_that_is_another_s(world_db, world_conn, clock, world) -> None:
    await world_conn.execute(
        "delete from jury_assignment where participant_id = $1 and person_id = $2",
        world.participant["jury_open_qian"],
        world.person["he"],
    )

    with pytest.raises(NotFound):
        await save(world_db, clock, world, "qian")


async def test_pick_is_once_and_can_be_taken_back(world_db, clock, world) -> None:
    he, event = await viewer(world_db, clock, "he"), world.event["jury_open"]
    lin, qian = (world.participant[f"jury_open_{who}"] for who in ("lin", "qian"))
    common = {"viewer": he, "event_id": event}

    asked = await jury_sheets.open_pair(world_db, **common)
    await jury_sheets.pick(world_db, clock, winner=qian, loser=lin, tie=False, **common)
    with pytest.raises(Conflict, match="picked_already"):
        await jury_sheets.pick(world_db, clock, winner=lin, loser=qian, tie=False, **common)
    done = await jury_sheets.open_pair(world_db, **common)
    await jury_sheets.undo_pick(world_db, clock, **common)
    again = await jury_sheets.open_pair(world_db, **common)

    assert asked.pair is not None
    assert {t.participant_id for t in asked.pair} == {lin, qian}
    assert (done.pair, done.n_picked, done.n_pairs) == (None, 1, 1)
    assert (again.pair, again.n_picked) == (asked.pair, 0)


# ------------------------------------------------------------- closing and releasing


async def test_closing_needs_a_reason_for_everybody_in_both_languages(world_db, clock, world) -> None:
    zhao, event = await viewer(world_db, clock, "zhao"), world.event["jury_open"]
    common = {"viewer": zhao, "event_id": event}

    with pytest.raises(Invalid, match="jury_reasons_missing") as caught:
        await jury_results.close_scoring(world_db, clock, without="", **common)
    await save(world_db, clock, world, "qian")
    await jury_results.translate_reason(
        world_db, clock, sheet_id=world.sheet["jury_open_he_lin"], body=WHY, **common
    )
    await jury_results.close_scoring(world_db, clock, without="", **common)

    board = await juries.open_board(world_db, **common)
    assert caught.value.params["n"] == 2
    assert board.jury is not None
    assert (board.jury.state, board.jury.closed_without) == (JuryState.CLOSED, "")


async def test_closing_without_reasons_keeps_why(world_db, clock, world) -> None:
    zhao, event = await viewer(world_db, clock, "zhao"), world.event["jury_open"]

    await jury_results.close_scoring(world_db, clock, viewer=zhao, event_id=event, without="一位评委突然住院")

    board = await juries.open_board(world_db, viewer=zhao, event_id=event)
    assert board.jury is not None
    assert board.jury.closed_without == "一位评委突然住院"


async def test_founder_reads_nothing_before_the_release_and_never_who_wrote(world_db, clock, world) -> None:
    zhao, lin, qian = [await viewer(world_db, clock, who) for who in ("zhao", "lin", "qian")]
    event = world.event["jury_closed"]

    before = await jury_results.open_founder_jury(world_db, viewer=lin, event_id=event)
    n = await jury_results.release_results(
        world_db, clock, viewer=zhao, event_id=event, shows_places=False, is_public=False, site=SITE
    )
    lins = await jury_results.open_founder_jury(world_db, viewer=lin, event_id=event)
    qians = await jury_results.open_founder_jury(world_db, viewer=qian, event_id=event)

    assert before.results == []
    assert n == 2
    assert len(await mails(world_db, "jury_result")) == 2
    ((result, reasons),) = lins.results
    assert result.name == "lin 项目"
    assert {r.reason for r in reasons} == {SECRET}
    assert {r.person_name for r in reasons} == {None}
    ((_, others),) = qians.results
    assert SECRET not in {r.reason for r in others}
    with pytest.raises(NotFound):
        await jury_results.open_public_results(world_db, event_id=event)
    with pytest.raises(Conflict, match="jury_released_already"):
        await jury_results.release_results(
            world_db, clock, viewer=zhao, event_id=event, shows_places=True, is_public=True, site=SITE
        )


async def test_organiser_who_judges_too_sees_no_scores_while_scoring_is_open(
    world_db, world_conn, clock, world
) -> None:
    zhao = await viewer(world_db, clock, "zhao")
    for state in ("open", "closed"):
        await insert(
            world_conn,
            "event_juror",
            event_id=world.event[f"jury_{state}"],
            person_id=zhao.person_id,
            invited_by=zhao.person_id,
            invited_at=clock.now(),
        )

    for look in (jury_results.open_results, jury_results.open_reasons):
        with pytest.raises(NotAllowed):
            await look(world_db, viewer=zhao, event_id=world.event["jury_open"])

    found = await jury_results.open_results(world_db, viewer=zhao, event_id=world.event["jury_closed"])
    assert len(found.standing.rows) == 2


async def test_result_shows_only_what_the_scores_tell(world_db, clock, world) -> None:
    zhao = await viewer(world_db, clock, "zhao")

    found = await jury_results.open_results(world_db, viewer=zhao, event_id=world.event["jury_closed"])

    assert [(r.place_best, r.place_worst, r.score) for r in found.standing.rows] == [(1, 2, 7.0), (1, 2, 7.0)]
