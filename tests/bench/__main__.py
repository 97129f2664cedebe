"""`python -m tests.bench`: run the parts, print each row as it comes, write docs/benchmarks.md at the end."""

from __future__ import annotations

import argparse
import os
import platform
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

from tests.bench import encoding, measure, page
from tests.bench.measure import Failed, Row
from tests.bench.scale import scale

PROJECT = Path(__file__).resolve().parents[2]
OUT = PROJECT / "docs" / "benchmarks.md"
PARTS = ("ranking", "bilingual", "encoding", "meetings", "programmes", "page", "scale")
# Parts that make their own data.
ALONE = ("encoding", "page", "scale")
NEEDED = ("matching/evaluate.py", "bilingual/evaluate.py", "scheduling/check_plan.py")


def main() -> int:
    """Measure what was asked for; 0 when every part gave its figures."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument("--bench", type=Path, default=PROJECT.parent / "shared" / "bench")
    parser.add_argument("--seconds", type=int, default=60, help="work limit of each plan")
    parser.add_argument("--only", choices=PARTS, help="one part, nothing written")
    arguments = parser.parse_args()
    bench: Path = arguments.bench
    needed = NEEDED if arguments.only not in ALONE else ()
    missing = [name for name in needed if not (bench / name).exists()]
    if missing:
        print(f"make bench needs {bench / missing[0]}, which is not there.", file=sys.stderr)
        return 1
    parts: dict[str, Callable[[], Iterator[Row]]] = {
        "ranking": lambda: measure.ranking(bench),
        "bilingual": lambda: measure.bilingual(bench),
        "encoding": encoding.encoding,
        "meetings": lambda: measure.meetings(bench, arguments.seconds),
        "programmes": lambda: measure.programmes(bench, arguments.seconds),
        "page": page.page,
        "scale": scale,
    }
    chosen = {arguments.only: parts[arguments.only]} if arguments.only else parts
    found: dict[str, list[Row]] = {}
    try:
        for name, part in chosen.items():
            found[name] = []
            for row in part():
                found[name].append(row)
                print(f"{row.command}: {row.figure}; {row.reference} ({row.seconds:.0f} s)", flush=True)
    except Failed as error:
        print(f"make bench: {error}", file=sys.stderr)
        return 1
    if arguments.only is None:
        _write(found)
        print(f"written: {OUT.relative_to(PROJECT)}")
    return 0


def _write(found: dict[str, list[Row]]) -> None:
    """The whole document, at once."""
    lines = [
        "# Benchmarks",
        "",
        "Written by `make bench`; each figure was measured in this one run, and so was what it is compared with unless it",
        "says published. Seconds are wall time of the whole command on a machine that may have been busy.",
        "",
        f"- date: {datetime.now(UTC):%Y-%m-%d %H:%M} UTC, commit {_commit()}",
        f"- machine: {platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}",
    ]
    for part, rows in found.items():
        lines += [
            "",
            f"## {part.capitalize()}",
            "",
            f"| {'measured' if part in ALONE else '`python -m matcher …`'} | figure | seconds | compared with |",
        ]
        lines += ["|---|---|--:|---|"]
        lines += [f"| `{row.command}` | {row.figure} | {row.seconds:.1f} | {row.reference} |" for row in rows]
    draft = OUT.with_suffix(".new")
    draft.write_text("\n".join(lines) + "\n", encoding="utf-8")
    draft.replace(OUT)


def _commit() -> str:
    done = subprocess.run(
        ["git", "rev-parse", "--short", "HEAD"], cwd=PROJECT, check=False, capture_output=True, text=True
    )
    return done.stdout.strip() or "unknown"


if __name__ == "__main__":
    sys.exit(main())
