"""What each part of `make bench` runs, and the rows it gives: command, figure, seconds, what it is held against."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from threading import Event, Thread
from typing import Any

import psutil

MADE_MEETINGS = ("50 30 12 12 7", "200 100 20 45 7", "1000 300 30 180 7")
MEETINGS = ("S_open", "S_avail", "S_tight", "M_open", "M_avail", "M_tight")
# The best plans that the benchmark's authors know, and what their own plans cost; from its README.
BEST_KNOWN = {"N2OR": 1, "GECCO20": 5781, "GECCO21": 10936, "GECCO19": 1000031, "OR60F": 427}
BASELINES = ("random", "popularity", "cosine", "z-sum", "weighted")
# NDCG@100 of the authors' learned ranker, and NDCG@10 of their glossed one; from the READMEs.
LEARNED_NDCG, GLOSSED_NDCG = 0.271, 0.896


@dataclass(frozen=True, slots=True)
class Row:
    """One measurement as it stands in the table."""

    command: str
    figure: str
    seconds: float
    reference: str


class Failed(RuntimeError):
    """A command of ours did not do what it should."""


def ranking(bench: Path) -> Iterator[Row]:
    """Our ranker on the real deals beside every baseline, in the same run."""
    data = bench / "matching"
    asked = [*("--data", data), *("--queries", data / "dev_queries.jsonl.gz")]
    beside = {name: _rank(data, [*asked, "--ranker", name]).score for name in BASELINES}
    plain = ", ".join(f"{name} {score['all']['NDCG@100']:.3f}" for name, score in beside.items())
    reference = f"NDCG@100 {plain} in this run; published {LEARNED_NDCG}"
    for title, more in (("", []), (" --without round,amount", ["--without", "round,amount"])):
        ours = _rank(data, [*asked, *more])
        whole = ours.score["all"]
        figures = ", ".join(f"{name} {whole[name]:.3f}" for name in ("NDCG@100", "Recall@100", "Recall@10"))
        cold = ours.score["cold companies"]["NDCG@100"]
        few = ours.score["investors with 1-3 deals"]["Recall@100"]
        yield Row(
            f"rank matching{title}",
            f"{figures}, cold companies {cold:.3f}, investors with 1–3 deals {few:.3f}, "
            f"standard error {whole['stderr']['NDCG@100']:.3f}, {ours.gigabytes:.1f} GiB at the most",
            ours.seconds,
            reference,
        )


def bilingual(bench: Path) -> Iterator[Row]:
    """Our ranker on texts in two languages."""
    data = bench / "bilingual"
    arguments = [*("--data", data), *("--queries", data / "queries.jsonl.gz")]
    ours = _rank(data, arguments)
    score, lots = ours.score["all"], _rank(data, [*arguments, "--ranker", "random"]).score["all"]
    figure = (
        f"NDCG@10 {score['NDCG@10']:.3f}, cross-language wins {score['cross-language wins']:.3f}, "
        f"gate violations {score['gate violations@5']:g}"
    )
    yield Row(
        "rank bilingual",
        figure,
        ours.seconds,
        f"random {lots['NDCG@10']:.3f} in this run; published {GLOSSED_NDCG}",
    )


def meetings(bench: Path, seconds: int) -> Iterator[Row]:
    """Plans of one-to-one meetings beside the greedy plan and the bound, both found in the same run.

    The published problems, made ones of three sizes, and the largest with everybody there all day.
    """
    folder = bench / "scheduling"
    for name in MEETINGS:
        yield _meetings(folder, name, folder / f"meetings_{name}.json", seconds)
    with tempfile.TemporaryDirectory() as scratch:
        problem = Path(scratch) / "problem.json"
        for size in MADE_MEETINGS:
            run_theirs(folder / "make_meetings.py", *size.split(), "--out", problem)
            yield _meetings(folder, size, problem, seconds)
            yield _tidied(folder, size, problem)
        everybody = json.loads(problem.read_text(encoding="utf-8"))
        for person in (*everybody["founders"], *everybody["investors"]):
            person["available"] = list(range(everybody["slots"]))
        everybody["pairs"] = [
            {key: value for key, value in pair.items() if key not in {"required", "slot"}}
            for pair in everybody["pairs"]
        ]
        problem.write_text(json.dumps(everybody), encoding="utf-8")
        yield _meetings(folder, f"{MADE_MEETINGS[-1]}, everybody always there", problem, seconds)


def _meetings(folder: Path, name: str, problem: Path, seconds: int) -> Row:
    with tempfile.TemporaryDirectory() as scratch:
        ours, plain = Path(scratch) / "ours.json", Path(scratch) / "greedy.json"
        took = run_ours("meetings", problem, "--out", ours, "--seconds", seconds)
        begun = time.monotonic()
        plain.write_text(run_theirs(folder / "greedy_meetings.py", problem), encoding="utf-8")
        greedy_took = time.monotonic() - begun
        bound = json.loads(run_theirs(folder / "bound_meetings.py", problem, "--json"))
        value, greedy = (
            _figures(run_theirs(folder / "check_plan.py", problem, plan)) for plan in (ours, plain)
        )
        claimed = json.loads(ours.read_text(encoding="utf-8"))
    gap = bound["bound"] - greedy["value"]
    closed = f", gap closed {(value['value'] - greedy['value']) / gap:.3f}" if gap > 0 else ""
    return Row(
        f"meetings {name} --seconds {seconds}",
        f"value {value['value']:g} ({claimed['status']}), required missed {value['required_missed']:g}, "
        f"below minimum {value['below_minimum']:g}{closed}",
        took,
        f"greedy {greedy['value']:g} in {greedy_took:.1f} s, bound {bound['bound']:g}, required missed "
        f"{bound['required_missed']:g}, below minimum {bound['below_minimum']:g}",
    )


def _tidied(folder: Path, name: str, problem: Path) -> Row:
    """Free slots between two meetings of a person, summed over all, beside greedy's."""
    with tempfile.TemporaryDirectory() as scratch:
        ours = Path(scratch) / "ours.json"
        took = run_ours("meetings", problem, "--out", ours, "--tidy", 0.003, "--seconds", 20)
        gaps = _idle(json.loads(ours.read_text(encoding="utf-8")))
        greedy = _idle(json.loads(run_theirs(folder / "greedy_meetings.py", problem)))
    return Row(
        f"meetings {name} --tidy 0.003 --seconds 20",
        f"{gaps} idle slots",
        took,
        f"greedy {greedy}; wanted: at most half",
    )


def _idle(plan: dict[str, Any]) -> int:
    slots: dict[tuple[str, str], list[int]] = {}
    for meeting in plan["meetings"]:
        for side in ("founder", "investor"):
            slots.setdefault((side, meeting[side]), []).append(meeting["slot"])
    return sum(max(taken) - min(taken) + 1 - len(taken) for taken in slots.values())


@dataclass(frozen=True, slots=True)
class _Run:
    """What `evaluate.py` says of a run, how long it took, and the most memory it held."""

    score: dict[str, Any]
    seconds: float
    gigabytes: float


def _rank(data: Path, arguments: Sequence[object]) -> _Run:
    with tempfile.TemporaryDirectory() as scratch:
        out = Path(scratch) / "predictions.jsonl"
        with _watched_memory() as most:
            seconds = run_ours("rank", *arguments, "--out", out)
        score = json.loads(run_theirs(data / "evaluate.py", data, out, "--json"))
    return _Run(score, seconds, most[0] / 2**30)


@contextmanager
def _watched_memory() -> Iterator[list[float]]:
    """The most bytes that this process's children held together, looked at twice a second.

    Pages that several of them share count once a process: the figure errs upwards.
    """
    most, done, me = [0.0], Event(), psutil.Process()

    def look() -> None:
        while not done.wait(0.5):
            held = 0
            for child in me.children(recursive=True):
                with suppress(psutil.NoSuchProcess):
                    held += child.memory_info().rss
            most[0] = max(most[0], float(held))

    watcher = Thread(target=look, daemon=True)
    watcher.start()
    try:
        yield most
    finally:
        done.set()
        watcher.join()


def run_ours(*arguments: object) -> float:
    """Run one of our commands; the seconds it took. Its progress goes to the terminal."""
    command = [sys.executable, "-m", "matcher", *map(str, arguments)]
    begun = time.monotonic()
    done = subprocess.run(command, check=False)
    if done.returncode != 0:
        raise Failed(f"exit code {done.returncode}: {' '.join(command[1:])}")
    return time.monotonic() - begun


def run_theirs(script: Path, *arguments: object) -> str:
    """Run one of the benchmark's scripts; what it printed."""
    command = [sys.executable, str(script), *map(str, arguments)]
    done = subprocess.run(command, check=False, capture_output=True, text=True)
    if done.returncode != 0:
        said = (done.stdout + done.stderr).strip().splitlines()
        raise Failed(f"{script.name}: {said[0] if said else f'exit code {done.returncode}'}")
    return done.stdout


def _figures(said: str) -> dict[str, float]:
    """The figures of check_plan.py's last line: `value 1 meetings 2 …`."""
    words = said.strip().splitlines()[-1].split()
    return {name: float(value) for name, value in zip(words[::2], words[1::2], strict=True)}
