"""Rules of the house that no linter knows: sizes, first lines, unfinished work, light web processes."""

import ast
import re
import subprocess
import sys

import pytest

from tests.ops.helpers import PROJECT

ROOMS = ("matcher", "models", "web", "seeds", "tests")
MODULES = sorted(path for room in ROOMS for path in (PROJECT / room).rglob("*.py"))
# Past 400 lines a module wants to be two, past this it must. The demo world's prose decides nothing, and a
# test file mirrors its source.
LONGEST, LONGER = 450, {"seeds": 2000, "tests": 700}
HEAVY = (
    "torch",
    "sentence_transformers",
    "transformers",
    "sklearn",
    "lightgbm",
    "ortools",
    "alembic",
    "pandas",
)


def _name(path):
    return path.relative_to(PROJECT).as_posix()


def test_modules_are_short_enough_to_be_read():
    too_long = {
        _name(path): n_lines
        for path in MODULES
        if (n_lines := len(path.read_text(encoding="utf-8").splitlines()))
        > LONGER.get(path.relative_to(PROJECT).parts[0], LONGEST)
    }

    assert too_long == {}


def test_modules_say_in_their_first_line_what_lives_there():
    silent = [
        _name(path)
        for path in MODULES
        if (text := path.read_text(encoding="utf-8")).strip() and not ast.get_docstring(ast.parse(text))
    ]

    assert silent == []


def test_nothing_is_left_unfinished():
    marks = re.compile("|".join(["TO" + "DO", "FIX" + "ME", r"raise NotImplemented" + "Error"]))

    found = [_name(path) for path in MODULES if marks.search(path.read_text(encoding="utf-8"))]

    assert found == []


def test_no_test_is_skipped():
    marks = re.compile(
        r"pytest\.(mark\.)?(" + "|".join(["sk" + "ip", "x" + "fail", "import" + "orskip"]) + ")"
    )

    found = [_name(path) for path in MODULES if marks.search(path.read_text(encoding="utf-8"))]

    assert found == []


@pytest.mark.parametrize("module", ["web.serving", "web.supervisor", "web.cli"])
def test_processes_that_answer_people_import_nothing_heavy(module):
    program = f"import sys, {module}; print(*sorted(set(sys.modules) & set({HEAVY!r})))"

    done = subprocess.run(
        [sys.executable, "-c", program], cwd=PROJECT, capture_output=True, text=True, check=True, timeout=60
    )

    assert done.stdout.strip() == ""


def test_solvers_leave_the_process_its_interrupt():
    # CP-SAT takes SIGINT by default and does not give it back: Ctrl-C would then kill instead of stop.
    made, kept = (
        sum(
            len(re.findall(pattern, path.read_text(encoding="utf-8")))
            for path in (PROJECT / "matcher").rglob("*.py")
        )
        for pattern in (r"= cp_model\.CpSolver\(\)", r"\.catch_sigint_signal = False")
    )

    assert made == kept
    assert made > 0
