"""Programmes: published workbooks, one copied two and four times over, and made ones beside the flat model.

`check_programme.py` gives every score of a workbook. In a copied workbook submissions, tracks,
people and sessions stand there several times and the rooms once: the conference is longer.
"""

from __future__ import annotations

import json
import random
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import openpyxl

from matcher.scheduling.limits import Limits
from matcher.scheduling.problem import Contradiction
from matcher.scheduling.programme import ProgrammeSearch
from matcher.scheduling.programme_forms import parse_programme
from matcher.scheduling.programme_mixed import solve_mixed
from matcher.scheduling.programme_problem import Placement, ProgrammeProblem
from matcher.scheduling.programme_score import programme_conflicts, score
from tests.bench.measure import BEST_KNOWN, Failed, Row, run_ours, run_theirs

INSTANCES = (
    "N2OR",
    "GECCO20",
    "GECCO21",
    "GECCO19",
    "OR60F",
    "GECCO20Poster",
    "GECCO20Workshop",
    "GECCO22Workshop",
)
COPIED, COPIES, LEEWAY = "OR60F", (2, 4), 1.05
MADE = ((556, 1), (1112, 2))
_FIXED_COLUMNS = 7  # of the sheet of submissions, before the penalties


def programmes(bench: Path, seconds: int) -> Iterator[Row]:
    """Every workbook, then the copies beside the one, then the made programmes beside the flat model."""
    folder = bench / "scheduling"
    one = 0.0
    for name in INSTANCES:
        found, row = _workbook(folder, folder / f"{name}.xlsx", name, seconds)
        known = BEST_KNOWN.get(name)
        yield row("no published plan" if known is None else f"best known {known}")
        if name == COPIED:
            one = found
    with tempfile.TemporaryDirectory() as scratch:
        for copies in COPIES:
            book = Path(scratch) / f"{COPIED}x{copies}.xlsx"
            copy_workbook(folder / f"{COPIED}.xlsx", book, copies)
            found, row = _workbook(folder, book, f"{COPIED} {copies} times over", seconds)
            most = LEEWAY * copies * one
            yield row(
                f"at most {most:g} = {LEEWAY} × {copies} × {one:g}: {'met' if found <= most else 'missed'}"
            )
    for n_submissions, seed in MADE:
        yield _made(n_submissions, seed, seconds)


def _workbook(folder: Path, instance: Path, name: str, seconds: int) -> tuple[float, Callable[[str], Row]]:
    with tempfile.TemporaryDirectory() as scratch:
        plan = Path(scratch) / "plan.json"
        took = run_ours("programme", instance, "--out", plan, "--seconds", seconds)
        said = run_theirs(folder / "check_programme.py", instance, plan)
        claimed = json.loads(plan.read_text(encoding="utf-8"))
    found = float(said.strip().splitlines()[-1].removeprefix("score "))
    bound = "none" if claimed["bound"] is None else f"{claimed['bound']:g}"
    figure = f"score {found:g} ({claimed['status']}), bound {bound}"
    return found, lambda reference: Row(f"programme {name} --seconds {seconds}", figure, took, reference)


def copy_workbook(source: Path, target: Path, copies: int) -> None:
    """Write a workbook in which all but the rooms stands there `copies` times.

    A submission's penalty for a session holds for every copy of that session, and so does a track's;
    similar tracks are similar within a copy.
    """
    book = openpyxl.load_workbook(source, data_only=True)
    rows = {sheet.title: [list(row) for row in sheet.iter_rows(values_only=True)] for sheet in book}
    n_sessions = sum(1 for row in rows["sessions"][1:] if row[0])
    numbers = range(copies)

    def columns(head: Sequence[Any]) -> list[Any]:
        return [_named(cell, n) for n in numbers for cell in head]

    done = openpyxl.Workbook()
    done.remove(done.active)
    for name, sheet in rows.items():
        head, body = sheet[0], [row for row in sheet[1:] if row[0]]
        copied = sheet
        if name == "submissions":
            end = _FIXED_COLUMNS + n_sessions
            copied = [[*head[:_FIXED_COLUMNS], *columns(head[_FIXED_COLUMNS:end]), *head[end:]]]
            copied += [
                [
                    *(_named(cell, n) if at in {0, 1, 5, 6} else cell for at, cell in enumerate(row[:7])),
                    *row[_FIXED_COLUMNS:end] * copies,
                    *row[end:],
                ]
                for n in numbers
                for row in body
            ]
        elif name == "tracks":
            copied = [head] + [[_named(cell, n) for cell in row[:2]] for n in numbers for row in body]
        elif name == "sessions":
            copied = [head] + [[_named(row[0], n), *row[1:]] for n in numbers for row in body]
        elif name == "tracks_sessions|penalty":
            width = 1 + n_sessions
            copied = [[None, *columns(head[1:width])]]
            copied += [[_named(row[0], n), *row[1:width] * copies] for n in numbers for row in body]
        elif name in {"tracks_rooms|penalty", "sessions_rooms|penalty"}:
            copied = [head] + [[_named(row[0], n), *row[1:]] for n in numbers for row in body]
        elif name == "similar tracks":
            width = len([cell for cell in head if cell])
            empty = [None] * width
            copied = [[None, *columns(head[1 : width + 1])]]
            copied += [
                [_named(row[0], n), *empty * n, *row[1 : width + 1], *empty * (copies - n - 1)]
                for n in numbers
                for row in body
            ]
        page = done.create_sheet(name)
        for row in copied:
            page.append(row)
    done.save(target)


def _named(cell: Any, number: int) -> Any:
    """The names in a cell, told apart by the copy's number."""
    if cell is None:
        return None
    return ", ".join(f"{name.strip()} ({number})" for name in str(cell).split(",") if name.strip())


def make_programme(n_submissions: int, seed: int) -> dict[str, Any]:
    """A programme's problem in the product's own form: topics of every size, busy presenters, small rooms."""
    drawn = random.Random(seed)
    n_topics, n_rooms = n_submissions // 8, max(8, n_submissions // 50)
    slots = 4
    # A fifth of all slots stays free.
    n_sessions = -(-n_submissions * 5 // (4 * n_rooms * slots)) + 2
    sessions = [f"s{n}" for n in range(n_sessions)]
    rooms = [f"r{n}" for n in range(n_rooms)]
    topics = [f"t{n}" for n in range(n_topics)]
    sizes = [drawn.paretovariate(1.5) for _ in topics]
    people = [f"p{n}" for n in range(n_submissions * 4 // 5)]
    submissions = []
    for n in range(n_submissions):
        away = drawn.sample(sessions, drawn.randint(1, n_sessions // 3)) if drawn.random() < 0.2 else []
        submissions.append(
            {
                "id": f"x{n}",
                "topic": topics[n] if n < n_topics else drawn.choices(topics, sizes)[0],
                "slots": drawn.choices((1, 2, 3), (85, 12, 3))[0],
                "presenters": [drawn.choice(people)],
                "session_penalty": dict.fromkeys(away, 10),
            }
        )
    large = {topic for topic, size in zip(topics, sizes, strict=True) if size > 3}
    similar: dict[str, dict[str, int]] = {}
    for _ in range(n_topics // 2):
        one, other = drawn.sample(topics, 2)
        similar.setdefault(one, {})[other] = 5
    return {
        "sessions": [{"name": name, "slots": slots} for name in sessions],
        "rooms": rooms,
        "topics": topics,
        "submissions": submissions,
        "similar": similar,
        "topic_room": {topic: dict.fromkeys(rooms[n_rooms // 3 :], 10) for topic in sorted(large)},
        "topic_session": {
            topic: dict.fromkeys(drawn.sample(sessions, n_sessions // 4), 100) for topic in topics[::5]
        },
        "weights": {"presenters": 1000, "consecutive": 5},
    }


def _made(n_submissions: int, seed: int, seconds: int) -> Row:
    data = make_programme(n_submissions, seed)
    problem = parse_programme(data)
    with tempfile.TemporaryDirectory() as scratch:
        file, plan = Path(scratch) / "problem.json", Path(scratch) / "plan.json"
        file.write_text(json.dumps(data), encoding="utf-8")
        took = run_ours("programme", file, "--out", plan, "--seconds", seconds)
        claimed = json.loads(plan.read_text(encoding="utf-8"))
    placements = [Placement(**at) for at in claimed["placements"]]
    if any(conflict.hard for conflict in programme_conflicts(problem, placements)):
        raise Failed(f"a made programme of {n_submissions} submissions breaks a hard rule")
    return Row(
        f"programme made {n_submissions} submissions, seed {seed} --seconds {seconds}",
        f"score {score(problem, placements):g} ({claimed['status']}), bound {claimed['bound']:g}",
        took,
        f"flat model in this run: {_flat(problem, seconds)}",
    )


def _flat(problem: ProgrammeProblem, seconds: int) -> str:
    """What one model with a place for each submission finds in the same time."""
    started = time.monotonic()
    search = ProgrammeSearch(problem, Limits(started + seconds, None, time.monotonic), 0, started, None)
    try:
        solve_mixed(search, warm=False)
        return f"score {search.plan().score:g}"
    except Contradiction:
        return "nothing found"
