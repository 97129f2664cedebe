"""The two commands: whole output files, exit codes, one sentence for what is wrong."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings

from matcher.__main__ import main
from matcher.scheduling.forms import format_plan, format_problem, parse_plan, parse_problem
from matcher.scheduling.meetings import solve_meetings
from tests.matcher.scheduling.instances import broken_rules, make_problem, problems


def write(path: Path, data: Any) -> str:
    path.write_text(json.dumps(data), encoding="utf-8")
    return str(path)


@pytest.fixture
def problem_file(tmp_path: Path) -> str:
    return write(tmp_path / "problem.json", format_problem(make_problem(1)) | {"number_online": True})


def test_meetings_command_writes_a_sound_plan(tmp_path, problem_file, capsys):
    out = tmp_path / "plan.json"

    code = main(["meetings", problem_file, "--out", str(out), "--work", "3"])

    data = json.loads(out.read_text("utf-8"))
    problem = parse_problem(json.loads(Path(problem_file).read_text("utf-8")))
    assert code == 0
    assert broken_rules(problem, parse_plan(data)) == []
    assert list(data) == [
        "meetings", "value", "bound", "status", "below_minimum", "required_missed",
    ]  # fmt: skip
    assert "bound" in capsys.readouterr().err


def test_meetings_command_same_work_gives_the_same_bytes(tmp_path, problem_file):
    outs = [tmp_path / "one.json", tmp_path / "two.json"]

    for out in outs:
        assert main(["meetings", problem_file, "--out", str(out), "--work", "4"]) == 0

    assert outs[0].read_bytes() == outs[1].read_bytes()


def test_meetings_command_replans_with_what_changed(tmp_path, problem_file):
    first, second = tmp_path / "first.json", tmp_path / "second.json"
    main(["meetings", problem_file, "--out", str(first), "--work", "3"])

    code = main(["meetings", problem_file, "--out", str(second), "--work", "3", "--previous", str(first)])

    data = json.loads(second.read_text("utf-8"))
    assert code == 0
    assert len(data["kept"]) == len(data["meetings"])
    assert (data["moved"], data["dropped"], data["added"]) == ([], [], [])


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('{"slots": 2,\n "tables": }', "line 2"),
        ("[]", "an object is wanted"),
        ('{"slots": -1, "tables": 1}', "problem.slots"),
        ('{"slots": 1, "tables": 1, "founders": [{"id": "f"}]}', "founders[0].available"),
        ('{"slots": 1, "tables": 1, "founders": [], "investors": 3}', "investors: a list"),
        (
            '{"slots": 1, "tables": 1, "founders": [], "investors": [], "pairs": [{"founder": "f", "investor": "i", "value": 1}]}',
            "pairs[0].founder: there is no founder 'f'",
        ),
    ],
)
def test_meetings_command_broken_file_is_told_in_one_sentence(tmp_path, capsys, text, words):
    path, out = tmp_path / "p.json", tmp_path / "plan.json"
    path.write_text(text, encoding="utf-8")

    code = main(["meetings", str(path), "--out", str(out)])

    told = capsys.readouterr().err
    assert code == 2
    assert words in told
    assert "p.json" in told
    assert told.count("\n") == 1
    assert list(tmp_path.iterdir()) == [path]


def test_meetings_command_missing_file_is_told(tmp_path, capsys):
    code = main(["meetings", str(tmp_path / "none.json"), "--out", str(tmp_path / "plan.json")])

    assert code == 2
    assert "none.json: No such file or directory" in capsys.readouterr().err


def test_meetings_command_contradiction_exits_three(tmp_path, capsys):
    people = [{"id": "a", "available": [0], "max_meetings": 1}]
    pair = {"founder": "a", "investor": "a", "value": 1, "required": True, "forbidden": True}
    path = write(
        tmp_path / "p.json",
        {"slots": 1, "tables": 1, "founders": people, "investors": people, "pairs": [pair]},
    )

    code = main(["meetings", path, "--out", str(tmp_path / "plan.json")])

    assert code == 3
    assert "both required and forbidden" in capsys.readouterr().err
    assert not (tmp_path / "plan.json").exists()


def test_programme_command_solves_the_product_form(tmp_path):
    data = {
        "sessions": [{"name": "am", "slots": 2}],
        "rooms": ["A"],
        "submissions": [{"id": "p0", "topic": "bio"}, {"id": "p1", "topic": "bio"}],
    }
    path, out = write(tmp_path / "p.json", data), tmp_path / "plan.json"

    code = main(["programme", path, "--out", str(out), "--work", "1"])

    plan = json.loads(out.read_text("utf-8"))
    assert code == 0
    assert (plan["score"], plan["bound"], plan["status"]) == (0, 0, "optimal")
    assert [entry["start"] for entry in plan["placements"]] == [0, 1]


def test_programme_command_impossible_exits_three(tmp_path, capsys):
    data = {
        "sessions": [{"name": "am", "slots": 1}],
        "rooms": ["A"],
        "submissions": [{"id": "p0", "topic": "bio"}, {"id": "p1", "topic": "bio"}],
    }

    code = main(["programme", write(tmp_path / "p.json", data), "--out", str(tmp_path / "q.json")])

    assert code == 3
    assert "2 slots are needed, and the sessions have 1" in capsys.readouterr().err


@settings(max_examples=40, deadline=None, derandomize=True)
@given(problems())
def test_form_of_a_problem_reads_back_the_same(problem):
    assert parse_problem(json.loads(json.dumps(format_problem(problem)))) == problem


def test_form_of_a_plan_reads_back_the_same_meetings():
    plan = solve_meetings(make_problem(6), work=2)

    assert parse_plan(json.loads(json.dumps(format_plan(plan)))).meetings == plan.meetings
