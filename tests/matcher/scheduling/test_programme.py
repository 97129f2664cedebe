"""Programmes: every submission placed, the score that was told, the bound honest, workbooks read."""

import datetime as dt
import time
from dataclasses import replace
from itertools import product
from pathlib import Path

import openpyxl
import pytest
from hypothesis import event, given, note, settings
from hypothesis import strategies as st

from matcher.scheduling.problem import BadForm, Contradiction, Status
from matcher.scheduling.programme import solve_programme
from matcher.scheduling.programme_forms import format_programme, parse_programme
from matcher.scheduling.programme_problem import (
    Fixed,
    Placement,
    ProgrammeProblem,
    Session,
    Submission,
    Weights,
)
from matcher.scheduling.programme_score import (
    Count,
    ProgrammeConflictCode,
    counts,
    programme_conflicts,
    score,
)
from matcher.scheduling.workbook import read_workbook

LAW = settings(max_examples=20, deadline=None, derandomize=True)


@st.composite
def roadshows(draw: st.DrawFn) -> ProgrammeProblem:
    sessions = tuple(Session(f"s{n}", draw(st.integers(2, 3))) for n in range(draw(st.integers(2, 3))))
    rooms = ("A", "B", "C")[: draw(st.integers(2, 3))]
    topics = ("agri", "bio", "chips")
    cost = st.sampled_from([0, 0, 0, 1, 5])
    submissions = tuple(
        Submission(
            f"p{n}",
            draw(st.sampled_from(topics)),
            slots=draw(st.sampled_from([1, 1, 2])),
            presenters=draw(st.sampled_from([(), ("x",), ("y",), ("x", "y")])),
            attendees=draw(st.sampled_from([(), ("z",)])),
            jurors=draw(st.sampled_from([(), ("w",)])),
            barred=draw(st.sampled_from([frozenset(), frozenset(), frozenset({("s1", "A", 0)})])),
            forbidden=draw(st.sampled_from([frozenset(), frozenset({"s0"})])),
            session_penalty={"s1": draw(cost)},
            room_penalty={"A": draw(cost)},
            order=draw(st.integers(0, 2)),
        )
        for n in range(draw(st.integers(1, 5)))
    )
    return ProgrammeProblem(
        sessions,
        rooms,
        topics,
        submissions,
        weights=replace(
            Weights(),
            presenters=50,
            chairs=draw(st.sampled_from([0, 3])),
            left_out=draw(st.sampled_from([0, 0, 40])),
        ),
        room_slots=draw(st.sampled_from([{}, {}, {("s0", "B"): 1}])),
        topic_room={("agri", "B"): draw(cost)},
        similar={("agri", "bio"): draw(cost), ("bio", "agri"): 1},
        chairs={"agri": ("x",), "bio": ("z",)},
        mixed_blocks=draw(st.booleans()),
    )


def hard(problem: ProgrammeProblem, placements: tuple[Placement, ...]) -> list[object]:
    return [one for one in programme_conflicts(problem, placements) if one.hard]


@LAW
@given(roadshows())
def test_solve_any_roadshow_places_all_and_tells_the_truth(problem):
    try:
        plan = solve_programme(problem, work=3)
    except Contradiction as caught:
        event("contradiction")
        note(str(caught))
        return

    assert hard(problem, plan.placements) == []
    everybody = {one.id for one in problem.submissions}
    assert {at.submission for at in plan.placements} == everybody or problem.weights.left_out
    assert plan.score == pytest.approx(score(problem, plan.placements))
    assert plan.bound is not None
    assert plan.bound <= plan.score
    assert (plan.status is Status.OPTIMAL) == (plan.bound == plan.score)


def test_solve_leaves_out_whom_no_place_suits_when_that_is_allowed():
    problem = small()
    away = frozenset({"am", "pm"})
    crowd = (*problem.submissions, Submission("q", "bio", forbidden=away), Submission("r", "bio"))
    problem = replace(problem, submissions=crowd, weights=replace(Weights(), left_out=100), mixed_blocks=True)

    plan = solve_programme(problem, work=3)

    assert len(plan.placements) == 4
    assert "q" not in {at.submission for at in plan.placements}
    assert counts(problem, plan.placements)[Count.LEFT_OUT] == 2
    assert plan.status is Status.OPTIMAL


def test_solve_stops_when_asked_with_what_it_has():
    topics = tuple(f"t{n}" for n in range(12))
    problem = ProgrammeProblem(
        tuple(Session(f"s{n}", 3) for n in range(6)),
        ("A", "B", "C", "D"),
        topics,
        tuple(
            Submission(f"p{n}", topics[n % 12], session_penalty={f"s{n % 6}": 3, f"s{n % 5}": 1})
            for n in range(60)
        ),
        similar=dict.fromkeys(product(topics[:5], topics[5:]), 2),
    )
    found: list[float] = []
    started = time.monotonic()

    plan = solve_programme(
        problem,
        seconds=60,
        on_progress=lambda at: found.append(at.score),
        should_stop=lambda: time.monotonic() > started + 1,
    )

    assert time.monotonic() < started + 20
    assert hard(problem, plan.placements) == []
    assert found == sorted(found, reverse=True)


@pytest.mark.parametrize("mixed", [False, True])
def test_solve_tiny_roadshow_equals_trying_all(mixed):
    problem = ProgrammeProblem(
        (Session("am", 1), Session("pm", 2)),
        ("A", "B"),
        ("agri", "bio"),
        (
            Submission("p0", "agri", presenters=("x",), session_penalty={"am": 2}),
            Submission("p1", "bio", presenters=("x",)),
            Submission("p2", "bio", room_penalty={"A": 3}),
            Submission("p3", "agri", slots=2),
        ),
        similar={("agri", "bio"): 4},
        mixed_blocks=mixed,
    )
    cells = [
        (session.name, room, start)
        for session in problem.sessions
        for room in problem.rooms
        for start in range(session.slots)
    ]
    best = min(
        score(problem, placements)
        for chosen in product(cells, repeat=len(problem.submissions))
        if not hard(
            problem,
            placements := tuple(
                Placement(one.id, *cell) for one, cell in zip(problem.submissions, chosen, strict=True)
            ),
        )
    )

    plan = solve_programme(problem, work=5)

    assert plan.score == pytest.approx(best)
    assert plan.status is Status.OPTIMAL


def small() -> ProgrammeProblem:
    return ProgrammeProblem(
        (Session("am", 2), Session("pm", 2)),
        ("A",),
        ("agri", "bio"),
        tuple(Submission(f"p{n}", "agri" if n % 2 else "bio") for n in range(4)),
    )


def test_solve_fixed_place_is_kept():
    problem = small()
    fixed = replace(problem.submissions[0], fixed=Fixed("pm", "A", 1))
    problem = replace(problem, submissions=(fixed, *problem.submissions[1:]))

    plan = solve_programme(problem, work=2)

    assert Placement("p0", "pm", "A", 1) in plan.placements
    assert hard(problem, plan.placements) == []


def test_solve_wished_order_is_kept_within_a_block():
    problem = replace(small(), weights=replace(Weights(), order=1), mixed_blocks=True)
    wished = tuple(replace(one, order=4 - n) for n, one in enumerate(problem.submissions))
    problem = replace(problem, submissions=wished)

    plan = solve_programme(problem, work=3)

    assert counts(problem, plan.placements).get(Count.ORDER, 0) == 0


def test_solve_more_pitches_than_slots_is_a_contradiction():
    problem = small()
    crowd = tuple(Submission(f"q{n}", "bio") for n in range(9))

    with pytest.raises(Contradiction, match="9 slots are needed, and the sessions have 4"):
        solve_programme(replace(problem, submissions=crowd), work=1)


def test_solve_impossible_by_the_rules_is_proven_so():
    problem = small()
    away = frozenset({"pm"})
    crowd = tuple(replace(one, forbidden=away) for one in problem.submissions)

    with pytest.raises(Contradiction):
        solve_programme(replace(problem, submissions=crowd), work=1)


def test_solve_topics_one_by_one_is_sound(monkeypatch):
    monkeypatch.setattr("matcher.scheduling.programme._TOO_MANY", 0)
    topics = tuple(f"t{n}" for n in range(5))
    problem = ProgrammeProblem(
        tuple(Session(f"s{n}", 3) for n in range(3)),
        ("A", "B", "C"),
        topics,
        tuple(Submission(f"p{n}", topics[n % 5], presenters=(f"x{n % 4}",)) for n in range(14)),
    )

    plans = [solve_programme(problem, work=1, seed=2) for _ in range(2)]

    assert plans[0] == plans[1]
    assert hard(problem, plans[0].placements) == []


def test_conflicts_of_hand_edits_are_each_named():
    problem = small()
    placements = [
        Placement("p0", "am", "A", 0),
        Placement("p1", "am", "A", 0),
        Placement("p2", "pm", "A", 1),
        Placement("p3", "pm", "Z", 0),
    ]

    found = [(one.code, one.hard) for one in programme_conflicts(problem, placements)]

    assert found == [
        (ProgrammeConflictCode.UNKNOWN, True),
        (ProgrammeConflictCode.NOT_PLACED, True),
        (ProgrammeConflictCode.SLOT_TAKEN, True),
        (ProgrammeConflictCode.MORE_TOPICS, True),
    ]


def test_parse_product_form_reads_all_and_refuses_what_is_not_listed():
    data = {
        "sessions": [{"name": "am", "slots": 2}, {"name": "pm", "slots": 1}],
        "rooms": ["A"],
        "submissions": [
            {"id": "p0", "topic": "bio", "allowed": ["am"], "fixed": {"session": "am"}, "jurors": ["j"]},
            {"id": "p1", "topic": "bio", "presenters": ["x"], "session_penalty": {"am": 2}},
        ],
        "similar": {"bio": {"bio": 1}},
        "closed": [["pm", "A"]],
        "weights": {"presenters": 7},
        "mixed_blocks": True,
    }

    problem = parse_programme(data)
    plan = solve_programme(problem, work=2)

    assert problem.submissions[0].forbidden == {"pm"}
    assert problem.weights.presenters == 7
    assert format_programme(plan)["score"] == 2
    assert {at.session for at in plan.placements} == {"am"}
    with pytest.raises(BadForm, match=r"submissions\[0\].forbidden: 'noon' is not listed"):
        parse_programme({**data, "submissions": [{"id": "p", "topic": "b", "forbidden": ["noon"]}]})
    late = {"id": "p", "topic": "bio", "barred": [["am", "A", 0]]}
    finer = parse_programme({**data, "submissions": [late], "room_slots": {"am": {"A": 1}}})
    assert finer.submissions[0].barred == {("am", "A", 0)}
    assert finer.room_slots == {("am", "A"): 1}
    with pytest.raises(BadForm, match=r"submissions\[0\].barred"):
        parse_programme({**data, "submissions": [{**late, "barred": [["am", "B", 0]]}]})
    with pytest.raises(BadForm, match=r"room_slots\.am\.A"):
        parse_programme({**data, "room_slots": {"am": {"A": 3}}})
    with pytest.raises(BadForm, match=r"weights\.luck"):
        parse_programme({**data, "weights": {"luck": 1}})


def write_workbook(path: Path) -> None:
    """A workbook in the shape of CoSPLib's, made up here."""
    book = openpyxl.Workbook()
    sheets: dict[str, list[list[object]]] = {
        "parameters": [
            ["Sessions", None, None, "Weights", None],
            ["Local time zone:", "GMT+0", None, "Tracks_Sessions|Penalty:", 10],
            ["Suitable scheduling times", None, None, "Tracks_Rooms|Penalty:", 1],
            ["From:", dt.time(9, 0), None, "Sessions_Rooms|Penalty:", 1],
            ["To:", dt.time(18, 0), None, "Similar Tracks:", 1],
            ["Less suitable scheduling times", None, None, "Number of Rooms per Track:", 1],
            ["From:", dt.time(7, 0), None, "Parallel Tracks:", 1],
            ["To:", dt.time(22, 0), None, "Consecutive Tracks:", 1],
            ["Penalty:", 1, None, "Submissions_Timezones:", 2],
            ["Unsuitable scheduling times", None, None, "Submissions Order:", 1],
            ["Penalty:", 10, None, "Submissions_Sessions|Penalty:", 1],
            [None, None, None, "Submissions_Rooms|Penalty:", 1],
            [None, None, None, "Presenters Conflicts:", 100],
            [None, None, None, "Attendees Conflicts:", 1],
        ],
        "submissions": [
            ["Reference", "Track", "Required Timeslots", "Order", "Time Zone", "Presenters",
             "Attendees", "Mon", "Tue", "Hall", "Attic"],
            ["a", "Soil", 1, 0, "GMT+0", "P1, P2", None, 5, None, None, None],
            ["b", "Soil", 2, 0, "GMT+9", "P1", "P3", None, None, None, 1],
            ["c", "Light", 1, 0, "GMT+0", "P2", None, None, None, None, None],
            [None] * 11,
        ],
        "tracks": [["Tracks", "Chairs"], ["Soil", None], ["Light", "P9"]],
        "sessions": [
            ["Sessions", "Max Number of Timeslots", "Date", "Start Time", "End Time"],
            ["Mon", 3, dt.date(2026, 5, 4), dt.time(9, 30), dt.time(11, 0)],
            ["Tue", 3, dt.date(2026, 5, 5), dt.time(14, 0), dt.time(15, 30)],
        ],
        "rooms": [["Rooms"], ["Hall"], ["Attic"]],
        "tracks_sessions|penalty": [[None, "Mon", "Tue"], ["Soil", None, None], ["Light", 1, None]],
        "tracks_rooms|penalty": [[None, "Hall", "Attic"], ["Soil", None, 2], ["Light", None, None]],
        "similar tracks": [[None, "Soil", "Light"], ["Soil", None, 1], ["Light", None, None]],
        "sessions_rooms|penalty": [[None, "Hall", "Attic"], ["Mon", None, None], ["Tue", 1, None]],
    }  # fmt: skip
    book.remove(book.active)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    book.save(path)


def test_read_workbook_gives_penalties_zones_and_people(tmp_path):
    path = tmp_path / "tiny.xlsx"
    write_workbook(path)

    problem = read_workbook(path)

    assert [one.id for one in problem.submissions] == ["a", "b", "c"]
    assert problem.submission["a"].presenters == ("P1", "P2")
    assert problem.submission["a"].session_penalty == {"Mon": 5}
    assert problem.submission["b"].slots == 2
    # 09:30 is 18:30 nine hours east, 11:00 is 20:00: less suitable; 14:00 is 23:00: not suitable.
    assert problem.submission["b"].time_zone_penalty == {"Mon": 1, "Tue": 10}
    assert problem.weights.presenters == 100
    assert problem.weights.order == 0
    assert problem.similar == {("Soil", "Light"): 1}


def test_solve_workbook_finds_the_least_score(tmp_path):
    path = tmp_path / "tiny.xlsx"
    write_workbook(path)
    problem = read_workbook(path)

    plan = solve_programme(problem, work=3)

    # Soil on Monday in the Hall costs 5 for a and 2 for b's hour; Light on Tuesday in the Attic
    # costs nothing, since P2 and the similar topic are then elsewhere.
    assert plan.status is Status.OPTIMAL
    assert plan.score == 7
    assert counts(problem, plan.placements) == {Count.SUBMISSION_SESSION: 5, Count.TIME_ZONE: 1}


def test_read_workbook_broken_says_what_is_wrong(tmp_path):
    path = tmp_path / "broken.xlsx"
    path.write_bytes(b"PK not a zip archive")
    empty = tmp_path / "empty.xlsx"
    openpyxl.Workbook().save(empty)

    with pytest.raises(BadForm, match="not a workbook"):
        read_workbook(path)
    with pytest.raises(BadForm, match="no sheet 'parameters'"):
        read_workbook(empty)
