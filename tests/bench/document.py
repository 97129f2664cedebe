"""`docs/benchmarks.md`: a section a part, each with its own day and commit; a part that is not run keeps its figures."""

from __future__ import annotations

import os
import platform
import re
import subprocess
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path

from tests.bench.measure import Row

_INTRODUCTION = """# Benchmarks

`make bench` measures everything and `make bench PART=meetings` one part, and each writes its own section here; the
other sections stay as they are, with the day and the commit of their own run. What a figure is compared with was
measured in the same run unless it says published. Seconds are wall time of the whole command on a machine that may have
been busy. A section without a commit was written by hand from single runs.
"""
_SECTION = re.compile(r"^## (.+)$", re.MULTILINE)


def title_of(part: str) -> str:
    """A part's heading."""
    return part.replace("_", " ").capitalize()


def renew(text: str, measured: Mapping[str, Sequence[Row]], stamp: str) -> str:
    """The document with the sections of these parts written anew, in place; new ones stand at the end."""
    sections = _sections(text)
    for part, rows in measured.items():
        lines = [
            f"`python -m tests.bench --only {part}`, {stamp}",
            "",
            "| measured | figure | seconds | compared with |",
            "|---|---|--:|---|",
            *(f"| `{row.command}` | {row.figure} | {row.seconds:.1f} | {row.reference} |" for row in rows),
        ]
        sections[title_of(part)] = "\n".join(lines)
    return _INTRODUCTION + "".join(f"\n## {title}\n\n{body}\n" for title, body in sections.items())


def _sections(text: str) -> dict[str, str]:
    # Split at the headings: what stands before the first, then a title and its body in turn.
    parts = _SECTION.split(text)[1:]
    return {title: body.strip() for title, body in zip(parts[::2], parts[1::2], strict=True)}


def stamp(project: Path) -> str:
    """When, on which commit and on what machine: "2026-11-25, commit 1a2b3c, x86_64, 2 cores, Python 3.11.2"."""
    done = subprocess.run(
        ["git", "rev-parse", "--short", "HEAD"], cwd=project, check=False, capture_output=True, text=True
    )
    commit = done.stdout.strip() or "unknown"
    machine = f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}"
    return f"{datetime.now(UTC):%Y-%m-%d}, commit {commit}, {machine}"


def write(path: Path, text: str) -> None:
    """The whole document, at once."""
    draft = path.with_suffix(".new")
    draft.write_text(text, encoding="utf-8")
    draft.replace(path)
