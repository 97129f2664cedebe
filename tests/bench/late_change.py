"""A late change: one in twenty people loses up to four slots, and the day is planned anew close to what it was."""

from __future__ import annotations

import json
import random
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any

from tests.bench.measure import Failed, Row, run_ours

SIZES = (("50 30 12 12", 5), ("200 100 20 45", 30))  # the generator's arguments, the seconds allowed
SEED = 7  # of the generated problems; the trials are seeded by their number
TRIALS = 20
MOVED, VALUE = 0.02, 0.995


@dataclass(frozen=True, slots=True)
class Trial:
    """One late change, and how the new plan stands to the old one and to planning from nothing."""

    moved: float  # share of the old meetings that moved or went though they could have stayed
    value: float  # of the best plan found from nothing
    seconds: float


def late_change(bench: Path) -> Iterator[Row]:
    """Both sizes, the worst and the median of each figure."""
    for size, seconds in SIZES:
        with tempfile.TemporaryDirectory() as scratch:
            trials = list(_trials(bench, Path(scratch), size, seconds))
        moved, value = [t.moved for t in trials], [t.value for t in trials]
        took = [t.seconds for t in trials]
        yield Row(
            f"meetings {size} --previous, {TRIALS} late changes",
            f"moved beyond the forced {max(moved):.2%} at worst, {median(moved):.2%} in the median; "
            f"value {min(value):.4f} of planning anew at worst, {median(value):.4f} in the median; "
            f"{max(took):.1f} s at worst, {median(took):.1f} s in the median",
            sum(took),
            f"wanted: at most {MOVED:.0%}, at least {VALUE}, within {seconds} s",
        )


def _trials(bench: Path, folder: Path, size: str, seconds: int) -> Iterator[Trial]:
    generator = bench / "scheduling" / "make_meetings.py"
    first, plan = folder / "first.json", folder / "plan.json"
    command = [sys.executable, str(generator), *size.split(), str(SEED), "--out", str(first)]
    if subprocess.run(command, check=False).returncode != 0:
        raise Failed(f"{generator.name} failed")
    run_ours("meetings", first, "--out", plan, "--seconds", 60)
    before = json.loads(plan.read_text(encoding="utf-8"))["meetings"]
    changed, anew, close = folder / "changed.json", folder / "anew.json", folder / "close.json"
    for number in range(TRIALS):
        problem = json.loads(first.read_text(encoding="utf-8"))
        lost = lose_slots(problem, number)
        changed.write_text(json.dumps(problem), encoding="utf-8")
        run_ours("meetings", changed, "--out", anew, "--seconds", 60)
        took = run_ours("meetings", changed, "--out", close, "--previous", plan, "--seconds", seconds)
        after = json.loads(close.read_text(encoding="utf-8"))
        best = json.loads(anew.read_text(encoding="utf-8"))
        now = {(m["founder"], m["investor"]): m["slot"] for m in after["meetings"]}
        free = [
            m
            for m in before
            if (m["founder"], m["slot"]) not in lost and (m["investor"], m["slot"]) not in lost
        ]
        strayed = sum(now.get((m["founder"], m["investor"])) != m["slot"] for m in free)
        yield Trial(strayed / len(before), after["value"] / best["value"], took)


def lose_slots(problem: dict[str, Any], seed: int) -> set[tuple[str, int]]:
    """Take up to four slots from one in twenty people; who lost which."""
    rng = random.Random(seed)
    people = [*problem["founders"], *problem["investors"]]
    lost = set()
    for person in rng.sample(people, round(len(people) / 20)):
        there = person["available"]
        gone = rng.sample(there, min(rng.randint(1, 4), len(there)))
        person["available"] = [slot for slot in there if slot not in gone]
        lost |= {(person["id"], slot) for slot in gone}
    return lost
