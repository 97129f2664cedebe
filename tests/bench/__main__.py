"""`python -m tests.bench`: run the parts, print each row as it comes, write their sections of docs/benchmarks.md."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

from tests.bench import document, encoding, measure, page, programme
from tests.bench.dashboard import dashboard
from tests.bench.late_change import late_change
from tests.bench.list_page import list_page
from tests.bench.measure import Failed, Row
from tests.bench.scale import scale
from tests.bench.search import search
from tests.bench.under_load import under_load

PROJECT = Path(__file__).resolve().parents[2]
OUT = PROJECT / "docs" / "benchmarks.md"
PARTS = (
    "ranking",
    "bilingual",
    "encoding",
    "meetings",
    "late-change",
    "programmes",
    "page",
    "under-load",
    "scale",
    "dashboard",
    "search",
    "list-page",
)
# Parts that make their own data.
ALONE = ("encoding", "page", "under-load", "scale", "dashboard", "search", "list-page")
NEEDED = ("matching/evaluate.py", "bilingual/evaluate.py", "scheduling/check_plan.py")


def main() -> int:
    """Measure what was asked for; 0 when every part gave its figures."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument("--bench", type=Path, default=PROJECT.parent / "shared" / "bench")
    parser.add_argument("--seconds", type=int, default=60, help="work limit of each plan")
    parser.add_argument("--only", choices=PARTS, help="one part; the sections of the others stay")
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
        "late-change": lambda: late_change(bench),
        "programmes": lambda: programme.programmes(bench, arguments.seconds),
        "page": page.page,
        "under-load": lambda: under_load(arguments.seconds),
        "scale": scale,
        "dashboard": dashboard,
        "search": search,
        "list-page": list_page,
    }
    chosen = {arguments.only: parts[arguments.only]} if arguments.only else parts
    for name, part in chosen.items():
        rows: list[Row] = []
        try:
            for row in part():
                rows.append(row)
                print(f"{row.command}: {row.figure}; {row.reference} ({row.seconds:.0f} s)", flush=True)
        except Failed as error:
            print(f"make bench: {error}", file=sys.stderr)
            return 1
        # Each part is kept as soon as it is measured: a stop loses one part, not the run.
        stamp = document.stamp(PROJECT)
        document.write(OUT, document.renew(OUT.read_text(encoding="utf-8"), {name: rows}, stamp))
        print(f"written: {OUT.relative_to(PROJECT)}, {document.title_of(name)}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
